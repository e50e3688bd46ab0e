"""Compiled passes against a place's own past: usual limits by date, with bootstrap, and days and runs beyond them.

A percentile is Hyndman and Fan's type 8. Far from the middle only the extremes of a sample matter: they are kept in a
short sorted row, so that a sample with one year replaced by another needs no sorting again.
"""

from __future__ import annotations

import numpy as np

from catalog.compiling import compiled, step

#: Values of one year in a sample: five steps round a date, and those that a neighbouring year's window shares.
_ROOM = 16


@step
def _insert(top, years, size, value, year):  # noqa: ANN001, ANN202
    """Put a value in its place of a descending row, which forgets its last where it is full; return the new size."""
    if size == top.size and value <= top[size - 1]:
        return size
    at = size if size < top.size else size - 1
    while at > 0 and top[at - 1] < value:
        top[at] = top[at - 1]
        years[at] = years[at - 1]
        at -= 1
    top[at] = value
    years[at] = year
    return min(size + 1, top.size)


@step
def _position(count, tail):  # noqa: ANN001, ANN202
    """Return where the percentile of a share `tail` beyond it lies, from the far end of a sorted sample (type 8)."""
    return min(max(count * tail + (1.0 + tail) / 3.0 - 1.0, 0.0), count - 1.0)


@step
def _between(first, second, position):  # noqa: ANN001, ANN202
    """Return the value between two neighbours of a sorted sample."""
    return first + (position - np.floor(position)) * (second - first)


@step
def _merged(rest, size, added, number, count, tail):  # noqa: ANN001, ANN202
    """Return the percentile of a sample that is two descending rows together."""
    position = _position(count, tail)
    at = int(np.floor(position))
    i = j = 0
    first = second = np.nan
    for rank in range(at + 2):
        if i < size and (j >= number or rest[i] >= added[j]):
            value = rest[i]
            i += 1
        elif j < number:
            value = added[j]
            j += 1
        else:
            break
        if rank == at:
            first = value
            second = value
        elif rank == at + 1:
            second = value
    return _between(first, second, position)


@step
def _marked(value, upper, lower, flags):  # noqa: ANN001, ANN202
    """Mark a value that lies beyond every limit that a resampled year can give, or within all; return whether so."""
    if value > upper:
        flags[:] = True
    return value > upper or value <= lower


@step
def _resampled(past, top, years, size, count, d, x, reference, sign, tail, flags):  # noqa: ANN001, ANN202
    """Compare the days of one date in one reference year with limits in which other years stand for that year."""
    centres, year_of, date_of, partners, p0, width, twin = reference
    number_of_years = centres.shape[0]
    dates = np.empty(_ROOM, dtype=np.int64)
    replaced = known = 0
    for y in range(max(0, x - 1), min(number_of_years, x + 2)):
        for t in range(centres[y, d] - width - p0, centres[y, d] + width + 1 - p0):
            if 0 <= t < year_of.size and year_of[t] == x:
                dates[replaced] = date_of[t]
                replaced += 1
                known += past[p0 + t] == past[p0 + t]
    # With so few values exchanged a limit moves by so few ranks: most days need no more.
    first = int(np.floor(_position(max(1, count - known), tail))) - replaced
    last = int(np.floor(_position(count - known + replaced, tail))) + 1 + known
    upper = top[first] if first >= 0 else np.inf
    lower = top[last] if last < size else -np.inf
    centre = centres[x, d] - p0
    value = sign * np.float64(past[p0 + centre])
    is_settled = _marked(value, upper, lower, flags[centre])
    leap_day = partners[x, centres.shape[1]] - p0 if d == twin else -1
    if leap_day >= 0:
        is_settled &= _marked(sign * np.float64(past[p0 + leap_day]), upper, lower, flags[leap_day])
    if is_settled:
        return
    rest = np.empty(top.size)
    kept = 0
    for k in range(size):
        if years[k] != x:
            rest[kept] = top[k]
            kept += 1
    added = np.empty(_ROOM)
    nobody = np.empty(_ROOM, dtype=np.int64)
    for j in range(number_of_years - 1):
        z = j if j < x else j + 1
        number = 0
        for k in range(replaced):
            t = partners[z, dates[k]]
            if t >= 0 and past[t] == past[t]:
                number = _insert(added, nobody, number, sign * np.float64(past[t]), 0)
        limit = _merged(rest, kept, added, number, count - known + number, tail)
        flags[centre, j] = value > limit
        if leap_day >= 0:
            flags[leap_day, j] = sign * np.float64(past[p0 + leap_day]) > limit


@step
def _usual(past, reference, sign, tail, is_resampled, flags):  # noqa: ANN001, ANN202
    """Return the limit of each date in one cell, NaN where too few days are known; mark resampled days beyond it."""
    centres, year_of, _, _, p0, width, _ = reference
    number_of_years, number_of_dates = centres.shape
    most = int(tail * (number_of_years + 1) * (2 * width + 1)) + 4 + _ROOM
    top = np.empty(most)
    years = np.empty(most, dtype=np.int64)
    limits = np.full(number_of_dates, np.nan)
    for d in range(number_of_dates):
        size = count = days = 0
        for y in range(number_of_years):
            for t in range(centres[y, d] - width - p0, centres[y, d] + width + 1 - p0):
                if 0 <= t < year_of.size:
                    days += 1
                    value = past[p0 + t]
                    if value == value:
                        count += 1
                        size = _insert(top, years, size, sign * np.float64(value), year_of[t])
        if count == 0 or count < 0.8 * days:
            continue
        position = _position(count, tail)
        at = int(np.floor(position))
        limits[d] = sign * _between(top[at], top[min(at + 1, count - 1)], position)
        if is_resampled:
            for x in range(number_of_years):
                _resampled(past, top, years, size, count, d, x, reference, sign, tail, flags)
    return limits


@step
def _days_in_runs(beyond, shortest):  # noqa: ANN001, ANN202
    """Return how many days lie in runs of at least `shortest`."""
    days = run = 0
    for t in range(beyond.size):
        if beyond[t]:
            run += 1
            if run == shortest:
                days += run
            elif run > shortest:
                days += 1
        else:
            run = 0
    return days


@compiled
def beyond_usual(values, i0, i1, complete, dates, past, reference, sign, tail, into, resampled, shortest, passes_over):  # noqa: ANN001, ANN201
    """Return the days, in runs of at least `shortest`, that lie beyond what is usual for their date.

    Parameters
    ----------
    values, i0, i1, complete
        As every kernel.
    dates : ndarray of int64 (time,)
        Which date each step of `values` has.
    past : ndarray (cells, time of the reference)
    reference : tuple
        ``centres`` (years, dates): the step of each date in each reference year; ``year_of`` and ``date_of`` (steps of
        the reference years); ``partners`` (years, dates and perhaps 29 February): the step of each date, −1 where a
        year has none; the first step of the reference years; how many steps a window reaches to each side; the date
        whose limit 29 February takes, or −1.
    sign, tail : float
        1 for days above, −1 for days below; the share of usual days that lie beyond the limit.
    into : tuple of float
        Factor and shift from the numbers of `past` to those of `values`.
    resampled : ndarray of int64 (time,)
        The step within the reference years of each step that is compared with resampled limits, else −1.
    shortest : int
    passes_over : bool
        Whether a missing day is on neither side, instead of emptying its season.

    Returns
    -------
    ndarray of float64 (cells, seasons)
        NaN also where the limit of a day that is held is not known.
    """
    out = np.full((values.shape[0], i0.size), np.nan)
    centres, year_of = reference[0], reference[1]
    is_resampled = False
    longest = 1
    for t in range(resampled.size):
        is_resampled |= resampled[t] >= 0
    for s in range(i0.size):
        longest = max(longest, i1[s] - i0[s])
    repeats = max(1, centres.shape[0] - 1) if is_resampled else 1
    flags = np.zeros((year_of.size if is_resampled else 1, repeats), dtype=np.bool_)
    beyond = np.empty(longest, dtype=np.bool_)
    for c in range(values.shape[0]):
        flags[:] = False
        limits = _usual(past[c], reference, sign, tail, is_resampled, flags)
        for s in range(i0.size):
            if not complete[s]:
                continue
            missing = inside = False
            for t in range(i0[s], i1[s]):
                limit = limits[dates[t]]
                is_held = values[c, t] == values[c, t]
                missing |= limit != limit if is_held else not passes_over
                inside |= resampled[t] >= 0
            if missing:
                continue
            total = 0
            number = repeats if inside else 1
            for j in range(number):
                for t in range(i0[s], i1[s]):
                    if resampled[t] >= 0:
                        beyond[t - i0[s]] = flags[resampled[t], j]
                    else:
                        limit = limits[dates[t]] * into[0] + into[1]
                        beyond[t - i0[s]] = sign * np.float64(values[c, t]) > sign * limit
                total += _days_in_runs(beyond[: i1[s] - i0[s]], shortest)
            out[c, s] = total / number
    return out


@compiled
def percentile_above(past, p0, p1, limit, share):  # noqa: ANN001, ANN201
    """Return a percentile of the reference days above a limit, and the share of them that is known, each (cells,).

    NaN where no day is above the limit.
    """
    found = np.full(past.shape[0], np.nan)
    known = np.zeros(past.shape[0])
    above = np.empty(max(1, p1 - p0))
    for c in range(past.shape[0]):
        number = held = 0
        for t in range(p0, p1):
            held += past[c, t] == past[c, t]
            if past[c, t] >= limit:
                above[number] = past[c, t]
                number += 1
        known[c] = held / max(1, p1 - p0)
        if number > 0:
            row = np.sort(above[:number])
            position = min(max(number * share + (1.0 + share) / 3.0 - 1.0, 0.0), number - 1.0)
            at = int(np.floor(position))
            found[c] = _between(row[at], row[min(at + 1, number - 1)], position)
    return found, known


@compiled
def beyond_bounds(values, i0, i1, complete, bounds, sign):  # noqa: ANN001, ANN201
    """Return the sum over the days strictly beyond each cell's bound, and their number, each (cells, seasons).

    Above where `sign` is 1, below where it is −1. NaN where the season is not complete, misses a day, or has no bound.
    """
    sums = np.full((values.shape[0], i0.size), np.nan)
    counts = np.full((values.shape[0], i0.size), np.nan)
    for c in range(values.shape[0]):
        if bounds[c] != bounds[c]:
            continue
        bound = sign * bounds[c]
        for s in range(i0.size):
            if not complete[s]:
                continue
            total = 0.0
            number = 0
            missing = False
            for t in range(i0[s], i1[s]):
                value = sign * np.float64(values[c, t])
                missing |= value != value
                if value > bound:
                    total += value
                    number += 1
            if not missing:
                sums[c, s] = sign * total
                counts[c, s] = number
    return sums, counts
