"""Where the stations of a table lie: by a table of places, by its own columns, or by the lines before its heading."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from catalog.places import PlacesRefused, is_of_places, places_of
from catalog.record import Facets
from catalog.table_text import Table, read_table, split, word_of
from catalog.understood import SourceFile

_STATION_WORDS = (
    "station", "name", "station_name", "stations_id", "station_id", "staid", "id", "site", "gauge", "usaf", "code",
)  # fmt: skip
_NUMBER = r"([-+]?\d{1,3}(?:\.\d+)?)"
_SAID = re.compile(
    rf"\blat(?:itude)?\b\s*[:=]?\s*{_NUMBER}\b[^\d\n]{{0,20}}\blon(?:g|gitude)?\b\s*[:=]?\s*{_NUMBER}\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Stations:
    """The stations of a table.

    Attributes
    ----------
    names : list of str
        Empty where the table has one series and nothing says its name.
    places : list of (latitude, longitude)
        In the order of `names`, or a single one; empty where nothing says where it lies.
    of_row : ndarray of int64 (rows,)
        Which station a row is of.
    """

    names: list[str]
    places: list[tuple[float, float]]
    of_row: np.ndarray


def stations_of(table: Table, facets: Facets) -> Stations:
    """Return the stations of a table: placed by `facets.stations`, else by itself, else not placed.

    Raises
    ------
    TableRefused
        If a station has no place, or two.
    """
    if facets.stations:
        at, places = _listed(table, facets.stations)
        return _told_apart(table, at, places)
    return _by_columns(table) or Stations([], _said_before(table), np.zeros(len(table.rows), dtype=np.int64))


def _told_apart(table: Table, at: int, places: dict[str, tuple[float, float]]) -> Stations:
    names = list(dict.fromkeys(table.column(at)))
    number = {name: i for i, name in enumerate(names)}
    return Stations(names, [places[n] for n in names], np.array([number[n] for n in table.column(at)], dtype=np.int64))


def _by_columns(table: Table) -> Stations | None:
    """Return the stations that the table's own columns of latitude and longitude place."""
    words = [word_of(h) for h in table.heading]
    lat, lon = (next((i for i, w in enumerate(words) if w in names), -1) for names in (
        {"lat", "latitude"}, {"lon", "long", "longitude"},
    ))  # fmt: skip
    if lat < 0 or lon < 0:
        return None
    at = next((words.index(w) for w in _STATION_WORDS if w in words), -1)
    heading = [table.heading[at] if at >= 0 else "name", "lat", "lon"]
    rows = list(dict.fromkeys((row[at] if at >= 0 else "", row[lat], row[lon]) for row in table.rows))
    try:
        places = places_of(heading, rows, {row[0] for row in rows})
    except PlacesRefused as refused:
        raise table.refused("places-not-understood", f"Where {table.name} lies is not understood: {refused}.") from None
    if at >= 0:
        return _told_apart(table, at, places)
    return Stations([], list(places.values()), np.zeros(len(table.rows), dtype=np.int64))


def _said_before(table: Table) -> list[tuple[float, float]]:
    """Return the one place that the lines before the heading name: in words, or as a table of one row."""
    found = {(float(lat), float(lon)) for line in table.before for lat, lon in _SAID.findall(line)}
    for line, below in zip(table.before, table.before[1:], strict=False):
        words, fields = [word_of(w) for w in split(line, ",")], split(below, ",")
        if len(words) == len(fields) and {"latitude", "longitude"} <= set(words):
            try:
                found.add((float(fields[words.index("latitude")]), float(fields[words.index("longitude")])))
            except ValueError:
                continue
    places = [(lat, lon) for lat, lon in found if abs(lat) <= 90 and abs(lon) <= 360]
    return places if len(places) == 1 else []


def _listed(table: Table, named: str) -> tuple[int, dict[str, tuple[float, float]]]:
    """Return the column of station names, and where each of them lies."""
    path = Path(named)
    if not path.is_file():
        raise table.refused("places-not-understood", f"The table of places {named} does not exist.")
    facts = path.stat()
    of_places = read_table(SourceFile(path, facts.st_size, facts.st_mtime_ns), is_of_places)
    listed = {field for row in of_places.rows for field in row if field}
    held = [set(table.column(at)) for at in range(len(table.heading))]
    at = _names_at(table, held, listed)
    if at < 0:
        message = f"No column of {table.name} holds a name of the table of places {path.name}."
        raise table.refused("places-not-understood", message)
    try:
        places = places_of(of_places.heading, of_places.rows, held[at])
    except PlacesRefused as refused:
        message = f"The table of places {path.name} is not understood: {refused}."
        raise table.refused("places-not-understood", message) from None
    absent = sorted(held[at] - places.keys())
    if absent:
        message = f"{path.name} gives no place for {', '.join(absent[:5])}, which {table.name} holds."
        raise table.refused("places-not-understood", message)
    return at, places


def _names_at(table: Table, held: list[set[str]], listed: set[str]) -> int:
    """Return the column whose fields are the names of places; -1 where none is."""
    called = [word_of(h) in _STATION_WORDS for h in table.heading]
    for fits in (
        lambda at: called[at] and len(held[at] & listed),
        lambda at: all(not _is_number(n) for n in held[at]) and len(held[at] & listed),
        lambda at: held[at] <= listed and len(held[at]),  # stations called by a number
    ):
        shared = [int(fits(at)) for at in range(len(held))]
        if max(shared):
            return shared.index(max(shared))
    return -1


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return not text
    return True
