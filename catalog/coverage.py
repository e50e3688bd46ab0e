"""Findings about what a set of simulations covers: gaps, absent years, incomplete years."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from catalog.calendars import date_of, iso, last_day
from catalog.checks import finding
from catalog.record import Finding, TimeAxis
from catalog.understood import FoundSimulation


def coverage_findings(simulations: Sequence[FoundSimulation]) -> list[Finding]:
    """Return the findings about gaps within simulations and between the past and the scenarios of a model."""
    findings: list[Finding] = []
    for found in simulations:
        findings += _gaps(found) + _incomplete_years(found)
    return findings + _absent_years(simulations)


def _named(found: FoundSimulation) -> str:
    return " ".join(part for part in found.simulation.key if part)


def _gaps(found: FoundSimulation) -> list[Finding]:
    time, calendar = found.time, found.time.calendar
    ends = time.first_day[:-1] + time.days[:-1]
    lost = time.first_day[1:] - ends
    at = np.flatnonzero(lost > 1e-6)
    if not at.size:
        return []
    models = (found.simulation.model,)
    if _only_leap_days(time, ends[at], lost[at]):
        named = f"{_named(found)} is dated in the {calendar} calendar"
        message = f"{named}, but none of its {at.size} leap years has a 29 February."
        return [finding("leap-days-absent", message, models=models)]
    if _in_leap_years(time, ends[at], lost[at], (12, 31)):
        message = f"{_named(found)} has no 31 December in its {at.size} leap years, so that each year has 365 days."
        return [finding("year-ends-absent", message, models=models)]
    spans = [
        iso(ends[i], calendar)
        if lost[i] <= 1
        else f"{iso(ends[i], calendar)} to {iso(last_day(ends[i], lost[i]), calendar)}"
        for i in at[:5]
    ]
    more = f" and {at.size - 5} more gaps" if at.size > 5 else ""
    message = f"{_named(found)} lacks {lost[at].sum():.10g} days: {', '.join(spans)}{more}."
    return [finding("time-gap", message, where=spans[0], models=models)]


def _only_leap_days(time: TimeAxis, starts: np.ndarray, lost: np.ndarray) -> bool:
    return _in_leap_years(time, starts, lost, (2, 29))


def _in_leap_years(time: TimeAxis, starts: np.ndarray, lost: np.ndarray, date: tuple[int, int]) -> bool:
    """Whether one day, the same in every leap year, is all that is absent."""
    if time.calendar not in {"standard", "proleptic_gregorian", "julian"} or (lost != 1).any():
        return False
    year, month, day = date_of(starts, time.calendar)
    first, last = (int(date_of(d, time.calendar)[0]) for d in (time.first_day[0], time.first_day[-1]))
    alike = (month == date[0]) & (day == date[1]) & (year % 4 == 0)
    return bool(alike.all()) and starts.size >= (last - first) // 4 - 1 and starts.size > 0


def _incomplete_years(found: FoundSimulation) -> list[Finding]:
    time, calendar = found.time, found.time.calendar
    first, last = int(np.floor(time.first_day[0])), last_day(time.first_day[-1], time.days[-1])
    _, month, day = date_of(np.array([first, last + 1]), calendar)
    if (month == 1).all() and (day == 1).all():
        return []
    message = f"{_named(found)} holds {iso(first, calendar)} to {iso(last, calendar)}."
    return [finding("incomplete-years", message, models=(found.simulation.model,))]


def _absent_years(simulations: Sequence[FoundSimulation]) -> list[Finding]:
    past = {
        (s.simulation.model, s.simulation.member): s for s in simulations if s.simulation.scenario.startswith("hist")
    }
    absent: dict[tuple[int, int], list[FoundSimulation]] = {}
    for found in simulations:
        before = past.get((found.simulation.model, found.simulation.member))
        if before is None or before is found:
            continue
        first, last = before.simulation.years[1] + 1, found.simulation.years[0] - 1
        if last >= first:
            absent.setdefault((first, last), []).append(found)
    findings = []
    for (first, last), after in sorted(absent.items()):
        models = tuple(dict.fromkeys(s.simulation.model for s in after))
        scenarios = ", ".join(dict.fromkeys(s.simulation.scenario for s in after))
        years = f"{first}–{last}" if last > first else str(first)
        message = f"{years} are absent between the historical run and {scenarios} of {', '.join(models)}."
        findings.append(finding("years-absent", message, where=years, models=models))
    return findings
