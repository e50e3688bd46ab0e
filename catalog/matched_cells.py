"""Which cells of two grids, or which cell and place, speak of the same piece of Earth.

A place observed is compared with the model's nearest cell. Two grids are compared at the size of the coarser one, at
the middle of the area that both cover: one cell of the coarser grid against the mean, weighted by area, of the finer
cells whose middles lie in it. So a coarse model is never told to be too smooth beside fine observations, nor the other
way round.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from catalog.fitness import EARTH_RADIUS_KM, NEAR_KM, nearest_cell

if TYPE_CHECKING:
    from catalog.arrays import StoredSimulation
    from catalog.record import Grid

#: How many cells of the coarser grid are tried, from the middle outwards: the first may be all sea.
_TRIED = 9
#: How far from the middle of a square cell its farthest corner lies, in widths of the cell.
_CORNER = 0.75


@dataclass(frozen=True)
class Matched:
    """Cells of a model and of observations that are compared.

    Attributes
    ----------
    distance_km : float
        From the place observed to the model's cell; 0.0 where the cell holds it, and for grids that overlap.
    cells, weights : ndarray (n,)
        Flat indices of the model's cells, and their share of the area.
    observed : StoredSimulation
    observed_cells, observed_weights : ndarray (m,)
        The same of the observations.
    """

    distance_km: float
    cells: np.ndarray
    weights: np.ndarray
    observed: StoredSimulation
    observed_cells: np.ndarray
    observed_weights: np.ndarray


def matched_cells(grid: Grid, observed: Iterable[StoredSimulation]) -> Iterator[Matched]:
    """Yield what of a model's grid may be compared with observations: the nearest places first, then grids."""
    near: list[tuple[float, int, StoredSimulation, int]] = []
    grids = []
    for other in observed:
        if other.grid.kind != "points":
            grids.append(other)
            continue
        for place, (lat, lon) in enumerate(zip(other.grid.lat, other.grid.lon, strict=True)):
            distance, cell = nearest_cell(grid, float(lat), float(lon))
            if distance <= NEAR_KM:
                near.append((distance, cell, other, place))
    one = np.ones(1)
    for distance, cell, other, place in sorted(near, key=lambda found: found[0]):
        yield Matched(distance, np.array([cell]), one, other, np.array([place]), one)
    for other in grids:
        yield from _of_grids(grid, other)


def _of_grids(grid: Grid, other: StoredSimulation) -> Iterator[Matched]:
    from scipy.spatial import cKDTree

    if grid.kind == "points":
        yield from _of_points(grid, other)
        return
    mine, theirs = _middles(grid), _middles(other.grid)
    widths = [_width_km(grid), _width_km(other.grid)]
    is_coarser = widths[0] >= widths[1]
    (coarse, fine), width = ((mine, theirs), widths[0]) if is_coarser else ((theirs, mine), widths[1])
    reach = 2 * np.sin(_CORNER * width / EARTH_RADIUS_KM / 2)
    fine_tree, coarse_tree = cKDTree(fine), cKDTree(coarse)
    shared = np.flatnonzero(fine_tree.query(coarse, distance_upper_bound=reach)[0] <= reach)
    if shared.size == 0:
        return
    middle = coarse[shared].mean(axis=0)
    # Rounded, so that of cells equally far the first is taken on every machine.
    order = shared[np.argsort(np.round(((coarse[shared] - middle) ** 2).sum(axis=1), 12), kind="stable")]
    for cell in order[:_TRIED]:
        within = np.array(fine_tree.query_ball_point(coarse[cell], reach), dtype=int)
        within = np.sort(within[coarse_tree.query(fine[within])[1] == cell])
        if within.size == 0:
            continue
        area = np.sqrt(1 - fine[within, 2] ** 2)  # cosine of latitude
        pair = (np.array([cell]), np.ones(1)), (within, area / area.sum())
        (cells, weights), (others, other_weights) = pair if is_coarser else pair[::-1]
        yield Matched(0.0, cells, weights, other, others, other_weights)


def _of_points(grid: Grid, other: StoredSimulation) -> Iterator[Matched]:
    """Yield a model's points beside the observed cell that is nearest to each."""
    one = np.ones(1)
    for point, (lat, lon) in enumerate(zip(grid.lat, grid.lon, strict=True)):
        distance, cell = nearest_cell(other.grid, float(lat), float(lon))
        if distance <= NEAR_KM:
            yield Matched(distance, np.array([point]), one, other, np.array([cell]), one)


def _middles(grid: Grid) -> np.ndarray:
    """Return the middle of each cell as a unit vector, (cells, 3)."""
    lat, lon = np.meshgrid(grid.lat, grid.lon, indexing="ij") if grid.kind == "rectilinear" else (grid.lat, grid.lon)
    lat, lon = np.radians(lat.reshape(-1)), np.radians(lon.reshape(-1))
    return np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=1)


def _width_km(grid: Grid) -> float:
    """Return how far the middles of neighbouring cells lie apart, the wider way; of one cell alone its height."""
    middles = _middles(grid).reshape(*grid.shape, 3)
    steps = [np.linalg.norm(np.diff(middles, axis=axis), axis=2) for axis in (0, 1)]
    widths = [float(np.median(step)) * EARTH_RADIUS_KM for step in steps if step.size]
    if widths:
        return max(widths)
    if grid.lat_bounds is None:
        return NEAR_KM
    return float(np.radians(np.ptp(grid.lat_bounds))) * EARTH_RADIUS_KM
