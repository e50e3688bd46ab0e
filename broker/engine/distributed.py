"""The same tiles on other machines: `dask.distributed` workers that open the array store themselves, by its path.

What is sent is the recipe and the numbers of a few parts and tiles; what comes back are reductions of a few hundred
kilobytes. A worker that is lost costs the tiles it had in hand, which another one then reduces.
"""

from __future__ import annotations

import atexit
import json
import threading
from collections.abc import Generator
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from broker.engine.cache import ReductionCache
from broker.engine.reducing import Job, reduce_tile
from broker.engine.result import Source
from broker.engine.work import Work, prepare
from broker.errors import BrokerError
from broker.recipe import Recipe
from catalog.record import Version

if TYPE_CHECKING:
    from distributed import Client, Future

#: Connections to schedulers by their address, kept while this process lives.
_CONNECTED: dict[str, Client] = {}
_CONNECTING = threading.Lock()
#: Seconds until a scheduler that does not answer is given up.
_TIMEOUT_S = 10
#: Times that a tile is given out again after the worker that had it was lost.
_RETRIES = 5
#: Tiles given out at once, for each thread of the workers.
_AHEAD = 2


@dataclass(frozen=True)
class StoreByPath:
    """Opens simulations where the array store lies, without the registry: what a worker is told.

    Attributes
    ----------
    root : str
        Folder of the array store, the same on every machine.
    versions : tuple of Version
        With the simulations of the recipe only.
    """

    root: str
    versions: tuple[Version, ...] = field(compare=False)

    @classmethod
    def of(cls, root: Path, recipe: Recipe, versions: list[Version]) -> StoreByPath:
        """Return what a worker has to know to open what a recipe names."""
        wanted = {(i.dataset, i.version, key) for i in recipe.inputs for key in i.simulations}
        if recipe.adjustment is not None:
            wanted.add((recipe.adjustment.dataset, recipe.adjustment.version, recipe.adjustment.simulation))
        some = [
            replace(
                v, findings=(), simulations=tuple(s for s in v.simulations if (v.dataset, v.number, s.key) in wanted)
            )
            for v in versions
        ]
        return cls(str(Path(root).resolve()), tuple(some))

    def __call__(self, dataset: str, version: int, key: tuple[str, str, str]) -> Source:
        """Return the stored arrays of one simulation."""
        held, simulation = self._simulations[dataset, version, tuple(key)]
        return _store(self.root).open(held, simulation)

    @cached_property
    def _simulations(self) -> dict[tuple[str, int, tuple[str, str, str]], tuple[Version, Any]]:
        return {(v.dataset, v.number, s.key): (v, s) for v in self.versions for s in v.simulations}


@dataclass(frozen=True)
class Workers:
    """Reduces tiles on the workers of a scheduler: what `broker.engine.run.run` takes as `computing`.

    Attributes
    ----------
    address : str
    store : StoreByPath
    """

    address: str
    store: StoreByPath

    def __call__(
        self, work: Work, jobs: list[Job], cache: ReductionCache
    ) -> Generator[tuple[dict[str, np.ndarray], int], None, None]:
        """Yield the reductions that the cache lacks, as they come back.

        Raises
        ------
        BrokerError
            If the scheduler cannot be reached or has no workers; and whatever a tile refuses.
        """
        from distributed import as_completed

        client = _client(self.address)
        numbers = {id(part): number for number, part in enumerate(work.parts)}
        recipe = work.recipe.canonical
        left = iter(jobs)

        def given_out(job: Job) -> Future:
            wanted = [(key, numbers[id(part)]) for key, part in job.wanted.items()]
            return client.submit(reduce_here, recipe, self.store, wanted, job.tile.tile, pure=False, retries=_RETRIES)

        ahead = _AHEAD * max(1, sum(client.nthreads().values()))
        under_way = [given_out(job) for job in islice(left, ahead)]
        coming = as_completed(under_way, loop=client.loop)
        try:
            for future in coming:
                found, bytes_read = future.result()
                if (following := next(left, None)) is not None:
                    coming.add(given_out(following))
                for key, reduced in found.items():
                    cache.put(key, reduced)
                yield found, bytes_read
        finally:
            client.cancel(list(coming.futures))


def reduce_here(
    recipe: bytes, store: StoreByPath, wanted: list[tuple[str, int]], tile: tuple[int, int]
) -> tuple[dict[str, np.ndarray], int]:
    """Return the reductions of one tile, on the machine that this runs on.

    Parameters
    ----------
    recipe : bytes
        Canonical JSON.
    wanted : list of (str, int)
        Key in the cache and number of the part, in the order of `Work.parts`.
    tile : (int, int)
    """
    work = _prepared(recipe, store)
    parts = {key: work.parts[number] for key, number in wanted}
    cells = next(t for t in next(iter(parts.values())).tiles if t.tile == tuple(tile))
    return reduce_tile(work, Job(parts, cells), _memory())


@lru_cache(maxsize=4)
def _prepared(recipe: bytes, store: StoreByPath) -> Work:
    return prepare(Recipe.from_mapping(json.loads(recipe)), store, _memory())


@lru_cache(maxsize=1)
def _memory() -> ReductionCache:
    """Return what this process keeps of tiles it read lately; the results belong to whoever asked."""
    return ReductionCache(None)


@lru_cache(maxsize=4)
def _store(root: str) -> Any:
    from catalog.arrays import ArrayStore

    if not Path(root).is_dir():
        raise BrokerError(
            f"The array store {root} was to be read, but there is no such folder on this machine, so its workers have "
            f"no data. Mount the store under the same path on every worker, or leave BROKER_SCHEDULER out.",
            code="store-not-there",
        )
    return ArrayStore(Path(root))


def _connected(address: str) -> Client:
    from distributed import Client

    with _CONNECTING:
        client = _CONNECTED.get(address)
        if client is None or client.status != "running":
            if not _CONNECTED:
                atexit.register(disconnect)
            client = _CONNECTED[address] = Client(address, timeout=_TIMEOUT_S, set_as_default=False, name="broker")
        return client


def disconnect() -> None:
    """Close the connections that this process keeps to schedulers."""
    while _CONNECTED:
        _CONNECTED.popitem()[1].close(timeout=1)


def _client(address: str) -> Client:
    """Return the connection to a scheduler; one that was lost is made anew. Raises `BrokerError`."""
    try:
        client = _connected(address)
        workers = client.nthreads()
    except (OSError, ValueError, TimeoutError) as error:
        raise BrokerError(
            f"Computing on the scheduler {address} was set by BROKER_SCHEDULER, but it cannot be "
            f"reached ({type(error).__name__}), so nothing can be computed. Start it with `dask scheduler` and "
            f"`dask worker`, or leave BROKER_SCHEDULER out to compute in this process.",
            code="scheduler-unreachable",
        ) from error
    if not workers:
        raise BrokerError(
            f"Computing on the scheduler {address} was set by BROKER_SCHEDULER, but it has no workers, so nothing "
            f"would ever be done. Start some with `dask worker {address}`, or leave BROKER_SCHEDULER out.",
            code="scheduler-without-workers",
        )
    return client
