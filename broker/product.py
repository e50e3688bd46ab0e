"""A product: the numbers of a recipe and the files that hand them over, and what a second computation says of them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from broker.engine.result import Result, SummaryRow
from broker.matching import Match
from broker.mismatch import Mismatch
from catalog.synthetic import NOTICE
from translators.said import told
from translators.specification import Specification


@dataclass(frozen=True)
class Product:
    """One product, whole.

    Attributes
    ----------
    id : str
        sha256 of the recipe.
    directory : Path
        Where its files lie.
    files : tuple of str
        Names in the directory.
    file_hashes : dict of str to str
        Name → sha256.
    warnings : tuple of str
        Of the data used and of the computation.
    sentence : str
        The answer in one plain sentence.
    """

    id: str
    directory: Path
    result: Result
    specification: Specification
    match: Match | None
    mismatches: tuple[Mismatch, ...]
    warnings: tuple[str, ...]
    files: tuple[str, ...]
    file_hashes: dict[str, str]
    sentence: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the product as the JSON of ``build`` writes it (values that cannot be known are null)."""
        recipe, result = self.result.recipe, self.result
        cells = max((int(s.cells.lat.size) for s in result.series if s.kind == "projection"), default=0)
        return {
            "product": self.id,
            "dir": str(self.directory),
            "index": recipe.index,
            "parameters": dict(recipe.parameters),
            "units": result.units,
            **_chosen(result),
            "region": {
                "name": recipe.region["name"],
                "area_km2": result.region_area_km2,
                "cells": cells or max((int(s.cells.lat.size) for s in result.series), default=0),
            },
            "season": recipe.season.to_value(),
            "baseline": recipe.baseline.to_list(),
            "summary": summary_json(result.summary),
            "sentence": self.sentence,
            "mismatches": [m.told(self.specification.language).to_json() for m in self.mismatches],
            "warnings": [told(warning, self.specification.language) for warning in self.warnings],
            "files": list(self.files),
            **({"synthetic": NOTICE} if recipe.is_synthetic else {}),
        }


def summary_json(rows: tuple[SummaryRow, ...]) -> list[dict[str, Any]]:
    """Return the summary's rows as plain JSON values; what cannot be known is null."""
    return [
        {
            "scenario": row.scenario,
            "period": row.period.to_list(),
            "p10": _known(row.p10),
            "p50": _known(row.p50),
            "p90": _known(row.p90),
            "change_p10": _known(row.change_p10),
            "change_p50": _known(row.change_p50),
            "change_p90": _known(row.change_p90),
            "models": row.models,
            "agreement": _known(row.agreement),
            "is_baseline": row.is_baseline,
            **_told_apart(row),
        }
        for row in rows
    ]


def _told_apart(row: SummaryRow) -> dict[str, Any]:
    """Return what tells a row from others of its scenario and period, and what else is known of it."""
    told: dict[str, Any] = {name: getattr(row, name) for name in ("place", "step", "variant") if getattr(row, name)}
    if row.warming is not None:
        told["warming"] = row.warming
    if row.outcomes:
        told["outcomes"] = {name: _known(share) for name, share in row.outcomes.items()}
    if row.robustness:
        told["robustness"] = row.robustness
    if row.interval is not None:
        low, high = (_known(end) for end in row.interval)
        told["interval"] = {"of": "p50", "confidence": 0.9, "low": low, "high": high}
    if math.isfinite(row.poor_fit):
        told["poor_fit"] = row.poor_fit
    return told


def _chosen(result: Result) -> dict[str, Any]:
    """Return what was chosen away from the ordinary, as the recipe writes it, and what the variance comes from."""
    names = ("statistic", "each", "area", "variants", "warming", "weights", "adjustment")
    written = result.recipe.to_mapping()
    chosen = {name: written[name] for name in names if name in written}
    if result.summary_units != result.units:
        chosen["summary_units"] = result.summary_units
    if result.variance:
        chosen["variance"] = [
            {
                "period": share.period.to_list(),
                **{name: getattr(share, name) for name in ("place", "step", "variant") if getattr(share, name)},
                **{name: _known(getattr(share, name)) for name in ("model", "scenario", "internal")},
            }
            for share in result.variance
        ]
    return chosen


def _known(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


@dataclass(frozen=True)
class Reproduction:
    """What building a product again says.

    Attributes
    ----------
    product : str
        Id of the recipe that was built again.
    is_same : bool
        Every number of series and summary equals the stored one.
    compared : int
        How many numbers were compared.
    differences : tuple of str
        One plain sentence each: which number, before and now (at most twenty are named).
    explanations : tuple of str
        Why numbers may differ: another engine, a recipe that was edited, data that were withdrawn.
    """

    product: str
    is_same: bool
    compared: int
    differences: tuple[str, ...]
    explanations: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the comparison as the JSON of ``reproduce`` writes it."""
        return {
            "product": self.product,
            "status": "same" if self.is_same else "refused",
            "is_same": self.is_same,
            "compared": self.compared,
            "differences": list(self.differences),
            "explanations": list(self.explanations),
        }
