"""What a language does with names of places: the words that lead to them, those that are none, where it is at home."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from translators.gazetteer.common_words import COMMON_WORDS
from translators.gazetteer.names import folded
from translators.gazetteer.table import table
from translators.vocabulary import Vocabulary, vocabulary
from translators.vocabulary.patterns import words_of


@dataclass(frozen=True)
class Tongue:
    """What a language does with names.

    Attributes
    ----------
    before, before_names, of, articles, nearby : frozenset of str
        Words after which a place may stand; nouns for one, before an "of"; articles; those after which a capital
        may lack.
    calendar, common : frozenset of str
        Words that are no places, though towns bear them.
    within, elided : re.Pattern
        What stands between a town and what holds it; what an apostrophe joins to a name.
    """

    language: str
    before: frozenset[str]
    before_names: frozenset[str]
    of: frozenset[str]
    articles: frozenset[str]
    nearby: frozenset[str]
    calendar: frozenset[str]
    common: frozenset[str]
    within: re.Pattern[str]
    elided: re.Pattern[str]
    words: Vocabulary

    @property
    def has_names_in_capitals(self) -> bool:
        """Whether a capital inside a sentence is a sign of a name."""
        return self.words.capitals_mean_names


@cache
def tongue_of(language: str) -> Tongue:
    """Return what a language does with names, from the group ``places`` of its table."""
    words = vocabulary(language)
    table_of = words.table["places"]

    def all_of(*keys: str) -> frozenset[str]:
        return frozenset(folded(w) for key in keys for pattern in table_of.get(key, ()) for w in pattern.split("|"))

    within = "|".join(re.escape(w) for w in sorted(_plain(table_of.get("within", ())), key=len, reverse=True))
    articles = "|".join(re.escape(w) for w in sorted(_plain(table_of.get("articles", ())), key=len, reverse=True))
    the = rf"(?:(?:{articles})(?:\s+|['’]))?" if articles else ""
    inside = rf"|\s+(?:{within})(?:\s+|['’]){the}" if within else ""
    lead = rf"(?:(?:{within})(?:\s+|['’]))?" if within else ""
    calendar = words_of(p for group in ("months", "seasons") for ps in words.table[group].values() for p in ps)
    elided = "|".join(_plain(table_of.get("elided", ())))
    return Tongue(
        words.language,
        all_of("lead"),
        all_of("before_names"),
        all_of("of"),
        all_of("articles"),
        all_of("nearby"),
        frozenset(folded(w) for w in calendar) | all_of("calendar"),
        all_of("not_places") | (COMMON_WORDS if words.language == "en" else frozenset()),
        re.compile(rf"\s*,\s*{lead}{the}{inside}|\s*\(\s*|[ \u00a0]+", re.IGNORECASE),
        re.compile(rf"\b(?:{elided})['’](?=[^\W\d_])", re.IGNORECASE) if elided else re.compile(r"(?!)"),
        words,
    )


def _plain(patterns: Iterable[str]) -> list[str]:
    return [word for pattern in patterns for word in pattern.split("|")]


def at_home_in(meanings: list[int], language: str) -> list[int]:
    """Return the places in countries where the language is an official one; of English, at home widely, all."""
    if language == "en":
        return meanings
    from babel.languages import get_official_languages

    places = table()
    codes = {p: places.country_codes[places.country[p]] for p in meanings}
    return [p for p, code in codes.items() if language in get_official_languages(code, de_facto=True)]
