"""Whether people kept promises and rights, understood the answer, and used it."""

from __future__ import annotations

import datetime as dt

from broker.dialogue.contributions.commitments import Promise
from broker.dialogue.contributions.table import SIDES
from broker.dialogue.rights import HOWS
from broker.events import Event
from broker.facilitation.figures import Figure, Row, numbers, share
from broker.facilitation.telling import Told

_STATES = {"kept": "kept_in_time", "late": "kept_late", "broken": "broken"}


def promises(told: Told, today: dt.date) -> Figure:
    """Return the promises kept in time, kept late, open and broken, by party."""
    rows = []
    for side in SIDES:
        theirs = [p for p in told.dialogue.promises if told.side(p.who) == side]
        counts = {"kept_in_time": 0, "kept_late": 0, "open": 0, "broken": 0, "overdue": 0}
        for promise in theirs:
            status = promise.status(today)
            counts[_STATES.get(status, "open")] += 1
            counts["overdue"] += status == "overdue"
        if theirs:
            rows.append(Row({"party": side}, counts, numbers(_events_of(theirs))))
    return Figure(
        "promises",
        "Promises kept in time, kept late, open and broken, by the party that promised, as the latest word on each "
        "says. Of the open ones, overdue are those whose day has passed.",
        tuple(rows),
    )


def rights_exercised(told: Told) -> Figure:
    """Return the acts inside, with consent outside, and against the agreed decision rights."""
    governed = told.dialogue.governed
    rows = tuple(
        Row(
            {"topic": topic},
            {how: sum(g.how == how for g in governed if g.topic == topic) for how in HOWS},
            tuple(g.number for g in governed if g.topic == topic),
        )
        for topic in dict.fromkeys([*told.dialogue.rights, *(g.topic for g in governed)])
    )
    return Figure(
        "rights exercised",
        "Acts on each topic on which rights were in force at that moment: by who decides (inside), by others with "
        "the word of who decides (consent), or by others openly against the rights (against).",
        rows,
    )


def comprehension(told: Told) -> Figure:
    """Return the share of right answers at first try, by language."""
    first: dict[tuple[str, str], Event] = {}
    for event in told.of_kinds("ComprehensionChecked"):
        first.setdefault((told.speaker(event), event.data["product"]), event)
    of_language: dict[str, list[Event]] = {}
    for event in first.values():
        of_language.setdefault(_language(told, event.round), []).append(event)
    rows = []
    for language, events in sorted(of_language.items()):
        graded = [right for event in events for right in event.data["correct"]]
        values = {
            "share_right": share(sum(graded), len(graded)),
            "answers": len(graded),
            "people": len({told.speaker(event) for event in events}),
        }
        rows.append(Row({"language": language}, values, numbers(events)))
    return Figure(
        "comprehension",
        "Share of right answers to the questions about a product at the first try of each person, by the language in "
        "which the need was stated and the answer was told.",
        tuple(rows),
    )


def use_and_outcome(told: Told) -> Figure:
    """Return what was delivered, read, used in a decision, and what outcome was reported, with dates."""
    used = [e for e in told.of_kinds("OutcomeReported") if e.data.get("used") in ("yes", "partly")]
    decided = [e for e in told.of_kinds("DecisionTaken") if e.data.get("status", "taken") == "taken"]
    built = told.of_kinds("ProductBuilt")
    steps = {
        "delivered": built,
        "read": _read(told, built),
        "decided": decided,
        "used in a decision": used,
        "outcome reported": told.of_kinds("OutcomeReported"),
    }
    rows = tuple(
        Row({"step": step}, {"times": len(events), **_days(told, events)}, numbers(events))
        for step, events in steps.items()
    )
    return Figure(
        "use and outcome",
        "Delivered: products built. Read: answers of the users' side to a round with a product, and checks of what was "
        "understood. Decided: decisions taken. Used in a decision: outcomes that say so, whole or partly. Outcome "
        "reported: what came of it, whatever it says. With the first and the latest day of each.",
        rows,
    )


def _events_of(promises: list[Promise]) -> list[object]:
    return [one for promise in promises for one in (promise.made, promise.settled) if one is not None]


def _language(told: Told, number: int) -> str:
    one = next((r for r in told.dialogue.rounds if r.number == number), None)
    return str((one.specification_json.get("language") if one else "") or "en")


def _read(told: Told, built: tuple[Event, ...]) -> tuple[Event, ...]:
    with_product = {e.round: e.number for e in reversed(built)}
    return tuple(
        e
        for e in told.of_kinds("ResponseGiven", "ComprehensionChecked")
        if e.number > with_product.get(e.round, e.number)
        and (e.kind == "ComprehensionChecked" or told.side(told.speaker(e)) == "user")
    )


def _days(told: Told, events: tuple[Event, ...] | list[Event]) -> dict[str, str | None]:
    days = sorted(e.data.get("claimed_at") or e.moment.date().isoformat() for e in events)
    return {"first": days[0] if days else None, "latest": days[-1] if days else None}
