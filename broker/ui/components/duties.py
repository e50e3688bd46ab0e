"""What waits for somebody, most urgent first: what it is, in whose words, of which dialogue, until when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence

import streamlit as st

from broker.dialogue import Dialogue
from broker.dialogue.contributions.table import SIDES
from broker.dialogue.waiting import AHEAD, Duty
from broker.ui import pages
from broker.ui.components.heading import date
from broker.ui.components.markup import Html, html, join, show
from broker.ui.messages import say

#: More would not be read; the most urgent are shown.
MOST = 40
#: What is answered beside the numbers, and not in the dialogue.
_AT_THE_ANSWER = ("proposal", "withdrawn")
#: What is answered when looking back.
_LOOKING_BACK = ("survey", "follow-up")
#: What has a day of its own, which may be far.
_ON_A_DAY = ("follow-up", "revisit", "decision-date")


def show_duties(
    found: Sequence[Duty],
    today: dt.date,
    name: str,
    *,
    dialogues: Mapping[str, Dialogue] | None = None,
    beside: Callable[[Duty, str], None] | None = None,
) -> None:
    """Draw each with the way to its dialogue; `name` tells several lists on a page apart.

    Parameters
    ----------
    dialogues : mapping, optional
        Id → dialogue: then it is told for whom each waits.
    beside : callable, optional
        Draws more in the card of a duty; takes the duty and what tells its widgets apart.
    """
    for number, duty in enumerate(found[:MOST]):
        with st.container(border=True, key=f"duty-{name}-{number}"):
            show(_card(duty, today, (dialogues or {}).get(duty.dialogue)))
            with st.container(horizontal=True, key=f"ways-{name}-{number}", vertical_alignment="center"):
                if duty.kind in _LOOKING_BACK and st.button(
                    say("duty.look_back"), key=f"back-{name}-{number}", type="tertiary"
                ):
                    st.switch_page(pages.EVALUATE, query_params={"dialogue": duty.dialogue})
                if st.button(say("duty.open"), key=f"open-{name}-{number}", type="tertiary"):
                    if duty.kind in _AT_THE_ANSWER:
                        st.switch_page(pages.ANSWER, query_params={"dialogue": duty.dialogue, "round": str(duty.round)})
                    st.switch_page(pages.DIALOGUE, query_params={"dialogue": duty.dialogue})
            if beside is not None:
                beside(duty, f"{name}-{number}")


def is_later(duty: Duty, today: dt.date) -> bool:
    """Whether it waits for a day that is far."""
    return duty.kind in _ON_A_DAY and duty.due > today + AHEAD


def show_later(found: Iterable[Duty], today: dt.date) -> None:
    """Draw what waits for a far day as one folded list; nothing where there is nothing."""
    drawn = lines(found, today)
    if drawn:
        with st.expander(say("dialogues.later")):
            show(drawn)


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


def _card(duty: Duty, today: dt.date, dialogue: Dialogue | None = None) -> Html:
    return html(
        '<p><b>{kind}</b> {when}</p>{words}{whose}<p class="quiet small said">{title}</p>{about}',
        kind=say(f"duty.{duty.kind}"),
        when=_when(duty, today),
        words=html('<p class="said">{words}</p>', words=duty.said) if duty.said else Html(""),
        whose=_whose(duty, dialogue),
        title=duty.title,
        about=html('<p class="quiet small">{about}</p>', about=about) if (about := about_in_words(duty)) else Html(""),
    )


def _whose(duty: Duty, dialogue: Dialogue | None) -> Html:
    """Return for whom it waits, as far as that is told, and when they were reminded."""
    who = [called(dialogue, one) for one in duty.whose] if dialogue is not None else []
    told = [say("duty.whose", who=", ".join(who))] if who else []
    told += [say("remind.done", date=date(duty.reminded))] if duty.reminded else []
    return html('<p class="small">{words}</p>', words=" · ".join(told)) if told else Html("")


def called(dialogue: Dialogue, who: str) -> str:
    """Return how a side or a person is called."""
    return say(f"party.{who}") if who in SIDES else dialogue.name_of(who)


def about_in_words(duty: Duty) -> str:
    """Return where a duty comes from: the place, and what has to be decided; empty where neither is known."""
    decision = say("duty.decides", decision=duty.decision) if duty.decision else ""
    return " · ".join(filter(None, (duty.place, decision)))


def _when(duty: Duty, today: dt.date) -> Html:
    if duty.is_overdue(today):
        return html('<span class="chip no">{words}</span>', words=say("duty.overdue", date=date(duty.due)))
    words = say("duty.on" if duty.kind in _ON_A_DAY else "duty.until", date=date(duty.due))
    return html('<span class="chip quiet">{words}</span>', words=words)
