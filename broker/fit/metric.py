"""Need and offer in metric: the quantity asked, the quantity held, and what stands between them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from broker.fit.words import VARIABLES, asked_metric, listed
from broker.holding import is_historical
from broker.mismatch import Mismatch
from catalog.record import Simulation, Version
from translators.indices import Index
from translators.phrases import shown_parameter
from translators.specification import Specification

if TYPE_CHECKING:
    from broker.matching import Candidate, Reason

#: From this many models on, the tenth and the ninetieth percentile say something of their own.
FEW_MODELS = 5


def variable_missing(index: Index, version: Version, runs: Sequence[Simulation]) -> Reason:
    """Say that a variable is not held."""
    held = sorted({v.name for s in runs for v in s.variables})
    missing = [name for name in index.variables if name not in held] or list(index.variables)
    needs = listed(f"{name} ({VARIABLES.get(name, 'daily values')})" for name in missing)
    message = (
        f"{index.id} is computed from {needs}, which {version.dataset} does not hold: from {listed(held)} the same "
        f"quantity cannot be had."
    )
    remedy = f"Choose an index of {listed(held, 'or')}, or ask the producer for {listed(missing)}."
    return "metric", "variable-missing", message, remedy, listed(held)


def scenario_missing(asked: Specification, version: Version, runs: Sequence[Simulation]) -> Reason:
    """Say that the scenario is not held."""
    futures = sorted({s.scenario for s in runs if not is_historical(s.scenario)})
    message = (
        f"The scenario {listed(asked.scenarios or (), 'or')} was asked, but {version.dataset} holds {listed(futures)}, "
        f"and one future cannot stand for another."
    )
    remedy = f"Ask for {listed(futures, 'or')}, or leave the scenarios out to see all."
    return "metric", "scenario-not-held", message, remedy, listed(futures)


def raw_beside_adjusted(answers: Sequence[Candidate]) -> Mismatch:
    """Say that raw and adjusted projections must not be mixed."""
    raw = listed(c.version.dataset for c in answers if c.version.adjustment == "raw")
    adjusted = listed(c.version.dataset for c in answers if c.version.adjustment == "adjusted")
    return Mismatch(
        axis="metric",
        code="data-to-choose",
        severity="error",
        asked="one range over all models",
        offered=f"{raw} as the models gave them; {adjusted} adjusted to observations",
        message=f"{raw} as the models gave them and {adjusted} adjusted to observations both answer, but one range "
        f"over both would mix the models' errors with their futures.",
        remedy=f"Say which: datasets: [{adjusted}] or datasets: [{raw}].",
    )


def mismatches(asked: Specification, index: Index, answers: Sequence[Candidate]) -> list[Mismatch]:
    """Return what does not meet in metric, and always what is computed."""
    found = [m for c in answers for m in (*proxies(c), *_not_adjusted(asked, index, c))]
    found += _scenarios_absent(asked, answers)
    found += _few_models(answers)
    source = index.source.split(";")[0].split(", doi")[0]
    return [
        *found,
        Mismatch(
            axis="metric",
            code="index-definition",
            severity="note",
            asked=asked_metric(asked),
            offered=f"{index.title}, in {index.units}",
            message=f"{index.id} is computed from {listed(index.variables)} by the definition of {source}.",
            remedy="Another threshold, season or index, if this does not say what matters to the decision.",
        ),
    ]


def proxies(candidate: Candidate) -> list[Mismatch]:
    """Return which variables stand for others."""
    dataset = candidate.version.dataset
    return [
        Mismatch(
            axis="metric",
            code="proxy",
            severity="warning",
            asked=VARIABLES.get(name, name),
            offered=f"half the sum of {listed(parts)}",
            message=f"{dataset} has no {name}, so half the sum of {listed(parts)} stands for it (FAO-56, equation 9): "
            f"good for means over months, less so for single days.",
            remedy=f"Ask the producer for {name}.",
            dataset=dataset,
        )
        for name, parts in candidate.proxies.items()
    ]


def _not_adjusted(asked: Specification, index: Index, candidate: Candidate) -> list[Mismatch]:
    version = candidate.version
    if version.kind != "projection" or version.adjustment == "adjusted":
        return []
    is_raw = version.adjustment == "raw"
    known = "is not adjusted to observations" if is_raw else "does not say whether it is adjusted to observations"
    of_variables = {f"thresh_{name}" for name in index.variables} | ({"thresh"} if index.operator else set())
    limits = [text for name, text in asked.parameters.items() if name in of_variables]
    has_limit = bool(limits)
    limit = listed(dict.fromkeys(map(shown_parameter, limits)))
    if has_limit:
        message = f"{version.dataset} {known}: a model with its own error crosses {limit} too often or too seldom."
    else:
        message = f"{version.dataset} {known}: levels carry each model's own error, changes less so."
    return [
        Mismatch(
            axis="metric",
            code="not-adjusted",
            severity="warning" if has_limit else "note",
            asked=f"a fixed limit of {limit}" if has_limit else "values as measured",
            offered="raw model values" if is_raw else "values whose adjustment is not known",
            message=message,
            remedy="Trust the change more than the level, set a station beside it, or use adjusted data.",
            dataset=version.dataset,
        )
    ]


def _scenarios_absent(asked: Specification, answers: Sequence[Candidate]) -> list[Mismatch]:
    held = {name for c in answers for s in c.simulations for name in (s.scenario, *s.scenario.split("+"))}
    known = {name.casefold() for name in held}
    absent = [name for name in asked.scenarios or () if name.casefold() not in known]
    if not absent:
        return []
    offered = listed(dict.fromkeys(s.scenario for c in answers for s in c.simulations))
    return [
        Mismatch(
            axis="metric",
            code="scenario-left-out",
            severity="warning",
            asked=listed(absent),
            offered=offered,
            message=f"The scenario {listed(absent)} was asked, but no data that fit hold it, so it is left out.",
            remedy=f"Ask for {offered}, or publish simulations under {listed(absent)}.",
        )
    ]


def _few_models(answers: Sequence[Candidate]) -> list[Mismatch]:
    models = sorted({s.model for c in answers if c.version.kind == "projection" for s in c.simulations})
    if not models or len(models) >= FEW_MODELS:
        return []
    count = "one model" if len(models) == 1 else f"{len(models)} models"
    return [
        Mismatch(
            axis="metric",
            code="models-few",
            severity="warning" if len(models) < 3 else "note",
            asked="the range of possible futures",
            offered=count,
            message=f"The range comes from {count} ({listed(models)}), so futures outside of it are quite possible.",
            remedy="Publish more models, and take the range as the least to expect.",
        )
    ]
