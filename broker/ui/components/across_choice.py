"""Which dialogues are looked at together: by activity, place, period and group."""

from __future__ import annotations

import streamlit as st

from broker.facilitation.choice import Choice
from broker.service import Broker
from broker.ui.messages import say
from translators.templates import SECTORS


def ask_choice(broker: Broker, by: str) -> Choice:
    """Draw the conditions, and return what they ask for; none is set at first.

    Raises
    ------
    InvalidResponse
        If a period ends before it begins.
    """
    with st.expander(say("across.choose"), key="across-choice"):
        left, right = st.columns(2)
        with left:
            sector = st.selectbox(
                say("across.sector"), ["", *SECTORS], key="across-sector",
                format_func=lambda name: say(f"steps.sector.{name}") if name else say("across.sector.all"),
            )  # fmt: skip
            first = st.date_input(say("across.from"), value=None, format="YYYY-MM-DD", key="across-from")
        with right:
            place = st.text_input(say("across.place"), max_chars=100, key="across-place")
            last = st.date_input(say("across.to"), value=None, format="YYYY-MM-DD", key="across-to")
        mine = {group.id: group.name or group.id for group in broker.groups(by=by)} if by else {}
        group = ""
        if mine:
            group = st.selectbox(
                say("across.group"), ["", *mine], key="across-group",
                format_func=lambda name: mine[name] if name else say("across.group.all"),
            )  # fmt: skip
    return Choice((), group or "", place, sector or "", first or None, last or None)
