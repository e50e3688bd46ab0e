"""Start and end of a season that runs of days make, and the day on which a sum is reached."""

from __future__ import annotations

import numpy as np

from broker.engine.kernels import bits
from broker.engine.kernels.spells import find_runs, has_gap
from catalog.compiling import compiled


@compiled
def season_bounds(values, i0, i1, complete, opens, opens_above, ends, ends_above, shortest, before, after, passes_over):  # noqa: ANN001, ANN201
    """Return the steps on which a season starts and ends, float64 (2, cells, seasons).

    It starts with the first run of `shortest` days on one side of the limit `opens`, if that begins before the step
    `before`; it ends where the first run of as many days on a side of the limit `ends` begins, all of it after the
    start and from the step `after` on. +inf where there is none; an end without a start is −inf. NaN where the slice is
    not complete or misses a day. Where missing days are passed over, each ends a run.
    """
    out = np.full((2, values.shape[0], i0.size), np.nan)
    words = np.zeros(bits.words_for(i0, i1), dtype=np.uint64)
    marks = np.zeros(words.size * bits.WORD, dtype=np.uint8)
    for c in range(values.shape[0]):
        for s in range(i0.size):
            row = values[c, i0[s] : i1[s]]
            if not complete[s] or (has_gap(row) and not passes_over):
                continue
            held = words[: bits.words_of(row.size)]
            find_runs(row, opens, opens_above, shortest, marks, held)
            start = bits.next_day(held, 0)
            if start < 0 or start + i0[s] >= before[s]:
                out[0, c, s] = np.inf
                out[1, c, s] = -np.inf
                continue
            find_runs(row, ends, ends_above, shortest, marks, held)
            end = bits.next_day(held, max(start, after[s] - i0[s]))
            out[0, c, s] = start + i0[s]
            out[1, c, s] = end + i0[s] if end >= 0 else np.inf
    return out


@compiled
def sum_reached(values, i0, i1, complete, base, wanted):  # noqa: ANN001, ANN201
    """Return the step on which the sum of how far values are above the base first is above `wanted`.

    Float64 (cells, seasons); +inf where it never is, NaN where the slice is not complete or misses a day.
    """
    out = np.full((values.shape[0], i0.size), np.nan)
    for c in range(values.shape[0]):
        for s in range(i0.size):
            if not complete[s] or has_gap(values[c, i0[s] : i1[s]]):
                continue
            out[c, s] = np.inf
            reached = 0.0
            for t in range(i0[s], i1[s]):
                reached += max(np.float64(values[c, t]) - base, 0.0)
                if reached > wanted:
                    out[c, s] = t
                    break
    return out
