"""Places by the names that people use: towns, first-level units and countries, with their spelling forgiven."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry


@dataclass(frozen=True)
class Place:
    """A town, a first-level unit or a country of the gazetteer.

    Attributes
    ----------
    name : str
        In full, as a need file may write it: "Woolpit, England, United Kingdom"; `find_place` finds it by this name.
    kind : str
        ``town``, ``unit`` or ``country``.
    lat, lon : float
        The town; or the middle of the area's extent.
    population : int
        0 where it is not known.
    key : int
        Position in the gazetteer.
    """

    name: str
    kind: str
    lat: float
    lon: float
    population: int
    key: int

    @property
    def short_name(self) -> str:
        """The name alone: "Woolpit"."""
        return self.name.split(", ")[0]

    @property
    def source(self) -> str:
        """Where the place comes from: "GeoNames", "Natural Earth, first-level units", "Natural Earth, countries"."""
        raise NotImplementedError

    @property
    def geometry(self) -> BaseGeometry:
        """A point for a town, the area of a unit or country."""
        raise NotImplementedError


@dataclass(frozen=True)
class Mention:
    """A place named inside a sentence.

    Attributes
    ----------
    start, end : int
        ``sentence[start:end]`` is the name as written, with what it lies in ("Suffolk, GB").
    places : tuple of Place
        What it may mean, best first; never empty. One: it is clear. Several: ask, with their names as options.
    exact : bool
        False where the spelling was forgiven ("Nakru" → Nakuru): say so, or ask.
    note : str
        What was assumed in preferring the first, in one sentence; empty where nothing was.
    """

    start: int
    end: int
    places: tuple[Place, ...]
    exact: bool = True
    note: str = ""


def find_places(text: str, limit: int = 8) -> list[Place]:
    """Return the places that a text may mean, best first; typing mistakes are forgiven; an empty list if none."""
    raise NotImplementedError


def find_place(text: str) -> tuple[Place, str]:
    """Return the one place that a text means, and what was assumed (a sentence, or an empty text).

    Raises
    ------
    UnknownPlace, AmbiguousPlace
        With ``options``: names in full that would be understood.
    """
    raise NotImplementedError


def places_in(sentence: str) -> list[Mention]:
    """Return the places that a sentence names, in the order in which they stand there.

    A name counts when it is written with a capital, or follows a word such as "in", "around" or "near"; the longest
    name wins ("New York" before "York"); words that are rarely places ("May", "Hot", "Reading" without "in") do not
    count. After such a word a capitalised name that the gazetteer does not hold is matched to the nearest spelling,
    with ``exact=False``. Offsets are those of the sentence as given. Fast enough for every key stroke (< 10 ms after
    the first call).
    """
    raise NotImplementedError
