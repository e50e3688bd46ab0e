"""What will be decided with an answer, by when, and with which risk: asked once, in the steps or beside the answer."""

from __future__ import annotations

import datetime as dt
from typing import Any

import streamlit as st

from broker.ui.components.heading import date
from broker.ui.components.markup import html, show
from broker.ui.messages import say
from broker.ui.session import Draft


def ask(draft: Draft) -> tuple[str, dt.date | None]:
    """Draw the fields for the decision and its day; of a draft that holds one already, what it is."""
    held = draft.need.get("decision") or {}
    if held:
        day = dt.date.fromisoformat(held["by"]) if held.get("by") else None
        words = say("steps.decided.by", decision=held["text"], date=date(day)) if day else say(
            "steps.decided", decision=held["text"]
        )  # fmt: skip
        show(html("<p>{words}</p>", words=words))
        return held["text"], day
    decision = st.text_input(
        say("need.decision"), key="decision", placeholder=say("need.decision.example"), persist_state="session"
    )
    by = st.date_input(say("need.decision.by"), value=None, key="decision-by", format="YYYY-MM-DD")
    return decision, by


def with_decision(draft: Draft, decision: str, by: dt.date | None) -> dict[str, Any]:
    """Return the need of a draft with what will be decided; an accepted risk stands in its words."""
    risk = say("steps.risk.accepted", number=draft.accepted) if draft.accepted else ""
    said = decision.strip()
    words = f"{decision} ({risk})" if said and risk else decision if said else risk
    if not words:
        return dict(draft.need)
    return {**draft.need, "decision": {"text": words, "by": by.isoformat()} if by else {"text": words}}
