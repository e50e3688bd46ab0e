"""Whether the answer was understood: questions whose answers the system knows, and what somebody answered."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from broker.events import Event


@dataclass(frozen=True)
class Comprehension:
    """One person's answers to the questions about a product.

    Attributes
    ----------
    product : str
        Id of the product that the questions were made from.
    questions : tuple of dict
        Each with ``question``, ``options`` and the right ``answer``.
    answers : tuple of str
        In the order of the questions; empty where one was passed over.
    correct : tuple of bool
    """

    by: str
    at: dt.datetime
    product: str
    questions: tuple[dict[str, Any], ...]
    answers: tuple[str, ...]
    correct: tuple[bool, ...]

    @property
    def right(self) -> int:
        """How many answers are right."""
        return sum(self.correct)

    def to_json(self) -> dict[str, Any]:
        """Return the check as plain JSON values."""
        return {
            "by": self.by,
            "at": self.at.isoformat(),
            "product": self.product,
            "questions": list(self.questions),
            "answers": list(self.answers),
            "correct": list(self.correct),
        }


def checked(event: Event) -> Comprehension:
    """Return the check that an event records."""
    data = event.data
    return Comprehension(
        event.by,
        event.moment,
        data["product"],
        tuple(data.get("questions", ())),
        tuple(data.get("answers", ())),
        tuple(data.get("correct", ())),
    )
