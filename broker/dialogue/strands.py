"""Strands: several needs in one dialogue, or two definitions in parallel, that may become one again by a decision."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

#: The strand that a dialogue opens with.
MAIN = "main"


@dataclass(frozen=True)
class Reopening:
    """Somebody took up again what had been brought to its end, and why."""

    by: str
    at: dt.datetime
    because: str

    def to_json(self) -> dict[str, Any]:
        """Return the reopening as plain JSON values."""
        return {"by": self.by, "at": self.at.isoformat(), "because": self.because}


@dataclass(frozen=True)
class Strand:
    """A line of rounds: each of them follows another one of the strand, or the one that the strand branched from.

    Attributes
    ----------
    id : str
        ``main``, then ``s2``, ``s3`` …
    title : str
        What the people of the dialogue call it; empty for the first one.
    from_round : int
        The round that it branched from; 0 for a need of its own.
    decision : str
        How it was decided that it goes on within another strand, where it was; `rejoined_in` is the round of that
        decision, 0 where there was none, and `dissent` what spoke against it.
    """

    id: str
    title: str
    opened_by: str
    opened_at: dt.datetime
    because: str = ""
    from_round: int = 0
    rejoined_in: int = 0
    decision: str = ""
    dissent: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the strand as plain JSON values."""
        return {
            "strand": self.id,
            "title": self.title,
            "opened_by": self.opened_by,
            "opened_at": self.opened_at.isoformat(),
            "because": self.because,
            "from_round": self.from_round or None,
            "rejoined_in": self.rejoined_in or None,
            "decision": self.decision,
            "dissent": self.dissent,
        }
