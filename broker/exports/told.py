"""A dialogue as one audience may read it: what every export is made from, so that nothing is filtered twice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from broker.dialogue import Dialogue, Round
from broker.events import Event

if TYPE_CHECKING:
    from broker.products.years_in_ten import YearsInTen

#: Who reads, from the nearest to the farthest; the names of the scopes of consent.
AUDIENCES = ("dialogue", "facilitators", "reports", "public")


@dataclass(frozen=True)
class Kept:
    """A product of a round as the store keeps it.

    Attributes
    ----------
    files : mapping of str to bytes
        Name → content, each with the sha256 that the round recorded.
    years_in_ten : tuple of YearsInTen
        How often an exceptional year comes; empty where that cannot be said.
    absent : str
        Why nothing is there, in one sentence; empty where something is.
    """

    files: Mapping[str, bytes] = field(default_factory=dict)
    years_in_ten: tuple[YearsInTen, ...] = ()
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
    checkpoint : dict
        What the whole log was when this was told, as its file holds it.
    audience : str
        One of `AUDIENCES`.
    at : datetime
        When it was told.
    kept : callable
        Takes a round, returns its product as the store keeps it.
    """

    dialogue: Dialogue
    events: tuple[Event, ...]
    checkpoint: Mapping[str, Any]
    audience: str
    at: dt.datetime
    kept: Callable[[Round], Kept]

    @property
    def id(self) -> str:
        """The dialogue's id."""
        return self.dialogue.id

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
