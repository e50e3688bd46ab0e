"""The need: the user's own words, and what they already know of region, time and metric."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from translators.emissions import scenario_ids
from translators.errors import InvalidNeed
from translators.missing import MissingRule
from translators.need_file import read_need_file
from translators.need_values import (
    check_keys,
    date_of,
    each_of,
    language_of,
    lists_of,
    names_of,
    numbers_of,
    one_of,
    quantities_of,
    text_of,
)
from translators.periods import Season, Years, windows_of
from translators.preferences import METRIC, SYSTEMS
from translators.regions import Region, region_of
from translators.statistics import Adjustment, Statistic, Weights

#: The longest statement kept, in characters.
LONGEST_STATEMENT = 4000


@dataclass(frozen=True)
class Decision:
    """What somebody has to decide, and by when."""

    text: str
    by: dt.date | None = None

    @classmethod
    def of(cls, value: Any) -> Decision:
        """Return the decision written as ``{text: …, by: 2027-09-30}``, or as its words alone.

        Raises
        ------
        InvalidNeed
            If it has no words, an unknown key, or a day that is none.
        """
        if isinstance(value, str):
            return cls(text_of(value, "decision", "decision", longest=1000))
        part = check_keys(value, "decision", "decision")
        by = part.get("by")
        return cls(
            text_of(part.get("text"), "text of the decision", "decision", longest=1000),
            None if by is None else date_of(by),
        )

    def to_mapping(self) -> dict[str, str]:
        """Return the decision as plain JSON values; `of` reads it back unchanged."""
        return {"text": self.text} if self.by is None else {"text": self.text, "by": self.by.isoformat()}


@dataclass(frozen=True)
class Need:
    """What a user asks for, whole or in part; a part that is ``None`` was not said.

    Attributes
    ----------
    statement : str
        The user's own words, kept verbatim.
    language : str
        BCP 47 tag of the statement.
    units : str
        The units in which the result is told: ``metric`` or ``us`` (°F, inches, miles an hour). Tables stay metric.
    region : Region or None
    season : Season or None
    baseline : Years or None
    horizons : tuple of Years or None
    index : str or None
        An id or alias of the index table.
    parameters : dict of str to str
        Quantities with units, as written.
    statistic : Statistic or None
        What is taken over the years of a period; their mean where nothing was said.
    each : str or None
        ``day``, ``dekad``, ``month`` or ``quarter``: the index in each of these steps of the season.
    warming : tuple of float
        Levels of global warming, K, beside the horizons.
    missing : str or None
        The rule for missing days.
    area : str or None
        What is taken over the region: ``mean``, ``minimum``, ``maximum`` or ``above 20 days``.
    compare : dict of str to tuple of str
        Further values of parameters, to be shown side by side: ``{"thresh": ("28 degC", "32 degC")}``.
    weights : Weights or None
    adjustment : Adjustment or None
    cells : str or None
        What is delivered of each cell: every season (``seasons``), or the means of periods alone (``periods``).
    """

    statement: str
    language: str = "en"
    decision: Decision | None = None
    region: Region | None = None
    season: Season | None = None
    baseline: Years | None = None
    horizons: tuple[Years, ...] | None = None
    scenarios: tuple[str, ...] | None = None
    datasets: tuple[str, ...] | None = None
    index: str | None = None
    parameters: dict[str, str] = field(default_factory=dict)
    statistic: Statistic | None = None
    each: str | None = None
    warming: tuple[float, ...] = ()
    missing: str | None = None
    area: str | None = None
    compare: dict[str, tuple[str, ...]] = field(default_factory=dict)
    weights: Weights | None = None
    adjustment: Adjustment | None = None
    cells: str | None = None
    units: str = "metric"

    def __post_init__(self) -> None:
        if not self.statement.strip():
            raise InvalidNeed(
                "A need was given without a statement; the user's own words are kept on every product, so they are "
                "required. Add a line such as statement: Will there be more days too hot for my cows?",
                about="statement",
            )
        if len(self.statement) > LONGEST_STATEMENT:
            raise InvalidNeed(
                f"The statement has {len(self.statement)} characters, more than the {LONGEST_STATEMENT} that fit on a "
                f"product. Say the question in a few sentences and put the rest into the dialogue.",
                about="statement",
            )

    @classmethod
    def load(cls, path: Path | str) -> Need:
        """Return the need that a YAML or JSON file holds.

        Parameters
        ----------
        path : Path or str
            A GeoJSON file that the need names is looked for in the same folder.

        Raises
        ------
        TranslationError
            If the file cannot be read, or as `of`.
        """
        path = Path(path)
        return cls.of(read_need_file(path), beside=path.parent)

    @classmethod
    def of(cls, mapping: Mapping[str, Any], beside: Path | None = None) -> Need:
        """Return the need written as the plain values of a need file.

        Parameters
        ----------
        mapping : mapping
            With the keys of a need file; only ``statement`` is required. A part left out or null was not said.
        beside : Path, optional
            The folder in which a named GeoJSON file may lie; without it, only inline shapes are read.

        Raises
        ------
        TranslationError
            With ``about`` set to the part at fault: `InvalidNeed` (an unknown key, a value of the wrong type),
            `InvalidPeriod`, `QuantityError` (a bare number) or `RegionError`.
        """
        top = check_keys(mapping, "a need", "need")
        time = check_keys(_said(top, "time", {}), "time", "season")
        metric = check_keys(_said(top, "metric", {}), "metric", "metric")
        decision, region = _said(top, "decision"), _said(top, "region")
        season, baseline, horizons = _said(time, "season"), _said(time, "baseline"), _said(time, "horizons")
        index, scenarios, datasets = _said(metric, "index"), _said(top, "scenarios"), _said(top, "datasets")
        return cls(
            statement=_statement_of(top.get("statement")),
            language=language_of(_said(top, "language", "en")),
            decision=None if decision is None else Decision.of(decision),
            region=None if region is None else region_of(region, beside),
            season=None if season is None else Season.of(season),
            baseline=None if baseline is None else Years.of(baseline, about="baseline"),
            horizons=_horizons_of(horizons, _said(time, "window")),
            scenarios=None if scenarios is None else scenario_ids(names_of(scenarios, "scenarios", "scenario")),
            datasets=None if datasets is None else names_of(datasets, "datasets", "datasets"),
            index=None if index is None else text_of(index, "index", "metric", longest=100).strip(),
            parameters=quantities_of(_said(metric, "parameters", {})),
            units=one_of(_said(top, "units", METRIC), "units", "units", SYSTEMS),
            **_choices_of(top, time, metric),
        )

    def to_mapping(self) -> dict[str, Any]:
        """Return the need as plain JSON values with the keys of a need file; `of` reads it back unchanged.

        A GeoJSON file is written as the shape that it held, so the mapping stands alone.
        """
        time = {
            "season": None if self.season is None else self.season.to_value(),
            "baseline": None if self.baseline is None else self.baseline.to_list(),
            "horizons": None if self.horizons is None else [h.to_list() for h in self.horizons],
            "each": self.each,
            "warming": list(self.warming) or None,
        }
        values = {
            "statement": self.statement,
            "language": self.language,
            "units": None if self.units == METRIC else self.units,
            "decision": None if self.decision is None else self.decision.to_mapping(),
            "region": None if self.region is None else self.region.asked,
            "time": _without_unsaid(time),
            "scenarios": None if self.scenarios is None else list(self.scenarios),
            "datasets": None if self.datasets is None else list(self.datasets),
            "metric": _without_unsaid({"index": self.index, "parameters": dict(self.parameters) or None})
            | self._metric,
            "ensemble": None if self.weights is None else self.weights.to_mapping(),
            "adjustment": None if self.adjustment is None else self.adjustment.to_mapping(),
            "deliver": None if self.cells is None else {"cells": self.cells},
        }
        return _without_unsaid({key: value for key, value in values.items() if value != {}})

    @property
    def _metric(self) -> dict[str, Any]:
        return _without_unsaid(
            {
                "statistic": None if self.statistic is None else self.statistic.text,
                "missing": self.missing,
                "area": self.area,
                "compare": {name: list(values) for name, values in self.compare.items()} or None,
            }
        )


def _horizons_of(horizons: Any, window: Any) -> tuple[Years, ...] | None:
    """Return the periods that are listed, or those of a moving window; both together would not be told apart."""
    if window is not None and horizons is not None:
        raise InvalidNeed(
            "Both horizons and a moving window were given, so it is not clear which periods are wanted. Keep one of "
            "them; a window is written out as horizons.",
            about="horizon",
        )
    if window is not None:
        return windows_of(window)
    if horizons is None:
        return None
    return each_of(horizons, "horizons", "horizon", Years.of, "[[2041, 2060], [2081, 2100]]")


def _choices_of(top: Mapping[str, Any], time: Mapping[str, Any], metric: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a need chooses away from the ordinary, by the names of the fields."""
    statistic, each = _said(metric, "statistic"), _said(time, "each")
    missing, area = _said(metric, "missing"), _said(metric, "area")
    weights, adjustment = _said(top, "ensemble"), _said(top, "adjustment")
    cells = _said(check_keys(_said(top, "deliver", {}), "deliver", "deliver"), "cells")
    return {
        "statistic": None if statistic is None else Statistic.parse(text_of(statistic, "statistic", "statistic", 200)),
        "each": None
        if each is None
        else one_of(each, "each", "season", ("season", "quarter", "month", "dekad", "day")),
        "warming": numbers_of(_said(time, "warming", []), "levels of warming", "horizon", 0.3, 6.0),
        "missing": None
        if missing is None
        else MissingRule.parse(text_of(missing, "rule for missing days", "missing", 40)).text,
        "area": None if area is None else text_of(area, "statistic over the region", "area", 60).strip(),
        "compare": {
            name: tuple(quantities_of({name: value})[name] for value in values)
            for name, values in lists_of(_said(metric, "compare", {}), "values to compare", "metric").items()
        },
        "weights": None if weights is None else Weights.of(check_keys(weights, "ensemble", "ensemble")),
        "adjustment": None if adjustment is None else Adjustment.of(check_keys(adjustment, "adjustment", "adjustment")),
        "cells": None if cells is None else one_of(cells, "cells", "deliver", ("seasons", "periods")),
    }


def _statement_of(value: Any) -> str:
    """Return the statement; an empty one is refused by `Need` itself, whose sentence says what to write."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return ""
    return text_of(value, "statement", "statement", LONGEST_STATEMENT)


def _said(values: Mapping[str, Any], key: str, default: Any = None) -> Any:
    """Return a value, or the default where the key is absent or its line was left empty."""
    value = values.get(key)
    return default if value is None else value


def _without_unsaid(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None}
