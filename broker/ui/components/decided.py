"""What will be decided with an answer, by when, and with which risk: asked once, in the steps or beside the answer."""

from __future__ import annotations

import datetime as dt
from typing import Any

import streamlit as st

from broker.ui.components.heading import date
from broker.ui.components.jotting import Jotting
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
    jotting = Jotting(_about(draft))
    decision = st.text_input(
        say("need.decision"), placeholder=say("need.decision.example"), **jotting.widget("decision")
    )
    by = st.date_input(say("need.decision.by"), value=None, format="YYYY-MM-DD", **jotting.widget("by"))
    return decision, by


def forget(draft: Draft) -> None:
    """Forget what was written of the decision: it was sent."""
    Jotting(_about(draft)).finish()


def _about(draft: Draft) -> str:
    return f"decision-{draft.token}"


def with_decision(draft: Draft, decision: str, by: dt.date | None) -> dict[str, Any]:
    """Return the need of a draft with what will be decided; an accepted risk stands in its words."""
    risk = say("steps.risk.accepted", number=draft.accepted) if draft.accepted else ""
    said = decision.strip()
    words = f"{decision} ({risk})" if said and risk else decision if said else risk
    if not words:
        return dict(draft.need)
    return {**draft.need, "decision": {"text": words, "by": by.isoformat()} if by else {"text": words}}
