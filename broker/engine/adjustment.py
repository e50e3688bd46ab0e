"""A simulation adjusted to observations: a source like any other, whose days are mapped as they are read."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from broker.engine.adjustment_mapping import KINDS, Mapping
from broker.engine.adjustment_windows import DayTable
from broker.engine.references import ReferenceSource, reference_of, steps_in
from broker.engine.result import Source
from broker.engine.tiles import tiles_of
from broker.errors import PeriodNotHeld
from broker.recipe import Recipe, canonical_json
from catalog.record import Grid, TimeAxis, Variable
from translators.periods import Years
from translators.statistics import Adjustment

if TYPE_CHECKING:
    from scipy.spatial import KDTree

    from broker.engine.work import OpenSource

#: Raised whenever the same values could be adjusted to others.
ADJUSTMENT_VERSION = 1
#: A cell is adjusted where its observations hold at least this share of the days of the reference years.
LEAST_OBSERVED = 0.8
#: Cells adjusted at once, which bounds the memory.
_CELLS_AT_ONCE = 16
_EARTH_KM = 6371.0


@dataclass(frozen=True)
class AdjustedSource:
    """A simulation whose daily values are adjusted to the nearest observations, cell by cell.

    Attributes
    ----------
    raw : Source
        As the model gave it.
    past : ReferenceSource
        Where the reference years of its model lie: in `raw` itself, or in the historical run.
    observed : Source
    how : Adjustment
    years : Years
        The reference years, over which the mapping is fitted.

    A cell whose nearest observations lack more than a fifth of the reference days is missing.
    """

    raw: Source
    past: ReferenceSource
    observed: Source
    how: Adjustment
    years: Years

    @property
    def time(self) -> TimeAxis:
        """The model's own time axis."""
        return self.raw.time

    @property
    def grid(self) -> Grid:
        """The model's own grid."""
        return self.raw.grid

    @property
    def tile_shape(self) -> tuple[int, int]:
        """Cells of a tile."""
        return self.raw.tile_shape

    @cached_property
    def fingerprint(self) -> str:
        """Identifies the adjusted values: of the raw ones, the observations, and how they were brought together."""
        made_from = [
            self.raw.fingerprint, self.past.source.fingerprint, self.observed.fingerprint,
            self.how.to_mapping(), self.years.to_list(), ADJUSTMENT_VERSION, _library(),
        ]  # fmt: skip
        return "adjusted-" + hashlib.sha256(canonical_json(made_from)).hexdigest()

    def variable(self, name: str) -> Variable:
        """Return the record of a variable: adjusted values are float32 of the canonical unit."""
        record = self.raw.variable(name)
        return replace(record, units=record.canonical_units, scale=1.0, offset=0.0, dtype="float32")

    def read(self, name: str, tile: tuple[int, int]) -> np.ndarray:
        """Return the adjusted values of one tile, (cells in the tile, time), float32, missing as NaN."""
        values = _canonical(self.raw, name, tile)
        past = values if self.past.is_own else _canonical(self.past.source, name, tile)
        cells = _cells_of(self.raw, tile)
        observed = self._observed(name, cells)
        reference = DayTable.of(self.past.source.time, self.years.first, self.years.last)
        own = DayTable.of(self.time)
        mapping = self.mapping(name)
        out = np.full(values.shape, np.nan, dtype=np.float32)
        for first in range(0, cells.size, _CELLS_AT_ONCE):
            some = slice(first, first + _CELLS_AT_ONCE)
            table = mapping.apply(
                observed[some],
                reference.laid_out(past[some]),
                own.laid_out(values[some]),
                self.seeds(name, cells[some]),
            )
            own.put_back(table, out[some])
        out[np.isnan(values)] = np.nan
        return out

    def mapping(self, name: str) -> Mapping:
        """Return how a variable is mapped."""
        return Mapping(self.how.method, KINDS[name], self.how.quantiles, self.how.window)

    def seeds(self, name: str, cells: np.ndarray) -> list[np.random.Generator]:
        """Return a generator for each cell, the same for the same recipe on every machine, however the cells lie."""
        digest = hashlib.sha256(f"{self.fingerprint} {name}".encode()).digest()
        return [np.random.default_rng([int.from_bytes(digest[:8], "big"), int(cell)]) for cell in cells]

    def distance_km(self, cells: np.ndarray) -> np.ndarray:
        """Return how far each cell's centre lies from the observations it is adjusted to."""
        return self._nearest(cells)[0]

    def reference_days(self, name: str, cells: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return observed and raw values of cells in the reference years, each (cells, years, SLOTS)."""
        reference = DayTable.of(self.past.source.time, self.years.first, self.years.last)
        raw = _values_at(self.past.source, name, cells)
        return self._observed(name, cells), reference.laid_out(raw)

    def _observed(self, name: str, cells: np.ndarray) -> np.ndarray:
        """Return the observations nearest to cells in the reference years, (cells, years, SLOTS)."""
        _, nearest = self._nearest(cells)
        wanted, place = np.unique(nearest, return_inverse=True)
        table = DayTable.of(self.observed.time, self.years.first, self.years.last)
        found = table.laid_out(_values_at(self.observed, name, wanted))
        days = steps_in(self.observed, self.years)
        assert days is not None
        found[np.isfinite(found).sum(axis=(1, 2)) < LEAST_OBSERVED * (days[1] - days[0])] = np.nan
        return found[place]

    def _nearest(self, cells: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        distance, index = self._tree.query(_unit_vectors(self.grid)[cells])
        return 2 * _EARTH_KM * np.arcsin(np.minimum(distance / 2, 1.0)), index

    @cached_property
    def _tree(self) -> KDTree:
        from scipy.spatial import KDTree

        return KDTree(_unit_vectors(self.observed.grid))


def adjusting(recipe: Recipe, open_source: OpenSource) -> OpenSource:
    """Return what opens the simulations of a recipe adjusted; a run without the reference years is not opened: None.

    Raises
    ------
    PeriodNotHeld
        If the observations do not hold every day of the reference years.
    """
    how, years = recipe.adjustment, recipe.baseline
    assert how is not None
    assert how.simulation is not None
    observed = open_source(how.dataset, how.version, how.simulation)
    if steps_in(observed, years) is None:
        raise PeriodNotHeld(
            f"An adjustment to {how.dataset} was asked over {years}, but it does not hold every day of those years, so "
            f"there is nothing to fit to. Choose a baseline that the observations hold, or other observations."
        )
    by_dataset = {(i.dataset, i.version): i for i in recipe.inputs}

    def opened(dataset: str, version: int, key: tuple[str, str, str]) -> Source | None:
        raw = open_source(dataset, version, key)
        source_of = by_dataset[dataset, version]
        if source_of.kind != "projection":
            return raw
        past = reference_of(source_of, key, raw, years, open_source)
        return None if past is None else AdjustedSource(raw, past, observed, how, years)

    return opened


def _canonical(source: Source, name: str, tile: tuple[int, int]) -> np.ndarray:
    record = source.variable(name)
    return np.asarray(source.read(name, tile), dtype=np.float64) * record.scale + record.offset


def _cells_of(source: Source, tile: tuple[int, int]) -> np.ndarray:
    """Return the flat indices of a tile's cells into the grid, in the order in which they are read."""
    (ny, nx), (height, width), (ty, tx) = source.grid.shape, source.tile_shape, tile
    rows = np.arange(ty * height, min((ty + 1) * height, ny))
    columns = np.arange(tx * width, min((tx + 1) * width, nx))
    return (rows[:, np.newaxis] * nx + columns).ravel()


def _values_at(source: Source, name: str, cells: np.ndarray) -> np.ndarray:
    """Return the values of cells, (cells, time), in the canonical unit."""
    values = np.empty((cells.size, np.asarray(source.time.first_day).size))
    for tile in tiles_of(cells, source.grid.shape, source.tile_shape):
        values[tile.at] = _canonical(source, name, tile.tile)[tile.rows]
    return values


def _unit_vectors(grid: Grid) -> np.ndarray:
    """Return the centres of all cells of a grid, or its points, as unit vectors (cells, 3)."""
    lat, lon = np.asarray(grid.lat, dtype=np.float64), np.asarray(grid.lon, dtype=np.float64)
    if grid.kind != "points" and lat.ndim == 1:
        lat, lon = np.meshgrid(lat, lon, indexing="ij")
    lat, lon = np.deg2rad(lat.ravel()), np.deg2rad(lon.ravel())
    return np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=1)


def _library() -> str:
    from importlib.metadata import version

    return f"xsdba {version('xsdba')}"
