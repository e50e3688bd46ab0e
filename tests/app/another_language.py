"""A language made up for tests: the English of the catalogue, changed by a function, spoken as if it were Swahili."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from broker.ui import language
from translators import locales

#: Packages whose modules keep texts that they have told once.
_TELLING = ("translators.", "broker.ui.", "broker.products.", "broker.facilitation.")


@contextmanager
def spoken_as(change: Callable[[str], str]) -> Iterator[str]:
    """Speak a language in which each text is the English one, changed; nothing of it is kept afterwards."""
    said = {key: change(text) for key, text in locales.keys().items()}
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(locales, "languages", lambda: ("en", "sw"))
        patched.setattr(language, "languages", lambda: ("en", "sw"))
        patched.setattr(locales, "translations", lambda tag: said)
        settle = language.settle

        def settle_outside_too() -> None:
            """AppTest asks for the labels of options outside of the session, where English is spoken."""
            settle()
            patched.setattr(language, "ENGLISH", language.current())

        patched.setattr(language, "settle", settle_outside_too)
        _forget()
        try:
            yield "sw"
        finally:
            patched.undo()
            _forget()


def _forget() -> None:
    """Forget what was told in the language before, wherever it is kept; what is read from places stays."""
    for name, module in list(sys.modules.items()):
        if name.startswith(_TELLING) and not name.startswith(("translators.gazetteer", "translators.grammar")):
            for kept in list(vars(module).values()):
                if hasattr(kept, "cache_clear"):
                    kept.cache_clear()
