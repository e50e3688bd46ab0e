"""What is not for everybody: private notes and described groups are their author's, shared notes of who accompanies."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from broker.dialogue.contributions import Contribution
from broker.dialogue.whole import Dialogue
from broker.events import Event

#: Kinds of event that are not for everybody who reads the dialogue.
PRIVATE = ("NoteWritten", "GroupsDescribed")


def without_notes(dialogue: Dialogue, known_as: Collection[str] = (), *, accompanies: bool = False) -> Dialogue:
    """Return a dialogue without the notes and groups that somebody may not read.

    Parameters
    ----------
    known_as : collection of str
        What stands for whoever reads in the record: the id and the name.
    accompanies : bool
        Whether they accompany the dialogue.
    """
    notes = dialogue.contributions.of(*PRIVATE)
    hidden = {note.id for note in notes if not _may_read(note, note.person, known_as, accompanies)}
    if not hidden:
        return dialogue
    rounds = tuple(
        replace(r, contributions=tuple(c for c in r.contributions if c.id not in hidden)) for r in dialogue.rounds
    )
    return replace(dialogue, rounds=rounds, contributions=dialogue.contributions.without(hidden))


def events_without_notes(events: Iterable[Event], known_as: Collection[str], *, accompanies: bool) -> tuple[Event, ...]:
    """Return events with the words of notes and groups withheld that somebody may not read; there is no gap."""

    def told(one: Event) -> Event:
        private = one.kind in PRIVATE and not _may_read(one, one.person, known_as, accompanies)
        return one.without_words() if private else one

    return tuple(map(told, events))


def _may_read(note: Contribution | Event, person: str, known_as: Collection[str], accompanies: bool) -> bool:
    return person in known_as or (accompanies and note.data.get("sharing") == "shared")
