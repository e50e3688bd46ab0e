"""What work takes: seconds of a processor for each value, by what is done with it. Measured, see `tests/benchmarks`."""

from __future__ import annotations

import numpy as np

from broker.engine.tiles import TileCells
from broker.engine.work import Part

#: Seconds to read, check and decode one byte of a tile, and one tile, from a local disk.
READ_BYTE_S, READ_TILE_S = 1.4e-9, 1.5e-3
#: Seconds for a simulation: to open it, to find its seasons and to weigh its cells; and for each of its cells.
PART_S, PART_CELL_S = 1e-3, 4e-6
#: Seconds for each season of a cell: its mean over the region, and the means of periods.
CELL_SEASON_S = 1e-7
#: Seconds for one reduction of a tile, and for one value of it in a pass over its days.
REDUCE_S, VALUE_S = 5e-4, 5e-9
#: Reductions that do more with a value than one pass: seconds for each.
OTHER_VALUES_S = {
    "days_beyond_usual": 9e-7,
    "spells_beyond_usual": 1e-6,
    "share_over_percentile": 3.4e-8,
    "days_over_percentile": 3.4e-8,
    "spi": 2.4e-8,
    "spei": 1e-7,
    "chill_portions": 6.5e-7,
    "chill_units": 2.2e-7,
    "fire_weather": 5e-7,
    "kbdi_max": 3e-7,
    "expression": 2e-8,
}
#: Seconds for one value of two that stand for a third.
HALF_SUM_S = 1.5e-8
#: Seconds to adjust one value of a cell to observations, and to import what does it.
ADJUST_VALUE_S, ADJUST_IMPORT_S = 1e-5, 12.0
#: Bytes in use at once for each byte of a tile: as read, as decoded, and while it is reduced.
TILE_COPIES = 3
#: Blocks of the results in use at once while means are taken; and bytes for what is known of a cell of a simulation.
BLOCK_COPIES, CELL_BYTES = 6, 24
#: Bytes of a value while a tile is adjusted, for at most this many cells at once (see `adjustment_mapping`).
ADJUST_BYTES, ADJUST_CELLS = 600, 16


def reduction_seconds(reduction: str, part: Part, tile: TileCells) -> float:
    """Return the seconds of one reduction of a tile: one set of parameters, one step of the season, one simulation."""
    steps = np.asarray(part.source.time.first_day).size
    in_season = float((part.seasons.i1 - part.seasons.i0).sum()) if len(part.seasons) else 0.0
    passed = tile.size * min(max(in_season, 0.05 * steps), 1.5 * steps) * len(part.variables)
    halved = sum(len(names) > 1 for names in part.variables)  # half the sum of two stands for one
    return REDUCE_S + passed * OTHER_VALUES_S.get(reduction, VALUE_S) + halved * tile.size * steps * HALF_SUM_S


def reading_seconds(read_bytes: float, tiles: int) -> float:
    """Return the seconds to read tiles from a local disk."""
    return read_bytes * READ_BYTE_S + tiles * READ_TILE_S
