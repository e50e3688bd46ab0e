import cftime
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.calendars import date_of, day_number, iso, month_start

CALENDARS = ["standard", "proleptic_gregorian", "julian", "noleap", "all_leap", "360_day"]


@given(number=st.integers(-250_000, 250_000), calendar=st.sampled_from(CALENDARS))
def test_dates_are_those_of_cftime_and_come_back(number, calendar):
    year, month, day = date_of(number, calendar)
    expected = cftime.num2date(number, "days since 1850-01-01", calendar)
    assert (int(year), int(month), int(day)) == (expected.year, expected.month, expected.day)
    assert int(day_number(year, month, day, calendar)) == number


def test_the_day_after_4_october_1582_is_the_15th_in_the_standard_calendar():
    last_julian = int(day_number(1582, 10, 4, "standard"))
    assert iso(last_julian + 1, "standard") == "1582-10-15"


@pytest.mark.parametrize(("calendar", "days"), [("360_day", 30), ("noleap", 28), ("all_leap", 29), ("standard", 29)])
def test_february_2000_has_the_days_of_its_calendar(calendar, days):
    assert int(month_start(2000, 3, calendar) - month_start(2000, 2, calendar)) == days
    assert int(month_start(2000, 13, calendar)) == int(month_start(2001, 1, calendar))
    assert np.asarray(month_start([2000, 2001], [1, 1], calendar)).shape == (2,)


@pytest.mark.parametrize("calendar", CALENDARS)
def test_the_ends_of_februaries_and_years_are_those_of_cftime_in_every_year(calendar):
    years = np.concatenate([np.arange(1, 3000, 13), np.arange(100, 3000, 100), np.arange(1580, 2110)])
    begins = [day_number(years, month, 1, calendar) + shift for month in (1, 3) for shift in (-2, -1, 0, 1)]
    numbers = np.unique(np.concatenate(begins))
    numbers = numbers[numbers >= day_number(1, 1, 1, calendar)]
    dates = cftime.num2date(numbers, "days since 1850-01-01", calendar)
    found = np.stack(date_of(numbers, calendar), axis=1)
    assert found.tolist() == [[d.year, d.month, d.day] for d in dates]
    assert day_number(*found.T, calendar).tolist() == numbers.tolist()
