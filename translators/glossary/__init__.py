"""The shared glossary: the words of those who decide and of those who compute, each with the other side's word for it.

Which terms there are, whose they are and where they are defined stands in `terms.toml`; their texts stand in
`translators/locales/en/glossary.toml`, and in the catalogues of the other languages.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

from translators.locales import ENGLISH, language_of, table

#: Whose word it is: of those who decide, or of those who compute.
SIDES = ("user", "producer")
#: From this many letters on, one wrong letter is taken for a slip of the pen; in longer words two.
_SHORTEST = 4


@dataclass(frozen=True)
class Term:
    """One term of one side.

    Attributes
    ----------
    id : str
        Of the table, or of the dialogue in which it was proposed (``t12``).
    side : str
        ``user`` or ``producer``: who says it so.
    word, other : str
        The word, and the other side's word for it.
    mistaken : str
        What it is often mistaken for; empty where nobody said.
    example, source : str
    language : str
        Of the texts.
    proposed_by, agreed_by : str, tuple of str
        Who brought it up in a dialogue, and who agreed; empty for the terms of the table.
    dialogue : str
    """

    id: str
    side: str
    word: str
    other: str
    mistaken: str = ""
    example: str = ""
    source: str = ""
    language: str = ENGLISH
    proposed_by: str = ""
    agreed_by: tuple[str, ...] = ()
    dialogue: str = ""

    @property
    def status(self) -> str:
        """``published`` in the table; of a dialogue ``agreed`` by somebody else than who ``proposed`` it."""
        if not self.proposed_by:
            return "published"
        return "agreed" if set(self.agreed_by) - {self.proposed_by} else "proposed"

    def to_json(self) -> dict[str, Any]:
        """Return the term as plain JSON values."""
        return asdict(self) | {"agreed_by": list(self.agreed_by), "status": self.status}


@cache
def terms(language: str = ENGLISH) -> tuple[Term, ...]:
    """Return every term of the table, in a language where it is translated and in English where it is not."""
    spoken = language_of(language)
    known = tomllib.loads(Path(__file__).with_name("terms.toml").read_text(encoding="utf-8"))
    said, english = table("glossary", spoken), table("glossary")
    return tuple(
        Term(
            id,
            entry["side"],
            said[id]["term"],
            said[id]["other"],
            said[id]["mistaken"],
            said[id]["example"],
            entry["source"],
            spoken if spoken == ENGLISH or said[id]["term"] != english[id]["term"] else ENGLISH,
        )
        for id, entry in known.items()
    )


def find_terms(word: str, among: Iterable[Term]) -> tuple[Term, ...]:
    """Return the terms that a word is or stands in, the nearest first: as the term, in it, misspelt, or beside it."""
    wanted = " ".join(word.casefold().split())
    ranked = [(rank, term) for term in among if (rank := _rank(wanted, term)) is not None]
    return tuple(term for _, term in sorted(ranked, key=lambda found: found[0]))


def _rank(wanted: str, term: Term) -> int | None:
    """Return how near a word is to a term, 0 the nearest, or None."""
    from rapidfuzz.distance import OSA

    said = term.word.casefold()
    names = {said, term.id.replace("_", " "), *(part.strip() for part in said.split(","))}
    if wanted in names or wanted == term.id:
        return 0
    if wanted in said:
        return 1
    slips = 0 if len(wanted) < _SHORTEST else 1 if len(wanted) < 2 * _SHORTEST - 1 else 2
    if slips and any(OSA.distance(wanted, part) <= slips for part in (*names, *said.split())):
        return 2
    return 3 if any(wanted in text.casefold() for text in (term.other, term.mistaken, term.example)) else None
