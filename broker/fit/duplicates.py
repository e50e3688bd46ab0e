"""One simulation in two datasets is one simulation: it is taken from one of them, by a rule that is said."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from broker.fit.words import asked_metric, fit, listed
from broker.holding import holds, is_historical
from broker.mismatch import Mismatch
from catalog.record import Simulation
from translators.periods import Years
from translators.specification import Specification

if TYPE_CHECKING:
    from broker.matching import Candidate

#: Model and member.
_Run = tuple[str, str]


def taken_once(
    asked: Specification, answers: Sequence[Candidate], horizons: Sequence[Years]
) -> tuple[list[Candidate], list[Mismatch]]:
    """Return the datasets that answer with no simulation twice, and what is said of those that two or more hold.

    Simulations are the same where model, scenario and member are. All of a model's member are taken from the dataset
    that holds the most of the periods asked, then covers the most of the region, then has the finest cells (points
    after grids), then comes first by name; other datasets add the scenarios that it lacks, with their own past. Raw and
    adjusted values of a simulation are not the same, and meet a refusal of their own.
    """
    holders: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for k, candidate in enumerate(answers):
        for model, member in dict.fromkeys((s.model, s.member) for s in candidate.simulations):
            holders[candidate.version.adjustment, model, member].append(k)
    left = {k: list(candidate.simulations) for k, candidate in enumerate(answers)}
    given: dict[tuple[int, int], list[str]] = defaultdict(list)
    for (_, model, member), held_by in holders.items():
        best, *others = sorted(held_by, key=lambda k: _rank(asked, answers[k], (model, member), horizons))
        known = {s.scenario for s in left[best] if (s.model, s.member) == (model, member)}
        for k in others:
            own = [s for s in left[k] if (s.model, s.member) == (model, member)]
            new = [s for s in own if s.scenario not in known]
            if any(not is_historical(s.scenario) for s in new):  # their past stays, to be compared with
                new += [s for s in own if is_historical(s.scenario) and s not in new]
            gone = [s for s in own if s not in new]
            known |= {s.scenario for s in new}
            left[k] = [s for s in left[k] if s not in gone]
            if gone:
                given[best, k].append(" ".join(part for part in (model, member) if part))
    kept = [replace(c, simulations=tuple(left[k])) for k, c in enumerate(answers) if left[k]]
    return kept, [_said(asked, answers[best], answers[k], names) for (best, k), names in given.items()]


def _rank(asked: Specification, candidate: Candidate, run: _Run, horizons: Sequence[Years]) -> tuple[float | str, ...]:
    """Return what the datasets that hold a simulation are put in order by, the best first."""
    own = [s for s in candidate.simulations if (s.model, s.member) == run]
    held = sum(_holds_any(own, years, asked) for years in (asked.baseline, *horizons))
    size = float("inf") if candidate.cell_km is None else candidate.cell_km
    return -held, -round(candidate.covered, 3), size, candidate.distance_km, candidate.version.dataset


def _holds_any(simulations: Sequence[Simulation], years: Years, asked: Specification) -> bool:
    return any(holds(simulation, years, asked.season) for simulation in simulations)


def _said(asked: Specification, best: Candidate, other: Candidate, names: list[str]) -> Mismatch:
    facts = {"names": listed(names), "dataset": best.version.dataset, "other": other.version.dataset}
    return Mismatch(
        axis="metric",
        code="held-twice",
        severity="note",
        asked=asked_metric(asked),
        offered=fit("held-twice.offered", **facts),
        message=fit("held-twice.message", **facts),
        remedy=fit("held-twice.remedy", **facts),
    )
