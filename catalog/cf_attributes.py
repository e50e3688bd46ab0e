"""What a published simulation says of itself outside of the catalog: attributes after CF-1.11 and ACDD-1.3."""

from __future__ import annotations

from typing import Any

import numpy as np

from catalog.record import Finding, Grid, Simulation, Variable, Version
from catalog.synthetic import NOTICE
from catalog.units import NONE, TEMPERATURE, UnknownUnit, parse_unit
from catalog.variables import is_known, known_of

CONVENTIONS = "CF-1.11, ACDD-1.3"
#: ISO 8601 duration of a step.
STEPS = {"1hr": "PT1H", "3hr": "PT3H", "6hr": "PT6H", "12hr": "PT12H", "day": "P1D", "mon": "P1M", "yr": "P1Y"}
_LONG_NAMES = {
    "tas": "daily mean near-surface air temperature",
    "tasmax": "daily maximum near-surface air temperature",
    "tasmin": "daily minimum near-surface air temperature",
    "pr": "precipitation",
    "hurs": "near-surface relative humidity",
    "sfcWind": "near-surface wind speed",
    "rsds": "surface downwelling shortwave radiation",
}
#: What the same water is called as a mass flux, a depth a time, a mass and a depth; empty where CF has no name.
_WATER = {
    "pr": (
        "precipitation_flux", "lwe_precipitation_rate", "precipitation_amount", "lwe_thickness_of_precipitation_amount",
    ),
    "prsn": ("snowfall_flux", "lwe_snowfall_rate", "snowfall_amount", "lwe_thickness_of_snowfall_amount"),
    "evspsbl": (
        "water_evapotranspiration_flux", "lwe_water_evaporation_rate", "water_evapotranspiration_amount",
        "lwe_thickness_of_water_evaporation_amount",
    ),
    "evspsblpot": ("water_potential_evaporation_flux", "", "water_potential_evaporation_amount", ""),
}  # fmt: skip
#: ACDD's (ISO 19115-1) word for where values come from.
_CONTENT = {"projection": "modelResult", "reanalysis": "modelResult", "observation": "physicalMeasurement"}
#: HDF5 keeps an attribute in one piece up to 64 KiB.
_LONGEST_TEXT = 60_000


def variable_attributes(variable: Variable, frequency: str, kind: str) -> dict[str, str]:
    """Return the CF attributes of a variable, in the units in which it is stored; `kind` is that of its version."""
    known = known_of(variable.name) if is_known(variable.name) else None
    units = cf_units(variable.units)
    long_name = _LONG_NAMES.get(variable.name, variable.name)
    attributes = {
        "standard_name": _standard_name(variable),
        "long_name": long_name if frequency == "day" else long_name.removeprefix("daily "),
        "units": units,
        "units_metadata": "temperature: on_scale" if units in {"K", "degC", "degF"} else "",
        "cell_methods": variable.cell_methods or (f"time: {known.method}" if known and known.method else ""),
        "coverage_content_type": _CONTENT.get(kind, ""),
    }
    return {name: value for name, value in attributes.items() if value}


def cf_units(units: str) -> str:
    """Return a unit as UDUNITS spells it: ``C`` there is coulomb, and ``fraction`` is not known.

    The number that belongs to it stays the same.
    """
    try:
        unit = parse_unit(units)
    except UnknownUnit:
        return units
    if unit.dimension == TEMPERATURE:
        same = (name for name in ("K", "degC", "degF") if parse_unit(name) == unit)
        return next(same, units)
    return "1" if unit == parse_unit("1") and unit.dimension == NONE else units


def _standard_name(variable: Variable) -> str:
    known = known_of(variable.name) if is_known(variable.name) else None
    name = variable.standard_name or (known.standard_names[0] if known else "")
    if variable.name not in _WATER:
        return name
    try:
        _, mass, _, time, _ = parse_unit(variable.units).dimension
    except UnknownUnit:
        return name
    # A flux in mm/day is a name that contradicts its unit; the number is right, so the name gives way.
    column = (0 if mass else 1) + (0 if time else 2)
    fits = (
        name.endswith("_flux"),
        name.endswith("_rate"),
        name.endswith("_amount") and "thickness" not in name,
        "thickness" in name,
    )
    return name if fits[column] else _WATER[variable.name][column]


def dataset_attributes(version: Version, simulation: Simulation, grid: Grid) -> dict[str, Any]:
    """Return the global attributes of one simulation; those without a value are left out."""
    west, south, east, north = simulation.bbox
    names = ", ".join(v.name for v in simulation.variables)
    who = " ".join(part for part in simulation.key if part)
    notice = f"{NOTICE} " if version.synthetic else ""
    attributes = {
        "Conventions": CONVENTIONS,
        "title": f"{version.title}: {who}",
        "summary": f"{notice}{names} of {who}, {simulation.first_date} to {simulation.last_date} in the "
        f"{simulation.calendar} calendar, as published in {version.label}.",
        "keywords": ", ".join(("climate", version.kind, *(v.name for v in simulation.variables))),
        "id": version.label,
        "product_version": str(version.number),
        "institution": version.producer,
        "creator_name": version.producer,
        "creator_type": "institution" if version.producer else "",
        "creator_institution": version.producer,
        "publisher_name": version.published_by,
        "license": " ".join(part for part in (version.licence or "not stated", version.terms) if part),
        "doi": version.doi,
        "contact": version.contact,
        "creator_email": version.contact if "@" in version.contact else "",
        "contributor_name": version.holder,
        "contributor_role": "holder of the observations" if version.holder else "",
        "consent": version.consent,
        "references": version.citation,
        "acknowledgement": version.citation,
        "source": simulation.model,
        # The names that CMIP uses, so that the file is understood wherever it goes.
        "source_id": simulation.model,
        "experiment_id": simulation.scenario,
        "variant_label": simulation.member,
        "frequency": simulation.frequency,
        "kind": version.kind,
        "synthetic": "true" if version.synthetic else "",
        "processing_level": {"raw": "not adjusted", "adjusted": "adjusted to observations"}.get(version.adjustment, ""),
        "date_created": version.published.isoformat(),
        "date_issued": version.published.isoformat(),
        "history": f"{version.published.isoformat()} published as {version.label} by {version.published_by}".strip(),
        "comment": _joined(f.message for f in findings_of(version, simulation) if f.severity != "note"),
        "quality_findings": _joined(
            (f"{f.severity} {f.code}: {f.message}" for f in findings_of(version, simulation)), "\n"
        ),
        "source_files": _joined((" ".join(map(str, s.values())) for s in version.sources), "\n"),
        "snapshot": version.snapshot,
        "cdm_data_type": "Station" if grid.kind == "points" else "Grid",
        "featureType": "timeSeries" if grid.kind == "points" else "",
        "standard_name_vocabulary": "CF Standard Name Table",
        "geospatial_lat_min": south,
        "geospatial_lat_max": north,
        "geospatial_lat_units": "degrees_north",
        "geospatial_lon_min": west,
        "geospatial_lon_max": east,
        "geospatial_lon_units": "degrees_east",
        "geospatial_bounds": _outline(simulation.bbox),
        "geospatial_bounds_crs": "EPSG:4326",
        "geospatial_lat_resolution": _spacing(grid.lat) if grid.kind == "rectilinear" else "",
        "geospatial_lon_resolution": _spacing(grid.lon) if grid.kind == "rectilinear" else "",
        "cell_bounds_from": grid.bounds_from,
        "time_coverage_start": simulation.first_date,
        "time_coverage_end": simulation.last_date,
        "time_coverage_duration": f"P{simulation.years[1] - simulation.years[0] + 1}Y",
        "time_coverage_resolution": STEPS.get(simulation.frequency, ""),
    }
    return {name: value for name, value in attributes.items() if value != ""}


def _outline(bbox: tuple[float, float, float, float]) -> str:
    """Return a box as well-known text, latitude first as EPSG:4326 has it; nothing where it crosses ±180°."""
    west, south, east, north = bbox
    if west > east:
        return ""
    if (west, south) == (east, north):
        return f"POINT ({south:g} {west:g})"
    corners = ((south, west), (south, east), (north, east), (north, west), (south, west))
    return f"POLYGON (({', '.join(f'{lat:.10g} {lon:.10g}' for lat, lon in corners)}))"


def _spacing(centres: np.ndarray) -> str:
    """Return the distance of centres, where all are equally far apart."""
    steps = np.abs(np.diff(centres))
    is_even = steps.size > 0 and np.allclose(steps, steps[0], rtol=1e-3)
    return f"{np.median(steps):.6g} degrees" if is_even else ""


def findings_of(version: Version, simulation: Simulation) -> tuple[Finding, ...]:
    """Return the findings that concern a simulation, repairs included."""
    return tuple(f for f in version.findings if not f.models or simulation.model in f.models)


def _joined(texts: Any, between: str = " ") -> str:
    whole = between.join(texts)
    return whole if len(whole) <= _LONGEST_TEXT else f"{whole[:_LONGEST_TEXT]} … the rest stands in the catalog"
