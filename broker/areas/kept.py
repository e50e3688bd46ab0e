"""Places and lists that people keep for themselves, by a name of their own: "my maize field", "the northern provinces".

They stand beside the exchange log and not in it, because whoever keeps a place may forget it: then it is deleted. A
need made with it holds the place as it was at that moment, under the name that the dialogue's record shows. Name and
shape are sealed under the key of whoever keeps the place.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Column, Connection, Engine, LargeBinary, MetaData, String, Table, delete, insert, select

from broker.access import Actor
from broker.database import reading
from broker.errors import UnknownKeptPlace
from translators.errors import RegionError
from translators.regions import Region

if TYPE_CHECKING:
    from broker.people.keys import Keys

metadata = MetaData()

#: `name` is a digest under the person's key, by which a place is found again; `sealed` holds its name and shape.
OWN_PLACES = Table(
    "own_place",
    metadata,
    Column("person", String(20), primary_key=True),
    Column("name", String(64), primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
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

    def __init__(self, engine: Engine, keys: Keys) -> None:
        self._engine = engine
        self._keys = keys

    def of(self, person: Actor) -> tuple[KeptPlace, ...]:
        """Return a person's places by name."""
        with reading(self._engine) as connection:
            rows = connection.execute(select(OWN_PLACES).where(OWN_PLACES.c.person == person.id)).all()
        plain = (self._keys.open(person.id, row.sealed, row.name.encode()) for row in rows)
        places = (_place(json.loads(said)) for said in plain if said is not None)
        return tuple(sorted(places, key=lambda place: place.name))

    def find(self, person: Actor, name: str) -> KeptPlace:
        """Return one place. Raises `UnknownKeptPlace`, which names those that there are."""
        places = self.of(person)
        found = next((place for place in places if place.name.casefold() == _tidy(name).casefold()), None)
        if found is None:
            known = ", ".join(place.name for place in places[:20]) or "none yet"
            raise UnknownKeptPlace(
                f"The place {name[:80]!r} of {person.name or 'somebody without a name'} was asked, but it is not among "
                f"the places kept under this name ({known}). Keep it first: broker places keep NAME --by NAME --place "
                f"…."
            )
        return found

    def keep(self, person: Actor, place: KeptPlace) -> KeptPlace:
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
                f"{person.name} keeps {len(others)} places already, as many as one person may. Forget one first.",
                about="region",
            )
        row = sealed_row(self._keys, person.id, name, place.region.to_json(), place.precision)
        with self._engine.begin() as connection:
            connection.execute(_delete(person.id, row["name"]))
            connection.execute(insert(OWN_PLACES).values(row))
        return KeptPlace(name, place.region, place.precision)

    def forget(self, person: Actor, name: str) -> KeptPlace:
        """Delete a place, and return what it was. Raises `UnknownKeptPlace`."""
        found = self.find(person, name)
        with self._engine.begin() as connection:
            connection.execute(_delete(person.id, _digest(self._keys, person.id, found.name)))
        return found

    def forget_all(self, person_id: str) -> int:
        """Delete every place of a person, and return how many there were."""
        with self._engine.begin() as connection:
            return connection.execute(delete(OWN_PLACES).where(OWN_PLACES.c.person == person_id)).rowcount


def sealed_row(keys: Keys, person_id: str, name: str, region: dict[str, Any], precision: str) -> dict[str, Any]:
    """Return the row of a place, its name and shape sealed for the person."""
    digest = _digest(keys, person_id, name)
    said = json.dumps({"name": name, "region": region, "precision": precision}).encode()
    return {"person": person_id, "name": digest, "sealed": keys.seal(person_id, said, digest.encode())}


def carry_over(connection: Connection, keys: Keys, rows: Iterable[Any], person_of: Callable[[str], str]) -> None:
    """Take over places that an older store kept in the open.

    Parameters
    ----------
    rows : iterable
        With person (a name), name, region (JSON) and precision.
    person_of : callable
        Takes a name, returns the person's id.
    """
    for row in rows:
        place = sealed_row(keys, person_of(row.person), row.name, json.loads(row.region), row.precision)
        connection.execute(insert(OWN_PLACES).values(place))


def _place(said: dict[str, Any]) -> KeptPlace:
    return KeptPlace(said["name"], Region.from_json(said["region"]), said["precision"])


def _digest(keys: Keys, person_id: str, name: str) -> str:
    return keys.digest(person_id, name.casefold().encode())


def _delete(person_id: str, digest: str) -> Any:
    return delete(OWN_PLACES).where(OWN_PLACES.c.person == person_id, OWN_PLACES.c.name == digest)


def _tidy(name: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in name).split())
