"""Adjusted values: the quantiles of the observations, the model's own change, and nothing taken from the test years."""

import numpy as np
import pytest

from broker.engine.adjustment import AdjustedSource, adjusting
from broker.engine.adjustment_mapping import TRACE, Mapping
from broker.engine.adjustment_windows import SLOTS, DayTable, middle_of, windows
from broker.engine.cache import ReductionCache
from broker.engine.run import run
from broker.errors import PeriodNotHeld
from broker.recipe import Input
from tests.unit.archives import MemorySource, daily_axis, grid, recipe, stations
from translators.statistics import Adjustment

TO_STATION = Adjustment("qdm", "station", 1, "t", simulation=("station", "observed", ""))
INPUT = Input("d", 1, "s", "projection", (("A", "historical", "r1"), ("A", "ssp245", "r1")), {})


@pytest.mark.parametrize("calendar", ["standard", "noleap", "all_leap", "360_day"])
def test_every_day_has_its_place_in_the_table_and_comes_back(calendar):
    axis = daily_axis(2003, 2008, calendar)
    table = DayTable.of(axis)
    values = np.arange(axis.days.size, dtype=float)[np.newaxis]
    laid_out = table.laid_out(values)
    assert np.isfinite(laid_out).sum() == axis.days.size
    if calendar == "noleap":
        assert np.isnan(laid_out[:, :, 59]).all()
    back = np.full_like(values, np.nan)
    table.put_back(laid_out, back)
    np.testing.assert_array_equal(back, values)
    middle = middle_of(windows(laid_out, 31), 1, 31)
    np.testing.assert_array_equal(middle, laid_out)


def test_a_window_holds_the_days_round_its_own_across_the_new_year():
    days = np.arange(SLOTS, dtype=float)[np.newaxis, np.newaxis]
    first = windows(days, 31)[0]
    assert sorted(first) == sorted([*range(351, 366), *range(18)][2:])


def weather(first, last, seed, shift=0.0, spread=3.0, trend=0.0):
    axis = daily_axis(first, last)
    day = np.arange(axis.days.size)
    season = 10 - 8 * np.cos(2 * np.pi * (day % 365) / 365)
    noise = np.random.default_rng(seed).normal(0, spread, axis.days.size)
    return axis, (season + noise + shift + trend * day / 365)[np.newaxis].astype("f4")


def world(change=2.0):
    """A station, and a model that is 3 K too warm and varies twice as much, in its past and in a warmer future."""
    axis, seen = weather(1981, 2000, 1)
    past_axis, past = weather(1981, 2000, 2, shift=3.0, spread=6.0)
    future_axis, future = weather(2041, 2060, 3, shift=3.0 + change, spread=6.0)
    cell = grid([50.0], [0.0])
    return {
        "observed": MemorySource(axis, stations([50.1], [0.1]), {"tasmax": seen}, fingerprint="station"),
        "historical": MemorySource(past_axis, cell, {"tasmax": past}, fingerprint="past"),
        "ssp245": MemorySource(future_axis, cell, {"tasmax": future}, fingerprint="future"),
    }


def opens(made):
    return lambda dataset, version, key: made[key[1]]


def adjusted_recipe(how=TO_STATION, **more):
    return recipe(baseline=(1981, 2000), horizons=((2041, 2060),), inputs=(INPUT,), adjustment=how, **more)


@pytest.mark.parametrize("method", ["qdm", "dqm"])
def test_the_past_gets_the_quantiles_of_the_station_and_the_future_keeps_the_models_change(method):
    made = world()
    opened = adjusting(
        adjusted_recipe(Adjustment(method, "station", 1, "t", simulation=TO_STATION.simulation)), opens(made)
    )
    seen = made["observed"].arrays["tasmax"]
    past, future = (opened("d", 1, ("A", name, "r1")).read("tasmax", (0, 0)) for name in ("historical", "ssp245"))
    for share in (1, 10, 50, 90, 99):
        assert np.percentile(past, share) == pytest.approx(np.percentile(seen, share), abs=0.35)
    raw = made["ssp245"].arrays["tasmax"].mean() - made["historical"].arrays["tasmax"].mean()
    assert future.mean() - past.mean() == pytest.approx(raw, abs=0.15)
    assert future.dtype == np.float32


def test_days_missing_in_the_model_stay_missing_and_a_cell_without_observations_has_no_value():
    made = world()
    made["ssp245"].arrays["tasmax"][0, 400] = np.nan
    adjusted = adjusting(adjusted_recipe(), opens(made))("d", 1, ("A", "ssp245", "r1")).read("tasmax", (0, 0))
    assert np.flatnonzero(np.isnan(adjusted[0])).tolist() == [400]
    made["observed"].arrays["tasmax"][0, : 5 * 365] = np.nan
    adjusted = adjusting(adjusted_recipe(), opens(made))("d", 1, ("A", "ssp245", "r1")).read("tasmax", (0, 0))
    assert np.isnan(adjusted).all()


def test_rain_gets_the_amounts_and_the_dry_days_of_the_station_with_the_same_draws_each_time():
    random = np.random.default_rng(5)
    shape = (1, 20, SLOTS)
    seen = np.where(random.random(shape) < 0.3, random.exponential(8, shape), 0.0)
    drizzle = random.exponential(3, shape)
    mapping = Mapping("qdm", "*", 50, 31)

    def mapped():
        return mapping.apply(seen, drizzle, drizzle, [np.random.default_rng(9)])

    once = mapped()
    np.testing.assert_array_equal(once, mapped())
    assert (once >= 1).mean() == pytest.approx((seen >= 1).mean(), abs=0.02)
    assert once.mean() == pytest.approx(seen.mean(), rel=0.05)
    assert not ((once > 0) & (once < TRACE)).any()
    assert once.min() == 0.0


def test_a_result_carries_its_raw_numbers_and_a_test_on_other_years():
    made = world()
    result = run(adjusted_recipe(), opens(made), ReductionCache(None))
    raw = run(
        recipe(baseline=(1981, 2000), horizons=((2041, 2060),), inputs=(INPUT,)), opens(made), ReductionCache(None)
    )
    assert result.adjusted.raw == raw.summary
    assert [result.adjusted.raw_of(row).p50 for row in result.summary] == [row.p50 for row in raw.summary]
    assert result.summary[-1].p50 < raw.summary[-1].p50
    mean = [t for t in result.adjusted.tests if t.statistic == "mean"]
    assert [t.years.to_list() for t in mean] == [[1981, 1990], [1991, 2000]]
    for test in mean:
        assert test.raw - test.observed == pytest.approx(3.0, abs=0.4)
        assert abs(test.adjusted - test.observed) < 0.4
    assert "nothing here is raw model output" in result.warnings[0]
    assert any("Fitted to one half of the years and tested on the other" in w for w in result.warnings)
    assert "adjusted" not in "".join(raw.warnings)


def test_the_fingerprint_is_of_all_that_decides_the_values():
    made = world()
    past = adjusting(adjusted_recipe(), opens(made))("d", 1, ("A", "historical", "r1"))
    others = [
        adjusting(adjusted_recipe(Adjustment("dqm", "station", 1, "t", simulation=TO_STATION.simulation)), opens(made)),
        adjusting(adjusted_recipe(Adjustment("qdm", "station", 1, "t", 50, 15, TO_STATION.simulation)), opens(made)),
        opens(made),
    ]
    assert isinstance(past, AdjustedSource)
    assert len({past.fingerprint, *(o("d", 1, ("A", "historical", "r1")).fingerprint for o in others)}) == 4


def test_observations_without_the_reference_years_are_refused_and_so_is_a_run_without_a_past():
    made = world()
    axis, seen = weather(1990, 2000, 1)
    short = made | {"observed": MemorySource(axis, stations([50.1], [0.1]), {"tasmax": seen}, fingerprint="short")}
    with pytest.raises(PeriodNotHeld, match="nothing to fit to"):
        run(adjusted_recipe(), opens(short), ReductionCache(None))
    alone = Input("d", 1, "s", "projection", (("A", "ssp245", "r1"),), {})
    only = recipe(baseline=(1981, 2000), horizons=((2041, 2060),), inputs=(alone,), adjustment=TO_STATION)
    with pytest.raises(PeriodNotHeld, match="adjustment fitted over 1981–2000"):
        run(only, opens(made), ReductionCache(None))


def test_a_recipe_with_an_adjustment_is_read_back_whole():
    made = adjusted_recipe()
    assert type(made).from_mapping(made.to_mapping()) == made
    assert made.uses == (("d", 1, "s"), ("station", 1, "t"))
