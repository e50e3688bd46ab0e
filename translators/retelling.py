"""English of the record, recognised as one of our own texts, so that it can be said in other languages.

The record keeps reasons as they were said, in English. A text that fits one of the templates of
`translators.locales` is said anew by that template, with its facts; words of people fit none and stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from string import Formatter

from translators.indices import INDICES
from translators.locales import ENGLISH, keys, language_of, speech, text
from translators.locales.calendars import localised, month_name
from translators.locales.metrics import title_of
from translators.periods import MONTH_NAMES
from translators.said import Said, told

#: Texts that reasons of the record are made from, and those of long work.
REASONS = ("say.", "fit.", "register.", "finding.", "data.", "agreed.")
PROGRESS = ("progress.",)
#: A template with fewer letters of its own fits nearly anything that people write.
_LEAST_LETTERS = {REASONS: 8, PROGRESS: 5}
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_MONTHS = "|".join(MONTH_NAMES)
_SEASON = re.compile(rf"({_MONTHS}) to ({_MONTHS})")
_NUMBER = re.compile(r"[−-]?\d[\d,]*(?:\.\d+)?(?: ?(?:°C|mm|km|%|m/s|m))?")
_VARIABLE = re.compile(r"(\w+) \(([^()]+)\)")
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def retold(said: str, language: str, of: tuple[str, ...] = REASONS) -> str:
    """Return a text of the record in a language: whole, or sentence by sentence; what is not ours stays as it is.

    Parameters
    ----------
    said : str
        A text that knows how it is said in other languages is said so.
    of : tuple of str
        `REASONS` or `PROGRESS`: which texts it may be.
    """
    language = language_of(language)
    if isinstance(said, Said) or language == ENGLISH or not said:
        return str(told(said, language))
    return _whole(said, language, of) or _by_sentence(said, language, of)


def _by_sentence(said: str, language: str, of: tuple[str, ...]) -> str:
    """Return the longest runs of sentences that are texts of ours anew, and the others as they are."""
    sentences = _SENTENCE.split(said)
    found: list[str] = []
    while sentences:
        for end in range(len(sentences), 0, -1):
            anew = _whole(" ".join(sentences[:end]), language, of)
            if anew or end == 1:
                found.append(anew or sentences[0])
                del sentences[:end]
                break
    return " ".join(found)


@cache
def _whole(said: str, language: str, of: tuple[str, ...]) -> str:
    """Return a text by the template that it fits, the one with most words of its own; empty where it fits none."""
    if said in _by_english(of):
        return text(_by_english(of)[said], language)
    for key, pieces in _templates(of):
        facts = _facts(said, pieces)
        if facts is not None:
            return text(key, language, **{name: _fact(fact, language) for name, fact in facts.items()})
    return ""


def _facts(said: str, pieces: tuple[tuple[str, str], ...]) -> dict[str, str] | None:
    """Return what stands in the places of a template's facts, or None where the text is not made from it."""
    at = 0
    for words, _ in pieces:
        at = said.find(words, at)
        if at < 0:
            return None
        at += len(words)
    pattern, names = "", set()
    for words, name in pieces:
        pattern += re.escape(words)
        if name:
            pattern += f"(?P={name})" if name in names else f"(?P<{name}>.+?)"
            names.add(name)
    found = re.fullmatch(pattern, said, re.S)
    return found.groupdict() if found else None


def _fact(fact: str, language: str) -> str:
    """Return a fact of a text: a season, a number, a variable, a title, a list of these; a name stays as it is."""
    if _NUMBER.fullmatch(fact):
        return localised(fact, language)
    if _ISO_DAY.fullmatch(fact):
        return fact
    if fact in MONTH_NAMES:
        return month_name(MONTH_NAMES.index(fact) + 1, language)
    if found := _SEASON.fullmatch(fact):
        first, last = (month_name(MONTH_NAMES.index(name) + 1, language) for name in found.groups())
        return speech(language).tell("season_months", first=first, last=last)
    if anew := _whole(fact, language, REASONS):
        return anew
    if fact in _titles():
        title = title_of(INDICES[_titles()[fact]], language)
        return title if language == "de" else title[:1].lower() + title[1:]
    for last in ("and", "or"):
        *first, end = fact.rsplit(f" {last} ", 1)
        if first:
            return speech(language).joined([_fact(one, language) for one in (*first[0].split(", "), end)], last)
    if found := _VARIABLE.fullmatch(fact):
        return f"{found[1]} ({_fact(found[2], language)})"
    return fact


@cache
def _templates(of: tuple[str, ...]) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """Return the templates with facts by key, as pairs of words and the fact after them; most words first."""
    made = [(key, tuple(_pieces(said))) for key, said in keys().items() if key.startswith(of) and "{" in said]
    weighed = [(_letters(pieces), key, pieces) for key, pieces in made]
    ordered = sorted((one for one in weighed if one[0] >= _LEAST_LETTERS[of]), key=lambda one: -one[0])
    return tuple((key, pieces) for _, key, pieces in ordered)


def _pieces(template: str) -> Iterator[tuple[str, str]]:
    for words, name, _, _ in Formatter().parse(template):
        yield words, name or ""


def _letters(pieces: tuple[tuple[str, str], ...]) -> int:
    return sum(letter.isalpha() for words, _ in pieces for letter in words)


@cache
def _by_english(of: tuple[str, ...]) -> dict[str, str]:
    """Return the key of each text without facts that may stand for itself, or for a fact."""
    groups = (*of, "meaning.", "outcome.", "tell.scenarios.", "tell.each.")
    return {said: key for key, said in reversed(keys().items()) if key.startswith(groups) and "{" not in said}


@cache
def _titles() -> dict[str, str]:
    return {index.title.lower(): index.id for index in INDICES.values()}
