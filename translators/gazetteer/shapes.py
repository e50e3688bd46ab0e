"""The areas of the gazetteer: each decoded when it is asked for; also borders for the ground of a map."""

from __future__ import annotations

import itertools
from functools import cache, lru_cache
from typing import TYPE_CHECKING

import numpy as np
import shapely

from translators.gazetteer.table import COUNTRY, UNIT, read_pack, table

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

#: No border runs straight along so many degrees of longitude.
LONGEST_LINE = 60.0


@cache
def _pack() -> dict[str, np.ndarray]:
    pack = read_pack("shapes.npz.gz")
    deltas = np.ascontiguousarray(pack["deltas"].T).view("<i4").reshape(2, -1).T
    area_rings = np.add.reduceat(
        pack["polygon_rings"].astype(np.int64),
        np.concatenate([[0], np.cumsum(pack["area_polygons"], dtype=np.int64)[:-1]]),
    )
    return {
        "deltas": deltas,
        "polygon_rings": pack["polygon_rings"].astype(np.int64),
        "bounds": pack["bounds"] / 1000,
        "vertex_starts": _starts(pack["ring_vertices"]),
        "polygon_starts": _starts(pack["area_polygons"]),
        "ring_starts": _starts(area_rings),
    }


def _starts(counts: np.ndarray) -> np.ndarray:
    return np.concatenate([[0], np.cumsum(counts, dtype=np.int64)])


def bounds() -> np.ndarray:
    """Return west, south, east, north of each area, in the order of the gazetteer."""
    return _pack()["bounds"]


@lru_cache(maxsize=256)
def area_shape(place: int) -> BaseGeometry:
    """Return the area of a country or first-level unit, longitudes −180 to 180, to a thousandth of a degree."""
    pack = _pack()
    rings = _rings(place)
    polygons, first = [], 0
    for count in pack["polygon_rings"][pack["polygon_starts"][place] : pack["polygon_starts"][place + 1]]:
        polygons.append(shapely.Polygon(rings[first], rings[first + 1 : first + count]))
        first += count
    return polygons[0] if len(polygons) == 1 else shapely.MultiPolygon(polygons)


def borders(bbox: tuple[float, float, float, float], *, units: bool = False) -> list[np.ndarray]:
    """Return the outlines of countries (or of first-level units too) for the ground of a map.

    Parameters
    ----------
    bbox : (west, south, east, north)
        Degrees. Lines are cut to it. Longitudes may be 0–360, or run over the antimeridian with east above 180.
    units : bool
        Draw first-level units too.

    Returns
    -------
    list of ndarray (vertices, 2)
        Longitude and latitude along each line, in the longitudes of `bbox`.
    """
    west, south, east, north = bbox
    if east < west:
        east += 360
    boxes, kinds = bounds(), table().kind
    lines = []
    for turn in (-360.0, 0.0, 360.0):
        touches = (boxes[:, 0] + turn <= east) & (boxes[:, 2] + turn >= west)
        touches &= (boxes[:, 1] <= north) & (boxes[:, 3] >= south)
        for place in np.flatnonzero(touches):
            if kinds[place] == COUNTRY or (units and kinds[place] == UNIT):
                for ring in _rings(int(place)):
                    ring = np.add(ring, (turn, 0.0))
                    if ring[:, 0].min() <= east and ring[:, 0].max() >= west:
                        lines += _without_jumps(ring)
    cut = shapely.clip_by_rect(shapely.linestrings(_joined(lines), indices=_owners(lines)), west, south, east, north)
    return [shapely.get_coordinates(p) for p in shapely.get_parts(cut) if not p.is_empty and p.length > 0]


def countries() -> dict[str, int]:
    """Return every country's name and its position in the gazetteer."""
    places = table()
    return {places.names[i]: int(i) for i in np.flatnonzero(places.kind == COUNTRY)}


def _without_jumps(ring: np.ndarray) -> list[np.ndarray]:
    """Return a ring in the pieces between its jumps, at the antimeridian and within the source's seams."""
    jumps = np.flatnonzero(np.abs(np.diff(ring[:, 0])) > LONGEST_LINE) + 1
    return [piece for piece in np.split(ring, jumps) if len(piece) > 1]


def _joined(lines: list[np.ndarray]) -> np.ndarray:
    return np.concatenate(lines) if lines else np.empty((0, 2))


def _owners(lines: list[np.ndarray]) -> np.ndarray:
    return np.repeat(np.arange(len(lines)), [len(line) for line in lines]) if lines else np.empty(0, int)


def _rings(place: int) -> list[np.ndarray]:
    """Return the rings of an area, polygon by polygon, outer ring first."""
    pack = _pack()
    first, last = pack["ring_starts"][place], pack["ring_starts"][place + 1]
    starts = pack["vertex_starts"][first : last + 1]
    return [np.cumsum(pack["deltas"][a:b], axis=0) / 1000 for a, b in itertools.pairwise(starts)]
