"""Whose words the contested assumptions were settled in, and whether need and offer come closer round by round."""

from __future__ import annotations

from broker.dialogue import Entry
from broker.events import Event
from broker.facilitation.figures import Figure, Row, numbers, share
from broker.facilitation.telling import Told
from broker.mismatch import AXES

#: In whose words a contested assumption was settled.
OUTCOMES = ("users", "producers", "third formulation", "translation", "not settled")
_OF_SIDE = {"user": "users", "producer": "producers"}


def movement(told: Told) -> Figure:
    """Return, of the assumptions contested, the share settled in whose words."""
    found: dict[str, list[tuple[str, list[Event]]]] = {outcome: [] for outcome in OUTCOMES}
    for about, events in _contested(told).items():
        found[_settled(told, about, events)].append((about, events))
    every = sum(map(len, found.values()))
    rows = tuple(
        Row(
            {"settled_in": outcome},
            {"assumptions": len(those), "share": share(len(those), every), "about": [about for about, _ in those]},
            numbers(event for _, events in those for event in events),
        )
        for outcome, those in found.items()
    )
    return Figure(
        "movement",
        "Of the assumptions contested, the share settled in the words of the users, of the producers, in a third "
        "formulation (a facilitator's, somebody else's, or a compromise), or in what the translation had assumed. An "
        "assumption is contested when somebody objects to it, or puts another value in the place of another side's; it "
        "is settled when nobody contests the value that stands in the latest round.",
        rows,
    )


def convergence(told: Told) -> Figure:
    """Return the open mismatches by axis at the end of each round."""
    rows = []
    for one in told.dialogue.rounds:
        matched = [e for e in told.of_kinds("DatasetsMatched") if e.round == one.number][-1:]
        for axis in AXES:
            open_ones = [m for m in one.mismatches if m.axis == axis and m.severity != "note"]
            values = {"open": len(open_ones), "codes": sorted({m.code for m in open_ones})}
            rows.append(Row({"round": one.number, "axis": axis}, values, numbers(matched)))
    return Figure(
        "convergence",
        "Open mismatches by axis at the end of each round: places where need and offer do not meet that are "
        "warnings or errors, as the latest match of the round says; notes are not counted.",
        tuple(rows),
    )


def _contested(told: Told) -> dict[str, list[Event]]:
    """Return the events about each assumption that was contested, or replaced by another side."""
    spoken: dict[str, list[Event]] = {}
    contested: set[str] = set()
    for event in told.of_kinds("AssumptionAccepted", "AssumptionContested", "AssumptionReplaced"):
        about = event.data["about"]
        spoken.setdefault(about, []).append(event)
        stated_by = event.data.get("stated_by", "")
        replaced = event.kind == "AssumptionReplaced" and told.side(told.speaker(event)) != (
            told.side(stated_by) if stated_by else "translation"
        )
        if event.kind == "AssumptionContested" or replaced:
            contested.add(about)
    return {about: spoken[about] for about in spoken if about in contested}


def _settled(told: Told, about: str, events: list[Event]) -> str:
    entry = next((e for r in reversed(told.dialogue.rounds) for e in r.ledger if e.about == about), None)
    if entry is None or entry.contested:
        return "not settled"
    entries = {e.id for r in told.dialogue.rounds for e in r.ledger if e.about == about}
    if any(c.about in entries for c in told.dialogue.contributions.of("CompromiseReached")):
        return "third formulation"
    return _whose(told, entry, events)


def _whose(told: Told, entry: Entry, events: list[Event]) -> str:
    """Return who first said the value that stands."""
    first = next(
        (told.speaker(e) for e in events if e.kind == "AssumptionReplaced" and e.data.get("instead") == entry.standing),
        "",
    )
    who = _first_stated(told, entry) or first or entry.stated_by
    if not who:
        return "translation"
    return _OF_SIDE.get(told.side(who), "third formulation")


def _first_stated(told: Told, entry: Entry) -> str:
    """Return who stated the value before anybody replaced it; empty where nobody did."""
    for one in told.dialogue.rounds:
        for earlier in one.ledger:
            if earlier.about == entry.about and earlier.value == entry.standing:
                return earlier.stated_by if earlier.origin == "stated" else ""
    return ""
