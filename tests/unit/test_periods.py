"""Seasons and years as people write them."""

from __future__ import annotations

import calendar
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translators.errors import InvalidPeriod
from translators.periods import YEAR, Season, Years


def test_a_period_holds_both_its_end_years():
    years = Years.of([2041, 2060])
    assert len(years) == 20
    assert 2041 in years
    assert 2060 in years
    assert 2061 not in years
    assert str(years) == "2041–2060"


def test_a_period_may_be_one_year_long():
    assert str(Years.of([2050, 2050])) == "2050"


@pytest.mark.parametrize(
    "written",
    [
        [2060, 2041], [2041], [2041, 2060, 2080], "2041-2060", 2041, None, ["2041", "2060"], [2041.0, 2060.0],
        [True, 2060], [0, 10], [2041, 10_000], {"first": 2041, "last": 2060}, [10**400, 10**401],
    ],
)  # fmt: skip
def test_years_that_cannot_be_are_refused_beside_their_field(written):
    with pytest.raises(InvalidPeriod) as refusal:
        Years.of(written, about="baseline")
    assert refusal.value.about == "baseline"
    assert len(str(refusal.value)) < 1500


def test_years_the_wrong_way_round_are_shown_the_right_way_round():
    with pytest.raises(InvalidPeriod, match=r"\[2041, 2060\]"):
        Years.of([2060, 2041])


@pytest.mark.parametrize(
    ("written", "months"),
    [
        ("DJF", (12, 1, 2)),
        ("jjas", (6, 7, 8, 9)),
        ("NDJFM", (11, 12, 1, 2, 3)),
        ({"months": [12, 1, 2]}, (12, 1, 2)),
        ({"months": [7]}, (7,)),
        ({"from": "06-01", "to": "08-31"}, (6, 7, 8)),
        ({"from": "11-01", "to": "03-31"}, (11, 12, 1, 2, 3)),
        ("year", tuple(range(1, 13))),
    ],
)
def test_seasons_are_read_in_every_way_of_a_need_file(written, months):
    season = Season.of(written)
    assert season.months == months
    assert season.is_whole_months
    assert season.crosses_year_end == (12 in months and 1 in months and months[0] != 1)


def test_the_thirtieth_of_september_is_the_end_of_september_in_every_calendar():
    assert Season.of({"from": "06-01", "to": "09-30"}) == Season.of("JJAS")


def test_a_season_is_written_with_days_that_its_last_month_has():
    assert Season.of({"from": "06-15", "to": "09-30"}).to_value() == {"from": "06-15", "to": "09-30"}


def test_february_ends_on_its_last_day_only_where_the_calendar_says_so():
    assert Season.of({"from": "02-01", "to": "02-30"}) == Season.of_months([2])  # 30 days in a 360-day calendar
    assert not Season.of({"from": "02-01", "to": "02-28"}).is_whole_months


def test_twelve_months_from_july_are_a_whole_season_and_not_the_calendar_year():
    season = Season.of({"from": "07-01", "to": "06-30"})
    assert season.is_whole_months
    assert not season.is_year
    assert season.crosses_year_end


@pytest.mark.parametrize(
    ("season", "name"),
    [
        (YEAR, "the year"),
        (Season.of("JJA"), "June to August"),
        (Season.of_months([7]), "July"),
        (Season.of({"from": "11-01", "to": "03-15"}), "1 November to 15 March"),
    ],
)
def test_seasons_are_named_in_plain_words(season, name):
    assert season.name == name


@pytest.mark.parametrize(
    "written",
    [
        "JJ J", "XYZ", "J", "", "summer", {"months": []}, {"months": [0]}, {"months": [13]}, {"months": [6, 8]},
        {"months": [8, 7]}, {"months": ["June"]}, {"months": 6}, {"months": [True]}, {"months": list(range(1, 14))},
        {"from": "11-01"}, {"from": "13-01", "to": "03-31"}, {"from": "11-00", "to": "03-31"},
        {"from": "Nov 1", "to": "03-31"}, {"from": dt.date(2000, 11, 1), "to": "03-31"},
        {"months": [1], "from": "01-01"}, 6, None, [6, 7, 8], {"from": 1101, "to": 331},
    ],
)  # fmt: skip
def test_seasons_that_cannot_be_are_refused_beside_the_season(written):
    with pytest.raises(InvalidPeriod) as refusal:
        Season.of(written)
    assert refusal.value.about == "season"


@given(
    first=st.tuples(st.integers(1, 12), st.integers(1, 31)),
    last=st.tuples(st.integers(1, 12), st.integers(1, 31)),
)
def test_a_season_written_and_read_back_is_the_same(first, last):
    season = Season(*first, *last)
    assert Season.of(season.to_value()) == season
    assert Season.of(season.to_value()).to_value() == season.to_value()


@pytest.mark.parametrize("month", range(1, 13))
def test_a_month_has_the_days_that_some_calendar_gives_it_and_no_more(month):
    most = 30 if month == 2 else calendar.monthrange(2001, month)[1]
    ends = Season.of({"from": f"{month:02d}-01", "to": f"{month:02d}-{most:02d}"})
    assert ends == Season.of_months([month])
    assert not Season.of({"from": f"{month:02d}-01", "to": f"{month:02d}-27"}).is_whole_months
    with pytest.raises(InvalidPeriod):
        Season.of({"from": f"{month:02d}-{32:02d}", "to": f"{month:02d}-{32:02d}"})


@pytest.mark.parametrize("month", range(1, 13))
@pytest.mark.parametrize(("named", "leap"), [("standard", 2004), ("noleap", 2003), ("360_day", None)])
def test_a_season_of_whole_months_ends_with_the_last_day_of_its_calendar(month, named, leap):
    last = 30 if leap is None else calendar.monthrange(leap, month)[1]
    for day in range(26, 32):
        if day <= (30 if month == 2 else calendar.monthrange(2001, month)[1]):
            assert Season(month, 1, month, day).is_whole_months_in(named) == (day >= last)
            assert not Season(month, 2, month, day).is_whole_months_in(named)
