"""The words in which people ask: one table a language, ``en.toml`` and its like, and their reader.

A table maps meanings, the same in every language, to patterns of words. To add a language, copy a table, keep what
stands on the left of each ``=``, translate what stands on the right; nothing else has to change. The syntax of a
pattern is explained at the head of ``en.toml``. What every language writes alike, or has names for in any of them,
stands in ``everywhere.toml`` and ``local_seasons.toml``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from translators.errors import InvalidNeed
from translators.locales import speech
from translators.vocabulary.patterns import choices_of, expression, fold, words_of

_FOLDER = Path(__file__).parent
#: Groups of a table that are no patterns of `Vocabulary.find`; atoms have a reader of their own.
_PLAIN = {"numbers", "atoms", "common"}
#: Groups in which a misspelling changes what is asked.
_DECIDING = (
    "months", "seasons", "stretches", "years", "spans", "comparisons", "thresholds", "units", "rates", "atoms",
)  # fmt: skip
#: Groups whose words are names and prepositions.
_NAMES = {"places"}
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
        ids = {name: self._any_of(patterns) for name, patterns in everywhere()["scenarios"].items()}
        groups["scenarios"] = {**ids, **groups["scenarios"]}
        groups["areas"] = {name: self._any_of(area["names"]) for name, area in everywhere()["areas"].items()}
        groups["local"] = {
            str(number): self._any_of(entry["names"]) for number, entry in enumerate(local_seasons()) if entry["names"]
        }
        return groups

    @cached_property
    def _compiled(self) -> dict[tuple[str, str], re.Pattern[str]]:
        return {}

    def _pattern(self, group: str, meaning: str) -> re.Pattern[str]:
        key = (group, meaning)
        if key not in self._compiled:
            self._compiled[key] = re.compile(rf"(?<!\S){self.meanings[group][meaning]}")
        return self._compiled[key]

    def words(self, group: str, *meanings: str) -> str:
        """Return the source of a regular expression for meanings of a group; each match ends with a space."""
        return "(?:" + "|".join(self.meanings[group][meaning] for meaning in meanings) + ")"

    def find_all(self, group: str, text: str) -> list[Found]:
        """Return every place where words of the group stand, overlapping ones included, in the order of the text."""
        found = [
            Found(meaning, match.start(), match.end() - 1)
            for meaning in self.meanings[group]
            for match in self._pattern(group, meaning).finditer(text)
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
        return meaning in self.meanings[group] and self._pattern(group, meaning).search(text) is not None

    def say(self, key: str, **facts: object) -> str:
        """Return a sentence of the broker in this language, with its facts filled in."""
        return speech(self.language).say(key, **facts)

    def is_set(self, key: str) -> bool:
        """Whether the table says yes to a way of the language: ``unit_first``, ``multiplier_first``."""
        return bool(self.table.get(key, False))

    @property
    def capitals_mean_names(self) -> bool:
        """Whether a word with a capital inside a sentence is probably a name."""
        return bool(self.table.get("capitals", True))

    @cached_property
    def common(self) -> frozenset[str]:
        """Words never taken for a misspelt word of the table."""
        return frozenset(fold(word) for word in self.table["common"]["words"].split())

    @cached_property
    def content(self) -> Mapping[str, tuple[str, ...]]:
        """Words for which a misspelt word may be taken, those that decide what is asked, by their first letter."""
        deciding = {fold(word) for word in self.table["numbers"]}
        for group in _DECIDING:
            for patterns in self.table[group].values():
                deciding |= words_of(patterns)
        kept = sorted(w for w in deciding if len(w) >= 5 or (len(w) == 4 and w not in self.common))
        letters = {word[0] for word in kept}
        return {letter: tuple(word for word in kept if word[0] == letter) for letter in sorted(letters)}

    @cached_property
    def meant(self) -> frozenset[str]:
        """Words that carry atoms: of two that a misspelt word may be, these are likelier."""
        return frozenset(word for patterns in self.table["atoms"].values() for word in words_of(patterns))

    @cached_property
    def tell_tale(self) -> frozenset[str]:
        """Words that show the language of a sentence."""
        return frozenset(fold(word) for word in self.table["tell_tale"])

    @cached_property
    def calendar_words(self) -> tuple[str, ...]:
        """Names of months and seasons, for which a misspelt word with a capital may be taken."""
        groups = (self.table["months"], self.table["seasons"])
        words = {word for group in groups for patterns in group.values() for word in words_of(patterns)}
        return tuple(sorted(word for word in words if len(word) >= 5 and word not in self.common))

    @cached_property
    def known(self) -> frozenset[str]:
        """Every word of the table, common words included."""
        return self.listed | self.common | self.tell_tale

    @cached_property
    def listed(self) -> frozenset[str]:
        """Every word of the table's meanings."""
        listed: set[str] = {fold(word) for word in self.table["numbers"]}
        for group, entries in self.table.items():
            if isinstance(entries, Mapping) and group not in {"numbers", "common"} | _NAMES:
                for patterns in entries.values():
                    listed |= words_of(patterns)
        for entry in local_seasons():
            listed |= words_of(entry["names"])
        return frozenset(listed)

    @cached_property
    def _stems(self) -> re.Pattern[str]:
        stems = {
            choice
            for group in (self.table["atoms"], self.table["months"], self.table["seasons"])
            for patterns in group.values()
            for pattern in patterns
            for word in fold(pattern).split()
            for choice in choices_of(word)
            if "*" in choice
        }
        sources = (re.escape(stem).replace(r"\*", r"\S*") for stem in sorted(stems))
        return re.compile("|".join(sources) or r"(?!)")

    def knows(self, word: str) -> bool:
        """Whether a folded word stands in the table, or has one of its stems."""
        return word in self.known or self._stems.fullmatch(word) is not None

    def _any_of(self, patterns: Iterable[str]) -> str:
        sources = [expression(pattern, self.digits) for pattern in patterns]
        return "(?:" + "|".join(sources) + ")" if sources else "(?!)"

    @cached_property
    def digits(self) -> Mapping[str, str]:
        """Number word → its digits, because sentences write numbers in digits."""
        return {fold(word): f"{value:g}" for word, value in self.table["numbers"].items()}


@cache
def everywhere() -> Mapping[str, Any]:
    """Return what every language shares: scenarios by id, seasons by hemisphere, parts of the world, refusals."""
    return tomllib.loads((_FOLDER / "everywhere.toml").read_text(encoding="utf-8"))


@cache
def local_seasons() -> tuple[Mapping[str, Any], ...]:
    """Return the seasons that a part of the world gives its own name or its own months."""
    return tuple(tomllib.loads((_FOLDER / "local_seasons.toml").read_text(encoding="utf-8"))["season"])


@cache
def languages() -> tuple[str, ...]:
    """Return the languages that have a table, by tag."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("??.toml")))


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
    return Vocabulary(tag, table["name"], table) if tag == language else vocabulary(tag)


def language_of(sentence: str) -> str:
    """Return the language of a sentence: by its commonest words, then by all words of the tables; else English.

    A word counts 3 where it is one of the language's tell-tale words, 1 where its table holds it. Words with a capital
    inside the sentence, which may be names, count only as tell-tale words.
    """
    spoken = [match for match in _WORD.finditer(sentence) if not match[0].isdigit()]
    counts: dict[str, float] = {}
    for language in languages():
        words = vocabulary(language)
        counts[language] = 0.0
        for number, match in enumerate(spoken):
            word = fold(match[0])
            counts[language] += 3 * (word in words.tell_tale)
            if len(word) > 2 and (number == 0 or not match[0][0].isupper() or not words.capitals_mean_names):
                counts[language] += word in words.listed
    best = max(counts, key=lambda language: (counts[language], language == "en"))
    return best if counts[best] else "en"
