"""Places by the names that people use: towns, first-level units and countries, with their spelling forgiven."""

from __future__ import annotations

from translators.errors import AmbiguousPlace, RegionError, UnknownPlace
from translators.gazetteer.names import folded
from translators.gazetteer.place import Place, place_at
from translators.gazetteer.search import candidates, choose, in_full, search
from translators.gazetteer.spelling import nearest
from translators.gazetteer.table import TOWN, table, without_suffix
from translators.mentions import Mention, places_in

__all__ = ["Mention", "Place", "find_place", "find_places", "nearest_town", "places_in"]

_LONGEST_NAME = 200


def find_places(text: str, limit: int = 8) -> list[Place]:
    """Return the places that a text may mean, best first; an empty list if there are none.

    Exact names come first, then names that start so, then names with a slip or two ("Nakru" → Nakuru). What follows a
    comma must hold the place: "Ipswich, Suffolk", "Suffolk, GB", "Paris, TX".

    Parameters
    ----------
    text : str
    limit : int
    """
    return [place_at(p) for p, _ in search(text[:_LONGEST_NAME], limit)]


def find_place(text: str) -> tuple[Place, str]:
    """Return the one place that a text means, and what was assumed (a sentence, or an empty text).

    The spelling must be right, apart from capitals, accents, hyphens and apostrophes.

    Raises
    ------
    UnknownPlace, AmbiguousPlace
        With ``options``: names in full that would be understood.
    """
    if not isinstance(text, str) or not text.strip() or len(text) > _LONGEST_NAME:
        raise RegionError(
            f"A place was given as {repr(text)[:60]}, but the name of a town, first-level unit or country is needed. "
            f"Write for example place: Nakuru, Kenya.",
            about="region",
        )
    found = candidates(text)
    if not found:
        _refuse_unknown(text)
    choice = choose(text, found)
    if choice is None:
        options = tuple(in_full(found[:8]))
        more = f" and {len(found) - 8} more" if len(found) > 8 else ""
        raise AmbiguousPlace(
            f"The place {text.strip()!r} was asked, but {len(found)} places are called so, and their climates differ. "
            f"Choose one by its full name: {'; '.join(options)}{more}.",
            about="region",
            options=options,
        )
    return place_at(choice.place), choice.note


def nearest_town(lat: float, lon: float) -> tuple[Place, float]:
    """Return the nearest town of the gazetteer and its distance in km, to name a point for people."""
    import numpy as np

    from translators.spheres import great_circle_km

    places = table()
    towns = np.flatnonzero((places.kind == TOWN) & (np.abs(places.lat - lat) < 10))
    if not len(towns):
        towns = np.flatnonzero(places.kind == TOWN)
    distances = great_circle_km(places.lat[towns], places.lon[towns], lat, lon)
    first = int(np.argmin(distances))
    return place_at(int(towns[first])), float(distances[first])


def _refuse_unknown(text: str) -> None:
    name = text.strip()
    head, *around = [folded(p) for p in name.split(",")]
    named = [p for p, exact in search(head, 8) if exact and places_share_name(p, head)]
    if around and named:
        options = tuple(in_full([*named, *[p for p in candidates(around[-1]) if table().kind[p] != TOWN][:2]]))
        raise UnknownPlace(
            f"The place {name!r} was asked; {name.split(',')[0].strip()!r} is known, but not in "
            f"{','.join(name.split(',')[1:]).strip()!r}. Choose one of: {'; '.join(options)}.",
            about="region",
            options=options,
        )
    inside = _largest_towns_of(head)
    if inside:
        options = tuple(in_full(inside))
        raise UnknownPlace(
            f"The place {name!r} was asked; the gazetteer knows it as a division, but not its border, so no cell can "
            f"be weighted. Give the border as geojson, or take a town in it: {'; '.join(options)}.",
            about="region",
            options=options,
        )
    options = tuple(in_full([p for p, _ in nearest(head, 4)]))
    ask = f"Did you mean {' or '.join(options)}? " if options else ""
    raise UnknownPlace(
        f"The place {name!r} was asked, but the gazetteer (towns of 1000 people and more, first-level units, "
        f"countries) does not hold it, so it is not known where to look. {ask}Or give a point: {{lat: …, lon: …}}, or "
        "a geojson file.",
        about="region",
        options=options,
    )


def places_share_name(place: int, key: str) -> bool:
    """Whether a place bears this folded name."""
    primary, also = table().called(key)
    return place in primary or place in also


def _largest_towns_of(key: str, most: int = 4) -> list[int]:
    """Return the largest towns of a division or territory of this folded name, whose border is not held."""
    import numpy as np

    places = table()
    divisions = [i for i, admin in enumerate(places.admin_keys) if key in {admin, without_suffix(admin)} and admin]
    nations = [i for i, keys in enumerate(places.country_keys) if key in keys]
    inside = np.isin(places.admin, divisions) | np.isin(places.country, nations)
    towns = np.flatnonzero(inside & (places.kind == TOWN))
    return towns[np.argsort(-places.population[towns].astype(np.int64), kind="stable")][:most].tolist()
