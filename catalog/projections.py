"""Latitudes and longitudes of a projected grid that has only x and y: by its CF grid mapping, through PROJ."""

from __future__ import annotations

from typing import Any

import numpy as np

from catalog.checks import finding
from catalog.described import DescribedFile, DescribedVariable
from catalog.record import Finding, Grid, GridMapping

_NAMES = {
    "x": {"projection_x_coordinate", "grid_longitude"},
    "y": {"projection_y_coordinate", "grid_latitude"},
}
_AXES = {"x": {"x", "xc", "rlon", "easting"}, "y": {"y", "yc", "rlat", "northing"}}
_SIZES = {"m": 1.0, "meter": 1.0, "metre": 1.0, "meters": 1.0, "metres": 1.0, "km": 1000.0, "kilometer": 1000.0}
_DEGREES = {"degree", "degrees", "degrees_north", "degrees_east"}


def projected_grid(
    file: DescribedFile, variable: DescribedVariable
) -> tuple[Grid, tuple[str, str], list[Finding]] | None:
    """Return the grid of a variable on x and y, its dimensions (y, x), and findings; None where there is no mapping.

    Centres and corners are turned into degrees one by one, in the datum of the grid mapping; corners are those of the
    bounds of x and y, else midway between the centres.
    """
    mapping = _named_mapping(file, variable)
    axes = [_axis(file, variable, which) for which in ("y", "x")]
    if mapping is None or axes[0] is None or axes[1] is None:
        return None
    from pyproj import CRS, Transformer
    from pyproj.exceptions import ProjError

    try:
        crs = CRS.from_cf({name: _plain(value) for name, value in mapping.attributes.items()})
        # A rotated pole is itself geographic; latitudes and longitudes are those of what it was turned from.
        plain = crs.source_crs if crs.is_derived and crs.is_geographic else crs.geodetic_crs
        to_degrees = Transformer.from_crs(crs, plain, always_xy=True)
    except (ProjError, KeyError, TypeError, ValueError, AttributeError):
        return None
    (y, y_edges, given_y), (x, x_edges, given_x) = (_centres_and_edges(file, axis) for axis in axes)
    lon, lat = to_degrees.transform(*np.meshgrid(x, y))
    corner_x = np.broadcast_to(x_edges[:, [0, 1, 1, 0]], (y.size, x.size, 4))
    corner_y = np.broadcast_to(y_edges[:, None, [0, 0, 1, 1]], (y.size, x.size, 4))
    corner_lon, corner_lat = to_degrees.transform(corner_x, corner_y)
    if not all(np.isfinite(part).all() for part in (lat, lon, corner_lat, corner_lon)):
        return None
    corner_lon += 360.0 * np.round((lon[..., None] - corner_lon) / 360.0)  # on the same turn as the centre
    source = "file" if given_x and given_y else "midpoints"
    message = f"{file.name} has no latitudes and longitudes; they were computed from its {mapping.name} by PROJ."
    findings = [finding("coordinates-from-projection", message, file=file.name)]
    if source == "midpoints":
        findings.append(finding("bounds-from-midpoints", f"{file.name} gives no cell bounds.", file=file.name))
    grid = Grid("curvilinear", np.asarray(lat), np.asarray(lon), corner_lat, corner_lon, source)
    return grid, (axes[0].dimensions[0], axes[1].dimensions[0]), findings


def mapping_of(file: DescribedFile, variable: DescribedVariable, dimensions: tuple[str, ...]) -> GridMapping | None:
    """Return the grid mapping that a file names for a variable on (y, x); None where it is none, or has no axes."""
    mapping = _named_mapping(file, variable)
    axes = [_axis(file, variable, which) for which in ("y", "x")]
    if mapping is None or None in axes or tuple(axis.dimensions[0] for axis in axes) != tuple(dimensions):
        return None
    attributes = {name: _plain(value) for name, value in mapping.attributes.items() if not name.startswith("_")}
    if not isinstance(attributes.get("grid_mapping_name"), str):
        return None
    kept = [{name: axis.text(name) for name in ("standard_name", "units")} for axis in axes]
    y, x = (np.asarray(file.values(axis.name), dtype=np.float64) for axis in axes)
    return GridMapping(attributes, y, x, *kept)


def _named_mapping(file: DescribedFile, variable: DescribedVariable) -> DescribedVariable | None:
    """Return the grid mapping of a variable; the file's only one where the variable names none."""
    named = variable.text("grid_mapping").split(":")[0].split(" ")[0]
    if named:
        return file.variables.get(named)
    held = [v for v in file.variables.values() if v.text("grid_mapping_name") or v.text("crs_wkt")]
    return held[0] if len(held) == 1 else None


def _axis(file: DescribedFile, variable: DescribedVariable, which: str) -> DescribedVariable | None:
    for name in variable.dimensions:
        axis = file.variables.get(name)
        if axis is not None and axis.dimensions == (name,) and axis.is_numeric and axis.shape[0] > 1:
            units = axis.text("units").casefold()
            says = axis.text("standard_name")
            is_meant = says in _NAMES[which] if says else name.casefold() in _AXES[which] | _NAMES[which]
            if is_meant and (units in _SIZES or units in _DEGREES):
                return axis
    return None


def _centres_and_edges(file: DescribedFile, axis: DescribedVariable) -> tuple[np.ndarray, np.ndarray, bool]:
    size = _SIZES.get(axis.text("units").casefold(), 1.0)
    centres = file.values(axis.name) * size
    bounds = file.variables.get(axis.text("bounds"))
    if bounds is not None and bounds.is_numeric and bounds.shape == (centres.size, 2):
        return centres, file.values(bounds.name) * size, True
    inner = (centres[1:] + centres[:-1]) / 2
    first, last = 1.5 * centres[0] - 0.5 * centres[1], 1.5 * centres[-1] - 0.5 * centres[-2]
    edges = np.concatenate([[first], inner, [last]])
    return centres, np.stack([edges[:-1], edges[1:]], axis=1), False


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return value
    numbers = np.ravel(value).tolist()
    return numbers[0] if len(numbers) == 1 else numbers
