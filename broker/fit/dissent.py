"""What stands between people when an answer is made: open objections, disagreements, and what compromises leave.

The words stay in the dialogue, where consent and erasure hold; the answer says that there are some, whose side they are
of, and where they stand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from broker.dialogue import Dialogue
from broker.dialogue.contributions import Contribution
from broker.dialogue.contributions.table import SIDES, TOPICS
from broker.fit.definitions import AXIS_OF
from broker.fit.words import fit, listed
from broker.mismatch import AXES, Mismatch

#: Parts of a need that have words of their own here; a parameter is named as it is.
_PARTS = ("region", "season", "horizon", "baseline", "scenario", "statistic")


def standing(dialogue: Dialogue) -> list[Mismatch]:
    """Say what people of a dialogue have not settled, or settled against somebody, up to now."""
    found = [*_objections(dialogue), *_disagreements(dialogue), *_compromises(dialogue)]
    return [_told(dialogue, one, code, people) for one, code, people in found]


def _objections(dialogue: Dialogue) -> Iterator[tuple[Contribution, str, list[str]]]:
    for objection in dialogue.objections:
        if objection.stands:
            code = "overruled" if objection.status == "overruled" else "objection"
            yield objection.raised, code, [objection.raised.speaker]


def _disagreements(dialogue: Dialogue) -> Iterator[tuple[Contribution, str, list[str]]]:
    for one in dialogue.disagreements:
        if one.stands:
            yield one.recorded, "decided" if one.decision else "disagreement", [by for by, _ in one.positions]


def _compromises(dialogue: Dialogue) -> Iterator[tuple[Contribution, str, list[str]]]:
    for one in dialogue.compromises:
        if one.dissent:
            yield one.reached, "remains", [by for by, _ in one.gave_up]


def _told(dialogue: Dialogue, one: Contribution, code: str, people: Iterable[str]) -> Mismatch:
    sides = dict.fromkeys(who if who in SIDES else dialogue.side_of(who) or "some" for who in people)
    who = listed([fit(f"dissent.sides.{side}") for side in sides or ["some"]])
    about = one.about.partition("-")[2] or one.about
    known = about in (*AXES, *TOPICS, *_PARTS)
    what = fit(f"dissent.about.{about}") if known else about if "-" in one.about else fit("dissent.about.answer")
    return Mismatch(
        axis=about if about in AXES else AXIS_OF.get(about, "metric"),
        code=f"dissent-{code}",
        severity="warning",
        asked=what,
        offered=fit("dissent.offered"),
        message=fit(f"dissent.{code}", who=who, what=what, id=one.id),
        remedy=fit("dissent.remedy"),
        facts=(("event", one.id), ("sides", ", ".join(sides))),
    )
