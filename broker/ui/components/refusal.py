"""A refusal in words, beside the field that it is about: never a traceback, never a code alone."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from broker.errors import BrokerError
from broker.ui.components.markup import html, show
from broker.ui.language import current
from broker.ui.messages import say
from catalog.errors import CatalogError
from translators.errors import TranslationError, UnknownPlace
from translators.said import Said, told

#: All that the service raises to say no.
REFUSALS = (BrokerError, TranslationError, CatalogError)

Answer = TypeVar("Answer")


def refused(error: Exception) -> None:
    """Draw one refusal, with the words that would be understood instead."""
    show(html('<div class="refusal" role="alert">{words}</div>', words=in_language(error)))


def in_words(error: Exception, asked: str = "") -> str:
    """Return a refusal as the pages say it; a place that was not found is answered with what may have been meant."""
    if isinstance(error, UnknownPlace) and asked:
        return say("place.meant" if error.options else "place.unknown", place=asked)
    return in_language(error)


def in_language(error: Exception) -> str:
    """Return a refusal in the language of the session, where it knows how it is said there; else in English."""
    return told(error.args[0], current()) if error.args and isinstance(error.args[0], Said) else str(error)


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
