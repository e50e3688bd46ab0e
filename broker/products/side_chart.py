"""Months or definitions side by side: the past in grey, the last period in the scenarios' colours, on one scale."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke

from broker.engine.result import Result, SummaryRow
from broker.products.language import current, figure, say
from broker.products.naming import setting_of
from broker.products.parts import Futures, Parts
from broker.products.scales import dress, set_scale, values_of
from broker.products.style import HISTORY, INK, legible, scenario_colour, scenario_name
from broker.products.told import scenario_words
from broker.products.typeface import REGULAR, SEMIBOLD, font
from translators.locales.calendars import localised
from translators.smoothing import SMOOTH_DAYS, smoothed

#: With as many models or fewer, each one is drawn: a percentile of three says little.
_FEW_MODELS = 7
#: With more steps than these, the models' own lines would be a thicket.
_MOST_STEPS = 12
#: Share of a column's width in which its ranges stand.
_SPREAD = 0.56
#: With as many ranges or fewer, each median carries its number.
_MOST_NUMBERS = 16
_DAY = re.compile(r"\d{1,2} \w+")
_DEKAD = re.compile(r"(\w{3})\w*, dekad (\d)")


@dataclass(frozen=True)
class Label:
    """What is written beside a picture, in a scenario's colour."""

    y: float
    colour: str
    first: str
    second: str


def draw_course(axes: Axes, result: Result, parts: Parts, text: float, line: float) -> None:
    """Draw the steps of a season as lines: the past in grey, each scenario's median with its range.

    Parameters
    ----------
    axes : Axes
        Empty; about a quarter of the figure's width must be free to its right.
    """
    places = np.arange(len(parts.names), dtype=float)
    axes.set_xlim(-0.5, len(parts.names) - 0.5)
    set_scale(axes, result, values_of(parts.all_rows), text)
    axes.set_xticks(*_step_labels(parts.names))
    dress(axes, text)
    shown = (*((parts.past,) if parts.past else ()), *parts.futures)
    for order, one in enumerate(shown):
        colour = HISTORY if one is parts.past else scenario_colour(one.scenario)
        low, middle, high = (_line(one, parts.names, name) for name in ("p10", "p50", "p90"))
        if _is_by_day(result):
            low, middle, high = (smoothed(line.tolist(), _is_round(result)) for line in (low, middle, high))
        axes.fill_between(places, low, high, color=colour, alpha=0.16, linewidth=0, zorder=2 + order)
        models = {vote.model for row in one.rows.values() for vote in row.votes}
        if _has_thin_lines(parts):
            for model in sorted(models):
                axes.plot(places, _of_model(one, parts.names, model), color=colour, alpha=0.55, linewidth=0.7, zorder=4)
        axes.plot(places, middle, color=colour, linewidth=line, zorder=6 + order, solid_capstyle="round")
        if _is_by_day(result):
            axes.plot(places, _line(one, parts.names, "p50"), ".", color=colour, markersize=2.0, alpha=0.45, zorder=5)
        if len(parts.names) <= 4:
            axes.plot(places, middle, "o", color=colour, markersize=2.2 * line, zorder=6 + order)
    _label_lines(axes, result, parts, shown, text)


def _is_by_day(result: Result) -> bool:
    return result.recipe.each == "day"


def _is_round(result: Result) -> bool:
    """Whether the last day of the season is followed by its first."""
    return result.recipe.season.is_whole_months and len(result.recipe.season.months) == 12


def draw_definitions(axes: Axes, result: Result, parts: Parts, text: float, line: float) -> None:
    """Draw each definition as a column of ranges: the past, then the scenarios; models as dots.

    Parameters
    ----------
    axes : Axes
        Empty; about a quarter of the figure's width must be free to its right.
    """
    shown = (*((parts.past,) if parts.past else ()), *parts.futures)
    axes.set_xlim(-0.5, len(parts.names) - 0.5)
    set_scale(axes, result, values_of(parts.all_rows), text)
    asked = next(iter(result.recipe.definitions))
    labels = [
        setting_of(result.recipe, name) + (f"\n{say('as_asked')}" if name == asked else "") for name in parts.names
    ]
    axes.set_xticks(range(len(parts.names)), labels)
    dress(axes, text)
    for label in axes.get_xticklabels():
        label.set_fontproperties(font(text * 1.05, SEMIBOLD))
        label.set_color(INK)
        label.set_linespacing(1.15)
    for column in np.arange(0.5, len(parts.names) - 1):
        axes.axvline(column, color="#FFFFFF", linewidth=3.0, zorder=1)
    has_numbers = len(parts.names) * len(shown) <= _MOST_NUMBERS
    for order, one in enumerate(shown):
        shift = (order - (len(shown) - 1) / 2) * _SPREAD / max(len(shown) - 1, 1)
        colour = HISTORY if one is parts.past else scenario_colour(one.scenario)
        for place, name in enumerate(parts.names):
            if row := one.rows.get(name):
                _draw_range(axes, row, place + shift, colour, line)
                if has_numbers:
                    is_low = row.p50 - axes.get_ylim()[0] < 0.03 * np.ptp(axes.get_ylim())
                    axes.annotate(
                        figure(row.p50, result.summary_units), (place + shift + 0.085, row.p50), xytext=(2, 0),
                        textcoords="offset points", va="bottom" if is_low else "center", ha="left",
                        color=legible(colour), zorder=7,
                        fontproperties=font(0.9 * text, SEMIBOLD), parse_math=False,
                        path_effects=[withStroke(linewidth=2, foreground="white")],
                    )  # fmt: skip
    _label_columns(axes, parts, shown, text)


def _draw_range(axes: Axes, row: SummaryRow, x: float, colour: str, line: float) -> None:
    if row.p90 > row.p10:
        axes.plot([x, x], [row.p10, row.p90], color=colour, alpha=0.32, linewidth=3.6 * line, zorder=3,
                  solid_capstyle="butt")  # fmt: skip
    if 1 < len(row.votes) <= _FEW_MODELS:
        axes.plot([x] * len(row.votes), [vote.value for vote in row.votes], "o", color=colour, alpha=0.75,
                  markersize=1.5 * line, markeredgewidth=0, zorder=4)  # fmt: skip
    axes.plot([x - 0.085, x + 0.085], [row.p50, row.p50], color=colour, linewidth=1.3 * line, zorder=5,
              solid_capstyle="butt")  # fmt: skip


def _line(one: Futures, names: tuple[str, ...], what: str) -> np.ndarray:
    return np.array([getattr(one.rows[name], what) if name in one.rows else np.nan for name in names], dtype=float)


def _of_model(one: Futures, names: tuple[str, ...], model: str) -> np.ndarray:
    values = []
    for name in names:
        votes = one.rows[name].votes if name in one.rows else ()
        values.append(next((vote.value for vote in votes if vote.model == model), np.nan))
    return np.array(values, dtype=float)


def _step_labels(names: tuple[str, ...]) -> tuple[list[int], list[str]]:
    """Return which steps are named below the axis, and how: months by three letters, dekads by their month."""
    if any(_DEKAD.fullmatch(name) for name in names):
        at = [k for k, name in enumerate(names) if name.endswith("dekad 2")]
        return at, [names[k][:3] for k in at]
    if any(_DAY.fullmatch(name) for name in names):
        at = [k for k, name in enumerate(names) if name.startswith("1 ")] or [0, len(names) - 1]
        return at, [f"1 {names[k].split()[1][:3]}" if len(at) > 2 else names[k] for k in at]
    return list(range(len(names))), [name[:3] if len(names) > 6 else name for name in names]


def _label_lines(axes: Axes, result: Result, parts: Parts, shown: tuple[Futures, ...], text: float) -> None:
    """Name each line to the right of the axes, at the height of its last value."""
    labels = []
    for one in shown:
        values = _line(one, parts.names, "p50")
        if _is_by_day(result):
            values = np.array(smoothed(values.tolist(), _is_round(result)))
        known = values[np.isfinite(values)]
        if known.size:
            labels.append(_label(one, parts, float(known[-1])))
    write_labels(axes, labels, len(parts.names) - 1.0, text)


def _label_columns(axes: Axes, parts: Parts, shown: tuple[Futures, ...], text: float) -> None:
    """Name each range of the definition with the widest values, to the right of the last column."""
    labels = []
    for one in shown:
        row = next((one.rows[name] for name in reversed(parts.names) if name in one.rows), None)
        if row is not None:
            labels.append(_label(one, parts, row.p50))
    write_labels(axes, labels, None, text)


def _label(one: Futures, parts: Parts, y: float) -> Label:
    if one is parts.past:
        return Label(y, HISTORY, str(one.period), scenario_words("historical"))
    when = str(one.period) if one.warming is None else f"{one.warming:g} °C warmer"
    return Label(y, scenario_colour(one.scenario), scenario_words(one.scenario),
                 f"{scenario_name(one.scenario)}, {when}")  # fmt: skip


def write_labels(axes: Axes, labels: list[Label], edge: float | None, text: float) -> None:
    """Write labels to the right of the axes, apart from each other, each with a line to its value at `edge`."""
    from broker.products.chart import spread

    low, high = axes.get_ylim()
    across = axes.get_xlim()[1]
    height_pt = axes.get_window_extent().height * 72.0 / axes.figure.dpi
    gap = 2.65 * text * (high - low) / height_pt
    labels = sorted(labels, key=lambda label: label.y)
    for label, y in zip(labels, spread([one.y for one in labels], gap, low, high), strict=True):
        ink = legible(label.colour)
        reach = 0.02 * (across - axes.get_xlim()[0])
        if edge is not None:
            axes.plot([edge + reach / 2, across + reach], [label.y, y], color=ink, linewidth=0.7, clip_on=False,
                      zorder=5)  # fmt: skip
        for words, weight, rise in ((label.first, SEMIBOLD, 0.15), (label.second, REGULAR, -1.05)):
            axes.annotate(
                words, (across + 1.4 * reach, y), xytext=(0, rise * text), textcoords="offset points",
                color=ink, va="bottom", ha="left", fontproperties=font(text, weight), annotation_clip=False,
                parse_math=False, path_effects=[withStroke(linewidth=2, foreground="white")],
            )  # fmt: skip


def course_words(result: Result, parts: Parts) -> str:
    """Return what the lines mean."""
    models = max((len(row.votes) for row in parts.all_rows), default=0)
    said = _periods(parts)
    if _is_by_day(result):
        said.append(say("course_days" if models > 1 else "course_days_one", days=SMOOTH_DAYS))
    elif models > 1:
        said.append(say("course_thin" if _has_thin_lines(parts) else "course"))
    return " ".join(said)


def _has_thin_lines(parts: Parts) -> bool:
    """Whether each model has a line: where there are few of both, models and steps."""
    models = max((len(row.votes) for row in parts.all_rows), default=0)
    return 1 < models <= _FEW_MODELS and len(parts.names) <= _MOST_STEPS


def definition_words(result: Result, parts: Parts) -> str:
    """Return what the columns mean."""
    models = max((len(row.votes) for row in parts.all_rows), default=0)
    said = _periods(parts)
    if models > 1:
        said.append(say("definitions_dots" if models <= _FEW_MODELS else "definitions"))
    return " ".join(said)


def _periods(parts: Parts) -> list[str]:
    """Return which periods are grey, and which have colours."""
    last = _when(parts)
    grey = [say("grey", period=parts.past.period)] if parts.past else []
    return [*grey, *([say("colours", period=last)] if last else [])]


def _when(parts: Parts) -> str:
    if not parts.futures:
        return ""
    first = parts.futures[0]
    if first.warming is None:
        return str(first.period)
    return say("warming", level=localised(f"{first.warming:g}", current()))
