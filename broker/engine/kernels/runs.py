"""The longest run of days in a season, found eight days at a time.

Each day is marked with a byte. Eight marks, read as one machine word, are pressed into eight bits, first day lowest.
What eight days do to a run is then looked up: how many days at their start go on with it, how long a run they hold
themselves, and how many at their end begin the next. Asking each day how the one before it went would take three times
as long, because each answer waits for another.
"""

from __future__ import annotations

import numpy as np

from catalog.compiling import compiled, step

_DAYS = 8
#: Marks of a day above the limit, of one below it, and of a missing one, which lies on neither side.
_ABOVE, _BELOW, _MISSING = np.uint8(1), np.uint8(2), np.uint8(0)
#: The lowest bit of each of eight bytes; and the number that, by multiplying, gathers them in the highest byte.
_LOWEST = np.uint64(0x0101010101010101)
_GATHER = np.uint64(0x0102040810204080)
_HIGHEST_BYTE = np.uint64(56)
_ONE = np.uint64(1)
_BYTE = np.uint64(0xFF)


def _tables() -> tuple[np.ndarray, ...]:
    """Return what each pattern of eight days does to a run, int64 (256,) each.

    The run at its start, the longest in it, the run at its end, and what it keeps of a run that came before: all bits
    where every day goes on with it, else none.
    """
    patterns = [format(pattern, "08b")[::-1] for pattern in range(256)]
    start = np.array([len(p) - len(p.lstrip("1")) for p in patterns])
    longest = np.array([max(map(len, p.split("0"))) for p in patterns])
    end = np.array([len(p) - len(p.rstrip("1")) for p in patterns])
    return start, longest, end, np.where(start == _DAYS, -1, 0)


_AT_START, _LONGEST, _AT_END, _KEPT = _tables()


@step
def _mark(row, limit, marks):  # noqa: ANN001, ANN202
    """Write for each day on which side of the limit it lies."""
    for t in range(row.size):
        marks[t] = _ABOVE if row[t] >= limit else (_BELOW if row[t] < limit else _MISSING)


@step
def _longest_of(words, side):  # noqa: ANN001, ANN202
    """Return the longest run of days marked on one side (0 above, 1 below), −1 where a day has no mark."""
    run = 0
    best = 0
    known = _LOWEST
    for w in range(words.size):
        known &= words[w] | (words[w] >> _ONE)
        pattern = (((words[w] >> side) & _LOWEST) * _GATHER) >> _HIGHEST_BYTE
        best = max(best, run + _AT_START[pattern], _LONGEST[pattern])
        run = (run & _KEPT[pattern]) + _AT_END[pattern]
    return best if known == _LOWEST else -1


@step
def longest_set(words):  # noqa: ANN001, ANN201
    """Return the longest run of set bits, 64 days a word (`broker.engine.kernels.bits`)."""
    run = 0
    best = 0
    for w in range(words.size):
        for k in range(_DAYS):
            pattern = (words[w] >> np.uint64(_DAYS * k)) & _BYTE
            best = max(best, run + _AT_START[pattern], _LONGEST[pattern])
            run = (run & _KEPT[pattern]) + _AT_END[pattern]
    return best


@compiled
def longest_run(values, i0, i1, complete, limit, is_above):  # noqa: ANN001, ANN201
    """Return the longest run of days above the limit (or below it), wholly in the season, 0 where there is none.

    Shapes, missing values and limits are those of `broker.engine.kernels.days`.
    """
    out = np.full((values.shape[0], i0.size), np.nan)
    most_days = 1
    for s in range(i0.size):
        most_days = max(most_days, i1[s] - i0[s])
    marks = np.zeros((most_days // _DAYS + 1) * _DAYS, dtype=np.uint8)
    words = marks.view(np.uint64)
    side = np.uint64(0 if is_above else 1)
    beyond = _BELOW if is_above else _ABOVE
    for c in range(values.shape[0]):
        for s in range(i0.size):
            if complete[s]:
                row = values[c, i0[s] : i1[s]]
                _mark(row, limit, marks)
                filled = (row.size // _DAYS + 1) * _DAYS
                for t in range(row.size, filled):
                    marks[t] = beyond
                best = _longest_of(words[: filled // _DAYS], side)
                if best >= 0:
                    out[c, s] = best
    return out
