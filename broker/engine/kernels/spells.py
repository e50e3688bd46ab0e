"""Runs of days and spells: how many, how long, how many days they hold, the first and the last day of them.

Slices, missing values and limits are those of `broker.engine.kernels.days`.
"""

from __future__ import annotations

import numpy as np

from broker.engine.kernels import bits
from broker.engine.kernels.runs import longest_set
from catalog.compiling import compiled, step

#: What of a stretch of days is compared: every day of it, its total, or any day of it.
EVERY, TOTAL, ANY = 0, 1, 2


@step
def has_gap(row):  # noqa: ANN001, ANN201
    """Return whether a value is missing."""
    gap = np.uint32(0)
    for t in range(row.size):
        gap |= np.uint32(row[t] != row[t])
    return gap > 0


@step
def sums_of_days(row, days, room):  # noqa: ANN001, ANN201
    """Return the sums of so many days from each day on that the row holds, float64; `room` is (2, days of the row).

    Each is added up anew, and none made by subtracting: rain of zero stays zero, and nothing drifts.
    """
    sums = room[0, : row.size - days + 1]
    done = min(days, 3)
    if done == 1:
        for t in range(sums.size):
            sums[t] = row[t]
    elif done == 2:
        for t in range(sums.size):
            sums[t] = np.float64(row[t]) + row[t + 1]
    else:
        for t in range(sums.size):
            sums[t] = np.float64(row[t]) + row[t + 1] + row[t + 2]
    if done < days:
        wide = room[1, : row.size]
        for t in range(row.size):
            wide[t] = row[t]
        for day in range(done, days):
            _add(sums, wide[day:])
    return sums


@step
def _add(sums, more):  # noqa: ANN001, ANN202
    """Add one row to another, which may be shorter."""
    for t in range(sums.size):
        sums[t] += more[t]


@compiled
def runs_within(values, i0, i1, complete, limit, is_above, shortest):  # noqa: ANN001, ANN201
    """Return the number of runs of at least `shortest` days, and the days they hold, (2, cells, seasons).

    Runs lie wholly within the season: a run that goes on beyond its edge ends there.
    """
    out = np.full((2, values.shape[0], i0.size), np.nan)
    words = np.zeros(bits.words_for(i0, i1), dtype=np.uint64)
    marks = np.zeros(words.size * bits.WORD, dtype=np.uint8)
    for c in range(values.shape[0]):
        for s in range(i0.size):
            row = values[c, i0[s] : i1[s]]
            if complete[s] and not has_gap(row):
                held = words[: bits.words_of(row.size)]
                bits.mark(row, limit, is_above, marks)
                bits.pack(marks, row.size, held)
                bits.all_of_next(held, shortest)
                bits.any_of_last(held, shortest)
                out[0, c, s], out[1, c, s] = _number_and_days(held)
    return out


@step
def _number_and_days(words):  # noqa: ANN001, ANN202
    """Return how many runs the words hold, and how many days are in them."""
    number = days = 0
    for w in range(words.size):
        number += bits.count(bits.firsts(words, w))
        days += bits.count(words[w])
    return number, days


@step
def find_runs(row, limit, is_above, shortest, marks, words):  # noqa: ANN001, ANN201
    """Set the days on which a stretch of `shortest` days on one side of the limit begins."""
    bits.mark(row, limit, is_above, marks)
    bits.pack(marks, row.size, words)
    bits.all_of_next(words, shortest)


@compiled
def first_run(values, i0, i1, complete, limit, is_above, shortest):  # noqa: ANN001, ANN201
    """Return the step on which the first run of at least `shortest` days starts, float64 (cells, seasons).

    +inf where the season has none; NaN where it is not complete or misses a day.
    """
    out = np.full((values.shape[0], i0.size), np.nan)
    words = np.zeros(bits.words_for(i0, i1), dtype=np.uint64)
    marks = np.zeros(words.size * bits.WORD, dtype=np.uint8)
    for c in range(values.shape[0]):
        for s in range(i0.size):
            row = values[c, i0[s] : i1[s]]
            if complete[s] and not has_gap(row):
                held = words[: bits.words_of(row.size)]
                find_runs(row, limit, is_above, shortest, marks, held)
                day = bits.next_day(held, 0)
                out[c, s] = i0[s] + day if day >= 0 else np.inf
    return out


@compiled
def last_run(values, i0, i1, complete, limit, is_above, shortest):  # noqa: ANN001, ANN201
    """Return the step on which the last run of at least `shortest` days ends, float64 (cells, seasons).

    −inf where the season has none; NaN where it is not complete or misses a day.
    """
    out = np.full((values.shape[0], i0.size), np.nan)
    words = np.zeros(bits.words_for(i0, i1), dtype=np.uint64)
    marks = np.zeros(words.size * bits.WORD, dtype=np.uint8)
    for c in range(values.shape[0]):
        for s in range(i0.size):
            row = values[c, i0[s] : i1[s]]
            if complete[s] and not has_gap(row):
                held = words[: bits.words_of(row.size)]
                find_runs(row, limit, is_above, shortest, marks, held)
                day = bits.last_day(held)
                out[c, s] = i0[s] + day + shortest - 1 if day >= 0 else -np.inf
    return out


@compiled
def is_whole(values, i0, i1, complete):  # noqa: ANN001, ANN201
    """Return whether a season is complete and misses no day, bool (cells, seasons)."""
    out = np.zeros((values.shape[0], i0.size), dtype=np.bool_)
    for c in range(values.shape[0]):
        for s in range(i0.size):
            out[c, s] = complete[s] and not has_gap(values[c, i0[s] : i1[s]])
    return out


@step
def _find_stretches(row, limit, is_above, window, compared, amount, marks, words, room):  # noqa: ANN001, ANN202
    """Set the days on which a stretch of `window` days begins that meets the condition.

    A total meets it where it is not less than the amount (or less, where `is_above` is false).
    """
    if compared == TOTAL:
        sums = sums_of_days(row, window, room)
        bits.mark(sums, amount, is_above, marks)
        bits.pack(marks, sums.size, words)
        return
    bits.mark(row, limit, is_above, marks)
    bits.pack(marks, row.size, words)
    if compared == EVERY:
        bits.all_of_next(words, window)
    else:
        bits.any_of_next(words, window)
        bits.keep(words, 0, row.size - window)


@step
def _drop_stretches_with_gaps(row, window, marks, words, gaps):  # noqa: ANN001, ANN202
    """Clear the days on which a stretch of `window` days begins that holds a missing one."""
    for t in range(row.size):
        marks[t] = row[t] != row[t]
    bits.pack(marks, row.size, gaps)
    bits.any_of_next(gaps, window)
    for w in range(words.size):
        words[w] &= ~gaps[w]


@compiled
def spells(values, i0, i1, complete, limit, is_above, window, compared, amount, passes_over):  # noqa: ANN001, ANN201
    """Return the number of spells, the days in them, and the days of the longest, (3, cells, seasons).

    A spell is an unbroken row of days of which each lies in a stretch of `window` days, wholly in the season, that
    meets the condition. Where missing days are passed over, no stretch holds one.
    """
    out = np.full((3, values.shape[0], i0.size), np.nan)
    words = np.zeros(bits.words_for(i0, i1), dtype=np.uint64)
    gaps = np.zeros_like(words)
    marks = np.zeros(words.size * bits.WORD, dtype=np.uint8)
    room = np.empty((2, marks.size))
    for c in range(values.shape[0]):
        for s in range(i0.size):
            row = values[c, i0[s] : i1[s]]
            gap = has_gap(row)
            if not complete[s] or (gap and not passes_over):
                continue
            out[:, c, s] = 0
            if row.size >= window:
                held = words[: bits.words_of(row.size)]
                _find_stretches(row, limit, is_above, window, compared, amount, marks, held, room)
                if gap:
                    _drop_stretches_with_gaps(row, window, marks, held, gaps[: held.size])
                bits.any_of_last(held, window)
                out[0, c, s], out[1, c, s] = _number_and_days(held)
                out[2, c, s] = longest_set(held)
    return out


@step
def _is_in(value, limit, is_above):  # noqa: ANN001, ANN202
    """Return whether a value lies on a side of the limit; one that is missing lies on neither."""
    return value >= limit if is_above else value < limit


@compiled
def longest_ending(values, i0, i1, complete, since, has_next, limit, is_above, passes_over):  # noqa: ANN001, ANN201
    """Return the longest run of days whose last day lies in the season; it may begin before.

    `since` (seasons,) is the first step that leads to the season without a gap in the axis, and `has_next` says whether
    the next day is there. NaN, beside missing days of the season, where the beginning of a run that ends in the season
    is not known, or whether one ends with the season. Where missing days are passed over, each ends a run; then these
    are not known where the data begin and end.
    """
    out = np.full((values.shape[0], i0.size), np.nan)
    words = np.zeros(bits.words_for(i0, i1), dtype=np.uint64)
    marks = np.zeros(words.size * bits.WORD, dtype=np.uint8)
    for c in range(values.shape[0]):
        for s in range(i0.size):
            row = values[c, i0[s] : i1[s]]
            if not complete[s] or (has_gap(row) and not passes_over):
                continue
            last = row.size - 1
            while last >= 0 and _is_in(row[last], limit, is_above):
                last -= 1
            if last < row.size - 1:
                if not has_next[s] or (values[c, i1[s]] != values[c, i1[s]] and not passes_over):
                    continue
                if not _is_in(values[c, i1[s]], limit, is_above):
                    last = row.size - 1
            # The runs that end in the season are those of the days up to `last`.
            first = 0
            while first <= last and _is_in(row[first], limit, is_above):
                first += 1
            longest = first
            if first > 0 and last >= 0:
                before = i0[s] - 1
                while before >= since[s] and _is_in(values[c, before], limit, is_above):
                    before -= 1
                if before < since[s] or (values[c, before] != values[c, before] and not passes_over):
                    continue
                longest += i0[s] - 1 - before
            held = words[: bits.words_of(row.size)]
            bits.mark(row, limit, is_above, marks)
            bits.pack(marks, row.size, held)
            bits.keep(held, first, last)
            out[c, s] = max(longest, longest_set(held))
    return out
