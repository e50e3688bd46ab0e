"""What is open between people: questions, objections, disagreements, and what remains of a compromise."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from broker.dialogue.contributions.collection import Contributions
from broker.dialogue.contributions.values import Contribution


@dataclass(frozen=True)
class Question:
    """A question and its answers, oldest first."""

    asked: Contribution
    answers: tuple[Contribution, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether nobody has answered."""
        return not self.answers

    def to_json(self) -> dict[str, Any]:
        """Return the question by the ids of its contributions."""
        return {"id": self.asked.id, "is_open": self.is_open, "answers": [a.id for a in self.answers]}


@dataclass(frozen=True)
class Objection:
    """An objection, and how it came to rest; overruled, or settled by a compromise, it is on record all the same."""

    raised: Contribution
    settled: Contribution | None = None

    @property
    def status(self) -> str:
        """``open``, ``met``, ``withdrawn``, ``overruled`` or ``compromise``."""
        if self.settled is None:
            return "open"
        return self.settled.data.get("how", "compromise")

    @property
    def stands(self) -> bool:
        """Whether it is still somebody's: open, or overruled against them."""
        return self.status in ("open", "overruled")

    def to_json(self) -> dict[str, Any]:
        """Return the objection by the ids of its contributions."""
        by = self.settled.id if self.settled else None
        return {"id": self.raised.id, "status": self.status, "settled_by": by}


@dataclass(frozen=True)
class Disagreement:
    """A disagreement: positions in the words of each side, and what came of it.

    A decision does not end a disagreement: only a compromise does, and what remains of it stands there.
    """

    recorded: Contribution
    compromise: Contribution | None = None
    decision: Contribution | None = None

    @property
    def positions(self) -> tuple[tuple[str, str], ...]:
        """Who holds what; the person or side, and the words."""
        return tuple((p["by"], p.get("position", "")) for p in self.recorded.data.get("positions", ()))

    @property
    def status(self) -> str:
        """``open``, ``decided`` (and still disagreed on) or ``compromise``."""
        if self.compromise is not None:
            return "compromise"
        return "decided" if self.decision is not None else "open"

    @property
    def stands(self) -> bool:
        """Whether it is still one."""
        return self.compromise is None

    def to_json(self) -> dict[str, Any]:
        """Return the disagreement by the ids of its contributions."""
        return {
            "id": self.recorded.id,
            "status": self.status,
            "compromise": self.compromise.id if self.compromise else None,
            "decision": self.decision.id if self.decision else None,
        }


@dataclass(frozen=True)
class Compromise:
    """Where parties met: what each gave up, what dissent remains, and when it is looked at again."""

    reached: Contribution

    @property
    def gave_up(self) -> tuple[tuple[str, str], ...]:
        """Who gave up what."""
        return tuple((g["by"], g.get("what", "")) for g in self.reached.data.get("gave_up", ()))

    @property
    def dissent(self) -> str:
        """What remains, in words; empty where nothing does."""
        return str(self.reached.data.get("dissent", ""))

    @property
    def revisit(self) -> dt.date | None:
        """When it is looked at again."""
        day = self.reached.data.get("revisit")
        return dt.date.fromisoformat(day) if day else None

    def to_json(self) -> dict[str, Any]:
        """Return the compromise by the ids of its contributions."""
        settles = self.reached.data.get("settles", [])
        return {"id": self.reached.id, "settles": settles, "has_dissent": bool(self.dissent)}


def questions(said: Contributions) -> tuple[Question, ...]:
    """Return every question with its answers, oldest first."""
    return tuple(Question(q, said.naming("question", q.id)) for q in said.of("QuestionAsked"))


def objections(said: Contributions) -> tuple[Objection, ...]:
    """Return every objection with the latest word that settled it, oldest first."""
    return tuple(
        Objection(o, _last((*said.naming("objection", o.id), *said.naming("settles", o.id))))
        for o in said.of("ObjectionRaised")
    )


def disagreements(said: Contributions) -> tuple[Disagreement, ...]:
    """Return every disagreement with the compromise and the decision about it, oldest first."""
    decided = [d for d in said.of("DecisionTaken") if d.data.get("status") == "taken"]
    return tuple(
        Disagreement(d, _last(said.naming("settles", d.id)), _last(tuple(x for x in decided if x.about == d.id)))
        for d in said.of("DisagreementRecorded")
    )


def compromises(said: Contributions) -> tuple[Compromise, ...]:
    """Return every compromise, oldest first."""
    return tuple(Compromise(c) for c in said.of("CompromiseReached"))


def _last(said: tuple[Contribution, ...]) -> Contribution | None:
    return max(said, key=lambda c: c.number) if said else None
