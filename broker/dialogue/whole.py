"""A dialogue: all rounds about one decision."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from broker.dialogue.rounds import Round
from broker.errors import UnknownRound
from translators.need import Need

#: How much of a statement serves as a title.
TITLE_LENGTH = 90


@dataclass(frozen=True)
class Dialogue:
    """All rounds about one decision, as the events tell them.

    Attributes
    ----------
    id, title : str
    version : int
        Number of events so far; what a writer saw when it decided.
    """

    id: str
    title: str
    opened_by: str
    opened_at: dt.datetime
    last_at: dt.datetime
    version: int
    rounds: tuple[Round, ...] = ()
    closed_at: dt.datetime | None = None
    closed_because: str = ""

    @property
    def is_open(self) -> bool:
        """Whether anything may still be added."""
        return self.closed_at is None

    @property
    def round(self) -> Round:
        """The current round: the last one."""
        return self.rounds[-1]

    @property
    def need(self) -> Need:
        """The current need."""
        return self.round.need

    def round_number(self, number: int) -> Round:
        """Return the round of this number.

        Raises
        ------
        UnknownRound
            If the dialogue does not have it.
        """
        for one in self.rounds:
            if one.number == number:
                return one
        raise UnknownRound(
            f"Round {number} of dialogue {self.id} was asked, but it has the rounds 1 to {len(self.rounds)}, so there "
            f"is nothing to show. Choose one of these.",
            options=tuple(str(r.number) for r in self.rounds),
        )

    def to_json(self) -> dict[str, Any]:
        """Return the dialogue as the JSON of ``dialogue show`` writes it."""
        return {
            "dialogue": self.id,
            "title": self.title,
            "is_open": self.is_open,
            "opened_by": self.opened_by,
            "opened_at": self.opened_at.isoformat(),
            "last_at": self.last_at.isoformat(),
            "closed_at": self.closed_at.isoformat() if self.closed_at else None,
            "closed_because": self.closed_because,
            "version": self.version,
            "round": len(self.rounds),
            "rounds": [r.to_json() for r in self.rounds],
        }


@dataclass(frozen=True)
class DialogueSummary:
    """One line of the list of dialogues."""

    id: str
    title: str
    opened_by: str
    opened_at: dt.datetime
    last_at: dt.datetime
    rounds: int
    is_open: bool

    def to_json(self) -> dict[str, Any]:
        """Return the line as the JSON of ``dialogue list`` writes it."""
        return {
            "dialogue": self.id,
            "title": self.title,
            "opened_by": self.opened_by,
            "opened_at": self.opened_at.isoformat(),
            "last_at": self.last_at.isoformat(),
            "rounds": self.rounds,
            "is_open": self.is_open,
        }
