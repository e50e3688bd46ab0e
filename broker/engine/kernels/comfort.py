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
#: Nearer than this to a temperature that decides, °C, an index of heat is computed: far above what rounding does.
_SURE = 1e-6


@step
def _pairs_in(a, b, a_limit, a_above, b_limit, b_above):  # noqa: ANN001, ANN202
    """Return on how many days both variables lie on their side of their limit, −1 where a value is missing."""
    count = 0
    gap = False
    for t in range(a.size):
        gap |= (a[t] != a[t]) | (b[t] != b[t])
        count += ((a[t] >= a_limit) == a_above) & ((b[t] >= b_limit) == b_above)
    return -1 if gap else count


@compiled
def count_pairs(a, b, i0, i1, complete, a_limit, a_above, b_limit, b_above):  # noqa: ANN001, ANN201
    """Return the number of days on which both variables lie on their side of their limit."""
    out = np.full((a.shape[0], i0.size), np.nan)
    for c in range(a.shape[0]):
        for s in np.flatnonzero(complete):
            days = slice(i0[s], i1[s])
            count = _pairs_in(a[c, days], b[c, days], a_limit, a_above, b_limit, b_above)
            out[c, s] = count if count >= 0 else np.nan
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


@step
def _felt_in(t, rh, t_scale, t_offset, rh_scale, rh_offset, kind, limit, is_strict, cool, hot):  # noqa: ANN001, ANN202
    """Return how many days are felt hotter than the limit, −1 where a value is missing."""
    count = 0
    gap = False
    for k in range(t.size):
        degrees = np.float64(t[k]) * t_scale + t_offset
        humidity = np.float64(rh[k]) * rh_scale + rh_offset
        if 0.0 <= humidity <= 100.0 and (degrees < cool or degrees > hot):
            count += degrees > hot
            continue
        felt = _felt(kind, degrees, humidity)
        gap |= felt != felt
        count += felt > limit or (felt == limit and not is_strict)
    return -1 if gap else count


@step
def _sure_days(kind, limit):  # noqa: ANN001, ANN202
    """Return below which temperature no air of up to 100 % is felt as hot as the limit, and above which all is, °C.

    The humidex grows with temperature and with humidity, so for most days the limit is told without its power of ten.
    """
    if kind != HUMIDEX:
        return -np.inf, np.inf
    cool, warm = -100.0, 100.0
    if _felt(kind, cool, 100.0) >= limit or _felt(kind, warm, 100.0) <= limit:
        return -np.inf, np.inf
    for _ in range(60):
        middle = (cool + warm) / 2.0
        if _felt(kind, middle, 100.0) < limit:
            cool = middle
        else:
            warm = middle
    return cool - _SURE, limit + 50.0 / 9.0 + _SURE


@compiled
def count_felt(t, rh, i0, i1, complete, t_scale, t_offset, rh_scale, rh_offset, kind, limit, is_strict):  # noqa: ANN001, ANN201
    """Return the number of days felt hotter than a limit, or as hot where `is_strict` is not said."""
    out = np.full((t.shape[0], i0.size), np.nan)
    cool, hot = _sure_days(kind, limit)
    for c in range(t.shape[0]):
        for s in np.flatnonzero(complete):
            a, b = t[c, i0[s] : i1[s]], rh[c, i0[s] : i1[s]]
            count = _felt_in(a, b, t_scale, t_offset, rh_scale, rh_offset, kind, limit, is_strict, cool, hot)
            out[c, s] = count if count >= 0 else np.nan
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
