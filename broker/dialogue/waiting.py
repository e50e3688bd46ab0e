"""What waits for whom in a dialogue, and since when: the duties of one person, and a facilitator's queue."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Any

from broker.dialogue.contributions import Contribution
from broker.dialogue.rights import BOTH_SIDES, TOPIC_WORDS, proposed_rights
from broker.dialogue.whole import Dialogue

#: How long a question, an open objection or disagreement, and a silence may last before somebody should look at it.
PATIENCE = {
    "question": dt.timedelta(days=3),
    "rights": dt.timedelta(days=7),
    "decision": dt.timedelta(days=7),
    "objection": dt.timedelta(days=7),
    "disagreement": dt.timedelta(days=14),
    "stalled": dt.timedelta(days=14),
}
#: A date of a decision is announced so long before it.
AHEAD = dt.timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Duty:
    """Something that waits for somebody.

    Attributes
    ----------
    kind : str
        ``question``, ``promise``, ``rights``, ``decision``, ``follow-up``, ``revisit``, ``objection``,
        ``disagreement``, ``stalled`` or ``decision-date``.
    dialogue, title : str
    whose : tuple of str
        Sides and ids of people (names where there is no id); empty where it is everybody's.
    reason : str
        What waits, in a sentence.
    since, due : date
        `due` is the day that was said, else the day on which patience ends.
    events : tuple of str
        Ids of the events that it comes from.
    said : str
        Whose words wait, as they were said; empty where there are none.
    """

    kind: str
    dialogue: str
    title: str
    whose: tuple[str, ...]
    reason: str
    since: dt.date
    due: dt.date
    round: int = 0
    events: tuple[str, ...] = ()
    said: str = ""

    def is_overdue(self, today: dt.date) -> bool:
        """Whether it should have been done."""
        return self.due < today

    def to_json(self) -> dict[str, Any]:
        """Return the duty as plain JSON values."""
        days = {"since": self.since.isoformat(), "due": self.due.isoformat()}
        plain = {one.name: getattr(self, one.name) for one in fields(self)}
        return {**plain, **days, "whose": list(self.whose), "events": list(self.events)}


#: The order of what waits: the most urgent is first.
urgency = attrgetter("due", "since")


@dataclass(frozen=True, slots=True)
class Matter:
    """Something that waits in a dialogue, apart from the day on which somebody looks.

    Attributes
    ----------
    duty : Duty
    late : Duty, optional
        The same once it is overdue, where its reason says so.
    begins : date
        Before that day it waits for nobody.
    asked_by : tuple of str
        Id and name of who waits here for others' word and not for their own.
    """

    duty: Duty
    late: Duty | None = None
    begins: dt.date = dt.date.min
    asked_by: tuple[str, ...] = ()

    def on(self, today: dt.date) -> Duty:
        """Return the duty as it is on a day."""
        return self.late if self.late is not None and self.late.is_overdue(today) else self.duty


@dataclass(frozen=True)
class Matters:
    """All that waits in a dialogue, whatever the day and whoever looks, most urgent first."""

    all: tuple[Matter, ...]

    def duties(self, today: dt.date) -> tuple[Duty, ...]:
        """Return everything that waits on a day."""
        return tuple(one.on(today) for one in self.all if one.begins <= today)

    def waiting_for(self, known_as: Collection[str], side: str, today: dt.date) -> tuple[Duty, ...]:
        """Return what waits for one person; promises and questions of others are theirs."""
        names, mine = {*known_as, side} - {""}, frozenset(known_as)
        return tuple(
            one.on(today)
            for one in self.all
            if one.begins <= today
            and one.duty.kind not in _OF_WHO_ACCOMPANIES
            and (not one.duty.whose or not names.isdisjoint(one.duty.whose))  # what is everybody's is theirs, too
            and mine.isdisjoint(one.asked_by)
        )

    def queue(self, today: dt.date) -> tuple[Duty, ...]:
        """Return what whoever accompanies the dialogue should look at."""
        return tuple(
            one.on(today)
            for one in self.all
            if one.begins <= today and (one.duty.kind in _ALWAYS or one.duty.due < today)
        )


#: What waits for nobody else than whoever accompanies a dialogue.
_OF_WHO_ACCOMPANIES = ("objection", "disagreement", "stalled")
#: What whoever accompanies a dialogue should look at before it is overdue.
_ALWAYS = ("question", "objection", "disagreement", "decision-date", "stalled", "rights")


def matters(dialogue: Dialogue) -> Matters:
    """Return all that waits in a dialogue; at its end only promises and follow-ups do."""
    found = [*_promises(dialogue), *_follow_ups(dialogue)]
    if dialogue.is_open:
        found += [
            *_questions(dialogue), *_rights(dialogue), *_decisions(dialogue), *_revisits(dialogue),
            *_objections(dialogue), *_disagreements(dialogue), *_decision_date(dialogue), *_stalled(dialogue),
        ]  # fmt: skip
    return Matters(tuple(sorted(found, key=lambda one: urgency(one.duty))))


def duties(dialogue: Dialogue, today: dt.date) -> tuple[Duty, ...]:
    """Return everything that waits in a dialogue, most urgent first."""
    return matters(dialogue).duties(today)


def waiting_for(dialogue: Dialogue, known_as: Collection[str], side: str, today: dt.date) -> tuple[Duty, ...]:
    """Return what waits for one person, most urgent first; promises and questions of others are theirs.

    Parameters
    ----------
    known_as : collection of str
        What stands for the person in the record: the id and the name.
    """
    return matters(dialogue).waiting_for(known_as, side, today)


def queue_of(dialogue: Dialogue, today: dt.date) -> tuple[Duty, ...]:
    """Return what whoever accompanies a dialogue should look at: what is overdue, open between people, or near."""
    return matters(dialogue).queue(today)


def _matter(
    dialogue: Dialogue,
    kind: str,
    one: Contribution,
    whose: tuple[str, ...],
    reason: str,
    due: dt.date,
    late: str = "",
    *,
    is_asked: bool = False,
) -> Matter:
    """Return what a contribution leaves to be done; `late` is the reason once it is overdue."""
    spoken = f"{dialogue.name_of(one.speaker)}: {one.text}" if one.text else ""
    rest = (one.day, due, one.round, (one.id,), spoken)
    duty = Duty(kind, dialogue.id, dialogue.title, whose, reason, *rest)
    overdue = Duty(kind, dialogue.id, dialogue.title, whose, late, *rest) if late else None
    return Matter(duty, overdue, asked_by=(one.speaker, dialogue.name_of(one.speaker)) if is_asked else ())


def _questions(dialogue: Dialogue) -> Iterator[Matter]:
    for question in dialogue.questions:
        if question.is_open:
            one = question.asked
            side = dialogue.side_of(one.speaker)
            to = one.get("to")
            whose = (to,) if to else tuple(s for s in BOTH_SIDES if s != side) if side in BOTH_SIDES else ()
            asks = f"{dialogue.name_of(one.speaker)} asks: {one.text}"
            yield _matter(dialogue, "question", one, whose, asks, one.day + PATIENCE["question"], is_asked=True)


def _promises(dialogue: Dialogue) -> Iterator[Matter]:
    for promise in dialogue.promises:
        if promise.settled is None and promise.due is not None:
            said = f"{dialogue.name_of(promise.who)} promised: {promise.made.text}."
            due = f"{said} It is due by {promise.due}."
            late = f"{said} It was due by {promise.due} and is overdue."
            yield _matter(dialogue, "promise", promise.made, (promise.who,), due, promise.due, late)


def _rights(dialogue: Dialogue) -> Iterator[Matter]:
    for right in proposed_rights(dialogue.contributions):
        if right.waits_for:
            one, who = right.proposed, ", ".join(dialogue.name_of(w) for w in right.of("decides"))
            reason = f"{dialogue.name_of(one.speaker)} proposes that {TOPIC_WORDS[right.topic]} is decided by {who}."
            yield _matter(dialogue, "rights", one, right.waits_for, reason, one.day + PATIENCE["rights"])


def _decisions(dialogue: Dialogue) -> Iterator[Matter]:
    for decision in dialogue.decisions:
        if decision.status == "proposed":
            one = decision.taken
            right = dialogue.rights.get(one.about)
            whose = right.of("decides") if right else BOTH_SIDES
            reason = f"{dialogue.name_of(one.speaker)} proposes a decision: {one.text}"
            yield _matter(dialogue, "decision", one, whose, reason, one.day + PATIENCE["decision"], is_asked=True)


def _follow_ups(dialogue: Dialogue) -> Iterator[Matter]:
    for follow_up in dialogue.follow_ups:
        if not follow_up.outcomes:
            one = follow_up.set
            reason = f"What came of it is asked on {follow_up.due}: {one.text or 'was it used, and what came of it?'}"
            yield _matter(dialogue, "follow-up", one, ("user", "facilitator"), reason, follow_up.due)


def _revisits(dialogue: Dialogue) -> Iterator[Matter]:
    for compromise in dialogue.compromises:
        if compromise.revisit is not None:
            one = compromise.reached
            reason = f"The compromise is to be looked at again on {compromise.revisit}: {one.text}"
            yield _matter(dialogue, "revisit", one, (), reason, compromise.revisit)


def _objections(dialogue: Dialogue) -> Iterator[Matter]:
    for objection in dialogue.objections:
        if objection.status == "open":
            one = objection.raised
            reason = f"{dialogue.name_of(one.speaker)} objects: {one.text}"
            yield _matter(dialogue, "objection", one, ("facilitator",), reason, one.day + PATIENCE["objection"])


def _disagreements(dialogue: Dialogue) -> Iterator[Matter]:
    for disagreement in dialogue.disagreements:
        if disagreement.status == "open":
            one = disagreement.recorded
            who = " and ".join(dict.fromkeys(dialogue.name_of(by) for by, _ in disagreement.positions))
            reason = f"{who} see it differently: {one.text}"
            yield _matter(dialogue, "disagreement", one, ("facilitator",), reason, one.day + PATIENCE["disagreement"])


def _decision_date(dialogue: Dialogue) -> Iterator[Matter]:
    one = dialogue.round
    decision = one.need_mapping.get("decision") or {}
    day = dt.date.fromisoformat(str(decision["by"])) if decision.get("by") else None
    decided = any(d.status == "taken" for d in dialogue.decisions)
    if day is not None and not decided:
        reason = f"It has to be decided by {day}: {decision.get('text', dialogue.title)}"
        since = one.opened_at.date()
        duty = Duty("decision-date", dialogue.id, dialogue.title, ("user",), reason, since, day, one.number)
        yield Matter(duty, begins=day - AHEAD)


def _stalled(dialogue: Dialogue) -> Iterator[Matter]:
    last = dialogue.last_at.date()
    due = last + PATIENCE["stalled"]
    event = f"e{dialogue.version}"
    reason = f"Nobody has said or done anything since {last}."
    one = dialogue.contributions.find(event)
    said = f"{dialogue.name_of(one.speaker)}: {one.text}" if one is not None and one.text else ""
    duty = Duty("stalled", dialogue.id, dialogue.title, ("facilitator",), reason, last, due, 0, (event,), said)
    yield Matter(duty, begins=due)
