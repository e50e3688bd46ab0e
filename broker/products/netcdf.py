"""`product.nc`: every number of a product with its place, time and terms, after CF-1.11 and ACDD-1.3.

One flat file that any reader opens, though simulations differ in grid and calendar::

    simulation   one run of one model under one scenario
    season       the year in which a season ends
    cell         the cells that the region touches, each grid's in one stretch (`cell_grid` says whose)

    <index> (simulation, season, cell)         the index; missing where the simulation has another grid
    <index>_period (simulation, period, cell)  instead of it, where only the periods of each cell were asked
    <index>_area_mean (simulation, season)     its mean over the region, weighted by `cell_weight`
    time, or time_<calendar> (season)          dates in a calendar; `time_axis (simulation)` names each one's own

Where a product holds several places, steps of the season or definitions, these are dimensions between simulation and
season (a cell belongs to one place, and has no dimension for it), and dates have the dimension of the steps.
"""

from __future__ import annotations

from pathlib import Path

import netCDF4
import numpy as np

from broker.engine.result import Cells, Result, Series
from broker.engine.shelf import give_back
from broker.products.attributes import global_attributes, index_attributes, thresholds
from broker.products.delivery import Delivery
from broker.products.netcdf_parts import Shape, write_labels, write_outcomes, write_summary
from broker.products.netcdf_periods import create_periods, write_periods
from broker.products.time_axes import TIME_UNITS, stepped_axes
from broker.recipe import canonical_json
from catalog.locks import NETCDF

#: CMIP's missing value; no index reaches it.
FILL = 1e20
_CELLS_A_CHUNK = 4096
#: Cells that are written at once: whole chunks, where there is one grid.
_CELLS_AT_ONCE = 4 * _CELLS_A_CHUNK


def write_netcdf(result: Result, delivery: Delivery, path: Path) -> None:
    """Write the product as one netCDF-4 file; equal inputs give equal bytes.

    Missing values are `FILL`; all numbers are float64, bit for bit those of `series.csv`.
    """
    with NETCDF, netCDF4.Dataset(path, "w", format="NETCDF4") as file:
        file.setncatts(global_attributes(result, delivery))
        label_years = np.unique(np.concatenate([s.label_years for s in result.series]))
        grids, grid_of = _distinct_grids(result)
        shape = Shape(result)
        file.createDimension("simulation", len(shape.simulations))
        file.createDimension("season", label_years.size)
        file.createDimension("cell", sum(cells.lat.size for cells in grids))
        file.createDimension("bnds", 2)
        write_labels(file, shape)
        _write_simulations(file, shape, grid_of)
        coordinates = _write_seasons(file, shape, label_years)
        _write_cells(file, result, grids)
        coordinates += _write_region_and_thresholds(file, shape)
        _write_index(file, shape, label_years, grids, grid_of, coordinates)
        write_outcomes(file, shape, label_years, coordinates, FILL)
        write_summary(file, shape, FILL)


def _distinct_grids(result: Result) -> tuple[list[Cells], list[int]]:
    """Return the sets of cells that differ, and for each simulation the number of its own."""
    numbers: dict[tuple[bytes, ...], int] = {}
    grids: list[Cells] = []
    grid_of: list[int] = []
    for one in result.series:
        cells = one.cells
        corners = b"" if cells.corners is None else np.ascontiguousarray(cells.corners).tobytes()
        key = (cells.lat.tobytes(), cells.lon.tobytes(), corners, cells.area_km2.tobytes(), cells.index.tobytes())
        if key not in numbers:
            numbers[key] = len(grids)
            grids.append(cells)
        grid_of.append(numbers[key])
    return grids, grid_of


def _write_simulations(file: netCDF4.Dataset, shape: Shape, grid_of: list[int]) -> None:
    simulations = shape.simulations
    texts = {
        "simulation": ("dataset, version, model, scenario and member", [_label(s) for s in simulations]),
        "dataset": ("id of the dataset in the catalog", [s.dataset for s in simulations]),
        "kind": ("projection, observation or reanalysis", [s.kind for s in simulations]),
        "model": ("climate model, or name of the observations", [s.model for s in simulations]),
        "scenario": ("scenario of emissions", [s.scenario for s in simulations]),
        "member": ("ensemble member", [s.member for s in simulations]),
        "calendar": ("CF calendar of the simulation", [s.calendar for s in simulations]),
    }
    for name, (meaning, values) in texts.items():
        variable = file.createVariable(name, str, ("simulation",))
        variable.long_name = meaning
        variable[:] = np.array(values, dtype=object)
    _integers(file, "version", ("simulation",), [s.version for s in simulations], "version of the dataset")
    numbers = np.full(shape.sizes("step", "variant"), -1)
    for one, number in zip(shape.result.series, grid_of, strict=True):
        numbers[shape.at(one, "step", "variant")] = number
    meaning = "number of the simulation's grid in cell_grid"
    _integers(file, "simulation_grid", shape.dims("step", "variant"), numbers, meaning)


def _write_seasons(file: netCDF4.Dataset, shape: Shape, label_years: np.ndarray) -> str:
    """Write the season dimension's coordinates and return the names that the index refers to."""
    season = shape.result.recipe.season.name
    _integers(file, "season", ("season",), label_years, f"year in which the season ends ({season})")
    axes, axis_of = stepped_axes(shape, label_years)
    along = ("step", "season") if "step" in shape.labels else ("season",)
    for axis in axes:
        bounds = file.createVariable(f"{axis.name}_bnds", "f8", (*along, "bnds"))
        bounds[:] = axis.bounds
        time = file.createVariable(axis.name, "f8", along)
        time.setncatts(
            {
                "standard_name": "time",
                "long_name": f"middle of the season in the {axis.calendar} calendar",
                "units": TIME_UNITS,
                "calendar": axis.calendar,
                "bounds": f"{axis.name}_bnds",
                **({"axis": "T"} if len(axes) == 1 and len(along) == 1 else {}),
            }
        )
        time[:] = axis.middles
    variable = file.createVariable("time_axis", str, ("simulation",))
    variable.long_name = "name of the time coordinate in the simulation's own calendar"
    variable[:] = np.array(axis_of, dtype=object)
    words = ["variant_words"] if "variant" in shape.labels else []
    return " ".join(["model", "scenario", "member", *words, *(axis.name for axis in axes)])


def _write_cells(file: netCDF4.Dataset, result: Result, grids: list[Cells]) -> None:
    numbers = np.concatenate([np.full(cells.lat.size, number) for number, cells in enumerate(grids)])
    _integers(file, "cell_grid", ("cell",), numbers, "number of the grid that the cell belongs to")
    _integers(
        file,
        "cell_index",
        ("cell",),
        np.concatenate([cells.index for cells in grids]),
        "flat index of the cell in the producer's grid, row by row",
    )
    crs = file.createVariable("crs", "i4")
    crs.setncatts({"grid_mapping_name": "latitude_longitude", "long_name": "WGS84 longitude and latitude"})
    crs.setncatts(
        {"semi_major_axis": 6378137.0, "inverse_flattening": 298.257223563, "longitude_of_prime_meridian": 0.0}
    )
    has_corners = any(cells.corners is not None for cells in grids)
    if has_corners:
        file.createDimension("vertex", 4)
    for axis, name, standard, units in (
        (1, "lat", "latitude", "degrees_north"),
        (0, "lon", "longitude", "degrees_east"),
    ):
        variable = file.createVariable(name, "f8", ("cell",))
        variable.setncatts({"standard_name": standard, "long_name": f"{standard} of the centre", "units": units})
        centres = [cells.lat if name == "lat" else cells.lon for cells in grids]
        variable[:] = np.concatenate(centres)
        if has_corners:
            variable.bounds = f"{name}_bnds"
            bounds = file.createVariable(f"{name}_bnds", "f8", ("cell", "vertex"))
            # A station has no extent: its four corners are the point itself.
            bounds[:] = np.concatenate(
                [
                    np.repeat(centre[:, None], 4, axis=1) if cells.corners is None else cells.corners[:, :, axis]
                    for cells, centre in zip(grids, centres, strict=True)
                ]
            )
    area = file.createVariable("overlap_area", "f8", ("cell",))
    area.setncatts({"long_name": "area of the cell inside the region", "units": "km2"})
    area.comment = "true area on a sphere of radius 6371.0088 km; 1 for a point, which has no area"
    area[:] = np.concatenate([cells.area_km2 for cells in grids])
    weight = file.createVariable("cell_weight", "f8", ("cell",))
    weight.setncatts({"long_name": "share of the region's area that lies in the cell", "units": "1"})
    weight.comment = (
        "The area mean is the sum of weight times index, divided by the sum of the weights of cells that have a value; "
        "the latter sum is valid_fraction."
    )
    weight[:] = np.concatenate(
        [cells.area_km2 / (result.region_area_km2 or cells.area_km2.sum() or 1.0) for cells in grids]
    )


def _write_region_and_thresholds(file: netCDF4.Dataset, shape: Shape) -> str:
    result = shape.result
    region = file.createVariable("region", str)
    region.long_name = "region of the need"
    region.setncatts(
        {
            "name": result.recipe.region["name"],
            "source": result.recipe.region.get("source", ""),
            "area_km2": float(result.region_area_km2),
            "comment": "the value is the region's geometry as GeoJSON in WGS84 longitude and latitude",
        }
    )
    region[...] = canonical_json(result.recipe.region["geometry"]).decode()
    names = ["region"]
    variants = [result.recipe.definitions[name] for name in shape.labels.get("variant", ())]
    for name, value, attributes in thresholds(result.recipe):
        values = [float(one[name].partition(" ")[0]) for one in variants]
        differs = len(set(values)) > 1
        variable = file.createVariable(name, "f8", ("variant",) if differs else ())
        variable.setncatts(attributes)
        variable[...] = np.array(values) if differs else value
        names.append(name)
    return " " + " ".join(names)


def _write_index(
    file: netCDF4.Dataset,
    shape: Shape,
    label_years: np.ndarray,
    grids: list[Cells],
    grid_of: list[int],
    coordinates: str,
) -> None:
    result = shape.result
    index, attributes = result.recipe.index, index_attributes(result)
    of_cells, of_area = shape.dims("place"), shape.dims()
    cells, seasons = file.dimensions["cell"].size, label_years.size
    common = {"zlib": True, "complevel": 4, "shuffle": True, "fill_value": FILL}
    if result.recipe.cells == "periods":
        field = create_periods(file, shape, **common)
    else:
        chunks = (*(1 for _ in of_cells), seasons, min(cells, _CELLS_A_CHUNK))
        field = file.createVariable(index, "f8", (*of_cells, "season", "cell"), chunksizes=chunks, **common)
        field.setncatts({**attributes, "coordinates": f"lat lon {coordinates}"})
    field.setncatts({"grid_mapping": "crs", "ancillary_variables": "cell_weight overlap_area cell_grid cell_index"})
    mean = file.createVariable(f"{index}_area_mean", "f8", (*of_area, "season"), **common)
    mean.setncatts(attributes)
    mean.setncatts(
        {
            "long_name": f"{attributes['long_name']}, mean over the region",
            "cell_methods": f"{attributes['cell_methods']} area: mean (comment: weighted by cell_weight)",
            "coordinates": coordinates,
            "ancillary_variables": "valid_fraction season_status",
        }
    )
    fraction = file.createVariable("valid_fraction", "f8", (*of_area, "season"), **common)
    fraction.setncatts({"long_name": "share of the region's area that had a value", "units": "1"})
    fraction.setncatts({"coordinates": coordinates})
    has_outcomes = any(one.outcomes for one in result.series)
    status = file.createVariable("season_status", "i1", (*of_area, "season"), zlib=True, fill_value=False)
    status.setncatts(
        {
            "long_name": "what the simulation holds of the season",
            "standard_name": "status_flag",
            "flag_values": np.arange(5 if has_outcomes else 4, dtype="i1"),
            "flag_meanings": "whole_region part_of_region no_value not_held" + (" outcome" if has_outcomes else ""),
            "coordinates": coordinates,
        }
    )
    if not shape.is_plain:  # what no series stands for is not held; where one stands, it says so itself
        mean[:] = fraction[:] = FILL
        status[:] = 3
    for one in result.series:
        rows = np.searchsorted(label_years, one.label_years)
        lines = np.full((2, seasons), FILL)
        lines[0, rows], lines[1, rows] = _filled(one.values), _filled(one.valid_fraction)
        at = shape.at(one)
        mean[(*at, slice(None))], fraction[(*at, slice(None))] = lines
        flags = np.full(seasons, 3, dtype="i1")
        whole = one.valid_fraction > 1.0 - 1e-9
        flags[rows] = np.where(np.isnan(one.values), 2, np.where(whole, 0, 1))
        for shares in one.outcomes.values():
            flags[rows] = np.where(np.isnan(one.values) & (shares > 0), 4, flags[rows])
        status[(*at, slice(None))] = flags
    first_cell = np.concatenate([[0], np.cumsum([g.lat.size for g in grids])])
    first_cells = [int(first_cell[number]) for number in grid_of]
    if result.recipe.cells == "periods":
        write_periods(field, shape, first_cells, FILL)
    else:
        _write_seasons_of_cells(field, shape, label_years, first_cells)


def _write_seasons_of_cells(
    field: netCDF4.Variable, shape: Shape, label_years: np.ndarray, first_cells: list[int]
) -> None:
    """Write every season of each cell, some thousand cells at once."""
    for one, first in zip(shape.result.series, first_cells, strict=True):
        rows, values = np.searchsorted(label_years, one.label_years), one.cells.values
        for start in range(0, values.shape[1], _CELLS_AT_ONCE):
            block = np.full((label_years.size, min(_CELLS_AT_ONCE, values.shape[1] - start)), FILL)
            block[rows] = _filled(values[:, start : start + _CELLS_AT_ONCE])
            field[(*shape.at(one, "place"), slice(None), slice(first + start, first + start + block.shape[1]))] = block
        give_back(values)


def _filled(values: np.ndarray) -> np.ndarray:
    return np.where(np.isfinite(values), values, FILL)


def _integers(file: netCDF4.Dataset, name: str, dims: tuple[str, ...], values: object, meaning: str) -> None:
    variable = file.createVariable(name, "i8" if name == "cell_index" else "i4", dims)
    variable.long_name = meaning
    variable.units = "1"
    variable[:] = np.asarray(values)


def _label(series: Series) -> str:
    parts = (f"{series.dataset}@{series.version}", series.model, series.scenario, series.member)
    return "/".join(part for part in parts if part)
