"""Water needed and left, vines, chill, low flow, melt, dry fuels; from the formulas behind the definitions."""

from __future__ import annotations

import math
from dataclasses import replace

from tests.oracle.seasons import NO_END, NONE, Asked, Day, Loop, first_window, known, month_length, next_day


def _angle(asked: Asked, day: Day) -> float:
    year, month, number = day
    lengths = [month_length(asked.calendar, year, m) for m in range(1, 13)]
    return 2 * math.pi * (sum(lengths[: month - 1]) + number - 1) / sum(lengths)


def _tilt(d: float) -> float:
    return (
        0.006918 - 0.399912 * math.cos(d) + 0.070257 * math.sin(d) - 0.006758 * math.cos(2 * d)
        + 0.000907 * math.sin(2 * d) - 0.002697 * math.cos(3 * d) + 0.00148 * math.sin(3 * d)
    )  # fmt: skip


def _sunset(latitude: float, tilt: float) -> float:
    return math.acos(max(-1.0, min(1.0, -math.tan(math.radians(latitude)) * math.tan(tilt))))


def _radiation(asked: Asked, day: Day, constant: float) -> float:
    d, phi = _angle(asked, day), math.radians(asked.latitude)
    s = _tilt(d)
    distance = (
        1.00011 + 0.034221 * math.cos(d) + 0.00128 * math.sin(d) + 0.000719 * math.cos(2 * d)
        + 0.000077 * math.sin(2 * d)
    )  # fmt: skip
    w = _sunset(asked.latitude, s)
    turned = w * math.sin(phi) * math.sin(s) + math.cos(phi) * math.cos(s) * math.sin(w)
    return constant * distance * turned * 0.0864 / math.pi


def evapotranspiration(asked: Asked, day: Day, method: str) -> float:
    """Potential evapotranspiration of a day, mm."""
    v = asked.held[day]
    low, high = v["tasmin"], v["tasmax"]
    t = (low + high) / 2
    ra = _radiation(asked, day, 1367.0 if method == "MB05" else 1361.0)
    if method == "HG85":
        return max(0.0, 0.0023 * 0.408 * ra * (t + 17.8) * math.sqrt(high - low)) if high >= low else math.nan
    if method == "MB05":
        r = 1e6 * ra / (4185.5 * (751.78 - 0.5655 * (t + 273.15)))
        return r * (0.00516409319477 * t + 0.0874972822289)

    def e(x):
        return 0.6108 * math.exp(17.27 * x / (x + 237.3))

    es = (e(low) + e(high)) / 2
    ea = es * v["hurs"] / 100
    slope = 4098 * e(t) / (t + 237.3) ** 2
    u = v["sfcWind"] * 4.87 / math.log(67.8 * 10 - 5.42)
    g = 0.000665 * 101.3
    rs = 0.0864 * v["rsds"]
    f = max(0.3, min(1.0, rs / (0.75 * ra))) if ra > 0 else 0.3
    glow = 4.903e-9 * ((high + 273.16) ** 4 + (low + 273.16) ** 4) / 2
    rn = 0.77 * rs - glow * (0.34 - 0.14 * math.sqrt(ea)) * (1.35 * f - 0.35)
    return max(0.0, (0.408 * slope * rn + g * 900 / (t + 273) * u * (es - ea)) / (slope + g * (1 + 0.34 * u)))


def pet_total(asked: Asked, method):
    return math.fsum(of_rule(asked, [evapotranspiration(asked, d, method) for d in asked.days]))


def of_rule(asked: Asked, values: list[float]) -> list[float]:
    """The values that are there, where the rule lets others be missing."""
    return values if asked.rule == "any" else known(values)


def water_budget(asked: Asked, method):
    return math.fsum(of_rule(asked, [asked.held[d]["pr"] - evapotranspiration(asked, d, method) for d in asked.days]))


def aridity(asked: Asked, method):
    thirst = pet_total(asked, method)
    rain = [asked.held[d]["pr"] + 0 * evapotranspiration(asked, d, method) for d in asked.days]
    return math.fsum(of_rule(asked, rain)) / thirst if thirst > 0 else NONE


def crop_water_need(asked: Asked, method, initial, development, mid, late, kc_ini, kc_mid, kc_end):
    total = []
    for n, day in enumerate(asked.days, start=1):
        if n <= initial:
            kc = kc_ini
        elif n <= initial + development:
            kc = kc_ini + (kc_mid - kc_ini) * (n - initial) / development
        elif n <= initial + development + mid:
            kc = kc_mid
        elif n <= initial + development + mid + late:
            kc = kc_mid + (kc_end - kc_mid) * (n - initial - development - mid) / late
        else:
            break
        total.append(kc * evapotranspiration(asked, day, method))
    return math.fsum(of_rule(asked, total))


def huglin(asked: Asked, thresh):
    north = abs(asked.latitude)
    factor = 1 + 0.06 * (north - 40) / 10 if 40 < north <= 50 else 1.0
    warmth = [(asked.held[d]["tas"] + asked.held[d]["tasmax"]) / 2 for d in asked.days]
    return math.fsum(max(0.0, t - thresh) * factor for t in warmth)


def effective_days(asked: Asked, thresh_tasmin, low_dtr, high_dtr, max_daily_degree_days):
    total = []
    for day in asked.days:
        low, high = asked.held[day]["tasmin"], asked.held[day]["tasmax"]
        s = _tilt(_angle(asked, day))
        k = _sunset(asked.latitude, s) / _sunset(math.copysign(40.0, asked.latitude), s)
        r = high - low
        more = 0.25 * (r - high_dtr) if r > high_dtr else 0.25 * (r - low_dtr) if r < low_dtr else 0.0
        total.append(min(max_daily_degree_days, max(0.0, (low + high) / 2 - thresh_tasmin) * k + more))
    return math.fsum(total)


def cool_nights(asked: Asked):
    values = [asked.held[d]["tasmin"] for d in asked.days if d[1] == (9 if asked.latitude > 0 else 3)]
    there = of_rule(asked, values)
    return math.fsum(there) / len(there) if there else NONE


def _hours(asked: Asked):
    for day in asked.days:
        low, high = asked.held[day]["tasmin"], asked.held[day]["tasmax"]
        if asked.rule != "any" and math.isnan(low):
            yield math.nan
            continue
        after = asked.held.get(next_day(asked.calendar, day), {}).get("tasmin", math.nan)
        tn = low if math.isnan(after) else after
        length = min(23.0, max(1.0, 24 / math.pi * _sunset(asked.latitude, _tilt(_angle(asked, day)))))
        at_sunset = low + (high - low) * math.sin(math.pi * length / (length + 4))
        for h in range(24):
            if h < length:
                yield low + (high - low) * math.sin(math.pi * h / (length + 4))
            else:
                slope = (at_sunset - tn) / math.log(25 - length)
                yield at_sunset - slope * math.log(max(1.0, h + 1 - length))


def _share(t: float) -> float:
    r = math.exp(1.6 * 277 * (t - 277) / t)
    return r / (1 + r)


def chill_portions(asked: Asked):
    e, before, total = 0.0, None, []
    for celsius in _hours(asked):
        if asked.rule != "any" and math.isnan(celsius):
            e, before = 0.0, None
            continue
        t = celsius + 273.15
        if before is not None:
            s = e if e < 1 else e - e * _share(before)
            xs = 139500 / 2.567e18 * math.exp(8735.3 / t)
            e = xs - (xs - s) * math.exp(-2.567e18 * math.exp(-12888.8 / t))
            if e >= 1:
                total.append(e * _share(t))
        before = t
    return math.fsum(total)


def chill_units(asked: Asked):
    total = 0.0
    for t in of_rule(asked, list(_hours(asked))):
        steps = ((1.4, 0.0), (2.4, 0.5), (9.1, 1.0), (12.4, 0.5), (15.9, 0.0), (17.9, -0.5))
        total += next((units for upto, units in steps if t <= upto), -1.0)
    return total


def freshet(asked: Asked, thresh, window):
    found = first_window([t > thresh for t in asked.values("tas")], window)
    return NO_END if found is None else asked.day_of_year(found)


def most_snow(asked: Asked):
    values = list(asked.values("snw"))
    most = max(values)
    return asked.day_of_year(values.index(most)) if most > 0 else math.nan


def melt_and_rain(snw, pr, window):
    melt = [pr[i] + snw[i - 1] - snw[i] for i in range(1, len(pr))]
    n = int(window)
    return max(known([math.fsum(melt[i : i + n]) for i in range(len(melt) - n + 1)]), default=NONE)


def _reference(asked: Asked, variable: str) -> float:
    """The mean over the known days of the reference years; missing where fewer than 80 % are."""
    first, last = asked.reference
    day, known, total = (first, 1, 1), [], 0
    while day[0] <= last:
        total += 1
        value = asked.held.get(day, {}).get(variable, math.nan)
        if not math.isnan(value):
            known.append(value)
        day = next_day(asked.calendar, day)
    return math.fsum(known) / len(known) if known and len(known) >= 0.8 * total else math.nan


def low_flow(asked: Asked, threshold_factor, reference):
    mean = _reference(asked, "mrro")
    return NONE if math.isnan(mean) else sum(1 for q in asked.values("mrro") if q < threshold_factor * mean)


def kbdi_max(asked: Asked, reference):
    yearly = 365.2425 * _reference(asked, "pr")
    if math.isnan(yearly):
        return NONE
    q, c, found = 0.0, 5.0, []
    day, last = min(asked.held), asked.days[-1]
    while day <= last:
        v = asked.held.get(day, {"pr": math.nan, "tasmax": math.nan})
        p, t = v["pr"], v["tasmax"]
        if math.isnan(p) or math.isnan(t):
            q, c = 0.0, 5.0
        else:
            if p <= 0:
                r, c = p, 5.0
            else:
                r = min(p, c)
                c -= r
            dry = 0.001 * (203.2 - q) * (0.968 * math.exp(0.0875 * t + 1.5552) - 8.3)
            q = min(203.2, max(0.0, q + dry / (1 + 10.88 * math.exp(-0.00173 * yearly)) - (p - r)))
            if day >= asked.days[0]:
                found.append(q)
        day = next_day(asked.calendar, day)
    return max(found)


_AIR = ("tasmin", "tasmax")
_ALL = (*_AIR, "hurs", "rsds", "sfcWind")
_BASELINE = {"reference": "baseline"}
_STAGES = {
    "initial": "20 days", "development": "35 days", "mid": "40 days", "late": "30 days", "kc_ini": "0.3",
    "kc_mid": "1.2", "kc_end": "0.6",
}  # fmt: skip


def _loop(work, variables, written, **more):
    return Loop(work, variables, written, takes_season=True, **more)


LOOPS = {
    "potential_evapotranspiration": _loop(pet_total, _AIR, {"method": "HG85"}),
    "potential_evapotranspiration, MB05": replace(
        _loop(pet_total, _AIR, {"method": "MB05"}), index="potential_evapotranspiration"
    ),
    "potential_evapotranspiration, FAO_PM98": replace(
        _loop(pet_total, _ALL, {"method": "FAO_PM98"}), index="potential_evapotranspiration"
    ),
    "water_budget": _loop(water_budget, ("pr", *_AIR), {"method": "HG85"}),
    "aridity_index": _loop(aridity, ("pr", *_AIR), {"method": "HG85"}),
    "crop_water_need": _loop(crop_water_need, _ALL, {"method": "FAO_PM98", **_STAGES}),
    "huglin_index": _loop(huglin, ("tas", "tasmax"), {"thresh": "10 degC"}),
    "biologically_effective_degree_days": _loop(
        effective_days, _AIR,
        {"thresh_tasmin": "10 degC", "low_dtr": "10 K", "high_dtr": "13 K", "max_daily_degree_days": "9 K"},
    ),
    "cool_night_index": _loop(cool_nights, ("tasmin",), {}, fixed=("year", {"months": [8, 9]})),
    "chill_portions": _loop(chill_portions, _AIR, {}),
    "chill_units": _loop(chill_units, _AIR, {}),
    "freshet_start": Loop(
        freshet, ("tas",), {"thresh": "9 degC", "window": "3 days"}, True, {"tas": 9.0}, takes_season=True
    ),
    "snw_max_doy": _loop(most_snow, ("snw",), {}, fixed=("year", {"months": [1, 2, 3]}), rules=()),
    "melt_and_precip_max": Loop(melt_and_rain, ("snw", "pr"), {"window": "3 days"}),
    "low_flow_frequency": Loop(
        low_flow, ("mrro",), {"threshold_factor": "0.6", **_BASELINE}, True, takes_season=True
    ),
    "keetch_byram_drought_index_max": _loop(kbdi_max, ("pr", "tasmax"), dict(_BASELINE), rules=()),
}  # fmt: skip
