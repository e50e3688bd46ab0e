"""Runs of days: how many of a least length, how many days they hold, the first and the last day of them."""

from __future__ import annotations

import numpy as np

from catalog.compiling import compiled, step


@step
def _has_gap(row):  # noqa: ANN001, ANN202
    """Return whether a value is missing."""
    gap = False
    for t in range(row.size):
        gap |= row[t] != row[t]
    return gap


@compiled
def runs_within(values, i0, i1, complete, limit, is_above, shortest):  # noqa: ANN001, ANN201
    """Return the number of runs of at least `shortest` days, and the days they hold, (2, cells, seasons).

    Runs lie wholly within the season: a run that goes on beyond its edge ends there.
    """
    out = np.full((2, values.shape[0], i0.size), np.nan)
    for c in range(values.shape[0]):
        for s in range(i0.size):
            if not complete[s] or _has_gap(values[c, i0[s] : i1[s]]):
                continue
            number = days = run = 0
            for t in range(i0[s], i1[s]):
                if (values[c, t] >= limit) == is_above:
                    run += 1
                    if run == shortest:
                        number += 1
                        days += run
                    elif run > shortest:
                        days += 1
                else:
                    run = 0
            out[0, c, s] = number
            out[1, c, s] = days
    return out


@compiled
def first_run(values, i0, i1, complete, limit, is_above, shortest):  # noqa: ANN001, ANN201
    """Return the step on which the first run of at least `shortest` days starts, float64 (cells, seasons).

    +inf where the season has none; NaN where it is not complete or misses a day.
    """
    out = np.full((values.shape[0], i0.size), np.nan)
    for c in range(values.shape[0]):
        for s in range(i0.size):
            if not complete[s] or _has_gap(values[c, i0[s] : i1[s]]):
                continue
            out[c, s] = np.inf
            run = 0
            for t in range(i0[s], i1[s]):
                run = run + 1 if (values[c, t] >= limit) == is_above else 0
                if run == shortest:
                    out[c, s] = t - shortest + 1
                    break
    return out


@compiled
def last_run(values, i0, i1, complete, limit, is_above, shortest):  # noqa: ANN001, ANN201
    """Return the step on which the last run of at least `shortest` days ends, float64 (cells, seasons).

    −inf where the season has none; NaN where it is not complete or misses a day.
    """
    out = np.full((values.shape[0], i0.size), np.nan)
    for c in range(values.shape[0]):
        for s in range(i0.size):
            if not complete[s] or _has_gap(values[c, i0[s] : i1[s]]):
                continue
            out[c, s] = -np.inf
            run = 0
            for t in range(i1[s] - 1, i0[s] - 1, -1):
                run = run + 1 if (values[c, t] >= limit) == is_above else 0
                if run == shortest:
                    out[c, s] = t + shortest - 1
                    break
    return out
