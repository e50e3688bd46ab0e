"""Cells between meridians and parallels: which one holds a point, and what area each shares with a shape.

The area is exact and needs no cutting of polygons. By Green's theorem on the sphere, the area of a shape is the sum
over its edges of R² ∫ sin φ dλ. Each edge is cut where it crosses the grid's lines. A piece, which then lies in one
cell, gives to that cell the area between itself and the cell's southern side, and to each cell south of it the whole
height of that cell over its own width. Eastward and westward pieces count with opposite signs: what remains is inside.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from broker.engine.weights import ON_EDGE_DEG, wrapped
from catalog.record import Grid
from translators.spheres import EARTH_RADIUS_KM

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

#: Edges of neighbours that differ by less than this share of a cell are one edge (rounding in the producer's file).
_SAME_EDGE = 1e-4
#: An overlap below this share of its cell is rounding: a shape that only touches the cell.
_NO_OVERLAP = 1e-11


@dataclass(frozen=True)
class _Lines:
    """One axis cut at every edge of its cells.

    Attributes
    ----------
    edges : ndarray (n + 1,)
        Increasing, degrees.
    owner : ndarray of int (n,)
        Which cell of the axis holds the stretch between two edges, −1 where none does.
    """

    edges: np.ndarray
    owner: np.ndarray


def centres(grid: Grid, index: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return latitude and longitude of the centres of cells, each (cells,)."""
    iy, ix = np.divmod(index, grid.lon.size)
    return grid.lat[iy], grid.lon[ix]


def corners(grid: Grid, index: np.ndarray) -> np.ndarray:
    """Return the corners of cells, (cells, 4, 2): longitude and latitude, anticlockwise from the south-west."""
    iy, ix = np.divmod(index, grid.lon.size)
    south, north = np.sort(grid.lat_bounds[iy], axis=1).T
    west, width = _west_and_width(grid.lon_bounds[ix])
    east = west + width
    return np.stack(
        [np.stack(pair, axis=-1) for pair in ((west, south), (east, south), (east, north), (west, north))], axis=1
    )


def cell_of(grid: Grid, lon: float, lat: float) -> np.ndarray:
    """Return the flat index of the one cell that holds a point, or none, int64 (0 or 1,)."""
    meridians, lon = _meridians(grid), float(wrapped(np.asarray(lon)))
    on_antimeridian = 180 - abs(lon) <= ON_EDGE_DEG
    ix = _holder(meridians, -180.0 if on_antimeridian else lon)
    if ix < 0 and on_antimeridian:
        ix = _holder(meridians, 180.0)
    iy = _holder(_parallels(grid), lat)
    return np.array([iy * grid.lon.size + ix] if ix >= 0 and iy >= 0 else [], dtype=np.int64)


def areas(grid: Grid, region: BaseGeometry) -> tuple[np.ndarray, np.ndarray]:
    """Return the flat indices of the cells that share area with a polygon, increasing, and the areas in km²."""
    columns, rows = _meridians(grid), _parallels(grid)
    west, south, east, north = region.bounds
    columns, rows = _between(columns, west, east), _between(rows, south, north)
    found = _overlap(columns.edges, rows.edges, region)
    held = (rows.owner[:, np.newaxis] >= 0) & (columns.owner >= 0)
    flat = rows.owner[:, np.newaxis] * grid.lon.size + columns.owner
    cell = np.diff(np.sin(np.radians(rows.edges)))[:, np.newaxis] * np.radians(np.diff(columns.edges))
    held &= found > _NO_OVERLAP * cell
    # The halves of a cell over the antimeridian are added up here.
    index, which = np.unique(flat[held], return_inverse=True)
    return index, np.bincount(which, weights=found[held], minlength=index.size) * EARTH_RADIUS_KM**2


def _overlap(lons: np.ndarray, lats: np.ndarray, region: BaseGeometry) -> np.ndarray:
    """Return the area that each cell between these lines shares with a region, in units of R², (rows, columns)."""
    start, end = _edges_of(region)
    for axis, lines in ((0, lons), (1, lats)):
        start, end = _cut(start, end, lines, axis)
    middle = (start + end) / 2
    column = np.searchsorted(lons, middle[:, 0], side="right") - 1
    inside = (column >= 0) & (column < lons.size - 1) & (end[:, 0] != start[:, 0])
    start, end, middle, column = start[inside], end[inside], middle[inside], column[inside]
    row = np.searchsorted(lats, middle[:, 1], side="right") - 1  # −1 south of all, lats.size − 1 north of all

    shape = (lats.size - 1, lons.size - 1)
    width = np.radians(end[:, 0] - start[:, 0])
    in_cell = (row >= 0) & (row < shape[0])
    south = np.radians(lats[row[in_cell]])
    own = width[in_cell] * _mean_sine_above(np.radians(start[in_cell, 1]), np.radians(end[in_cell, 1]), south)
    areas_here = _added_up(shape, row[in_cell], column[in_cell], own)
    # Widths of the pieces that lie north of each row.
    crossing = row >= 0
    widths = _added_up((shape[0] + 1, shape[1]), row[crossing], column[crossing], width[crossing])
    north_of = np.cumsum(widths[:0:-1], axis=0)[::-1]
    heights = np.diff(np.sin(np.radians(lats)))
    # Anticlockwise, the northern side runs westward.
    return -(areas_here + north_of * heights[:, np.newaxis])


def _edges_of(region: BaseGeometry) -> tuple[np.ndarray, np.ndarray]:
    """Return start and end of every edge, each (edges, 2); outer rings anticlockwise, holes clockwise."""
    rings = shapely.get_rings(shapely.get_parts(shapely.orient_polygons(region)))
    points, ring = shapely.get_coordinates(rings, return_index=True)
    same_ring = ring[1:] == ring[:-1]
    return points[:-1][same_ring], points[1:][same_ring]


def _cut(start: np.ndarray, end: np.ndarray, lines: np.ndarray, axis: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the edges cut where they cross these lines of one axis; the cuts lie exactly on the lines."""
    low = np.minimum(start[:, axis], end[:, axis])
    high = np.maximum(start[:, axis], end[:, axis])
    first = np.searchsorted(lines, low, side="right")
    cuts = np.maximum(np.searchsorted(lines, high, side="left") - first, 0)
    edge = np.repeat(np.arange(start.shape[0]), cuts + 1)
    nth = np.arange(edge.size) - np.repeat(np.cumsum(cuts + 1) - (cuts + 1), cuts + 1)
    pieces_start, pieces_end = start[edge], end[edge]
    is_cut = nth > 0
    if not is_cut.any():
        return pieces_start, pieces_end
    of, k = edge[is_cut], nth[is_cut]
    forward = end[of, axis] >= start[of, axis]
    line = lines[np.where(forward, first[of] + k - 1, first[of] + cuts[of] - k)]
    along = (line - start[of, axis]) / (end[of, axis] - start[of, axis])
    point = start[of] + along[:, np.newaxis] * (end[of] - start[of])
    point[:, axis] = line
    pieces_start[is_cut] = point
    pieces_end[np.flatnonzero(is_cut) - 1] = point
    return pieces_start, pieces_end


def _mean_sine_above(phi0: np.ndarray, phi1: np.ndarray, south: np.ndarray) -> np.ndarray:
    """Return the mean of sin φ − sin(south) along edges from φ0 to φ1, without losing the digits of small heights."""
    half, middle = (phi1 - phi0) / 2, (phi1 + phi0) / 2
    flattened = np.sinc(half / np.pi)
    return 2 * np.cos((middle + south) / 2) * np.sin((middle - south) / 2) * flattened + np.sin(south) * (flattened - 1)


def _added_up(shape: tuple[int, int], row: np.ndarray, column: np.ndarray, amounts: np.ndarray) -> np.ndarray:
    return np.bincount(row * shape[1] + column, weights=amounts, minlength=shape[0] * shape[1]).reshape(shape)


def _meridians(grid: Grid) -> _Lines:
    """Return the longitudes from −180 to 180 cut at the edges of the columns."""
    west, width = _west_and_width(grid.lon_bounds)
    column = np.arange(west.size)
    over = west + width > 180
    starts = np.concatenate([west, np.full(int(over.sum()), -180.0)])
    ends = np.concatenate([np.minimum(west + width, 180.0), (west + width - 360)[over]])
    return _lines(starts, ends, np.concatenate([column, column[over]]), float(np.median(width)))


def _parallels(grid: Grid) -> _Lines:
    """Return the latitudes cut at the edges of the rows."""
    south, north = np.clip(np.sort(grid.lat_bounds, axis=1), -90, 90).T
    return _lines(south, north, np.arange(south.size), float(np.median(north - south)))


def _west_and_width(bounds: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the western edge, −180 to 180, and the width of cells, degrees."""
    low, high = np.sort(bounds, axis=1).T
    # Bounds such as 359.5 and 0.5, written across the seam of their convention.
    crosses = high - low > 180 if bounds.shape[0] > 1 else np.zeros(low.shape, dtype=bool)
    low, high = np.where(crosses, high - 360, low), np.where(crosses, low, high)
    return wrapped(low), high - low


def _lines(starts: np.ndarray, ends: np.ndarray, owners: np.ndarray, size: float) -> _Lines:
    """Return the axis cut at every start and end; a stretch that several cells hold belongs to the first of them."""
    edges = np.sort(np.concatenate([starts, ends]))
    edges = edges[np.concatenate([[True], np.diff(edges) > _SAME_EDGE * size])]
    for limit in (-180.0, 180.0):
        edges[np.abs(edges - limit) <= _SAME_EDGE * size] = limit
    owner = np.full(edges.size - 1, -1)
    middles = (edges[:-1] + edges[1:]) / 2
    first, last = np.searchsorted(middles, starts), np.searchsorted(middles, ends)
    for cell in np.argsort(owners, kind="stable")[::-1]:
        owner[first[cell] : last[cell]] = owners[cell]
    return _Lines(edges, owner)


def _between(lines: _Lines, low: float, high: float) -> _Lines:
    """Return the part of an axis that reaches over these values; one stretch at least."""
    i0 = min(max(int(np.searchsorted(lines.edges, low, side="right")) - 1, 0), lines.owner.size - 1)
    i1 = max(min(int(np.searchsorted(lines.edges, high, side="left")), lines.owner.size), i0 + 1)
    return _Lines(lines.edges[i0 : i1 + 1], lines.owner[i0:i1])


def _holder(lines: _Lines, value: float) -> int:
    """Return the cell that holds a value, the one beyond where it lies on an edge, or −1."""
    at = int(np.searchsorted(lines.edges, value + ON_EDGE_DEG, side="right")) - 1
    beyond = lines.owner[at] if 0 <= at < lines.owner.size else -1
    if beyond < 0 and 0 < at <= lines.owner.size and abs(value - lines.edges[at]) <= ON_EDGE_DEG:
        return int(lines.owner[at - 1])
    return int(beyond)
