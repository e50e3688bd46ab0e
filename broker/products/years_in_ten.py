"""Years in ten: how often a year comes that was exceptional in the past, as filled circles."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Circle, Wedge

from broker.engine.result import Result, Series, SummaryRow
from broker.products.language import current, say
from broker.products.style import GREY, RULE, legible, scenario_colour, warming_rank
from broker.products.text_flow import Line, draw_lines, flow
from broker.products.told import scenario_words
from broker.products.typeface import SEMIBOLD
from translators.figures import DATES
from translators.indices import index_of
from translators.locales.calendars import localised
from translators.periods import Years

#: Share of past years that were as exceptional: one in ten.
_SHARE = 0.1
_MOST_COLUMNS = 5


@dataclass(frozen=True)
class YearsInTen:
    """How many years in ten are exceptional, over models.

    Attributes
    ----------
    scenario, period : str, Years
    middle, low, high : float
        Median, least and most over models, in years of ten.
    models : int
    is_past : bool
    """

    scenario: str
    period: Years
    middle: float
    low: float
    high: float
    models: int
    is_past: bool


def years_in_ten(result: Result) -> tuple[YearsInTen, ...]:
    """Return how often exceptional years come, past first; empty where no model holds the baseline.

    Also empty where the result tells of something else: a statistic over the years, several months or definitions.

    A year is exceptional beyond the level that one year in ten passed in the baseline of the same model (linear
    between order statistics): above it, or below it for the coldest night. A model is thus held against its own past,
    whatever its bias. Seasons without a value do not count.
    """
    if not result.recipe.statistic.is_mean or len({one.part for one in result.series}) > 1:
        return ()
    below = index_of(result.recipe.index, result.recipe.parameters).reduction == "minimum"
    found = []
    for row in _rows(result):
        shares = []
        for vote in row.votes:
            runs = [s for s in result.series if (s.model, s.scenario) == (vote.model, row.scenario)]
            own = [share for run in runs if (share := _share(result, run, row.period, below)) is not None]
            if own:
                shares.append(10.0 * float(np.mean(own)))
        if shares:
            found.append(
                YearsInTen(
                    row.scenario,
                    row.period,
                    float(np.median(shares)),
                    min(shares),
                    max(shares),
                    len(shares),
                    row.is_baseline,
                )
            )
    is_whole = any(f.is_past for f in found) and any(not f.is_past for f in found)
    return tuple(found) if is_whole else ()


def to_halves(years: float) -> float:
    """Return years of ten as they are drawn, in halves: middle and range alike, so that the middle lies within."""
    return math.floor(2 * years + 0.5) / 2


def words(result: Result) -> str:
    """Return what an exceptional year is, as a heading."""
    index = index_of(result.recipe.index, result.recipe.parameters)
    baseline = result.recipe.baseline
    more = {"days": "ten_days", "mm": "ten_rain", "K days": "ten_degree_days", DATES: "ten_later"}.get(
        index.units, "ten_higher"
    )
    more = {"minimum": "ten_colder", "longest_run": "ten_longer"}.get(index.reduction, more)
    return say(more, baseline=baseline)


def draw_years_in_ten(
    figure: Figure, found: tuple[YearsInTen, ...], place: tuple[float, float, float], text: float
) -> float:
    """Draw a column of ten circles for each entry; return the height taken, in points.

    Parameters
    ----------
    place : (left, top, width)
        In points from the figure's lower left corner.
    """
    left, top, width = place
    across, up = (72.0 * inches for inches in figure.get_size_inches())
    gap = 14.0
    column = (width - gap * (len(found) - 1)) / max(len(found), 3)
    radius = min(column / 10 / 2 * 0.86, 4.6)
    lowest = top
    for order, one in enumerate(found):
        x = left + order * (column + gap)
        axes = figure.add_axes((x / across, (top - 2 * radius - 1) / up, column / across, (2 * radius + 1) / up))
        axes.set_xlim(0, column)
        axes.set_ylim(-0.5, 2 * radius + 0.5)
        axes.set_axis_off()
        colour = GREY if one.is_past else scenario_colour(one.scenario)
        full = to_halves(one.middle)
        for i in range(10):
            centre = (radius + i * 2 * radius / 0.86, radius)
            share = min(max(full - i, 0.0), 1.0)
            axes.add_patch(Circle(centre, radius, facecolor=colour if share == 1 else "white", edgecolor="none"))
            if share == 0.5:
                axes.add_patch(Wedge(centre, radius, 90, 270, facecolor=colour, edgecolor="none"))
            axes.add_patch(Circle(centre, radius, facecolor="none", edgecolor=colour if share else RULE, linewidth=0.9))
        ink = legible(colour)
        lines: list[tuple[list[Line], str]] = [
            (flow(_count(one), column, text, SEMIBOLD), ink),
            (flow(_who(one), column, text * 0.88, most_lines=2), legible(GREY)),
        ]
        y = top - 2 * radius - 1.4 * text
        for (words_of, colour_of), size in zip(lines, (text, text * 0.88), strict=True):
            y = draw_lines(figure, words_of, x, y, size, colour=colour_of, leading=1.25)
        lowest = min(lowest, y)
    return top - lowest - 0.2 * text


def _count(one: YearsInTen) -> str:
    low, middle, high = (localised(f"{to_halves(v):g}", current()) for v in (one.low, one.middle, one.high))
    if one.models == 1 or low == high or one.is_past:
        return say("in_ten", value=middle)
    return say("in_ten_range", value=middle, low=low, high=high)


def _who(one: YearsInTen) -> str:
    scenario = say("past") if one.is_past else scenario_words(one.scenario)
    return say("period_scenario", period=one.period, scenario=scenario)


def _rows(result: Result) -> list[SummaryRow]:
    """Return the past and at most four futures: two scenarios, the lowest and the highest, in two periods."""
    modelled = [row for row in result.summary if any(vote.kind == "projection" for vote in row.votes)]
    past = [row for row in modelled if row.is_baseline][:1]
    future = [row for row in modelled if not row.is_baseline]
    names = sorted({row.scenario for row in future}, key=warming_rank)
    names = [names[0], names[-1]] if len(names) > 2 else names
    periods = sorted({row.period for row in future})
    periods = [periods[0], periods[-1]] if len(periods) > 2 else periods
    kept = [row for row in future if row.scenario in names and row.period in periods]
    return past + sorted(kept, key=lambda row: (row.period, warming_rank(row.scenario)))[: _MOST_COLUMNS - 1]


def _share(result: Result, run: Series, period: Years, below: bool) -> float | None:
    past = _seasons(_past_of(result, run), result.recipe.baseline)
    seasons = _seasons(run, period)
    if past.size < 10 or not seasons.size:
        return None
    if below:
        return float(np.mean(seasons < np.percentile(past, 100 * _SHARE)))
    return float(np.mean(seasons > np.percentile(past, 100 * (1 - _SHARE))))


def _past_of(result: Result, run: Series) -> Series:
    if _seasons(run, result.recipe.baseline).size >= len(result.recipe.baseline) * 0.8:
        return run
    for other in result.series:
        same = (other.dataset, other.model, other.member) == (run.dataset, run.model, run.member)
        if same and other.scenario.startswith("hist"):
            return other
    return run


def _seasons(run: Series, period: Years) -> np.ndarray:
    values = run.values[(run.label_years >= period.first) & (run.label_years <= period.last)]
    return values[np.isfinite(values)]
