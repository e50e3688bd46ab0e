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
    """One reading of a sentence: as much of a need as was understood, with reasons.

    Attributes
    ----------
    index : str
        Id of the index table.
    parameters : dict of str to str
        Quantities that were said or assumed, in the index's own unit; a parameter in `missing` is not among them.
    season : Season
    horizons : tuple of Years
    region : Region or None
        ``None`` where no place was said or understood; a question asks for it.
    scenarios : tuple of str or None
        ``None``: all that fit.
    confidence : float
        From 0 to 1.
    reasons : tuple of str
        What in the sentence led here, in plain words.
    baseline : Years or None
        Only where the sentence names the years to compare with.
    missing : tuple of str
        Parameters that must be asked for before anything is built: "above 30" has no unit, degree days no base.
    """

    index: str
    parameters: dict[str, str]
    season: Season
    horizons: tuple[Years, ...]
    region: Region | None
    scenarios: tuple[str, ...] | None
    confidence: float
    reasons: tuple[str, ...]
    baseline: Years | None = None
    missing: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the proposal as the public JSON writes it; `season` stands there only where it is no whole months."""
        written: dict[str, Any] = {
            "index": self.index,
            "parameters": dict(self.parameters),
            "months": list(self.season.months),
            "horizons": [years.to_list() for years in self.horizons],
            "region": None if self.region is None else {"name": self.region.name, "asked": self.region.asked},
            "confidence": round(self.confidence, 2),
            "reasons": list(self.reasons),
        }
        if not self.season.is_whole_months:
            written["season"] = self.season.to_value()
        if self.scenarios is not None:
            written["scenarios"] = list(self.scenarios)
        if self.baseline is not None:
            written["baseline"] = self.baseline.to_list()
        if self.missing:
            written["missing"] = list(self.missing)
        return written


@dataclass(frozen=True)
class Reading:
    """All that `ask` found in a sentence.

    Attributes
    ----------
    sentence, language : str
        As given, and as understood (BCP 47).
    proposals : tuple of Proposal
        Best first; empty where nothing computable was understood.
    assumptions : tuple of Assumption
        Of the best proposal.
    questions : tuple of Question
        The most consequential first.
    unservable : Unservable or None
    """

    sentence: str
    language: str
    proposals: tuple[Proposal, ...]
    assumptions: tuple[Assumption, ...]
    questions: tuple[Question, ...]
    unservable: Unservable | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the reading as the public JSON writes it."""
        return {
            "language": self.language,
            "proposals": [proposal.to_json() for proposal in self.proposals],
            "assumptions": [assumption.to_json() for assumption in self.assumptions],
            "questions": [question.to_json() for question in self.questions],
            "unservable": None if self.unservable is None else self.unservable.to_json(),
        }


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
