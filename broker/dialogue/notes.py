"""What is not for everybody: private notes, described groups and answers told in sums are their author's."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from broker.dialogue.contributions import Contribution
from broker.dialogue.whole import Dialogue
from broker.events import Event

#: Kinds of event that are, or may be, not for everybody who reads the dialogue.
PRIVATE = ("NoteWritten", "GroupsDescribed", "RoundEvaluated")


def is_private(one: Contribution | Event) -> bool:
    """Whether it is not for everybody: of the answers to a survey, those that are told only in sums."""
    return one.kind in PRIVATE and (one.kind != "RoundEvaluated" or one.data.get("shown") == "sums")


def without_notes(dialogue: Dialogue, known_as: Collection[str] = (), *, accompanies: bool = False) -> Dialogue:
    """Return a dialogue without the notes, groups and answers that somebody may not read.

    That somebody answered a survey is not hidden, only what: who is still asked follows from it.

    Parameters
    ----------
    known_as : collection of str
        What stands for whoever reads in the record: the id and the name.
    accompanies : bool
        Whether they accompany the dialogue.
    """
    notes = dialogue.contributions.of(*PRIVATE)
    kept_back = [note for note in notes if not _may_read(note, note.person, known_as, accompanies)]
    if not kept_back:
        return dialogue
    hidden = {note.id for note in kept_back if note.kind != "RoundEvaluated"}
    emptied = {note.id: _emptied(note) for note in kept_back if note.kind == "RoundEvaluated"}
    rounds = tuple(
        replace(r, contributions=tuple(emptied.get(c.id, c) for c in r.contributions if c.id not in hidden))
        for r in dialogue.rounds
    )
    return replace(dialogue, rounds=rounds, contributions=dialogue.contributions.without(hidden).with_other(emptied))


def _emptied(one: Contribution) -> Contribution:
    told = {name: value for name, value in one.data.items() if name not in ("answers", "text")}
    return replace(one, data=told, withheld=("answers", "text"))


def events_without_notes(events: Iterable[Event], known_as: Collection[str], *, accompanies: bool) -> tuple[Event, ...]:
    """Return events with the words of notes, groups and answers withheld that somebody may not read; without a gap."""

    def told(one: Event) -> Event:
        private = is_private(one) and not _may_read(one, one.person, known_as, accompanies)
        return one.without_words() if private else one

    return tuple(map(told, events))


def _may_read(note: Contribution | Event, person: str, known_as: Collection[str], accompanies: bool) -> bool:
    return not is_private(note) or person in known_as or (accompanies and note.data.get("sharing") == "shared")
