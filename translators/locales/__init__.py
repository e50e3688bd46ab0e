"""What the broker says, in six languages: English tables by theme, and one gettext catalogue a language.

A text is a template with named facts (``"By {years} {clauses}."``). Its key is the group (the first word of the
table's file name) and its name in the table, with dots between: ``tell.future``, ``ui.start.title``. English is read
from ``en/*.toml``; every other language from its ``.po`` file, where the key is the context and the English the id.
What a language lacks, or has only for an older English text (``fuzzy``), is said in English.

Nothing of a language is read before it is asked for, and Babel is imported only for languages other than English.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
ENGLISH = "en"
#: What a language calls itself.
NAMES = {"de": "Deutsch", "en": "English", "es": "Español", "fr": "Français", "pt": "Português", "sw": "Kiswahili"}
#: Names in a table whose values are codes for the program, not texts for people.
CODES = frozenset({"per", "ways"})
#: The header of a catalogue that says how much of the pages and of the answers it has, whichever is less; a language is
#: spoken from this share on, in per cent, so that nobody reads a page in two languages.
SPOKEN = re.compile(r'^"X-Spoken: (?P<percent>\d+)', re.MULTILINE)
SPOKEN_FROM = 85
_HEADER_LENGTH = 4000
#: The header of a catalogue that names the native speaker who has read it; ``none`` where nobody has.
REVIEW = re.compile(r'^"X-Native-Review: (?P<by>[^"\\]*)', re.MULTILINE)


@dataclass(frozen=True)
class Speech:
    """One language's texts.

    Attributes
    ----------
    language : str
        BCP 47 tag of a language that has texts.
    """

    language: str

    def say(self, key: str, /, **facts: object) -> str:
        """Return a sentence about a question, with its facts filled in."""
        return text(f"say.{key}", self.language, **facts)

    def tell(self, key: str, /, **facts: object) -> str:
        """Return a sentence about a result, with its facts filled in."""
        return text(f"tell.{key}", self.language, **facts)

    def joined(self, clauses: Sequence[str], last: str = "and") -> str:
        """Return clauses in a row: "a, b and c"; with ``or`` before the last, "a, b or c"."""
        if len(clauses) < 2:
            return "".join(clauses)
        row = clauses[0]
        for clause in clauses[1:-1]:
            row = self.tell("list_more", first=row, next=clause)
        return self.tell("list_or" if last == "or" else "list_last", first=row, last=clauses[-1])

    def group(self, name: str) -> Mapping[str, Any]:
        """Return a table of the group ``tell``: ``units``, ``scenarios``, ``quantities``."""
        return table("tell", self.language)[name]


def text(key: str, language: str = ENGLISH, /, **facts: object) -> str:
    """Return a text with its facts filled in.

    Parameters
    ----------
    key : str
        Dotted, such as ``tell.future``.
    language : str
        A tag that `language_of` returns.

    Raises
    ------
    KeyError
        If no English table has the key.
    """
    english = _texts(key.partition(".")[0])[key]
    template = english if language == ENGLISH else translations(language).get(key, english)
    return template.format(**facts) if facts else template


@cache
def table(group: str, language: str = ENGLISH) -> Mapping[str, Any]:
    """Return the tables of a group in one, each text in the language, or in English where it has none.

    Codes and numbers are those of the English tables.
    """
    english = _tables(group)
    return english if language == ENGLISH else _translated(english, group, translations(language))


@cache
def keys() -> Mapping[str, str]:
    """Return every key with its English text, in the order of the files."""
    from translators.locales.metrics import GROUPS

    groups = dict.fromkeys(path.stem.partition("-")[0] for path in sorted((FOLDER / ENGLISH).glob("*.toml")))
    return {key: said for group in (*groups, *GROUPS) for key, said in _texts(group).items()}


@cache
def languages() -> tuple[str, ...]:
    """Return the languages that are spoken, English first: those with most of the pages and of the answers."""
    return (ENGLISH, *(language for language in catalogued() if _spoken_percent(language) >= SPOKEN_FROM))


@cache
def catalogued() -> tuple[str, ...]:
    """Return the languages that have a catalogue, whole or not."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.po")))


def _spoken_percent(language: str) -> int:
    with (FOLDER / f"{language}.po").open(encoding="utf-8") as file:
        found = SPOKEN.search(file.read(_HEADER_LENGTH))
    return int(found["percent"]) if found else 0


def language_of(tag: str | None) -> str:
    """Return the language of a BCP 47 tag ("pt-BR" is "pt"), or English where it has no texts."""
    bare = (tag or "").replace("_", "-").split("-")[0].casefold()
    return bare if bare in languages() else ENGLISH


@cache
def speech(tag: str) -> Speech:
    """Return the texts of a language, or the English ones where it has none."""
    return Speech(language_of(tag))


@cache
def translations(language: str) -> Mapping[str, str]:
    """Return the translations of a language by key: those that are whole, and made for the English text of today."""
    from translators.locales.catalogues import faults, read

    english = keys()
    return {
        message.context: message.string
        for message in read(language)
        if message.id == english.get(message.context) and not message.fuzzy and not faults(message)
    }


@cache
def is_reviewed(language: str) -> bool:
    """Whether a native speaker has read the texts; the header ``X-Native-Review`` of the catalogue says so."""
    if language == ENGLISH:
        return True
    found = REVIEW.search((FOLDER / f"{language}.po").read_text(encoding="utf-8"))
    return found is not None and found["by"].strip().casefold() != "none"


@cache
def _tables(group: str) -> dict[str, Any]:
    """Return the English tables of a group, each file's entries beside the others'."""
    merged: dict[str, Any] = {}
    for path in sorted((FOLDER / ENGLISH).glob("*.toml")):
        if path.stem.partition("-")[0] == group:
            for name, entry in tomllib.loads(path.read_text(encoding="utf-8")).items():
                if name in merged:
                    raise ValueError(f"{path.name} holds {name!r}, which another table of {group!r} holds too.")
                merged[name] = entry
    if not merged:
        from translators.locales import metrics

        if group not in metrics.GROUPS:
            raise KeyError(group)
        merged = metrics.tables(group)
    return merged


@cache
def _texts(group: str) -> dict[str, str]:
    """Return the English texts of a group by their whole key."""
    return dict(_leaves(_tables(group), group))


def _leaves(entries: Mapping[str, Any], path: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for name, entry in entries.items():
        key = f"{path}.{name}"
        if isinstance(entry, Mapping):
            found += _leaves(entry, key)
        elif isinstance(entry, str) and name not in CODES:
            found.append((key, entry))
    return found


def _translated(entries: Mapping[str, Any], path: str, said: Mapping[str, str]) -> dict[str, Any]:
    return {
        name: _translated(entry, f"{path}.{name}", said)
        if isinstance(entry, Mapping)
        else entry
        if name in CODES or not isinstance(entry, str)
        else said.get(f"{path}.{name}", entry)
        for name, entry in entries.items()
    }
