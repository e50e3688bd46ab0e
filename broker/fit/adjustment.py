"""May projections be adjusted to these observations: what both hold, where they lie, and over which years."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from broker.engine.adjustment_effect import METHODS
from broker.engine.adjustment_mapping import KINDS
from broker.fit.words import VARIABLES, listed
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
        return "no projections answer, so there is nothing to adjust", "Leave the adjustment out."
    done = [c.version.dataset for c in projections if c.version.adjustment == "adjusted"]
    if done:
        return (
            f"{listed(done)} {'is' if len(done) == 1 else 'are'} adjusted to observations already, and a second time "
            f"would take out what the first left on purpose",
            "Leave the adjustment out, or choose data as the models gave them.",
        )
    slow = [c.version.dataset for c in projections if any(s.frequency != "day" for s in c.simulations)]
    if slow:
        return f"{listed(slow)} {_holds(slow)} no daily values, which are what is mapped", "Choose daily data."
    unknown = [n for n in names if n not in KINDS]
    if unknown:
        return (
            f"it is not known how to adjust {listed(unknown)}",
            f"Choose an index of {listed(KINDS, 'or')}, or leave the adjustment out.",
        )
    return None


def _of_observations(
    projections: Sequence[Candidate], observations: Version, names: Sequence[str]
) -> tuple[str, str] | None:
    if observations.synthetic and not all(c.version.synthetic for c in projections):
        return "its weather is made up, and the projections are not", "Name observations that were measured."
    if observations.kind == "projection":
        return (
            "it holds projections, not observations",
            "Name observations or a reanalysis of the catalog.",
        )
    lacking = [
        n
        for n in names
        if not any(s.variable(n) is not None and s.frequency == "day" for s in observations.simulations)
    ]
    if lacking:
        held = sorted({v.name for s in observations.simulations for v in s.variables if s.frequency == "day"})
        return (
            f"it holds no daily {listed(lacking)} ({listed(VARIABLES.get(n, n) for n in lacking)})",
            f"Choose an index of {listed(held, 'or')}, or other observations." if held else "Name daily observations.",
        )
    return None


def _of_series(asked: Specification, observations: Version, near: Sequence[Simulation]) -> tuple[str, str] | None:
    if not near:
        return (
            f"no series of it lies within {FARTHEST_STATION_KM:.0f} km of {asked.region.name}, or covers a part of it",
            "Name observations of that place.",
        )
    whole = [s for s in near if holds(s, asked.baseline, YEAR)]
    if not whole:
        years = listed(sorted({f"{s.first_date} to {s.last_date}" for s in near}))
        return (
            f"it does not hold every year of the baseline {asked.baseline}, over which the mapping is fitted, but "
            f"{years}",
            "Choose a baseline that both hold.",
        )
    if len(near) > 1:
        return (
            f"it holds {len(near)} series there ({listed(' '.join(p for p in s.key if p) for s in near)}), and which "
            f"one is right cannot be guessed",
            "Publish the one to adjust to as a dataset of its own.",
        )
    return None


def _refusal(asked: Specification, observations: Version, why: str, remedy: str) -> Mismatch:
    how = asked.adjustment
    assert how is not None
    return Mismatch(
        axis="metric",
        code=IMPOSSIBLE,
        severity="error",
        asked=f"{METHODS[how.method]} to {how.dataset}",
        offered=observations.title or observations.dataset,
        message=f"An adjustment to {observations.label} was asked, but {why}. Numbers called adjusted would not be.",
        remedy=remedy,
        dataset=observations.dataset,
    )


def _note(
    asked: Specification, projections: Sequence[Candidate], observations: Version, names: Sequence[str]
) -> Mismatch:
    how = asked.adjustment
    assert how is not None
    several = len([n for n in names if n.startswith("tas")]) > 1
    crossed = " Each variable is adjusted by itself, so a day's minimum may pass its maximum." if several else ""
    return Mismatch(
        axis="metric",
        code="adjusted",
        severity="warning",
        asked=f"adjusted to {how.dataset}",
        offered=f"{METHODS[how.method]} of {listed(names)}, fitted over {asked.baseline}",
        message=f"The days of {listed(c.version.dataset for c in projections)} are adjusted to {observations.label} "
        f"before anything is counted: the observations' errors and the weather of their place come in, and the models' "
        f"errors are taken to stay as they were.{crossed}",
        remedy="Compare with the raw numbers beside them, and trust what both say.",
        dataset=observations.dataset,
    )


def _holds(some: Sequence[str]) -> str:
    return "holds" if len(some) == 1 else "hold"
