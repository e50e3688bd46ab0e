"""The array store: one Icechunk repository for each publication, named by its content and never changed again.

``ROOT/<dataset>/<snapshot>/`` holds a repository with one commit, tagged ``published``, and in it one group for each
simulation::

    <group>/values/<variable>   (y, x, time)          the producer's numbers, tiles of some cells × all time
    <group>/sums/<variable>     (tile y, tile x)      wrapping sum of each tile's words: shows a tile in another's place
    <group>/sha256/<variable>   (tile y, tile x, 32)  digest of each tile, for audits
    <group>/time, <group>/grid                        first_day, days; lat, lon and their bounds

Every chunk is compressed (LZ4) and then checksummed (crc32c).

The snapshot is the sha256 of all values, times, grids and variable records, so that equal publications have equal
snapshots on any machine. A version that is being written lies in a ``.staging-…`` folder and is moved when it is whole.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import icechunk
import numpy as np
import zarr

from catalog.errors import ArraysDamaged, UnknownDataset
from catalog.record import Variable
from catalog.repositories import grid_of, open_published, time_of
from catalog.tiling import Tiling, tile_digest, word_sum

if TYPE_CHECKING:
    from catalog.in_place_files import StandingFiles
    from catalog.record import Simulation, Version

STAGING_PREFIX = ".staging-"
#: Opened simulations that are kept: they hold coordinates and open arrays, no values.
KEPT_OPEN = 512
# What Icechunk, Zarr and the codecs raise when stored bytes are lost or changed.
_DAMAGE = (icechunk.IcechunkError, OSError, ValueError, RuntimeError, KeyError, TypeError)


class StoredSimulation:
    """One simulation's stored arrays, read by tiles: the engine's `Source`. Safe to share between threads.

    Attributes
    ----------
    time : TimeAxis
    grid : Grid
    tile_shape : (int, int)
        Cells along y and x of a whole tile.
    fingerprint : str
        sha256 of the values, the time axis, the grid and the variables' records: equal fingerprints, equal values.
    """

    def __init__(self, group: zarr.Group, place: str) -> None:
        self._place = place
        self._group = group
        # Filled as they are asked for; two threads that fill the same place write the same thing.
        self._arrays: dict[str, zarr.Array] = {}
        self._sums: dict[str, np.ndarray] = {}
        try:
            attributes = dict(group.attrs)
            self.fingerprint: str = attributes["fingerprint"]
            self._variables = {record["name"]: Variable(**record) for record in attributes["variables"]}
            self.time = time_of(group, attributes)
            self.grid = grid_of(group, attributes)
        except _DAMAGE as err:
            raise self._damaged("its description") from err
        self._tiling = Tiling(self.grid.shape, tuple(attributes["tile_shape"]))
        self.tile_shape = self._tiling.tile_shape

    @property
    def tiles(self) -> tuple[int, int]:
        """How many tiles there are along y and x."""
        return self._tiling.tiles

    @property
    def variables(self) -> tuple[Variable, ...]:
        """The records of all variables held."""
        return tuple(self._variables.values())

    def variable(self, name: str) -> Variable:
        """Return the record of a variable that the simulation holds.

        Raises
        ------
        UnknownDataset
            If it holds no such variable.
        """
        try:
            return self._variables[name]
        except KeyError:
            raise UnknownDataset(
                f"Variable {name!r} was asked of {self._place}, which holds {', '.join(self._variables)}; there is "
                f"nothing to read. Choose one of these, or another dataset."
            ) from None

    def read(self, name: str, tile: tuple[int, int]) -> np.ndarray:
        """Return the values of one tile, (cells in the tile, time), contiguous, stored units, missing as NaN.

        Raises
        ------
        UnknownDataset
            If the simulation holds no such variable.
        ArraysDamaged
            If the stored bytes are lost, changed, or those of another tile.
        """
        values = self._values(name, tile)
        if word_sum(values) != int(self._sums_of(name)[tile]):
            raise self._damaged(f"tile {tile} of {name}")
        return values

    def scrub(self) -> None:
        """Read everything and compare each tile with its sha256.

        Raises
        ------
        ArraysDamaged
            At the first tile whose bytes are lost or changed.
        """
        for name in self._variables:
            try:
                digests = self._array(f"sha256/{name}")[...]
            except _DAMAGE as err:
                raise self._damaged(f"the digests of {name}") from err
            for tile in np.ndindex(self.tiles):
                if tile_digest(self._values(name, tile)) != bytes(digests[tile]):
                    raise self._damaged(f"tile {tile} of {name}")

    def _values(self, name: str, tile: tuple[int, int]) -> np.ndarray:
        self.variable(name)
        rows, columns = self._tiling.window(tile).slices
        try:
            block = self._array(f"values/{name}")[rows, columns, :]
        except _DAMAGE as err:
            raise self._damaged(f"tile {tile} of {name}") from err
        return np.ascontiguousarray(block).reshape(-1, block.shape[-1])

    def _array(self, path: str) -> zarr.Array:
        if path not in self._arrays:
            self._arrays[path] = self._group[path]
        return self._arrays[path]

    def _sums_of(self, name: str) -> np.ndarray:
        if name not in self._sums:
            try:
                self._sums[name] = self._array(f"sums/{name}")[...]
            except _DAMAGE as err:
                raise self._damaged(f"the sums of {name}") from err
        return self._sums[name]

    def _damaged(self, part: str) -> ArraysDamaged:
        return ArraysDamaged(
            f"{self._place} was read, but {part} is lost or changed on disk, so its numbers cannot be trusted. Restore "
            f"the store from a backup, or publish the dataset again; products made before are not concerned."
        )


class ArrayStore:
    """Folders of published arrays. Safe to share between threads.

    Parameters
    ----------
    root : Path
        Folder of the store; created when first written to.
    """

    def __init__(self, root: Path) -> None:
        self.root = Path(root)
        self._lock = threading.Lock()
        self._open: OrderedDict[tuple[str, str, str], StoredSimulation] = OrderedDict()
        self._published = lru_cache(maxsize=64)(open_published)
        self._standing: dict[Path, StandingFiles] = {}

    def folder(self, dataset: str, snapshot: str) -> Path:
        """Return where a publication's arrays lie."""
        return self.root / dataset / snapshot

    def open(self, version: Version, simulation: Simulation) -> StoredSimulation:
        """Return the stored arrays of one simulation; opened once, then kept.

        Raises
        ------
        ArraysDamaged
            If they are not there, or their description cannot be read.
        """
        key = (version.dataset, version.snapshot, simulation.group)
        with self._lock:
            if key in self._open:
                self._open.move_to_end(key)
                return self._open[key]
        opened = self._opened(version, simulation)
        with self._lock:
            self._open[key] = opened
            while len(self._open) > KEPT_OPEN:
                self._open.popitem(last=False)
        return opened

    def _opened(self, version: Version, simulation: Simulation) -> StoredSimulation:
        facets = " ".join(part for part in simulation.key if part)
        place = f"{version.dataset} ({facets})"
        folder = self.folder(version.dataset, version.snapshot)
        try:
            published = self._published(folder)
            group = published[simulation.group]
            located = published.attrs.get("in_place")
        except _DAMAGE as err:
            raise ArraysDamaged(
                f"{place} was to be read, but its arrays are not whole in the store, so it has no numbers to give. "
                f"Restore the store from a backup, or publish the dataset again."
            ) from err
        if located is None:
            return StoredSimulation(group, place)
        from catalog.in_place_files import StandingFiles
        from catalog.in_place_reading import InPlaceSimulation

        with self._lock:
            files = self._standing.setdefault(folder, StandingFiles(located, version.dataset))
        return InPlaceSimulation(group, files)

    def standing(self, version: Version) -> StandingFiles:
        """Return the files that a version in place is served from. Raises `ArraysDamaged`."""
        return self.open(version, version.simulations[0]).files

    def forget(self, dataset: str, snapshot: str) -> None:
        """Close the kept simulations of a publication that is being removed."""
        self._published.cache_clear()
        with self._lock:
            self._standing.pop(self.folder(dataset, snapshot), None)
            for key in [k for k in self._open if k[:2] == (dataset, snapshot)]:
                del self._open[key]
