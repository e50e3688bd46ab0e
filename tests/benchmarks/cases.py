"""What is timed: the kernels against xclim and a copy of the same memory, and what a changed need costs.

Every case also checks its numbers, so that nothing wrong is ever called fast.
"""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from broker.engine.cache import ReductionCache
from broker.engine.reductions import Daily, Task, reduce_daily
from broker.engine.run import run
from broker.engine.seasons import find_seasons
from broker.engine.weights import find_overlap
from broker.recipe import Input, Recipe
from catalog.record import Variable
from tests.benchmarks import generator
from translators.indices import INDICES
from translators.periods import YEAR, Season, Years


@dataclass(frozen=True)
class Line:
    """One line of the report: a ratio or a time, and the goal it is held against."""

    what: str
    found: float
    unit: str
    goal: str
    is_met: bool
    detail: str = ""

    @property
    def words(self) -> str:
        """The line as it is printed."""
        verdict = "met   " if self.is_met else "MISSED"
        return f"{verdict} {self.what}: {self.found:.3g} {self.unit} (goal {self.goal}; {self.detail})"


def fastest(work: Callable[[], object], repeats: int, clock: Callable[[], float] = time.perf_counter) -> float:
    """Seconds of the quickest of several runs."""
    seconds = []
    for _ in range(repeats):
        start = clock()
        work()
        seconds.append(clock() - start)
    return min(seconds)


@dataclass(frozen=True)
class Kernel:
    """A kernel, the data it reads, and the same by xclim."""

    index: str
    quantities: dict[str, float]
    values: Callable[..., np.ndarray]
    variable: Variable
    by_xclim: Callable[[object], object]
    times_xclim: float


def _xclim_hot_days(tasmax):
    from xclim import atmos

    return atmos.tx_days_above(tasmax, thresh="25 degC", freq="YS")


def _xclim_dry_days(pr):
    from xclim import atmos

    return atmos.maximum_consecutive_dry_days(pr, thresh="1 mm/day", freq="YS")


KERNELS = (
    Kernel(
        "tx_days_above", {"thresh": 25.0}, generator.daily_maximum,
        Variable("tasmax", "K", "degC", 1.0, -273.15, standard_name="air_temperature", cell_methods="time: maximum"),
        _xclim_hot_days, 20,
    ),
    Kernel(
        "maximum_consecutive_dry_days", {"thresh": 1.0}, generator.daily_rain,
        Variable("pr", "mm/day", "mm/day", 1.0, 0.0, standard_name="precipitation_flux", cell_methods="time: mean"),
        _xclim_dry_days, 100,
    ),
)  # fmt: skip


def kernel_lines(kernel: Kernel, cells: int, years: int, simulations: int, repeats: int) -> tuple[Line, ...]:
    """Time a kernel on a district of several simulations, against a copy of their memory and against xclim on one.

    All run on one thread and are timed in seconds of processor time, which other programs on the machine do not
    lengthen. Several simulations, because one alone would stay in the processor's cache, where a need never finds it.
    """
    axis = generator.daily_axis(years)
    district = [kernel.values(cells, axis, seed) for seed in range(simulations)]
    task = Task(INDICES[kernel.index], kernel.quantities, find_seasons(axis, YEAR), axis.days)
    copied = [np.empty_like(values) for values in district]

    def ours() -> list[np.ndarray]:
        return [reduce_daily(task, (Daily.of(values, kernel.variable),)) for values in district]

    def copy() -> None:
        for into, values in zip(copied, district, strict=True):
            np.copyto(into, values)

    found = ours()  # compiled, or read from the cache of compiled code, before anything is timed
    copy()
    kernel_seconds, copy_seconds = [], []
    for _ in range(repeats):  # turn by turn, so that a busy moment of the machine meets both
        copy_seconds.append(fastest(copy, 1, time.thread_time))
        kernel_seconds.append(fastest(ours, 1, time.thread_time))
    ours_s, copy_s = min(kernel_seconds) / simulations, min(copy_seconds) / simulations
    wanted, xclim_s = _by_xclim(kernel, axis, district[0])
    np.testing.assert_array_equal(found[0], wanted)
    of = f"{kernel.index}, {cells} cells × {years} years, {district[0].nbytes / 1e6:.0f} MB a simulation"
    return (
        Line(
            f"{of}: times faster than xclim", xclim_s / ours_s, "×", f"≥ {kernel.times_xclim:g}",
            xclim_s / ours_s >= kernel.times_xclim, f"{xclim_s:.2f} s against {ours_s:.4f} s; the same numbers",
        ),
        Line(
            f"{of}: copies of its memory", ours_s / copy_s, "×", "≤ 2", ours_s <= 2 * copy_s,
            f"{ours_s:.4f} s against {copy_s:.4f} s",
        ),
    )  # fmt: skip


def _by_xclim(kernel: Kernel, axis, values: np.ndarray) -> tuple[np.ndarray, float]:
    """Return xclim's numbers, (cells, years), and its seconds, import not counted."""
    import xarray as xr
    import xclim

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        stamps = np.datetime64("1850-01-01") + axis.first_day.astype("timedelta64[D]")
        variable = kernel.variable
        attributes = {
            "units": variable.units,
            "standard_name": variable.standard_name,
            "cell_methods": variable.cell_methods,
        }
        data = xr.DataArray(
            values, dims=("cell", "time"), coords={"time": stamps.astype("datetime64[ns]")}, name=variable.name,
            attrs=attributes,
        )  # fmt: skip
        with xclim.set_options(data_validation="log", cf_compliance="log"):
            kernel.by_xclim(data.isel(cell=slice(1)))
            start = time.process_time()
            found = kernel.by_xclim(data)
            seconds = time.process_time() - start
    return found.transpose("cell", "time").values, seconds


def need_lines(cells: int, years: int, simulations: int, repeats: int) -> tuple[Line, ...]:
    """Time a whole district through the engine: a changed threshold, a changed period, and a country's weights."""
    side = round(cells**0.5)
    axis, grid = generator.daily_axis(years), generator.square_grid(side)
    values = generator.daily_maximum(side * side, axis)
    variable = KERNELS[0].variable
    keys = tuple((f"Model-{k}", "A1B", "r1") for k in range(simulations))
    sources = {key: generator.MemorySource(axis, grid, variable, values, f"made up {k}") for k, key in enumerate(keys)}
    cache = ReductionCache(None, tile_bytes=2 * simulations * values.nbytes)
    last = generator.FIRST_YEAR + years - 1

    def answer(thresh: float, horizon: tuple[int, int], season: Season = YEAR):
        recipe = Recipe(
            "tx_days_above", {"thresh": f"{thresh} degC"}, season, Years(1950, 1950 + min(19, years - 1)),
            (Years(*horizon),), {"name": "the district", "geometry": _square(side), "source": "made up"},
            (Input("d", 1, "s", "projection", keys, {}),),
        )  # fmt: skip
        return run(recipe, lambda dataset, version, key: sources[key], cache)

    first = answer(25.0, (last - 1, last))
    touched = first.daily_bytes_read
    # One copy of all the daily values that were touched.
    copied = np.empty_like(values)
    copy = fastest(lambda: np.copyto(copied, values), repeats) * touched / values.nbytes
    thresholds = iter(np.arange(26, 26 + 0.1 * repeats, 0.1))
    threshold = fastest(lambda: answer(round(float(next(thresholds)), 1), (last - 1, last)), repeats)
    starts = iter(range(repeats))
    period = fastest(lambda: answer(25.0, (last - 1 - next(starts) % (years - 1), last)), repeats)
    of = f"{simulations} simulations × {side * side} cells × {years} years, {touched / 1e6:.0f} MB"
    allowed = 2 * copy + 0.020
    return (
        Line(f"{of}: another threshold, tiles in memory", threshold * 1e3, "ms",
             f"≤ {allowed * 1e3:.0f}: 2 copies + 20",
             threshold <= allowed, f"one copy {copy * 1e3:.0f} ms"),
        Line(f"{of}: another period", period * 1e3, "ms", "≤ 50", period <= 0.050, "no daily value read"),
        _country(repeats),
    )  # fmt: skip


def _country(repeats: int) -> Line:
    from shapely.geometry import Polygon

    turn = np.linspace(0, 2 * np.pi, 10_000, endpoint=False)
    reach = 8 * (0.8 + 0.2 * np.cos(23 * turn))
    country = Polygon(np.stack([38 + reach * np.cos(turn), 8 + reach * np.sin(turn)], axis=-1))
    grid = generator.square_grid(80)
    cells = len(find_overlap(grid, country))
    seconds = fastest(lambda: find_overlap(grid, country), repeats)
    what = f"weights of a country of 10 000 vertices, {cells} cells of 0.25°"
    return Line(what, seconds * 1e3, "ms", "≤ 100", seconds <= 0.1, "exact")


def _square(side: int) -> dict[str, object]:
    size = 0.25 * side
    ring = [[30, 0], [30 + size, 0], [30 + size, size], [30, size], [30, 0]]
    return {"type": "Polygon", "coordinates": [ring]}
