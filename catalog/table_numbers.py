"""The numbers of a table's columns: each field is a number, says that there is none, or refuses the table."""

from __future__ import annotations

import re
from collections import Counter

import numpy as np

from catalog.checks import finding
from catalog.record import Facets, Finding
from catalog.table_columns import Column
from catalog.table_dates import Dates
from catalog.table_text import MISSING_WORDS, Table
from catalog.units import UnknownUnit, conversion
from catalog.variables import VARIABLES

_TRACE = {"t", "tr", "trace", "tr.", "traces"}
_MARKED = re.compile(r"^([-+]?\d*\.?\d+)\s*([*#EeAa])$")
_ACCUMULATED = re.compile(r"period over which rain.*days|days of accumulation|accumulation days", re.IGNORECASE)
#: So many rows are named, of each kind of doubt.
_MOST_NAMED = 3


def numbers_of(table: Table, column: Column, facets: Facets) -> tuple[np.ndarray, list[Finding]]:
    """Return the values of a column, float64, missing as NaN, and what was found in its fields.

    Raises
    ------
    TableRefused
        If a field is neither a number nor a word for "missing"; if rain is "trace" and that was not accepted.
    """
    values = np.empty(len(table.rows))
    traces: list[int] = []
    marks: dict[str, list[int]] = {}
    for row, fields in enumerate(table.rows):
        field = fields[column.at]
        if table.decimal_comma:
            field = field.replace(",", ".")
        try:
            value = float(field)
        except ValueError:
            value = _word(table, column, row, field, traces, marks)
        if value == column.trace:
            traces.append(row)
            value = 0.0
        values[row] = np.nan if value in column.missing else value
    if column.divisor > 1:
        values /= column.divisor
    return values, _traces(table, column, traces, facets) + _doubts(table, column, values, marks)


def _word(table: Table, column: Column, row: int, field: str, traces: list[int], marks: dict[str, list[int]]) -> float:
    """Return what a field means that is no plain number."""
    word = field.casefold().rstrip("*#")
    if word in MISSING_WORDS:
        return np.nan
    if word in _TRACE and VARIABLES[column.name].water:
        traces.append(row)
        return 0.0
    match = _MARKED.match(field)
    if match is not None:
        marks.setdefault(match[2].upper(), []).append(row)
        return float(match[1])
    shown = table.heading[column.at]
    message = f"Row {table.lines[row]} of {table.name} has {field!r} in the column {shown}, which is no number."
    raise table.refused("table-not-understood", message, row)


def _traces(table: Table, column: Column, traces: list[int], facets: Facets) -> list[Finding]:
    if not traces:
        return []
    field = table.rows[traces[0]][column.at]
    times = "once" if len(traces) == 1 else f"{len(traces)} times"
    message = f"{table.heading[column.at]} of {table.name} is {field!r} {times}, first in row {table.lines[traces[0]]}."
    where = {"file": table.name, "variable": column.name, "where": f"row {table.lines[traces[0]]}"}
    return [finding("trace-rain", message, repaired="trace-rain" in facets.accept, **where)]


def _doubts(table: Table, column: Column, values: np.ndarray, marks: dict[str, list[int]]) -> list[Finding]:
    """Return the findings about values that the table itself calls estimated, suspect or accumulated."""
    found = []
    heading, where = table.heading[column.at], {"file": table.name, "variable": column.name}
    for mark, rows in sorted(marks.items()):
        if mark == "A" and VARIABLES[column.name].water:
            found.append(_accumulated(table, column, rows, f"marked {mark!r}"))
            continue
        message = f"{heading} of {table.name} has {_count(len(rows))} marked {mark!r}, first in row "
        found.append(finding("flagged-values", f"{message}{table.lines[rows[0]]}.", **where))
    if column.flags >= 0:
        pattern = re.compile(column.suspect)
        held = np.isfinite(values)
        rows = [row for row, fields in enumerate(table.rows) if held[row] and pattern.match(fields[column.flags])]
        if rows:
            flags = table.heading[column.flags]
            message = f"{heading} of {table.name} has {_count(len(rows))} that {flags} calls suspect, first in row "
            found.append(finding("flagged-values", f"{message}{table.lines[rows[0]]}.", **where))
    at = next((i for i, h in enumerate(table.heading) if _ACCUMULATED.search(h)), -1)
    if at >= 0 and column.name == "pr":
        rows = [row for row, fields in enumerate(table.rows) if re.fullmatch(r"0*([2-9]|[1-9]\d+)(\.0+)?", fields[at])]
        rows = [row for row in rows if values[row] > 0]
        if rows:
            found.append(_accumulated(table, column, rows, f"of several days by {table.heading[at]}"))
    return found


def _accumulated(table: Table, column: Column, rows: list[int], how: str) -> Finding:
    message = f"{table.heading[column.at]} of {table.name} has {_count(len(rows))} {how}, first in row "
    return finding(
        "rain-accumulated", f"{message}{table.lines[rows[0]]}.",
        file=table.name, variable=column.name, where=f"row {table.lines[rows[0]]}",
    )  # fmt: skip


def _count(number: int) -> str:
    return "1 value" if number == 1 else f"{number} values"


def doubtful_rows(
    table: Table, columns: list[Column], values: dict[str, np.ndarray], dates: list[str], gaps: np.ndarray
) -> list[Finding]:
    """Return the note that names the rows to look at, and the warning of rain that was read after days without.

    Parameters
    ----------
    values : dict of str to ndarray (rows,)
    dates : list of str
        Of each row.
    gaps : ndarray of bool (rows,)
        Whether a row follows days that are absent, or that lack a value of rain.
    """
    canonical = {c.name: _canonical(c, values[c.name]) for c in columns}
    canonical = {name: numbers for name, numbers in canonical.items() if numbers is not None}
    doubts: list[tuple[int, str]] = []
    doubts_of: Counter[str] = Counter()

    def doubt(rows: np.ndarray, kind: str, say) -> None:  # noqa: ANN001
        doubts_of[kind] += rows.size
        doubts.extend((int(row), say(int(row))) for row in rows[:_MOST_NAMED])

    if {"tasmin", "tasmax"} <= canonical.keys():
        low, high = canonical["tasmin"], canonical["tasmax"]
        doubt(np.flatnonzero(low > high + 1e-9), "crossed", lambda r: f"tasmin {low[r]:.4g} above tasmax {high[r]:.4g}")
    for name, numbers in canonical.items():
        known = VARIABLES[name]
        least = 0.0 if name == "pr" else known.least
        rows = np.flatnonzero((numbers < least) | (numbers > known.most))
        doubt(rows, name, lambda r, name=name, n=numbers, u=known.units: f"{name} {n[r]:.4g} {u}")
    found = []
    if doubts:
        shown = "; ".join(f"row {table.lines[r]} ({dates[r]}): {what}" for r, what in sorted(doubts)[:6])
        more = sum(doubts_of.values()) - min(len(doubts), 6)
        shown += f"; and {more} more" if more > 0 else ""
        message = f"Rows of {table.name} to look at: {shown}."
        found.append(finding("rows-doubtful", message, file=table.name, where=f"row {table.lines[min(doubts)[0]]}"))
    if "pr" in canonical:
        found += _read_late(table, canonical["pr"], gaps)
    return found


def _read_late(table: Table, rain: np.ndarray, gaps: np.ndarray) -> list[Finding]:
    """Return the warning that a gauge was emptied after days away: rain after gaps is far more than on other days."""
    held = np.isfinite(rain)
    after, others = rain[held & gaps], rain[held & ~gaps]
    if after.size < 5 or others.size < 30:
        return []
    wet = float((after > 0).mean())
    if wet < 0.8 or wet < 1.5 * float((others > 0).mean()) or after.mean() < 2 * others.mean():
        return []
    message = (
        f"After days without a value {table.name} has rain in {after.size} rows, {after.mean():.3g} mm on average "
        f"against {others.mean():.3g} mm on other days: a gauge that was read late."
    )
    return [finding("rain-accumulated", message, file=table.name, variable="pr")]


def _canonical(column: Column, values: np.ndarray) -> np.ndarray | None:
    known = VARIABLES[column.name]
    try:
        scale, offset = conversion(column.units, known.units, water=known.water)
    except UnknownUnit:
        try:
            scale, offset = conversion(column.units, "mm", water=known.water)
        except UnknownUnit:
            return None
    return values * scale + offset


def repeated_rows(
    table: Table, dates: Dates, keys: np.ndarray, values: dict[str, np.ndarray], facets: Facets
) -> tuple[np.ndarray, list[Finding]]:
    """Return which rows stay, where some have the station and day of an earlier one, and the finding about it.

    Raises
    ------
    TableRefused
        If most days have several rows: the table is of hours, or of readings a day.
    """
    _, first, counts = np.unique(keys, return_index=True, return_counts=True)
    if first.size == keys.size:
        return np.ones(keys.size, dtype=bool), []
    stays = np.zeros(keys.size, dtype=bool)
    stays[first] = True
    row = int(np.flatnonzero(~stays)[0])
    earlier = int(np.flatnonzero(keys == keys[row])[0])
    if (counts > 1).mean() > 0.5:
        shown = f", at {dates.hours[earlier]} and {dates.hours[row]}" if dates.hours else ""
        message = f"{table.name} has {int(np.median(counts))} rows a day{shown}."
        fix = "Write one row a day: the maximum, the minimum or the sum of its readings."
        raise table.refused("frequency-not-served", message, row, fix)
    of_day = {int(keys[at]): at for at in first}
    originals = np.array([of_day[int(key)] for key in keys[~stays]])
    equal = all(np.array_equal(v[~stays], v[originals], equal_nan=True) for v in values.values())
    said = f"Row {table.lines[row]} of {table.name} has the day of row {table.lines[earlier]}"
    where = {"file": table.name, "where": f"row {table.lines[row]}"}
    times = int((~stays).sum())
    if not equal:
        message = f"{said}, with other values; {times} rows repeat a day."
        return stays, [finding("time-conflicting", message, **where)]
    message = f"{said}, with the same values; {times} rows repeat a day."
    accepted = "time-duplicated" in facets.accept
    return stays, [finding("time-duplicated", message, repaired=accepted, **where)]
