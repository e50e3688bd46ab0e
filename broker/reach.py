"""How far a simulation's cells or points reach a region."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from catalog.record import Grid, Simulation, Version
from translators.regions import Region, near

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

#: A station answers for places up to this distance.
FARTHEST_STATION_KM = 50.0

#: Gives the grid of a version's simulation; asked for datasets of several points only.
GridOf = Callable[[Version, Simulation], Grid]


@dataclass(frozen=True)
class Reach:
    """Where a region lies relative to the data.

    Attributes
    ----------
    distance_km : float
        To the nearest point, or to the nearest edge of the grid; 0.0 where the data cover the region or a part of it.
    covered : float
        Share of the region within the outer edges of the grid; 1.0 for points.
    cell_km : float or None
        Typical size of a cell; None for points.
    name : str
        Of the nearest point, where points have names.
    """

    distance_km: float
    covered: float
    cell_km: float | None
    name: str = ""

    @property
    def is_within(self) -> bool:
        """Whether the data can speak for the region."""
        if self.cell_km is None:
            return self.distance_km <= FARTHEST_STATION_KM
        return self.covered > 0


def reach(region: Region, version: Version, simulation: Simulation, grid_of: GridOf) -> Reach:
    """Return how the simulation's data reach the region; of several regions, the share that they cover together."""
    if region.parts:
        return _reach_of_each(region, version, simulation, grid_of)
    if simulation.grid_kind == "points":
        return _reach_of_points(region, version, simulation, grid_of)
    outer = _box(simulation.bbox)
    cell_km = simulation.resolution_km if simulation.resolution_km is not None else math.inf
    if region.is_point:
        covered = 1.0 if outer.intersects(region.geometry) else 0.0
    else:
        covered = _share_within(region, outer)
    distance_km = 0.0 if covered else _degrees_as_km(outer.distance(region.geometry))
    return Reach(distance_km, covered, cell_km)


def _reach_of_each(region: Region, version: Version, simulation: Simulation, grid_of: GridOf) -> Reach:
    """Return the reach of the nearest of several regions, with the share of them (by area, if they have any) held."""
    found = [(one.area_km2, reach(one, version, simulation, grid_of)) for one in region.each]
    nearest = min((here for _, here in found), key=lambda here: here.distance_km)
    if nearest.cell_km is None:
        return nearest
    weights = [area if region.area_km2 > 0 else 1.0 for area, _ in found]
    covered = sum(w * here.covered for w, (_, here) in zip(weights, found, strict=True)) / sum(weights)
    if any(here.covered > 0 for _, here in found):
        covered = max(covered, 1e-6)  # a point has no area, but it is reached
    return Reach(nearest.distance_km, min(1.0, covered), nearest.cell_km, nearest.name)


def _reach_of_points(region: Region, version: Version, simulation: Simulation, grid_of: GridOf) -> Reach:
    west, south, east, north = simulation.bbox
    if simulation.cells == 1:
        return Reach(near(region, south, west), 1.0, None, version.title)
    rough = _degrees_as_km(_box((west, south, east, north)).distance(region.geometry))
    if rough > 4 * FARTHEST_STATION_KM:
        return Reach(rough, 1.0, None)
    grid = grid_of(version, simulation)
    distances = [near(region, float(lat), float(lon)) for lat, lon in zip(grid.lat, grid.lon, strict=True)]
    nearest = min(range(len(distances)), key=distances.__getitem__)
    return Reach(distances[nearest], 1.0, None, grid.names[nearest] if grid.names else "")


def _share_within(region: Region, outer: BaseGeometry) -> float:
    from translators.regions import spherical_area_km2

    inside = region.geometry.intersection(outer)
    whole = spherical_area_km2(region.geometry)
    return min(1.0, spherical_area_km2(inside) / whole) if not inside.is_empty and whole else 0.0


def _box(bbox: tuple[float, float, float, float]) -> BaseGeometry:
    from shapely.geometry import MultiPolygon, box

    west, south, east, north = bbox
    if west <= east:
        return box(west, south, east, north)
    return MultiPolygon([box(west, south, 180.0, north), box(-180.0, south, east, north)])


def _degrees_as_km(degrees: float) -> float:
    return degrees * 111.195
