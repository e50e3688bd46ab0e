"""Patterns of words, as the language tables write them, made into regular expressions."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

_WORD = re.compile(r"[^\W_]+")
_JOINED = re.compile(r"(?<=[^\W\d_])['’-](?=[^\W\d_])")


def fold(text: str) -> str:
    """Return the text without case and accents, so that "Sécheresse" and "secheresse" are one word."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return bare.casefold().replace("’", "'")


def expression(pattern: str, numbers: Mapping[str, str]) -> str:
    """Return the regular expression of a pattern of words, over text in which a space follows every word.

    Parameters
    ----------
    pattern : str
        In the syntax of the tables: ``"hot|warm day?"``. An apostrophe or hyphen between letters parts two words.
    numbers : mapping
        Number words → digits, because sentences write numbers in digits.

    Raises
    ------
    ValueError
        If the pattern has a ``?`` or ``*`` in the middle of a word, or matches nothing at all.
    """
    parts: list[str] = []
    for word in parted(pattern):
        if word == "...":
            parts.append(r"(?:\S+ ){0,3}?")
            continue
        optional = is_optional(word)
        choices = [word_expression(choice, numbers) for choice in choices_of(word)]
        parts.append(f"(?:(?:{'|'.join(choices)}) )" + ("?" if optional else ""))
    if all(part.endswith("?") for part in parts):
        raise ValueError(f"The pattern {pattern!r} may match no word at all; one of its words must be required.")
    return "".join(parts)


def is_optional(word: str) -> bool:
    """Whether a word of a pattern may be left out: one of its choices ends with a question mark."""
    return any(len(choice) > 1 and choice.endswith("?") for choice in word.split("|"))


def choices_of(word: str) -> list[str]:
    """Return the choices of a word of a pattern: "hot|warm?" is ``hot`` and ``warm``."""
    return [choice.removesuffix("?") if len(choice) > 1 else choice for choice in word.split("|")]


def parted(pattern: str) -> list[str]:
    """Return the words of a pattern, folded, parted where a sentence parts them: "l'été" is ``l`` and ``ete``."""
    return _JOINED.sub(" ", fold(pattern)).split()


def word_expression(choice: str, numbers: Mapping[str, str]) -> str:
    """Return the regular expression of one word of a pattern: a word, ``#``, or a stem with ``*``."""
    if choice == "#":
        return r"-?\d+(?:\.\d+)?"
    stem = choice.strip("*")
    if not stem or (("?" in stem or "*" in stem) and len(stem) > 1):
        raise ValueError(f"The word {choice!r} of a pattern is not understood: ? and * stand at a word's end.")
    start = r"\S*" if choice.startswith("*") else ""
    end = r"\S*" if choice.endswith("*") else ""
    return start + re.escape(numbers.get(stem, stem)) + end


def words_of(patterns: Iterable[str]) -> set[str]:
    """Return the words of patterns, without numbers; of a stem, what is written of it."""
    return {word for pattern in patterns for word in _WORD.findall(fold(pattern)) if not word.isdigit()}
