"""Growth of maize and of pasture: sums and counts over several variables, all in float64."""

from __future__ import annotations

import math

import numpy as np

from catalog.compiling import compiled, step


@compiled
def corn_heat(lower, upper, i0, i1, complete, lower_base, upper_base, lower_scale, upper_scale):  # noqa: ANN001, ANN201
    """Return the sum of corn heat units, (cells, seasons); a missing day makes it NaN by itself.

    Bases are in stored units; a scale turns a stored difference into °C.
    """
    out = np.full((lower.shape[0], i0.size), np.nan)
    for c in range(lower.shape[0]):
        for s in range(i0.size):
            if complete[s]:
                total = 0.0
                for t in range(i0[s], i1[s]):
                    # Written so that a missing value stays: every comparison with NaN is false.
                    night = (lower[c, t] - lower_base) * lower_scale
                    day = (upper[c, t] - upper_base) * upper_scale
                    night = 0.0 if night < 0.0 else night
                    day = 0.0 if day < 0.0 else day
                    total += (1.8 * night + (3.33 * day - 0.084 * day * day)) / 2.0
                out[c, s] = total
    return out


@step
def _sum_last_days(values, back, head, tail):  # noqa: ANN001, ANN202
    """Write over each value the sum of the last `back` values, itself the last; NaN where they reach before the first.

    Sums from the start of each stretch of `back` days, and to its end, are joined: each needs one addition a day, none
    is made by subtracting, and a missing value empties only the sums that hold it.
    """
    n = values.size
    for t in range(n):
        head[t] = values[t] if t % back == 0 else head[t - 1] + values[t]
    for t in range(n - 1, -1, -1):
        tail[t] = values[t] if t == n - 1 or (t + 1) % back == 0 else values[t] + tail[t + 1]
    for t in range(n):
        first = t - back + 1
        if first < 0:
            values[t] = np.nan
        elif first % back == 0:
            values[t] = head[t]
        else:
            values[t] = tail[first] + head[t]


@compiled
def moist_mild_days(tas, span, rain, sun, kind, i0, i1, complete, low, beyond, scale, offset, back, share, passes_over):  # noqa: ANN001, ANN201
    """Return the number of mild days whose last `back` days brought at least a share of what the air demanded.

    Parameters
    ----------
    tas : ndarray (cells, time)
        Stored; mild where ``low <= tas < beyond``; °C by `scale` and `offset`.
    span, rain : ndarray of float64 (cells, time)
        Maximum less minimum temperature in °C, rain in mm.
    sun, kind : ndarray (cells, kinds), (time,)
        Radiation above the air of a day, ``sun[:, kind[t]]``, MJ/m².

    Returns
    -------
    ndarray of float64 (cells, seasons)
        The days before may lie before the season; NaN where a value is missing or they reach before the data. Where
        missing days are passed over, only the latter; then a day does not count whose last `back` days miss one.
    """
    out = np.full((tas.shape[0], i0.size), np.nan)
    n = tas.shape[1]
    room = np.empty((4, n))
    water, demand, head, tail = room[0], room[1], room[2], room[3]
    for c in range(tas.shape[0]):
        for t in range(n):
            water[t] = rain[c, t]
            asked = 0.0023 * sun[c, kind[t]] / 2.45 * (np.float64(tas[c, t]) * scale + offset + 17.8)
            asked *= math.sqrt(max(span[c, t], 0.0)) if span[c, t] == span[c, t] else np.nan
            demand[t] = 0.0 if asked < 0.0 else asked
        _sum_last_days(water, back, head, tail)
        _sum_last_days(demand, back, head, tail)
        for s in range(i0.size):
            if complete[s]:
                count = 0
                gap = passes_over and i0[s] - back + 1 < 0
                for t in range(i0[s], i1[s]):
                    gap |= not passes_over and (water[t] != water[t] or demand[t] != demand[t])
                    count += (tas[c, t] >= low) & (tas[c, t] < beyond) & (water[t] >= share * demand[t])
                if not gap:
                    out[c, s] = count
    return out
