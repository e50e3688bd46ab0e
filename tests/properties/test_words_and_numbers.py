"""Words and numbers agree: every number of a text is made anew from the result, in every language and unit."""

from __future__ import annotations

import math
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from translators.brief import brief_text
from translators.comprehension import YearsBeyond, check_questions
from translators.explain import Told, ToldRow, sentence, sms_parts
from translators.in_short import in_short
from translators.locales import languages
from translators.locales.calendars import day_and_month
from translators.locales.numerals import in_words, year_in_words
from translators.messages import is_gsm7, length_gsm7
from translators.periods import Season, Years
from translators.preferences import in_preferred_units
from translators.spoken import spoken_text
from translators.statistics import Statistic

PAST, NEAR, FAR = Years(1995, 2014), Years(2041, 2060), Years(2081, 2100)
#: Index, parameters, unit, and what the value is in units of the United States. No value is told as exactly as a limit.
MEASURES = (
    ("tx_days_above", {"thresh": "31.34 degC"}, "days", lambda v: v),
    ("prcptot", {"thresh": "0 mm/day"}, "mm", lambda v: v / 25.4),
    ("tg_mean", {}, "degC", lambda v: v * 1.8 + 32),
    ("growing_degree_days", {"thresh": "7.77 degC"}, "K days", lambda v: v * 1.8),
)
LIMITS = {31.34, 88.41, 7.77, 45.99}
#: Between thousands, and before decimals.
SIGNS = {
    "en": (",", "."),
    "sw": (",", "."),
    "fr": ("\u202f", ","),
    "es": (".", ","),
    "pt": (".", ","),
    "de": (".", ","),
}
quick = settings(max_examples=25, deadline=None, derandomize=True)
asked = st.tuples(st.sampled_from(MEASURES), st.sampled_from(languages()), st.sampled_from(["metric", "us"]))


@st.composite
def results(draw, least: float = 0.0, most: float = 3000.0):
    """A past, and one or two scenarios in one or two periods, over one to nine models."""
    values = st.floats(least, most, allow_nan=False)
    models = draw(st.integers(1, 9))
    before = draw(values)
    rows = [ToldRow("historical", PAST, models, before, before, before, 0.0, math.nan, is_baseline=True)]
    for period in (NEAR, FAR)[: draw(st.integers(1, 2))]:
        for scenario in ("ssp245", "ssp585")[: draw(st.integers(1, 2))]:
            p10, p50, p90 = sorted(draw(st.tuples(values, values, values)))
            agree = draw(st.integers(0, models)) / models
            spread = (p10, p90) if models > 1 else (math.nan, math.nan)
            rows.append(ToldRow(scenario, period, models, spread[0], p50, spread[1], p50 - before, agree))
    return tuple(rows)


def told(rows, measure, language: str, **facts) -> Told:
    index, parameters, units, _ = measure
    return Told(**{
        "index": index, "parameters": parameters, "season": Season.of("JJA"), "baseline": PAST,
        "region": "Woolpit, England", "is_point": True, "units": units, "rows": rows, "language": language,
    } | facts)  # fmt: skip


def rounded(value: float, units: str) -> float:
    """Two digits; temperatures to a tenth; days no finer than a tenth. Written from the description of `figure`."""
    if units in {"degC", "degF"}:
        return round(value, 1) + 0.0
    value = round(value, 1) if units == "days" else value
    return 0.0 if value == 0 else float(f"{value:.1e}")


def numbers(text: str, language: str) -> list[float]:
    """Every number of a text but years, limits, and the names of scenarios."""
    group, decimal = (re.escape(sign) for sign in SIGNS[language])
    text = re.sub(r"\d{4}–\d{4}|ssp\d{3}", " ", text)
    found = re.findall(rf"(?<!\w)[−-]?(?:\d{{1,3}}(?:{group}\d{{3}})+|\d+)(?:{decimal}\d+)?", text)
    values = [float(re.sub(group, "", n).replace(SIGNS[language][1], ".").replace("−", "-")) for n in found]
    return [value for value in values if value not in LIMITS]


def expected(result: Told, rows, measure, system: str):
    """What a value of the delivered rows must read as."""
    convert = measure[3] if system == "us" else lambda v: v
    return lambda value: rounded(convert(value), result.row_units)


@quick
@given(rows=results(), choice=asked)
def test_the_one_sentence_holds_exactly_past_and_range_of_the_first_period(rows, choice):
    measure, language, system = choice
    result = in_preferred_units(told(rows, measure, language), system)
    reads = expected(result, rows, measure, system)
    first = [row for row in rows[1:] if row.period == NEAR]
    if len(first) == 1:
        wanted = [first[0].p50] if first[0].models == 1 else [first[0].p50, first[0].p10, first[0].p90]
    else:
        ends = [e for row in first for e in ((row.p50,) if row.models == 1 else (row.p10, row.p90))]
        wanted = [min(ends), max(ends)]
    text = in_short(result)
    assert text.count(". ") == 0
    said = numbers(text.rpartition(";")[0], language)
    assert said[0] == reads(rows[0].p50)
    assert set(said[1:]) == {reads(value) for value in wanted}


@quick
@given(rows=results(), choice=asked)
def test_every_number_of_the_answer_is_one_of_the_result_and_every_range_is_told(rows, choice):
    measure, language, system = choice
    result = in_preferred_units(told(rows, measure, language), system)
    reads = expected(result, rows, measure, system)
    of_rows = {reads(v) for row in rows for v in (row.p10, row.p50, row.p90) if math.isfinite(v)}
    counts = {float(n) for n in range(1, 11)}
    said = set(numbers(sentence(result, with_doubt=False), language))
    assert said <= of_rows | counts
    ends = [(row.p10, row.p90) if row.models > 1 else (row.p50, row.p50) for row in rows[1:]]
    assert {reads(end) for pair in ends for end in pair} | {reads(rows[0].p50)} <= said
    whole = numbers(brief_text(result).partition("\n\n")[2].rpartition("\n\n")[0], language)
    assert {reads(row.p50) for row in rows} <= set(whole)


@quick
@given(rows=results(most=100.0), language=st.sampled_from(languages()), operator=st.sampled_from([">", "<"]))
def test_shares_are_told_as_years_in_ten(rows, language, operator):
    facts = {"statistic": Statistic.parse(f"share {operator} 3 days"), "statistic_units": "%"}
    text = in_short(told(rows, MEASURES[0], language, **facts)).rpartition(";")[0]
    first = [row for row in rows[1:] if row.period == NEAR]
    ends = [e for row in first for e in ((row.p50,) if row.models == 1 else (row.p10, row.p90))]
    halves = {round(share / 5) / 2 for share in (rows[0].p50, min(ends), max(ends))}
    assert halves <= set(numbers(text, language))


@quick
@given(rows=results(most=360.0), language=st.sampled_from(languages()))
def test_days_of_the_year_are_told_as_dates(rows, language):
    measure = (
        "last_spring_frost",
        {"thresh": "0 degC", "window": "1 days", "before_date": "07-01"},
        "day of year",
        None,
    )
    text = sentence(told(rows, measure, language), with_doubt=False)
    for row in rows:
        ends = (row.p10, row.p90) if row.models > 1 and not row.is_baseline else (row.p50,)
        for day in ends:
            month, number = divmod_date(day)
            assert day_and_month(month, number, language) in text


def divmod_date(day: float) -> tuple[int, int]:
    """Month and day of a day of a year without a leap day, by counting."""
    left = round(day) if round(day) > 0 else 365 + round(day)
    for month, length in enumerate((31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31), 1):
        if left <= length:
            return month, left
        left -= length
    raise AssertionError(day)


@quick
@given(rows=results(), choice=asked)
def test_messages_fit_and_texts_read_aloud_hold_no_digit_and_no_sign(rows, choice):
    measure, language, system = choice
    result = in_preferred_units(told(rows, measure, language), system)
    for part in sms_parts(result):
        assert is_gsm7(part)
        assert length_gsm7(part) <= 160
    aloud = spoken_text(result)
    assert not re.search(r"\d|[^\w\s.,;:!?'’-]", aloud)
    first = next(row for row in rows if row.period == NEAR)
    assert year_in_words(first.period.last, language) in aloud


@pytest.mark.parametrize("language", languages())
@quick
@given(value=st.integers(0, 999_999))
def test_no_two_numbers_are_said_alike(value, language):
    assert in_words(str(value), language) != in_words(str(value + 1 if value < 999_999 else 0), language)


@quick
@given(rows=results(), choice=asked, share=st.floats(0, 100), seed=st.text(max_size=8))
def test_the_right_answers_of_the_check_are_those_of_the_result(rows, choice, share, seed):
    measure, language, system = choice
    result = in_preferred_units(told(rows, measure, language), system)
    reads = expected(result, rows, measure, system)
    row = [row for row in rows if row.period == NEAR][-1]
    told_row = [one for one in result.rows if one.period == NEAR][-1]
    questions = check_questions(result, YearsBeyond(told_row, 5.0, share), seed)
    assert 1 <= len(questions) <= 3
    for question in questions:
        assert len(set(question.options)) == len(question.options)
        right = numbers(question.options[question.answer], language)
        if question is questions[0] and right:
            assert reads(row.p50) in right
        assert question.text
    if len(questions) == 3:
        assert numbers(questions[1].options[questions[1].answer], language)[0] == round(share / 5) / 2
