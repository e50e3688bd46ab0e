"""Freeze and thaw, wind, calm dark days and snow, on days that can be counted by hand."""

import math

import numpy as np
import pytest

from broker.engine.reductions import Daily
from broker.engine.sunlight import radiation_above_air
from broker.errors import UnservableNeed
from tests.unit.daily_tasks import SOUTH, in_kelvin, index_of_days, year_of


def test_a_day_freezes_at_zero_and_thaws_only_above_it():
    tasmin, tasmax = year_of(1, (1, 4, 0), (5, 6, -3)), year_of(5, (1, 2, 0), (6, 6, -1))
    assert index_of_days("daily_freezethaw_cycles", tasmin, tasmax) == [3]  # days 3, 4 and 5
    for dtype in (np.float32, np.float64):
        assert index_of_days("daily_freezethaw_cycles", in_kelvin(tasmin, dtype), in_kelvin(tasmax, dtype)) == [3]
    tasmax[40] = np.nan
    assert math.isnan(index_of_days("daily_freezethaw_cycles", tasmin, tasmax)[0])


def test_wind_at_the_limit_counts():
    wind = year_of(3, (1, 2, 10.8), (3, 3, 10.7), (4, 4, 2), (5, 5, 1.9))
    assert index_of_days("windy_days", wind) == [2]
    assert index_of_days("calm_days", wind) == [1]
    assert index_of_days("windy_days", wind, thresh="39 km/h") == [0]


def doldrums(index, wind, sun, **asked):
    return index_of_days(index, wind, sun, latitude=0.0, **asked)


def test_dark_doldrums_are_calm_and_cloudy():
    # Less than a tenth of the power: below 6.3 m/s at the hub, 4.5 m/s at 10 m. On the equator Ra is 388 to 440 W/m².
    wind, sun = year_of(10, (1, 9, 4)), year_of(300, (3, 5, 100), (7, 7, 100), (50, 60, 100))
    assert doldrums("dark_doldrums_days", wind, sun) == [4]
    assert doldrums("dark_doldrums_days", wind, sun, window="2 days") == [3]
    assert doldrums("dark_doldrums_max_length", wind, sun) == [3]
    assert doldrums("dark_doldrums_max_length", wind, sun, window="4 days") == [0]
    wind[100] = np.nan
    assert math.isnan(doldrums("dark_doldrums_days", wind, sun)[0])


def test_a_turbine_yields_nothing_in_a_storm_and_the_hub_is_windier():
    dark = year_of(50)
    assert doldrums("dark_doldrums_days", year_of(20), dark) == [365]  # 27.8 m/s at 100 m: switched off
    assert doldrums("dark_doldrums_days", year_of(20), dark, height="10 m") == [0]
    assert doldrums("dark_doldrums_days", year_of(4.7), dark) == [0]
    assert doldrums("dark_doldrums_days", year_of(4.7), dark, height="10 m") == [365]


def test_the_polar_night_is_dark():
    wind, sun = year_of(1), year_of(0)
    assert index_of_days("dark_doldrums_days", wind, sun, latitude=89.0) == [365]
    assert index_of_days("dark_doldrums_days", wind, sun, latitude=89.0, clearness="0") == [0]


@pytest.mark.parametrize(
    ("latitude", "day", "megajoules"),
    [(-20, 246, 32.2), (0, 15, 36.2), (70, 15, 0.0), (-70, 15, 41.4)],
)
def test_radiation_above_the_air_is_that_of_fao_56(latitude, day, megajoules):
    # Example 8 and table 2.6 of FAO-56.
    found = radiation_above_air(np.array([latitude]), np.array([2 * np.pi * day / 365]))
    assert found.item() == pytest.approx(megajoules, abs=0.25)


def test_snow_at_the_limit_counts_whatever_its_unit():
    snow = year_of(0, (1, 3, 30), (4, 5, 29.9))
    assert index_of_days("snd_days_above", snow, thresh="30 cm") == [3]
    in_metres = Daily((snow / 100)[None], 100.0, 0.0)
    assert index_of_days("snd_days_above", in_metres, thresh="30 cm") == [3]
    assert index_of_days("snd_days_above", Daily(in_metres.values.astype(np.float32), 100.0, 0.0), thresh="30 cm") == [
        3
    ]


def test_snow_at_christmas_is_that_of_one_day_or_of_several():
    snow = np.concatenate([year_of(0, (358, 359, 2)), year_of(5, (1, 5, 2))])
    assert index_of_days("holiday_snow_days", snow) == [1, 1]  # 25 December is day 359
    assert index_of_days("holiday_snow_days", snow, season=SOUTH) == [1]
    over_new_year = {"date_from": "12-24", "date_to": "01-03"}
    assert index_of_days("holiday_snow_days", snow, season=SOUTH, **over_new_year) == [5]
    with pytest.raises(UnservableNeed, match="comes after its last one"):
        index_of_days("holiday_snow_days", snow, **over_new_year)
    snow[200] = np.nan
    assert math.isnan(index_of_days("holiday_snow_days", snow, season=SOUTH)[0])


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [("01-01", "01-01", 1), ("01-01", "01-10", 10), ("12-31", "12-31", 1), ("01-02", "12-30", 363)],
)
def test_the_days_between_two_dates_are_those_from_the_first_to_the_last_of_the_data(first, last, days):
    found = index_of_days("holiday_snow_days", year_of(5), date_from=first, date_to=last)
    assert found == [days]


def test_the_snow_cover_has_a_start_an_end_and_a_length():
    snow = np.concatenate([year_of(0, (320, 365, 10)), year_of(0, (1, 90, 10), (100, 105, 10))])
    assert index_of_days("snd_season_start", snow, season=SOUTH) == [320]
    assert index_of_days("snd_season_end", snow, season=SOUTH) == [365 + 106]  # nine bare days are no end
    assert index_of_days("snd_season_length", snow, season=SOUTH) == [46 + 105]
    bare = np.zeros(730)
    assert index_of_days("snd_season_start", bare, season=SOUTH) == [math.inf]
    assert index_of_days("snd_season_end", bare, season=SOUTH) == [-math.inf]
    assert index_of_days("snd_season_length", bare, season=SOUTH) == [0]
