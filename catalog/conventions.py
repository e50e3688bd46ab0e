"""What a file holds: its variables with unit, time, place and run, understood or refused. Never guessed."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from catalog.amounts import UnitRefused, to_canonical
from catalog.calendars import date_of, last_day
from catalog.checks import finding
from catalog.declared import Declared, declaration_findings, declared
from catalog.described import DescribedFile, DescribedVariable, Layout
from catalog.grids import GridRefused, Placed, find_grid
from catalog.layers import Layer, LayersRefused, find_layers
from catalog.naming import Named, name_variables, time_methods, unit_finding
from catalog.plausibility import check_units
from catalog.provenance import Run, named_in_history, run_of
from catalog.record import Facets, Finding, Grid, Variable
from catalog.timeline import FileTime, TimeRefused, calendar_that_fits, find_time, raw_time, read_time
from catalog.understood import SourceFile
from catalog.variables import UPPER_AIR, mean_index, name_on_level

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
    layout : Layout
        Where they lie in the file.
    declared : Declared
        What the attributes say of the values.
    """

    source: SourceFile
    run: Run
    variable: Variable
    time: FileTime
    grid: Grid
    rows: ReadRows
    layout: Layout
    declared: Declared


def understand_file(file: DescribedFile, facets: Facets) -> tuple[list[Piece], list[Finding]]:
    """Return what one file holds, and the findings about it. A variable with an error gives no piece."""
    named, findings = name_variables(file)
    if file.groups:
        message = f"{file.name} has the groups {', '.join(file.groups)}."
        findings.append(finding("groups-ignored", message, file=file.name))
    run, of_run = run_of(file, [n.variable for n in named], facets)
    pieces = []
    for item in named:
        found, about = _pieces(file, item, run, facets)
        findings += about
        pieces += found
    if not named:
        # What is not named yet may have other faults, which are better heard of at once.
        doubtful = [file.variables[f.variable] for f in findings if f.variable in file.variables]
        for variable in doubtful:
            findings += [f for f in _time_and_place(file, variable, facets)[3] if f.severity == "error"]
        return [], findings
    findings += of_run
    settled: list[Piece] = []
    for run_of_pieces in dict.fromkeys(p.run for p in pieces) or (run,):
        ours = [p for p in pieces if p.run == run_of_pieces]
        known, about = _settle_kind(file, run_of_pieces, ours) if ours else (run_of_pieces, [])
        findings += about
        if any(f.severity == "error" for f in about):
            continue
        known, about = run_by_years(file, known, [p.time for p in ours], facets)
        findings += about
        settled += [replace(p, run=known) for p in ours]
    return settled, list(dict.fromkeys(findings))


def _settle_kind(file: DescribedFile, run: Run, pieces: list[Piece]) -> tuple[Run, list[Finding]]:
    """Return the run with its kind known, or the findings that refuse it."""
    findings = []
    are_points = any(p.grid.kind == "points" for p in pieces)
    until = max(years_of(p.time)[1] for p in pieces)
    has_been = until <= dt.datetime.now(tz=dt.UTC).year
    if not run.kind and not run.model and not run.scenario and are_points and has_been:
        message = f"{file.name} names no model and no scenario."
        findings.append(finding("kind-assumed", message, file=file.name))
        run = replace(run, kind="observation", model="station", scenario="observed")
    if run.kind == "observation" and are_points and run.model == "observation":
        run = replace(run, model="station")
    if run.kind in {"observation", "reanalysis"} and not has_been:
        message = f"{file.name} is called {run.kind}, but runs to {until}."
        findings.append(finding("future-observed", message, file=file.name))
    run = run if run.kind else replace(run, kind="projection")
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
    ends = last_day(time.first_day[last], time.days[last])
    return int(date_of(time.first_day.min(), time.calendar)[0]), int(date_of(ends, time.calendar)[0])


def _pieces(file: DescribedFile, item: Named, run: Run, facets: Facets) -> tuple[list[Piece], list[Finding]]:
    """Return one variable of a file: as many pieces as it has members and pressure levels."""
    variable, findings = item.variable, []
    where = {"file": file.name, "variable": item.name}
    if not variable.text("units"):
        findings.append(unit_finding(file, variable, item.known))
    if variable.packing.unreadable_scale:
        message = f"{variable.name} of {file.name} has the scale_factor {variable.text('scale_factor')}."
        findings.append(finding("packing-broken", message, **where))
    time, dimension, placed, found = _time_and_place(file, variable, facets)
    findings += found
    if time is None or placed is None or any(f.severity == "error" for f in findings):
        return [], findings
    try:
        layers = find_layers(file, variable, {dimension, *placed.dimensions})
        findings += _meaning_findings(file, item) + declaration_findings(file, variable, item.known)
        scaling, found = to_canonical(file, variable, item.name, item.known, time)
    except (LayersRefused, UnitRefused) as refused:
        return [], [*findings, refused.found]
    pieces = []
    methods = variable.text("cell_methods")
    if scaling.days:
        methods = re.sub(r"\btime:\s*sum\b", "time: mean", methods)
    for layer in layers:
        name = item.name
        if name in UPPER_AIR and layer.pressure_hpa is not None:
            name = name_on_level(name, layer.pressure_hpa)
        record = Variable(
            name, scaling.units, item.known.units, scaling.scale, scaling.offset, variable.packing.values.name,
            variable.text("standard_name"), methods,
        )  # fmt: skip
        layout = Layout(variable.name, dimension, placed.dimensions, tuple(layer.at.items()), scaling.days)
        rows = partial(layout.read, file)
        record, about = check_units(record, item.known, rows, len(time), file.name, facets.accept)
        found += about
        says = declared(file, variable)
        pieces.append(Piece(file.source, layer.run(run), record, time, placed.grid, rows, layout, says))
    levels = sorted({p.variable.name for p in pieces if p.variable.name != item.name})
    runs = {p.run.key for p in pieces}
    if levels:
        message = f"{variable.name} of {file.name} lies on pressure levels, and is published as {', '.join(levels)}."
        found.append(finding("levels-as-variables", message, **where))
    if len(runs) > 1:
        message = f"{variable.name} of {file.name} holds {len(runs)} simulations, one for each {_dimension(layers)}."
        found.append(finding("members-as-simulations", message, **where))
    return ([] if any(f.severity == "error" for f in found) else pieces), findings + found


def _dimension(layers: list[Layer]) -> str:
    return " and ".join(facet for facet in ("model", "scenario", "member") if any(facet in y.facets for y in layers))


def _time_and_place(
    file: DescribedFile, variable: DescribedVariable, facets: Facets
) -> tuple[FileTime | None, str, Placed | None, list[Finding]]:
    """Return a variable's steps, the dimension they lie on, its place, and the findings about both."""
    time = placed = None
    findings: list[Finding] = []
    coordinate = find_time(file, variable)
    try:
        if coordinate is None:
            message = f"{variable.name} of {file.name} has no time axis."
            raise TimeRefused(finding("time-missing", message, file=file.name, variable=variable.name))
        time, found = read_time(file, coordinate)
        findings += found + _calendar_findings(file, coordinate, time)
    except TimeRefused as refused:
        findings.append(refused.found)
    dimension = coordinate.dimensions[0] if coordinate is not None and coordinate.dimensions else ""
    try:
        placed, found = find_grid(file, variable, dimension, facets)
        findings += found
    except GridRefused as refused:
        findings.append(refused.found)
    return time, dimension, placed, findings


def _calendar_findings(file: DescribedFile, coordinate: DescribedVariable, time: FileTime) -> list[Finding]:
    if time.frequency != "day":
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
    methods = [m for m in time_methods(variable) if m in {"mean", "maximum", "minimum"}]
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
