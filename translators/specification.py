"""The specification: a need made exact, with each assumption on record."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from translators.errors import InvalidNeed, QuantityError
from translators.indices import ALIAS_PARAMETERS, INDICES, Index, Parameter, find_index
from translators.need import Decision, Need
from translators.parameters import parameter_text
from translators.periods import AR6_BASELINE, AR6_HORIZONS, AR6_SOURCE, YEAR, Season, Years
from translators.quantities import Quantity, canonical_text, in_units, shown
from translators.regions import Region
from translators.said import Said
from translators.statistics import MEAN, Adjustment, Statistic, Weights

#: A year whose February has 29 days, for writing ends of seasons.
_LEAP_YEAR = 2000


@dataclass(frozen=True)
class Assumption:
    """One step of the translation that the user did not say, or said in other words.

    Attributes
    ----------
    about : str
        ``region``, ``season``, ``horizon``, ``baseline``, ``metric``, ``scenario`` or a parameter's name.
    value : str
        What is taken, in the words of a need file: "35 degC", "JJA", "2041–2060".
    because : str
        Why, in one sentence.
    source : str
        On whose knowledge: a publication, a table, a dialogue in which it was agreed; empty where that is not known.
    """

    about: str
    value: str
    because: str
    source: str = ""

    def to_json(self) -> dict[str, str]:
        """Return the assumption as the public JSON writes it; without a source where none is known."""
        written = {"about": self.about, "value": self.value, "because": self.because}
        return written | ({"source": self.source} if self.source else {})

    @classmethod
    def from_json(cls, value: Mapping[str, str]) -> Assumption:
        """Return the assumption that `to_json` wrote."""
        return cls(value["about"], value["value"], value["because"], value.get("source", ""))


@dataclass(frozen=True)
class Question:
    """What to ask the user, because a guess would change the result."""

    about: str
    question: str
    options: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the question as the public JSON writes it."""
        return {"about": self.about, "question": self.question, "options": list(self.options)}


@dataclass(frozen=True)
class Unservable:
    """Why climate projections cannot answer, and who can; `code` names the kind (``sea_level``), where it has one."""

    axis: str  # "time", "space" or "metric"
    reason: str
    referral: str
    code: str = ""

    def to_json(self) -> dict[str, str]:
        """Return the refusal as the public JSON writes it."""
        written = {"axis": self.axis, "reason": self.reason, "referral": self.referral}
        return written | ({"code": self.code} if self.code else {})


@dataclass(frozen=True)
class Proposal:
    """One reading of a sentence: as much of a need as was understood, with reasons.

    Attributes
    ----------
    index : str
        Id of the index table.
    parameters : dict of str to str
        Quantities that were said or assumed, in the index's own unit; a parameter in `missing` is not among them.
    season : Season
    horizons : tuple of Years
    region : Region or None
        ``None`` where no place was said or understood; a question asks for it.
    scenarios : tuple of str or None
        ``None``: all that fit.
    confidence : float
        From 0 to 1.
    reasons : tuple of str
        What in the sentence led here, in plain words.
    baseline : Years or None
        Only where the sentence names the years to compare with.
    missing : tuple of str
        Parameters that must be asked for before anything is built: "above 30" has no unit, degree days no base.
    statistic : Statistic
        What is taken over the years: their mean, or the share of years beyond a goal that the sentence names.
    each : str
        ``season``, or the steps of it that are wanted one by one.
    warming : tuple of float
        Levels of global warming that the sentence names, °C, in the place of years.
    """

    index: str
    parameters: dict[str, str]
    season: Season
    horizons: tuple[Years, ...]
    region: Region | None
    scenarios: tuple[str, ...] | None
    confidence: float
    reasons: tuple[str, ...]
    baseline: Years | None = None
    missing: tuple[str, ...] = ()
    statistic: Statistic = MEAN
    each: str = "season"
    warming: tuple[float, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the proposal as the public JSON writes it; `season` stands there only where it is no whole months."""
        written: dict[str, Any] = {
            "index": self.index,
            "parameters": dict(self.parameters),
            "months": list(self.season.months),
            "horizons": [years.to_list() for years in self.horizons],
            "region": None if self.region is None else {"name": self.region.name, "asked": self.region.asked},
            "confidence": round(self.confidence, 2),
            "reasons": list(self.reasons),
        }
        if not self.season.is_whole_months:
            written["season"] = _from_to(self.season)
        if self.scenarios is not None:
            written["scenarios"] = list(self.scenarios)
        if self.baseline is not None:
            written["baseline"] = self.baseline.to_list()
        if self.missing:
            written["missing"] = list(self.missing)
        if not self.statistic.is_mean:
            written["statistic"] = self.statistic.text
        if self.each != "season":
            written["each"] = self.each
        if self.warming:
            written["warming"] = list(self.warming)
        return written


def _from_to(season: Season) -> dict[str, str]:
    """Return a season's ends as people date them: 30 June, where the season holds "the last day of June"."""
    last_day = min(season.last_day, calendar.monthrange(_LEAP_YEAR, season.last_month)[1])
    return {
        "from": f"{season.first_month:02d}-{season.first_day:02d}",
        "to": f"{season.last_month:02d}-{last_day:02d}",
    }


@dataclass(frozen=True)
class Reading:
    """All that `ask` found in a sentence.

    Attributes
    ----------
    sentence, language : str
        As given, and as understood (BCP 47).
    proposals : tuple of Proposal
        Best first; empty where nothing computable was understood.
    assumptions : tuple of Assumption
        Of the best proposal.
    questions : tuple of Question
        The most consequential first.
    unservable : Unservable or None
    """

    sentence: str
    language: str
    proposals: tuple[Proposal, ...]
    assumptions: tuple[Assumption, ...]
    questions: tuple[Question, ...]
    unservable: Unservable | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the reading as the public JSON writes it."""
        return {
            "language": self.language,
            "proposals": [proposal.to_json() for proposal in self.proposals],
            "assumptions": [assumption.to_json() for assumption in self.assumptions],
            "questions": [question.to_json() for question in self.questions],
            "unservable": None if self.unservable is None else self.unservable.to_json(),
        }


@dataclass(frozen=True)
class Specification:
    """A need with nothing left open: what the engine can compute.

    Attributes
    ----------
    index : str
        Id of the index table (never an alias).
    parameters : dict of str to str
        Every parameter of the index, defaults filled in, in the index's own unit: ``{"thresh": "30 degC"}``.
    season, baseline : Season, Years
    horizons : tuple of Years or None
        ``None``: the AR6 periods that the data hold.
    region : Region
    scenarios, datasets : tuple of str or None
        ``None``: all that fit.
    assumptions : tuple of Assumption
        What was filled in, and why.
    statistic, each, warming, missing, area, weights, adjustment, cells
        As in `translators.need.Need`, with the ordinary choice where nothing was said.
    variants : tuple of dict
        Other values of the parameters, to be computed beside.
    """

    statement: str
    language: str
    decision: Decision | None
    region: Region
    season: Season
    baseline: Years
    horizons: tuple[Years, ...] | None
    scenarios: tuple[str, ...] | None
    datasets: tuple[str, ...] | None
    index: str
    parameters: dict[str, str]
    assumptions: tuple[Assumption, ...] = field(default=())
    statistic: Statistic = MEAN
    each: str = "season"
    warming: tuple[float, ...] = ()
    missing: str = "any"
    area: str = "mean"
    variants: tuple[dict[str, str], ...] = ()
    weights: Weights | None = None
    adjustment: Adjustment | None = None
    cells: str = "seasons"
    units: str = "metric"

    @classmethod
    def of(cls, need: Need) -> Specification:
        """Return the specification of a need, each default on record as an assumption.

        Raises
        ------
        TranslationError
            If the region or the index is missing, the index or a parameter is unknown, a quantity has no unit or one of
            the wrong kind, or a parameter without a default is missing.
        """
        if need.region is None:
            raise InvalidNeed(
                "The need does not say where, so no cell can be chosen. Add a region, such as region: "
                "{point: {lat: 52.22, lon: 0.88}} or region: {place: Nakuru, Kenya}.",
                about="region",
            )
        if need.index is None:
            raise InvalidNeed(
                f"The need does not say what to count or to measure, so nothing can be computed. Add metric: "
                f"{{index: …}} with one of: {', '.join(INDICES)}.",
                about="metric",
                options=tuple(INDICES),
            )
        index = find_index(need.index)
        implied = ALIAS_PARAMETERS.get(" ".join(need.index.casefold().replace("_", " ").split()), {})
        parameters, chosen = _parameters_of(index, need.parameters, implied, need.index)
        assumptions = [*_assumed_metric(need.index, index), *chosen]
        if need.region.note:
            assumptions.append(Assumption("region", need.region.name, need.region.note, need.region.source))
        if need.season is None:
            assumptions.append(Assumption("season", "year", Said("say.season_default")))
        if need.baseline is None:
            because = Said("say.baseline_default")
            assumptions.append(Assumption("baseline", str(Years(*AR6_BASELINE)), because, AR6_SOURCE))
        if need.horizons is None:
            periods = ", ".join(str(Years(*h)) for h in AR6_HORIZONS)
            because = Said("say.horizon_default_held")
            assumptions.append(Assumption("horizon", periods, because, AR6_SOURCE))
        if need.scenarios is None:
            because = Said("say.scenario_default")
            assumptions.append(Assumption("scenario", "all that fit", because))
        return cls(
            statement=need.statement,
            language=need.language,
            decision=need.decision,
            region=need.region,
            season=need.season or YEAR,
            baseline=need.baseline or Years(*AR6_BASELINE),
            horizons=need.horizons,
            scenarios=need.scenarios,
            datasets=need.datasets,
            index=index.id,
            parameters=parameters,
            assumptions=tuple(assumptions),
            statistic=need.statistic or MEAN,
            each=need.each or "season",
            warming=need.warming,
            missing=need.missing or "any",
            area=need.area or "mean",
            variants=_variants_of(index, need.compare, parameters),
            weights=need.weights,
            adjustment=need.adjustment,
            cells=need.cells or "seasons",
            units=need.units,
        )

    def to_json(self) -> dict[str, Any]:
        """Return the specification as plain JSON values, its region's geometry included."""
        return {
            "statement": self.statement,
            "language": self.language,
            "decision": None if self.decision is None else self.decision.to_mapping(),
            "region": self.region.to_json(),
            "season": self.season.to_value(),
            "baseline": self.baseline.to_list(),
            "horizons": None if self.horizons is None else [h.to_list() for h in self.horizons],
            "scenarios": None if self.scenarios is None else list(self.scenarios),
            "datasets": None if self.datasets is None else list(self.datasets),
            "index": self.index,
            "parameters": dict(self.parameters),
            "assumptions": [a.to_json() for a in self.assumptions],
            **self._chosen(),
        }

    def _chosen(self) -> dict[str, Any]:
        """Return what was chosen away from the ordinary."""
        chosen: dict[str, Any] = {
            "statistic": None if self.statistic.is_mean else self.statistic.text,
            "each": None if self.each == "season" else self.each,
            "warming": list(self.warming) or None,
            "missing": None if self.missing == "any" else self.missing,
            "area": None if self.area == "mean" else self.area,
            "variants": [dict(v) for v in self.variants] or None,
            "weights": None if self.weights is None else self.weights.to_mapping(),
            "adjustment": None if self.adjustment is None else self.adjustment.to_mapping(),
            "cells": None if self.cells == "seasons" else self.cells,
            "units": None if self.units == "metric" else self.units,
        }
        return {name: value for name, value in chosen.items() if value is not None}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Specification:
        """Return the specification that `to_json` wrote, without gazetteer or files."""
        return cls(
            statement=value["statement"],
            language=value["language"],
            decision=None if value["decision"] is None else Decision.of(value["decision"]),
            region=Region.from_json(value["region"]),
            season=Season.of(value["season"]),
            baseline=Years.of(value["baseline"]),
            horizons=None if value["horizons"] is None else tuple(Years.of(h) for h in value["horizons"]),
            scenarios=None if value["scenarios"] is None else tuple(value["scenarios"]),
            datasets=None if value["datasets"] is None else tuple(value["datasets"]),
            index=value["index"],
            parameters=dict(value["parameters"]),
            assumptions=tuple(Assumption.from_json(a) for a in value["assumptions"]),
            statistic=Statistic.parse(value.get("statistic", "mean")),
            each=value.get("each", "season"),
            warming=tuple(value.get("warming", ())),
            missing=value.get("missing", "any"),
            area=value.get("area", "mean"),
            variants=tuple(dict(v) for v in value.get("variants", ())),
            weights=Weights.of(value["weights"]) if "weights" in value else None,
            adjustment=Adjustment.of(value["adjustment"]) if "adjustment" in value else None,
            cells=value.get("cells", "seasons"),
            units=value.get("units", "metric"),
        )


def _assumed_metric(said: str, index: Index) -> list[Assumption]:
    if said == index.id:
        return []
    because = Said("say.metric_alias", said=said, title=Said("title", value=index.id), index=index.id)
    return [Assumption("metric", index.id, because)]


def _parameters_of(
    index: Index, given: Mapping[str, str], implied: Mapping[str, str], said: str
) -> tuple[dict[str, str], list[Assumption]]:
    """Return every parameter of an index in its own unit, and an assumption for each that was not given."""
    for name in given:
        if name not in index.parameters:
            known = ", ".join(index.parameters) or "none"
            raise InvalidNeed(
                f"The parameter {name!r} was given, but {index.id} does not have it, so it would change nothing. Its "
                f"parameters: {known}.",
                about=name,
                options=tuple(index.parameters),
            )
    values, assumptions = {}, []
    for name, parameter in index.parameters.items():
        if name in given:
            values[name] = _checked(given[name], name, parameter, index)
            continue
        if name in implied:
            text, because, source = implied[name], Said("say.parameter_named", said=said), index.source
        elif parameter.default is not None:
            text = parameter.default
            meaning = Said("meaning", value=parameter.meaning)
            because = Said("say.parameter_default", meaning=meaning, source=index.source)
            source = index.source
        else:
            raise InvalidNeed(
                f"The {parameter.meaning} was not given, and {index.id} has no usual one: it decides the result and "
                f"differs from case to case. Add parameters: {{{name}: 10 {parameter.units}}} with your own number.",
                about=name,
            )
        values[name] = _checked(text, name, parameter, index)
        assumptions.append(Assumption(name, values[name], because, source))
    return values, assumptions


def _variants_of(
    index: Index, compare: Mapping[str, tuple[str, ...]], parameters: Mapping[str, str]
) -> tuple[dict[str, str], ...]:
    """Return the other values of the parameters, each in its own unit; one that equals what was asked is left out."""
    found: list[dict[str, str]] = []
    for name, texts in compare.items():
        for text in texts:
            value = _parameters_of(index, {**parameters, name: text}, {}, index.id)[0][name]
            if value != parameters[name] and {name: value} not in found:
                found.append({name: value})
    return tuple(found)


def _checked(text: str, name: str, parameter: Parameter, index: Index) -> str:
    """Return a given quantity in the parameter's unit, within its plausible limits; days are whole."""
    if parameter.kind != "quantity":
        return parameter_text(text, name, parameter, index.id)
    number = in_units(text, parameter.units, name)
    low, high = Quantity(parameter.least, parameter.units), Quantity(parameter.most, parameter.units)
    if not parameter.least <= number <= parameter.most:
        raise QuantityError(
            f"The {parameter.meaning} was given as {text!r}, which is {shown(Quantity(number, parameter.units))}; "
            f"{index.id} takes {shown(low)} to {shown(high)}, so the number or its unit is probably mistaken. Check "
            "both.",
            about=name,
        )
    if parameter.units == "days" and not number.is_integer():
        raise QuantityError(
            f"The {parameter.meaning} was given as {text!r}, but data have one value a day, so a part of a day cannot "
            f"be counted. Write a whole number, such as 5 days.",
            about=name,
        )
    return canonical_text(text, parameter.units, name)
