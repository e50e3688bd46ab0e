"""The limits of a template, which are empty until somebody sets them, what is decided, and which risk is acceptable."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import streamlit as st

from broker.ui import session
from broker.ui.components import fields, parts
from broker.ui.components.day_of_year import ask_day
from broker.ui.components.figures import number, unit
from broker.ui.components.markup import plain
from broker.ui.messages import say
from broker.ui.session import Draft
from translators.statistics import Statistic
from translators.templates import RARE, SHARE, VALUE, Template

#: Operator of a share → the words before its limit.
BEYOND = {">": "above", ">=": "at_least", "<": "below", "<=": "below"}
#: Bad years in ten that can be accepted.
YEARS = (1, 2, 3, 4, 5)


def ask_limits(draft: Draft, template: Template) -> None:
    """Draw a field for each value that the template leaves open."""
    st.caption(plain(say("steps.limits.note")))
    for name in template.parameters:
        fields.edit_parameter(draft, name, is_blank=True)
    if template.form == SHARE:
        _ask_share(draft, template)


def _ask_share(draft: Draft, template: Template) -> None:
    """Draw the limit beyond which a year counts: a number in the unit of the index, or a day of the year."""
    written = (draft.need.get("metric") or {}).get("statistic")
    limit = Statistic.parse(written).value if written else ""

    def take(value: Any) -> None:
        units = "" if template.is_date else f" {template.index.units}"
        said = f"{value:g}{units}" if isinstance(value, float) else (value or "").strip()
        parts.set_statistic(parts.latest(draft), f"share {template.operator} {said}" if said else "mean")

    if template.is_date:
        ask_day(say("steps.share.after"), "steps-share", limit, take)
        return
    st.number_input(
        f"{say('steps.share.' + BEYOND[template.operator])} ({unit(template.index.units)})",
        step=1.0,
        format="%g",
        **fields.controlled("steps-share", float(limit.split()[0]) if limit else None, take),
    )


def ask_decision(draft: Draft) -> None:
    """Draw the fields for what is decided and by when; a day stands in the draft once there is a decision."""
    held = draft.need.get("decision") or {}
    words, day = f"steps-decision-{draft.token}", f"steps-by-{draft.token}"

    def take() -> None:
        text, by = (st.session_state.get(words) or "").strip(), st.session_state.get(day)
        decision = {"text": text, "by": by.isoformat()} if by else {"text": text}
        session.keep(session.change(parts.latest(draft), "decision", decision=decision if text else None))

    # What was typed last wins: a day chosen before its decision waits in its field.
    st.session_state.setdefault(words, held.get("text", ""))
    st.session_state.setdefault(day, dt.date.fromisoformat(held["by"]) if held.get("by") else None)
    st.text_input(
        say("steps.decision"), key=words, max_chars=900, on_change=take, placeholder=say("need.decision.example")
    )
    st.date_input(say("need.decision.by"), key=day, on_change=take, format="YYYY-MM-DD")


def ask_risk(draft: Draft, template: Template) -> None:
    """Draw which risk is acceptable: of a level of rare years how rare, else bad years in ten."""
    if template.form == RARE:
        _ask_rare(draft)
        return

    def take(years: int | None) -> None:
        now = replace(parts.latest(draft), accepted=years or 0)
        session.keep(now)
        if template.form == VALUE:
            parts.set_statistic(now, template.statistic(years) if years else "mean")

    st.pills(
        say("steps.risk"),
        YEARS,
        format_func=lambda years: say("tens.said", number=number(years)),
        **fields.controlled("steps-risk", draft.accepted or None, take),
    )
    if template.form != VALUE:
        st.caption(plain(say("steps.risk.share")))
    elif draft.accepted:
        st.caption(plain(say("steps.risk.value", number=number(draft.accepted))))
    else:
        st.caption(plain(say("steps.risk.open")))


def _ask_rare(draft: Draft) -> None:
    written = (draft.need.get("metric") or {}).get("statistic")

    def take(years: int | None) -> None:
        parts.set_statistic(parts.latest(draft), f"return level {years}" if years else "mean")

    st.number_input(
        say("steps.rare"),
        min_value=2,
        max_value=1000,
        step=1,
        **fields.controlled("steps-rare", round(Statistic.parse(written).level) if written else None, take),
    )
