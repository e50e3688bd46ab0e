"""The rainy season, cell by cell: its onset, its end, its false starts, and what a crop meets after planting.

Slices, missing values and limits are those of `broker.engine.kernels.days`. Days are dry below a limit; a total of
several days is compared with an amount in the stored unit, float64.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from broker.engine.kernels.days import sum_windows
from broker.engine.kernels.spells import has_gap
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
def _mark_dry_runs(row, dry, begins, room):  # noqa: ANN001, ANN202
    """Write 1 on each day on which a dry run begins that the row holds whole, else 0."""
    if dry.by_total:
        begins[: row.size] = 0
        if row.size >= dry.window:
            sums = sum_windows(row, dry.window, room[0], room[1], room[2])
            for t in range(sums.size):
                begins[t] = sums[t] <= dry.amount
        return
    run = 0
    for t in range(row.size - 1, -1, -1):
        run = run + 1 if row[t] < dry.limit else 0
        begins[t] = run >= dry.window


@step
def _onset(size, first, last, wet, sums, begins):  # noqa: ANN001, ANN202
    """Return the first day from `first` to `last` that meets both conditions, −1 without one.

    A day that meets the first one, but not the second, is followed by a dry run; days between them fail with it.
    """
    found = -1
    for t in range(first + wet.window - 1, size):
        if begins[t]:
            found = -1
            continue
        if found < 0:
            if t > last:
                return -1
            if sums[t - wet.window + 1] >= wet.amount:
                found = t
        if found >= 0 and t - found + 1 >= wet.clear:
            return found
    return -1


@compiled
def onset(values, i0, i1, complete, first, last, wet, dry):  # noqa: ANN001, ANN201
    """Return the step of the onset, and that of the first day that is not dry in its window, (2, cells, seasons).

    `first` and `last` (seasons,) are the steps between which it is sought. +inf without an onset; NaN where the season
    is not complete or misses a day.
    """
    out = np.full((2, values.shape[0], i0.size), np.nan)
    begins, room = _room(i0, i1)
    for c in range(values.shape[0]):
        for s in range(i0.size):
            row = values[c, i0[s] : i1[s]]
            if not complete[s] or has_gap(row):
                continue
            out[:, c, s] = np.inf
            if row.size < wet.window:
                continue
            _mark_dry_runs(row, dry, begins, room)
            sums = sum_windows(row, wet.window, room[0], room[1], room[2])
            day = _onset(row.size, first[s] - i0[s], last[s] - i0[s], wet, sums, begins)
            if day >= 0:
                out[0, c, s] = i0[s] + day
                rain = day - wet.window + 1
                out[1, c, s] = i0[s] + rain
                for t in range(rain, day + 1):
                    if row[t] >= dry.limit:
                        out[1, c, s] = i0[s] + t
                        break
    return out


@compiled
def end(values, i0, i1, complete, starts, first, last, dry):  # noqa: ANN001, ANN201
    """Return the step on which the first dry run begins between two steps, and after the onset, (cells, seasons).

    `starts` (cells, seasons) are the steps of the onset, −1 without one: those stay NaN. +inf without such a dry run.
    """
    out = np.full((values.shape[0], i0.size), np.nan)
    begins, room = _room(i0, i1)
    for c in range(values.shape[0]):
        for s in range(i0.size):
            if starts[c, s] < 0:
                continue
            after = starts[c, s] - i0[s] + 1
            row = values[c, i0[s] : i1[s]]
            _mark_dry_runs(row, dry, begins, room)
            out[c, s] = np.inf
            for t in range(max(after, first[s] - i0[s]), min(last[s] - i0[s] + 1, row.size)):
                if begins[t] and (t == after or not begins[t - 1]):
                    out[c, s] = i0[s] + t
                    break
    return out


@compiled
def false_starts(values, i0, i1, complete, first, last, wet, dry):  # noqa: ANN001, ANN201
    """Return how often the wet condition was met between two steps, before the onset, and a dry run came too soon."""
    out = np.full((values.shape[0], i0.size), np.nan)
    begins, room = _room(i0, i1)
    for c in range(values.shape[0]):
        for s in range(i0.size):
            row = values[c, i0[s] : i1[s]]
            if not complete[s] or has_gap(row):
                continue
            out[c, s] = 0
            if row.size < wet.window:
                continue
            _mark_dry_runs(row, dry, begins, room)
            sums = sum_windows(row, wet.window, room[0], room[1], room[2])
            day = _onset(row.size, first[s] - i0[s], last[s] - i0[s], wet, sums, begins)
            until = day if day >= 0 else last[s] - i0[s] + 1
            number = 0
            t = first[s] - i0[s] + wet.window - 1
            while t < min(until, row.size):
                if begins[t] or sums[t - wet.window + 1] < wet.amount:
                    t += 1
                    continue
                safe = min(t + wet.clear, row.size)
                t += 1
                while t < safe and not begins[t]:
                    t += 1
                if t < safe:
                    number += 1
                    t += dry.window
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


@step
def _room(i0, i1):  # noqa: ANN001, ANN202
    """Return room to work in, for the longest season: marks of days, and three rows of sums."""
    most_days = 1
    for s in range(i0.size):
        most_days = max(most_days, i1[s] - i0[s])
    return np.zeros(most_days, dtype=np.uint8), np.empty((3, most_days))
