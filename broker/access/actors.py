"""Who acts: a person, the roles that they hold, and by what they are known."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from broker.errors import NotAllowed

#: Roles, from the least to the most. On a computer of one's own a named person holds every one.
ROLES = ("reader", "user", "producer", "facilitator", "reviewer", "admin")
LONGEST_NAME = 200
#: What the pseudonym of a person looks like; a name that looks so stands for nobody's name.
PERSON_ID = re.compile(r"p-[a-z0-9]{10}")


@dataclass(frozen=True)
class Actor:
    """Somebody, and the roles that they hold.

    Attributes
    ----------
    name : str
        As people read it.
    id : str
        Pseudonym under which the record keeps what they do; empty for who is not in it.
    answers_to_name : bool
        Whether the name stands for the person, as on a computer of one's own. An account may call itself anything.
    """

    name: str
    roles: frozenset[str]
    id: str = ""
    answers_to_name: bool = True

    @property
    def known_as(self) -> frozenset[str]:
        """What stands for this person in the record: the pseudonym, and a name that is theirs alone."""
        return frozenset({self.id, self.signs_as} - {""})

    @property
    def signs_as(self) -> str:
        """By what the catalog knows who published or holds data."""
        return self.name if self.answers_to_name and not PERSON_ID.fullmatch(self.name) else self.id


#: Somebody who gave no name: may look, ask and compute, and adds nothing to the record.
READER = Actor("", frozenset({"reader"}))


def local_persona(name: str) -> Actor:
    """Return the person of this name on a computer of their own, where everybody named holds every role.

    Raises
    ------
    NotAllowed
        If the name is too long or holds what cannot be read on a page.
    """
    plain = " ".join(unicodedata.normalize("NFC", name).split())
    if len(plain) > LONGEST_NAME or any(unicodedata.category(letter) in {"Cc", "Cs"} for letter in name):
        raise NotAllowed(
            f"A name of {len(name)} characters was given that cannot be shown on a page, so nobody could tell who "
            f"spoke. Give a name of up to {LONGEST_NAME} characters, without control characters."
        )
    return Actor(plain, frozenset(ROLES)) if plain else READER
