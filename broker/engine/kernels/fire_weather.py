"""The Canadian Fire Weather Index, day after day, by the equations of Van Wagner (1987), whose numbers stand beside.

Equations 12 and 15 are written with the constants of the Canadian program ``cffdrs``, as in xclim.
"""

from __future__ import annotations

import numpy as np

from catalog.compiling import compiled, step

#: Codes of fine fuel, duff and drought on the day before the first.
START = (85.0, 6.0, 15.0)

#: Effective day length of each month, hours, and its factor for drought, by bands of latitude.
_HOURS = np.array(
    [
        [11.5, 10.5, 9.2, 7.9, 6.8, 6.2, 6.5, 7.4, 8.7, 10.0, 11.2, 11.8],
        [10.1, 9.6, 9.1, 8.5, 8.1, 7.8, 7.9, 8.3, 8.9, 9.4, 9.9, 10.2],
        [9.0] * 12,
        [7.9, 8.4, 8.9, 9.5, 9.9, 10.2, 10.1, 9.7, 9.1, 8.6, 8.1, 7.8],
        [6.5, 7.5, 9.0, 12.8, 13.9, 13.9, 12.4, 10.9, 9.4, 8.0, 7.0, 6.0],
    ]
)
_FACTORS = np.array(
    [
        [6.4, 5.0, 2.4, 0.4, -1.6, -1.6, -1.6, -1.6, -1.6, 0.9, 3.8, 5.8],
        [1.39] * 12,
        [-1.6, -1.6, -1.6, 0.9, 3.8, 5.8, 6.4, 5.0, 2.4, 0.4, -1.6, -1.6],
    ]
)
_HOURS_FROM = np.array([-30.0, -15.0, 15.0, 30.0])
_FACTORS_FROM = np.array([-15.0, 15.0])


@step
def _fine_fuel(t, p, w, h, code):  # noqa: ANN001, ANN202
    """Return the fine fuel moisture code: degC, mm, km/h, %."""
    m = 147.2 * (101.0 - code) / (59.5 + code)  # 1
    if p > 0.5:
        rain = p - 0.5  # 2
        wetted = 42.5 * rain * np.exp(-100.0 / (251.0 - m)) * (1.0 - np.exp(-6.93 / rain))  # 3a
        if m > 150.0:
            wetted += 0.0015 * (m - 150.0) ** 2 * np.sqrt(rain)  # 3b
        m = min(m + wetted, 250.0)
    warmth = 0.18 * (21.1 - t) * (1.0 - 1.0 / np.exp(0.115 * h))
    drying = 0.942 * h**0.679 + 11.0 * np.exp((h - 100.0) / 10.0) + warmth  # 4
    wetting = 0.618 * h**0.753 + 10.0 * np.exp((h - 100.0) / 10.0) + warmth  # 5
    rate = 0.581 * np.exp(0.0365 * t)
    if m > drying:
        k = 0.424 * (1.0 - (h / 100.0) ** 1.7) + 0.0694 * np.sqrt(w) * (1.0 - (h / 100.0) ** 8)  # 6a
        m = drying + (m - drying) / 10.0 ** (k * rate)  # 6b, 8
    elif m < wetting and m < drying:
        dry = (100.0 - h) / 100.0
        k = 0.424 * (1.0 - dry**1.7) + 0.0694 * np.sqrt(w) * (1.0 - dry**8)  # 7a
        m = wetting - (wetting - m) / 10.0 ** (k * rate)  # 7b, 9
    return min(max(59.5 * (250.0 - m) / (147.2 + m), 0.0), 101.0)  # 10


@step
def _duff(t, p, h, hours, code):  # noqa: ANN001, ANN202
    """Return the duff moisture code."""
    if p > 1.5:
        rain = 0.92 * p - 1.27  # 11
        if code <= 33.0:
            b = 100.0 / (0.5 + 0.3 * code)  # 13a
        elif code <= 65.0:
            b = 14.0 - 1.3 * np.log(code)  # 13b
        else:
            b = 6.2 * np.log(code) - 17.2  # 13c
        moisture = 20.0 + 280.0 / np.exp(0.023 * code) + 1000.0 * rain / (48.77 + b * rain)  # 12, 14
        code = max(43.43 * (5.6348 - np.log(moisture - 20.0)), 0.0)  # 15
    return code if t < -1.1 else max(code + 1.894 * (t + 1.1) * (100.0 - h) * hours * 0.0001, 0.0)  # 16, 17


@step
def _drought(t, p, factor, code):  # noqa: ANN001, ANN202
    """Return the drought code."""
    if p > 2.8:
        moisture = 800.0 * np.exp(-code / 400.0)  # 19
        code = max(code - 400.0 * np.log(1.0 + 3.937 * (0.83 * p - 1.27) / moisture), 0.0)  # 18, 20, 21
    return code + max((0.36 * (max(t, -2.8) + 2.8) + factor) / 2.0, 0.0)  # 22, 23


@step
def _danger(w, fine, duff, drought):  # noqa: ANN001, ANN202
    """Return the Fire Weather Index of three codes and the wind, km/h."""
    m = 147.2 * (101.0 - fine) / (59.5 + fine)
    spread = 0.208 * np.exp(0.05039 * w) * 91.9 * np.exp(-0.1386 * m) * (1.0 + m**5.31 / 4.93e7)  # 24, 25, 26
    if duff == 0.0 and drought == 0.0:
        fuel = 0.0
    elif duff <= 0.4 * drought:
        fuel = 0.8 * drought * duff / (duff + 0.4 * drought)  # 27a
    else:
        fuel = duff - (1.0 - 0.8 * drought / (duff + 0.4 * drought)) * (0.92 + (0.0114 * duff) ** 1.7)  # 27b
    fuel = max(fuel, 0.0)
    heat = 0.626 * fuel**0.809 + 2.0 if fuel <= 80.0 else 1000.0 / (25.0 + 108.64 / np.exp(0.023 * fuel))  # 28
    b = 0.1 * spread * heat  # 29
    return np.exp(2.72 * (0.434 * np.log(b)) ** 0.647) if b > 1.0 else b  # 30


@compiled
def fire_weather_index(tas, pr, wind, hurs, scales, months, latitude):  # noqa: ANN001, ANN201
    """Return the Fire Weather Index of each day, float64 (cells, time).

    Parameters
    ----------
    tas, pr, wind, hurs : ndarray (cells, time)
        As stored; `scales` (4, 2) turns them into degC, mm a day, m/s and %.
    months : ndarray of int64 (time,)
        From 1.
    latitude : ndarray of float64 (cells,)
        Degrees north.

    A humidity above 100 % is 100 %, a wind below 0 is 0. A day on which a variable is missing is missing, and the codes
    start anew on the next.
    """
    out = np.full(tas.shape, np.nan)
    for c in range(tas.shape[0]):
        hours = _HOURS[np.searchsorted(_HOURS_FROM, latitude[c], side="right")]
        factors = _FACTORS[np.searchsorted(_FACTORS_FROM, latitude[c], side="right")]
        fine, duff, drought = START
        for t in range(tas.shape[1]):
            warm = tas[c, t] * scales[0, 0] + scales[0, 1]
            rain = pr[c, t] * scales[1, 0] + scales[1, 1]
            blow = 3.6 * (wind[c, t] * scales[2, 0] + scales[2, 1])
            damp = hurs[c, t] * scales[3, 0] + scales[3, 1]
            if warm != warm or rain != rain or blow != blow or damp != damp:
                fine, duff, drought = START
                continue
            blow, damp = max(blow, 0.0), min(max(damp, 0.0), 100.0)
            month = months[t] - 1
            fine = _fine_fuel(warm, rain, blow, damp, fine)
            duff = _duff(warm, rain, damp, hours[month], duff)
            drought = _drought(warm, rain, factors[month], drought)
            out[c, t] = _danger(blow, fine, duff, drought)
    return out
