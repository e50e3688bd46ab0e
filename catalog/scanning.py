"""Checks of values: one pass over the blocks of a simulation, which ingest makes anyway."""

from __future__ import annotations

import numpy as np

from catalog.calendars import date_of, iso
from catalog.checks import finding
from catalog.counting import count_crossings
from catalog.record import Finding
from catalog.tally import STUCK_DAYS, Tally
from catalog.understood import Block, FoundSimulation
from catalog.variables import known_of

_GREGORIAN = ("standard", "proleptic_gregorian", "julian")
#: Differences below this are rounding, not crossing; canonical units.
_CROSSING = 1e-3
#: (never above, the other, code): a pair that is held is compared.
_ORDERED = (
    ("tasmin", "tasmax", "tasmin-above-tasmax"),
    ("tasmin", "tas", "mean-outside-extremes"),
    ("tas", "tasmax", "mean-outside-extremes"),
    ("hursmin", "hursmax", "minimum-above-maximum"),
    ("sfcWind", "sfcWindmax", "minimum-above-maximum"),
)


class _Crossing:
    """How often one variable is above another that it should not exceed."""

    def __init__(self, low: str, high: str, code: str) -> None:
        self.low, self.high, self.code = low, high, code
        self.times, self.step, self.cell, self.by = 0, -1, -1, 0.0


class Scan:
    """Counts while blocks pass, then says what was found.

    Feed it every block of `FoundSimulation.blocks`, in order, then ask for `findings`. Memory: a few arrays of the
    grid's size, and a few numbers a step, for each variable.
    """

    def __init__(self, found: FoundSimulation) -> None:
        self._found = found
        self._tallies = {
            v.name: Tally(v, known_of(v.name), found.time, found.grid.cells, found.declared.get(v.name, ()))
            for v in found.simulation.variables
        }
        self._crossings = [_Crossing(*pair) for pair in _ORDERED if set(pair[:2]) <= set(self._tallies)]
        _, month, day = date_of(found.time.first_day, found.time.calendar)
        self._leap = (month == 2) & (day == 29) & (found.time.frequency == "day" and found.time.calendar in _GREGORIAN)

    def update(self, block: Block) -> None:
        """Count the values of one block."""
        leap = self._leap[block.start : block.stop]
        for name, values in block.values.items():
            self._tallies[name].count(block.start, values, leap)
        for crossing in self._crossings:
            self._cross(crossing, block)

    def findings(self) -> tuple[Finding, ...]:
        """Return what was found in all blocks so far."""
        findings = [f for tally in self._tallies.values() for f in self._of(tally)]
        for crossing in self._crossings:
            if crossing.times:
                units = self._tallies[crossing.low].known.units.replace("degC", "K")
                message = (
                    f"In {self._named} {crossing.low} is above {crossing.high} {_times(crossing.times)}, first on "
                    f"{self._date(crossing.step)} at {self._place(crossing.cell)}, by up to {crossing.by:.3g} {units}."
                )
                findings.append(self._finding(crossing.code, message, crossing.low, crossing.step, crossing.cell))
        return tuple(findings + self._masks() + self._invented_leap_day())

    @property
    def _named(self) -> str:
        return " ".join(part for part in self._found.simulation.key if part)

    def _date(self, step: int) -> str:
        return iso(self._found.time.first_day[step], self._found.time.calendar)

    def _place(self, cell: int) -> str:
        grid = self._found.grid
        if grid.kind == "rectilinear":
            lat, lon = grid.lat[cell // grid.lon.size], grid.lon[cell % grid.lon.size]
        else:
            lat, lon = grid.lat.flat[cell], grid.lon.flat[cell]
        place = f"{float(lat):.6g}, {float(lon):.6g}"
        return f"{grid.names[cell]} ({place})" if grid.kind == "points" and len(grid.names) == grid.cells else place

    def _finding(self, code: str, message: str, variable: str, step: int = -1, cell: int = -1) -> Finding:
        where = ([self._date(step)] if step >= 0 else []) + ([self._place(cell)] if cell >= 0 else [])
        return finding(
            code, message, variable=variable, where=" at ".join(where), models=(self._found.simulation.model,)
        )

    def _cross(self, crossing: _Crossing, block: Block) -> None:
        low, high = (self._tallies[n].variable for n in (crossing.low, crossing.high))
        count, first, cell, by = count_crossings(
            block.values[crossing.low], block.values[crossing.high], low.scale, low.offset, high.scale, high.offset,
            _CROSSING,
        )  # fmt: skip
        if count:
            crossing.times += count
            crossing.by = max(crossing.by, by)
            if crossing.step < 0:
                crossing.step, crossing.cell = block.start + first, cell

    def _of(self, tally: Tally) -> list[Finding]:
        name, units, findings = tally.variable.name, tally.known.units, []
        of = f"{name} of {self._named}"

        def found(code: str, message: str, step: int = -1, cell: int = -1) -> None:
            findings.append(self._finding(code, message, name, step, cell))

        never = int((tally.held == 0).sum())
        if never == tally.held.size:
            found("all-missing", f"{of} has no value in any of its {tally.steps} steps.")
            return findings
        if never:
            cell = int((tally.held == 0).argmax())
            message = (
                f"{never} of {tally.held.size} cells of {of} never have a value, the first at {self._place(cell)}."
            )
            found("cells-missing", message, -1, cell)
        if tally.missing_in_held_cells:
            found(*self._missing(tally, of))
        if tally.infinite:
            step, cell = tally.first_infinite
            message = f"{of} is infinite {_times(tally.infinite)}, first on {self._date(step)} at {self._place(cell)}."
            found("infinite-values", message, step, cell)
        for marker, (times, step, cell) in sorted(tally.markers.items()):
            message = f"{of} has the value {marker:g} {_times(times)}, first on {self._date(step)}"
            found("sentinel-values", f"{message} at {self._place(cell)}.", step, cell)
        if tally.beyond:
            step, cell = tally.first_beyond
            first = f"first on {self._date(step)} at {self._place(cell)} with {tally.beyond_value:.4g} {units}"
            limits = f"{tally.known.least:g} to {tally.known.most:g} {units}"
            found("outliers", f"{of} is beyond {limits} {_times(tally.beyond)}, {first}.", step, cell)
        if tally.negative:
            step, cell = tally.first_negative
            first = f"first on {self._date(step)} at {self._place(cell)}, least {tally.negative_least:.3g} {units}"
            found("negative-rain", f"{of} is below zero {_times(tally.negative)}, {first}.", step, cell)
        if tally.stuck_days >= STUCK_DAYS:
            stuck = f"{tally.stuck_value:.4g} {units} for {tally.stuck_days} days from {self._date(tally.stuck_from)}"
            message = f"{of} stays at {stuck} at {self._place(tally.stuck_cell)}."
            found("stuck-values", message, tally.stuck_from, tally.stuck_cell)
        constant = tally.constant
        if constant.any():
            cell = int(constant.argmax())
            message = f"{int(constant.sum())} of {tally.held.size} cells of {of} have one value throughout"
            found("constant-field", f"{message}, the first at {self._place(cell)}.", -1, cell)
        for note in tally.notes():
            if note.code != "values-jump" or not tally.beyond:  # the outliers are what jumped
                place = f", at {self._place(note.cell)}" if note.cell >= 0 and self._found.grid.cells > 1 else ""
                found(note.code, f"{of} {note.says}{place}.", note.step, note.cell)
        return findings

    def _missing(self, tally: Tally, of: str) -> tuple[str, str, int]:
        """Return the finding about missing values: how many, from when on, and the step that lacks most."""
        missing, cells = tally.missing_in_held_cells, int((tally.held > 0).sum())
        lacking = tally.missing_each_step
        first, worst = int((lacking > 0).argmax()), int(lacking.argmax())
        message = (
            f"Of {of} {_values(missing)} missing ({100 * missing / (tally.steps * cells):.2g} %), first on "
            f"{self._date(first)}"
        )
        if cells > 1:
            message += f", most on {self._date(worst)} ({100 * int(lacking[worst]) / cells:.3g} % of the cells)"
        return "values-missing", f"{message}.", first

    def _masks(self) -> list[Finding]:
        """Return the findings about variables that lack values in cells where another has some."""
        held = {name: tally.held > 0 for name, tally in self._tallies.items() if (tally.held > 0).any()}
        if len(held) < 2:
            return []
        anywhere = np.logical_or.reduce(list(held.values()))
        findings = []
        for name, here in held.items():
            lacking = anywhere & ~here
            if lacking.any():
                cell = int(lacking.argmax())
                other = next(n for n, there in held.items() if there[cell])
                message = (
                    f"{name} of {self._named} has no value in {int(lacking.sum())} of {here.size} cells where other "
                    f"variables have, the first at {self._place(cell)}, where {other} has."
                )
                findings.append(self._finding("masks-differ", message, name, -1, cell))
        return findings

    def _invented_leap_day(self) -> list[Finding]:
        """Return the finding that 29 February was made from the day before, where every one of them was."""
        temperatures = [t for t in self._tallies.values() if t.known.is_temperature and t.leap_days]
        rains = [t for t in self._tallies.values() if t.known.water and t.variable.name == "pr" and t.leap_days]
        days = max((t.leap_days for t in temperatures), default=0)
        if days < 2 or any(t.leap_repeats < t.leap_days for t in [*temperatures, *rains]):
            return []
        rain = " and no rain" if rains else ""
        message = f"In {self._named} all {days} days of 29 February have the temperature of the day before{rain}."
        first = int(self._leap.argmax())
        return [self._finding("invented-leap-day", message, temperatures[0].variable.name, first)]


def _values(count: int) -> str:
    return "1 value is" if count == 1 else f"{count} values are"


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"
