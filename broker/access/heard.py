"""What the log tells of who stands how to what: who came and left, who looked in, who is in which group."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from broker.access.entering import Look, looks_in
from broker.access.groups import GROUPING, Group, groups_in
from broker.events import Event

_COMING = ("ParticipantJoined", "InvitationUsed")
#: Kinds of events that `Heard` is made of.
HEARD = (*_COMING, "ParticipantLeft", "AccessTaken", *GROUPING)


@dataclass(frozen=True)
class Heard:
    """As far as the log was read; grows as it does, and holds no words of anybody.

    Attributes
    ----------
    read_to : int
        Number of the last event that was heard.
    there, left : frozenset of (str, str)
        (dialogue, person) of those who were brought in, or who left, whichever was last.
    looks : tuple of Look
    groups : mapping
        Id → group, without its name.
    """

    read_to: int = 0
    there: frozenset[tuple[str, str]] = frozenset()
    left: frozenset[tuple[str, str]] = frozenset()
    looks: tuple[Look, ...] = ()
    groups: Mapping[str, Group] = field(default_factory=dict)

    def after(self, events: Iterable[Event]) -> Heard:
        """Return the same after some more events, oldest first."""
        there, left, looks, groups, read_to = set(self.there), set(self.left), [*self.looks], self.groups, self.read_to
        for event in events:
            read_to = event.number
            if event.kind == "AccessTaken":
                looks += (replace(look, by="", because="") for look in looks_in([event]))
            elif event.kind in GROUPING:
                groups = groups_in([event], groups)
            else:
                of = event.data["dialogue"] if event.kind == "InvitationUsed" else event.dialogue
                who = (of, event.data.get("person", "") or event.person)
                come, gone = (there, left) if event.kind in _COMING else (left, there)
                come.add(who)
                gone.discard(who)
        nameless = {id: replace(group, name="", names={}) for id, group in groups.items()}
        return Heard(read_to, frozenset(there), frozenset(left), tuple(looks), nameless)
