"""The decision catalogue: needs that people bring, and how each is answered, from one table."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from translators.specification import Unservable

#: What each caveat letter warns of.
CAVEATS = {
    "a": "a cell is not a farm",
    "b": "raw model bias moves counts over a fixed limit: adjust, or use the change",
    "c": "models drizzle, so dry days are too few",
    "d": "few models: show each",
    "e": "calendars are mixed",
    "f": "the definition changes the answer: show two",
    "g": "the variable is often missing in archives",
    "h": "a statistic of climate, not a forecast for this year",
}


@dataclass(frozen=True)
class CataloguedNeed:
    """One need of the catalogue.

    Attributes
    ----------
    id, sector, words, decides : str
        ``N01``; for what; the need in the user's words; who decides what.
    metric : dict
        As the ``metric`` of a need file: index, parameters, statistic. Empty where it cannot be served.
    time : dict
        As the ``time`` of a need file: season, each.
    also : tuple of dict
        Other metrics that look at the same need.
    caveats : tuple of str
    unservable : Unservable or None
    """

    id: str
    sector: str
    words: str
    decides: str
    metric: dict[str, Any] = field(default_factory=dict)
    time: dict[str, Any] = field(default_factory=dict)
    also: tuple[dict[str, Any], ...] = ()
    caveats: tuple[str, ...] = ()
    unservable: Unservable | None = None


@cache
def decisions() -> tuple[CataloguedNeed, ...]:
    """Return every need of the catalogue, in order."""
    table = tomllib.loads((Path(__file__).parent / "decisions.toml").read_text(encoding="utf-8"))
    return tuple(_need(name, entry) for name, entry in table.items())


def _need(name: str, entry: dict[str, Any]) -> CataloguedNeed:
    metric = {key: entry[key] for key in ("index", "parameters", "statistic") if key in entry}
    return CataloguedNeed(
        id=name,
        sector=entry["sector"],
        words=entry["words"],
        decides=entry["decides"],
        metric=metric,
        time={key: entry[key] for key in ("season", "each") if key in entry},
        also=tuple({**metric, **other} for other in entry.get("also", ())),
        caveats=tuple(CAVEATS[letter] for letter in entry["caveats"]),
        unservable=Unservable(**entry["unservable"]) if "unservable" in entry else None,
    )
