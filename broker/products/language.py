"""The language in which the files of a product are written: that of the need, for as long as they are written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from translators import figures
from translators.locales import ENGLISH, language_of, speech, text

_WRITTEN: ContextVar[str] = ContextVar("language of the files of a product", default=ENGLISH)


@contextmanager
def written_in(language: str) -> Iterator[None]:
    """Write files, pictures and their words in a language within the block; in English where it has no texts."""
    before = _WRITTEN.set(language_of(language))
    try:
        yield
    finally:
        _WRITTEN.reset(before)


def current() -> str:
    """Return the language that files are written in now; English outside of any block."""
    return _WRITTEN.get()


def say(name: str, /, **facts: object) -> str:
    """Return a text of the group ``page`` in that language, with its facts filled in."""
    return text(f"page.{name}", current(), **facts)


def figure(value: float, units: str) -> str:
    """Return a value without its unit; see `translators.figures.figure`."""
    return figures.figure(value, units, current())


def in_ten(share: float) -> str:
    """Return a share of years, in %, as years in ten; see `translators.figures.in_ten`."""
    return figures.in_ten(share, current())


def listed(words: list[str], last: str = "and") -> str:
    """Return words as a list: "a, b and c"."""
    return speech(current()).joined(words, last)
