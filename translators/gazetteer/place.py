"""A place of the gazetteer, as the rest of the project sees it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from translators.gazetteer.search import in_full
from translators.gazetteer.shapes import area_shape
from translators.gazetteer.table import COUNTRY, TOWN, UNIT, table

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

_KINDS = {COUNTRY: "country", UNIT: "unit", TOWN: "town"}
_SOURCES = {
    COUNTRY: "Natural Earth, countries",
    UNIT: "Natural Earth, first-level units",
    TOWN: "GeoNames",
}


@dataclass(frozen=True)
class Place:
    """A town, a first-level unit or a country of the gazetteer.

    Attributes
    ----------
    name : str
        In full: "Woolpit, England, United Kingdom".
    kind : str
        ``town``, ``unit`` or ``country``.
    lat, lon : float
        The town; or a place inside the area.
    population : int
        Of an area: of its towns; 0 where it is not known.
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
        return table().names[self.key]

    @property
    def option(self) -> str:
        """The name that a need file may write and `find_place` takes for this place and no other.

        It is `name`, with "(town)", "(first-level unit)", "(country)" or the coordinates where others bear it too.
        """
        return in_full([self.key])[0]

    @property
    def source(self) -> str:
        """Where the place comes from: "GeoNames", "Natural Earth, first-level units", "Natural Earth, countries"."""
        return _SOURCES[int(table().kind[self.key])]

    @property
    def geometry(self) -> BaseGeometry:
        """A point for a town, the area of a unit or country."""
        from shapely.geometry import Point

        return Point(self.lon, self.lat) if self.kind == "town" else area_shape(self.key)


def place_at(key: int) -> Place:
    """Return the place at a position of the gazetteer."""
    places = table()
    return Place(
        name=places.full_name(key),
        kind=_KINDS[int(places.kind[key])],
        lat=float(places.lat[key]),
        lon=float(places.lon[key]),
        population=int(places.population[key]),
        key=key,
    )
