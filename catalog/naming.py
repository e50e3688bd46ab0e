"""What the variables of a file are called, and what they are: name, standard name, cell methods and units together.

A variable is understood or it is not; a temperature that may be a mean or a maximum is refused, never guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from catalog.checks import finding
from catalog.described import DescribedFile, DescribedVariable
from catalog.layers import pressure_coordinate
from catalog.record import Finding
from catalog.timeline import find_time
from catalog.units import UnknownUnit, conversion, over_period, parse_unit, same_kind
from catalog.variables import (
    NOT_NEAR_SURFACE,
    UPPER_AIR,
    VARIABLES,
    Known,
    is_known,
    known_of,
    mean_index,
    name_of,
    names_of_standard_name,
    upper_air_name,
)


@dataclass(frozen=True)
class Named:
    """A variable whose meaning is known."""

    variable: DescribedVariable
    name: str

    @property
    def known(self) -> Known:
        """The entry of the table of variables."""
        return UPPER_AIR.get(self.name) or known_of(self.name)


def name_variables(file: DescribedFile) -> tuple[list[Named], list[Finding]]:
    """Return the variables of a file that are known, and findings about those that are not."""
    named: list[Named] = []
    findings: list[Finding] = []
    others: list[str] = []
    for variable in _data_variables(file):
        name, problem = _name(file, variable)
        if name:
            named.append(Named(variable, name))
        elif problem is not None:
            findings.append(problem)
        else:
            others.append(_shown(variable))
    repeated = sorted({n.name for n in named if sum(m.name == n.name for m in named) > 1})
    for name in repeated:
        both = " and ".join(n.variable.name for n in named if n.name == name)
        message = f"{both} of {file.name} are both understood as {name}."
        findings.append(finding("variables-repeated", message, file=file.name, variable=name))
    named = [n for n in named if n.name not in repeated]
    if not named and not any(f.severity == "error" for f in findings):
        held = f"it holds {'; '.join(others[:6])}" if others else "it holds no variable over time"
        findings.append(
            finding("no-known-variable", f"No variable of {file.name} is understood: {held}.", file=file.name)
        )
    elif named and others:
        message = f"{file.name} also holds {'; '.join(others[:12])}."
        findings.append(finding("variable-not-served", message, file=file.name))
    return named, findings


def _data_variables(file: DescribedFile) -> list[DescribedVariable]:
    """Return the variables that are no coordinates, bounds, flags or grid mappings."""
    aside = set(file.dimensions)
    for variable in file.variables.values():
        for attribute in ("coordinates", "bounds", "climatology", "grid_mapping", "ancillary_variables"):
            aside |= set(variable.text(attribute).split())
        aside |= set(re.findall(r"(\w+)$", variable.text("cell_measures")))
    return [
        v
        for v in file.variables.values()
        if v.name not in aside
        and (v.is_numeric or name_of(v.name))
        and not re.search(r"_(bnds|bounds|vertices)$", v.name)
        and v.text("standard_name") not in {"latitude", "longitude", "time"}
        and v.dimensions
        and (find_time(file, v) is not None or name_of(v.name) or _sounds_like(v))
    ]


def _name(file: DescribedFile, variable: DescribedVariable) -> tuple[str, Finding | None]:
    """Return the CMIP name of a variable, or why it has none."""
    standard, methods = _standard_name(variable), time_methods(variable)
    own = name_of(variable.name)
    where = {"file": file.name, "variable": variable.name}
    upper = _upper_air(file, variable, standard)
    if upper:
        return upper, None
    if variable.name.casefold() in NOT_NEAR_SURFACE or _is_aloft(variable):
        return "", None
    if own and not variable.is_numeric:
        return "", finding("dtype-not-served", f"{variable.name} of {file.name} holds no numbers.", **where)
    if (own or standard) and _is_spread(file, variable):
        message = f"{variable.name} of {file.name} is the spread of an ensemble, or an error."
        return "", finding("spread-not-served", message, **where)
    if own and standard and standard not in VARIABLES[own].standard_names:
        if variable.name != own and not _alike(VARIABLES[own], standard):
            return "", None  # an alias that means something else here
        if variable.name == own:
            message = f"{variable.name} of {file.name} has the standard name {standard!r}."
            return "", finding("standard-name-contradicts", message, **where)
    if own and variable.name != own and not mean_index(variable.name) and not unit_fits(variable, own):
        own = ""
    if own:
        return own, None
    candidates = names_of_standard_name(standard)
    if not candidates and not standard and _sounds_like(variable) and same_kind(variable.text("units"), "K"):
        candidates = ["tas", "tasmax", "tasmin"]
    if not candidates:
        return "", _unit_of_look_alike(file, variable)
    if not any(unit_fits(variable, name) for name in candidates):
        return "", unit_finding(file, variable, VARIABLES[candidates[0]])
    fitting = [name for name in candidates if _method_fits(VARIABLES[name], methods, variable)]
    if len(fitting) == 1:
        return fitting[0], None
    what = standard or "a temperature"
    message = f"{variable.name} of {file.name} is {what} without cell_methods: {' or '.join(candidates)}?"
    return "", finding("variable-ambiguous", message, **where)


def _standard_name(variable: DescribedVariable) -> str:
    """Return the CF standard name; empty where what stands there is none (``unknown``, words with blanks or digits)."""
    text = variable.text("standard_name")
    return text if re.fullmatch(r"[a-z][a-z0-9_]*", text) and text not in {"unknown", "none", "unspecified"} else ""


def _alike(known: Known, standard: str) -> bool:
    """Whether words in the place of a standard name speak of the same quantity (``total_precipitation`` of ``pr``)."""
    if known.water:
        return bool(re.search(r"precip|rain", standard)) and not re.search(r"convective|snow|stratiform", standard)
    return "air_temperature" in standard and known.is_temperature and "virtual" not in standard


def _upper_air(file: DescribedFile, variable: DescribedVariable, standard: str) -> str:
    """Return the name of a variable on pressure levels, without its level where a coordinate gives it; else empty."""
    if variable.name not in VARIABLES and is_known(variable.name):
        return variable.name
    if variable.name in VARIABLES or not variable.is_numeric or pressure_coordinate(file, variable) is None:
        return ""
    name = upper_air_name(variable.name, standard)
    return name if name and same_kind(variable.text("units"), UPPER_AIR[name].units) else ""


def _is_aloft(variable: DescribedVariable) -> bool:
    """Whether its words place it on a level that no coordinate gives (NCEP: ``at sigma level 995``)."""
    words = f"{variable.text('long_name')} {variable.text('level_desc')}".casefold()
    return bool(re.search(r"\bsigma\b|\d ?(hpa|mb|millibars?)\b|pressure level|tropopause", words))


def _is_spread(file: DescribedFile, variable: DescribedVariable) -> bool:
    words = f"{variable.text('long_name')} {variable.text('standard_name')} {variable.text('cell_methods')}".casefold()
    is_error = re.search(r"ensemble spread|standard[ _](deviation|error)|\buncertainty\b|realization: standard", words)
    return bool(is_error or re.search(r"_(ens_spread|stderr|uncertainty)(_|\.|$)", file.name.casefold()))


def time_methods(variable: DescribedVariable) -> list[str]:
    """Return the words that ``cell_methods`` have for time, such as ``maximum``."""
    return re.findall(r"time:\s*(\w+)", variable.text("cell_methods").casefold())


def _method_fits(known: Known, methods: list[str], variable: DescribedVariable) -> bool:
    if not known.method:
        return True
    words = f"{variable.name} {variable.text('long_name')}".casefold()
    for word, signs in (("maximum", r"max|highest"), ("minimum", r"min(?!ut)|lowest"), ("mean", r"mean|average")):
        if word in methods or (not methods and re.search(signs, words)):
            return word == known.method
    return False


def _sounds_like(variable: DescribedVariable) -> bool:
    words = f"{variable.name} {variable.text('standard_name')} {variable.text('long_name')}".casefold()
    return variable.is_numeric and bool(re.search(r"temperature|\btemp|precip|rain", words))


def unit_fits(variable: DescribedVariable, name: str) -> bool:
    """Whether a variable's unit is of the kind that the CMIP variable has; an amount of water fits its rate."""
    units, known = variable.text("units"), VARIABLES[name]
    try:
        conversion(units, known.units, water=known.water)
    except UnknownUnit:
        is_amount = same_kind(units, "mm") or same_kind(units, "kg m-2") or over_period(units) is not None
        return known.water and is_amount
    return True


def _unit_of_look_alike(file: DescribedFile, variable: DescribedVariable) -> Finding | None:
    words = f"{variable.name} {variable.text('standard_name')}".casefold()
    if (
        re.search(r"temperature|\btemp\b", words)
        and variable.text("units")
        and not same_kind(variable.text("units"), "K")
    ):
        return unit_finding(file, variable, VARIABLES["tas"])
    return None


def unit_finding(file: DescribedFile, variable: DescribedVariable, known: Known) -> Finding:
    """Return the finding about a unit that is missing, not understood, or of another kind."""
    units, where = variable.text("units"), {"file": file.name, "variable": variable.name}
    if not units and file.is_table:
        column = variable.text("long_name")
        fix = f'Say it with --variables "{column}={variable.name}:UNIT", for instance {variable.name}:{known.units}.'
        return finding("units-missing", f"The column {column} of {file.name} names no unit.", fix=fix, **where)
    if not units:
        return finding("units-missing", f"{variable.name} of {file.name} has no units attribute.", **where)
    try:
        parse_unit(units)
    except UnknownUnit as err:
        return finding("units-unknown", f"{variable.name} of {file.name} has the unit {units!r}: {err}.", **where)
    message = f"{variable.name} of {file.name} is in {units!r}, which cannot be converted to {known.units}."
    return finding("units-unknown", message, **where)


def _shown(variable: DescribedVariable) -> str:
    near = NOT_NEAR_SURFACE.get(variable.name.casefold())
    if near:
        return f"{variable.name}, which is {near}"
    said = variable.text("long_name") or variable.text("standard_name")
    return f"{variable.name} ({said[:60]})" if said and said != variable.name else variable.name
