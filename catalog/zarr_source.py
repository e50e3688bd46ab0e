"""Zarr stores of others, folders or zip archives, described as if they were files.

By Zarr's specification a chunk that is absent reads as the fill value: a lost chunk looks like data. So the chunks that
should be there are counted, and those that are not become a finding.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from catalog.checks import finding
from catalog.containment import ContainedReader, FileRefused
from catalog.described import DescribedFile, described
from catalog.record import Facets, Finding
from catalog.understood import SourceFile, identity_of
from catalog.zarr_chunks import count_chunks
from catalog.zarr_metadata import MOST_JSON_BYTES, StoredArray, read_metadata

_MOST_OBJECTS = 2_000_000
_ROOTS = ("zarr.json", ".zgroup", ".zmetadata", ".zarray")
#: A Zarr store opens slowly where its chunks are many files.
_LOOK_TIMEOUT_S = 120.0


@dataclass(frozen=True)
class SourceStore(SourceFile):
    """A Zarr folder, as it was when first read: `size` is that of all its objects, `modified_ns` the latest change.

    Attributes
    ----------
    objects : int
        How many there are.
    state : int
        Of all objects together: another where any was changed, exchanged, added or lost. Holds within one process;
        0 where it is not known.
    """

    objects: int = 0
    state: int = field(default=0, kw_only=True)

    def sha256(self) -> str:
        """Return the sha256 over every object's key and sha256, in the order of the keys."""
        whole = hashlib.sha256()
        for key in sorted(list_objects(self.path)):
            with (self.path / key).open("rb") as stream:
                whole.update(f"{key} {hashlib.file_digest(stream, 'sha256').hexdigest()}\n".encode())
        return whole.hexdigest()

    def is_unchanged(self) -> bool:
        """Whether the objects are still those of the first look."""
        now = source_store(self.path)
        return now == (self if self.state else replace(self, state=now.state))


def is_store(path: Path) -> bool:
    """Whether a path is a folder that Zarr calls a store."""
    return path.is_dir() and any((path / name).is_file() for name in _ROOTS)


def source_store(path: Path) -> SourceStore:
    """Return what a Zarr folder is now.

    Raises
    ------
    FileRefused
    """
    held = list_objects(path)
    facts = held.values()
    state = sum(hash((key, identity_of(f))) for key, f in held.items()) & (2**63 - 1)
    latest = max((f.st_mtime_ns for f in facts), default=0)
    return SourceStore(path, sum(f.st_size for f in facts), latest, objects=len(facts), state=state)


def store_within(folder: Path) -> Path:
    """Return the store that an unpacked archive holds: the folder itself, or the only one in it.

    Raises
    ------
    FileRefused
        ``format-not-served``, where there is none.
    """
    for candidate in (folder, *(p for p in folder.iterdir() if len(list(folder.iterdir())) == 1)):
        if is_store(candidate):
            return candidate
    raise FileRefused("format-not-served", "it is a zip archive without a Zarr store at its top")


def list_objects(folder: Path) -> dict[str, os.stat_result]:
    """Return every file of a store by its key; links and devices are refused.

    Raises
    ------
    FileRefused
        ``external-link``, ``path-not-a-file`` or ``metadata-too-large``.
    """
    found: dict[str, os.stat_result] = {}
    waiting = [""]
    while waiting:
        prefix = waiting.pop()
        with os.scandir(folder / prefix) as entries:
            for entry in entries:
                key, facts = f"{prefix}{entry.name}", entry.stat(follow_symlinks=False)
                if stat.S_ISLNK(facts.st_mode):
                    raise FileRefused("external-link", f"{key!r} in it is a link")
                if stat.S_ISDIR(facts.st_mode):
                    waiting.append(f"{key}/")
                elif stat.S_ISREG(facts.st_mode):
                    found[key] = facts
                else:
                    raise FileRefused("path-not-a-file", f"{key!r} in it is a pipe or a device")
                if len(found) + len(waiting) > _MOST_OBJECTS:
                    raise FileRefused("metadata-too-large", f"it holds more than {_MOST_OBJECTS:,} objects")
    return found


def describe_store(
    source: SourceFile, folder: Path, reader: ContainedReader, facets: Facets, copies: Path
) -> tuple[DescribedFile, list[Finding]]:
    """Return a store as a described file, and the findings about its chunks.

    Parameters
    ----------
    source : SourceFile
        What the producer gave: the folder, or the archive that it was unpacked from.
    folder : Path
        Where the store lies.
    reader : ContainedReader
        One that opens Zarr.
    copies : Path
        A new folder of ours. The metadata that are checked are copied there, and the store is opened by the copies: a
        codec that is put in place after the check is never seen.

    Raises
    ------
    FileRefused
    """
    objects = list_objects(folder)

    def read(key: str) -> bytes:
        copy = copies / key
        if not copy.exists():
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(_document(folder, key, objects[key].st_size))
        return copy.read_bytes()

    arrays = read_metadata(objects, read)
    known = {"metadata": str(copies)}

    def read_window(name: str, window: Sequence[tuple[int, int]]) -> np.ndarray:
        return reader.read(folder, name, window, known=known)

    file = described(source, reader.look(folder, _LOOK_TIMEOUT_S, known), read_window)
    findings = [f for array in arrays if array.name in file.variables for f in _absent(file, array, folder, facets)]
    return file, findings


def _document(folder: Path, key: str, size: int) -> bytes:
    """Return a document of metadata, read once, whatever its name leads to by now; never more than is read of one."""
    try:
        with os.fdopen(os.open(folder / key, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0)), "rb") as stream:
            found = stream.read(MOST_JSON_BYTES + 1)
    except OSError as err:
        raise FileRefused("file-changed", f"{key!r} is not what it was ({err.strerror})") from None
    if len(found) > MOST_JSON_BYTES:
        raise FileRefused("metadata-too-large", f"{key} has {size:,} bytes")
    return found


def _absent(file: DescribedFile, array: StoredArray, folder: Path, facets: Facets) -> list[Finding]:
    if not array.shape:
        return []  # a scalar's value is seldom what matters, and writers leave out zeros
    held = count_chunks(array, folder)
    if not held.absent:
        return []
    shown = ", ".join(held.examples) + (" …" if held.absent > len(held.examples) else "")
    message = f"{held.absent:,} of {held.total:,} chunks of {array.name} are absent from {file.name} ({shown})."
    where = {"file": file.name, "variable": array.name, "where": shown}
    if array.fill_is_missing:
        return [finding("chunks-absent", message, **where)]
    code = "chunks-absent-as-values"
    message = f"{message} They would read as {array.fill}, a value like any other."
    return [finding(code, message, repaired=code in facets.accept, **where)]
