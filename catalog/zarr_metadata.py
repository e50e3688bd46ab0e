"""What a foreign Zarr store declares, read from its raw JSON before any library acts on it.

Zarr makes objects of what metadata name: a codec's constructor may run code. So every array's codecs are compared with
a list of those that only turn bytes into numbers, and shapes, chunks and consolidated copies are checked here first.
"""

from __future__ import annotations

import base64
import json
import math
import struct
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

from catalog.containment import FileRefused
from catalog.zarr_codecs import Shards, allowed, codecs_3, item_2, item_3, not_understood

MOST_JSON_BYTES = 16 * 1024 * 1024
_MOST_ARRAYS = 5_000
_MOST_CHUNKS = 10_000_000
_MOST_CHUNK_BYTES = 512 * 1024 * 1024

_LEAVES_2 = (".zgroup", ".zarray", ".zattrs")


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
    item_bytes : int
        Of one value; 8 where it depends on the text.
    shards : Shards or None
        How the objects are put together, where they hold several chunks each.
    """

    name: str
    shape: tuple[int, ...]
    chunks: tuple[int, ...]
    fill: str
    fill_is_missing: bool
    keys_of: Callable[[tuple[int, ...]], str]
    item_bytes: int = 8
    shards: Shards | None = None

    @property
    def number_of_chunks(self) -> int:
        """How many objects hold its chunks, when none is absent."""
        return math.prod(-(-n // c) for n, c in zip(self.shape, self.chunks, strict=True))

    def places(self) -> Iterator[tuple[int, ...]]:
        """Yield the places of all chunks in the grid of chunks."""
        yield from product(*(range(-(-n // c)) for n, c in zip(self.shape, self.chunks, strict=True)))

    def chunk_keys(self) -> Iterator[str]:
        """Yield the keys of all chunks."""
        yield from map(self.keys_of, self.places())


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
        raise not_understood("it is declared twice, as Zarr 2 and as Zarr 3")
    if "zarr.json" in held:
        arrays = _version_3(held, read)
    elif ".zgroup" in held:
        arrays = _version_2(held, read)
    else:
        raise not_understood("at its top there is no group of arrays")
    return tuple(arrays)


def _version_2(held: set[str], read: Callable[[str], bytes]) -> list[StoredArray]:
    written = {key: _document(key, read) for key in held if key.rpartition("/")[2] in _LEAVES_2}
    documents = {path: written[f"{path}/.zarray"] for path in _array_paths(held, ".zarray")}
    if ".zmetadata" in held:
        copies = _document(".zmetadata", read).get("metadata")
        if not isinstance(copies, dict):
            raise not_understood(".zmetadata holds no metadata")
        _compare(copies, written)
    arrays = []
    for path, document in documents.items():
        filters, compressor = document.get("filters") or [], document.get("compressor")
        if not isinstance(filters, list):
            raise not_understood(f"the filters of {path} are no list")
        codecs = [*filters, *([compressor] if compressor is not None else [])]
        names = [allowed(path, codec, "id") for codec in codecs]
        item = item_2(path, document.get("dtype"), names)
        shape, chunks = _sizes(path, document.get("shape"), document.get("chunks"), item)
        separator = document.get("dimension_separator", ".")
        if separator not in {".", "/"}:
            raise not_understood(f"the separator of {path} is {separator!r}")
        fill = document.get("fill_value")
        # By the convention that xarray writes and reads, a fill value of Zarr 2 marks what is missing.
        keys = _keys_2(path, separator)
        arrays.append(StoredArray(path, shape, chunks, str(fill), fill is not None, keys, item))
    return arrays


def _version_3(held: set[str], read: Callable[[str], bytes]) -> list[StoredArray]:
    root = _document("zarr.json", read)
    if root.get("node_type") != "group":
        raise not_understood("at its top there is no group of arrays")
    documents = {path: _document(f"{path}/zarr.json", read) for path in _array_paths(held, "zarr.json")}
    consolidated = root.get("consolidated_metadata")
    if isinstance(consolidated, dict) and isinstance(consolidated.get("metadata"), dict):
        _compare(consolidated["metadata"], documents)
    arrays = []
    for path, document in documents.items():
        if document.get("node_type") == "group":
            continue
        if document.get("storage_transformers"):
            raise FileRefused("codec-not-allowed", f"{path} has storage transformers")
        shards = codecs_3(path, document.get("codecs"))
        grid = document.get("chunk_grid")
        if not isinstance(grid, dict) or grid.get("name") != "regular":
            raise not_understood(f"the chunks of {path} are not regular")
        item = item_3(path, document.get("data_type"))
        sizes = grid.get("configuration")
        shape, chunks = _sizes(
            path, document.get("shape"), sizes.get("chunk_shape") if isinstance(sizes, dict) else None, item
        )
        if shards is not None and (
            len(shards.inner) != len(chunks) or any(c % i for c, i in zip(chunks, shards.inner, strict=True))
        ):
            raise not_understood(f"the shards of {path} are not made of whole chunks")
        fill = document.get("fill_value")
        attributes = document.get("attributes") or {}
        missing = _marks_missing_3(fill, attributes if isinstance(attributes, dict) else {})
        arrays.append(StoredArray(path, shape, chunks, str(fill), missing, _keys_3(path, document), item, shards))
    return arrays


def _array_paths(held: set[str], leaf: str) -> list[str]:
    paths = sorted(key.removesuffix(f"/{leaf}") for key in held if key.endswith(f"/{leaf}"))
    if len(paths) > _MOST_ARRAYS:
        raise FileRefused("metadata-too-large", f"it holds {len(paths)} arrays and groups")
    return paths


def _document(key: str, read: Callable[[str], bytes]) -> dict[str, Any]:
    raw = read(key)
    if len(raw) > MOST_JSON_BYTES:
        raise FileRefused("metadata-too-large", f"{key} has {len(raw):,} bytes")

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            raise not_understood(f"{key} says the same thing twice")
        return found

    try:
        document = json.loads(raw, object_pairs_hook=unique)
    except (ValueError, RecursionError) as err:
        raise not_understood(f"{key} is no JSON ({str(err)[:100]})") from None
    if not isinstance(document, dict):
        raise not_understood(f"{key} is no JSON object")
    return document


def _compare(declared: dict[str, Any], documents: dict[str, dict[str, Any]]) -> None:
    """Refuse a store whose consolidated copy says otherwise: readers of the one and of the other would differ."""
    for path in sorted(declared.keys() | documents.keys()):
        a, b = (_without_copies(d.get(path)) for d in (declared, documents))
        if a != b:
            raise not_understood(f"its consolidated metadata and those of {path!r} differ; consolidate them again")


def _without_copies(document: Any) -> str:
    """Return a document as text to compare; a group of Zarr 3 may repeat, or leave out, what lies below it."""
    if isinstance(document, dict):
        document = {k: v for k, v in document.items() if k != "consolidated_metadata"}
    return json.dumps(document, sort_keys=True)


def _sizes(path: str, shape: Any, chunks: Any, item: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    for sizes, least in ((shape, 0), (chunks, 1)):
        if not isinstance(sizes, list) or not all(type(n) is int and least <= n < 2**48 for n in sizes):
            raise not_understood(f"the shape or the chunks of {path} are no whole numbers above zero")
    if len(shape) != len(chunks):
        raise not_understood(f"the chunks of {path} have other dimensions than its shape")
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
        raise not_understood(f"the keys of {path} are not understood")
    default = encoding["name"] == "default"
    separator = (encoding.get("configuration") or {}).get("separator", "/" if default else ".")
    if separator not in {".", "/"}:
        raise not_understood(f"the separator of {path} is {separator!r}")
    if not default:
        return _keys_2(path, separator)
    return lambda at: f"{path}/{separator.join(['c', *map(str, at)])}"
