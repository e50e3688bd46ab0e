"""The ledger of assumptions in a terminal: what each command does, and its words."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Iterable
from typing import Any

from broker.command_line.answer import Answer
from broker.command_line.terminal import wrapped
from broker.dialogue import Entry
from broker.service import Broker


def assumptions(broker: Broker, args: Namespace) -> Answer:
    """Show each step of a round's translation."""
    entries = broker.assumptions(args.dialogue, args.round, by=args.by)
    document = {"dialogue": args.dialogue, "assumptions": [e.to_json() for e in entries]}
    return Answer(document, "\n".join(line for e in entries for line in entry_lines(e)))


def accept(broker: Broker, args: Namespace) -> Answer:
    """Stand by a step."""
    return _said(args, broker.accept(args.dialogue, args.entry, **_voice(args)))


def contest(broker: Broker, args: Namespace) -> Answer:
    """Object to a step."""
    return _said(args, broker.contest(args.dialogue, args.entry, **_voice(args)))


def replace(broker: Broker, args: Namespace) -> Answer:
    """Put another value in a step's place."""
    rights = {"consent": args.consent, "against_rights": args.against_rights}
    entry = broker.replace(args.dialogue, args.entry, args.instead, revise=args.revise, **rights, **_voice(args))
    waits = [] if args.revise else wrapped(f"It waits for the next round: broker dialogue revise {args.dialogue}", "  ")
    said = _said(args, entry)
    return Answer(said.document, "\n".join([said.words, *waits]))


def _voice(args: Namespace) -> dict[str, Any]:
    return {"by": args.by, "because": args.because, "source": args.source, "value": args.value, "key": args.key}


def _said(args: Namespace, entry: Entry) -> Answer:
    return Answer({"dialogue": args.dialogue, "assumption": entry.to_json()}, "\n".join(entry_lines(entry)))


def entry_lines(entry: Entry) -> Iterable[str]:
    """Return a step of the translation, and what was said to it."""
    who = entry.stated_by or {"remembered": "remembered"}.get(entry.origin, "the translation")
    stands = f" → {entry.standing}" if entry.replaced else ""
    yield f"{entry.id:16} {entry.value}{stands}  [{entry.status}]  {who}"
    for text in (entry.because, f"source: {entry.source}" if entry.source else ""):
        yield from wrapped(text, "    ")
    for voice, verb in (
        *((v, "stands by") for v in entry.accepted),
        *((v, "contests") for v in entry.contested),
        *((v, "replaces it by") for v in [entry.replaced] if v),
    ):
        why = f": {voice.because}" if voice.because else ""
        yield from wrapped(
            f"{voice.by} {verb} {voice.value}{why}{f' ({voice.source})' if voice.source else ''}", "    "
        )


#: Command → what it does.
COMMANDS: dict[str, Callable[[Broker, Namespace], Answer]] = {
    "assumptions": assumptions,
    "dialogue accept": accept,
    "dialogue contest": contest,
    "dialogue replace": replace,
}
