"""The reductions that were computed before, on disk and in memory: a changed period or region reads no daily data.

Each file holds the seasons of one tile under the hash of all that made them. It carries the hash of its own bytes, is
written whole under a temporary name and then renamed, and may be deleted at any time: what is lost or damaged is
computed again.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import tempfile
import threading
from pathlib import Path
from typing import Any

import numpy as np

from broker.engine.tiles import Memory
from broker.recipe import canonical_json

_MAGIC = b"broker reduction 1\n"
_HASH_BYTES = 32
_MIB = 1024 * 1024
#: After a clearing the files take at most this share of the limit.
_CLEARED_TO = 0.8
#: Most memory for daily values and reductions, unless it is said otherwise.
TILE_BYTES = 512 * _MIB


class ReductionCache:
    """Reductions by what made them.

    Parameters
    ----------
    root : Path or None
        Folder of the files, created on first use; None keeps them in memory only.
    limit_bytes : int
        Most that the files may take; those used longest ago are deleted first.
    tile_bytes : int
        Most memory for daily values of tiles and for reductions together: daily values give way.
    memory_bytes : int
        Most memory for reductions, and a quarter of it for weights.

    Attributes
    ----------
    tiles : Memory
        Daily values that were read lately.
    prepared : Memory
        Weights of regions and seasons of time axes that were asked lately.
    """

    def __init__(
        self,
        root: Path | str | None,
        limit_bytes: int = 2048 * _MIB,
        tile_bytes: int = TILE_BYTES,
        memory_bytes: int = 256 * _MIB,
    ) -> None:
        self.root = None if root is None else Path(root)
        self.limit_bytes = limit_bytes
        self.tile_bytes = tile_bytes
        self.tiles: Memory[np.ndarray] = Memory(tile_bytes)
        self.prepared: Memory[Any] = Memory(memory_bytes // 4)
        self._reductions: Memory[np.ndarray] = Memory(memory_bytes)
        self._lock = threading.Lock()
        self._on_disk: int | None = None

    @staticmethod
    def key(made_from: dict[str, Any]) -> str:
        """Return the name of a reduction: the sha256 of all that decides it, as canonical JSON."""
        return hashlib.sha256(canonical_json(made_from)).hexdigest()

    def get(self, key: str) -> np.ndarray | None:
        """Return a reduction, float64 (cells, seasons), or None where there is none or its file is damaged."""
        kept = self._reductions.get(key)
        if kept is not None or self.root is None:
            return kept
        path = self._path(key)
        try:
            written = path.read_bytes()
        except OSError:
            return None
        values = _read(written)
        if values is None:
            _delete(path)
            return None
        with contextlib.suppress(OSError):
            os.utime(path)
        self._keep(key, values)
        return values

    def holds(self, key: str) -> bool:
        """Whether a reduction seems to be there, without reading it: a plan's question."""
        if self._reductions.get(key) is not None:
            return True
        return self.root is not None and self._path(key).is_file()

    def put(self, key: str, values: np.ndarray) -> None:
        """Keep a reduction. A folder that cannot be written makes the next request slower, not wrong."""
        self._keep(key, values)
        if self.root is not None:
            with contextlib.suppress(OSError):
                self._write(key, values)

    def forget_reductions(self) -> None:
        """Give up the reductions that are kept in memory; the daily values stay."""
        self._reductions.clear()
        self.tiles.limit_to(self.tile_bytes)

    def clear(self) -> None:
        """Give up everything, in memory and on disk."""
        for memory in (self.tiles, self.prepared, self._reductions):
            memory.clear()
        if self.root is not None:
            for path in self._files():
                _delete(path)
            self._on_disk = None

    def _keep(self, key: str, values: np.ndarray) -> None:
        values.flags.writeable = False
        self._reductions.keep(key, values, values.nbytes)
        self.tiles.limit_to(max(self.tile_bytes // 4, self.tile_bytes - self._reductions.bytes))

    def _path(self, key: str) -> Path:
        return self.root / key[:2] / f"{key}.reduction"

    def _files(self) -> list[Path]:
        return list(self.root.glob("??/*.reduction"))

    def _write(self, key: str, values: np.ndarray) -> None:
        buffer = io.BytesIO()
        np.save(buffer, values, allow_pickle=False)
        body = buffer.getvalue()
        path = self._path(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".writing-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(_MAGIC + hashlib.sha256(body).digest() + body)
            Path(temporary).replace(path)
        except BaseException:
            _delete(Path(temporary))
            raise
        self._make_room(len(_MAGIC) + _HASH_BYTES + len(body))

    def _make_room(self, added: int) -> None:
        """Delete the files used longest ago when they pass the limit."""
        with self._lock:
            if self._on_disk is None:
                self._on_disk = sum(_size(path) for path in self._files())
            else:
                self._on_disk += added
            if self._on_disk <= self.limit_bytes:
                return
            files = sorted((_last_used(path), _size(path), path) for path in self._files())
            self._on_disk = sum(size for _, size, _ in files)
            for _, size, path in files:
                if self._on_disk <= self.limit_bytes * _CLEARED_TO:
                    break
                _delete(path)
                self._on_disk -= size


def _read(written: bytes) -> np.ndarray | None:
    """Return the array that a file holds, or None where its bytes are not those that were written."""
    head = len(_MAGIC) + _HASH_BYTES
    body = written[head:]
    if written[: len(_MAGIC)] != _MAGIC or hashlib.sha256(body).digest() != written[len(_MAGIC) : head]:
        return None
    return np.load(io.BytesIO(body), allow_pickle=False)


def _delete(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink()


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:  # deleted by another process
        return 0


def _last_used(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0
