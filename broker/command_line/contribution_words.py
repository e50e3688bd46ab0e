"""What people said to each other, as a terminal shows it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from broker.command_line.attaching import attached_lines
from broker.command_line.terminal import GONE, wrapped
from broker.dialogue import Dialogue
from broker.dialogue.contributions import Contribution
from broker.dialogue.rights import DUTIES, proposed_rights


def contribution_lines(dialogue: Dialogue, said: Iterable[Contribution], indent: str = "  ") -> list[str]:
    """Return contributions in their order, each with whose words it is and how it stands now."""
    lines: list[str] = []
    for one in said:
        lines += wrapped(f"{one.id} {_head(dialogue, one)}{_how(dialogue, one)}: {_told(dialogue, one)}", indent)
        for name, key in (("positions", "position"), ("gave_up", "what")):
            for each in one.data.get(name, ()):
                lines += wrapped(f"{dialogue.name_of(each['by'])}: {each.get(key, GONE)}", f"{indent}    ")
        if one.data.get("dissent"):
            lines += wrapped(f"what remains: {one.data['dissent']}", f"{indent}    ")
        lines += attached_lines(one.attachments, f"{indent}    ")
    return lines


def rights_words(dialogue: Dialogue) -> str:
    """Return who decides on what, what is proposed, and what was done inside, with consent and against it."""
    lines = []
    for topic, right in dialogue.rights.items():
        held = "; ".join(f"{duty}: {_named(dialogue, right.of(duty))}" for duty in DUTIES if right.of(duty))
        lines += wrapped(f"{topic:12} {held}  ({', '.join(c.id for c in (right.proposed, *right.agreed))})")
    for right in proposed_rights(dialogue.contributions):
        if right.waits_for:
            who = _named(dialogue, right.of("decides"))
            waits = " and ".join(right.waits_for)
            lines += wrapped(f"{right.topic:12} proposed: {who} decides; waits for the {waits} ({right.proposed.id})")
    for act in dialogue.governed:
        why = f": {act.because}" if act.because else f" ({act.consent})" if act.consent else ""
        lines += wrapped(f"{act.event} {act.kind} by {act.by}, {act.topic}: {act.how}{why}", "  ")
    return "\n".join(lines) or "No rights were agreed on: anybody who takes part may act on any topic."


def against_lines(dialogue: Dialogue, round_number: int, indent: str = "  ") -> list[str]:
    """Return what was done in a round against agreed rights."""
    return [
        line
        for act in dialogue.governed
        if act.round == round_number and act.how == "against"
        for line in wrapped(f"{act.event} {act.by}, against the rights on {act.topic}: {act.because}", indent)
    ]


def _head(dialogue: Dialogue, one: Contribution) -> str:
    name = dialogue.name_of(one.speaker) or "somebody who was erased"
    told_by = f", told by {one.by}" if one.on_behalf and one.by else ""
    hat = f" as {one.hat}" if one.hat and one.hat != "self" else ""
    about = f" on {one.about}" if one.about else ""
    day = f", {one.claimed_at}" if one.claimed_at else ""
    return f"{name}{hat}{told_by}{day}, {one.form.word}{about}"


def _how(dialogue: Dialogue, one: Contribution) -> str:
    """Return how it stands now, in a word or two."""
    status = {q.asked.id: "" if q.answers else "open" for q in dialogue.questions}
    status |= {o.raised.id: o.status for o in dialogue.objections}
    status |= {d.recorded.id: d.status for d in dialogue.disagreements}
    status |= {p.made.id: p.status(dt.datetime.now(dt.UTC).date()) for p in dialogue.promises}
    status |= {d.taken.id: d.status for d in dialogue.decisions}
    return f" [{status[one.id]}]" if status.get(one.id) else ""


def _told(dialogue: Dialogue, one: Contribution) -> str:
    """Return the fields in a row: ids and numbers by their names, what is mainly said at the end."""
    if one.withheld and not one.data:
        return "(erased or withheld)"
    shown = {"positions", "gave_up", "dissent", one.form.main}
    parts = []
    for field in one.form.fields:
        value = one.data.get(field.name, one.data.get(f"{field.name}_named"))
        if value in (None, "", []) or field.name in shown:
            continue
        if field.type in ("person", "party", "parties"):
            value = _named(dialogue, [value] if isinstance(value, str) else value)
        elif isinstance(value, dict):
            value = ", ".join(f"{k}={v}" for k, v in value.items())
        elif isinstance(value, list):
            value = ", ".join(map(str, value))
        shown_value = f"{value:g}" if isinstance(value, float) else value
        parts.append(f"{field.name.replace('_', ' ')} {shown_value}")
    return "; ".join([*parts, *([one.text] if one.text else [])])


def _named(dialogue: Dialogue, people: Iterable[str]) -> str:
    return ", ".join(dialogue.name_of(one) for one in people)
