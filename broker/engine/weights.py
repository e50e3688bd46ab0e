"""The true area that each cell shares with a region: the weights of every area mean.

Areas are on the sphere of `translators.spheres`, edges straight in longitude and latitude. A point lies in one cell.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from catalog.record import Grid
from translators.spheres import EARTH_RADIUS_KM, distance_km, great_circle_km, spherical_area_km2

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

#: A station answers for places up to this far away.
STATION_REACH_KM = 50.0

#: A point this close to an edge (a tenth of a millimetre) lies on it.
ON_EDGE_DEG = 1e-9


@dataclass(frozen=True)
class Overlap:
    """The cells of one grid that a region touches.

    Attributes
    ----------
    index : ndarray of int64 (cells,)
        Flat index into the grid, increasing.
    area_km2 : ndarray (cells,)
        True area shared with the region; 1.0 for a point or a station.
    region_area_km2 : float
        True area of the whole region, parts outside the grid included; 1.0 where one cell or station answers a point.
    lat, lon : ndarray (cells,)
        Centres, longitudes −180 to 180.
    corners : ndarray (cells, 4, 2) or None
        Longitude and latitude round each cell; None for stations.
    """

    index: np.ndarray
    area_km2: np.ndarray
    region_area_km2: float
    lat: np.ndarray
    lon: np.ndarray
    corners: np.ndarray | None

    def __len__(self) -> int:
        return self.index.size

    @property
    def covered(self) -> float:
        """Share of the region's area that lies on the grid, 0 to 1."""
        return share(float(self.area_km2.sum()), self.region_area_km2)


def share(part: np.ndarray | float, whole: float) -> np.ndarray | float:
    """Return ``part / whole``, free of the last digits' noise: the sum of all parts is 1."""
    return np.clip(np.round(np.asarray(part) / whole, 12), 0.0, 1.0)[()]


def find_overlap(grid: Grid, region: BaseGeometry) -> Overlap:
    """Return the cells that a region touches, and the true area of each overlap.

    Parameters
    ----------
    grid : Grid
        Longitudes in any convention, latitudes in either direction; cells that lie on others (a repeated meridian)
        count once.
    region : shapely Point, Polygon or MultiPolygon
        Longitudes −180 to 180, split at the antimeridian.

    Returns
    -------
    Overlap
        No cell where the region lies outside the grid, or farther than `STATION_REACH_KM` from every station. A point
        on an edge lies in the cell east and north of it; on the grid's own outer edge, in the last cell.
    """
    if grid.kind == "points":
        return _nearest_station(grid, region)
    if grid.kind == "curvilinear":
        from broker.engine import curvilinear as cells
    else:
        from broker.engine import rectilinear as cells
    if region.geom_type == "Point":
        index = cells.cell_of(grid, region.x, region.y)
        area, whole = np.ones(index.size), 1.0
    else:
        index, area = cells.areas(grid, region)
        whole = spherical_area_km2(region)
        # One cell that holds the whole region: no digits lost to the cell's own, far larger, area.
        if index.size == 1 and abs(area[0] - whole) < 1e-6 * whole:
            area = np.array([whole])
    corners = cells.corners(grid, index)
    lat, lon = cells.centres(grid, index)
    return Overlap(index, area, whole, lat, wrapped(lon), corners)


def wrapped(lon: np.ndarray) -> np.ndarray:
    """Return longitudes from −180 up to, but not including, 180."""
    return np.where((lon >= -180) & (lon < 180), lon, np.mod(lon + 180, 360) - 180)


def _nearest_station(grid: Grid, region: BaseGeometry) -> Overlap:
    """Return the station nearest to the region; of several inside it, the one nearest to its middle."""
    middle = _middle(region)
    to_middle = great_circle_km(grid.lat, grid.lon, middle.y, middle.x)
    if region.geom_type == "Point":
        distances = to_middle
    else:
        lon = wrapped(grid.lon)
        distances = np.where(shapely.intersects_xy(region, lon, grid.lat), 0.0, np.inf)
        # Only outside is there anything to measure, and only in latitudes that are near enough.
        _, south, _, north = region.bounds
        reach = np.degrees(STATION_REACH_KM / EARTH_RADIUS_KM)
        near = (distances > 0) & (grid.lat >= south - reach) & (grid.lat <= north + reach)
        if distances.min(initial=np.inf) > 0:
            for k in np.flatnonzero(near):
                distances[k] = distance_km(region, grid.lat[k], lon[k])
    index = np.lexsort((to_middle, distances))[:1]
    index = index[distances[index] <= STATION_REACH_KM]
    return Overlap(index, np.ones(index.size), 1.0, grid.lat[index], wrapped(grid.lon[index]), None)


def _middle(region: BaseGeometry) -> shapely.Point:
    """Return the centroid; of a region over the antimeridian, that of its parts put together again."""
    west, _, east, _ = region.bounds
    if west == -180 and east == 180:
        region = shapely.transform(region, lambda points: points + np.where(points < 0, 360, 0) * np.array([1, 0]))
    return shapely.centroid(region)
