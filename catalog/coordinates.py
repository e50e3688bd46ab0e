"""What latitudes and longitudes contradict: radians labelled degrees, exchanged axes, a meridian there twice."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from catalog.checks import finding
from catalog.described import DescribedFile, DescribedVariable
from catalog.record import Finding

RADIANS = {"radian", "radians", "rad"}
#: Steps of a grid in degrees are whole multiples of this, within a tenth of it; steps in radians are not.
_ROUND_DEGREES = 0.0125
_SIGNS = {
    "latitude": ({"longitude"}, "degrees_east degree_east degree_e degrees_e", ("lon", "longitude")),
    "longitude": ({"latitude"}, "degrees_north degree_north degree_n degrees_n", ("lat", "latitude")),
}


def are_radians(lats: np.ndarray, lons: np.ndarray) -> bool:
    """Whether coordinates labelled degrees are radians: they fit a sphere of radians, and only in degrees are round.

    Parameters
    ----------
    lats, lons : ndarray
        One-dimensional or two-dimensional, finite.
    """
    if lats.size < 3 or lons.size < 3 or np.abs(lats).max() > np.pi / 2 + 1e-6 or np.abs(lons).max() > 2 * np.pi + 1e-6:
        return False
    if lats.ndim == 1 and lons.ndim == 1 and lats.size != lons.size:
        return all(not _is_round(values) and _is_round(np.degrees(values)) for values in (lats, lons))
    both = [np.unique(np.round(v, 9)) for v in (lats, lons)]
    return all(not _is_round(v) and _is_round(np.degrees(v)) for v in both)


def _is_round(values: np.ndarray) -> bool:
    """Whether the steps between values are whole multiples of a usual spacing in degrees."""
    steps = np.abs(np.diff(values)) / _ROUND_DEGREES
    if not steps.size:
        return False
    return bool((np.abs(steps - np.round(steps)) < 0.1).mean() > 0.9 and (np.round(steps) > 0).all())


def swapped(file: DescribedFile, lat: DescribedVariable, lon: DescribedVariable, lats: np.ndarray) -> Finding | None:
    """Return the finding that latitude and longitude are exchanged, by their names, labels or numbers; None if not."""
    for which, coordinate in (("latitude", lat), ("longitude", lon)):
        standard, units, names = _SIGNS[which]
        says = coordinate.text("standard_name").casefold() in standard
        measured = coordinate.text("units").casefold() in units.split()
        if says or measured or coordinate.name.casefold() in names:
            said = f"{coordinate.text('standard_name') or 'none'}, {coordinate.text('units') or 'none'}"
            message = (
                f"{coordinate.name} of {file.name} is a {which} by some of its name, standard_name and units ({said}), "
                f"and not by others."
            )
            return finding("axes-swapped", message, file=file.name, variable=coordinate.name)
    if lats.size and np.isfinite(lats).all() and 90.0 < np.abs(lats).max() <= 360.0:
        lons = file.values(lon.name)
        if lons.size and np.isfinite(lons).all() and np.abs(lons).max() <= 90.0:
            message = (
                f"{lat.name} of {file.name} runs from {lats.min():g} to {lats.max():g} and {lon.name} from "
                f"{lons.min():g} to {lons.max():g}."
            )
            return finding("axes-swapped", message, file=file.name, variable=lat.name)
    return None


def coordinate_findings(
    file: DescribedFile, lat: DescribedVariable, lon: DescribedVariable, lats: np.ndarray, lons: np.ndarray
) -> list[Finding]:
    """Return what is unusual or wrong in coordinates in degrees that are otherwise understood."""
    findings = []
    if lat.text("units").casefold() in RADIANS:
        message = f"{lat.name} and {lon.name} of {file.name} are in radians."
        findings.append(finding("radians-converted", message, file=file.name, variable=lat.name))
    axis = lats.ndim == 1 and lons.ndim == 1 and lat.dimensions != lon.dimensions
    if axis and lats.size > 1 and lats[0] > lats[-1]:
        message = f"{lat.name} of {file.name} runs from {lats[0]:g} to {lats[-1]:g}."
        findings.append(finding("latitude-descending", message, file=file.name, variable=lat.name))
    if lons.min() < -180.5 or lons.max() > 360.5:
        message = f"{lon.name} of {file.name} runs from {lons.min():g} to {lons.max():g}."
        findings.append(finding("longitudes-unusual", message, file=file.name, variable=lon.name))
    if axis and lons.size > 2:
        around = np.sort(np.mod(lons, 360.0))
        steps = np.diff(np.append(around, around[0] + 360.0))
        if steps.min() < 0.01 * np.median(steps):
            message = f"{lon.name} of {file.name} has the meridian {lons[0]:g} again as {lons[-1]:g}."
            where = f"{lons[-1]:g}"
            findings.append(
                finding("longitude-seam-repeated", message, file=file.name, variable=lon.name, where=where)
            )  # fmt: skip
    return findings


def radians_finding(file: DescribedFile, lat: DescribedVariable, lats: np.ndarray, accept: Collection[str]) -> Finding:
    """Return the finding that coordinates labelled degrees are radians, repaired where that was accepted."""
    message = (
        f"{lat.name} of {file.name} is labelled {lat.text('units') or 'nothing'!r} and runs from {lats.min():.4g} to "
        f"{lats.max():.4g}, in steps that are round only as radians."
    )
    repaired = "coordinates-in-radians" in accept
    return finding("coordinates-in-radians", message, file=file.name, variable=lat.name, repaired=repaired)
