"""What grows with the question: seconds and memory by cells, years, simulations; and the first round."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
import tracemalloc
from pathlib import Path

import numcodecs
import numpy as np

from broker.engine.cache import ReductionCache
from broker.engine.run import run
from broker.recipe import Input, Recipe
from catalog.record import Grid, TimeAxis
from tests.benchmarks import generator
from tests.benchmarks.cases import KERNELS, Line, fastest
from tests.benchmarks.generator import TILE
from translators.periods import YEAR, Years

_VARIABLE = KERNELS[0].variable
CODEC = numcodecs.Blosc(cname="zstd", clevel=3, shuffle=numcodecs.Blosc.SHUFFLE)
#: Most by which the cost of a unit may differ between the smallest and the largest size.
LINEAR = 1.5


class PackedSource:
    """A simulation whose tiles lie packed in files; each reading unpacks. Tiles that are alike may share a file."""

    def __init__(self, folder: Path, axis: TimeAxis, grid: Grid, values: np.ndarray, name: str):
        self.time, self.grid, self.fingerprint, self.tile_shape = axis, grid, name, (TILE, TILE)
        self._steps = values.shape[1]
        side = round(values.shape[0] ** 0.5)
        cube = values.reshape(side, side, -1)
        self._tiles = -(-side // TILE)
        self._folder = folder
        for ty in range(self._tiles):
            for tx in range(self._tiles):
                tile = np.ascontiguousarray(cube[ty * TILE : (ty + 1) * TILE, tx * TILE : (tx + 1) * TILE])
                (folder / f"{name}-{ty}-{tx}").write_bytes(CODEC.encode(tile.reshape(-1, self._steps)))
        self.name = name

    def variable(self, name: str):
        return _VARIABLE

    def read(self, name: str, tile: tuple[int, int]) -> np.ndarray:
        ty, tx = tile[0] % self._tiles, tile[1] % self._tiles
        packed = (self._folder / f"{self.name}-{ty}-{tx}").read_bytes()
        return np.frombuffer(CODEC.decode(packed), dtype=np.float32).reshape(-1, self._steps)


def square_recipe(side: int, keys, years: int, thresh: float = 25.0) -> Recipe:
    """Return the recipe of the hot days of a square of so many cells along each side."""
    size = 0.25 * side
    ring = [[30, 0], [30 + size, 0], [30 + size, size], [30, size], [30, 0]]
    last = generator.FIRST_YEAR + years - 1
    return Recipe(
        "tx_days_above", {"thresh": f"{thresh} degC"}, YEAR, Years(1950, 1950 + min(19, years - 1)),
        (Years(max(last - 19, 1950), last),),
        {"name": "the district", "geometry": {"type": "Polygon", "coordinates": [ring]}, "source": "made up"},
        (Input("d", 1, "s", "projection", tuple(keys), {}),),
    )  # fmt: skip


def _keys(count: int) -> tuple[tuple[str, str, str], ...]:
    return tuple((f"Model-{k}", "A1B", "r1") for k in range(count))


def _costs(side: int, years: int, simulations: int, repeats: int) -> tuple[float, float]:
    """Seconds of another threshold with tiles in memory, and bytes held in between beside the tiles."""
    axis, grid = generator.daily_axis(years), generator.square_grid(side)
    values = np.random.default_rng(1).normal(298, 5, (side * side, axis.days.size)).astype(np.float32)
    sources = {k: generator.MemorySource(axis, grid, _VARIABLE, values, f"made up {k}") for k in _keys(simulations)}
    cache = ReductionCache(None, tile_bytes=2 * simulations * values.nbytes)
    thresholds = iter(np.arange(20, 60, 0.1))

    def ask() -> object:
        thresh = round(float(next(thresholds)), 1)
        return run(square_recipe(side, sources, years, thresh), lambda dataset, version, key: sources[key], cache)

    ask()
    seconds = fastest(ask, repeats, time.process_time)  # of all threads: another load lengthens it less
    tracemalloc.start()
    ask()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return seconds, float(peak)


def growth_lines(scale: int = 1, repeats: int = 5) -> tuple[Line, ...]:
    """Four sizes in cells, years and simulations: how the cost grows, over how the size grows."""
    tables = {
        "cells": [(side, 40 // scale, 2) for side in (16, 24, 32, 40)],
        "years": [(16, years // scale, 2) for years in (40, 80, 120, 160)],
        "simulations": [(16, 40 // scale, count) for count in (4, 8, 12, 16)],
    }
    lines = []
    for name, sizes in tables.items():
        units = [side * side if name == "cells" else years if name == "years" else n for side, years, n in sizes]
        found = [_costs(side, years, count, repeats) for side, years, count in sizes]
        table = ", ".join(
            f"{unit}: {seconds * 1e3:.1f} ms {held / 1e6:.1f} MB"
            for unit, (seconds, held) in zip(units, found, strict=True)
        )
        for k, what in enumerate(("seconds", "memory")):
            growth = (found[-1][k] / found[0][k]) / (units[-1] / units[0])
            lines.append(
                Line(
                    f"{what} by {name}, growth over that of the {name}", growth, "×", f"≤ {LINEAR:g}", growth <= LINEAR,
                    table,
                )
            )  # fmt: skip
    return tuple(lines)


def first_round_lines(side: int, years: int, simulations: int) -> tuple[Line, ...]:
    """The first answer from packed tiles against reading and unpacking them; and CDO on the file of one simulation."""
    axis, grid = generator.daily_axis(years), generator.square_grid(side)
    values = generator.daily_maximum(side * side, axis)
    with tempfile.TemporaryDirectory() as folder:
        sources = {k: PackedSource(Path(folder), axis, grid, values, f"packed {k[0]}") for k in _keys(simulations)}
        tiles = [(ty, tx) for ty in range(-(-side // TILE)) for tx in range(-(-side // TILE))]

        def ask(keys) -> object:
            return run(
                square_recipe(side, keys, years), lambda dataset, version, key: sources[key],
                ReductionCache(None, tile_bytes=2 * simulations * values.nbytes),
            )  # fmt: skip

        ask(list(sources)[:1])
        clock = time.process_time  # of all threads
        read = fastest(lambda: [s.read("tasmax", t) for s in sources.values() for t in tiles], 3, clock)
        first = fastest(lambda: ask(sources), 3, clock)
        one = fastest(lambda: ask(list(sources)[:1]), 3)
        of = f"{simulations} simulations × {side * side} cells × {years} years"
        line = Line(
            f"{of}: first answer, against reading and unpacking its chunks", first / read, "×", "≤ 2",
            first <= 2 * read, f"{first:.2f} s against {read:.2f} s of processor time",
        )  # fmt: skip
        by_cdo = _cdo_seconds(Path(folder), axis, grid, values)
    if by_cdo is None:
        return (line,)
    return line, Line(
        f"{side * side} cells × {years} years: whole grid from packed tiles, times faster than CDO on a file of maps",
        by_cdo / one, "×", "≥ 15", by_cdo >= 15 * one, f"{by_cdo:.2f} s against {one:.3f} s",
    )  # fmt: skip


def _cdo_seconds(folder: Path, axis: TimeAxis, grid: Grid, values: np.ndarray) -> float | None:
    """Seconds that CDO needs for the days above 25 °C of each year; None where it is not installed."""
    import netCDF4

    if shutil.which("cdo") is None:
        return None
    side = grid.lat.size
    with netCDF4.Dataset(folder / "maps.nc", "w") as data:
        for name, centres, units in (("lat", grid.lat, "degrees_north"), ("lon", grid.lon, "degrees_east")):
            data.createDimension(name, side)
            data.createVariable(name, "f8", (name,))[:] = centres
            data[name].units = units
        data.createDimension("time", None)
        data.createVariable("time", "f8", ("time",), chunksizes=(512,))[:] = axis.first_day
        data["time"].units, data["time"].calendar = "days since 1850-01-01", axis.calendar
        maps = data.createVariable("tasmax", "f4", ("time", "lat", "lon"), zlib=True, chunksizes=(1, side, side))
        maps.units = "K"
        maps[:] = values.T.reshape(-1, side, side)
    started = time.perf_counter()
    command = ["cdo", "-s", "-O", "yearsum", "-gtc,298.15", str(folder / "maps.nc"), str(folder / "days.nc")]
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - started
