"""Tiles: which ones hold the cells of a region, and their daily values, read once."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np

from broker.engine.result import Source

Value = TypeVar("Value")


@dataclass(frozen=True)
class TileCells:
    """The wanted cells of one tile.

    Attributes
    ----------
    tile : (int, int)
        ``(ty, tx)``.
    rows : ndarray of int (n,)
        Where they lie in the tile, row by row.
    at : ndarray of int (n,)
        Where they stand among all wanted cells.
    size : int
        Cells of the whole tile, which is shorter at the grid's far edges.
    """

    tile: tuple[int, int]
    rows: np.ndarray
    at: np.ndarray
    size: int


def tiles_of(index: np.ndarray, shape: tuple[int, int], tile_shape: tuple[int, int]) -> tuple[TileCells, ...]:
    """Return the tiles that hold these cells.

    Parameters
    ----------
    index : ndarray of int (cells,)
        Flat indices into the grid.
    shape, tile_shape : (int, int)
        Cells of the grid and of a whole tile, along y and x.
    """
    (ny, nx), (height, width) = shape, tile_shape
    iy, ix = np.divmod(np.asarray(index, dtype=np.int64), nx)
    across = -(-nx // width)
    tile = (iy // height) * across + ix // width
    own_width = np.minimum(width, nx - (ix // width) * width)
    rows = (iy % height) * own_width + ix % width
    order = np.argsort(tile, kind="stable")
    found, firsts = np.unique(tile[order], return_index=True)
    tiles = []
    for number, at in zip(found.tolist(), np.split(order, firsts[1:]), strict=True):
        ty, tx = divmod(number, across)
        size = min(height, ny - ty * height) * min(width, nx - tx * width)
        tiles.append(TileCells((ty, tx), rows[at], at, size))
    return tuple(tiles)


class Memory(Generic[Value]):
    """Values kept in memory up to a number of bytes, those used longest ago given up first; safe between threads."""

    def __init__(self, limit_bytes: int) -> None:
        self.limit_bytes = limit_bytes
        self._values: OrderedDict[Hashable, tuple[Value, int]] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> Value | None:
        """Return the value kept under a key, or None."""
        with self._lock:
            if key not in self._values:
                return None
            self._values.move_to_end(key)
            return self._values[key][0]

    def holds(self, key: Hashable) -> bool:
        """Whether there is a value under a key, which is not thereby used."""
        with self._lock:
            return key in self._values

    def keep(self, key: Hashable, value: Value, size: int) -> None:
        """Keep a value of so many bytes, unless it alone would pass the limit."""
        with self._lock:
            if key in self._values:
                self._bytes -= self._values.pop(key)[1]
            if size > self.limit_bytes:
                return
            self._values[key] = (value, size)
            self._bytes += size
            self._give_up()

    def limit_to(self, limit_bytes: int) -> None:
        """Keep no more than so many bytes from now on."""
        with self._lock:
            self.limit_bytes = limit_bytes
            self._give_up()

    def _give_up(self) -> None:
        while self._bytes > self.limit_bytes:
            _, (_, freed) = self._values.popitem(last=False)
            self._bytes -= freed

    @property
    def bytes(self) -> int:
        """How many bytes are kept."""
        return self._bytes

    def clear(self) -> None:
        """Give up everything."""
        with self._lock:
            self._values.clear()
            self._bytes = 0


def latitudes(source: Source, tile: TileCells) -> np.ndarray:
    """Return the latitude of every cell of a tile, degrees north, float64 (cells of the tile,)."""
    (ny, nx), (height, width) = source.grid.shape, source.tile_shape
    ty, tx = tile.tile
    rows = np.arange(ty * height, min((ty + 1) * height, ny))
    columns = np.arange(tx * width, min((tx + 1) * width, nx))
    lat = np.asarray(source.grid.lat, dtype=np.float64)
    if source.grid.kind == "points":
        return lat[columns]
    if lat.ndim == 2:
        return lat[np.ix_(rows, columns)].ravel()
    return np.repeat(lat[rows], columns.size)


def read_tile(source: Source, name: str, tile: tuple[int, int], memory: Memory[np.ndarray]) -> tuple[np.ndarray, int]:
    """Return the daily values of a tile, (cells, time) as stored, and how many bytes were read for it.

    A tile that is still in memory costs nothing. What is returned is shared: it must not be changed.
    """
    key = (source.fingerprint, name, tile)
    values = memory.get(key)
    if values is not None:
        return values, 0
    values = np.ascontiguousarray(source.read(name, tile))
    values.flags.writeable = False
    memory.keep(key, values, values.nbytes)
    return values, values.nbytes
