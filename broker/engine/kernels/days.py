"""Compiled passes over daily values: each reads a tile once, cell by cell, and gives one number a season.

Every kernel takes

- ``values`` (cells, time), float32 or float64, C-contiguous, missing as NaN;
- ``i0``, ``i1``, ``complete`` (seasons,): steps ``i0:i1`` lie in the season, and whether they are all of its days;

and returns float64 (cells, seasons), NaN where the season is not complete or one of its values is missing. Sums are
taken in float64, in a fixed order, so that every machine gives the same bits.

A comparison is a `limit` in the values' own precision: a value is *above* when ``value >= limit``, else *below*. A
strict ``>`` is a limit one representable number higher (`broker.engine.reductions.limit_of`): strictness costs nothing.
"""

from __future__ import annotations

import numpy as np

from catalog.compiling import compiled, step


@step
def _count_above(row, limit):  # noqa: ANN001, ANN202
    """Return how many values are above the limit, or −1 where one is missing: a missing value is neither side."""
    above = np.uint32(0)
    below = np.uint32(0)
    for t in range(row.size):
        above = np.uint32(above + np.uint32(row[t] >= limit))
        below = np.uint32(below + np.uint32(row[t] < limit))
    return np.int64(above) if above + below == row.size else np.int64(-1)


@step
def _is_missing(row):  # noqa: ANN001, ANN202
    """Return whether a value is missing."""
    return _count_above(row, row[0]) < 0


@compiled
def count(values, i0, i1, complete, limit, is_above):  # noqa: ANN001, ANN201
    """Return the number of days above the limit (or below it)."""
    out = np.full((values.shape[0], i0.size), np.nan)
    for c in range(values.shape[0]):
        for s in range(i0.size):
            if complete[s]:
                above = _count_above(values[c, i0[s] : i1[s]], limit)
                if above >= 0:
                    out[c, s] = above if is_above else i1[s] - i0[s] - above
    return out


@step
def _total(row):  # noqa: ANN001, ANN202
    """Return the sum in four interleaved lanes: as exact as one lane, and without waiting for each addition."""
    a = b = c = d = 0.0
    whole = row.size - row.size % 4
    for t in range(0, whole, 4):
        a += row[t]
        b += row[t + 1]
        c += row[t + 2]
        d += row[t + 3]
    for t in range(whole, row.size):
        a += row[t]
    return (a + b) + (c + d)


@step
def _highest(row):  # noqa: ANN001, ANN202
    """Return the highest value of a row without missing values, in four lanes."""
    a = b = c = d = row[0]
    whole = row.size - row.size % 4
    for t in range(0, whole, 4):
        a = row[t] if row[t] > a else a
        b = row[t + 1] if row[t + 1] > b else b
        c = row[t + 2] if row[t + 2] > c else c
        d = row[t + 3] if row[t + 3] > d else d
    for t in range(whole, row.size):
        a = row[t] if row[t] > a else a
    return max(max(a, b), max(c, d))


@step
def _lowest(row):  # noqa: ANN001, ANN202
    """Return the lowest value of a row without missing values, in four lanes."""
    a = b = c = d = row[0]
    whole = row.size - row.size % 4
    for t in range(0, whole, 4):
        a = row[t] if row[t] < a else a
        b = row[t + 1] if row[t + 1] < b else b
        c = row[t + 2] if row[t + 2] < c else c
        d = row[t + 3] if row[t + 3] < d else d
    for t in range(whole, row.size):
        a = row[t] if row[t] < a else a
    return min(min(a, b), min(c, d))


@compiled
def total(values, i0, i1, complete):  # noqa: ANN001, ANN201
    """Return the sum over the days; a missing day makes it NaN by itself."""
    out = np.full((values.shape[0], i0.size), np.nan)
    for c in range(values.shape[0]):
        for s in range(i0.size):
            if complete[s]:
                out[c, s] = _total(values[c, i0[s] : i1[s]])
    return out


@compiled
def weighted_mean(values, i0, i1, complete, days):  # noqa: ANN001, ANN201
    """Return the mean over steps of different length, each weighted by its days."""
    out = np.full((values.shape[0], i0.size), np.nan)
    for c in range(values.shape[0]):
        for s in range(i0.size):
            if complete[s]:
                summed = 0.0
                length = 0.0
                for t in range(i0[s], i1[s]):
                    summed += np.float64(values[c, t]) * days[t]
                    length += days[t]
                out[c, s] = summed / length
    return out


@compiled
def total_above(values, i0, i1, complete, limit):  # noqa: ANN001, ANN201
    """Return the sum over the days above the limit, and their number, each (cells, seasons)."""
    sums = np.full((values.shape[0], i0.size), np.nan)
    counts = np.full((values.shape[0], i0.size), np.nan)
    for c in range(values.shape[0]):
        for s in range(i0.size):
            if complete[s]:
                row = values[c, i0[s] : i1[s]]
                above = _count_above(row, limit)
                if above >= 0:
                    even = odd = 0.0
                    for t in range(1, row.size, 2):
                        even += row[t - 1] if row[t - 1] >= limit else row.dtype.type(0)
                        odd += row[t] if row[t] >= limit else row.dtype.type(0)
                    if row.size % 2 and row[row.size - 1] >= limit:
                        even += row[row.size - 1]
                    sums[c, s] = even + odd
                    counts[c, s] = above
    return sums, counts


@compiled
def highest(values, i0, i1, complete):  # noqa: ANN001, ANN201
    """Return the highest value."""
    out = np.full((values.shape[0], i0.size), np.nan)
    for c in range(values.shape[0]):
        for s in range(i0.size):
            if complete[s]:
                row = values[c, i0[s] : i1[s]]
                if not _is_missing(row):
                    out[c, s] = _highest(row)
    return out


@compiled
def lowest(values, i0, i1, complete):  # noqa: ANN001, ANN201
    """Return the lowest value."""
    out = np.full((values.shape[0], i0.size), np.nan)
    for c in range(values.shape[0]):
        for s in range(i0.size):
            if complete[s]:
                row = values[c, i0[s] : i1[s]]
                if not _is_missing(row):
                    out[c, s] = _lowest(row)
    return out


@compiled
def excess(values, i0, i1, complete, base, is_above):  # noqa: ANN001, ANN201
    """Return the sum over the days of how far a value is above the base (or below it), all in float64."""
    out = np.full((values.shape[0], i0.size), np.nan)
    sign = 1.0 if is_above else -1.0
    for c in range(values.shape[0]):
        for s in range(i0.size):
            if complete[s]:
                row = values[c, i0[s] : i1[s]]
                even = odd = 0.0
                for t in range(1, row.size, 2):
                    # Written so that a missing value stays: every comparison with NaN is false.
                    first = sign * (row[t - 1] - base)
                    second = sign * (row[t] - base)
                    even += 0.0 if first < 0.0 else first
                    odd += 0.0 if second < 0.0 else second
                if row.size % 2:
                    last = sign * (row[row.size - 1] - base)
                    even += 0.0 if last < 0.0 else last
                out[c, s] = even + odd
    return out


@step
def _copy(into, row):  # noqa: ANN001, ANN202
    """Write one row over another of the same length."""
    for t in range(into.size):
        into[t] = row[t]


@step
def _add(into, more):  # noqa: ANN001, ANN202
    """Add one row to another of the same length."""
    for t in range(into.size):
        into[t] += more[t]


@step
def sum_windows(row, window, sums, runs, longer):  # noqa: ANN001, ANN201
    """Return the sums of `window` days from each day on; the other rows are room to work in.

    Sums of 1, 2, 4 … days are joined to sums of `window` days, so that none is made by subtracting: rain of zero stays
    zero, and nothing drifts.
    """
    windows = row.size - window + 1
    _copy(runs[: row.size], row)
    sums[:windows] = 0.0
    length = 1
    joined = 0
    while joined < window:
        if window & length:
            _add(sums[:windows], runs[joined : joined + windows])
            joined += length
        doubles = row.size - 2 * length + 1
        if joined < window and doubles > 0:
            _copy(longer[:doubles], runs[:doubles])
            _add(longer[:doubles], runs[length : length + doubles])
            runs, longer = longer, runs
        length *= 2
    return sums[:windows]


@compiled
def window_maximum(values, i0, i1, complete, window):  # noqa: ANN001, ANN201
    """Return the highest sum of `window` days in a row, all of them in the season; NaN where the season is shorter."""
    out = np.full((values.shape[0], i0.size), np.nan)
    most_days = 1
    for s in range(i0.size):
        most_days = max(most_days, i1[s] - i0[s])
    room = np.empty((3, most_days))
    for c in range(values.shape[0]):
        for s in range(i0.size):
            row = values[c, i0[s] : i1[s]]
            if complete[s] and row.size >= window and not _is_missing(row):
                out[c, s] = _highest(sum_windows(row, window, room[0], room[1], room[2]))
    return out
