"""Pictures say what the numbers say."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest

from broker.product import summary_json
from broker.ui.components import fan, ranges
from broker.ui.components.alike import grouped
from broker.ui.components.figures import amount, number, scenario, spread
from broker.ui.components.running import running, yearly
from tests.app.fake_broker import result_of
from translators.need import Need
from translators.specification import Specification

NEED = Need.of(
    {
        "statement": "How many?",
        "region": {"point": {"lat": 52.22, "lon": 0.88}},
        "metric": {"index": "tx_days_above", "parameters": {"thresh": "30 degC"}},
    }
)


@pytest.fixture
def result():
    return result_of(Specification.of(NEED))


def test_a_running_mean_of_twenty_equal_years_is_that_value():
    models = {"a": dict.fromkeys(range(2000, 2040), 3.0), "b": dict.fromkeys(range(2000, 2040), 5.0)}
    years, bands = running(models)
    assert years[0] == 2009.5
    assert years[-1] == 2029.5
    np.testing.assert_allclose(bands[1], 4.0)
    np.testing.assert_allclose(bands[0], 3.2)
    np.testing.assert_allclose(bands[2], 4.8)


def test_a_window_with_too_few_years_says_nothing():
    years, bands = running({"a": dict.fromkeys(range(2000, 2015), 3.0)})
    assert years.size == 0
    assert bands.shape == (3, 0)


def test_the_line_meets_the_period_in_its_middle(result):
    years, bands = running(yearly(result, "ssp245"))
    seasons = [s for s in result.series if s.scenario == "ssp245"]
    means = [s.values[(s.label_years >= 2041) & (s.label_years <= 2060)].mean() for s in seasons]
    assert bands[1][list(years).index(2050.5)] == pytest.approx(np.median(means))


def test_the_fan_has_a_panel_for_each_scenario_and_names_each_model(result):
    figure = fan.fan(result)
    texts = [a.text for a in figure.layout.annotations]
    assert sum("emissions" in t for t in texts) == 2
    assert {"CanESM5", "MIROC6", "NorESM2-LM"} <= set(texts)
    assert not figure.layout.showlegend


def test_the_fan_has_words_for_those_who_do_not_see_it(result):
    words = fan.in_words(result)
    assert "1995–2014" in words
    assert "2041–2060" in words
    assert "days" in words


def test_ranges_are_on_one_scale_and_carry_their_numbers(result):
    summary = summary_json(result.summary)
    drawn = ranges.picture(summary, "days", scale=(0.0, 20.0))
    assert "1995–2014" in drawn
    lefts = [float(x) for x in re.findall(r"left:([\d.]+)%", drawn)]
    assert all(0 <= x <= 100 for x in lefts)
    assert ranges.picture([], "days") == ""


def test_numbers_are_said_with_two_digits_and_a_true_minus():
    assert number(12.43, "days") == "12"
    assert number(-1.25, "K") in {"−1.2", "−1.3"}
    assert number(math.nan) == "–"
    assert number(None) == "–"
    assert number(2.0, "days", sign=True) == "+2"
    assert amount(1.0, "days") == "1 day"
    assert amount(None, "days") == "–"
    assert spread(1.2, 2.8, "days") == "1.2–2.8 days"
    assert spread(None, 2.8, "days") == "–"


def test_a_scenario_has_everyday_words_before_its_code():
    assert scenario("ssp245") == "middle emissions (SSP2-4.5)"
    assert "(" not in scenario("historical")


def test_sentences_that_differ_in_model_and_number_are_put_together():
    found = grouped(
        ["A's nights are 1.4 °C warmer.", "The years are absent.", "B-2's nights are 4.4 °C warmer."], {"A", "B-2"}
    )
    assert [len(group) for group in found] == [2, 1]
