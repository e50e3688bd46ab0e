"""Which dialogue and which round a page is about, from its address; and the way to the others."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import streamlit as st

from broker.dialogue import Dialogue, Round
from broker.service import Broker
from broker.ui import pages, session
from broker.ui.components.markup import html, show
from broker.ui.components.refusal import attempt, refused
from broker.ui.language import current
from broker.ui.messages import say
from translators.locales.calendars import date_in_full
from translators.retelling import retold

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator


def date(moment: dt.datetime | dt.date) -> str:
    """Return a date in full: "2 March 2026"."""
    return date_in_full(moment, current())


def dialogue_in_address(broker: Broker, page: str) -> Dialogue:
    """Return the dialogue that the address names; without one, say what to do and end the page (`page`.none)."""
    name = session.address("dialogue")
    if not name:
        st.title(say(f"{page}.nav"))
        show(html('<p class="lead">{words}</p>', words=say(f"{page}.none")))
        with st.container(horizontal=True, key="ways-on"):
            if st.button(say("dialogue.list"), key="to-dialogues", type="primary"):
                st.switch_page(pages.DIALOGUES)
            if st.button(say("dialogues.ask"), key="to-need"):
                st.switch_page(pages.NEED)
        st.stop()
    dialogue, error = attempt(lambda: broker.dialogue(name, by=session.visitor().by))
    if error is not None:
        st.title(say(f"{page}.nav"))
        refused(error)
        if st.button(say("dialogue.list"), key="to-dialogues"):
            st.switch_page(pages.DIALOGUES)
        st.stop()
    pages.entitle(say("shell.title", page=say(f"{page}.nav"), app=dialogue.title))
    return dialogue


def show_round(dialogue: Dialogue, one: Round) -> DeltaGenerator:
    """Draw the question, the round, and the way to other rounds and to the whole dialogue; return the row of ways."""
    st.title(say("answer.title"))
    show(html('<p class="lead quote said">{words}</p>', words=one.need_mapping.get("statement", dialogue.title)))
    ways = st.container(horizontal=True, key="rounds", vertical_alignment="center")
    with ways:
        if len(dialogue.rounds) > 1:
            chosen = st.segmented_control(
                say("dialogue.diff.pick"),
                [r.number for r in dialogue.rounds],
                default=one.number,
                required=True,
                format_func=lambda number: say("dialogue.round", number=number),
                key=f"round-{dialogue.id}-{one.number}",
                label_visibility="collapsed",
            )
            if chosen is not None and chosen != one.number:
                st.switch_page(pages.ANSWER, query_params={"dialogue": dialogue.id, "round": str(chosen)})
        if st.button(say("answer.dialogue"), key="to-dialogue", type="tertiary"):
            st.switch_page(pages.DIALOGUE, query_params={"dialogue": dialogue.id})
    return ways


def show_unbuilt(one: Round) -> None:
    """Say that a round has no answer, and why where that is known."""
    show(html('<p class="lead">{words}</p>', words=say("answer.unbuilt")))
    unmet = (one.match or {}).get("unmet")
    missed = next((m for m in one.mismatches if m.severity == "error"), None)
    if missed is not None:  # knows how it is said in other languages
        words = html("{message} {remedy}", message=missed.message, remedy=missed.remedy)
        show(html('<div class="refusal" role="alert">{words}</div>', words=words))
    elif unmet:
        show(html('<div class="refusal" role="alert">{words}</div>', words=retold(unmet["message"], current())))
