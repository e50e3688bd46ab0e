"""Writing a publication: turned into tiles, read back, proved equal to its source, then moved to its place."""

from __future__ import annotations

import hashlib
import os
import shutil
import threading
import uuid
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from time import sleep
from typing import TYPE_CHECKING, Any, TypeVar

import icechunk
import numpy as np
import zarr

from catalog.arrays import STAGING_PREFIX
from catalog.errors import StorageFailed
from catalog.record import Grid, Simulation, TimeAxis
from catalog.repositories import TAG, canonical, create_array, create_repository, describe
from catalog.tiling import Proof, Scratch, Tiling, tile_digest, word_sum

if TYPE_CHECKING:
    from catalog.in_place import Registrar
    from catalog.understood import FoundSimulation, SourceFile

T = TypeVar("T")
Writer = TypeVar("Writer", "SimulationWriter", "Registrar")

#: Regions that are stored and read back at the same time.
WRITERS = 2
#: Files that are synced to disk at the same time; it is the disk that takes the time.
_SYNCED_AT_ONCE = 8
_SETTLING_S = (0.01, 0.05, 0.1, 0.2, 0.4)


class SimulationWriter:
    """Takes one simulation's values in map order, front to back, and stores them as tiles.

    Parameters
    ----------
    group : zarr.Group
        Where its arrays go; empty.
    simulation, time, grid : Simulation, TimeAxis, Grid
    scratch_folder : Path
        Where the values lie until they are whole; as large as they are.
    """

    #: The share of the work that is done when all values have been added; the rest is storing and reading back.
    reading_share = 0.5

    def __init__(
        self, group: zarr.Group, simulation: Simulation, time: TimeAxis, grid: Grid, scratch_folder: Path
    ) -> None:
        self._group = group
        self._simulation = simulation
        self._time = time
        self._grid = grid
        self._tiling = Tiling.of(grid.shape, time.first_day.size)
        self._scratch = {
            variable.name: Scratch(scratch_folder, grid.shape, np.dtype(variable.dtype))
            for variable in simulation.variables
        }

    def add(self, start: int, stop: int, values: Mapping[str, np.ndarray]) -> None:
        """Take steps ``start … stop - 1`` of every variable, (steps, cells) each, in the order of the grid's cells."""
        for name, block in values.items():
            self._scratch[name].add(start, stop, block)

    def finish(self) -> Iterator[int]:
        """Store everything and read it back; yield the bytes stored after each part.

        Raises
        ------
        StorageFailed
            If what is read back is not, value by value, what the source delivered.
        """
        digests = {}
        for variable in self._simulation.variables:
            scratch = self._scratch.pop(variable.name)
            try:
                digests[variable.name] = yield from self._store(variable.name, scratch)
            finally:
                scratch.close()
        describe(self._group, self._simulation, self._time, self._grid, self._tiling, digests)

    def close(self) -> None:
        """Give the scratch space back."""
        for scratch in self._scratch.values():
            scratch.close()
        self._scratch = {}

    def _store(self, name: str, scratch: Scratch) -> Iterator[int]:
        (ny, nx), steps = self._tiling.shape, self._time.first_day.size
        dtype = np.dtype(next(v.dtype for v in self._simulation.variables if v.name == name))
        if scratch.steps != steps:
            raise StorageFailed(
                f"{name} of {self._simulation.model} was announced with {steps} steps, but {scratch.steps} came, so "
                f"part of it would be missing. Publish again once the files are complete."
            )
        height, width = self._tiling.tile_shape
        array = create_array(
            self._group, f"values/{name}", (ny, nx, steps), dtype, (height, width, steps), ("y", "x", "time")
        )
        sums = np.zeros(self._tiling.tiles, dtype=np.uint64)
        digests = np.zeros((*self._tiling.tiles, 32), dtype=np.uint8)
        proof, one_at_a_time = Proof.empty((ny, nx), steps, dtype), threading.Lock()

        def store(tiles: list[tuple[int, int]]) -> int:
            """Store a region, read it back, and keep its sums; return its bytes."""
            window = self._tiling.window(tiles[0]) | self._tiling.window(tiles[-1])
            array[(*window.slices, slice(None))] = scratch.read(window)
            stored = np.ascontiguousarray(array[(*window.slices, slice(None))])
            with one_at_a_time:
                proof.add(window, stored)
            for tile in tiles:
                part = self._tiling.window(tile)
                rows = slice(part.y0 - window.y0, part.y1 - window.y0)
                columns = slice(part.x0 - window.x0, part.x1 - window.x0)
                cells = np.ascontiguousarray(stored[rows, columns]).reshape(-1, steps)
                sums[tile] = word_sum(cells)
                digests[tile] = np.frombuffer(tile_digest(cells), dtype=np.uint8)
            return stored.nbytes

        regions = (
            [(y, x) for y in _numbers(rows) for x in _numbers(columns)]
            for rows, columns in self._tiling.regions(steps, dtype.itemsize)
        )
        yield from _side_by_side(store, regions)
        if not proof.agrees_with(scratch.proof()):
            raise StorageFailed(
                f"{name} of {self._simulation.model} was read back after it was stored, and is not what the files "
                f"hold, so it was not published. Check the disk, then publish again."
            )
        create_array(self._group, f"sums/{name}", sums.shape, sums.dtype)[...] = sums
        create_array(self._group, f"sha256/{name}", digests.shape, digests.dtype)[...] = digests
        return hashlib.sha256(digests.tobytes()).hexdigest()


class Staging:
    """A publication that is being written; nobody sees it before `seal`.

    Parameters
    ----------
    root : Path
        Folder of the array store.
    dataset : str
    """

    def __init__(self, root: Path, dataset: str) -> None:
        self._target = root / dataset
        self.folder = root / dataset / f"{STAGING_PREFIX}{uuid.uuid4().hex}"
        self.folder.mkdir(parents=True)
        try:
            self._repository = create_repository(self.folder)
        except BaseException:
            self.drop()
            raise
        self._session = self._repository.writable_session("main")
        self._root = zarr.group(store=self._session.store)
        self._simulations: list[Simulation] = []
        self._paths: list[str] = []

    @contextmanager
    def writer(self, found: FoundSimulation) -> Iterator[SimulationWriter]:
        """Yield a writer for the next simulation; it counts once its `finish` is through."""
        group = self._root.create_group(f"simulation-{len(self._simulations)}")
        yield from self._counted(
            SimulationWriter(group, found.simulation, found.time, found.grid, self.folder), found.simulation
        )

    @contextmanager
    def registrar(self, found: FoundSimulation, files: Sequence[SourceFile]) -> Iterator[Registrar]:
        """Yield what registers the next simulation in place; it counts once its `finish` is through."""
        from catalog.in_place import Registrar

        group = self._root.create_group(f"simulation-{len(self._simulations)}")
        yield from self._counted(Registrar(group, found, files), found.simulation)

    def _counted(self, writer: Writer, simulation: Simulation) -> Iterator[Writer]:
        group = f"simulation-{len(self._simulations)}"
        try:
            yield writer
        finally:
            writer.close()
        self._simulations.append(replace(simulation, group=group))

    def locate(self, location: Mapping[str, Any]) -> None:
        """Keep where the files of a publication in place lie: `catalog.in_place.location`."""
        self._root.attrs["in_place"] = dict(location)
        self._paths = [file["path"] for file in location["files"]]

    @property
    def simulations(self) -> tuple[Simulation, ...]:
        """The simulations written, each with its group."""
        return tuple(self._simulations)

    def seal(self) -> tuple[str, bool]:
        """Commit, sync to disk and move to the final place; return the snapshot, and whether it is new there.

        A publication with the same content that is there already is kept, and the new one dropped.
        """
        snapshot = self._content()
        self._repository.create_tag(TAG, self._session.commit(f"Publish {snapshot}"))
        sync_folder(self.folder)
        final = self._target / snapshot
        try:
            self.folder.rename(final)
        except OSError:
            if not final.is_dir():
                raise
            self.drop()
            return snapshot, False
        sync_entries(self._target)
        return snapshot, True

    def drop(self) -> None:
        """Remove everything that was written; nothing is left to do after `seal`."""
        # After a failed write Icechunk's other writes may still be under way, and make their folders anew.
        for wait_s in _SETTLING_S:
            if not self.folder.exists():
                break
            shutil.rmtree(self.folder, ignore_errors=True)
            sleep(wait_s)
        remove_if_empty(self._target)

    def _content(self) -> str:
        parts = [[*s.key, s.group, self._root[s.group].attrs["fingerprint"]] for s in self._simulations]
        # The same files in another place are another publication, although they hold the same values.
        return hashlib.sha256(canonical([*parts, *self._paths])).hexdigest()


@contextmanager
def staging(root: Path, dataset: str) -> Iterator[Staging]:
    """Yield a place for a new publication; what is not sealed is removed, whatever happens.

    Raises
    ------
    StorageFailed
        If the disk is full, read-only or failing.
    """
    staged = None
    try:
        staged = Staging(root, dataset)
        yield staged
    except (OSError, icechunk.IcechunkError) as err:
        raise StorageFailed(
            f"{dataset} was to be stored, but the store could not be written ({_first_line(err)}), so nothing was "
            f"published and nothing is left behind. Make room or mend the disk, then publish again."
        ) from err
    finally:
        if staged is not None:
            staged.drop()


def remove(root: Path, dataset: str, snapshot: str) -> None:
    """Remove a publication's arrays."""
    shutil.rmtree(root / dataset / snapshot, ignore_errors=True)
    remove_if_empty(root / dataset)


def sync_folder(folder: Path) -> None:
    """Make every file below a folder, and every folder, survive a power cut."""
    walked = list(os.walk(folder))
    with ThreadPoolExecutor(_SYNCED_AT_ONCE, "syncing") as pool:
        for _ in pool.map(_sync_file, (Path(path) / name for path, _folders, names in walked for name in names)):
            pass
    for path, _folders, _names in walked:
        sync_entries(Path(path))


def _sync_file(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def sync_entries(folder: Path) -> None:
    """Make the names in a folder survive a power cut."""
    entry = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(entry)
    finally:
        os.close(entry)


def remove_if_empty(folder: Path) -> None:
    """Remove a folder that holds nothing; leave one that does."""
    try:
        folder.rmdir()
    except OSError:
        return


def _side_by_side(work: Callable[[T], int], parts: Iterable[T]) -> Iterator[int]:
    """Yield what the work on each part returns, in order; `WRITERS` parts are under way at once, and no more."""
    with ThreadPoolExecutor(WRITERS, "writing") as pool:
        under_way: deque[Future[int]] = deque()
        for part in parts:
            under_way.append(pool.submit(work, part))
            if len(under_way) == WRITERS:
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()


def _numbers(part: slice) -> range:
    return range(part.start, part.stop)


def _first_line(err: BaseException) -> str:
    text = next((line.strip(" │|├─▶x") for line in str(err).splitlines() if line.strip()), type(err).__name__)
    return text[:200]
