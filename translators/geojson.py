"""Drawn and uploaded areas: GeoJSON from strangers → one valid shape in WGS84 degrees, or a refusal that says why."""

from __future__ import annotations

import itertools
import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import shapely
from shapely.affinity import translate
from shapely.geometry import MultiPolygon, Point, Polygon, box, mapping
from shapely.geometry.base import BaseGeometry

from translators.errors import RegionError
from translators.need_file import short
from translators.spheres import spherical_area_km2

#: Limits of a shape; a hand-drawn or administrative area stays far below them.
LARGEST_BYTES = 5_000_000
MOST_VERTICES = 100_000
MOST_RINGS = 10_000
_DEEPEST = 6
_PLACES = 9  # decimals of a degree that are kept: 0.1 mm
_KINDS = "Point, Polygon, MultiPolygon, Feature or FeatureCollection"
#: Parts that overlap by more than this share of their area are a mistake, not a rounding of their common border.
_MOST_OVERLAP = 0.001


@dataclass(frozen=True)
class Shape:
    """A shape as read.

    Attributes
    ----------
    name : str
        Its own ``name``, or "the area in farm.geojson", or "the drawn area".
    geometry : shapely Point, Polygon or MultiPolygon
        Longitudes −180 to 180, split at the antimeridian.
    feature : dict
        A GeoJSON Feature with the name and the geometry; reading it again gives the same shape.
    """

    name: str
    geometry: BaseGeometry
    feature: dict[str, Any]


def read_shape(value: Any, beside: Path | None = None) -> Shape:
    """Return the shape of a GeoJSON file, or of inline GeoJSON.

    Parameters
    ----------
    value : str or mapping
        The name of a file in the folder `beside`, or GeoJSON as plain values.
    beside : Path, optional
        Without it, no file is opened.

    Raises
    ------
    RegionError
        If it cannot be read, is too large, is no area or point, lies off the Earth, is in another projection, crosses
        itself, has overlapping parts, or has an edge that could go round the Earth either way.
    """
    if isinstance(value, str) and not value.lstrip().startswith("{"):
        return _shape_of(_read_file(value, beside), f"the area in {Path(value).name[:60]}")
    if isinstance(value, str):
        value = _parse(value.encode("utf-8", "replace"), "The shape")
    return _shape_of(value, "the drawn area")


def split_at_antimeridian(geometry: BaseGeometry) -> BaseGeometry:
    """Return a shape of continuous longitudes as parts that lie between −180 and 180.

    Parameters
    ----------
    geometry : shapely geometry
        Longitudes from −540 to 540, continuous over the antimeridian.
    """
    west, _, east, _ = geometry.bounds
    if west >= -180 and east <= 180:
        return geometry
    parts = []
    for turn in range(math.floor((west + 180) / 360), math.ceil((east + 180) / 360)):
        strip = box(turn * 360 - 180, -90, turn * 360 + 180, 90)
        piece = shapely.intersection(geometry, strip)
        areas = [p for p in shapely.get_parts(piece) if p.geom_type == "Polygon" and p.area > 0]
        parts += [_rounded(translate(p, -360.0 * turn)) for p in areas]
    return parts[0] if len(parts) == 1 else shapely.normalize(shapely.union_all(MultiPolygon(parts)))


def plain(value: Any) -> Any:
    """Return a GeoJSON mapping with lists for tuples, as JSON reads it back."""
    if isinstance(value, Mapping):
        return {key: plain(v) for key, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    return value


def _read_file(name: str, beside: Path | None) -> Any:
    if beside is None:
        raise RegionError(
            f"The region names the file {name[:80]!r}, but this need came without a folder, so there is no file to "
            f"read. Give the shape itself: geojson: {{type: Polygon, coordinates: [...]}}.",
            about="region",
        )
    path = (beside / name).resolve()
    if not path.is_relative_to(beside.resolve()) or "\x00" in name:
        raise RegionError(
            f"The region names the file {name[:80]!r}, which does not lie beside the need file; files elsewhere are "
            f"not read. Copy it into the same folder and name it without a path.",
            about="region",
        )
    try:
        if not path.is_file():
            raise FileNotFoundError(2, "no such file")
        with path.open("rb") as file:
            raw = file.read(LARGEST_BYTES + 1)
    except OSError as err:
        raise RegionError(
            f"The region names the file {name[:80]!r}, but it cannot be opened "
            f"({(err.strerror or 'unreadable').lower()}). Put it beside the need file, and check the spelling.",
            about="region",
        ) from None
    return _parse(raw, f"The file {name[:80]!r}")


def _parse(raw: bytes, what: str) -> Any:
    if len(raw) > LARGEST_BYTES:
        raise RegionError(
            f"{what} is larger than {LARGEST_BYTES / 1e6:g} MB, more detail than any climate grid can show. Simplify "
            f"the shape, for example to 100 m.",
            about="region",
        )
    try:
        return json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise RegionError(
            f"{what} is not GeoJSON: it cannot be read as JSON in UTF-8. Export it again as GeoJSON (WGS84); other "
            f"formats, such as shapefiles, are not read.",
            about="region",
        ) from None


def _shape_of(value: Any, name: str) -> Shape:
    _check_projection(value)
    budget = _Budget()
    parts = [part for geometry in _geometries(value, 0) for part in _parts(geometry, budget)]
    own_name = _own_name(value)
    if own_name:
        name = own_name
    points = [p for p in parts if isinstance(p, Point)]
    if points and len(parts) > 1:
        raise RegionError(
            f"The shape holds {len(points)} points among {len(parts)} parts; a region is one point or an area, so it "
            f"is not clear where to look. Keep one point, or draw an area.",
            about="region",
        )
    if not parts:
        raise RegionError(f"The shape holds no geometry, so there is no place. It needs a {_KINDS}.", about="region")
    geometry = points[0] if points else _joined(parts)
    feature = {"type": "Feature", "properties": {"name": name}, "geometry": plain(mapping(geometry))}
    return Shape(name, geometry, feature)


def _geometries(value: Any, depth: int) -> Iterator[Mapping[str, Any]]:
    """Yield the simple geometries of GeoJSON: features and collections opened."""
    kind = value.get("type") if isinstance(value, Mapping) else None
    inner = {"Feature": "geometry", "FeatureCollection": "features", "GeometryCollection": "geometries"}.get(str(kind))
    if inner is None:
        if not isinstance(value, Mapping) or "coordinates" not in value:
            raise RegionError(
                f"The shape was given as {short(value)}, which is no GeoJSON geometry, so there is no place. It needs "
                f"a {_KINDS}.",
                about="region",
            )
        yield value
        return
    if depth > _DEEPEST:
        raise RegionError(
            f"The shape nests collections more than {_DEEPEST} deep, which no area needs. Export it as one "
            "MultiPolygon.",
            about="region",
        )
    content = value.get(inner)
    content = [content] if kind == "Feature" else content
    if not isinstance(content, (list, tuple)):
        raise RegionError(
            f"The {kind} of the shape has no list of {inner}, so there is no place. It needs a {_KINDS}.",
            about="region",
        )
    if len(content) > MOST_RINGS:
        _refuse_size(f"{len(content)} {inner}")
    for item in content:
        yield from _geometries(item, depth + 1)


class _Budget:
    """How many vertices and rings may still be read."""

    vertices = MOST_VERTICES
    rings = MOST_RINGS

    def spend(self, vertices: int) -> None:
        """Count a ring; refuse what passes the limits."""
        self.vertices -= vertices
        self.rings -= 1
        if self.vertices < 0 or self.rings < 0:
            _refuse_size(f"more than {MOST_VERTICES} corners or {MOST_RINGS} rings")


def _parts(geometry: Mapping[str, Any], budget: _Budget) -> list[BaseGeometry]:
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    if kind == "Point":
        lon, lat = _positions([coordinates])[0]
        return [Point(_turned(lon), lat)]
    if kind == "Polygon":
        return [_polygon(coordinates, budget)]
    if kind == "MultiPolygon" and isinstance(coordinates, Sequence) and not isinstance(coordinates, str):
        if len(coordinates) > MOST_RINGS:
            _refuse_size(f"{len(coordinates)} parts")
        return [_polygon(rings, budget) for rings in coordinates]
    raise RegionError(
        f"The shape is a {str(kind)[:40]}, which encloses no area, so no cell can be weighted. It needs a {_KINDS}.",
        about="region",
    )


def _polygon(rings: Any, budget: _Budget) -> Polygon:
    if not isinstance(rings, (list, tuple)) or not rings:
        raise RegionError(
            "A polygon of the shape has no ring of corners, so it encloses nothing. Export the shape again.",
            about="region",
        )
    if len(rings) > budget.rings:
        _refuse_size(f"{len(rings)} rings")
    read = []
    for ring in rings:
        if not isinstance(ring, (list, tuple)) or len(ring) < 4:
            raise RegionError(
                "A ring of the shape has fewer than four positions (the first again at the end), so it encloses no "
                "area. Draw at least three corners.",
                about="region",
            )
        budget.spend(len(ring))
        positions = _positions(ring)
        if positions[0] != positions[-1]:
            raise RegionError(
                f"A ring of the shape starts at {_place(positions[0])} and ends at {_place(positions[-1])}, so it is "
                f"open and its inside is not known. Repeat the first position at the end.",
                about="region",
            )
        _check_edges(positions)
        read.append(positions)
    polygon = Polygon(read[0], read[1:])
    if not shapely.is_valid(polygon):
        reason = shapely.is_valid_reason(polygon)
        where = re.search(r"\[(\S+) (\S+)\]", reason)
        place = f" near {_place((float(where[1]), float(where[2])))}" if where else ""
        raise RegionError(
            f"The shape is not a simple area: {reason.split('[')[0].strip().lower()}{place}, so its inside is not "
            f"known and its area would be wrong. Draw it so that its outline does not cross or touch itself.",
            about="region",
        )
    if polygon.area == 0:
        raise RegionError("The shape has no area: its corners lie on one line. Draw an area.", about="region")
    return polygon


def _joined(parts: list[BaseGeometry]) -> BaseGeometry:
    """Return the area that the parts cover together; parts that overlap are refused."""
    split = [split_at_antimeridian(_rounded(p)) for p in parts]
    if len(split) == 1:
        return split[0]
    whole = shapely.union_all(split)
    apart, together = sum(spherical_area_km2(p) for p in split), spherical_area_km2(whole)
    if apart - together > _MOST_OVERLAP * together:
        raise RegionError(
            f"The {len(split)} parts of the shape overlap by {apart - together:.4g} km² of {together:.4g} km², so it "
            f"is not clear what should count twice. Join them into one outline.",
            about="region",
        )
    return shapely.normalize(whole)


def _positions(values: Sequence[Any]) -> list[tuple[float, float]]:
    """Return longitudes and latitudes, checked and kept to `_PLACES` decimals."""
    found = []
    for value in values:
        numbers = value[:2] if isinstance(value, (list, tuple)) and 2 <= len(value) <= 4 else ()
        if len(numbers) != 2 or not all(isinstance(n, (int, float)) and not isinstance(n, bool) for n in numbers):
            raise RegionError(
                f"A position of the shape was given as {short(value)}, but longitude and latitude are needed. Write "
                f"each as [longitude, latitude].",
                about="region",
            )
        lon, lat = numbers
        if not (-360 <= lon <= 540 and -90 <= lat <= 90):
            exchanged = -90 <= lon <= 90 and 90 < abs(lat) <= 360
            far = max(abs(lon), abs(lat)) > 1000
            raise RegionError(
                f"The position {short(list(numbers))} of the shape does not lie on the Earth: longitudes run from "
                f"−180 to 180 or 0 to 360, latitudes from −90 to 90. "
                + (
                    "Latitude and longitude may be exchanged: GeoJSON writes longitude first."
                    if exchanged
                    else "It may be in metres of a map projection: export it in WGS84 degrees (EPSG:4326)."
                    if far
                    else "Check its numbers."
                ),
                about="region",
            )
        found.append((round(float(lon), _PLACES), round(float(lat), _PLACES)))
    return found


def _check_edges(ring: list[tuple[float, float]]) -> None:
    for (a, _), (b, _) in itertools.pairwise(ring):
        if 180 < abs(b - a) < 360 or abs(b - a) > 360:
            raise RegionError(
                f"An edge of the shape runs from longitude {a:g} to {b:g}; it could go round the Earth either way, and "
                f"the two areas differ. If it crosses the antimeridian, write longitudes from 0 to 360 (181 for −179); "
                f"if it goes the long way, add a corner between.",
                about="region",
            )


def _check_projection(value: Any) -> None:
    crs = value.get("crs") if isinstance(value, Mapping) else None
    if crs is None:
        return
    name = str(crs.get("properties", {}).get("name", "") if isinstance(crs, Mapping) else crs)[:80]
    if not re.search(r"(CRS:?84|OGC.*CRS84|EPSG:+:?4326|4326)$", name.strip(), re.I):
        raise RegionError(
            f"The shape says that it is in the projection {name!r}, but only longitude and latitude in WGS84 are "
            f"read, so it would land in the wrong place. Export it in WGS84 degrees (EPSG:4326).",
            about="region",
        )


def _own_name(value: Mapping[str, Any]) -> str:
    """Return the name that a single feature gives itself, as one tidy line, or an empty text."""
    features = value.get("features")
    if value.get("type") == "FeatureCollection" and isinstance(features, (list, tuple)) and len(features) == 1:
        value = features[0]
    properties = value.get("properties") if isinstance(value, Mapping) else None
    name = properties.get("name", properties.get("NAME")) if isinstance(properties, Mapping) else None
    if not isinstance(name, str):
        return ""
    return " ".join("".join(c for c in name if c.isprintable()).split())[:80]


def _rounded(geometry: BaseGeometry) -> BaseGeometry:
    return shapely.transform(geometry, lambda xy: xy.round(_PLACES))


def _turned(lon: float) -> float:
    return lon if -180 <= lon <= 180 else round((lon + 180) % 360 - 180, _PLACES)


def _place(position: tuple[float, float]) -> str:
    return f"longitude {position[0]:.6g}, latitude {position[1]:.6g}"


def _refuse_size(found: str) -> None:
    raise RegionError(
        f"The shape has {found}, more detail than any climate grid can show, and too much to compute with. Simplify "
        f"it, for example to 100 m, below {MOST_VERTICES} corners and {MOST_RINGS} rings.",
        about="region",
    )
