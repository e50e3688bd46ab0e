"""What is mapped to what: years in moving windows, days in a table, the nearest observations, hardly any rain."""

from __future__ import annotations

import numpy as np
import pytest

from broker.engine.adjustment import AdjustedSource, adjusting
from broker.engine.adjustment_mapping import TRACE, Mapping, _moving
from broker.engine.adjustment_windows import SLOTS, DayTable, days_of_samples, windows
from tests.unit.archives import MemorySource, daily_axis, grid, recipe
from tests.unit.test_adjustment import INPUT, TO_STATION, opens


@pytest.mark.parametrize(("years", "length"), [(20, 20), (15, 20), (50, 20), (53, 20), (101, 30), (27, 4)])
def test_each_year_is_kept_of_one_window_as_long_as_the_past_that_lies_round_it(years, length):
    kept_of = []
    for whole, kept in _moving(years, length):
        first, stop = whole.start or 0, years if whole.stop is None else whole.stop
        begin, end = kept.start or 0, years if kept.stop is None else kept.stop
        kept_of += range(begin, end)
        assert stop - first == min(years, length)
        assert 0 <= first <= begin < end <= stop <= years
        assert end - begin <= 10 or years <= length
        # As many years before as after, as far as there are years.
        before, after = begin - first, stop - end
        assert abs(before - after) <= 1 or first == 0 or stop == years
    assert kept_of == list(range(years))


def test_a_future_longer_than_the_past_gets_each_years_own_values():
    # Observations are 5 above the model's past everywhere, so each day of the future is 5 higher, whatever its trend.
    past = np.random.default_rng(3).normal(10, 3, (1, 12, SLOTS))
    future = past[:, np.arange(26) % 12] + np.arange(26)[:, np.newaxis] * 0.5
    mapped = Mapping("qdm", "+", 20, 31).apply(past + 5, past, future, [np.random.default_rng(0)])
    np.testing.assert_allclose(mapped, future + 5, atol=1e-6)


def test_a_day_that_is_the_same_in_all_years_is_shifted_by_the_means():
    rng = np.random.default_rng(1)
    observed, past = rng.normal(4, 1, (1, 12, SLOTS)), rng.normal(1, 1, (1, 12, SLOTS))
    mapped = Mapping("qdm", "+", 20, 31).apply(observed, past, np.full((1, 12, SLOTS), 7.0), [rng])
    shift = windows(observed, 31).mean(axis=1) - windows(past, 31).mean(axis=1)
    assert sorted(set(mapped.round(9).ravel())) == sorted(set((7.0 + shift).round(9)))


def test_where_the_past_had_hardly_any_rain_the_future_gets_at_most_twice_the_observed():
    # Ten traces are 0.5 mm. Half of the past lies at 0.3 mm, the other half at 20 mm; the station had four times it.
    low, high = 0.3, 20.0
    dims = (1, 12, SLOTS)
    wet = np.zeros(dims, dtype=bool)
    wet[:, 1::2] = True
    rng = np.random.default_rng(2)
    past = np.where(wet, high, low) * rng.uniform(0.95, 1.05, dims)
    future = past * 10
    mapped = Mapping("qdm", "*", 20, 31).apply(past * 4, past, future, [rng])
    assert mapped[~wet].max() <= 2 * low * 1.06 * 4
    assert mapped[~wet].mean() == pytest.approx(2 * low * 4, rel=0.05)
    assert mapped[wet].mean() == pytest.approx(high * 10 * 4, rel=0.05)


@pytest.mark.parametrize(("level", "times"), [(0.47, 2.0), (0.53, 10.0)])
def test_hardly_any_rain_is_less_than_ten_traces(level, times):
    assert TRACE == 0.05
    past = level * np.random.default_rng(4).uniform(0.99, 1.01, (1, 10, SLOTS))
    mapped = Mapping("qdm", "*", 20, 31).apply(past * 4, past, past * 10, [np.random.default_rng(0)])
    assert mapped.mean() == pytest.approx(level * 4 * times, rel=0.02)


def test_samples_of_a_day_are_a_day_apart_and_those_of_a_year_a_year():
    numbers = days_of_samples(3, 5).reshape(3, 5)
    assert (np.diff(numbers, axis=1) == 1).all()
    assert (np.diff(numbers, axis=0) == SLOTS).all()
    assert numbers.min() >= 0


@pytest.mark.parametrize("calendar", ["standard", "noleap", "all_leap", "360_day"])
def test_a_table_holds_as_many_years_as_were_asked_and_each_day_in_its_own(calendar):
    axis = daily_axis(2000, 2009, calendar)
    table = DayTable.of(axis, 2003, 2006)
    assert table.years == 4
    first = int(np.flatnonzero(axis.first_day == daily_axis(2003, 2003, calendar).first_day[0])[0])
    values = np.zeros((1, axis.days.size))
    values[0, first : first + 59] = np.arange(1, 60)
    laid_out = table.laid_out(values)
    assert laid_out.shape == (1, 4, SLOTS)
    assert np.nansum(laid_out[0, 1:]) == 0
    held = laid_out[0, 0][~np.isnan(laid_out[0, 0])]
    assert held[:59].tolist() == list(range(1, 60))
    assert not held[59:].any()


def test_each_cell_is_adjusted_to_the_nearest_cell_of_the_observations():
    model, seen = grid([40.0, 50.0], [0.0, 10.0, 20.0], step=10), grid([39.0, 52.0], [1.0, 11.0, 19.0], step=10)
    axis, future_axis = daily_axis(1981, 2000), daily_axis(2041, 2060)
    noise = np.random.default_rng(6).normal(0, 2, axis.days.size)
    level = 10.0 * np.arange(6)[:, np.newaxis]
    made = {
        "observed": MemorySource(axis, seen, {"tasmax": noise + level}, fingerprint="seen"),
        "historical": MemorySource(axis, model, {"tasmax": np.tile(noise, (6, 1))}, fingerprint="past"),
        "ssp245": MemorySource(future_axis, model, {"tasmax": np.tile(noise, (6, 1)) + 1}, fingerprint="future"),
    }
    asked = recipe(baseline=(1981, 2000), horizons=((2041, 2060),), inputs=(INPUT,), adjustment=TO_STATION)
    adjusted = adjusting(asked, opens(made))("d", 1, ("A", "ssp245", "r1"))
    assert isinstance(adjusted, AdjustedSource)
    cells = np.concatenate([adjusted.read("tasmax", (0, 0)), adjusted.read("tasmax", (0, 1))])
    assert cells.mean(axis=1) - noise.mean() - 1 == pytest.approx([0, 10, 30, 40, 20, 50], abs=0.05)
    for cell, (lat, lon, to_lat, to_lon) in enumerate([(40, 0, 39, 1), (40, 10, 39, 11), (40, 20, 39, 19)]):
        a, b, d = np.radians([lat, to_lat, to_lon - lon])
        angle = np.arccos(np.sin(a) * np.sin(b) + np.cos(a) * np.cos(b) * np.cos(d))
        assert adjusted.distance_km(np.array([cell]))[0] == pytest.approx(6371.0 * angle, rel=1e-3)
