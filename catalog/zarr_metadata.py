"""What a foreign Zarr store declares, read from its raw JSON before any library acts on it.

Zarr makes objects of what metadata name: a codec's constructor may run code. So every array's codecs are compared with
a list of those that only turn bytes into numbers, and shapes, chunks and consolidated copies are checked here first.
"""

from __future__ import annotations

import base64
import json
import math
import re
import struct
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

from catalog.containment import FileRefused

_MOST_JSON_BYTES = 16 * 1024 * 1024
_MOST_ARRAYS = 5_000
_MOST_CHUNKS = 10_000_000
_MOST_CHUNK_BYTES = 512 * 1024 * 1024

#: Codecs that turn bytes into numbers or text and do nothing else.
_CODECS = {
    "bytes", "zlib", "gzip", "blosc", "zstd", "crc32c", "crc32", "shuffle", "fixedscaleoffset", "bitround", "transpose",
    "vlen-utf8", "sharding_indexed",
}  # fmt: skip
_NUMBER_2 = re.compile(r"^[<>|][biuf]([1248])$")
_TEXT_2 = re.compile(r"^([<>]U|\|S)(\d{1,4})$")
_TIME_2 = re.compile(r"^[<>][mM]8(\[\w{1,3}\])?$")
_NUMBER_3 = re.compile(r"^(bool|u?int(8|16|32|64)|float(16|32|64))$")


@dataclass(frozen=True)
class StoredArray:
    """One array as its metadata declare it.

    Attributes
    ----------
    name : str
        Its path in the store.
    shape, chunks : tuple of int
        Chunks are those that lie in the store as objects: shards, where there are any.
    fill : str
        What a chunk that is absent reads as.
    fill_is_missing : bool
        Whether that is a missing value, and not a number like any other.
    keys_of : callable
        The store's key of the chunk at (i, j, …).
    """

    name: str
    shape: tuple[int, ...]
    chunks: tuple[int, ...]
    fill: str
    fill_is_missing: bool
    keys_of: Callable[[tuple[int, ...]], str]

    def chunk_keys(self) -> Iterator[str]:
        """Yield the keys of all chunks."""
        for at in product(*(range(-(-n // c)) for n, c in zip(self.shape, self.chunks, strict=True))):
            yield self.keys_of(at)


def read_metadata(keys: Iterable[str], read: Callable[[str], bytes]) -> tuple[StoredArray, ...]:
    """Return every array of a store, or refuse the store.

    Parameters
    ----------
    keys : iterable of str
        All keys of the store.
    read : callable
        Returns the bytes of a key.

    Raises
    ------
    FileRefused
        ``codec-not-allowed``, ``metadata-too-large`` or ``zarr-not-understood``.
    """
    held = set(keys)
    if "zarr.json" in held and {".zgroup", ".zarray"} & held:
        raise _broken("it is declared twice, as Zarr 2 and as Zarr 3")
    if "zarr.json" in held:
        arrays = _version_3(held, read)
    elif ".zgroup" in held:
        arrays = _version_2(held, read)
    else:
        raise _broken("at its top there is no group of arrays")
    return tuple(arrays)


def _broken(what: str) -> FileRefused:
    return FileRefused("zarr-not-understood", what)


def _version_2(held: set[str], read: Callable[[str], bytes]) -> list[StoredArray]:
    paths = _array_paths(held, ".zarray")
    documents = {path: _document(f"{path}/.zarray", read) for path in paths}
    if ".zmetadata" in held:
        copies = _document(".zmetadata", read).get("metadata")
        if not isinstance(copies, dict):
            raise _broken(".zmetadata holds no metadata")
        declared = {k.removesuffix("/.zarray"): v for k, v in copies.items() if k.endswith("/.zarray")}
        _compare(declared, documents)
    arrays = []
    for path, document in documents.items():
        filters, compressor = document.get("filters") or [], document.get("compressor")
        if not isinstance(filters, list):
            raise _broken(f"the filters of {path} are no list")
        codecs = [*filters, *([compressor] if compressor is not None else [])]
        names = [_allowed(path, codec, "id") for codec in codecs]
        item = _item_2(path, document.get("dtype"), names)
        shape, chunks = _sizes(path, document.get("shape"), document.get("chunks"), item)
        separator = document.get("dimension_separator", ".")
        if separator not in {".", "/"}:
            raise _broken(f"the separator of {path} is {separator!r}")
        fill = document.get("fill_value")
        # By the convention that xarray writes and reads, a fill value of Zarr 2 marks what is missing.
        arrays.append(StoredArray(path, shape, chunks, str(fill), fill is not None, _keys_2(path, separator)))
    return arrays


def _version_3(held: set[str], read: Callable[[str], bytes]) -> list[StoredArray]:
    root = _document("zarr.json", read)
    if root.get("node_type") != "group":
        raise _broken("at its top there is no group of arrays")
    documents = {path: _document(f"{path}/zarr.json", read) for path in _array_paths(held, "zarr.json")}
    documents = {path: d for path, d in documents.items() if d.get("node_type") != "group"}
    consolidated = root.get("consolidated_metadata")
    if isinstance(consolidated, dict) and isinstance(consolidated.get("metadata"), dict):
        declared = {
            k: v
            for k, v in consolidated["metadata"].items()
            if not (isinstance(v, dict) and v.get("node_type") == "group")
        }
        _compare(declared, documents)
    arrays = []
    for path, document in documents.items():
        if document.get("storage_transformers"):
            raise FileRefused("codec-not-allowed", f"{path} has storage transformers")
        _codecs_3(path, document.get("codecs"))
        grid = document.get("chunk_grid")
        if not isinstance(grid, dict) or grid.get("name") != "regular":
            raise _broken(f"the chunks of {path} are not regular")
        item = _item_3(path, document.get("data_type"))
        shape, chunks = _sizes(path, document.get("shape"), grid.get("configuration", {}).get("chunk_shape"), item)
        fill = document.get("fill_value")
        missing = _marks_missing_3(fill, document.get("attributes") or {})
        arrays.append(StoredArray(path, shape, chunks, str(fill), missing, _keys_3(path, document)))
    return arrays


def _array_paths(held: set[str], leaf: str) -> list[str]:
    paths = sorted(key.removesuffix(f"/{leaf}") for key in held if key.endswith(f"/{leaf}"))
    if len(paths) > _MOST_ARRAYS:
        raise FileRefused("metadata-too-large", f"it holds {len(paths)} arrays and groups")
    return paths


def _document(key: str, read: Callable[[str], bytes]) -> dict[str, Any]:
    raw = read(key)
    if len(raw) > _MOST_JSON_BYTES:
        raise FileRefused("metadata-too-large", f"{key} has {len(raw):,} bytes")

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            raise _broken(f"{key} says the same thing twice")
        return found

    try:
        document = json.loads(raw, object_pairs_hook=unique)
    except (ValueError, RecursionError) as err:
        raise _broken(f"{key} is no JSON ({str(err)[:100]})") from None
    if not isinstance(document, dict):
        raise _broken(f"{key} is no JSON object")
    return document


def _compare(declared: dict[str, Any], documents: dict[str, dict[str, Any]]) -> None:
    """Refuse a store whose consolidated copy says otherwise: readers of the one and of the other would differ."""
    for path in sorted(declared.keys() | documents.keys()):
        a, b = (json.dumps(d.get(path), sort_keys=True) for d in (declared, documents))
        if a != b:
            raise _broken(f"its consolidated metadata and those of {path!r} differ; consolidate them again")


def _allowed(path: str, codec: Any, name_key: str) -> str:
    name = codec.get(name_key) if isinstance(codec, dict) else codec if name_key == "name" else None
    plain = name.removeprefix("numcodecs.") if isinstance(name, str) else ""
    if plain not in _CODECS:
        raise FileRefused("codec-not-allowed", f"{path} is coded with {str(name)[:60]!r}")
    if plain == "fixedscaleoffset" and name_key == "id":
        for part in ("dtype", "astype"):
            if part in codec and not _NUMBER_2.match(str(codec[part])):
                raise FileRefused("codec-not-allowed", f"{path} is scaled from {str(codec[part])[:60]!r}")
    return plain


def _codecs_3(path: str, codecs: Any) -> None:
    if not isinstance(codecs, list) or not codecs:
        raise _broken(f"{path} names no codecs")
    for codec in codecs:
        if _allowed(path, codec, "name") == "sharding_indexed":
            inside = codec.get("configuration")
            if not isinstance(inside, dict):
                raise _broken(f"the shards of {path} are not described")
            _codecs_3(path, inside.get("codecs"))
            _codecs_3(path, inside.get("index_codecs", [{"name": "bytes"}]))
            parts = inside.get("chunk_shape")
            if not isinstance(parts, list) or not all(type(n) is int and n > 0 for n in parts):
                raise _broken(f"the shards of {path} have no chunks")


def _item_2(path: str, dtype: Any, codecs: list[str]) -> int:
    if isinstance(dtype, str):
        if match := _NUMBER_2.match(dtype):
            return int(match[1])
        if match := _TEXT_2.match(dtype):
            return int(match[2]) * (4 if "U" in match[1] else 1)
        if _TIME_2.match(dtype) or (dtype == "|O" and codecs[:1] == ["vlen-utf8"]):
            return 8
    raise FileRefused("codec-not-allowed", f"{path} holds {str(dtype)[:60]!r}, which are no numbers and no text")


def _item_3(path: str, kind: Any) -> int:
    if isinstance(kind, str):
        if match := _NUMBER_3.match(kind):
            return {"8": 1, "16": 2, "32": 4, "64": 8}.get(re.sub(r"\D", "", match[1]), 1)
        if kind == "string":
            return 8
    if isinstance(kind, dict) and kind.get("name") in {"fixed_length_utf32", "numpy.datetime64", "numpy.timedelta64"}:
        size = (kind.get("configuration") or {}).get("length_bytes", 8)
        if type(size) is int and 0 < size <= 40_000:
            return size
    raise FileRefused("codec-not-allowed", f"{path} holds {str(kind)[:60]!r}, which are no numbers and no text")


def _sizes(path: str, shape: Any, chunks: Any, item: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    for sizes, least in ((shape, 0), (chunks, 1)):
        if not isinstance(sizes, list) or not all(type(n) is int and least <= n < 2**48 for n in sizes):
            raise _broken(f"the shape or the chunks of {path} are no whole numbers above zero")
    if len(shape) != len(chunks):
        raise _broken(f"the chunks of {path} have other dimensions than its shape")
    number = math.prod(-(-n // c) for n, c in zip(shape, chunks, strict=True))
    if number > _MOST_CHUNKS:
        raise FileRefused("metadata-too-large", f"{path} declares {number:,} chunks")
    if math.prod(chunks) * item > _MOST_CHUNK_BYTES:
        raise FileRefused("metadata-too-large", f"one chunk of {path} takes {math.prod(chunks) * item:,} bytes")
    return tuple(shape), tuple(chunks)


def _marks_missing_3(fill: Any, attributes: dict[str, Any]) -> bool:
    if fill == "NaN":
        return True
    for name in ("_FillValue", "missing_value"):
        said = attributes.get(name)
        if isinstance(said, str):
            try:
                (said,) = struct.unpack("<d", base64.b64decode(said, validate=True))
            except (ValueError, struct.error):
                continue
        if isinstance(said, int | float) and isinstance(fill, int | float) and said == fill:
            return True
    return False


def _keys_2(path: str, separator: str) -> Callable[[tuple[int, ...]], str]:
    return lambda at: f"{path}/{separator.join(map(str, at)) or '0'}"


def _keys_3(path: str, document: dict[str, Any]) -> Callable[[tuple[int, ...]], str]:
    encoding = document.get("chunk_key_encoding")
    if not isinstance(encoding, dict) or encoding.get("name") not in {"default", "v2"}:
        raise _broken(f"the keys of {path} are not understood")
    default = encoding["name"] == "default"
    separator = (encoding.get("configuration") or {}).get("separator", "/" if default else ".")
    if separator not in {".", "/"}:
        raise _broken(f"the separator of {path} is {separator!r}")
    if not default:
        return _keys_2(path, separator)
    return lambda at: f"{path}/{separator.join(['c', *map(str, at)])}"
