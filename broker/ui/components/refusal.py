"""A refusal in words, beside the field that it is about: never a traceback, never a code alone."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from broker.errors import BrokerError
from broker.ui.components.markup import Html, html, show
from broker.ui.language import current
from broker.ui.messages import is_known, say
from catalog.errors import CatalogError
from translators.errors import TranslationError, UnknownPlace
from translators.locales import ENGLISH
from translators.said import Said, told

#: All that the service raises to say no.
REFUSALS = (BrokerError, TranslationError, CatalogError)
#: Refusals that name verbs and ids of the service: a page says them in its own words in every language.
_OF_THE_SERVICE = frozenset({"product-unknown", "not-allowed"})
#: Words of the command line, which nobody can type into a page.
_COMMAND = re.compile(r"`broker |(?<![\w-])--[a-z]")
_IN_BRACKETS = re.compile(r"\s*\([^()]*(?:`broker |--[a-z])[^()]*\)")
_SENTENCE = re.compile(r"(?<=[.!?])\s+")

Answer = TypeVar("Answer")


def refused(error: Exception) -> None:
    """Draw one refusal; what the service said in English is a tap away where the page says it otherwise."""
    words, exact = in_language(error), _exact(error)
    more = html("<details><summary>{title}</summary><p>{exact}</p></details>", title=say("refusal.exact"), exact=exact)
    show(
        html(
            '<div class="refusal" role="alert">{words}{more}</div>',
            words=words,
            more=more if exact and exact != words else Html(""),
        )
    )


def in_words(error: Exception, asked: str = "") -> str:
    """Return a refusal as the pages say it; a place that was not found is answered with what may have been meant."""
    if isinstance(error, UnknownPlace) and asked:
        return say("place.meant" if error.options else "place.unknown", place=asked)
    return in_language(error)


def in_language(error: Exception) -> str:
    """Return a refusal in the language of the session and in words of a page.

    A sentence that knows how it is said in other languages is said so. Others are English and often speak of the
    command line: the page then says by the refusal's code what is wrong and what to do here.
    """
    if isinstance(_first(error), Said):
        return told(_first(error), current())
    english, code = _said(error), getattr(error, "code", "")
    if current() == ENGLISH and code not in _OF_THE_SERVICE and not _COMMAND.search(english):
        return english
    if is_known(f"refusal.{code}"):
        return say(f"refusal.{code}")
    return without_commands(english) if current() == ENGLISH else say("refusal.other")


def without_commands(words: str) -> str:
    """Return a refusal without the sentences that speak of the command line."""
    kept = [one for one in _SENTENCE.split(_IN_BRACKETS.sub("", words)) if not _COMMAND.search(one)]
    return " ".join(kept).replace("`", "")


def _exact(error: Exception) -> str:
    """Return what the service said; nothing where that names no more than things that are not there."""
    if isinstance(_first(error), Said) or getattr(error, "code", "").endswith("-unknown"):
        return ""
    return without_commands(_said(error))


def _first(error: Exception) -> object:
    return error.args[0] if error.args else ""


def _said(error: Exception) -> str:
    return str(_first(error))


def about(error: Exception) -> str:
    """Return the part of the need that a refusal is about; empty when it is about the whole."""
    return getattr(error, "about", "")


def attempt(act: Callable[[], Answer]) -> tuple[Answer | None, Exception | None]:
    """Return what `act` gives, or the refusal; whatever else goes wrong passes on."""
    try:
        return act(), None
    except REFUSALS as error:
        return None, error


@contextmanager
def unforeseen() -> Iterator[None]:
    """Say in words that something failed in a way that nobody foresaw, and leave its traceback to the log."""
    try:
        yield
    except Exception:
        logging.getLogger("broker.ui").exception("a page failed")
        show(html('<div class="refusal" role="alert">{words}</div>', words=say("broken")))
