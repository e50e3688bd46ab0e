"""Simulations served from their producer's own files: read by windows in the contained process, proved by their sums.

What was published is what is served, or nothing: before a reading each file must be the one that was registered (size
and time of change, else its sha256), and after it the sum of every cell must be that of its publication.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

import numpy as np

from catalog.arrays import StoredSimulation
from catalog.described import Layout
from catalog.errors import SourceChanged
from catalog.in_place import cell_sums
from catalog.in_place_files import LANES, Run, StandingFiles, end_readers

if TYPE_CHECKING:
    import zarr

#: Values that one reading of the files brings, and that all simulations together keep until they are asked for.
READ_BYTES = 96 * 1024 * 1024
HELD_BYTES = 256 * 1024 * 1024
#: Values asked of a reading process at once.
_ASKED_BYTES = 32 * 1024 * 1024

Tile = tuple[int, int]


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
        half = -(-len(runs) // LANES)
        with ThreadPoolExecutor(LANES, "in-place") as pool:
            list(pool.map(fetch, range(LANES), [runs[i * half : (i + 1) * half] for i in range(LANES)]))
        sums = self._sums_of(name)
        for tile, window in windows.items():
            if not np.array_equal(cell_sums(blocks[tile]), sums[window.slices].ravel()):
                self._name_what_changed(name, numbers)
        return blocks

    def _name_what_changed(self, name: str, numbers: list[int]) -> None:
        """Raise the refusal for values that are not those published, with the name of the file where one differs."""
        for lane in range(LANES):
            end_readers(lane)  # what they keep of a file may be older than the file
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
