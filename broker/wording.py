"""Words that people give for the record: kept verbatim, or refused when they could not be kept."""

from __future__ import annotations

import unicodedata

from broker.errors import InvalidResponse

#: The longest text of one contribution, in characters.
LONGEST_TEXT = 20_000


def kept(text: str, what: str, *, required: bool = True) -> str:
    """Return a text as it was given, when it can be stored and shown.

    Raises
    ------
    InvalidResponse
        If it is empty though required, too long, or holds characters that no file can keep.
    """
    if required and not text.strip():
        raise InvalidResponse(
            f"{what} was left empty, so others could not know what is meant. Say it in a sentence.", code="text-missing"
        )
    if len(text) > LONGEST_TEXT:
        raise InvalidResponse(
            f"{what} has {len(text)} characters, more than the {LONGEST_TEXT} that are kept of one contribution. "
            f"Shorten it, or say it in several.",
            code="text-too-long",
        )
    if any(unicodedata.category(letter) == "Cs" or letter == "\0" for letter in text):
        raise InvalidResponse(
            f"{what} holds characters that are no text (a NUL or half of a character), so it could not be kept as it "
            f"was said. Type it again or paste it as plain text.",
            code="text-unreadable",
        )
    return text
