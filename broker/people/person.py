"""A person as the store knows them, and the refusals of those whom it does not know or no longer."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from broker.access import ROLES, Actor
from broker.access.actors import PERSON_ID
from broker.errors import PersonErased, UnknownPerson

#: Where an identity comes from, beside the addresses of OpenID providers.
PERSONA, INVITED, OFFLINE = "persona", "invitation", "offline"
#: From when on it is counted when sessions were ended.
BEGAN = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
#: What somebody holds who named themselves on a computer of one's own, and who signed in for the first time.
PERSONA_ROLES = frozenset(ROLES) - {"admin"}
FIRST_ROLES = frozenset({"reader", "user"})


@dataclass(frozen=True)
class Person:
    """Somebody whom the store knows.

    Attributes
    ----------
    id : str
        Pseudonym, ``p-`` and ten letters: random, and the only thing of a person that the record shows for ever.
    name, email : str
        As they gave them; empty when they were erased, and the address also when nobody verified it.
    roles : frozenset of str
    issuer : str
        Who says who they are: ``persona``, ``invitation``, ``offline``, or the address of an OpenID provider.
    registered, erased : str
        When, ISO 8601 in UTC; `erased` is empty for those who are there.
    bound_to : str
        The one dialogue in which somebody without an account takes part; empty for everybody else.
    invitation : str
        By which they came; empty for everybody else.
    epoch : int
        When all of their sessions were last ended, in seconds since `BEGAN`; 0 where they never were.
    names : tuple of str
        Each name that they were ever shown under.
    way_back : str
        The link by which somebody without an account comes back; only in the answer to their first coming.
    """

    id: str
    name: str = ""
    roles: frozenset[str] = frozenset()
    issuer: str = PERSONA
    email: str = ""
    registered: str = ""
    erased: str = ""
    bound_to: str = ""
    invitation: str = ""
    epoch: int = 0
    names: tuple[str, ...] = ()
    way_back: str = field(default="", repr=False)

    def is_ended(self, issued: dt.datetime) -> bool:
        """Whether an account that said who they are at this moment was signed in before their sessions were ended."""
        return int((issued - BEGAN).total_seconds()) < self.epoch

    @property
    def actor(self) -> Actor:
        """Who acts when this person does."""
        return Actor(self.name, self.roles, self.id, answers_to_name=self.issuer == PERSONA)

    def to_json(self) -> dict[str, Any]:
        """Return the person as plain JSON values."""
        facts = {"issuer": self.issuer, "registered": self.registered, "roles": sorted(self.roles, key=ROLES.index)}
        known = {"email": self.email, "bound_to": self.bound_to, "erased": self.erased, "way_back": self.way_back}
        return {"id": self.id, "name": self.name, **facts, **{key: value for key, value in known.items() if value}}


def unknown(person_id: str) -> UnknownPerson:
    """Return the refusal of a person whom nobody knows."""
    shown = person_id if PERSON_ID.fullmatch(person_id) else repr(person_id[:80])
    return UnknownPerson(
        f"The person {shown} was named, but the register of this store holds nobody of this id, so nobody knows who "
        f"is meant. `broker people list` shows the ids."
    )


def must_be_there(row: Any) -> None:
    """Refuse somebody who was erased. Raises `PersonErased`."""
    if row.erased:
        raise PersonErased(
            f"{row.id} was named, but this person was erased on {row.erased[:10]}, so nothing is done under this id "
            f"any more. Sign in anew: that makes another person."
        )
