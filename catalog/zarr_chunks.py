"""Which chunks of a foreign Zarr store are there: whole objects, and the chunks inside those that hold several.

By Zarr's specification a chunk that is absent reads as the fill value. In a shard the index says which chunks it holds
(sharding_indexed, Zarr extensions: codecs): pairs of offset and length, both 2**64 - 1 where there is none.
"""

from __future__ import annotations

import math
import os
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from catalog.containment import FileRefused
from catalog.zarr_metadata import Shards, StoredArray

_NONE = np.uint64(2**64 - 1)
_MOST_INNER = 10_000_000
_EXAMPLES = 3


@dataclass
class ChunkCount:
    """How many chunks an array declares, and how many of them are absent.

    Attributes
    ----------
    total, absent : int
    examples : list of str
        Keys of absent chunks, the first few; of chunks in shards the key of the shard and the chunk's place in it.
    """

    total: int = 0
    absent: int = 0
    examples: list[str] = field(default_factory=list)

    def add(self, absent: int, total: int, example: str) -> None:
        """Count chunks of which some are absent."""
        self.total, self.absent = self.total + total, self.absent + absent
        if absent and len(self.examples) < _EXAMPLES:
            self.examples.append(example)


def count_chunks(array: StoredArray, folder: Path) -> ChunkCount:
    """Return how many chunks of an array are absent from the folder of its store.

    Raises
    ------
    FileRefused
        ``truncated`` where the index of a shard contradicts the shard.
    """
    held = ChunkCount()
    if array.shards is None:
        for key in array.chunk_keys():
            held.add(not os.path.lexists(folder / key), 1, key)
        return held
    inner = array.number_of_chunks * math.prod(c // i for c, i in zip(array.chunks, array.shards.inner, strict=True))
    if inner > _MOST_INNER:
        raise FileRefused("metadata-too-large", f"{array.name} declares {inner:,} chunks in shards")
    for place in array.places():
        _count_shard(array, array.shards, place, folder, held)
    return held


def _count_shard(array: StoredArray, shards: Shards, place: tuple[int, ...], folder: Path, held: ChunkCount) -> None:
    key = array.keys_of(place)
    grid = tuple(c // i for c, i in zip(array.chunks, shards.inner, strict=True))
    # A shard at the edge of the array has chunks that lie outside of it, which nobody writes.
    inside = tuple(
        min(n, max(0, -(-(size - at * chunk) // i)))
        for n, size, at, chunk, i in zip(grid, array.shape, place, array.chunks, shards.inner, strict=True)
    )
    total = math.prod(inside)
    index = _read_index(folder / key, key, math.prod(grid), shards)
    if index is None:
        held.add(total, total, key)
        return
    offsets, lengths = index[:, 0].reshape(grid), index[:, 1].reshape(grid)
    within = tuple(slice(n) for n in inside)
    absent = (offsets[within] == _NONE) & (lengths[within] == _NONE)
    if absent.any():
        first = ", ".join(map(str, np.argwhere(absent)[0].tolist()))
        held.add(int(absent.sum()), total, f"{key} at ({first})")
    else:
        held.add(0, total, key)


def _read_index(path: Path, key: str, chunks: int, shards: Shards) -> np.ndarray | None:
    """Return the index of a shard, (chunks, 2), or None where there is no such object."""
    index_bytes = 16 * chunks + shards.checksum_bytes
    try:
        with os.fdopen(os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0)), "rb") as stream:
            size = os.fstat(stream.fileno()).st_size
            if size < index_bytes:
                raise FileRefused(
                    "truncated", f"the shard {key} has {size:,} bytes, and its index alone {index_bytes:,}"
                )
            stream.seek(0 if shards.index_first else size - index_bytes)
            raw = stream.read(16 * chunks)
    except FileNotFoundError:
        return None
    except OSError as err:
        raise FileRefused("file-changed", f"{key!r} is not what it was ({err.strerror})") from None
    index = np.frombuffer(raw, dtype="<u8").reshape(chunks, 2)
    there = index[(index != _NONE).any(axis=1)]
    first, after = (index_bytes, size) if shards.index_first else (0, size - index_bytes)
    starts, lengths = there[:, 0], there[:, 1]
    if (starts < first).any() or (starts > after).any() or (lengths > np.uint64(after) - starts).any():
        raise FileRefused("truncated", f"the index of the shard {key} names bytes that lie outside of it")
    order = np.argsort(starts, kind="stable")
    ends = starts[order] + lengths[order]
    if (ends[:-1] > starts[order][1:]).any():
        raise FileRefused("zarr-not-understood", f"the index of the shard {key} gives the same bytes to two chunks")
    return index
