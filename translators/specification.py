"""The specification: a need made exact, with each assumption on record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from translators.errors import InvalidNeed
from translators.indices import ALIAS_PARAMETERS, INDICES, Index, find_index
from translators.need import Decision, Need
from translators.periods import AR6_BASELINE, AR6_HORIZONS, AR6_SOURCE, YEAR, Season, Years
from translators.regions import Region
from translators.said import Said
from translators.settled import parameters_of, variants_of
from translators.statistics import MEAN, Adjustment, Statistic, Weights
from translators.understood import Assumption, Proposal, Question, Reading, Unservable

__all__ = ["Assumption", "Proposal", "Question", "Reading", "Specification", "Unservable"]


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
        parameters, chosen = parameters_of(index, need.parameters, implied, need.index)
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
            variants=variants_of(index, need.compare, parameters),
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
