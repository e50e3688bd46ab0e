"""The scientist's door: a published simulation as a lazy xarray dataset, one dask chunk for each stored tile."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING

import dask.array as da
import numpy as np
import xarray as xr

from catalog.cf_attributes import dataset_attributes, variable_attributes
from catalog.errors import UnknownDataset
from catalog.record import Grid, Simulation, TimeAxis, Variable, Version
from catalog.tiling import Tiling

if TYPE_CHECKING:
    from catalog.arrays import StoredSimulation

TIME_UNITS = "days since 1850-01-01"
#: Kind of grid → the dimensions of its values, in CF's order.
DIMENSIONS = {
    "rectilinear": ("time", "lat", "lon"),
    "curvilinear": ("time", "y", "x"),
    "points": ("station", "time"),
}
#: Name of the variable that says how a projected grid lies on Earth.
MAPPING = "crs"
_LAT = {"standard_name": "latitude", "long_name": "latitude", "units": "degrees_north"}
_LON = {"standard_name": "longitude", "long_name": "longitude", "units": "degrees_east"}


def open_dataset(
    version: Version, simulation: Simulation, source: StoredSimulation, decode_times: bool = True
) -> xr.Dataset:
    """Return a published simulation; no value is read before it is computed.

    Parameters
    ----------
    version, simulation : Version, Simulation
        The records; they become attributes.
    source : StoredSimulation
        Its stored arrays.
    decode_times : bool
        Whether time is of cftime dates; else it is of the numbers that a file holds.

    Returns
    -------
    Dataset, dims (time, lat, lon), (time, y, x) or (station, time)
        Values in the units and the type in which they were published, missing as NaN; each chunk is one stored tile
        with all of time, and is proved against its checksum when it is read. Time is of cftime dates in the
        simulation's own calendar, in the middle of each step, with its bounds; cells have the bounds they were
        published with. The attributes follow CF-1.11 and ACDD-1.3.

    Raises
    ------
    ArraysDamaged
        On computing, where stored bytes are lost or changed.
    """
    grid = source.grid
    dimensions = DIMENSIONS[grid.kind]
    dataset = xr.Dataset(
        {
            variable.name: (
                dimensions,
                _in_order(_tiles(source, variable), grid),
                variable_attributes(variable, simulation.frequency, version.kind) | _mapped(grid),
            )
            for variable in source.variables
        },
        coords=_time_coordinates(source.time) | _space_coordinates(grid),
        attrs=dataset_attributes(version, simulation, grid),
    )
    if not decode_times:
        return dataset
    in_its_calendar = xr.coders.CFDatetimeCoder(use_cftime=True)
    return xr.decode_cf(dataset, mask_and_scale=False, decode_times=in_its_calendar, decode_timedelta=False)


def find_simulation(version: Version, model: str = "", scenario: str = "", member: str = "") -> Simulation:
    """Return the one simulation of a version that has these facets; an empty facet fits any.

    Raises
    ------
    UnknownDataset
        If none fits, or several do; the message lists them.
    """
    asked = (model, scenario, member)
    fit = [s for s in version.simulations if all(not a or a == b for a, b in zip(asked, s.key, strict=True))]
    if len(fit) == 1:
        return fit[0]
    words = " ".join(part for part in asked if part) or "A simulation"
    found = "none of its simulations fits" if not fit else f"{len(fit)} of its simulations fit, and one at a time opens"
    offered = "; ".join(" ".join(part for part in s.key if part) for s in (fit or version.simulations)[:12])
    more = len(fit or version.simulations) - 12
    raise UnknownDataset(
        f"{words} was asked of {version.label}, but {found}. Name model, scenario and member of one: {offered}"
        f"{f' and {more} more' if more > 0 else ''}."
    )


class _TileReader:
    """Reads the tile that a dask chunk is; (y, x, time)."""

    def __init__(self, source: StoredSimulation, name: str, tiling: Tiling) -> None:
        self._source, self._name, self._tiling = source, name, tiling

    def __call__(self, block_id: tuple[int, int, int]) -> np.ndarray:
        tile = (block_id[0], block_id[1])
        rows, columns = self._tiling.window(tile).slices
        height, width = rows.stop - rows.start, columns.stop - columns.start
        return self._source.read(self._name, tile).reshape(height, width, -1)


def _tiles(source: StoredSimulation, variable: Variable) -> da.Array:
    """Return the values as (y, x, time), one chunk a tile."""
    shape, steps = source.grid.shape, source.time.first_day.size
    tiling = Tiling(shape, source.tile_shape)
    dtype = np.dtype(variable.dtype)
    return da.map_blocks(
        _TileReader(source, variable.name, tiling),
        chunks=(*da.core.normalize_chunks(tiling.tile_shape, shape), (steps,)),
        dtype=dtype,
        meta=np.empty((0, 0, 0), dtype=dtype),
        # Equal values have equal names, on any machine and in any session.
        name=f"{variable.name}-{source.fingerprint}",
    )


def _in_order(values: da.Array, grid: Grid) -> da.Array:
    return values[0] if grid.kind == "points" else values.transpose(2, 0, 1)


def _time_coordinates(time: TimeAxis) -> dict[Hashable, tuple]:
    starts = time.first_day.astype(np.float64)
    bounds = np.stack([starts, starts + time.days], axis=1)
    attributes = {
        "standard_name": "time",
        "long_name": "middle of the step",
        "axis": "T",
        "units": TIME_UNITS,
        "calendar": time.calendar,
        "bounds": "time_bnds",
    }
    if time.calendar in {"standard", "proleptic_gregorian", "julian"}:
        attributes["units_metadata"] = "leap_seconds: none"  # every day counts 86400 s
    return {"time": ("time", bounds.mean(axis=1), attributes), "time_bnds": (("time", "bnds"), bounds)}


def _mapped(grid: Grid) -> dict[str, str]:
    return {} if grid.mapping is None else {"grid_mapping": MAPPING}


def _space_coordinates(grid: Grid) -> dict[Hashable, tuple]:
    if grid.kind == "points":
        names = grid.names or tuple(str(number) for number in range(1, grid.cells + 1))
        role = {"long_name": "name of the station", "cf_role": "timeseries_id"}
        return {
            "lat": ("station", grid.lat, _LAT),
            "lon": ("station", grid.lon, _LON),
            "station_name": ("station", np.array(names, dtype=object), role),
        }
    coordinates: dict[Hashable, tuple] = {}
    if grid.mapping is not None:
        coordinates[MAPPING] = ((), np.int32(0), grid.mapping.attributes)
        coordinates["y"] = ("y", grid.mapping.y, grid.mapping.y_attributes | {"axis": "Y"})
        coordinates["x"] = ("x", grid.mapping.x, grid.mapping.x_attributes | {"axis": "X"})
    for name, attributes, axis, centres, bounds in (
        ("lat", _LAT, "Y", grid.lat, grid.lat_bounds),
        ("lon", _LON, "X", grid.lon, grid.lon_bounds),
    ):
        is_axis = grid.kind == "rectilinear"
        dimensions = (name,) if is_axis else ("y", "x")
        more = ({"axis": axis} if is_axis else {}) | ({"bounds": f"{name}_bnds"} if bounds is not None else {})
        coordinates[name] = (dimensions, centres, attributes | more)
        if bounds is not None:
            coordinates[f"{name}_bnds"] = ((*dimensions, "bnds" if is_axis else "vertices"), bounds)
    return coordinates
