"""Where values lie: grids and points, found in a file's coordinates and bounds.

Latitudes and longitudes stay as the producer wrote them: descending, 0 to 360, two-dimensional. Only edges that a file
does not give are inferred, midway between centres, and a finding says so.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from catalog.checks import finding
from catalog.coordinates import RADIANS, are_radians, coordinate_findings, radians_finding, swapped
from catalog.described import DescribedFile, DescribedVariable
from catalog.discrete import station_names
from catalog.projections import mapping_of, projected_grid
from catalog.record import Facets, Finding, Grid

_EARTH_RADIUS_KM = 6371.0088
_LATITUDE_UNITS = {"degrees_north", "degree_north", "degree_n", "degrees_n", "degreen", "degreesn"}
_LONGITUDE_UNITS = {"degrees_east", "degree_east", "degree_e", "degrees_e", "degreee", "degreese"}


class GridRefused(Exception):
    """A place that is not understood; carries its finding."""

    def __init__(self, found: Finding) -> None:
        super().__init__(found.message)
        self.found = found


@dataclass(frozen=True)
class Placed:
    """A variable's place: its grid, and which of its dimensions span it.

    Attributes
    ----------
    grid : Grid
    dimensions : tuple of str
        The variable's dimensions in the order of the grid's (y, x), or of its points; empty for a single point.
    """

    grid: Grid
    dimensions: tuple[str, ...]


def find_grid(
    file: DescribedFile, variable: DescribedVariable, time_dimension: str, facets: Facets
) -> tuple[Placed, list[Finding]]:
    """Return where a variable's values lie, and what was found on the way.

    Raises
    ------
    GridRefused
        If latitude and longitude are not found, hold no numbers, or go back and forth.
    """
    feature = file.text("featureType").casefold()
    if feature in {"trajectory", "profile", "trajectoryprofile", "timeseriesprofile"}:
        message = f"{file.name} is of the feature type {file.text('featureType')!r}."
        raise GridRefused(finding("feature-type-not-served", message, file=file.name))
    lat, lon = (_coordinate(file, variable, which) for which in ("latitude", "longitude"))
    if (lat is None or lon is None) and (projected := projected_grid(file, variable)) is not None:
        grid, dimensions, findings = projected
        return Placed(replace(grid, mapping=mapping_of(file, variable, dimensions)), dimensions), findings
    if lat is None or lon is None:
        return _given_place(file, variable, time_dimension, facets)
    unplaced = [d for d in dict.fromkeys(lat.dimensions + lon.dimensions) if d not in variable.dimensions]
    if unplaced:
        what = f"it lies on ({', '.join(variable.dimensions)}), they on ({', '.join(unplaced)})"
        raise GridRefused(_not_found(file, variable, what))
    findings: list[Finding] = []
    exchanged = swapped(file, lat, lon, file.values(lat.name))
    if exchanged is not None:
        raise GridRefused(exchanged)
    lats, lons = _degrees(file, lat, 90.0), _degrees(file, lon, 720.0)
    if are_radians(lats, lons):
        findings.append(radians_finding(file, lat, lats, facets.accept))
        if findings[0].severity == "error":
            raise GridRefused(findings[0])
        lat, lon = (replace(c, attributes={**c.attributes, "units": "radian"}) for c in (lat, lon))
        lats, lons = np.degrees(lats), np.degrees(lons)
    else:
        findings += coordinate_findings(file, lat, lon, lats, lons)
        if any(f.severity == "error" for f in findings):
            raise GridRefused(next(f for f in findings if f.severity == "error"))
    if lat.dimensions == lon.dimensions and len(lat.dimensions) <= 1:
        placed = _points(file, lat, lats, lons)
    elif len(lat.dimensions) == 1 and len(lon.dimensions) == 1:
        placed = _rectilinear(file, lat, lon, lats, lons, findings)
    elif len(lat.dimensions) == 2 and lat.dimensions == lon.dimensions:
        placed = _curvilinear(file, lat, lon, lats, lons, findings)
        placed = replace(placed, grid=replace(placed.grid, mapping=mapping_of(file, variable, placed.dimensions)))
    else:
        raise GridRefused(_not_found(file, variable, "latitude and longitude have different shapes"))
    if facets.lat is not None and facets.lon is not None:
        message = f"--lat and --lon were given, but {file.name} has its own coordinates, which were believed."
        findings.append(finding("location-given", message, file=file.name))
    return placed, findings


def bbox(grid: Grid) -> tuple[float, float, float, float]:
    """Return (west, south, east, north), longitudes −180 to 180; west > east across the antimeridian."""
    lats = grid.lat if grid.lat_bounds is None else grid.lat_bounds
    lons = grid.lon if grid.lon_bounds is None else grid.lon_bounds
    south, north = max(-90.0, float(np.nanmin(lats))), min(90.0, float(np.nanmax(lats)))
    if grid.kind == "rectilinear":
        west, east = float(lons.min()), float(lons.max())
        return (-180.0, south, 180.0, north) if east - west >= 359.99 else (_wrap(west), south, _wrap(east), north)
    around = np.unique(np.round(np.mod(lons[np.isfinite(lons)].ravel(), 360.0), 6))
    if around.size == 1:
        return (_wrap(around[0]), south, _wrap(around[0]), north)
    # The widest empty arc separates east from west.
    gaps = np.diff(np.append(around, around[0] + 360.0))
    widest = int(gaps.argmax())
    if gaps[widest] < 3.0 and grid.kind == "curvilinear":
        return (-180.0, south, 180.0, north)
    return (_wrap(around[(widest + 1) % around.size]), south, _wrap(around[widest]), north)


def resolution_km(grid: Grid) -> float | None:
    """Return the typical size of a cell, the square root of its median area; None for points."""
    if grid.kind == "points" or grid.lat_bounds is None or grid.lon_bounds is None:
        return None
    if grid.kind == "rectilinear":
        sines = np.abs(np.diff(np.sin(np.radians(grid.lat_bounds)), axis=1)).ravel()
        widths = np.abs(np.diff(np.radians(grid.lon_bounds), axis=1)).ravel()
        area = float(np.median(sines) * np.median(widths))
    else:
        corners = _vectors(grid.lat_bounds, grid.lon_bounds)
        crosses = np.cross(corners[..., 2, :] - corners[..., 0, :], corners[..., 3, :] - corners[..., 1, :])
        area = float(np.nanmedian(np.linalg.norm(crosses, axis=-1))) / 2
    return round(_EARTH_RADIUS_KM * area**0.5, 1)


def same_grid(a: Grid, b: Grid) -> bool:
    """Whether two grids are the same, centres within a thousandth of their spacing."""
    if a.kind != b.kind or a.lat.shape != b.lat.shape or a.lon.shape != b.lon.shape:
        return False
    near = 1e-4 if a.kind == "points" else 1e-3 * _spacing(a.lat)
    turned = np.mod(a.lon - b.lon + 180.0, 360.0) - 180.0
    return bool(np.abs(a.lat - b.lat).max() <= near and np.abs(turned).max() <= near)


def _spacing(lat: np.ndarray) -> float:
    steps = np.abs(np.diff(lat, axis=0))
    return float(steps.min()) if steps.size else 0.1


def _coordinate(file: DescribedFile, variable: DescribedVariable, which: str) -> DescribedVariable | None:
    names, units = (
        ({"lat", "latitude", "nav_lat", "xlat"}, _LATITUDE_UNITS)
        if which == "latitude"
        else ({"lon", "longitude", "long", "nav_lon", "xlong"}, _LONGITUDE_UNITS)
    )
    candidates = [file.variables[n] for n in file.coordinate_names(variable)]
    # Coordinates that do not fit the variable are still the file's; the caller says that they do not fit.
    candidates += [v for v in file.variables.values() if v.name.casefold() in names and v.is_numeric]
    tests = (
        lambda v: v.text("standard_name") == which,
        lambda v: v.text("units").casefold() in units,
        lambda v: v.name.casefold() in names and not v.text("standard_name"),
    )
    for test in tests:
        for candidate in candidates:
            if test(candidate) and candidate.is_numeric and len(candidate.dimensions) <= 2:
                return candidate
    return None


def _not_found(file: DescribedFile, variable: DescribedVariable, what: str) -> Finding:
    message = f"Latitude and longitude of {variable.name} were not found in {file.name}: {what}."
    return finding("coordinates-not-found", message, file=file.name, variable=variable.name)


def _given_place(
    file: DescribedFile, variable: DescribedVariable, time_dimension: str, facets: Facets
) -> tuple[Placed, list[Finding]]:
    spatial = [
        (d, n) for d, n in zip(variable.dimensions, variable.shape, strict=True) if d != time_dimension and n > 1
    ]
    if facets.lat is None or facets.lon is None or spatial:
        message = f"{file.name} has no variable with the units or the standard name of a latitude and a longitude."
        raise GridRefused(finding("coordinates-not-found", message, file=file.name))
    message = f"{file.name} has no location; {facets.lat:g}, {facets.lon:g} was given as an option."
    return Placed(point(facets.lat, facets.lon), ()), [finding("location-given", message, file=file.name)]


def point(lat: float, lon: float, name: str = "") -> Grid:
    """Return the grid of a single point."""
    names = (name,) if name else ()
    return Grid("points", np.array([float(lat)]), np.array([float(lon)]), None, None, "none", names)


def _degrees(file: DescribedFile, coordinate: DescribedVariable, most: float) -> np.ndarray:
    values = file.values(coordinate.name)
    if coordinate.text("units").casefold() in RADIANS:
        values = np.degrees(values)
    if not values.size or not np.isfinite(values).all() or np.abs(values).max() > most:
        message = f"{coordinate.name} of {file.name} has missing values, or values that are no degrees."
        raise GridRefused(finding("coordinates-undefined", message, file=file.name, variable=coordinate.name))
    return values


def _points(file: DescribedFile, lat: DescribedVariable, lats: np.ndarray, lons: np.ndarray) -> Placed:
    names = station_names(file, lat.dimensions)
    grid = Grid("points", lats.reshape(-1), lons.reshape(-1), None, None, "none", names)
    return Placed(grid, lat.dimensions)


def _rectilinear(
    file: DescribedFile, lat: DescribedVariable, lon: DescribedVariable, lats: np.ndarray, lons: np.ndarray,
    findings: list[Finding],
) -> Placed:  # fmt: skip
    for coordinate, values in ((lat, lats), (lon, lons)):
        steps = np.diff(values)
        if values.size > 1 and not ((steps > 0).all() or (steps < 0).all()):
            message = f"{coordinate.name} of {file.name} is not in order."
            raise GridRefused(finding("coordinates-unsorted", message, file=file.name, variable=coordinate.name))
    dimensions = (lat.dimensions[0], lon.dimensions[0])
    given = [_bounds_of(file, c, (2,)) for c in (lat, lon)]
    if lats.size == lons.size == 1 and (given[0] is None or given[1] is None):
        message = f"{file.name} has one place, {lats[0]:g}, {lons[0]:g}, without bounds."
        findings.append(finding("cell-without-extent", message, file=file.name))
        return Placed(point(lats[0], lons[0]), ())
    source, edges = "file", []
    for coordinate, values, bounds, spare in ((lat, lats, given[0], lons), (lon, lons, given[1], lats)):
        if bounds is not None and not _holds(bounds, values):
            message = f"The bounds of {coordinate.name} in {file.name} do not hold their centres."
            findings.append(finding("bounds-contradict-centres", message, file=file.name, variable=coordinate.name))
            bounds = None
        if bounds is None:
            source = "midpoints"
            bounds = _midway(values, spare)
        edges.append(bounds)
    edges[0] = np.clip(edges[0], -90.0, 90.0)
    if source == "midpoints" and not any(f.code == "bounds-contradict-centres" for f in findings):
        message = f"{file.name} gives no cell bounds."
        findings.append(finding("bounds-from-midpoints", message, file=file.name))
    return Placed(Grid("rectilinear", lats, lons, edges[0], edges[1], source), dimensions)


def _bounds_of(file: DescribedFile, coordinate: DescribedVariable, tail: tuple[int, ...]) -> np.ndarray | None:
    names = [coordinate.text("bounds"), f"{coordinate.name}_bnds", f"{coordinate.name}_bounds"]
    names += [f"{coordinate.name}_vertices"] if len(tail) == 1 and tail[0] == 4 else []
    for name in names:
        variable = file.variables.get(name)
        if variable is not None and variable.is_numeric and variable.shape == (*coordinate.shape, *tail):
            values = file.values(name)
            if np.isfinite(values).all():
                return np.degrees(values) if coordinate.text("units").casefold() in RADIANS else values
    return None


def _holds(bounds: np.ndarray, values: np.ndarray) -> bool:
    least, most = bounds.min(axis=1), bounds.max(axis=1)
    room = 1e-5 * np.maximum(1.0, np.abs(values))
    return bool(((least - room <= values) & (values <= most + room) & (most > least)).all())


def _midway(values: np.ndarray, spare: np.ndarray) -> np.ndarray:
    if values.size == 1:
        half = float(np.abs(np.diff(spare)).mean()) / 2
        return np.array([[values[0] - half, values[0] + half]])
    inner = (values[1:] + values[:-1]) / 2
    edges = np.concatenate([[1.5 * values[0] - 0.5 * values[1]], inner, [1.5 * values[-1] - 0.5 * values[-2]]])
    return np.stack([edges[:-1], edges[1:]], axis=1)


def _curvilinear(
    file: DescribedFile, lat: DescribedVariable, lon: DescribedVariable, lats: np.ndarray, lons: np.ndarray,
    findings: list[Finding],
) -> Placed:  # fmt: skip
    given = [_bounds_of(file, c, (4,)) for c in (lat, lon)]
    if given[0] is not None and given[1] is not None:
        if _surrounds(given[0], given[1], lats, lons):
            return Placed(Grid("curvilinear", lats, lons, given[0], given[1], "file"), lat.dimensions)
        message = f"The corners of {lat.name} and {lon.name} in {file.name} do not hold their centres."
        findings.append(finding("bounds-contradict-centres", message, file=file.name))
    else:
        message = f"{file.name} gives no cell corners."
        findings.append(finding("bounds-from-midpoints", message, file=file.name))
    if min(lats.shape) < 2:
        what = "a two-dimensional grid of a single row has no cell edges"
        raise GridRefused(_not_found(file, lat, what))
    corners = _corners_midway(_vectors(lats, lons))
    lat_corners = np.degrees(np.arcsin(np.clip(corners[..., 2], -1.0, 1.0)))
    lon_corners = np.degrees(np.arctan2(corners[..., 1], corners[..., 0]))
    lon_corners += 360.0 * np.round((lons[..., None] - lon_corners) / 360.0)  # on the same turn as the centre
    return Placed(Grid("curvilinear", lats, lons, lat_corners, lon_corners, "midpoints"), lat.dimensions)


def _vectors(lat: np.ndarray, lon: np.ndarray) -> np.ndarray:
    phi, lam = np.radians(lat), np.radians(lon)
    return np.stack([np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), np.sin(phi)], axis=-1)


def _corners_midway(centres: np.ndarray) -> np.ndarray:
    """Return (ny, nx, 4, 3): corners in the middle of four neighbouring centres, in order round the cell."""
    ny, nx = centres.shape[:2]
    wide = np.empty((ny + 2, nx + 2, 3))
    wide[1:-1, 1:-1] = centres
    wide[0, 1:-1] = 2 * centres[0] - centres[1]
    wide[-1, 1:-1] = 2 * centres[-1] - centres[-2]
    wide[:, 0] = 2 * wide[:, 1] - wide[:, 2]
    wide[:, -1] = 2 * wide[:, -2] - wide[:, -3]
    nodes = (wide[:-1, :-1] + wide[1:, :-1] + wide[:-1, 1:] + wide[1:, 1:]) / 4
    nodes /= np.linalg.norm(nodes, axis=-1, keepdims=True)
    return np.stack([nodes[:-1, :-1], nodes[:-1, 1:], nodes[1:, 1:], nodes[1:, :-1]], axis=2)


def _surrounds(lat_corners: np.ndarray, lon_corners: np.ndarray, lats: np.ndarray, lons: np.ndarray) -> bool:
    """Whether the centre is on the same side of all four edges, for all cells but a few degenerate ones."""
    corners, centre = _vectors(lat_corners, lon_corners), _vectors(lats, lons)[..., None, :]
    sides = np.einsum(
        "...i,...i", np.cross(corners, np.roll(corners, -1, axis=2)), np.broadcast_to(centre, corners.shape)
    )
    room = 1e-9
    inside = (sides >= -room).all(axis=2) | (sides <= room).all(axis=2)
    return bool(inside.mean() > 0.999)


def _wrap(lon: float) -> float:
    wrapped = (float(lon) + 180.0) % 360.0 - 180.0
    return round(180.0 if wrapped == -180.0 and lon > 0 else wrapped, 6)
