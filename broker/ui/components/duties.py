"""What waits for somebody, most urgent first: what it is, in whose words, of which dialogue, until when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

import streamlit as st

from broker.dialogue.waiting import Duty
from broker.ui import pages
from broker.ui.components.heading import date
from broker.ui.components.markup import Html, html, join, show
from broker.ui.messages import say

#: More would not be read; the most urgent are shown.
MOST = 40
#: What is answered beside the numbers, and not in the dialogue.
_AT_THE_ANSWER = ("proposal", "withdrawn")


def show_duties(found: Sequence[Duty], today: dt.date, name: str) -> None:
    """Draw each with the way to its dialogue; `name` tells several lists on a page apart."""
    for number, duty in enumerate(found[:MOST]):
        with st.container(border=True, key=f"duty-{name}-{number}"):
            show(_card(duty, today))
            if st.button(say("duty.open"), key=f"open-{name}-{number}", type="tertiary"):
                if duty.kind in _AT_THE_ANSWER:
                    st.switch_page(pages.ANSWER, query_params={"dialogue": duty.dialogue, "round": str(duty.round)})
                st.switch_page(pages.DIALOGUE, query_params={"dialogue": duty.dialogue})


def lines(found: Iterable[Duty], today: dt.date) -> Html:
    """Return what is open in one dialogue as a list; empty where nothing is."""
    drawn = [
        html(
            "<li><b>{kind}</b> {words} {when}</li>",
            kind=say(f"duty.{duty.kind}"),
            words=duty.said,
            when=_when(duty, today),
        )
        for duty in found
    ]
    return html('<ul class="serves open">{lines}</ul>', lines=join(drawn)) if drawn else Html("")


def _card(duty: Duty, today: dt.date) -> Html:
    return html(
        '<p><b>{kind}</b> {when}</p>{words}<p class="quiet small said">{title}</p>{about}',
        kind=say(f"duty.{duty.kind}"),
        when=_when(duty, today),
        words=html('<p class="said">{words}</p>', words=duty.said) if duty.said else Html(""),
        title=duty.title,
        about=html('<p class="quiet small">{about}</p>', about=about) if (about := about_in_words(duty)) else Html(""),
    )


def about_in_words(duty: Duty) -> str:
    """Return where a duty comes from: the place, and what has to be decided; empty where neither is known."""
    decision = say("duty.decides", decision=duty.decision) if duty.decision else ""
    return " · ".join(filter(None, (duty.place, decision)))


def _when(duty: Duty, today: dt.date) -> Html:
    if duty.is_overdue(today):
        return html('<span class="chip no">{words}</span>', words=say("duty.overdue", date=date(duty.due)))
    return html('<span class="chip quiet">{words}</span>', words=say("duty.until", date=date(duty.due)))
