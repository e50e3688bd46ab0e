"""Places of contributed observations, rounded before anything is stored: what is not kept cannot be shown."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from catalog.checks import finding
from catalog.described import DescribedFile, DescribedVariable
from catalog.record import Facets, Finding
from catalog.understood import FoundSimulation, Understood

_LATITUDES = {"lat", "latitude", "degrees_north", "degree_north"}
_LONGITUDES = {"lon", "long", "longitude", "degrees_east", "degree_east"}


def with_rounded_points(file: DescribedFile, decimals: int | None) -> tuple[DescribedFile, list[Finding]]:
    """Return a file whose points lie at places rounded to decimals of a degree, and what that changes; cells stay.

    From here on nothing knows the exact place: no finding, no record, no array.
    """
    lat, lon = (_coordinate(file, words) for words in (_LATITUDES, _LONGITUDES))
    if decimals is None or lat is None or lon is None or not _are_points(lat, lon):
        return file, []
    exact = {v.name: file.values(v.name) for v in (lat, lon)}
    rounded = {name: np.round(values, decimals) for name, values in exact.items()}
    findings = [_told_by_name(decimals)] if _name_tells(file, exact, decimals) else []
    if any(not np.array_equal(rounded[n], exact[n], equal_nan=True) for n in exact):
        message = f"The places of {file.name} were rounded to {decimals} decimals of a degree before they were read on."
        findings.append(finding("place-rounded", message, file=file.name))

    def read_window(name: str, window: Sequence[tuple[int, int]]) -> np.ndarray:
        if name in rounded:
            return rounded[name][tuple(slice(first, after) for first, after in window)]
        return file.read_window(name, window)

    told = {"units", "standard_name", "long_name", "axis"}
    variables = {
        v.name: replace(v, dtype="<f8", attributes={k: a for k, a in v.attributes.items() if k in told})
        for v in (lat, lon)
    }
    attributes = {name: a for name, a in file.attributes.items() if not re.match(r"geospatial_(lat|lon|bounds)", name)}
    return replace(
        file, attributes=attributes, variables={**file.variables, **variables}, read_window=read_window,
        _coordinates={},
    ), findings  # fmt: skip


def _coordinate(file: DescribedFile, words: set[str]) -> DescribedVariable | None:
    for variable in file.variables.values():
        said = {variable.name.casefold(), variable.text("units").casefold(), variable.text("standard_name")}
        if variable.is_numeric and len(variable.dimensions) <= 1 and said & words:
            return variable
    return None


def _are_points(lat: DescribedVariable, lon: DescribedVariable) -> bool:
    single = {lat.shape, lon.shape} <= {(), (1,)} and not lat.text("bounds") and not lon.text("bounds")
    return single or lat.dimensions == lon.dimensions


def _name_tells(file: DescribedFile, exact: dict[str, np.ndarray], decimals: int) -> bool:
    """Whether the file's name, which the catalog keeps, holds a coordinate with more decimals than may be known."""
    numbers = [n for n in re.findall(r"\d{1,3}\.\d+", file.source.path.stem) if len(n.split(".")[1]) > decimals]
    places = np.abs(np.concatenate([np.ravel(v) for v in exact.values()]))
    return any(np.abs(places - float(n)).min() <= 0.6 * 10.0 ** -len(n.split(".")[1]) for n in numbers)


def _told_by_name(decimals: int) -> Finding:
    message = f"The place of a station is to be known to {decimals} decimals of a degree, but a file's name tells more."
    return finding("place-in-name", message)


def with_rounded_places(understood: Understood, decimals: int | None) -> Understood:
    """Return what was understood with the places of points rounded to decimals of a degree; cells stay as they are."""
    if decimals is None:
        return understood
    return replace(understood, simulations=tuple(_rounded(found, decimals) for found in understood.simulations))


def rounded_options(facets: Facets) -> Facets:
    """Return the producer's options with their place rounded, so that no finding tells it more exactly."""
    if facets.place_decimals is None or facets.lat is None or facets.lon is None:
        return facets
    decimals = facets.place_decimals
    return replace(facets, lat=round(facets.lat, decimals), lon=round(facets.lon, decimals))


def _rounded(found: FoundSimulation, decimals: int) -> FoundSimulation:
    if found.grid.kind != "points":
        return found
    grid = replace(found.grid, lat=np.round(found.grid.lat, decimals), lon=np.round(found.grid.lon, decimals))
    west, south, east, north = (round(edge, decimals) for edge in found.simulation.bbox)
    return replace(found, grid=grid, simulation=replace(found.simulation, bbox=(west, south, east, north)))
