"""Each language's table is whole: every meaning has words in which people ask for it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

import translators.vocabulary
from translators.grammar.concepts import CONCEPTS, LED_UP_TO, OFFERED
from translators.indices import INDICES
from translators.vocabulary import expression, language_of, languages, vocabulary

ENGLISH = vocabulary("en").table


@pytest.fixture(params=languages())
def table(request):
    return vocabulary(request.param).table


def test_every_meaning_of_english_has_words_in_the_table(table):
    for group, entries in ENGLISH.items():
        if isinstance(entries, dict) and group not in {"numbers", "common", "subjects", "scenarios"}:
            assert set(table[group]) >= set(entries) - {"common"}, group


def test_every_concept_has_words_and_an_index(table):
    assert set(table["concepts"]) == set(CONCEPTS)
    assert all(concept.index in INDICES for concept in CONCEPTS.values())
    assert set(LED_UP_TO) <= set(CONCEPTS)
    assert set(OFFERED) <= set(INDICES)


def test_every_refusal_has_an_axis(table):
    for entry in table["unservable"]:
        assert entry["axis"] in {"time", "space", "metric"}
    assert {entry["id"] for entry in table["unservable"]} == {entry["id"] for entry in ENGLISH["unservable"]}


def test_tables_are_plain_toml_without_a_key_twice():
    for language in languages():
        path = Path(translators.vocabulary.__file__).parent / f"{language}.toml"
        assert tomllib.loads(path.read_text(encoding="utf-8"))["language"] == language


@pytest.mark.parametrize(
    ("pattern", "said", "matches"),
    [
        ("hot|warm days?", "hot ", True),
        ("hot|warm days?", "warm days ", True),
        ("frost*", "frosty ", True),
        ("frost*", "defrost ", False),
        ("days ... hot", "days that are too hot ", True),
        ("days ... hot", "days in the week that are hot ", False),
        ("# days", "-2.5 days ", True),
        ("one day", "1 day ", True),
        ("Été", "ete ", True),
    ],
)
def test_patterns_of_words(pattern, said, matches):
    assert bool(re.match(expression(pattern, {"one": "1"}), said)) is matches


@pytest.mark.parametrize("pattern", ["day?s", "he*t", "any?", "hot||warm"])
def test_a_pattern_that_is_not_understood_is_refused(pattern):
    with pytest.raises(ValueError, match="pattern"):
        expression(pattern, {})


def test_the_language_of_a_sentence_is_told_by_its_commonest_words():
    assert language_of("How many days will be too hot for my cows?") == "en"
    assert language_of("xyz") == "en"
