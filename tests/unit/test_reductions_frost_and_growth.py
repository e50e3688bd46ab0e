"""Dates of frost and warmth, seasons and growth, on years whose every day is known."""

import math

import numpy as np
import pytest

from broker.errors import UnservableNeed
from tests.unit.daily_tasks import CALENDARS, SOUTH, days_from, in_kelvin, index_of_days, year_of

SEASONS = ("growing_season", "frost_free_season")
FOUND_NONE = [math.inf]


def is_missing(found):
    return all(map(math.isnan, found))


def test_the_last_spring_frost_is_the_last_frost_up_to_its_date():
    tasmin = year_of(5, (100, 102, -1), (120, 120, -0.1), (182, 182, -1), (183, 183, -1), (300, 365, -5))
    assert index_of_days("last_spring_frost", tasmin) == [182]  # 1 July is day 182 and still counts
    assert index_of_days("last_spring_frost", tasmin, window="2 days") == [102]
    assert index_of_days("last_spring_frost", tasmin, before_date="05-31") == [120]
    assert index_of_days("last_spring_frost", tasmin, thresh="-1 degC") == [-math.inf]  # a day at −1 is not below it
    assert index_of_days("last_spring_frost", in_kelvin(tasmin, np.float32)) == [182]


def test_a_year_without_frost_is_an_outcome_and_a_missing_day_is_not():
    tasmin = year_of(5)
    assert index_of_days("last_spring_frost", tasmin) == [-math.inf]
    assert index_of_days("first_day_tn_below", tasmin) == FOUND_NONE
    for day in (0, 180, 364):
        tasmin = year_of(-5)
        tasmin[day] = np.nan
        assert is_missing(index_of_days("last_spring_frost", tasmin))
        assert is_missing(index_of_days("first_day_tn_below", tasmin))


def test_the_first_autumn_frost_is_looked_for_from_its_date_on():
    tasmin = year_of(5, (1, 100, -5), (180, 184, -1), (280, 280, -1), (290, 292, -1))
    assert index_of_days("first_day_tn_below", tasmin) == [182]  # 1 July, in the midst of a run
    assert index_of_days("first_day_tn_below", tasmin, window="3 days") == [182]
    assert index_of_days("first_day_tn_below", tasmin, window="4 days") == FOUND_NONE
    assert index_of_days("first_day_tn_below", tasmin, after_date="07-04") == [280]
    assert index_of_days("first_day_tg_above", tasmin, thresh="4.9 degC") == [101]
    assert index_of_days("first_day_tg_above", tasmin, thresh="5 degC") == FOUND_NONE


def test_dates_after_new_year_go_on_counting_from_the_start_of_the_season():
    tasmin = np.concatenate([year_of(5), year_of(5, (20, 20, -1))])
    found = index_of_days("first_day_tn_below", tasmin, season={"from": "11-01", "to": "03-31"}, after_date="12-01")
    assert found == [385]


@pytest.mark.parametrize("name", SEASONS)
def test_a_season_starts_and_ends_with_runs_of_days(name):
    warm = year_of(-10, (100, 280, 10))
    assert index_of_days(f"{name}_start", warm) == [100]
    assert index_of_days(f"{name}_end", warm) == [281]
    assert index_of_days(f"{name}_length", warm) == [181]


@pytest.mark.parametrize("name", SEASONS)
def test_a_season_without_end_is_an_outcome(name):
    warm = year_of(-10, (100, 365, 10))
    assert index_of_days(f"{name}_start", warm) == [100]
    assert index_of_days(f"{name}_end", warm) == FOUND_NONE
    assert index_of_days(f"{name}_length", warm) == FOUND_NONE


@pytest.mark.parametrize("name", SEASONS)
def test_a_season_that_does_not_start_before_its_date_has_no_end_and_no_days(name):
    late = year_of(-10, (182, 280, 10))
    assert index_of_days(f"{name}_start", late) == FOUND_NONE
    assert index_of_days(f"{name}_end", late) == [-math.inf]
    assert index_of_days(f"{name}_length", late) == [0]
    just_in_time = year_of(-10, (181, 280, 10))  # 30 June; the run may go on past the date
    assert index_of_days(f"{name}_start", just_in_time) == [181]


def test_short_breaks_do_not_end_a_season_and_no_run_ends_it_before_its_date():
    warm = year_of(-10, (50, 55, 10), (100, 180, 10), (184, 200, 10), (206, 280, 10))
    assert index_of_days("growing_season_start", warm) == [50]
    assert index_of_days("growing_season_end", warm) == [281]  # breaks of 3 and 5 days are too short
    assert index_of_days("growing_season_end", warm, window="5 days") == [201]
    # The cold run has begun before 1 July (day 182): only its days from then on count.
    assert index_of_days("growing_season_end", year_of(-10, (50, 175, 10))) == [182]


def test_a_day_at_the_limit_belongs_to_the_growing_season_and_not_to_that_of_the_etccdi():
    at_limit = year_of(-10, (100, 105, 5), (106, 280, 10), (281, 300, 5))
    assert index_of_days("growing_season_length", at_limit) == [201]
    # It starts above 5 °C, and ends below 5 °C: days at the limit neither open nor close it.
    assert index_of_days("etccdi_growing_season_length", at_limit) == [195]
    assert index_of_days("growing_season_length", in_kelvin(at_limit, np.float32)) == [201]


def test_a_season_of_the_south_is_the_same_with_other_dates():
    warm = np.concatenate([year_of(-10, (280, 365, 10)), year_of(-10, (1, 100, 10))])
    found = [
        index_of_days(f"growing_season_{part}", warm, season=SOUTH, mid_date="01-01")
        for part in ("start", "end", "length")
    ]
    assert found == [[280], [466], [186]]


def test_a_date_that_the_season_does_not_hold_is_refused_in_words():
    with pytest.raises(UnservableNeed, match="does not lie in the season"):
        index_of_days("last_spring_frost", year_of(5), season={"months": [9, 10]})
    with pytest.raises(UnservableNeed, match="first day of the season"):
        index_of_days("growing_season_start", np.tile(year_of(5), 2), season=SOUTH)


def test_the_frost_season_runs_over_the_new_year():
    tasmin = np.concatenate([year_of(5, (330, 365, -3)), year_of(5, (1, 60, -3), (65, 66, -3))])
    found = index_of_days("frost_season_length", tasmin, season=SOUTH)
    assert found == [36 + 66]  # the four mild days after day 60 are no end
    assert index_of_days("frost_season_length", tasmin, season=SOUTH, window="4 days") == [36 + 60]


@pytest.mark.parametrize("calendar", CALENDARS)
def test_dates_are_those_of_each_calendar(calendar):
    time = days_from(2003, 2004, calendar)
    values = np.full(time.first_day.size, 10.0)
    values[59] = -1.0  # the sixtieth day of the first year
    found = index_of_days("last_spring_frost", values, time=time)
    assert found == [60, -math.inf]
    assert index_of_days("growing_season_start", values, time=time) == [1, 1]


def test_degree_days_are_reached_on_the_day_that_brings_more_than_asked():
    tas = year_of(0, (101, 200, 20))
    asked = {"thresh": "10 degC", "sum_thresh": "500 K days"}
    assert index_of_days("degree_days_exceedance_date", tas, **asked) == [151]  # day 150 brings exactly 500
    assert index_of_days("degree_days_exceedance_date", tas, **asked | {"sum_thresh": "1000 K days"}) == FOUND_NONE
    later = index_of_days("degree_days_exceedance_date", tas, season={"from": "05-01", "to": "12-31"}, **asked)
    assert later == [171]  # from 1 May, day 121
    tas[5] = np.nan
    assert is_missing(index_of_days("degree_days_exceedance_date", tas, **asked))


def test_degree_days_of_stored_fahrenheit_are_those_of_celsius():
    from broker.engine.reductions import Daily

    fahrenheit = Daily(year_of(32, (101, 200, 68))[None], 5 / 9, -160 / 9)
    asked = {"thresh": "10 degC", "sum_thresh": "495 K days"}
    assert index_of_days("degree_days_exceedance_date", fahrenheit, **asked) == [150]


def test_corn_heat_units_are_halves_of_night_and_day():
    night, day = year_of(4.44, (1, 1, 14.44)), year_of(10, (1, 1, 30), (2, 2, 20))
    first = (1.8 * 10 + 3.33 * 20 - 0.084 * 400) / 2
    second = (3.33 * 10 - 0.084 * 100) / 2
    assert index_of_days("corn_heat_units_total", night, day) == [pytest.approx(first + second, rel=1e-12)]
    assert index_of_days("corn_heat_units_total", in_kelvin(night), in_kelvin(day)) == [pytest.approx(first + second)]
    night[300] = np.nan
    assert is_missing(index_of_days("corn_heat_units_total", night, day))


def test_snow_shelters_plants_from_the_frost():
    tasmin, snow = year_of(-16, (3, 3, -15)), year_of(2, (1, 5, 1.9))
    assert index_of_days("winterkill_days", tasmin, snow) == [4]


def test_blight_needs_warmth_and_wet_air_at_their_limits():
    tasmin, hurs = year_of(9.9, (1, 5, 10)), year_of(89.9, (4, 9, 90))
    assert index_of_days("blight_days", tasmin, hurs) == [2]
    hurs[200] = np.nan
    assert is_missing(index_of_days("blight_days", tasmin, hurs))


def pasture(tas, rain, **parameters):
    two_years = [np.tile(one, 2) for one in (tas, tas - 5.0, tas + 5.0, rain)]
    return index_of_days("pasture_growth_days", *two_years, **parameters)


def test_pasture_grows_on_mild_days_after_enough_rain():
    tas = year_of(21, (100, 199, 20), (200, 209, 5), (210, 219, 4.9))
    # The first year misses the days before it.
    assert pasture(tas, year_of(100.0))[1] == 110
    assert math.isnan(pasture(tas, year_of(100.0))[0])
    assert pasture(tas, year_of(0.0))[1] == 0
    assert pasture(tas, year_of(0.0), share="0")[1] == 110
    assert pasture(tas, year_of(0.0, (150, 150, 1000)))[1] == 30  # one great rain serves its own day and 29 more


def test_the_water_that_pasture_needs_is_that_of_hargreaves():
    # On the equator at an equinox the sun gives 37.8 MJ/m² (FAO-56, table 2.6: 38.0 for March): 5.1 mm a day at 15 °C.
    tas = year_of(0, (81, 81, 15))
    needed = 0.0023 * 37.8 / 2.45 * (15 + 17.8) * math.sqrt(10)
    one_day = {"water_days": "1 days", "share": "1"}
    assert pasture(tas, year_of(needed * 1.01), **one_day)[1] == 1
    assert pasture(tas, year_of(needed * 0.99), **one_day)[1] == 0
