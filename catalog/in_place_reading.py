"""Simulations served from their producer's own files: read by windows in the contained process, proved by their sums.

What was published is what is served, or nothing: before a reading each file must be the one that was registered (size
and time of change, else its sha256), and after it the sum of every cell must be that of its publication.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache, reduce
from operator import or_
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from catalog.arrays import StoredSimulation
from catalog.containment import ContainedReader, FileRefused
from catalog.described import DescribedFile, Layout
from catalog.errors import SourceChanged
from catalog.facets import Facets
from catalog.in_place import cell_sums
from catalog.opening import Opener
from catalog.understood import SourceFile
from catalog.zarr_source import SourceStore, source_store

if TYPE_CHECKING:
    import zarr

#: Values that one reading of the files brings, and that all simulations together keep until they are asked for.
READ_BYTES = 96 * 1024 * 1024
HELD_BYTES = 256 * 1024 * 1024
#: Values asked of a reading process at once.
_ASKED_BYTES = 32 * 1024 * 1024
#: Reading processes that work at the same time.
_LANES = 2

Tile = tuple[int, int]
Ranges = tuple[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True)
class Run:
    """Steps that follow each other in one file, and where they go: ``first … after - 1`` from step `start` on."""

    piece: int
    first: int
    after: int
    start: int


class Held:
    """Tiles that were read and not asked for yet, those of all simulations together; the oldest are given up first."""

    def __init__(self, limit_bytes: int = HELD_BYTES) -> None:
        self._limit_bytes = limit_bytes
        self._tiles: OrderedDict[tuple[str, str, Tile], np.ndarray] = OrderedDict()
        self._lock = threading.Lock()

    def keep(self, fingerprint: str, name: str, tiles: Mapping[Tile, np.ndarray]) -> None:
        """Keep tiles of one variable of the simulation with this fingerprint."""
        with self._lock:
            for tile, values in tiles.items():
                self._tiles[fingerprint, name, tile] = values
            size = sum(values.nbytes for values in self._tiles.values())
            while size > self._limit_bytes:
                size -= self._tiles.popitem(last=False)[1].nbytes

    def take(self, fingerprint: str, name: str, tile: Tile, *, for_good: bool) -> np.ndarray | None:
        """Return a tile, or None; it is kept on unless it is taken for good."""
        with self._lock:
            key = (fingerprint, name, tile)
            if for_good:
                return self._tiles.pop(key, None)
            values = self._tiles.get(key)
            return None if values is None else values.copy()


_HELD = Held()


class StandingFiles:
    """The files of one publication, where they were when it was registered.

    Parameters
    ----------
    location : mapping
        What `catalog.in_place.location` kept.
    place : str
        What is served from them, for refusals.
    """

    def __init__(self, location: Mapping[str, Any], place: str) -> None:
        self.place = place
        self.files = tuple(_file_of(record) for record in location["files"])
        self._sha256 = tuple(record["sha256"] for record in location["files"])
        said = {own: tuple(meant) for own, meant in location["variables"].items()}
        facets = Facets("in-place", variables=said, accept=tuple(location["accept"]))
        self._openers = [Opener(facets, readers=readers) for readers in _lanes()]
        self._described: dict[tuple[int, int], DescribedFile] = {}
        self._same_bytes: dict[int, SourceFile] = {}  # touched, but with the sha256 of the publication
        self._lock = threading.Lock()

    def read(self, lane: int, number: int, layout: Layout, run: Run, cells: Ranges) -> np.ndarray:
        """Return steps of a window of cells, (steps, cells), read by one of the processes. Raises `SourceChanged`."""
        try:
            return layout.read(self._open(lane, number), run.first, run.after, cells)
        except FileRefused:
            # The process may hold what bore this name before the file was put back.
            self._described.pop((lane, number), None)
            _end_readers(lane)
        try:
            return layout.read(self._open(lane, number), run.first, run.after, cells)
        except FileRefused as refused:
            raise self.refusal(number, f"cannot be read any more: {refused}") from refused

    def _open(self, lane: int, number: int) -> DescribedFile:
        """Return a file as it declares itself, looked at once by each reading process. Raises `FileRefused`."""
        if (lane, number) not in self._described:
            self._described[lane, number], _ = self._openers[lane].open(self.files[number].path)
        return self._described[lane, number]

    def must_be_unchanged(self, number: int) -> None:
        """Raise `SourceChanged` where a file is gone, or is not what was registered; its sha256 decides if touched."""
        with self._lock:
            file = self._same_bytes.get(number, self.files[number])
            try:
                if file.is_unchanged():
                    return
                self.must_have_its_hash(number)
                self._same_bytes[number] = _as_it_is(file)
            except (OSError, FileRefused) as err:
                raise self.refusal(number, f"is not where it was ({_reason(err)})") from err

    def must_have_its_hash(self, number: int) -> None:
        """Read a whole file, and raise `SourceChanged` where its sha256 is another than that of the publication."""
        try:
            found = self.files[number].sha256()
        except (OSError, FileRefused) as err:
            raise self.refusal(number, f"is not where it was ({_reason(err)})") from err
        if found != self._sha256[number]:
            raise self.refusal(number, "has changed since it was published")
        self._described = {key: file for key, file in self._described.items() if key[1] != number}

    def problems(self) -> Iterator[str]:
        """Read every file whole, and yield for each that is gone or changed where it lies and what is the matter."""
        for number, file in enumerate(self.files):
            try:
                self.must_have_its_hash(number)
            except SourceChanged as changed:
                cause = changed.__cause__
                what = f"cannot be read ({_reason(cause)})" if isinstance(cause, Exception) else "has changed"
                yield f"{file.path} {what}"

    def refusal(self, number: int, what: str) -> SourceChanged:
        """Return the refusal that names a file, not where it lies: products and pages may show it."""
        return SourceChanged(
            f"{self.place} is served from its producer's own files, but {self.files[number].name} {what}, so there are "
            f"no numbers that could be trusted. Put the file back as it was, or publish the data again."
        )


class InPlaceSimulation(StoredSimulation):
    """One simulation whose values lie in its producer's files. Safe to share between threads.

    The files are read for many tiles at once, because most archives keep whole maps together, and reading one cell of
    them takes as long as reading all: tiles that were announced with `expect`, else those beside the one asked for.
    """

    def __init__(self, group: zarr.Group, files: StandingFiles) -> None:
        super().__init__(group, files.place)
        self.files = files
        self._layouts = {
            name: [(p["file"], Layout(p["name"], p["time"], tuple(p["place"]))) for p in pieces]
            for name, pieces in group.attrs["pieces"].items()
        }
        self._one_at_a_time = threading.Lock()
        self._expected: dict[str, dict[Tile, None]] = {}

    def expect(self, name: str, tiles: Iterable[Tile]) -> None:
        """Say which tiles will be read next, so that they are read together."""
        with self._one_at_a_time:
            self._expected[name] = dict.fromkeys(tiles)

    def bytes_to_decode(self, name: str, tiles: int) -> int:
        """Return how many bytes are decoded to read so many tiles, where the files keep whole maps together."""
        steps, item = self.time.first_day.size, np.dtype(self.variable(name).dtype).itemsize
        return -(-tiles // self._at_once(name)) * steps * self.grid.cells * item

    def read(self, name: str, tile: Tile) -> np.ndarray:
        """Return the values of one tile, (cells, time), contiguous, stored units, missing as NaN.

        Raises
        ------
        UnknownDataset
            If the simulation holds no such variable.
        SourceChanged
            If a file is gone, or its values are not those that were published.
        """
        self.variable(name)
        self._tiling.window(tile)
        with self._one_at_a_time:
            expected = self._expected.get(name, {})
            # What was announced is asked once, and kept by whoever announced it.
            values = _HELD.take(self.fingerprint, name, tile, for_good=tile in expected)
            if values is None:
                tiles = self._read_files(name, self._together(name, tile))
                values = tiles.pop(tile)
                _HELD.keep(self.fingerprint, name, tiles)
            expected.pop(tile, None)
            return values

    def scrub(self) -> None:
        """Compare every file with its sha256. Raises `SourceChanged` at the first that differs."""
        for number in sorted({file for pieces in self._layouts.values() for file, _ in pieces}):
            self.files.must_have_its_hash(number)

    def _together(self, name: str, tile: Tile) -> list[Tile]:
        """Return the tiles of one reading: the next ones announced, or those beside `tile`, as many as may be read."""
        steps, item = self.time.first_day.size, np.dtype(self.variable(name).dtype).itemsize
        expected = sorted(self._expected.get(name, {}))
        if tile in expected:
            at = expected.index(tile)
            return expected[at : at + self._at_once(name)]
        for rows, columns in self._tiling.regions(steps, item, READ_BYTES):
            if rows.start <= tile[0] < rows.stop and columns.start <= tile[1] < columns.stop:
                return [(y, x) for y in range(rows.start, rows.stop) for x in range(columns.start, columns.stop)]
        raise IndexError(tile)

    def _at_once(self, name: str) -> int:
        """Return how many tiles one reading of the files brings."""
        steps, item = self.time.first_day.size, np.dtype(self.variable(name).dtype).itemsize
        return max(1, READ_BYTES // (self._tiling.window((0, 0)).cells * steps * item))

    def _read_files(self, name: str, tiles: list[Tile]) -> dict[Tile, np.ndarray]:
        """Return tiles, (cells, time) each, read together from the files and proved by their sums."""
        dtype = np.dtype(self.variable(name).dtype)
        steps = self.time.first_day.size
        windows = {tile: self._tiling.window(tile) for tile in tiles}
        whole = reduce(or_, windows.values())
        rows = self._array(f"rows/{name}")[...]
        numbers = sorted({self._layouts[name][piece][0] for piece in np.unique(rows[0]) if piece >= 0})
        for number in numbers:
            self.files.must_be_unchanged(number)
        blocks = {tile: np.full((w.cells, steps), np.nan, dtype=dtype) for tile, w in windows.items()}
        at_once = max(1, _ASKED_BYTES // max(1, whole.cells * dtype.itemsize))

        def fetch(lane: int, runs: list[Run]) -> None:
            for run in runs:
                number, layout = self._layouts[name][run.piece]
                values = self.files.read(lane, number, layout, run, whole.ranges)
                maps = values.reshape(-1, whole.y1 - whole.y0, whole.x1 - whole.x0)
                to = slice(run.start, run.start + len(maps))
                for tile, w in windows.items():
                    part = maps[:, w.y0 - whole.y0 : w.y1 - whole.y0, w.x0 - whole.x0 : w.x1 - whole.x0]
                    blocks[tile][:, to] = part.reshape(len(maps), -1).T

        runs = list(runs_of(rows, at_once))
        half = -(-len(runs) // _LANES)
        with ThreadPoolExecutor(_LANES, "in-place") as pool:
            list(pool.map(fetch, range(_LANES), [runs[i * half : (i + 1) * half] for i in range(_LANES)]))
        sums = self._sums_of(name)
        for tile, window in windows.items():
            if not np.array_equal(cell_sums(blocks[tile]), sums[window.slices].ravel()):
                self._name_what_changed(name, numbers)
        return blocks

    def _name_what_changed(self, name: str, numbers: list[int]) -> None:
        """Raise the refusal for values that are not those published, with the name of the file where one differs."""
        for lane in range(_LANES):
            _end_readers(lane)  # what they keep of a file may be older than the file
        for number in numbers:
            self.files.must_have_its_hash(number)
        raise SourceChanged(
            f"{self.files.place} is served from its producer's own files, and {name} was read from them, but its "
            f"values are not those that were published, although the files are. Check the disk; then publish again."
        )


def runs_of(rows: np.ndarray, at_once: int) -> Iterator[Run]:
    """Yield the steps that can be read at once, at most so many.

    Parameters
    ----------
    rows : ndarray of int (2, time)
        The piece that holds each step, −1 where none does, and the step's number in it.
    """
    piece, row = rows
    breaks = np.flatnonzero((np.diff(piece) != 0) | (np.diff(row) != 1)) + 1
    for start, stop in zip([0, *breaks.tolist()], [*breaks.tolist(), piece.size], strict=True):
        if piece[start] < 0:
            continue
        for at in range(start, stop, at_once):
            first = int(row[at])
            yield Run(int(piece[start]), first, first + min(at_once, stop - at), at)


@lru_cache(maxsize=1)
def _lanes() -> tuple[tuple[ContainedReader, ContainedReader], ...]:
    """Return the reading processes that all datasets in place share; they start when they are first asked."""
    return tuple((ContainedReader("netcdf"), ContainedReader("zarr")) for _ in range(_LANES))


def _end_readers(lane: int) -> None:
    for reader in _lanes()[lane]:
        reader.close()


def _file_of(record: Mapping[str, Any]) -> SourceFile:
    path, size, modified = Path(record["path"]), record["size"], record["modified_ns"]
    if record["objects"] is None:
        return SourceFile(path, size, modified)
    return SourceStore(path, size, modified, record["objects"])


def _as_it_is(file: SourceFile) -> SourceFile:
    if isinstance(file, SourceStore):
        return source_store(file.path)
    facts = file.path.stat()
    return SourceFile(file.path, facts.st_size, facts.st_mtime_ns)


def _reason(err: Exception) -> str:
    return (err.strerror if isinstance(err, OSError) else str(err)) or type(err).__name__
