"""Places and lists that people keep for themselves, by a name of their own: "my maize field", "the northern provinces".

They stand beside the exchange log and not in it, because whoever keeps a place may forget it: then it is deleted. A
need made with it holds the place as it was at that moment, under the name that the dialogue's record shows.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Engine, MetaData, String, Table, Text, delete, insert, select

from broker.database import reading
from broker.errors import UnknownKeptPlace
from translators.errors import RegionError
from translators.regions import Region

metadata = MetaData()

KEPT_PLACES = Table(
    "kept_place",
    metadata,
    Column("person", String(200), primary_key=True),
    Column("name", String(100), primary_key=True),
    Column("region", Text, nullable=False),
    Column("precision", String(20), nullable=False),
)
LONGEST_NAME = 80
#: How many places one person may keep.
MOST = 200


@dataclass(frozen=True)
class KeptPlace:
    """A place under a name of its owner's.

    Attributes
    ----------
    name : str
    region : Region
        As exactly as `precision` says, no exacter.
    precision : str
        One of `translators.precision.PRECISIONS`.
    """

    name: str
    region: Region
    precision: str

    def to_json(self) -> dict[str, Any]:
        """Return the place as plain JSON values."""
        return {
            "name": self.name,
            "precision": self.precision,
            "region": self.region.asked,
            "is": self.region.name,
            "area_km2": round(self.region.area_km2, 3),
        }


class KeptPlaces:
    """The places of everybody in a store; each person sees their own."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        with engine.begin() as connection:
            metadata.create_all(connection)

    def of(self, person: str) -> tuple[KeptPlace, ...]:
        """Return a person's places by name."""
        with reading(self._engine) as connection:
            rows = connection.execute(
                select(KEPT_PLACES).where(KEPT_PLACES.c.person == person).order_by(KEPT_PLACES.c.name)
            ).all()
        return tuple(KeptPlace(row.name, Region.from_json(json.loads(row.region)), row.precision) for row in rows)

    def find(self, person: str, name: str) -> KeptPlace:
        """Return one place. Raises `UnknownKeptPlace`, which names those that there are."""
        places = self.of(person)
        found = next((place for place in places if place.name.casefold() == _tidy(name).casefold()), None)
        if found is None:
            known = ", ".join(place.name for place in places[:20]) or "none yet"
            raise UnknownKeptPlace(
                f"The place {name[:80]!r} of {person or 'somebody without a name'} was asked, but it is not among the "
                f"places kept under this name ({known}). Keep it first: broker places keep NAME --by NAME --place …."
            )
        return found

    def keep(self, person: str, place: KeptPlace) -> KeptPlace:
        """Keep a place, in the stead of one of the same name."""
        name = _tidy(place.name)
        if not 1 <= len(name) <= LONGEST_NAME:
            raise RegionError(
                f"A place was to be kept under a name of {len(name)} characters. Give it a name of 1 to "
                f"{LONGEST_NAME}, such as: my maize field.",
                about="region",
            )
        others = [other for other in self.of(person) if other.name.casefold() != name.casefold()]
        if len(others) >= MOST:
            raise RegionError(
                f"{person} keeps {len(others)} places already, as many as one person may. Forget one first.",
                about="region",
            )
        same = [other.name for other in self.of(person) if other.name.casefold() == name.casefold()]
        with self._engine.begin() as connection:
            for old in same:
                connection.execute(_delete(person, old))
            connection.execute(
                insert(KEPT_PLACES).values(
                    person=person, name=name, region=json.dumps(place.region.to_json()), precision=place.precision
                )
            )
        return KeptPlace(name, place.region, place.precision)

    def forget(self, person: str, name: str) -> KeptPlace:
        """Delete a place, and return what it was. Raises `UnknownKeptPlace`."""
        found = self.find(person, name)
        with self._engine.begin() as connection:
            connection.execute(_delete(person, found.name))
        return found


def _delete(person: str, name: str) -> Any:
    return delete(KEPT_PLACES).where(KEPT_PLACES.c.person == person, KEPT_PLACES.c.name == name)


def _tidy(name: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in name).split())
