"""The words in which people ask: one table a language, ``en.toml`` and its like, and their reader.

A table maps meanings, the same in every language, to patterns of words. To add a language, copy a table, keep what
stands on the left of each ``=``, translate what stands on the right; nothing else has to change. The syntax of a
pattern is explained at the head of ``en.toml``.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from translators.errors import InvalidNeed
from translators.locales import speech

_FOLDER = Path(__file__).parent
#: Groups of a table that are no patterns.
_PLAIN = {"numbers", "atoms", "seasons", "local_seasons", "large_areas", "common", "unservable"}
#: Groups in which a misspelling changes what is asked.
_DECIDING = (
    "months", "stretches", "years", "spans", "comparisons", "thresholds", "units", "rates", "nouns", "concepts",
)  # fmt: skip
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Found:
    """Words of a sentence that mean something: which meaning, and where they stand in its folded text."""

    meaning: str
    start: int
    end: int

    def touches(self, others: Iterable[Found]) -> bool:
        """Whether it shares a letter with any of the others."""
        return any(self.start < other.end and other.start < self.end for other in others)


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """One language's table.

    Attributes
    ----------
    language, name : str
        BCP 47 tag, and the language's own name.
    table : mapping
        The table as written.
    """

    language: str
    name: str
    table: Mapping[str, Any]

    @cached_property
    def meanings(self) -> Mapping[str, Mapping[str, str]]:
        """Group → meaning → regular expression, whose every match ends with the space after its last word."""
        groups: dict[str, dict[str, str]] = {}
        for group, entries in self.table.items():
            if isinstance(entries, Mapping) and group not in _PLAIN:
                groups[group] = {meaning: self._any_of(patterns) for meaning, patterns in entries.items()}
        groups["seasons"] = {name: self._any_of(entry["words"]) for name, entry in self.table["seasons"].items()}
        areas = enumerate(self.table["large_areas"])
        groups["large_areas"] = {str(number): self._any_of(area["words"]) for number, area in areas}
        groups["unservable"] = {e["id"]: self._any_of(e["patterns"]) for e in self.table["unservable"] if e["patterns"]}
        groups["unless"] = {e["id"]: self._any_of(e["unless"]) for e in self.table["unservable"] if e.get("unless")}
        return groups

    @cached_property
    def _compiled(self) -> Mapping[str, Mapping[str, re.Pattern[str]]]:
        return {
            group: {meaning: re.compile(rf"(?<!\S){source}") for meaning, source in sources.items()}
            for group, sources in self.meanings.items()
        }

    def words(self, group: str, *meanings: str) -> str:
        """Return the source of a regular expression for meanings of a group; each match ends with a space."""
        return "(?:" + "|".join(self.meanings[group][meaning] for meaning in meanings) + ")"

    def find_all(self, group: str, text: str) -> list[Found]:
        """Return every place where words of the group stand, overlapping ones included, in the order of the text."""
        found = [
            Found(meaning, match.start(), match.end() - 1)
            for meaning, pattern in self._compiled[group].items()
            for match in pattern.finditer(text)
            if match.end() > match.start()
        ]
        return sorted(found, key=lambda f: (f.start, -f.end))

    def find(self, group: str, text: str) -> list[Found]:
        """Return where words of the group stand; of those that overlap, the longest."""
        kept: list[Found] = []
        for found in sorted(self.find_all(group, text), key=lambda f: (f.start - f.end, f.start)):
            if not found.touches(kept):
                kept.append(found)
        return sorted(kept, key=lambda f: f.start)

    def has(self, group: str, meaning: str, text: str) -> bool:
        """Whether words of this meaning stand in the text."""
        pattern = self._compiled[group].get(meaning)
        return pattern is not None and pattern.search(text) is not None

    def say(self, key: str, **facts: object) -> str:
        """Return a sentence of the broker in this language, with its facts filled in."""
        return speech(self.language).say(key, **facts)

    @cached_property
    def common(self) -> frozenset[str]:
        """Words never taken for a misspelt word of the table."""
        return frozenset(fold(word) for word in self.table["common"]["words"].split())

    @cached_property
    def content(self) -> tuple[str, ...]:
        """Words of the table for which a misspelt word may be taken: those that decide what is asked."""
        deciding = {fold(word) for word in self.table["numbers"]}
        for group in _DECIDING:
            for patterns in self.table[group].values():
                deciding |= _words_of(patterns)
        for season in self.table["seasons"].values():
            deciding |= _words_of(season["words"])
        return tuple(sorted(w for w in deciding if len(w) >= 5 or (len(w) == 4 and w not in self.common)))

    @cached_property
    def tell_tale(self) -> frozenset[str]:
        """Words that show the language of a sentence."""
        return frozenset(fold(word) for word in self.table["tell_tale"])

    @cached_property
    def calendar_words(self) -> tuple[str, ...]:
        """Names of months and seasons, for which a misspelt word with a capital may be taken."""
        months = {word for patterns in self.table["months"].values() for word in _words_of(patterns)}
        seasons = {word for entry in self.table["seasons"].values() for word in _words_of(entry["words"])}
        return tuple(sorted(word for word in months | seasons if len(word) >= 5 and word not in self.common))

    @cached_property
    def known(self) -> frozenset[str]:
        """Every word of the table, common words included."""
        return self._listed | self.common

    @cached_property
    def _listed(self) -> frozenset[str]:
        listed: set[str] = {fold(word) for word in self.table["numbers"]}
        skipped = {"places"}  # their words are names and prepositions
        for group, entries in self.table.items():
            if isinstance(entries, Mapping) and group not in _PLAIN and group not in skipped:
                for patterns in entries.values():
                    listed |= _words_of(patterns)
        for season in self.table["seasons"].values():
            listed |= _words_of(season["words"])
        for refusal in self.table["unservable"]:
            listed |= _words_of(refusal["patterns"])
        return frozenset(listed)

    def _any_of(self, patterns: Iterable[str]) -> str:
        numbers = {fold(word): f"{value:g}" for word, value in self.table["numbers"].items()}
        return "(?:" + "|".join(expression(pattern, numbers) for pattern in patterns) + ")"


def fold(text: str) -> str:
    """Return the text without case and accents, so that "Sécheresse" and "secheresse" are one word."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return bare.casefold().replace("’", "'")


def expression(pattern: str, numbers: Mapping[str, str]) -> str:
    """Return the regular expression of a pattern of words, over text in which a space follows every word.

    Parameters
    ----------
    pattern : str
        In the syntax of the tables: ``"hot|warm day?"``.
    numbers : mapping
        Number words → digits, because sentences write numbers in digits.

    Raises
    ------
    ValueError
        If the pattern has a ``?`` or ``*`` in the middle of a word, or matches nothing at all.
    """
    parts: list[str] = []
    for word in fold(pattern).split():
        if word == "...":
            parts.append(r"(?:\S+ ){0,3}?")
            continue
        optional = len(word) > 1 and word.endswith("?")
        choices = [_word_expression(choice, numbers) for choice in word.removesuffix("?").split("|")]
        parts.append(f"(?:(?:{'|'.join(choices)}) )" + ("?" if optional else ""))
    if all(part.endswith("?") for part in parts):
        raise ValueError(f"The pattern {pattern!r} may match no word at all; one of its words must be required.")
    return "".join(parts)


def _word_expression(choice: str, numbers: Mapping[str, str]) -> str:
    if choice == "#":
        return r"-?\d+(?:\.\d+)?"
    stem = choice.strip("*")
    if not stem or (("?" in stem or "*" in stem) and len(stem) > 1):
        raise ValueError(f"The word {choice!r} of a pattern is not understood: ? and * stand at a word's end.")
    start = r"\S*" if choice.startswith("*") else ""
    end = r"\S*" if choice.endswith("*") else ""
    return start + re.escape(numbers.get(stem, stem)) + end


def _words_of(patterns: Iterable[str]) -> set[str]:
    return {word for pattern in patterns for word in _WORD.findall(fold(pattern)) if not word.isdigit()}


def languages() -> tuple[str, ...]:
    """Return the languages that have a table, by tag."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.toml")))


@cache
def vocabulary(language: str) -> Vocabulary:
    """Return the table of a language ("en-GB" is answered by "en").

    Raises
    ------
    InvalidNeed
        If no table has this language; the message names those that exist.
    """
    tag = language.strip().split("-")[0].split("_")[0].casefold()
    if tag not in languages():
        raise InvalidNeed(
            f"The language {language!r} was asked, but the broker has words for {', '.join(languages())} only, so the "
            f"sentence cannot be read. Ask in one of these.",
            about="language",
            options=languages(),
        )
    table = tomllib.loads((_FOLDER / f"{tag}.toml").read_text(encoding="utf-8"))
    return Vocabulary(tag, table["name"], table)


def language_of(sentence: str) -> str:
    """Return the language whose commonest words stand most often in a sentence; English where none does."""
    spoken = [word for word in _WORD.findall(fold(sentence)) if not word.isdigit()]
    counts = {language: sum(word in vocabulary(language).tell_tale for word in spoken) for language in languages()}
    best = max(counts, key=lambda language: (counts[language], language == "en"))
    return best if counts[best] else "en"
