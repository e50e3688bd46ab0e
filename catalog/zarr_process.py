"""The reading process for Zarr stores: the zarr library where a crash, a bomb or an odd codec does no harm.

Run as a script by `catalog.containment`, with the requests and answers of `catalog.reader_process`. The library is
imported and has worked once before the process confines itself: afterwards it holds one file open at a time, cannot
write, and cannot open a socket.
"""

from __future__ import annotations

import asyncio
import base64
import fcntl
import math
import os
import stat
import struct
import sys
import warnings
from pathlib import Path
from typing import Any

import numpy as np

sys.path.append(str(Path(__file__).parents[1]))  # after the installed packages

import zarr
from zarr.abc.store import ByteRequest, OffsetByteRequest, RangeByteRequest, SuffixByteRequest
from zarr.core.buffer import Buffer, BufferPrototype, default_buffer_prototype
from zarr.storage import LocalStore

from catalog import reader_process
from catalog.reader_process import MOST_REPLY_BYTES, MOST_VARIABLES, Budget, Refusal

#: Rows of whole chunks are kept, so that reading a store front to back decodes each chunk once.
ROW_BYTES = 384 * 1024 * 1024
METADATA = {"zarr.json", ".zgroup", ".zarray", ".zattrs", ".zmetadata"}


class CheckedStore(LocalStore):
    """A store whose metadata lie in one folder and whose chunks in another.

    A chunk is read from the file that its key names below the folder, and from no other: no link leads out of it.
    """

    def __init__(self, metadata: str, chunks: str) -> None:
        super().__init__(metadata, read_only=True)
        self._chunks = os.path.realpath(chunks)

    async def get(
        self, key: str, prototype: BufferPrototype | None = None, byte_range: ByteRequest | None = None
    ) -> Buffer | None:
        """Return an object, or part of it; None where there is none."""
        if key.rpartition("/")[2] in METADATA:
            return await super().get(key, prototype, byte_range)
        found = await asyncio.to_thread(self._bytes, key, byte_range)
        return None if found is None else (prototype or default_buffer_prototype()).buffer.from_bytes(found)

    def _bytes(self, key: str, wanted: ByteRequest | None) -> bytes | None:
        try:
            descriptor = os.open(f"{self._chunks}/{key}", os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as err:
            raise Refusal("external-link", f"{key!r} in it is a link, or cannot be opened ({err.strerror})") from None
        with os.fdopen(descriptor, "rb") as stream:
            facts = os.fstat(descriptor)
            if not stat.S_ISREG(facts.st_mode) or _place_of(descriptor) not in {"", f"{self._chunks}/{key}"}:
                raise Refusal("external-link", f"{key!r} of it lies elsewhere, or is no file")
            first, after = 0, facts.st_size
            if isinstance(wanted, RangeByteRequest):
                first, after = wanted.start, wanted.end
            elif isinstance(wanted, OffsetByteRequest):
                first = wanted.offset
            elif isinstance(wanted, SuffixByteRequest):
                first = max(0, after - wanted.suffix)
            stream.seek(first)
            return stream.read(max(0, after - first))


def _place_of(descriptor: int) -> str:
    """Return the path of an open file as the system has it; empty where the system does not say."""
    try:
        if hasattr(fcntl, "F_GETPATH"):  # macOS
            return fcntl.fcntl(descriptor, fcntl.F_GETPATH, bytes(1024)).rstrip(b"\x00").decode()
        return str(Path(f"/proc/self/fd/{descriptor}").readlink())
    except OSError:
        return ""


class Stores:
    """The one store that is open."""

    def __init__(self) -> None:
        self.path, self.group, self.arrays = "", None, {}
        self._row: tuple[str, int, np.ndarray] | None = None

    def open(self, path: str, metadata: str) -> None:
        """Open the store at a path, in place of the one before, by the copy of its metadata that was checked."""
        if path == self.path:
            return
        self.path, self._row = "", None
        try:
            store = CheckedStore(metadata, path)
            self.group = zarr.open_group(store, mode="r", use_consolidated=False)
            self.arrays = dict(self.group.arrays())
        except (OSError, RuntimeError, ValueError, KeyError, TypeError, AttributeError) as err:
            raise Refusal("unreadable", f"{type(err).__name__}: {err}"[:300]) from err
        self.path = path

    def values(self, name: str, window: list[list[int]]) -> np.ndarray:
        """Return the raw values of a window; the chunks that it cuts are kept for the next."""
        variable = self.arrays[name]
        shape = [stop - start for start, stop in window]
        if math.prod(shape) * variable.dtype.itemsize > MOST_REPLY_BYTES:
            raise Refusal("metadata-too-large", f"{math.prod(shape) * variable.dtype.itemsize} bytes of {name} asked")
        try:
            return np.ascontiguousarray(self._from_row(name, variable, window))
        except (OSError, RuntimeError, IndexError, ValueError) as err:
            raise Refusal("truncated", f"the values of {name} cannot be read ({err})"[:300]) from err

    def _from_row(self, name: str, variable: Any, window: list[list[int]]) -> np.ndarray:
        slices = tuple(slice(start, stop) for start, stop in window)
        if not window or variable.dtype.kind not in "iuf":
            return np.asarray(variable[slices])
        (start, stop), rest = window[0], slices[1:]
        depth = int((variable.shards or variable.chunks)[0])
        row_bytes = depth * math.prod(variable.shape[1:]) * variable.dtype.itemsize
        parts = []
        for first in range(start // depth * depth, max(stop, start + 1), depth):
            inside = slice(max(start, first) - first, min(stop, first + depth) - first)
            if row_bytes > ROW_BYTES:
                parts.append(variable[(slice(first + inside.start, first + inside.stop), *rest)])
                continue
            if self._row is None or self._row[:2] != (name, first):
                self._row = None
                self._row = (name, first, variable[first : first + depth])
            parts.append(self._row[2][(inside, *rest)])
        return parts[0] if len(parts) == 1 else np.concatenate(parts)


def describe(stores: Stores) -> dict[str, Any]:
    """Return dimensions, attributes and variables, without reading values."""
    if len(stores.arrays) > MOST_VARIABLES:
        raise Refusal("metadata-too-large", f"it declares {len(stores.arrays)} variables")
    budget, dimensions, variables = Budget(), {}, {}
    for name, array in stores.arrays.items():
        named = array.attrs.get("_ARRAY_DIMENSIONS") or array.metadata.to_dict().get("dimension_names")
        if not array.shape:
            named = []
        if (
            not isinstance(named, list | tuple)
            or len(named) != array.ndim
            or not all(isinstance(d, str) for d in named)
        ):
            raise Refusal("zarr-not-understood", f"the dimensions of {name} have no names")
        for dimension, size in zip(named, array.shape, strict=True):
            if dimensions.setdefault(dimension, size) != size:
                raise Refusal("zarr-not-understood", f"the dimension {dimension} has two lengths")
        variables[name] = {
            "dtype": _dtype(array.dtype),
            "dimensions": list(named),
            "shape": list(array.shape),
            "attributes": _attributes(_with_fill_value(array), budget),
        }
    return {
        "format": "ZARR",
        "attributes": _attributes(dict(stores.group.attrs), budget),
        "dimensions": dimensions,
        "groups": sorted(name for name, _ in stores.group.groups())[:20],
        "variables": variables,
    }


def _with_fill_value(array: Any) -> dict[str, Any]:
    """Return an array's attributes with the fill value as xarray reads and writes it.

    Zarr 2 keeps it beside the attributes; in those of Zarr 3 a floating number is eight bytes in base64.
    """
    attributes = {name: value for name, value in array.attrs.items() if name != "_ARRAY_DIMENSIONS"}
    if array.dtype.kind not in "iuf":
        return attributes
    if array.metadata.zarr_format == 2 and array.fill_value is not None:
        attributes["_FillValue"] = array.dtype.type(array.fill_value)
    elif isinstance(attributes.get("_FillValue"), str):
        try:
            (number,) = struct.unpack("<d", base64.b64decode(attributes["_FillValue"], validate=True))
        except (ValueError, struct.error):
            return attributes
        attributes["_FillValue"] = array.dtype.type(number)
    elif "_FillValue" in attributes:
        attributes["_FillValue"] = array.dtype.type(attributes["_FillValue"])
    return attributes


def _dtype(dtype: np.dtype) -> str:
    if dtype.kind in "iuf":
        return dtype.str
    return "str" if dtype.kind in "OUST" else "other"


def _attributes(found: dict[str, Any], budget: Budget) -> dict[str, Any]:
    attributes: dict[str, Any] = {}
    for name, value in found.items():
        if isinstance(value, str):
            budget.take(len(value))
            attributes[str(name)] = value.encode("utf-8", "replace").decode().replace("\x00", "")
            continue
        if isinstance(value, list | tuple) and value and all(isinstance(v, str) for v in value):
            budget.take(sum(map(len, value)))
            attributes[str(name)] = ", ".join(value).replace("\x00", "")
            continue
        if isinstance(value, dict) or value is None:
            continue
        try:
            array = np.asarray(value)
        except ValueError:
            continue
        if array.dtype.kind in "iufb":
            budget.take(array.nbytes)
            attributes[str(name)] = {"dtype": array.dtype.str, "values": [repr(v) for v in array.ravel()[:64].tolist()]}
    return attributes


def answer(stores: Stores, request: dict[str, Any]) -> tuple[dict[str, Any], bytes | memoryview]:
    """Answer one request."""
    stores.open(request["path"], request["metadata"])
    if request["do"] == "look":
        return {"ok": True, "found": describe(stores)}, b""
    return reader_process.reply(stores.values(request["variable"], request["window"]))


def rehearse() -> None:
    """Let the library start what it needs while files may still be opened."""
    zarr.config.set({"async.concurrency": 1, "threading.max_workers": 1})
    for version in (2, 3):
        group = zarr.open_group(zarr.storage.MemoryStore(), mode="w", zarr_format=version)
        group.create_array("x", data=np.arange(4.0))
        np.asarray(group["x"][:])


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    rehearse()
    reader_process.confine(int(sys.argv[1]))
    stores = Stores()
    reader_process.serve(sys.stdin.buffer, out, lambda request: answer(stores, request))
