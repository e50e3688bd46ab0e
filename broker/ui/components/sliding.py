"""Sliders for what is changed most – the limit, the days in a row, the years ahead –, and the answer as they move."""

from __future__ import annotations

import math
from typing import Any

import streamlit as st

from broker.dialogue import Round
from broker.engine.result import Result
from broker.service import Broker
from broker.ui import session
from broker.ui.components import fields, parts, ranges, season_wheel, tens
from broker.ui.components.doing import shown_time
from broker.ui.components.figures import unit
from broker.ui.components.made_up import show_notice
from broker.ui.components.markup import html, plain, show
from broker.ui.components.refusal import attempt, refused
from broker.ui.components.sentence import Understanding
from broker.ui.messages import say
from broker.ui.session import Draft
from broker.ui.theme import scenario_role
from translators.periods import Years
from translators.quantities import Quantity, parse_quantity

#: What takes longer is computed when somebody asks for it, not while a slider moves.
LIVE_S = 3.0
#: How far a limit of a temperature is moved to either side, in its own degrees.
_DEGREES = 10.0
_LONGEST_WINDOW = 30.0
#: How many ranges stand side by side.
MOST_ROWS = 4


def show_sliders(understanding: Understanding, one: Round) -> None:
    """Draw a slider for each number of the question's sentence and for the last of its periods, and its months."""
    draft, index = understanding.draft, parts.index_of(understanding.draft)
    with st.container(key="sliders"):
        left, right = st.columns([2, 1], gap="large", vertical_alignment="center")
        with left:
            for name in parts.SPOKEN if index is not None else ():
                if name in index.parameters and index.parameters[name].kind in parts.QUANTITIES:
                    _slide_limit(draft, one, name)
            _slide_years(understanding)
        with right:
            season_wheel.turn(f"wheel-{draft.token}", parts.season_of(draft).months, lambda *ends: _turn(draft, *ends))


def _turn(draft: Draft, first: int, last: int) -> None:
    months = parts.months(first, last)
    season = "year" if months == list(season_wheel.MONTHS) else {"months": months}
    parts.set_time(parts.latest(draft), "season", "season", season)


def _slide_limit(draft: Draft, one: Round, name: str) -> None:
    index = parts.index_of(draft)
    now, _ = attempt(lambda: parse_quantity(parts.parameter_of(draft, index, name) or ""))
    if now is None:
        return
    asked = ((one.need_mapping.get("metric") or {}).get("parameters") or {}).get(name)
    before, _ = attempt(lambda: parse_quantity(str(asked))) if asked else (None, None)
    least, most, step = ends(before if before is not None and before.units == now.units else now, now.magnitude)

    def take(number: float) -> None:
        parts.set_parameter(parts.latest(draft), name, f"{number:g} {now.units}".strip())

    words = say({"window": "part.window"}.get(name, "part.thresh"))
    units = unit(now.units)
    st.slider(
        plain(f"{words} ({units})" if units and name != "window" else words),
        least,
        most,
        step=step,
        format="%g",
        **fields.controlled(f"slide-{name}", float(now.magnitude), take),
    )


def ends(centre: Quantity, now: float) -> tuple[float, float, float]:
    """Return the least and the greatest value of a slider round a limit, and its step; `now` is always within.

    Parameters
    ----------
    centre : Quantity
        The limit that the round has.
    now : float
        Where the slider stands, in the same unit.
    """
    value = centre.magnitude
    if centre.units in {"degC", "degF", "K"}:
        least, most, step = value - _DEGREES, value + _DEGREES, 1.0
    elif centre.units == "days":
        least, most, step = 1.0, max(_LONGEST_WINDOW, 2 * value), 1.0
    else:
        step = 10.0 ** math.floor(math.log10(abs(value))) / 2 if value else 1.0
        least, most = min(0.0, 2 * value), max(2 * value, 10 * step)
    if not float(now - least).is_integer() and step == 1.0:
        step = 0.1 if round(10 * now) == 10 * now else 0.01
    return min(least, now), max(most, now), step


def _slide_years(understanding: Understanding) -> None:
    """Draw the slider of the last period, which keeps its length; the others stay as they are."""
    draft, match = understanding.draft, understanding.match
    asked = parts.time_of(draft, "horizons") or ([h.to_list() for h in match.horizons] if match else [])
    if not asked or match is None or not isinstance(asked[-1], list | tuple):
        return
    coming = [s for c in match.candidates for s in c.simulations if scenario_role(s.scenario) != "history"]
    coming = [s for s in coming if not s.scenario.startswith("observed") and s.scenario]
    if not coming:
        return
    *others, last = [list(map(int, one)) for one in asked]
    length = last[1] - last[0]
    first, end = min(s.years[0] for s in coming), max(s.years[1] for s in coming)
    starts = sorted({*range(first, end - length + 1), last[0]})
    if len(starts) < 2:
        return
    shown = {str(Years(start, start + length)): [start, start + length] for start in starts}

    def take(words: str) -> None:
        parts.set_time(parts.latest(draft), "horizon", "horizons", [*others, shown[words]])

    st.select_slider(say("part.horizon"), list(shown), **fields.controlled("slide-years", str(Years(*last)), take))


def show_live(broker: Broker, one: Round, understanding: Understanding) -> None:
    """Draw the numbers of now beside those with the change; what takes long waits for a word."""
    specification, by = understanding.specification, session.visitor().by
    cost, error = attempt(lambda: broker.plan(specification, by=by))
    if error is not None:
        refused(error)
        return
    if cost.seconds > LIVE_S:
        words = say("slide.long", time=shown_time(cost.seconds))
        if not st.button(plain(words), key="slide-compute", icon=":material/hourglass_top:"):
            return
    result, error = attempt(lambda: broker.preview(specification, by=by))
    if error is not None:
        refused(error)
        return
    show_notice(result.recipe)
    _beside(one, result)
    tens.show_tens(result, level=3)


def _beside(one: Round, result: Result) -> None:
    from broker.product import summary_json

    changed: list[dict[str, Any]] = summary_json(result.summary)
    scale = ranges.ends([one.summary, changed], MOST_ROWS) if one.units == result.summary_units else None
    for column, title, rows, units in zip(
        st.columns(2, gap="medium"),
        (say("answer.try.now"), say("answer.try.then")),
        (one.summary, changed),
        (one.units, result.summary_units),
        strict=True,
    ):
        with column:
            picture = ranges.picture(rows, units, MOST_ROWS, scale)
            show(html('<p class="label">{title}</p>{picture}', title=title, picture=picture))
