"""Which codecs and types a foreign Zarr store may name: those that turn bytes into numbers or text and do nothing else.

Zarr makes objects of what metadata name, and a codec's constructor may run code. So names are compared on the raw JSON,
in whatever place they stand, before the library sees them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from catalog.containment import FileRefused

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
class Shards:
    """How an object of the store is made of chunks (sharding_indexed, Zarr extensions: codecs).

    Attributes
    ----------
    inner : tuple of int
        Shape of the chunks.
    index_first : bool
        Whether the index lies before the chunks, and not after them.
    checksum_bytes : int
        Of the checksum after the index's numbers: 4 or 0.
    """

    inner: tuple[int, ...]
    index_first: bool
    checksum_bytes: int


def not_understood(what: str) -> FileRefused:
    """Return the refusal of a store that contradicts itself."""
    return FileRefused("zarr-not-understood", what)


def allowed(path: str, codec: Any, name_key: str) -> str:
    """Return the plain name of a codec that is on the list; refuse any other."""
    name = codec.get(name_key) if isinstance(codec, dict) else codec if name_key == "name" else None
    plain = name.removeprefix("numcodecs.") if isinstance(name, str) else ""
    if plain not in _CODECS:
        raise FileRefused("codec-not-allowed", f"{path} is coded with {str(name)[:60]!r}")
    if plain == "fixedscaleoffset" and name_key == "id":
        for part in ("dtype", "astype"):
            if part in codec and not _NUMBER_2.match(str(codec[part])):
                raise FileRefused("codec-not-allowed", f"{path} is scaled from {str(codec[part])[:60]!r}")
    return plain


def codecs_3(path: str, codecs: Any, inside_shard: bool = False) -> Shards | None:
    """Refuse what is not on the list among the codecs of a Zarr 3 array; return how its shards are made, if any."""
    if not isinstance(codecs, list) or not codecs:
        raise not_understood(f"{path} names no codecs")
    names = [allowed(path, codec, "name") for codec in codecs]
    if "sharding_indexed" not in names:
        return None
    if inside_shard or len(names) > 1:
        raise not_understood(
            f"the shards of {path} lie in shards, or are coded as a whole, so lost chunks cannot be told"
        )
    said = codecs[0].get("configuration") if isinstance(codecs[0], dict) else None
    if not isinstance(said, dict):
        raise not_understood(f"the shards of {path} are not described")
    codecs_3(path, said.get("codecs"), inside_shard=True)
    index = said.get("index_codecs", [{"name": "bytes"}, {"name": "crc32c"}])
    codecs_3(path, index, inside_shard=True)
    index_names = [codec["name"] if isinstance(codec, dict) else codec for codec in index]
    endian = (index[0].get("configuration") or {}).get("endian", "little") if isinstance(index[0], dict) else "little"
    if index_names not in (["bytes"], ["bytes", "crc32c"]) or endian != "little":
        raise not_understood(f"the index of the shards of {path} is coded in a way that is not read")
    parts, location = said.get("chunk_shape"), said.get("index_location", "end")
    if not isinstance(parts, list) or not all(type(n) is int and 0 < n < 2**48 for n in parts):
        raise not_understood(f"the shards of {path} have no chunks")
    if location not in {"start", "end"}:
        raise not_understood(f"the index of the shards of {path} lies neither at their start nor at their end")
    return Shards(tuple(parts), location == "start", 4 if "crc32c" in index_names else 0)


def item_2(path: str, dtype: Any, codecs: list[str]) -> int:
    """Return how many bytes a value of a Zarr 2 array takes; refuse what is no number and no text."""
    if isinstance(dtype, str):
        if match := _NUMBER_2.match(dtype):
            return int(match[1])
        if match := _TEXT_2.match(dtype):
            return int(match[2]) * (4 if "U" in match[1] else 1)
        if _TIME_2.match(dtype) or (dtype == "|O" and codecs[:1] == ["vlen-utf8"]):
            return 8
    raise FileRefused("codec-not-allowed", f"{path} holds {str(dtype)[:60]!r}, which are no numbers and no text")


def item_3(path: str, kind: Any) -> int:
    """Return how many bytes a value of a Zarr 3 array takes; refuse what is no number and no text."""
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
