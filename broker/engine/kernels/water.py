"""Compiled passes over air and water: evapotranspiration, degree days of vines, chill, melt, drought of fuels.

Values arrive as stored, with a scale and an offset for each variable (`Daily`); results are in canonical units.
"""

from __future__ import annotations

import numpy as np

from catalog.compiling import compiled, step


@compiled
def hargreaves(tasmin, tasmax, low, high, radiation, of_step):  # noqa: ANN001, ANN201
    """Return potential evapotranspiration by HG85, mm a day, float64 (cells, time)."""
    out = np.empty(tasmin.shape)
    for c in range(tasmin.shape[0]):
        for t in range(tasmin.shape[1]):
            cold = tasmin[c, t] * low[0] + low[1]
            warm = tasmax[c, t] * high[0] + high[1]
            found = 0.0023 * 0.408 * radiation[c, of_step[t]] * ((cold + warm) / 2.0 + 17.8) * np.sqrt(warm - cold)
            out[c, t] = 0.0 if found < 0.0 else found
    return out


@compiled
def mcguinness(tasmin, tasmax, low, high, radiation, of_step):  # noqa: ANN001, ANN201
    """Return potential evapotranspiration by MB05, mm a day, float64 (cells, time)."""
    out = np.empty(tasmin.shape)
    for c in range(tasmin.shape[0]):
        for t in range(tasmin.shape[1]):
            mean = (tasmin[c, t] * low[0] + low[1] + tasmax[c, t] * high[0] + high[1]) / 2.0
            depth = 1e6 * radiation[c, of_step[t]] / (4185.5 * (751.78 - 0.5655 * (mean + 273.15)))
            out[c, t] = depth * (0.00516409319477 * mean + 0.0874972822289)
    return out


@step
def _vapour(t):  # noqa: ANN001, ANN202
    """Return the saturation vapour pressure, kPa, at a temperature in degC (FAO-56, eq. 11)."""
    return 0.6108 * np.exp(17.27 * t / (t + 237.3))


@compiled
def penman(tasmin, tasmax, hurs, rsds, wind, scales, radiation, of_step):  # noqa: ANN001, ANN201
    """Return reference evapotranspiration by FAO_PM98, mm a day, float64 (cells, time).

    `scales` (5, 2) holds the scale and the offset of each variable, in order.
    """
    out = np.empty(tasmin.shape)
    gamma = 0.000665 * 101.3
    to_two_metres = 4.87 / np.log(67.8 * 10.0 - 5.42)
    for c in range(tasmin.shape[0]):
        for t in range(tasmin.shape[1]):
            cold = tasmin[c, t] * scales[0, 0] + scales[0, 1]
            warm = tasmax[c, t] * scales[1, 0] + scales[1, 1]
            mean = (cold + warm) / 2.0
            es = (_vapour(cold) + _vapour(warm)) / 2.0
            ea = es * (hurs[c, t] * scales[2, 0] + scales[2, 1]) / 100.0
            delta = 4098.0 * _vapour(mean) / (mean + 237.3) ** 2
            u = (wind[c, t] * scales[4, 0] + scales[4, 1]) * to_two_metres
            sun = 0.0864 * (rsds[c, t] * scales[3, 0] + scales[3, 1])
            above = 0.75 * radiation[c, of_step[t]]
            clear = min(max(sun / above, 0.3), 1.0) if above > 0.0 else 0.3
            emitted = 4.903e-9 * ((warm + 273.16) ** 4 + (cold + 273.16) ** 4) / 2.0
            net = 0.77 * sun - emitted * (0.34 - 0.14 * np.sqrt(ea)) * (1.35 * clear - 0.35)
            found = (0.408 * delta * net + gamma * 900.0 / (mean + 273.0) * u * (es - ea)) / (
                delta + gamma * (1.0 + 0.34 * u)
            )
            out[c, t] = 0.0 if found < 0.0 else found
    return out


@compiled
def weighted_total(values, i0, i1, complete, factors):  # noqa: ANN001, ANN201
    """Return the sum over the days, each times the factor of its place in the season, 0 after the last of them."""
    out = np.full((values.shape[0], i0.size), np.nan)
    for c in range(values.shape[0]):
        for s in range(i0.size):
            if complete[s]:
                total = 0.0
                for t in range(i0[s], i1[s]):
                    n = t - i0[s]
                    total += values[c, t] * (factors[n] if n < factors.size else 0.0)
                out[c, s] = total
    return out


@compiled
def huglin(tas, tasmax, mean, high, i0, i1, complete, base):  # noqa: ANN001, ANN201
    """Return the sum over the days of how far the half sum of two temperatures is above the base."""
    out = np.full((tas.shape[0], i0.size), np.nan)
    for c in range(tas.shape[0]):
        for s in range(i0.size):
            if complete[s]:
                total = 0.0
                for t in range(i0[s], i1[s]):
                    warmth = (tas[c, t] * mean[0] + mean[1] + tasmax[c, t] * high[0] + high[1]) / 2.0 - base
                    total += 0.0 if warmth < 0.0 else warmth
                out[c, s] = total
    return out


@compiled
def effective_days(tasmin, tasmax, low, high, i0, i1, complete, limits, factor, of_step, passes_over):  # noqa: ANN001, ANN201
    """Return biologically effective degree days; `limits` are base, lower and higher range, and most a day.

    Where missing days are passed over they add nothing.
    """
    out = np.full((tasmin.shape[0], i0.size), np.nan)
    for c in range(tasmin.shape[0]):
        for s in range(i0.size):
            if complete[s]:
                total = 0.0
                for t in range(i0[s], i1[s]):
                    cold = tasmin[c, t] * low[0] + low[1]
                    warm = tasmax[c, t] * high[0] + high[1]
                    if passes_over and (cold != cold or warm != warm):
                        continue
                    warmth = (cold + warm) / 2.0 - limits[0]
                    counted = (0.0 if warmth < 0.0 else warmth) * factor[c, of_step[t]]
                    spread = warm - cold
                    if spread > limits[2]:
                        counted += 0.25 * (spread - limits[2])
                    elif spread < limits[1]:
                        counted += 0.25 * (spread - limits[1])
                    total += limits[3] if counted > limits[3] else counted
                out[c, s] = total
    return out


@step
def _hour(h, cold, warm, following, length):  # noqa: ANN001, ANN202
    """Return the temperature h hours after sunrise by Linvill's curve (1990), degC."""
    if h < length:
        return cold + (warm - cold) * np.sin(np.pi * h / (length + 4.0))
    sunset = cold + (warm - cold) * np.sin(np.pi * length / (length + 4.0))
    return sunset - (sunset - following) / np.log(25.0 - length) * np.log(max(1.0, h + 1.0 - length))


@step
def _utah(t):  # noqa: ANN001, ANN202
    """Return what an hour of this temperature adds to the chill units of the Utah model."""
    if t <= 1.4 or 12.4 < t <= 15.9:
        return 0.0
    if t <= 2.4 or 9.1 < t <= 12.4:
        return 0.5
    if t <= 9.1:
        return 1.0
    return -0.5 if t <= 17.9 else -1.0


@compiled
def chill(tasmin, tasmax, low, high, i0, i1, complete, hours, of_step, is_dynamic, passes_over):  # noqa: ANN001, ANN201
    """Return chill portions of the Dynamic Model, or chill units of the Utah model, from hourly temperatures.

    Where missing days are passed over they add nothing, and the Dynamic Model begins anew after each.
    """
    out = np.full((tasmin.shape[0], i0.size), np.nan)
    for c in range(tasmin.shape[0]):
        for s in range(i0.size):
            if not complete[s]:
                continue
            total = product = ripe = 0.0
            missing = False
            is_first = True
            for t in range(i0[s], i1[s]):
                cold = tasmin[c, t] * low[0] + low[1]
                warm = tasmax[c, t] * high[0] + high[1]
                if cold != cold or warm != warm:
                    if passes_over:
                        product = ripe = 0.0
                        is_first = True
                        continue
                    missing = True
                    break
                following = cold
                if t + 1 < tasmin.shape[1] and tasmin[c, t + 1] == tasmin[c, t + 1]:
                    following = tasmin[c, t + 1] * low[0] + low[1]
                length = min(max(hours[c, of_step[t]], 1.0), 23.0)
                for h in range(24):
                    temperature = _hour(float(h), cold, warm, following, length)
                    if not is_dynamic:
                        total += _utah(temperature)
                        continue
                    kelvin = temperature + 273.15
                    r = np.exp(1.6 * 277.0 * (kelvin - 277.0) / kelvin)
                    share = r / (1.0 + r)
                    if not is_first:
                        kept = product if product < 1.0 else product - product * ripe
                        most = 139500.0 / 2.567e18 * np.exp((12888.8 - 4153.5) / kelvin)
                        product = most - (most - kept) * np.exp(-2.567e18 * np.exp(-12888.8 / kelvin))
                    if product >= 1.0:
                        total += product * share
                    ripe = share
                    is_first = False
            if not missing:
                out[c, s] = total
    return out


@compiled
def melt_and_rain(snow, rain, melt, rate, i0, i1, complete, window, passes_over):  # noqa: ANN001, ANN201
    """Return the highest sum over `window` days of rain and melted snow, from the season's second day on.

    Where missing days are passed over, none lies in these days nor before the first of them.
    """
    out = np.full((snow.shape[0], i0.size), np.nan)
    for c in range(snow.shape[0]):
        for s in range(i0.size):
            if not complete[s] or i1[s] - i0[s] <= window:
                continue
            missing = snow[c, i0[s]] != snow[c, i0[s]] or rain[c, i0[s]] != rain[c, i0[s]]
            highest = -np.inf
            for t in range(i0[s] + 1, i1[s]):
                missing |= snow[c, t] != snow[c, t] or rain[c, t] != rain[c, t]
                if t < i0[s] + window:
                    continue
                total = melt[0] * (np.float64(snow[c, t - window]) - np.float64(snow[c, t]))
                for u in range(t - window + 1, t + 1):
                    total += rain[c, u] * rate[0] + rate[1]
                if total > highest:  # not where a day of it is missing
                    highest = total
            if (not missing or passes_over) and highest > -np.inf:
                out[c, s] = highest
    return out


@compiled
def drought_of_fuels(rain, tasmax, rate, high, yearly):  # noqa: ANN001, ANN201
    """Return the Keetch–Byram drought index of each day, mm, float64 (cells, time); `yearly` rain in mm (cells,)."""
    out = np.empty(rain.shape)
    for c in range(rain.shape[0]):
        index = 0.0
        caught = 5.0
        dryness = 1.0 + 10.88 * np.exp(-0.00173 * yearly[c])
        for t in range(rain.shape[1]):
            p = rain[c, t] * rate[0] + rate[1]
            warm = tasmax[c, t] * high[0] + high[1]
            if p != p or warm != warm or dryness != dryness:
                out[c, t] = np.nan
                index = 0.0
                caught = 5.0
                continue
            if p <= 0.0:
                lost = p
                caught = 5.0
            else:
                lost = min(p, caught)
                caught -= lost
            dried = 1e-3 * (203.2 - index) * (0.968 * np.exp(0.0875 * warm + 1.5552) - 8.3) / dryness
            index = min(max(index + dried - (p - lost), 0.0), 203.2)
            out[c, t] = index
    return out
