"""Round steps of an axis: numbers, or dates where values are days of the year."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable

import numpy as np
from matplotlib.axes import Axes

from broker.engine.result import Result, SummaryRow
from broker.products.style import GREY, RULE, round_steps, tick
from broker.products.told import unit_words
from broker.products.typeface import font
from translators.figures import DATES, change_units, date_of

_YEAR = 2001
#: Spans of days up to which each 1st, 11th and 21st, and each 1st of a month, is a step.
_DEKADS_DAYS, _MONTHS_DAYS = 75, 250


def steps_of(low: float, high: float, units: str, most: int = 5) -> list[float]:
    """Return round values that enclose low and high: numbers, or first days of months and dekads."""
    if units != DATES or not (math.isfinite(low) and math.isfinite(high)):
        return round_steps(low, high, most)
    days = (1, 11, 21) if high - low <= _DEKADS_DAYS else (1,)
    apart = 1 if high - low <= _MONTHS_DAYS else 2
    first = dt.date(_YEAR, 1, 1)
    found = [
        float((dt.date(_YEAR + month // 12, month % 12 + 1, day) - first).days + 1)
        for month in range(-12, 36, apart)
        for day in days
    ]
    before = max((day for day in found if day <= low), default=found[0])
    after = min((day for day in found if day >= high), default=found[-1])
    return [day for day in found if before <= day <= max(after, before + 1)]


def step_words(value: float, units: str) -> str:
    """Return a step as an axis shows it: "20", "1 Apr"."""
    if units != DATES:
        return tick(value)
    day = date_of(value)
    return f"{day.day} {day:%b}"


def values_of(rows: Iterable[SummaryRow]) -> np.ndarray:
    """Return all that is drawn of rows: percentiles and single models, known ones only."""
    of_rows = ((row.p10, row.p50, row.p90, *(row.interval or ()), *(vote.value for vote in row.votes)) for row in rows)
    found = [value for values in of_rows for value in values]
    values = np.array(found, dtype=float)
    return values[np.isfinite(values)]


def set_scale(
    axes: Axes, result: Result, values: np.ndarray, text: float, along: str = "y", room: float = 0.06
) -> None:
    """Set an axis to values with a little room, counts from zero; draw its grid, its round steps and its unit."""
    units = result.summary_units
    low, high = (float(values.min()), float(values.max())) if values.size else (0.0, 1.0)
    if low >= 0 and units not in {"degC", DATES}:
        low = 0.0
    spare = room * ((high - low) or 1.0)
    steps = steps_of(low, high, units)
    bottom = low if low == steps[0] else max(low - spare, steps[0])
    top = min(high + spare, steps[-1]) if high > low else steps[-1]
    steps = [step for step in steps if bottom <= step <= top]
    labels = [step_words(step, units) for step in steps]
    if along == "y":
        axes.set_ylim(bottom, top)
        axes.set_yticks(steps, labels)
        axes.annotate(
            unit_words(units) if units != DATES else "", (0, 1), xycoords="axes fraction",
            xytext=(-4, 0.75 * text), textcoords="offset points", ha="right" if len(units) < 6 else "left",
            va="bottom", color=GREY, fontproperties=font(text), parse_math=False,
        )  # fmt: skip
    else:
        axes.set_xlim(bottom, top)
        axes.set_xticks(steps, labels)
    axes.grid(axis=along, color=RULE, linewidth=0.8)


def dress(axes: Axes, text: float, line: str = "bottom") -> None:
    """Take away the frame but for one line, and set the labels of both axes."""
    for side, spine in axes.spines.items():
        spine.set_visible(side == line)
        spine.set_color(GREY)
        spine.set_linewidth(0.8)
    axes.set_axisbelow(True)
    axes.tick_params(length=0, pad=4)
    for label in (*axes.get_xticklabels(), *axes.get_yticklabels()):
        label.set_fontproperties(font(text))
        label.set_color(GREY)
        label.set_parse_math(False)


def change_words(units: str) -> str:
    """Return the unit of a change as people read it."""
    return unit_words(change_units(units))
