"""My dialogues: what waits for me, what waits for others, what is finished; each with its decision date."""

from __future__ import annotations

import datetime as dt

import streamlit as st

from broker.ui import pages, resources, session
from broker.ui.components import duties, follow_ups, waiting
from broker.ui.components.dialogue_head import decision_date
from broker.ui.components.heading import date
from broker.ui.components.markup import html, show
from broker.ui.components.refusal import attempt, refused
from broker.ui.messages import say

#: More would not be read; the newest are shown.
MOST = 40

broker = resources.get_broker()
me = session.visitor()
today = dt.datetime.now(dt.UTC).date()

st.title(say("dialogues.title"))
show(html('<p class="lead">{words}</p>', words=say("dialogues.lead")))
known, error = attempt(lambda: broker.dialogues_in_brief(most=MOST, by=me.by))
if error is not None:
    refused(error)
    st.stop()
told = known or ()
owed = (attempt(lambda: broker.waiting(by=me.by))[0] or ()) if me.by else ()
if owed:
    st.header(say("dialogues.for_me"))
    duties.show_duties([duty for duty in owed if not duties.is_later(duty, today)], today, "mine")
    duties.show_later([duty for duty in owed if duties.is_later(duty, today)], today)
    follow_ups.offer_calendar(broker)

groups = waiting.grouped(told, me.known_as, {duty.dialogue for duty in owed})
shown = told
choices = [name for name in ("me", "others", "ended") if groups[name]]
if me.by and choices:
    chosen = st.segmented_control(
        say("dialogues.whose"),
        [*choices, "all"],
        default=choices[0],
        required=True,
        format_func=lambda name: say(f"dialogues.{name}"),
        key="whose",
        label_visibility="collapsed",
    )
    shown = told if chosen in (None, "all") else groups[chosen]
if not shown:
    show(html('<p class="quiet">{words}</p>', words=say("dialogues.none")))
    if st.button(say("dialogues.ask"), type="primary", key="ask"):
        st.switch_page(pages.NEED)
for one in shown:
    with st.container(border=True, key=f"dialogue-{one.id}"):
        until = decision_date(one)
        show(
            html(
                '<p class="lead said">{title}</p>'
                '<p class="quiet small begins">{opened} · {rounds} · {state}.{until}</p>',
                title=one.title,
                opened=say("dialogues.opened", name=one.opened_by, date=date(one.opened_at)),
                rounds=waiting.rounds(len(one.rounds)),
                state=waiting.state(one),
                until=f" {say('dialogues.decided_by', date=until)}" if until else "",
            )
        )
        with st.container(horizontal=True):
            if st.button(say("dialogues.answer"), key=f"answer-{one.id}"):
                st.switch_page(pages.ANSWER, query_params={"dialogue": one.id, "round": str(one.round.number)})
            if st.button(say("answer.dialogue"), key=f"read-{one.id}", type="tertiary"):
                st.switch_page(pages.DIALOGUE, query_params={"dialogue": one.id})
