"""A dialogue: all rounds about one decision."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from broker.dialogue.contributions.collection import Contributions
from broker.dialogue.contributions.commitments import Decision, FollowUp, Promise, decisions, follow_ups, promises
from broker.dialogue.contributions.open_matters import (
    Compromise,
    Disagreement,
    Objection,
    Question,
    compromises,
    disagreements,
    objections,
    questions,
)
from broker.dialogue.contributions.parties import Participant, participants
from broker.dialogue.rights import Governed, Right, rights_in_force
from broker.dialogue.rounds import Round
from broker.dialogue.strands import Reopening, Strand
from broker.errors import UnknownRound
from translators.need import Need

#: How much of a statement serves as a title.
TITLE_LENGTH = 90


@dataclass(frozen=True)
class Dialogue:
    """All rounds about one decision, as the events tell them.

    Attributes
    ----------
    id, title : str
    version : int
        Number of events so far; what a writer saw when it decided.
    strands : tuple of Strand
        The first one is ``main``.
    closed_with : tuple of int
        The rounds that were open until the dialogue was brought to its end.
    reopened : tuple of Reopening
    people : dict of str to str
        Everybody who acted: the id that the record keeps (the name where there is none) → the name.
    named : dict of str to str
        The registered people whom others named: id → name, as far as it can be read.
    contributions : Contributions
        What was said, typed; what follows from it (`questions`, `promises`, `participants` …) is worked out anew.
    governed : tuple of Governed
        The acts on topics on which rights were in force.
    """

    id: str
    title: str
    opened_by: str
    opened_at: dt.datetime
    last_at: dt.datetime
    version: int
    rounds: tuple[Round, ...] = ()
    closed_at: dt.datetime | None = None
    closed_because: str = ""
    strands: tuple[Strand, ...] = ()
    closed_with: tuple[int, ...] = ()
    reopened: tuple[Reopening, ...] = ()
    people: dict[str, str] = field(default_factory=dict)
    named: dict[str, str] = field(default_factory=dict)
    contributions: Contributions = field(default_factory=Contributions)
    governed: tuple[Governed, ...] = ()

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """Every question with its answers."""
        return questions(self.contributions)

    @cached_property
    def objections(self) -> tuple[Objection, ...]:
        """Every objection, and how it came to rest."""
        return objections(self.contributions)

    @cached_property
    def disagreements(self) -> tuple[Disagreement, ...]:
        """Every disagreement with its positions, and what came of it."""
        return disagreements(self.contributions)

    @cached_property
    def compromises(self) -> tuple[Compromise, ...]:
        """Every compromise with what was given up and what dissent remains."""
        return compromises(self.contributions)

    @cached_property
    def promises(self) -> tuple[Promise, ...]:
        """Every promise, and whether it was kept."""
        return promises(self.contributions)

    @cached_property
    def decisions(self) -> tuple[Decision, ...]:
        """Every decision, and what took its place."""
        return decisions(self.contributions)

    @cached_property
    def follow_ups(self) -> tuple[FollowUp, ...]:
        """Every day on which somebody asks what came of it."""
        return follow_ups(self.contributions)

    @cached_property
    def participants(self) -> tuple[Participant, ...]:
        """Who takes part, or did."""
        return participants(self.contributions, self.people)

    @cached_property
    def rights(self) -> dict[str, Right]:
        """The decision rights that hold: topic → right."""
        return rights_in_force(self.contributions)

    def person(self, name: str) -> str:
        """Return the id of somebody of this dialogue, by the id or by the name; empty for anybody else."""
        if not name or name in self.people or name in self.named:
            return name
        known = {spelled: person for person, spelled in self.named.items()}
        known |= {one.name: one.person for one in self.participants if one.name}
        known |= {spelled: person for person, spelled in self.people.items() if spelled}
        return known.get(name) or {n.casefold(): p for n, p in known.items()}.get(name.casefold(), "")

    def name_of(self, person: str) -> str:
        """Return how people call a person or a side; a person whose name was erased stays an id."""
        named = self.people.get(person) or next((p.name for p in self.participants if p.person == person), "")
        return named or self.named.get(person) or person

    def side_of(self, person: str) -> str:
        """Return on which side somebody is: where they joined, else ``user`` for who opened; empty for others."""
        joined = {p.person: p.side for p in self.participants} | {p.name: p.side for p in self.participants if p.name}
        side = joined.get(person) or joined.get(self.people.get(person, ""))
        opener = bool(self.opened_by) and self.opened_by in (person, self.people.get(person))
        return side or ("user" if opener else "")

    @property
    def is_open(self) -> bool:
        """Whether anything may still be added."""
        return self.closed_at is None

    @property
    def round(self) -> Round:
        """The current round: the last one that is open, or the last one where none is."""
        return next((r for r in reversed(self.rounds) if r.is_open), self.rounds[-1])

    @property
    def next_number(self) -> int:
        """The number of the next round; of all strands together, so that a number names one round for ever."""
        return self.rounds[-1].number + 1 if self.rounds else 1

    def rounds_of(self, strand: str) -> tuple[Round, ...]:
        """Return the rounds of a strand, oldest first."""
        return tuple(r for r in self.rounds if r.strand == strand)

    def head(self, strand: str) -> Round:
        """Return the current round of a strand: the last one that is open, or the last one where none is."""
        rounds = self.rounds_of(strand)
        return next((r for r in reversed(rounds) if r.is_open), rounds[-1])

    def strand(self, name: str) -> Strand:
        """Return the strand of this id or title.

        Raises
        ------
        UnknownRound
            If the dialogue has no such strand, or several of this title.
        """
        wanted = name.strip().casefold()
        found = [s for s in self.strands if s.id == wanted] or [
            s for s in self.strands if s.title and s.title.casefold() == wanted
        ]
        if len(found) == 1:
            return found[0]
        known = ", ".join(f"{s.id} ({s.title})" if s.title else s.id for s in self.strands)
        what = "several strands have this title" if found else "it has no such strand"
        raise UnknownRound(
            f"The strand {name[:60]!r} of dialogue {self.id} was asked, but {what}, so it is not clear which rounds "
            f"are meant. Its strands: {known}.",
            code="strand-unknown",
            options=tuple(s.id for s in self.strands),
        )

    @property
    def need(self) -> Need:
        """The current need."""
        return self.round.need

    def round_number(self, number: int) -> Round:
        """Return the round of this number.

        Raises
        ------
        UnknownRound
            If the dialogue does not have it.
        """
        for one in self.rounds:
            if one.number == number:
                return one
        raise UnknownRound(
            f"Round {number} of dialogue {self.id} was asked, but it has the rounds 1 to {self.next_number - 1}, so "
            f"there is nothing to show. Choose one of these.",
            options=tuple(str(r.number) for r in self.rounds),
        )

    def to_json(self) -> dict[str, Any]:
        """Return the dialogue as the JSON of ``dialogue show`` writes it."""
        return {
            "dialogue": self.id,
            "title": self.title,
            "is_open": self.is_open,
            "opened_by": self.opened_by,
            "opened_at": self.opened_at.isoformat(),
            "last_at": self.last_at.isoformat(),
            "closed_at": self.closed_at.isoformat() if self.closed_at else None,
            "closed_because": self.closed_because,
            "version": self.version,
            "round": self.round.number if self.rounds else 0,
            "rounds": [r.to_json() for r in self.rounds],
            "strands": [s.to_json() for s in self.strands],
            "reopened": [r.to_json() for r in self.reopened],
            "contributions": [c.to_json() for c in self.contributions],
            "participants": [p.to_json() for p in self.participants],
            "questions": [q.to_json() for q in self.questions],
            "objections": [o.to_json() for o in self.objections],
            "disagreements": [d.to_json() for d in self.disagreements],
            "compromises": [c.to_json() for c in self.compromises],
            "decisions": [d.to_json() for d in self.decisions],
            "rights": {topic: right.to_json() for topic, right in self.rights.items()},
            "governed": [g.to_json() for g in self.governed],
        }


@dataclass(frozen=True)
class DialogueSummary:
    """One line of the list of dialogues; `person` is the id of who opened it."""

    id: str
    title: str
    opened_by: str
    opened_at: dt.datetime
    last_at: dt.datetime
    rounds: int
    is_open: bool
    person: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the line as the JSON of ``dialogue list`` writes it."""
        return {
            "dialogue": self.id,
            "title": self.title,
            "opened_by": self.opened_by,
            "opened_at": self.opened_at.isoformat(),
            "last_at": self.last_at.isoformat(),
            "rounds": self.rounds,
            "is_open": self.is_open,
        }
