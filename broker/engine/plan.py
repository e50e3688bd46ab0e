"""What a recipe will cost, before it is computed."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Container, Hashable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from broker.engine.cache import TILE_BYTES, ReductionCache
from broker.engine.cost import (
    ADJUST_BYTES,
    ADJUST_CELLS,
    ADJUST_IMPORT_S,
    ADJUST_VALUE_S,
    BLOCK_COPIES,
    CELL_BYTES,
    CELL_SEASON_S,
    LEVEL_S,
    PART_CELL_S,
    PART_S,
    READ_COPIES,
    half_sum_seconds,
    import_seconds,
    pace,
    reading_seconds,
    reduction_seconds,
    room_bytes,
    writing_seconds,
)
from broker.engine.easing import Offer, offers_of
from broker.engine.result import ReadsTogether
from broker.engine.shelf import BLOCK_BYTES, IN_MEMORY_BYTES
from broker.engine.tiles import TileCells
from broker.engine.warming import globe_recipe
from broker.engine.work import OpenSource, Part, Work, prepare
from broker.errors import BrokerError
from broker.recipe import Recipe

_GIB = 1024**3
#: Most memory that a product may take with the days that are kept for the next question: with the program under 2 GiB.
LIMIT_BYTES = _GIB + TILE_BYTES
#: What takes longer, or fills more of the disk, is offered cheaper as well.
_LONG_S, LARGE_BYTES = 60.0, _GIB


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
        Until the numbers are there.
    writing : float
        Seconds to write the files of a product beside.
    memory : int
        Most bytes held at once.
    kept : int
        Bytes of the numbers of all cells and seasons; many of them stand on the disk while the product is made.
    notes : tuple of str
        What else whoever waits should know, one sentence each: that data are read in place.
    offers : tuple of Offer
        What would be cheaper, where it is much.
    at_once : int
        Tiles that are reduced at once: fewer than there are processors where tiles are large.
    """

    simulations: int
    cells: int
    tiles: int
    bytes: int
    seconds: float
    memory: int
    kept: int = 0
    notes: tuple[str, ...] = ()
    offers: tuple[Offer, ...] = ()
    at_once: int = 1
    writing: float = 0.0

    @property
    def total(self) -> float:
        """Seconds until the files are there."""
        return self.seconds + self.writing

    def to_json(self) -> dict[str, Any]:
        """Return the plan as plain JSON values."""
        return {
            "simulations": self.simulations,
            "cells": self.cells,
            "tiles": self.tiles,
            "bytes": self.bytes,
            "seconds": round(self.seconds, 3),
            "writing": round(self.writing, 3),
            "memory": self.memory,
            "notes": list(self.notes),
            "offers": [offer.to_json() for offer in self.offers],
        }


def plan(recipe: Recipe, open_source: OpenSource, cache: ReductionCache | None = None) -> Plan:
    """Return what a recipe will cost, reading no daily data.

    Raises
    ------
    OutsideData, PeriodNotHeld, UnservableNeed, BrokerError
        As `broker.engine.work.prepare`; also where it would not fit into memory, or its numbers on the disk.
    """
    cost = cost_of(prepare(recipe, open_source, cache), cache)
    if recipe.warming:
        cost = _with_globe(cost, plan(globe_recipe(recipe), open_source, cache))
    if cache is not None and cost.kept > IN_MEMORY_BYTES:
        _check_disk(cost, cache.root, recipe)
    return cost


def _with_globe(cost: Plan, globe: Plan) -> Plan:
    """Return a cost with that of the global means which tell the levels of warming, computed after it."""
    note = (
        f"Of that, {_shown_seconds(globe.seconds)} for the global mean temperature, which tells when a level of "
        f"warming is reached; it is kept for the next question."
    )
    return replace(
        cost,
        simulations=cost.simulations + globe.simulations,
        cells=cost.cells + globe.cells,
        tiles=cost.tiles + globe.tiles,
        bytes=cost.bytes + globe.bytes,
        seconds=cost.seconds + globe.seconds,
        memory=max(cost.memory, globe.memory + cost.kept),
        notes=(*cost.notes, note),
    )


def cost_of(work: Work, cache: ReductionCache | None = None) -> Plan:
    """Return what carrying out a recipe will cost, less what a cache already holds.

    Large tiles are reduced fewer at once, in several passes, where all of them would not fit.

    Raises
    ------
    BrokerError
        If it would not fit into memory even so; the message says what would.
    """
    whole = _counted(work, work.parts, cache)
    offers = (
        tuple(offers_of(work, lambda parts: _counted(work, parts, cache)))
        if whole.memory > LIMIT_BYTES or whole.total > _LONG_S or whole.kept > LARGE_BYTES
        else ()
    )
    cost = replace(whole, offers=tuple(o for o in offers if o.memory <= LIMIT_BYTES and o.seconds < whole.total))
    _check_memory(cost, work.recipe.region.get("name", "the region"))
    return cost


def _counted(work: Work, parts: tuple[Part, ...], cache: ReductionCache | None) -> Plan:
    keys: set[Hashable] = set()
    passes: dict[Hashable, _Pass] = {}
    reducing = 0.0
    for part in parts:
        for tile in part.tiles:
            key = work.key(part, tile) if cache is not None else (part.reads(tile), part.variant, part.step)
            if key in keys or (cache is not None and cache.holds(str(key))):
                continue
            keys.add(key)
            reducing += reduction_seconds(work.index.reduction, part, tile)
            if part.reads(tile) not in passes:
                passes[part.reads(tile)] = _Pass(part, tile, _unread_bytes(part, tile, cache))
                reducing += half_sum_seconds(part, tile)
    unread = [one.unread for one in passes.values() if one.unread]
    to_read = sum(unread)
    copies = 2 if work.index.outcomes else 1
    kept = copies * sum(len(part.overlap) * len(part.seasons) * 8 for part in parts)
    cells = sum(len(part.overlap) for part in parts)
    adjusting, held = _adjusting(work, parts, passes)
    reduction = work.index.reduction
    largest = held + max(
        (READ_COPIES * one.unread + room_bytes(reduction, one.part, one.tile) for one in passes.values()), default=0
    )
    block = max((len(part.overlap) * len(part.seasons) * 8 for part in parts), default=0)
    besides = min(kept, IN_MEMORY_BYTES) + BLOCK_COPIES * min(block, BLOCK_BYTES) + cells * CELL_BYTES
    besides += min(to_read, TILE_BYTES if cache is None else cache.tile_bytes)  # what stays for the next question
    at_once = max(1, min(threads(), (LIMIT_BYTES - besides) // max(1, largest)))
    reading = reading_seconds(to_read + _decoded_besides(work, passes), len(unread))
    seconds = (reducing + adjusting + reading) / at_once
    seconds += len(parts) * PART_S + cells * PART_CELL_S + kept / copies / 8 * CELL_SEASON_S
    if work.recipe.statistic.of == "return_level":
        seconds += len(parts) * (1 + len(work.recipe.horizons)) * LEVEL_S
    imports = (ADJUST_IMPORT_S if adjusting else 0.0) + (import_seconds(reduction) if passes else 0.0)
    periods = len({work.recipe.baseline, *work.recipe.horizons})
    return Plan(
        simulations=len(parts),
        cells=cells,
        tiles=sum(len(part.tiles) for part in parts),
        bytes=to_read,
        seconds=pace() * (seconds + imports),
        memory=largest * at_once + besides,
        kept=kept,
        at_once=at_once,
        writing=pace() * writing_seconds(parts, work.recipe.cells, periods),
    )


@dataclass(frozen=True)
class _Pass:
    """One look at the days of a tile: by which part, and the bytes that are not in memory yet."""

    part: Part
    tile: TileCells
    unread: int


def _unread_bytes(part: Part, tile: TileCells, cache: ReductionCache | None) -> int:
    """Return the bytes of a tile's daily values that have to be read, of all its variables or of none."""
    names = {name for group in part.variables for name in group}
    key = part.source.fingerprint
    is_held = cache is not None and all(cache.tiles.holds((key, name, tile.tile)) for name in names)
    return 0 if is_held else part.bytes_of(tile)


def _adjusting(work: Work, parts: tuple[Part, ...], wanted: Container[Hashable]) -> tuple[float, int]:
    """Return the seconds that adjusting takes, and the bytes that it holds at once in each thread."""
    if work.recipe.adjustment is None:
        return 0.0, 0
    values = {
        part.reads(tile): tile.size * np.asarray(part.source.time.first_day).size * len(part.variables)
        for part in parts
        if part.source_of.kind == "projection"
        for tile in part.tiles
        if part.reads(tile) in wanted
    }
    most = max((np.asarray(p.source.time.first_day).size for p in parts), default=0)
    cells = max((min(t.size, ADJUST_CELLS) for p in parts for t in p.tiles), default=0)
    # One simulation's days are adjusted, and those of its past are tested twice more in a few cells.
    return 1.3 * sum(values.values()) * ADJUST_VALUE_S, cells * most * ADJUST_BYTES


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
    if cost.memory <= LIMIT_BYTES:
        return
    raise BrokerError(
        f"{name} was asked with {cost.simulations} series over {cost.cells} cells in all, which would take "
        f"{cost.memory / _GIB:.1f} GiB of memory where {LIMIT_BYTES / _GIB:.3g} GiB are allowed. Choose a "
        f"smaller region, fewer scenarios, or coarser data.{_instead(cost)}",
        code="too-large",
    )


def _check_disk(cost: Plan, folder: Path | None, recipe: Recipe) -> None:
    """Refuse what would fill the disk: the numbers of all cells stand there while the files are made of them."""
    name = recipe.region.get("name", "the region")
    there = folder if folder is not None and folder.is_dir() else Path(tempfile.gettempdir())
    free = shutil.disk_usage(there).free
    needed = cost.kept if recipe.cells == "periods" else 2 * cost.kept  # the files hold them once more
    if needed > free:
        raise BrokerError(
            f"{name} was asked with {cost.simulations} series over {cost.cells} cells in all, whose numbers and files "
            f"would take {needed / _GIB:.1f} GiB of the disk at {there}, where {free / _GIB:.1f} GiB are free. "
            f"Make room there, or choose a smaller region or fewer scenarios.{_instead(cost)}",
            code="too-large",
        )


def _instead(cost: Plan) -> str:
    cheaper = [f"{o.words} ({o.memory / _GIB:.2f} GiB, {_shown_seconds(o.seconds)})" for o in cost.offers]
    return f" Within it would be: {'; or '.join(cheaper)}." if cheaper else ""


def _shown_seconds(seconds: float) -> str:
    return f"about {seconds:.0f} s" if seconds < 90 else f"about {seconds / 60:.0f} min"
