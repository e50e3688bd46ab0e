"""Groups of people that dialogues are shared with, as the events of the stream ``groups`` tell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from broker.events import Event


@dataclass(frozen=True)
class Group:
    """Some people under one name.

    Attributes
    ----------
    id : str
        ``g12``: g and the number of the event that formed it. Two groups may have the same name.
    name : str
        Empty where it was erased with who gave it.
    owner : str
        Who formed it, and decides who is in it.
    members : frozenset of str
        The owner among them, by their pseudonyms.
    names : mapping
        Pseudonym → the name under which somebody came in, where it is not erased.
    """

    id: str
    name: str
    owner: str
    members: frozenset[str]
    names: Mapping[str, str] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return the group as plain JSON values."""
        return {
            "id": self.id,
            "name": self.name,
            "owner": self.owner,
            "members": [{"person": m, "name": self.names.get(m, "")} for m in sorted(self.members)],
        }


#: Kinds of events that groups are made of.
GROUPING = ("GroupFormed", "GroupJoined", "GroupLeft")


def groups_in(events: Iterable[Event], before: Mapping[str, Group] | None = None) -> dict[str, Group]:
    """Return the groups that these events tell, after those of before, by id."""
    held: dict[str, Group] = {**(before or {})}
    for event in events:
        if event.kind == "GroupFormed":
            owner = event.person
            id = f"g{event.number}"
            held[id] = Group(id, event.data.get("name", ""), owner, frozenset({owner}), {owner: event.by})
            continue
        group = held[event.data["group"]]
        person = {event.data.get("person", "")} - {""}
        members = group.members | person if event.kind == "GroupJoined" else group.members - person
        names = {**group.names, event.data.get("person", ""): event.data.get("person_named", "")}
        held[group.id] = replace(group, members=members, names=names)
    return held
