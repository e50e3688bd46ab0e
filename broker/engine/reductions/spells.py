"""Spells of wet or dry days: their number, their days, the longest; in a season or across its edges."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from broker.engine.reductions.days import with_gaps
from broker.engine.reductions.task import Daily, Task, limit_of


def amount_of(daily: Daily, canonical: float, days: int, slack: int) -> float:
    """Return what a total of some days is compared with, in the stored unit.

    Stored values are rounded, so their total misses a round amount by a hair. A total that differs from the amount by
    no more than that rounding is at it.

    Parameters
    ----------
    daily : Daily
    canonical : float
        The amount in canonical units times days: mm.
    days : int
    slack : int
        −1 where totals at the amount are to lie above what is returned, 1 where below.
    """
    amount = (canonical - days * daily.offset) / daily.scale
    rounding = max(float(np.finfo(daily.values.dtype).eps), days * float(np.finfo(np.float64).eps))
    return amount + slack * abs(amount) * rounding


def contiguous(task: Task) -> tuple[np.ndarray, np.ndarray]:
    """Return the first step that leads to each season without a gap in the axis, and the step at which the next gap is.

    Returns
    -------
    since, until : ndarray of int64 (seasons,)
        Steps ``since:until`` follow each other day by day and hold the season's first.
    """
    assert task.time is not None
    first_day = np.asarray(task.time.first_day, dtype=np.int64)
    edges = np.concatenate([[0], 1 + np.flatnonzero(np.diff(first_day) != 1), [first_day.size]])
    after = np.searchsorted(edges, task.seasons.i0, side="right")
    return edges[after - 1], edges[np.minimum(after, edges.size - 1)]


def _spells(task: Task, daily: Daily) -> np.ndarray:
    from broker.engine.kernels import spells

    operator = task.index.operator
    window = round(task.quantities["window"])
    limit, is_above = limit_of(daily, task.quantities["thresh"], operator)
    every, some = ("min", "max") if is_above else ("max", "min")
    compared = {"sum": spells.TOTAL, every: spells.EVERY, some: spells.ANY}[task.quantities["op"]]
    amount = amount_of(daily, task.quantities["thresh"], window, -1)
    of_stretch = limit, is_above, window, compared, amount
    return spells.spells(daily.values, *task.slices, *of_stretch, task.passes_over)


def _number(task: Task, daily: Daily) -> np.ndarray:
    return _spells(task, daily)[0]


def _days(task: Task, daily: Daily) -> np.ndarray:
    return _spells(task, daily)[1]


def _longest(task: Task, daily: Daily) -> np.ndarray:
    return _spells(task, daily)[2]


def _across(task: Task, daily: Daily) -> np.ndarray:
    from broker.engine.kernels import spells

    since, until = contiguous(task)
    has_next = until > task.seasons.i1
    limit, is_above = limit_of(daily, task.quantities["thresh"], task.index.operator)
    return spells.longest_ending(daily.values, *task.slices, since, has_next, limit, is_above, task.passes_over)


#: Each `Index.reduction` → the function that computes it.
REDUCTIONS: dict[str, Callable[..., np.ndarray]] = {
    "spell_number": _number,
    "spell_days": _days,
    "spell_longest": _longest,
    "run_across": _across,
}

#: The same over the days that are held (`broker.engine.missing`).
HELD: dict[str, Callable[..., np.ndarray]] = {name: with_gaps(reduction) for name, reduction in REDUCTIONS.items()}
