"""Print what each family of indices takes for a changed parameter, in copies of the memory that it touches.

`python -m tests.benchmarks.families [name …]`: one line for each index, or for those whose reduction or id is named.
"""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass

import numpy as np

from broker.engine.reductions import Daily, Reference, Task, quantities_of, reduce_daily
from broker.engine.seasons import find_seasons
from catalog.record import TimeAxis
from tests.benchmarks import generator
from tests.benchmarks.cases import fastest
from translators.indices import INDICES, Index, index_of
from translators.periods import YEAR, Season

#: What an index needs that has no default.
ASKED = {
    "growing_degree_days": {"thresh": "10 degC"},
    "degree_days_exceedance_date": {"thresh": "10 degC", "sum_thresh": "500 K days"},
    "expression": {"expression": "days with tasmax > 33 degC and pr < 1 mm/day, in runs of 3 or more"},
}
#: A winter lies in one piece in this season; the other indices are asked of the calendar year.
JULY = Season(7, 1, 6, 30)
_IN_JULY = ("holiday_snow", "frost_season")
CELLS = 64


@dataclass(frozen=True)
class Weather:
    """Daily values of several tiles.

    Attributes
    ----------
    time : TimeAxis
    of : dict of str to list of Daily
        Each variable's tiles, float32 (cells, time).
    """

    time: TimeAxis
    of: dict[str, list[Daily]]


def weather(years: int, tiles: int, cells: int = CELLS) -> Weather:
    """Return made-up days of every variable that an index reads."""
    axis = generator.daily_axis(years)
    chance = np.random.default_rng(5)
    shape = (cells, axis.days.size)
    found: dict[str, list[Daily]] = {}

    def keep(name: str, values: np.ndarray, offset: float = 0.0) -> None:
        found.setdefault(name, []).append(Daily(np.ascontiguousarray(values, dtype=np.float32), 1.0, offset))

    for seed in range(tiles):
        warm = generator.daily_maximum(cells, axis, seed)
        span = chance.uniform(5, 15, shape).astype(np.float32)
        keep("tasmax", warm, -273.15)
        keep("tasmin", warm - span, -273.15)
        keep("tas", warm - span / 2, -273.15)
        keep("pr", generator.daily_rain(cells, axis, seed))
        keep("hurs", chance.uniform(20, 100, shape))
        keep("sfcWind", chance.gamma(2.0, 2.0, shape))
        keep("sfcWindmax", chance.gamma(2.0, 4.0, shape))
        keep("rsds", chance.uniform(20, 320, shape))
        keep("snd", np.maximum(chance.normal(-0.1, 0.2, shape), 0))
        keep("snw", np.maximum(chance.normal(-10, 40, shape), 0))
        keep("mrro", chance.gamma(1.0, 1e-5, shape))
    return Weather(axis, found)


def season_of(index: Index) -> Season:
    """Return a season in which an index can be asked."""
    return JULY if index.id.startswith(_IN_JULY) else YEAR


def task_of(index_id: str, held: Weather, tile: int) -> tuple[Task, tuple[Daily, ...]]:
    """Return one reduction of a tile, with the index's own values of its parameters."""
    entry = INDICES[index_id]
    parameters = {n: p.default for n, p in entry.parameters.items()} | ASKED.get(index_id, {})
    index = index_of(index_id, parameters)
    daily = tuple(held.of[name][tile] for name in index.variables)
    steps = held.time.first_day.size
    past = Reference(daily, held.time, 0, min(steps, 10957), True) if "reference" in entry.uses else None
    latitude = np.linspace(-30, 30, daily[0].values.shape[0]) if "latitude" in entry.uses else None
    task = Task(
        index, quantities_of(entry, parameters), find_seasons(held.time, season_of(entry)), np.asarray(held.time.days),
        held.time, latitude, past,
    )  # fmt: skip
    return task, daily


def seconds_of(index_id: str, held: Weather, repeats: int) -> tuple[float, float]:
    """Return the processor seconds of one thread for all tiles: of the index, and of a copy of what it reads."""
    work = [task_of(index_id, held, tile) for tile in range(len(held.of["pr"]))]
    values = [one.values for _, daily in work for one in daily]
    into = np.empty_like(values[0])

    def copy() -> None:
        for one in values:
            np.copyto(into, one)

    def reduce() -> None:
        for task, daily in work:
            task.shared.clear()
            reduce_daily(task, daily)

    reduce_daily(*work[0])  # compiled before it is timed
    return fastest(reduce, repeats, time.thread_time), fastest(copy, max(3, repeats), time.thread_time)


def main() -> None:
    """Print one line for each index, the dearest family first."""
    wanted = set(sys.argv[1:])
    held = weather(years=60, tiles=4)
    rows = []
    for entry in INDICES.values():
        if wanted and not wanted & {entry.id, entry.reduction}:
            continue
        ours, copy = seconds_of(entry.id, held, 3)
        values = sum(one.values.size for _, daily in [task_of(entry.id, held, 0)] for one in daily) * len(held.of["pr"])
        rows.append((ours / copy, entry.reduction, entry.id, ours / values * 1e9))
    for copies, reduction, name, each in sorted(rows, reverse=True):
        print(f"{copies:8.1f} copies {each:8.2f} ns a value  {reduction:24} {name}")


if __name__ == "__main__":
    main()
