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
