"""What a recipe will cost, before it is computed."""

from __future__ import annotations

import os
from collections.abc import Container, Hashable
from dataclasses import dataclass

from broker.engine.cache import ReductionCache
from broker.engine.result import ReadsTogether
from broker.engine.work import OpenSource, Work, prepare
from broker.errors import BrokerError
from broker.recipe import Recipe

#: Most memory that the numbers of a product may take; with what the cache keeps it stays under 2 GiB.
LIMIT_BYTES = 1024**3
#: Daily bytes that one thread reads, decodes and reduces in a second, from a local disk.
_BYTES_A_SECOND = 250e6
#: Time to open a simulation and to weigh its cells.
_SECONDS_A_SIMULATION = 0.01


@dataclass(frozen=True)
class Plan:
    """What a recipe will cost, within about a factor of two.

    Attributes
    ----------
    simulations, cells, tiles : int
        Cells and tiles counted once for each simulation that needs them.
    bytes : int
        Daily data still to be read; 0 where the cache answers.
    seconds : float
    memory : int
        Most bytes held at once.
    notes : tuple of str
        What else whoever waits should know, one sentence each: that data are read in place.
    """

    simulations: int
    cells: int
    tiles: int
    bytes: int
    seconds: float
    memory: int
    notes: tuple[str, ...] = ()


def plan(recipe: Recipe, open_source: OpenSource, cache: ReductionCache | None = None) -> Plan:
    """Return what a recipe will cost, reading no daily data.

    Raises
    ------
    OutsideData, PeriodNotHeld, UnservableNeed, BrokerError
        As `broker.engine.work.prepare`; also where it would not fit into memory.
    """
    return cost_of(prepare(recipe, open_source, cache), cache)


def cost_of(work: Work, cache: ReductionCache | None = None) -> Plan:
    """Return what carrying out a recipe will cost, less what a cache already holds.

    Raises
    ------
    BrokerError
        If it would not fit into memory.
    """
    every = ((p, t) for p in work.parts for t in p.tiles)
    wanted = {p.reads(t): p.bytes_of(t) for p, t in every if cache is None or cache.get(work.key(p, t)) is None}
    to_read = sum(wanted.values())
    largest = max(wanted.values(), default=0)
    decoded = _decoded_besides(work, wanted)
    cells = sum(len(part.overlap) for part in work.parts)
    kept = sum(len(part.overlap) * len(part.seasons) * 8 for part in work.parts)
    cost = Plan(
        simulations=len(work.parts),
        cells=cells,
        tiles=sum(len(part.tiles) for part in work.parts),
        bytes=to_read,
        seconds=(to_read + decoded) / _BYTES_A_SECOND / threads() + _SECONDS_A_SIMULATION * len(work.parts),
        # Each thread holds a tile as read and as reduced; the means take a second copy of the seasons.
        memory=3 * largest * threads() + 2 * kept,
    )
    _check_memory(cost, work.recipe.region.get("name", "the region"))
    return cost


def _decoded_besides(work: Work, wanted: Container[Hashable]) -> int:
    """Return how many bytes sources that read many tiles together decode for it, besides those asked for, at most."""
    bytes_of: dict[tuple[str, str], int] = {}
    for part in work.parts:
        tiles = [tile for tile in part.tiles if part.reads(tile) in wanted]
        if tiles and isinstance(part.source, ReadsTogether):
            asked = sum(part.bytes_of(tile) for tile in tiles)
            names = dict.fromkeys(name for group in part.variables for name in group)
            decoded = sum(part.source.bytes_to_decode(name, len(tiles)) for name in names)
            bytes_of[part.source.fingerprint, ",".join(names)] = max(0, decoded - asked)
    return sum(bytes_of.values())


def threads() -> int:
    """Return how many threads reduce tiles at once: the processors that this process may use, at most 8."""
    return max(1, min(8, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1))


def _check_memory(cost: Plan, name: str) -> None:
    if cost.memory > LIMIT_BYTES:
        raise BrokerError(
            f"{name} was asked with {cost.simulations} simulations, {cost.cells} cells in all, which would take "
            f"{cost.memory / 1024**3:.1f} GiB of memory where {LIMIT_BYTES / 1024**3:.0f} GiB are allowed. Choose a "
            f"smaller region, fewer scenarios, or coarser data.",
            code="too-large",
        )
