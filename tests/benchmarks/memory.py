"""The most memory that a whole process holds for a district, and for a region of ten times its cells.

Each is asked in a process of its own, with the room for tiles that the broker has, and measured by the system: the most
that was ever resident, the interpreter and its libraries included.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from broker.engine.cache import ReductionCache
from broker.engine.run import run
from broker.recipe import Input, Recipe
from catalog.record import Grid, TimeAxis
from tests.benchmarks import generator
from tests.benchmarks.cases import KERNELS, Line
from tests.benchmarks.generator import TILE
from tests.benchmarks.linear import CODEC
from translators.periods import YEAR, Years

#: Most by which the region may take more than the district.
MOST = 1.1
#: Tiles that differ; the others are like one of these.
_KINDS = 4


class AlikeTiles:
    """A simulation whose tiles are packed; every fourth is alike, so that a large grid is quickly made."""

    def __init__(self, folder: Path, axis: TimeAxis, grid: Grid, number: int):
        self.time, self.grid, self.fingerprint, self.tile_shape = axis, grid, f"packed {number}", (TILE, TILE)
        self._folder, self._number = folder, number

    def variable(self, name: str):
        return KERNELS[0].variable

    def read(self, name: str, tile: tuple[int, int]) -> np.ndarray:
        packed = (self._folder / f"{(sum(tile) + self._number) % _KINDS}").read_bytes()
        return np.frombuffer(CODEC.decode(packed), dtype=np.float32).reshape(TILE * TILE, -1)


def pack_tiles(folder: Path, years: int) -> None:
    """Write the tiles of all simulations."""
    values = generator.daily_maximum(_KINDS * TILE * TILE, generator.daily_axis(years))
    for k in range(_KINDS):
        (folder / f"{k}").write_bytes(CODEC.encode(values[k * TILE * TILE : (k + 1) * TILE * TILE]))


def ask(folder: Path, rows: int, columns: int, years: int, simulations: int) -> None:
    """Compute the hot days of a region of so many rows and columns of cells."""
    axis, grid = generator.daily_axis(years), generator.grid_of(rows, columns)
    keys = tuple((f"Model-{k}", "A1B", "r1") for k in range(simulations))
    sources = {key: AlikeTiles(folder, axis, grid, number) for number, key in enumerate(keys)}
    east, north = 30 + 0.25 * columns, 0.25 * rows
    ring = [[30, 0], [east, 0], [east, north], [30, north], [30, 0]]
    last = generator.FIRST_YEAR + years - 1
    recipe = Recipe(
        "tx_days_above", {"thresh": "25 degC"}, YEAR, Years(1950, 1950 + min(19, years - 1)),
        (Years(max(last - 19, 1950), last),),
        {"name": "the region", "geometry": {"type": "Polygon", "coordinates": [ring]}, "source": "made up"},
        (Input("d", 1, "s", "projection", keys, {}),),
    )  # fmt: skip
    with tempfile.TemporaryDirectory(dir=folder) as cache:
        run(recipe, lambda dataset, version, key: sources[key], ReductionCache(cache))


def peak_bytes() -> int:
    """Return the most memory that this process ever held."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
        return 1024 * next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
    except OSError:
        held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return held if sys.platform == "darwin" else 1024 * held


def memory_line(rows: int, columns: int, years: int, simulations: int) -> Line:
    """The most memory held for a district, and for a region of ten times its columns."""
    with tempfile.TemporaryDirectory() as folder:
        pack_tiles(Path(folder), years)
        peaks = []
        for width in (columns, 10 * columns):
            numbers = [str(number) for number in (rows, width, years, simulations)]
            command = [sys.executable, "-m", "tests.benchmarks.memory", folder, *numbers]
            peaks.append(int(subprocess.run(command, check=True, capture_output=True, text=True).stdout))
    ratio = peaks[1] / peaks[0]
    cells = rows * columns
    return Line(
        f"most memory of a process for {10 * cells} cells, against {cells} ({simulations} simulations × {years} years)",
        ratio, "×", f"≤ {MOST:g}", ratio <= MOST, f"{peaks[1] / 1e6:.0f} MB and {peaks[0] / 1e6:.0f} MB",
    )  # fmt: skip


if __name__ == "__main__":
    ask(Path(sys.argv[1]), *map(int, sys.argv[2:]))
    print(peak_bytes())
