"""Facilitators and admins who look into a dialogue that they take no part in: with a reason, for a day, on record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from broker.events import Event

#: How long whoever entered a dialogue may read it.
STAY = dt.timedelta(hours=24)


@dataclass(frozen=True)
class Look:
    """One look into a dialogue by somebody who takes no part in it.

    Attributes
    ----------
    by, person : str
        Name, empty where it was erased; and pseudonym.
    because : str
        Why, in their own words.
    """

    dialogue: str
    by: str
    person: str
    at: dt.datetime
    because: str

    @property
    def until(self) -> dt.datetime:
        """When it ends."""
        return self.at + STAY

    def to_json(self) -> dict[str, Any]:
        """Return the look as plain JSON values."""
        return {
            "dialogue": self.dialogue,
            "by": self.by,
            "at": self.at.isoformat(),
            "until": self.until.isoformat(),
            "because": self.because,
        }


def looks_in(events: Iterable[Event]) -> tuple[Look, ...]:
    """Return who looked into which dialogue, oldest first, by the events of the stream ``access``."""
    return tuple(
        Look(e.data["dialogue"], e.by, e.person, e.moment, e.data.get("because", ""))
        for e in events
        if e.kind == "AccessTaken"
    )


def looks_into(dialogue: str, events: Iterable[Event]) -> tuple[Look, ...]:
    """Return who looked into one dialogue, oldest first."""
    return tuple(look for look in looks_in(events) if look.dialogue == dialogue)


def still_inside(looks: Iterable[Look], now: dt.datetime) -> frozenset[str]:
    """Return those whose look has not ended yet."""
    return frozenset(look.person for look in looks if look.at <= now < look.until)
