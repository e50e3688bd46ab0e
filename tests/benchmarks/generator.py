"""Daily weather from a small stochastic generator with a fixed seed: any number of cells and years, in memory."""

from __future__ import annotations

import numpy as np

from catalog.calendars import date_of, day_number
from catalog.record import Grid, TimeAxis, Variable

FIRST_YEAR = 1950
#: Cells along one side of a tile of the array store.
TILE = 8


def daily_axis(years: int, calendar: str = "standard") -> TimeAxis:
    """Every day of so many years from 1950 on."""
    days = np.arange(day_number(FIRST_YEAR, 1, 1, calendar), day_number(FIRST_YEAR + years, 1, 1, calendar))
    return TimeAxis(calendar, "day", days, np.ones(days.size, dtype=np.int32))


def daily_rain(cells: int, axis: TimeAxis, seed: int = 0) -> np.ndarray:
    """Rain in mm/day, (cells, time) float32: wet on two days of five, amounts of a gamma distribution."""
    random = np.random.default_rng(seed)
    rain = np.empty((cells, axis.days.size), dtype=np.float32)
    for cell in rain:
        cell[:] = np.where(random.random(cell.size) < 0.6, 0, random.gamma(0.7, 6.0, cell.size))
    return rain


def daily_maximum(cells: int, axis: TimeAxis, seed: int = 0) -> np.ndarray:
    """Maximum temperature in K, (cells, time) float32: a yearly wave with noise, a little warmer each year."""
    random = np.random.default_rng(seed)
    _, month, day = date_of(axis.first_day, axis.calendar)
    phase = ((month - 1) * 30.4 + day - 200) / 365.25
    wave = 290 + 10 * np.cos(2 * np.pi * phase) + np.linspace(0, 4, axis.days.size)
    return np.stack([wave + random.normal(0, 4, wave.size) for _ in range(cells)]).astype(np.float32)


def square_grid(side: int, step: float = 0.25) -> Grid:
    """A square of cells with its south-west corner at 0°N 30°E."""
    lat, lon = step / 2 + step * np.arange(side), 30 + step / 2 + step * np.arange(side)
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
