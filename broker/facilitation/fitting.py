"""Whether answers came to fit: how many rounds it took, and how each axis that did not fit was settled."""

from __future__ import annotations

from collections.abc import Iterable

from broker.dialogue import Round
from broker.dialogue.acts import axis_of_step
from broker.events import Event
from broker.facilitation.figures import Figure, Row, numbers
from broker.facilitation.telling import Told
from broker.mismatch import AXES

#: How it ended on an axis, the best first.
ENDINGS = (
    "fitted at once", "compromise", "need changed", "other data", "seen otherwise", "lived with", "still missing",
)  # fmt: skip
_WORST = {"no": 0, "nearly": 1, "yes": 2}


def rounds(told: Told) -> Figure:
    """Return how many rounds a dialogue has, and from which on nobody who uses it says that it does not fit."""
    answers = _answers(told)
    every = [event for events in answers.values() for event in events]
    fitting = 0
    for number, events in sorted(answers.items()):
        said = {fit for axis in AXES if (fit := _worst(events, axis, told))}
        fitting = 0 if "no" in said else fitting or number
    values = {
        "rounds": len(told.dialogue.rounds),
        "answered": len(answers),
        "to_fit": fitting or None,
    }
    return Figure(
        "rounds",
        "Rounds of the dialogue; those in which the users' side said whether it fits; and the first round from which "
        "on nobody of them says no on any axis.",
        (Row({}, values, numbers(every)),),
    )


def settling(told: Told) -> Figure:
    """Return how it ended on each axis of which the users' side said whether it fits."""
    answers = _answers(told)
    rows = []
    for axis in AXES:
        said = {n: fit for n, events in sorted(answers.items()) if (fit := _worst(events, axis, told))}
        if not said:
            continue
        first_miss = next((n for n, fit in said.items() if fit != "yes"), 0)
        last = max(said)
        how, why = _ending(told, axis, said[last], first_miss, last)
        spoken = [e for n in said for e in answers[n] if axis in e.data.get("fits", {})]
        rows.append(Row({"axis": axis}, {"how": how, "first_miss": first_miss or None}, numbers([*spoken, *why])))
    return Figure(
        "settling",
        "How it ended on each axis of which the users' side said whether it fits, by the least of their latest words "
        "in a round: it fitted at once; or, after a no or a nearly, it came to fit by a compromise about this axis, "
        "by a change of the need on it, by other data, or was seen otherwise without any of these; or they live with "
        "a nearly; or it is still missing.",
        tuple(rows),
    )


def offered(told: Told) -> Figure:
    """Return where need and offer did not meet as the broker found it: by axis and kind, with the rounds."""
    found: dict[tuple[str, str], list[int]] = {}
    for one in told.dialogue.rounds:
        for axis, code in {(m.axis, m.code) for m in one.mismatches if m.severity != "note"}:
            found.setdefault((axis, code or "other"), []).append(one.number)
    last = {r.number for strand in told.dialogue.strands for r in told.dialogue.rounds_of(strand.id)[-1:]}
    matched = told.of_kinds("DatasetsMatched")
    rows = tuple(
        Row(
            {"axis": axis, "code": code},
            {"rounds": len(held), "still": bool(last & set(held))},
            numbers(e for e in matched if e.round in held),
        )
        for (axis, code), held in sorted(found.items())
    )
    return Figure(
        "offered",
        "Warnings and errors that the broker found between need and offer, by axis and kind: in how many rounds, and "
        "whether the latest round of a strand still has it; notes are not counted.",
        rows,
    )


def _answers(told: Told) -> dict[int, list[Event]]:
    """Return the answers of the users' side on any axis, by round."""
    found: dict[int, list[Event]] = {}
    for event in told.of_kinds("ResponseGiven"):
        if event.data.get("fits") and told.side(told.speaker(event)) == "user":
            found.setdefault(event.round, []).append(event)
    return found


def _worst(events: Iterable[Event], axis: str, told: Told) -> str:
    """Return the least of the latest words of each person on an axis; empty where nobody spoke of it."""
    latest = {told.speaker(e): e.data["fits"][axis] for e in events if axis in e.data["fits"]}
    return min(latest.values(), key=lambda fit: _WORST.get(fit, 0), default="")


def _ending(told: Told, axis: str, fit: str, first_miss: int, last: int) -> tuple[str, list[Event]]:
    """Return how it ended on an axis, and the events by which it did."""
    if not first_miss:
        return "fitted at once", []
    if fit == "no":
        return "still missing", []
    if fit == "nearly":
        return "lived with", []
    met = _compromises(told, axis, first_miss, last)
    if met:
        return "compromise", met
    by_number = {one.number: one for one in told.dialogue.rounds}
    later = [one for one in told.dialogue.rounds if first_miss < one.number <= last]
    for name, differs in (("need changed", _need_differs), ("other data", _data_differ)):
        changed = [
            one.number for one in later for b in one.follows if b in by_number and differs(by_number[b], one, axis)
        ]
        if changed:
            kinds = ("NeedRevised",) if name == "need changed" else ("DatasetsMatched",)
            return name, [e for e in told.of_kinds(*kinds) if e.round in changed]
    return "seen otherwise", []


def _compromises(told: Told, axis: str, first: int, last: int) -> list[Event]:
    axes = {name: act.axes for name, act in told.acts.items()}
    found = []
    for event in told.of_kinds("CompromiseReached"):
        about = {*axes.get(f"e{event.sequence}", ())}
        about |= {one for name in event.data.get("settles") or () for one in axes.get(name, ())}
        if axis in about and first <= event.round <= last:
            found.append(event)
    return found


def _need_differs(before: Round, after: Round, axis: str) -> bool:
    was, now = ({e.about: e.value for e in one.ledger if axis_of_step(e.about) == axis} for one in (before, after))
    return was != now and bool(was) and bool(now)


def _data_differ(before: Round, after: Round, axis: str) -> bool:
    was, now = _used(before), _used(after)
    return bool(was and now) and was != now


def _used(one: Round) -> frozenset[str]:
    return frozenset(str(c.get("dataset")) for c in (one.match or {}).get("candidates", ()))
