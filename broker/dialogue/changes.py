"""What changed between two rounds, as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from broker.mismatch import Mismatch


@dataclass(frozen=True)
class Change:
    """One part of the need that differs, such as ``thresh``, ``season`` or ``horizons``; an absent side is empty.

    `by` and `because` are of whoever changed it, as far as the rounds between tell.
    """

    what: str
    before: str
    after: str
    by: str = ""
    because: str = ""

    def to_json(self) -> dict[str, str]:
        """Return what changed as plain JSON values; who changed it stands beside, in ``changed_by``."""
        return {"what": self.what, "before": self.before, "after": self.after}


@dataclass(frozen=True)
class Words:
    """A run of words of the statement: in ``both`` rounds, only ``before`` or only ``after``."""

    text: str
    of: str


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
class AssumptionChange:
    """A step of the translation that stands otherwise: its value, or who stands by it or contests it.

    A side is None where that round has no such step; else ``value``, ``status``, ``supporters``, ``contested_by``,
    ``origin``, ``source`` and ``because``.
    """

    about: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None


@dataclass(frozen=True)
class RegionChange:
    """Two places where two rounds look: how much of them is the same.

    Attributes
    ----------
    before, after : str
        Names.
    before_km2, after_km2, shared_km2 : float
        True areas on the sphere; 0.0 for points.
    only_before_km2, only_after_km2 : float
    apart_km : float or None
        Distance between the two middles where one of them is a point; None for areas.
    geometries : tuple of dict
        GeoJSON of both, longitude and latitude in WGS84 degrees.
    """

    before: str
    after: str
    before_km2: float
    after_km2: float
    shared_km2: float
    only_before_km2: float
    only_after_km2: float
    apart_km: float | None
    geometries: tuple[dict[str, Any], dict[str, Any]]

    def to_json(self) -> dict[str, Any]:
        """Return the change as plain JSON values."""
        return {**vars(self), "geometries": list(self.geometries)}


@dataclass(frozen=True)
class Step:
    """One of the rounds on the way between the two: who asked for it, and why."""

    round: int
    strand: str
    by: str
    at: str
    because: str


@dataclass(frozen=True)
class RoundDiff:
    """What changed between two rounds: in the need, in the data, in the mismatches, in the numbers; by whom and why.

    Attributes
    ----------
    by, because : str
        Of the later round.
    way : tuple of Step
        The rounds that lead to one of the two and not to the other, in the order of their numbers.
    words : tuple of Words
        The statement, word by word; empty where it is the same.
    region : RegionChange or None
        None where both look at the same place.
    erased : tuple of int
        Those of the two rounds whose need is gone: nothing can be said of what changed in it.
    """

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
    strands: tuple[str, str] = ("main", "main")
    way: tuple[Step, ...] = ()
    words: tuple[Words, ...] = ()
    assumptions: tuple[AssumptionChange, ...] = ()
    region: RegionChange | None = None
    erased: tuple[int, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the difference as the JSON of ``dialogue diff`` writes it."""
        return {
            "dialogue": self.dialogue,
            "rounds": [self.first, self.second],
            "strands": list(self.strands),
            "by": self.by,
            "because": self.because,
            "way": [vars(s) for s in self.way],
            "words": [vars(w) for w in self.words],
            "need": [c.to_json() for c in self.need],
            "changed_by": [{"what": c.what, "by": c.by, "because": c.because} for c in self.need if c.by or c.because],
            "assumptions": [vars(a) for a in self.assumptions],
            "data": [c.to_json() for c in self.data],
            "region": self.region.to_json() if self.region else None,
            "mismatches_gone": [m.to_json() for m in self.mismatches_gone],
            "mismatches_new": [m.to_json() for m in self.mismatches_new],
            "numbers": [{**vars(n), "period": list(n.period)} for n in self.numbers],
            "sentence_before": self.sentence_before,
            "sentence_after": self.sentence_after,
            "erased": list(self.erased),
        }
