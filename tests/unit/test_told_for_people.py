"""Results for people: one sentence with its doubt, likelihood words as defined, preferred units, texts read aloud."""

from __future__ import annotations

import math
import re
from dataclasses import replace

import pytest

from translators.brief import brief_text
from translators.errors import InvalidNeed
from translators.explain import Told, ToldRow, sentence
from translators.in_short import in_short
from translators.likelihood import TERMS, likelihood, likelihood_term
from translators.locales.numerals import in_words, year_in_words
from translators.need import Need
from translators.periods import Season, Years
from translators.phrases import Phrases
from translators.preferences import in_preferred_units, preferred, units_said
from translators.reading_level import reading_level
from translators.specification import Specification
from translators.spoken import spoken, spoken_text
from translators.statistics import Statistic

PAST, NEAR, FAR = Years(1995, 2014), Years(2041, 2060), Years(2081, 2100)
NAN = math.nan


def past(p50: float, **facts) -> ToldRow:
    return ToldRow("historical", PAST, facts.pop("models", 3), p50, p50, p50, 0.0, NAN, is_baseline=True, **facts)


def future(scenario: str, p10: float, p50: float, p90: float, agreement: float = 1.0, **facts) -> ToldRow:
    facts = {"models": 3, "period": NEAR, "change_p50": p50 - 2} | facts
    return ToldRow(scenario, p10=p10, p50=p50, p90=p90, agreement=agreement, **facts)


def told(*rows: ToldRow, **facts) -> Told:
    return Told(**{
        "index": "tx_days_above", "parameters": {"thresh": "30 degC"}, "season": Season.of("JJA"), "baseline": PAST,
        "region": "Woolpit, England, United Kingdom", "is_point": True, "units": "days", "rows": rows,
    } | facts)  # fmt: skip


def test_number_and_doubt_stand_in_one_sentence():
    text = in_short(told(past(2.13), future("ssp245", 4.2, 6, 9.4), future("ssp585", 6.1, 8, 12.3)))
    assert text == (
        "Around Woolpit, the models expect days above 30 °C in June to August to go from about 2.1 a year in 1995–2014 "
        "to a range of 4.2 to 12, depending on emissions, by 2041–2060; all three models agree that there will be more."
    )


def test_the_nearest_period_is_told_and_one_scenario_has_its_middle():
    rows = (past(2), future("ssp585", 9, 10, 11, period=FAR), future("ssp585", 4, 6, 9))
    assert "to about 6 (4 to 9) by 2041–2060" in in_short(told(*rows))


@pytest.mark.parametrize(
    ("rows", "doubt"),
    [
        ([future("ssp585", NAN, 8, NAN, models=1)], "one model alone cannot show how sure that is"),
        ([future("ssp585", 4, 6, 9, agreement=2 / 3)], "two of three models agree that there will be more"),
        ([future("ssp585", 1, 6, 9, agreement=0.5, models=6)], "the models do not agree on the direction"),
        ([future("ssp585", 4, 6, 9, agreement=NAN)], "three models answer"),
        ([future("ssp245", 0, 1, 2), future("ssp585", 4, 6, 9)], "the direction depends on the emissions"),
        ([future("ssp585", 2, 2, 2)], "that is no change"),
    ],
)
def test_the_doubt_is_agreement_and_never_a_probability(rows, doubt):
    assert in_short(told(past(2), *rows)).endswith(f"; {doubt}.")


def test_without_a_future_or_with_several_places_there_is_no_one_sentence():
    assert in_short(told(past(2))) == ""
    assert in_short(told(past(2, place="A"), future("ssp585", 4, 6, 9, place="B"))) == ""


def test_the_brief_begins_with_the_one_sentence():
    text = brief_text(told(past(2), future("ssp585", 4, 6, 9)))
    assert text.index("In one sentence") < text.index("The answer")


@pytest.mark.parametrize(
    ("low", "high", "term"),
    [
        (66, 100, "likely"), (70, 95, "likely"), (91, 99, "very_likely"), (99.5, 100, "virtually_certain"),
        (33, 66, "about_as_likely"), (40, 60, "about_as_likely"), (0, 33, "unlikely"), (0, 8, "very_unlikely"),
        (0, 0.5, "exceptionally_unlikely"), (20, 80, ""), (60, 70, ""), (NAN, 90, ""),
    ],
)  # fmt: skip
def test_likelihood_words_are_used_as_defined_and_only_where_both_ends_carry_them(low, high, term):
    assert likelihood_term(low, high) == term


def test_narrower_words_come_first():
    spans = [most - least for least, most in TERMS.values()]
    assert spans == sorted(spans)


def likelihood_of(result: Told) -> str:
    return likelihood(Phrases(result), result.future_rows)


def shares(models: int, **facts) -> Told:
    rows = (past(20.0, models=models), future("ssp585", 70, 80, 95, models=models, **facts))
    return told(*rows, statistic=Statistic.parse("share > 3 days"), statistic_units="%")


def test_a_share_of_years_is_said_to_be_likely_over_the_years_of_the_models():
    text = likelihood_of(shares(6))
    assert "in any one year of 2041–2060 this is likely (66 to 100 %) under very high emissions" in text
    assert "counted over the years of six models" in text
    assert text in sentence(shares(6))


def test_few_models_and_other_statistics_carry_no_likelihood():
    assert likelihood_of(shares(4)) == ""
    assert likelihood_of(told(past(2), future("ssp585", 4, 6, 9, models=9))) == ""


def test_no_word_of_confidence_is_used():
    for text in (sentence(shares(6)), brief_text(shares(6))):
        assert not re.search(r"(low|medium|high) confidence", text)


@pytest.mark.parametrize(
    ("text", "us"),
    [
        ("30 degC", "86 degF"), ("-5 degC", "23 degF"), ("25.4 mm", "1 inch"), ("50.8 mm/day", "2 inch/day"),
        ("30.48 cm", "12 inch"), ("10 K", "18 degF"), ("500 K days", "900 degF days"), ("5 days", "5 days"),
        ("72", "72"), ("11-15", "11-15"), ("11.176 m/s", "25 mph"),
    ],
)  # fmt: skip
def test_limits_are_told_in_preferred_units(text, us):
    assert preferred(text) == us
    assert preferred(text, "metric") == text


def test_values_limits_and_changes_are_converted_together():
    rows = (past(10.0), future("ssp585", 11, 12, 13, change_p50=2.0))
    warm = told(*rows, index="tg_mean", parameters={}, units="degC")
    text = sentence(in_preferred_units(warm, "us"))
    assert "about 50 °F" in text
    assert "51.8 to 55.4 °F" in text
    assert in_preferred_units(warm, "us").future_rows[0].change_p50 == pytest.approx(3.6)
    assert in_preferred_units(warm, "metric") is warm
    limit = replace(warm, statistic=Statistic.parse("share > 30 degC"), statistic_units="%")
    assert in_preferred_units(limit, "us").statistic.value == "86 degF"
    assert in_preferred_units(limit, "us").rows == limit.rows
    assert in_preferred_units(replace(warm, area="above 30 degC"), "us").area == "above 86 degF"
    spread = replace(warm, statistic=Statistic.parse("spread"), statistic_units="K")
    assert in_preferred_units(spread, "us").future_rows[0].p50 == pytest.approx(21.6)


def test_a_text_read_aloud_holds_no_sign_and_no_digit():
    text = spoken_text(told(past(2.13), future("ssp245", 4.2, 6, 9.4), future("ssp585", 6.1, 8, 12.3)))
    assert "days above thirty degrees Celsius" in text
    assert "about two point one a year in nineteen ninety-five to twenty fourteen" in text
    assert "the three models give four point two to nine point four under middle emissions" in text
    grade = reading_level(text).grade
    assert grade is not None
    assert grade <= 10
    assert not re.search(r"[^A-Za-z\s.,;:'’-]", text)


def test_signs_are_said():
    said = spoken("At 52.2°N: −2 to 1,200 mm a day (30 %), +2 °C; 1 & 10 m/s.")
    assert said == (
        "At fifty-two point two degrees north: minus two to one thousand two hundred millimetres a day, thirty percent,"
        " plus two degrees Celsius; one and ten metres a second."
    )


def test_coordinates_are_said_as_numbers_in_every_language():
    assert "cincuenta y dos coma veintidós" not in spoken("52.22°N", "es")
    assert "cincuenta y dos coma dos dos grados" in spoken("En 52.22°N, 0.88°E, 1.200 mm", "es")
    assert "mil doscientos milímetros" in spoken("En 52.22°N, 0.88°E, 1.200 mm", "es")


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("0", "zero"), ("21", "twenty-one"), ("100", "one hundred"), ("999999", "nine hundred and ninety-nine thousand "
         "nine hundred and ninety-nine"), ("-2.5", "minus two point five"), ("1000000", "1000000"),
    ],
)  # fmt: skip
def test_numbers_in_words(number, words):
    assert in_words(number) == words


def test_years_in_words():
    assert [year_in_words(y) for y in (1995, 2000, 2005, 2041, 2100)] == [
        "nineteen ninety-five", "two thousand", "two thousand and five", "twenty forty-one", "twenty-one hundred",
    ]  # fmt: skip


def test_the_reading_level_counts_words_sentences_and_syllables():
    level = reading_level("The cat sat on the mat. It was happy.")
    assert (level.sentences, level.words, level.syllables) == (2, 9, 10)
    assert level.grade == pytest.approx(0.39 * 4.5 + 11.8 * 10 / 9 - 15.59)
    assert reading_level("Il fait 30 °C. Bonjour.", "fr").grade is None
    assert reading_level("").words_a_sentence == 0


def test_the_answer_can_be_read_after_nine_years_of_school():
    rows = (past(2.13), future("ssp245", 4.2, 6, 9.4), future("ssp585", 6.1, 8, 12.3))
    for index, parameters, units in (
        ("tx_days_above", {"thresh": "30 degC"}, "days"), ("prcptot", {"thresh": "0 mm/day"}, "mm"),
        ("tg_mean", {}, "degC"), ("tg_mean", {}, "degF"),
    ):  # fmt: skip
        answer = sentence(told(*rows, index=index, parameters=parameters, units=units), with_doubt=False)
        grade = reading_level(answer).grade
        assert grade is not None
        assert grade <= 9, answer


def test_a_need_says_in_which_units_it_is_told_and_the_numbers_do_not_ask():
    asked = {
        "statement": "How hot?", "region": {"point": {"lat": 52.2, "lon": 0.9}}, "units": "us",
        "metric": {"index": "tx_days_above", "parameters": {"thresh": "86 degF"}},
    }  # fmt: skip
    need = Need.of(asked)
    assert need.units == "us"
    assert Need.of(need.to_mapping()) == need
    specification = Specification.of(need)
    assert Specification.from_json(specification.to_json()).units == "us"
    plain = Need.of({name: value for name, value in asked.items() if name != "units"})
    assert "units" not in plain.to_mapping()
    assert "units" not in Specification.of(plain).to_json()
    with pytest.raises(InvalidNeed, match="metric or us"):
        Need.of(asked | {"units": "furlongs"})


@pytest.mark.parametrize(
    ("sentence_said", "system"),
    [
        ("Days above 95 °F in Laredo", "us"), ("days hotter than 86F", "us"), ("2 inches of rain", "us"),
        ("wind over 30 mph", "us"), ("días de más de 95 °F", "us"), ("days above 30 °C", "metric"),
        ("Is it February?", "metric"), ("pinch of salt", "metric"),
    ],
)  # fmt: skip
def test_the_units_of_the_question_are_those_of_the_answer(sentence_said, system):
    assert units_said(sentence_said) == system
