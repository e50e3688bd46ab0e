"""What changed between two rounds, as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from broker.mismatch import Mismatch


@dataclass(frozen=True)
class Change:
    """One part of the need that differs, such as ``thresh``, ``season`` or ``horizons``; an absent side is empty."""

    what: str
    before: str
    after: str


@dataclass(frozen=True)
class NumberChange:
    """One row of the summary in two rounds; a side that has no such row, or no value, is None.

    `part` names the place, step and definition of the row where a round has several.
    """

    scenario: str
    period: tuple[int, int]
    units_before: str
    units_after: str
    before: float | None
    after: float | None
    change_before: float | None
    change_after: float | None
    part: str = ""


@dataclass(frozen=True)
class RoundDiff:
    """What changed between two rounds: in the need, in the data, in the mismatches, in the numbers; by whom and why."""

    dialogue: str
    first: int
    second: int
    by: str
    because: str
    need: tuple[Change, ...]
    data: tuple[Change, ...]
    mismatches_gone: tuple[Mismatch, ...]
    mismatches_new: tuple[Mismatch, ...]
    numbers: tuple[NumberChange, ...]
    sentence_before: str
    sentence_after: str

    def to_json(self) -> dict[str, Any]:
        """Return the difference as the JSON of ``dialogue diff`` writes it."""
        return {
            "dialogue": self.dialogue,
            "rounds": [self.first, self.second],
            "by": self.by,
            "because": self.because,
            "need": [vars(c) for c in self.need],
            "data": [vars(c) for c in self.data],
            "mismatches_gone": [m.to_json() for m in self.mismatches_gone],
            "mismatches_new": [m.to_json() for m in self.mismatches_new],
            "numbers": [{**vars(n), "period": list(n.period)} for n in self.numbers],
            "sentence_before": self.sentence_before,
            "sentence_after": self.sentence_after,
        }
