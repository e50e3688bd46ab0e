"""What attributes declare about values: valid ranges, fill values, packing, and the essentials of CF and ACDD."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from catalog.checks import finding
from catalog.described import DescribedFile, DescribedVariable
from catalog.record import Finding
from catalog.units import same_kind
from catalog.variables import Known

#: Standard names of amounts, and of rates, with a unit of their kind (CF standard name table).
_AMOUNTS = {
    "precipitation_amount": "kg m-2",
    "rainfall_amount": "kg m-2",
    "lwe_thickness_of_precipitation_amount": "m",
    "thickness_of_rainfall_amount": "m",
    "thickness_of_precipitation_amount": "m",
}
#: (what is missing, attributes any of which will do, code): CF 1.11 section 2.6, ACDD 1.3.
_ESSENTIALS = (
    ("title", ("title",), "title-missing"),
    ("institution", ("institution", "institute_id", "institution_id", "publisher_name"), "institution-missing"),
    ("history", ("history",), "history-missing"),
    ("Conventions", ("Conventions", "conventions"), "conventions-missing"),
)
_KNOTS = ("knot", "knots", "kt", "kts", "(kt)", "[kt]", "kn")


@dataclass(frozen=True)
class Declared:
    """What a variable's attributes say of its values, in the stored unit, unpacked.

    Attributes
    ----------
    file : str
    valid_least, valid_most : float
        Of ``valid_range`` or ``valid_min`` and ``valid_max``; infinite where there is none.
    fills : tuple of float
        What ``_FillValue`` and ``missing_value`` would be as values.
    wrap : float
        What a value is too low by where its stored number was meant without sign; 0 where it is not packed with sign.
    packed : bool
        Whether values are stored as whole numbers.
    """

    file: str
    valid_least: float = -np.inf
    valid_most: float = np.inf
    fills: tuple[float, ...] = ()
    wrap: float = 0.0
    packed: bool = False


def declared(file: DescribedFile, variable: DescribedVariable) -> Declared:
    """Return what a variable declares of its values; a range that is inverted is none."""
    packing = variable.packing
    scale = 1.0 if packing.scale is None or packing.unreadable_scale else float(packing.scale)
    offset = 0.0 if packing.offset is None else float(packing.offset)
    least, most = _valid_range(variable)
    if least > most:
        least, most = -np.inf, np.inf
    bounds = sorted((least * scale + offset, most * scale + offset))
    fills = tuple(sorted({float(fill) * scale + offset for fill in packing.fills if np.isfinite(float(fill))}))
    whole = packing.stored.kind == "i" and packing.stored.itemsize <= 2
    wrap = abs(scale) * 2.0 ** (8 * packing.stored.itemsize) if whole and packing.scale is not None else 0.0
    return Declared(file.name, bounds[0], bounds[1], fills, wrap, packing.stored.kind in "iu")


def _valid_range(variable: DescribedVariable) -> tuple[float, float]:
    given = variable.attributes.get("valid_range")
    if isinstance(given, np.ndarray) and given.size == 2:
        return float(given[0]), float(given[1])
    ends = []
    for name, none in (("valid_min", -np.inf), ("valid_max", np.inf)):
        value = variable.attributes.get(name)
        ends.append(float(value.ravel()[0]) if isinstance(value, np.ndarray) and value.size == 1 else none)
    return ends[0], ends[1]


def declaration_findings(file: DescribedFile, variable: DescribedVariable, known: Known) -> list[Finding]:
    """Return what the attributes of a variable contradict or leave out."""
    if file.is_table:
        return []
    findings, where = [], {"file": file.name, "variable": variable.name}
    of = f"{variable.name} of {file.name}"
    least, most = _valid_range(variable)
    if least > most:
        message = f"{of} has the valid range {least:g} to {most:g}, which ends before it begins."
        findings.append(finding("valid-range-broken", message, **where))
    fills = sorted({float(f) for f in variable.packing.fills if np.isfinite(float(f))})
    if len(fills) > 1:
        message = f"{of} has the fill values {' and '.join(f'{f:g}' for f in fills)}."
        findings.append(finding("fill-values-differ", message, **where))
    standard, units = variable.text("standard_name").split(" ")[0], variable.text("units")
    if not standard:
        findings.append(finding("standard-name-missing", f"{of} has no standard_name.", **where))
    elif standard in _AMOUNTS and units and not _is_amount(units):
        message = f"{of} is called {standard}, an amount, but is in {units!r}, a rate."
        findings.append(finding("standard-name-contradicts-unit", message, **where))
    elif standard.endswith(("_flux", "_rate")) and units and known.water and _is_amount(units):
        message = f"{of} is called {standard}, a rate, but is in {units!r}, an amount."
        findings.append(finding("standard-name-contradicts-unit", message, **where))
    if not variable.text("cell_methods"):
        findings.append(finding("cell-methods-missing", f"{of} has no cell_methods.", **where))
    words = f"{variable.text('long_name')} {variable.text('comment')} {variable.text('description')}".casefold()
    if known.units == "m s-1" and set(words.replace(",", " ").split()) & set(_KNOTS) and not same_text(units, "knot"):
        message = f"{of} is labelled {units!r}, but its description speaks of knots."
        findings.append(finding("unit-contradicts-description", message, **where))
    return findings


def same_text(units: str, word: str) -> bool:
    """Whether a unit is this word, in the singular or plural, in any case."""
    return units.strip().casefold() in {word, f"{word}s", "kt", "kts", "kn"}


def _is_amount(units: str) -> bool:
    return same_kind(units, "mm") or same_kind(units, "kg m-2")


def essentials_findings(files: Sequence[DescribedFile], title: str, producer: str) -> list[Finding]:
    """Return which of the attributes that every file should have are missing, each told for the first file.

    Parameters
    ----------
    title, producer : str
        As the producer gave them; what is given is not missing.
    """
    findings = []
    given = {"title": title, "institution": producer}
    written = [f for f in files if not f.is_table]
    for what, names, code in _ESSENTIALS:
        lacking = [f for f in written if not given.get(what) and not f.text(*names)]
        if lacking:
            found = finding(code, f"{lacking[0].name} has no {what}.", file=lacking[0].name)
            if len(lacking) > 1:
                more = "one more file" if len(lacking) == 2 else f"{len(lacking) - 1} more files"
                found = replace(found, message=f"{found.message} The same holds for {more}.")
            findings.append(found)
    return findings
