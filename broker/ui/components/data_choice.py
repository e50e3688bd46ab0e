"""Which data an answer is made from: all that fit, or those that somebody chooses among them."""

from __future__ import annotations

import streamlit as st

from broker.matching import Match
from broker.service import Broker
from broker.ui import session
from broker.ui.components import parts
from broker.ui.components.markup import visible
from broker.ui.components.refusal import attempt
from broker.ui.components.sentence import Understanding
from broker.ui.messages import say
from broker.ui.session import Draft
from translators.need import Need

#: Parts of a need that choose among the data that fit.
_CHOICES = ("datasets", "adjustment")


def choose_data(broker: Broker, understanding: Understanding) -> None:
    """Draw the data that would answer the draft, to choose some of them; a choice goes into the draft at once."""
    draft = understanding.draft
    fitting = _fitting(broker, understanding)
    chosen = [name for name in draft.need.get("datasets") or () if isinstance(name, str)]
    titles = {**dict.fromkeys(chosen, ""), **fitting}
    key = f"data-{draft.token}"

    def take() -> None:
        now, wanted = parts.latest(draft), list(st.session_state[key])
        session.keep(session.change(now, "datasets", datasets=wanted or None))

    if key not in st.session_state:
        st.session_state[key] = chosen
    st.multiselect(
        say("data.choose"),
        list(titles),
        format_func=lambda name: visible(titles.get(name) or name),
        placeholder=say("data.all"),
        help=say("data.choose.note"),
        key=key,
        on_change=take,
    )


def _fitting(broker: Broker, understanding: Understanding) -> dict[str, str]:
    """Return the datasets on offer that would answer or stand beside, whatever was chosen: id → title."""
    match = understanding.match
    if any(understanding.draft.need.get(name) for name in _CHOICES):
        match = _match_without_choice(broker, understanding.draft)
    candidates = match.candidates if match is not None else ()
    return {c.version.dataset: f"{c.version.title or c.version.dataset} ({c.version.dataset})" for c in candidates}


def _match_without_choice(broker: Broker, draft: Draft) -> Match | None:
    by = session.visitor().by
    need = {name: value for name, value in draft.need.items() if name not in _CHOICES}
    match, _ = attempt(lambda: broker.match(broker.specify(Need.of(need), by=by), by=by))
    return match
