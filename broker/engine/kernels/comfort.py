"""Conditions on two or three variables of a day: pairs of limits, heat with humidity, cold with wind and rain.

Values are (cells, time); limits are in the values' own precision, as `broker.engine.kernels.days` takes them. A day on
which a variable is missing empties its season.
"""

from __future__ import annotations

import math

import numpy as np

from catalog.compiling import compiled, step

#: Which index of heat and humidity is meant.
THI, HUMIDEX, HEAT_INDEX = 0, 1, 2
#: The heat index is of days with a mean temperature above this.
_HEAT_INDEX_FROM = 20.0


@compiled
def count_pairs(a, b, i0, i1, complete, a_limit, a_above, b_limit, b_above):  # noqa: ANN001, ANN201
    """Return the number of days on which both variables lie on their side of their limit."""
    out = np.full((a.shape[0], i0.size), np.nan)
    for c in range(a.shape[0]):
        for s in range(i0.size):
            if complete[s]:
                count = 0
                gap = False
                for t in range(i0[s], i1[s]):
                    x = a[c, t]
                    y = b[c, t]
                    gap |= (x != x) | (y != y)
                    count += ((x >= a_limit) == a_above) & ((y >= b_limit) == b_above)
                if not gap:
                    out[c, s] = count
    return out


@compiled
def runs_of_pairs(a, b, i0, i1, complete, a_limit, a_above, b_limit, b_above, shortest):  # noqa: ANN001, ANN201
    """Return number, days and longest of the runs of at least `shortest` days on which both lie on their side.

    Float64 (3, cells, seasons); the longest is 0 where there is no run. Runs lie wholly within the season.
    """
    out = np.full((3, a.shape[0], i0.size), np.nan)
    for c in range(a.shape[0]):
        for s in range(i0.size):
            if not complete[s]:
                continue
            number = days = longest = run = 0
            gap = False
            for t in range(i0[s], i1[s]):
                x = a[c, t]
                y = b[c, t]
                gap |= (x != x) | (y != y)
                run = run + 1 if ((x >= a_limit) == a_above) and ((y >= b_limit) == b_above) else 0
                if run == shortest:
                    number += 1
                    days += run
                elif run > shortest:
                    days += 1
                if run >= shortest:
                    longest = max(longest, run)
            if not gap:
                out[0, c, s] = number
                out[1, c, s] = days
                out[2, c, s] = longest
    return out


@compiled
def strongest_run(values, i0, i1, complete, limit, base, shortest):  # noqa: ANN001, ANN201
    """Return the largest sum of ``value - base`` over a run of at least `shortest` days above the limit, 0 without."""
    out = np.full((values.shape[0], i0.size), np.nan)
    for c in range(values.shape[0]):
        for s in range(i0.size):
            if not complete[s]:
                continue
            best = total = 0.0
            run = 0
            gap = False
            for t in range(i0[s], i1[s]):
                x = values[c, t]
                gap |= x != x
                if x >= limit:
                    run += 1
                    total += np.float64(x) - base
                    if run >= shortest:
                        best = max(best, total)
                else:
                    run = 0
                    total = 0.0
            if not gap:
                out[c, s] = best
    return out


@step
def _felt(kind, t, rh):  # noqa: ANN001, ANN202
    """Return how hot a day of t °C and rh % is, by one of the indices."""
    if kind == THI:
        return (1.8 * t + 32.0) - (0.55 - 0.0055 * rh) * (1.8 * t - 26.0)
    if kind == HUMIDEX:
        e = rh / 100.0 * 6.112 * math.pow(10.0, 7.5 * t / (t + 237.7))
        return t + 5.0 / 9.0 * (e - 10.0)
    if t != t or t > _HEAT_INDEX_FROM:
        return (
            -8.78469475556
            + 1.61139411 * t
            + 2.33854883889 * rh
            - 0.14611605 * t * rh
            - 0.012308094 * t * t
            - 0.0164248277778 * rh * rh
            + 0.002211732 * t * t * rh
            + 0.00072546 * t * rh * rh
            - 0.000003582 * t * t * rh * rh
        )
    return -np.inf if rh == rh else np.nan


@compiled
def count_felt(t, rh, i0, i1, complete, t_scale, t_offset, rh_scale, rh_offset, kind, limit, is_strict):  # noqa: ANN001, ANN201
    """Return the number of days felt hotter than a limit, or as hot where `is_strict` is not said."""
    out = np.full((t.shape[0], i0.size), np.nan)
    for c in range(t.shape[0]):
        for s in range(i0.size):
            if complete[s]:
                count = 0
                gap = False
                for k in range(i0[s], i1[s]):
                    felt = _felt(
                        kind, np.float64(t[c, k]) * t_scale + t_offset, np.float64(rh[c, k]) * rh_scale + rh_offset
                    )
                    gap |= felt != felt
                    count += felt > limit or (felt == limit and not is_strict)
                if not gap:
                    out[c, s] = count
    return out


@compiled
def count_chill(t, wind, rain, i0, i1, complete, rain_limit, limit):  # noqa: ANN001, ANN201
    """Return the number of wet days with a chill of at least `limit`; °C, m/s and mm a day, float64."""
    out = np.full((t.shape[0], i0.size), np.nan)
    for c in range(t.shape[0]):
        for s in range(i0.size):
            if complete[s]:
                count = 0
                gap = False
                for k in range(i0[s], i1[s]):
                    chill = (11.7 + 3.1 * math.sqrt(max(wind[c, k], 0.0))) * (40.0 - t[c, k])
                    chill += 481.0 + 418.0 * (1.0 - math.exp(-0.04 * rain[c, k]))
                    gap |= chill != chill
                    count += rain[c, k] >= rain_limit and chill >= limit
                if not gap:
                    out[c, s] = count
    return out
