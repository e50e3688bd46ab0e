"""Daily weather of the teaching data's generator, with a fixed seed: any number of cells and years, in memory."""

from __future__ import annotations

from dataclasses import replace
from math import ceil, sqrt

import numpy as np

from catalog.calendars import date_of, day_number
from catalog.record import Grid, TimeAxis, Variable
from catalog.teaching.geography import Box
from catalog.teaching.models import MODELS, SCENARIOS
from catalog.teaching.weather import Weather

FIRST_YEAR = 1950
#: Cells along one side of a tile of the array store.
TILE = 8


def daily_axis(years: int, calendar: str = "standard") -> TimeAxis:
    """Every day of so many years from 1950 on."""
    days = np.arange(day_number(FIRST_YEAR, 1, 1, calendar), day_number(FIRST_YEAR + years, 1, 1, calendar))
    return TimeAxis(calendar, "day", days, np.ones(days.size, dtype=np.int32))


def daily_rain(cells: int, axis: TimeAxis, seed: int = 0) -> np.ndarray:
    """Rain in mm/day, (cells, time) float32: two rainy seasons, wet spells and dry ones."""
    return _weather("pr", cells, axis, seed)


def daily_maximum(cells: int, axis: TimeAxis, seed: int = 0) -> np.ndarray:
    """Maximum temperature in K, (cells, time) float32: from highlands to coast, a little warmer each year."""
    celsius = _weather("tasmax", cells, axis, seed)
    return np.add(celsius, np.float32(273.15), out=celsius)


def _weather(name: str, cells: int, axis: TimeAxis, seed: int) -> np.ndarray:
    """The weather of `broker demo --teaching`, of another model for each seed, in the first cells of a square."""
    side = max(1, ceil(sqrt(cells)))
    model = replace(MODELS[seed % len(MODELS)], name=f"BENCH-{seed}")
    last_year = int(date_of(axis.first_day[-1], axis.calendar)[0])
    run = Weather(model, SCENARIOS[-1], Box(side, side), FIRST_YEAR, last_year, axis.calendar)
    values, at = np.empty((cells, axis.days.size), dtype=np.float32), 0
    for year in run.years():
        days = year[name]
        values[:, at : at + days.shape[0]] = days.T[:cells]
        at += days.shape[0]
    return values


def square_grid(side: int, step: float = 0.25) -> Grid:
    """A square of cells with its south-west corner at 0°N 30°E."""
    return grid_of(side, side, step)


def grid_of(rows: int, columns: int, step: float = 0.25) -> Grid:
    """So many rows and columns of cells with their south-west corner at 0°N 30°E."""
    lat, lon = step / 2 + step * np.arange(rows), 30 + step / 2 + step * np.arange(columns)
    half = step / 2
    return Grid(
        "rectilinear", lat, lon, np.stack([lat - half, lat + half], axis=1), np.stack([lon - half, lon + half], axis=1)
    )


class MemorySource:
    """Arrays in memory laid out as the store lays them: tiles of 8 × 8 cells, all of time contiguous."""

    def __init__(self, axis: TimeAxis, grid: Grid, variable: Variable, values: np.ndarray, fingerprint: str):
        self.time, self.grid, self.fingerprint = axis, grid, fingerprint
        self.tile_shape = (TILE, TILE)
        self._variable = variable
        ny, nx = grid.shape
        cube = values.reshape(ny, nx, -1)
        self._tiles = {
            (ty, tx): np.ascontiguousarray(
                cube[ty * TILE : (ty + 1) * TILE, tx * TILE : (tx + 1) * TILE].reshape(-1, cube.shape[-1])
            )
            for ty in range(-(-ny // TILE))
            for tx in range(-(-nx // TILE))
        }

    def variable(self, name: str) -> Variable:
        return self._variable

    def read(self, name: str, tile: tuple[int, int]) -> np.ndarray:
        return self._tiles[tile]
