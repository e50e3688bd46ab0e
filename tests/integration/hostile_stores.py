"""Zarr stores and zip archives that were made to do harm, each from a good one by a single change.

A store is a dict of keys and bytes. Pickled chunks make a folder, the canary, when they are ever loaded.
"""

from __future__ import annotations

import json
import os
import pickle
import struct
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import google_crc32c  # comes with zarr
import numpy as np
import zarr

Objects = dict[str, bytes]
FIELD = np.arange(24, dtype="f4").reshape(6, 2, 2) + 280
_HUGE = 10**18


class _Canary:
    def __init__(self, path: Path) -> None:
        self.path = str(path)

    def __reduce__(self):
        return os.mkdir, (self.path,)


def good(version: int, sharded: bool = False) -> Objects:
    """A store of one field, as the zarr library writes it."""
    with tempfile.TemporaryDirectory() as folder:
        group = zarr.open_group(folder, mode="w", zarr_format=version)
        names = {"time": ("time",), "lat": ("lat",), "lon": ("lon",), "tas": ("time", "lat", "lon")}
        values = {"time": np.arange(6.0), "lat": np.array([50.0, 51.0]), "lon": np.array([0.0, 1.0]), "tas": FIELD}
        units = {"time": "days since 2001-01-01", "lat": "degrees_north", "lon": "degrees_east", "tas": "K"}
        for name, data in values.items():
            more = {"shards": (4, 2, 2)} if sharded and name == "tas" else {}
            chunks = (2, 1, 2) if name == "tas" else data.shape
            named = {"dimension_names": names[name]} if version == 3 else {}
            array = group.create_array(
                name, shape=data.shape, dtype=data.dtype, chunks=chunks, fill_value=np.nan, **named, **more
            )
            array[...] = data
            array.attrs.update({"units": units[name]} | ({"_ARRAY_DIMENSIONS": names[name]} if version == 2 else {}))
        return {p.relative_to(folder).as_posix(): p.read_bytes() for p in Path(folder).rglob("*") if p.is_file()}


def consolidated(store: Objects) -> Objects:
    """The same store with the copy of its metadata that Zarr 2 keeps."""
    leaves = (".zarray", ".zattrs", ".zgroup")
    said = {key: json.loads(body) for key, body in store.items() if key.rpartition("/")[2] in leaves}
    return store | {".zmetadata": json.dumps({"zarr_consolidated_format": 1, "metadata": said}).encode()}


def write_store(store: Objects, folder: Path) -> Path:
    """Write a store as a folder."""
    for key, body in store.items():
        path = folder / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
    return folder


def _change(key: str, change: Callable[[dict], object]) -> Callable[[Objects], Objects]:
    def changed(store: Objects) -> Objects:
        document = json.loads(store[key])
        change(document)
        return store | {key: json.dumps(document).encode()}

    return changed


def _raw(key: str, old: bytes, new: bytes) -> Callable[[Objects], Objects]:
    def changed(store: Objects) -> Objects:
        assert old in store[key]
        return store | {key: store[key].replace(old, new, 1)}

    return changed


def _set(**entries: object) -> Callable[[dict], object]:
    return lambda document: document.update(entries)


def _codecs(*codecs: object) -> Callable[[dict], object]:
    return lambda document: document.update(codecs=list(codecs))


def _index(entries: list[tuple[int, int]]) -> Callable[[Objects], Objects]:
    """Replace the first entries of the index of the first shard, its checksum too."""

    def changed(store: Objects) -> Objects:
        body = bytearray(store["tas/c/0/0/0"])
        at = len(body) - 4 - 16 * 4
        for number, entry in enumerate(entries):
            struct.pack_into("<QQ", body, at + 16 * number, *entry)
        struct.pack_into("<I", body, len(body) - 4, google_crc32c.value(bytes(body[at:-4])))
        return store | {"tas/c/0/0/0": bytes(body)}

    return changed


def stores(canary: Path) -> Iterator[tuple[str, Objects]]:
    """Yield more than sixty stores with what is wrong with each."""
    pickled = pickle.dumps(_Canary(canary))
    two, three, shards = good(2), good(3), good(3, sharded=True)
    a2, a3 = "tas/.zarray", "tas/zarr.json"
    loaded = {key: pickled for key in two if key.startswith("tas/") and key[4].isdigit()}
    harmless = {"id": "shuffle", "elementsize": 4}
    for position, filters in enumerate(
        (
            [{"id": "pickle"}],
            [harmless, {"id": "pickle"}],
            [{"id": "pickle"}, harmless],
            [harmless] * 9 + [{"id": "pickle"}],
        )
    ):
        yield f"a pickle filter, {position}", _change(a2, _set(filters=filters))(two) | loaded
        yield f"a pickle filter on text, {position}", _change(a2, _set(filters=filters, dtype="|O"))(two) | loaded
    for name in ("pickle", "json2", "msgpack2", "canary", "numcodecs.pickle", "PICKLE", "pickle ", "", "vlen-array"):
        yield f"the compressor {name!r}", _change(a2, _set(compressor={"id": name}))(two) | loaded
    for what, filters in {
        "no list": {"id": "pickle"}, "a text": "pickle", "nested lists": [[{"id": "pickle"}]], "no name": [{}],
        "a name that is a list": [{"id": ["pickle"]}], "a module": [{"id": "os.system", "cmd": "x"}],
        "a type that is scaled to objects": [{"id": "fixedscaleoffset", "dtype": "|O", "astype": "|O", "scale": 1}],
        "categorize": [{"id": "categorize", "labels": ["a"], "dtype": "|O"}], "astype": [{"id": "astype"}],
    }.items():  # fmt: skip
        yield f"filters that are {what}", _change(a2, _set(filters=filters))(two) | loaded
    for dtype in ("|O", "|V8", [["a", "<f4"]], "<c8", "object", "<f16", None, 4, "<f4\x00", "|O8"):
        yield f"the type {dtype!r}", _change(a2, _set(dtype=dtype))(two) | loaded
    sizes = {
        "a chunk of nothing": {"chunks": [0, 1, 2]}, "chunks below zero": {"chunks": [-1, 1, 2]},
        "chunks that are no whole numbers": {"chunks": [2.0, 1, 2]}, "chunks that are true": {"chunks": [True, 1, 2]},
        "more chunks than anybody has": {"shape": [10**9, 2, 2]}, "too many dimensions": {"shape": [6, 2, 2, 1]},
        "a chunk beyond all memory": {"chunks": [_HUGE, 1, 2]}, "a shape below zero": {"shape": [-6, 2, 2]},
        "no chunks": {"chunks": None}, "a shape beyond 64 bits": {"shape": [2**70, 2, 2]},
        "ten million chunks": {"shape": [2 * 10**7 + 2, 1, 2], "chunks": [2, 1, 2]},
        "a shape of text": {"shape": "622"},
        "a separator that leads out": {"dimension_separator": "/../../"}, "the order Q": {"order": "Q"},
        "a fill that is a list": {"fill_value": [1]}, "the format 7": {"zarr_format": 7},
    }  # fmt: skip
    for what, entries in sizes.items():
        yield what, _change(a2, _set(**entries))(two)
    whole = consolidated(two)
    yield "a copy with other units", _raw(".zmetadata", b'"units": "K"', b'"units": "degC"')(whole)
    yield "a copy with another shape", _raw(".zmetadata", b'"shape": [6, 2, 2]', b'"shape": [6, 2, 1]')(whole)
    yield "a copy with a pickle filter", _raw(".zmetadata", b'"filters": null', b'"filters": [{"id": "pickle"}]')(whole)
    yield "a copy that lacks an array", _raw(".zmetadata", b'"tas/.zarray"', b'"tos/.zarray"')(whole)
    yield "a copy that is no JSON", whole | {".zmetadata": b"{"}
    yield "a copy that holds no metadata", whole | {".zmetadata": b'{"metadata": []}'}
    yield "two formats in one", two | {"zarr.json": three["zarr.json"]}
    yield "the same key twice", _raw(a2, b"{", b'{"filters": [{"id": "pickle"}],')(two) | loaded
    yield "the same attribute twice", _raw("tas/.zattrs", b"{", b'{"units": "degC",')(two)
    yield "metadata without end", two | {a2: b"[" * 100_000}
    yield "metadata that are no text", two | {a2: b"\xff\xfe\x00"}
    yield "metadata beyond all measure", two | {a2: b" " * (17 * 1024 * 1024) + two[a2]}
    yield "a chunk of garbage", two | {"tas/0.0.0": os.urandom(64)}
    yield "a chunk that is cut", two | {"tas/0.0.0": two["tas/0.0.0"][:9]}
    yield "a chunk that says it is huge", two | {"tas/0.0.0": b"\x28\xb5\x2f\xfd\xe0" + struct.pack("<Q", _HUGE)}
    yield "a lost chunk", {key: body for key, body in two.items() if key != "tas/1.0.0"}
    yield "no group at its top", {key: body for key, body in two.items() if key != ".zgroup"}
    plain = {"name": "bytes", "configuration": {"endian": "little"}}
    for what, codecs in {
        "none": [], "no list": {"name": "bytes"}, "an unknown one": [plain, {"name": "canary"}],
        "one of numcodecs": [{"name": "numcodecs.pickle"}], "a path": [plain, {"name": "../../canary"}],
        "one behind eight harmless ones": [plain] + [{"name": "crc32c"}] * 8 + [{"name": "numcodecs.pickle"}],
        "one inside a shard": [
            {"name": "sharding_indexed", "configuration": {"chunk_shape": [1, 1, 2], "codecs": [{"name": "canary"}]}}
        ],
        "one in the index of a shard": [
            {"name": "sharding_indexed", "configuration": {
                "chunk_shape": [1, 1, 2], "codecs": [plain], "index_codecs": [plain, {"name": "canary"}]}}
        ],
        "shards in shards": [
            {"name": "sharding_indexed", "configuration": {"chunk_shape": [1, 1, 2], "codecs": [
                {"name": "sharding_indexed", "configuration": {"chunk_shape": [1, 1, 1], "codecs": [plain]}}]}}
        ],
        "shards of nothing": [
            {"name": "sharding_indexed", "configuration": {"chunk_shape": [0, 1, 2], "codecs": [plain]}}
        ],
        "shards of broken chunks": [
            {"name": "sharding_indexed", "configuration": {"chunk_shape": [3, 1, 2], "codecs": [plain]}}
        ],
    }.items():  # fmt: skip
        yield (
            f"codecs: {what}",
            _change(a3, _codecs(*codecs) if isinstance(codecs, list) else _set(codecs=codecs))(three),
        )
    for what, entries in {
        "transformers of storage": {"storage_transformers": [{"name": "canary"}]},
        "an unknown grid of chunks": {"chunk_grid": {"name": "canary"}},
        "a grid without numbers": {"chunk_grid": {"name": "regular", "configuration": None}},
        "unknown keys of chunks": {"chunk_key_encoding": {"name": "canary"}},
        "keys that lead out": {"chunk_key_encoding": {"name": "default", "configuration": {"separator": "/../"}}},
        "a type that is raw": {"data_type": "r64"}, "a type of objects": {"data_type": {"name": "object"}},
        "a type of its own": {"data_type": {"name": "canary", "configuration": {}}}, "a wrong node": {"node_type": "x"},
        "attributes that are no attributes": {"attributes": [1]},
    }.items():  # fmt: skip
        yield what, _change(a3, _set(**entries))(three)
    copy = {"consolidated_metadata": {"kind": "inline", "must_understand": False, "metadata": {"tas": {"shape": [1]}}}}
    yield "an inline copy that differs", _change("zarr.json", _set(**copy))(three)
    size = len(shards["tas/c/0/0/0"])
    yield "a shard whose index leads beyond it", _index([(size, 10)])(shards)
    yield "a shard whose index is longer than it", _index([(0, _HUGE)])(shards)
    yield "a shard whose index wraps around", _index([(2**64 - 9, 18)])(shards)
    yield "a shard that gives two chunks the same bytes", _index([(0, 20), (0, 20)])(shards)
    yield "a shard without a chunk", _index([(2**64 - 1, 2**64 - 1)])(shards)
    yield "a shard that is cut to nothing", shards | {"tas/c/0/0/0": b"x"}
    yield "a shard that is lost", {key: body for key, body in shards.items() if key != "tas/c/1/0/0"}


def archives(store: Objects) -> Iterator[tuple[str, bytes]]:
    """Yield zip archives of a good store, each with something wrong."""
    names = [
        "../canary",
        "/canary",
        "a/../../canary",
        "..\\canary",
        "c:/canary",
        "a//b",
        "./a",
        "a/.",
        "a" * 300,
        "a\x01b",
    ]
    for name in names:
        yield f"the entry {name[:20]!r}", _zipped(store, [(zipfile.ZipInfo(name), b"x")])
    for what, mode in {"a link": 0o120777, "a pipe": 0o010644, "a device": 0o020644, "a socket": 0o140644}.items():
        info = zipfile.ZipInfo("odd")
        info.external_attr = mode << 16
        yield what, _zipped(store, [(info, b"/etc/passwd")])
    yield "a name in two cases", _zipped(store, [(zipfile.ZipInfo("TAS/.zarray"), b"x")])
    yield "a name twice", _zipped(store, [(zipfile.ZipInfo("tas/.zarray"), b"x")])
    yield "a file that is a folder", _zipped(store, [(zipfile.ZipInfo("tas"), b"x")])
    whole = _zipped(store, [])
    end = whole.rindex(b"PK\x05\x06")
    first = whole.index(b"PK\x01\x02")
    second = whole.index(b"PK\x01\x02", first + 4)

    def patched(at: int, kind: str, *values: int) -> bytes:
        body = bytearray(whole)
        struct.pack_into(kind, body, at, *values)
        return bytes(body)

    yield "entries that lie over each other", patched(second + 42, "<I", 0)
    yield "an entry that is encrypted", patched(first + 8, "<H", 1)
    yield "an entry that is packed in an unknown way", patched(first + 10, "<H", 99)
    yield "an entry that says it is huge", patched(first + 24, "<I", 2**32 - 2)
    yield "a million entries", patched(end + 10, "<H", 0xFFFF)[:end] + _end_64(10**6, 46 * 10**6, end) + whole[end:]
    yield "a directory beyond all measure", whole[:end] + _end_64(10, 2**40, end) + whole[end:]
    yield "an end that lies elsewhere", whole[:end] + struct.pack("<4sIQI", b"PK\x06\x07", 0, 2**60, 1) + whole[end:]
    yield "a directory of another length", patched(end + 12, "<I", 7)
    yield "a checksum that differs", patched(first + 16, "<I", 12345)
    yield "an archive that is cut", whole[: len(whole) // 2]
    yield "an archive without an end", whole[:end]


def _end_64(entries: int, length: int, at: int) -> bytes:
    record = struct.pack("<4sQHHIIQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, entries, entries, length, 0)
    return record + struct.pack("<4sIQI", b"PK\x06\x07", 0, at, 1)


def _zipped(store: Objects, more: list[tuple[zipfile.ZipInfo, bytes]]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for key, body in store.items():
            archive.writestr(zipfile.ZipInfo(key), body)
        for info, body in more:
            archive.writestr(info, body)
    return out.getvalue()
