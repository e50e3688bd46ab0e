"""A need by steps: a card in everyday words, then its limits, place, time and decision, all written into one draft."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from broker.service import Broker
from broker.ui import session
from broker.ui.components import fields, parts, question, reading, steps_limits, steps_preview, steps_when, where
from broker.ui.components.markup import html, plain, show
from broker.ui.language import current
from broker.ui.messages import say
from broker.ui.session import Draft
from translators.need import LONGEST_STATEMENT
from translators.templates import SECTORS, Template, template_of, templates

#: Name in the page's address of the way that a need is begun, and its values.
ADDRESS, WAYS = "by", ("words", "steps")
#: Cards that are seen at once; the others are one tap away.
MOST_CARDS = 8
ICONS = {
    "planting": "grass",
    "animals": "pets",
    "orchard": "nutrition",
    "water": "water_drop",
    "roads": "add_road",
    "health": "favorite",
    "energy": "bolt",
}


def are_chosen() -> bool:
    """Draw the choice between one's own words and steps; say whether it is steps."""
    before = st.query_params.get(ADDRESS, WAYS[0])
    way = st.segmented_control(
        say("steps.way"),
        WAYS,
        default=before if before in WAYS else WAYS[0],
        required=True,
        key="need-way",
        format_func=lambda one: say(f"steps.way.{one}"),
        label_visibility="collapsed",
    )
    if way != before:
        st.query_params[ADDRESS] = way or WAYS[0]
    return way == WAYS[1]


def choose_card(broker: Broker) -> None:
    """Draw the questions of an activity; once one is chosen, a draft exists and the page begins again."""
    show(html('<p class="lead">{words}</p>', words=say("steps.lead")))
    sector = st.pills(
        say("steps.about"),
        SECTORS,
        default=SECTORS[0],
        required=True,
        key="steps-sector",
        format_func=lambda one: f":material/{ICONS[one]}: {plain(say(f'steps.sector.{one}'))}",
    )
    cards = [one for one in templates() if one.sector == sector]
    with st.container(key="cards"):
        for one in cards[:MOST_CARDS]:
            _card(broker, one)
    if rest := cards[MOST_CARDS:]:
        with st.expander(say("steps.more", count=len(rest))), st.container(key="cards-more"):
            for one in rest:
                _card(broker, one)


def _card(broker: Broker, template: Template) -> None:
    words = say(f"template.{template.id}")
    if not st.button(plain(words), key=f"card-{template.id}", width="stretch"):
        return
    if template.unservable is not None:
        question.read(broker, words)
        return
    session.new_draft(need=template.need(words, current()), template=template.id, in_steps=True)
    st.rerun()


def take_steps(broker: Broker, draft: Draft) -> None:
    """Draw the steps of a draft and what would answer it so far; each field writes into the draft at once."""
    template = template_of(draft.template)
    if template is None:
        reading.begin_again()
        return
    show(html('<p class="lead quote said">{words}</p>', words=say(f"template.{template.id}")))
    if st.button(say("steps.other"), key="steps-other", type="tertiary", icon=":material/arrow_back:"):
        reading.begin_again()
    _own_words(draft, template)
    if template.parameters or template.operator:
        st.header(say("steps.limits"))
        steps_limits.ask_limits(draft, template)
    st.header(say("steps.where"))
    fields.edit_region(draft, "region")
    where.offer_ways(draft)
    understanding = reading.understand(broker, draft)
    steps_preview.ask_which_place(understanding)
    st.header(say("steps.when"))
    steps_when.ask_season(understanding, template)
    fields.edit_horizon(draft, "horizon")
    st.header(say("steps.decide"))
    steps_limits.ask_decision(draft)
    steps_limits.ask_risk(draft, template)
    with st.container(key="steps-foot"):
        blanks = template.blanks(draft.need)
        steps_preview.show_preview(broker, understanding, blanks)
        go = say("steps.go.open") if blanks else say("steps.go")
        if st.button(go, type="secondary" if blanks else "primary", key="steps-go"):
            session.keep(replace(parts.latest(draft), in_steps=False))
            st.rerun()
    if blanks:
        st.caption(plain(say("steps.go.note")))


def _own_words(draft: Draft, template: Template) -> None:
    card = say(f"template.{template.id}")

    def take(text: str) -> None:
        now = parts.latest(draft)
        session.keep(session.change(now, "statement", statement=text.strip() or card))

    statement = draft.need["statement"]
    st.text_input(
        say("steps.words"),
        max_chars=LONGEST_STATEMENT,
        placeholder=card,
        **fields.controlled("steps-words", "" if statement == card else statement, take),
    )
