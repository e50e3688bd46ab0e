"""The arguments of what people say to each other: one command for every kind, and short ones for those said most."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from broker.command_line.arguments import group_of, leaf, signed
from broker.dialogue.contributions.fields import TYPES, Field
from broker.dialogue.contributions.table import BY_WORD, FORMS, SHARED, TAKES_FILES, TOPICS

#: Types of which an option may be given several times.
SEVERAL = frozenset({"texts", "sayings"})
#: Short command → the kind, and what of it is given without an option.
SHORT = {
    "join": ("join", ()),
    "leave": ("leave", ()),
    "ask": ("question", ("text",)),
    "answer": ("answer", ("question", "text")),
    "promise": ("promise", ("what",)),
    "settle": ("settle-promise", ("promise", "kept")),
    "decide": ("decision", ("decision",)),
    "remind": ("remind", ("to",)),
}


def contribution_arguments(group: Any) -> None:
    """Add what is said in words to the commands of a dialogue."""
    leaf(group, "kinds", "what can be said in a dialogue, and what each kind holds", "dialogue")
    one = leaf(group, "say", "say something of a kind; `broker dialogue kinds` lists them", "dialogue")
    one.add_argument("dialogue", metavar="ID")
    one.add_argument("kind", metavar="KIND", help=f"one of {', '.join(BY_WORD)}")
    one.add_argument("--text", metavar="TEXT", help="what is mainly said")
    for name, fields in _every_field().items():
        if name != "text":
            kinds = ", ".join(sorted({form.word for form in FORMS if name in {f.name for f in form.fields}}))
            _option(one, fields[0], f"{fields[0].words} ({kinds})")
    _shared(one)
    _files(one)
    for name, (word, given) in SHORT.items():
        form = BY_WORD[word]
        one = leaf(group, name, form.words, "dialogue")
        one.add_argument("dialogue", metavar="ID")
        one.set_defaults(kind=word)
        _fields(one, word, given)
        if word in TAKES_FILES:
            _files(one)


def rights_arguments(group: Any) -> None:
    """Add the commands of decision rights."""
    one = leaf(group, "propose", BY_WORD["propose-rights"].words, "rights")
    one.add_argument("dialogue", metavar="ID")
    one.set_defaults(kind="propose-rights")
    _fields(one, "propose-rights", ("topic",))
    one = leaf(group, "agree", BY_WORD["agree-rights"].words, "rights")
    one.add_argument("dialogue", metavar="ID")
    one.set_defaults(kind="agree-rights")
    _fields(one, "agree-rights", ("rights",))
    one = leaf(group, "show", f"who decides on {', '.join(TOPICS)}, and what was done inside and against it", "rights")
    one.add_argument("dialogue", metavar="ID")
    one.add_argument("--by", default="", metavar="NAME", help="who asks")


def duty_arguments(commands: Any) -> None:
    """Add what waits for people, and the rights of a dialogue, to the commands of the broker."""
    one = leaf(commands, "waiting", "what waits for you in your dialogues: questions, promises, decisions, follow-ups")
    one.add_argument("--by", required=True, metavar="NAME", help="for whom")
    one = leaf(commands, "queue", "what a facilitator should look at: stalled, unanswered, overdue, disagreed on")
    one.add_argument("--by", required=True, metavar="NAME", help="who accompanies")
    one = leaf(commands, "facilitate", "figures about a dialogue, each number with the events that it comes from")
    one.add_argument("dialogue", metavar="ID")
    one.add_argument("--by", default="", metavar="NAME", help="who asks")
    one = leaf(commands, "surveys", "how each side rated the rounds and the whole of a dialogue, side by side")
    one.add_argument("dialogue", metavar="ID")
    one.add_argument("--by", default="", metavar="NAME", help="who asks")
    one = leaf(commands, "calendar", "the days that wait for you, as a calendar file; no message is sent to anybody")
    one.add_argument("--by", required=True, metavar="NAME", help="for whom")
    one.add_argument("--dialogue", default="", metavar="ID", help="only those of this dialogue, for whoever they wait")
    one.add_argument("--out", required=True, metavar="FILE", help="the file, such as days.ics")
    rights_arguments(group_of(commands.add_parser("rights", help="who decides on what in a dialogue"), "rights"))


def against_rights(one: argparse.ArgumentParser) -> None:
    """Let a command act with the consent of who decides, or openly against agreed rights."""
    one.add_argument("--consent", default="", metavar="e7", help="the word by which who decides consents to it")
    one.add_argument("--against-rights", default="", metavar="TEXT", help="act openly against agreed rights, because …")


def _every_field() -> dict[str, list[Field]]:
    found: dict[str, list[Field]] = {}
    for form in FORMS:
        for one in form.fields:
            found.setdefault(one.name, []).append(one)
    return found


def _fields(one: argparse.ArgumentParser, word: str, given: tuple[str, ...]) -> None:
    form = BY_WORD[word]
    for name in given:
        one.add_argument(name, metavar=name.upper(), help=form.field(name).words)
    for field in form.fields:
        if field.name not in given:
            _option(one, field, field.words)
    _shared(one)


def _option(one: argparse.ArgumentParser, field: Field, words: str) -> None:
    several: dict[str, Any] = {"action": "append"} if field.type in SEVERAL else {}
    one.add_argument(field.option, metavar=field.type.upper(), help=f"{words}: {TYPES[field.type]}", **several)


def _shared(one: argparse.ArgumentParser) -> None:
    for field in SHARED:
        _option(one, field, field.words)
    one.add_argument("--round", type=int, metavar="N", help="another round than the current one")
    signed(one)


def _files(one: argparse.ArgumentParser) -> None:
    one.add_argument(
        "--attach", action="append", default=[], type=Path, metavar="FILE", help="a photo, scan, PDF, CSV or text"
    )
