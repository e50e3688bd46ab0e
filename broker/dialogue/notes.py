"""Notes on how a dialogue goes: private ones are their author's, shared ones of all who accompany it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from broker.dialogue.contributions import Contribution
from broker.dialogue.whole import Dialogue
from broker.events import Event

KIND = "NoteWritten"


def without_notes(dialogue: Dialogue, known_as: Collection[str], *, accompanies: bool) -> Dialogue:
    """Return a dialogue without the notes that somebody may not read.

    Parameters
    ----------
    known_as : collection of str
        What stands for whoever reads in the record: the id and the name.
    accompanies : bool
        Whether they accompany the dialogue.
    """
    notes = dialogue.contributions.of(KIND)
    hidden = {note.id for note in notes if not _may_read(note, note.person, known_as, accompanies)}
    if not hidden:
        return dialogue
    rounds = tuple(
        replace(r, contributions=tuple(c for c in r.contributions if c.id not in hidden)) for r in dialogue.rounds
    )
    return replace(dialogue, rounds=rounds, contributions=dialogue.contributions.without(hidden))


def events_without_notes(events: Iterable[Event], known_as: Collection[str], *, accompanies: bool) -> tuple[Event, ...]:
    """Return events with the words of notes withheld that somebody may not read; the record has no gap."""
    return tuple(
        e if e.kind != KIND or _may_read(e, e.person, known_as, accompanies) else e.without(e.person) for e in events
    )


def _may_read(note: Contribution | Event, person: str, known_as: Collection[str], accompanies: bool) -> bool:
    return person in known_as or (accompanies and note.data.get("sharing") == "shared")
