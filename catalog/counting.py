"""Compiled passes over blocks of values (steps, cells): each reads its block once and counts all that is asked."""

from __future__ import annotations

import functools
import pickle
from collections.abc import Callable
from typing import Any

import numba
import numpy as np

# Cells that are counted together: what is kept of them stays in the processor's nearest memory. Loops run over parts of
# arrays from 0 on, which the compiler turns into operations on many cells at once.
_CELLS = 512


def compiled(function: Callable) -> Callable:
    """Return a pass compiled, without the interpreter's lock; kept on disk where a folder can be written.

    Where none can be written, or what lies there cannot be read back, it is compiled anew in each process.
    """
    try:
        kernel = numba.njit(nogil=True, cache=True)(function)
    except RuntimeError:
        return numba.njit(nogil=True)(function)

    @functools.wraps(function)
    def call(*arguments: Any) -> Any:
        nonlocal kernel
        try:
            return kernel(*arguments)
        except (OSError, EOFError, pickle.PickleError, AttributeError, ImportError, RuntimeError, ValueError):
            # No pass raises: this is compiled code that cannot be read back or written.
            kernel = numba.njit(nogil=True)(function)
            return kernel(*arguments)

    return call


@compiled
def count_extremes(values, least, most, held) -> None:  # noqa: ANN001
    """Renew the least and the most value of each cell, and how many values it has; missing ones are NaN.

    Parameters
    ----------
    values : ndarray (steps, cells), float
    least, most : ndarray (cells,), of the same type
    held : ndarray of int32 (cells,)
    """
    steps, cells = values.shape
    for first in range(0, cells, _CELLS):
        after = min(first + _CELLS, cells)
        for step in range(steps):
            row, low, high, some = values[step, first:after], least[first:after], most[first:after], held[first:after]
            for cell in range(row.size):
                value = row[cell]
                low[cell] = value if value < low[cell] else low[cell]
                high[cell] = value if value > high[cell] else high[cell]
                some[cell] += np.int32(1) if value == value else np.int32(0)


@compiled
def follow_repeats(values, start, wet_only, before, since, least_days, longest, held) -> None:  # noqa: ANN001
    """Follow each cell's run of equal values, and keep the longest of all that lasts `least_days` at least.

    Parameters
    ----------
    values : ndarray (steps, cells), float
    start : int
        Number of the first step.
    wet_only : bool
        Whether a run of zeros is none.
    before : ndarray (cells,)
        The values of the step before, NaN where there is none; renewed.
    since : ndarray of int32 (cells,)
        The step from which each cell has had its value; renewed.
    least_days : int
    longest : ndarray of int64 (3,)
        Days, first step and cell of the longest run; renewed. The first of two that are equally long.
    held : ndarray of float64 (1,)
        The value of that run; renewed.
    """
    steps, cells = values.shape
    least = values.dtype.type(0) if wet_only else values.dtype.type(-np.inf)
    for first in range(0, cells, _CELLS):
        after = min(first + _CELLS, cells)
        for step in range(steps):
            now = np.int32(start + step)
            row, last, begun = values[step, first:after], before[first:after], since[first:after]
            oldest = now
            for cell in range(row.size):
                value = row[cell]
                goes_on = (value == last[cell]) & (value > least)
                begun[cell] = begun[cell] if goes_on else now
                last[cell] = value
                oldest = begun[cell] if begun[cell] < oldest else oldest
            if now - oldest + 1 >= least_days:
                for cell in range(first, after):
                    days = now - since[cell] + 1
                    if days < least_days or days < longest[0]:
                        continue
                    # Of equally long runs the first, and of those that begin together the first cell's.
                    if days > longest[0] or (since[cell], cell) < (longest[1], longest[2]):
                        longest[0], longest[1], longest[2], held[0] = days, since[cell], cell, values[step, cell]


@compiled
def count_crossings(low, high, low_scale, low_offset, high_scale, high_offset, tolerance):  # noqa: ANN001, ANN201
    """Return how often `low` is above `high` by more than `tolerance`, the first step of it or −1, and the most by.

    Parameters
    ----------
    low, high : ndarray (steps, cells), float
        Missing as NaN, which is above nothing.
    low_scale, low_offset, high_scale, high_offset, tolerance : float
    """
    steps = low.shape[0]
    count, first, most = 0, -1, 0.0
    for step in range(steps):
        here, by = 0, 0.0
        lows, highs = low[step], high[step]
        for cell in range(lows.size):
            above = (np.float64(lows[cell]) * low_scale + low_offset) - (
                np.float64(highs[cell]) * high_scale + high_offset
            )
            crosses = above > tolerance
            here += 1 if crosses else 0
            by = above if crosses and above > by else by
        if here and first < 0:
            first = step
        count += here
        most = max(most, by)
    return count, first, most
