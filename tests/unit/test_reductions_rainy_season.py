"""The rains: their onset, end and false starts, in any calendar, and what a crop meets after planting."""

from __future__ import annotations

import math

import numpy as np
import pytest

from broker.engine.reductions import Daily
from broker.errors import UnservableNeed
from tests.unit.daily_tasks import CALENDARS, SOUTH, days_from, index_of_days, year_of

INF = math.inf
#: Three days of 10 mm, then 2 mm a day, dry from day 274 on.
RAINS = ((150, 152, 10.0), (153, 273, 2.0))


def test_the_rains_start_when_the_amount_is_reached_and_end_with_the_first_dry_day():
    rain = year_of(0.0, *RAINS)
    assert index_of_days("rain_season_start", rain) == [152]
    assert index_of_days("rain_season_start", rain, onset="first wet day") == [150]
    assert index_of_days("rain_season_end", rain) == [274]
    assert index_of_days("rain_season_length", rain) == [122]
    assert index_of_days("rain_season_length", rain, onset="first wet day") == [124]


def test_two_days_can_reach_the_amount_of_three():
    assert index_of_days("rain_season_start", year_of(0.0, (150, 151, 15.0), (152, 273, 2.0))) == [151]
    # Day 149 is dry: the first wet day of the three that end with day 151 is day 150.
    rain = year_of(0.0, (150, 151, 15.0), (152, 273, 2.0))
    assert index_of_days("rain_season_start", rain, onset="first wet day") == [150]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_an_amount_exactly_reached_counts_in_any_unit(dtype):
    rain = year_of(0.0, (150, 152, 25 / 3), (153, 273, 2.0))
    flux = Daily((rain / 86400)[None].astype(dtype), 86400.0, 0.0)
    assert index_of_days("rain_season_start", flux) == [152]
    short = Daily((year_of(0.0, (150, 152, 8.333), (153, 273, 2.0)) / 86400)[None].astype(dtype), 86400.0, 0.0)
    assert index_of_days("rain_season_start", short) == [INF]


@pytest.mark.parametrize(("amount", "start"), [(1.0, INF), (1.01, 152)])
def test_seven_days_at_the_limit_void_a_start_and_above_it_do_not(amount, start):
    rain = year_of(0.0, *RAINS, (161, 167, amount))
    assert index_of_days("rain_season_start", rain) == [start]
    assert index_of_days("rain_season_length", rain) == [122 if start == 152 else -INF]


@pytest.mark.parametrize(("first", "start"), [(184, INF), (185, 152)])
def test_a_dry_run_voids_a_start_where_it_begins_within_three_and_thirty_days(first, start):
    # Days 152 to 184 are 33 days from the onset on.
    rain = year_of(0.0, *RAINS, (first, first + 6, 0.0))
    assert index_of_days("rain_season_start", rain) == [start]


def test_no_rain_is_no_onset_and_a_crop_cannot_be_planted():
    dry = year_of(0.0)
    assert index_of_days("rain_season_start", dry) == [INF]
    for index in ("rain_season_end", "rain_season_length", "dry_run_after_onset", "crop_success"):
        assert index_of_days(index, dry) == [-INF]
    assert index_of_days("rain_season_false_starts", dry) == [0]


def test_rains_that_never_end_have_no_end_and_no_length():
    rain = year_of(0.0, (150, 152, 10.0), (153, 365, 2.0))
    assert index_of_days("rain_season_end", rain) == [INF]
    assert index_of_days("rain_season_length", rain) == [INF]


def test_a_dry_spell_ends_the_season_only_if_it_begins_in_its_time():
    rain = year_of(0.0, (150, 152, 10.0), (153, 230, 2.0), (280, 290, 2.0))
    # Dry from day 231 (19 August) to 279, and from 291 on.
    assert index_of_days("rain_season_end", rain) == [291]
    assert index_of_days("rain_season_end", rain, date_end_from="08-01") == [231]


def test_a_dry_run_can_be_told_by_its_total():
    # 0.5 mm on every day from day 160: no day is above 1 mm, and seven of them hold 3.5 mm.
    rain = year_of(0.0, (150, 152, 10.0), (153, 159, 2.0), (160, 365, 0.5))
    total = {"method_dry_start": "total"}
    assert index_of_days("rain_season_start", rain) == [INF]
    assert index_of_days("rain_season_start", rain, **total) == [152]
    assert index_of_days("rain_season_start", rain, **total, thresh_dry_start="3.5 mm/day") == [INF]
    ended = year_of(0.0, *RAINS, (280, 280, 0.4))
    assert index_of_days("rain_season_end", ended, method_dry_end="total", thresh_dry_end="0.5 mm/day") == [274]
    assert index_of_days("rain_season_end", ended) == [281]


def test_false_starts_are_bursts_that_a_dry_run_follows_too_soon():
    bursts = year_of(0.0, (130, 130, 30.0), (160, 161, 20.0), (200, 202, 10.0), (203, 300, 2.0))
    assert index_of_days("rain_season_start", bursts) == [202]
    assert index_of_days("rain_season_false_starts", bursts) == [2]
    never = year_of(0.0, (130, 130, 30.0), (160, 161, 20.0))
    assert index_of_days("rain_season_start", never) == [INF]
    assert index_of_days("rain_season_false_starts", never) == [2]


def test_a_search_from_september_to_march_finds_the_onset_in_a_season_from_july_to_june():
    # 20 January 2002 is day 385 of 2001, the year in which the season starts.
    rain = np.concatenate([year_of(0.0), year_of(0.0, (18, 20, 10.0), (21, 90, 2.0))])
    search = {"date_from": "09-01", "date_to": "03-31"}
    assert index_of_days("rain_season_start", rain, season=SOUTH, **search) == [385]


@pytest.mark.parametrize(
    ("season", "search", "words"),
    [
        ({"months": [1, 2, 3]}, {}, "holds no day of it"),
        ("year", {"date_from": "09-01", "date_to": "03-31"}, "cuts it in two"),
    ],
)
def test_a_search_that_does_not_lie_in_the_season_is_refused(season, search, words):
    with pytest.raises(UnservableNeed, match=words):
        index_of_days("rain_season_start", year_of(0.0), season=season, **search)


def test_a_search_is_cut_by_the_season_and_one_of_the_whole_year_is_not():
    rain = year_of(0.0, (100, 102, 10.0), (103, 200, 2.0))
    assert index_of_days("rain_season_start", rain, date_from="04-01") == [102]
    assert index_of_days("rain_season_start", rain, date_from="01-01") == [102]
    assert index_of_days("rain_season_start", rain, season={"months": [4, 5, 6]}, date_from="01-01") == [102]
    assert index_of_days("rain_season_start", rain, date_from="04-10") == [102]
    assert index_of_days("rain_season_start", rain, date_from="04-11") == [INF]
    assert index_of_days("rain_season_start", rain, date_from="04-01", date_to="04-11") == [INF]


@pytest.mark.parametrize("calendar", CALENDARS)
def test_dates_are_those_of_each_calendar(calendar):
    axis = days_from(2003, 2004, calendar)
    rain = np.zeros(axis.first_day.size)
    first = axis.first_day.size // 2 + 160
    rain[first : first + 3] = 10.0
    rain[first + 3 : first + 60] = 2.0
    (none, found) = index_of_days("rain_season_start", rain, time=axis)
    length = {"360_day": 360, "all_leap": 366}.get(calendar, 365)
    assert (none, found) == (INF, first + 3 - length)


def test_a_missing_day_empties_its_season():
    rain = year_of(0.0, *RAINS, (5, 5, np.nan))
    for index in ("rain_season_start", "rain_season_end", "rain_season_false_starts", "crop_success"):
        assert math.isnan(index_of_days(index, rain)[0])


# ——— after planting ———


def test_the_dry_run_after_the_onset_is_that_of_the_days_that_follow_it():
    # Days 153 to 182 follow the onset of day 152.
    rain = year_of(0.0, *RAINS, (177, 181, 0.5))
    assert index_of_days("dry_run_after_onset", rain) == [5]
    assert index_of_days("dry_run_after_onset", rain, length="27 days") == [3]
    assert index_of_days("dry_run_after_onset", rain, thresh="0.5 mm/day") == [0]


def test_the_days_after_a_date_may_lie_beyond_the_season_and_must_be_known():
    rain = year_of(3.0, (111, 125, 0.0))  # 21 April to 5 May
    april = {"months": [4]}
    assert index_of_days("dry_run_from_date", rain, season=april, length="30 days") == [10]
    assert index_of_days("dry_run_from_date", rain, season=april, length="40 days") == [15]
    assert math.isnan(index_of_days("dry_run_from_date", rain, season={"months": [12]}, length="32 days")[0])
    assert index_of_days("dry_run_from_date", rain, season={"months": [12]}, length="31 days") == [0]


def test_a_crop_makes_it_with_enough_rain_and_without_a_killing_dry_run():
    # 2 mm on 99 days after the onset's 10 mm: 208 mm in 100 days.
    rain = year_of(0.0, *RAINS)
    assert index_of_days("crop_success", rain, need="208 mm") == [1]
    assert index_of_days("crop_success", rain, need="209 mm") == [0]
    spell = year_of(0.0, *RAINS, (200, 213, 0.9))
    assert index_of_days("crop_success", spell, need="150 mm") == [0]
    assert index_of_days("crop_success", spell, need="150 mm", window_dry="15 days") == [1]


def test_a_crop_that_ripens_beyond_the_data_is_not_known():
    assert math.isnan(index_of_days("crop_success", year_of(0.0, *RAINS), length="220 days")[0])


def test_a_search_of_the_whole_year_has_no_end_in_a_season_from_july_to_june_either():
    rain = np.concatenate([year_of(0.0, (200, 202, 10.0), (203, 300, 2.0)), year_of(0.0)])
    whole = {"date_from": "01-01", "date_to": "12-31"}
    assert index_of_days("rain_season_start", rain, season=SOUTH, **whole) == [202]


def test_a_dry_run_from_a_date_may_end_with_the_last_day_of_the_data():
    rain = year_of(5.0, (350, 365, 0.0))
    last_days = {"from": "12-22", "to": "12-31"}
    for rule in ("any", "at_least_n:5"):
        for length, found in (("10 days", 10), ("9 days", 9)):
            asked = index_of_days("dry_run_from_date", rain, season=last_days, length=length, missing=rule)
            assert asked == [found]
        assert math.isnan(index_of_days("dry_run_from_date", rain, season=last_days, length="11 days", missing=rule)[0])
