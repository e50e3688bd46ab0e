"""Who is meant by a name in a dialogue, and whose the words of an entry are by that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from broker.access.actors import PERSON_ID
from broker.attribution import attributed
from broker.dialogue import Dialogue
from broker.dialogue.contributions.checking import Find

if TYPE_CHECKING:
    from broker.people.register import Register


def finder(register: Register, dialogue_id: str) -> Find:
    """Return what finds the registered people who may be meant by a name in a dialogue; see `Register.called`."""

    def find(name: str) -> tuple[str, str]:
        found = register.called(name, dialogue_id)
        return (found.id, found.name) if found is not None else ("", "")

    return find


def quoting(
    dialogue: Dialogue, author: str, find: Find, kind: str, data: dict[str, Any], whose: dict[str, str] | None = None
) -> tuple[str, dict[str, Any], dict[str, str]]:
    """Return an entry with whose words it quotes: who stated a value, and whoever is registered and named in it."""
    stated_by = dialogue.person(data.get("stated_by", ""))
    source = str(data.get("source") or "")
    known = (dialogue.person(source) or find(source)[0]) if source else ""
    recorded, named = attributed(kind, data, author, known if PERSON_ID.fullmatch(known) else "")
    return kind, recorded, {**named, **({"stated_by": stated_by} if stated_by else {}), **(whose or {})}
