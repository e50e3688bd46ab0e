"""Sentences in, proposals out: what people say of heat, frost and rain, and what is asked back or refused."""

from __future__ import annotations

import datetime as dt
import time

import pytest

from translators.ask import ask, proposal_to_need
from translators.errors import InvalidNeed, TranslationError
from translators.indices import INDICES
from translators.need import LONGEST_STATEMENT
from translators.specification import Reading, Specification

TODAY = dt.date(2026, 11, 21)
AR6 = [[2021, 2040], [2041, 2060], [2081, 2100]]


def read(sentence: str) -> Reading:
    return ask(sentence, today=lambda: TODAY)


def first(sentence: str) -> dict:
    proposals = read(sentence).to_json()["proposals"]
    assert proposals, f"nothing was understood of {sentence!r}"
    return proposals[0]


def months(*numbers: int) -> list[int]:
    return list(numbers)


YEAR = list(range(1, 13))

# sentence, index, parameters, months, horizons, start of the region's name (None: none was said)
UNDERSTOOD = [
    ("How many days will be too hot for my dairy cows, above 30 °C, around Woolpit?",
     "tx_days_above", {"thresh": "30 degC"}, YEAR, AR6, "Woolpit"),
    ("Days hotter than 86F in July and August near Ipswich, GB, 2040-2059",
     "tx_days_above", {"thresh": "30 degC"}, [7, 8], [[2040, 2059]], "Ipswich"),
    ("how many days > 32.5°C in Woolpit", "tx_days_above", {"thresh": "32.5 degC"}, YEAR, AR6, "Woolpit"),
    ("Days at or above 35 degrees Celsius, JJA, 52.22, 0.88, 2081-2100",
     "tx_days_above", {"thresh": "35 degC"}, [6, 7, 8], [[2081, 2100]], "52.22°N"),
    ("HOW MANY DAYS ABOVE 30C IN WOOLPIT BY 2050",
     "tx_days_above", {"thresh": "30 degC"}, YEAR, [[2041, 2060]], "Woolpit"),
    ("how many days will be above thirty degrees celsius near woolpit in the 2060s",
     "tx_days_above", {"thresh": "30 degC"}, YEAR, [[2060, 2069]], "Woolpit"),
    ("When temperatures exceed 305.15 K our hens stop laying. How often near Woolpit in the coming 20 years?",
     "tx_days_above", {"thresh": "32 degC"}, YEAR, [[2027, 2046]], "Woolpit"),
    ("How many days over 35C between December and March in Melbourne?",
     "tx_days_above", {"thresh": "35 degC"}, [12, 1, 2, 3], AR6, "Melbourne"),
    ("days with a maximum temperature of at least 30 °C in Woolpit",
     "tx_days_above", {"thresh": "30 degC"}, YEAR, AR6, "Woolpit"),
    ("How many hot days in Woolpit?", "tx_days_above", {"thresh": "25 degC"}, YEAR, AR6, "Woolpit"),
    ("Will we have more summer days above 28 °C in Woolpit?",
     "tx_days_above", {"thresh": "28 degC"}, [6, 7, 8], AR6, "Woolpit"),
    ("tempratures abov 30 C in Woolpit in Agust", "tx_days_above", {"thresh": "30 degC"}, [8], AR6, "Woolpit"),
    ("How many frost nights will we have in Woolpit by 2050?",
     "frost_days", {"thresh": "0 degC"}, YEAR, [[2041, 2060]], "Woolpit"),
    ("How many frots nigths in Febuary in woolpit", "frost_days", {"thresh": "0 degC"}, [2], AR6, "Woolpit"),
    ("days below freezing in Woolpit", "frost_days", {"thresh": "0 degC"}, YEAR, AR6, "Woolpit"),
    ("nights below zero in spring, Woolpit", "frost_days", {"thresh": "0 degC"}, [3, 4, 5], AR6, "Woolpit"),
    ("How often does it drop below 32 °F at night in Woolpit?",
     "frost_days", {"thresh": "0 degC"}, YEAR, AR6, "Woolpit"),
    ("nights below -5 °C in Woolpit", "tn_days_below", {"thresh": "-5 degC"}, YEAR, AR6, "Woolpit"),
    ("colder than minus ten celsius in Winnipeg", "tn_days_below", {"thresh": "-10 degC"}, YEAR, AR6, "Winnipeg"),
    ("frost below −2 °C in Woolpit in April and May", "tn_days_below", {"thresh": "-2 degC"}, [4, 5], AR6, "Woolpit"),
    ("tropical nights in Mombasa", "tropical_nights", {"thresh": "20 degC"}, YEAR, AR6, "Mombasa"),
    ("nights that do not fall below 25 °C in Mombasa in July",
     "tropical_nights", {"thresh": "25 degC"}, [7], AR6, "Mombasa"),
    ("How many nights above 20 °C in summer in Sydney, Australia by 2050?",
     "tropical_nights", {"thresh": "20 degC"}, [12, 1, 2], [[2041, 2060]], "Sydney"),
    ("warm nights over 68F in Houston, Texas", "tropical_nights", {"thresh": "20 degC"}, YEAR, AR6, "Houston"),
    ("growing degree days base 10 °C April to October Woolpit mid-century",
     "growing_degree_days", {"thresh": "10 degC"}, [4, 5, 6, 7, 8, 9, 10], [[2041, 2060]], "Woolpit"),
    ("degree days above 50F from April 1 to September 30 in Iowa",
     "growing_degree_days", {"thresh": "10 degC"}, [4, 5, 6, 7, 8, 9], AR6, "Iowa"),
    ("How many heating degree days a year in Montreal by the end of the century?",
     "heating_degree_days", {"thresh": "17 degC"}, YEAR, [[2081, 2100]], "Montréal"),
    ("heating degree days below 18 °C in Montreal",
     "heating_degree_days", {"thresh": "18 degC"}, YEAR, AR6, "Montréal"),
    ("How much rain will fall between March and May near Nakuru?",
     "prcptot", {"thresh": "0 mm/day"}, [3, 4, 5], AR6, "Nakuru"),
    ("total rainfall in Woolpit from 1 November to 31 March in the next thirty years",
     "prcptot", {"thresh": "0 mm/day"}, [11, 12, 1, 2, 3], [[2027, 2056]], "Woolpit"),
    ("Will the short rains bring more rainfall in Nakuru?",
     "prcptot", {"thresh": "0 mm/day"}, [10, 11, 12], AR6, "Nakuru"),
    ("How often more than 50 mm in a day in Woolpit?", "wetdays", {"thresh": "50 mm/day"}, YEAR, AR6, "Woolpit"),
    ("Days with more than an inch of rain in Woolpit", "wetdays", {"thresh": "25.4 mm/day"}, YEAR, AR6, "Woolpit"),
    ("More than 2 inches of rain in a day near Boston, Massachusetts",
     "wetdays", {"thresh": "50.8 mm/day"}, YEAR, AR6, "Boston"),
    ("Number of wet days (at least 1 mm) at 52.2°N 0.9°E in autumn",
     "wetdays", {"thresh": "1 mm/day"}, [9, 10, 11], AR6, "52.2°N"),
    ("Will there be more heavy rain near Nakuru by mid-century?",
     "wetdays", {"thresh": "20 mm/day"}, YEAR, [[2041, 2060]], "Nakuru"),
    ("days with heavy rain of over 30 l/m2 in winter near Woolpit",
     "wetdays", {"thresh": "30 mm/day"}, [12, 1, 2], AR6, "Woolpit"),
    ("wettest day of the year in Woolpit", "max_1day_precipitation_amount", {}, YEAR, AR6, "Woolpit"),
    ("heaviest daily rainfall in Woolpit", "max_1day_precipitation_amount", {}, YEAR, AR6, "Woolpit"),
    ("Heaviest 5-day rainfall at 52.22, 0.88 between 2041 and 2060",
     "max_n_day_precipitation_amount", {"window": "5 days"}, YEAR, [[2041, 2060]], "52.22°N"),
    ("wettest three days in Woolpit in autumn",
     "max_n_day_precipitation_amount", {"window": "3 days"}, [9, 10, 11], AR6, "Woolpit"),
    ("What's the chance of 100 mm in 3 days near Woolpit?",
     "max_n_day_precipitation_amount", {"window": "3 days"}, YEAR, AR6, "Woolpit"),
    ("Rx5day in Bangladesh during the monsoon",
     "max_n_day_precipitation_amount", {"window": "5 days"}, [6, 7, 8, 9], AR6, "Bangladesh"),
    ("What is the longest dry spell in Nakuru during the long rains?",
     "maximum_consecutive_dry_days", {"thresh": "1 mm/day"}, [3, 4, 5], AR6, "Nakuru"),
    ("longest run of days with less than 2 mm in July in Woolpit",
     "maximum_consecutive_dry_days", {"thresh": "2 mm/day"}, [7], AR6, "Woolpit"),
    ("Will we have 10 dry days in a row in July around Woolpit?",
     "maximum_consecutive_dry_days", {"thresh": "1 mm/day"}, [7], AR6, "Woolpit"),
    ("How many days in a row without rain in Woolpit?",
     "maximum_consecutive_dry_days", {"thresh": "1 mm/day"}, YEAR, AR6, "Woolpit"),
    ("consecutive wet days in Woolpit", "maximum_consecutive_wet_days", {"thresh": "1 mm/day"}, YEAR, AR6, "Woolpit"),
    ("longest run of days with at least 5 mm in Woolpit",
     "maximum_consecutive_wet_days", {"thresh": "5 mm/day"}, YEAR, AR6, "Woolpit"),
    ("rain intensity on wet days in Nakuru, Kenya", "daily_pr_intensity", {"thresh": "1 mm/day"}, YEAR, AR6, "Nakuru"),
    ("how hard will it rain when it rains in Mombasa?",
     "daily_pr_intensity", {"thresh": "1 mm/day"}, YEAR, AR6, "Mombasa"),
    ("difference between day and night temperature in Woolpit", "daily_temperature_range", {}, YEAR, AR6, "Woolpit"),
    ("average temperature in Woolpit in winter 2080-2099", "tg_mean", {}, [12, 1, 2], [[2080, 2099]], "Woolpit"),
    ("How much warmer will Montreal get by 2070?", "tg_mean", {}, YEAR, [[2061, 2080]], "Montréal"),
    ("How hot will the hottest day be in Woolpit until 2060?", "tx_max", {}, YEAR, [[2026, 2060]], "Woolpit"),
    ("maximum temperature in Kenya", "tx_max", {}, YEAR, AR6, "Kenya"),
    ("how cold does it get at night in Woolpit in winter", "tn_min", {}, [12, 1, 2], AR6, "Woolpit"),
    ("lowest temperature in Woolpit, December to February, thirty years from now",
     "tn_min", {}, [12, 1, 2], [[2047, 2066]], "Woolpit"),
    ("mean temperature in North America in the 2050s", "tg_mean", {}, YEAR, [[2050, 2059]], "a box"),
    ("Woolpit: frost days in winter", "frost_days", {"thresh": "0 degC"}, [12, 1, 2], AR6, "Woolpit"),
    ("days ≥ 30 °C; Woolpit; 2050", "tx_days_above", {"thresh": "30 degC"}, YEAR, [[2041, 2060]], "Woolpit"),
    ("How much less rain will we get in June-July-August in Woolpit?",
     "prcptot", {"thresh": "0 mm/day"}, [6, 7, 8], AR6, "Woolpit"),
    ("more than 3 inches of rain in 2 days near Houston, Texas",
     "max_n_day_precipitation_amount", {"window": "2 days"}, YEAR, AR6, "Houston"),
    ("consecutive days without rainfall in Woolpit",
     "maximum_consecutive_dry_days", {"thresh": "1 mm/day"}, YEAR, AR6, "Woolpit"),
    ("R20mm in Woolpit", "wetdays", {"thresh": "20 mm/day"}, YEAR, AR6, "Woolpit"),
    ("min temperature below -10 C in Woolpit in January", "tn_days_below", {"thresh": "-10 degC"}, [1], AR6, "Woolpit"),
    ("number of days with Tmax > 30°C, Woolpit, ssp585, 2081-2100",
     "tx_days_above", {"thresh": "30 degC"}, YEAR, [[2081, 2100]], "Woolpit"),
    ("hot days in Madrid", "tx_days_above", {"thresh": "25 degC"}, YEAR, AR6, "Madrid"),
    ("-33.9, 151.2 summer days above 40 °C", "tx_days_above", {"thresh": "40 degC"}, [12, 1, 2], AR6, "33.9°S"),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "index", "parameters", "expected_months", "horizons", "region"), UNDERSTOOD)
def test_a_sentence_is_understood(sentence, index, parameters, expected_months, horizons, region):
    proposal = first(sentence)
    assert proposal["index"] == index
    assert proposal["parameters"] == parameters
    assert proposal["months"] == expected_months
    assert proposal["horizons"] == horizons
    assert proposal["region"]["name"].startswith(region)
    assert 0 <= proposal["confidence"] <= 1
    assert proposal["reasons"]


UNSERVABLE = [
    ("What will this July be like?", "time"),
    ("Will it rain next week?", "time"),
    ("Will it rain tomorrow in Woolpit?", "time"),
    ("Is this coming season going to be dry?", "time"),
    ("How many frost days will there be next winter in Woolpit?", "time"),
    ("weather forecast for Nakuru", "time"),
    ("rain in the next 10 days in Woolpit", "time"),
    ("How hot was last summer?", "time"),
    ("Was it hot on 3 July 2019?", "time"),
    ("What was the temperature in Woolpit in 2019?", "time"),
    ("Temperature in Woolpit on 15 July 2050", "time"),
    ("July 2027 temperature in Woolpit", "time"),
    ("How high must the sea wall be?", "metric"),
    ("sea level rise in Mombasa by 2050", "metric"),
    ("How high will the sea be in 2080?", "metric"),
    ("will the sea flood my house", "metric"),
    ("Will Mombasa be under water by 2100?", "metric"),
    ("how fast are the oceans rising", "metric"),
    ("will the ocean be warmer near Mombasa", "metric"),
    ("will the river flood in Ipswich", "metric"),
    ("hail damage in my vineyard", "metric"),
    ("how many sunny hours in Woolpit", "metric"),
    ("How hot will it be inside my greenhouse?", "space"),
]


@pytest.mark.parametrize(("sentence", "axis"), UNSERVABLE)
def test_what_projections_cannot_answer_is_said_with_a_referral(sentence, axis):
    reading = read(sentence)
    assert reading.unservable is not None
    assert reading.unservable.axis == axis
    assert reading.unservable.reason.endswith(".")
    assert reading.unservable.referral.endswith(".")
    assert reading.proposals == ()


@pytest.mark.parametrize(
    "sentence",
    [
        "asdf qwer zxcv",
        "hello",
        "What about the climate in Woolpit?",
        "Can I grow there in Woolpit?",
        "",
        "5 days",
        "?!",
        "日本",
    ],
)
def test_a_sentence_without_a_metric_gets_a_question_and_no_guess(sentence):
    reading = read(sentence)
    assert reading.proposals == ()
    question = reading.questions[0]
    assert question.about == "metric"
    assert len(question.options) > 3


@pytest.mark.parametrize(
    ("sentence", "options"),
    [
        ("days above 30 around Woolpit", {"30 °C", "30 °F"}),
        ("above 35 degrees in Dallas in summer", {"35 °C", "35 °F"}),
        ("nights colder than minus ten in Winnipeg", {"−10 °C", "−10 °F"}),
        ("days with more than 20 of rain in Woolpit", {"20 mm", "20 inch"}),
    ],
)
def test_a_number_without_a_unit_is_asked_and_not_guessed(sentence, options):
    reading = read(sentence)
    question = next(q for q in reading.questions if q.about == "thresh")
    assert options <= set(question.options)
    for proposal in reading.proposals:
        assert "thresh" not in proposal.parameters
        assert proposal.missing == ("thresh",)
        with pytest.raises(InvalidNeed):
            proposal_to_need(reading, proposal)


@pytest.mark.parametrize("sentence", ["days over 90 degrees in Texas by 2050", "hotter than 100 degrees in Dallas"])
def test_a_size_that_fits_one_scale_only_is_taken_with_less_confidence_and_not_asked_again(sentence):
    reading = read(sentence)
    celsius = float(reading.proposals[0].parameters["thresh"].removesuffix(" degC"))
    assert celsius == pytest.approx((90 - 32) / 1.8 if "90" in sentence else (100 - 32) / 1.8)
    assert reading.proposals[0].confidence < 0.8
    assert any("fits only" in a.because and "°F" in a.because for a in reading.assumptions)
    assert not [q for q in reading.questions if q.about == "thresh"]


def test_a_scale_in_which_a_number_is_impossible_is_not_offered():
    question = next(q for q in read("days above 90 in Woolpit").questions if q.about == "thresh")
    assert "90 °F" in question.options
    assert "90 °C" not in question.options


@pytest.mark.parametrize(
    ("sentence", "index", "thresh", "count"),
    [
        ("will there be fewer than 10 frost days in Woolpit by 2040?", "frost_days", "0 degC", 10),
        ("fewer than 5 frost days in Woolpit?", "frost_days", "0 degC", 5),
        ("more than 3 tropical nights in Madrid in the 2050s", "tropical_nights", "20 degC", 3),
        ("more than twenty very hot days in Madrid", "tx_days_above", "25 degC", 20),
        ("10 or more frost days in Woolpit", "frost_days", "0 degC", 10),
        ("at least 5 nights above 24 °C in Madrid", "tropical_nights", "24 degC", 5),
        ("between 10 and 20 frost nights in Woolpit", "frost_days", "0 degC", 10),
        ("frost days in Woolpit, more than 10 a year", "frost_days", "0 degC", 10),
        ("more than 100 wet days in Woolpit", "wetdays", "1 mm/day", 100),
        ("more than 1500 growing degree days above 10 °C in Woolpit", "growing_degree_days", "10 degC", 1500),
    ],
)
def test_a_number_before_what_is_counted_is_no_threshold(sentence, index, thresh, count):
    reading = read(sentence)
    assert reading.proposals[0].index == index
    assert reading.proposals[0].parameters == {"thresh": thresh}
    assert not reading.proposals[0].missing
    assert reading.proposals[0].statistic.of == "share"
    assert reading.proposals[0].statistic.value.split()[0] in {str(count), "20"}
    assert any("share of years" in a.because for a in reading.assumptions)


@pytest.mark.parametrize(
    ("sentence", "index", "thresh"),
    [
        ("days not above 30 C in Paris", "tx_days_below", "30 degC"),
        ("How many days will stay below 30 C in Paris?", "tx_days_below", "30 degC"),
        ("days colder than 10 °C in Paris", "tx_days_below", "10 degC"),
        ("days that stay below freezing in Oslo", "ice_days", "0 degC"),
        ("days without temperatures above 30 °C in Paris", "tx_days_below", "30 degC"),
        ("maximum temperature below 0 °C in Oslo", "ice_days", "0 degC"),
        ("number of ice days in Helsinki", "ice_days", "0 degC"),
        ("how many days will not get above freezing in Oslo", "ice_days", "0 degC"),
        ("days when the mean temperature exceeds 20 °C in Madrid", "tg_days_above", "20 degC"),
        ("frost-free days in Bordeaux", "tn_days_above", "0 degC"),
    ],
)
def test_days_below_a_limit_all_day_and_days_by_their_mean_are_counted_as_such(sentence, index, thresh):
    best = read(sentence).proposals[0]
    assert (best.index, best.parameters["thresh"]) == (index, thresh)


def test_two_limits_in_a_row_share_their_unit():
    reading = read("days warmer than 20 but colder than 25 °C in Paris")
    assert {p.parameters["thresh"] for p in reading.proposals} == {"20 degC", "25 degC"}


def test_and_below_before_a_number_begins_another_limit():
    proposals = read("above 30 and below 0 °C in Woolpit").proposals
    assert {(p.index, p.parameters["thresh"]) for p in proposals} == {
        ("tx_days_above", "30 degC"), ("frost_days", "0 degC"),
    }  # fmt: skip


def test_a_run_of_hot_days_is_the_longest_and_its_length_a_goal():
    best = read("more than 2 hot days in a row in Woolpit").proposals[0]
    assert (best.index, best.statistic.text) == ("maximum_consecutive_warm_days", "share > 2 days")


def test_a_share_of_days_is_no_count():
    assert not any(
        "to compare with" in a.because for a in read("more than half of days above 30 °C in Rome").assumptions
    )


@pytest.mark.parametrize(
    "sentence",
    ["days above 35 °C and at least 200 mm of rain in Woolpit", "under 2 inches of rain a month in Woolpit"],
)
def test_rain_that_is_not_said_of_a_day_is_that_of_a_season(sentence):
    assert "prcptot" in {proposal.index for proposal in read(sentence).proposals}


@pytest.mark.parametrize(
    ("words", "because"),
    [
        ("by 2100", "the twenty years up to it, 2081–2100"),
        ("by 2050", "the twenty around it, 2041–2060"),
        ("by 2095", "that holds it, 2081–2100"),
    ],
)
def test_the_years_taken_for_one_are_said_as_they_lie(words, because):
    assert any(because in a.because for a in read(f"frost days in Woolpit {words}").assumptions)


def test_degree_days_without_a_base_are_asked():
    reading = read("How many growing degree days from May to September in Woolpit?")
    assert reading.proposals[0].missing == ("thresh",)
    assert next(q for q in reading.questions if q.about == "thresh").options
    with pytest.raises(TranslationError, match="guess"):
        proposal_to_need(reading, reading.proposals[0])


def test_what_was_not_said_becomes_an_assumption_with_its_reason():
    reading = read("How many days will be too hot for my dairy cows, above 30 °C, around Woolpit?")
    about = {a.about for a in reading.assumptions}
    assert {"season", "horizon", "scenario"} <= about
    assert any("dairy cows" in a.because and "humidity" in a.because for a in reading.assumptions)
    assert reading.questions == ()


def test_a_converted_threshold_shows_what_was_said():
    reading = read("Days hotter than 86F near Woolpit")
    assert any("86 °F" in a.because and "30 °C" in a.because for a in reading.assumptions if a.about == "thresh")


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("days at or above 30 °C in Woolpit", "does not count"),
        ("days with more than 20 mm of rain in Woolpit", "counts too"),
        ("nights at or below 5 °C in Woolpit", "does not count"),
    ],
)
def test_an_operator_that_the_index_does_not_have_is_said(sentence, words):
    assert any(words in a.because for a in read(sentence).assumptions if a.about == "thresh")


@pytest.mark.parametrize("sentence", ["days above 30 °C in Woolpit", "days with at least 20 mm of rain in Woolpit"])
def test_an_operator_that_the_index_has_needs_no_words(sentence):
    assert not [a for a in read(sentence).assumptions if a.about == "thresh"]


def test_several_places_and_several_metrics_are_several_proposals():
    reading = read("How many nights below zero and days above 25 C in Woolpit and at Mombasa?")
    found = {
        (p.index, p.region.place if hasattr(p.region, "place") else p.region.name.split(",")[0])
        for p in reading.proposals
    }
    assert found == {(i, r) for i in ("frost_days", "tx_days_above") for r in ("Woolpit", "Mombasa")}


def test_dry_days_may_be_a_run_or_a_number_so_both_are_proposed():
    reading = read("days without rain in June in Woolpit")
    assert {p.index for p in reading.proposals} == {"maximum_consecutive_dry_days", "dry_days"}
    assert reading.questions[0].about == "metric"


@pytest.mark.parametrize(
    ("sentence", "indices"),
    [
        ("wet days and dry spells in Accra", {"wetdays", "maximum_consecutive_dry_days"}),
        ("frost days and total rain in Woolpit", {"frost_days", "prcptot"}),
        ("R10mm, Rx1day, CDD and CWD in Lagos",
         {"wetdays", "max_1day_precipitation_amount", "maximum_consecutive_dry_days", "maximum_consecutive_wet_days"}),
        ("more than 10 consecutive dry days in Woolpit", {"maximum_consecutive_dry_days"}),
        ("difference between day and night temperature in Woolpit", {"daily_temperature_range"}),
    ],
)  # fmt: skip
def test_two_metrics_joined_by_and_stay_two(sentence, indices):
    assert {proposal.index for proposal in read(sentence).proposals} == indices


@pytest.mark.parametrize(
    ("sentence", "index"),
    [
        ("mean temp in Woolpit", "tg_mean"),
        ("min temps in Woolpit", "tn_min"),
        ("lowest winter temperature in Woolpit", "tn_min"),
        ("highest summer temperatures in Madrid", "tx_max"),
        ("how long will it go without rain in Alice Springs", "maximum_consecutive_dry_days"),
    ],
)
def test_words_between_or_cut_short_do_not_change_the_metric(sentence, index):
    proposal = read(sentence).proposals[0]
    assert proposal.index == index
    assert proposal.region is not None


def test_degrees_below_zero_after_their_number_are_below_zero():
    assert first("nights of 10 °C below zero in Winnipeg")["parameters"] == {"thresh": "-10 degC"}
    question = next(q for q in read("nights colder than 10 below zero in Winnipeg").questions if q.about == "thresh")
    assert question.options == ("−10 °C", "−10 °F")


def test_a_number_of_degree_days_is_a_count_where_it_is_large_and_a_limit_where_it_is_small():
    assert first("more than 2000 degree days above 5 °C in Woolpit")["parameters"] == {"thresh": "5 degC"}
    hot = read("how many 40 degree days in Adelaide")
    assert hot.proposals[0].index == "tx_days_above"
    assert any(q.about == "thresh" for q in hot.questions)


def test_a_threshold_beyond_nature_is_asked():
    reading = read("days above 300 °C in Woolpit")
    assert reading.proposals[0].missing == ("thresh",)
    assert any(q.about == "thresh" for q in reading.questions)


def test_a_summer_of_years_to_come_is_a_climate_and_no_forecast():
    reading = read("Will summers be like this summer by 2050 in Woolpit? hotter than 30 C?")
    assert reading.unservable is None
    assert reading.proposals[0].parameters == {"thresh": "30 degC"}


def test_the_json_is_that_of_the_contract():
    written = read("How many days above 30 °C around Woolpit by 2050?").to_json()
    assert list(written) == ["language", "proposals", "assumptions", "questions", "unservable"]
    assert written["language"] == "en"
    assert written["unservable"] is None
    proposal = written["proposals"][0]
    assert {"index", "parameters", "months", "horizons", "region", "confidence", "reasons"} <= set(proposal)
    assert proposal["region"]["name"].startswith("Woolpit")
    assert "season" not in proposal
    refused = read("What will this July be like?").to_json()["unservable"]
    assert {"axis", "reason", "referral"} <= set(refused)


def test_a_proposal_becomes_a_need_that_can_be_specified():
    reading = read("How many days will be too hot for my dairy cows, above 30 °C, around Woolpit?")
    need = proposal_to_need(reading, reading.proposals[0])
    assert need.statement == reading.sentence
    assert need.horizons is None
    specification = Specification.of(need)
    assert specification.index == "tx_days_above"
    assert specification.parameters == {"thresh": "30 degC"}


@pytest.mark.parametrize(("sentence", "index"), [(row[0], row[1]) for row in UNDERSTOOD])
def test_every_proposal_can_be_specified(sentence, index):
    reading = read(sentence)
    for proposal in reading.proposals:
        if proposal.region is not None and not proposal.missing:
            assert Specification.of(proposal_to_need(reading, proposal)).index == proposal.index


def test_every_index_of_temperature_or_rain_alone_is_asked_for_in_some_sentence():
    asked = {row[1] for row in UNDERSTOOD}
    assert asked <= set(INDICES)
    assert len(asked) >= 17


def test_the_same_sentence_gives_the_same_reading():
    sentence = "How many hot nights above 20 °C in Woolpit and Mombasa by 2050?"
    assert read(sentence).to_json() == read(sentence).to_json()


def test_a_sentence_longer_than_a_statement_is_refused():
    with pytest.raises(InvalidNeed, match="characters"):
        read("frost " * LONGEST_STATEMENT)


def test_a_language_without_words_is_refused_by_name():
    with pytest.raises(InvalidNeed, match="en"):
        ask("Frost in Woolpit?", language="tlh")


def test_a_sentence_is_read_quickly():
    read(UNDERSTOOD[0][0])
    started = time.perf_counter()
    for row in UNDERSTOOD[:20]:
        read(row[0])
    each_ms = (time.perf_counter() - started) / 20 * 1000
    print(f"{each_ms:.1f} ms a sentence")
    assert each_ms < 500
