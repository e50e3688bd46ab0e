"""Disputed definitions, years right ahead, and the models' past against what was measured."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest

from broker.dialogue.ledger import Entry, Voice
from broker.fit import definitions, measured, outlook
from broker.fit.definitions import DISPUTES, disputed, of_many
from broker.matching import match
from tests.unit.offers import asked, station, version
from translators.indices import INDICES
from translators.locales import table
from translators.periods import Years

NOW = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)


def matched(**changes):
    return match(asked(**changes), (version(), station()), lambda v, s: None)


# — definitions —


def test_an_index_of_which_there_are_several_says_in_what_they_differ():
    (said,) = of_many(asked(index="heat_wave_frequency"))
    assert (said.axis, said.severity, said.code) == ("metric", "note", "definition-of-many")
    assert "a heat wave" in said.message
    assert "doi" in dict(said.facts)["source"]
    assert of_many(asked(index="frost_days")) == []
    assert "definition-of-many" in {m.code for m in matched(index="hot_spell_frequency").mismatches}


def test_every_dispute_has_indices_and_words():
    assert set(DISPUTES) == set(table("fit")["disputes"])
    for names in DISPUTES.values():
        for name in names:
            assert any(index.startswith(name) for index in INDICES), name


def test_an_objection_in_the_ledger_is_a_mismatch_that_names_nobody():
    entry = Entry("r1-thresh", "thresh", "30 degC", contested=(Voice("Tom", NOW, "30 degC", "Goats suffer earlier."),))
    season = Entry("r1-season", "season", "JJA", contested=(Voice("A", NOW, "JJA", "x"), Voice("B", NOW, "JJA", "y")))
    first, second = disputed([entry, season, Entry("r1-region", "region", "Woolpit")])
    assert (first.axis, first.severity, second.axis) == ("metric", "warning", "time")
    assert first.message.startswith("One person objects to thresh = 30 degC.")
    assert second.message.startswith("2 people object to season")
    assert "r1-thresh" in first.message
    for words in ("Tom", "Goats"):
        assert words not in str(first.to_json())
    assert dict(first.facts)["entry"] == "r1-thresh"


# — forecast, season, climate —


@pytest.mark.parametrize(
    ("years", "is_near"),
    [((2026, 2026), True), ((2027, 2035), True), ((2030, 2036), True), ((2021, 2040), False), ((2041, 2060), False),
     ((1995, 2014), False)],
)  # fmt: skip
def test_years_right_ahead_are_weather_more_than_climate(years, is_near):
    found = outlook.mismatches([Years(*years)], NOW.date())
    assert bool(found) is is_near
    if found:
        assert (found[0].axis, found[0].severity) == ("time", "warning")
        assert "2031–2050" in found[0].remedy


# — against what was measured —


def row(scenario, value, period=(1995, 2014), **changes):
    said = {
        "place": "",
        "step": "",
        "variant": "",
        "is_baseline": True,
        "models": 3,
        "p10": value - 1,
        "p90": value + 2,
    }
    said |= changes
    return SimpleNamespace(scenario=scenario, p50=value, period=Years(*period), **said)


def against(*rows, **need):
    result = SimpleNamespace(summary=rows, summary_units="days")
    return measured.mismatches(matched(parameters={"thresh": "30 degC"}, **need), result)


@pytest.mark.parametrize(
    ("models", "seen", "severity", "word"),
    [(3.0, 6.0, "warning", "too few"), (9.0, 6.0, "warning", "too many"), (6.5, 6.0, "note", "close"),
     (0.3, 0.0, "note", "close")],
)  # fmt: skip
def test_the_count_of_the_models_past_stands_beside_the_measured_one(models, seen, severity, word):
    (said,) = against(row("historical", models), row("observed", seen))
    assert (said.axis, said.code, said.severity) == ("metric", "count-against-measured", severity)
    assert word in said.message
    assert (dict(said.facts)["models"], dict(said.facts)["measured"]) == (models, seen)
    assert "Station" in said.message
    assert "1995–2014" in said.message
    assert all(m.told("de").message for m in (said,))


def test_the_range_of_the_models_stands_with_their_middle():
    (said,) = against(row("historical", 3.0), row("observed", 6.0))
    assert "3 days (from 2 to 5 by model)" in said.message
    (alone,) = against(row("historical", 3.0, models=1), row("observed", 6.0))
    assert "by model" not in alone.message


def test_a_limit_that_is_hardly_ever_crossed_proves_nothing():
    (said,) = against(row("historical", 0.0, p10=0.0, p90=0.2), row("observed", 0.0))
    assert "proves nothing" in said.message
    assert "level" not in said.remedy


def test_nothing_is_compared_that_is_not_the_same():
    assert against(row("historical", 3.0), row("observed", 6.0, period=(2000, 2014))) == []
    assert against(row("historical", 3.0), row("observed", float("nan"))) == []
    assert against(row("ssp245", 3.0, is_baseline=False), row("observed", 6.0)) == []
    only_models = match(asked(), (version(),), lambda v, s: None)
    result = SimpleNamespace(summary=(row("historical", 3.0), row("observed", 6.0)), summary_units="days")
    assert measured.mismatches(only_models, result) == []
    means = match(asked(index="tx_mean"), (version(), station()), lambda v, s: None)
    assert measured.mismatches(means, result) == []


def test_each_part_is_compared_with_its_own():
    rows = (row("historical", 3.0, step="June"), row("observed", 6.0, step="June"), row("historical", 1.0, step="July"))
    assert len(against(*rows)) == 1
    assert definitions.of_many(asked()) == []
