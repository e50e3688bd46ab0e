"""A published simulation as one netCDF-4 file that any CF reader opens: streamed by tiles, read back, then named."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import dask
import numpy as np
import xarray as xr

from catalog.datasets import DIMENSIONS, MAPPING, open_dataset
from catalog.errors import StorageFailed
from catalog.locks import NETCDF
from catalog.record import Simulation, Version
from catalog.tiling import Tiling
from catalog.work_folders import WorkFolder, remove_abandoned

if TYPE_CHECKING:
    from catalog.arrays import StoredSimulation

#: CMIP's missing value.
FILL = 1e20
#: How the names of folders begin in which a file is written until it is whole.
_UNFINISHED = ".unfinished-"
#: Bytes of one HDF5 chunk, about.
_CHUNK_BYTES = 1024 * 1024
#: Coordinates to xarray that CF keeps out of the ``coordinates`` of a variable.
_APART = ("time_bnds", "lat_bnds", "lon_bnds", MAPPING)


def file_name(version: Version, simulation: Simulation) -> str:
    """Return the name of a simulation's file: ``<dataset>_v<n>_<frequency>_<model>_<scenario>_<member>_<dates>.nc``."""
    facets = [_plain(part) for part in simulation.key if part]
    dates = "-".join(date.replace("-", "") for date in (simulation.first_date, simulation.last_date))
    stem = "_".join([version.dataset, f"v{version.number}", simulation.frequency, *facets, dates])
    same = [s for s in version.simulations if _plain_key(s) == _plain_key(simulation)]
    # Facets that differ only in signs which no file name should have.
    return f"{stem}.nc" if len(same) == 1 else f"{stem}_{1 + same.index(simulation)}.nc"


def write_netcdf(version: Version, simulation: Simulation, source: StoredSimulation, folder: Path) -> Path:
    """Write one simulation to `folder` and return its file.

    The file gets its name when every value was read back and found equal, bit for bit, to what is stored; missing
    values are `FILL`. Memory holds a few tiles at a time, whatever the size. A file of the same name is replaced.

    Raises
    ------
    StorageFailed
        If the folder cannot be written, or what is read back differs.
    ArraysDamaged
        If stored bytes are lost or changed.
    """
    path = folder / file_name(version, simulation)
    dataset = open_dataset(version, simulation, source, decode_times=False)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        remove_abandoned(folder, _UNFINISHED)  # of an export that was killed
        with WorkFolder(folder, _UNFINISHED) as work:
            unfinished = work.path / path.name
            # One tile after the other: HDF5 takes one writer at a time, and more tiles would only wait in memory.
            with NETCDF, dask.config.set(scheduler="synchronous"):
                dataset.reset_coords([n for n in _APART if n in dataset.coords]).to_netcdf(
                    unfinished, format="NETCDF4", engine="netcdf4", encoding=_encoding(dataset, source)
                )
            with NETCDF:
                _compare(unfinished, dataset, source)
            unfinished.replace(path)
    except OSError as err:
        raise StorageFailed(
            f"{version.label} was to be written to {path}, but the disk refused it ({err.strerror or err}), so there "
            f"is no such file. Make room, or name another folder, and export again."
        ) from err
    return path


def _encoding(dataset: xr.Dataset, source: StoredSimulation) -> dict[str, dict]:
    height, width = source.tile_shape
    steps = max(1, dataset.sizes["time"])
    encoding: dict[str, dict] = {name: {"_FillValue": None} for name in dataset.coords if name != "station_name"}
    for variable in source.variables:
        dtype = np.dtype(variable.dtype)
        along = min(steps, max(1, _CHUNK_BYTES // (height * width * dtype.itemsize)))
        # Whole stored tiles are written, so that no chunk of the file is compressed twice.
        chunk = (width, along) if source.grid.kind == "points" else (along, height, width)
        encoding[variable.name] = {
            "dtype": dtype,
            "_FillValue": dtype.type(FILL),
            "zlib": True,
            "complevel": 1,
            "shuffle": True,
            "chunksizes": chunk,
        }
    return encoding


def _compare(path: Path, dataset: xr.Dataset, source: StoredSimulation) -> None:
    """Read a file back, tile by tile."""
    grid = source.grid
    tiling = Tiling(grid.shape, source.tile_shape)
    with xr.open_dataset(path, engine="netcdf4", decode_times=False, cache=False) as written:
        for name in dataset.data_vars:
            values = written[name].transpose(*DIMENSIONS[grid.kind])
            for tile in np.ndindex(tiling.tiles):
                rows, columns = tiling.window(tile).slices
                if grid.kind == "points":
                    found = values[columns].values
                else:
                    found = values[:, rows, columns].values.transpose(1, 2, 0)
                stored = source.read(name, tile)
                if not _same_bits(found.reshape(stored.shape), stored):
                    raise StorageFailed(
                        f"{name} of {dataset.attrs['title']} was read back from the file just written, and is not what "
                        f"is stored, so the file was not kept. Check the disk, then export again."
                    )


def _same_bits(a: np.ndarray, b: np.ndarray) -> bool:
    word = np.dtype(f"u{b.dtype.itemsize}")
    if a.dtype != b.dtype:
        return False
    equal = np.ascontiguousarray(a).view(word) == np.ascontiguousarray(b).view(word)
    return bool((equal | (np.isnan(a) & np.isnan(b))).all())


def _plain(facet: str) -> str:
    return re.sub(r"[^A-Za-z0-9.]+", "-", facet)  # safe in an address too


def _plain_key(simulation: Simulation) -> tuple[str, ...]:
    return (simulation.frequency, simulation.first_date, simulation.last_date, *map(_plain, simulation.key))
