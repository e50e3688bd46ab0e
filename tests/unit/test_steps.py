"""Months, dekads and quarters of a season, years from another month, moving windows: against lists of days."""

import cftime
import numpy as np
import pytest

from broker.engine.cache import ReductionCache
from broker.engine.run import run
from broker.engine.seasons import find_seasons
from broker.engine.steps import steps_of
from broker.errors import UnservableNeed
from tests.unit.archives import MemorySource, daily_axis, grid, recipe
from translators.errors import InvalidNeed, InvalidPeriod
from translators.need import Need
from translators.periods import Season, Years, windows_of

CALENDARS = ("standard", "noleap", "all_leap", "360_day", "julian")
DEKADS = ((1, 10), (11, 20), (21, 31))


def days_of(axis):
    return cftime.num2date(axis.first_day, "days since 1850-01-01", axis.calendar)


@pytest.mark.parametrize("calendar", CALENDARS)
@pytest.mark.parametrize("season", ["year", "NDJFM", {"from": "11-15", "to": "03-10"}, "YS-OCT"])
def test_every_day_of_a_dekad_is_in_it_and_in_no_other(calendar, season):
    axis = daily_axis(1999, 2004, calendar)
    dates = days_of(axis)
    owner = {}
    for name, step in steps_of(Season.of(season), "dekad"):
        found = find_seasons(axis, step)
        month, part = step.first_month, DEKADS.index((step.first_day, step.last_day))
        assert name.endswith(f"dekad {part + 1}")
        for year, i0, i1 in zip(found.label_years.tolist(), found.i0, found.i1, strict=True):
            first, last = DEKADS[part]
            wanted = [k for k, d in enumerate(dates) if (d.year, d.month) == (year, month) and first <= d.day <= last]
            assert list(range(i0, i1)) == wanted
            assert not any(k in owner for k in wanted)
            owner.update(dict.fromkeys(wanted, name))
    if season == "year":
        assert len(owner) == axis.days.size


def test_months_of_a_season_that_crosses_the_years_end_come_in_its_order():
    names = [name for name, _ in steps_of(Season.of("NDJFM"), "month")]
    assert names == ["November", "December", "January", "February", "March"]
    cut = [name for name, _ in steps_of(Season.of({"from": "11-15", "to": "03-10"}), "month")]
    assert cut == ["December", "January", "February"]
    dekads = [name for name, _ in steps_of(Season.of({"from": "11-15", "to": "01-10"}), "dekad")]
    assert dekads == ["November, dekad 3", *(f"December, dekad {k}" for k in (1, 2, 3)), "January, dekad 1"]


def test_a_year_from_october_that_starts_and_ends_midway_holds_eleven_months():
    season = Season.of({"from": "10-15", "to": "10-14"})
    assert [step.first_month for _, step in steps_of(season, "month")] == [11, 12, 1, 2, 3, 4, 5, 6, 7, 8, 9]


def test_quarters_are_the_meteorological_seasons_that_lie_whole_in_it():
    assert [name for name, _ in steps_of(Season.of("YS-DEC"), "quarter")] == ["DJF", "MAM", "JJA", "SON"]
    assert [name for name, _ in steps_of(Season.of("NDJFM"), "quarter")] == ["DJF"]
    with pytest.raises(UnservableNeed, match="no whole quarter"):
        steps_of(Season.of("JA"), "quarter")


def test_sums_of_the_months_are_the_sum_of_the_season():
    axis = daily_axis(2001, 2006, "standard")
    rain = np.random.default_rng(1).integers(0, 20, (1, axis.days.size)).astype(np.float32)
    source = MemorySource(axis, grid([50.0], [0.0]), {"pr": rain})

    def series(**more):
        asked = recipe("prcptot", {"thresh": "1 mm/day"}, **more)
        return run(asked, lambda *_: source, ReductionCache(None)).series

    (whole,) = series(season="NDJFM")
    months = series(season="NDJFM", each="month")
    for year, value in zip(whole.label_years.tolist(), whole.values.tolist(), strict=True):
        total = 0.0
        for one in months:
            its_year = year - (one.step in {"November", "December"})
            total += one.values[one.label_years.tolist().index(its_year)]
        assert total == pytest.approx(value)


def test_a_year_may_start_in_any_month():
    water = Season.of("YS-OCT")
    assert water == Season.of({"from": "10-01", "to": "09-30"})
    assert Season.of("ys-jan") == Season.of("YS") == Season.of("year")
    assert Season.of(water.to_value()) == water
    found = find_seasons(daily_axis(2000, 2004, "standard"), water)
    assert found.label_years.tolist() == [2001, 2002, 2003, 2004]
    assert (found.starts[0], found.ends[0]) == ("2000-10-01", "2001-09-30")
    assert found.complete.all()
    with pytest.raises(InvalidPeriod):
        Season.of("YS-FOO")


def test_a_moving_window_is_a_row_of_periods_that_lie_whole_in_its_years():
    written = {"years": 20, "every": 10, "from": 2021, "to": 2078}
    assert windows_of(written) == (Years(2021, 2040), Years(2031, 2050), Years(2041, 2060), Years(2051, 2070))
    need = Need.of({"statement": "x", "time": {"window": written}})
    assert need.horizons == windows_of(written)
    assert Need.of(need.to_mapping()) == need


@pytest.mark.parametrize(
    "written",
    [
        {"years": 20}, {"years": 20, "every": 10, "from": 2021}, [20, 10], 20,
        {"years": 20, "every": 0, "from": 2021, "to": 2100}, {"years": 20, "every": 10, "from": 2090, "to": 2100},
        {"years": 20, "every": 1, "from": 1900, "to": 2100}, {"years": 20.0, "every": 10, "from": 2021, "to": 2100},
        {"years": True, "every": 10, "from": 2021, "to": 2100},
    ],
)  # fmt: skip
def test_a_moving_window_that_cannot_be_is_refused_beside_the_horizon(written):
    with pytest.raises(InvalidPeriod) as refusal:
        windows_of(written)
    assert refusal.value.about == "horizon"


def test_horizons_and_a_window_are_not_taken_together():
    window = {"years": 20, "every": 10, "from": 2021, "to": 2100}
    with pytest.raises(InvalidNeed, match="Keep one of them"):
        Need.of({"statement": "x", "time": {"window": window, "horizons": [[2041, 2060]]}})
