"""Data that stay where their producer keeps them: where each step lies, and the sums that prove what is read later.

An archive that is registered in place has, in the store, everything but its values::

    <group>/rows/<variable>  (2, time)   which piece, and which of its steps; −1 where no file holds the step
    <group>/sums/<variable>  (y, x)      a sum over each cell's values that a changed or exchanged value changes
    <group>/time, <group>/grid           as of any other publication

Virtual references, which let a library read the producer's chunks from inside this process, are not used: chunks of
strangers are decoded in the contained process only; files whose chunks end at different places, are packed differently
or are classic NetCDF could not be registered at all; and a reference cannot tell a changed file from the same file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np

from catalog.checks import finding
from catalog.errors import DataRefused
from catalog.inputs import is_address
from catalog.joining import StepReader, Track
from catalog.opening import is_netcdf
from catalog.repositories import create_array, describe
from catalog.tiling import Tiling
from catalog.zarr_source import SourceStore

if TYPE_CHECKING:
    import zarr

    from catalog.facets import Facets
    from catalog.record import Finding
    from catalog.understood import FoundSimulation, SourceFile, Understood

#: Code of the finding that says so, wherever the data are shown or used.
CODE = "in-place"
_ARCHIVE = b"PK\x03\x04"


class CellSums:
    """Sums over each cell's values, weighted by the step: a value that is changed or moved changes them.

    Each value's bits, as a whole number, are multiplied by an odd number of its step's own and added modulo 2**64.
    """

    def __init__(self, cells: int) -> None:
        self.values = np.zeros(cells, dtype=np.uint64)

    def add(self, start: int, values: np.ndarray) -> None:
        """Take ``values`` (steps, cells) of the steps from `start` on; in any order."""
        words = np.ascontiguousarray(values).view(f"u{values.dtype.itemsize}")
        self.values += np.einsum("tc,t->c", words, _weights(start, len(words)), dtype=np.uint64, casting="unsafe")


def cell_sums(values: np.ndarray) -> np.ndarray:
    """Return the sums of whole series, ``values`` (cells, time)."""
    words = values.view(f"u{values.dtype.itemsize}")
    return np.einsum("ct,t->c", words, _weights(0, words.shape[1]), dtype=np.uint64, casting="unsafe")


def _weights(start: int, steps: int) -> np.ndarray:
    return np.arange(2 * start + 1, 2 * (start + steps), 2, dtype=np.uint64)


class Registrar:
    """Takes one simulation's values in map order, front to back, and keeps what proves them later, not the values.

    Parameters
    ----------
    group : zarr.Group
        Where its arrays go; empty.
    found : FoundSimulation
    files : sequence of SourceFile
        Of the whole publication; pieces name them by their position.
    """

    #: The share of the work that is done when all values have been added.
    reading_share = 1.0

    def __init__(self, group: zarr.Group, found: FoundSimulation, files: Sequence[SourceFile]) -> None:
        self._group, self._found = group, found
        self._numbers = {file.path: number for number, file in enumerate(files)}
        names = [v.name for v in found.simulation.variables]
        self._sums = {name: CellSums(found.grid.cells) for name in names}
        self._hashes = {name: hashlib.sha256() for name in names}

    def add(self, start: int, stop: int, values: Mapping[str, np.ndarray]) -> None:
        """Take steps ``start … stop - 1`` of every variable, (steps, cells) each, in the order of the grid's cells."""
        for name, block in values.items():
            self._sums[name].add(start, block)
            little = block.astype(block.dtype.newbyteorder("<"), copy=False)
            self._hashes[name].update(np.ascontiguousarray(little).data)

    def finish(self) -> Iterator[int]:
        """Store where the values lie, and the sums; yield nothing, because no value is stored."""
        found, tracks = self._found, tracks_of(self._found)
        tiling = Tiling.of(found.grid.shape, found.steps)
        pieces = {}
        for name, sums in self._sums.items():
            array = sums.values.reshape(found.grid.shape)
            create_array(self._group, f"sums/{name}", array.shape, array.dtype)[...] = array
            rows = _rows_of(tracks[name], found.time.first_day)
            create_array(self._group, f"rows/{name}", rows.shape, rows.dtype)[...] = rows
            pieces[name] = [{"file": self._numbers[p.source.path], **asdict(p.layout)} for p in tracks[name].pieces]
        digests = {name: digest.hexdigest() for name, digest in self._hashes.items()}
        describe(self._group, found.simulation, found.time, found.grid, tiling, digests)
        self._group.attrs["pieces"] = pieces
        yield from ()

    def close(self) -> None:
        """Give up what is held."""
        self._sums, self._hashes = {}, {}


def tracks_of(found: FoundSimulation) -> dict[str, Track]:
    """Return where each variable's steps lie.

    Raises
    ------
    DataRefused
        If the simulation was not read from files.
    """
    if not isinstance(found.read_steps, StepReader):
        raise DataRefused("Values that lie in no file were to be registered in place, but there is no place to name.")
    return found.read_steps.tracks


def _rows_of(track: Track, first_day: np.ndarray) -> np.ndarray:
    """Return, for each step of the simulation, the piece and the piece's own step, int32 (2, time)."""
    rows = np.full((2, first_day.size), -1, dtype=np.int32)
    at = np.searchsorted(first_day, track.first_day)
    rows[0, at], rows[1, at] = track.piece_of, track.row_of
    return rows


def location(files: Sequence[SourceFile], sources: Sequence[Mapping[str, Any]], facets: Facets) -> dict[str, Any]:
    """Return where the files lie and what they were when they were registered; this never leaves the store."""
    return {
        "files": [
            {"path": str(f.path), "size": f.size, "modified_ns": f.modified_ns, "sha256": s["sha256"],
             "objects": f.objects if isinstance(f, SourceStore) else None}
            for f, s in zip(files, sources, strict=True)
        ],
        "variables": {own: list(meant) for own, meant in facets.variables.items()},
        "accept": list(facets.accept),
    }  # fmt: skip


def refuse_addresses(paths: Sequence[str]) -> tuple[Finding, ...]:
    """Return the finding about addresses, before anything is fetched from them."""
    named = [str(path) for path in paths if is_address(path)]
    return tuple(_impossible(url, "is an address, and what is fetched from there is not kept") for url in named)


def about(understood: Understood) -> tuple[Finding, ...]:
    """Return that the data stay in place, or why they cannot."""
    found = []
    for file in understood.files:
        if isinstance(file, SourceStore):
            continue
        with file.path.open("rb") as stream:
            head = stream.read(4)
        if head == _ARCHIVE:
            found.append(_impossible(file.name, "is a zip archive, which would be unpacked for every reading"))
        elif not is_netcdf(file.path, head):
            found.append(_impossible(file.name, "is a table of text, which would be taken apart for every reading"))
    if found or not understood.files:
        return tuple(found)
    first, others = understood.files[0].name, len(understood.files) - 1
    size = f"{sum(f.size for f in understood.files):,} bytes"
    what = f"{first} ({size}) stays" if not others else f"{first} and {others} more ({size}) stay"
    return (finding(CODE, f"{what} where the producer keeps {'it' if not others else 'them'}."),)


def _impossible(name: str, why: str) -> Finding:
    return finding("in-place-impossible", f"{name} {why}.", file=name)
