"""Zarr stores at addresses, fetched object by object into a folder: metadata first, and the rest only when they pass.

Where objects can be listed, what is listed is fetched; a web server lists nothing, so consolidated metadata must say
which arrays there are, and every chunk that these declare is asked for. Nothing is opened here: the raw metadata are
held against the rules of `catalog.zarr_metadata`, and the folder is then read as any other.
"""

from __future__ import annotations

import hashlib
import json
import math
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from catalog.addresses import plain_key
from catalog.containment import FileRefused
from catalog.fetching import MOST_OBJECTS, Fetched, side_by_side
from catalog.zarr_metadata import MOST_JSON_BYTES, StoredArray, read_metadata

_METADATA = ("zarr.json", ".zgroup", ".zarray", ".zattrs", ".zmetadata")
_MOST_METADATA = 20_000
_LEAST_CHUNK_BYTES = 16 * 1024 * 1024

#: (key, new file, most bytes) → what was fetched, or None where there is no such object.
FetchAs = Callable[[str, Path, int | None], Fetched | None]
#: (what, done, of), as `catalog.reading.Progress`.
Tell = Callable[[str, int, int], None]


@dataclass(frozen=True)
class StoreObjects:
    """The objects of a store at an address.

    Attributes
    ----------
    name : str
        Of the store.
    fetch_as : callable
    listed : mapping of str to int, or None
        Key → bytes; None where objects cannot be listed.
    """

    name: str
    fetch_as: FetchAs
    listed: Mapping[str, int] | None = None


def fetch_store(store: StoreObjects, folder: Path, tell: Tell | None = None) -> Fetched:
    """Fetch a store into a new folder, when its metadata are such as are read.

    Raises
    ------
    FileRefused
    """
    digests: dict[str, tuple[str, int]] = {}
    lock = threading.Lock()

    def fetch(key: str, most_bytes: int | None) -> bool:
        got = store.fetch_as(key, folder / plain_key(key), most_bytes)
        if got is not None:
            with lock:
                digests[key] = (got.sha256, got.size)
        return got is not None

    folder.mkdir()
    if store.listed is None:
        _fetch_declared(store.name, folder, fetch)
    else:
        _fetch_listed_metadata(store.listed, fetch)
    arrays = read_metadata(digests, lambda key: (folder / key).read_bytes())
    wanted = _chunk_keys(arrays, store.listed)
    number = 0

    def one(item: tuple[str, int]) -> None:
        nonlocal number
        fetch(*item)
        with lock:
            number += 1
            if tell is not None and number % 500 == 0:
                tell(f"Fetching {store.name}, {number:,} objects so far", 0, 1)

    side_by_side(one, wanted)
    whole = hashlib.sha256()
    for key in sorted(digests):
        whole.update(f"{key} {digests[key][0]}\n".encode())
    return Fetched(folder, sum(size for _, size in digests.values()), whole.hexdigest(), len(digests))


def _fetch_listed_metadata(listed: Mapping[str, int], fetch: Callable[[str, int | None], bool]) -> None:
    keys = [key for key in listed if key.rpartition("/")[2] in _METADATA]
    if len(keys) > _MOST_METADATA:
        raise FileRefused("metadata-too-large", f"it holds {len(keys):,} documents of metadata")
    side_by_side(lambda key: fetch(key, MOST_JSON_BYTES), keys)


def _fetch_declared(name: str, folder: Path, fetch: Callable[[str, int | None], bool]) -> None:
    """Fetch the metadata that consolidated ones name, each from its own place too: they are compared later."""
    if fetch("zarr.json", MOST_JSON_BYTES):
        said = _json(folder / "zarr.json").get("consolidated_metadata")
        said = said.get("metadata") if isinstance(said, dict) else None
        keys = [f"{path}/zarr.json" for path in said] if isinstance(said, dict) else None
    elif fetch(".zmetadata", MOST_JSON_BYTES):
        said = _json(folder / ".zmetadata").get("metadata")
        keys = [key for key in said if key not in {".zmetadata"}] if isinstance(said, dict) else None
    else:
        raise FileRefused("fetch-failed", f"at {name} there is neither zarr.json nor .zmetadata")
    if keys is None:
        raise FileRefused(
            "zarr-not-understood",
            "its metadata are not consolidated, and a web server does not list the arrays; consolidate them "
            "(zarr.consolidate_metadata), offer a zip of it, or name an s3:// address",
        )
    if len(keys) > _MOST_METADATA or any(key.rpartition("/")[2] not in _METADATA for key in keys):
        raise FileRefused("zarr-not-understood", "its consolidated metadata name what is no metadata, or too much")

    def needed(key: str) -> None:
        if not fetch(key, MOST_JSON_BYTES):
            raise FileRefused("zarr-not-understood", f"its consolidated metadata name {key[:80]!r}, which is not there")

    side_by_side(needed, keys)


def _json(path: Path) -> dict[str, object]:
    try:
        document = json.loads(path.read_bytes())
    except (ValueError, RecursionError) as err:
        raise FileRefused("zarr-not-understood", f"{path.name} is no JSON ({str(err)[:100]})") from None
    if not isinstance(document, dict):
        raise FileRefused("zarr-not-understood", f"{path.name} is no JSON object")
    return document


def _chunk_keys(arrays: tuple[StoredArray, ...], listed: Mapping[str, int] | None) -> Iterator[tuple[str, int]]:
    """Yield the key of each chunk to ask for, and how many bytes it may have."""
    declared = sum(array.number_of_chunks for array in arrays)
    if listed is None and declared > MOST_OBJECTS:
        words = f"it declares {declared:,} chunks, and {MOST_OBJECTS:,} objects are fetched; offer it in larger chunks"
        raise FileRefused("metadata-too-large", words)
    for array in arrays:
        most = max(_LEAST_CHUNK_BYTES, 2 * math.prod(array.chunks) * array.item_bytes)
        for key in array.chunk_keys():
            if listed is None or key in listed:
                yield key, most
