"""The indices again, as loops over lists of days, written from the text of the definitions alone.

Nothing here knows the engine: temperatures in degC, precipitation in mm/day, a day a number, a missing day NaN.
Operators are those of the ETCCDI and xclim 0.62 definitions: above and below are strict, a wet day has at least the
threshold.
"""

from __future__ import annotations

import math

Day = tuple[int, int, int]


def tg_mean(tas):
    return sum(tas) / len(tas)


def tx_max(tasmax):
    return max(tasmax)


def tn_min(tasmin):
    return min(tasmin)


def tx_days_above(tasmax, thresh):
    return sum(1 for t in tasmax if t > thresh)


def tn_days_below(tasmin, thresh):
    return sum(1 for t in tasmin if t < thresh)


def frost_days(tasmin, thresh):
    return sum(1 for t in tasmin if t < thresh)


def tropical_nights(tasmin, thresh):
    return sum(1 for t in tasmin if t > thresh)


def growing_degree_days(tas, thresh):
    return math.fsum(t - thresh for t in tas if t > thresh)


def heating_degree_days(tas, thresh):
    return math.fsum(thresh - t for t in tas if t < thresh)


def prcptot(pr, thresh):
    return math.fsum(p for p in pr if p >= thresh)


def wetdays(pr, thresh):
    return sum(1 for p in pr if p >= thresh)


def max_1day_precipitation_amount(pr):
    return max(pr)


def max_n_day_precipitation_amount(pr, window):
    sums = [math.fsum(pr[i : i + window]) for i in range(len(pr) - window + 1)]
    return max(sums) if sums else math.nan


def _longest(flags):
    best = run = 0
    for flag in flags:
        run = run + 1 if flag else 0
        best = max(best, run)
    return best


def maximum_consecutive_dry_days(pr, thresh):
    return _longest([p < thresh for p in pr])


def maximum_consecutive_wet_days(pr, thresh):
    return _longest([p >= thresh for p in pr])


def daily_pr_intensity(pr, thresh):
    wet = [p for p in pr if p >= thresh]
    return math.fsum(wet) / len(wet) if wet else math.nan


def daily_temperature_range(tasmin, tasmax):
    return sum(x - n for n, x in zip(tasmin, tasmax, strict=True)) / len(tasmin)


#: Index → (loop, variables, parameters as the recipe writes them, parameters as the loop takes them, exact?)
LOOPS = {
    "tg_mean": (tg_mean, ("tas",), {}, {}, False),
    "tx_max": (tx_max, ("tasmax",), {}, {}, False),
    "tn_min": (tn_min, ("tasmin",), {}, {}, False),
    "tx_days_above": (tx_days_above, ("tasmax",), {"thresh": "22 degC"}, {"thresh": 22.0}, True),
    "tn_days_below": (tn_days_below, ("tasmin",), {"thresh": "-1.5 degC"}, {"thresh": -1.5}, True),
    "frost_days": (frost_days, ("tasmin",), {"thresh": "0 degC"}, {"thresh": 0.0}, True),
    "tropical_nights": (tropical_nights, ("tasmin",), {"thresh": "14 degC"}, {"thresh": 14.0}, True),
    "growing_degree_days": (growing_degree_days, ("tas",), {"thresh": "10 degC"}, {"thresh": 10.0}, False),
    "heating_degree_days": (heating_degree_days, ("tas",), {"thresh": "17 degC"}, {"thresh": 17.0}, False),
    "prcptot": (prcptot, ("pr",), {"thresh": "0 mm/day"}, {"thresh": 0.0}, False),
    "wetdays": (wetdays, ("pr",), {"thresh": "5 mm/day"}, {"thresh": 5.0}, True),
    "max_1day_precipitation_amount": (max_1day_precipitation_amount, ("pr",), {}, {}, False),
    "max_n_day_precipitation_amount": (
        max_n_day_precipitation_amount,
        ("pr",),
        {"window": "5 days"},
        {"window": 5},
        False,
    ),
    "maximum_consecutive_dry_days": (
        maximum_consecutive_dry_days,
        ("pr",),
        {"thresh": "1 mm/day"},
        {"thresh": 1.0},
        True,
    ),
    "maximum_consecutive_wet_days": (
        maximum_consecutive_wet_days,
        ("pr",),
        {"thresh": "1 mm/day"},
        {"thresh": 1.0},
        True,
    ),
    "daily_pr_intensity": (daily_pr_intensity, ("pr",), {"thresh": "1 mm/day"}, {"thresh": 1.0}, False),
    "daily_temperature_range": (daily_temperature_range, ("tasmin", "tasmax"), {}, {}, False),
}


def month_length(calendar: str, year: int, month: int) -> int:
    """Days of a month, from the calendars' definitions."""
    if calendar == "360_day":
        return 30
    if month == 2:
        leap = {
            "noleap": False,
            "all_leap": True,
            "julian": year % 4 == 0,
            "standard": year % 4 == 0 and (year % 100 != 0 or year % 400 == 0),
            "proleptic_gregorian": year % 4 == 0 and (year % 100 != 0 or year % 400 == 0),
        }[calendar]
        return 29 if leap else 28
    return 30 if month in (4, 6, 9, 11) else 31


def season_days(calendar: str, end_year: int, start: tuple[int, int], end: tuple[int, int]) -> list[Day]:
    """The days of the season that ends in a year, walked one by one.

    An end day that the calendar lacks is the month's last day; a start day that it lacks is the next day.
    """
    first_year = end_year - 1 if end < start else end_year
    year, (month, day) = first_year, start
    if day > month_length(calendar, year, month):
        month, day = month + 1, 1
    days = []
    while True:
        if year == end_year and (month, day) > end:
            break
        if year > end_year:
            break
        days.append((year, month, day))
        day += 1
        if day > month_length(calendar, year, month):
            month, day = month + 1, 1
        if month > 12:
            year, month = year + 1, 1
    return days


def expected(index: str, calendar: str, held: dict[Day, dict[str, float]], start, end) -> dict[int, float]:
    """End year → value, for every season that the archive holds whole at its edges.

    Parameters
    ----------
    held : dict
        Day → the values of its variables, NaN where missing; a day that is not in it is not in the file.
    """
    loop, variables, _, parameters, _ = LOOPS[index]
    first, last = min(held), max(held)
    found = {}
    for end_year in range(first[0], last[0] + 2):
        days = season_days(calendar, end_year, start, end)
        if not days or days[0] < first or days[-1] > last or not any(d in held for d in days):
            continue
        if any(d not in held or any(math.isnan(held[d][v]) for v in variables) for d in days):
            found[end_year] = math.nan
            continue
        found[end_year] = float(loop(*[[held[d][v] for d in days] for v in variables], **parameters))
    return found
