"""The shared glossary in a terminal."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable

from broker.command_line.answer import Answer
from broker.command_line.terminal import refused, wrapped
from broker.service import Broker
from translators.glossary import Term


def glossary(broker: Broker, args: Namespace) -> Answer:
    """Show the terms of both sides, or those that fit a word."""
    word = " ".join(args.word)
    found = broker.glossary(word, args.lang, by=args.by)
    if found or not word:
        lines = [line for term in found for line in term_lines(term)]
        return Answer({"terms": [t.to_json() for t in found]}, "\n".join(lines))
    sentence = (
        f"The word {word!r} was looked up, but the glossary has no term like it, so nobody has said yet what the other "
        f"side calls it. `broker glossary` lists all of them; `broker term propose` adds one."
    )
    return Answer(refused("term-unknown", sentence) | {"terms": []}, "", 1, sentence)


def propose(broker: Broker, args: Namespace) -> Answer:
    """Propose a term."""
    term = broker.propose_term(
        args.word,
        args.other,
        by=args.by,
        side=args.side,
        mistaken=args.mistaken,
        example=args.example,
        source=args.source,
        language=args.lang,
        dialogue=args.dialogue,
        key=args.key,
    )
    return Answer(term.to_json(), "\n".join(term_lines(term)))


def agree(broker: Broker, args: Namespace) -> Answer:
    """Agree on a term."""
    term = broker.agree_term(args.term, by=args.by, key=args.key)
    return Answer(term.to_json(), "\n".join(term_lines(term)))


def term_lines(term: Term) -> list[str]:
    """Return a term in a few lines."""
    who = "" if term.status == "published" else f"  [{term.id}, {term.status}, proposed by {term.proposed_by}]"
    said = {"user": "those who decide say", "producer": "those who compute say"}[term.side]
    lines = [f"{term.word}  ({said}){who}", *wrapped(f"the other side: {term.other}", "    ")]
    for name, text in (("not to be mistaken for", term.mistaken), ("example", term.example), ("source", term.source)):
        lines += wrapped(f"{name}: {text}", "    ") if text else []
    return lines


#: Command → what it does.
COMMANDS: dict[str, Callable[[Broker, Namespace], Answer]] = {
    "glossary": glossary,
    "term propose": propose,
    "term agree": agree,
}
