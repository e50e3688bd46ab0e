"""Seasons with missing days: which of them count by the recipe's rule, and their index over the days that are held."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import replace
from functools import cache

import numpy as np

from broker.engine.reductions import FAMILIES, Daily, Task
from broker.engine.seasons import Seasons
from broker.errors import UnservableNeed
from catalog.calendars import date_of
from catalog.record import TimeAxis
from translators.indices import Index
from translators.missing import WMO_DAYS, WMO_IN_A_ROW, MissingRule


@cache
def over_held_days() -> dict[str, Callable[..., np.ndarray]]:
    """Return the reductions that pass over missing days, by the names of those that do not: each family's `HELD`."""
    found: dict[str, Callable[..., np.ndarray]] = {}
    for family in FAMILIES:
        found |= getattr(importlib.import_module(f"broker.engine.reductions.{family}"), "HELD", {})
    return found


def check_rule(index: Index, rule: MissingRule) -> None:
    """Refuse a rule under which an index is not defined.

    Raises
    ------
    UnservableNeed
        If the index needs every day, and the rule lets some be missing.
    """
    if rule.of == "any" or index.reduction in over_held_days():
        return
    raise UnservableNeed(
        f"{index.title} ({index.id}) was asked with the rule {rule.text} for missing days, but it is made of days that "
        f"follow each other, or of a past without gaps, and what a missing day does to it is not defined. Write "
        f"missing: any, which leaves such seasons out; counts, sums, means, extremes, longest runs and metrics of your "
        f"own take every rule."
    )


def reduce_held(task: Task, daily: tuple[Daily, ...]) -> np.ndarray:
    """Return the index of each cell and season over the days that are held, where the rule lets the season count.

    A day is held when each variable has a value. A day that is missing is on neither side of a threshold, adds nothing
    to a sum (sums are not scaled to the season's length), ends a run, and no n-day window holds it.

    Parameters
    ----------
    task : Task
        ``task.missing`` is not ``any``; a step for every day.
    daily : tuple of Daily

    Returns
    -------
    ndarray of float64 (cells, seasons)
        NaN where the rule leaves the season out, and always where none of its days is held.
    """
    assert task.time is not None
    missing = np.isnan(daily[0].values)
    for one in daily[1:]:
        missing |= np.isnan(one.values)
    seasons = task.seasons
    counts = is_enough(MissingRule.parse(task.missing), missing, seasons, task.time)
    whole = replace(task, seasons=replace(seasons, complete=np.ones(len(seasons), dtype=bool)))
    values = over_held_days()[task.index.reduction](whole, missing, *daily)
    return np.where(counts, values, np.nan)


def is_enough(rule: MissingRule, missing: np.ndarray, seasons: Seasons, time: TimeAxis) -> np.ndarray:
    """Return whether a season counts, bool (cells, seasons), from which days are missing, bool (cells, time).

    The time axis has no gap within the seasons. The WMO's rule looks at each month of the season by itself, also at one
    that lies in it only in part; one month without enough days leaves the season out.
    """
    lengths = seasons.i1 - seasons.i0
    number = _sums(missing, seasons.i0, seasons.i1)
    held = lengths - number
    if rule.of == "any":
        return number == 0
    if rule.of == "at_least_n":
        enough = held >= rule.number
    elif rule.of == "pct":
        enough = 100.0 * number < rule.number * lengths
    else:
        enough = _enough_by_month(missing, seasons, time)
    return enough & (held > 0)


def _enough_by_month(missing: np.ndarray, seasons: Seasons, time: TimeAxis) -> np.ndarray:
    months = date_of(np.asarray(time.first_day, dtype=np.int64), time.calendar)[1]
    turns = 1 + np.flatnonzero(np.diff(months))
    starts, firsts = [], []
    for i0, i1 in zip(seasons.i0.tolist(), seasons.i1.tolist(), strict=True):
        firsts.append(len(starts))
        starts += [i0, *turns[(turns > i0) & (turns < i1)].tolist()]
    ends = np.append(starts[1:], 0)
    ends[np.append(firsts[1:], len(starts)) - 1] = seasons.i1
    in_a_row = missing.copy()
    in_a_row[:, : WMO_IN_A_ROW - 1] = False
    for days in range(1, WMO_IN_A_ROW):
        in_a_row[:, days:] &= missing[:, :-days]
    # A row of missing days that begins in the month before is that month's.
    row_starts = np.minimum(np.array(starts) + WMO_IN_A_ROW - 1, ends)
    has_few = _sums(missing, np.array(starts), ends) < WMO_DAYS
    return np.logical_and.reduceat(has_few & (_sums(in_a_row, row_starts, ends) == 0), firsts, axis=1)


def _sums(of: np.ndarray, i0: np.ndarray, i1: np.ndarray) -> np.ndarray:
    """Return how many are true in each stretch ``i0:i1``, (cells, stretches)."""
    before = np.zeros((of.shape[0], of.shape[1] + 1), dtype=np.int32)
    np.cumsum(of, axis=1, out=before[:, 1:])
    return before[:, i1] - before[:, i0]
