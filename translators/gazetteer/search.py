"""From a name as typed to the places that it may mean, and the choice among them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from translators.gazetteer.names import folded
from translators.gazetteer.shapes import area_shape
from translators.gazetteer.spelling import nearest
from translators.gazetteer.table import COUNTRY, TOWN, UNIT, Table, table
from translators.spheres import spherical_area_km2

KIND_WORDS = {COUNTRY: "country", UNIT: "first-level unit", TOWN: "town"}
#: A place is preferred without asking when it has this many times the inhabitants of the next.
DOMINANCE = 10
#: A unit of at most this size that bears the name of a town inside it is the town's own area, no other place.
_TOWN_AREA_KM2 = 4000.0
_UNKNOWN_POPULATION = 500
_IN_BRACKETS = re.compile(r"\s*\(([^()]*)\)\s*$")
_COORDINATES = re.compile(r"(-?\d{1,2}(?:\.\d+)?), ?(-?\d{1,3}(?:\.\d+)?)")


@dataclass(frozen=True)
class Choice:
    """The one place that a name means.

    Attributes
    ----------
    place : int
    note : str
        What was assumed, in one sentence; empty where nothing was.
    """

    place: int
    note: str


def candidates(text: str) -> list[int]:
    """Return the places that bear this name exactly, spelling apart, most populous first.

    Parameters
    ----------
    text : str
        "Woolpit", "Suffolk, GB", "Nakuru Kenya", "New York (first-level unit)", "Springfield, Wisconsin, United States
        of America (43.64, -89.41)".
    """
    places = table()
    bracket = _IN_BRACKETS.search(text)
    hint = bracket[1] if bracket else ""
    name = text[: bracket.start()] if bracket else text
    found = _named(places, name) or (_named(places, text) if bracket else [])
    coordinates = _COORDINATES.fullmatch(hint)
    if coordinates:
        lat, lon = float(coordinates[1]), float(coordinates[2])
        found = [p for p in found if abs(places.lat[p] - lat) < 0.006 and abs(places.lon[p] - lon) < 0.006]
    elif hint in KIND_WORDS.values():
        found = [p for p in found if KIND_WORDS[int(places.kind[p])] == hint]
    return by_population(found)


def by_population(found: list[int]) -> list[int]:
    """Return places with the most populous first."""
    return sorted(found, key=lambda p: (-int(table().population[p]), p))


def _named(places: Table, text: str) -> list[int]:
    """Return the places called so; what follows the name (after commas, or the last words) must hold them."""
    parts = [folded(p) for p in text.split(",")]
    for heads in range(len(parts), 0, -1):  # some names hold commas themselves
        found = _within(places, " ".join(parts[:heads]).strip(), [p for p in parts[heads:] if p])
        if found:
            return found
    words = folded(text).split() if len(parts) == 1 else []
    for heads in range(len(words) - 1, 0, -1):
        found = _within(places, " ".join(words[:heads]), [" ".join(words[heads:])])
        if found:
            return found
        for middle in range(heads + 1, len(words)):
            found = _within(places, " ".join(words[:heads]), [" ".join(words[heads:middle]), " ".join(words[middle:])])
            if found:
                return found
    return []


def _within(places: Table, key: str, around: list[str]) -> list[int]:
    for group in places.called(key) if key else ():
        found = [p for p in group if not around or places.kind[p] != COUNTRY]
        found = [p for p in found if all(places.lies_in(p, a) for a in around)]
        if found:
            return found
    return []


def choose(text: str, found: list[int], noting: bool = True) -> Choice | None:
    """Return the place that is meant among several of one name, or None where the user must say.

    Parameters
    ----------
    text : str
        The name as typed.
    found : list of int
        At least one, most populous first.
    noting : bool
        Write the note too.

    Notes
    -----
    In this order: the only one; the only one whose full name was typed; a country, unless a first-level unit elsewhere
    has more inhabitants; a town, over the small first-level unit that is its own area; the place with ten times the
    inhabitants of any other.
    """
    places = table()
    if len(found) == 1:
        return Choice(found[0], "")
    if "," in text:
        full = [p for p in found if folded(places.full_name(p)) == folded(text)]
        if len(full) == 1:
            return Choice(full[0], "")
    nations = [p for p in found if places.kind[p] == COUNTRY]
    if nations:
        rivals = [p for p in found if places.kind[p] == UNIT and places.country[p] != places.country[nations[0]]]
        if len(nations) > 1 or any(places.population[p] > places.population[nations[0]] for p in rivals):
            return None
        return Choice(nations[0], _note(places, text, nations[0], found) if noting else "")
    rest = [p for p in found if not any(_is_area_of(places, p, town) for town in found)]
    people = [max(int(places.population[p]), _UNKNOWN_POPULATION) for p in rest]
    if len(rest) == 1 or people[0] >= DOMINANCE * max(people[1:]):
        return Choice(rest[0], _note(places, text, rest[0], rest) if noting else "")
    return None


def _is_area_of(places: Table, unit: int, town: int) -> bool:
    """Whether a first-level unit is hardly more than the town of the same name in it."""
    return (
        places.kind[unit] == UNIT
        and places.kind[town] == TOWN
        and places.unit[town] == unit
        and spherical_area_km2(area_shape(unit)) <= _TOWN_AREA_KM2
    )


def _note(places: Table, text: str, chosen: int, found: list[int]) -> str:
    least = 0 if places.kind[chosen] == TOWN else places.population[chosen] / 100
    others = [p for p in found if p != chosen and places.population[p] >= least]
    if not others:
        return ""
    also = in_full(others[:2])
    more = f" and {len(others) - 2} more" if len(others) > 2 else ""
    return f"{text.strip()[:60]!r} is taken as {in_full([chosen])[0]}; it could also be {' or '.join(also)}{more}."


def in_full(found: list[int]) -> list[str]:
    """Return names in full that tell places apart and are understood when typed."""
    places = table()
    told = []
    for place in found:
        name = places.full_name(place)
        ways = (name, f"{name} ({KIND_WORDS[int(places.kind[place])]})")
        where = f"{name} ({places.lat[place]:.2f}, {places.lon[place]:.2f})"
        told.append(next((way for way in ways if _means(way, place)), where))
    return told


def _means(text: str, place: int) -> bool:
    found = candidates(text)
    choice = choose(text, found, noting=False) if found else None
    return choice is not None and choice.place == place


def search(text: str, limit: int = 8) -> list[tuple[int, bool]]:
    """Return places that a text may mean, best first, and whether they bear the name as typed.

    Exact names first, then names that start so; where there are none of these, names spelt nearly so.
    """
    places = table()
    exact = candidates(text)
    found = dict.fromkeys(exact, True)
    head, *around = [folded(p) for p in text.split(",")]
    if len(found) < limit and len(head) >= 2:
        for place in places.starting_with(head, 50 if around else limit):
            if all(places.lies_in(place, a) for a in around if a):
                found.setdefault(place, True)
    if not found:
        close = [p for p, _ in nearest(head, 50)]
        found = dict.fromkeys([p for p in close if all(places.lies_in(p, a) for a in around if a)] or close, False)
    if exact:
        choice = choose(text, exact)
        first = [choice.place] if choice else []
        return [(p, found[p]) for p in dict.fromkeys([*first, *found])][:limit]
    return list(found.items())[:limit]
