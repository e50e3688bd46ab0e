"""Polygons from coordinates: valid, on the Earth, small enough to compute with, split at the antimeridian."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

import shapely
from shapely.affinity import translate
from shapely.geometry import Point, Polygon, box
from shapely.geometry.base import BaseGeometry

from translators.errors import RegionError
from translators.need_values import short
from translators.spheres import spherical_area_km2

#: Limits of a shape; a hand-drawn or administrative area stays far below them.
MOST_VERTICES = 100_000
MOST_RINGS = 10_000
#: The kinds of geometry that are read, for error sentences.
KINDS = "Point, Polygon, MultiPolygon, Feature or FeatureCollection"
_PLACES = 9  # decimals of a degree that are kept: 0.1 mm
#: Parts that overlap by more than this share of their area are a mistake, not a rounding of their common border.
_MOST_OVERLAP = 0.001


def split_at_antimeridian(geometry: BaseGeometry) -> BaseGeometry:
    """Return a shape of continuous longitudes as parts that lie between −180 and 180.

    Parameters
    ----------
    geometry : shapely geometry
        Continuous over the antimeridian. However many turns of 360° its longitudes are given with, the result is the
        same to the last bit.
    """
    west, _, east, _ = geometry.bounds
    if west >= -180 and east <= 180:
        return geometry
    geometry = _rounded(translate(geometry, -360.0 * math.floor((west + 180) / 360)))
    if geometry.bounds[2] <= 180:
        return geometry
    parts = []
    for turn in (0, 1):
        piece = shapely.intersection(geometry, box(turn * 360 - 180, -90, turn * 360 + 180, 90))
        areas = [p for p in shapely.get_parts(piece) if p.geom_type == "Polygon" and p.area > 0]
        parts += [_rounded(translate(p, -360.0 * turn)) for p in areas]
    return shapely.normalize(shapely.union_all(parts))


class Budget:
    """How many vertices and rings may still be read."""

    vertices = MOST_VERTICES
    rings = MOST_RINGS

    def spend(self, vertices: int) -> None:
        """Count a ring; refuse what passes the limits."""
        self.vertices -= vertices
        self.rings -= 1
        if self.vertices < 0 or self.rings < 0:
            refuse_size(f"more than {MOST_VERTICES} corners or {MOST_RINGS} rings")


def parts_of(geometry: Mapping[str, Any], budget: Budget) -> list[BaseGeometry]:
    """Return the points or polygons of one GeoJSON geometry.

    Raises
    ------
    RegionError
        If it encloses no area, crosses itself, leaves the Earth, is open, or passes the budget.
    """
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    if kind == "Point":
        lon, lat = _positions([coordinates])[0]
        return [Point(_turned(lon), lat)]
    if kind == "Polygon":
        return [_polygon(coordinates, budget)]
    if kind == "MultiPolygon" and isinstance(coordinates, Sequence) and not isinstance(coordinates, str):
        if len(coordinates) > MOST_RINGS:
            refuse_size(f"{len(coordinates)} parts")
        return [_polygon(rings, budget) for rings in coordinates]
    raise RegionError(
        f"The shape is a {str(kind)[:40]}, which encloses no area, so no cell can be weighted. It needs a {KINDS}.",
        about="region",
    )


def _polygon(rings: Any, budget: Budget) -> Polygon:
    if not isinstance(rings, (list, tuple)) or not rings:
        raise RegionError(
            "A polygon of the shape has no ring of corners, so it encloses nothing. Export the shape again.",
            about="region",
        )
    if len(rings) > budget.rings:
        refuse_size(f"{len(rings)} rings")
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


def joined(parts: list[BaseGeometry]) -> BaseGeometry:
    """Return the area that the parts cover together, split at the antimeridian.

    Raises
    ------
    RegionError
        If parts overlap by more than 0.1 % of the area.
    """
    split = [split_at_antimeridian(_rounded(p)) for p in parts]
    if not all(shapely.is_valid(split)):
        raise RegionError(
            "The shape touches the antimeridian in slivers that vanish when it is split there, so its area would be "
            "wrong. Draw it with corners at least a metre apart.",
            about="region",
        )
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
        if not isinstance(value, (list, tuple)) or not 2 <= len(value) <= 4:
            _refuse_position(value)
        lon, lat = value[0], value[1]
        if not (_is_number(lon) and _is_number(lat) and -360 <= lon <= 540 and -90 <= lat <= 90):
            _refuse_position(value)
        found.append((round(float(lon), _PLACES) + 0.0, round(float(lat), _PLACES) + 0.0))
    return found


def _is_number(value: Any) -> bool:
    return isinstance(value, (float, int)) and value is not True and value is not False


def _refuse_position(value: Any) -> None:
    numbers = value[:2] if isinstance(value, (list, tuple)) and 2 <= len(value) <= 4 else ()
    if len(numbers) != 2 or not all(map(_is_number, numbers)):
        raise RegionError(
            f"A position of the shape was given as {short(value)}, but longitude and latitude are needed. Write each "
            f"as [longitude, latitude].",
            about="region",
        )
    lon, lat = numbers
    if -90 <= lon <= 90 and 90 < abs(lat) <= 360:
        hint = "Latitude and longitude may be exchanged: GeoJSON writes longitude first."
    elif max(abs(lon), abs(lat)) > 1000:
        hint = "It may be in metres of a map projection: export it in WGS84 degrees (EPSG:4326)."
    else:
        hint = "Check its numbers."
    raise RegionError(
        f"The position {short(list(numbers))} of the shape does not lie on the Earth: longitudes run from −180 to 180 "
        f"or 0 to 360, latitudes from −90 to 90. {hint}",
        about="region",
    )


def _check_edges(ring: list[tuple[float, float]]) -> None:
    for (a, _), (b, _) in itertools.pairwise(ring):
        if 180 < abs(b - a) < 360 or abs(b - a) > 360:
            raise RegionError(
                f"An edge of the shape runs from longitude {a:g} to {b:g}; it could go round the Earth either way, and "
                f"the two areas differ. If it crosses the antimeridian, write longitudes from 0 to 360 (181 for −179); "
                f"if it goes the long way, add a corner between.",
                about="region",
            )


def _rounded(geometry: BaseGeometry) -> BaseGeometry:
    return shapely.transform(geometry, lambda xy: xy.round(_PLACES) + 0.0)


def _turned(lon: float) -> float:
    return lon if -180 <= lon < 180 else round((lon + 180) % 360 - 180, _PLACES) + 0.0


def _place(position: tuple[float, float]) -> str:
    return f"longitude {position[0]:.6g}, latitude {position[1]:.6g}"


def refuse_size(found: str) -> None:
    """Refuse a shape that is too large.

    Raises
    ------
    RegionError
    """
    raise RegionError(
        f"The shape has {found}, more detail than any climate grid can show, and too much to compute with. Simplify "
        f"it, for example to 100 m, below {MOST_VERTICES} corners and {MOST_RINGS} rings.",
        about="region",
    )
