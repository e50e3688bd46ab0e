"""Windless, cloudy spells, and counts between two dates of a season."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from broker.engine.reductions.comfort import passing_over
from broker.engine.reductions.days import on_no_side
from broker.engine.reductions.frost_and_growth import steps_in_season, with_whole_seasons
from broker.engine.reductions.task import Daily, Task, limit_of
from broker.errors import UnservableNeed

#: MJ/m² a day → W/m².
_WATT = 1e6 / 86400
#: Height of the wind that models publish, m, and the power by which it grows with height.
_WIND_HEIGHT, _WIND_POWER = 10.0, 1 / 7


def _count_between(task: Task, daily: Daily) -> np.ndarray:
    from broker.engine.kernels import days

    start, last = steps_in_season(task, "date_from"), steps_in_season(task, "date_to")
    if ((start >= 0) & (last >= 0) & (last < start)).any():
        raise UnservableNeed(
            f"{task.index.title} ({task.index.id}) was asked from a date that comes after its last one in the season "
            f"{task.seasons.season.name}, so no day lies between them. Exchange the dates, or choose a season that "
            f"holds them in this order, such as from 07-01 to 06-30."
        )
    complete = task.slices[2] & (start >= 0) & (last >= 0)
    limit = limit_of(daily, task.quantities["thresh"], task.index.operator)
    return with_whole_seasons(task, daily, days.count(daily.values, start, last + 1, complete, *limit))


def _doldrums(part: int) -> Callable[..., np.ndarray]:
    """Return a reduction: 0 the days in windless, cloudy runs, 1 the longest of them."""

    def runs(task: Task, wind: Daily, sun: Daily) -> np.ndarray:
        from broker.engine.kernels import lulls
        from broker.engine.sunlight import angles_of, radiation_above_air

        assert task.time is not None
        assert task.latitude is not None
        angles, which = angles_of(task.time)
        above = radiation_above_air(task.latitude, angles) * _WATT
        at_hub = wind.canonical(wind.values) * (task.quantities["height"] / _WIND_HEIGHT) ** _WIND_POWER
        limits = task.quantities["wind_share"], task.quantities["clearness"], round(task.quantities["window"])
        return lulls.lull_runs(at_hub, sun.canonical(sun.values), above, which, *task.slices, *limits)[part]

    return runs


REDUCTIONS: dict[str, Callable[..., np.ndarray]] = {
    "count_between": _count_between,
    "doldrums_days": _doldrums(0),
    "doldrums_longest": _doldrums(1),
}

#: The same over the days that are held (`broker.engine.missing`): no day is dark under a boundless sun.
HELD: dict[str, Callable[..., np.ndarray]] = {
    **{name: passing_over(REDUCTIONS[name], 0.0, np.inf) for name in ("doldrums_days", "doldrums_longest")},
    "count_between": on_no_side(_count_between),
}
