"""Compiled passes over blocks of values (steps, cells): each reads its block once and counts all that is asked."""

from __future__ import annotations

import numpy as np

from catalog.compiling import compiled

# Cells that are counted together: what is kept of them stays in the processor's nearest memory. Loops run over parts of
# arrays from 0 on, which the compiler turns into operations on many cells at once.
_CELLS = 512


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
    """Return how often `low` is above `high` by more than `tolerance`, where first (step, cell) or −1, and by how much.

    Parameters
    ----------
    low, high : ndarray (steps, cells), float
        Missing as NaN, which is above nothing.
    low_scale, low_offset, high_scale, high_offset, tolerance : float
    """
    steps = low.shape[0]
    count, first, place, most = 0, -1, -1, 0.0
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
            for cell in range(lows.size):
                above = (np.float64(lows[cell]) * low_scale + low_offset) - (
                    np.float64(highs[cell]) * high_scale + high_offset
                )
                if above > tolerance:
                    place = cell
                    break
        count += here
        most = max(most, by)
    return count, first, place, most


@compiled
def sum_groups(values, edges, first_row, skip_zeros, sums, counts, whole, parts) -> None:  # noqa: ANN001
    """Add up each step's values by groups of cells, and count how many have a fraction.

    Parameters
    ----------
    values : ndarray (steps, cells), float
        Missing as NaN; infinite ones and those beyond 1e15 are left out.
    edges : ndarray of int64 (groups + 1,)
        First cell of each group, and the number of cells.
    first_row : int
        Where the first step goes in what follows.
    skip_zeros : bool
        Whether a zero says nothing about precision, as on a day without rain.
    sums : ndarray of float64 (all steps, groups)
    counts, whole, parts : ndarray of int32 (all steps, groups)
        Values held; those that are whole numbers; those that have a fraction.
    """
    for step in range(values.shape[0]):
        row = values[step]
        for group in range(edges.size - 1):
            total, held, even, zeros = 0.0, 0, 0, 0
            for value in row[edges[group] : edges[group + 1]]:
                fits = abs(value) < 1e15  # false where missing
                total += np.float64(value) if fits else 0.0
                held += 1 if fits else 0
                even += 1 if fits and value == np.floor(value) else 0
                zeros += 1 if value == 0 else 0
            at = first_row + step
            sums[at, group], counts[at, group] = total, held
            parts[at, group], whole[at, group] = held - even, even - (zeros if skip_zeros else 0)


@compiled
def follow_dry(values, start, months, run, wet, longest, second, since) -> None:  # noqa: ANN001
    """Follow each cell's run of zeros, keep its two longest, and count the wet days of each month of the year.

    Parameters
    ----------
    values : ndarray (steps, cells), float
        Missing as NaN, which ends a run.
    start : int
        Number of the first step.
    months : ndarray of int64 (steps,)
        The month of the year of each step, from 0.
    run, longest, second, since : ndarray of int32 (cells,)
        Days of the run that goes on; the longest run; the longest besides it; the first step of the longest.
    wet : ndarray of uint16 (12, cells)
        Days above zero of each month of the year. All these are renewed.
    """
    for step in range(values.shape[0]):
        for cell in range(values.shape[1]):
            value = values[step, cell]
            if value == 0:
                run[cell] += 1
                if run[cell] > longest[cell]:
                    begun = start + step - run[cell] + 1
                    if begun != since[cell]:
                        second[cell], since[cell] = longest[cell], begun
                    longest[cell] = run[cell]
                elif run[cell] > second[cell]:
                    second[cell] = run[cell]
            else:
                run[cell] = 0
                wet[months[step], cell] += 1 if value > 0 else 0
