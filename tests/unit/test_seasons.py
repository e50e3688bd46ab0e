"""Seasons on a time axis: labels, first and last days, gaps, and steps that are not days."""

import cftime
import numpy as np
import pytest

from broker.engine.cache import ReductionCache
from broker.engine.reductions import Task
from broker.engine.run import run
from broker.engine.seasons import find_seasons, season_days
from broker.errors import UnservableNeed
from catalog.calendars import day_number
from catalog.record import TimeAxis
from tests.unit.archives import MemorySource, daily_axis, grid, recipe, without
from translators.indices import INDICES
from translators.periods import YEAR, Season, Years

CALENDARS = ("standard", "proleptic_gregorian", "julian", "noleap", "all_leap", "360_day")


def monthly_axis(first_year, last_year, calendar="noleap"):
    starts = np.array([day_number(y, m, 1, calendar) for y in range(first_year, last_year + 1) for m in range(1, 13)])
    ends = np.append(starts[1:], day_number(last_year + 1, 1, 1, calendar))
    return TimeAxis(calendar, "mon", starts, (ends - starts).astype(np.int32))


def test_a_winter_is_one_season_labelled_by_the_year_in_which_it_ends():
    found = find_seasons(daily_axis(2000, 2003), Season.of("DJF"))
    assert found.label_years.tolist() == [2001, 2002, 2003]
    assert found.starts == ("2000-12-01", "2001-12-01", "2002-12-01")
    assert found.ends == ("2001-02-28", "2002-02-28", "2003-02-28")
    assert (found.i1 - found.i0).tolist() == [90, 90, 90]
    assert found.i0[0] == 334


def test_the_first_and_the_last_season_are_dropped_where_the_data_do_not_hold_them_whole():
    axis = daily_axis(2000, 2003)
    assert find_seasons(without(axis, 0), YEAR).label_years.tolist() == [2001, 2002, 2003]
    assert find_seasons(without(axis, axis.days.size - 1), YEAR).label_years.tolist() == [2000, 2001, 2002]


def test_a_gap_leaves_a_season_incomplete_and_a_season_without_any_step_has_no_row():
    axis = daily_axis(2000, 2003)
    found = find_seasons(without(axis, 400, *range(730, 1095)), YEAR)
    assert found.label_years.tolist() == [2000, 2001, 2003]
    assert found.complete.tolist() == [True, False, True]


@pytest.mark.parametrize("calendar", CALENDARS)
@pytest.mark.parametrize("text", ["year", "DJF", "JJA", {"from": "11-01", "to": "03-31"}, {"months": [2]}])
def test_every_day_of_a_season_is_in_it_in_every_calendar(calendar, text):
    season, axis = Season.of(text), daily_axis(1999, 2005, calendar)
    dates = cftime.num2date(axis.first_day, "days since 1850-01-01", calendar)
    found = find_seasons(axis, season)
    assert found.complete.all()
    for year, i0, i1 in zip(found.label_years, found.i0, found.i1, strict=True):
        wanted = [
            k
            for k, d in enumerate(dates)
            if d.month in season.months and year == d.year + (season.crosses_year_end and d.month >= season.first_month)
        ]
        assert list(range(i0, i1)) == wanted


def test_a_last_day_that_the_calendar_lacks_is_the_last_of_the_month():
    _, _, last = season_days(Season.of({"from": "11-01", "to": "03-31"}), "360_day", Years(2001, 2001))
    assert last[0] == day_number(2001, 3, 30, "360_day")
    found = find_seasons(daily_axis(2000, 2001, "360_day"), Season.of("DJF"))
    assert found.ends == ("2001-02-30",)


def test_a_first_day_that_the_calendar_lacks_is_the_next_day():
    _, first, _ = season_days(Season.of({"from": "02-29", "to": "03-31"}), "standard", Years(2000, 2001))
    assert first.tolist() == [day_number(2000, 2, 29, "standard"), day_number(2001, 3, 1, "standard")]
    _, first, _ = season_days(Season.of({"from": "01-31", "to": "02-15"}), "360_day", Years(2001, 2001))
    assert first[0] == day_number(2001, 2, 1, "360_day")


def test_a_season_of_the_leap_day_exists_in_leap_years_alone():
    season = Season.of({"from": "02-29", "to": "02-29"})
    assert season_days(season, "standard", Years(1999, 2004))[0].tolist() == [2000, 2004]
    assert season_days(season, "noleap", Years(1999, 2004))[0].size == 0
    assert len(find_seasons(daily_axis(1999, 2004), season)) == 0


def test_a_period_is_held_when_each_of_its_seasons_is_there():
    found = find_seasons(without(daily_axis(2000, 2009), *range(1825, 2190)), YEAR)
    assert found.cover(Years(2000, 2004))
    assert not found.cover(Years(2003, 2006))  # 2005 is a gap
    assert not found.cover(Years(2008, 2010))


def test_a_period_may_lack_the_first_winter_where_the_data_start_with_its_first_year():
    winters = find_seasons(daily_axis(2000, 2009), Season.of("DJF"))
    assert winters.cover(Years(2000, 2004))
    assert not winters.cover(Years(1999, 2004))
    assert not winters.cover(Years(2000, 2000))  # its only winter is the one that lacks December
    late = find_seasons(without(daily_axis(2000, 2009), *range(31)), Season.of("DJF"))
    assert not late.cover(Years(2000, 2004))  # January 2000 is missing too
    assert not find_seasons(daily_axis(2000, 2009), YEAR).cover(Years(1999, 2004))


def test_whole_months_form_a_season_and_parts_of_months_do_not():
    axis = monthly_axis(2000, 2002)
    winters = find_seasons(axis, Season.of("DJF"))
    assert winters.label_years.tolist() == [2001, 2002]
    assert winters.complete.all()
    assert (winters.i1 - winters.i0).tolist() == [3, 3]
    assert not find_seasons(axis, Season.of({"from": "05-15", "to": "08-31"})).complete.any()


def test_yearly_steps_of_other_years_are_taken_as_they_are():
    # December to November, as the Hadley Centre writes its means: 360 days from each 1 December.
    starts = np.array([day_number(y, 12, 1, "360_day") for y in range(1999, 2002)])
    found = find_seasons(TimeAxis("360_day", "yr", starts, np.full(3, 360, dtype=np.int32)), YEAR)
    assert found.label_years.tolist() == [2000, 2001, 2002]
    assert found.starts[0] == "1999-12-01"
    assert found.ends[0] == "2000-11-30"
    assert found.complete.all()
    assert found.cover(Years(2000, 2002))


def test_an_empty_axis_holds_no_season():
    empty = TimeAxis("standard", "day", np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int32))
    assert len(find_seasons(empty, YEAR)) == 0
    assert not find_seasons(empty, YEAR).cover(Years(2000, 2000))


def hourly_axis(first_year, last_year, hours, calendar="standard", late=0.0):
    """Steps of some hours, each from its stamp on; `late` days after midnight."""
    days = daily_axis(first_year, last_year, calendar).first_day
    starts = (days[:, np.newaxis] + np.arange(0, 24, hours) / 24).ravel() + late
    return TimeAxis(calendar, f"{hours}hr", np.round(starts * 1440) / 1440, np.full(starts.size, hours / 24))


@pytest.mark.parametrize("hours", [1, 2, 3, 4, 6, 8, 12])
@pytest.mark.parametrize("season", ["year", "DJF", {"from": "03-15", "to": "04-02"}])
@pytest.mark.parametrize("calendar", ["standard", "noleap", "360_day"])
def test_steps_of_hours_are_in_the_season_of_their_day(hours, season, calendar):
    daily = find_seasons(daily_axis(2001, 2004, calendar), Season.of(season))
    hourly = find_seasons(hourly_axis(2001, 2004, hours, calendar), Season.of(season))
    steps = 24 // hours
    for name in ("label_years", "first_day", "last_day", "complete"):
        np.testing.assert_array_equal(getattr(hourly, name), getattr(daily, name))
    np.testing.assert_array_equal(hourly.i0, daily.i0 * steps)
    np.testing.assert_array_equal(hourly.i1, daily.i1 * steps)


def test_a_step_of_hours_that_is_not_there_or_crosses_midnight_leaves_its_season_incomplete():
    whole = hourly_axis(2001, 2003, 6)
    cut = TimeAxis(whole.calendar, whole.frequency, np.delete(whole.first_day, 4 * 400 + 2), np.delete(whole.days, 0))
    assert find_seasons(cut, YEAR).complete.tolist() == [True, False, True]
    late = find_seasons(hourly_axis(2001, 2003, 6, late=3 / 24), YEAR)
    assert not late.complete.any()


def test_the_mean_temperature_is_made_of_steps_of_hours():
    axis = hourly_axis(2001, 2004, 6, "noleap")
    values = np.random.default_rng(1).normal(10, 5, (1, axis.days.size))
    source = MemorySource(axis, grid([50.0], [0.0]), {"tas": values})
    result = run(recipe("tg_mean"), lambda *_: source, ReductionCache(None))
    np.testing.assert_allclose(result.series[0].values, values.reshape(4, -1).mean(axis=1), rtol=1e-12)
    with pytest.raises(UnservableNeed):
        run(recipe("tx_days_above"), lambda *_: source, ReductionCache(None))


def test_an_axis_of_a_single_day_holds_the_season_of_that_day():
    number = int(day_number(2001, 7, 14, "noleap"))
    axis = TimeAxis("noleap", "day", np.array([number]), np.ones(1, dtype=np.int32))
    found = find_seasons(axis, Season.of({"from": "07-14", "to": "07-14"}))
    assert (found.starts, found.ends, found.complete.tolist()) == (("2001-07-14",), ("2001-07-14",), [True])
    assert len(find_seasons(axis, YEAR)) == 0


def test_a_day_of_the_year_is_found_in_the_season_that_holds_it_its_edges_too():
    winters = find_seasons(daily_axis(2000, 2004, "standard"), Season.of({"from": "11-15", "to": "03-10"}))
    for day in ((11, 15), (12, 31), (1, 1), (2, 28), (3, 10)):
        later = day[0] < 11
        wanted = [day_number(y - (not later), *day, "standard") for y in (2001, 2002, 2003, 2004)]
        assert winters.day_in(day).tolist() == wanted
    leap = [(2001, 3, 1), (2002, 3, 1), (2003, 3, 1), (2004, 2, 29)]
    assert winters.day_in((2, 29)).tolist() == [day_number(*date, "standard") for date in leap]
    for day in ((11, 14), (3, 11), (7, 1)):
        assert winters.day_in(day).tolist() == [-1] * 4
    assert winters.new_year.tolist() == [day_number(y, 1, 1, "standard") for y in range(2000, 2004)]
    assert winters.within(Years(2002, 2003)).tolist() == [False, True, True, False]


def test_the_step_of_a_day_is_minus_one_in_a_season_or_data_without_it():
    axis = without(daily_axis(2001, 2003), 200)
    summers = find_seasons(axis, Season.of("JJA"))
    task = Task(INDICES["tx_max"], {}, summers, axis.days, axis)
    assert task.steps_of((7, 1)).tolist() == [181, 545, 910]
    assert task.steps_of((7, 20)).tolist() == [-1, 564, 929]
    assert task.steps_of((12, 1)).tolist() == [-1, -1, -1]
