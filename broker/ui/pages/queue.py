"""The facilitator's queue: what waits too long, is open between people, or comes near; most urgent first."""

from __future__ import annotations

import datetime as dt

import streamlit as st

from broker.dialogue.waiting import Duty
from broker.ui import pages, resources, session
from broker.ui.components import duties, reminding, who
from broker.ui.components.markup import html, show
from broker.ui.components.refusal import attempt, refused
from broker.ui.messages import say

who.only_for(say("queue.title"), "facilitator")
broker = resources.get_broker()
by = session.visitor().by
today = dt.datetime.now(dt.UTC).date()

st.title(say("queue.title"))
show(html('<p class="lead">{words}</p>', words=say("queue.lead")))
if not by:
    who.ask_here("queue-who")
    st.stop()
found, error = attempt(lambda: broker.queue(by=by))
if error is not None:
    refused(error)
    st.stop()
kinds = list(dict.fromkeys(duty.kind for duty in found or ()))
counts = {kind: sum(duty.kind == kind for duty in found or ()) for kind in kinds}
chosen = (
    st.pills(
        say("filter.mark"),
        kinds,
        selection_mode="multi",
        format_func=lambda kind: say("queue.count", kind=say(f"duty.{kind}"), count=counts[kind]),
        key="queue-kinds",
        label_visibility="collapsed",
    )
    if len(kinds) > 1
    else []
)
shown = [duty for duty in found or () if not chosen or duty.kind in chosen]
if not shown:
    show(html('<p class="quiet">{words}</p>', words=say("queue.none")))
    if st.button(say("dialogue.list"), key="to-all"):
        st.switch_page(pages.EXCHANGES)
elif len(shown) > duties.MOST:
    show(html('<p class="quiet">{words}</p>', words=say("queue.most", shown=duties.MOST, count=len(shown))))
known = {one.id: one for one in broker.dialogues_in_brief(by=by)} if shown else {}


def remind(duty: Duty, name: str) -> None:
    """Draw the way to remind those for whom it waits."""
    if duty.dialogue in known:
        reminding.ask_reminder(broker, duty, known[duty.dialogue], name)


duties.show_duties(shown, today, "queue", dialogues=known, beside=remind)
