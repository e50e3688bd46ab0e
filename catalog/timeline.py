"""Time axes of files: which days each step is about, in the file's own calendar.

Time bounds decide where there are any; else the stamp does. Nothing is shifted, filled or converted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from catalog.calendars import CALENDARS, date_of, day_number, iso, month_start
from catalog.checks import finding
from catalog.described import DescribedFile, DescribedVariable
from catalog.record import Finding
from catalog.stamps import stamp_findings

_UNIT_SECONDS = {
    "second": 1, "seconds": 1, "sec": 1, "secs": 1, "s": 1,
    "minute": 60, "minutes": 60, "min": 60, "mins": 60,
    "hour": 3600, "hours": 3600, "hr": 3600, "hrs": 3600, "h": 3600,
    "day": 86400, "days": 86400, "d": 86400,
    "millisecond": 0.001, "milliseconds": 0.001, "microseconds": 1e-6, "nanoseconds": 1e-9,
}  # fmt: skip
_SINCE = re.compile(r"^\s*(\w+)\s+since\s+(\S.*)$", re.IGNORECASE)
_ABSOLUTE = re.compile(r"^\s*day as %Y%m%d(\.%f)?\s*$")


class TimeRefused(Exception):
    """A time axis that is not understood; carries its finding."""

    def __init__(self, found: Finding) -> None:
        super().__init__(found.message)
        self.found = found


@dataclass(frozen=True)
class FileTime:
    """The steps of one file, as they lie in it.

    Attributes
    ----------
    calendar, frequency : str
    first_day : ndarray of int64 (steps,)
        Days since 1850-01-01 in the calendar; in the file's order, which may be wrong.
    days : ndarray of int32 (steps,)
    """

    calendar: str
    frequency: str
    first_day: np.ndarray
    days: np.ndarray

    def __len__(self) -> int:
        """How many steps there are."""
        return int(self.first_day.size)


def find_time(file: DescribedFile, variable: DescribedVariable) -> DescribedVariable | None:
    """Return the time coordinate of a variable, or None."""
    for name in variable.dimensions:
        coordinate = file.variables.get(name)
        if coordinate is not None and _is_time(coordinate):
            return coordinate
    for coordinate in file.variables.values():  # a time that is not named like its dimension
        if len(coordinate.dimensions) == 1 and coordinate.dimensions[0] in variable.dimensions and _is_time(coordinate):
            return coordinate
    return None


def read_time(file: DescribedFile, coordinate: DescribedVariable) -> tuple[FileTime, list[Finding]]:
    """Return the steps of a time coordinate, and what was found on the way.

    Raises
    ------
    TimeRefused
        If units or calendar are not understood, values are missing, or steps are no days, months or years.
    """
    if coordinate.text("climatology"):
        raise TimeRefused(
            finding("frequency-not-served", f"{file.name} is a climatology, averaged over many years.", file=file.name)
        )
    findings: list[Finding] = []
    calendar = _calendar(file, coordinate, findings)
    stamps = _days_since(file, coordinate, coordinate, calendar)
    if not stamps.size:
        raise TimeRefused(finding("time-missing", f"The time axis of {file.name} has no steps.", file=file.name))
    if not np.isfinite(stamps).all():
        bad = int((~np.isfinite(stamps)).sum())
        raise TimeRefused(
            finding(
                "time-undefined",
                f"{bad} of {stamps.size} times of {file.name} have no value.",
                file=file.name, where=f"{bad} steps",
            )
        )  # fmt: skip
    bounds = _bounds(file, coordinate, calendar)
    if bounds is not None:
        outside = (stamps < bounds[:, 0] - 1e-6) | (stamps > bounds[:, 1] + 1e-6)
        if outside.any():
            first = iso(int(np.floor(stamps[outside][0])), calendar)
            findings.append(
                finding(
                    "bounds-contradict-time",
                    f"{int(outside.sum())} times of {file.name} lie outside their own bounds.",
                    file=file.name, where=f"from {first}",
                )
            )  # fmt: skip
    frequency = _frequency(file, coordinate, stamps, bounds)
    first_day, days = _steps(frequency, stamps, bounds, calendar)
    if bounds is None and frequency == "day":
        findings += stamp_findings(file.name, stamps, calendar)
    if bounds is None and frequency != "day":
        findings.append(
            finding(
                "steps-without-bounds",
                f"{file.name} has steps of a {_WORDS[frequency]} and no time bounds.",
                file=file.name,
            )
        )
    said = {"daily": "day", "monthly": "mon", "annual": "yr", "year": "yr"}.get(
        file.text("frequency"), file.text("frequency")
    )
    if said in {"day", "mon", "yr"} and said != frequency:
        findings.append(
            finding(
                "frequency-differs",
                f"{file.name} says frequency {said!r}, but its steps are of a {_WORDS[frequency]}.",
                file=file.name,
            )
        )
    return FileTime(calendar, frequency, first_day, days), findings


_WORDS = {"day": "day", "mon": "month", "yr": "year"}


def calendar_that_fits(first_day: np.ndarray, calendar: str, stamps_from: tuple[str, np.ndarray] | None) -> str:
    """Return another calendar in which daily steps are exactly whole years, where in their own they are not; else "".

    `stamps_from` is ``(time units, raw values)`` of the axis. Both ends have to fall on 1 January and 31 December, to
    which a wrong calendar comes once in 100 000 files.
    """
    if stamps_from is None or first_day.size < 360 or (np.diff(np.sort(first_day)) != 1).any():
        return ""
    if _whole_years(first_day.min(), first_day.max(), calendar):
        return ""
    units, raw = stamps_from
    for other in ("noleap", "standard", "360_day", "all_leap"):
        if other == calendar or {other, calendar} <= {"standard", "proleptic_gregorian"}:
            continue
        days = np.floor(_to_days(raw, units, other, np.dtype(np.float64)) + 1e-6)
        if _whole_years(int(days.min()), int(days.max()), other):
            return other
    return ""


def _whole_years(first: int, last: int, calendar: str) -> bool:
    a, b = date_of(first, calendar), date_of(last + 1, calendar)
    return (int(a[1]), int(a[2]), int(b[1]), int(b[2])) == (1, 1, 1, 1)


def raw_time(file: DescribedFile, coordinate: DescribedVariable) -> tuple[str, np.ndarray]:
    """Return the units and the numbers of a time axis, for `calendar_that_fits`."""
    return coordinate.text("units"), file.values(coordinate.name)


def _is_time(coordinate: DescribedVariable) -> bool:
    units = coordinate.text("units")
    return coordinate.is_numeric and bool(
        _SINCE.match(units)
        or _ABSOLUTE.match(units)
        or coordinate.text("standard_name") == "time"
        or coordinate.text("axis") == "T"
        or coordinate.name.casefold() in {"time", "t"}
    )


def _calendar(file: DescribedFile, coordinate: DescribedVariable, findings: list[Finding]) -> str:
    text = coordinate.text("calendar").casefold()
    if not text:
        findings.append(finding("calendar-assumed", f"The time axis of {file.name} names no calendar.", file=file.name))
        return "standard"
    if text not in CALENDARS:
        raise TimeRefused(
            finding(
                "calendar-unknown",
                f"{file.name} has the calendar {coordinate.text('calendar')!r}, which is none of CF's.",
                file=file.name, variable=coordinate.name,
            )
        )  # fmt: skip
    return CALENDARS[text]


def _not_understood(file: DescribedFile, coordinate: DescribedVariable, what: str) -> TimeRefused:
    return TimeRefused(finding("time-not-understood", what, file=file.name, variable=coordinate.name))


def _days_since(
    file: DescribedFile, variable: DescribedVariable, coordinate: DescribedVariable, calendar: str
) -> np.ndarray:
    """Return times as days since 1850-01-01, float64; whole days exactly whole."""
    units = variable.text("units") or coordinate.text("units")
    if not units:
        raise _not_understood(file, coordinate, f"The time axis of {file.name} has no units.")
    try:
        return _to_days(file.values(variable.name), units, calendar, np.dtype(variable.dtype))
    except ValueError as err:
        raise _not_understood(file, coordinate, f"{file.name} gives its time in {units!r}: {err}.") from err


def _to_days(numbers: np.ndarray, units: str, calendar: str, dtype: np.dtype) -> np.ndarray:
    if _ABSOLUTE.match(units):
        whole = np.floor(np.nan_to_num(numbers)).astype(np.int64)
        year, month, day = whole // 10000, whole // 100 % 100, whole % 100
        if ((month < 1) | (month > 12) | (day < 1) | (day > 31)).any():
            raise ValueError("some numbers are no dates")
        return day_number(year, month, day, calendar) + (numbers - whole)
    match = _SINCE.match(units)
    if match is None:
        raise ValueError("that is no 'days since' a date")
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


def _reference(units: str, calendar: str) -> float:
    import cftime

    try:
        date = cftime.num2date(0, units, calendar)
    except (ValueError, TypeError, OverflowError) as err:
        raise ValueError(f"the date is not understood ({err})") from err
    second = date.hour * 3600 + date.minute * 60 + date.second + date.microsecond / 1e6
    return float(day_number(date.year, date.month, date.day, calendar)) + second / 86400


def _bounds(file: DescribedFile, coordinate: DescribedVariable, calendar: str) -> np.ndarray | None:
    variable = file.variables.get(coordinate.text("bounds")) or file.variables.get(f"{coordinate.name}_bnds")
    if variable is None or variable.shape != (*coordinate.shape, 2) or not variable.is_numeric:
        return None
    bounds = _days_since(file, variable, coordinate, calendar)
    if not np.isfinite(bounds).all() or (bounds[:, 1] <= bounds[:, 0]).any():
        return None  # as good as none: a step without an extent
    return bounds


def _frequency(
    file: DescribedFile, coordinate: DescribedVariable, stamps: np.ndarray, bounds: np.ndarray | None
) -> str:
    lengths = bounds[:, 1] - bounds[:, 0] if bounds is not None else np.abs(np.diff(np.unique(stamps)))
    if lengths.size == 0:
        return _frequency_said(file, coordinate)
    length = float(np.median(lengths))
    for frequency, least, most in (("day", 0.9, 1.1), ("mon", 27.5, 31.5), ("yr", 359.0, 367.0)):
        if least <= length <= most:
            return frequency
    described = f"{length * 24:.3g} hours" if length < 0.9 else f"{length:.4g} days"
    raise TimeRefused(finding("frequency-not-served", f"The steps of {file.name} are of {described}.", file=file.name))


def _frequency_said(file: DescribedFile, coordinate: DescribedVariable) -> str:
    said = f"{file.text('frequency')} {file.text('table_id')}".casefold()
    tokens = re.findall(r"_(\d{4,8})(?:-\d{4,8})?\.", file.name)
    for frequency, words, digits in (("day", r"\bday", 8), ("mon", r"\b(mon|amon|lmon)", 6), ("yr", r"\b(yr|year)", 0)):
        if re.search(words, said) or (tokens and len(tokens[-1]) == digits):
            return frequency
    raise _not_understood(
        file, coordinate, f"{file.name} holds a single step, and nothing says whether it is a day, a month or a year."
    )


def _steps(
    frequency: str, stamps: np.ndarray, bounds: np.ndarray | None, calendar: str
) -> tuple[np.ndarray, np.ndarray]:
    if frequency == "day":
        # The middle of a day's bounds lies in the day it is about, also where it runs from 09 to 09 hours.
        middle = stamps if bounds is None else bounds.mean(axis=1)
        return np.floor(middle).astype(np.int64), np.ones(stamps.size, dtype=np.int32)
    if bounds is not None:
        first = np.round(bounds[:, 0]).astype(np.int64)
        return first, (np.round(bounds[:, 1]).astype(np.int64) - first).astype(np.int32)
    year, month, _ = date_of(np.floor(stamps).astype(np.int64), calendar)
    if frequency == "mon":
        first, after = month_start(year, month, calendar), month_start(year, month + 1, calendar)
    else:
        first, after = (
            month_start(year, np.ones_like(month), calendar),
            month_start(year + 1, np.ones_like(month), calendar),
        )
    return first, (after - first).astype(np.int32)
