"""A simulation as the datacube extension of STAC describes it: dimensions, variables, and its footprint on Earth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from catalog.cf_attributes import STEPS, variable_attributes
from catalog.datasets import DIMENSIONS
from catalog.record import Grid, Simulation

#: Points that are listed one by one; more are told by their number and their box.
_MOST_LISTED = 1000


def cube_dimensions(grid: Grid, simulation: Simulation, interval: Sequence[str]) -> dict[str, Any]:
    """Return the dimensions under the names that `open_dataset` and the NetCDF export give them.

    Parameters
    ----------
    interval : (str, str)
        First and last instant, RFC 3339.
    """
    time = {
        "type": "temporal",
        "description": f"{simulation.frequency} steps of the {simulation.calendar} calendar",
        "extent": list(interval),
        "step": STEPS.get(simulation.frequency),
    }
    if grid.kind == "rectilinear":
        return {"time": time, "lat": _axis("y", grid.lat), "lon": _axis("x", grid.lon)}
    if grid.kind == "curvilinear":
        # Positions in the producer's own projection are not kept; latitude and longitude of each cell are.
        ny, nx = grid.shape
        return {"time": time, "y": _count(ny, "row of cells"), "x": _count(nx, "column of cells")}
    station = _count(grid.cells, "station")
    if grid.names and grid.cells <= _MOST_LISTED:
        station["values"] = list(grid.names)
    return {"station": station, "time": time}


def cube_variables(grid: Grid, simulation: Simulation, kind: str) -> dict[str, Any]:
    """Return the variables, each with its dimensions and its CF attributes; `kind` is that of the version."""
    described = {}
    for variable in simulation.variables:
        attributes = variable_attributes(variable, simulation.frequency, kind)
        described[variable.name] = {
            "type": "data",
            "dimensions": list(DIMENSIONS[grid.kind]),
            "description": attributes["long_name"],
            "unit": attributes["units"],
            "data_type": variable.dtype,
            "attrs": attributes,
        }
    return described


def joined_dimensions(each: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the dimensions of several cubes: the widest extents, and steps only where all agree."""
    joined: dict[str, Any] = {}
    for dimensions in each:
        for name, one in dimensions.items():
            if name not in joined:
                joined[name] = dict(one)
                continue
            known = joined[name]
            low, high = zip(known["extent"], one["extent"], strict=True)
            known["extent"] = [min(low), max(high)]
            for key in ("step", "values", "description"):
                if key in known and known[key] != one.get(key):
                    del known[key]
    return joined


def footprint(grid: Grid, bbox: Sequence[float]) -> tuple[dict[str, Any], list[float]]:
    """Return the GeoJSON geometry and the box of a grid, split at the antimeridian; few points stand each alone."""
    west, south, east, north = (float(edge) for edge in bbox)
    box = [west, south, east, north]
    if grid.kind == "points" and grid.cells <= _MOST_LISTED:
        lons = np.mod(grid.lon + 180.0, 360.0) - 180.0
        places = [[round(float(x), 9), float(y)] for x, y in zip(lons, grid.lat, strict=True)]
        if len(places) == 1:
            return {"type": "Point", "coordinates": places[0]}, box
        return {"type": "MultiPoint", "coordinates": places}, box
    if west <= east:
        return {"type": "Polygon", "coordinates": [_ring(west, south, east, north)]}, box
    halves = [[_ring(west, south, 180.0, north)], [_ring(-180.0, south, east, north)]]
    return {"type": "MultiPolygon", "coordinates": halves}, box


def _ring(west: float, south: float, east: float, north: float) -> list[list[float]]:
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def _axis(letter: str, centres: np.ndarray) -> dict[str, Any]:
    steps = np.diff(centres)
    is_even = steps.size > 0 and bool(np.allclose(steps, steps[0], rtol=1e-4))
    return {
        "type": "spatial",
        "axis": letter,
        "extent": [float(centres.min()), float(centres.max())],
        "step": round(float(steps.mean()), 9) if is_even else None,
        "reference_system": 4326,
    }


def _count(size: int, what: str) -> dict[str, Any]:
    return {"type": what.split()[0], "description": what, "extent": [0, size - 1], "step": 1}
