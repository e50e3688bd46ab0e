"""Sentences of six languages and free recombinations: meanings in any order, numbers where they belong, local names."""

from __future__ import annotations

import datetime as dt

import pytest

from translators.ask import ask, proposal_to_need
from translators.decisions import decisions
from translators.specification import Reading, Specification
from translators.vocabulary import language_of

TODAY = dt.date(2026, 11, 21)

# language, sentence, index, statistic, months, start of the region's name
HEARD = [
    ("fr", "Combien de nuits de gel au printemps près de Limoges ?", "frost_days", "mean", (3, 4, 5), "Limoges"),
    ("fr", "Près de Limoges, au printemps : nuits de gel, combien ?", "frost_days", "mean", (3, 4, 5), "Limoges"),
    ("fr", "Pluie totale pendant l'hivernage à Kaolack", "prcptot", "mean", (6, 7, 8, 9), "Kaolack"),
    ("es", "¿Cuántos días de más de 35 °C habrá en Sevilla en julio?", "tx_days_above", "mean", (7,), "Sevilla"),
    ("es", "¿La última helada de primavera en Albacete, qué fecha?", "last_spring_frost", "mean", None, "Albacete"),
    ("pt", "Quantas noites quentes acima de 22 °C em Recife?", "tropical_nights", "mean", None, "Recife"),
    ("pt", "Em quantos anos a chuva fica abaixo de 400 mm em Juazeiro?", "prcptot", "share", None, "Juazeiro"),
    ("sw", "Mvua za masika zitaanza lini Moshi?", "rain_season_start", "mean", None, "Moshi"),
    ("sw", "Siku ngapi juu ya nyuzi joto 30 mjini Mombasa?", "tx_days_above", "mean", None, "Mombasa"),
    ("de", "Wie viele Hitzetage über 30 °C im Sommer in Freiburg?", "tx_days_above", "mean", (6, 7, 8), "Freib"),
    ("de", "Wie viele Frostnächte im April in Würzburg?", "frost_days", "mean", (4,), "Würzburg"),
    ("en", "What is the risk if I plant before 15 November in Lusaka?", "rain_season_start", "share", None, "Lusaka"),
    ("en", "What rain must my culvert stand in 50 years, Accra?", "max_1day_precipitation_amount", "return_level", None,
     "Accra"),
    ("en", "How sure is the planting date in Tamale?", "rain_season_start", "spread", None, "Tamale"),
    ("en", "dry spells of at least 10 days in the kharif season, Jodhpur", "dry_spell_frequency", "mean",
     (6, 7, 8, 9, 10), "Jodhpur"),
]  # fmt: skip


def read(sentence: str, language: str | None = None) -> Reading:
    return ask(sentence, language, today=lambda: TODAY)


@pytest.mark.parametrize(("language", "sentence", "index", "statistic", "months", "region"), HEARD)
def test_six_languages_are_told_apart_and_understood(language, sentence, index, statistic, months, region):
    reading = read(sentence)
    assert reading.language == language
    best = reading.proposals[0]
    assert (best.index, best.statistic.of) == (index, statistic)
    assert months is None or best.season.months == months
    assert best.region is not None
    assert best.region.name.startswith(region)
    assert Specification.of(proposal_to_need(reading, best)).index == index


@pytest.mark.parametrize("need", decisions(), ids=lambda need: need.id)
def test_every_need_of_the_catalogue_is_understood_in_its_own_words(need):
    reading = read(need.words, "en")
    if need.unservable is not None:
        assert reading.unservable is not None
        assert reading.unservable.axis == need.unservable.axis
    else:
        assert reading.proposals[0].index == need.metric["index"]


def test_the_order_of_words_does_not_matter():
    sentences = ("hottest night in Rome", "in Rome, the night that is hottest", "Rome: night, hottest")
    assert {read(s, "en").proposals[0].index for s in sentences} == {"tn_max"}


@pytest.mark.parametrize(
    ("sentence", "parameters"),
    [
        ("heat waves of 5 days above 35 °C by day and 25 °C by night in Delhi",
         {"thresh_tasmax": "35 degC", "thresh_tasmin": "25 degC", "window": "5 days"}),
        ("days with wind above 36 km/h in Cape Town", {"thresh": "10 m/s"}),
        ("days with snow deeper than 10 inches in Montreal", {"thresh": "25.4 cm"}),
        ("SPI-6 in Marsabit", {"window": "6"}),
        ("THI above 68 for dairy cows in Nakuru", {"thresh": "68"}),
        ("500 degree days above 10 °C reached in Yakima", {"thresh": "10 degC", "sum_thresh": "500 K days"}),
        ("days between 20 and 25 °C in Lisbon",
         {"expression": "days with tasmax > 20 degC and tasmax < 25 degC"}),
    ],
)  # fmt: skip
def test_numbers_go_to_the_parameters_that_they_are_said_of(sentence, parameters):
    assert parameters.items() <= read(sentence, "en").proposals[0].parameters.items()


def test_the_rains_are_looked_for_where_they_fall():
    south = read("When do the rains start in Lusaka?", "en").proposals[0]
    assert (south.parameters["date_from"], south.season.first_month) == ("09-01", 7)
    long_rains = read("When do the long rains start in Kitui?", "en").proposals[0]
    assert long_rains.parameters["date_from"] == "02-15"


def test_a_time_that_is_no_date_is_asked():
    reading = read("When my daughter takes over the farm, how many frost nights in Limoges?", "en")
    assert any(question.about == "horizon" for question in reading.questions)


@pytest.mark.parametrize("sentence", [row[1] for row in HEARD])
def test_no_more_than_three_questions_are_asked(sentence):
    assert len(read(sentence).questions) <= 3


@pytest.mark.parametrize(
    ("sentence", "language", "name"),
    [
        ("jours de gel à Londres", "fr", "London"),
        ("Frosttage in Kenia", "de", "Kenya"),
        ("siku za joto kali nchini Ujerumani", "sw", "Germany"),
        ("días de calor en Ciudad del Cabo", "es", "Cape Town"),
        ("noites quentes no Rio de Janeiro", "pt", "Rio de Janeiro"),
    ],
)
def test_places_are_found_by_the_names_of_the_language(sentence, language, name):
    assert read(sentence, language).proposals[0].region.name.startswith(name)


def test_a_place_does_not_decide_the_language():
    assert language_of("How many hot days in Rio de Janeiro?") == "en"
    assert language_of("Combien de jours chauds à New York ?") == "fr"
