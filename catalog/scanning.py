"""Checks of values: one pass over the blocks of a simulation, which ingest makes anyway."""

from __future__ import annotations

from catalog.calendars import date_of, iso
from catalog.checks import finding
from catalog.counting import count_crossings
from catalog.record import Finding
from catalog.tally import STUCK_DAYS, Tally
from catalog.understood import Block, FoundSimulation
from catalog.variables import VARIABLES

_GREGORIAN = ("standard", "proleptic_gregorian", "julian")
#: Differences below this are rounding, not crossing.
_CROSSING_K = 1e-3


class Scan:
    """Counts while blocks pass, then says what was found.

    Feed it every block of `FoundSimulation.blocks`, in order, then ask for `findings`. Memory: a few arrays of the
    grid's size for each variable.
    """

    def __init__(self, found: FoundSimulation) -> None:
        self._found = found
        daily = found.time.frequency == "day"
        self._tallies = {
            v.name: Tally(v, VARIABLES[v.name], found.grid.cells, seek_stuck=daily) for v in found.simulation.variables
        }
        self._crossed, self._crossed_from, self._crossed_by = 0, -1, 0.0
        _, month, day = date_of(found.time.first_day, found.time.calendar)
        self._leap = (month == 2) & (day == 29) & (daily and found.time.calendar in _GREGORIAN)

    def update(self, block: Block) -> None:
        """Count the values of one block."""
        leap = self._leap[block.start : block.stop]
        for name, values in block.values.items():
            self._tallies[name].count(block.start, values, leap)
        if {"tasmin", "tasmax"} <= set(block.values):
            self._cross(block)

    def findings(self) -> tuple[Finding, ...]:
        """Return what was found in all blocks so far."""
        findings = [f for tally in self._tallies.values() for f in self._of(tally)]
        if self._crossed:
            message = (
                f"In {self._named} tasmin is above tasmax {_times(self._crossed)}, first on "
                f"{self._date(self._crossed_from)}, by up to {self._crossed_by:.3g} K."
            )
            findings.append(self._finding("tasmin-above-tasmax", message, "tasmin", self._crossed_from))
        return tuple(findings + self._invented_leap_day())

    @property
    def _named(self) -> str:
        return " ".join(part for part in self._found.simulation.key if part)

    def _date(self, step: int) -> str:
        return iso(int(self._found.time.first_day[step]), self._found.time.calendar)

    def _finding(self, code: str, message: str, variable: str, step: int = -1) -> Finding:
        where = self._date(step) if step >= 0 else ""
        return finding(code, message, variable=variable, where=where, models=(self._found.simulation.model,))

    def _cross(self, block: Block) -> None:
        low, high = (self._found.simulation.variable(n) for n in ("tasmin", "tasmax"))
        assert low is not None
        assert high is not None
        count, first, by = count_crossings(
            block.values["tasmin"], block.values["tasmax"], low.scale, low.offset, high.scale, high.offset, _CROSSING_K
        )
        if count:
            self._crossed += count
            self._crossed_by = max(self._crossed_by, by)
            if self._crossed_from < 0:
                self._crossed_from = block.start + first

    def _of(self, tally: Tally) -> list[Finding]:
        name, units, findings = tally.variable.name, tally.known.units, []
        of = f"{name} of {self._named}"

        def found(code: str, message: str, step: int = -1) -> None:
            findings.append(self._finding(code, message, name, step))

        never = int((tally.held == 0).sum())
        if never == tally.held.size:
            found("all-missing", f"{of} has no value in any of its {tally.steps} steps.")
            return findings
        if never:
            found("cells-missing", f"{never} of {tally.held.size} cells of {of} never have a value.")
        missing = tally.missing_in_held_cells
        if missing:
            share = 100 * missing / (tally.steps * (tally.held.size - never))
            found("values-missing", f"Of {of} {_values(missing)} missing ({share:.2g} %).")
        if tally.infinite:
            found("infinite-values", f"{_times(tally.infinite)} {of} is infinite.")
        for marker, times in sorted(tally.markers.items()):
            found("sentinel-values", f"{of} has the value {marker:g} {_times(times)}.")
        if tally.beyond:
            first = f"first on {self._date(tally.first_beyond)} with {tally.beyond_value:.4g} {units}"
            limits = f"{tally.known.least:g} to {tally.known.most:g} {units}"
            found("outliers", f"{of} is beyond {limits} {_times(tally.beyond)}, {first}.", tally.first_beyond)
        if tally.negative:
            first = f"first on {self._date(tally.first_negative)}, least {tally.negative_least:.3g} {units}"
            found("negative-rain", f"{of} is below zero {_times(tally.negative)}, {first}.", tally.first_negative)
        if tally.stuck_days >= STUCK_DAYS:
            stuck = f"{tally.stuck_value:.4g} {units} for {tally.stuck_days} days from {self._date(tally.stuck_from)}"
            found("stuck-values", f"{of} stays at {stuck}.", tally.stuck_from)
        constant = (tally.least == tally.most) & (tally.held > 1)
        if tally.known.water and tally.steps < 365:
            constant &= tally.least != 0  # a dry month is no fault
        if constant.any():
            found(
                "constant-field", f"{int(constant.sum())} of {tally.held.size} cells of {of} have one value throughout."
            )
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
        return [self._finding("invented-leap-day", message, temperatures[0].variable.name)]


def _values(count: int) -> str:
    return "1 value is" if count == 1 else f"{count} values are"


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"
