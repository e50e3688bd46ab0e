"""Counts, sums, means, extremes, longest runs and degree days of one variable."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from broker.engine.reductions.task import Daily, Task, limit_of


def _count(task: Task, daily: Daily) -> np.ndarray:
    from broker.engine.kernels import days

    return days.count(daily.values, *task.slices, *limit_of(daily, task.quantities["thresh"], task.index.operator))


def _longest_run(task: Task, daily: Daily) -> np.ndarray:
    from broker.engine.kernels import runs

    return runs.longest_run(
        daily.values, *task.slices, *limit_of(daily, task.quantities["thresh"], task.index.operator)
    )


def _degree_days(task: Task, daily: Daily) -> np.ndarray:
    # A sum of excesses has no jump at its base, so the base keeps its full precision.
    from broker.engine.kernels import days

    base = daily.stored(task.quantities["thresh"])
    return days.excess(daily.values, *task.slices, base, task.index.operator == ">") * daily.scale


def _total(task: Task, daily: Daily) -> np.ndarray:
    """Return the amount: a rate in mm/day, on each day that counts, times one day."""
    sums, counts = _total_above(task, daily)
    return sums * daily.scale + counts * daily.offset


def _mean_where(task: Task, daily: Daily) -> np.ndarray:
    """Return the mean over the days that count; missing where there are none."""
    sums, counts = _total_above(task, daily)
    return daily.canonical(np.divide(sums, counts, out=np.full_like(sums, np.nan), where=counts > 0))


def _total_above(task: Task, daily: Daily) -> tuple[np.ndarray, np.ndarray]:
    from broker.engine.kernels import days

    limit, _ = limit_of(daily, task.quantities["thresh"], task.index.operator)
    return days.total_above(daily.values, *task.slices, limit)


def _mean(task: Task, daily: Daily) -> np.ndarray:
    from broker.engine.kernels import days

    if np.all(task.days == 1):
        return daily.canonical(days.total(daily.values, *task.slices) / (task.seasons.i1 - task.seasons.i0))
    return daily.canonical(days.weighted_mean(daily.values, *task.slices, task.days.astype(np.float64)))


def _mean_difference(task: Task, lower: Daily, upper: Daily) -> np.ndarray:
    # The mean of a difference is the difference of the means; a day missing in either empties both.
    return _mean(task, upper) - _mean(task, lower)


def _maximum(task: Task, daily: Daily) -> np.ndarray:
    from broker.engine.kernels import days

    return daily.canonical(days.highest(daily.values, *task.slices))


def _minimum(task: Task, daily: Daily) -> np.ndarray:
    from broker.engine.kernels import days

    return daily.canonical(days.lowest(daily.values, *task.slices))


def _window_maximum(task: Task, daily: Daily) -> np.ndarray:
    from broker.engine.kernels import days

    window = round(task.quantities["window"])
    return days.window_maximum(daily.values, *task.slices, window) * daily.scale + window * daily.offset


def _filled(missing: np.ndarray, daily: Daily, value: float) -> Daily:
    """Return daily values with one value on every day that is missing."""
    return Daily(np.where(missing, daily.values.dtype.type(value), daily.values), daily.scale, daily.offset)


def on_no_side(reduction: Callable[..., np.ndarray]) -> Callable[..., np.ndarray]:
    """Return a reduction that compares, for which a missing day does not meet the threshold."""

    def held(task: Task, missing: np.ndarray, daily: Daily) -> np.ndarray:
        return reduction(task, _filled(missing, daily, -np.inf if task.index.operator in {">", ">="} else np.inf))

    return held


def with_gaps(reduction: Callable[..., np.ndarray]) -> Callable[..., np.ndarray]:
    """Return a reduction that passes over missing days itself (`Task.passes_over`): each is NaN in every variable."""

    def held(task: Task, missing: np.ndarray, *daily: Daily) -> np.ndarray:
        return reduction(task, *(_filled(missing, one, np.nan) for one in daily))

    return held


def _held_mean(task: Task, missing: np.ndarray, *daily: Daily) -> np.ndarray:
    from broker.engine.kernels import days

    counts = days.count(np.where(missing, np.float32(0), np.float32(1)), *task.slices, np.float32(0.5), True)
    means = [days.total(_filled(missing, one, 0.0).values, *task.slices) for one in daily]
    means = [
        one.canonical(np.divide(sums, counts, out=np.full_like(sums, np.nan), where=counts > 0))
        for one, sums in zip(daily, means, strict=True)
    ]
    return means[0] if len(means) == 1 else means[1] - means[0]


def _held_extreme(reduction: Callable[..., np.ndarray], beyond: float) -> Callable[..., np.ndarray]:
    """Return a reduction that takes an extreme, for which a missing day is never the one."""

    def held(task: Task, missing: np.ndarray, daily: Daily) -> np.ndarray:
        found = reduction(task, _filled(missing, daily, beyond))
        return np.where(np.isfinite(found), found, np.nan)

    return held


#: Each `Index.reduction` → the function that computes it from the index's variables, in their order.
REDUCTIONS: dict[str, Callable[..., np.ndarray]] = {
    "count": _count,
    "longest_run": _longest_run,
    "degree_days": _degree_days,
    "total": _total,
    "mean_where": _mean_where,
    "mean": _mean,
    "mean_difference": _mean_difference,
    "maximum": _maximum,
    "minimum": _minimum,
    "window_maximum": _window_maximum,
}

#: The same over the days that are held: a function of the task, of which days are missing (cells, time), and of the
#: variables. Seasons without a held day are left out by `broker.engine.missing`.
HELD: dict[str, Callable[..., np.ndarray]] = {
    "count": on_no_side(_count),
    "longest_run": on_no_side(_longest_run),
    "degree_days": on_no_side(_degree_days),
    "total": on_no_side(_total),
    "mean_where": on_no_side(_mean_where),
    "mean": _held_mean,
    "mean_difference": _held_mean,
    "maximum": _held_extreme(_maximum, -np.inf),
    "minimum": _held_extreme(_minimum, np.inf),
    "window_maximum": _held_extreme(_window_maximum, -np.inf),
}
