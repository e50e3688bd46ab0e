"""Against a place's own past: percentiles by date, heavy rain, SPI, SPEI; from the text of the definitions."""

from __future__ import annotations

import math
from dataclasses import replace
from statistics import NormalDist

from tests.oracle.loops_of_water import evapotranspiration
from tests.oracle.seasons import (
    NO_START,
    NONE,
    Asked,
    Day,
    Loop,
    counts,
    day_before,
    is_known,
    known,
    month_length,
    next_day,
    runs,
)


def type8(values: list[float], p: float) -> float:
    """Hyndman and Fan's type 8."""
    x = sorted(values)
    h = min(max(len(x) * p + (1 + p) / 3 - 1, 0.0), len(x) - 1.0)
    low = math.floor(h)
    return x[low] + (h - low) * (x[min(low + 1, len(x) - 1)] - x[low])


def _value(asked: Asked, variable: str, day: Day) -> float:
    return asked.held.get(day, {}).get(variable, math.nan)


def _threshold(asked: Asked, variable: str, date, p: float, replaced: int = 0, by: int = 0) -> float:
    """The percentile of a date's sample, with a year's values replaced by another's."""
    kept = ("threshold", variable, date, p, replaced, by)
    if kept not in asked.months:
        asked.months[kept] = _percentile(asked, variable, date, p, replaced, by)
    return asked.months[kept]


def _percentile(asked: Asked, variable: str, date, p: float, replaced: int, by: int) -> float:
    every_year = {"360_day", "all_leap"}
    if date == (2, 29) and asked.calendar not in every_year:
        date = (2, 28)
    first, last = asked.reference
    known, total = [], 0
    for year in range(first, last + 1):
        days = [(year, *date)]
        for _ in range(2):
            days = [day_before(asked.calendar, days[0]), *days, next_day(asked.calendar, days[-1])]
        for day in days:
            if not first <= day[0] <= last:
                continue
            if day[0] == replaced:
                if day[2] > month_length(asked.calendar, by, day[1]):
                    continue
                day = (by, *day[1:])
            total += 1
            value = _value(asked, variable, day)
            if not math.isnan(value):
                known.append(value)
    # Whether enough of a sample is known is asked of the plain one, not of those in which a year is replaced.
    return type8(known, p) if known and (by or len(known) >= 0.8 * total) else math.nan


def _flags(asked: Asked, variable: str, p: float, bootstrap: str, is_above: bool) -> list[list[bool]] | None:
    """For each comparison, which days are beyond what is usual; None where a threshold is missing."""
    first, last = asked.reference
    years = list(range(first, last + 1))
    comparisons = len(years) - 1 if bootstrap == "yes" and len(years) > 1 else 1
    found = []
    for k in range(comparisons):
        flags = []
        for day in asked.days:
            value = asked.held[day][variable]
            if math.isnan(value):
                flags.append(False)
                continue
            replaced = by = 0
            if bootstrap == "yes" and len(years) > 1 and first <= day[0] <= last:
                replaced, by = day[0], [y for y in years if y != day[0]][k]
            limit = _threshold(asked, variable, day[1:], p, replaced, by)
            if math.isnan(limit) or math.isnan(_threshold(asked, variable, day[1:], p)):
                return None
            flags.append(value > limit if is_above else value < limit)
        found.append(flags)
    return found


def _days_beyond(variable, p, is_above):
    def work(asked: Asked, bootstrap, reference):
        found = _flags(asked, variable, p, bootstrap, is_above)
        return NONE if found is None else math.fsum(sum(flags) for flags in found) / len(found)

    return work


def _spells_beyond(variable, p, is_above):
    def work(asked: Asked, window, bootstrap, reference):
        found = _flags(asked, variable, p, bootstrap, is_above)
        if found is None:
            return NONE
        return math.fsum(sum(b - a for a, b in runs(f) if b - a >= window) for f in found) / len(found)

    return work


def _heavy(asked: Asked, thresh: float, percentile: float) -> float:
    first, last = asked.reference
    day, known, total = (first, 1, 1), [], 0
    while day[0] <= last:
        total += 1
        value = _value(asked, "pr", day)
        if not math.isnan(value):
            known.append(value)
        day = next_day(asked.calendar, day)
    wet = [v for v in known if v > thresh]
    if len(known) < 0.8 * total or not wet:
        return math.nan
    return max(type8(wet, percentile / 100), thresh)


def share_of_heavy(asked: Asked, thresh, percentile, reference):
    limit = _heavy(asked, thresh, percentile)
    pr = asked.values("pr")
    wet = math.fsum(v for v in pr if v > thresh)
    if math.isnan(limit) or wet == 0:
        return NONE
    return 100 * math.fsum(v for v in pr if v > limit) / wet


def days_of_heavy(asked: Asked, thresh, percentile, reference):
    limit = _heavy(asked, thresh, percentile)
    return NONE if math.isnan(limit) else sum(1 for v in asked.values("pr") if v > limit)


def _month(asked: Asked, year: int, month: int, daily) -> float:
    if (year, month) not in asked.months:
        values = [daily(asked, (year, month, d)) for d in range(1, month_length(asked.calendar, year, month) + 1)]
        days = [(year, month, d + 1) for d in range(len(values))]
        if asked.rule == "any" or (days[0] >= min(asked.held) and days[-1] <= max(asked.held)):
            there = known(values) if counts(asked.rule, days, [is_known(v) for v in values]) else [math.nan]
            asked.months[year, month] = math.fsum(there) / len(there)
        else:
            asked.months[year, month] = math.nan
    return asked.months[year, month]


def _window(asked: Asked, year: int, month: int, count: int, daily) -> float:
    values = []
    for _ in range(count):
        values.append(_month(asked, year, month, daily))
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    return math.fsum(values) / count


def _standard(asked: Asked, window: float, daily):
    """This season's value and the known ones of the reference; None where there are too few."""
    year, month, _ = asked.days[-1]
    first, last = asked.reference
    sample = [_window(asked, y, month, int(window), daily) for y in range(first, last + 1)]
    known = [v for v in sample if not math.isnan(v)]
    value = _window(asked, year, month, int(window), daily)
    return (value, known) if len(known) >= 0.8 * len(sample) and not math.isnan(value) else (value, None)


def digamma(x: float) -> float:
    """By recurrence and the asymptotic series."""
    shift = 0.0
    while x < 20:
        shift -= 1 / x
        x += 1
    y = 1 / (x * x)
    return shift + math.log(x) - 0.5 / x - y * (1 / 12 - y * (1 / 120 - y * (1 / 252 - y * (1 / 240 - y / 132))))


def gamma_cdf(a: float, x: float) -> float:
    """The lower incomplete gamma function, by its series."""
    term = total = 1 / a
    n = a
    while abs(term) > 1e-18 * abs(total):
        n += 1
        term *= x / n
        total += term
    return total * math.exp(-x + a * math.log(x) - math.lgamma(a))


def gamma_fit(values: list[float]) -> tuple[float, float]:
    """Shape and scale of greatest likelihood."""
    mean = math.fsum(values) / len(values)
    wanted = math.log(mean) - math.fsum(math.log(v) for v in values) / len(values)
    low, high = 1e-6, 1e9
    for _ in range(300):
        middle = math.sqrt(low * high)
        low, high = (middle, high) if math.log(middle) - digamma(middle) > wanted else (low, middle)
    shape = math.sqrt(low * high)
    return shape, mean / shape


def _quantile(probability: float) -> float:
    if probability <= 0 or probability >= 1:
        return -8.21 if probability <= 0 else 8.21
    return min(max(NormalDist().inv_cdf(probability), -8.21), 8.21)


def spi(asked: Asked, window, reference):
    value, known = _standard(asked, window, lambda a, d: _value(a, "pr", d))
    if known is None:
        return NONE
    wet = [v for v in known if v > 0]
    if len(wet) < 4 or len(wet) < len(known) / 4 or min(wet) == max(wet):
        return NO_START
    dry = (len(known) - len(wet)) / len(known)
    shape, scale = gamma_fit(wet)
    return _quantile(dry if value <= 0 else dry + (1 - dry) * gamma_cdf(shape, value / scale))


def spei(asked: Asked, window, method, reference):
    def daily(a: Asked, day: Day) -> float:
        if any(math.isnan(_value(a, v, day)) for v in ("pr", "tasmin", "tasmax")):
            return math.nan
        return a.held[day]["pr"] - evapotranspiration(a, day, method)

    value, known = _standard(asked, window, daily)
    if known is None:
        return NONE
    x = sorted(known)
    n = len(x)
    b0 = math.fsum(x) / n
    b1 = math.fsum(i * v for i, v in enumerate(x)) / (n * (n - 1))
    b2 = math.fsum(i * (i - 1) * v for i, v in enumerate(x)) / (n * (n - 1) * (n - 2))
    l1, l2, l3 = b0, 2 * b1 - b0, 6 * b2 - 6 * b1 + b0
    k = -l3 / l2
    a = l2 * math.sin(k * math.pi) / (k * math.pi)
    xi = l1 - a * (1 / k - math.pi / math.sin(k * math.pi))
    inside = 1 - k * (value - xi) / a
    if inside <= 0:
        return 8.21 if k > 0 else -8.21
    return _quantile(1 / (1 + math.exp(math.log(inside) / k)))


_YEARS = {"reference": "baseline"}
_BOOT = {"bootstrap": "yes", **_YEARS}
_HEAVY = {"thresh": "1 mm/day", "percentile": "90", **_YEARS}
_LONG = (1989, 2001)
_SHORT = (
    {"months": [12, 1, 2]}, {"from": "02-20", "to": "04-10"}, {"from": "07-14", "to": "07-14"},
    {"from": "02-28", "to": "03-01"},
)  # fmt: skip
_OF_MONTHS = {
    "takes_season": True, "judges_missing": True, "asks_rule": True, "rules": ("wmo", "at_least_n:28", "pct:8"),
    "tolerance": 1e-7,
}  # fmt: skip
_MONTHS = ({"months": [8]}, {"months": [12, 1, 2]})


def _usual(work, variable, written=_BOOT, **more):
    return Loop(work, (variable,), dict(written), True, takes_season=True, fixed=_SHORT, **more)


def _plain(work, variable, index, written=None):
    return replace(_usual(work, variable, (written or {}) | _BOOT | {"bootstrap": "no"}), index=index)


_SPELL = {"window": "3 days"}
LOOPS = {
    "tx90p": _usual(_days_beyond("tasmax", 0.9, True), "tasmax"),
    "tx90p, no bootstrap": _plain(_days_beyond("tasmax", 0.9, True), "tasmax", "tx90p"),
    "tx10p": _usual(_days_beyond("tasmax", 0.1, False), "tasmax"),
    "tn90p": _usual(_days_beyond("tasmin", 0.9, True), "tasmin"),
    "tn10p": _usual(_days_beyond("tasmin", 0.1, False), "tasmin"),
    "warm_spell_duration_index": _usual(_spells_beyond("tasmax", 0.9, True), "tasmax", _SPELL | _BOOT),
    "cold_spell_duration_index": _usual(_spells_beyond("tasmin", 0.1, False), "tasmin", _SPELL | _BOOT),
    "fraction_over_precip_thresh": Loop(share_of_heavy, ("pr",), dict(_HEAVY), ties={"pr": 1.0}, takes_season=True),
    "days_over_precip_thresh": Loop(days_of_heavy, ("pr",), dict(_HEAVY), True, {"pr": 1.0}, takes_season=True),
    "standardized_precipitation_index": Loop(
        spi, ("pr",), {"window": "3", **_YEARS}, fixed=_MONTHS, years=_LONG, **_OF_MONTHS
    ),
    "standardized_precipitation_evapotranspiration_index": Loop(
        spei, ("pr", "tasmin", "tasmax"), {"window": "3", "method": "HG85", **_YEARS}, fixed=_MONTHS,
        years=_LONG, **_OF_MONTHS
    ),
}  # fmt: skip
