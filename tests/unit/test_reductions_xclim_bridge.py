"""Any indicator of xclim by one line: seasons of any start, each in the simulation's own calendar."""

from __future__ import annotations

import numpy as np
import pytest

from broker.engine.reductions import Daily, Task, quantities_of, reduce_daily
from broker.engine.seasons import find_seasons
from broker.errors import BrokerError, UnservableNeed
from catalog.calendars import day_number
from catalog.record import TimeAxis
from translators.indices import Index, Parameter
from translators.indices.index import date, days
from translators.periods import YEAR, Season

WINTER = Season(11, 15, 2, 31)

#: Lines that no table holds.
DRY_SPELL = Index(
    "dry_spell_total_length", "Days in dry spells", ("pr",), "days", "xclim",
    "the days in dry spells: windows of {window} with less than {thresh}", "xclim",
    parameters={"window": days("3 days", "days"), "thresh": Parameter("1 mm", "mm", "limit", 0, 100)},
    xclim="dry_spell_total_length",
)  # fmt: skip
MAGNITUDE = Index(
    "tg_max", "Hottest mean", ("tas",), "degC", "xclim", "the highest daily mean temperature", "xclim", xclim="tg_max",
)  # fmt: skip
FIRST_COLD = Index(
    "first_day_tx_below", "First cold day", ("tasmax",), "day of year", "xclim",
    "the first day from {after_date} with a maximum {operator} {thresh}", "xclim", operator="<",
    parameters={
        "thresh": Parameter("0 degC", "degC", "limit", -90, 65),
        "window": days("1 days", "days"),
        "after_date": date("11-20", "date"),
    },
    xclim="first_day_tx_below",
)  # fmt: skip
COLDEST_RANGE = Index(
    "daily_temperature_range_variability", "Day-to-day change of range", ("tasmin", "tasmax"), "K", "xclim",
    "the mean change of the day's range from one day to the next", "xclim", xclim="daily_temperature_range_variability",
)  # fmt: skip


def days_of(first_year, last_year, calendar):
    first, end = (int(day_number(y, 1, 1, calendar)) for y in (first_year, last_year + 1))
    return TimeAxis(calendar, "day", np.arange(first, end), np.ones(end - first, dtype=np.int64))


def task_of(index, time, season=YEAR, latitude=None, **parameters):
    given = {name: parameters.get(name, p.default) for name, p in index.parameters.items()}
    return Task(index, quantities_of(index, given), find_seasons(time, season), time.days, time, latitude)


@pytest.mark.parametrize("calendar", ["standard", "noleap", "360_day"])
@pytest.mark.parametrize("season", [YEAR, WINTER, Season(7, 1, 6, 30), Season(3, 15, 3, 14)])
def test_an_indicator_is_computed_in_each_season_of_any_start_and_calendar(calendar, season):
    time = days_of(2000, 2003, calendar)
    kelvin = np.random.default_rng(1).normal(285, 6, (3, time.first_day.size))
    kelvin[1, 800] = np.nan
    task = task_of(MAGNITUDE, time, season)
    found = reduce_daily(task, (Daily(kelvin, 1.0, -273.15),))
    for s in range(len(task.seasons)):
        part = kelvin[:, task.seasons.i0[s] : task.seasons.i1[s]]
        assert found[:, s] == pytest.approx(part.max(axis=1) - 273.15, nan_ok=True)


def test_parameters_and_units_go_with_it():
    time = days_of(2001, 2002, "noleap")
    rain = np.full((1, 730), 5.0)
    rain[0, 100:104] = 0.2  # 0.6 mm in three days
    rain[0, 200:202] = 0.0  # never three days
    found = reduce_daily(task_of(DRY_SPELL, time), (Daily(rain / 86400, 86400.0, 0.0),))
    assert found[0].tolist() == [4, 0]
    found = reduce_daily(task_of(DRY_SPELL, time, window="2 days"), (Daily(rain / 86400, 86400.0, 0.0),))
    assert found[0].tolist() == [6, 0]


def test_a_day_of_the_year_counts_from_the_start_of_the_season():
    time = days_of(2001, 2004, "noleap")
    tasmax = np.full((2, time.first_day.size), 5.0)
    tasmax[0, 365 + 9] = -1.0  # 10 January 2002, in the winter of 2001/02
    tasmax[1, 330] = -1.0  # 27 November 2001
    found = reduce_daily(task_of(FIRST_COLD, time, WINTER), (Daily(tasmax, 1.0, 0.0),))
    assert found[:, 0].tolist() == [375, 331]
    assert np.isnan(found[:, 1:]).all()


def test_two_variables_are_given_by_their_names():
    time = days_of(2001, 2001, "noleap")
    low = np.random.default_rng(1).normal(5, 2, (2, 365))
    high = low + np.random.default_rng(2).uniform(2, 9, (2, 365))
    found = reduce_daily(task_of(COLDEST_RANGE, time), (Daily(low, 1.0, 0.0), Daily(high, 1.0, 0.0)))
    assert found[:, 0] == pytest.approx(np.abs(np.diff(high - low, axis=1)).mean(axis=1))


def test_an_indicator_that_is_not_there_or_takes_other_things_is_refused_in_words():
    time = days_of(2001, 2001, "noleap")
    daily = Daily(np.ones((1, 365)), 1.0, 0.0)
    nobody = Index("nobody", "Nobody", ("tas",), "days", "xclim", "nothing", "xclim", xclim="no_such_indicator")
    with pytest.raises(BrokerError, match="no_such_indicator"):
        reduce_daily(task_of(nobody, time), (daily,))
    wrong = Index("wrong", "Wrong", ("pr",), "degC", "xclim", "nothing", "xclim", xclim="tg_max")
    with pytest.raises(BrokerError, match="pr to xclim"):
        reduce_daily(task_of(wrong, time), (daily,))
    with pytest.raises(UnservableNeed, match="at least 3 days"):
        reduce_daily(task_of(MAGNITUDE, time, Season(5, 1, 5, 2)), (daily,))
