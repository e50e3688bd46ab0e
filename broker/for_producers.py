"""A need in the producers' language: what would have to be published or computed, and what of it the catalog lacks."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from broker.fit.words import listed, variable_words
from broker.matching import Match, Refusal
from broker.products.cf_names import cf_name
from broker.unmet import kept_of
from catalog.variables import is_known, known_of
from translators.explain import definition
from translators.indices import Index, index_of_all
from translators.periods import AR6_HORIZONS, Years
from translators.specification import Specification

#: From this area on a region is answered by cells as wide as a quarter of its side.
_CELLS_A_SIDE = 4
_FINEST_KM = 1.0
_COARSEST_KM = 100.0


@dataclass(frozen=True)
class Wanted:
    """One variable of the data that a need asks for, in CMIP's and CF's words."""

    name: str
    meaning: str
    standard_name: str
    units: str
    cell_methods: str
    frequency: str
    is_held: bool


@dataclass(frozen=True)
class Brief:
    """A need as a scientist would write it.

    Attributes
    ----------
    statement : str
        The user's own words.
    index : dict
        ``id``, ``title``, ``parameters``, ``statistic``, ``definition`` in words, ``formula``, ``units``, ``source``,
        ``xclim`` (the same id there, if any), and what CF calls the result: ``standard_name`` and ``cell_methods``.
    variables : tuple of Wanted
    region : dict
        ``name``, ``bbox`` (west, south, east, north) and ``area_km2``.
    resolution_km : float or None
        Cells up to this width tell parts of the region apart; None for a point, of which no cell is.
    season : str
    periods : dict of str to list
        ``baseline`` and ``horizons``: first and last year.
    scenarios : tuple of str
        Empty where any will do.
    lacking : tuple of str
        What of it the catalog lacks, in sentences; empty where the need can be answered.
    offered : tuple of dict
        Each dataset that came near: ``dataset``, ``axis``, ``code`` and ``lacks``.
    waiting : int
        How many other needs wait for the same.
    """

    statement: str
    index: dict[str, Any]
    variables: tuple[Wanted, ...]
    region: dict[str, Any]
    resolution_km: float | None
    season: str
    periods: dict[str, Any]
    scenarios: tuple[str, ...]
    lacking: tuple[str, ...]
    offered: tuple[dict[str, str], ...]
    waiting: int = 0

    def to_json(self) -> dict[str, Any]:
        """Return the brief as plain JSON values."""
        return asdict(self)


def for_producers(found: Match, waiting: int = 0) -> Brief:
    """Return what a specification asks of producers, from who answers it and who does not."""
    asked = found.specification
    index = index_of_all(asked.index, asked.parameters, asked.variants)
    horizons = asked.horizons or tuple(Years(*h) for h in AR6_HORIZONS)
    geometry = asked.region.geometry
    area = asked.region.area_km2
    held = {name for c in found.candidates for name in c.version.variables}
    held |= {name for r in found.refusals if r.code != "outside-data" for name in r.version.variables}
    side_km = area**0.5 / _CELLS_A_SIDE
    return Brief(
        statement=asked.statement,
        index=_index(index, asked),
        variables=tuple(_wanted(name, index, name in held) for name in index.variables),
        region={"name": asked.region.name, "bbox": [round(x, 4) for x in geometry.bounds], "area_km2": round(area, 1)},
        resolution_km=round(min(max(side_km, _FINEST_KM), _COARSEST_KM), 1) if area else None,
        season=asked.season.name,
        periods={"baseline": asked.baseline.to_list(), "horizons": [h.to_list() for h in horizons]},
        scenarios=asked.scenarios or (),
        lacking=_lacking(found),
        offered=tuple(_came_near(r) for r in found.refusals),
        waiting=waiting,
    )


def _index(index: Index, asked: Specification) -> dict[str, Any]:
    named = cf_name(index)
    return {
        "id": index.id,
        "title": index.title,
        "parameters": dict(asked.parameters),
        "statistic": asked.statistic.text,
        "definition": definition(asked),
        "formula": index.details,
        "units": index.units,
        "source": index.source,
        "xclim": index.id if "xclim" in index.source else "",
        "standard_name": named.standard_name,
        "cell_methods": named.cell_methods,
    }


def _wanted(name: str, index: Index, is_held: bool) -> Wanted:
    known = known_of(name) if is_known(name) else None
    words = str(variable_words(name))
    return Wanted(
        name=name,
        meaning=words if words != name else (known.standard_names[0].replace("_", " ") if known else name),
        standard_name=known.standard_names[0] if known else "",
        units=known.units if known else "",
        cell_methods=f"time: {known.method}" if known and known.method else "",
        frequency="day, or means of whole months or years" if "mon" in index.steps else "day",
        is_held=is_held,
    )


def _lacking(found: Match) -> tuple[str, ...]:
    if found.unmet is None:
        gone = [m.message for m in found.mismatches if m.code in ("period-left-out", "scenario-left-out", "proxy")]
        return tuple(str(message) for message in gone)
    missing = listed(kept_of(found, found.unmet.code)["missing"])
    said = f"Missing: {missing}." if missing else ""
    return tuple(text for text in (said, *dict.fromkeys(str(m.message) for m in found.unmet.mismatches)) if text)


def _came_near(refusal: Refusal) -> dict[str, str]:
    return {
        "dataset": refusal.version.label,
        "axis": refusal.axis,
        "code": refusal.code,
        "lacks": str(refusal.message),
    }
