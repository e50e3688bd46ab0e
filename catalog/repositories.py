"""One publication on disk: an Icechunk repository, its arrays, and what each simulation's group says of itself."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import icechunk
import numpy as np
import zarr
from zarr.codecs import BloscCodec, Crc32cCodec

from catalog.record import Grid, GridMapping, Simulation, TimeAxis
from catalog.tiling import Tiling

# Icechunk warns on each opening that a folder allows one committer at a time; a repository here has one commit ever.
icechunk.set_logs_filter("icechunk=error")

TAG = "published"


def open_published(folder: Path) -> zarr.Group:
    """Return the root group of a finished publication, read-only."""
    # Opening a folder that is not there would create it.
    if not folder.is_dir():
        raise FileNotFoundError(folder)
    repository = icechunk.Repository.open(icechunk.local_filesystem_storage(str(folder)))
    return zarr.open_group(repository.readonly_session(tag=TAG).store, mode="r")


def create_repository(folder: Path) -> icechunk.Repository:
    """Create the repository of a new publication; every chunk is a file of its own, none lies inside a manifest."""
    config = icechunk.RepositoryConfig.default()
    config.inline_chunk_threshold_bytes = 0  # a chunk in a manifest would escape the crc32c codec's reach of damage
    return icechunk.Repository.create(icechunk.local_filesystem_storage(str(folder)), config=config)


def create_array(
    group: zarr.Group,
    path: str,
    shape: tuple[int, ...],
    dtype: np.dtype | str,
    chunks: tuple[int, ...] | None = None,
    dimensions: tuple[str, ...] | None = None,
) -> zarr.Array:
    """Create an array whose every chunk is written, compressed, and checksummed after compression."""
    dtype = np.dtype(dtype)
    return group.create_array(
        path,
        shape=shape,
        dtype=dtype,
        chunks=tuple(max(1, size) for size in (chunks or shape)),
        compressors=[BloscCodec(cname="lz4", clevel=5, shuffle="shuffle", typesize=dtype.itemsize), Crc32cCodec()],
        fill_value=np.nan if dtype.kind == "f" else 0,
        config={"write_empty_chunks": True},  # an absent chunk would read as fill values: absence must mean loss
        dimension_names=dimensions,
    )


def describe(
    group: zarr.Group, simulation: Simulation, time: TimeAxis, grid: Grid, tiling: Tiling, digests: Mapping[str, str]
) -> None:
    """Write what a simulation's group says of itself; last, because a group without it cannot be opened.

    Parameters
    ----------
    digests : mapping of str to str
        Variable → sha256 that stands for all its values.
    """
    attributes = {
        "calendar": time.calendar,
        "frequency": time.frequency,
        "grid_kind": grid.kind,
        "bounds_from": grid.bounds_from,
        "names": list(grid.names),
        "tile_shape": list(tiling.tile_shape),
        "variables": [asdict(variable) for variable in simulation.variables],
    }
    whole = time.days.dtype.kind in "iu"
    arrays = {
        # Whole days in whole numbers; steps shorter than a day in fractions.
        "time/first_day": time.first_day.astype(np.int64 if whole else np.float64),
        "time/days": time.days.astype(np.int32 if whole else np.float64),
        "grid/lat": grid.lat.astype(np.float64),
        "grid/lon": grid.lon.astype(np.float64),
    }
    if grid.mapping is not None:
        attributes["grid_mapping"] = {
            "attributes": grid.mapping.attributes,
            "y_attributes": grid.mapping.y_attributes,
            "x_attributes": grid.mapping.x_attributes,
        }
        arrays["grid/y"], arrays["grid/x"] = (a.astype(np.float64) for a in (grid.mapping.y, grid.mapping.x))
    if grid.lat_bounds is not None and grid.lon_bounds is not None:
        arrays["grid/lat_bounds"] = grid.lat_bounds.astype(np.float64)
        arrays["grid/lon_bounds"] = grid.lon_bounds.astype(np.float64)
    content = hashlib.sha256(canonical([attributes, digests]))
    for path, values in arrays.items():
        create_array(group, path, values.shape, values.dtype)[...] = values
        content.update(f"{path}{values.shape}{values.dtype.str}".encode())
        content.update(np.ascontiguousarray(values).tobytes())
    group.attrs.update(attributes | {"fingerprint": content.hexdigest()})


def canonical(value: object) -> bytes:
    """Return JSON values as the same bytes on any machine, for hashing."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def time_of(group: zarr.Group, attributes: Mapping[str, Any]) -> TimeAxis:
    """Return the time axis of a simulation's group."""
    return TimeAxis(
        calendar=attributes["calendar"],
        frequency=attributes["frequency"],
        first_day=group["time/first_day"][...],
        days=group["time/days"][...],
    )


def grid_of(group: zarr.Group, attributes: Mapping[str, Any]) -> Grid:
    """Return the grid of a simulation's group."""
    stored, mapping = group["grid"], attributes.get("grid_mapping")
    return Grid(
        kind=attributes["grid_kind"],
        lat=stored["lat"][...],
        lon=stored["lon"][...],
        lat_bounds=stored["lat_bounds"][...] if "lat_bounds" in stored else None,
        lon_bounds=stored["lon_bounds"][...] if "lon_bounds" in stored else None,
        bounds_from=attributes["bounds_from"],
        names=tuple(attributes["names"]),
        mapping=None if mapping is None else GridMapping(y=stored["y"][...], x=stored["x"][...], **mapping),
    )
