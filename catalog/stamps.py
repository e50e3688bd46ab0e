"""What the hours of daily stamps say: an hour that changes, the end of the day, the evening before."""

from __future__ import annotations

import numpy as np

from catalog.calendars import date_of, iso
from catalog.checks import finding
from catalog.record import Finding

#: Hours of a day; stamps later than this may be a midnight of another time zone.
_LATE_HOUR = 21.0
_ROUNDING_HOURS = 0.02


def stamp_findings(name: str, stamps: np.ndarray, calendar: str) -> list[Finding]:
    """Return the findings about daily stamps that no bounds explain.

    Parameters
    ----------
    name : str
        Of the file.
    stamps : ndarray of float64 (steps,)
        Days since 1850-01-01 in the calendar.
    """
    hours = np.mod(stamps, 1.0) * 24
    hours = np.where(hours > 24 - _ROUNDING_HOURS, 0.0, hours)
    first = float(hours[0])
    changed = np.abs(hours - first) > _ROUNDING_HOURS
    if changed.any():
        at = int(changed.argmax())
        where = iso(int(np.floor(stamps[at])), calendar)
        message = f"The stamps of {name} are at {_clock(first)} and from {where} on at {_clock(float(hours[at]))}"
        message = f"{message}; {int(changed.sum())} of {stamps.size} differ from the first."
        return [finding("stamps-irregular", message, file=name, where=where)]
    where = iso(int(np.floor(stamps.min())), calendar)
    _, month, day = date_of(np.floor([stamps.min(), stamps.max()]), calendar)
    if first == 0 and stamps.size > 300 and (month == 1).all() and day.tolist() == [2, 1]:
        message = f"The days of {name} begin on 2 January and end on 1 January, at midnight."
        return [finding("stamps-at-end", message, file=name, where=where)]
    if first > _LATE_HOUR:
        return [finding("stamps-late", f"The daily stamps of {name} are at {_clock(first)}.", file=name, where=where)]
    return []


def _clock(hours: float) -> str:
    minutes = round(hours * 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
