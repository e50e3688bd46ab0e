"""May projections be adjusted to these observations: what both hold, where they lie, and over which years."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from broker.engine.adjustment_mapping import KINDS
from broker.fit.words import fit, listed, rounded, variable_words
from broker.holding import holds
from broker.mismatch import Mismatch
from broker.reach import FARTHEST_STATION_KM, GridOf, reach
from catalog.record import Simulation, Version
from translators.indices import Index
from translators.periods import YEAR
from translators.specification import Specification
from translators.statistics import Adjustment

if TYPE_CHECKING:
    from broker.matching import Candidate

#: Code of the mismatch that says that an adjustment cannot be made.
IMPOSSIBLE = "adjustment-impossible"


def settled(
    asked: Specification,
    index: Index,
    answers: Sequence[Candidate],
    observations: Version,
    grid_of: GridOf,
) -> tuple[Adjustment | None, Mismatch]:
    """Return the adjustment asked, exact to version, snapshot and series, and what has to be said of it.

    None with a mismatch of severity ``error`` where it cannot be made.
    """
    how = asked.adjustment
    assert how is not None
    projections = [c for c in answers if c.version.kind == "projection"]
    names = _variables(index, projections)
    problem = _of_answers(projections, names) or _of_observations(projections, observations, names)
    series = [s for s in observations.simulations if all(s.variable(n) is not None for n in names)]
    near = [s for s in series if reach(asked.region, observations, s, grid_of).is_within]
    if problem is None:
        problem = _of_series(asked, observations, near)
    if problem is not None:
        return None, _refusal(asked, observations, *problem)
    exact = replace(
        how,
        dataset=observations.dataset,
        version=observations.number,
        snapshot=observations.snapshot,
        simulation=near[0].key,
    )
    return exact, _note(asked, projections, observations, names)


def _variables(index: Index, projections: Sequence[Candidate]) -> list[str]:
    """Return what is adjusted: the variables of the index, or those that stand for them."""
    held = [n for c in projections for v in index.variables for n in c.proxies.get(v, (v,))]
    return list(dict.fromkeys(held or index.variables))


def _of_answers(projections: Sequence[Candidate], names: Sequence[str]) -> tuple[str, str] | None:
    if not projections:
        return _why("no_projections")
    done = [c.version.dataset for c in projections if c.version.adjustment == "adjusted"]
    if done:
        return _why("done", "done" if len(done) == 1 else "done_many", datasets=listed(done))
    slow = [c.version.dataset for c in projections if any(s.frequency != "day" for s in c.simulations)]
    if slow:
        return _why("slow", "slow" if len(slow) == 1 else "slow_many", datasets=listed(slow))
    unknown = [n for n in names if n not in KINDS]
    if unknown:
        return _why("unknown", variables=listed(unknown), known=listed(KINDS, "or"))
    return None


def _of_observations(
    projections: Sequence[Candidate], observations: Version, names: Sequence[str]
) -> tuple[str, str] | None:
    if observations.synthetic and not all(c.version.synthetic for c in projections):
        return _why("made_up")
    if observations.kind == "projection":
        return _why("no_observations")
    lacking = [
        n
        for n in names
        if not any(s.variable(n) is not None and s.frequency == "day" for s in observations.simulations)
    ]
    if lacking:
        held = sorted({v.name for s in observations.simulations for v in s.variables if s.frequency == "day"})
        facts = {"variables": listed(lacking), "words": listed(map(variable_words, lacking))}
        why, remedy = _why("lacking", **facts, held=listed(held, "or"))
        return why, remedy if held else fit("adjustment.lacking_remedy_none")
    return None


def _of_series(asked: Specification, observations: Version, near: Sequence[Simulation]) -> tuple[str, str] | None:
    if not near:
        return _why("far", farthest=rounded(FARTHEST_STATION_KM), place=asked.region.name)
    whole = [s for s in near if holds(s, asked.baseline, YEAR)]
    if not whole:
        spans = sorted({fit("adjustment.span", first=s.first_date, last=s.last_date) for s in near})
        return _why("baseline", baseline=str(asked.baseline), spans=listed(spans))
    if len(near) > 1:
        return _why("several", count=len(near), series=listed(" ".join(p for p in s.key if p) for s in near))
    return None


def _why(reason: str, sentence: str = "", /, **facts: object) -> tuple[str, str]:
    """Return why no adjustment can be made, and what would help."""
    return fit(f"adjustment.{sentence or reason}", **facts), fit(f"adjustment.{reason}_remedy", **facts)


def _refusal(asked: Specification, observations: Version, why: str, remedy: str) -> Mismatch:
    how = asked.adjustment
    assert how is not None
    return Mismatch(
        axis="metric",
        code=IMPOSSIBLE,
        severity="error",
        asked=fit("adjustment.asked", method=fit(f"adjustment.{how.method}"), dataset=how.dataset),
        offered=observations.title or observations.dataset,
        message=fit("adjustment.refused", label=observations.label, why=why),
        remedy=remedy,
        dataset=observations.dataset,
    )


def _note(
    asked: Specification, projections: Sequence[Candidate], observations: Version, names: Sequence[str]
) -> Mismatch:
    how = asked.adjustment
    assert how is not None
    several = len([n for n in names if n.startswith("tas")]) > 1
    message = "adjusted.message_crossed" if several else "adjusted.message"
    return Mismatch(
        axis="metric",
        code="adjusted",
        severity="warning",
        asked=fit("adjusted.asked", dataset=how.dataset),
        offered=fit(
            "adjusted.offered",
            method=fit(f"adjustment.{how.method}"),
            variables=listed(names),
            baseline=str(asked.baseline),
        ),
        message=fit(message, datasets=listed(c.version.dataset for c in projections), label=observations.label),
        remedy=fit("adjusted.remedy"),
        dataset=observations.dataset,
    )
