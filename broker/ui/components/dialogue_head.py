"""The head of a dialogue: what is to be decided, who takes part, how they work, and what is open now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from broker.dialogue import Dialogue
from broker.dialogue.acts import PARTIES
from broker.dialogue.waiting import duties
from broker.ui.components.duties import lines
from broker.ui.components.grounds import called, show_acts_against
from broker.ui.components.heading import date
from broker.ui.components.markup import Html, html, join, show
from broker.ui.components.one_field import word
from broker.ui.messages import say


def show_head(dialogue: Dialogue, today: dt.date) -> None:
    """Draw what somebody needs to know who comes from outside, and nothing that is not known."""
    if facts := _facts([*_decision(dialogue), *_reached(dialogue)]):
        show(facts)
    if how := _facts([*_people(dialogue), *_mode(dialogue), *_rights(dialogue), *_strands(dialogue)]):
        title = say("head.how")
        show(html('<details class="how"><summary>{title}</summary>{how}</details>', title=title, how=how))
    show_acts_against(dialogue, dialogue.governed)
    waiting = lines(duties(dialogue, today), today)
    if waiting:
        show(html('<p class="label">{title}</p>{waiting}', title=say("head.open"), waiting=waiting))


def show_places(dialogue: Dialogue) -> None:
    """Draw the way to what stands further down."""
    places = {"changed": "dialogue.diff", "say": "say.title", "years": "years.title", "record": "dialogue.record"}
    if dialogue.is_open:
        places = {"changed": "dialogue.diff", "say": "say.title", "workshops": "meeting.title", "years": "years.title",
                  "granted": "ledger.title", "end": "ending.title", "record": "dialogue.record"}  # fmt: skip
    links = (html('<a href="#{place}">{words}</a>', place=place, words=say(key)) for place, key in places.items())
    show(html('<nav class="places" aria-label="{name}">{links}</nav>', name=say("answer.go"), links=join(links)))


def _facts(rows: Sequence[tuple[str, Html | str]]) -> Html:
    facts = join(html("<dt>{name}</dt><dd>{words}</dd>", name=name, words=words) for name, words in rows)
    return html('<dl class="facts">{facts}</dl>', facts=facts) if facts else facts


def decision_date(dialogue: Dialogue) -> str:
    """Return until when the decision has to be taken, in full; empty where nobody said."""
    by = _decided(dialogue).get("by")
    try:
        return date(dt.date.fromisoformat(str(by))) if by else ""
    except ValueError:
        return ""


def _decided(dialogue: Dialogue) -> dict[str, str]:
    return (dialogue.rounds[-1].need_mapping.get("decision") or {}) if dialogue.rounds else {}


def _decision(dialogue: Dialogue) -> list[tuple[str, str]]:
    text, until = str(_decided(dialogue).get("text") or ""), decision_date(dialogue)
    if not text and not until:
        return []
    return [(say("head.decision"), say("head.decided", text=text, date=until) if text and until else text or until)]


def _reached(dialogue: Dialogue) -> list[tuple[str, str]]:
    """Return what was decided, and what came of it."""
    decided = [one.taken.text for one in dialogue.decisions if one.status == "taken" and one.taken.text]
    told = [one.text for one in dialogue.contributions.of("OutcomeReported") if one.text]
    reached = [(say("head.reached"), decided[-1])] if decided else []
    return [*reached, *([(say("follow.title"), told[-1])] if told else [])]


def _people(dialogue: Dialogue) -> list[tuple[str, Html]]:
    there = [p for p in dialogue.participants if not p.left]
    found = []
    for party in PARTIES:
        names = [f"{p.name or p.person} ({p.organisation})" if p.organisation else p.name or p.person
                 for p in there if p.side == party]  # fmt: skip
        if names:
            found.append((say(f"party.{party}"), html("{names}", names=", ".join(names))))
    return found


def _mode(dialogue: Dialogue) -> list[tuple[str, str]]:
    chosen = dialogue.contributions.of("ModeChosen")
    if not chosen:
        return []
    mode, because = chosen[-1].get("mode"), chosen[-1].get("because")
    return [(say("told.mode"), f"{word('mode', mode)}: {because}" if because else word("mode", mode))]


def _rights(dialogue: Dialogue) -> list[tuple[str, str]]:
    found = []
    for topic, right in dialogue.rights.items():
        found.append(f"{word('topic', topic)}: {called(dialogue, right.of('decides'))}")
    return [(say("told.decides"), "; ".join(found))] if found else []


def _strands(dialogue: Dialogue) -> list[tuple[str, str]]:
    if len(dialogue.strands) < 2:
        return []
    names = []
    for strand in dialogue.strands:
        rounds = ", ".join(str(r.number) for r in dialogue.rounds_of(strand.id))
        title = strand.title or say("head.first_path")
        names.append(say("head.path", title=title, rounds=rounds))
    return [(say("head.paths"), "; ".join(names))]
