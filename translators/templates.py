"""The needs of the catalogue as templates for anywhere: what is counted, empty of limits, dates and places.

A method travels, a value does not: whoever takes a template sets its values again, and its id says where it came from.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from translators.decisions import CataloguedNeed, decisions
from translators.figures import DATES
from translators.indices import Index, find_index
from translators.regions import Region
from translators.specification import Unservable
from translators.vocabulary import local_seasons

#: Kinds of parameters that hold a value of one place, one crop or one herd.
VALUES = ("quantity", "number", "date")
#: Activities, in the order in which they are offered.
SECTORS = ("planting", "animals", "orchard", "water", "roads", "health", "energy")
#: What an answer tells: a value, the share of years beyond a limit, a level of rare years, or something fixed.
VALUE, SHARE, RARE, FIXED = "value", "share", "rare", "fixed"
#: Of these too little is bad, or too early; of all others too much, or too late.
TOO_LITTLE = frozenset(
    {
        "aridity_index",
        "chill_portions",
        "corn_heat_units_total",
        "freezing_degree_days",
        "freshet_start",
        "frost_free_season_length",
        "growing_degree_days",
        "holiday_snow_days",
        "huglin_index",
        "pasture_growth_days",
        "prcptot",
        "rain_season_length",
        "snd_days_above",
        "standardized_precipitation_evapotranspiration_index",
        "standardized_precipitation_index",
        "tn_min",
        "water_budget",
    }
)
_SHARE = re.compile(r"share (>=|<=|>|<) ")


@dataclass(frozen=True)
class Template:
    """A need without the values of anybody's place.

    Attributes
    ----------
    id, sector : str
        Of the need it is made from, ``N20``; the activity.
    metric : dict
        As the ``metric`` of a need file: the index, and parameters that are a definition and no value.
    each : str
        The step of the season; empty for the season as a whole.
    parameters : tuple of str
        Parameters that have to be set.
    has_season : bool
        Whether a time of the year has to be set.
    form : str
        `VALUE`, `SHARE`, `RARE` or `FIXED`.
    operator : str
        Of a `SHARE`: ``>``, ``>=``, ``<``, ``<=``; its limit has to be set.
    unservable : Unservable or None
        Why projections cannot answer it, and who can.
    """

    id: str
    sector: str
    metric: Mapping[str, Any]
    each: str = ""
    parameters: tuple[str, ...] = ()
    has_season: bool = False
    form: str = VALUE
    operator: str = ""
    unservable: Unservable | None = None

    @property
    def index(self) -> Index:
        """The entry of the index table.

        Raises
        ------
        UnknownIndex
            Of a template that cannot be served.
        """
        return find_index(str(self.metric.get("index", "")))

    @property
    def is_date(self) -> bool:
        """Whether a day of the year is what is counted."""
        return self.index.units == DATES

    def need(self, statement: str, language: str) -> dict[str, Any]:
        """Return the beginning of a need in a language, as a need file writes it; its blanks are not in it."""
        begun: dict[str, Any] = {"statement": statement, "language": language, "metric": dict(self.metric)}
        return {**begun, "time": {"each": self.each}} if self.each else begun

    def blanks(self, need: Mapping[str, Any]) -> tuple[str, ...]:
        """Return what is still to be set: names of parameters, ``statistic``, ``season``, ``region``, in this order."""
        metric, time = need.get("metric") or {}, need.get("time") or {}
        unset = [name for name in self.parameters if not (metric.get("parameters") or {}).get(name)]
        if self.form in (SHARE, RARE) and not metric.get("statistic"):
            unset.append("statistic")
        if self.has_season and not time.get("season"):
            unset.append("season")
        return (*unset, *(() if need.get("region") else ("region",)))

    def statistic(self, years: int) -> str:
        """Return what is taken over the years where some bad years in ten are accepted: the value that these pass.

        Parameters
        ----------
        years : int
            From 1 to 9; of a template whose form is `VALUE`.
        """
        is_low = self.metric["index"] in TOO_LITTLE
        return f"percentile {10 * years if is_low else 100 - 10 * years}"


@dataclass(frozen=True)
class LocalSeason:
    """A season that people of a part of the world call by its own name."""

    name: str
    months: tuple[int, ...]


@cache
def templates() -> tuple[Template, ...]:
    """Return a template for every need of the catalogue, in its order."""
    return tuple(emptied(need) for need in decisions())


def template_of(name: str) -> Template | None:
    """Return the template of this id, or None."""
    return next((one for one in templates() if one.id == name), None)


def emptied(need: CataloguedNeed) -> Template:
    """Return a need without the values of anybody's place. Raises `UnknownIndex`."""
    if need.unservable is not None:
        return Template(need.id, need.sector, {}, unservable=need.unservable)
    index = find_index(need.metric["index"])
    written = need.metric.get("parameters", {})
    blank = tuple(
        name
        for name, parameter in index.parameters.items()
        if parameter.kind in VALUES and (name in written or name == "thresh" or parameter.default is None)
    )
    kept = {name: value for name, value in written.items() if name not in blank}
    form, operator, statistic = _form(need.metric.get("statistic", ""), index)
    metric = {"index": index.id, "parameters": kept, "statistic": statistic}
    return Template(
        id=need.id,
        sector=need.sector,
        metric={key: value for key, value in metric.items() if value},
        each=need.time.get("each", ""),
        parameters=blank,
        has_season="season" in need.time,
        form=form,
        operator=operator,
    )


def _form(statistic: str, index: Index) -> tuple[str, str, str]:
    """Return the form of an answer, its operator, and the statistic where it holds no value of a place."""
    if statistic.startswith("return level"):
        return RARE, "", ""
    if found := _SHARE.match(statistic):
        # Of an index that is 1 or 0 the limit is no value of a place: the year is good or not.
        return (FIXED, "", statistic) if index.units == "1" else (SHARE, found[1], "")
    if not statistic or statistic.startswith("percentile"):
        return VALUE, "", ""
    return FIXED, "", statistic


def seasons_at(region: Region) -> tuple[LocalSeason, ...]:
    """Return the seasons that have a name of their own at a place, each once, those of the smallest area first."""
    lon, lat = region.geometry.centroid.x, region.geometry.centroid.y
    here = [
        entry
        for entry in local_seasons()
        if "box" in entry and entry["box"][0] <= lon <= entry["box"][2] and entry["box"][1] <= lat <= entry["box"][3]
    ]
    here.sort(key=lambda entry: (entry["box"][2] - entry["box"][0]) * (entry["box"][3] - entry["box"][1]))
    found = {_first_name(entry["names"][0]): tuple(entry["months"]) for entry in reversed(here) if entry["names"]}
    return tuple(LocalSeason(name, months) for name, months in reversed(found.items()))


def _first_name(pattern: str) -> str:
    """Return a name from its pattern: of words that may be left out none, of alternatives the first."""
    words = [word.split("|")[0] for word in pattern.split() if not word.endswith("?")]
    return " ".join(words)
