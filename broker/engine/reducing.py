"""The tiles of a recipe, each read once and reduced once for all parts that want it, a few at a time."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Any

import numpy as np

from broker.engine.cache import ReductionCache
from broker.engine.reductions import Daily, Reference, Task, half_sum, reduce_daily
from broker.engine.result import ReadsTogether, Source
from broker.engine.shelf import free_large_arrays_at_once
from broker.engine.tiles import TileCells, latitudes, read_tile
from broker.engine.work import Part, Work
from translators.indices import index_of


@dataclass(frozen=True)
class Job:
    """Reductions that are made from the same daily values of one tile.

    Attributes
    ----------
    wanted : dict of str to Part
        By the key of the cache: each is computed once, whatever the number of regions that ask for it.
    tile : TileCells
    """

    wanted: dict[str, Part]
    tile: TileCells


#: Yields the reductions of jobs and the daily bytes read for each, as they are done.
Computing = Callable[[Work, list[Job], ReductionCache], Generator[tuple[dict[str, np.ndarray], int], None, None]]


def announce(jobs: Iterable[Job], cache: ReductionCache) -> None:
    """Tell the sources that read many tiles together which of them will be asked for."""
    wanted: dict[tuple[str, str], tuple[ReadsTogether, list[tuple[int, int]]]] = {}
    for job in jobs:
        part = next(iter(job.wanted.values()))
        if isinstance(part.source, ReadsTogether):
            for name in dict.fromkeys(name for names in part.variables for name in names):
                if cache.tiles.get((part.source.fingerprint, name, job.tile.tile)) is None:
                    wanted.setdefault((part.source.fingerprint, name), (part.source, []))[1].append(job.tile.tile)
    for (_, name), (source, tiles) in wanted.items():
        source.expect(name, tiles)


def computed(
    work: Work, jobs: list[Job], cache: ReductionCache, at_once: int
) -> Generator[tuple[dict[str, np.ndarray], int], None, None]:
    """Yield the reductions that the cache lacks, as they are done, a few tiles at a time."""
    with ThreadPoolExecutor(at_once, thread_name_prefix="reduce") as pool:
        left = iter(jobs)
        running = set()
        try:
            while True:
                while len(running) < 2 * at_once and (following := next(left, None)) is not None:
                    running.add(pool.submit(reduce_tile, work, following, cache))
                if not running:
                    return
                for future in wait(running, return_when=FIRST_COMPLETED).done:
                    running.discard(future)
                    yield future.result()
        finally:
            for future in running:
                future.cancel()


def reduce_tile(work: Work, job: Job, cache: ReductionCache) -> tuple[dict[str, np.ndarray], int]:
    """Return every reduction of a job, (cells of the tile, seasons) in delivered units, and the daily bytes read."""
    free_large_arrays_at_once()
    found, bytes_read = {}, 0
    daily: tuple[Daily, ...] | None = None
    of_past: tuple[Daily, ...] | None = None
    shared: dict[Any, Any] = {}
    for key, part in job.wanted.items():
        if daily is None:
            daily, bytes_read = _daily(part.source, part.variables, job.tile, cache)
        past = part.reference
        if past is not None and of_past is None:
            of_past, read = (daily, 0) if past.is_own else _daily(past.source, part.variables, job.tile, cache)
            bytes_read += read
        time = part.source.time
        task = Task(
            index=index_of(work.recipe.index, part.parameters),
            quantities=part.quantities,
            seasons=part.seasons,
            days=np.asarray(time.days),
            time=time,
            latitude=latitudes(part.source, job.tile) if "latitude" in work.index.uses else None,
            reference=None
            if past is None or of_past is None
            else Reference(of_past, past.source.time, past.i0, past.i1, past.is_own),
            missing=work.recipe.missing,
            shared=shared,
        )
        found[key] = reduce_daily(task, daily)
        cache.put(key, found[key])
    return found, bytes_read


def _daily(
    source: Source, variables: tuple[tuple[str, ...], ...], tile: TileCells, cache: ReductionCache
) -> tuple[tuple[Daily, ...], int]:
    """Return the daily values of each variable of the index in one tile, and the bytes read for them."""
    bytes_read = 0
    daily = []
    for names in variables:
        found = []
        for name in names:
            values, read = read_tile(source, name, tile.tile, cache.tiles)
            found.append(Daily.of(values, source.variable(name)))
            bytes_read += read
        daily.append(found[0] if len(found) == 1 else half_sum(*found))
    return tuple(daily), bytes_read
