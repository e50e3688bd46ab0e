"""The words of an event, divided by whose they are and sealed under the key of each."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from broker.event import Part
from broker.events import ALWAYS_CLEAR, KINDS
from broker.recipe import canonical_json

#: Who acts where nobody gave a name.
NOBODY = "nobody"
# A word that may stand in the clear: an id, a date, one of a few words; never a sentence or a full name.
_PLAIN = re.compile(r"[\w.:@+/*%°-]{0,100}")


class Sealing(Protocol):
    """What the log asks of those who hold the keys; `broker.people.keys.Keys` is it."""

    def seal(self, subject: str, plain: bytes, about: bytes = b"") -> bytes:
        """Return bytes that only the subject's key opens, and only together with what they are about."""

    def open(self, subject: str, sealed: bytes, about: bytes = b"") -> bytes | None:
        """Return what was sealed; None where the subject has no key any more."""

    def digest(self, subject: str, plain: bytes) -> str:
        """Return a digest that nobody can guess from a short text without the subject's key."""


@dataclass(frozen=True)
class SealedPart:
    """A part of an event, and its words as they are stored."""

    part: Part
    content: bytes


def divided(
    kind: str, data: Mapping[str, Any], person: str, owner: str, whose: Mapping[str, str]
) -> dict[str, dict[str, Any]]:
    """Return whose each field of an event is: person id ("" for what is nobody's) → fields.

    Parameters
    ----------
    person, owner : str
        Who acts, and who stated the need of the round ("": who acts).
    whose : mapping
        Field → person id, where a field quotes somebody else again.
    """
    rule = KINDS[kind]
    clear = {*rule.clear, *ALWAYS_CLEAR}
    found: dict[str, dict[str, Any]] = {"": {}, person: {}}
    for name, value in data.items():
        if name in whose:
            of = whose[name] or person
        elif name in clear and is_plain(value):
            of = ""
        else:
            of = (owner or person) if name in rule.owner else person
        found.setdefault(of, {})[name] = value
    if not found[""]:
        del found[""]
    return found


def is_plain(value: Any) -> bool:
    """Whether a value is made of numbers and plain words, such as may stand in the clear."""
    if isinstance(value, str):
        return _PLAIN.fullmatch(value) is not None
    if isinstance(value, Mapping):
        return all(is_plain(name) and is_plain(one) for name, one in value.items())
    if isinstance(value, list | tuple):
        return all(map(is_plain, value))
    return value is None or isinstance(value, bool | int | float)


def sealed(
    keys: Sealing,
    kind: str,
    data: Mapping[str, Any],
    person: str,
    name: str,
    owner: str = "",
    whose: Mapping[str, str] | None = None,
) -> tuple[SealedPart, ...]:
    """Return the parts of an event; the author's holds the author's name.

    Raises
    ------
    ValueError
        If words would have to be sealed for nobody.
    """
    if not person:
        raise ValueError("an event needs a person who acts")
    made = []
    for of, fields in divided(kind, data, person, owner, whose or {}).items():
        salt = secrets.token_hex(16)
        author = {"by": name} if of == person else {}
        plain = canonical_json({**author, "data": fields, "salt": salt})
        commitment = hashlib.sha256(plain).hexdigest()
        content = keys.seal(of, plain, commitment.encode()) if of else plain
        made.append(SealedPart(Part(of, tuple(sorted(fields)), commitment, salt), content))
    return tuple(made)


def opened(keys: Sealing, of: str, content: bytes, commitment: str) -> dict[str, Any] | None:
    """Return what a stored part holds (``by``, ``data``, ``salt``); None where its person has no key any more.

    Raises
    ------
    ValueError
        If the stored bytes are no longer what was sealed.
    """
    plain = keys.open(of, content, commitment.encode()) if of else content
    if plain is None:
        return None
    found = json.loads(plain)
    if not isinstance(found, dict) or not isinstance(found.get("data"), dict):
        raise ValueError("a part holds no fields")
    return found
