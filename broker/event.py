"""One line of the exchange log: its heading, which proves it, and its parts, which hold its words."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from broker.recipe import canonical_json

#: What the first event of a stream names as the event before it.
NO_EVENT = "0" * 64


@dataclass(frozen=True)
class Part:
    """The words of an event that are one person's.

    Attributes
    ----------
    of : str
        Pseudonymous id of the person under whose key they are sealed; empty for what is nobody's.
    fields : tuple of str
        Fields of the event's data that it holds.
    commitment : str
        sha256 of the canonical JSON of author (in the author's own part), fields and salt.
    salt : str
        Random; without it a short text cannot be guessed from its commitment. Empty where the part is withheld.
    withheld : str
        Why its words are not here: ``erased``, ``consent``, ``elsewhere`` (it was taken in without them) or
        ``damaged``; empty where they are.
    """

    of: str
    fields: tuple[str, ...]
    commitment: str
    salt: str = ""
    withheld: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the part as a line of the exported log holds it."""
        shown = {"withheld": self.withheld} if self.withheld else {"salt": self.salt}
        return {"of": self.of, "fields": list(self.fields), "commitment": self.commitment, **shown}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Part:
        """Return the part of an exported line."""
        fields = tuple(value["fields"])
        return cls(value["of"], fields, value["commitment"], value.get("salt", ""), value.get("withheld", ""))


@dataclass(frozen=True)
class Event:
    """One line of the exchange log.

    Attributes
    ----------
    number : int
        Place in the whole log, from 1, without gaps: order is this, never the clock.
    dialogue, sequence : str, int
        The stream, and the place in it from 1.
    kind : str
        One of `broker.events.KINDS`.
    at : str
        When it was recorded, ISO 8601 in UTC; never runs back.
    key : str
        The submission that it belongs to; the same key is never carried out twice.
    by, person : str
        Who did it, as the name was then (empty where it is withheld), and the pseudonymous id.
    data : dict
        Plain JSON values, as the kind says, merged from the parts that can be read.
    withheld : tuple of str
        Fields of the data that cannot be read: their person was erased, or does not consent.
    previous, hash : str
        Hash of the event before it in the same stream, and its own.
    parts : tuple of Part
    skew_s : int
        By how many seconds the clock was found to be wrong; 0 when nothing spoke against it.
    """

    number: int
    dialogue: str
    sequence: int
    kind: str
    at: str
    key: str
    by: str
    person: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    withheld: tuple[str, ...] = ()
    previous: str = NO_EVENT
    hash: str = ""
    parts: tuple[Part, ...] = ()
    skew_s: int = 0

    @property
    def heading(self) -> dict[str, Any]:
        """What is hashed: everything but the words, which the commitments stand for, and the place in the whole log."""
        return {
            "at": self.at,
            "by": self.person,
            "dialogue": self.dialogue,
            "key": self.key,
            "kind": self.kind,
            "parts": [[part.of, list(part.fields), part.commitment] for part in self.parts],
            "previous": self.previous,
            "sequence": self.sequence,
            **({"skew_s": self.skew_s} if self.skew_s else {}),
        }

    @property
    def moment(self) -> dt.datetime:
        """When it was recorded."""
        return dt.datetime.fromisoformat(self.at)

    @property
    def round(self) -> int:
        """The round that it belongs to; 0 when it is about the whole dialogue."""
        return int(self.data.get("round", 0))

    def whose(self, name: str) -> str:
        """Return the id of the person under whose key a field is sealed; whoever did it, where no part holds it."""
        return next((part.of for part in self.parts if name in part.fields), "") or self.person

    def without(self, person: str, why: str = "consent") -> Event:
        """Return the event with everything left out that is sealed under a person's key, the name included."""
        parts = tuple(replace(p, salt="", withheld=why) if p.of == person and not p.withheld else p for p in self.parts)
        gone = {name for part in parts if part.withheld for name in part.fields}
        return replace(
            self,
            by="" if self.person == person else self.by,
            data={name: value for name, value in self.data.items() if name not in gone},
            withheld=tuple(sorted(gone)),
            parts=parts,
        )

    def without_words(self, why: str = "consent") -> Event:
        """Return the event with everything left out that is sealed, whoever it is of; ids, dates and hashes stay."""
        told = self
        for person in {part.of for part in self.parts} - {""}:
            told = told.without(person, why)
        return told

    def to_json(self) -> dict[str, Any]:
        """Return the event as a line of the exported log, which holds no word without its proof."""
        unproved = {name for part in self.parts if part.withheld for name in part.fields}
        return {
            "number": self.number,
            "dialogue": self.dialogue,
            "sequence": self.sequence,
            "kind": self.kind,
            "at": self.at,
            "key": self.key,
            "person": self.person,
            "by": self.by,
            "data": {name: value for name, value in self.data.items() if name not in unproved},
            "parts": [part.to_json() for part in self.parts],
            "previous": self.previous,
            "hash": self.hash,
            **({"skew_s": self.skew_s} if self.skew_s else {}),
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Event:
        """Return the event of an exported line (its hashes are taken over; `broker.verification` checks them)."""
        parts = tuple(Part.from_json(part) for part in value["parts"])
        names = ("number", "dialogue", "sequence", "kind", "at", "key", "by", "person", "data", "previous", "hash")
        return cls(
            **{name: value[name] for name in names},
            withheld=tuple(sorted(name for part in parts if part.withheld for name in part.fields)),
            parts=parts,
            skew_s=value.get("skew_s", 0),
        )


def hash_of(heading: Mapping[str, Any]) -> str:
    """Return the hash of an event by its heading."""
    return hashlib.sha256(canonical_json(heading)).hexdigest()
