"""The six building blocks and ten principles of co-production, and the events that are evidence of each.

Names: Carter, Steynor, Vincent, Visman and Waagsaether (2019), Co-production of African weather and climate services.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from broker.events import Event
from broker.facilitation.figures import Figure, Row, numbers
from broker.facilitation.telling import Told


def _always(told: Told, event: Event) -> bool:
    return True


def _has(name: str) -> Callable[[Told, Event], bool]:
    return lambda told, event: bool(event.data.get(name))


def _by_facilitator(told: Told, event: Event) -> bool:
    return event.data.get("hat") == "facilitator" or told.side(told.speaker(event)) == "facilitator"


@dataclass(frozen=True)
class Evidence:
    """Kinds of event that are evidence, where a condition holds."""

    kinds: tuple[str, ...]
    where: Callable[[Told, Event], bool] = _always


@dataclass(frozen=True)
class Aim:
    """A building block or a principle: its name, what counts for it in words, and as events."""

    name: str
    words: str
    evidence: tuple[Evidence, ...]


def _of(*kinds: str) -> Evidence:
    return Evidence(kinds)


_STEPS = ("AssumptionAccepted", "AssumptionContested", "AssumptionReplaced")
BLOCKS = (
    Aim("Identify key actors and build partnerships", "people who join or leave, with side and organisation", (
        _of("ParticipantJoined", "ParticipantLeft"),)),
    Aim("Build common ground", "what each side expects and offers, who decides, how far people take part", (
        _of("ExpectationStated", "RightsProposed", "RightsAgreed", "ModeChosen"),)),
    Aim("Co-explore need", "needs and their versions, questions, what people know of the place", (
        _of("NeedStated", "NeedRevised", "StrandOpened", "QuestionAsked", "QuestionAnswered", "LocalKnowledgeGiven",
            "BadYearsRemembered"),)),
    Aim("Co-develop solutions", "products, answers to them, steps of the translation, choices and compromises", (
        _of("ProductBuilt", "ResponseGiven", *_STEPS, "ObjectionRaised", "DisagreementRecorded", "CompromiseReached",
            "StrandsRejoined", "DecisionTaken"),)),
    Aim("Co-deliver solutions", "promises kept or not, and whether the answer was understood", (
        _of("PromiseMade", "PromiseSettled", "ComprehensionChecked"),)),
    Aim("Evaluate", "evaluation of a round, expectations looked back at, follow-ups and outcomes", (
        _of("RoundEvaluated", "HandsCounted", "ExpectationReviewed", "FollowUpSet", "OutcomeReported"),)),
)  # fmt: skip
PRINCIPLES = (
    Aim("Tailor to context and decision", "needs with a decision, and answers on whether the offer fits", (
        Evidence(("NeedStated", "NeedRevised"), lambda told, e: bool((e.data.get("need") or {}).get("decision"))),
        Evidence(("ResponseGiven",), _has("fits")))),
    Aim("Deliver a timely and sustainable service", "products, promises settled, days to look again", (
        _of("ProductBuilt", "PromiseSettled", "FollowUpSet"),
        Evidence(("CompromiseReached",), _has("revisit")))),
    Aim("Build trust", "named answers, promises kept, rights agreed on", (
        _of("QuestionAnswered", "RightsAgreed"),
        Evidence(("PromiseSettled",), lambda told, e: e.data.get("kept") in ("yes", "late")))),
    Aim("Embrace diversity and respect differences", "local knowledge, objections, disagreements, dissent", (
        _of("LocalKnowledgeGiven", "BadYearsRemembered", "ObjectionRaised", "DisagreementRecorded"),
        Evidence(("CompromiseReached", "StrandsRejoined"), _has("dissent")))),
    Aim("Enhance inclusivity", "self-described groups, words on behalf of those without an account, workshops", (
        _of("GroupsDescribed", "WorkshopHeld"),
        Evidence(("StatementMade", "LocalKnowledgeGiven", "ObjectionRaised", "QuestionAsked", "ResponseGiven"),
                 lambda told, e: bool(e.data.get("on_behalf") or e.data.get("on_behalf_named"))))),
    Aim("Keep flexible", "needs revised, rounds and dialogues reopened, definitions tried in parallel", (
        _of("NeedRevised", "RoundReopened", "DialogueReopened", "StrandOpened"),)),
    Aim("Support conscious facilitation", "notes, modes chosen with a reason, surveys, reminders, what a facilitator "
        "says", (
        _of("NoteWritten", "ModeChosen", "SurveyAsked", "Reminded"),
        Evidence(("StatementMade", "QuestionAsked"), _by_facilitator))),
    Aim("Communicate in accessible ways", "whether the answer was understood, and workshops face to face", (
        _of("ComprehensionChecked", "WorkshopHeld"),)),
    Aim("Ensure value-add for all involved", "costs declared, evaluation by each side, outcomes", (
        _of("CostDeclared", "RoundEvaluated", "HandsCounted", "OutcomeReported"),)),
    Aim("Improve transparency of forecast accuracy and certainty", "what is not known, the past held against memory, "
        "steps of the translation contested", (
        _of("UncertaintyNamed", "BadYearsRemembered", "AssumptionContested"),)),
)  # fmt: skip


def blocks(told: Told) -> Figure:
    """Return the evidence of each building block."""
    return _figure("building blocks", "block", BLOCKS, told)


def principles(told: Told) -> Figure:
    """Return the evidence of each principle."""
    return _figure("principles", "principle", PRINCIPLES, told)


def _figure(name: str, what: str, aims: tuple[Aim, ...], told: Told) -> Figure:
    rows = []
    for number, aim in enumerate(aims, start=1):
        events = [e for part in aim.evidence for e in told.of_kinds(*part.kinds) if part.where(told, e)]
        dismissed = [c for c in told.dialogue.contributions.of("BlockDismissed") if c.data.get(what) == number][-1:]
        values: dict[str, Any] = {
            "evidence": len({e.number for e in events}),
            "counted": aim.words,
            "not_relevant_because": dismissed[0].data.get("because", "") if dismissed else None,
        }
        rows.append(Row({what: number, "name": aim.name}, values, numbers([*events, *dismissed])))
    return Figure(
        name,
        "Events that are evidence for each, by what stands beside it. They need no order, and not all are relevant "
        "everywhere: one that somebody called not relevant says why. A count is evidence that something was done, not "
        "that it was done well.",
        tuple(rows),
    )
