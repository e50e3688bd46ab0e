"""How values lie in the store: tiles of a few cells with the whole of time contiguous, and the sums that prove them."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

#: Cells along each side of a tile, at least; short series get larger tiles, by doubling, up to `TILE_VALUES`.
TILE_SIDE = 8
#: Values of a tile up to which it is worth one file: half a megabyte of float32.
TILE_VALUES = 2**17
#: Values turned from map order to tile order at once; the memory of writing is a small multiple of it.
REGION_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True)
class Tiling:
    """How a grid of (ny, nx) cells is cut into tiles.

    Attributes
    ----------
    shape : (int, int)
        (ny, nx); points are (1, n).
    tile_shape : (int, int)
        Cells along y and x of a whole tile; tiles at the far edges may be smaller.
    """

    shape: tuple[int, int]
    tile_shape: tuple[int, int]

    @classmethod
    def of(cls, shape: tuple[int, int], steps: int) -> Tiling:
        """Return the tiling of a grid: 8 × 8 cells, more where `steps` are few, less where the grid is smaller."""
        side = TILE_SIDE
        while (2 * side) ** 2 * max(1, steps) <= TILE_VALUES:
            side *= 2
        return cls(shape, (min(side, shape[0]), min(side, shape[1])))

    @property
    def tiles(self) -> tuple[int, int]:
        """How many tiles there are along y and x."""
        return (-(-self.shape[0] // self.tile_shape[0]), -(-self.shape[1] // self.tile_shape[1]))

    def window(self, tile: tuple[int, int]) -> Window:
        """Return the cells of one tile.

        Raises
        ------
        IndexError
            If the grid has no such tile.
        """
        (ty, tx), (nty, ntx) = tile, self.tiles
        if not (0 <= ty < nty and 0 <= tx < ntx):
            raise IndexError(f"Tile {tile} was asked for, but the grid of {self.shape} cells has {nty} × {ntx} tiles.")
        (h, w), (ny, nx) = self.tile_shape, self.shape
        return Window(ty * h, min((ty + 1) * h, ny), tx * w, min((tx + 1) * w, nx))

    def regions(self, steps: int, itemsize: int, limit: int = REGION_BYTES) -> Iterator[tuple[slice, slice]]:
        """Yield blocks of whole tiles, row by row, as slices of tile numbers, each of at most `limit` bytes if it can.

        Parameters
        ----------
        steps, itemsize : int
            Time steps of a cell, and bytes of a value.
        limit : int
            Bytes of a block; a block is never smaller than one tile.
        """
        nty, ntx = self.tiles
        tile_bytes = self.tile_shape[0] * self.tile_shape[1] * max(1, steps) * itemsize
        fit = max(1, limit // tile_bytes)
        wide = min(ntx, fit)
        tall = max(1, min(nty, fit // ntx)) if wide == ntx else 1
        for ty in range(0, nty, tall):
            for tx in range(0, ntx, wide):
                yield slice(ty, min(ty + tall, nty)), slice(tx, min(tx + wide, ntx))


@dataclass(frozen=True)
class Window:
    """Cells ``y0 … y1 - 1`` by ``x0 … x1 - 1`` of a grid."""

    y0: int
    y1: int
    x0: int
    x1: int

    @property
    def slices(self) -> tuple[slice, slice]:
        """The cells as slices along y and x."""
        return slice(self.y0, self.y1), slice(self.x0, self.x1)

    @property
    def ranges(self) -> tuple[tuple[int, int], tuple[int, int]]:
        """The cells as ``(first, after the last)`` along y and x."""
        return (self.y0, self.y1), (self.x0, self.x1)

    @property
    def cells(self) -> int:
        """How many cells there are."""
        return (self.y1 - self.y0) * (self.x1 - self.x0)

    def __or__(self, other: Window) -> Window:
        """Return the smallest window that holds both."""
        return Window(min(self.y0, other.y0), max(self.y1, other.y1), min(self.x0, other.x0), max(self.x1, other.x1))


class Scratch:
    """Blocks of map order on disk, read back in cell order; the file has no name, so that a crash leaves nothing.

    Parameters
    ----------
    folder : Path
        Where the disk space is taken.
    shape : (int, int)
        (ny, nx) of the grid.
    dtype : dtype
        Of the values; a block of another one is refused, because a silent change would alter values.
    """

    def __init__(self, folder: Path, shape: tuple[int, int], dtype: np.dtype) -> None:
        self._file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 — closed by `close`
        self._shape = shape
        self._dtype = np.dtype(dtype)
        self._blocks: list[tuple[int, int]] = []
        cells = shape[0] * shape[1]
        self._cell_sums = np.zeros(cells, dtype=self._word)
        self._step_sums: list[np.ndarray] = []

    @property
    def _word(self) -> np.dtype:
        return np.dtype(f"u{self._dtype.itemsize}")

    @property
    def steps(self) -> int:
        """How many steps have been added."""
        return self._blocks[-1][1] if self._blocks else 0

    def add(self, start: int, stop: int, values: np.ndarray) -> None:
        """Take the next steps, ``values`` (steps, cells), front to back without a gap.

        Raises
        ------
        ValueError
            If the block does not follow the last one, or its shape or dtype is not the one announced.
        """
        cells = self._shape[0] * self._shape[1]
        if start != self.steps or values.shape != (stop - start, cells) or values.dtype != self._dtype:
            raise ValueError(
                f"Steps {start} to {stop} came as {values.shape} of {values.dtype}, but {stop - start} steps of "
                f"{cells} cells of {self._dtype} from step {self.steps} on were announced."
            )
        words = np.ascontiguousarray(values).view(self._word)
        self._cell_sums += np.add.reduce(words, axis=0, dtype=self._word)
        self._step_sums.append(np.add.reduce(words, axis=1, dtype=self._word))
        self._file.write(np.ascontiguousarray(values.T).data)
        self._file.flush()
        self._blocks.append((start, stop))

    def read(self, window: Window) -> np.ndarray:
        """Return the values of a window of cells, (y, x, time), contiguous. Several threads may read at once."""
        (_ny, nx), item = self._shape, self._dtype.itemsize
        height, width = window.y1 - window.y0, window.x1 - window.x0
        values = np.empty((height, width, self.steps), dtype=self._dtype)
        # Cells that lie in a row on disk are read at once: all rows where the window is as wide as the grid.
        runs = [(0, height)] if width == nx else [(row, row + 1) for row in range(height)]
        base = 0
        for start, stop in self._blocks:
            steps = stop - start
            for top, bottom in runs:
                piece = np.empty((bottom - top) * width * steps, dtype=self._dtype)
                self._read_into(piece, (base + ((window.y0 + top) * nx + window.x0) * steps) * item)
                values[top:bottom, :, start:stop] = piece.reshape(bottom - top, width, steps)
            base += steps * self._shape[0] * nx
        return values

    def _read_into(self, piece: np.ndarray, offset: int) -> None:
        rest = memoryview(piece).cast("B")
        while rest:
            taken = os.preadv(self._file.fileno(), [rest], offset)
            if not taken:
                raise OSError("the scratch file is shorter than what was written")
            rest, offset = rest[taken:], offset + taken

    def proof(self) -> Proof:
        """Return the sums of what was added, to compare with the sums of what was stored."""
        steps = np.concatenate(self._step_sums) if self._step_sums else np.zeros(0, dtype=self._word)
        return Proof(self._cell_sums.reshape(self._shape), steps)

    def close(self) -> None:
        """Give the disk space back."""
        self._file.close()


@dataclass(frozen=True)
class Proof:
    """Wrapping sums of the bit patterns of all values: over time for each cell, and over cells for each step.

    A value that is lost, changed, or moved to another cell or another step changes two sums at least.

    Attributes
    ----------
    cells : ndarray of unsigned integers (ny, nx)
    steps : ndarray of unsigned integers (time,)
    """

    cells: np.ndarray
    steps: np.ndarray

    @classmethod
    def empty(cls, shape: tuple[int, int], steps: int, dtype: np.dtype) -> Proof:
        """Return the proof of nothing, to which `add` adds."""
        word = np.dtype(f"u{np.dtype(dtype).itemsize}")
        return cls(np.zeros(shape, dtype=word), np.zeros(steps, dtype=word))

    def add(self, window: Window, values: np.ndarray) -> None:
        """Add the values (y, x, time) of a window of cells."""
        words = values.view(self.cells.dtype)
        self.cells[window.slices] += np.add.reduce(words, axis=2, dtype=words.dtype)
        self.steps[:] += np.add.reduce(words.reshape(-1, words.shape[2]), axis=0, dtype=words.dtype)

    def agrees_with(self, other: Proof) -> bool:
        """Whether both were made of the same values at the same places."""
        return np.array_equal(self.cells, other.cells) and np.array_equal(self.steps, other.steps)


def word_sum(values: np.ndarray) -> int:
    """Return the wrapping sum of the 64-bit words of an array's bytes: as fast as reading the memory once.

    Checksums of the stored bytes show a chunk that changed; this one shows a chunk that stands in another's place.
    """
    raw = values.reshape(-1).view(np.uint8)
    whole = raw.size // 8 * 8
    total = int(np.add.reduce(raw[:whole].view(np.uint64), dtype=np.uint64))
    rest = int.from_bytes(raw[whole:].tobytes(), "little")
    return (total + rest) % 2**64


def tile_digest(cells: np.ndarray) -> bytes:
    """Return the sha256 of a tile's values (cells, time), in the machine-independent order of their bytes."""
    little = cells.astype(cells.dtype.newbyteorder("<"), copy=False)
    return hashlib.sha256(np.ascontiguousarray(little).data).digest()
