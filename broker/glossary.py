"""The glossary as it grows: terms that came up in dialogues, proposed by one person and agreed by another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from broker.errors import InvalidResponse
from broker.events import Event
from translators.glossary import Term


def proposed_terms(events: Iterable[Event]) -> tuple[Term, ...]:
    """Return the terms that the events of the glossary tell, oldest first."""
    found: dict[str, Term] = {}
    for event in events:
        data = event.data
        if event.kind == "TermProposed":
            if "word" not in data:  # erased with who proposed it
                continue
            id = f"t{event.number}"
            said = {key: data[key] for key in ("side", "word", "other", "mistaken", "example", "source", "language")}
            found[id] = Term(id, **said, proposed_by=event.by, dialogue=data["dialogue"])
        elif data["term"] in found:
            term = found[data["term"]]
            found[term.id] = replace(term, agreed_by=tuple(dict.fromkeys((*term.agreed_by, event.by))))
    return tuple(found.values())


def term_of(terms: Iterable[Term], id: str) -> Term:
    """Return the proposed term of this id. Raises `InvalidResponse`."""
    known = {t.id: t for t in terms}
    if id not in known:
        raise InvalidResponse(
            f"The term {id!r} was to be agreed on, but nobody proposed one of this id, so nothing was changed. "
            f"Proposed: {', '.join(known) or 'none'}. `broker term propose` adds one.",
            code="term-unknown",
            options=tuple(known),
        )
    return known[id]
