"""How far what somebody said may go: consent by the person, and events as an audience may have them at this moment."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from broker.attribution import without_names
from broker.errors import InvalidResponse

if TYPE_CHECKING:
    from broker.event import Event

#: Audience → who that is. Each is asked for on its own: nothing is inferred from consent to another.
SCOPES = {
    "dialogue": "those who may read the dialogue",
    "facilitators": "facilitators of other dialogues, and those who look in",
    "reports": "reports that leave: HTML, PDF, CSV",
    "public": "everybody",
}
#: What somebody consents to by taking part, until they say something else.
AT_JOINING = ("dialogue", "facilitators", "reports")
#: Kinds of events that say so.
CONSENT_KINDS = ("ConsentGiven", "ParticipantConsentWithdrawn")
LONGEST_NOTE = 2000


@dataclass(frozen=True)
class Consent:
    """How far one person's words may go.

    Attributes
    ----------
    person : str
    dialogue : str
        The one that it is about; empty for every dialogue that nothing else was said of.
    scopes : tuple of str
        Those of `SCOPES` that may have their words.
    named : bool
        Whether their name goes with the words, where these leave the dialogue.
    said_by : str
        Id of who recorded it: the person, or somebody on their behalf.
    note : str
        How the consent was given, where somebody else recorded it; empty where it cannot be read.
    at : str
        When, ISO 8601 in UTC; empty for what holds by joining.
    """

    person: str
    dialogue: str = ""
    scopes: tuple[str, ...] = AT_JOINING
    named: bool = True
    said_by: str = ""
    note: str = ""
    at: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the consent as plain JSON values."""
        facts = {"person": self.person, "dialogue": self.dialogue, "scopes": list(self.scopes), "named": self.named}
        claimed = {"said_by": self.said_by, "note": self.note} if self.said_by not in ("", self.person) else {}
        return facts | claimed | {"at": self.at or None}


class Consents:
    """The present consent of everybody, heard from the events; several threads may ask at once."""

    def __init__(self) -> None:
        self.read_to = 0
        self._lock = threading.Lock()
        self._said: dict[tuple[str, str], Consent] = {}

    def hear(self, events: Iterable[Event]) -> Consents:
        """Take in newer events of `CONSENT_KINDS`, oldest first, and return what then holds."""
        with self._lock:
            for event in events:
                if event.number > self.read_to:  # what another thread has heard already would undo what came after it
                    self._hear(event)
                    self.read_to = event.number
        return self

    def _hear(self, event: Event) -> None:
        of = str(event.data.get("person", ""))
        about = str(event.data.get("dialogue", ""))
        before = self.of(of, about)
        scopes = tuple(event.data.get("scopes", ()))
        if event.kind == "ParticipantConsentWithdrawn":
            scopes = tuple(scope for scope in before.scopes if scope not in scopes)
        named = bool(event.data.get("named", before.named))
        note = str(event.data.get("note", ""))
        now = Consent(of, about, scopes, named, event.person, note, event.at)
        if about:
            self._said[of, about] = now
        else:  # said of all dialogues, it replaces what was said of single ones
            self._said = {key: one for key, one in self._said.items() if key[0] != of} | {(of, ""): now}

    def of(self, person: str, dialogue: str = "") -> Consent:
        """Return a person's consent for a dialogue: what was said of it, else of all, else what holds by joining."""
        said = self._said
        return said.get((person, dialogue)) or said.get((person, "")) or Consent(person, dialogue)

    def allows(self, person: str, dialogue: str, audience: str) -> bool:
        """Say whether an audience may have a person's words in a dialogue."""
        return audience in self.of(person, dialogue).scopes

    def told(self, events: Sequence[Event], audience: str, viewer: str = "") -> tuple[Event, ...]:
        """Return events as an audience may have them: parts withheld, and names replaced, by present consent.

        Everybody sees their own words. Ids, numbers and hashes stay, so that the record proves itself with the gaps.

        Parameters
        ----------
        events : sequence of Event
            Whole streams: participants are numbered in the order in which they first appear in theirs.
        audience : str
            One of `SCOPES`.
        viewer : str
            Id of who reads; empty for somebody without one.
        """
        return tuple(self.telling(events, audience, viewer))

    def telling(self, events: Iterable[Event], audience: str, viewer: str = "") -> Iterator[Event]:
        """Yield events as `told` returns them, one by one."""
        must_be_scopes((audience,))
        numbers: dict[str, dict[str, int]] = {}
        for event in events:
            known = numbers.setdefault(event.dialogue, {})
            for person in (event.person, *(part.of for part in event.parts)):
                if person:
                    known.setdefault(person, len(known) + 1)
            yield self._told(event, audience, viewer, known)

    def _told(self, event: Event, audience: str, viewer: str, numbers: dict[str, int]) -> Event:
        told = event
        for person in {part.of for part in event.parts} - {"", viewer}:
            if not self.allows(person, event.dialogue, audience):
                told = told.without(person)
            elif person != event.person and audience != "dialogue" and not self.of(person, event.dialogue).named:
                told = _nameless(told, person)
        if event.person in ("", viewer) or not event.by:
            return told
        pseudonym = f"Participant {numbers[event.person]}"
        if not told.by:
            return replace(told, by=pseudonym)
        if self.of(event.person, event.dialogue).named or audience == "dialogue":
            return told
        # Their words go without their name, which the proof of the words would hold.
        parts = tuple(replace(p, salt="", withheld="consent") if p.of == event.person else p for p in told.parts)
        return replace(told, by=pseudonym, parts=parts)


def _nameless(event: Event, person: str) -> Event:
    """Return an event without the name of somebody whom another named; what they said stays, without its proof."""
    theirs = {name for part in event.parts if part.of == person for name in part.fields}
    parts = tuple(replace(p, salt="", withheld="consent") if p.of == person else p for p in event.parts)
    return replace(event, data=without_names(event.data, theirs), parts=parts)


def must_be_scopes(scopes: Iterable[str]) -> tuple[str, ...]:
    """Return scopes in the order of their reach. Raises `InvalidResponse` for one that there is not."""
    given = set(scopes)
    if strange := sorted(given - set(SCOPES)):
        raise InvalidResponse(
            f"{strange[0]!r} was named as an audience, but consent is given for {', '.join(SCOPES)}, so nobody would "
            f"know how far the words may go. Choose among these.",
            code="audience-unknown",
            options=tuple(SCOPES),
        )
    return tuple(scope for scope in SCOPES if scope in given)
