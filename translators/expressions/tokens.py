"""The words of a metric: numbers, names, comparisons, brackets; everything else is refused with its place."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from translators.errors import InvalidNeed

#: The longest metric.
LONGEST = 300
_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<name>[A-Za-z][A-Za-z0-9]*)|(?P<symbol>>=|<=|[><+\-*/(),%°]))", re.ASCII
)
_SIGNS = {"≥": ">=", "≤": "<=", "−": "-", "–": "-", "×": "*", "·": "*", "÷": "/", "º": "°"}


@dataclass(frozen=True)
class Token:
    """One word: ``number``, ``name``, ``symbol`` or ``end``, and where it starts."""

    kind: str
    text: str
    at: int


def tokens_of(text: str) -> list[Token]:
    """Return the words of a metric.

    Raises
    ------
    InvalidNeed
        If it is too long, or holds a character that no metric has.
    """
    if not isinstance(text, str) or not text.strip():
        raise InvalidNeed(
            "A metric of one's own was asked without saying what to count. Write for example days with tasmax > 33 "
            "degC and hurs < 30 %, in runs of 3 or more.",
            about="expression",
        )
    if len(text) > LONGEST:
        raise InvalidNeed(
            f"The metric has {len(text)} characters, more than the {LONGEST} that can be read on a product. Say it "
            f"shorter.",
            about="expression",
        )
    for sign, plain in _SIGNS.items():
        text = text.replace(sign, plain)
    text = unicodedata.normalize("NFC", text)
    found, at = [], 0
    while at < len(text.rstrip()):
        match = _TOKEN.match(text, at)
        if match is None:
            bad = text[at:].lstrip()[:1]
            raise InvalidNeed(
                f"The metric {shortened(text)!r} holds {bad!r} at character {at + 1}, which no metric has, so it is "
                f"not read. Use variables, numbers with units, + - * /, comparisons, and, or, not, and brackets.",
                about="expression",
            )
        kind = match.lastgroup or "symbol"
        found.append(Token(kind, match[kind], match.start(kind)))
        at = match.end()
    found.append(Token("end", "", len(text)))
    return found


def shortened(text: str) -> str:
    """Return a text as an error sentence shows it."""
    return text if len(text) <= 60 else text[:59] + "…"
