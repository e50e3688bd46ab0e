"""The CF calendars: dates and day numbers, each calendar to itself. Nothing here converts one into another.

A day number counts days since 1850-01-01 in the calendar itself.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

#: Spellings in files → CF name.
CALENDARS = {
    "standard": "standard",
    "gregorian": "standard",
    "proleptic_gregorian": "proleptic_gregorian",
    "julian": "julian",
    "noleap": "noleap",
    "365_day": "noleap",
    "all_leap": "all_leap",
    "366_day": "all_leap",
    "360_day": "360_day",
}

_ORIGIN_YEAR = 1850
_MONTHS = {
    "noleap": np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]),
    "all_leap": np.array([31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]),
    "360_day": np.full(12, 30),
}
#: First day of the Gregorian calendar, 1582-10-15, as a Julian day number.
_REFORM = 2299161


def day_number(year: ArrayLike, month: ArrayLike, day: ArrayLike, calendar: str) -> np.ndarray:
    """Return the days since 1850-01-01 of dates, int64, in the shape of the input.

    The dates must exist in the calendar.
    """
    y, m, d = (np.asarray(v, dtype=np.int64) for v in (year, month, day))
    if calendar in _MONTHS:
        lengths = _MONTHS[calendar]
        before = np.concatenate([[0], np.cumsum(lengths)[:-1]])
        return (y - _ORIGIN_YEAR) * int(lengths.sum()) + before[m - 1] + d - 1
    gregorian = _julian_day(y, m, d, gregorian=True)
    if calendar == "proleptic_gregorian":
        return gregorian - int(_julian_day(*_origin(), gregorian=True))
    julian = _julian_day(y, m, d, gregorian=False)
    if calendar == "julian":
        return julian - int(_julian_day(*_origin(), gregorian=False))
    after = (y * 10000 + m * 100 + d) >= 15821015
    return np.where(after, gregorian, julian) - int(_julian_day(*_origin(), gregorian=True))


def date_of(number: ArrayLike, calendar: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return (year, month, day) of day numbers or times within days, int64 each, in the shape of the input."""
    n = np.floor(np.asarray(number)).astype(np.int64)
    if calendar in _MONTHS:
        lengths = _MONTHS[calendar]
        ends = np.cumsum(lengths)
        year, rest = np.divmod(n, int(ends[-1]))
        month = np.searchsorted(ends, rest, side="right")
        return year + _ORIGIN_YEAR, month + 1, rest - (ends - lengths)[month] + 1
    if calendar == "julian":
        return _from_julian_day(n + int(_julian_day(*_origin(), gregorian=False)), gregorian=False)
    absolute = n + int(_julian_day(*_origin(), gregorian=True))
    if calendar == "proleptic_gregorian":
        return _from_julian_day(absolute, gregorian=True)
    new, old = _from_julian_day(absolute, gregorian=True), _from_julian_day(absolute, gregorian=False)
    after = absolute >= _REFORM
    return np.where(after, new[0], old[0]), np.where(after, new[1], old[1]), np.where(after, new[2], old[2])


def last_day(first_day: float, days: float) -> int:
    """Return the day that a step ends in, as a day number; `first_day` and `days` may be fractions of days."""
    return int(np.ceil(first_day + days - 1e-6)) - 1


def iso(number: float, calendar: str) -> str:
    """Return the ISO date of a day number, such as ``2000-02-30`` in a 360-day calendar."""
    year, month, day = date_of(number, calendar)
    return f"{int(year):04d}-{int(month):02d}-{int(day):02d}"


def month_start(year: ArrayLike, month: ArrayLike, calendar: str) -> np.ndarray:
    """Return the day number of the first of a month; month 13 is January of the next year."""
    y, m = np.asarray(year, dtype=np.int64), np.asarray(month, dtype=np.int64)
    y, m = y + (m - 1) // 12, (m - 1) % 12 + 1
    return day_number(y, m, np.ones_like(m), calendar)


def _origin() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    return np.asarray(_ORIGIN_YEAR), np.asarray(1), np.asarray(1)


def _julian_day(y: np.ndarray, m: np.ndarray, d: np.ndarray, *, gregorian: bool) -> np.ndarray:
    # Richards (2013), Explanatory Supplement to the Astronomical Almanac, ch. 15.
    a = (14 - m) // 12
    years, months = y + 4800 - a, m + 12 * a - 3
    number = d + (153 * months + 2) // 5 + 365 * years + years // 4
    return number - years // 100 + years // 400 - 32045 if gregorian else number - 32083


def _from_julian_day(number: np.ndarray, *, gregorian: bool) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    if gregorian:
        a = number + 32044
        century = (4 * a + 3) // 146097
        c = a - 146097 * century // 4
    else:
        century = np.zeros_like(number)
        c = number + 32082
    d = (4 * c + 3) // 1461
    e = c - 1461 * d // 4
    m = (5 * e + 2) // 153
    return 100 * century + d - 4800 + m // 10, m + 3 - 12 * (m // 10), e - (153 * m + 2) // 5 + 1
