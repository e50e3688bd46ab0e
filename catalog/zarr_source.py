"""Zarr stores of others, folders or zip archives, described as if they were files.

By Zarr's specification a chunk that is absent reads as the fill value: a lost chunk looks like data. So the chunks that
should be there are counted, and those that are not become a finding.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from catalog.checks import finding
from catalog.containment import ContainedReader, FileRefused
from catalog.described import DescribedFile, described
from catalog.record import Facets, Finding
from catalog.understood import SourceFile
from catalog.zarr_metadata import StoredArray, read_metadata

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
    """

    objects: int = 0

    def sha256(self) -> str:
        """Return the sha256 over every object's key and sha256, in the order of the keys."""
        whole = hashlib.sha256()
        for key in sorted(list_objects(self.path)):
            with (self.path / key).open("rb") as stream:
                whole.update(f"{key} {hashlib.file_digest(stream, 'sha256').hexdigest()}\n".encode())
        return whole.hexdigest()

    def is_unchanged(self) -> bool:
        """Whether the number, the sizes and the times of change are still those of the first look."""
        return (now := source_store(self.path)) == self and now.objects == self.objects


def is_store(path: Path) -> bool:
    """Whether a path is a folder that Zarr calls a store."""
    return path.is_dir() and any((path / name).is_file() for name in _ROOTS)


def source_store(path: Path) -> SourceStore:
    """Return what a Zarr folder is now.

    Raises
    ------
    FileRefused
    """
    facts = list_objects(path).values()
    return SourceStore(path, sum(f.st_size for f in facts), max((f.st_mtime_ns for f in facts), default=0), len(facts))


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
    source: SourceFile, folder: Path, reader: ContainedReader, facets: Facets
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

    Raises
    ------
    FileRefused
    """
    objects = list_objects(folder)
    arrays = read_metadata(objects, lambda key: (folder / key).read_bytes())

    def read_window(name: str, window: Sequence[tuple[int, int]]) -> np.ndarray:
        return reader.read(folder, name, window)

    file = described(source, reader.look(folder, _LOOK_TIMEOUT_S), read_window)
    findings = [f for array in arrays if array.name in file.variables for f in _absent(file, array, objects, facets)]
    return file, findings


def _absent(
    file: DescribedFile, array: StoredArray, objects: dict[str, os.stat_result], facets: Facets
) -> list[Finding]:
    if not array.shape:
        return []  # a scalar's value is seldom what matters, and writers leave out zeros
    total, absent, examples = 0, 0, []
    for key in array.chunk_keys():
        total += 1
        if key not in objects:
            absent += 1
            if len(examples) < 3:
                examples.append(key)
    if not absent:
        return []
    shown = ", ".join(examples) + (" …" if absent > len(examples) else "")
    message = f"{absent} of {total} chunks of {array.name} are absent from {file.name} ({shown})."
    where = {"file": file.name, "variable": array.name, "where": shown}
    if array.fill_is_missing:
        return [finding("chunks-absent", message, **where)]
    code = "chunks-absent-as-values"
    message = f"{message} They would read as {array.fill}, a value like any other."
    return [finding(code, message, repaired=code in facets.accept, **where)]
