"""What addresses stand for: files, Zarr stores, folders and patterns in buckets, fetched into a folder of ours."""

from __future__ import annotations

import fnmatch
import re
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from catalog.addresses import S3Address, plain_key, s3_address, shown, split
from catalog.buckets import Bucket
from catalog.checks import finding
from catalog.containment import FileRefused
from catalog.fetching import Allowance, Fetched, Fetcher, below
from catalog.inputs import NETCDF_ENDINGS, TABLE_ENDINGS
from catalog.lines import Lines
from catalog.profiles import ANONYMOUS, Profile
from catalog.record import Finding
from catalog.remote_store import StoreObjects, Tell, fetch_store

_ROOTS = ("zarr.json", ".zgroup", ".zmetadata", ".zarray")
_MOST_FILES = 100_000


@dataclass(frozen=True)
class Remote:
    """Fetches what addresses name. Close it: it holds connections.

    Attributes
    ----------
    folder : Path
        Where what is fetched comes to lie, in a new folder for each address.
    profile : Profile
        How buckets are reached.
    lines : Lines
    allowance : Allowance
        Of all addresses together.
    """

    folder: Path
    profile: Profile = ANONYMOUS
    lines: Lines = field(default_factory=Lines)
    allowance: Allowance = field(default_factory=Allowance)

    def fetch(self, url: str, tell: Tell | None = None) -> tuple[list[Path], list[Finding]]:
        """Return where what an address names lies now, and the notes of where it came from.

        Raises
        ------
        FileRefused
        """
        into = Path(tempfile.mkdtemp(dir=self.folder))
        if url[:5].casefold() == "s3://":
            address = s3_address(url)
            bucket = Bucket(address, self.profile, self.lines, self.allowance)
            try:
                return _InBucket(bucket, into, tell).fetch(address)
            finally:
                bucket.close()
        fetcher = Fetcher(self.lines, self.allowance)
        parts = split(url)
        if not _is_store_address(parts.path):
            fetched = fetcher.fetch(url, into)
            return [fetched.path], [_note(fetched, shown(url))]
        path = re.sub(r"/(zarr\.json|\.zmetadata)$", "", parts.path).rstrip("/")
        parts = parts._replace(path=path)
        name = re.sub(r"[^\w.+-]", "_", path.rpartition("/")[2]).lstrip(".")[-150:] or "store.zarr"
        store = StoreObjects(name, lambda key, at, most: fetcher.fetch_as(below(parts, key), at, most))
        fetched = fetch_store(store, into / name, tell)
        return [fetched.path], [_note(fetched, shown(url))]

    def close(self) -> None:
        """Close the connections."""
        self.lines.close()


def _is_store_address(path: str) -> bool:
    return path.rstrip("/").casefold().endswith((".zarr", "/zarr.json", "/.zmetadata")) or path.endswith("/")


def _note(fetched: Fetched, address: str) -> Finding:
    what = f"{fetched.objects:,} objects, " if fetched.objects > 1 else ""
    message = f"{fetched.path.name} was fetched from {address} ({what}{fetched.size:,} bytes, sha256 {fetched.sha256})."
    return finding("fetched", message, file=fetched.path.name)


@dataclass(frozen=True)
class _InBucket:
    """What one address of a bucket stands for."""

    bucket: Bucket
    folder: Path
    tell: Tell | None

    def fetch(self, address: S3Address) -> tuple[list[Path], list[Finding]]:
        if address.key and not address.is_pattern and not address.key.endswith("/") and _is_file(address.key):
            fetched = self.bucket.fetch_as(address.key, self.folder / plain_key(address.key.rpartition("/")[2]))
            if fetched is not None:
                return [fetched.path], [_note(fetched, str(address))]
        listed = dict(self.bucket.keys(_literal_start(address.key)))
        names = named_below(address.key, listed)
        if not names:
            what = "pattern" if address.is_pattern else "name"
            raise FileRefused("fetch-failed", f"nothing in the bucket has that {what}")
        if len(names) > _MOST_FILES:
            raise FileRefused("fetch-failed", f"it stands for {len(names):,} files; name a part of them")
        paths, notes = [], []
        for number, (key, objects) in enumerate(names.items()):
            if self.tell is not None:
                self.tell(f"Fetching s3://{self.bucket.name}/{key}", number, len(names))
            # Files of one name in two folders must not meet.
            into = self.folder / f"{number:06d}"
            fetched = self._store(key, objects, into) if objects is not None else self._file(key, into)
            paths.append(fetched.path)
            notes.append(_note(fetched, f"s3://{self.bucket.name}/{key}"))
        return paths, notes

    def _file(self, key: str, into: Path) -> Fetched:
        fetched = self.bucket.fetch_as(plain_key(key), into / key.rpartition("/")[2])
        if fetched is None:
            raise FileRefused("fetch-failed", f"{key!r} was listed and is gone")
        return fetched

    def _store(self, key: str, objects: Mapping[str, int], into: Path) -> Fetched:
        into.mkdir()
        name = plain_key(key.rstrip("/").rpartition("/")[2] or self.bucket.name)
        start = f"{key}/" if key else ""

        def fetch_as(below: str, at: Path, most_bytes: int | None) -> Fetched | None:
            return self.bucket.fetch_as(f"{start}{below}", at, most_bytes)

        return fetch_store(StoreObjects(name, fetch_as, objects), into / name, self.tell)


def _is_file(key: str) -> bool:
    ending = Path(key).suffix.casefold()
    return ending in NETCDF_ENDINGS | TABLE_ENDINGS | {".zip"}


def _literal_start(key: str) -> str:
    """Return what every key that a pattern or a folder names begins with."""
    return re.split(r"[*?\[\]]", key)[0]


def named_below(named: str, listed: Mapping[str, int]) -> dict[str, dict[str, int] | None]:
    """Return the files and Zarr stores that a folder or a pattern of a bucket stands for.

    Parameters
    ----------
    named : str
        A key, a prefix or a pattern: ``*`` and ``?`` stop at a ``/``, ``**`` does not.
    listed : mapping of str to int
        Every key that begins like it, and its bytes.

    Returns
    -------
    dict of str to (dict of str to int) or None
        Key of a file → None, key of a store → its objects by the part of their keys below it, and their bytes.
    """
    is_named = _matcher(named)
    roots = _topmost({key.rpartition("/")[0] for key in listed if key.rpartition("/")[2] in _ROOTS})
    found: dict[str, dict[str, int] | None] = {}
    for key in sorted(listed):
        parents = _parents(key)
        root = next((p for p in parents if p in roots), None)
        at = key if root is None else root
        is_whole, is_below = is_named(at), any(map(is_named, _parents(at)))
        if not is_whole and not is_below:
            continue
        if root is not None:
            objects = found.setdefault(root, {})
            assert objects is not None
            objects[key[len(root) :].lstrip("/")] = listed[key]
        elif is_whole or _is_data(key):
            found[key] = None
    return found


def _is_data(key: str) -> bool:
    return Path(key).suffix.casefold() in NETCDF_ENDINGS or key.casefold().endswith(".zarr.zip")


def _parents(key: str) -> list[str]:
    """Return the folders that a key lies in, the bucket itself (``""``) first."""
    parts = key.split("/")[:-1]
    return ["/".join(parts[:n]) for n in range(len(parts) + 1)]


def _topmost(roots: set[str]) -> set[str]:
    """Return the roots that lie in no other: the arrays of a store have documents of their own."""
    return {root for root in roots if not root or not any(p in roots for p in _parents(root))}


def _matcher(named: str) -> Callable[[str], bool]:
    if not re.search(r"[*?\[\]]", named):
        folder = named.rstrip("/")
        return lambda key: key == folder
    pattern = named.rstrip("/").split("/")
    return lambda key: bool(key) and _fits(key.split("/"), pattern)


def _fits(parts: Sequence[str], pattern: Sequence[str]) -> bool:
    if not pattern or not parts:
        return not parts and all(p == "**" for p in pattern)
    if pattern[0] == "**":
        return _fits(parts, pattern[1:]) or _fits(parts[1:], pattern)
    return fnmatch.fnmatchcase(parts[0], pattern[0]) and _fits(parts[1:], pattern[1:])
