"""Several regions in one need: all first-level units of a country, or a list; each keeps its own name and rows."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from translators.errors import RegionError
from translators.gazetteer.names import folded
from translators.gazetteer.place import place_at
from translators.gazetteer.shapes import area_shape
from translators.gazetteer.table import COUNTRY, UNIT, table
from translators.need_values import short
from translators.places import find_place

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from translators.regions import Region

#: The most regions in one need.
MOST = 400
_SEVERAL = {"several", "districts"}


def districts_of(text: Any) -> Region:
    """Return the first-level units of a country (or of a part that the gazetteer divides, such as England).

    Raises
    ------
    RegionError
        If it is no country, or one whose units are not held.
    """
    from translators.regions import Region

    if not isinstance(text, str) or not text.strip():
        raise RegionError(
            f"The districts of {short(text)} were asked, but the name of a country is needed. Write for example "
            f"districts: Kenya.",
            about="region",
        )
    name, whole, units = _units_of(text)
    if not units:
        raise RegionError(
            f"The districts of {text.strip()!r} were asked, but the gazetteer divides only countries, and it knows "
            f"none of this name with first-level units. Write the country's name, or give each district: several: "
            f"[{{place: …}}, {{geojson: …}}].",
            about="region",
        )
    found = sorted((place_at(unit) for unit in units), key=lambda place: folded(place.short_name))
    parts = _told_apart([(place.short_name, place.name, place.geometry) for place in found])
    title = f"the {len(parts)} first-level units of {name}"
    return Region(title, area_shape(whole), found[0].source, {"districts": text}, parts=parts)


def several_of(value: Any, beside: Path | None) -> Region:
    """Return the regions that a need lists, each written as a region of its own.

    Raises
    ------
    RegionError
        If it is no list of two to `MOST` regions, one of them holds several itself, or two have the same name and
        shape.
    """
    from translators.regions import WAYS, Region, region_of

    if not isinstance(value, (list, tuple)) or not 2 <= len(value) <= MOST:
        raise RegionError(
            f"Several regions were given as {short(value)}, but a list of 2 to {MOST} is needed. Write for example "
            f"several: [{{place: Nakuru, Kenya}}, {{point: {{lat: -0.1, lon: 34.8}}}}].",
            about="region",
        )
    nested = next((v for v in value if isinstance(v, Mapping) and set(v) & _SEVERAL), None)
    if nested is not None:
        raise RegionError(
            f"Several regions were asked, of which one holds several itself ({next(iter(nested))}), so it is not clear "
            f"which rows are wanted. Give each with one of {', '.join(w for w in WAYS if w not in _SEVERAL)} alone.",
            about="region",
        )
    regions = [region_of(one, beside) for one in value]
    parts = _told_apart([(r.name.split(",")[0] if "place" in r.asked else r.name, r.name, r.geometry) for r in regions])
    sources = list(dict.fromkeys(region.source for region in regions))
    notes = " ".join(dict.fromkeys(region.note for region in regions if region.note))
    shown = ", ".join(name for name, _ in parts[:3]) + (f" and {len(parts) - 3} more" if len(parts) > 3 else "")
    asked = {"several": [region.asked for region in regions]}
    return Region(f"{len(parts)} regions ({shown})", _union(parts), "; ".join(sources), asked, notes, parts)


def _units_of(text: str) -> tuple[str, int, list[int]]:
    """Return a country's (or part's) name, its place and its first-level units; parts that hold others are left out."""
    import numpy as np

    places, key = table(), folded(text)
    units = np.flatnonzero(places.kind == UNIT)
    parents = set(places.unit[units].tolist())
    nations = [
        k for k, code in enumerate(places.country_codes) if key == code.casefold() or key in places.country_keys[k]
    ]
    if len(nations) == 1:
        inside = units[places.country[units] == nations[0]]
        of_nation = np.flatnonzero((places.kind == COUNTRY) & (places.country == nations[0]))
        return places.country_names[nations[0]], int(of_nation[0]), [int(u) for u in inside if int(u) not in parents]
    place = find_place(text)[0]
    return place.short_name, place.key, [int(u) for u in units if int(places.unit[u]) == place.key]


def _told_apart(named: list[tuple[str, str, BaseGeometry]]) -> tuple[tuple[str, BaseGeometry], ...]:
    """Return (name, shape) of each, by its short name where no other bears it, else in full."""
    short_names = [name for name, _, _ in named]
    names = [name if short_names.count(name) == 1 else full for name, full, _ in named]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise RegionError(
            f"Two of the regions are called {twice!r}, so their rows could not be told apart. Name each shape in its "
            f"GeoJSON (properties: {{name: …}}), or give it once.",
            about="region",
        )
    return tuple((name, geometry) for name, (_, _, geometry) in zip(names, named, strict=True))


def _union(parts: tuple[tuple[str, BaseGeometry], ...]) -> BaseGeometry:
    """Return all shapes as one: an area, several points, or both in a collection."""
    import shapely

    areas = [shape for _, shape in parts if shape.geom_type != "Point"]
    points = [shape for _, shape in parts if shape.geom_type == "Point"]
    whole = shapely.unary_union(areas) if areas else None
    if whole is None:
        return shapely.MultiPoint(points)
    return shapely.GeometryCollection([whole, *points]) if points else whole
