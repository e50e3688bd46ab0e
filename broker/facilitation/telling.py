"""A dialogue as the figures read it: its events with whose they are, on which side, and in how many words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from broker.dialogue import Dialogue, fold
from broker.dialogue.acts import Act, acts_of, sides_of
from broker.dialogue.contributions import BY_KIND, person_of
from broker.dialogue.contributions.table import SIDES
from broker.events import Event

#: Kind of event beside the contributions → the fields that hold somebody's own words.
_WORDS = {
    "NeedStated": ("need.statement",),
    "NeedRevised": ("because", "need.statement"),
    "ResponseGiven": ("text",),
    "AssumptionAccepted": ("because", "source"),
    "AssumptionContested": ("because", "source"),
    "AssumptionReplaced": ("because", "source"),
    "ComprehensionChecked": (),
    "ProductBuilt": (),
    "StrandOpened": ("title", "because"),
    "StrandsRejoined": ("decision", "because", "dissent"),
    "RoundReopened": ("because",),
    "DialogueReopened": ("because",),
    "DialogueClosed": ("because",),
    "BadYearsRemembered": ("of", "source"),
    "WorkshopHeld": ("minutes",),
}
#: Kinds that are about who is there, or are for the facilitator's eyes: no turn of anybody.
_NO_TURN = ("ParticipantJoined", "ParticipantLeft", "GroupsDescribed", "NoteWritten")


@dataclass(frozen=True)
class Turn:
    """One act of one person, and how many words of their own it holds."""

    event: Event
    person: str
    side: str
    words: int

    @property
    def number(self) -> int:
        """The number of its event."""
        return self.event.number


@dataclass(frozen=True)
class Told:
    """A dialogue with its events.

    Attributes
    ----------
    events : tuple of Event
        All of the dialogue, oldest first; what is withheld may be missing from their data.
    """

    events: tuple[Event, ...]

    @classmethod
    def of(cls, events: Iterable[Event]) -> Told:
        """Return the dialogue that these events tell."""
        return cls(tuple(events))

    @cached_property
    def dialogue(self) -> Dialogue:
        """The dialogue as a fold."""
        return fold(self.events)

    @cached_property
    def _called(self) -> dict[str, str]:
        return sides_of(self.events)

    @cached_property
    def acts(self) -> dict[str, Act]:
        """Every act by its id, ``e7``."""
        return {act.id: act for act in acts_of(self.events)}

    @cached_property
    def activities(self) -> dict[int, str]:
        """Latest round of each strand → the activity of its need; where its words tell none, as a round before it."""
        from translators.activities import activity_of

        by_number = {one.number: one for one in self.dialogue.rounds}
        found: dict[int, str] = {}
        for strand in self.dialogue.strands:
            ways = [one.number for one in self.dialogue.rounds_of(strand.id)[-1:]]
            for number in ways:
                found.setdefault(ways[0], "")
                one = by_number[number]
                asked = one.specification_json
                told = (
                    "" if one.is_erased else activity_of(asked["index"], one.statement, asked.get("language") or "en")
                )
                if told:
                    found[ways[0]] = told
                    break
                ways += [before for before in one.follows if before in by_number and before not in ways]
        return found

    def side(self, person: str) -> str:
        """Return on which side a person (or a side itself) is; ``other`` where nothing says it."""
        if person in SIDES:
            return person
        name = self.dialogue.name_of(person)
        return self.dialogue.side_of(person) or self._called.get(person) or self._called.get(name) or "other"

    def of_kinds(self, *kinds: str) -> tuple[Event, ...]:
        """Return the events of some kinds, oldest first."""
        return tuple(e for e in self.events if e.kind in kinds)

    def speaker(self, event: Event) -> str:
        """Return whose words an event holds: theirs on whose behalf it was recorded, else whoever recorded it."""
        return event.data.get("on_behalf") or event.data.get("on_behalf_named") or person_of(event)

    @cached_property
    def turns(self) -> tuple[Turn, ...]:
        """Every act of a person, oldest first; what the broker does by itself is none."""
        found = []
        for event in self.events:
            form = BY_KIND.get(event.kind)
            if event.kind in _NO_TURN or (form is None and event.kind not in _WORDS) or event.by == "broker":
                continue
            person = self.speaker(event)
            found.append(Turn(event, person, self.side(person), _words(event)))
        return tuple(found)


def _words(event: Event) -> int:
    form = BY_KIND.get(event.kind)
    if form is None:
        return sum(_count(_part(event.data, name)) for name in _WORDS[event.kind])
    return sum(_count(event.data.get(one.name)) for one in form.fields if one.type in ("text", "texts", "sayings"))


def _part(data: Mapping[str, Any], path: str) -> Any:
    value: Any = data
    for name in path.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def _count(value: Any) -> int:
    if isinstance(value, str):
        return len(value.split())
    if isinstance(value, Mapping):
        return sum(_count(one) for name, one in value.items() if name != "by")
    return sum(map(_count, value)) if isinstance(value, list | tuple) else 0
