"""Cells given by their corners (rotated pole, Lambert, ocean grids): which one holds a point, and shared areas.

Sides of cells are straight in longitude and latitude, as the edges of a region are. A cell that holds a pole is closed
along the pole's edge of the map.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from broker.engine.weights import ON_EDGE_DEG, wrapped
from catalog.record import Grid
from translators.spheres import EARTH_RADIUS_KM

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

#: A region is cut into pieces of at most so many vertices before it is cut with cells.
_PIECE_VERTICES = 128
#: An overlap below this share of its cell is rounding: a shape that only touches the cell.
_NO_OVERLAP = 1e-11


def centres(grid: Grid, index: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return latitude and longitude of the centres of cells, each (cells,)."""
    return grid.lat.ravel()[index], grid.lon.ravel()[index]


def corners(grid: Grid, index: np.ndarray) -> np.ndarray:
    """Return the corners of cells, (cells, 4, 2): longitude and latitude, in order round the cell.

    Longitudes of a cell are continuous round its centre, which lies from −180 to 180.
    """
    centre = wrapped(grid.lon.ravel()[index])
    lon = grid.lon_bounds.reshape(-1, 4)[index]
    lat = grid.lat_bounds.reshape(-1, 4)[index]
    lon = centre[:, np.newaxis] + np.mod(lon - centre[:, np.newaxis] + 180, 360) - 180
    # Round the cell whatever the order in the file; a cell that holds a pole is in order by its longitudes already.
    angle = np.arctan2(lat - lat.mean(axis=1, keepdims=True), lon - lon.mean(axis=1, keepdims=True))
    order = np.where(_holds_pole(lon)[:, np.newaxis], np.argsort(lon, axis=1), np.argsort(angle, axis=1))
    return np.stack([np.take_along_axis(lon, order, axis=1), np.take_along_axis(lat, order, axis=1)], axis=-1)


def cell_of(grid: Grid, lon: float, lat: float) -> np.ndarray:
    """Return the flat index of the one cell that holds a point, or none, int64 (0 or 1,)."""
    index, cells = _cells_near(grid, (lon, lat, lon, lat))
    for nudge in (ON_EDGE_DEG, 0.0):
        for turn in (0.0, 360.0, -360.0):
            holds = shapely.intersects_xy(cells, lon + nudge + turn, lat + nudge)
            if holds.any():
                return index[holds][:1]
    return np.empty(0, dtype=np.int64)


def areas(grid: Grid, region: BaseGeometry) -> tuple[np.ndarray, np.ndarray]:
    """Return the flat indices of the cells that share area with a polygon, increasing, and the areas in km²."""
    index, cells = _cells_near(grid, region.bounds)
    pieces = _pieces(region)
    turned = [
        shapely.transform(pieces, lambda points, by=by: points + np.array([by, 0.0])) for by in (0.0, 360.0, -360.0)
    ]
    pieces = np.concatenate(turned)
    tree = shapely.STRtree(cells)
    of_piece, of_cell = tree.query(pieces, predicate="intersects")
    shared = shapely.intersection(cells[of_cell], pieces[of_piece])
    found = np.bincount(of_cell, weights=_areas_km2(shared), minlength=index.size)
    held = found > _NO_OVERLAP * _areas_km2(cells)
    return index[held], found[held]


def _cells_near(grid: Grid, bounds: tuple[float, float, float, float]) -> tuple[np.ndarray, np.ndarray]:
    """Return indices and polygons of the cells whose box meets these bounds (a superset is allowed)."""
    west, south, east, north = bounds
    lat = grid.lat_bounds.reshape(-1, 4)
    lon = grid.lon_bounds.reshape(-1, 4)
    centre = wrapped(grid.lon.ravel())
    away = np.mod(lon - centre[:, np.newaxis] + 180, 360) - 180
    reach = np.where(_holds_pole(away), 360.0, np.abs(away).max(axis=1))
    middle, half = (west + east) / 2, (east - west) / 2
    off = np.abs(np.mod(centre - middle + 180, 360) - 180)
    at_pole = _holds_pole(away)
    near = (off <= half + reach + ON_EDGE_DEG) & (lat.min(axis=1) <= north + ON_EDGE_DEG) | at_pole
    near &= (lat.max(axis=1) >= south - ON_EDGE_DEG) | at_pole
    index = np.flatnonzero(near)
    return index, _polygons(corners(grid, index))


def _holds_pole(lon: np.ndarray) -> np.ndarray:
    """Return which cells go once round the Earth: no half of it is free of their corners, bool (cells,)."""
    ordered = np.sort(np.mod(lon, 360), axis=1)
    gaps = np.diff(np.concatenate([ordered, ordered[:, :1] + 360], axis=1), axis=1)
    return gaps.max(axis=1) < 180


def _polygons(around: np.ndarray) -> np.ndarray:
    cells = shapely.polygons(around) if around.size else np.empty(0, dtype=object)
    for k in np.flatnonzero(_holds_pole(around[:, :, 0])):
        lon, lat = around[k].T
        pole = 90.0 if lat.mean() > 0 else -90.0
        # From the last corner once round to the first, then along the pole back.
        lon = np.concatenate([lon, [lon[0] + 360, lon[0] + 360, lon[0]]])
        lat = np.concatenate([lat, [lat[0], pole, pole]])
        cells[k] = shapely.Polygon(np.stack([lon, lat], axis=-1))
    return cells


def _pieces(region: BaseGeometry) -> np.ndarray:
    """Return the region cut into pieces of few vertices, so that cutting each with a cell is quick."""
    found, left = [], [region]
    while left:
        shape = left.pop()
        if shape.is_empty or shape.area == 0:
            continue
        if shapely.get_num_coordinates(shape) <= _PIECE_VERTICES:
            found.append(shape)
            continue
        west, south, east, north = shape.bounds
        if east - west > north - south:
            middle = (west + east) / 2
            halves = (west, south, middle, north), (middle, south, east, north)
        else:
            middle = (south + north) / 2
            halves = (west, south, east, middle), (west, middle, east, north)
        left.extend(shapely.intersection(shape, shapely.box(*half)) for half in halves)
    return np.array(found, dtype=object)


def _areas_km2(shapes: np.ndarray) -> np.ndarray:
    """Return the true areas of polygons, as `translators.spheres.spherical_area_km2` does of one, (shapes,)."""
    parts, of_shape = shapely.get_parts(shapely.orient_polygons(shapes), return_index=True)
    rings, of_part = shapely.get_rings(parts, return_index=True)
    points, ring = shapely.get_coordinates(rings, return_index=True)
    lam, phi = np.radians(points).T
    same = ring[1:] == ring[:-1]
    # Measured from the first vertex of each ring, which keeps the digits of small shapes.
    first = np.searchsorted(ring, np.arange(rings.size))
    base = phi[first][ring[1:]]
    half, middle = np.diff(phi) / 2, (phi[1:] + phi[:-1]) / 2
    flattened = np.sinc(half / np.pi)
    above = 2 * np.cos((middle + base) / 2) * np.sin((middle - base) / 2) * flattened + np.sin(base) * (flattened - 1)
    shares = np.where(same, np.diff(lam) * above, 0.0)
    of_edge = of_shape[of_part[ring[1:]]]
    return -np.bincount(of_edge, weights=shares, minlength=shapes.size) * EARTH_RADIUS_KM**2
