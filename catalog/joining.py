"""Pieces of files become simulations: joined in time, merged over variables, without changing or inventing a value."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from catalog.calendars import date_of, iso, last_day
from catalog.checks import finding
from catalog.conventions import Piece
from catalog.grids import bbox, resolution_km, same_grid
from catalog.record import Finding, Simulation, TimeAxis, Variable
from catalog.timeline import HOURS
from catalog.understood import FoundSimulation

_STEP = {"day": "days", "mon": "months", "yr": "years"} | {name: f"steps of {n} h" for name, n in HOURS.items()}


@dataclass(frozen=True)
class Track:
    """One variable of a simulation through all its files.

    Attributes
    ----------
    variable : Variable
    pieces : tuple of Piece
    first_day, days : ndarray (steps,)
        Strictly increasing.
    piece_of, row_of : ndarray of int (steps,)
        Which row of which piece holds each step.
    """

    variable: Variable
    pieces: tuple[Piece, ...]
    first_day: np.ndarray
    days: np.ndarray
    piece_of: np.ndarray
    row_of: np.ndarray


def join(pieces: Sequence[Piece], accept: Sequence[str]) -> tuple[list[FoundSimulation], list[Finding]]:
    """Return the simulations that the pieces make, and the findings about joining them.

    A simulation with an error is left out. `accept` names the repairs that the producer asked for.
    """
    runs: dict[tuple[str, str, str], list[Piece]] = {}
    for piece in pieces:
        runs.setdefault(piece.run.key, []).append(piece)
    simulations: list[FoundSimulation] = []
    findings: list[Finding] = []
    for key in sorted(runs):
        found, about = _simulation(runs[key], accept, {s.simulation.group for s in simulations})
        findings += about
        if found is not None:
            simulations.append(found)
    return simulations, findings


def _simulation(
    pieces: list[Piece], accept: Sequence[str], taken: set[str]
) -> tuple[FoundSimulation | None, list[Finding]]:
    findings = _disagreements(pieces)
    if findings:
        return None, findings
    tracks: dict[str, Track] = {}
    for name in sorted({p.variable.name for p in pieces}):
        track, found = _track([p for p in pieces if p.variable.name == name], accept)
        findings += found
        if track is not None:
            tracks[name] = track
    if any(f.severity == "error" for f in findings) or not tracks:
        return None, findings
    axis, found = _axis(tracks, pieces[0])
    findings += found
    run, grid = pieces[0].run, pieces[0].grid
    last = last_day(axis.first_day[-1], axis.days[-1])
    simulation = Simulation(
        run.model, run.scenario, run.member, tuple(t.variable for t in tracks.values()), axis.calendar, axis.frequency,
        (int(date_of(axis.first_day[0], axis.calendar)[0]), int(date_of(last, axis.calendar)[0])),
        iso(axis.first_day[0], axis.calendar), iso(last, axis.calendar),
        grid.cells, grid.kind, bbox(grid), resolution_km(grid), _group(run.key, taken),
    )  # fmt: skip
    files = tuple(dict.fromkeys(p.source for p in sorted(pieces, key=lambda p: int(p.time.first_day.min()))))
    declared = {name: tuple(dict.fromkeys(p.declared for p in t.pieces)) for name, t in tracks.items()}
    return FoundSimulation(simulation, axis, grid, files, StepReader(axis, grid.cells, tracks), declared), findings


def _group(key: tuple[str, str, str], taken: set[str]) -> str:
    slug = "_".join(re.sub(r"[^A-Za-z0-9.-]+", "-", part).strip("-.") or "none" for part in key)
    return slug if slug not in taken else f"{slug}_{len(taken)}"


def _disagreements(pieces: list[Piece]) -> list[Finding]:
    first, named = pieces[0], _named(pieces[0])
    units: dict[str, Piece] = {}
    for piece in pieces:
        about = {"file": piece.source.name, "models": (first.run.model,)}
        between = f"{first.source.name} has {{}}, {piece.source.name} has {{}}."
        if piece.time.frequency != first.time.frequency:
            both = between.format(_STEP[first.time.frequency], _STEP[piece.time.frequency])
            return [finding("frequencies-mixed", f"{named}: {both}", **about)]
        if piece.time.calendar != first.time.calendar:
            both = between.format(f"the calendar {first.time.calendar}", f"the calendar {piece.time.calendar}")
            return [finding("calendars-mixed", f"{named}: {both}", **about)]
        about["variable"] = piece.variable.name
        if not same_grid(piece.grid, first.grid):
            return [finding("grids-differ", f"{named}: {between.format(_shape(first), _shape(piece))}", **about)]
        other = units.setdefault(piece.variable.name, piece)
        if (other.variable.scale, other.variable.offset) != (piece.variable.scale, piece.variable.offset):
            message = (
                f"{named}: {piece.variable.name} is in {other.variable.units!r} in {other.source.name} and in "
                f"{piece.variable.units!r} in {piece.source.name}."
            )
            return [finding("units-differ", message, **about)]
    return []


def _shape(piece: Piece) -> str:
    ny, nx = piece.grid.shape
    size = f"{nx} points" if piece.grid.kind == "points" else f"{ny} × {nx} cells"
    return f"{size} from {float(piece.grid.lat.flat[0]):.4g}, {float(piece.grid.lon.flat[0]):.4g}"


def _named(piece: Piece) -> str:
    return " ".join(part for part in piece.run.key if part) or piece.source.name


def _track(pieces: list[Piece], accept: Sequence[str]) -> tuple[Track | None, list[Finding]]:
    pieces = sorted(pieces, key=lambda p: int(p.time.first_day.min()))
    findings: list[Finding] = []
    name, calendar = pieces[0].variable.name, pieces[0].time.calendar
    for piece in pieces:
        steps = np.diff(piece.time.first_day)
        if (steps < 0).any():
            where = iso(piece.time.first_day[int((steps < 0).argmax()) + 1], calendar)
            back = int((steps < 0).sum())
            how = f"once, to {where}" if back == 1 else f"{back} times, first to {where}"
            message = f"In {piece.source.name} the time of {name} goes back {how}."
            about = {"file": piece.source.name, "variable": name, "where": where}
            findings.append(finding("time-unsorted", message, repaired="time-unsorted" in accept, **about))
    first_day = np.concatenate([p.time.first_day for p in pieces])
    days = np.concatenate([p.time.days for p in pieces])
    piece_of = np.repeat(np.arange(len(pieces)), [len(p.time) for p in pieces])
    row_of = np.concatenate([np.arange(len(p.time)) for p in pieces])
    order = np.argsort(first_day, kind="stable")
    first_day, days, piece_of, row_of = first_day[order], days[order], piece_of[order], row_of[order]
    again = np.concatenate([[False], first_day[1:] == first_day[:-1]])
    if again.any():
        findings.append(_about_repeats(pieces, first_day, piece_of, row_of, again, accept))
        keep = ~again
        first_day, days, piece_of, row_of = first_day[keep], days[keep], piece_of[keep], row_of[keep]
    over = first_day[:-1] + days[:-1] > first_day[1:] + 1e-6
    if over.any():
        where = iso(first_day[1:][over][0], calendar)
        message = f"{int(over.sum())} steps of {name} begin before the one before them has ended, first on {where}."
        findings.append(finding("time-overlapping", message, file=pieces[0].source.name, variable=name, where=where))
    dtype = np.result_type(*[p.variable.dtype for p in pieces]).name
    variable = replace(pieces[0].variable, dtype=dtype)
    return Track(variable, tuple(pieces), first_day, days, piece_of, row_of), findings


def _about_repeats(
    pieces: list[Piece], first_day: np.ndarray, piece_of: np.ndarray, row_of: np.ndarray, again: np.ndarray,
    accept: Sequence[str],
) -> Finding:  # fmt: skip
    """Return the finding about steps that occur more than once: equal ones can be dropped, others not."""
    at = np.flatnonzero(again)
    name, calendar = pieces[0].variable.name, pieces[0].time.calendar
    where = iso(first_day[at[0]], calendar)
    among = list(dict.fromkeys(pieces[i].source.name for i in np.concatenate([piece_of[at], piece_of[at - 1]])))
    held = among[0] if len(among) == 1 else " and ".join(among[:2])
    about = {"file": among[-1], "variable": name, "where": where, "models": (pieces[0].run.model,)}
    runs = {pieces[i].run.said for i in np.concatenate([piece_of[at], piece_of[at - 1]]).tolist()}
    if len(runs) > 1:
        said = " and ".join(" ".join(filter(None, run)) for run in sorted(runs)[:2])
        return finding("simulations-collide", f"{held} say that they are of {said}.", **about)
    differing = 0
    for start in range(0, at.size, 365):
        part = at[start : start + 365]
        ours = _gather(pieces, piece_of[part], row_of[part])
        theirs = _gather(pieces, piece_of[part - 1], row_of[part - 1])
        differing += int((~((ours == theirs) | (np.isnan(ours) & np.isnan(theirs))).all(axis=1)).sum())
    if differing:
        message = (
            f"{at.size} steps of {name} occur more than once in {held}, first on {where}, and {differing} of them have "
            f"different values."
        )
        return finding("time-conflicting", message, **about)
    message = f"{at.size} steps of {name} occur more than once in {held}, first on {where}, with the same values."
    return finding("time-duplicated", message, repaired="time-duplicated" in accept, **about)


def _axis(tracks: dict[str, Track], piece: Piece) -> tuple[TimeAxis, list[Finding]]:
    """Return the steps that any variable holds; a variable that lacks some is missing there, and that is said."""
    calendar, frequency = piece.time.calendar, piece.time.frequency
    union = np.unique(np.concatenate([t.first_day for t in tracks.values()]))
    lengths = np.zeros(union.size, dtype=next(iter(tracks.values())).days.dtype)
    for track in tracks.values():
        lengths[np.searchsorted(union, track.first_day)] = track.days
    findings = []
    short = {name: t for name, t in tracks.items() if t.first_day.size < union.size}
    if short:
        spans = "; ".join(
            f"{name} {iso(t.first_day[0], calendar)} to {iso(last_day(t.first_day[-1], t.days[-1]), calendar)}"
            f" ({t.first_day.size} of {union.size} {_STEP[frequency]})"
            for name, t in tracks.items()
        )
        message = f"The variables of {_named(piece)} do not cover the same time: {spans}."
        findings.append(finding("variables-cover-different-times", message, models=(piece.run.model,)))
    return TimeAxis(calendar, frequency, union, lengths), findings


def _gather(pieces: Sequence[Piece], piece_of: np.ndarray, row_of: np.ndarray) -> np.ndarray:
    """Return rows of pieces one below the other; rows that follow each other are read at once."""
    breaks = np.flatnonzero((np.diff(piece_of) != 0) | (np.diff(row_of) != 1)) + 1
    parts = []
    for start, stop in zip([0, *breaks.tolist()], [*breaks.tolist(), piece_of.size], strict=True):
        first = int(row_of[start])
        parts.append(pieces[int(piece_of[start])].rows(first, first + stop - start))
    return parts[0] if len(parts) == 1 else np.concatenate(parts)


class StepReader:
    """Reads steps of a simulation's variable from whichever files hold them.

    Attributes
    ----------
    tracks : dict of str to Track
        Of each variable, by its CMIP name.
    """

    def __init__(self, axis: TimeAxis, cells: int, tracks: dict[str, Track]) -> None:
        self._axis, self._cells, self.tracks = axis, cells, tracks

    def __call__(self, name: str, start: int, stop: int) -> np.ndarray:
        """Return ``(steps, cells)``, stored units and dtype, NaN where no file holds the step."""
        track = self.tracks[name]
        wanted = self._axis.first_day[start:stop]
        at = np.searchsorted(track.first_day, wanted)
        at_inside = np.minimum(at, track.first_day.size - 1)
        held = track.first_day[at_inside] == wanted
        if not held.any():
            return np.full((stop - start, self._cells), np.nan, dtype=track.variable.dtype)
        read = _gather(track.pieces, track.piece_of[at[held]], track.row_of[at[held]])
        if held.all():
            return np.ascontiguousarray(read, dtype=track.variable.dtype)
        values = np.full((stop - start, self._cells), np.nan, dtype=track.variable.dtype)
        values[held] = read
        return values
