"""Who decides on what: rights that both sides agreed on, and whether an act keeps to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from broker.dialogue.contributions.collection import Contributions
from broker.dialogue.contributions.table import TOPICS
from broker.dialogue.contributions.values import Contribution, person_of
from broker.events import Event

if TYPE_CHECKING:
    from broker.dialogue.whole import Dialogue

#: What somebody may be to a topic.
DUTIES = ("decides", "advises", "veto", "informed")
#: A topic in a sentence.
TOPIC_WORDS = {
    "definition": "the definition",
    "data": "the choice of data",
    "wording": "the wording",
    "publication": "publication",
}
#: Rights need the word of both; a proposal of somebody else needs two agreements.
BOTH_SIDES = ("user", "producer")
#: How an act stands to the rights on a topic: by who decides, with the word of who decides, or openly against them.
HOWS = ("inside", "consent", "against")
#: Kinds of contribution by which who decides can consent to what somebody else does.
_CONSENTING = ("StatementMade", "QuestionAnswered", "DecisionTaken", "CompromiseReached")


@dataclass(frozen=True)
class Right:
    """Who decides on a topic, as one side proposed it.

    Attributes
    ----------
    topic : str
        One of `TOPICS`.
    proposed : Contribution
    agreed : tuple of Contribution
        Each event of a proposal or an agreement says on which side whoever spoke was then.
    """

    topic: str
    proposed: Contribution
    agreed: tuple[Contribution, ...] = ()

    @property
    def waits_for(self) -> tuple[str, ...]:
        """The sides whose agreement is missing; none where the right was agreed on."""
        spoken = {one.data.get("side", "") for one in (self.proposed, *self.agreed)}
        return tuple(side for side in BOTH_SIDES if side not in spoken)

    @property
    def in_force_since(self) -> int:
        """Number of the event with which it came into force; 0 while a side is missing."""
        return 0 if self.waits_for else max(one.number for one in (self.proposed, *self.agreed))

    def of(self, duty: str) -> tuple[str, ...]:
        """Return the sides and people of a duty, one of `DUTIES`."""
        return tuple(self.proposed.data.get(duty, ()))

    def has(self, duty: str, person: str, side: str) -> bool:
        """Whether somebody has a duty, by their own name or by their side."""
        return bool({person, side} & set(self.of(duty)) - {""})

    def to_json(self) -> dict[str, Any]:
        """Return the right as plain JSON values."""
        return {
            "topic": self.topic,
            "proposed": self.proposed.id,
            "agreed": [one.id for one in self.agreed],
            "waits_for": list(self.waits_for),
            **{duty: list(self.of(duty)) for duty in DUTIES},
        }


@dataclass(frozen=True)
class Governed:
    """An act on a topic on which rights were in force, and how it stood to them.

    Attributes
    ----------
    event, number, kind : str, int, str
        ``e7``, its place in the whole log, and its kind.
    topic, how : str
        `how` is one of `HOWS`.
    because : str
        Why it was done against the rights.
    consent : str
        Id of the contribution by which who decides consented.
    """

    event: str
    number: int
    kind: str
    person: str
    by: str
    round: int
    topic: str
    how: str
    because: str = ""
    consent: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the act as plain JSON values."""
        return {name: value for name, value in vars(self).items() if name != "person"}


def proposed_rights(said: Contributions) -> tuple[Right, ...]:
    """Return every proposal, oldest first, with the agreement where there is one."""
    return tuple(Right(p.data["topic"], p, said.naming("rights", p.id)) for p in said.of("RightsProposed"))


def rights_in_force(said: Contributions) -> dict[str, Right]:
    """Return the rights that hold: for each topic the ones that were agreed last."""
    agreed = [right for right in proposed_rights(said) if right.in_force_since]
    held = {right.topic: right for right in sorted(agreed, key=lambda right: right.in_force_since)}
    return {topic: held[topic] for topic in TOPICS if topic in held}


def vetoes(dialogue: Dialogue, right: Right) -> tuple[Contribution, ...]:
    """Return the open objections about a right's topic by those who may stop it."""
    return tuple(
        o.raised
        for o in dialogue.objections
        if o.status == "open"
        and o.raised.about == right.topic
        and right.has("veto", o.raised.speaker, dialogue.side_of(o.raised.speaker))
    )


def consents(dialogue: Dialogue, right: Right, said: Contribution) -> bool:
    """Whether a contribution is the word of somebody who decides on the topic."""
    if said.kind not in _CONSENTING or said.data.get("status", "taken") != "taken":
        return False
    words_of = {said.speaker, *(g["by"] for g in said.data.get("gave_up", ()))}
    return any(right.has("decides", one, dialogue.side_of(one) or one) for one in words_of)


def governed_by(event: Event) -> tuple[Governed, ...]:
    """Return how an event stood to the rights of its moment, as it says itself: one for each topic."""
    marked: Mapping[str, str] = event.data.get("by_rights", {})
    return tuple(
        Governed(
            event=f"e{event.sequence}",
            number=event.number,
            kind=event.kind,
            person=person_of(event),
            by=event.by,
            round=event.round,
            topic=topic,
            how=how,
            because=event.data.get("against_because", "") if how == "against" else "",
            consent=event.data.get("consent", "") if how == "consent" else "",
        )
        for topic, how in marked.items()
    )
