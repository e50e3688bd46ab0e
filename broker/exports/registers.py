"""What runs through a whole dialogue: promises, costs, decisions, outcomes, who decides, and what is still open."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from broker.dialogue.acts import Act
from broker.exports.rated import rated_registers
from broker.exports.report import Register
from broker.exports.told import Told
from broker.exports.wording import Wording
from translators.locales.calendars import localised


def registers_of(told: Told, acts: Sequence[Act], words: Wording) -> tuple[Register, ...]:
    """Return the tables over the whole dialogue; those without a row are left out."""
    found = (_decisions(acts, words), _promises(told, acts, words), _costs(acts, words), _outcomes(acts, words))
    return (*(register for register in found if register.rows), *rated_registers(told, words))


def rights_of(acts: Sequence[Act], words: Wording) -> list[str]:
    """Return who decides on each topic, as it was proposed last, and whether that was agreed."""
    agreed = {str(act.data.get("rights")) for act in acts if act.kind == "RightsAgreed"}
    latest: dict[str, Act] = {}
    for act in acts:
        topic = str(act.data.get("topic", ""))
        held = latest.get(topic)
        if act.kind == "RightsProposed" and (held is None or act.id in agreed or held.id not in agreed):
            latest[topic] = act
    return [
        words.say(
            "right" if act.id in agreed else "right_proposed",
            topic=words.value(topic),
            decides=words.listed([words.person(one) for one in _listed(act.data.get("decides", ()))]),
        )
        for topic, act in latest.items()
    ]


def open_of(told: Told, acts: Sequence[Act], words: Wording) -> tuple[str, ...]:
    """Return what is open: questions, objections, disagreements, proposed rights, promises, contested steps."""
    closed = _named(acts, "QuestionAnswered", "question") | _named(acts, "ObjectionSettled", "objection")
    closed |= _named(acts, "PromiseSettled", "promise") | _named(acts, "RightsAgreed", "rights")
    closed |= _named(acts, "OutcomeReported", "follow_up") | _named(acts, "CompromiseReached", "settles")
    waiting = (
        "QuestionAsked",
        "ObjectionRaised",
        "DisagreementRecorded",
        "RightsProposed",
        "PromiseMade",
        "FollowUpSet",
    )
    found = [
        words.say("open_act", heading=words.heading(act), words=words.quoted(act)) if act.words else words.heading(act)
        for act in acts
        if act.kind in waiting and act.id not in closed
    ]
    if told.dialogue.is_open and told.dialogue.rounds:
        one = told.dialogue.round
        found += [
            words.say("open_step", about=words.about(e.about, one), value=words.taken(e.about, e.standing, one))
            for e in one.ledger
            if e.status == "contested"
        ]
    return tuple(found)


def _decisions(acts: Sequence[Act], words: Wording) -> Register:
    superseded = _named(acts, "DecisionTaken", "supersedes")
    rows = []
    for act in acts:
        if act.kind == "DecisionTaken":
            data = act.data
            options = "; ".join(str(one) for one in _listed(data.get("options") or ()))
            why = str(data.get("context") or "")
            if options:
                why = words.say("options", context=why, options=options).strip()
            status = words.value(data.get("status", "taken")) if act.id not in superseded else words.value("withdrawn")
            rows.append(
                (_said(act, words), why, str(data.get("consequences") or ""), f"{status}, {_signed(act, words)}")
            )
    return Register(words.say("decisions"), _heads(words, "what", "why", "follows", "state"), tuple(rows))


def _promises(told: Told, acts: Sequence[Act], words: Wording) -> Register:
    settled = {str(act.data.get("promise")): act for act in acts if act.kind == "PromiseSettled"}
    rows = []
    for act in acts:
        if act.kind == "PromiseMade":
            end = settled.get(act.id)
            if end is None:
                state = "overdue" if act.due is not None and act.due < told.at.date() else "open"
                said = words.value(state)
            else:
                kept = words.value(end.data.get("kept", ""))
                said = words.say("state_note", state=kept, note=end.words) if end.words else kept
            who = act.data.get("who_named") or act.data.get("who") or act.by
            rows.append((_said(act, words), words.person(who), words.date(act.due) if act.due else "–", said))
    return Register(words.say("promises"), _heads(words, "what", "who", "due", "state"), tuple(rows))


def _costs(acts: Sequence[Act], words: Wording) -> Register:
    rows = tuple(
        (
            words.person(act.data.get("party_named") or act.data.get("party") or act.by),
            _amount(act, words),
            words.value(act.data.get("what", "")),
            _said(act, words, ""),
        )
        for act in acts
        if act.kind == "CostDeclared"
    )
    return Register(words.say("costs"), _heads(words, "party", "amount", "of", "note"), rows)


def _outcomes(acts: Sequence[Act], words: Wording) -> Register:
    answered = _named(acts, "OutcomeReported", "follow_up")
    rows = [
        (
            _said(act, words),
            words.value(act.data.get("used", "")),
            str(act.data.get("evidence") or ""),
            _signed(act, words),
        )
        for act in acts
        if act.kind == "OutcomeReported"
    ]
    rows += [
        (_said(act, words), words.value("open"), "", words.date(act.due) if act.due else "")
        for act in acts
        if act.kind == "FollowUpSet" and act.id not in answered
    ]
    return Register(words.say("outcomes"), _heads(words, "what", "used", "evidence", "who"), tuple(rows))


def _amount(act: Act, words: Wording) -> str:
    amount = act.data.get("amount")
    if not isinstance(amount, int | float):
        return "–"
    return f"{localised(f'{amount:,.10g}', words.language)} {act.data.get('unit', '')}".strip()


def _heads(words: Wording, *names: str) -> tuple[str, ...]:
    return tuple(words.say(f"head_{name}") for name in names)


def _said(act: Act, words: Wording, nothing: str = "–") -> str:
    return words.ui("act.withheld") if act.is_withheld else act.words or nothing


def _signed(act: Act, words: Wording) -> str:
    return f"{act.by or words.ui('act.somebody')}, {words.date(act.at)}"


def _named(acts: Sequence[Act], kind: str, field: str) -> set[str]:
    """Return the ids that acts of a kind name in a field."""
    return {str(one) for act in acts if act.kind == kind for one in _listed(act.data.get(field) or ())}


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, (list, tuple)) else [value]
