"""What people say to each other, who decides, and what waits, in a terminal: what each command does."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from broker.command_line.answer import Answer
from broker.command_line.attaching import attached_from
from broker.command_line.contribution_words import contribution_lines, rights_words
from broker.command_line.terminal import wrapped
from broker.dialogue.contributions import FORMS
from broker.dialogue.contributions.reference import field_line, kind_line
from broker.dialogue.contributions.table import EVALUATION, SHARED
from broker.dialogue.rights import proposed_rights
from broker.dialogue.waiting import Duty
from broker.service import Broker
from broker.service.contributions import form_of

_BESIDE = {f.name for f in SHARED}


def kinds(broker: Broker, args: Namespace) -> Answer:
    """List what can be said."""
    document = {
        "kinds": [
            {
                "kind": form.word,
                "event": form.kind,
                "words": form.words,
                "after_close": form.after_close,
                "fields": [{**vars(f), "choices": list(f.choices), "option": f.option} for f in form.fields],
            }
            for form in FORMS
        ]
    }
    lines = []
    for form in FORMS:
        lines += wrapped(kind_line(form))
        for one in form.fields:
            lines += wrapped(f"{one.option}{'' if one.required else ' (may be left out)'}: {field_line(one)}", "    ")
    return Answer(document, "\n".join(lines))


def say(broker: Broker, args: Namespace) -> Answer:
    """Say something of a kind."""
    form = form_of(args.kind)
    names = {f.name for each in FORMS for f in each.fields} | _BESIDE | {"text"}
    given: dict[str, Any] = {name: value for name in names if (value := getattr(args, name, None))}
    attached = attached_from(getattr(args, "attach", []))
    said = broker.contribute(
        args.dialogue, form.word, by=args.by, round_number=args.round, attached=attached, key=args.key, **given
    )
    dialogue = broker.dialogue(args.dialogue, by=args.by)
    document = {"dialogue": args.dialogue, "contribution": said.to_json()}
    return Answer(document, "\n".join(contribution_lines(dialogue, [said], "")))


def rights_show(broker: Broker, args: Namespace) -> Answer:
    """Show who decides on what."""
    dialogue = broker.dialogue(args.dialogue, by=args.by)
    document = {
        "dialogue": args.dialogue,
        "rights": {topic: right.to_json() for topic, right in dialogue.rights.items()},
        "proposed": [right.to_json() for right in proposed_rights(dialogue.contributions) if right.waits_for],
        "governed": [act.to_json() for act in dialogue.governed],
    }
    return Answer(document, rights_words(dialogue))


def waiting(broker: Broker, args: Namespace) -> Answer:
    """Show what waits for somebody."""
    return _duties("waiting", broker.waiting(by=args.by), "Nothing waits for you.")


def queue(broker: Broker, args: Namespace) -> Answer:
    """Show what a facilitator should look at."""
    return _duties("queue", broker.queue(by=args.by), "Nothing is stalled, unanswered, overdue or disagreed on.")


def facilitate(broker: Broker, args: Namespace) -> Answer:
    """Show the figures about a dialogue."""
    found = broker.facilitate(args.dialogue, by=args.by)
    document = {"dialogue": args.dialogue, "figures": [figure.to_json() for figure in found]}
    lines: list[str] = []
    for figure in found:
        lines += ["", figure.name.upper(), *wrapped(figure.definition)]
        for row in figure.rows:
            of = ", ".join(str(value) for value in row.of.values())
            values = {name.replace("_", " "): value for name, value in row.values.items() if value not in (None, [])}
            told = "; ".join(f"{name} {_shown(value)}" for name, value in values.items())
            lines += wrapped(f"{of}: {told} (events {_runs(row.events)})", "  ")
    return Answer(document, "\n".join(lines[1:]))


def surveys(broker: Broker, args: Namespace) -> Answer:
    """Show how each side rated the work."""
    found = broker.surveys(args.dialogue, by=args.by)
    document = {"dialogue": args.dialogue, "surveys": [survey.to_json() for survey in found]}
    lines: list[str] = []
    for survey in found:
        lines += ["", f"ROUND {survey.of}" if survey.of else "AT THE END"]
        for column in survey.columns:
            waits = f", {column.waiting} more are too few to be told yet" if column.waiting else ""
            lines += wrapped(f"{column.side}: {column.people} people{waits} (events {_runs(column.events)})")
            for question in survey.questions:
                counts = ", ".join(f"{answer} {n}" for answer, n in column.counts.get(question, {}).items() if n)
                lines += wrapped(f"{EVALUATION[question]} {counts}", "    ") if counts else []
            said = [*(f"{n.name}: {n.text}" for n in column.named if n.text), *column.comments]
            lines += [line for words in said for line in wrapped(words, "    ")]
    return Answer(document, "\n".join(lines[1:]) or "Nobody has rated this dialogue yet.")


def calendar(broker: Broker, args: Namespace) -> Answer:
    """Write the days that wait for somebody to a calendar file."""
    written = broker.calendar(Path(args.out), by=args.by, dialogue_id=args.dialogue)
    days = written.read_bytes().count(b"BEGIN:VEVENT")
    document = {"out": str(written), "days": days}
    return Answer(document, f"{days} days are in {written}. No message is sent: take the file into your calendar.")


def _shown(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _runs(numbers: Iterable[int]) -> str:
    """Return numbers in a row, those without gaps as first–last: "3–5, 9"."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(str(a) if a == b else f"{a}–{b}" for a, b in runs) or "none"


def _duties(name: str, found: Iterable[Duty], none: str) -> Answer:
    found = tuple(found)
    lines = []
    for duty in found:
        lines += wrapped(f"{duty.due}  {duty.kind:13} {duty.dialogue}  {duty.reason} ({', '.join(duty.events)})")
    return Answer({name: [duty.to_json() for duty in found]}, "\n".join(lines) or none)


#: Command → what it does.
COMMANDS: dict[str, Callable[[Broker, Namespace], Answer]] = {
    "dialogue kinds": kinds,
    **{
        f"dialogue {name}": say
        for name in ("say", "join", "leave", "ask", "answer", "promise", "settle", "decide", "remind")
    },
    "rights propose": say,
    "rights agree": say,
    "rights show": rights_show,
    "waiting": waiting,
    "queue": queue,
    "facilitate": facilitate,
    "surveys": surveys,
    "calendar": calendar,
}
