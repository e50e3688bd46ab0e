"""Each language's table is whole: every meaning has words in which people ask for it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

import translators.vocabulary
from translators.grammar.amount_atoms import atoms_of
from translators.grammar.amounts import Amount
from translators.grammar.measures import OFFERED
from translators.grammar.readings import names, readings
from translators.indices import INDICES
from translators.locales import table as texts
from translators.vocabulary import Found, everywhere, language_of, languages, local_seasons, vocabulary
from translators.vocabulary.patterns import expression

ENGLISH = vocabulary("en").table


@pytest.fixture(params=languages())
def table(request):
    return vocabulary(request.param).table


def test_every_meaning_of_english_has_words_in_the_table(table):
    for group, entries in ENGLISH.items():
        if isinstance(entries, dict) and group not in {"numbers", "common", "scenarios"}:
            assert set(table[group]) >= set(entries) - {"common"}, group


#: Atoms that numbers carry.
AMOUNTS = {
    found.meaning
    for kind, units in (
        ("temperature", "degC"), ("rain", "mm"), ("speed", "m/s"), ("depth", "cm"), ("length", "days"),
        ("months", "months"), ("sum", "K days"), ("percent", "percent"), ("bare", ""),
    )
    for value in (0.0, 3.0, 30.0, 500.0)
    for direction in ("above", "at_most", "below", "")
    for per, window in (("", None), ("day", None), ("hour", None), ("longer", None), ("days", 5), ("days", 100))
    for found in atoms_of((Amount(value, units, kind, direction, per, window, "", Found("", 0, 1)),))
}  # fmt: skip


def test_every_atom_of_the_readings_has_words_or_is_a_number():
    asked = {
        name
        for reading in readings()
        for row in reading.rows
        for name in (
            *(n for group in row.groups for n in group),
            *(w.removeprefix("!") for w in row.without),
            *row.maybe,
        )
    }
    asked |= {name for reading in readings() for name in reading.entry.get("explains", ())}
    assert asked - AMOUNTS <= set(ENGLISH["atoms"])


def test_every_reading_has_an_index_and_parameters_that_it_takes():
    for reading in readings():
        index = INDICES[reading.index]
        assert 0 < reading.sure <= 1
        named = {**reading.entry.get("parameters", {}), **reading.entry.get("fixed", {})}
        assert set(named) | set(reading.entry.get("missing", ())) <= set(index.parameters), reading.index
        assert set(reading.entry.get("beside", ())) <= set(INDICES)
        keys = {reading.entry[name] for name in ("ask", "ask_metric", "note", "because") if name in reading.entry}
        assert keys <= set(texts("say")), reading.index


def test_nearly_every_index_can_be_asked_for_in_everyday_words():
    asked = {reading.index for reading in readings()} | set(names().values())
    assert set(names().values()) <= set(INDICES)
    assert set(INDICES) - {reading.index for reading in readings()} <= {
        "expression", "dry_spell_max_length", "wet_spell_max_length", "heat_wave_index", "etccdi_growing_season_length",
    }  # fmt: skip
    assert set(OFFERED) <= asked


def test_every_refusal_has_an_axis():
    axes = dict(everywhere()["unservable"])
    assert set(axes.pop("always")) <= set(axes)
    assert set(axes) == set(ENGLISH["unservable"])
    assert set(axes.values()) <= {"time", "space", "metric"}


def test_local_seasons_have_a_box_months_and_a_source():
    for season in local_seasons():
        west, south, east, north = season["box"]
        assert west < east
        assert south < north
        assert all(1 <= month <= 12 for month in season["months"])
        assert season["place"]
        assert season["source"] in "abcd"
        assert season["names"] or season["season"] in ENGLISH["seasons"]


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
