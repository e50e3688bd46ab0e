"""What a file's variables are: understood by name, standard name, cell methods and units, or refused. Never guessed."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from catalog.calendars import date_of
from catalog.checks import finding
from catalog.described import DescribedFile, DescribedVariable
from catalog.grids import GridRefused, find_grid
from catalog.plausibility import check_units
from catalog.provenance import Run, named_in_history, run_of
from catalog.record import Facets, Finding, Grid, Variable
from catalog.timeline import FileTime, TimeRefused, calendar_that_fits, find_time, raw_time, read_time
from catalog.understood import SourceFile
from catalog.units import UnknownUnit, conversion, parse_unit, same_kind
from catalog.variables import NOT_NEAR_SURFACE, VARIABLES, Known, mean_index, name_of, names_of_standard_name

LAST_HISTORICAL_YEAR = 2014
_SCENARIOS_BEGIN = (("ssp", 2015), ("rcp", 2006))

#: (first row, after the last) → values (rows, cells), decoded.
ReadRows = Callable[[int, int], np.ndarray]


@dataclass(frozen=True)
class Piece:
    """One variable of one file, understood.

    Attributes
    ----------
    source : SourceFile
    run : Run
    variable : Variable
    time : FileTime
    grid : Grid
    rows : callable
        Reads steps in the file's order.
    """

    source: SourceFile
    run: Run
    variable: Variable
    time: FileTime
    grid: Grid
    rows: ReadRows


@dataclass(frozen=True)
class Named:
    """A variable whose meaning is known."""

    variable: DescribedVariable
    name: str

    @property
    def known(self) -> Known:
        """The entry of the table of variables."""
        return VARIABLES[self.name]


def understand_file(file: DescribedFile, facets: Facets) -> tuple[list[Piece], list[Finding]]:
    """Return what one file holds, and the findings about it. A variable with an error gives no piece."""
    named, findings = name_variables(file)
    if file.groups:
        message = f"{file.name} has the groups {', '.join(file.groups)}."
        findings.append(finding("groups-ignored", message, file=file.name))
    run, of_run = run_of(file, [n.variable for n in named], facets)
    pieces = []
    for item in named:
        piece, found = _piece(file, item, run, facets)
        findings += found
        if piece is not None:
            pieces.append(piece)
    if not named:
        return [], findings
    run, of_kind = _settle_kind(file, run, pieces) if pieces else (run, [])
    run, of_years = run_by_years(file, run, [p.time for p in pieces], facets)
    findings += of_run + of_kind + of_years
    if any(f.severity == "error" for f in of_kind):
        return [], findings
    return [replace(p, run=run) for p in pieces], findings


def _settle_kind(file: DescribedFile, run: Run, pieces: list[Piece]) -> tuple[Run, list[Finding]]:
    """Return the run with its kind known, or the findings that refuse it."""
    if not run.kind and not run.model and not run.scenario and any(p.grid.kind == "points" for p in pieces):
        message = f"{file.name} names no model and no scenario."
        return replace(run, kind="observation", model="station", scenario="observed"), [
            finding("kind-assumed", message, file=file.name)
        ]
    run = run if run.kind else replace(run, kind="projection")
    findings = []
    if not run.model:
        message = f"Neither the attributes nor the name of {file.name} say which model it is of."
        findings.append(finding("model-unknown", message, file=file.name))
    if not run.scenario:
        message = f"Neither the attributes nor the name of {file.name} say which scenario it is of."
        findings.append(finding("scenario-unknown", message, file=file.name))
    return run, findings


def run_by_years(file: DescribedFile, run: Run, times: list[FileTime], facets: Facets) -> tuple[Run, list[Finding]]:
    """Return the run, its scenario completed where the years show that history and a scenario are joined."""
    if not times or run.kind != "projection" or facets.scenario:
        return run, []
    first, last = years_of(times[0])
    label = run.scenario.casefold()
    if label == "historical" and last > LAST_HISTORICAL_YEAR:
        message = f"{file.name} is labelled historical, but holds {first} to {last}."
        if first > LAST_HISTORICAL_YEAR:
            return run, [finding("scenario-contradicts-years", message, file=file.name, models=(run.model,))]
        joined = named_in_history(file, run.model)
        if joined:
            message = f"{message} Its history names the run it was cut from: {joined}, and that name was taken."
        found = finding("historical-joined", message, file=file.name, models=(run.model,))
        return replace(run, scenario=joined or run.scenario), [found]
    begins = next((year for sign, year in _SCENARIOS_BEGIN if label.startswith(sign)), None)
    if begins is not None and first < begins - 1:
        message = f"{file.name} is labelled {run.scenario}, but starts in {first}; that scenario begins in {begins}."
        return run, [finding("historical-joined", message, file=file.name, models=(run.model,))]
    return run, []


def years_of(time: FileTime) -> tuple[int, int]:
    """Return the first and the last calendar year that the steps touch."""
    last = int(time.first_day.argmax())
    ends = time.first_day[last] + time.days[last] - 1
    return int(date_of(time.first_day.min(), time.calendar)[0]), int(date_of(ends, time.calendar)[0])


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
        and not re.search(r"_(bnds|bounds|vertices)$", v.name)
        and v.text("standard_name") not in {"latitude", "longitude", "time"}
        and v.dimensions
        and (find_time(file, v) is not None or name_of(v.name) or _sounds_like(v))
    ]


def _name(file: DescribedFile, variable: DescribedVariable) -> tuple[str, Finding | None]:
    """Return the CMIP name of a variable, or why it has none."""
    standard, methods = variable.text("standard_name").split(" ")[0], _methods(variable)
    own = name_of(variable.name)
    where = {"file": file.name, "variable": variable.name}
    if variable.name.casefold() in NOT_NEAR_SURFACE:
        return "", None
    if own and not variable.is_numeric:
        return "", finding("dtype-not-served", f"{variable.name} of {file.name} holds no numbers.", **where)
    if own and standard and standard not in VARIABLES[own].standard_names:
        if variable.name != own:
            return "", None  # an alias that means something else here
        message = f"{variable.name} of {file.name} has the standard name {standard!r}."
        return "", finding("standard-name-contradicts", message, **where)
    if own and variable.name != own and not mean_index(variable.name) and not _unit_fits(variable, own):
        own = ""
    if own:
        return own, None
    candidates = names_of_standard_name(standard)
    if not candidates:
        return "", _unit_of_look_alike(file, variable)
    if not any(_unit_fits(variable, name) for name in candidates):
        return "", _unit_finding(file, variable, VARIABLES[candidates[0]])
    fitting = [name for name in candidates if _method_fits(VARIABLES[name], methods, variable)]
    if len(fitting) == 1:
        return fitting[0], None
    message = f"{variable.name} of {file.name} is {standard!r} without cell_methods: {' or '.join(candidates)}?"
    return "", finding("variable-ambiguous", message, **where)


def _methods(variable: DescribedVariable) -> list[str]:
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


def _unit_fits(variable: DescribedVariable, name: str) -> bool:
    units, known = variable.text("units"), VARIABLES[name]
    try:
        conversion(units, known.units, water=known.water)
    except UnknownUnit:
        return (known.water and same_kind(units, "mm")) or (same_kind(units, "kg m-2") and known.water)
    return True


def _unit_of_look_alike(file: DescribedFile, variable: DescribedVariable) -> Finding | None:
    words = f"{variable.name} {variable.text('standard_name')}".casefold()
    if (
        re.search(r"temperature|\btemp\b", words)
        and variable.text("units")
        and not same_kind(variable.text("units"), "K")
    ):
        return _unit_finding(file, variable, VARIABLES["tas"])
    return None


def _unit_finding(file: DescribedFile, variable: DescribedVariable, known: Known) -> Finding:
    units, where = variable.text("units"), {"file": file.name, "variable": variable.name}
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


def _piece(file: DescribedFile, item: Named, run: Run, facets: Facets) -> tuple[Piece | None, list[Finding]]:
    variable, findings = item.variable, []
    where = {"file": file.name, "variable": item.name}
    if not variable.text("units"):
        findings.append(_unit_finding(file, variable, item.known))
    if variable.packing.unreadable_scale:
        message = f"{variable.name} of {file.name} has the scale_factor {variable.text('scale_factor')}."
        findings.append(finding("packing-broken", message, **where))
    time = grid = coordinate = None
    try:
        coordinate = find_time(file, variable)
        if coordinate is None:
            raise TimeRefused(finding("time-missing", f"{variable.name} of {file.name} has no time axis.", **where))
        time, found = read_time(file, coordinate)
        findings += found + _calendar_findings(file, coordinate, time)
    except TimeRefused as refused:
        findings.append(refused.found)
    try:
        dimension = coordinate.dimensions[0] if coordinate is not None and coordinate.dimensions else ""
        grid, found = find_grid(file, variable, dimension, facets)
        findings += found
    except GridRefused as refused:
        findings.append(refused.found)
    if time is None or grid is None or any(f.severity == "error" for f in findings):
        return None, findings
    extra = [
        f"{d} ({n})"
        for d, n in zip(variable.dimensions, variable.shape, strict=True)
        if d not in {dimension, *grid.dimensions} and n != 1
    ]
    if extra:
        message = f"{variable.name} of {file.name} also has the dimension {', '.join(extra)}."
        return None, [*findings, finding("extra-dimension", message, **where)]
    findings += _meaning_findings(file, item)
    scale, offset, found = _to_canonical(file, item, time)
    findings += found
    if scale is None:
        return None, findings
    record = Variable(
        item.name, variable.text("units"), item.known.units, scale, offset, variable.packing.values.name,
        variable.text("standard_name"), variable.text("cell_methods"),
    )  # fmt: skip
    rows = _reader(file, variable, dimension, grid.dimensions)
    record, found = check_units(record, item.known, rows, len(time), file.name, facets.accept)
    if any(f.severity == "error" for f in found):
        return None, findings + found
    return Piece(file.source, run, record, time, grid.grid, rows), findings + found


def _calendar_findings(file: DescribedFile, coordinate: DescribedVariable, time: FileTime) -> list[Finding]:
    if time.frequency != "day" or coordinate.text("bounds"):
        return []
    other = calendar_that_fits(time.first_day, time.calendar, raw_time(file, coordinate))
    if not other:
        return []
    named = coordinate.text("calendar") or "standard"
    message = (
        f"{file.name} holds {len(time)} days in the calendar {named!r}, in which they begin and end in the middle of a "
        f"year; in {other!r} they are whole years."
    )
    fix = f"Correct the calendar attribute, probably to {other}."
    return [finding("calendar-contradicts-days", message, file=file.name, fix=fix)]


def _meaning_findings(file: DescribedFile, item: Named) -> list[Finding]:
    variable, known, findings = item.variable, item.known, []
    where = {"file": file.name, "variable": item.name}
    methods = [m for m in _methods(variable) if m in {"mean", "maximum", "minimum"}]
    index = mean_index(variable.name)
    if index:
        message = f"{variable.name} of {file.name} is the mean of {index} over each step; it is stored as {index}."
        findings.append(finding("index-as-variable", message, **where))
    if known.method and methods and known.method not in methods:
        message = f"{variable.name} of {file.name} has the cell_methods {variable.text('cell_methods')!r}."
        findings.append(finding("cell-methods-contradict", message, **where))
    for name in file.coordinate_names(variable):
        height = file.variables[name]
        if (
            height.text("standard_name") == "height"
            and height.shape in {(), (1,)}
            and height.text("units") in {"m", "meters", "metres"}
        ):
            metres = float(np.ravel(file.values(name))[0])
            if not known.heights_m[0] <= metres <= known.heights_m[1]:
                message = f"{variable.name} of {file.name} is given at a height of {metres:g} m."
                findings.append(finding("height-unusual", message, **where))
    return findings


def _to_canonical(file: DescribedFile, item: Named, time: FileTime) -> tuple[float | None, float, list[Finding]]:
    units, known = item.variable.text("units"), item.known
    try:
        scale, offset = conversion(units, known.units, water=known.water)
    except UnknownUnit:
        if not (known.water and _unit_fits(item.variable, item.name)):
            return None, 0.0, [_unit_finding(file, item.variable, known)]
        where = {"file": file.name, "variable": item.name}
        if time.frequency != "day":
            message = (
                f"{item.variable.name} of {file.name} is an amount, in {units!r}, for each {_STEPS[time.frequency]}."
            )
            return None, 0.0, [finding("accumulation-not-served", message, **where)]
        message = f"{item.variable.name} of {file.name} is in {units!r}."
        return conversion(units, "mm", water=True)[0], 0.0, [finding("amount-as-rate", message, **where)]
    return scale, offset, []


_STEPS = {"mon": "month", "yr": "year"}


def _reader(file: DescribedFile, variable: DescribedVariable, time: str, place: tuple[str, ...]) -> ReadRows:
    order = [variable.dimensions.index(d) for d in (time, *place)]
    order += [i for i in range(len(variable.dimensions)) if i not in order]  # of length one

    def rows(first: int, after: int) -> np.ndarray:
        window = [
            (first, after) if d == time else (0, n) for d, n in zip(variable.dimensions, variable.shape, strict=True)
        ]
        values = variable.packing.decode(file.read_window(variable.name, window))
        return np.ascontiguousarray(values.transpose(order)).reshape(after - first, -1)

    return rows
