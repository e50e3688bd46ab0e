"""Which stretches of days hold enough of them by a rule for missing days."""

from __future__ import annotations

import numpy as np

from catalog.calendars import date_of
from catalog.record import TimeAxis
from translators.missing import WMO_DAYS, WMO_IN_A_ROW, MissingRule


def is_enough(rule: MissingRule, missing: np.ndarray, i0: np.ndarray, i1: np.ndarray, time: TimeAxis) -> np.ndarray:
    """Return whether each stretch of days counts.

    The WMO's rule looks at each month of a stretch by itself, also at one that lies in it only in part; one month
    without enough days leaves the stretch out.

    Parameters
    ----------
    rule : MissingRule
    missing : ndarray of bool (cells, time)
    i0, i1 : ndarray of int64 (stretches,)
        Steps ``i0:i1``, within the axis; stretches may overlap.
    time : TimeAxis
        A step for every day.

    Returns
    -------
    ndarray of bool (cells, stretches)
        False under every rule where no day of it is held.
    """
    lengths = i1 - i0
    number = _sums(missing, i0, i1)
    held = lengths - number
    if rule.of == "any":
        return number == 0
    if rule.of == "at_least_n":
        enough = held >= rule.number
    elif rule.of == "pct":
        enough = 100.0 * number < rule.number * lengths
    else:
        enough = _enough_by_month(missing, i0, i1, time)
    return enough & (held > 0)


def _enough_by_month(missing: np.ndarray, i0: np.ndarray, i1: np.ndarray, time: TimeAxis) -> np.ndarray:
    months = date_of(np.asarray(time.first_day, dtype=np.int64), time.calendar)[1]
    turns = 1 + np.flatnonzero(np.diff(months))
    starts, ends, firsts = [], [], []
    for start, end in zip(i0.tolist(), i1.tolist(), strict=True):
        firsts.append(len(starts))
        cuts = turns[(turns > start) & (turns < end)].tolist()
        starts += [start, *cuts]
        ends += [*cuts, end]
    in_a_row = missing.copy()
    in_a_row[:, : WMO_IN_A_ROW - 1] = False
    for days in range(1, WMO_IN_A_ROW):
        in_a_row[:, days:] &= missing[:, :-days]
    # A row of missing days that begins in the month before is that month's.
    row_starts = np.minimum(np.array(starts) + WMO_IN_A_ROW - 1, ends)
    has_few = _sums(missing, np.array(starts), np.array(ends)) < WMO_DAYS
    return np.logical_and.reduceat(has_few & (_sums(in_a_row, row_starts, np.array(ends)) == 0), firsts, axis=1)


def _sums(of: np.ndarray, i0: np.ndarray, i1: np.ndarray) -> np.ndarray:
    """Return how many are true in each stretch ``i0:i1``, (cells, stretches)."""
    before = np.zeros((of.shape[0], of.shape[1] + 1), dtype=np.int32)
    np.cumsum(of, axis=1, out=before[:, 1:])
    return before[:, i1] - before[:, i0]
