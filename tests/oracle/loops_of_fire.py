"""The Canadian Fire Weather Index, from the equations of Van Wagner (1987), whose numbers stand beside.

Equations 12 and 15 have the constants that the definition names; the tables of other latitudes are those of Lawson and
Armitage (2008).
"""

from __future__ import annotations

import math

from tests.oracle.seasons import Asked, Loop, next_day

#: From which latitude on → effective day length of each month (January first), hours.
LENGTHS = (
    (30.0, (6.5, 7.5, 9.0, 12.8, 13.9, 13.9, 12.4, 10.9, 9.4, 8.0, 7.0, 6.0)),
    (15.0, (7.9, 8.4, 8.9, 9.5, 9.9, 10.2, 10.1, 9.7, 9.1, 8.6, 8.1, 7.8)),
    (-15.0, (9.0,) * 12),
    (-30.0, (10.1, 9.6, 9.1, 8.5, 8.1, 7.8, 7.9, 8.3, 8.9, 9.4, 9.9, 10.2)),
    (-90.0, (11.5, 10.5, 9.2, 7.9, 6.8, 6.2, 6.5, 7.4, 8.7, 10.0, 11.2, 11.8)),
)
#: The same for the day-length factor of the drought code.
DRYING = (
    (15.0, (-1.6, -1.6, -1.6, 0.9, 3.8, 5.8, 6.4, 5.0, 2.4, 0.4, -1.6, -1.6)),
    (-15.0, (1.39,) * 12),
    (-90.0, (6.4, 5.0, 2.4, 0.4, -1.6, -1.6, -1.6, -1.6, -1.6, 0.9, 3.8, 5.8)),
)


def _of_month(table, latitude, month):
    return next(months[month - 1] for south, months in table if latitude >= south)


def fine_fuel(code, t, h, w, rain):
    mo = 147.2 * (101 - code) / (59.5 + code)  # 1
    if rain > 0.5:
        rf = rain - 0.5  # 2
        mr = mo + 42.5 * rf * math.exp(-100 / (251 - mo)) * (1 - math.exp(-6.93 / rf))  # 3a
        if mo > 150:
            mr += 0.0015 * (mo - 150) ** 2 * rf**0.5  # 3b
        mo = min(mr, 250.0)
    ed = 0.942 * h**0.679 + 11 * math.exp((h - 100) / 10) + 0.18 * (21.1 - t) * (1 - math.exp(-0.115 * h))  # 4
    ew = 0.618 * h**0.753 + 10 * math.exp((h - 100) / 10) + 0.18 * (21.1 - t) * (1 - math.exp(-0.115 * h))  # 5
    if mo > ed:
        ko = 0.424 * (1 - (h / 100) ** 1.7) + 0.0694 * w**0.5 * (1 - (h / 100) ** 8)  # 6a
        m = ed + (mo - ed) * 10 ** -(ko * 0.581 * math.exp(0.0365 * t))  # 6b, 8
    elif mo < ew:
        kl = 0.424 * (1 - ((100 - h) / 100) ** 1.7) + 0.0694 * w**0.5 * (1 - ((100 - h) / 100) ** 8)  # 7a
        m = ew - (ew - mo) * 10 ** -(kl * 0.581 * math.exp(0.0365 * t))  # 7b, 9
    else:
        m = mo
    return min(101.0, max(0.0, 59.5 * (250 - m) / (147.2 + m)))  # 10


def duff(code, t, h, rain, hours):
    if rain > 1.5:
        re = 0.92 * rain - 1.27  # 11
        mo = 20 + 280 * math.exp(-0.023 * code)  # 12
        if code <= 33:
            b = 100 / (0.5 + 0.3 * code)  # 13a
        elif code <= 65:
            b = 14 - 1.3 * math.log(code)  # 13b
        else:
            b = 6.2 * math.log(code) - 17.2  # 13c
        mr = mo + 1000 * re / (48.77 + b * re)  # 14
        code = max(0.0, 43.43 * (5.6348 - math.log(mr - 20)))  # 15
    k = 1.894 * (max(t, -1.1) + 1.1) * (100 - h) * hours * 1e-6  # 16
    return code + 100 * k  # 17


def drought(code, t, rain, factor):
    if rain > 2.8:
        rd = 0.83 * rain - 1.27  # 18
        qr = 800 * math.exp(-code / 400) + 3.937 * rd  # 19, 20
        code = max(0.0, 400 * math.log(800 / qr))  # 21
    return code + 0.5 * max(0.0, 0.36 * (max(t, -2.8) + 2.8) + factor)  # 22, 23


def danger(ffmc, p, d, w):
    m = 147.2 * (101 - ffmc) / (59.5 + ffmc)  # 1
    r = 0.208 * math.exp(0.05039 * w) * 91.9 * math.exp(-0.1386 * m) * (1 + m**5.31 / 4.93e7)  # 24, 25, 26
    if p == 0:
        u = 0.0
    elif p <= 0.4 * d:
        u = 0.8 * p * d / (p + 0.4 * d)  # 27a
    else:
        u = p - (1 - 0.8 * d / (p + 0.4 * d)) * (0.92 + (0.0114 * p) ** 1.7)  # 27b
    u = max(0.0, u)
    fd = 0.626 * u**0.809 + 2 if u <= 80 else 1000 / (25 + 108.64 * math.exp(-0.023 * u))  # 28
    b = 0.1 * r * fd  # 29
    return math.exp(2.72 * (0.434 * math.log(b)) ** 0.647) if b > 1 else b  # 30


def daily(asked: Asked):
    """Each day of the archive up to the season's last with its index; days without a value start the codes anew."""
    codes = 85.0, 6.0, 15.0
    day, last = min(asked.held), asked.days[-1]
    while day <= last:
        v = asked.held.get(day, {})
        t, rain, wind, h = (v.get(name, math.nan) for name in ("tas", "pr", "sfcWind", "hurs"))
        if any(math.isnan(x) for x in (t, rain, wind, h)):
            codes = 85.0, 6.0, 15.0
        else:
            h, w = min(h, 100.0), 3.6 * wind
            ffmc = fine_fuel(codes[0], t, h, w, rain)
            dmc = duff(codes[1], t, h, rain, _of_month(LENGTHS, asked.latitude, day[1]))
            dc = drought(codes[2], t, rain, _of_month(DRYING, asked.latitude, day[1]))
            codes = ffmc, dmc, dc
            yield day, danger(ffmc, dmc, dc, w)
        day = next_day(asked.calendar, day)


def fire_days(asked: Asked, danger):
    return sum(1 for day, index in daily(asked) if day >= asked.days[0] and index >= danger)


LOOPS = {
    "fire_weather_days": Loop(
        fire_days,
        ("tas", "pr", "sfcWind", "hurs"),
        {"danger": "6"},
        True,
        takes_season=True,
        levels={"tas": 18.0},
        rules=(),
    ),
}
