"""What the numbers of a time axis mean: from the producer's time units to days of the calendar."""

from __future__ import annotations

import re

import numpy as np

from catalog.calendars import date_of, day_number, month_start

_UNIT_SECONDS = {
    "second": 1, "seconds": 1, "sec": 1, "secs": 1, "s": 1,
    "minute": 60, "minutes": 60, "min": 60, "mins": 60,
    "hour": 3600, "hours": 3600, "hr": 3600, "hrs": 3600, "h": 3600,
    "day": 86400, "days": 86400, "d": 86400,
    "millisecond": 0.001, "milliseconds": 0.001, "microseconds": 1e-6, "nanoseconds": 1e-9,
}  # fmt: skip
_SINCE = re.compile(r"^\s*(\w+)\s+since\s+(\S.*)$", re.IGNORECASE)
_MONTHS_IN = {"month": 1, "months": 1, "mon": 1, "year": 12, "years": 12, "yr": 12}
#: A date, and the zone behind it: ``Z``, ``UTC``, ``+09:00``, ``-3``.
_DATE_AND_ZONE = re.compile(
    r"^(?P<date>[+-]?\d+-\d+-\d+(?:[T ]\s*\d+(?::\d+)*(?:\.\d*)?)?)\s*(?P<zone>Z|UTC|GMT|[+-]\d{1,2}(?::?\d{2})?)?$",
    re.IGNORECASE,
)
_ABSOLUTE = re.compile(r"^\s*day as %Y%m%d(\.%f)?\s*$")


def is_time_unit(units: str) -> bool:
    """Whether a unit is one of a time axis: ``days since …``, ``months since …``, ``day as %Y%m%d.%f``."""
    return bool(_SINCE.match(units) or _ABSOLUTE.match(units))


def has_zone(units: str) -> bool:
    """Whether the reference date has a time zone other than UTC."""
    since = _SINCE.match(units)
    dated = _DATE_AND_ZONE.match(since[2].strip()) if since else None
    return bool(dated and re.search(r"[1-9]", dated["zone"] or ""))


def in_months(units: str) -> int:
    """Return how many months the unit of a time axis is, or 0 where it is no month and no year."""
    match = _SINCE.match(units)
    return _MONTHS_IN.get(match[1].casefold(), 0) if match else 0


def to_days(numbers: np.ndarray, units: str, calendar: str, dtype: np.dtype) -> np.ndarray:
    """Return times as days since 1850-01-01 in the calendar, float64; missing stays NaN.

    Parameters
    ----------
    dtype : dtype
        In which the file keeps them: numbers in single precision are brought back to the whole day they mean.

    Raises
    ------
    ValueError
        If the unit is not understood, with the reason in words.
    """
    if _ABSOLUTE.match(units):
        whole = np.floor(np.nan_to_num(numbers)).astype(np.int64)
        year, month, day = whole // 10000, whole // 100 % 100, whole % 100
        if ((month < 1) | (month > 12) | (day < 1) | (day > 31)).any():
            raise ValueError("some numbers are no dates")
        return day_number(year, month, day, calendar) + (numbers - whole)
    match = _SINCE.match(units)
    if match is None:
        raise ValueError("that is no 'days since' a date")
    if in_months(units):
        return _from_months(numbers, in_months(units), _reference(units, calendar), calendar)
    seconds = _UNIT_SECONDS.get(match[1].casefold())
    if seconds is None:
        raise ValueError(f"{match[1]!r} differ in length or are not known; days or hours are")
    with np.errstate(invalid="ignore", over="ignore"):  # a damaged number may be a signalling NaN
        days = numbers * (seconds / 86400) + _reference(units, calendar)
    finite = np.abs(days[np.isfinite(days)])
    if finite.size and finite.max() > 4e6:
        raise ValueError("that lies more than ten thousand years from now")
    # A number in single precision drifts off the whole day it means (xarray#1917); bring it back within its own error.
    single = (
        float(np.spacing(np.float32(np.abs(numbers[np.isfinite(numbers)]).max())))
        if dtype == np.float32 and finite.size
        else 0.0
    )
    error = max(1e-7, min(0.02, 2 * single * seconds / 86400))
    near = np.round(days)
    return np.where(np.abs(days - near) <= error, near, days)


def _from_months(numbers: np.ndarray, each: int, reference: float, calendar: str) -> np.ndarray:
    """Return days: whole months are those of the calendar, a fraction is that part of its month."""
    if (np.abs(numbers[np.isfinite(numbers)]) * each > 120_000).any():
        raise ValueError("that lies more than ten thousand years from now")
    year, month, day = date_of(reference, calendar)
    if int(day) > 28:
        raise ValueError("months counted from a day that not all months have are not dated")
    months = np.nan_to_num(numbers) * each
    whole = np.floor(months + 1e-6)
    starts = month_start(year, month + whole.astype(np.int64), calendar).astype(np.float64)
    after = month_start(year, month + whole.astype(np.int64) + 1, calendar)
    days = starts + (reference - float(month_start(year, month, calendar)))
    days += np.maximum(months - whole, 0.0) * (after - starts)
    return np.where(np.isfinite(numbers), days, np.nan)


def _reference(units: str, calendar: str) -> float:
    """Return the date behind "since" as days since 1850-01-01; a time zone is left off, so that days stay local."""
    import cftime

    match = _SINCE.match(units)
    assert match is not None
    dated = _DATE_AND_ZONE.match(match[2].strip())
    date_text = dated["date"] if dated else match[2].strip()
    year_zero = {"has_year_zero": True} if re.match(r"[+-]?0+-", date_text) else {}
    try:
        date = cftime.num2date(0, f"days since {date_text}", calendar, **year_zero)
    except (ValueError, TypeError, OverflowError) as err:
        raise ValueError(f"the date is not understood ({err})") from err
    second = date.hour * 3600 + date.minute * 60 + date.second + date.microsecond / 1e6
    return float(day_number(date.year, date.month, date.day, calendar)) + second / 86400
