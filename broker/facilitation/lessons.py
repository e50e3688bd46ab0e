"""What others could learn from a dialogue: what was changed and why, how differences were settled, what stays open."""

from __future__ import annotations

from broker.dialogue.contributions.parties import expectations
from broker.events import Event
from broker.facilitation.figures import Figure, Row, numbers
from broker.facilitation.telling import Told

_STEPS = ("AssumptionContested", "AssumptionReplaced")
_NONE = "none"


def changed(told: Told) -> Figure:
    """Return the steps of the translation that were contested, replaced, or changed from one round to the next."""
    events: dict[str, list[Event]] = {}
    counts: dict[str, dict[str, int]] = {}

    def count(about: str, how: str, event: Event | None) -> None:
        counts.setdefault(about, {"contested": 0, "replaced": 0, "changed": 0})[how] += 1
        events.setdefault(about, []).extend([event] if event else [])

    for event in told.of_kinds(*_STEPS):
        count(str(event.data["about"]), "contested" if event.kind == _STEPS[0] else "replaced", event)
    by_number = {one.number: one for one in told.dialogue.rounds}
    revised = {e.round: e for e in told.of_kinds("NeedRevised")}
    for one in told.dialogue.rounds:
        for before in (by_number[n] for n in one.follows if n in by_number):
            was = {e.about: e.value for e in before.ledger}
            for entry in one.ledger:
                if entry.about in was and was[entry.about] != entry.value:
                    count(entry.about, "changed", revised.get(one.number))
    rows = tuple(Row({"about": about}, dict(counts[about]), numbers(events[about])) for about in sorted(counts))
    return Figure(
        "changed",
        "Steps of the translation that somebody contested or replaced, and those that take another value than in the "
        "round that they came out of.",
        rows,
    )


def open_matters(told: Told) -> Figure:
    """Return what was asked, objected and disagreed on, and how it stands."""
    rows = []
    axes = {name: act.axes for name, act in told.acts.items()}
    dialogue = told.dialogue
    matters = (
        [("question", q.asked, "unanswered" if q.is_open else "answered") for q in dialogue.questions]
        + [("objection", o.raised, o.status) for o in dialogue.objections]
        + [("disagreement", d.recorded, d.status) for d in dialogue.disagreements]
    )
    for what, said, status in matters:
        of = {"what": what, "status": status, "axis": next(iter(axes.get(said.id, ())), _NONE)}
        rows.append(Row(of, {"words": said.text}, (said.number,)))
    return Figure(
        "open matters",
        "Questions, objections and disagreements, on which axis where they name one, and how each stands: a question "
        "is answered or not; an objection is open, met, withdrawn, overruled or settled by a compromise; a "
        "disagreement is open, decided (and still there) or settled by a compromise.",
        tuple(rows),
    )


def methods(told: Told) -> Figure:
    """Return the compromises: on what, what each side gave up, and whether dissent remains."""
    axes = {name: act.axes for name, act in told.acts.items()}
    rows = []
    for one in told.dialogue.compromises:
        reached = one.reached
        about = [*axes.get(reached.id, ())]
        about += [
            axis for name in reached.data.get("settles") or () for axis in axes.get(name, ()) if axis not in about
        ]
        gave_up = [{"party": told.side(told.dialogue.person(by) or by), "what": what} for by, what in one.gave_up]
        values = {"words": reached.text, "gave_up": gave_up, "dissent": bool(one.dissent)}
        rows.append(Row({"axis": about[0] if about else _NONE}, values, (reached.number,)))
    return Figure(
        "methods",
        "Compromises, by the axis that they or what they settle are about: in the words of the record, with what each "
        "side gave up, and whether dissent remains.",
        tuple(rows),
    )


def knowledge(told: Told) -> Figure:
    """Return what people of the place brought in, by kind."""
    found: dict[str, list[Event]] = {}
    for event in told.of_kinds("LocalKnowledgeGiven", "BadYearsRemembered"):
        form = "bad years" if event.kind == "BadYearsRemembered" else str(event.data.get("form") or "observation")
        found.setdefault(form, []).append(event)
    rows = tuple(Row({"form": form}, {"times": len(held)}, numbers(held)) for form, held in sorted(found.items()))
    return Figure(
        "knowledge", "Local knowledge by kind: observations, stories, thresholds, remembered bad years.", rows
    )


def modes(told: Told) -> Figure:
    """Return how far people take part, as it was chosen last."""
    chosen = told.of_kinds("ModeChosen")
    rows = tuple(
        Row({"mode": str(e.data.get("mode") or _NONE)}, {"changes": len(chosen)}, numbers(chosen)) for e in chosen[-1:]
    )
    return Figure("modes", "How far people take part, as the latest choice says, and how often it was chosen.", rows)


def outcomes(told: Told) -> Figure:
    """Return whether the answer was used in the decision, as the latest outcome says."""
    said = told.of_kinds("OutcomeReported")
    rows = tuple(
        Row({"used": str(e.data.get("used") or _NONE)}, {"reports": len(said)}, numbers(said)) for e in said[-1:]
    )
    return Figure("outcomes", "Whether the answer was used in the decision, as the latest outcome told says.", rows)


def met(told: Told) -> Figure:
    """Return what each side offered or expected, and whether it was met."""
    found: dict[tuple[str, str], dict[str, int]] = {}
    events: dict[tuple[str, str], list[int]] = {}
    for one in expectations(told.dialogue.contributions):
        key = (str(one.stated.data.get("of") or "other"), str(one.stated.data.get("way") or "expects"))
        counts = found.setdefault(key, {"yes": 0, "partly": 0, "no": 0, "not looked at": 0})
        counts[one.met or "not looked at"] += 1
        events.setdefault(key, []).extend([one.stated.number, *([one.reviewed.number] if one.reviewed else [])])
    rows = tuple(
        Row({"party": side, "way": way}, counts, tuple(sorted(set(events[side, way]))))
        for (side, way), counts in sorted(found.items())
    )
    return Figure("expectations", "What each side offered or expected, and whether it was met in the end.", rows)
