"""The specification: a need made exact, with each assumption on record."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from translators.need import Decision, Need
from translators.periods import Season, Years
from translators.regions import Region


@dataclass(frozen=True)
class Assumption:
    """One step of the translation that the user did not say, or said in other words.

    Attributes
    ----------
    about : str
        ``region``, ``season``, ``horizon``, ``baseline``, ``metric``, ``scenario`` or a parameter's name.
    value : str
        What is taken, in the words of a need file: "35 degC", "JJA", "2041–2060".
    because : str
        Why, in one sentence.
    """

    about: str
    value: str
    because: str

    def to_json(self) -> dict[str, str]:
        """Return the assumption as the public JSON writes it."""
        return {"about": self.about, "value": self.value, "because": self.because}


@dataclass(frozen=True)
class Question:
    """What to ask the user, because a guess would change the result."""

    about: str
    question: str
    options: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the question as the public JSON writes it."""
        return {"about": self.about, "question": self.question, "options": list(self.options)}


@dataclass(frozen=True)
class Unservable:
    """Why climate projections cannot answer, and who can."""

    axis: str  # "time", "space" or "metric"
    reason: str
    referral: str

    def to_json(self) -> dict[str, str]:
        """Return the refusal as the public JSON writes it."""
        return {"axis": self.axis, "reason": self.reason, "referral": self.referral}


@dataclass(frozen=True)
class Proposal:
    """One reading of a sentence: as much of a need as was understood, with reasons."""

    index: str
    parameters: dict[str, str]
    season: Season
    horizons: tuple[Years, ...]
    region: Region | None
    scenarios: tuple[str, ...] | None
    confidence: float
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Reading:
    """All that `ask` found in a sentence."""

    sentence: str
    language: str
    proposals: tuple[Proposal, ...]
    assumptions: tuple[Assumption, ...]
    questions: tuple[Question, ...]
    unservable: Unservable | None = None


@dataclass(frozen=True)
class Specification:
    """A need with nothing left open: what the engine can compute.

    Attributes
    ----------
    index : str
        Id of the index table (never an alias).
    parameters : dict of str to str
        Every parameter of the index, defaults filled in, in the index's own unit: ``{"thresh": "30 degC"}``.
    season, baseline : Season, Years
    horizons : tuple of Years or None
        ``None``: the AR6 periods that the data hold.
    region : Region
    scenarios, datasets : tuple of str or None
        ``None``: all that fit.
    assumptions : tuple of Assumption
        What was filled in, and why.
    """

    statement: str
    language: str
    decision: Decision | None
    region: Region
    season: Season
    baseline: Years
    horizons: tuple[Years, ...] | None
    scenarios: tuple[str, ...] | None
    datasets: tuple[str, ...] | None
    index: str
    parameters: dict[str, str]
    assumptions: tuple[Assumption, ...] = field(default=())

    @classmethod
    def of(cls, need: Need) -> Specification:
        """Return the specification of a need, each default on record as an assumption.

        Raises
        ------
        TranslationError
            If the region or the index is missing, the index or a parameter is unknown, a quantity has no unit or one of
            the wrong kind, or a parameter without a default is missing.
        """
        raise NotImplementedError
