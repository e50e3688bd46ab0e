"""What is asked when people look back: surveys, what came of it; and who was reminded of something that waits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import replace

from broker.dialogue.contributions import Contribution
from broker.dialogue.contributions.table import SIDES
from broker.dialogue.matters import PATIENCE, Matter, matter_of
from broker.dialogue.whole import Dialogue

#: Who is asked what came of it, where nobody said.
ASKED = ("user", "facilitator")


def follow_ups(dialogue: Dialogue) -> Iterator[Matter]:
    """Yield the days on which somebody asks what came of it, until it was told."""
    for follow_up in dialogue.follow_ups:
        if not follow_up.outcomes:
            one = follow_up.set
            reason = f"What came of it is asked on {follow_up.due}: {one.text or 'was it used, and what came of it?'}"
            yield matter_of(dialogue, "follow-up", one, tuple(one.data.get("to") or ASKED), reason, follow_up.due)


def surveys(dialogue: Dialogue) -> Iterator[Matter]:
    """Yield the surveys that were asked, for those who take part and have not answered."""
    latest = {_survey(one): one for one in dialogue.contributions.of("SurveyAsked")}
    for survey, one in latest.items():
        answered = {a.speaker for a in dialogue.contributions.of("RoundEvaluated") if _survey(a) == survey}
        here = [p for p in dialogue.participants if not p.left]
        missing = tuple(p.person for p in here if answered.isdisjoint({p.person, p.name}))
        if missing:
            due = dt.date.fromisoformat(one.data["due"]) if one.data.get("due") else one.day + PATIENCE["survey"]
            about = "the whole dialogue" if survey[0] == "end" else f"round {survey[1]}"
            reason = f"{dialogue.name_of(one.speaker)} asks how {about} went; {len(missing)} have not answered yet."
            yield matter_of(dialogue, "survey", one, missing, reason, due)


def reminded(dialogue: Dialogue, found: Iterable[Matter]) -> list[Matter]:
    """Return what waits, with the day on which somebody was reminded of it.

    A reminder of what stands open in the dialogue is told there; any other waits by itself, until those who were
    reminded have said or done something.
    """
    reminders = dialogue.contributions.of("Reminded")
    by_event = {one.about: one for one in reminders if one.about}
    told, taken = [], set()
    for matter in found:
        one = next((by_event[event] for event in matter.duty.events if event in by_event), None)
        if one is None:
            told.append(matter)
            continue
        taken.add(one.about)
        late = replace(matter.late, reminded=one.day) if matter.late else None
        told.append(replace(matter, duty=replace(matter.duty, reminded=one.day), late=late))
    for one in reminders:
        if one.about not in taken and (whom := _silent_since(dialogue, one)):
            reason = f"{dialogue.name_of(one.speaker)} reminds {_called(dialogue, whom)}: {one.text}".removesuffix(": ")
            told.append(_standing(matter_of(dialogue, "reminder", one, whom, reason, one.day + PATIENCE["reminder"])))
    return told


def _standing(matter: Matter) -> Matter:
    return replace(matter, duty=replace(matter.duty, reminded=matter.duty.since))


def _survey(one: Contribution) -> tuple[str, int]:
    """Return which survey a contribution is about; the one at the end is one, whatever round it is said in."""
    return ("end", 0) if one.data.get("survey") == "end" else ("round", one.round)


def _silent_since(dialogue: Dialogue, reminder: Contribution) -> tuple[str, ...]:
    """Return those of the reminded who have done nothing since."""
    later = [c for c in dialogue.contributions if c.number > reminder.number]
    active = {who for c in later for who in (c.person, c.speaker)}
    active |= {r.by for one in dialogue.rounds for r in one.responses if r.at > reminder.at}
    active |= {one.opened_by for one in dialogue.rounds if one.opened_at > reminder.at}
    sides = {dialogue.side_of(who) for who in active} - {""}
    active |= {dialogue.person(who) for who in active}
    return tuple(who for who in reminder.data.get("to", ()) if who not in (sides if who in SIDES else active))


def _called(dialogue: Dialogue, whom: tuple[str, ...]) -> str:
    return " and ".join(dialogue.name_of(who) for who in whom)
