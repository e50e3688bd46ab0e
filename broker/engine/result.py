"""What the engine takes and gives: a `Source` of stored values, and the `Result` of a recipe."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from broker.recipe import Recipe
from catalog.record import Grid, TimeAxis, Variable
from translators.periods import Years


class Source(Protocol):
    """One simulation's stored arrays, read by tiles.

    A tile is a block of `tile_shape` cells, the whole of time contiguous; tile ``(ty, tx)`` holds the cells
    ``iy = ty * h … min((ty + 1) * h, ny) - 1`` and likewise ``ix``, row by row.
    """

    time: TimeAxis
    grid: Grid
    tile_shape: tuple[int, int]
    fingerprint: str
    """Identifies the stored bytes (snapshot and group): equal fingerprints, equal values."""

    def variable(self, name: str) -> Variable:
        """Return the record of a variable that the simulation holds."""
        ...

    def read(self, name: str, tile: tuple[int, int]) -> np.ndarray:
        """Return the values of one tile, (cells in the tile, time), stored units, missing as NaN."""
        ...


@dataclass(frozen=True)
class Cells:
    """The cells of one simulation that the region touches.

    Attributes
    ----------
    lat, lon : ndarray (cells,)
        Centres, longitudes −180 to 180.
    corners : ndarray (cells, 4, 2) or None
        Longitude and latitude of the corners, in order round the cell; None for points. Longitudes of one cell are
        continuous (they may pass 180).
    area_km2 : ndarray (cells,)
        True area of the overlap with the region; 1.0 for a point.
    index : ndarray of int (cells,)
        Flat index into the producer's grid.
    values : ndarray (seasons, cells)
        The index of each season and cell, delivered units, missing as NaN.
    """

    lat: np.ndarray
    lon: np.ndarray
    corners: np.ndarray | None
    area_km2: np.ndarray
    index: np.ndarray
    values: np.ndarray


@dataclass(frozen=True)
class Series:
    """The index of one simulation over the region, season by season.

    Attributes
    ----------
    dataset, version, kind : str, int, str
    model, scenario, member, calendar : str
    label_years : ndarray of int (seasons,)
        The year in which each season ends.
    starts, ends : tuple of str
        ISO dates of the first and last day, in the simulation's own calendar.
    values : ndarray of float64 (seasons,)
        Area-weighted mean, delivered units; NaN where no cell has a value.
    valid_fraction : ndarray of float64 (seasons,)
        Share of the whole region's area that had a value.
    cells : Cells
    """

    dataset: str
    version: int
    kind: str
    model: str
    scenario: str
    member: str
    calendar: str
    label_years: np.ndarray
    starts: tuple[str, ...]
    ends: tuple[str, ...]
    values: np.ndarray
    valid_fraction: np.ndarray
    cells: Cells


@dataclass(frozen=True)
class ModelValue:
    """One model's vote in a period: the mean over its members' period means.

    ``change`` is against each member's own baseline, or NaN where there is none.
    """

    model: str
    members: int
    value: float
    change: float
    kind: str = "projection"


@dataclass(frozen=True)
class SummaryRow:
    """One scenario and period over all models, one model one vote.

    Percentiles are linear between order statistics (Hyndman and Fan, type 7). ``agreement`` is the share of models with
    a change whose sign is that of the median change. Values that cannot be known are NaN.
    """

    scenario: str
    period: Years
    models: int
    p10: float
    p50: float
    p90: float
    change_p10: float
    change_p50: float
    change_p90: float
    agreement: float
    votes: tuple[ModelValue, ...]
    is_baseline: bool = False


@dataclass(frozen=True)
class Result:
    """The numbers of a recipe.

    Attributes
    ----------
    recipe : Recipe
    units : str
        Delivered unit of every value; changes of ``degC`` are in ``K``.
    region_area_km2 : float
        0.0 for a point.
    series : tuple of Series
        One a simulation, in the order of the recipe.
    summary : tuple of SummaryRow
        The baseline's rows first, then by scenario and period.
    warnings : tuple of str
        Plain sentences: simulations without a baseline, dropped from a horizon, seasons without a value.
    daily_bytes_read : int
        Stored bytes of daily data that were read for it (0 when the cache answered).
    """

    recipe: Recipe
    units: str
    region_area_km2: float
    series: tuple[Series, ...]
    summary: tuple[SummaryRow, ...]
    warnings: tuple[str, ...]
    daily_bytes_read: int = 0
