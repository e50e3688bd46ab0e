"""Dimensions besides time and place: members, models and scenarios become simulations, pressure levels variables.

Quantiles of an ensemble are no simulations and are refused in words; so is whatever else is not understood.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from catalog.checks import finding
from catalog.described import DescribedFile, DescribedVariable
from catalog.provenance import Run, run_of_label
from catalog.record import Finding
from catalog.units import PRESSURE, UnknownUnit, conversion, parse_unit

#: Names of dimensions → the facet that their labels are.
_FACETS = {
    "member": "member", "members": "member", "realization": "member", "realisation": "member", "ensemble": "member",
    "ensemble_member": "member", "ens": "member", "number": "member", "member_id": "member", "variant_label": "member",
    "memb": "member", "record": "member", "run": "member", "sim": "member", "simulation": "member",
    "model": "model", "models": "model", "source_id": "model", "gcm": "model", "gcms": "model", "dataset": "model",
    "scenario": "scenario", "scenarios": "scenario", "experiment": "scenario", "experiment_id": "scenario",
    "rcp": "scenario", "ssp": "scenario",
}  # fmt: skip
_QUANTILES = re.compile(r"^(quantiles?|percentiles?|perc|pctl|prob|probability|q)$", re.IGNORECASE)


class LayersRefused(Exception):
    """A dimension that is not understood; carries its finding."""

    def __init__(self, found: Finding) -> None:
        super().__init__(found.message)
        self.found = found


@dataclass(frozen=True)
class Layer:
    """One place along the dimensions besides time and space.

    Attributes
    ----------
    at : dict of str to int
        Dimension → index.
    facets : dict of str to str
        ``model``, ``scenario`` or ``member`` that the labels say.
    pressure_hpa : float or None
        Of the level; None where the variable has no pressure.
    """

    at: dict[str, int] = field(default_factory=dict)
    facets: dict[str, str] = field(default_factory=dict)
    pressure_hpa: float | None = None

    def run(self, run: Run) -> Run:
        """Return the run of this layer."""
        return run.with_labels(self.facets)


def find_layers(file: DescribedFile, variable: DescribedVariable, known: set[str]) -> list[Layer]:
    """Return what lies along the dimensions that are neither time nor place (`known`); one layer where there is none.

    Raises
    ------
    LayersRefused
        If a dimension is of quantiles, or not understood.
    """
    levels = pressure_coordinate(file, variable)
    axes: list[list[tuple[str, int, dict[str, str], float | None]]] = []
    for dimension, size in zip(variable.dimensions, variable.shape, strict=True):
        if dimension in known:
            continue
        if levels is not None and levels.dimensions == (dimension,):
            axes.append([(dimension, i, {}, p) for i, p in enumerate(pressures_hpa(file, levels))])
        elif _facet(file, dimension):
            axes.append([(dimension, i, facets, None) for i, facets in enumerate(_labels(file, dimension, size))])
        elif size > 1:
            raise LayersRefused(_not_understood(file, variable, dimension, size))
    scalar = pressures_hpa(file, levels)[0] if levels is not None and not levels.dimensions else None
    return list(_combined(axes, scalar))


def pressure_coordinate(file: DescribedFile, variable: DescribedVariable) -> DescribedVariable | None:
    """Return the coordinate that gives a variable's pressure: of one of its dimensions, or a single number."""
    listed = variable.text("coordinates").split()
    for name in [*variable.dimensions, *listed]:
        coordinate = file.variables.get(name)
        if coordinate is None or not coordinate.is_numeric or coordinate.dimensions not in {(name,), ()}:
            continue
        try:
            is_pressure = parse_unit(coordinate.text("units")).dimension == PRESSURE
        except UnknownUnit:
            is_pressure = False
        if is_pressure or coordinate.text("standard_name") == "air_pressure":
            return coordinate
    return None


def pressures_hpa(file: DescribedFile, coordinate: DescribedVariable) -> list[float]:
    """Return the pressures of a coordinate, in hPa, as its numbers mean."""
    scale = conversion(coordinate.text("units") or "Pa", "hPa")[0]
    return [float(f"{p * scale:.6g}") for p in np.ravel(file.values(coordinate.name)).tolist()]


def _combined(axes: list[list[tuple[str, int, dict[str, str], float | None]]], scalar: float | None) -> Iterator[Layer]:
    for chosen in itertools.product(*axes):
        at = {dimension: index for dimension, index, _, _ in chosen}
        facets = {facet: label for _, _, facets, _ in chosen for facet, label in facets.items()}
        pressure = next((p for *_, p in chosen if p is not None), scalar)
        yield Layer(at, facets, pressure)


def _facet(file: DescribedFile, dimension: str) -> str:
    coordinate = file.variables.get(dimension)
    if coordinate is not None and coordinate.text("standard_name") == "realization":
        return "member"
    return _FACETS.get(dimension.casefold(), "")


def _labels(file: DescribedFile, dimension: str, size: int) -> list[dict[str, str]]:
    """Return what the labels along a dimension say: texts first, else numbers; counted from 1 where there is none."""
    facet = _facet(file, dimension)
    texts = [v for v in file.variables.values() if v.dimensions[:1] == (dimension,) and v.name != dimension]
    own = file.variables.get(dimension)
    for variable in [*([own] if own is not None else []), *texts]:
        words = _words(file, variable, size)
        if words and len(set(words)) == size:
            return [run_of_label(word, facet) for word in words]
    if own is not None and own.is_numeric and own.shape == (size,):
        return [{facet: f"{number:g}"} if size > 1 else {} for number in file.values(dimension).tolist()]
    return [{facet: str(number)} if size > 1 else {} for number in range(1, size + 1)]


def _words(file: DescribedFile, variable: DescribedVariable, size: int) -> list[str]:
    if variable.dtype == "str" and variable.shape == (size,):
        return [str(word).strip() for word in file.raw(variable.name).tolist()]
    if variable.dtype.endswith("S1") and len(variable.shape) == 2 and variable.shape[0] == size:
        rows = file.raw(variable.name).tolist()
        return [b"".join(row).decode("utf-8", "replace").strip(" \x00") for row in rows]
    return []


def _not_understood(file: DescribedFile, variable: DescribedVariable, dimension: str, size: int) -> Finding:
    where = {"file": file.name, "variable": variable.name}
    message = f"{variable.name} of {file.name} also has the dimension {dimension} ({size})."
    if _QUANTILES.match(dimension):
        return finding("quantiles-not-served", message, **where)
    if dimension.casefold() == "expver":
        fix = "Merge ERA5 and its preliminary ERA5T into one, for instance with `cdo --reduce_dim -mergegrid`, or wait "
        return finding("extra-dimension", message, fix=f"{fix}for the final months.", **where)
    return finding("extra-dimension", message, **where)
