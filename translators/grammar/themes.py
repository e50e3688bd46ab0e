"""The concepts of a sentence, and whether they are about days, nights or runs of them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from translators.grammar.amounts import Amount
from translators.grammar.concepts import CONCEPTS, LED_UP_TO, Concept
from translators.grammar.sentence import Sentence
from translators.vocabulary import Found, Vocabulary


@dataclass(frozen=True)
class Theme:
    """A concept found in the sentence, and where."""

    name: str
    concept: Concept
    found: Found


@dataclass(frozen=True)
class Themes:
    """What a sentence is about.

    Attributes
    ----------
    themes : tuple of Theme
        In the order of the sentence, each once.
    nouns : tuple of Found
        Words for ``day``, ``night``, ``rain``, ``temperature`` and ``run``.
    """

    themes: tuple[Theme, ...]
    nouns: tuple[Found, ...]

    def named(self, *names: str) -> Theme | None:
        """Return the first theme of one of these names."""
        return next((theme for theme in self.themes if theme.name in names), None)

    def speaks_of(self, noun: str) -> bool:
        """Whether a word for this stands in the sentence."""
        return any(found.meaning == noun for found in self.nouns)

    def counts_beside(self, theme: Theme) -> bool:
        """Whether days or nights are named outside the words of a theme."""
        return any(n.meaning in {"day", "night"} and not n.touches([theme.found]) for n in self.nouns)

    def is_night(self, amount: Amount) -> bool:
        """Whether the nearest of the words for day and night to an amount is one for night."""
        nouns = [n for n in self.nouns if n.meaning in {"day", "night"} and not n.touches([amount.found])]
        nouns = nouns or [n for n in self.nouns if n.meaning in {"day", "night"}]
        nearest = min(nouns, key=lambda n: _distance(n, amount.found), default=None)
        return nearest is not None and nearest.meaning == "night"

    def host(self, amount: Amount) -> Theme | None:
        """Return the nearest theme that can take an amount as its threshold."""
        side = "up" if amount.is_upward else "down" if amount.is_downward else ""
        fitting = [
            theme
            for theme in self.themes
            if theme.concept.kind == amount.kind and theme.concept.side and side in {"", theme.concept.side}
        ]
        return min(fitting, key=lambda theme: _distance(theme.found, amount.found), default=None)

    def kind_of_bare(self) -> str:
        """Return what a number without a unit must be about: ``rain``, ``temperature``, or ``""`` if it may be both."""
        kinds = {theme.concept.kind for theme in self.themes}
        if "temperature" in kinds or self.speaks_of("temperature") or self.speaks_of("night"):
            return "" if "rain" in kinds else "temperature"
        return "rain" if "rain" in kinds or self.speaks_of("rain") else ""


def read_themes(sentence: Sentence, amounts: tuple[Amount, ...], vocabulary: Vocabulary) -> Themes:
    """Return the concepts of a sentence, without those that only lead up to another one or to an amount."""
    inside = [amount.found for amount in amounts if amount.kind not in {"length", "count"}]
    themes = [
        Theme(found.meaning, CONCEPTS[found.meaning], found)
        for found in _concepts(sentence, vocabulary)
        if not any(amount.start <= found.start and found.end <= amount.end for amount in inside)
    ]
    themes = [
        theme
        for theme in themes
        if re.fullmatch(r"r\d+mm", sentence.text[theme.found.start : theme.found.end])  # ETCCDI's name is exact
        or not any(
            other.name in LED_UP_TO.get(theme.name, ())
            and not _are_apart(theme.found, other.found, sentence, vocabulary)
            for other in themes
        )
    ]
    # A vague word ("rain", "hot") counts only where nothing more exact of its kind was said.
    exact = {theme.concept.kind for theme in themes if not theme.concept.vague}
    exact |= {amount.kind for amount in amounts if amount.direction and amount.kind == "temperature"}
    exact |= {"temperature" for amount in amounts if amount.kind == "bare"}
    themes = [theme for theme in themes if not (theme.concept.vague and theme.concept.kind in exact)]
    first_of_each = {theme.name: theme for theme in reversed(themes)}
    ordered = sorted(first_of_each.values(), key=lambda theme: theme.found.start)
    return Themes(tuple(ordered), tuple(vocabulary.find("nouns", sentence.text)))


def _concepts(sentence: Sentence, vocabulary: Vocabulary) -> list[Found]:
    """Return where concepts stand, the longest first: but none that joins the ends of two across an "and".

    In "wet days and dry spells" the words "days and dry" mean nothing of their own.
    """
    found = vocabulary.find_all("concepts", sentence.text)
    both = re.compile(rf"(?<!\S){vocabulary.words('dates', 'and')}")

    def joins(one: Found) -> bool:
        for match in both.finditer(sentence.text, one.start, one.end):
            left = any(f.start < one.start <= f.end + 1 <= match.start() for f in found)
            right = any(match.end() <= f.start < one.end <= f.end for f in found)
            if left and right:
                return True
        return False

    kept: list[Found] = []
    for one in sorted(found, key=lambda f: (f.start - f.end, f.start)):
        if not one.touches(kept) and not joins(one):
            kept.append(one)
    return kept


def _are_apart(one: Found, other: Found, sentence: Sentence, vocabulary: Vocabulary) -> bool:
    """Whether an "and" stands between two stretches and little else: "wet days and dry spells"."""
    first, second = sorted((one, other), key=lambda f: f.start)
    return (
        re.fullmatch(rf" ?{vocabulary.words('dates', 'and')}(?:\S+ )?", sentence.text[first.end : second.start])
        is not None
    )


def _distance(one: Found, other: Found) -> int:
    """Return how many letters lie between two stretches; 0 where they touch."""
    return max(one.start - other.end, other.start - one.end, 0)
