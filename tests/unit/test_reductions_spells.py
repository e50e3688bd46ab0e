"""Spells: by days, by their total, with a least length, in a season and across its edges."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from broker.engine.reductions import Daily
from tests.unit.daily_tasks import days_from, index_of_days, year_of
from translators.periods import YEAR

WEEK = {"window": "7 days"}


def spells_of(marks):
    """The lengths of unbroken rows of true marks."""
    return [len(list(group)) for key, group in itertools.groupby(marks) if key]


def by_definition(amounts, thresh, window, op, is_dry):
    """The lengths of the spells, from the words of the definition."""
    take = {"sum": math.fsum, "max": max, "min": min}[op]
    inside = [False] * len(amounts)
    for t in range(len(amounts) - window + 1):
        value = take(amounts[t : t + window])
        if (value < thresh) if is_dry else (value >= thresh):
            inside[t : t + window] = [True] * window
    return spells_of(inside)


def test_seven_days_below_the_limit_are_a_dry_spell_by_days_and_none_by_their_total():
    rain = year_of(5.0, (101, 107, 0.9))
    assert index_of_days("dry_spell_frequency", rain, op="max", **WEEK) == [1]
    assert index_of_days("dry_spell_frequency", rain, op="sum", **WEEK) == [0]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_total_at_the_limit_is_not_below_it_in_any_unit(dtype):
    # Ten days of 0.1 mm: their stored flux, added up, misses 1 mm by a hair.
    rain = year_of(9.0, (101, 110, 0.1))
    stored = Daily((rain / 86400)[None].astype(dtype), 86400.0, 0.0)
    assert index_of_days("dry_spell_frequency", stored, window="10 days") == [0]
    assert index_of_days("wet_spell_total_length", stored, window="10 days") == [365]
    less = Daily((year_of(9.0, (101, 110, 0.0999)) / 86400)[None].astype(dtype), 86400.0, 0.0)
    assert index_of_days("dry_spell_frequency", less, window="10 days") == [1]


@pytest.mark.parametrize("kind", ["dry", "wet"])
@pytest.mark.parametrize("op", ["sum", "max", "min"])
@pytest.mark.parametrize("window", [1, 2, 3, 7, 40])
def test_spells_are_those_of_the_definition(kind, op, window):
    random = np.random.default_rng(window)
    rain = np.where(random.random(365) < 0.4, np.round(random.gamma(0.7, 8.0, 365)), 0.0)
    thresh = 2.0 * window if op == "sum" else 2.0
    wanted = by_definition(rain.tolist(), thresh, window, op, kind == "dry")
    asked = {"thresh": f"{thresh} mm/day", "window": f"{window} days", "op": op}
    assert index_of_days(f"{kind}_spell_frequency", rain, **asked) == [len(wanted)]
    assert index_of_days(f"{kind}_spell_total_length", rain, **asked) == [sum(wanted)]
    assert index_of_days(f"{kind}_spell_max_length", rain, **asked) == [max(wanted, default=0)]


def test_a_day_at_the_limit_is_wet():
    rain = year_of(0.0, (50, 52, 1.0))
    assert index_of_days("wet_spell_total_length", rain, op="min") == [3]
    assert index_of_days("dry_spell_total_length", rain, op="max") == [362]


def test_stretches_longer_than_the_season_hold_no_spell():
    assert index_of_days("dry_spell_frequency", year_of(0.0), season={"months": [2]}, window="29 days") == [0]


def test_a_missing_day_empties_its_season_and_no_other():
    rain = np.concatenate([year_of(0.0), year_of(0.0)])
    rain[400] = np.nan
    first, second = index_of_days("dry_spell_total_length", rain)
    assert (first, math.isnan(second)) == (365, True)


# ——— across the edges ———


def test_a_run_across_the_new_year_belongs_to_the_year_in_which_it_ends():
    # Wet but for 10 days of December and 5 of January, and 12 in July.
    rain = np.concatenate([year_of(9.0, (356, 365, 0.0)), year_of(9.0, (1, 5, 0.0), (190, 201, 0.0)), year_of(9.0)])
    assert index_of_days("dry_spell_across_seasons", rain) == [0, 15, 0]
    assert index_of_days("maximum_consecutive_dry_days", rain) == [10, 12, 0]


def test_a_run_that_goes_on_through_a_season_belongs_to_the_one_in_which_it_ends():
    rain = np.concatenate([year_of(9.0, (300, 365, 0.0)), year_of(0.0), year_of(9.0, (1, 4, 0.0))])
    assert index_of_days("dry_spell_across_seasons", rain) == [0, 0, 66 + 365 + 4]


def test_a_run_whose_beginning_or_end_is_not_known_has_no_length():
    begun_before_the_data = year_of(9.0, (1, 5, 0.0))
    going_on_after_them = year_of(9.0, (360, 365, 0.0))
    after_a_gap = np.concatenate([year_of(9.0, (365, 365, np.nan)), year_of(9.0, (1, 5, 0.0))])
    assert math.isnan(index_of_days("dry_spell_across_seasons", begun_before_the_data)[0])
    assert math.isnan(index_of_days("dry_spell_across_seasons", going_on_after_them)[0])
    assert all(math.isnan(value) for value in index_of_days("dry_spell_across_seasons", after_a_gap))
    # Wet at both ends, the same days say everything.
    assert index_of_days("wet_spell_across_seasons", year_of(0.0, (9, 11, 3.0))) == [3]


def test_a_run_that_goes_through_the_whole_season_needs_no_known_beginning():
    rain = np.concatenate([year_of(0.0), year_of(9.0, (1, 3, 0.0))])
    found = index_of_days("dry_spell_across_seasons", rain)
    assert found[0] == 0
    assert math.isnan(found[1])


def test_days_that_the_axis_lacks_cut_a_run():
    axis = days_from(2001, 2002)
    rain = np.concatenate([year_of(9.0, (356, 365, 0.0)), year_of(9.0, (1, 5, 0.0))])
    kept = np.arange(730) != 360
    broken = type(axis)(axis.calendar, axis.frequency, axis.first_day[kept], axis.days[kept])
    found = index_of_days("dry_spell_across_seasons", rain[kept], time=broken, season=YEAR.to_value())
    assert all(math.isnan(value) for value in found)
