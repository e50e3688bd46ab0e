"""What waits for whom in a dialogue, and since when: the duties of one person, and a facilitator's queue."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass
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


@dataclass(frozen=True)
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

    def is_overdue(self, today: dt.date) -> bool:
        """Whether it should have been done."""
        return self.due < today

    def waits_for(self, known_as: Collection[str], side: str) -> bool:
        """Whether it waits for somebody, by name or by side; what is everybody's does."""
        return not self.whose or bool({*known_as, side} & set(self.whose) - {""})

    def to_json(self) -> dict[str, Any]:
        """Return the duty as plain JSON values."""
        days = {"since": self.since.isoformat(), "due": self.due.isoformat()}
        return {**vars(self), **days, "whose": list(self.whose), "events": list(self.events)}


def duties(dialogue: Dialogue, today: dt.date) -> tuple[Duty, ...]:
    """Return everything that waits in a dialogue, most urgent first.

    In a dialogue at its end only promises and follow-ups wait.
    """
    found = [*_promises(dialogue, today), *_follow_ups(dialogue)]
    if dialogue.is_open:
        found += [
            *_questions(dialogue), *_rights(dialogue), *_decisions(dialogue), *_revisits(dialogue),
            *_objections(dialogue), *_disagreements(dialogue), *_decision_date(dialogue, today),
            *_stalled(dialogue, today),
        ]  # fmt: skip
    return tuple(sorted(found, key=lambda duty: (duty.due, duty.since)))


def waiting_for(dialogue: Dialogue, known_as: Collection[str], side: str, today: dt.date) -> tuple[Duty, ...]:
    """Return what waits for one person, most urgent first; promises and questions of others are theirs.

    Parameters
    ----------
    known_as : collection of str
        What stands for the person in the record: the id and the name.
    """
    mine = (duty for duty in duties(dialogue, today) if duty.kind not in ("objection", "disagreement", "stalled"))
    return tuple(duty for duty in mine if duty.waits_for(known_as, side) and not _asked_by(dialogue, duty, known_as))


def queue_of(dialogue: Dialogue, today: dt.date) -> tuple[Duty, ...]:
    """Return what whoever accompanies a dialogue should look at: what is overdue, open between people, or near."""
    always = ("question", "objection", "disagreement", "decision-date", "stalled", "rights")
    return tuple(duty for duty in duties(dialogue, today) if duty.kind in always or duty.is_overdue(today))


def _asked_by(dialogue: Dialogue, duty: Duty, known_as: Collection[str]) -> bool:
    """Whether somebody waits for others' word and not for their own."""
    if duty.kind not in ("question", "decision"):
        return False
    said = dialogue.contributions.find(duty.events[0])
    return said is not None and bool({said.speaker, dialogue.name_of(said.speaker)} & set(known_as))


def _duty(dialogue: Dialogue, kind: str, one: Contribution, whose: tuple[str, ...], reason: str, due: dt.date) -> Duty:
    return Duty(kind, dialogue.id, dialogue.title, whose, reason, one.day, due, one.round, (one.id,))


def _questions(dialogue: Dialogue) -> Iterator[Duty]:
    for question in dialogue.questions:
        if question.is_open:
            one = question.asked
            side = dialogue.side_of(one.speaker)
            to = one.get("to")
            whose = (to,) if to else tuple(s for s in BOTH_SIDES if s != side) if side in BOTH_SIDES else ()
            asks = f"{dialogue.name_of(one.speaker)} asks: {one.text}"
            yield _duty(dialogue, "question", one, whose, asks, one.day + PATIENCE["question"])


def _promises(dialogue: Dialogue, today: dt.date) -> Iterator[Duty]:
    for promise in dialogue.promises:
        if promise.settled is None and promise.due is not None:
            late = " and is overdue" if promise.status(today) == "overdue" else ""
            said = f"{dialogue.name_of(promise.who)} promised: {promise.made.text}. It was due by {promise.due}{late}."
            told = said if late else said.replace("It was due", "It is due")
            yield _duty(dialogue, "promise", promise.made, (promise.who,), told, promise.due)


def _rights(dialogue: Dialogue) -> Iterator[Duty]:
    for right in proposed_rights(dialogue.contributions):
        if right.waits_for:
            one, who = right.proposed, ", ".join(dialogue.name_of(w) for w in right.of("decides"))
            reason = f"{dialogue.name_of(one.speaker)} proposes that {TOPIC_WORDS[right.topic]} is decided by {who}."
            yield _duty(dialogue, "rights", one, right.waits_for, reason, one.day + PATIENCE["rights"])


def _decisions(dialogue: Dialogue) -> Iterator[Duty]:
    for decision in dialogue.decisions:
        if decision.status == "proposed":
            one = decision.taken
            right = dialogue.rights.get(one.about)
            whose = right.of("decides") if right else BOTH_SIDES
            reason = f"{dialogue.name_of(one.speaker)} proposes a decision: {one.text}"
            yield _duty(dialogue, "decision", one, whose, reason, one.day + PATIENCE["decision"])


def _follow_ups(dialogue: Dialogue) -> Iterator[Duty]:
    for follow_up in dialogue.follow_ups:
        if not follow_up.outcomes:
            one = follow_up.set
            reason = f"What came of it is asked on {follow_up.due}: {one.text or 'was it used, and what came of it?'}"
            yield _duty(dialogue, "follow-up", one, ("user", "facilitator"), reason, follow_up.due)


def _revisits(dialogue: Dialogue) -> Iterator[Duty]:
    for compromise in dialogue.compromises:
        if compromise.revisit is not None:
            one = compromise.reached
            reason = f"The compromise is to be looked at again on {compromise.revisit}: {one.text}"
            yield _duty(dialogue, "revisit", one, (), reason, compromise.revisit)


def _objections(dialogue: Dialogue) -> Iterator[Duty]:
    for objection in dialogue.objections:
        if objection.status == "open":
            one = objection.raised
            reason = f"{dialogue.name_of(one.speaker)} objects: {one.text}"
            yield _duty(dialogue, "objection", one, ("facilitator",), reason, one.day + PATIENCE["objection"])


def _disagreements(dialogue: Dialogue) -> Iterator[Duty]:
    for disagreement in dialogue.disagreements:
        if disagreement.status == "open":
            one = disagreement.recorded
            who = " and ".join(dict.fromkeys(dialogue.name_of(by) for by, _ in disagreement.positions))
            reason = f"{who} see it differently: {one.text}"
            yield _duty(dialogue, "disagreement", one, ("facilitator",), reason, one.day + PATIENCE["disagreement"])


def _decision_date(dialogue: Dialogue, today: dt.date) -> Iterator[Duty]:
    one = dialogue.round
    decision = one.need_mapping.get("decision") or {}
    day = dt.date.fromisoformat(str(decision["by"])) if decision.get("by") else None
    decided = any(d.status == "taken" for d in dialogue.decisions)
    if day is not None and today >= day - AHEAD and not decided:
        reason = f"It has to be decided by {day}: {decision.get('text', dialogue.title)}"
        yield Duty(
            "decision-date", dialogue.id, dialogue.title, ("user",), reason, one.opened_at.date(), day, one.number
        )


def _stalled(dialogue: Dialogue, today: dt.date) -> Iterator[Duty]:
    last = dialogue.last_at.date()
    if today - last >= PATIENCE["stalled"]:
        reason = f"Nobody has said or done anything since {last}."
        due = last + PATIENCE["stalled"]
        event = (f"e{dialogue.version}",)
        yield Duty("stalled", dialogue.id, dialogue.title, ("facilitator",), reason, last, due, 0, event)
