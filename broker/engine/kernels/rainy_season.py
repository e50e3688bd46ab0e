"""The rainy season, cell by cell: its onset, its end, its false starts, and what a crop meets after planting.

Slices, missing values and limits are those of `broker.engine.kernels.days`. Days are dry below a limit; a total of
several days is compared with an amount in the stored unit, float64.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from broker.engine.kernels import bits
from broker.engine.kernels.spells import has_gap, sums_of_days
from catalog.compiling import compiled, step


class Wet(NamedTuple):
    """An onset: `window` days hold `amount`, and on the `clear` days from the last of them on no dry run begins."""

    amount: float
    window: int
    clear: int


class Dry(NamedTuple):
    """A dry run: `window` days below `limit`, or, where `by_total`, with not more than `amount` together."""

    limit: np.floating
    window: int
    by_total: bool
    amount: float


@step
def _room(i0, i1):  # noqa: ANN001, ANN202
    """Return room for the longest season: three rows of bits, a mark for each day, and two rows of sums."""
    words = np.zeros((3, bits.words_for(i0, i1)), dtype=np.uint64)
    marks = np.zeros(words.shape[1] * bits.WORD, dtype=np.uint8)
    return words, marks, np.empty((2, marks.size))


@step
def _find_dry_runs(row, dry, marks, words, room):  # noqa: ANN001, ANN202
    """Set the days on which a dry run begins that the row holds whole."""
    if row.size < dry.window:
        words[:] = 0
    elif dry.by_total:
        sums = sums_of_days(row, dry.window, room)
        for t in range(sums.size):
            marks[t] = sums[t] <= dry.amount
        bits.pack(marks, sums.size, words)
    else:
        bits.mark(row, dry.limit, False, marks)
        bits.pack(marks, row.size, words)
        bits.all_of_next(words, dry.window)


@step
def _find_wet_days(row, last, wet, marks, words, room):  # noqa: ANN001, ANN202
    """Set the days up to `last` that end a window of the wet condition which the row holds whole."""
    sums = sums_of_days(row, wet.window, room)
    ahead = wet.window - 1
    for t in range(min(ahead, row.size)):
        marks[t] = 0
    bits.mark(sums, wet.amount, True, marks[ahead:])
    bits.pack(marks, row.size, words)
    bits.keep(words, ahead, last)


@step
def _search(row, last, wet, dry, marks, words, room):  # noqa: ANN001, ANN202
    """Return the wet days up to `last`, the days on which a dry run begins, and the onset, −1 without one.

    The row begins with the first day of the search. `words` (3, words of the longest season) holds both kinds of days;
    its third row is room to work in. Without a wet day the dry runs are not looked for.
    """
    wet_days, dry_runs, free = words[:, : bits.words_of(row.size)]
    if row.size < wet.window:
        wet_days[:] = 0
    else:
        _find_wet_days(row, last, wet, marks, wet_days, room)
    if bits.next_day(wet_days, 0) < 0:
        dry_runs[:] = 0
        return wet_days, dry_runs, -1
    _find_dry_runs(row, dry, marks, dry_runs, room)
    for w in range(free.size):
        free[w] = dry_runs[w]
    bits.any_of_next(free, wet.clear)
    for w in range(free.size):
        free[w] = wet_days[w] & ~free[w]
    bits.keep(free, 0, row.size - wet.clear)
    return wet_days, dry_runs, bits.next_day(free, 0)


@compiled
def onset(values, i0, i1, complete, first, last, wet, dry, passes_over):  # noqa: ANN001, ANN201
    """Return the step of the onset, and that of the first day that is not dry in its window, (2, cells, seasons).

    `first` and `last` (seasons,) are the steps between which it is sought. +inf without an onset; NaN where the season
    is not complete or misses a day. Where missing days are passed over, neither the window nor a dry run holds one.
    """
    out = np.full((2, values.shape[0], i0.size), np.nan)
    words, marks, room = _room(i0, i1)
    for c in range(values.shape[0]):
        for s in range(i0.size):
            if not complete[s] or (has_gap(values[c, i0[s] : i1[s]]) and not passes_over):
                continue
            out[:, c, s] = np.inf
            row = values[c, first[s] : i1[s]]
            _, _, day = _search(row, last[s] - first[s], wet, dry, marks, words, room)
            if day >= 0:
                out[0, c, s] = first[s] + day
                start = day - wet.window + 1
                out[1, c, s] = first[s] + start
                for t in range(start, day + 1):
                    if row[t] >= dry.limit:
                        out[1, c, s] = first[s] + t
                        break
    return out


@compiled
def end(values, i0, i1, complete, starts, first, last, dry):  # noqa: ANN001, ANN201
    """Return the step on which the first dry run begins between two steps, and after the onset, (cells, seasons).

    `starts` (cells, seasons) are the steps of the onset, −1 without one: those stay NaN. +inf without such a dry run.
    """
    out = np.full((values.shape[0], i0.size), np.nan)
    words, marks, room = _room(i0, i1)
    for c in range(values.shape[0]):
        for s in range(i0.size):
            if starts[c, s] < 0:
                continue
            out[c, s] = np.inf
            row = values[c, i0[s] : i1[s]]
            dry_runs = words[0, : bits.words_of(row.size)]
            _find_dry_runs(row, dry, marks, dry_runs, room)
            # What has begun by the day of the onset begins anew on the day after it.
            after = starts[c, s] - i0[s] + 1
            bits.keep(dry_runs, after, row.size)
            for w in range(dry_runs.size - 1, -1, -1):
                dry_runs[w] = bits.firsts(dry_runs, w)
            bits.keep(dry_runs, first[s] - i0[s], last[s] - i0[s])
            day = bits.next_day(dry_runs, 0)
            if day >= 0:
                out[c, s] = i0[s] + day
    return out


@compiled
def false_starts(values, i0, i1, complete, first, last, wet, dry, passes_over):  # noqa: ANN001, ANN201
    """Return how often the wet condition was met between two steps, before the onset, and a dry run came too soon."""
    out = np.full((values.shape[0], i0.size), np.nan)
    words, marks, room = _room(i0, i1)
    for c in range(values.shape[0]):
        for s in range(i0.size):
            if not complete[s] or (has_gap(values[c, i0[s] : i1[s]]) and not passes_over):
                continue
            row = values[c, first[s] : i1[s]]
            wet_days, dry_runs, day = _search(row, last[s] - first[s], wet, dry, marks, words, room)
            for w in range(wet_days.size):
                wet_days[w] &= ~dry_runs[w]
            if day >= 0:
                bits.keep(wet_days, 0, day - 1)
            number = 0
            found = bits.next_day(wet_days, 0)
            while found >= 0:
                ends = bits.next_day(dry_runs, found)
                if ends < 0:
                    break
                is_false = ends < found + wet.clear
                number += is_false
                found = bits.next_day(wet_days, ends + dry.window if is_false else found + 1)
            out[c, s] = number
    return out


@step
def _longest_below(row, limit):  # noqa: ANN001, ANN202
    """Return the longest run of days below the limit."""
    run = longest = 0
    for t in range(row.size):
        run = run + 1 if row[t] < limit else 0
        longest = max(longest, run)
    return longest


@compiled
def longest_dry(values, starts, until, length, limit):  # noqa: ANN001, ANN201
    """Return the longest run of days below the limit in `length` days from each of the steps on, (cells, seasons).

    `starts` (cells, seasons), −1 where there is none; `until` (seasons,) is the step up to which no day is missing from
    the axis. NaN where the days go beyond it or one has no value.
    """
    out = np.full(starts.shape, np.nan)
    for c in range(starts.shape[0]):
        for s in range(starts.shape[1]):
            i = starts[c, s]
            if i >= 0 and i + length <= until[s]:
                row = values[c, i : i + length]
                if not has_gap(row):
                    out[c, s] = _longest_below(row, limit)
    return out


@compiled
def success(values, starts, until, length, amount, limit, shortest):  # noqa: ANN001, ANN201
    """Return 1 where `length` days from a step on hold an amount and no run of `shortest` days below a limit, else 0.

    Steps and missing values as in `longest_dry`.
    """
    out = np.full(starts.shape, np.nan)
    for c in range(starts.shape[0]):
        for s in range(starts.shape[1]):
            i = starts[c, s]
            if i >= 0 and i + length <= until[s]:
                row = values[c, i : i + length]
                if not has_gap(row):
                    total = 0.0
                    for t in range(row.size):
                        total += row[t]
                    out[c, s] = total >= amount and _longest_below(row, limit) < shortest
    return out
