"""A share of years as ten circles a row: the past, then each period and scenario, with the spread of the models."""

from __future__ import annotations

import math

from matplotlib.axes import Axes
from matplotlib.patches import Circle, Wedge

from broker.engine.result import Result, SummaryRow
from broker.products.language import in_ten, say
from broker.products.naming import when_of
from broker.products.style import (
    GREY,
    HISTORY,
    INK,
    RULE,
    legible,
    scenario_code,
    scenario_colour,
    scenario_name,
    warming_rank,
)
from broker.products.told import is_measured, scenario_words
from broker.products.typeface import REGULAR, SEMIBOLD, font

_MOST_ROWS = 7


def share_rows(result: Result) -> tuple[SummaryRow, ...]:
    """Return the rows that are drawn: the past once, what was measured, and the futures by period."""
    known = [row for row in result.summary if math.isfinite(row.p50)]
    past = [row for row in known if row.is_baseline and not is_measured(row)][:1]
    seen = [row for row in known if is_measured(row) and row.is_baseline][:1]
    future = [row for row in known if not row.is_baseline and not is_measured(row)]
    future.sort(key=lambda row: (row.moment, warming_rank(row.scenario)))
    room = _MOST_ROWS - len(past) - len(seen)
    if len(future) > room:  # the nearest and the last moments tell most
        moments = sorted({row.moment for row in future})
        kept = {moments[0], moments[-1]}
        future = [row for row in future if row.moment in kept][:room]
    return (*seen, *past, *future)


def draw_shares(axes: Axes, result: Result, text: float) -> None:
    """Draw the rows, the circles as large as the room allows.

    Parameters
    ----------
    axes : Axes
        Empty; the words stand inside it.
    """
    box = axes.get_window_extent()
    width, height = (side * 72.0 / axes.figure.dpi for side in (box.width, box.height))
    axes.set_xlim(0, width)
    axes.set_ylim(height, 0)
    axes.set_axis_off()
    rows = share_rows(result)
    step = min(height / max(len(rows), 1), 5.2 * text)
    names, numbers = 15.5 * text, 13.5 * text
    pitch = min((width - names - numbers) / 10, 0.92 * step)
    radius = 0.42 * pitch
    last = None
    for order, row in enumerate(rows):
        y = (order + 0.5) * step
        colour = _colour(row)
        if last is not None and when_of(row) != last:
            axes.plot([0, width], [y - step / 2] * 2, color=RULE, linewidth=0.8, zorder=0)
        last = when_of(row)
        _write(axes, 0, y, when_of(row), _who(row), colour, text)
        full = round(row.p50 / 5) / 2
        for i in range(10):
            _draw_circle(axes, names + (i + 0.5) * pitch, y, radius, min(max(full - i, 0.0), 1.0), colour)
        _write(axes, names + 10 * pitch + text, y, say("in_ten", value=in_ten(row.p50)), _span(row), colour, text)


def share_words(result: Result) -> str:
    """Return what the circles mean."""
    models = max((row.models for row in result.summary if not is_measured(row)), default=0)
    if models > 1:
        return say("shares")
    return say("shares_one")


def _draw_circle(axes: Axes, x: float, y: float, radius: float, share: float, colour: str) -> None:
    if share == 1:
        axes.add_patch(Circle((x, y), radius, facecolor=colour, edgecolor="none"))
    elif share == 0.5:
        axes.add_patch(Wedge((x, y), radius, 90, 270, facecolor=colour, edgecolor="none"))
    axes.add_patch(Circle((x, y), radius, facecolor="none", edgecolor=colour if share else GREY,
                          linewidth=1.0 if share else 0.6, alpha=1.0 if share else 0.6))  # fmt: skip


def _write(axes: Axes, x: float, y: float, first: str, second: str, colour: str, text: float) -> None:
    ink = legible(colour)
    lines = ((first, SEMIBOLD, -0.15), (second, REGULAR, 1.0)) if second else ((first, SEMIBOLD, 0.4),)
    for words, weight, drop in lines:
        axes.text(x, y + drop * text, words, color=ink, ha="left", va="baseline", fontproperties=font(text, weight),
                  parse_math=False)  # fmt: skip


def _colour(row: SummaryRow) -> str:
    if is_measured(row):
        return INK
    past = row.is_baseline or scenario_code(row.scenario) == "historical"
    return HISTORY if past else scenario_colour(row.scenario)


def _who(row: SummaryRow) -> str:
    if is_measured(row):
        return "measured"
    if row.is_baseline:
        return scenario_words("historical")
    return f"{scenario_words(row.scenario)} ({scenario_name(row.scenario)})"


def _span(row: SummaryRow) -> str:
    low, high = in_ten(row.p10), in_ten(row.p90)
    return f"({low} to {high})" if row.models > 1 and low != high else ""
