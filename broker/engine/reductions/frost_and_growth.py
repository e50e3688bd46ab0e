"""Dates of frost and warmth, seasons that runs of days make, and growth of crops.

Dates are found as steps of the time axis and delivered as days of the year (`Task.dates_of`). A run lies wholly in its
season, also where only a part of the season is searched; a missing day anywhere in the season empties it.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from broker.engine.reductions.comfort import passing_over
from broker.engine.reductions.days import on_no_side, with_gaps
from broker.engine.reductions.task import Daily, Task, limit_of
from broker.errors import UnservableNeed

_TURNED = {">": "<=", ">=": "<", "<": ">=", "<=": ">"}


def steps_in_season(task: Task, name: str, may_be_first: bool = True) -> np.ndarray:
    """Return the step of a date parameter in each season, int64 (seasons,); −1 where the data lack it.

    Raises
    ------
    UnservableNeed
        If the season does not hold the date, or starts on it where something has to come before.
    """
    month, day = task.quantities[name]
    said = f"{month:02d}-{day:02d}"
    days = task.seasons.day_in((month, day))
    held = days >= 0
    if len(task.seasons) and not held.any():
        raise UnservableNeed(
            f"{task.index.title} ({task.index.id}) was asked with {name} {said}, which does not lie in the season "
            f"{task.seasons.season.name}, so nothing could be found. Choose a date in the season, or a season that "
            f"holds it, such as from 01-01 to 12-31 in the north and from 07-01 to 06-30 in the south."
        )
    if not may_be_first and held.any() and (days[held] == task.seasons.first_day[held]).all():
        raise UnservableNeed(
            f"{task.index.title} ({task.index.id}) was asked with {name} {said}, which is the first day of the season "
            f"{task.seasons.season.name}, so nothing can come before it. Choose a later date, or a season that starts "
            f"earlier: for the other half of the earth both change (01-01 with a season from 07-01 to 06-30)."
        )
    return task.steps_of((month, day))


def with_whole_seasons(task: Task, daily: Daily, found: np.ndarray) -> np.ndarray:
    """Return what was found in a part of each season, missing where a day of the whole season is."""
    from broker.engine.kernels import spells

    return np.where(spells.is_whole(daily.values, *task.slices), found, np.nan)


def dates(task: Task, steps: np.ndarray) -> np.ndarray:
    """Return the days of the year of steps in float64; outcomes and missing values stay."""
    found = task.dates_of(np.where(np.isfinite(steps), steps, -1).astype(np.int64))
    return np.where(np.isfinite(steps), found, steps)


def _first_day(task: Task, daily: Daily) -> np.ndarray:
    from broker.engine.kernels import spells

    _, i1, complete = task.slices
    start = steps_in_season(task, "after_date")
    limit, is_above = limit_of(daily, task.quantities["thresh"], task.index.operator)
    window = round(task.quantities["window"])
    steps = spells.first_run(daily.values, start, i1, complete & (start >= 0), limit, is_above, window)
    return dates(task, with_whole_seasons(task, daily, steps))


def _last_day(task: Task, daily: Daily) -> np.ndarray:
    from broker.engine.kernels import spells

    i0, _, complete = task.slices
    last = steps_in_season(task, "before_date", may_be_first=False)
    limit, is_above = limit_of(daily, task.quantities["thresh"], task.index.operator)
    window = round(task.quantities["window"])
    steps = spells.last_run(daily.values, i0, last + 1, complete & (last >= 0), limit, is_above, window)
    return dates(task, with_whole_seasons(task, daily, steps))


def _bounds(task: Task, daily: Daily, ends: str) -> np.ndarray:
    """Return the steps on which the season starts and ends, (2, cells, seasons)."""
    from broker.engine.kernels import dates as kernels

    i0, i1, complete = task.slices
    before, after = i1, i0
    if "mid_date" in task.quantities:
        before = after = steps_in_season(task, "mid_date", may_be_first=False)
        complete = complete & (before >= 0)
    thresh = task.quantities["thresh"]
    opening, ending = limit_of(daily, thresh, task.index.operator), limit_of(daily, thresh, ends)
    window = round(task.quantities["window"])
    return kernels.season_bounds(
        daily.values, i0, i1, complete, *opening, *ending, window, before, after, task.passes_over
    )


def _season_start(task: Task, daily: Daily) -> np.ndarray:
    return dates(task, _bounds(task, daily, _TURNED[task.index.operator])[0])


def _season_end(task: Task, daily: Daily) -> np.ndarray:
    return dates(task, _bounds(task, daily, _TURNED[task.index.operator])[1])


def _season_length(task: Task, daily: Daily) -> np.ndarray:
    return _length(*_bounds(task, daily, _TURNED[task.index.operator]))


def _season_length_strict(task: Task, daily: Daily) -> np.ndarray:
    return _length(*_bounds(task, daily, task.index.operator.translate({ord(">"): "<", ord("<"): ">"})))


def _length(start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """Return the days between two steps; 0 without a start, +inf without an end."""
    with np.errstate(invalid="ignore"):
        return np.where(np.isposinf(start), 0.0, end - start)


def _degree_days_date(task: Task, daily: Daily) -> np.ndarray:
    from broker.engine.kernels import dates as kernels

    base, wanted = daily.stored(task.quantities["thresh"]), task.quantities["sum_thresh"] / daily.scale
    return dates(task, kernels.sum_reached(daily.values, *task.slices, base, wanted))


def _corn_heat_units(task: Task, lower: Daily, upper: Daily) -> np.ndarray:
    from broker.engine.kernels import growth

    bases = lower.stored(task.quantities["thresh_tasmin"]), upper.stored(task.quantities["thresh_tasmax"])
    return growth.corn_heat(lower.values, upper.values, *task.slices, *bases, lower.scale, upper.scale)


def _pasture(task: Task, mean: Daily, lower: Daily, upper: Daily, rain: Daily) -> np.ndarray:
    from broker.engine.kernels import growth
    from broker.engine.sunlight import angles_of, radiation_above_air

    assert task.time is not None
    assert task.latitude is not None
    angles, which = angles_of(task.time)
    sun = radiation_above_air(task.latitude, angles)
    span = upper.canonical(upper.values) - lower.canonical(lower.values)
    low, _ = limit_of(mean, task.quantities["thresh_low"], ">=")
    beyond, _ = limit_of(mean, task.quantities["thresh_high"], ">")
    mild = low, beyond, mean.scale, mean.offset
    back, share = round(task.quantities["water_days"]), task.quantities["share"]
    return growth.moist_mild_days(
        mean.values,
        span,
        rain.canonical(rain.values),
        sun,
        which,
        *task.slices,
        *mild,
        back,
        share,
        task.passes_over,
    )


REDUCTIONS: dict[str, Callable[..., np.ndarray]] = {
    "first_day": _first_day,
    "last_day": _last_day,
    "season_start": _season_start,
    "season_end": _season_end,
    "season_length": _season_length,
    "season_length_strict": _season_length_strict,
    "degree_days_date": _degree_days_date,
    "corn_heat_units": _corn_heat_units,
    "pasture": _pasture,
}

#: The same over the days that are held (`broker.engine.missing`).
HELD: dict[str, Callable[..., np.ndarray]] = {
    **{name: on_no_side(REDUCTIONS[name]) for name in ("first_day", "last_day")},
    **{
        name: with_gaps(REDUCTIONS[name])
        for name in ("season_start", "season_end", "season_length", "season_length_strict", "pasture")
    },
    "degree_days_date": passing_over(_degree_days_date, -np.inf),
    "corn_heat_units": passing_over(_corn_heat_units, -np.inf, -np.inf),
}
