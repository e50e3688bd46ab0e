"""The longest run of days in a season, found eight days at a time.

The days of a season are written as bits, first day lowest. What eight days do to a run is looked up: how many days at
their start go on with it, how long a run they hold themselves, and how many at their end begin the next. Asking each
day how the one before it went would take several times as long, because each answer waits for another.
"""

from __future__ import annotations

import numpy as np

from broker.engine.kernels import _compiled, _count_above

_WORD = 64
_DAYS = 8


def _tables() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return for each pattern of eight days the run at its start, at its end, and the longest in it, int64 (256,)."""
    patterns = [format(pattern, "08b")[::-1] for pattern in range(256)]
    start = np.array([len(p) - len(p.lstrip("1")) for p in patterns])
    end = np.array([len(p) - len(p.rstrip("1")) for p in patterns])
    longest = np.array([max(map(len, p.split("0"))) for p in patterns])
    return start, end, longest


_AT_START, _AT_END, _LONGEST = _tables()


@_compiled
def _mark(row, limit, is_above, words):  # noqa: ANN001, ANN202
    """Write into `words` which days are above the limit (or below it), days after the last as zero."""
    whole = row.size // _WORD
    for w in range(whole):
        bits = np.uint64(0)
        for k in range(_WORD):
            bits |= np.uint64(row[w * _WORD + k] >= limit) << np.uint64(k)
        words[w] = bits if is_above else ~bits
    if whole * _WORD < row.size:
        bits = np.uint64(0)
        for k in range(row.size - whole * _WORD):
            bits |= np.uint64((row[whole * _WORD + k] >= limit) == is_above) << np.uint64(k)
        words[whole] = bits


@_compiled
def _longest_of(words, days):  # noqa: ANN001, ANN202
    """Return the longest run of set bits among the first `days` bits; those after are zero."""
    run = 0
    best = 0
    for first in range(0, days, _DAYS):
        pattern = np.int64((words[first // _WORD] >> np.uint64(first % _WORD)) & np.uint64(255))
        best = max(best, run + _AT_START[pattern], _LONGEST[pattern])
        run = (run if pattern == 255 else 0) + _AT_END[pattern]
    return best


@_compiled
def longest_run(values, i0, i1, complete, limit, is_above):  # noqa: ANN001, ANN201
    """Return the longest run of days above the limit (or below it), wholly in the season, 0 where there is none.

    Shapes, missing values and limits are those of `broker.engine.kernels`.
    """
    out = np.full((values.shape[0], i0.size), np.nan)
    most_days = 1
    for s in range(i0.size):
        most_days = max(most_days, i1[s] - i0[s])
    words = np.zeros(most_days // _WORD + 1, dtype=np.uint64)
    for c in range(values.shape[0]):
        for s in range(i0.size):
            if complete[s]:
                row = values[c, i0[s] : i1[s]]
                if _count_above(row, limit) >= 0:
                    _mark(row, limit, is_above, words)
                    out[c, s] = _longest_of(words, row.size)
    return out
