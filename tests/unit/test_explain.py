"""Results in plain words: every number is one of the rows, every operator that of the index."""

from __future__ import annotations

import math
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translators.brief import brief_text
from translators.explain import (
    Told,
    ToldMismatch,
    ToldRow,
    cannot_tell,
    definition,
    sentence,
    shown_parameter,
    sms_parts,
)
from translators.figures import figure
from translators.indices import INDICES
from translators.locales import table
from translators.messages import gsm7, is_gsm7, length_gsm7, split_message
from translators.periods import YEAR, Season, Years
from translators.statistics import Statistic

PAST, NEAR, FAR = Years(1995, 2014), Years(2041, 2060), Years(2081, 2100)
JJA = Season.of("JJA")
NAN = math.nan


def baseline(p50: float, **facts) -> ToldRow:
    return ToldRow("historical", PAST, 3, p50 - 1, p50, p50 + 1, 0.0, NAN, is_baseline=True, **facts)


def future(
    scenario: str, low: float, middle: float, high: float, change: float, agreement: float = 1.0, **facts
) -> ToldRow:
    facts = {"models": 3, "period": NEAR} | facts
    return ToldRow(scenario, facts["period"], facts["models"], low, middle, high, change, agreement)


def measured(value: float, period: Years = PAST, is_baseline: bool = True) -> ToldRow:
    return ToldRow("observed", period, 1, NAN, value, NAN, is_baseline=is_baseline, is_measured=True)


def hot_days(*rows: ToldRow, **facts) -> Told:
    given_facts = {
        "index": "tx_days_above", "parameters": {"thresh": "30 degC"}, "season": JJA, "baseline": PAST,
        "region": "Woolpit, England, United Kingdom", "is_point": True, "units": "days", "rows": rows,
    } | facts  # fmt: skip
    return Told(**given_facts)


WOOLPIT = hot_days(
    baseline(2.13), future("ssp245", 4.2, 6.0, 9.44, 3.9), future("ssp585", 6.06, 8.0, 12.3, 5.9),
    warnings=("MIROC6's nights are 4 °C warmer than measured.",),
)  # fmt: skip


def test_the_sentence_says_place_quantity_season_past_future_agreement_and_doubt():
    assert sentence(WOOLPIT) == (
        "Around Woolpit, days above 30 °C in June to August were about 2.1 a year in 1995–2014. "
        "By 2041–2060 the three models give 4.2 to 9.4 under middle emissions and 6.1 to 12 under very high "
        "emissions. All three agree that there will be more. MIROC6's nights are 4 °C warmer than measured."
    )


def test_measurements_stand_beside_the_modelled_past():
    told = replace(WOOLPIT, rows=(*WOOLPIT.rows, measured(1.5)))
    assert "about 2.1 a year in 1995–2014 as modelled, and 1.5 a year as measured" in sentence(told)


def test_one_model_gives_one_value_and_no_agreement():
    told = hot_days(
        baseline(
            2.0,
        ),
        future("ssp585", NAN, 8.0, NAN, 6.0, models=1),
    )
    assert "the one model gives 8 under" in sentence(told)
    assert "One model alone" in sentence(told)
    assert any("Only one model" in line for line in cannot_tell(told))


def test_without_a_baseline_the_past_and_the_change_are_said_to_be_unknown():
    text = sentence(hot_days(future("ssp585", 6.0, 8.0, 12.0, NAN, NAN)))
    assert "nothing is known from these data for 1995–2014" in text
    assert "How far that is from 1995–2014 is not known" in text


def test_no_change_is_said_and_not_given_a_sign():
    assert "They show no change." in sentence(hot_days(baseline(0.0), future("ssp245", 0.0, 0.0, 0.0, 0.0, 0.0)))


def test_only_measurements_are_told_as_such():
    text = sentence(hot_days(measured(1.5), measured(3.0, Years(2011, 2020), is_baseline=False)))
    assert "were about 1.5 a year in 1995–2014 as measured" in text
    assert "In 2011–2020 3 a year were measured." in text
    assert "models" not in text


def test_a_result_without_any_value_says_so():
    assert "the data hold no value" in sentence(hot_days())


def test_the_least_agreement_of_all_scenarios_counts():
    rows = (baseline(2.0), future("ssp245", 3, 4, 5, 2.0, 2 / 3), future("ssp585", 5, 6, 7, 4.0, 1.0))
    assert "At least two of three agree that there will be more." in sentence(hot_days(*rows))


def test_scenarios_that_differ_in_direction_are_told_apart():
    rows = (baseline(2.0), future("ssp245", 3, 4, 5, 2.0), future("ssp585", 1, 1, 1, -1.0))
    assert "there will be more under middle emissions" in sentence(hot_days(*rows))
    assert "there will be fewer under very high emissions" in sentence(hot_days(*rows))


def test_each_period_has_its_own_clause_in_order():
    rows = (baseline(2.0), future("ssp585", 9, 10, 11, 8.0, period=FAR), future("ssp585", 5, 6, 7, 4.0))
    text = sentence(hot_days(*rows))
    assert text.index("By 2041–2060") < text.index("By 2081–2100")


def test_models_are_counted_where_scenarios_have_different_ones():
    rows = (baseline(2.0), future("ssp245", 3, 4, 5, 2.0, models=2), future("ssp585", 5, 6, 7, 4.0, models=3))
    assert "two models give 3 to 5" in sentence(hot_days(*rows))
    assert "the three models give 5 to 7" in sentence(hot_days(*rows))


def test_areas_and_coordinates_are_placed_in_words():
    assert sentence(replace(WOOLPIT, region="Kenya", is_point=False)).startswith("In Kenya, ")
    assert sentence(replace(WOOLPIT, region="52.22°N, 0.88°E")).startswith("At 52.22°N, 0.88°E, ")


def test_the_whole_year_needs_no_season():
    assert "days above 30 °C were about" in sentence(replace(WOOLPIT, season=YEAR))


PARAMETERS = {"degC": "10 degC", "mm/day": "2 mm/day", "days": "5 days"}


def a_value(parameter):
    """A value for a parameter: its default, else a plausible one."""
    if parameter.kind == "expression":
        return "days with tasmax > 33 degC"
    return parameter.default or PARAMETERS.get(parameter.units, f"10 {parameter.units}")


def told_of(index, **facts):
    entry = INDICES[index]
    parameters = {name: a_value(parameter) for name, parameter in entry.parameters.items()}
    return replace(WOOLPIT, index=index, parameters=parameters, units=entry.units, **facts)


@pytest.mark.parametrize("index", sorted(INDICES))
def test_every_index_is_told_and_its_definition_holds_every_parameter(index):
    told = told_of(index)
    text, defined = sentence(told), definition(told)
    for said in (text, defined):
        assert "{" not in said
    for name, value in told.parameters.items():
        if INDICES[index].parameters[name].kind != "expression":
            shown = str(told.baseline) if value == "baseline" else shown_parameter(value)
            assert shown in defined, name
    assert is_gsm7("".join(sms_parts(told)))
    assert brief_text(told)


OPERATOR_WORDS = {">": "above", "<": "below", ">=": "of at least"}


@pytest.mark.parametrize("index", ["tx_days_above", "frost_days", "wetdays", "growing_degree_days"])
def test_sentence_and_definition_have_the_operator_and_the_limit(index):
    told = told_of(index)
    for said in (sentence(told), definition(told)):
        assert f"{OPERATOR_WORDS[INDICES[index].operator]} {shown_parameter(told.parameters['thresh'])}" in said


@pytest.mark.parametrize("index", sorted(INDICES))
def test_an_index_without_words_of_its_own_is_called_by_its_title(index, monkeypatch):
    monkeypatch.setitem(table("tell"), "quantities", {})
    text = sentence(told_of(index))
    assert "{" not in text
    assert INDICES[index].title[1:] in text


def test_the_definition_says_what_happens_at_the_limit():
    assert "a day at exactly 30 °C does not count" in definition(WOOLPIT)
    rain = replace(WOOLPIT, index="wetdays", parameters={"thresh": "1 mm/day"})
    assert "a day at exactly 1 mm counts" in definition(rain)
    assert definition(WOOLPIT).endswith("in June to August of each year")


def test_what_cannot_be_told_starts_with_what_weighs_most():
    told = replace(
        WOOLPIT,
        mismatches=(
            ToldMismatch("space", "warning", "The farm is smaller than a cell."),
            ToldMismatch("metric", "warning", "The mean of tasmin and tasmax stands for tas."),
            ToldMismatch("time", "note", "All years are held."),
        ),
    )
    lines = cannot_tell(told)
    assert lines[0] == "The mean of tasmin and tasmax stands for tas."
    assert lines[1] == "MIROC6's nights are 4 °C warmer than measured."
    assert lines[2] == "The farm is smaller than a cell."
    assert "All years are held." not in lines
    assert any("three models" in line for line in lines)
    assert "no forecast" in lines[-1]
    assert sentence(told).endswith(lines[0])


def test_the_brief_holds_question_answer_numbers_limits_and_definition():
    told = replace(
        WOOLPIT, statement="Too hot for my cows?", decision="a shaded yard", credits=("woolpit-cmip6@1: cite",)
    )
    text = brief_text(told)
    for part in ("Too hot for my cows?", "a shaded yard", "The answer", "2.1 days", "(from 4.2 to 9.4)", "cite"):
        assert part in text
    assert "What this cannot tell" in text


def test_a_language_without_words_is_told_in_english():
    assert sentence(replace(WOOLPIT, language="tlh")) == sentence(WOOLPIT)


@pytest.mark.parametrize(
    ("value", "units", "text"),
    [
        (12.4, "days", "12"), (0.347, "days", "0.3"), (1234.0, "mm", "1,200"), (-3.21, "K", "−3.2"),
        (9.96, "days", "10"), (99.6, "mm", "100"), (0.0, "days", "0"), (-0.01, "K", "0"), (NAN, "days", "–"),
        (14.26, "degC", "14.3"),
        (182.3, "days", "180"), (0.0123, "mm/day", "0.012"), (14.0, "degC", "14"),
    ],
)  # fmt: skip
def test_numbers_have_two_significant_digits_and_temperatures_one_decimal(value, units, text):
    assert figure(value, units) == text


values = st.floats(0, 365, allow_nan=False)


@given(
    past=values, spread=st.lists(values, min_size=3, max_size=3), change=st.floats(-50, 50), models=st.integers(1, 40)
)
def test_every_number_of_the_sentence_is_one_of_the_rows(past, spread, change, models):
    low, middle, high = sorted(spread)
    row = future("ssp585", low, middle, high, change, agreement=1.0, models=models)
    text = sentence(hot_days(baseline(past), row), with_doubt=False)
    known = {figure(v, "days") for v in (past, low, middle, high)} | {"30", "1995", "2014", "2041", "2060", str(models)}
    assert set(re.findall(r"(?<![a-z\d])\d[\d,.]*\d|(?<![a-z\d])\d", text)) <= known


@given(past=values, spread=st.lists(values, min_size=3, max_size=3), region=st.text(min_size=1, max_size=60))
def test_every_message_fits_and_is_in_the_alphabet_of_text_messages(past, spread, region):
    low, middle, high = sorted(spread)
    told = hot_days(baseline(past), future("ssp585", low, middle, high, 1.0), region=region)
    parts = sms_parts(told)
    assert all(length_gsm7(part) <= 160 and is_gsm7(part) for part in parts)


def test_messages_are_numbered_where_there_are_several():
    parts = sms_parts(WOOLPIT)
    assert [part.split(" ")[0] for part in parts] == ["1/2", "2/2"]
    assert "above 30 C" in parts[0]
    assert "1995-2014" in parts[0]


def test_a_degree_sign_is_no_sign_of_text_messages():
    assert not is_gsm7("°")
    assert gsm7("30 °C – “hot”, Kanō") == '30 C - "hot", Kano'


def test_a_word_longer_than_a_message_is_cut_and_a_tiny_limit_refused():
    assert all(len(part) <= 40 for part in split_message("x" * 500, 40))
    assert "".join(part.split(" ", 1)[1] for part in split_message("x" * 500, 40)) == "x" * 500
    with pytest.raises(ValueError, match="too few"):
        split_message("some words", 10)


def statistic(text: str, *rows: ToldRow, **facts) -> str:
    return sentence(hot_days(*rows, statistic=Statistic.parse(text), **facts), with_doubt=False)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("median", "days above 30 °C in June to August in a middle year (the median of the years) were about 12 in"),
        (
            "percentile 80",
            "that days above 30 °C in June to August pass in 2 years of 10 (percentile 80) was about",
        ),
        ("spread", "the spread of days above 30 °C in June to August from year to year (standard deviation) was"),
        ("return level 50", "the level that days above 30 °C in June to August pass once in 50 years on average was"),
        ("share >= 5 days", "years with at least 5 days above 30 °C in June to August were about 1 in 10 in 1995–2014"),
    ],
)
def test_a_statistic_over_the_years_is_named_in_words(asked, told):
    assert told in statistic(asked, baseline(12.0), statistic_units="%" if asked.startswith("share") else "")


def test_dates_are_told_as_dates_and_shares_of_them_by_their_limit():
    dated = {"index": "last_spring_frost", "parameters": {}, "units": "day of year", "season": YEAR}
    assert "was about 12 April in 1995–2014" in sentence(hot_days(baseline(102.0), **dated))
    assert "was about 20 January in 1995–2014" in sentence(hot_days(baseline(385.0), **dated))
    text = statistic("share > 04-15", baseline(30.0), **dated, statistic_units="%")
    assert "after 15 April were about 3 in 10" in text


def test_years_with_an_outcome_are_told_beside_the_numbers():
    past = baseline(102.0, outcomes={"no onset found": 0.1})
    later = replace(future("ssp585", 100, 104, 108, 2.0), outcomes={"no onset found": 0.3})
    text = sentence(hot_days(past, later))
    assert "Years with no onset found: about 1 in 10 in 1995–2014, and about 3 in 10 by 2041–2060 under" in text


def test_a_level_of_warming_stands_in_place_of_the_years():
    text = sentence(hot_days(baseline(2.0), replace(future("ssp585", 3, 4, 5, 2.0), warming=2.0)))
    assert "At 2 °C of global warming the three models give 3 to 5 under very high emissions." in text
