"""A refusal on a page: in its words and its language, and never in those of the command line."""

from __future__ import annotations

import re

import pytest

from broker.errors import BrokerError, InvalidResponse, NotAllowed, UnknownDialogue
from broker.ui.components import refusal
from broker.ui.messages import is_known
from catalog.errors import CatalogError
from translators.errors import TranslationError
from translators.locales import languages, text

#: Refusals of what is done in a terminal only.
ELSEWHERE = {"backup-refused", "archive-refused", "profile-refused", "unservable", "outside-data", "period-not-held",
             "data-to-choose", "place-unknown", "unknown-place", "chunks-absent-as-values"}  # fmt: skip
FLAG = InvalidResponse(
    "A contribution of the kind objection was given without --text (what is said), so others could not know what is "
    "meant. Say it.",
    code="field-missing",
)


@pytest.fixture(params=sorted(set(languages()) - {"en"}))
def language(request, monkeypatch):
    monkeypatch.setattr(refusal, "current", lambda: request.param)
    monkeypatch.setattr("broker.ui.messages.current", lambda: request.param)
    return request.param


def codes(kind: type) -> set[str]:
    return {kind.code} | {code for child in kind.__subclasses__() for code in codes(child)}


def test_every_refusal_of_a_page_has_words_of_its_own():
    known = codes(BrokerError) | codes(CatalogError) | codes(TranslationError)
    assert {code for code in known - ELSEWHERE if not is_known(f"refusal.{code}")} == set()


def test_no_words_of_a_page_speak_of_the_command_line():
    from translators.locales import table

    said = {
        name: words for name, words in table("ui").items() if re.search(r"(?<![\w-])--[a-z]|`broker |broker log", words)
    }
    assert said == {}


@pytest.mark.parametrize(
    ("told", "left"),
    [
        ("Nothing is there. `broker dialogue list` shows all.", "Nothing is there."),
        ("Say who you are: give a name (`--by NAME`).", "Say who you are: give a name."),
        ("It is said so. Say it: --worse high, or --worse low.", "It is said so."),
        ("Write the attribute `history`. It is kept.", "Write the attribute history. It is kept."),
        ("A dash -- alone is none, and tas-max--like is not.", "A dash -- alone is none, and tas-max--like is not."),
    ],
)
def test_what_cannot_be_typed_into_a_page_is_left_out(told, left):
    assert refusal.without_commands(told) == left


def test_what_is_said_in_english_stays_as_it_is_said():
    assert (
        refusal.in_language(InvalidResponse("The years end before they start.")) == "The years end before they start."
    )


def test_a_refusal_that_speaks_of_an_option_is_said_in_words_of_the_page():
    assert refusal.in_language(FLAG) == text("ui.refusal.field-missing", "en")
    assert refusal.in_language(NotAllowed("Bo wants to respond with d-1, and may not.")).startswith("This is not open")


def test_in_another_language_the_page_says_it_by_its_code(language):
    assert refusal.in_language(FLAG) == text("ui.refusal.field-missing", language)
    assert refusal.in_language(UnknownDialogue("none")) == text("ui.refusal.dialogue-unknown", language)
    assert refusal.in_language(InvalidResponse("?", code="of-tomorrow")) == text("ui.refusal.other", language)


def test_what_was_said_in_english_is_a_tap_away_and_names_nothing_hidden(language, monkeypatch):
    shown = []
    monkeypatch.setattr(refusal, "show", shown.append)
    refusal.refused(InvalidResponse("The amount 'x' is no number. Give it with --amount.", code="field-not-understood"))
    refusal.refused(UnknownDialogue("The dialogue 'd-1' was asked. Known: d-2, d-3."))
    assert "is no number." in shown[0]
    assert "--amount" not in shown[0]
    assert "d-2" not in shown[1]
