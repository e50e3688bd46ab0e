"""Need and offer in metric: the quantity asked, the quantity held, and what stands between them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from broker.fit.words import asked_metric, fit, listed, scenario_words, title_said, variable_words
from broker.holding import is_historical
from broker.mismatch import Mismatch
from catalog.record import Simulation, Version
from translators.indices import Index
from translators.said import Said
from translators.specification import Specification

if TYPE_CHECKING:
    from broker.matching import Candidate, Reason

#: From this many models on, the tenth and the ninetieth percentile say something of their own.
FEW_MODELS = 5


def variable_missing(index: Index, version: Version, runs: Sequence[Simulation]) -> Reason:
    """Say that a variable is not held."""
    held = sorted({v.name for s in runs for v in s.variables})
    missing = [name for name in index.variables if name not in held] or list(index.variables)
    words = {name: variable_words(name) for name in missing}
    needs = listed(
        fit("variable", name=name, words=said if said != name else fit("other_values")) for name, said in words.items()
    )
    message = fit("variable-missing.message", index=index.id, needs=needs, dataset=version.dataset, held=listed(held))
    remedy = fit("variable-missing.remedy", held=listed(held, "or"), missing=listed(missing))
    return "metric", "variable-missing", message, remedy, listed(held)


def scenario_missing(asked: Specification, version: Version, runs: Sequence[Simulation]) -> Reason:
    """Say that the scenario is not held."""
    futures = sorted({s.scenario for s in runs if not is_historical(s.scenario)})
    message = fit(
        "scenario-not-held.message",
        scenarios=listed(map(scenario_words, asked.scenarios or ()), "or"),
        dataset=version.dataset,
        held=listed(map(scenario_words, futures)),
    )
    remedy = fit("scenario-not-held.remedy", held=listed(map(scenario_words, futures), "or"))
    return "metric", "scenario-not-held", message, remedy, listed(map(scenario_words, futures))


def raw_beside_adjusted(answers: Sequence[Candidate]) -> Mismatch:
    """Say that raw and adjusted projections must not be mixed."""
    raw = listed(c.version.dataset for c in answers if c.version.adjustment == "raw")
    adjusted = listed(c.version.dataset for c in answers if c.version.adjustment == "adjusted")
    return Mismatch(
        axis="metric",
        code="data-to-choose",
        severity="error",
        asked=fit("data-to-choose.asked"),
        offered=fit("data-to-choose.offered", raw=raw, adjusted=adjusted),
        message=fit("data-to-choose.message", raw=raw, adjusted=adjusted),
        remedy=fit("data-to-choose.remedy", raw=raw, adjusted=adjusted),
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
            offered=_counted(index),
            message=fit("index-definition.message", index=index.id, variables=listed(index.variables), source=source),
            remedy=fit("index-definition.remedy"),
        ),
    ]


def _counted(index: Index) -> str:
    """Return what is counted, with its unit where it has one: "hot days, in days"."""
    title, units = title_said(index.id), Said("unit", value=index.units)
    return fit("index-definition.offered", title=title, units=units) if units else title


def proxies(candidate: Candidate) -> list[Mismatch]:
    """Return which variables stand for others."""
    dataset = candidate.version.dataset
    return [
        Mismatch(
            axis="metric",
            code="proxy",
            severity="warning",
            asked=variable_words(name),
            offered=fit("proxy.offered", parts=listed(parts)),
            message=fit("proxy.message", dataset=dataset, name=name, parts=listed(parts)),
            remedy=fit("proxy.remedy", name=name),
            dataset=dataset,
        )
        for name, parts in candidate.proxies.items()
    ]


def _not_adjusted(asked: Specification, index: Index, candidate: Candidate) -> list[Mismatch]:
    version = candidate.version
    if version.kind != "projection" or version.adjustment == "adjusted":
        return []
    is_raw = version.adjustment == "raw"
    unknown = "" if is_raw else "_unknown"
    of_variables = {f"thresh_{name}" for name in index.variables} | ({"thresh"} if index.operator else set())
    limits = [text for name, text in asked.parameters.items() if name in of_variables]
    has_limit = bool(limits)
    limit = listed(dict.fromkeys(Said("parameter", value=text) for text in limits))
    if has_limit:
        message = fit(f"not-adjusted.limit{unknown}", dataset=version.dataset, limit=limit)
    else:
        message = fit(f"not-adjusted.level{unknown}", dataset=version.dataset)
    return [
        Mismatch(
            axis="metric",
            code="not-adjusted",
            severity="warning" if has_limit else "note",
            asked=fit("not-adjusted.asked", limit=limit) if has_limit else fit("not-adjusted.asked_values"),
            offered=fit(f"not-adjusted.offered{unknown}"),
            message=message,
            remedy=fit("not-adjusted.remedy"),
            dataset=version.dataset,
        )
    ]


def _scenarios_absent(asked: Specification, answers: Sequence[Candidate]) -> list[Mismatch]:
    held = {name for c in answers for s in c.simulations for name in (s.scenario, *s.scenario.split("+"))}
    known = {name.casefold() for name in held}
    absent = [name for name in asked.scenarios or () if name.casefold() not in known]
    if not absent:
        return []
    names = listed(map(scenario_words, absent))
    offered = listed(map(scenario_words, dict.fromkeys(s.scenario for c in answers for s in c.simulations)))
    return [
        Mismatch(
            axis="metric",
            code="scenario-left-out",
            severity="warning",
            asked=names,
            offered=offered,
            message=fit("scenario-left-out.message", absent=names),
            remedy=fit("scenario-left-out.remedy", held=offered, absent=names),
        )
    ]


def _few_models(answers: Sequence[Candidate]) -> list[Mismatch]:
    models = sorted({s.model for c in answers if c.version.kind == "projection" for s in c.simulations})
    if not models or len(models) >= FEW_MODELS:
        return []
    one = "_one" if len(models) == 1 else ""
    return [
        Mismatch(
            axis="metric",
            code="models-few",
            severity="warning" if len(models) < 3 else "note",
            asked=fit("models-few.asked"),
            offered=fit(f"models-few.offered{one}", count=len(models)),
            message=fit(f"models-few.message{one}", count=len(models), models=listed(models)),
            remedy=fit("models-few.remedy"),
        )
    ]
