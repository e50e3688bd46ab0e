"""Tables of points and stations, described as if they were files: a time axis, places, and a variable a column.

The work is divided: `table_text` finds heading and rows, `table_dates` the days, `table_columns` what is measured in
which unit, `table_numbers` the values, `table_places` where it was. Nothing is filled or skipped.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from catalog.calendars import iso
from catalog.described import DescribedFile, DescribedVariable
from catalog.record import Facets, Finding
from catalog.table_columns import Column, columns_of
from catalog.table_dates import ORIGIN, Dates, dates_of, has_dates
from catalog.table_numbers import doubtful_rows, numbers_of, repeated_rows
from catalog.table_places import Stations, stations_of
from catalog.table_text import Table, TableRefused, read_table, word_of
from catalog.understood import SourceFile

__all__ = ["TableRefused", "describe_table"]

_MOST_SOURCE = 4000


def describe_table(source: SourceFile, facets: Facets) -> tuple[DescribedFile, list[Finding]]:
    """Return a table as a described file, and what was found in it.

    Columns are those that `facets.variables` names, else those whose heading says variable and unit, as ``Tmin(C)``,
    or whose unit stands above or below the heading. Dates are in `facets.date_column`, else in a column called date,
    else in columns of year, month and day, or year and day of the year. Without a day the steps are months.

    Raises
    ------
    TableRefused
    """
    asked = {word_of(name) for name in [facets.date_column.partition("=")[0], *facets.variables] if name}
    table = read_table(source, lambda words: has_dates(list(words)) or bool(asked & set(words)))
    dates = dates_of(table, facets)
    columns, findings = columns_of(table, facets)
    stations = stations_of(table, facets)
    keys = dates.days * max(1, len(stations.names)) + stations.of_row
    values: dict[str, np.ndarray] = {}
    for column in columns:
        values[column.name], found = numbers_of(table, column, facets)
        findings += found
    _refuse_several(table, dates, stations)
    stays, found = repeated_rows(table, dates, keys, values, facets)
    findings += found
    written = [iso(int(day), dates.calendar) for day in dates.days]
    findings += doubtful_rows(
        table, columns, values, written, _after_gaps(dates.days, stations.of_row, values.get("pr"))
    )
    time = {"units": ORIGIN, "standard_name": "time", "calendar": "" if dates.assumed else dates.calendar}
    days, of_row = dates.days[stays], stations.of_row[stays]
    kept = {name: numbers[stays] for name, numbers in values.items()}
    build = _one_station if len(stations.names) < 2 and not facets.stations else _several_stations
    return build(table, columns, stations, time, days, of_row, kept), findings


def _refuse_several(table: Table, dates: Dates, stations: Stations) -> None:
    """Raise where series of several stations stand below each other, and nothing says where they lie."""
    if stations.names or dates.hours or np.unique(dates.days).size == dates.days.size:
        return
    for at, heading in enumerate(table.heading):
        names = list(dict.fromkeys(table.column(at)))
        pairs = {(row[at], day) for row, day in zip(table.rows, dates.days.tolist(), strict=True)}
        if len(pairs) == len(table.rows) and 1 < len(names) <= len(table.rows) // 30:
            shown = ", ".join(names[:4]) + (" …" if len(names) > 4 else "")
            message = f"{table.name} holds {len(names)} series, told apart by its column {heading}: {shown}."
            raise table.refused("several-series", message)


def _after_gaps(days: np.ndarray, station: np.ndarray, rain: np.ndarray | None) -> np.ndarray:
    """Return which rows have rain and follow, at their station, days that are absent or without a value."""
    after = np.zeros(days.size, dtype=bool)
    if rain is None:
        return after
    held = np.flatnonzero(np.isfinite(rain))
    order = held[np.lexsort((days[held], station[held]))]
    steps, same = np.diff(days[order]), np.diff(station[order]) == 0
    after[order[1:]] = same & (steps > 1) & (steps < 15)
    return after


def _said_above(table: Table) -> dict[str, str]:
    """Return the lines before the heading as attributes: where a product names itself."""
    above = " ".join(table.before)[:_MOST_SOURCE]
    return {"source": above} if above else {}


def _one_station(
    table: Table, columns: list[Column], stations: Stations, time: dict[str, str], days: np.ndarray,
    of_row: np.ndarray, values: dict[str, np.ndarray],
) -> DescribedFile:  # fmt: skip
    arrays: dict[str, np.ndarray] = {"time": days.astype(np.float64), **values}
    variables = {"time": DescribedVariable("time", "<f8", ("time",), days.shape, time)}
    for name, which, units, at in (("lat", "latitude", "degrees_north", 0), ("lon", "longitude", "degrees_east", 1)):
        if stations.places:
            arrays[name] = np.array(stations.places[0][at])
            said = {"units": units, "standard_name": which}
            variables[name] = DescribedVariable(name, "<f8", (), (), said)
    for column in columns:
        said = {"units": column.units, "long_name": table.heading[column.at]}
        variables[column.name] = DescribedVariable(column.name, "<f8", ("time",), days.shape, said)
    return _file(table, {"time": days.size}, variables, arrays)


def _several_stations(
    table: Table, columns: list[Column], stations: Stations, time: dict[str, str], days: np.ndarray,
    of_row: np.ndarray, values: dict[str, np.ndarray],
) -> DescribedFile:  # fmt: skip
    """Return stations below each other as (time, station); a day that a station lacks is missing there."""
    steps, step = np.unique(days, return_inverse=True)
    names = stations.names
    shape = (steps.size, len(names))
    arrays: dict[str, np.ndarray] = {
        "time": steps.astype(np.float64),
        "lat": np.array([lat for lat, _ in stations.places]),
        "lon": np.array([lon for _, lon in stations.places]),
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
    for column in columns:
        spread = np.full(shape, np.nan)
        spread[step, of_row] = values[column.name]
        arrays[column.name] = spread
        said = {"units": column.units, "long_name": table.heading[column.at]}
        variables[column.name] = DescribedVariable(column.name, "<f8", ("time", "station"), shape, said)
    return _file(table, {"time": steps.size, "station": len(names)}, variables, arrays)


def _file(
    table: Table, dimensions: dict[str, int], variables: dict[str, DescribedVariable], arrays: dict[str, np.ndarray]
) -> DescribedFile:
    def read_window(name: str, window: Sequence[tuple[int, int]]) -> np.ndarray:
        return arrays[name][tuple(slice(first, after) for first, after in window)]

    return DescribedFile(table.source, _said_above(table), dimensions, variables, (), read_window, "table")
