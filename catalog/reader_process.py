"""The reading process: opens foreign NetCDF files where a crash, a bomb or a link does no harm.

Run as a script by `catalog.containment`, never imported by it. It answers requests, one JSON line each on its
standard input, with one JSON line on its standard output, followed by raw values where the line announces ``bytes``.
It may hold one file open at a time and no second: whatever a file's links point to cannot be opened, nor can a socket.
It cannot write.
"""

from __future__ import annotations

import contextlib
import json
import math
import os
import resource
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

import netCDF4
import numpy as np

MOST_DIMENSIONS = 1_000
MOST_VARIABLES = 5_000
MOST_ATTRIBUTES = 50_000
MOST_ATTRIBUTE_BYTES = 16 * 1024 * 1024
MOST_LINKS = 50_000
MOST_DEPTH = 50
MOST_CHUNK_BYTES = 1024 * 1024 * 1024
MOST_REPLY_BYTES = 512 * 1024 * 1024
CHUNK_CACHE_BYTES = 96 * 1024 * 1024

#: A request → the head of its answer, and the values that follow it.
Answer = Callable[[dict[str, Any]], tuple[dict[str, Any], bytes | memoryview]]


class Refusal(Exception):
    """A file that is not read, with the code of the finding."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class Files:
    """The one file that is open.

    Parameters
    ----------
    descriptor : int
        Of whatever file is opened next: there is room for one.
    """

    def __init__(self, descriptor: int) -> None:
        self.path, self.file = "", None
        self._descriptor = descriptor

    def open(self, path: str, identity: list[int] | None = None) -> Any:
        """Return the dataset at a path, closing the one before.

        The name may lead elsewhere than when it was checked, so it is the opened file that must be the `identity`.
        """
        if path != self.path:
            self.close()
            _refuse_links(path, lambda: _refuse_other(self._descriptor, identity))
            try:
                self.file = netCDF4.Dataset(path, mode="r")
            except (OSError, RuntimeError, ValueError) as err:
                raise Refusal("unreadable", str(err)) from err
            self.file.set_auto_maskandscale(False)
            self.file.set_auto_chartostring(False)
            self.path = path
        _refuse_other(self._descriptor, identity)
        return self.file

    def leak(self) -> bool:
        """Close the file that is open, and return whether another is open still: the library forgot to close it."""
        with contextlib.suppress(Exception):
            self.close()
        self.path, self.file = "", None
        try:
            os.close(os.open(os.devnull, os.O_RDONLY))
        except OSError:
            return True
        return False

    def close(self) -> None:
        """Close the file that is open, if any."""
        if self.file is not None:
            self.file.close()
        self.path, self.file = "", None


def describe(file: Any) -> dict[str, Any]:
    """Return dimensions, attributes and variables, without reading values."""
    if len(file.dimensions) > MOST_DIMENSIONS or len(file.variables) > MOST_VARIABLES:
        raise Refusal(
            "metadata-too-large",
            f"it declares {len(file.dimensions)} dimensions and {len(file.variables)} variables",
        )
    budget = Budget()
    return {
        "format": file.data_model,
        "attributes": _attributes(file, budget),
        "dimensions": {name: len(dimension) for name, dimension in file.dimensions.items()},
        "groups": sorted(file.groups)[:20],
        "variables": {
            name: {
                "dtype": variable.dtype.str if isinstance(variable.dtype, np.dtype) else _type_name(variable),
                "dimensions": list(variable.dimensions),
                "shape": list(variable.shape),
                "attributes": _attributes(variable, budget),
            }
            for name, variable in file.variables.items()
        },
    }


def values(file: Any, name: str, window: list[list[int]]) -> np.ndarray:
    """Return the raw values of a window, given as ``[first, after the last]`` for each dimension."""
    variable = file.variables[name]
    shape = [stop - start for start, stop in window]
    item = variable.dtype.itemsize if isinstance(variable.dtype, np.dtype) else 64
    if math.prod(shape) * item > MOST_REPLY_BYTES:
        raise Refusal("metadata-too-large", f"{math.prod(shape) * item} bytes of {name} were asked at once")
    if file.data_model.startswith("NETCDF4") and variable.ndim and variable.chunking() != "contiguous":
        variable.set_var_chunk_cache(size=CHUNK_CACHE_BYTES)
    try:
        return np.ascontiguousarray(variable[tuple(slice(start, stop) for start, stop in window)])
    except (OSError, RuntimeError, IndexError) as err:
        raise Refusal("truncated", f"the values of {name} cannot be read ({err})") from err


class Budget:
    """How much metadata a file may still bring."""

    def __init__(self) -> None:
        self.attributes, self.bytes = MOST_ATTRIBUTES, MOST_ATTRIBUTE_BYTES

    def take(self, size: int) -> None:
        """Count one attribute of this size."""
        self.attributes, self.bytes = self.attributes - 1, self.bytes - size
        if self.attributes < 0 or self.bytes < 0:
            raise Refusal("metadata-too-large", "its attributes are more than any dataset needs")


def _attributes(owner: Any, budget: Budget) -> dict[str, Any]:
    found = {}
    for name in owner.ncattrs():
        try:
            value = owner.getncattr(name)
        except (AttributeError, KeyError, UnicodeDecodeError, RuntimeError):
            continue
        if isinstance(value, str):
            budget.take(len(value))
            found[name] = value.encode("utf-8", "replace").decode().replace("\x00", "")
        elif isinstance(value, (np.ndarray, np.generic)) and np.asarray(value).dtype.kind in "iufb":
            array = np.asarray(value)
            budget.take(array.nbytes)
            # The type decides how packed values decode, so it travels with the number.
            found[name] = {"dtype": array.dtype.str, "values": [repr(v) for v in array.ravel()[:64].tolist()]}
        elif isinstance(value, list) and all(isinstance(v, str) for v in value):
            budget.take(sum(map(len, value)))
            found[name] = ", ".join(value).replace("\x00", "")
    return found


def _type_name(variable: Any) -> str:
    return "str" if variable.dtype is str else "other"


def _refuse_other(descriptor: int, identity: list[int] | None) -> None:
    if identity is None:
        return
    facts = os.fstat(descriptor)
    if [facts.st_dev, facts.st_ino, facts.st_size, facts.st_mtime_ns, facts.st_ctime_ns] != identity:
        raise Refusal("file-changed", "its name leads to another file than at the first look, or the file has changed")


def _is_hdf5(path: Path, still_same: Callable[[], None]) -> bool:
    # The signature lies at 0 or, behind a block of the user's own, at 512, 1024, 2048 …
    size, at = path.stat().st_size, 0
    with path.open("rb") as stream:
        still_same()
        while at < size:
            stream.seek(at)
            if stream.read(8) == b"\x89HDF\r\n\x1a\n":
                return True
            at = max(512, 2 * at)
    return False


def _refuse_links(path: str, still_same: Callable[[], None]) -> None:
    if not _is_hdf5(Path(path), still_same):
        return
    import h5py

    try:
        with h5py.File(path, "r", locking=False) as file:
            still_same()
            _walk(file, h5py)
    except (OSError, RuntimeError, KeyError, ValueError, UnicodeDecodeError) as err:
        raise Refusal("unreadable", str(err)) from err


def _walk(root: Any, h5py: Any) -> None:
    seen, waiting, links, budget = set(), [(root, 0)], 0, Budget()
    _weigh(root.id, budget, h5py)
    while waiting:
        group, depth = waiting.pop()
        links += len(group)  # before they are listed, which takes long
        if links > MOST_LINKS or depth > MOST_DEPTH:
            what = f"more than {MOST_LINKS} objects" if links > MOST_LINKS else f"groups {depth} deep"
            raise Refusal("metadata-too-large", f"it holds {what}")
        for name in group:
            link = group.get(name, getlink=True)
            if isinstance(link, h5py.ExternalLink):
                raise Refusal("external-link", f"{name!r} lies in another file, {link.filename!r}")
            if isinstance(link, h5py.SoftLink):
                continue
            found = h5py.h5o.open(group.id, name.encode("utf-8", "surrogateescape"))
            info = h5py.h5o.get_info(found)
            if info.addr in seen:
                continue
            seen.add(info.addr)
            _weigh(found, budget, h5py)
            if isinstance(found, h5py.h5g.GroupID):
                waiting.append((h5py.Group(found), depth + 1))
            elif isinstance(found, h5py.h5d.DatasetID):
                layout = found.get_create_plist()
                if layout.get_external_count():
                    raise Refusal("external-link", f"the values of {name!r} lie in another file")
                if layout.get_layout() == h5py.h5d.VIRTUAL:
                    raise Refusal("external-link", f"{name!r} is put together from other files")
                if layout.get_layout() == h5py.h5d.CHUNKED:
                    size = math.prod(layout.get_chunk()) * found.dtype.itemsize
                    if size > MOST_CHUNK_BYTES:
                        raise Refusal("metadata-too-large", f"the chunks of {name!r} are of {size:,} bytes each")


def _weigh(found: Any, budget: Budget, h5py: Any) -> None:
    """Count the attributes of an object before the library reads them."""
    if not isinstance(found, (h5py.h5g.GroupID, h5py.h5d.DatasetID)):
        return
    count = h5py.h5a.get_num_attrs(found)
    if count > budget.attributes:
        raise Refusal("metadata-too-large", "its attributes are more than any dataset needs")
    for index in range(count):
        try:
            budget.take(h5py.h5a.open(found, index=index).get_storage_size())
        except RuntimeError:  # h5py takes the size 0 of an empty text for a failure
            continue


def confine(memory_bytes: int) -> int:
    """Take from this process the means to write, to open a second file or a socket, and to use more memory.

    Returns the descriptor that the one open file has.
    """
    for what, most in (
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
    ):
        resource.setrlimit(what, (most, most))
    spare = os.open(os.devnull, os.O_RDONLY)
    os.close(spare)
    resource.setrlimit(resource.RLIMIT_NOFILE, (spare + 1, spare + 1))
    return spare


def _answer(files: Files, request: dict[str, Any]) -> tuple[dict[str, Any], bytes | memoryview]:
    file = files.open(request["path"], request.get("identity"))
    if request["do"] == "look":
        return {"ok": True, "found": describe(file)}, b""
    return reply(values(file, request["variable"], request["window"]))


def reply(array: np.ndarray) -> tuple[dict[str, Any], bytes | memoryview]:
    """Return the head and the body of an answer that carries values."""
    if array.dtype.kind in "OUT":
        return {"ok": True, "text": [str(v)[:1000] for v in array.ravel()[:100_000].tolist()]}, b""
    return {"ok": True, "dtype": array.dtype.str, "shape": array.shape, "bytes": array.nbytes}, array.data.cast("B")


def serve(asked: BinaryIO, answers: BinaryIO, answer: Answer, is_worn: Callable[[], bool] = lambda: False) -> None:
    """Answer requests until there are no more; after a refusal, say whether the process is worn out by it."""
    for line in asked:
        try:
            head, body = answer(json.loads(line))
        except Refusal as refusal:
            head, body = {"ok": False, "code": refusal.code, "message": str(refusal)}, b""
        except MemoryError:
            head, body = {"ok": False, "code": "parser-stopped", "message": "it needs more memory than is granted"}, b""
        except Exception as err:  # whatever a parser raises on foreign bytes is a refusal, never an outage
            head, body = {"ok": False, "code": "unreadable", "message": f"{type(err).__name__}: {err}"}, b""
        if not head["ok"]:
            head["worn"] = is_worn()
        answers.write(json.dumps(head).encode() + b"\n")
        answers.write(body)
        answers.flush()


if __name__ == "__main__":
    with contextlib.suppress(ImportError):  # without it HDF5 files are refused, by name
        import h5py._hl.files  # noqa: F401  (now, while files may still be opened)

    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not reach the answers
    files = Files(confine(int(sys.argv[1])))
    serve(sys.stdin.buffer, out, lambda request: _answer(files, request), files.leak)
