"""The files that an archive in place is served from: known again before each reading, or refused by name."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from catalog.containment import ContainedReader, FileRefused
from catalog.described import DescribedFile, Layout
from catalog.errors import SourceChanged
from catalog.facets import Facets
from catalog.opening import Opener
from catalog.understood import SourceFile
from catalog.zarr_source import SourceStore, source_store

#: Reading processes that work at the same time.
LANES = 2

Ranges = tuple[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True)
class Run:
    """Steps that follow each other in one file, and where they go: ``first … after - 1`` from step `start` on."""

    piece: int
    first: int
    after: int
    start: int


class StandingFiles:
    """The files of one publication, where they were when it was registered.

    Parameters
    ----------
    location : mapping
        What `catalog.in_place.location` kept.
    place : str
        What is served from them, for refusals.
    """

    def __init__(self, location: Mapping[str, Any], place: str) -> None:
        self.place = place
        self.files = tuple(_file_of(record) for record in location["files"])
        self._sha256 = tuple(record["sha256"] for record in location["files"])
        said = {own: tuple(meant) for own, meant in location["variables"].items()}
        facets = Facets("in-place", variables=said, accept=tuple(location["accept"]))
        self._openers = [Opener(facets, readers=readers) for readers in _lanes()]
        self._described: dict[tuple[int, int], DescribedFile] = {}
        self._same_bytes: dict[int, SourceFile] = {}  # touched, but with the sha256 of the publication
        self._lock = threading.Lock()

    def read(self, lane: int, number: int, layout: Layout, run: Run, cells: Ranges) -> np.ndarray:
        """Return steps of a window of cells, (steps, cells), read by one of the processes. Raises `SourceChanged`."""
        try:
            return layout.read(self._open(lane, number), run.first, run.after, cells)
        except FileRefused:
            # The process may hold what bore this name before the file was put back.
            self._described.pop((lane, number), None)
            end_readers(lane)
        try:
            return layout.read(self._open(lane, number), run.first, run.after, cells)
        except FileRefused as refused:
            raise self.refusal(number, f"cannot be read any more: {refused}") from refused

    def _open(self, lane: int, number: int) -> DescribedFile:
        """Return a file as it declares itself, looked at once by each reading process. Raises `FileRefused`."""
        if (lane, number) not in self._described:
            self._described[lane, number], _ = self._openers[lane].open(self.files[number].path)
        return self._described[lane, number]

    def must_be_unchanged(self, number: int) -> None:
        """Raise `SourceChanged` where a file is gone, or is not what was registered; its sha256 decides if touched."""
        with self._lock:
            file = self._same_bytes.get(number, self.files[number])
            try:
                if file.is_unchanged():
                    return
                self.must_have_its_hash(number)
                self._same_bytes[number] = _as_it_is(file)
            except (OSError, FileRefused) as err:
                raise self.refusal(number, f"is not where it was ({_reason(err)})") from err

    def must_have_its_hash(self, number: int) -> None:
        """Read a whole file, and raise `SourceChanged` where its sha256 is another than that of the publication."""
        try:
            found = self.files[number].sha256()
        except (OSError, FileRefused) as err:
            raise self.refusal(number, f"is not where it was ({_reason(err)})") from err
        if found != self._sha256[number]:
            raise self.refusal(number, "has changed since it was published")
        self._described = {key: file for key, file in self._described.items() if key[1] != number}

    def problems(self) -> Iterator[str]:
        """Read every file whole, and yield for each that is gone or changed where it lies and what is the matter."""
        for number, file in enumerate(self.files):
            try:
                self.must_have_its_hash(number)
            except SourceChanged as changed:
                cause = changed.__cause__
                what = f"cannot be read ({_reason(cause)})" if isinstance(cause, Exception) else "has changed"
                yield f"{file.path} {what}"

    def refusal(self, number: int, what: str) -> SourceChanged:
        """Return the refusal that names a file, not where it lies: products and pages may show it."""
        file = self.files[number]
        what = what.replace(str(file.path), file.name).replace(str(file.path.parent), "…")  # libraries quote paths
        return SourceChanged(
            f"{self.place} is served from its producer's own files, but {file.name} {what}, so there are "
            f"no numbers that could be trusted. Put the file back as it was, or publish the data again."
        )


@lru_cache(maxsize=1)
def _lanes() -> tuple[tuple[ContainedReader, ContainedReader], ...]:
    """Return the reading processes that all datasets in place share; they start when they are first asked."""
    return tuple((ContainedReader("netcdf"), ContainedReader("zarr")) for _ in range(LANES))


def end_readers(lane: int) -> None:
    """End the reading processes of a lane; they start anew when they are next asked."""
    for reader in _lanes()[lane]:
        reader.close()


def _file_of(record: Mapping[str, Any]) -> SourceFile:
    path, size, modified = Path(record["path"]), record["size"], record["modified_ns"]
    if record["objects"] is None:
        return SourceFile(path, size, modified)
    return SourceStore(path, size, modified, record["objects"])


def _as_it_is(file: SourceFile) -> SourceFile:
    if isinstance(file, SourceStore):
        return source_store(file.path)
    facts = file.path.stat()
    return SourceFile(file.path, facts.st_size, facts.st_mtime_ns)


def _reason(err: Exception) -> str:
    return (err.strerror if isinstance(err, OSError) else str(err)) or type(err).__name__
