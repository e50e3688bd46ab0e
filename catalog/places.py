"""Where stations lie: a table of places, with degrees, or degrees and minutes, as national services write them."""

from __future__ import annotations

import re
from collections.abc import Sequence

_PARTS = (
    ("degrees", r"(d|deg|degs|degree|degrees)"),
    ("minutes", r"(m|min|mins|minute|minutes)"),
    ("seconds", r"(s|sec|secs|second|seconds)"),
)


class PlacesRefused(Exception):
    """A table of places that is not understood; the message says why."""


def places_of(heading: Sequence[str], rows: Sequence[Sequence[str]], names: set[str]) -> dict[str, tuple[float, float]]:
    """Return (latitude, longitude) in degrees of each place by its name.

    Parameters
    ----------
    heading, rows : sequences of str
        The table: a column of names, and latitudes and longitudes in a column each (``lat``), or in degrees, minutes
        and seconds (``Latd``, ``Latm``). Southern and western degrees are below zero, or end with S or W.
    names : set of str
        Those that the series use; the column that holds most of them is the column of names.

    Raises
    ------
    PlacesRefused
    """
    hits = [len({row[at] for row in rows} & names) for at in range(len(heading))]
    if not hits or not max(hits):
        raise PlacesRefused(f"no column of it holds one of the names {', '.join(sorted(names)[:4])}")
    at = hits.index(max(hits))
    latitude, longitude = _columns(heading, "lat", "latitude"), _columns(heading, "lon", "long", "longitude")
    places: dict[str, tuple[float, float]] = {}
    for number, row in enumerate(rows, start=2):
        lat, lon = (_degrees([row[i] for i in columns], number) for columns in (latitude, longitude))
        if not (abs(lat) <= 90 and abs(lon) <= 360):
            raise PlacesRefused(f"its row {number} lies at {lat:g}, {lon:g}")
        if places.setdefault(row[at], (lat, lon)) != (lat, lon):
            raise PlacesRefused(f"it gives {row[at]} two places")
    return places


def is_of_places(words: Sequence[str]) -> bool:
    """Whether the words of a line are the heading of a table of places."""
    known = [re.sub(r"[^a-z]", "", word.casefold()) for word in words]
    return all(
        any(re.match(rf"({name})(d|deg|degrees?)?$", word) for word in known)
        for name in ("lat|latitude", "lon|long|longitude")
    )


def _columns(heading: Sequence[str], *words: str) -> list[int]:
    """Return the columns that hold a coordinate: one of degrees, or degrees, minutes and seconds."""
    known = [re.sub(r"[^a-z]", "", name.casefold()) for name in heading]
    whole = [at for at, name in enumerate(known) if name in words]
    if whole:
        return whole[:1]
    found = []
    for _, pattern in _PARTS:
        at = [i for i, name in enumerate(known) if re.fullmatch(rf"({'|'.join(words)}){pattern}", name)]
        if not at:
            break
        found.append(at[0])
    if not found:
        raise PlacesRefused(f"it has no column {words[0]!r}; it has {', '.join(filter(None, heading))}")
    return found


def _degrees(fields: Sequence[str], number: int) -> float:
    if len(fields) == 1 and re.search(r"[:°'\"]", fields[0].strip().rstrip("°")):  # +52:06:00, 52°06'00"N
        letter = fields[0].strip()[-1:] if fields[0].strip()[-1:] in "NSEWnsew" else ""
        fields = [f for f in re.split(r"[:°'\" NSEWnsew]+", fields[0].strip()) if f]
        fields[0] += letter
    first = fields[0].strip()
    turned = first[-1:].casefold() in {"s", "w"}
    fields = [first.rstrip("NSEWnsew "), *fields[1:]]
    try:
        parts = [float(field) for field in fields]
    except ValueError:
        raise PlacesRefused(f"its row {number} has the coordinate {' '.join(fields)!r}") from None
    if any(not 0 <= part < 60 for part in parts[1:]):
        raise PlacesRefused(f"its row {number} has the minutes or seconds {' '.join(fields[1:])}")
    size = abs(parts[0]) + sum(part / 60**i for i, part in enumerate(parts) if i)
    return -size if turned or fields[0].startswith("-") else size
