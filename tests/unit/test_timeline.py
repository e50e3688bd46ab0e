import numpy as np
import pytest

from catalog.calendars import day_number, iso
from catalog.timeline import TimeRefused, find_time, read_time
from tests.unit.described_files import daily_file, field, file, lat, lon, time, variable


def read(*variables, **attributes):
    described = file(*variables, lat(), lon(), field(steps=variables[0][1].shape[0]), **attributes)
    return read_time(described, find_time(described, described.variables["tas"]))


def codes(findings):
    return [f.code for f in findings]


def monthly_bounds(firsts):
    edges = np.asarray(firsts, dtype="f8")
    return variable("time_bnds", np.stack([edges[:-1], edges[1:]], axis=1), ["time", "bnds"])


@pytest.mark.parametrize(
    ("values", "units"),
    [
        (np.arange(3), "days since 2000-01-01"),
        (np.arange(3) + 0.5, "days since 2000-01-01 00:00:00"),
        (np.arange(3) * 24, "hours since 2000-01-01T00:00:00Z"),
        (np.arange(3) * 86400, "seconds since 2000-01-01 00:00"),
        (np.arange(3) - 365, "days since 2001-01-01"),
        ([20000101.0, 20000102.5, 20000103.0], "day as %Y%m%d.%f"),
    ],
)
def test_every_way_to_write_time_gives_the_same_days(values, units):
    steps, _ = read(time(values, units))
    assert [iso(d, "noleap") for d in steps.first_day.tolist()] == ["2000-01-01", "2000-01-02", "2000-01-03"]
    assert steps.frequency == "day"
    assert (steps.days == 1).all()


def test_single_precision_hours_stay_on_their_own_day():
    hours = np.arange(0, 24 * 400, 24) + 1_200_000  # hours since 1850: single precision keeps eighths of an hour
    exact, _ = read(time(hours, "hours since 1850-01-01", calendar="standard"))
    single, _ = read(time(hours, "hours since 1850-01-01", calendar="standard", dtype="f4"))
    np.testing.assert_array_equal(exact.first_day, single.first_day)


def test_bounds_say_which_day_a_value_is_about_though_the_stamp_is_at_its_end():
    bounds = variable("time_bnds", np.array([[0.0, 1.0], [1.0, 2.0]]), ["time", "bnds"])
    steps, findings = read(time([1.0, 2.0], bounds="time_bnds"), bounds)
    assert [iso(d, "noleap") for d in steps.first_day.tolist()] == ["2000-01-01", "2000-01-02"]
    assert codes(findings) == []


def test_a_rain_day_from_nine_to_nine_is_the_day_that_most_of_it_lies_in():
    bounds = variable("time_bnds", np.array([[9 / 24, 33 / 24], [33 / 24, 57 / 24]]), ["time", "bnds"])
    steps, _ = read(time([0.5, 1.5], bounds="time_bnds"), bounds)
    assert [iso(d, "noleap") for d in steps.first_day.tolist()] == ["2000-01-01", "2000-01-02"]


def test_months_take_their_length_from_bounds_or_from_the_calendar():
    firsts = [0, 31, 59, 90]  # January to March of a 365-day year
    with_bounds, found = read(time([15, 45, 74], bounds="time_bnds"), monthly_bounds(firsts))
    without, said = read(time([15, 45, 74]))
    for steps in (with_bounds, without):
        assert steps.frequency == "mon"
        assert steps.days.tolist() == [31, 28, 31]
    assert codes(found) == []
    assert codes(said) == ["steps-without-bounds"]


def test_a_year_from_december_to_november_keeps_its_own_dates():
    start = float(day_number(1860, 12, 1, "360_day"))
    bounds = variable("time_bnds", np.array([[start, start + 360], [start + 360, start + 720]]), ["time", "bnds"])
    stamps = time([start + 180, start + 540], "days since 1850-01-01", "360_day", bounds="time_bnds")
    steps, _ = read(stamps, bounds)
    assert (steps.frequency, steps.days.tolist()) == ("yr", [360, 360])
    assert iso(int(steps.first_day[0]), "360_day") == "1860-12-01"


@pytest.mark.parametrize(
    ("axis", "code"),
    [
        (time([0.0, 1.0], units=""), "time-not-understood"),
        (time([0.0, 1.0], units="wibble"), "time-not-understood"),
        (time([0.0, 1.0], units="fortnights since 2000-01-01"), "time-not-understood"),
        (time([0.0, 1.0], units="months since 2000-01-31"), "time-not-understood"),
        (time([0.0, 1.0], units="days since never"), "time-not-understood"),
        (time([0.0, 1.0], calendar="mayan"), "calendar-unknown"),
        (time([0.0, np.nan]), "time-undefined"),
        (time([0.0, 9.969209968386869e36]), "time-undefined"),
        (time([0.0, 0.02, 0.04]), "frequency-not-served"),
        (time([0.0, 5.0, 10.0]), "frequency-not-served"),
        (time([0.0, 1.0], climatology="time_bnds"), "frequency-not-served"),
        (time([]), "time-missing"),
    ],
)
def test_a_time_axis_that_is_not_understood_says_why(axis, code):
    with pytest.raises(TimeRefused) as refused:
        read(axis)
    assert refused.value.found.code == code


def test_a_single_step_of_unknown_length_is_refused():
    axis = time([0.0])
    with pytest.raises(TimeRefused) as refused:
        read_time(file(axis, lat(), lon(), field(steps=1), name="tas.nc"), axis[0])
    assert refused.value.found.code == "time-not-understood"


@pytest.mark.parametrize(
    ("numbers", "units", "calendar", "first", "frequency"),
    [
        ([0, 1, 2], "months since 2000-01-01", "standard", "2000-01-01", "mon"),
        ([0.5, 1.5, 2.5], "months since 2000-01-01", "360", "2000-01-01", "mon"),
        ([150, 151], "years since 1850-01-01", "noleap", "2000-01-01", "yr"),
        ([0, 0.25, 0.5], "days since 2000-02-28", "noleap", "2000-02-28", "6hr"),
        ([0, 10800, 21600], "seconds since 2000-01-01", "standard", "2000-01-01", "3hr"),
        ([0, 1, 2], "hours since 1849-12-31T23:00Z", "standard", "1849-12-31", "1hr"),
        ([0, 1], "days since 2000-01-01 00:00 -03:00", "standard", "2000-01-01", "day"),
        ([366, 367], "days since 0000-01-01", "proleptic_gregorian", "0001-01-01", "day"),
        ([0, 1], "days since 0001-01-01", "julian", "0001-01-01", "day"),
        ([0, 1], "days since 2300-07-01", "360_day", "2300-07-01", "day"),
        ([20000229.5, 20000301.5], "day as %Y%m%d.%f", "standard", "2000-02-29", "day"),
    ],
)
def test_ways_to_write_a_time(numbers, units, calendar, first, frequency):
    steps, _ = read(time(numbers, units, calendar))
    assert (iso(steps.first_day[0], steps.calendar), steps.frequency) == (first, frequency)


def test_a_month_counted_in_months_has_the_days_of_its_calendar():
    steps, findings = read(time([0, 1, 2], "months since 2000-01-01", "standard"))
    assert steps.days.tolist() == [31, 29, 31]
    assert "time-in-months" in codes(findings)


def test_steps_shorter_than_a_day_are_fractions_of_days_to_the_minute():
    steps, _ = read(time(np.arange(16) * 3 + 876581.5, "hours since 1900-01-01", "standard"))
    assert np.diff(steps.first_day).tolist() == [0.125] * 15
    assert set(steps.days.tolist()) == {0.125}


def test_bounds_without_extent_are_left_aside_and_that_is_said():
    bounds = variable("time_bnds", np.array([[0.0, 1.0], [2.0, 2.0]]), ["time", "bnds"])
    steps, findings = read(time([0.5, 1.5], bounds="time_bnds"), bounds)
    assert "time-bounds-unusable" in codes(findings)
    assert steps.days.tolist() == [1, 1]


def test_no_calendar_means_the_standard_one_and_that_is_said():
    steps, findings = read(time([0.0, 1.0], calendar=""))
    assert steps.calendar == "standard"
    assert codes(findings) == ["calendar-assumed"]


def test_a_single_step_is_what_the_file_says_it_is():
    described = file(time([15.0]), lat(), lon(), field(steps=1), frequency="mon")
    steps, _ = read_time(described, described.variables["time"])
    assert (steps.frequency, steps.days.tolist()) == ("mon", [31])


def test_bounds_that_do_not_hold_their_time_are_said():
    bounds = variable("time_bnds", np.array([[10.0, 11.0], [11.0, 12.0]]), ["time", "bnds"])
    _, findings = read(time([0.5, 1.5], bounds="time_bnds"), bounds)
    assert codes(findings) == ["bounds-contradict-time"]


def test_the_time_of_a_variable_is_that_of_its_own_dimension():
    described = daily_file()
    assert find_time(described, described.variables["tas"]).name == "time"
