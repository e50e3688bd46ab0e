"""What came of it: the days on which somebody asks, what was told, and the days as a file for one's own calendar."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path

import streamlit as st

from broker.dialogue import Dialogue
from broker.dialogue.contributions import Contribution
from broker.dialogue.contributions.commitments import FollowUp
from broker.dialogue.looking_back import ASKED
from broker.service import Broker
from broker.ui import session
from broker.ui.components.duties import called
from broker.ui.components.heading import date
from broker.ui.components.markup import Html, html, join, show
from broker.ui.components.one_field import word
from broker.ui.components.one_kind import ask_one
from broker.ui.components.refusal import attempt, refused
from broker.ui.language import current
from broker.ui.messages import say


def show_follow_ups(broker: Broker, dialogue: Dialogue, today: dt.date) -> None:
    """Draw each day with what was told; what was not told yet can be told here."""
    st.caption(say("follow.note"))
    if not dialogue.follow_ups and not dialogue.contributions.of("OutcomeReported"):
        show(html('<p class="quiet">{words}</p>', words=say("follow.none")))
    for one in dialogue.follow_ups:
        with st.container(border=True, key=f"follow-{one.set.id}"):
            show(_told(dialogue, one, today))
            if not one.outcomes:
                with st.expander(say("follow.tell"), expanded=one.due <= today):
                    ask_one(broker, dialogue, "outcome", "follow.tell.send", about=one.set.id,
                            known={"follow_up": one.set.id})  # fmt: skip
    unasked = [o for o in dialogue.contributions.of("OutcomeReported") if not o.data.get("follow_up")]
    for outcome in unasked:
        with st.container(border=True, key=f"outcome-{outcome.id}"):
            show(_outcome(dialogue, outcome))
    with st.expander(say("follow.set"), expanded=not dialogue.follow_ups):
        ask_one(broker, dialogue, "follow-up", "follow.set.send")


def offer_calendar(broker: Broker, dialogue_id: str = "") -> None:
    """Offer the days that wait as a file: those of a dialogue, or all that wait for the visitor."""
    by = session.visitor().by
    if not by:
        return
    made, error = attempt(lambda: calendar(broker, by, dialogue_id))
    if error is not None or made is None:
        refused(error)
    elif b"BEGIN:VEVENT" in made:
        st.download_button(
            say("follow.calendar" if dialogue_id else "follow.calendar.mine"),
            data=made,
            file_name=f"{dialogue_id or 'waiting'}.ics",
            mime="text/calendar",
            key=f"calendar-{dialogue_id}",
            icon=":material/event:",
            on_click="ignore",
        )


def calendar(broker: Broker, by: str, dialogue_id: str) -> bytes:
    """Return the file."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "days.ics"
        return broker.calendar(out, by=by, dialogue_id=dialogue_id, language=current()).read_bytes()


def _told(dialogue: Dialogue, one: FollowUp, today: dt.date) -> Html:
    late = one.due < today
    state = "follow.told" if one.outcomes else "follow.overdue" if late else "follow.waits"
    chip = "yes" if one.outcomes else "no" if late else "quiet"
    whom = ", ".join(called(dialogue, who) for who in one.set.data.get("to") or ASKED)
    return html(
        '<p><b>{when}</b> <span class="chip {chip}">{state}</span></p><p class="said">{asks}</p>{outcomes}',
        when=say("follow.asks", date=date(one.due), who=whom),
        chip=chip,
        state=say(state),
        asks=one.set.text or say("follow.question"),
        outcomes=join(_outcome(dialogue, outcome) for outcome in one.outcomes),
    )


def _outcome(dialogue: Dialogue, one: Contribution) -> Html:
    facts = [
        html("<span><i>{name}</i> {words}</span>", name=say(f"told.{name}"), words=words)
        for name, words in (
            ("used", word("used", str(one.data.get("used", "")))),
            ("evidence", str(one.data.get("evidence", ""))),
        )
        if words
    ]
    return html(
        '<p class="quote said">{text}</p><p class="told small">{facts}</p><p class="quiet small">{who} · {when} · {id}'
        "</p>",
        text=one.text,
        facts=join(facts),
        who=dialogue.name_of(one.speaker),
        when=date(one.day),
        id=one.id,
    )
