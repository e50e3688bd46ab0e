"""Heat by day and night, spells of it, humidity, wind and cold, written from the text of the definitions."""

from __future__ import annotations

import math
from itertools import groupby

from tests.oracle.seasons import NONE, Loop, is_known, month_length, runs


def _spells(flags, window):
    return [(a, b) for a, b in runs(flags) if b - a >= window]


def _both(tasmin, tasmax, low, high):
    return [n > low and x > high for n, x in zip(tasmin, tasmax, strict=True)]


def heat_waves(tasmin, tasmax, thresh_tasmin, thresh_tasmax, window):
    return len(_spells(_both(tasmin, tasmax, thresh_tasmin, thresh_tasmax), window))


def heat_wave_longest(tasmin, tasmax, thresh_tasmin, thresh_tasmax, window):
    return max((b - a for a, b in _spells(_both(tasmin, tasmax, thresh_tasmin, thresh_tasmax), window)), default=0)


def heat_wave_days(tasmin, tasmax, thresh_tasmin, thresh_tasmax, window):
    return sum(b - a for a, b in _spells(_both(tasmin, tasmax, thresh_tasmin, thresh_tasmax), window))


def hot_day_and_night(tasmin, tasmax, thresh_tasmin, thresh_tasmax):
    return sum(_both(tasmin, tasmax, thresh_tasmin, thresh_tasmax))


def hot_spells(tasmax, thresh, window):
    return len(_spells([t > thresh for t in tasmax], window))


def hot_spell_longest(tasmax, thresh, window):
    return max((b - a for a, b in _spells([t > thresh for t in tasmax], window)), default=0)


def hot_spell_days(tasmax, thresh, window):
    return sum(b - a for a, b in _spells([t > thresh for t in tasmax], window))


def hot_spell_strength(tasmax, thresh, window):
    found = _spells([t > thresh for t in tasmax], window)
    return max((math.fsum(t - thresh for t in tasmax[a:b]) for a, b in found), default=0.0)


def thi(t, rh):
    return (1.8 * t + 32) - (0.55 - 0.0055 * rh) * (1.8 * t - 26)


def thi_days(tas, hurs, thresh):
    return sum(1 for t, rh in zip(tas, hurs, strict=True) if thi(t, rh) >= thresh)


def humidex_days(tas, hurs, thresh):
    count = 0
    for t, rh in zip(tas, hurs, strict=True):
        e = rh / 100 * 6.112 * 10 ** (7.5 * t / (t + 237.7))
        count += t + 5 / 9 * (e - 10) > thresh
    return count


def heat_index_days(tas, hurs, thresh):
    count = 0
    for t, rh in zip(tas, hurs, strict=True):
        felt = (
            -8.78469475556 + 1.61139411 * t + 2.33854883889 * rh - 0.14611605 * t * rh - 0.012308094 * t * t
            - 0.0164248277778 * rh * rh + 0.002211732 * t * t * rh + 0.00072546 * t * rh * rh
            - 0.000003582 * t * t * rh * rh
        )  # fmt: skip
        count += t > 20 and felt > thresh
    return count


def wet_chill_days(tas, wind, pr, thresh, thresh_pr):
    count = 0
    for t, v, r in zip(tas, wind, pr, strict=True):
        chill = (11.7 + 3.1 * math.sqrt(v)) * (40 - t) + 481 + 418 * (1 - math.exp(-0.04 * r))
        count += r >= thresh_pr and chill >= thresh
    return count


def malaria_months(asked, thresh_pr, thresh_low, thresh_high, thresh_hurs):
    whole = count = 0
    for (year, month), group in groupby(asked.days, key=lambda day: day[:2]):
        days = list(group)
        if len(days) < month_length(asked.calendar, year, month):
            continue
        whole += 1
        days = [d for d in days if is_known(asked.held[d]["pr"])]
        n = len(days)
        if not n:
            continue
        rain = math.fsum(asked.held[d]["pr"] for d in days)
        warmth = math.fsum(asked.held[d]["tas"] for d in days) / n
        damp = math.fsum(asked.held[d]["hurs"] for d in days) / n
        count += rain > thresh_pr and thresh_low <= warmth <= thresh_high and damp > thresh_hurs
    return count if whole else NONE


def freeze_and_thaw(tasmin, tasmax, thresh_tasmin, thresh_tasmax):
    return sum(1 for n, x in zip(tasmin, tasmax, strict=True) if n <= thresh_tasmin and x > thresh_tasmax)


def winterkill(tasmin, snd, thresh_tasmin, thresh_snd):
    return sum(1 for n, s in zip(tasmin, snd, strict=True) if n < thresh_tasmin and s < thresh_snd)


def blight(tasmin, hurs, thresh_tasmin, thresh_hurs):
    return sum(1 for n, h in zip(tasmin, hurs, strict=True) if n >= thresh_tasmin and h >= thresh_hurs)


def corn_heat_units(tasmin, tasmax, thresh_tasmin, thresh_tasmax):
    total = []
    for n, x in zip(tasmin, tasmax, strict=True):
        a = n - thresh_tasmin if n > thresh_tasmin else 0.0
        b = x - thresh_tasmax if x > thresh_tasmax else 0.0
        total.append((1.8 * a + 3.33 * b - 0.084 * b * b) / 2)
    return math.fsum(total)


_NIGHT_AND_DAY = ("tasmin", "tasmax")
_HOT = {"thresh_tasmin": "9 degC", "thresh_tasmax": "17 degC"}
_AT = {"tasmin": 9.0, "tasmax": 17.0}


def _waves(work):
    return Loop(work, _NIGHT_AND_DAY, {**_HOT, "window": "3 days"}, True, _AT)


def _hot(work, window, *, exact=True):
    return Loop(work, ("tasmax",), {"thresh": "18 degC", "window": f"{window} days"}, exact, {"tasmax": 18.0})


LOOPS = {
    "heat_wave_frequency": _waves(heat_waves),
    "heat_wave_max_length": _waves(heat_wave_longest),
    "heat_wave_total_length": _waves(heat_wave_days),
    "tx_tn_days_above": Loop(hot_day_and_night, _NIGHT_AND_DAY, dict(_HOT), True, _AT),
    "hot_spell_frequency": _hot(hot_spells, 3),
    "hot_spell_max_length": _hot(hot_spell_longest, 2),
    "hot_spell_total_length": _hot(hot_spell_days, 3),
    "heat_wave_index": _hot(hot_spell_days, 5),
    "hot_spell_max_magnitude": _hot(hot_spell_strength, 3, exact=False),
    "thi_days_above": Loop(thi_days, ("tas", "hurs"), {"thresh": "66"}, True, levels={"tas": 18.0}),
    "humidex_days_above": Loop(humidex_days, ("tas", "hurs"), {"thresh": "34 degC"}, True, levels={"tas": 24.0}),
    "heat_index_days_above": Loop(heat_index_days, ("tas", "hurs"), {"thresh": "27 degC"}, True, levels={"tas": 22.0}),
    "wet_chill_days": Loop(
        wet_chill_days, ("tas", "sfcWind", "pr"), {"thresh": "1000", "thresh_pr": "1 mm/day"}, True, {"pr": 1.0}
    ),
    "malaria_months": Loop(
        malaria_months, ("pr", "tas", "hurs"),
        {"thresh_pr": "70 mm", "thresh_low": "16 degC", "thresh_high": "26 degC", "thresh_hurs": "68 %"}, True,
        levels={"tas": 20.0}, takes_season=True,
    ),
    "daily_freezethaw_cycles": Loop(
        freeze_and_thaw, _NIGHT_AND_DAY, {"thresh_tasmin": "0 degC", "thresh_tasmax": "1 degC"}, True,
        {"tasmin": 0.0, "tasmax": 1.0}, {"tasmin": 2.0, "tasmax": 9.0},
    ),
    "winterkill_days": Loop(
        winterkill, ("tasmin", "snd"), {"thresh_tasmin": "-2 degC", "thresh_snd": "10 cm"}, True,
        {"tasmin": -2.0, "snd": 10.0},
    ),
    "blight_days": Loop(
        blight, ("tasmin", "hurs"), {"thresh_tasmin": "8 degC", "thresh_hurs": "75 %"}, True,
        {"tasmin": 8.0, "hurs": 75.0},
    ),
    "corn_heat_units_total": Loop(
        corn_heat_units, _NIGHT_AND_DAY, {"thresh_tasmin": "4.44 degC", "thresh_tasmax": "10 degC"},
    ),
}  # fmt: skip
