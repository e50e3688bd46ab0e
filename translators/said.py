"""Sentences that know where they come from: an English text with its key and its facts, to be said in other languages.

A `Said` is a plain string in English, so it is stored, compared and printed as any other. Whoever has a reader of
another language says it anew with `told`. Facts may be texts of this kind themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from translators.emissions import scenario_in_full
from translators.figures import unit_words
from translators.indices import INDICES
from translators.locales import ENGLISH, language_of, speech, text
from translators.locales.calendars import localised, month_name
from translators.locales.metrics import meaning_of, outcome_of, title_of
from translators.periods import Season
from translators.phrases import season_words, shown_parameter

#: Kind of fact that is no template → how it is said, from its one value.
_KINDS: Mapping[str, Callable[[Any, str], str]] = {
    "number": localised,
    "month": month_name,
    "parameter": shown_parameter,
    "meaning": meaning_of,
    "outcome": outcome_of,
    "scenario": scenario_in_full,
    "unit": lambda value, language: unit_words(value, speech(language)),
    "title": lambda index, language: _in_sentence(title_of(INDICES[index], language), language),
    "season": lambda value, language: season_words(Season.of(value), language),
}


class Said(str):
    """An English text with its key and facts.

    Attributes
    ----------
    key : str
        Of a template of `translators.locales`, or the kind of a fact: ``number``, ``month``, ``parameter``,
        ``season``, ``scenario``, ``unit``, ``meaning`` (of a parameter), ``outcome`` and ``title`` (of an index).
    facts : mapping of str to object
        What fills the template: texts, numbers, other `Said`; of a kind, its ``value``.
    """

    key: str
    facts: Mapping[str, Any]

    def __new__(cls, key: str, /, **facts: Any) -> Said:
        """Say a text in English.

        Raises
        ------
        KeyError
            If there is no such text, or it needs a fact that is not given.
        """
        return cls._of(_said(key, facts, ENGLISH), key, facts)

    @classmethod
    def _of(cls, english: str, key: str, facts: Mapping[str, Any]) -> Said:
        one = super().__new__(cls, english)
        one.key, one.facts = key, dict(facts)
        return one

    def __reduce__(self) -> tuple[Any, ...]:
        return (Said._of, (str(self), self.key, dict(self.facts)))

    def told(self, language: str) -> str:
        """Return the text in a language, or in English where it has none."""
        known = language_of(language)
        return str(self) if known == ENGLISH else _said(self.key, self.facts, known)

    def to_json(self) -> dict[str, Any]:
        """Return key and facts as plain JSON values; the English text is stored beside them."""
        facts = {name: fact.to_json() if isinstance(fact, Said) else fact for name, fact in self.facts.items()}
        return {"key": self.key, "facts": facts}

    @classmethod
    def from_json(cls, english: str, value: Mapping[str, Any]) -> str:
        """Return the text that was stored with its key and facts; a plain text where its key is not known here."""
        try:
            known = _fact(value)
        except (KeyError, ValueError, TypeError):
            return english
        return cls._of(english, known.key, known.facts)


def told(said: Any, language: str) -> Any:
    """Return a text in a language where it knows how it is said there, and anything else as it is."""
    return said.told(language) if isinstance(said, Said) else said


def _in_sentence(title: str, language: str) -> str:
    """Return a title within a sentence: without its capital, but where nouns have one."""
    return title if language == "de" else title.lower() if language == ENGLISH else title[:1].lower() + title[1:]


def retold(english: str, key: str, /, **facts: Any) -> Said:
    """Return a text that stays as it is in English, and is said by key and facts in other languages.

    Raises
    ------
    KeyError
        If there is no such text, or it needs a fact that is not given.
    """
    Said(key, **facts)
    return Said._of(english, key, facts)


def stored(texts: Sequence[str]) -> list[dict[str, Any] | None]:
    """Return keys and facts of texts as plain JSON values, to be stored beside the texts; None of one without."""
    return [text.to_json() if isinstance(text, Said) else None for text in texts]


def restored(texts: Sequence[str], said: Sequence[Mapping[str, Any] | None]) -> tuple[str, ...]:
    """Return texts with the keys and facts that were stored beside them; those of an older store have none."""
    known = [*said, *[None] * (len(texts) - len(said))]
    return tuple(text if one is None else Said.from_json(text, one) for text, one in zip(texts, known, strict=False))


def number(english: str) -> Said:
    """Return a number, written as English does, as a fact: "3,800"."""
    return Said("number", value=english)


def listed(words: Sequence[str], last: str = "and") -> str:
    """Return words as a list in a sentence: "a, b and c"; with `last` "or", "a, b or c"."""
    words = list(words)
    if len(words) < 2:
        return words[0] if words else ""
    row = words[0]
    for word in words[1:-1]:
        row = Said("tell.list_more", first=row, next=word)
    return Said("tell.list_or" if last == "or" else "tell.list_last", first=row, last=words[-1])


def _said(key: str, facts: Mapping[str, Any], language: str) -> str:
    if key in _KINDS:
        return _KINDS[key](facts["value"], language)
    return text(key, language, **{name: told(fact, language) for name, fact in facts.items()})


def _fact(value: Any) -> Any:
    if isinstance(value, Mapping) and "key" in value:
        key, facts = value["key"], {name: _fact(fact) for name, fact in value["facts"].items()}
        return Said(key, **facts)
    return value
