"""A dialogue as one audience may read it: what every export is made from, so that nothing is filtered twice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from broker.dialogue import Dialogue, Round
from broker.dialogue.notes import is_private
from broker.events import Event

if TYPE_CHECKING:
    from broker.engine.result import Result
    from broker.facilitation.surveys import Survey

#: Who reads, from the nearest to the farthest; the names of the scopes of consent.
AUDIENCES = ("dialogue", "facilitators", "reports", "public")


def without_private(event: Event, viewer: str, accompanies: bool = False) -> Event:
    """Return an event as others than its author have it: a note holds nothing, nor do the groups of somebody.

    Parameters
    ----------
    viewer : str
        Id of who reads; empty where it leaves for people who are not in the dialogue.
    accompanies : bool
        Whether they accompany the dialogue: then they have the notes that are shared among those who do.
    """
    if not is_private(event) or (viewer and event.person == viewer):
        return event
    return event if accompanies and event.data.get("sharing") == "shared" else event.without_words()


@dataclass(frozen=True)
class Kept:
    """A product of a round as the store keeps it.

    Attributes
    ----------
    files : mapping of str to Path
        Name → where it lies.
    result : Result or None
        Its numbers; None where the data that they come from are not at hand.
    absent : str
        Key of the text of the report that says why nothing is there; empty where something is.
    """

    files: Mapping[str, Path] = field(default_factory=dict)
    result: Result | None = None
    absent: str = ""


@dataclass(frozen=True)
class Told:
    """A dialogue, its events and its place in the log, as one audience may read them.

    Attributes
    ----------
    dialogue : Dialogue
        Folded from `events`.
    events : tuple of Event
        Oldest first; parts that the audience may not read are withheld, names replaced by pseudonyms.
    beside : mapping
        What proves it: a signed checkpoint of the whole log, and the proofs that these are events of it.
    audience : str
        One of `AUDIENCES`.
    at : datetime
        When it was told.
    kept : callable
        Takes a round, returns its product as the store keeps it.
    consents : mapping
        Person → how far their words may go in this dialogue.
    attached : callable
        Takes an event and one of its attachments, returns the bytes; None where they are not to be had.
    surveys : callable
        Returns how each side rated it, in sums that tell nobody's answer.
    """

    dialogue: Dialogue
    events: tuple[Event, ...]
    beside: Mapping[str, Any]
    audience: str
    at: dt.datetime
    kept: Callable[[Round], Kept]
    consents: Mapping[str, Any] = field(default_factory=dict)
    attached: Callable[[Event, Mapping[str, Any]], bytes | None] = lambda event, one: None
    surveys: Callable[[], tuple[Survey, ...]] = tuple

    @property
    def id(self) -> str:
        """The dialogue's id."""
        return self.dialogue.id

    @property
    def checkpoint(self) -> Mapping[str, Any]:
        """What the whole log was when this was told, signed."""
        return self.beside["checkpoint"]

    @property
    def head(self) -> str:
        """Hash of the last event: it stands for all before it."""
        return self.events[-1].hash

    @property
    def language(self) -> str:
        """The language of the latest need, or English where none can be read."""
        for one in reversed(self.dialogue.rounds):
            if language := one.specification_json.get("language"):
                return str(language)
        return "en"
