"""Questions that show whether a result was understood: answers are of the result, distractors too, and grading."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from tests.unit.test_told_for_people import NEAR, PAST, future, past, shares, told
from translators.comprehension import CheckQuestion, YearsBeyond, check_questions, graded
from translators.indices import INDICES
from translators.told import ToldRow

HOT = told(past(2.13), future("ssp245", 4.2, 6, 9.4), future("ssp585", 6.1, 8, 12.3))


def asked(result, beyond: YearsBeyond | None = None) -> dict[str, str]:
    """Return question → right answer."""
    return {q.text: q.options[q.answer] for q in check_questions(result, beyond, "a product")}


def test_three_questions_are_asked_of_the_number_of_years_in_ten_and_of_one_year():
    beyond = YearsBeyond(HOT.future_rows[-1], 2.0, 90.0)
    assert asked(HOT, beyond) == {
        "Around Woolpit, what do the models give for days above 30 °C in June to August by 2041–2060 under very high "
        "emissions, as the middle of them?": "8 a year",
        "In how many years of ten will there be more than 2 days above 30 °C in June to August a year, by 2041–2060 "
        "under very high emissions?": "About 9 in 10",
        "What does this say of one single year, such as 2050?": "Nothing exact: a single year can be higher or lower",
    }


def test_a_date_of_planting_is_asked_as_such():
    parameters = {name: one.default for name, one in INDICES["rain_season_start"].parameters.items()}
    rows = (past(70.0), future("ssp585", 72.0, 80.0, 95.0))
    rains = replace(HOT, index="rain_season_start", parameters=parameters, units="day of year", rows=rows)
    questions = asked(rains, YearsBeyond(rows[-1], 74.0, 60.0))
    text = next(text for text in questions if text.startswith("If you plant on 15 March, in how many years of ten"))
    assert questions[text] == "About 6 in 10"


def test_a_share_of_years_asks_for_itself():
    assert "About 8 in 10" in asked(shares(6)).values()


def test_without_the_years_agreement_is_asked():
    result = told(past(2), future("ssp585", 4, 6, 9, agreement=2 / 3))
    assert asked(result)["How many of the three models say that there will be more?"] == "2 of 3"


@pytest.mark.parametrize("result", [told(past(2)), told(), told(past(2, place="A"), future("ssp585", 4, 6, 9))])
def test_where_no_future_or_several_places_are_told_nothing_is_asked(result):
    assert check_questions(result, None, "a product") == ()


def test_one_model_can_be_asked_about_too():
    one = ToldRow("ssp585", NEAR, 1, math.nan, 8.0, math.nan, 6.0, 1.0)
    assert len(asked(told(past(2, models=1), one))) >= 1


def test_answers_are_three_or_four_different_ones_and_their_order_depends_on_the_product():
    beyond = YearsBeyond(HOT.future_rows[-1], 2.0, 90.0)
    orders = set()
    for seed in "abcdef":
        questions = check_questions(HOT, beyond, seed)
        assert questions == check_questions(HOT, beyond, seed)
        assert all(3 <= len(set(q.options)) == len(q.options) <= 4 for q in questions)
        orders.add(tuple(q.answer for q in questions))
    assert len(orders) > 1


def test_answers_are_graded_one_by_one_and_kept_as_json():
    questions = check_questions(HOT, None, "a product")
    right = [q.answer for q in questions]
    assert all(graded(questions, right))
    wrong = [(answer + 1) % len(q.options) for answer, q in zip(right, questions, strict=True)]
    assert not any(graded(questions, wrong))
    assert [CheckQuestion.from_json(q.to_json()) for q in questions] == list(questions)


def test_too_few_answers_and_one_that_is_not_there_are_refused():
    questions = check_questions(HOT, None, "a product")
    with pytest.raises(ValueError, match="answers were given"):
        graded(questions, [0])
    with pytest.raises(ValueError, match="to choose from"):
        graded(questions, [9] * len(questions))


def test_the_past_is_a_wrong_answer_about_the_future():
    text = next(q for q in check_questions(HOT, None, "x") if "as the middle" in q.text)
    assert "2.1 a year" in text.options
    assert text.options[text.answer] != "2.1 a year"
    assert PAST.first < NEAR.first


def test_each_option_says_where_it_stood_before_they_were_mixed():
    """So that a question is told in another language with its options in the order of the record."""
    beyond = YearsBeyond(HOT.future_rows[-1], 2.0, 90.0)
    english = check_questions(HOT, beyond, "a product")
    french = check_questions(replace(HOT, language="fr"), beyond, "a product")
    assert len(english) == len(french) == 3
    for one, other in zip(english, french, strict=True):
        assert one.text != other.text
        assert one.places[one.answer] == other.places[other.answer] == 0
        assert sorted(one.places) == sorted(other.places) == list(range(len(one.options)))
