"""Time axes of files: which days each step is about, in the file's own calendar.

Time bounds decide where there are any; else the stamp does. Nothing is shifted, filled or converted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from catalog.calendars import CALENDARS, date_of, iso, month_start
from catalog.checks import finding
from catalog.described import DescribedFile, DescribedVariable
from catalog.record import Finding
from catalog.stamps import stamp_findings
from catalog.time_units import has_zone, in_months, is_time_unit, to_days


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
        Days since 1850-01-01 in the calendar; in the file's order, which may be wrong. float64, to the minute, where
        steps are shorter than a day.
    days : ndarray of int32 (steps,)
        float64 where steps are shorter than a day.
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
            finding(
                "frequency-not-served",
                f"{file.name} is a climatology, averaged over many years.",
                file=file.name,
                fix="Publish the days, months or years that it was averaged from.",
            )
        )
    findings: list[Finding] = []
    calendar = _calendar(file, coordinate, findings)
    findings += _about_units(file, coordinate)
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
    bounds = _bounds(file, coordinate, calendar, findings)
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
                f"{file.name} has steps of {_of(frequency)} and no time bounds.",
                file=file.name,
            )
        )
    said = _SAID.get(file.text("frequency").casefold(), file.text("frequency").casefold()).removesuffix("pt")
    if said in _WORDS and said != frequency:
        findings.append(
            finding(
                "frequency-differs",
                f"{file.name} says frequency {said!r}, but its steps are of {_of(frequency)}.",
                file=file.name,
            )
        )
    return FileTime(calendar, frequency, first_day, days), findings


#: Steps shorter than a day, as CMIP names them → hours.
HOURS = {"1hr": 1, "2hr": 2, "3hr": 3, "4hr": 4, "6hr": 6, "8hr": 8, "12hr": 12}
_WORDS = {"day": "day", "mon": "month", "yr": "year"} | {f: f"{n} hours" for f, n in HOURS.items()} | {"1hr": "hour"}
_SAID = {
    "daily": "day", "monthly": "mon", "month": "mon", "annual": "yr", "yearly": "yr", "year": "yr", "hourly": "1hr",
    "3-hourly": "3hr", "6-hourly": "6hr",
}  # fmt: skip


def _of(frequency: str) -> str:
    word = _WORDS[frequency]
    return word if word[0].isdigit() else f"an {word}" if word == "hour" else f"a {word}"


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
        days = np.floor(to_days(raw, units, other, np.dtype(np.float64)) + 1e-6)
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
        is_time_unit(units)
        or coordinate.text("standard_name") == "time"
        or coordinate.text("axis") == "T"
        or coordinate.name.casefold() in {"time", "t"}
    )


def _calendar(file: DescribedFile, coordinate: DescribedVariable, findings: list[Finding]) -> str:
    text = coordinate.text("calendar").casefold()
    if text in {"360", "365", "366"} and in_months(coordinate.text("units")):
        text = "standard"  # GrADS and IRI count months so; no month there has days
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
        return to_days(file.values(variable.name), units, calendar, np.dtype(variable.dtype))
    except ValueError as err:
        raise _not_understood(file, coordinate, f"{file.name} gives its time in {units!r}: {err}.") from err


def _about_units(file: DescribedFile, coordinate: DescribedVariable) -> list[Finding]:
    units, findings = coordinate.text("units"), []
    if in_months(units):
        message = f"{file.name} counts its time in {units!r}."
        findings.append(finding("time-in-months", message, file=file.name, variable=coordinate.name))
    if has_zone(units):
        message = f"{file.name} gives its time in {units!r}."
        findings.append(finding("time-zone-kept", message, file=file.name, variable=coordinate.name))
    return findings


def _bounds(
    file: DescribedFile, coordinate: DescribedVariable, calendar: str, findings: list[Finding]
) -> np.ndarray | None:
    variable = file.variables.get(coordinate.text("bounds")) or file.variables.get(f"{coordinate.name}_bnds")
    if variable is None or variable.shape != (*coordinate.shape, 2) or not variable.is_numeric:
        return None
    bounds = _days_since(file, variable, coordinate, calendar)
    missing, empty = ~np.isfinite(bounds).all(axis=1), bounds[:, 1] <= bounds[:, 0]
    if missing.any() or empty.any():
        what = "have no value" if missing.any() else "end before they begin, or hold no time"
        count = int(missing.sum() if missing.any() else empty.sum())
        message = f"{count} of {len(bounds)} bounds in {variable.name} of {file.name} {what}."
        findings.append(finding("time-bounds-unusable", message, file=file.name, variable=variable.name))
        return None
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
    for frequency, hours in HOURS.items():
        if abs(length * 24 - hours) < 0.02:
            return frequency
    described = f"{length * 24:.3g} hours" if length < 0.9 else f"{length:.4g} days"
    raise TimeRefused(finding("frequency-not-served", f"The steps of {file.name} are of {described}.", file=file.name))


def _frequency_said(file: DescribedFile, coordinate: DescribedVariable) -> str:
    """Return the step of a file with a single one, by its words, else by the digits of the dates in its name."""
    said = f"{file.text('frequency')} {file.text('table_id')} {file.text('time_step', 'time_frequency')}".casefold()
    dates = re.findall(r"(?<!\d)((?:1[89]|2\d)\d{2}(?:\d{2}){0,2})(?!\d)", re.sub(r"[vV]\d[\d.]*", "", file.name))
    by_digits = {8: "day", 6: "mon", 4: "yr"}.get(len(dates[-1]), "") if dates else ""
    for words, frequency in (
        (r"\b1hr|hourly", "1hr"), (r"\b3hr", "3hr"), (r"\b6hr", "6hr"), (r"\bday|daily", "day"),
        (r"\b(mon|amon|lmon)", "mon"), (r"\b(yr|year|annual)", "yr"),
    ):  # fmt: skip
        if re.search(words, said):
            return frequency
    named = re.search(r"(?<![a-z])(day|daily|mon|monthly|amon|yearly|annual)(?![a-z])", file.name.casefold())
    if named:
        return {"d": "day", "m": "mon", "y": "yr"}.get(named[1][0], "mon" if named[1] == "amon" else "yr")
    if by_digits:
        return by_digits
    raise _not_understood(
        file, coordinate, f"{file.name} holds a single step, and nothing says whether it is a day, a month or a year."
    )


def _steps(
    frequency: str, stamps: np.ndarray, bounds: np.ndarray | None, calendar: str
) -> tuple[np.ndarray, np.ndarray]:
    if frequency in HOURS:
        starts = stamps if bounds is None else bounds[:, 0]
        return np.round(starts * 1440) / 1440, np.full(stamps.size, HOURS[frequency] / 24)
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
