"""Heat by day and night, heat with humidity, cold with wind and rain, malaria; on days that can be counted by hand."""

import math

import numpy as np
import pytest

from catalog.record import TimeAxis
from tests.unit.daily_tasks import CALENDARS, days_from, in_kelvin, index_of_days, year_of


def waves():
    """Hot by day on days 10–16 and 30–40, by night on 12–14 and 31–36, both at their limits on day 15."""
    night = year_of(15, (12, 14, 23), (15, 15, 22), (31, 36, 23))
    day = year_of(25, (10, 14, 31), (15, 15, 30), (16, 16, 31), (30, 40, 31))
    return night, day


def test_heat_waves_are_hot_by_day_and_by_night():
    night, day = waves()
    assert index_of_days("heat_wave_frequency", night, day) == [2]
    assert index_of_days("heat_wave_max_length", night, day) == [6]
    assert index_of_days("heat_wave_total_length", night, day) == [9]
    assert index_of_days("tx_tn_days_above", night, day) == [9]
    assert index_of_days("heat_wave_frequency", night, day, window="4 days") == [1]
    assert index_of_days("heat_wave_frequency", night, day, window="7 days") == [0]
    assert index_of_days("heat_wave_max_length", night, day, window="7 days") == [0]
    assert index_of_days("heat_wave_max_length", night, day, thresh_tasmin="10 degC") == [11]


def test_heat_waves_do_not_depend_on_the_stored_unit():
    night, day = waves()
    for dtype in (np.float32, np.float64):
        assert index_of_days("heat_wave_total_length", in_kelvin(night, dtype), in_kelvin(day, dtype)) == [9]


def test_a_heat_wave_is_cut_where_the_season_ends():
    night, day = year_of(23), year_of(31)
    assert index_of_days("heat_wave_frequency", night, day, season={"months": [6]}) == [1]
    assert index_of_days("heat_wave_max_length", night, day, season={"months": [6]}) == [30]


@pytest.mark.parametrize(
    "index", ["heat_wave_frequency", "heat_wave_max_length", "heat_wave_total_length", "tx_tn_days_above"]
)
def test_a_day_missing_in_either_variable_empties_the_year(index):
    for which in (0, 1):
        both = [year_of(23), year_of(31)]
        both[which][100] = np.nan
        assert math.isnan(index_of_days(index, *both)[0])


def test_hot_spells_are_runs_of_hot_days():
    tasmax = year_of(25, (10, 12, 31), (20, 23, 30), (30, 34, 32), (50, 51, 40))
    assert index_of_days("hot_spell_frequency", tasmax) == [2]
    assert index_of_days("hot_spell_total_length", tasmax) == [8]
    assert index_of_days("hot_spell_max_length", tasmax) == [5]
    assert index_of_days("hot_spell_max_length", tasmax, window="6 days") == [0]
    assert index_of_days("heat_wave_index", tasmax) == [5]
    assert index_of_days("hot_spell_max_magnitude", tasmax, thresh="30 degC") == [10]  # 5 × 2; two days of 40 are none
    assert index_of_days("hot_spell_max_magnitude", tasmax, thresh="30 degC", window="2 days") == [20]
    assert index_of_days("hot_spell_max_magnitude", tasmax, thresh="45 degC") == [0]


def thi_of(thresh, **change):
    one_day = {"tas": 28.0, "hurs": 60.0} | change
    return index_of_days("thi_days_above", year_of(0, (1, 1, one_day["tas"])), year_of(one_day["hurs"]), thresh=thresh)


def test_the_index_of_cows_at_28_degrees_and_60_per_cent_is_77():
    assert thi_of("77.03") == [1]
    assert thi_of("77.04") == [0]
    assert index_of_days("thi_days_above", in_kelvin(year_of(28)), year_of(60), thresh="77") == [365]


def test_a_day_at_the_index_counts_for_cows():
    # T = 20, RH = 100: (36 + 32) − 0 × 10 = 68.
    assert index_of_days("thi_days_above", year_of(20), year_of(100), thresh="68") == [365]


def test_humidex_adds_the_pressure_of_vapour():
    # T = 30 °C, RH = 70 %: e = 29.67 hPa, so 30 + 5/9 × 19.67 = 40.93.
    assert index_of_days("humidex_days_above", year_of(30), year_of(70), thresh="40.9 degC") == [365]
    assert index_of_days("humidex_days_above", year_of(30), year_of(70), thresh="41 degC") == [0]


def test_the_heat_index_is_of_days_above_20_degrees():
    # T = 35 °C, RH = 50 %: 41 °C (NOAA's table: 105 °F).
    assert index_of_days("heat_index_days_above", year_of(35), year_of(50)) == [365]
    assert index_of_days("heat_index_days_above", year_of(35), year_of(50), thresh="42 degC") == [0]
    assert index_of_days("heat_index_days_above", year_of(20), year_of(50), thresh="0 degC") == [0]


@pytest.mark.parametrize("index", ["thi_days_above", "humidex_days_above", "heat_index_days_above"])
def test_a_missing_day_of_heat_or_humidity_empties_the_year(index):
    for which in (0, 1):
        for warmth in (10, 30):
            both = [year_of(warmth), year_of(50)]
            both[which][3] = np.nan
            assert math.isnan(index_of_days(index, *both)[0])


def test_lambs_die_of_cold_wind_and_rain_together():
    # T = 0 °C, wind 9 m/s: (11.7 + 9.3) × 40 + 481 = 1321, and rain of 25 mm adds 418 × (1 − 1/e) = 264.
    cold, wind = year_of(10, (1, 10, 0)), year_of(9)
    rain = year_of(0, (1, 3, 25), (4, 4, 1), (5, 5, 0.9))
    assert index_of_days("wet_chill_days", cold, wind, rain, thresh="1300") == [4]
    assert index_of_days("wet_chill_days", cold, wind, rain, thresh="1585") == [3]
    assert index_of_days("wet_chill_days", cold, wind, rain, thresh="1586") == [0]
    wind[9] = np.nan
    assert math.isnan(index_of_days("wet_chill_days", cold, wind, rain)[0])


def malaria(rain=4.0, tas=25.0, hurs=70.0, **asked):
    values = [one if isinstance(one, np.ndarray) else year_of(one) for one in (rain, tas, hurs)]
    return index_of_days("malaria_months", *values, **asked)


def test_a_month_suits_malaria_where_rain_warmth_and_humidity_meet():
    assert malaria() == [12]
    assert malaria(hurs=60.0) == [0]  # strictly above
    assert malaria(tas=18.0) == [12]  # and not strictly
    assert malaria(tas=32.0) == [12]
    assert malaria(tas=32.1) == [0]
    assert malaria(rain=year_of(0.0, (1, 10, 8.0))) == [0]  # exactly 80 mm
    assert malaria(rain=year_of(0.0, (1, 10, 8.0), (11, 11, 0.1))) == [1]


def test_only_months_wholly_in_the_season_are_counted():
    assert malaria(season={"from": "03-15", "to": "06-30"}) == [3]
    assert math.isnan(malaria(season={"from": "03-15", "to": "04-10"})[0])
    gap = year_of(4.0)
    gap[70] = np.nan  # in March
    assert math.isnan(malaria(rain=gap)[0])
    assert malaria(rain=gap, season={"months": [4, 5]}) == [2]


@pytest.mark.parametrize("calendar", CALENDARS)
def test_each_calendar_has_twelve_months(calendar):
    time = days_from(2003, 2004, calendar)
    values = [np.full(time.first_day.size, one) for one in (4.0, 25.0, 70.0)]
    assert index_of_days("malaria_months", *values, time=time) == [12, 12]


def test_monthly_steps_answer_as_their_days_do():
    lengths = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
    first = days_from(2001, 2001).first_day[0] + np.concatenate([[0], np.cumsum(lengths)[:-1]])
    time = TimeAxis("noleap", "mon", first, lengths.astype("int32"))
    rain = np.where(lengths == 31, 80 / 31 + 0.001, 80 / 31)  # mm a day
    assert index_of_days("malaria_months", rain, np.full(12, 25.0), np.full(12, 70.0), time=time) == [7]


HOT = {"heat_wave_frequency": (23, 31), "heat_wave_max_length": (23, 31), "heat_wave_total_length": (23, 31),
       "tx_tn_days_above": (23, 31), "hot_spell_frequency": (31,), "hot_spell_max_length": (31,),
       "hot_spell_total_length": (31,), "thi_days_above": (30, 80), "humidex_days_above": (35, 80),
       "heat_index_days_above": (35, 80), "wet_chill_days": (0, 9, 25), "blight_days": (12, 95),
       "winterkill_days": (-20, 0), "daily_freezethaw_cycles": (-3, 3), "dark_doldrums_days": (1, 20),
       "dark_doldrums_max_length": (1, 20)}  # fmt: skip
TWO_PIECES = {"heat_wave_frequency": 2, "hot_spell_frequency": 2} | dict.fromkeys(
    ("heat_wave_max_length", "hot_spell_max_length", "dark_doldrums_max_length"), 265
)


@pytest.mark.parametrize("index", HOT)
def test_a_lenient_rule_counts_the_days_that_are_held(index):
    for gap in range(len(HOT[index])):
        values = [year_of(value) for value in HOT[index]]
        values[gap][99] = np.nan  # the hundredth day cuts the year into runs of 99 and 265 days
        assert index_of_days(index, *values, missing="at_least_n:300") == [TWO_PIECES.get(index, 364)]
        assert math.isnan(index_of_days(index, *values)[0])


def test_a_lenient_rule_adds_nothing_for_a_missing_day():
    night, day = year_of(4.44, (1, 2, 14.44)), year_of(10)
    night[0] = np.nan
    assert index_of_days("corn_heat_units_total", night, day, missing="at_least_n:300") == [pytest.approx(9)]
    spells = year_of(20, (1, 4, 31), (10, 13, 32))
    spells[10] = np.nan
    found = index_of_days(
        "hot_spell_max_magnitude", spells, missing="at_least_n:300", thresh="30 degC", window="2 days"
    )
    assert found == [4]
