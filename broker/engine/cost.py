"""What work takes: seconds of a processor for each value, by what is done with it, and bytes held meanwhile.

The figures were measured on one machine (`python -m tests.benchmarks.calibration` holds plans against what recipes
take); another one's are told from how long it needs for a few milliseconds of the same kind of work (`pace`).
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from functools import cache

import numpy as np

from broker.engine.tiles import TileCells
from broker.engine.work import Part

#: Seconds to read, check and decode one byte of a tile, and one tile, from a local disk.
READ_BYTE_S, READ_TILE_S = 1.5e-9, 3.5e-3
#: Seconds for a simulation: to open it, to find its seasons and to weigh its cells; and for each of its cells.
PART_S, PART_CELL_S = 7e-4, 2e-6
#: Seconds for each season of a cell: its mean over the region, and the means of periods.
CELL_SEASON_S = 1e-7
#: Seconds for a simulation's level that is passed once in many years, with its doubt, in one period.
LEVEL_S = 1.6e-2
#: Seconds for one reduction of a tile, and for one value of it in a pass over its days.
REDUCE_S, VALUE_S = 1.5e-4, 2e-9
#: Reductions that do less with a value, or more: nanoseconds for each.
OTHER_VALUES_NS = {
    "blight": 0.8, "count": 0.7, "freeze_and_thaw": 0.8, "hot_day_and_night": 0.8, "winterkill": 0.8,
    "longest_run": 1.2, "maximum": 1.1, "mean": 1.0, "mean_difference": 1.0, "minimum": 1.1, "spells_longest": 0.8,
    "rain_start": 3.5, "rain_end": 4.2, "rain_length": 4.2, "rain_false_starts": 3.8, "dry_run_after_onset": 3.3,
    "crop_success": 3.8, "spells_magnitude": 2.7, "heat_index_days": 2.0, "humidex_days": 7.0, "wet_chill_days": 6.0,
    "doldrums_days": 8.5, "doldrums_longest": 8.5, "huglin": 2.5, "cool_nights": 2.8, "pet_total": 4.8,
    "water_budget": 4.0, "aridity": 4.0, "crop_water_need": 6.0, "effective_days": 8.5, "pasture": 8.5,
    "kbdi_max": 11.0,
    "share_over_percentile": 14.0, "days_over_percentile": 13.0, "spi": 29.0, "spei": 16.0, "fire_weather": 60.0,
    "chill_units": 165.0, "chill_portions": 600.0, "days_beyond_usual": 330.0, "spells_beyond_usual": 330.0,
    "xclim": 1500.0,
}  # fmt: skip
#: Seconds for one value of two that stand for a third.
HALF_SUM_S = 7.5e-9
#: Seconds to adjust one value of a cell to observations, and to import what does it; and to import xclim.
ADJUST_VALUE_S, ADJUST_IMPORT_S, XCLIM_IMPORT_S = 1e-5, 12.0, 6.0
#: Seconds to write the pictures and the page, one row of the tables (a season of a simulation), and one of its cells.
FILES_S, ROW_S, CELL_VALUE_S = 1.7, 6.0e-5, 2e-7
#: Bytes in use at once for each byte of a tile that is read: as it lies on the disk, and as decoded.
READ_COPIES = 2
#: Arrays of float64, as large as the tile, that a reduction works with; and those of a half sum.
ROOMS = {
    "pet_total": 1, "water_budget": 1, "aridity": 1, "kbdi_max": 1, "spi": 1, "spei": 2, "pasture": 2,
    "crop_water_need": 1,
    "wet_chill_days": 3, "doldrums_days": 2, "doldrums_longest": 2, "malaria_months": 1, "xclim": 3,
}  # fmt: skip
HALF_SUM_ROOMS = 2
#: Blocks of the results in use at once while means are taken; and bytes for what is known of a cell of a simulation.
BLOCK_COPIES, CELL_BYTES = 6, 24
#: Bytes of a value while a tile is adjusted, for at most this many cells at once (see `adjustment_mapping`).
ADJUST_BYTES, ADJUST_CELLS = 600, 16

#: Seconds in which the machine of these figures sorted numbers and copied memory, and by how much another may differ.
_SORTED, _PACE_S, _PACES = 50_000, 1.0e-3, (0.2, 10.0)


def reduction_seconds(reduction: str, part: Part, tile: TileCells) -> float:
    """Return the seconds of one reduction of a tile: one set of parameters, one step of the season, one simulation."""
    steps = np.asarray(part.source.time.first_day).size
    in_season = float((part.seasons.i1 - part.seasons.i0).sum()) if len(part.seasons) else 0.0
    passed = tile.size * min(max(in_season, 0.05 * steps), 1.5 * steps) * len(part.variables)
    each = OTHER_VALUES_NS[reduction] * 1e-9 if reduction in OTHER_VALUES_NS else VALUE_S
    return REDUCE_S + passed * each


def half_sum_seconds(part: Part, tile: TileCells) -> float:
    """Return the seconds in which two variables are put together for a third, once for each tile that is looked at."""
    halved = sum(len(names) > 1 for names in part.variables)
    return halved * tile.size * np.asarray(part.source.time.first_day).size * HALF_SUM_S


def reading_seconds(read_bytes: float, tiles: int) -> float:
    """Return the seconds to read tiles from a local disk."""
    return read_bytes * READ_BYTE_S + tiles * READ_TILE_S


def writing_seconds(parts: Sequence[Part], cells: str, periods: int) -> float:
    """Return the seconds to write the files: every season of each cell, or its `periods` alone."""
    rows = sum(len(part.seasons) for part in parts)
    of_cells = sum(len(part.overlap) * (periods if cells == "periods" else len(part.seasons)) for part in parts)
    return FILES_S + rows * ROW_S + of_cells * CELL_VALUE_S


def room_bytes(reduction: str, part: Part, tile: TileCells) -> int:
    """Return the bytes that a reduction works with, beside the days of the tile."""
    halved = sum(len(names) > 1 for names in part.variables)
    arrays = max(ROOMS.get(reduction, 0), HALF_SUM_ROOMS * halved)
    return 8 * arrays * tile.size * np.asarray(part.source.time.first_day).size


def import_seconds(reduction: str) -> float:
    """Return the seconds to import what a reduction needs and this process has not yet."""
    return XCLIM_IMPORT_S if reduction == "xclim" and "xclim" not in sys.modules else 0.0


@cache
def pace() -> float:
    """Return how many times as long as the machine of these figures this one takes: measured once, some milliseconds.

    Processor time is counted, so that what else the machine does matters little.
    """
    numbers = np.random.default_rng(0).random(_SORTED)
    memory = np.zeros(1 << 20)
    into = np.empty_like(memory)

    def once() -> float:
        start = time.thread_time()
        np.sort(numbers)
        np.copyto(into, memory)
        return time.thread_time() - start

    least, most = _PACES
    return min(max(min(once() for _ in range(4)) / _PACE_S, least), most)
