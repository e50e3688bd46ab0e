"""What a dialogue looks like: the rounds of one that is kept here, one small picture each."""

from __future__ import annotations

import time

import streamlit as st

from broker.dialogue import Dialogue, Round
from broker.service import Broker
from broker.ui import pages, session
from broker.ui.components import ranges
from broker.ui.components.markup import Html, html, join, show
from broker.ui.components.refusal import attempt
from broker.ui.messages import say

#: How many rounds are shown.
MOST = 3
#: Under what a session remembers which dialogue it was shown, and when it was read.
_SHOWN = "example-shown"
#: So long what anybody may read is not read again.
READ_EVERY_S = 60.0


def show_example(broker: Broker, title: str) -> None:
    """Draw the dialogue with the most rounds, or say that there is none; a session is shown the same one throughout.

    It is drawn in one piece: each piece of a page costs a phone time.
    """
    heading = html('<h2 class="section">{title}</h2>', title=title)
    told = _for_anybody(broker) or longest(broker, by=session.visitor().by)
    if told is None:
        show(html('{heading}<p class="help">{words}</p>', heading=heading, words=say("start.empty")))
        return
    rounds = told.rounds[:MOST]
    alike = len({one.units for one in rounds}) == 1
    scale = ranges.ends(one.summary for one in rounds) if alike else None
    show(
        html(
            '{heading}<p class="lead said">{words}</p><div class="example">{rounds}</div>',
            heading=heading,
            words=say("start.example.lead", title=told.title),
            rounds=join(_round(one, scale) for one in rounds),
        )
    )
    _open(told)


def _for_anybody(broker: Broker) -> Dialogue | None:
    """Return the dialogue that this session is shown, as anybody may read it; None where nothing is for everybody."""
    told, when = st.session_state.get(_SHOWN, (None, float("-inf")))
    if time.monotonic() - when > READ_EVERY_S:
        again = attempt(lambda: broker.dialogue(told.id))[0] if told is not None else None
        told = again or longest(broker)
        st.session_state[_SHOWN] = (told, time.monotonic())
    return told


def longest(broker: Broker, by: str = "") -> Dialogue | None:
    """Return the dialogue with the most rounds of those that somebody may read; None where there is none."""
    known = broker.dialogues(by=by)
    return broker.dialogue(max(known, key=lambda d: (d.rounds, not d.is_open)).id, by=by) if known else None


def _round(one: Round, scale: tuple[float, float] | None) -> Html:
    answers = (
        html('<p class="quote small"><b>{by}</b> {text}</p>', by=answer.by, text=_short(answer.text))
        for answer in one.responses[:1]
    )
    return html(
        '<section><p class="label">{name}</p><p class="said">{because}</p>{picture}{answers}</section>',
        name=say("start.example.round", number=one.number),
        because=one.because or say("start.example.first"),
        picture=ranges.picture(one.summary, one.units, scale=scale),
        answers=join(answers),
    )


def _short(text: str, most: int = 180) -> str:
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0] + " …"


def _open(told: Dialogue) -> None:
    if st.button(say("start.example.open"), key="open-example"):
        st.switch_page(pages.DIALOGUE, query_params={"dialogue": told.id})
