"""What other languages call a place: countries and large cities from the Unicode CLDR (by Babel), units by hand."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from translators.gazetteer.names import folded
from translators.gazetteer.table import COUNTRY, TOWN, UNIT, table

_FILE = Path(__file__).parent / "exonyms.toml"
#: Towns that are called otherwise elsewhere are this large at least.
_LARGE_TOWN = 50_000


@cache
def exonyms(language: str) -> dict[str, list[int]]:
    """Return the names of places in a language, folded, and what they mean; without those that the gazetteer holds.

    Countries are named by CLDR's territories, large cities by the example cities of its time zones, first-level units
    and other cities by ``exonyms.toml``, whose names count in every language.
    """
    found: dict[str, list[int]] = {}
    for name, places in (*_countries(language), *_cities(language), *_by_hand()):
        key = folded(name)
        if places and key:
            found.setdefault(key, places)
    return found


def english_of(key: str, language: str) -> list[str]:
    """Return the names, folded, under which the gazetteer holds an area that a language calls so."""
    places = table()
    return [folded(places.names[p]) for p in exonyms(language).get(key, ()) if places.kind[p] != TOWN]


def _countries(language: str) -> list[tuple[str, list[int]]]:
    from babel import Locale

    places = table()
    by_code = {
        places.country_codes[places.country[p]]: p for p in range(len(places.names)) if places.kind[p] == COUNTRY
    }
    named = Locale.parse(language).territories.items()
    return [(name, [by_code[code]]) for code, name in named if code in by_code]


def _cities(language: str) -> list[tuple[str, list[int]]]:
    from babel import Locale

    zones = Locale.parse(language).time_zones
    cities = ((str(zone).rsplit("/", 1)[-1].replace("_", " "), entry.get("city")) for zone, entry in zones.items())
    return [(str(city), _largest(english)) for english, city in cities if city]


def _largest(name: str) -> list[int]:
    """Return the largest town of a name, where it is a large one."""
    places = table()
    primary, also = places.called(folded(name))
    towns = [p for p in (*primary, *also) if places.kind[p] == TOWN and places.population[p] >= _LARGE_TOWN]
    return [max(towns, key=lambda p: places.population[p])] if towns else []


@cache
def _by_hand() -> list[tuple[str, list[int]]]:
    written = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    places = table()
    rows = []
    for name, others in written["units"].items():
        units = [p for p in places.called(folded(name))[0] if places.kind[p] == UNIT]
        largest = [max(units, key=lambda p: places.population[p])] if units else []
        rows += [(other, largest) for other in others]
    for name, others in written["towns"].items():
        rows += [(other, _largest(name)) for other in others]
    return rows
