"""When and where, as people say it: seasons, months, years, scenarios, coordinates and places in sentences."""

from __future__ import annotations

import pytest

from tests.unit.test_ask import YEAR, first, read
from translators.ask import proposal_to_need


def test_summer_depends_on_the_hemisphere_and_is_asked_where_it_says_little():
    assert first("hot days above 30 °C in summer in Woolpit")["months"] == [6, 7, 8]
    assert first("hot days above 30 °C in summer in Melbourne")["months"] == [12, 1, 2]
    nowhere = read("hot days above 30 °C in summer")
    assert {p.season.months for p in nowhere.proposals} == {(6, 7, 8), (12, 1, 2)}
    assert {"region", "season"} <= {q.about for q in nowhere.questions}
    kenya = read("hot days above 30 °C in summer in Nakuru")
    assert any(q.about == "season" for q in kenya.questions)


@pytest.mark.parametrize(
    ("words", "season"),
    [
        ("between 15 April and 30 June", {"from": "04-15", "to": "06-30"}),
        ("from April 15th to June 12th", {"from": "04-15", "to": "06-12"}),
        ("from mid-June to 10 September", {"from": "06-15", "to": "09-10"}),
        ("in the 100 days from 1 March", {"from": "03-01", "to": "06-08"}),
    ],
)
def test_a_season_of_days_keeps_its_days(words, season):
    assert first(f"frost days {words} in Woolpit")["season"] == season


def test_months_apart_are_two_proposals():
    reading = read("frost days in April and October in Woolpit")
    assert [p.season.months for p in reading.proposals] == [(4,), (10,)]


@pytest.mark.parametrize("words", ["growing season", "rainy season", "harvest", "after 15 May"])
def test_a_season_that_depends_on_the_place_is_asked(words):
    assert any(q.about == "season" for q in read(f"How much rain during the {words} in Nakuru?").questions)


@pytest.mark.parametrize(
    "sentence",
    [
        "How hot may it get in Woolpit?",
        "Soldiers march when rain falls in Woolpit",
        "How much rain will fall in Woolpit?",
    ],
)
def test_words_that_only_look_like_months_or_seasons_are_none(sentence):
    assert first(sentence)["months"] == YEAR


@pytest.mark.parametrize(
    ("words", "horizons"),
    [
        ("by 2030", [[2021, 2040]]),
        ("by 2050 and 2080", [[2041, 2060], [2071, 2090]]),
        ("2041–60", [[2041, 2060]]),
        ("in twenty fifty", [[2041, 2060]]),
        ("in the 2030s and 2080s", [[2030, 2039], [2080, 2089]]),
        ("in the near future", [[2021, 2040]]),
        ("in the second half of the century", [[2051, 2100]]),
        ("in three decades", [[2047, 2066]]),
        ("over the next few decades", [[2027, 2056]]),
        ("in 20 years' time", [[2037, 2056]]),
        ("since 1990", [[1990, 2025]]),
        ("after 2070", [[2071, 2090]]),
        ("in the last 30 years", [[1996, 2025]]),
    ],
)
def test_years_are_counted_from_the_clock(words, horizons):
    assert first(f"frost days in Woolpit {words}")["horizons"] == horizons


def test_years_to_compare_with_are_the_baseline():
    proposal = first("wettest day in Woolpit by 2080 compared with 1961-1990")
    assert proposal["baseline"] == [1961, 1990]
    assert proposal["horizons"] == [[2071, 2090]]


@pytest.mark.parametrize(
    ("words", "scenarios"),
    [
        ("under ssp245 and SSP5-8.5", ["ssp245", "ssp585"]),
        ("for RCP 8.5", ["rcp85"]),
        ("under high emissions", ["ssp585"]),
        ("in the worst case", ["ssp585"]),
        ("if the Paris agreement is kept", ["ssp126"]),
        ("under the A1B scenario", ["A1B"]),
    ],
)
def test_scenarios_by_id_or_in_words(words, scenarios):
    assert first(f"frost days in Woolpit {words}")["scenarios"] == scenarios


def test_a_level_of_warming_is_no_threshold():
    reading = read("How many hot days in Woolpit in a 2 °C warmer world?")
    assert reading.proposals[0].parameters == {"thresh": "25 degC"}
    assert reading.proposals[0].warming == (2.0,)
    assert proposal_to_need(reading, reading.proposals[0]).warming == (2.0,)


@pytest.mark.parametrize(
    ("written", "lat", "lon"),
    [
        ("at 52.22, 0.88", 52.22, 0.88),
        ("at 52.2°N 0.9°E", 52.2, 0.9),
        ("at 0°18'S 36°04'E", -0.3, 36.066667),
        ("at lat 52.22, lon 0.88", 52.22, 0.88),
        ("longitude -73.6 latitude 45.5", 45.5, -73.6),
        ("(-0.3031, 36.08)", -0.3031, 36.08),
    ],
)
def test_coordinates_are_a_point(written, lat, lon):
    assert first(f"frost days {written}")["region"]["asked"] == {"point": {"lat": lat, "lon": lon}}


def test_a_place_that_is_not_found_is_asked_by_its_name():
    reading = read("frost near Xyzzyville by 2050")
    assert reading.proposals[0].region is None
    assert "Xyzzyville" in next(q for q in reading.questions if q.about == "region").question


def test_a_misspelt_place_is_offered_and_asked():
    reading = read("How many days above 30 °C in Nakru?")
    question = next(q for q in reading.questions if q.about == "region")
    assert any(option.startswith("Nakuru") for option in question.options)
    assert reading.proposals[0].confidence < first("How many days above 30 °C in Nakuru?")["confidence"]
