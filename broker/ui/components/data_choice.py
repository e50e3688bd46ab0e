"""Which data an answer is made from: all that fit, or those that somebody chooses among them."""

from __future__ import annotations

import streamlit as st

from broker.service import Broker
from broker.ui import session
from broker.ui.components import parts
from broker.ui.components.markup import visible
from broker.ui.components.refusal import attempt
from broker.ui.messages import say
from broker.ui.session import Draft
from translators.need import Need


def choose_data(broker: Broker, draft: Draft) -> None:
    """Draw the data that would answer the draft, to choose some of them; a choice goes into the draft at once."""
    fitting = _fitting(broker, draft)
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


def _fitting(broker: Broker, draft: Draft) -> dict[str, str]:
    """Return the datasets on offer that would answer or stand beside, whatever was chosen: id → title."""
    by = session.visitor().by
    need = {name: value for name, value in draft.need.items() if name not in ("datasets", "adjustment")}
    match, _ = attempt(lambda: broker.match(broker.specify(Need.of(need), by=by), by=by))
    candidates = match.candidates if match is not None else ()
    return {c.version.dataset: f"{c.version.title or c.version.dataset} ({c.version.dataset})" for c in candidates}
