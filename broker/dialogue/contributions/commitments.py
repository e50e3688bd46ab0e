"""What people bound themselves to: promises, decisions, and to ask what came of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from broker.dialogue.contributions.collection import Contributions
from broker.dialogue.contributions.values import Contribution

#: How long before its day a promise or a follow-up is called due.
SOON = dt.timedelta(days=7)
_KEPT = {"yes": "kept", "late": "late", "no": "broken"}


@dataclass(frozen=True)
class Promise:
    """Somebody will do something by a day."""

    made: Contribution
    settled: Contribution | None = None

    @property
    def who(self) -> str:
        """Whose promise it is: a side, a person's id, or a name."""
        return self.made.get("who") or self.made.speaker

    @property
    def due(self) -> dt.date | None:
        """By when; None where no day was said."""
        return _day(self.made.data.get("due"))

    def status(self, today: dt.date) -> str:
        """Return ``open``, ``due`` (within a week), ``overdue``, ``kept``, ``late`` or ``broken``."""
        return _KEPT[self.settled.data["kept"]] if self.settled else _waiting(self.due, today)

    def to_json(self, today: dt.date) -> dict[str, Any]:
        """Return the promise by the ids of its contributions."""
        due = self.due.isoformat() if self.due else None
        by = self.settled.id if self.settled else None
        return {"id": self.made.id, "who": self.who, "due": due, "status": self.status(today), "settled_by": by}


@dataclass(frozen=True)
class Decision:
    """A decision, and the one that took its place."""

    taken: Contribution
    superseded_by: Contribution | None = None

    @property
    def status(self) -> str:
        """``proposed``, ``taken``, ``withdrawn`` or ``superseded``."""
        return "superseded" if self.superseded_by else str(self.taken.data.get("status", "taken"))

    def to_json(self) -> dict[str, Any]:
        """Return the decision by the ids of its contributions."""
        by = self.superseded_by.id if self.superseded_by else None
        return {"id": self.taken.id, "status": self.status, "superseded_by": by}


@dataclass(frozen=True)
class FollowUp:
    """A day on which somebody asks what came of it, and what was told then."""

    set: Contribution
    outcomes: tuple[Contribution, ...] = ()

    @property
    def due(self) -> dt.date:
        """When."""
        return dt.date.fromisoformat(self.set.data["due"])

    def status(self, today: dt.date) -> str:
        """Return ``open``, ``due`` (within a week), ``overdue`` or ``reported``."""
        return "reported" if self.outcomes else _waiting(self.due, today)

    def to_json(self, today: dt.date) -> dict[str, Any]:
        """Return the follow-up by the ids of its contributions."""
        told = [o.id for o in self.outcomes]
        return {"id": self.set.id, "due": self.due.isoformat(), "status": self.status(today), "outcomes": told}


def promises(said: Contributions) -> tuple[Promise, ...]:
    """Return every promise with the latest word on it, oldest first."""
    return tuple(Promise(p, next(iter(said.naming("promise", p.id)[-1:]), None)) for p in said.of("PromiseMade"))


def decisions(said: Contributions) -> tuple[Decision, ...]:
    """Return every decision, oldest first; one is superseded by a later one that was taken, not by a proposal."""
    return tuple(
        Decision(
            d,
            next((n for n in said.naming("supersedes", d.id) if n.data.get("status", "taken") == "taken"), None),
        )
        for d in said.of("DecisionTaken")
    )


def follow_ups(said: Contributions) -> tuple[FollowUp, ...]:
    """Return every follow-up with what was told, oldest first."""
    return tuple(FollowUp(f, said.naming("follow_up", f.id)) for f in said.of("FollowUpSet"))


def _waiting(due: dt.date | None, today: dt.date) -> str:
    if due is None or today < due - SOON:
        return "open"
    return "due" if today <= due else "overdue"


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
