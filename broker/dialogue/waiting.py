"""What waits for whom in a dialogue, and since when: the duties of one person, and a facilitator's queue."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from broker.dialogue.looking_back import follow_ups, reminded, surveys
from broker.dialogue.matters import AHEAD, PATIENCE, Duty, Matter, Matters, matter_of, urgency
from broker.dialogue.rights import BOTH_SIDES, TOPIC_WORDS, proposed_rights
from broker.dialogue.whole import Dialogue

__all__ = [
    "AHEAD",
    "PATIENCE",
    "Duty",
    "Matter",
    "Matters",
    "Withdrawn",
    "duties",
    "matters",
    "queue_of",
    "urgency",
    "waiting_for",
    "withdrawn_in",
]


@dataclass(frozen=True)
class Withdrawn:
    """A version of data (``dataset@version``) that was withdrawn: why, and on which day."""

    label: str
    because: str
    on: dt.date


def matters(dialogue: Dialogue) -> Matters:
    """Return all that waits in a dialogue; at its end only promises, and what is asked when looking back, do."""
    found = [*_promises(dialogue), *follow_ups(dialogue), *surveys(dialogue)]
    if dialogue.is_open:
        found += [
            *_questions(dialogue), *_rights(dialogue), *_proposals(dialogue), *_decisions(dialogue),
            *_revisits(dialogue), *_objections(dialogue), *_disagreements(dialogue), *_decision_date(dialogue),
            *_stalled(dialogue),
        ]  # fmt: skip
    one = dialogue.round
    place = "" if one.is_erased else one.specification_json["region"]["name"]
    about = {"place": place, "decision": str((one.need_mapping.get("decision") or {}).get("text", ""))}
    found = [matter.of(**about) for matter in reminded(dialogue, found)]
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


def withdrawn_in(dialogue: Dialogue, gone: Mapping[str, Withdrawn]) -> tuple[Duty, ...]:
    """Return what waits because data behind the answer of an open round were withdrawn: somebody makes it anew.

    Parameters
    ----------
    gone : mapping
        Product → the data, withdrawn since, that it was made from.
    """
    found = [(one, gone[one.product_id]) for one in dialogue.rounds if one.is_open and one.product_id in gone]
    return tuple(
        Duty(
            "withdrawn", dialogue.id, dialogue.title, (), f"{data.label} was withdrawn: {data.because}", data.on,
            data.on + PATIENCE["withdrawn"], one.number, (), f"{data.label}: {data.because}",
        )
        for one, data in found
    )  # fmt: skip


def _questions(dialogue: Dialogue) -> Iterator[Matter]:
    for question in dialogue.questions:
        if question.is_open:
            one = question.asked
            side = dialogue.side_of(one.speaker)
            to = one.get("to")
            whose = (to,) if to else tuple(s for s in BOTH_SIDES if s != side) if side in BOTH_SIDES else ()
            asks = f"{dialogue.name_of(one.speaker)} asks: {one.text}"
            yield matter_of(dialogue, "question", one, whose, asks, one.day + PATIENCE["question"], is_asked=True)


def _promises(dialogue: Dialogue) -> Iterator[Matter]:
    for promise in dialogue.promises:
        if promise.settled is None and promise.due is not None:
            said = f"{dialogue.name_of(promise.who)} promised: {promise.made.text}."
            due = f"{said} It is due by {promise.due}."
            late = f"{said} It was due by {promise.due} and is overdue."
            yield matter_of(dialogue, "promise", promise.made, (promise.who,), due, promise.due, late)


def _rights(dialogue: Dialogue) -> Iterator[Matter]:
    for right in proposed_rights(dialogue.contributions):
        if right.waits_for:
            one, who = right.proposed, ", ".join(dialogue.name_of(w) for w in right.of("decides"))
            reason = f"{dialogue.name_of(one.speaker)} proposes that {TOPIC_WORDS[right.topic]} is decided by {who}."
            yield matter_of(dialogue, "rights", one, right.waits_for, reason, one.day + PATIENCE["rights"])


def _proposals(dialogue: Dialogue) -> Iterator[Matter]:
    """Other definitions and data that somebody proposes for the next round, until the others said a word to them."""
    for one in dialogue.rounds:
        proposed = [e for e in one.ledger if one.is_open and e.replaced and e.status == "replaced"]
        for by in dict.fromkeys(e.replaced.by for e in proposed if e.replaced):
            steps = [(e, e.replaced) for e in proposed if e.replaced and e.replaced.by == by]
            side = dialogue.side_of(dialogue.person(by) or by)
            whose = tuple(s for s in BOTH_SIDES if s != side)
            what = "; ".join(f"{e.about} {said.value} instead of {e.value}" for e, said in steps)
            since = max(said.at for _, said in steps).date()
            spoken = f"{by}: {steps[-1][1].because}"
            rest = (since, since + PATIENCE["proposal"], one.number, (), spoken)
            reason = f"{by} proposes for the next round: {what}."
            duty = Duty("proposal", dialogue.id, dialogue.title, whose, reason, *rest)
            yield Matter(duty, asked_by=(by, dialogue.person(by) or by))


def _decisions(dialogue: Dialogue) -> Iterator[Matter]:
    for decision in dialogue.decisions:
        if decision.status == "proposed":
            one = decision.taken
            right = dialogue.rights.get(one.about)
            whose = right.of("decides") if right else BOTH_SIDES
            reason = f"{dialogue.name_of(one.speaker)} proposes a decision: {one.text}"
            yield matter_of(dialogue, "decision", one, whose, reason, one.day + PATIENCE["decision"], is_asked=True)


def _revisits(dialogue: Dialogue) -> Iterator[Matter]:
    for compromise in dialogue.compromises:
        if compromise.revisit is not None:
            one = compromise.reached
            reason = f"The compromise is to be looked at again on {compromise.revisit}: {one.text}"
            yield matter_of(dialogue, "revisit", one, (), reason, compromise.revisit)


def _objections(dialogue: Dialogue) -> Iterator[Matter]:
    for objection in dialogue.objections:
        if objection.status == "open":
            one = objection.raised
            reason = f"{dialogue.name_of(one.speaker)} objects: {one.text}"
            yield matter_of(dialogue, "objection", one, ("facilitator",), reason, one.day + PATIENCE["objection"])


def _disagreements(dialogue: Dialogue) -> Iterator[Matter]:
    for disagreement in dialogue.disagreements:
        if disagreement.status == "open":
            one = disagreement.recorded
            who = " and ".join(dict.fromkeys(dialogue.name_of(by) for by, _ in disagreement.positions))
            reason = f"{who} see it differently: {one.text}"
            yield matter_of(dialogue, "disagreement", one, ("facilitator",), reason, one.day + PATIENCE["disagreement"])


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
