"""The concepts of a sentence, and whether they are about days, nights or runs of them."""

from __future__ import annotations

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
        for found in vocabulary.find("concepts", sentence.text)
        if not any(amount.start <= found.start and found.end <= amount.end for amount in inside)
    ]
    names = {theme.name for theme in themes}
    themes = [theme for theme in themes if not names.intersection(LED_UP_TO.get(theme.name, ()))]
    # A vague word ("rain", "hot") counts only where nothing more exact of its kind was said.
    exact = {theme.concept.kind for theme in themes if not theme.concept.vague}
    exact |= {amount.kind for amount in amounts if amount.direction and amount.kind == "temperature"}
    exact |= {"temperature" for amount in amounts if amount.kind == "bare"}
    themes = [theme for theme in themes if not (theme.concept.vague and theme.concept.kind in exact)]
    first_of_each = {theme.name: theme for theme in reversed(themes)}
    ordered = sorted(first_of_each.values(), key=lambda theme: theme.found.start)
    return Themes(tuple(ordered), tuple(vocabulary.find("nouns", sentence.text)))


def _distance(one: Found, other: Found) -> int:
    """Return how many letters lie between two stretches; 0 where they touch."""
    return max(one.start - other.end, other.start - one.end, 0)
