"""Runs of days and spells: how many, how long, how many days they hold, the first and the last day of them.

Slices, missing values and limits are those of `broker.engine.kernels.days`.
"""

from __future__ import annotations

import numpy as np

from broker.engine.kernels.days import sum_windows
from catalog.compiling import compiled, step

#: What of a stretch of days is compared: every day of it, its total, or any day of it.
EVERY, TOTAL, ANY = 0, 1, 2


@step
def has_gap(row):  # noqa: ANN001, ANN201
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
            if not complete[s] or has_gap(values[c, i0[s] : i1[s]]):
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
            if not complete[s] or has_gap(values[c, i0[s] : i1[s]]):
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
            if not complete[s] or has_gap(values[c, i0[s] : i1[s]]):
                continue
            out[c, s] = -np.inf
            run = 0
            for t in range(i1[s] - 1, i0[s] - 1, -1):
                run = run + 1 if (values[c, t] >= limit) == is_above else 0
                if run == shortest:
                    out[c, s] = t + shortest - 1
                    break
    return out


@step
def _mark_stretches(row, limit, is_above, window, compared, amount, marks, room):  # noqa: ANN001, ANN202
    """Write 1 on each day on which a stretch of `window` days begins that meets the condition, else 0.

    A total meets it where it is not less than the amount (or less, where `is_above` is false).
    """
    if compared == TOTAL:
        marks[: row.size] = 0
        if row.size >= window:
            sums = sum_windows(row, window, room[0], room[1], room[2])
            for t in range(sums.size):
                marks[t] = (sums[t] >= amount) == is_above
        return
    # "Any day" is the opposite of "every day is not".
    is_every = compared == EVERY
    run = 0
    for t in range(row.size - 1, -1, -1):
        run = run + 1 if ((row[t] >= limit) == is_above) == is_every else 0
        marks[t] = (run >= window) == is_every
    for t in range(max(row.size - window + 1, 0), row.size):
        marks[t] = 0


@compiled
def spells(values, i0, i1, complete, limit, is_above, window, compared, amount):  # noqa: ANN001, ANN201
    """Return the number of spells, the days in them, and the days of the longest, (3, cells, seasons).

    A spell is an unbroken row of days of which each lies in a stretch of `window` days, wholly in the season, that
    meets the condition.
    """
    out = np.full((3, values.shape[0], i0.size), np.nan)
    most_days = 1
    for s in range(i0.size):
        most_days = max(most_days, i1[s] - i0[s])
    marks = np.zeros(most_days, dtype=np.uint8)
    room = np.empty((3, most_days))
    for c in range(values.shape[0]):
        for s in range(i0.size):
            row = values[c, i0[s] : i1[s]]
            if not complete[s] or has_gap(row):
                continue
            _mark_stretches(row, limit, is_above, window, compared, amount, marks, room)
            number = days = longest = run = left = 0
            for t in range(row.size):
                left = window if marks[t] else left - 1
                run = run + 1 if left > 0 else 0
                number += run == 1
                days += left > 0
                longest = max(longest, run)
            out[0, c, s] = number
            out[1, c, s] = days
            out[2, c, s] = longest
    return out


@compiled
def longest_ending(values, i0, i1, complete, since, has_next, limit, is_above):  # noqa: ANN001, ANN201
    """Return the longest run of days whose last day lies in the season; it may begin before.

    `since` (seasons,) is the first step that leads to the season without a gap in the axis, and `has_next` says whether
    the next day is there. NaN, beside missing days of the season, where the beginning of a run that goes on into the
    season is not known, or whether one ends with the season.
    """
    out = np.full((values.shape[0], i0.size), np.nan)
    for c in range(values.shape[0]):
        for s in range(i0.size):
            if not complete[s] or has_gap(values[c, i0[s] : i1[s]]):
                continue
            run = 0
            is_known = True
            if (values[c, i0[s]] >= limit) == is_above:
                before = i0[s] - 1
                while before >= since[s] and values[c, before] == values[c, before]:
                    if (values[c, before] >= limit) != is_above:
                        break
                    before -= 1
                run = i0[s] - 1 - before
                is_known = before >= since[s] and values[c, before] == values[c, before]
            longest = 0
            for t in range(i0[s], i1[s]):
                if (values[c, t] >= limit) == is_above:
                    run += 1
                else:
                    longest = max(longest, run)
                    run = 0
            if run > 0:
                following = values[c, i1[s]] if has_next[s] else values.dtype.type(np.nan)
                goes_on = (following >= limit) == is_above
                if following != following:
                    is_known = False
                elif goes_on:
                    # Also one that came from before the season: it belongs to a later season, begun wherever.
                    is_known = is_known or run >= i1[s] - i0[s]
                else:
                    longest = max(longest, run)
            if is_known:
                out[c, s] = longest
    return out
