"""Who takes part, what each side expects and spends, how far they take part, and how they rate the work."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from broker.dialogue.contributions.collection import Contributions
from broker.dialogue.contributions.table import EVALUATION, MET, SIDES
from broker.dialogue.contributions.values import Contribution


@dataclass(frozen=True)
class Participant:
    """Somebody who takes part.

    Attributes
    ----------
    person, name : str
        The id (the name again where there is none), and the name; empty where it was erased.
    side : str
        One of `SIDES`.
    groups : tuple of str
        Groups that they count themselves to, in their words; for figures over groups, never shown beside a name.
    joined, left : str
        Ids of the contributions.
    """

    person: str
    name: str
    side: str
    organisation: str = ""
    groups: tuple[str, ...] = ()
    involvement: str = ""
    hat: str = ""
    since: dt.date | None = None
    joined: str = ""
    left: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the participant as plain JSON values, without the private groups."""
        return {
            "person": self.person, "name": self.name, "side": self.side, "organisation": self.organisation,
            "involvement": self.involvement, "hat": self.hat, "since": self.since.isoformat() if self.since else None,
            "joined": self.joined, "left": self.left or None,
        }  # fmt: skip


@dataclass(frozen=True)
class Expectation:
    """What a side offers or expects, and whether it was met, as was said in the end."""

    stated: Contribution
    reviewed: Contribution | None = None

    @property
    def met(self) -> str:
        """``yes``, ``partly`` or ``no``; empty before anybody looked back."""
        return str(self.reviewed.data.get("met", "")) if self.reviewed else ""

    def to_json(self) -> dict[str, Any]:
        """Return the expectation by the ids of its contributions."""
        of, way = self.stated.data.get("of", ""), self.stated.data.get("way", "")
        by = self.reviewed.id if self.reviewed else None
        return {"id": self.stated.id, "of": of, "way": way, "met": self.met or None, "reviewed_by": by}


@dataclass(frozen=True)
class Total:
    """What a party declared to have spent, of one thing in one unit."""

    party: str
    what: str
    unit: str
    amount: float
    declared: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the total as plain JSON values."""
        return {**vars(self), "declared": list(self.declared)}


@dataclass(frozen=True)
class Answered:
    """How each side answered one question of the evaluation: the columns stand side by side."""

    question: str
    words: str
    columns: Mapping[str, Mapping[str, tuple[str, ...]]]

    def to_json(self) -> dict[str, Any]:
        """Return the answers: side → yes, partly, no → ids of the contributions."""
        columns = {side: {a: list(ids) for a, ids in told.items()} for side, told in self.columns.items()}
        return {"question": self.question, "words": self.words, "columns": columns}


def participants(said: Contributions, people: Mapping[str, str]) -> tuple[Participant, ...]:
    """Return who takes part, or did, in the order in which they joined.

    Parameters
    ----------
    people : mapping
        Id → name of those who acted in the dialogue.
    """
    found: dict[str, Participant] = {}
    for one in said.of("ParticipantJoined", "ParticipantLeft", "GroupsDescribed"):
        key = one.get("person") or one.speaker
        if one.kind != "ParticipantJoined":
            if key in found:
                left = one.kind == "ParticipantLeft"
                groups = found[key].groups if left else tuple(one.data.get("groups", ()))
                found[key] = replace(found[key], left=one.id if left else found[key].left, groups=groups)
            continue
        found[key] = Participant(
            person=key,
            name=people.get(key) or one.data.get("person_named", "") or (key if key == one.by else ""),
            side=one.data.get("side", "other"),
            organisation=one.data.get("organisation", ""),
            groups=found[key].groups if key in found else (),
            involvement=one.data.get("involvement", ""),
            hat=one.hat,
            since=one.day,
            joined=one.id,
        )
    return tuple(found.values())


def expectations(said: Contributions) -> tuple[Expectation, ...]:
    """Return what each side offers and expects, oldest first, with the latest word on whether it was met."""
    return tuple(
        Expectation(e, next(iter(said.naming("expectation", e.id)[-1:]), None)) for e in said.of("ExpectationStated")
    )


def gaps(stated: tuple[Expectation, ...], *, is_open: bool) -> tuple[Expectation, ...]:
    """Return the expectations that were not met whole, and, of a dialogue at its end, those nobody looked back at."""
    return tuple(e for e in stated if e.met in ("partly", "no") or (not e.met and not is_open))


def costs(said: Contributions) -> tuple[Total, ...]:
    """Return what each party spent, of each thing in each unit; two units are never added to each other."""
    totals: dict[tuple[str, str, str], Total] = {}
    for one in said.of("CostDeclared"):
        if "amount" not in one.data:
            continue
        key = (one.get("party") or one.speaker, one.data["what"], one.data["unit"])
        before = totals.get(key, Total(*key, 0.0, ()))
        totals[key] = Total(*key, before.amount + one.data["amount"], (*before.declared, one.id))
    return tuple(totals.values())


def evaluation(
    said: Contributions, side_of: Mapping[str, str], round_number: int | None = None
) -> tuple[Answered, ...]:
    """Return how each side answered each question, side by side; the latest answer of each person in a round.

    Parameters
    ----------
    side_of : mapping
        Person → side; whoever is on none counts as ``other``.
    """
    latest = {(c.round, c.speaker): c for c in said.of("RoundEvaluated") if round_number in (None, c.round)}
    columns = {}
    for question in EVALUATION:
        told: dict[str, dict[str, tuple[str, ...]]] = {}
        for one in latest.values():
            answer = one.data.get("answers", {}).get(question)
            if answer:
                column = told.setdefault(side_of.get(one.speaker, "other"), {})
                column[answer] = (*column.get(answer, ()), one.id)
        columns[question] = told
    return tuple(
        Answered(q, EVALUATION[q], {s: {a: t[s].get(a, ()) for a in MET} for s in SIDES if s in t})
        for q, t in columns.items()
        if t
    )
