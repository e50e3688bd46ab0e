"""Places ranked: each one's past as a grey dot and its coming values in the scenarios' colours, on one scale."""

from __future__ import annotations

import math

import numpy as np
from matplotlib.axes import Axes

from broker.engine.result import Result
from broker.products.language import figure, say
from broker.products.parts import Futures, Parts
from broker.products.scales import dress, set_scale, values_of
from broker.products.style import GREY, HISTORY, INK, RULE, legible, scenario_colour
from broker.products.text_flow import width_pt
from broker.products.told import scenario_words, unit_words
from broker.products.typeface import SEMIBOLD, font
from translators.figures import DATES

#: Height of a row in lines of text.
_ROW = 1.32
#: Letters of a place's name before it is cut.
_LONGEST_NAME = 26


def draw_places(axes: Axes, result: Result, parts: Parts, left: float, text: float) -> None:
    """Draw a row a place, ranked by the last period's highest scenario; the middle of many is left out, and said.

    Parameters
    ----------
    axes : Axes
        Empty; room for the names must be free to its left, and two lines of text above it.
    left : float
        Where the page's text begins, in points from the figure's left edge.
    """
    height_pt = axes.get_window_extent().height * 72.0 / axes.figure.dpi
    ranked = _ranked(parts)
    rows, gap = _fitting(ranked, max(4, int(height_pt / (_ROW * text))))
    names = [name for name in rows if name]
    kept = [row for row in parts.all_rows if row.place in names]
    set_scale(axes, result, values_of(kept), text, along="x", room=0.03)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_yticks(range(len(rows)), [_shortened(name) if name else f"… {gap} more" for name in rows])
    dress(axes, text)
    axes.grid(axis="y", visible=False)
    shown = (*((parts.past,) if parts.past else ()), *parts.futures)
    for y, name in enumerate(rows):
        if name:
            axes.axhline(y, color=RULE, linewidth=0.6, zorder=0)
            axes.get_yticklabels()[y].set_color(INK)
            _draw_row(axes, shown, parts, name, y, result.summary_units, text)
    _name_colours(axes, parts, shown, left, text)
    if result.summary_units != DATES:
        axes.set_xlabel(unit_words(result.summary_units), fontproperties=font(text), color=GREY, labelpad=2)


def _draw_row(
    axes: Axes, shown: tuple[Futures, ...], parts: Parts, name: str, y: float, units: str, text: float
) -> None:
    rows = [(one, one.rows[name]) for one in shown if name in one.rows]
    middles = [row.p50 for _, row in rows if math.isfinite(row.p50)]
    if len(middles) > 1:
        axes.plot([min(middles), max(middles)], [y, y], color=GREY, alpha=0.45, linewidth=1.0, zorder=2)
    for order, (one, row) in enumerate(rows):
        colour = HISTORY if one is parts.past else scenario_colour(one.scenario)
        if one is not parts.past and row.p90 > row.p10:
            axes.plot([row.p10, row.p90], [y, y], color=colour, alpha=0.28, linewidth=0.5 * text, zorder=3,
                      solid_capstyle="butt")  # fmt: skip
        axes.plot([row.p50], [y], "o", color=colour, markersize=0.52 * text, markeredgecolor="white",
                  markeredgewidth=0.5, zorder=4 + order)  # fmt: skip
    if rows:
        last = rows[-1][1]
        axes.annotate(
            figure(last.p50, units), (1, y), xycoords=("axes fraction", "data"), xytext=(6, 0),
            textcoords="offset points", va="center", ha="left", fontproperties=font(text),
            color=legible(scenario_colour(rows[-1][0].scenario) if rows[-1][0] is not parts.past else HISTORY),
            annotation_clip=False, parse_math=False,
        )  # fmt: skip


def _name_colours(axes: Axes, parts: Parts, shown: tuple[Futures, ...], left: float, text: float) -> None:
    """Name the colours in one line above the axes, in themselves."""
    names = []
    for one in shown:
        when = str(one.period) if one.warming is None else f"{one.warming:g} °C warmer"
        is_past = one is parts.past
        words = when if is_past else f"{when}, {scenario_words(one.scenario)}"
        names.append((f"● {words}", HISTORY if is_past else scenario_colour(one.scenario)))
    box = axes.get_position()
    x = -box.x0 * 72.0 * axes.figure.get_size_inches()[0] + left
    for words, colour in names:
        axes.annotate(
            words, (0, 1), xycoords="axes fraction", xytext=(x, 0.5 * text), textcoords="offset points",
            ha="left", va="bottom", fontproperties=font(text, SEMIBOLD), color=legible(colour), annotation_clip=False,
            parse_math=False,
        )  # fmt: skip
        x += width_pt(words, text, SEMIBOLD) + 1.6 * text


def _ranked(parts: Parts) -> list[str]:
    """Return the places from the highest value to the lowest; those without a value last."""
    by = parts.futures[-1].rows if parts.futures else parts.past.rows if parts.past else {}

    def value(name: str) -> float:
        row = by.get(name)
        return -row.p50 if row is not None and math.isfinite(row.p50) else np.inf

    return sorted(parts.names, key=value)


def _fitting(ranked: list[str], room: int) -> tuple[list[str], int]:
    """Return the rows that fit: all, or both ends around an empty one; and how many are left out."""
    if len(ranked) <= room:
        return ranked, 0
    first = room // 2
    last = room - first - 1
    return [*ranked[:first], "", *ranked[len(ranked) - last :]], len(ranked) - first - last


def _shortened(name: str) -> str:
    name = name.split(", ")[0]
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1].rstrip()}…"


def place_words(parts: Parts) -> str:
    """Return what the rows mean."""
    models = max((len(row.votes) for row in parts.all_rows), default=0)
    last = scenario_words(parts.futures[-1].scenario) if parts.futures else say("past")
    return say("places" if models > 1 else "places_one", scenario=last)
