"""`chart.png`, fan and dots: every season of every model, and what twenty years of them say together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke
from matplotlib.transforms import blended_transform_factory

from broker.engine.result import Result, SummaryRow
from broker.products.language import figure
from broker.products.scales import set_scale, values_of
from broker.products.style import (
    GREY,
    HISTORY,
    INK,
    legible,
    scenario_code,
    scenario_colour,
    scenario_name,
    warming_rank,
)
from broker.products.told import amount, is_measured, scenario_words, span
from broker.products.typeface import REGULAR, SEMIBOLD, font
from translators.figures import DATES
from translators.periods import Years

#: With more futures than these, bands would hide each other: they stand side by side.
_MOST_BANDS_ON_TOP = 3
#: With as many models or fewer, each one's mean is drawn: a percentile of three says little.
FEW_MODELS = 7
#: Lines of text that a row of periods above the axes takes.
LEVEL_LINES = 1.7
#: Years shown before the first period and after the last one; the tables hold all.
_BEFORE, _AFTER = 25, 10


@dataclass(frozen=True)
class Look:
    """Sizes of one drawing, in points."""

    text: float = 10.0
    dot: float = 7.0
    line: float = 2.4


def draw_chart(axes: Axes, result: Result, look: Look | None = None) -> None:
    """Draw seasons as dots and periods as bands, with direct labels to the right of the axes.

    Parameters
    ----------
    axes : Axes
        Empty; about a quarter of the figure's width must be free to its right.
    """
    look = look or Look()
    halo = [withStroke(linewidth=3, foreground="white")]
    years = np.concatenate([s.label_years for s in result.series])
    periods = list(period_levels(result))
    first = max(int(years.min()), min(p.first for p in periods) - _BEFORE)
    last = max(min(int(years.max()), max(p.last for p in periods) + _AFTER), max(p.last for p in periods))
    axes.set_xlim(first - 1.0, last + 1.0)
    _draw_frame(axes, result, look)
    _draw_periods(axes, result, look)
    has_dots = result.summary_units == result.units  # a spread or a share of years is no value of one season
    series = result.series if has_dots else ()
    for one in sorted(series, key=lambda s: warming_rank(s.scenario), reverse=True):
        is_seen = one.kind != "projection"
        axes.scatter(
            one.label_years, one.values, s=look.dot, linewidths=0, zorder=4 if is_seen else 2,
            color=INK if is_seen else scenario_colour(one.scenario), alpha=0.85 if is_seen else 0.30,
        )  # fmt: skip
    for row in result.summary:
        _draw_band(axes, result, row, look)
    _label_bands(axes, result, look, halo)


def _draw_frame(axes: Axes, result: Result, look: Look) -> None:
    values = np.concatenate([s.values for s in result.series])
    values = values[np.isfinite(values)]
    if not result.recipe.statistic.is_mean:
        of_rows = values_of(result.summary)
        values = np.concatenate([values, of_rows]) if result.summary_units == result.units else of_rows
    set_scale(axes, result, values, look.text)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(GREY)
    axes.spines["bottom"].set_linewidth(0.8)
    axes.set_axisbelow(True)
    axes.tick_params(length=0, pad=4)
    axes.tick_params(axis="x", length=3, color=GREY, width=0.8)
    first, last = axes.get_xlim()
    decades = [year for year in range(int(first), int(last) + 1) if year % (20 if last - first > 70 else 10) == 0]
    axes.set_xticks(decades, [str(year) for year in decades])
    for label in (*axes.get_xticklabels(), *axes.get_yticklabels()):
        label.set_fontproperties(font(look.text))
        label.set_color(GREY)
        label.set_parse_math(False)


def _draw_periods(axes: Axes, result: Result, look: Look) -> None:
    up = blended_transform_factory(axes.transData, axes.transAxes)
    height_pt = axes.get_window_extent().height * 72.0 / axes.figure.dpi
    for period, level in period_levels(result).items():
        left, right = period.first - 0.5, period.last + 0.5
        if period == result.recipe.baseline:
            axes.axvspan(left, right, color=GREY, alpha=0.10, linewidth=0, zorder=0)
        rise = 1.0 + level * LEVEL_LINES * look.text / height_pt
        axes.plot([left, right], [rise, rise], color=GREY, linewidth=0.8, transform=up, clip_on=False)
        axes.text(
            (left + right) / 2, rise + 0.2 * look.text / height_pt, str(period), transform=up, ha="center", va="bottom",
            color=GREY, fontproperties=font(look.text), parse_math=False,
        )  # fmt: skip


def period_levels(result: Result) -> dict[Years, int]:
    """Return the periods named above the axes, and the row of each: those that overlap stand over each other."""
    periods = {row.period for row in result.summary}
    first = min(int(s.label_years.min()) for s in result.series if s.label_years.size)
    if result.recipe.baseline.last >= first:
        periods.add(result.recipe.baseline)
    ends: list[int] = []
    levels = {}
    for period in sorted(periods):
        level = next((i for i, end in enumerate(ends) if end < period.first), len(ends))
        ends[level : level + 1] = [period.last]
        levels[period] = level
    return levels


def _draw_band(axes: Axes, result: Result, row: SummaryRow, look: Look) -> None:
    left, right = _extent(result, row)
    is_seen, colour = is_measured(row), _colour(row)
    if row.p90 > row.p10 and not is_seen:
        axes.fill_between([left, right], row.p10, row.p90, color=colour, alpha=0.20, linewidth=0, zorder=3)
    if 1 < len(row.votes) <= FEW_MODELS:
        axes.hlines([v.value for v in row.votes], left, right, color=colour, alpha=0.55, linewidth=0.7, zorder=4)
    if row.interval is not None:
        beside = sorted({r.scenario for r in result.summary if r.period == row.period}, key=warming_rank)
        _draw_interval(axes, row, left + (right - left) * (1 + beside.index(row.scenario)) / (len(beside) + 1), look)
    axes.plot(
        [left, right], [row.p50, row.p50], color=colour, linewidth=look.line * (0.6 if is_seen else 1.0),
        solid_capstyle="butt", zorder=5,
    )  # fmt: skip


def _draw_interval(axes: Axes, row: SummaryRow, x: float, look: Look) -> None:
    """Draw the confidence interval of a row's median as an upright with ends."""
    low, high = row.interval or (np.nan, np.nan)
    ink = legible(_colour(row))
    wide = 0.5 * look.line
    axes.plot([x, x], [low, high], color=ink, linewidth=wide, zorder=6, solid_capstyle="butt")
    axes.plot([x, x], [low, high], "_", color=ink, markersize=4.4 * wide, markeredgewidth=wide, zorder=6)


def _extent(result: Result, row: SummaryRow) -> tuple[float, float]:
    """Return where a row's band begins and ends: the whole period, or its own part where there are many futures."""
    futures = sorted(
        (r for r in result.summary if r.period == row.period and not _is_past(r)),
        key=lambda r: warming_rank(r.scenario),
    )
    left, right = row.period.first - 0.5, row.period.last + 0.5
    if row not in futures or len(futures) <= _MOST_BANDS_ON_TOP:
        return left, right
    part = (right - left) / len(futures)
    place = futures.index(row)
    return left + (place + 0.12) * part, left + (place + 0.88) * part


def _is_past(row: SummaryRow) -> bool:
    return row.is_baseline or is_measured(row) or scenario_code(row.scenario) == "historical"


def _label_bands(axes: Axes, result: Result, look: Look, halo: list) -> None:
    """Name each future beside its last band, and the past above its own."""
    across = axes.get_xlim()[1]
    last_rows = {}
    for row in result.summary:
        if not _is_past(row):
            last_rows[row.scenario] = row
    if not last_rows:  # nothing of the future: what was observed is the answer
        last_rows = {row.scenario: row for row in result.summary}
    rows = sorted(last_rows.values(), key=lambda r: r.p50)
    height_px = axes.get_window_extent().height
    low, high = axes.get_ylim()
    unit_a_point = (high - low) / (height_px * 72.0 / axes.figure.dpi)
    gap = 2.65 * look.text * unit_a_point
    for row, y in zip(rows, spread([r.p50 for r in rows], gap, low, high), strict=True):
        colour = legible(_colour(row))
        edge = _extent(result, row)[1]
        axes.plot(
            [edge + 0.4, across + 0.8], [row.p50, y], color=colour, linewidth=0.7, clip_on=False, zorder=5,
        )  # fmt: skip
        texts = (
            (scenario_words(row.scenario), SEMIBOLD, 0.15),
            (_range_words(row, result.summary_units), REGULAR, -1.05),
        )
        for text, weight, rise in texts:
            axes.annotate(
                text, (across + 1.2, y), xytext=(0, rise * look.text), textcoords="offset points", color=colour,
                va="bottom", ha="left", fontproperties=font(look.text, weight), annotation_clip=False,
                parse_math=False,
            )  # fmt: skip
    has_room = len(rows) <= _MOST_BANDS_ON_TOP
    others = [row for row in result.summary if row not in rows and (has_room or row.is_baseline)]
    _label_middles(axes, result, others, look, gap / 2.4, halo)


def _label_middles(
    axes: Axes, result: Result, rows: list[SummaryRow], look: Look, gap: float, halo: list[withStroke]
) -> None:
    """Write the past's median above its band, and those of other bands without a name beside them to their left."""
    low, high = axes.get_ylim()
    for period in dict.fromkeys(row.period for row in rows):
        own = sorted((r for r in rows if r.period == period and not is_measured(r)), key=lambda r: r.p50)
        own = list({figure(r.p50, result.summary_units): r for r in own}.values())
        for row, y in zip(own, spread([r.p50 for r in own], gap, low, high), strict=True):
            words, shift, sides = figure(row.p50, result.summary_units), (-3, 0), {"ha": "right", "va": "center"}
            if row.is_baseline:
                words, shift, sides = amount(row.p50, result.summary_units), (3, 2), {"ha": "left", "va": "bottom"}
                y = max(row.p90, *(vote.value for vote in row.votes))
            axes.annotate(
                words, (_extent(result, row)[0], y), xytext=shift, textcoords="offset points", **sides,
                color=legible(_colour(row)), fontproperties=font(look.text, SEMIBOLD), path_effects=halo, zorder=6,
                parse_math=False,
            )  # fmt: skip


def _colour(row: SummaryRow) -> str:
    """Return a row's colour: the past has one, whatever scenario goes on from it."""
    if is_measured(row):
        return INK
    return HISTORY if row.is_baseline else scenario_colour(row.scenario)


def _range_words(row: SummaryRow, units: str) -> str:
    middle = figure(row.p50, units) if units == DATES else amount(row.p50, units)
    if is_measured(row):
        return f"{row.votes[0].model}, {row.period}: {middle}"
    name = scenario_name(row.scenario)
    if row.models > 1 and amount(row.p10, units) != amount(row.p90, units):
        return f"{name}: {middle} ({span(row.p10, row.p90, units)})"
    return f"{name}: {middle}"


def spread(wanted: list[float], gap: float, low: float, high: float) -> list[float]:
    """Return places at least `gap` apart, within the limits where they fit, near the sorted ones that are wanted."""
    placed = list(wanted)
    for _ in range(200):
        is_moved = False
        for i in range(len(placed) - 1):
            lack = gap - (placed[i + 1] - placed[i])
            if lack > 1e-9 * max(gap, 1.0):
                placed[i] -= lack / 2
                placed[i + 1] += lack / 2
                is_moved = True
        if not is_moved:
            break
    for i in range(len(placed)):
        placed[i] = max(placed[i], low + gap / 2 if i == 0 else placed[i - 1] + gap)
    for i in reversed(range(len(placed))):
        placed[i] = min(placed[i], high - gap / 2 if i == len(placed) - 1 else placed[i + 1] - gap)
    return placed
