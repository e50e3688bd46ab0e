"""Where the numbers of a product's cells stand: in memory while they are few, in a file without a name when many.

A district of fifteen simulations has some megabytes of them, a continent gigabytes. The file lies in the folder of the
cache, is read and written as memory is, and goes when nothing refers to it any more; its pages are given back after
each stretch of work, so that what is held at once does not grow with the region.
"""

from __future__ import annotations

import mmap
import os
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path

import numpy as np

from broker.errors import BrokerError

_MIB = 1024**2
#: Numbers of a product that take no more than this stay in memory.
IN_MEMORY_BYTES = 64 * _MIB
#: Bytes that are worked on at once.
BLOCK_BYTES = 8 * _MIB
#: Bytes written until pages are given back.
_GIVE_BACK_BYTES = 8 * _MIB
#: Arrays of this size, such as a tile's days, go back to the system as soon as they are freed.
_OWN_BLOCK_BYTES = 4 * _MIB
#: Names of the settings in the C library of GNU, <malloc.h>.
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3


class Shelf:
    """Room for arrays of float64.

    Parameters
    ----------
    size : int
        Bytes of all arrays together; what comes beyond stays in memory.
    folder : Path or None
        Of the file, where there is one; None takes the system's folder for such files.

    Raises
    ------
    BrokerError
        If the disk has no room for the file.
    """

    def __init__(self, size: int, folder: Path | None) -> None:
        self._file = _file_of(size, folder) if size > IN_MEMORY_BYTES else None
        self._taken = 0
        self._written = 0

    def array(self, rows: int, columns: int) -> np.ndarray:
        """Return room for numbers, (rows, columns), not yet written."""
        size = 8 * rows * columns
        if self._file is None or self._taken + size > len(self._file):
            return np.empty((rows, columns))
        room = np.frombuffer(self._file, dtype=np.float64, count=rows * columns, offset=self._taken)
        self._taken += size
        return room.reshape(rows, columns)

    def wrote(self, size: int) -> None:
        """Learn that so many bytes were written; their pages are given back from time to time."""
        self._written += size
        if self._written > _GIVE_BACK_BYTES:
            self._written = 0
            if self._file is not None:
                _give_back(self._file)


def give_back(values: np.ndarray) -> None:
    """Give back the memory of numbers that stand in a file: they are read again when they are wanted."""
    base: object = values
    while isinstance(base, np.ndarray):
        base = base.base
    held = base.obj if isinstance(base, memoryview) else base
    if isinstance(held, mmap.mmap):
        _give_back(held)


@cache
def free_large_arrays_at_once() -> None:
    """Let the process give back large arrays when they are freed, where the C library is GNU's.

    It would otherwise learn to keep the room of the tiles that come and go, in pieces that the next ones do not fit: a
    long pass over many tiles would hold a fifth more than a short one.
    """
    import ctypes

    with suppress(OSError, AttributeError, TypeError):  # another C library
        mallopt = ctypes.CDLL(None).mallopt
        mallopt(_M_MMAP_THRESHOLD, _OWN_BLOCK_BYTES)
        mallopt(_M_TRIM_THRESHOLD, 4 * _OWN_BLOCK_BYTES)


def rows_at_once(values: np.ndarray) -> Iterator[slice]:
    """Yield stretches of rows of a few megabytes each, of numbers (rows, columns)."""
    return _stretches(values.shape[0], values.shape[1])


def columns_at_once(values: np.ndarray) -> Iterator[slice]:
    """Yield stretches of columns of a few megabytes each, of numbers (rows, columns)."""
    return _stretches(values.shape[1], values.shape[0])


def _stretches(length: int, across: int) -> Iterator[slice]:
    step = max(2, BLOCK_BYTES // (8 * max(1, across)))
    start = 0
    while start < length:
        # A single column at the end would be summed in another order than one of many.
        stop = length if start + step + 1 >= length else start + step
        yield slice(start, stop)
        start = stop


def _give_back(file: mmap.mmap) -> None:
    if hasattr(mmap, "MADV_DONTNEED"):
        file.madvise(mmap.MADV_DONTNEED)


def _file_of(size: int, folder: Path | None) -> mmap.mmap:
    try:
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder, prefix=".numbers-") as file:
            if hasattr(os, "posix_fallocate"):  # a file of holes would end the process where the disk is full
                os.posix_fallocate(file.fileno(), 0, size)
            else:
                _write_zeros(file, size)
            return mmap.mmap(file.fileno(), size)
    except OSError as error:
        raise BrokerError(
            f"The numbers of all cells and seasons need {size / 1024**3:.2f} GiB on the disk of "
            f"{folder or tempfile.gettempdir()} while the product is made, but they cannot be put there "
            f"({error.strerror or error}), so it was not begun. Make room there, or ask for fewer cells.",
            code="disk-full",
        ) from error


def _write_zeros(file: object, size: int) -> None:
    zeros = bytes(_MIB)
    for start in range(0, size, _MIB):
        file.write(zeros[: min(_MIB, size - start)])  # type: ignore[attr-defined]
    file.flush()  # type: ignore[attr-defined]
