"""The set-up of a dialogue, for another place: what is asked and how people work together, empty of anybody's values.

A method travels, a value does not. What is carried holds no name, no words and no place: the measure without its
limits, the time of the year, how far people take part, which side decides on what, and the skeleton of what was
expected, asked and promised. All else is set anew by whoever opens a dialogue with it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from broker.dialogue.acts import acts_of
from broker.dialogue.contributions.table import SIDES, TOPICS
from broker.dialogue.rights import DUTIES, proposed_rights
from broker.dialogue.rounds import Round
from broker.dialogue.whole import Dialogue
from broker.events import Event
from translators.decisions import CataloguedNeed
from translators.errors import TranslationError
from translators.indices import find_index
from translators.templates import Template, emptied

#: Parts that can be carried, in the order in which they are listed.
PARTS = ("metric", "season", "mode", "rights", "expectations", "questions", "promises", "survey", "follow-up")
#: Parts of a need that are never carried, and those that hold words of people or belong to a place.
NEVER = ("statement", "decision", "region", "limits", "horizons", "datasets", "people", "words")


@dataclass(frozen=True)
class SetUp:
    """What of a dialogue can be used in another place.

    Attributes
    ----------
    dialogue : str
        The one that it is of.
    template : Template or None
        The measure, empty of values; None where nothing of it can be carried.
    carried : dict
        Part (one of `PARTS`) → what of it is carried: ids, sides and numbers, never words.
    left_out : tuple of (str, str)
        Part, and why it is not carried: ``never``, ``erased``, ``own`` (a measure of one's own holds values in it),
        ``unknown`` (this version does not know it) or ``none`` (there is nothing of it).
    """

    dialogue: str
    template: Template | None
    carried: dict[str, Any] = field(default_factory=dict)
    left_out: tuple[tuple[str, str], ...] = ()

    @property
    def to_set(self) -> tuple[str, ...]:
        """Names of what has to be set anew beside the statement: parameters, ``statistic``, ``region`` and the like."""
        if self.template is None:
            return ("metric", "region")
        return tuple(name for name in self.template.blanks({}) if name not in self.carried)

    def to_json(self) -> dict[str, Any]:
        """Return the set-up as plain JSON values."""
        return {
            "dialogue": self.dialogue,
            "carried": self.carried,
            "to_set": list(self.to_set),
            "left_out": [{"part": part, "why": why} for part, why in self.left_out],
        }


@dataclass(frozen=True)
class Taken:
    """With which set-up a dialogue was opened.

    Attributes
    ----------
    carried : dict
        Part → what was taken over, for its people to confirm.
    origin : str
        The dialogue that it was taken from; empty for whoever may not see that one.
    event : str
        Id of the event that records it.
    """

    carried: dict[str, Any]
    origin: str
    event: str

    def to_json(self) -> dict[str, Any]:
        """Return it as plain JSON values."""
        return {"carried": self.carried, "origin": self.origin or None, "event": self.event}


def set_up_of(dialogue: Dialogue, events: Iterable[Event]) -> SetUp:
    """Return what of a dialogue can be used in another place, from its latest need and its contributions."""
    template, why = _emptied(dialogue)
    found: dict[str, Any] = {}
    if template is not None:
        found["metric"] = {**template.metric, **({"each": template.each} if template.each else {})}
    season = _season(dialogue)
    found["season"] = season
    modes = dialogue.contributions.of("ModeChosen")
    found["mode"] = str(modes[-1].data.get("mode", "")) if modes else ""
    found["rights"] = _rights(dialogue)
    said = dialogue.contributions
    found["expectations"] = _each(
        {"of": str(e.data.get("of", "")), "way": str(e.data.get("way", ""))} for e in said.of("ExpectationStated")
    )
    found["questions"] = _questions(dialogue, events)
    found["promises"] = _each({"who": _side(dialogue, p.who)} for p in dialogue.promises)
    found["survey"] = list(
        dict.fromkeys(q for one in said.of("RoundEvaluated") for q in (one.data.get("answers") or {}))
    )
    found["follow-up"] = len(dialogue.follow_ups)
    carried = {part: found[part] for part in PARTS if found.get(part)}
    missing = tuple((part, why if part == "metric" else "none") for part in PARTS if part not in carried)
    return SetUp(dialogue.id, template, carried, (*missing, *((part, "never") for part in NEVER)))


def commitment_to(dialogue: str, salt: str) -> str:
    """Return what the record of a new dialogue holds of the one that its set-up is of: nobody can read it back."""
    return hashlib.sha256(f"{dialogue}:{salt}".encode()).hexdigest()


def need_with(set_up: SetUp, given: Mapping[str, Any], carry: Iterable[str]) -> dict[str, Any]:
    """Return a need for another place: what is given, with the measure and the season of a set-up where they are taken.

    Parameters
    ----------
    given : mapping
        As a need file: the statement, the place, the limits, and whatever else is set anew.
    carry : iterable of str
        The parts that are taken.
    """
    need, wanted = dict(given), set(carry)
    metric, time = dict(need.get("metric") or {}), dict(need.get("time") or {})
    if "metric" in wanted and set_up.template is not None and not metric.get("index"):
        template = set_up.template
        parameters = {**template.metric.get("parameters", {}), **(metric.get("parameters") or {})}
        metric = {**template.metric, **metric, **({"parameters": parameters} if parameters else {})}
        if template.each and not time.get("each"):
            time["each"] = template.each
    if "season" in wanted and not time.get("season"):
        time["season"] = set_up.carried.get("season")
    need |= {"metric": metric} if metric else {}
    return need | ({"time": {name: value for name, value in time.items() if value}} if time else {})


def confirmed(dialogue: Dialogue, taken: Taken) -> dict[str, bool]:
    """Return of each part that was taken over whether the people of the new dialogue have said it themselves."""
    said = dialogue.contributions
    kinds = {
        "mode": ("ModeChosen",),
        "expectations": ("ExpectationStated",),
        "questions": ("QuestionAsked",),
        "promises": ("PromiseMade",),
        "survey": ("RoundEvaluated",),
        "follow-up": ("FollowUpSet",),
    }
    topics = {one["topic"] for one in taken.carried.get("rights", ())}
    return {
        part: topics <= set(dialogue.rights) if part == "rights" else bool(said.of(*kinds[part]))
        for part in PARTS
        if part in taken.carried and (part == "rights" or part in kinds)
    }


def _emptied(dialogue: Dialogue) -> tuple[Template | None, str]:
    """Return the measure of the latest need without values, and why there is none where there is none."""
    one = dialogue.round
    if one.is_erased:
        return None, "erased"
    asked = one.specification_json
    try:
        index = find_index(asked["index"])
        if any(parameter.kind == "expression" for parameter in index.parameters.values()):
            return None, "own"
        statistic = asked.get("statistic") or ""
        said = (one.need_mapping.get("metric") or {}).get("parameters") or {}
        stated = {name: value for name, value in asked["parameters"].items() if name in said}
        metric = {"index": asked["index"], "parameters": stated, "statistic": statistic}
        time = {"season": asked["season"], **({"each": asked["each"]} if asked.get("each") else {})}
        written = CataloguedNeed(dialogue.id, "", "", "", {k: v for k, v in metric.items() if v}, time)
        return emptied(written), ""
    except TranslationError:
        return None, "unknown"


def _season(dialogue: Dialogue) -> Any:
    one: Round = dialogue.round
    return None if one.is_erased else one.specification_json["season"]


def _rights(dialogue: Dialogue) -> list[dict[str, Any]]:
    """Return the latest rights on each topic, agreed ones before proposals, by side: people are not carried."""
    latest = {right.topic: right for right in proposed_rights(dialogue.contributions)} | dialogue.rights
    found = []
    for topic in TOPICS:
        if topic in latest:
            duties = {duty: _sides(dialogue, latest[topic].of(duty)) for duty in DUTIES}
            if duties["decides"]:
                found.append({"topic": topic, **{duty: sides for duty, sides in duties.items() if sides}})
    return found


def _questions(dialogue: Dialogue, events: Iterable[Event]) -> list[dict[str, Any]]:
    axes = {act.id: act.axes for act in acts_of(events)}
    return _each(
        {
            "from": _side(dialogue, q.asked.speaker),
            "to": _side(dialogue, q.asked.get("to")),
            "axis": next(iter(axes.get(q.asked.id, ())), ""),
        }
        for q in dialogue.questions
    )


def _each(found: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return different entries once each, with how many there are of them; what is empty is left out."""
    counted: dict[tuple[tuple[str, Any], ...], int] = {}
    for one in found:
        key = tuple((name, value) for name, value in one.items() if value)
        counted[key] = counted.get(key, 0) + 1
    return [{**dict(key), "count": count} for key, count in counted.items() if key]


def _sides(dialogue: Dialogue, people: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(side for one in people if (side := _side(dialogue, one))))


def _side(dialogue: Dialogue, person: str) -> str:
    """Return on which side somebody is; empty where nothing says it: a name is never carried."""
    if person in SIDES:
        return person
    side = dialogue.side_of(dialogue.person(person)) if person else ""
    return side if side in SIDES else ""
