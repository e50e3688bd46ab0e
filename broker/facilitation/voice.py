"""Who speaks, how fast they are answered, and what it costs them."""

from __future__ import annotations

import statistics
from collections.abc import Iterable

from broker.dialogue.contributions.parties import costs
from broker.dialogue.contributions.table import SIDES, SMALLEST_GROUP
from broker.events import Event
from broker.facilitation.figures import Figure, Row, numbers, share
from broker.facilitation.telling import Told, Turn

_SMALL = "smaller groups together"


def voice(told: Told) -> Figure:
    """Return the share of acts and of words by party and by self-described group."""
    turns = told.turns
    acts, words = len(turns), sum(turn.words for turn in turns)
    rows = [_row({"party": s}, [t for t in turns if t.side == s], acts, words) for s in SIDES]
    for group, people in _groups(told).items():
        rows.append(_row({"group": group}, [t for t in turns if t.person in people], acts, words, len(people)))
    return Figure(
        "voice",
        "Share of acts, and of words, by party and by self-described group, with the number of people in each. An "
        "act is an event by which somebody says or does something; joining, leaving, notes and what the broker does"
        " by itself are none. Words are counted where people wrote them, theirs on whose behalf they were recorded."
        f" Groups of fewer than {SMALLEST_GROUP} people are told together, or not at all where they are fewer together;"
        " somebody in two groups counts in both.",
        tuple(row for row in rows if row.values["people"]),
    )


def answer_time(told: Told) -> Figure:
    """Return how long questions and objections wait for the first reply of the other side."""
    waited: dict[str, list[tuple[float, Event, Event]]] = {}
    unanswered: list[Event] = []
    for event in told.of_kinds("QuestionAsked", "ObjectionRaised", "AssumptionContested"):
        reply = _reply(told, event)
        if reply is None:
            unanswered.append(event)
        elif not (event.data.get("claimed_at") or reply.data.get("claimed_at")):
            hours = (reply.moment - event.moment).total_seconds() / 3600
            waited.setdefault(told.side(told.speaker(reply)), []).append((hours, event, reply))
    rows = [
        Row({"party": side}, {"median_hours": _median(found), "answered": len(found)}, _both(found))
        for side, found in sorted(waited.items(), key=lambda pair: SIDES.index(pair[0]))
    ]
    every = [one for found in waited.values() for one in found]
    rows.append(Row({"party": "all"}, {"median_hours": _median(every), "answered": len(every)}, _both(every)))
    rows.append(Row({"party": "unanswered"}, {"median_hours": None, "answered": 0}, numbers(unanswered)))
    return Figure(
        "answer time",
        "Median hours from a question or an objection (one to a step of the translation included) to the first "
        "reply by the other side, by the party that replied. What was recorded for an earlier day is left out, "
        "because its hours are not known; what nobody of another side has replied to stands as unanswered.",
        tuple(rows),
    )


def burden(told: Told) -> Figure:
    """Return what each party declared to have spent, beside its share of voice."""
    turns = told.turns
    declared = {c.id: c for c in told.dialogue.contributions.of("CostDeclared")}
    spent: dict[tuple[str, str, str], tuple[float, list[str]]] = {}
    for total in costs(told.dialogue.contributions):
        key = (told.side(total.party), total.what, total.unit)
        amount, ids = spent.get(key, (0.0, []))
        spent[key] = (amount + total.amount, [*ids, *total.declared])
    rows = []
    for (side, what, unit), (amount, ids) in sorted(spent.items(), key=lambda pair: SIDES.index(pair[0][0])):
        whole = sum(a for (_, w, u), (a, _) in spent.items() if (w, u) == (what, unit))
        theirs = [turn for turn in turns if turn.side == side]
        values = {
            "amount": amount,
            "share_of_cost": share(amount, whole),
            "share_of_acts": share(len(theirs), len(turns)),
            "share_of_words": share(sum(t.words for t in theirs), sum(t.words for t in turns)),
        }
        rows.append(Row({"party": side, "what": what, "unit": unit}, values, numbers(declared[i] for i in ids)))
    return Figure(
        "burden",
        "Hours, money, travel and data charges that each party declared, with its share of all that was declared of"
        " the same thing in the same unit, beside its share of acts and of words. Two units are never added.",
        tuple(rows),
    )


def _row(of: dict[str, str], turns: list[Turn], acts: int, words: int, people: int | None = None) -> Row:
    said = sum(turn.words for turn in turns)
    values = {
        "people": len({turn.person for turn in turns}) if people is None else people,
        "acts": len(turns),
        "share_of_acts": share(len(turns), acts),
        "words": said,
        "share_of_words": share(said, words),
    }
    return Row(of, values, numbers(turns))


def _groups(told: Told) -> dict[str, set[str]]:
    """Return the people of each self-described group, those of small ones together where they are enough."""
    found: dict[str, set[str]] = {}
    spelled: dict[str, str] = {}
    for one in told.dialogue.participants:
        for group in one.groups:
            name = spelled.setdefault(" ".join(group.casefold().split()), group)
            found.setdefault(name, set()).add(one.person)
    large = {group: people for group, people in found.items() if len(people) >= SMALLEST_GROUP}
    small = set().union(*(people for group, people in found.items() if group not in large))
    return large | ({_SMALL: small} if len(small) >= SMALLEST_GROUP else {})


def _reply(told: Told, event: Event) -> Event | None:
    """Return the first reply by somebody of another side; by another person, where a side is not known."""
    name, asker = f"e{event.sequence}", told.speaker(event)
    side = told.side(asker)
    for later in told.events:
        replier = told.speaker(later)
        other = told.side(replier) != side or (side == "other" and replier != asker)
        if later.number > event.number and other and _replies(later, event, name):
            return later
    return None


def _replies(later: Event, event: Event, name: str) -> bool:
    if event.kind == "AssumptionContested":
        return later.kind in ("AssumptionAccepted", "AssumptionReplaced") and _same_step(later, event)
    named = (later.data.get("question"), later.data.get("objection"), later.data.get("about"))
    return name in named or name in (later.data.get("settles") or ())


def _same_step(later: Event, event: Event) -> bool:
    return later.data.get("about") == event.data.get("about")


def _median(found: Iterable[tuple[float, Event, Event]]) -> float | None:
    hours = [hours for hours, _, _ in found]
    return round(statistics.median(hours), 2) if hours else None


def _both(found: Iterable[tuple[float, Event, Event]]) -> tuple[int, ...]:
    return numbers(event for _, asked, reply in found for event in (asked, reply))
