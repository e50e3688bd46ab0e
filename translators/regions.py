"""Places, borders, boxes and drawn areas: each becomes a Region with its source.

Longitudes of a need may run from −180 to 180 or from 0 to 360; inside they run from −180 to 180, and a shape over the
antimeridian is split there. Nothing is repaired: a shape that crosses itself or leaves the Earth is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from translators.errors import RegionError
from translators.gazetteer.shapes import borders, countries
from translators.need_values import short
from translators.places import Mention, Place, find_place, find_places, nearest_town, places_in
from translators.several import districts_of, several_of
from translators.spheres import EARTH_RADIUS_KM, distance_km, spherical_area_km2

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

__all__ = [
    "EARTH_RADIUS_KM",
    "Mention",
    "Place",
    "Region",
    "borders",
    "countries",
    "find_place",
    "find_places",
    "find_region",
    "near",
    "nearest_town",
    "places_in",
    "region_of",
    "spherical_area_km2",
]

#: The ways to say where: the one key of a need's region.
WAYS = ("point", "bbox", "place", "geojson", "districts", "several")


@dataclass(frozen=True)
class Region:
    """Where a need lies.

    Attributes
    ----------
    name : str
        In plain words: "Woolpit, England, United Kingdom", "a box from 75°W to 72°W and 42°N to 45°N".
    geometry : shapely Point, Polygon or MultiPolygon
        Longitude and latitude in WGS84 degrees, longitudes from −180 to 180; a shape over the antimeridian is split
        there into parts. Edges are straight in longitude and latitude.
    source : str
        Where the shape comes from: "GeoNames", "Natural Earth, first-level units", "given by the user".
    asked : dict
        The region exactly as the need file writes it (one key), with a GeoJSON file read in.
    note : str
        What was assumed in finding it, in one sentence; empty where nothing was.
    parts : tuple of (str, geometry)
        Where several regions are asked at once, the name and the shape of each; `geometry` is then all of them
        together (a MultiPoint or a GeometryCollection where there are points among them).
    """

    name: str
    geometry: BaseGeometry
    source: str
    asked: dict[str, Any]
    note: str = ""
    parts: tuple[tuple[str, BaseGeometry], ...] = ()

    @property
    def is_point(self) -> bool:
        """Whether the region is a single point, or points alone."""
        return self.geometry.geom_type in {"Point", "MultiPoint"}

    @property
    def each(self) -> tuple[Region, ...]:
        """The regions asked, one or several."""
        if not self.parts:
            return (self,)
        return tuple(Region(name, geometry, self.source, self.asked) for name, geometry in self.parts)

    @property
    def area_km2(self) -> float:
        """True area on the sphere; 0.0 for a point."""
        return 0.0 if self.is_point else spherical_area_km2(self.geometry)

    def to_json(self) -> dict[str, Any]:
        """Return the region with its geometry, so that it can be read back without gazetteer or files."""
        from shapely.geometry import mapping

        from translators.geojson import plain

        return {
            "name": self.name,
            "geometry": plain(mapping(self.geometry)),
            "source": self.source,
            "asked": self.asked,
            "note": self.note,
            **(
                {"places": [{"name": name, "geometry": plain(mapping(part))} for name, part in self.parts]}
                if self.parts
                else {}
            ),
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Region:
        """Return the region that `to_json` wrote."""
        from shapely.geometry import shape

        parts = tuple((place["name"], shape(place["geometry"])) for place in value.get("places", ()))
        return cls(
            value["name"], shape(value["geometry"]), value["source"], value["asked"], value.get("note", ""), parts
        )


def region_of(asked: Mapping[str, Any], beside: Path | None = None) -> Region:
    """Return the region that a need file writes.

    Parameters
    ----------
    asked : mapping
        Exactly one key: ``point: {lat, lon}``, ``bbox: {west, south, east, north}``, ``place: text``, ``geojson:``
        with the name of a file or an inline geometry; or, for several at once, ``districts: country`` or ``several:``
        with a list of such mappings.
    beside : Path, optional
        The folder in which a GeoJSON file may lie.

    Raises
    ------
    RegionError
        If it is none of these, lies off the Earth, crosses itself, is too large to read, or has no area.
    UnknownPlace, AmbiguousPlace
        If a place is not found, or shared by several; ``options`` holds names that would be understood.
    """
    if not isinstance(asked, Mapping) or len(asked) != 1 or next(iter(asked)) not in WAYS:
        found = ", ".join(str(k)[:30] for k in list(asked)[:8]) if isinstance(asked, Mapping) else short(asked)
        raise RegionError(
            f"A region needs exactly one of the keys {', '.join(WAYS)}, but {found or 'none'} was given, so it is not "
            f"clear where to look. Write for example region: {{point: {{lat: 52.22, lon: 0.88}}}}.",
            about="region",
            options=WAYS,
        )
    way, value = next(iter(asked.items()))
    if way == "point":
        return _point(value)
    if way == "bbox":
        return _box(value)
    if way == "geojson":
        return _shape(value, beside)
    if way == "districts":
        return districts_of(value)
    if way == "several":
        return several_of(value, beside)
    return find_region(value)


def find_region(text: str) -> Region:
    """Return the place that people call by this name: a town as a point, a first-level unit or country as its area.

    Parameters
    ----------
    text : str
        A name, alone or with what it lies in: "Woolpit", "Suffolk, GB", "Nakuru, Kenya", "Kenya".

    Raises
    ------
    UnknownPlace, AmbiguousPlace
        With ``options``: names in full that would be understood.
    """
    place, note = find_place(text)
    return Region(place.name, place.geometry, place.source, {"place": text}, note)


def near(region: Region, lat: float, lon: float) -> float:
    """Return the distance from a point to a region, in km on the sphere; 0.0 inside it."""
    return distance_km(region.geometry, lat, lon)


def _point(value: Any) -> Region:
    from shapely.geometry import Point

    lat, lon = _degrees(value, ("lat", "lon"), "point", "{lat: 52.22, lon: 0.88}")
    _check_latitudes(lat, other=lon)
    asked = {"point": {"lat": value["lat"], "lon": value["lon"]}}
    lon = _wrapped(lon) if lon not in {180.0, -180.0} else -180.0  # one antimeridian
    return Region(f"{_north(lat)}, {_east(lon)}", Point(lon, lat), "given by the user", asked)


def _box(value: Any) -> Region:
    from shapely.geometry import box

    from translators.polygons import split_at_antimeridian

    keys = ("west", "south", "east", "north")
    west, south, east, north = _degrees(value, keys, "bbox", "{west: -75, south: 42, east: -72, north: 45}")
    _check_latitudes(south, north)
    if south >= north:
        raise RegionError(
            f"A box was asked from {_north(south)} in the south to {_north(north)} in the north, so no land lies in "
            f"it. Write the smaller latitude as south; for a single place write point: {{lat, lon}}.",
            about="region",
        )
    width = east - west if east > west else east - west + 360
    if west == east or width > 360:
        raise RegionError(
            f"A box was asked from longitude {west:g} to {east:g}, "
            + ("which has no width. " if west == east else "which is wider than the Earth. ")
            + "Write west and east as the two sides of the area; a box over the antimeridian has its west east of its "
            "east, such as west: 170, east: -170.",
            about="region",
        )
    asked = {"bbox": {key: value[key] for key in keys}}
    left = _wrapped(west)
    geometry = split_at_antimeridian(box(left, south, round(left + width, 9), north))
    across = f"from {_east(left)} to {_east(_wrapped(east))} and" if width < 360 else "round the Earth from"
    name = f"a box {across} {_north(south)} to {_north(north)}"
    return Region(name, geometry, "given by the user", asked)


def _shape(value: Any, beside: Path | None) -> Region:
    from translators.geojson import read_shape

    shape = read_shape(value, beside)
    source = f"given by the user, {shape.read_from}" if shape.read_from else "given by the user"
    return Region(shape.name, shape.geometry, source, {"geojson": shape.feature})


def _degrees(value: Any, keys: tuple[str, ...], way: str, example: str) -> list[float]:
    """Return the numbers under these keys, each a finite number of degrees."""
    if not isinstance(value, Mapping) or set(value) != set(keys):
        found = ", ".join(str(k)[:30] for k in list(value)[:8]) if isinstance(value, Mapping) else short(value)
        raise RegionError(
            f"A {way} needs the keys {', '.join(keys)}, but {found or 'none'} was given, so its place is not known. "
            f"Write {way}: {example}.",
            about="region",
        )
    for key in keys:
        number = value[key]
        is_number = isinstance(number, (int, float)) and not isinstance(number, bool)
        limit = 90 if key in {"lat", "south", "north"} else 360
        if not is_number or not abs(number) < 1e300 or (limit == 360 and not -360 <= number <= 360):
            raise RegionError(
                f"The {key} of a {way} was given as {short(number)}, which is no number of degrees "
                f"{'from −90 to 90' if limit == 90 else 'from −180 to 180 or 0 to 360'}. Write {way}: {example}; a "
                f"decimal mark is a point, and south and west are negative.",
                about="region",
            )
    return [float(value[key]) + 0.0 for key in keys]  # + 0.0: no "-0"


def _check_latitudes(*latitudes: float, other: float | None = None) -> None:
    for lat in latitudes:
        if not -90 <= lat <= 90:
            swapped = other is not None and abs(other) <= 90 and abs(lat) <= 360
            raise RegionError(
                f"The latitude {lat:g} was asked, which lies beyond the pole: latitudes run from −90 to 90. "
                + (
                    f"Perhaps latitude and longitude were exchanged: try lat: {other:g}, lon: {lat:g}."
                    if swapped
                    else "Check the number; south of the equator is negative."
                ),
                about="region",
            )


def _wrapped(lon: float) -> float:
    """Return a longitude from −180 to 180, to a billionth of a degree (0.1 mm), so that 360 more changes nothing."""
    if -180 <= lon <= 180:
        return round(lon, 9) + 0.0
    return round((lon + 180) % 360 - 180, 9) + 0.0


def _north(lat: float) -> str:
    return f"{abs(lat):.6g}°{'S' if lat < 0 else 'N'}"


def _east(lon: float) -> str:
    return f"{abs(lon):.6g}°" + ("" if abs(lon) == 180 else "W" if lon < 0 else "E")
