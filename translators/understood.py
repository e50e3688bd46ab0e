"""What was understood of a sentence: readings of it, what they take for granted, what is asked, what nobody serves."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from translators.periods import Season, Years
from translators.regions import Region
from translators.statistics import MEAN, Statistic

#: A year whose February has 29 days, for writing ends of seasons.
_LEAP_YEAR = 2000


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
    source : str
        On whose knowledge: a publication, a table, a dialogue in which it was agreed; empty where that is not known.
    """

    about: str
    value: str
    because: str
    source: str = ""

    def to_json(self) -> dict[str, str]:
        """Return the assumption as the public JSON writes it; without a source where none is known."""
        written = {"about": self.about, "value": self.value, "because": self.because}
        return written | ({"source": self.source} if self.source else {})

    @classmethod
    def from_json(cls, value: Mapping[str, str]) -> Assumption:
        """Return the assumption that `to_json` wrote."""
        return cls(value["about"], value["value"], value["because"], value.get("source", ""))


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
    """Why climate projections cannot answer, and who can; `code` names the kind (``sea_level``), where it has one."""

    axis: str  # "time", "space" or "metric"
    reason: str
    referral: str
    code: str = ""

    def to_json(self) -> dict[str, str]:
        """Return the refusal as the public JSON writes it."""
        written = {"axis": self.axis, "reason": self.reason, "referral": self.referral}
        return written | ({"code": self.code} if self.code else {})


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
    statistic : Statistic
        What is taken over the years: their mean, or the share of years beyond a goal that the sentence names.
    each : str
        ``season``, or the steps of it that are wanted one by one.
    warming : tuple of float
        Levels of global warming that the sentence names, °C, in the place of years.
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
    statistic: Statistic = MEAN
    each: str = "season"
    warming: tuple[float, ...] = ()

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
            written["season"] = _from_to(self.season)
        if self.scenarios is not None:
            written["scenarios"] = list(self.scenarios)
        if self.baseline is not None:
            written["baseline"] = self.baseline.to_list()
        if self.missing:
            written["missing"] = list(self.missing)
        if not self.statistic.is_mean:
            written["statistic"] = self.statistic.text
        if self.each != "season":
            written["each"] = self.each
        if self.warming:
            written["warming"] = list(self.warming)
        return written


def _from_to(season: Season) -> dict[str, str]:
    """Return a season's ends as people date them: 30 June, where the season holds "the last day of June"."""
    last_day = min(season.last_day, calendar.monthrange(_LEAP_YEAR, season.last_month)[1])
    return {
        "from": f"{season.first_month:02d}-{season.first_day:02d}",
        "to": f"{season.last_month:02d}-{last_day:02d}",
    }


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
