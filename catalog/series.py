"""Tables of points and stations: comma, semicolon, tab or space separated text, described as if it were a file.

Nothing is filled or skipped: an empty field is missing, a field that is no number refuses the table.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from catalog.calendars import day_number, month_start
from catalog.checks import finding
from catalog.described import DescribedFile, DescribedVariable
from catalog.places import PlacesRefused, places_of
from catalog.record import Facets, Finding
from catalog.understood import SourceFile
from catalog.variables import name_of

_MOST_BYTES = 500 * 1024 * 1024
_MISSING = {"", "na", "n/a", "nan", "null", "none", "-", "--", "missing", "."}
_DATE = re.compile(r"^(\d{4})-?(\d{2})-?(\d{2})(?:[T ]\d{2}:?\d{2}.*)?$")
_ORIGIN = "days since 1850-01-01"


class TableRefused(Exception):
    """A table that is not understood; carries its finding."""

    def __init__(self, found: Finding) -> None:
        super().__init__(found.message)
        self.found = found


def describe_table(source: SourceFile, facets: Facets) -> DescribedFile:
    """Return a table as a described file: a time axis, and a variable for each column that is known.

    Columns are those that `facets.variables` names, else those whose heading says variable and unit, as ``Tmin(C)``.
    Dates are in `facets.date_column`, else in a column called date, else in Day, Month and Year.

    Raises
    ------
    TableRefused
    """
    heading, rows = _read(source)
    days, calendar, assumed = _days(source, heading, rows, facets)
    columns = _columns(source, heading, facets)
    if facets.stations:
        time = {"units": _ORIGIN, "standard_name": "time", "calendar": "" if assumed else calendar}
        return _stations(source, heading, rows, days, time, columns, facets)
    _refuse_several(source, heading, rows, days)
    arrays: dict[str, np.ndarray] = {"time": days.astype(np.float64)}
    variables = {
        "time": DescribedVariable(
            "time", "<f8", ("time",), days.shape,
            {"units": _ORIGIN, "standard_name": "time", "calendar": "" if assumed else calendar},
        )
    }  # fmt: skip
    for at, name, units in columns:
        arrays[name] = _numbers(source, heading[at], [row[at] for row in rows])
        variables[name] = DescribedVariable(
            name, "<f8", ("time",), days.shape, {"units": units, "long_name": heading[at]}
        )

    def read_window(name: str, window: Sequence[tuple[int, int]]) -> np.ndarray:
        (first, after), *_ = window
        return arrays[name][first:after]

    return DescribedFile(source, {}, {"time": days.size}, variables, (), read_window, "table")


def _stations(
    source: SourceFile, heading: list[str], rows: list[list[str]], days: np.ndarray, time: dict[str, str],
    columns: list[tuple[int, str, str]], facets: Facets,
) -> DescribedFile:  # fmt: skip
    """Return a table of several stations below each other, (time, station); a day that a station lacks is missing."""
    at, places = _placed(source, heading, rows, facets)
    names = list(dict.fromkeys(row[at] for row in rows))
    steps, step = np.unique(days, return_inverse=True)
    station = np.array([names.index(row[at]) for row in rows])
    cells = step * len(names) + station
    if np.unique(cells).size < cells.size:
        order = np.sort(cells)
        twice = int(order[:-1][np.diff(order) == 0][0])
        row = int(np.flatnonzero(cells == twice)[1]) + 2
        message = f"Row {row} of {source.name} repeats a day of the station {names[twice % len(names)]}."
        raise _refuse(source, "table-not-understood", message, where=f"row {row}")
    shape = (steps.size, len(names))
    arrays: dict[str, np.ndarray] = {
        "time": steps.astype(np.float64),
        "lat": np.array([places[name][0] for name in names]),
        "lon": np.array([places[name][1] for name in names]),
        "station_name": np.array(names, dtype=object),
    }
    attributes = {
        "time": time,
        "lat": {"units": "degrees_north", "standard_name": "latitude"},
        "lon": {"units": "degrees_east", "standard_name": "longitude"},
        "station_name": {"cf_role": "timeseries_id"},
    }
    variables = {
        name: DescribedVariable(
            name, "str" if name == "station_name" else "<f8", ("time",) if name == "time" else ("station",),
            arrays[name].shape, attributes[name],
        )
        for name in arrays
    }  # fmt: skip
    for column, name, units in columns:
        values = np.full(shape, np.nan)
        values.ravel()[cells] = _numbers(source, heading[column], [row[column] for row in rows])
        arrays[name] = values
        said = {"units": units, "long_name": heading[column]}
        variables[name] = DescribedVariable(name, "<f8", ("time", "station"), shape, said)

    def read_window(name: str, window: Sequence[tuple[int, int]]) -> np.ndarray:
        return arrays[name][tuple(slice(first, after) for first, after in window)]

    return DescribedFile(source, {}, {"time": steps.size, "station": len(names)}, variables, (), read_window, "table")


def _placed(
    source: SourceFile, heading: list[str], rows: list[list[str]], facets: Facets
) -> tuple[int, dict[str, tuple[float, float]]]:
    """Return the column of station names, and where each of them lies."""
    path = Path(facets.stations)
    if not path.is_file():
        raise _refuse(source, "places-not-understood", f"The table of places {facets.stations} does not exist.")
    facts = path.stat()
    of_places = _read(SourceFile(path, facts.st_size, facts.st_mtime_ns))
    listed = {field for row in of_places[1] for field in row if field}
    held = [{row[at] for row in rows} for at in range(len(heading))]
    shared = [len(names & listed) if all(not _is_number(n) for n in names) else 0 for names in held]
    at = shared.index(max(shared))
    if not shared[at]:  # stations called by a number
        shared = [len(names & listed) if names <= listed else 0 for names in held]
        at = shared.index(max(shared))
    if not shared[at]:
        message = f"No column of {source.name} holds a name of the table of places {path.name}."
        raise _refuse(source, "places-not-understood", message)
    try:
        places = places_of(*of_places, held[at])
    except PlacesRefused as refused:
        message = f"The table of places {path.name} is not understood: {refused}."
        raise _refuse(source, "places-not-understood", message) from None
    absent = sorted(held[at] - places.keys())
    if absent:
        message = f"{path.name} gives no place for {', '.join(absent[:5])}, which {source.name} holds."
        raise _refuse(source, "places-not-understood", message)
    return at, places


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return not text
    return True


def _refuse(source: SourceFile, code: str, message: str, **more: str) -> TableRefused:
    return TableRefused(finding(code, message, file=source.name, **more))


def _read(source: SourceFile) -> tuple[list[str], list[list[str]]]:
    if source.size > _MOST_BYTES:
        raise _refuse(source, "metadata-too-large", f"{source.name} is a table of {source.size:,} bytes.")
    raw = source.path.read_bytes()
    if b"\x00" in raw[:4096]:
        raise _refuse(source, "table-not-understood", f"{source.name} is no text.")
    text = raw.decode("utf-8-sig") if _is_utf8(raw) else raw.decode("latin-1")
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    if len(lines) < 2:
        raise _refuse(source, "table-not-understood", f"{source.name} has no heading with rows below it.")
    separator = next((s for s in ("\t", ";", ",") if s in lines[0]), "")
    split = (
        csv.reader(io.StringIO("\n".join(lines)), delimiter=separator)
        if separator
        else (line.split() for line in lines)
    )
    table = [[field.strip() for field in row] for row in split]
    heading, rows = table[0], table[1:]
    for number, row in enumerate(rows, start=2):
        if len(row) != len(heading):
            message = f"Row {number} of {source.name} has {len(row)} fields, the heading {len(heading)}."
            raise _refuse(source, "table-not-understood", message, where=f"row {number}")
    return heading, rows


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _days(
    source: SourceFile, heading: list[str], rows: list[list[str]], facets: Facets
) -> tuple[np.ndarray, str, bool]:
    """Return day numbers, the calendar that the dates need, and whether it was only assumed."""
    known = {name.casefold(): at for at, name in enumerate(heading)}
    asked = re.split(r"[ ,+]+", facets.date_column.strip()) if facets.date_column else []
    if facets.date_column and facets.date_column.casefold() in known:
        asked = [facets.date_column]
    asked = (
        asked
        or [n for n in ("date", "time", "day") if n in known and (n == "date" or "year" not in known)][:1]
        or ["year", "month", "day"]
    )
    absent = [name for name in asked if name.casefold() not in known]
    if absent:
        message = f"{source.name} has no column {absent[0]!r} for the date; it has {', '.join(filter(None, heading))}."
        raise _refuse(source, "table-not-understood", message)
    if len(asked) == 1:
        at = known[asked[0].casefold()]
        dates = [_date(source, row[at], number) for number, row in enumerate(rows, start=2)]
    else:
        by_word = {
            next((w for w in ("year", "month", "day") if n.casefold().startswith(w)), n): known[n.casefold()]
            for n in asked
        }
        if set(by_word) != {"year", "month", "day"}:
            message = f"The date columns {', '.join(asked)} of {source.name} are not a year, a month and a day."
            raise _refuse(source, "table-not-understood", message)
        order = [by_word[w] for w in ("year", "month", "day")]
        dates = [_parts(source, [row[i] for i in order], number) for number, row in enumerate(rows, start=2)]
    return _numbered(source, np.array(dates, dtype=np.int64))


def _date(source: SourceFile, text: str, number: int) -> tuple[int, int, int]:
    match = _DATE.match(text)
    if match is None:
        message = f"Row {number} of {source.name} has the date {text!r}; dates are understood as 2031-07-24."
        raise _refuse(source, "table-not-understood", message, where=f"row {number}")
    return int(match[1]), int(match[2]), int(match[3])


def _parts(source: SourceFile, fields: list[str], number: int) -> tuple[int, int, int]:
    try:
        year, month, day = (int(float(f)) for f in fields)
    except ValueError:
        message = f"Row {number} of {source.name} has the date {' '.join(fields)!r}."
        raise _refuse(source, "table-not-understood", message, where=f"row {number}") from None
    return year, month, day


def _numbered(source: SourceFile, dates: np.ndarray) -> tuple[np.ndarray, str, bool]:
    year, month, day = dates.T
    february = month == 2
    calendar = "360_day" if (february & (day == 30)).any() else "standard"
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    through = np.intersect1d(year[leap & (month == 2) & (day == 28)], year[leap & (month == 3) & (day == 1)])
    if calendar == "standard" and through.size >= 3 and not (february & (day == 29)).any():
        calendar = "noleap"
    valid = (year > 0) & (year < 10000) & (month >= 1) & (month <= 12) & (day >= 1)
    lengths = np.zeros_like(day)
    lengths[valid] = month_start(year[valid], month[valid] + 1, calendar) - month_start(
        year[valid], month[valid], calendar
    )
    wrong = ~valid | (day > lengths)
    if wrong.any():
        at = int(wrong.argmax())
        date = f"{year[at]:04d}-{month[at]:02d}-{day[at]:02d}"
        message = f"Row {at + 2} of {source.name} has the date {date}, which the {calendar} calendar lacks."
        raise _refuse(source, "dates-invented", message, where=f"row {at + 2}")
    assumed = calendar == "standard" and not (february & (day == 29)).any()
    return day_number(year, month, day, calendar), calendar, assumed


def _refuse_several(source: SourceFile, heading: list[str], rows: list[list[str]], days: np.ndarray) -> None:
    """Raise where series of several stations stand below each other: days repeat, and a name tells them apart."""
    if np.unique(days).size == days.size:
        return
    for at, column in enumerate(heading):
        names = list(dict.fromkeys(row[at] for row in rows))
        apart = len({(row[at], day) for row, day in zip(rows, days.tolist(), strict=True)}) == len(rows)
        if apart and 1 < len(names) <= len(rows) // 30:
            shown = ", ".join(names[:4]) + (" …" if len(names) > 4 else "")
            message = f"{source.name} holds {len(names)} series, told apart by its column {column}: {shown}."
            raise _refuse(source, "several-series", message)


def _columns(source: SourceFile, heading: list[str], facets: Facets) -> list[tuple[int, str, str]]:
    """Return (column, CMIP name, units) of each variable."""
    if facets.variables:
        found = []
        for column, (name, units) in facets.variables.items():
            if column not in heading:
                message = f"{source.name} has no column {column!r}; it has {', '.join(filter(None, heading))}."
                raise _refuse(source, "table-not-understood", message)
            found.append((heading.index(column), name, units))
        return found
    found = []
    for at, column in enumerate(heading):
        match = re.match(r"^\s*(.*?)\s*[(\[]\s*(.*?)\s*[)\]]\s*$", column)
        words, units = (match[1], match[2]) if match else (column, "")
        name = name_of(re.sub(r"[ .]+", "_", words))
        if name:
            found.append((at, name, units))
    if not found:
        message = f"No column of {source.name} names a variable; it has {', '.join(filter(None, heading))}."
        raise _refuse(source, "table-not-understood", message)
    return found


def _numbers(source: SourceFile, column: str, fields: list[str]) -> np.ndarray:
    values = np.empty(len(fields))
    for number, field in enumerate(fields):
        try:
            values[number] = float(field)
        except ValueError:
            if field.casefold() not in _MISSING:
                message = f"Row {number + 2} of {source.name} has {field!r} in the column {column}, which is no number."
                raise _refuse(source, "table-not-understood", message, where=f"row {number + 2}") from None
            values[number] = np.nan
    return values
