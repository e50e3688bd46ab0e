"""A specification against the catalog: who can answer, who cannot and why, and where need and offer do not meet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from broker.answering import Candidate, Match, Reason, Refusal, ordered
from broker.errors import DataToChoose, OutsideData, PeriodNotHeld, UnservableNeed
from broker.fit import adjustment, definitions, duplicates, metric, producer, rainy_season, space, time, warming
from broker.fit.words import asked_metric, asked_years, fit, listed
from broker.holding import answers_scenario, holds, is_historical
from broker.mismatch import Mismatch
from broker.reach import GridOf, Reach, reach
from catalog.record import Simulation, Version
from translators.indices import Index, index_of_all
from translators.periods import AR6_HORIZONS, Years
from translators.specification import Specification

__all__ = ["PROXIES", "Candidate", "Match", "Reason", "Refusal", "match"]

#: A variable that may stand for another, when it is not held: half the sum of both (FAO-56, equation 9).
PROXIES = {"tas": ("tasmin", "tasmax")}
#: On which axis a dataset is looked at first; the one that came farthest says why a need is unmet.
_STEPS = ("space", "metric", "time")


def match(
    asked: Specification,
    versions: Iterable[Version],
    grid_of: GridOf,
    observations: Version | None = None,
    globes: Iterable[Version] = (),
) -> Match:
    """Return what the versions on offer say to a specification.

    Parameters
    ----------
    versions : iterable of Version
        Those named by the specification, or all that are on offer.
    grid_of : callable
        Gives a simulation's grid; asked only for datasets of several points.
    observations : Version, optional
        What the specification asks to adjust to.
    globes : iterable of Version
        Where global means are looked for, if levels of warming are asked.
    """
    index = index_of_all(asked.index, asked.parameters, asked.variants)
    versions = tuple(versions)
    offers: list[Candidate] = []
    refusals: list[Refusal] = []
    for version in versions:
        offer = _offer(asked, index, version, grid_of)
        if isinstance(offer, Candidate):
            offers.append(offer)
        else:
            refusals.append(offer)
    projections = [c for c in offers if c.version.kind == "projection"]
    horizons = _horizons(asked, projections) or _horizons(asked, offers)
    settled = [_settle(asked, c, horizons) for c in offers]
    refusals += [r for r in settled if isinstance(r, Refusal)]
    kept = [c for c in settled if isinstance(c, Candidate)]
    answers = [replace(c, role="answer") for c in kept if c.version.kind == "projection"]
    answers, held_twice = duplicates.taken_once(asked, answers, horizons)
    beside = [c for c in kept if c.version.kind != "projection"]
    if not answers and (horizons or _past_only(asked, versions)):
        answers, beside = [replace(c, role="answer") for c in beside], []
    if not answers:
        refusals += [Refusal(c.version, *time.years_lacking(asked, c.version, c.simulations)) for c in beside]
    found = _with_mismatches(Match(asked, (*answers, *beside), tuple(refusals), (), horizons), index, held_twice)
    if asked.warming and found.unmet is None:
        found = _with_warming(found, globes)
    if asked.adjustment is None or found.unmet is not None:
        return found
    assert observations is not None
    return _with_adjustment(found, index, observations, grid_of)


def _with_warming(found: Match, globes: Iterable[Version]) -> Match:
    """Find whose global mean tells the levels of warming that were asked, or refuse the need in words."""
    answers = [c for c in found.candidates if c.role == "answer"]
    inputs, lacking = warming.settled(found.specification, answers, globes)
    if lacking is None:
        return replace(found, global_means=inputs)
    unmet = None
    if not inputs:
        unmet = UnservableNeed(_refused(lacking), code=lacking.code, mismatches=(lacking,))
    return replace(found, mismatches=ordered([*found.mismatches, lacking]), unmet=unmet, global_means=inputs)


def _with_adjustment(found: Match, index: Index, observations: Version, grid_of: GridOf) -> Match:
    """Settle the adjustment that was asked, or refuse the need in words."""
    answers = [c for c in found.candidates if c.role == "answer"]
    exact, said = adjustment.settled(found.specification, index, answers, observations, grid_of)
    in_order = ordered([*(m for m in found.mismatches if m.code != "not-adjusted"), said])
    if exact is None:
        unmet = UnservableNeed(_refused(said), code=said.code, mismatches=(said,))
        return replace(found, mismatches=in_order, unmet=unmet)
    candidates = tuple(
        replace(c, mismatches=tuple(m for m in in_order if m.dataset == c.version.dataset)) for c in found.candidates
    )
    return replace(found, candidates=candidates, mismatches=in_order, adjustment=exact, observations=observations)


def _offer(asked: Specification, index: Index, version: Version, grid_of: GridOf) -> Candidate | Refusal:
    """Take from a version the simulations that fit in space, metric and step of time, whatever their years."""
    reaches: dict[tuple[Any, ...], Reach] = {}
    best: Reach | None = None
    near, lacking, slow, other = [], [], [], []
    proxies: dict[str, tuple[str, ...]] = {}
    for simulation in version.simulations:
        place = (simulation.grid_kind, simulation.bbox, simulation.cells, simulation.resolution_km)
        if place not in reaches:
            reaches[place] = reach(asked.region, version, simulation, grid_of)
        here = reaches[place]
        if best is None or here.distance_km < best.distance_km:
            best = here
        if not here.is_within:
            continue
        missing = [n for n in index.variables if simulation.variable(n) is None]
        stand_ins = {n: PROXIES[n] for n in missing if _all_held(simulation, PROXIES.get(n, ()))}
        if len(stand_ins) < len(missing):
            lacking.append(simulation)
        elif not _step_fits(asked, index, simulation, bool(stand_ins)):
            slow.append(simulation)
        elif asked.scenarios and not _under(asked, version, simulation):
            other.append(simulation)
        else:
            near.append(simulation)
            proxies |= stand_ins
    assert best is not None  # a version holds at least one simulation
    # History alone is a baseline, unless history itself was asked for.
    only_past = bool(other) and not any(answers_scenario(s, asked.scenarios or ()) for s in near)
    if near and not only_past:
        return Candidate(
            version, "comparison", tuple(near), proxies, best.distance_km, cell_km=best.cell_km, covered=best.covered
        )
    refusal = space.outside(asked, version, best)
    if other:
        refusal = metric.scenario_missing(asked, version, other)
    elif slow:
        refusal = time.step_too_long(asked, index, version, slow)
    elif lacking:
        refusal = metric.variable_missing(index, version, lacking)
    return Refusal(version, *refusal, distance_km=best.distance_km)


def _all_held(simulation: Simulation, names: tuple[str, ...]) -> bool:
    return bool(names) and all(simulation.variable(n) is not None for n in names)


def _step_fits(asked: Specification, index: Index, simulation: Simulation, uses_proxy: bool) -> bool:
    if simulation.frequency == "day":
        return True
    if simulation.frequency not in index.steps or uses_proxy:
        return False
    if simulation.frequency.endswith("hr"):
        return True
    if simulation.frequency == "mon":
        return asked.season.is_whole_months_in(simulation.calendar)
    return asked.season.is_year or time.is_own_year(asked.season, simulation)


def _under(asked: Specification, version: Version, simulation: Simulation) -> bool:
    if version.kind != "projection":
        return True
    return answers_scenario(simulation, asked.scenarios or ()) or is_historical(simulation.scenario)


def _horizons(asked: Specification, answers: list[Candidate]) -> tuple[Years, ...]:
    """Return the horizons asked, or the AR6 periods, that some simulation holds."""
    wanted = asked.horizons if asked.horizons is not None else tuple(Years(*h) for h in AR6_HORIZONS)
    runs = [s for c in answers for s in c.simulations if _may_answer(asked, s)]
    return tuple(h for h in wanted if any(holds(s, h, asked.season) for s in runs))


def _may_answer(asked: Specification, simulation: Simulation) -> bool:
    """Whether a simulation counts for horizons: where scenarios were asked, history is baseline only."""
    if asked.scenarios is None or simulation.scenario == "observed":
        return True
    return answers_scenario(simulation, asked.scenarios)


def _past_only(asked: Specification, versions: tuple[Version, ...]) -> bool:
    """Whether observations were named, and no future was asked: then the baseline alone is the answer."""
    return asked.horizons is None and bool(asked.datasets) and all(v.kind != "projection" for v in versions)


def _settle(asked: Specification, offer: Candidate, horizons: tuple[Years, ...]) -> Candidate | Refusal:
    """Keep the simulations that hold a horizon, and the historical runs that give those a baseline."""
    runs = [s for s in offer.simulations if _may_answer(asked, s)]
    holding = [s for s in runs if any(holds(s, h, asked.season) for h in horizons)]
    models = {s.model for s in holding}
    kept = [
        s
        for s in offer.simulations
        if s in holding
        or (s.model in models and is_historical(s.scenario) and holds(s, asked.baseline, asked.season))
        or (offer.version.kind != "projection" and holds(s, asked.baseline, asked.season))
    ]
    if not kept:
        return Refusal(offer.version, *time.years_lacking(asked, offer.version, runs or offer.simulations))
    return replace(offer, simulations=tuple(kept))


def _with_mismatches(found: Match, index: Index, held_twice: list[Mismatch]) -> Match:
    asked = found.specification
    answers = [c for c in found.candidates if c.role == "answer"]
    mismatches: list[Mismatch] = []
    unmet: UnservableNeed | None = None
    kinds = {c.version.adjustment for c in answers if c.version.kind == "projection"}
    if not answers:
        unmet, mismatches = _unmet(found)
        return replace(found, candidates=(), horizons=(), mismatches=tuple(mismatches), unmet=unmet)
    if {"raw", "adjusted"} <= kinds:
        mismatch = metric.raw_beside_adjusted(answers)
        unmet = DataToChoose(
            _refused(mismatch),
            mismatches=(mismatch,),
            options=tuple(c.version.dataset for c in answers),
        )
        mismatches.append(mismatch)
    mismatches += time.mismatches(asked, found.horizons, answers)
    mismatches += space.mismatches(asked, answers)
    mismatches += [*metric.mismatches(asked, index, answers), *definitions.of_many(asked)]
    mismatches += [*held_twice, *rainy_season.mismatches(asked), *producer.mismatches(asked, found.candidates)]
    for candidate in found.candidates:
        if candidate.role == "comparison":
            mismatches += [m for m in space.mismatches(asked, [candidate]) if m.severity != "note"]
            mismatches += metric.proxies(candidate)
    in_order = ordered(mismatches)
    candidates = tuple(
        replace(c, mismatches=tuple(m for m in in_order if m.dataset == c.version.dataset)) for c in found.candidates
    )
    return replace(found, candidates=candidates, mismatches=in_order, unmet=unmet)


def _unmet(found: Match) -> tuple[UnservableNeed, list[Mismatch]]:
    """Say why nothing answers, in the words of the dataset that came closest."""
    asked = found.specification
    if not found.refusals:
        mismatch = space.nothing_published(asked)
        return UnservableNeed(_refused(mismatch), code="catalog-empty", mismatches=(mismatch,)), [mismatch]
    refusals = [r for r in found.refusals if r.version.kind == "projection"] or list(found.refusals)
    farthest = max(_STEPS.index(r.axis) for r in refusals)
    closest = sorted((r for r in refusals if _STEPS.index(r.axis) == farthest), key=lambda r: r.distance_km)
    mismatches = [
        Mismatch(r.axis, "error", _asked_on(r.axis, asked), r.offered, r.message, r.remedy, r.version.dataset, r.code)
        for r in closest
    ]
    first = closest[0]
    error = {"outside-data": OutsideData, "period-not-held": PeriodNotHeld}.get(first.code, UnservableNeed)
    others = listed(r.version.dataset for r in closest[1:])
    return error(_refused(first, others), code=first.code, mismatches=tuple(mismatches)), mismatches


def _refused(first: Mismatch | Refusal, others: str = "") -> str:
    """Return why a need is not met, and what would help."""
    if others:
        return fit("refusal_also", message=first.message, remedy=first.remedy, others=others)
    return fit("refusal", message=first.message, remedy=first.remedy)


def _asked_on(axis: str, asked: Specification) -> str:
    if axis == "time":
        return asked_years(asked)
    return asked.region.name if axis == "space" else asked_metric(asked)
