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
from translators.smoothing import smoothed
from translators.statistics import Statistic

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


@pytest.mark.parametrize("calendar", CALENDARS)
def test_each_day_is_a_step_but_for_29_february(calendar):
    axis = daily_axis(2003, 2004, calendar)
    owned = []
    for name, step in steps_of(Season.of("year"), "day"):
        found = find_seasons(axis, step)
        owned += found.i0.tolist()
        assert (found.i1 - found.i0 == 1).all()
        assert all(f"{d.day} {d:%B}" == name for d in days_of(axis)[found.i0])
    left = [d for k, d in enumerate(days_of(axis)) if k not in set(owned)]
    assert len(owned) == len(set(owned))
    assert all(d.month == 2 and d.day >= 29 for d in left)
    names = [name for name, _ in steps_of(Season.of({"from": "11-29", "to": "01-02"}), "day")]
    assert names[:3] == ["29 November", "30 November", "1 December"]
    assert names[-1] == "2 January"


def test_a_dry_run_from_each_day_is_that_of_a_loop():
    axis = daily_axis(2001, 2004)
    rain = np.where(np.random.default_rng(4).random((1, axis.days.size)) < 0.75, 0.0, 5.0)
    source = MemorySource(axis, grid([50.0], [0.0]), {"pr": rain})
    parameters = {"thresh": "1 mm/day", "length": "20 days"}
    asked = recipe("dry_run_from_date", parameters, each="day", statistic=Statistic.parse("share > 7 days"))
    result = run(asked, lambda *_: source, ReductionCache(None))
    dry = "".join("d" if value < 1 else "w" for value in rain[0])
    longest = [max(map(len, dry[k : k + 20].split("w"))) for k in range(axis.days.size - 19)]
    past = {row.step: row.p50 for row in result.summary if row.is_baseline}
    assert len(past) == 365
    for day in range(365):
        name = f"{days_of(axis)[day].day} {days_of(axis)[day]:%B}"
        assert past[name] == 50.0 * ((longest[day] > 7) + (longest[365 + day] > 7))


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


def test_days_are_made_smooth_by_those_round_them_and_round_the_year():
    values = np.random.default_rng(2).random(365)
    round_the_year = smoothed(values.tolist(), True)
    for day in (0, 3, 200, 364):
        near = [values[(day + k) % 365] for k in range(-7, 8)]
        assert round_the_year[day] == pytest.approx(np.mean(near))
    cut = smoothed(values.tolist(), False)
    assert cut[0] == values[0]
    assert cut[2] == pytest.approx(values[:5].mean())
    assert np.isnan(smoothed([np.nan, 1.0, 2.0], False)[0])


def test_days_in_a_row_may_be_as_many_as_the_longest_step_has():
    axis = daily_axis(2001, 2004)
    source = MemorySource(axis, grid([50.0], [0.0]), {"pr": np.ones((1, axis.days.size))})
    asked = recipe("max_n_day_precipitation_amount", {"window": "31 days"}, each="month")
    january = [s for s in run(asked, lambda *_: source, ReductionCache(None)).series if s.step == "January"]
    assert january[0].values.tolist() == [31.0] * 4
