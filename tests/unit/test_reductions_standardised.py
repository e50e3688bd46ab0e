"""SPI and SPEI: normal by construction, dry months flagged, and xclim as a witness."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from broker.engine.reductions import Daily, Reference, Task, quantities_of, reduce_daily
from broker.engine.reductions.standardised import standardised_gamma, standardised_log_logistic
from broker.engine.seasons import find_seasons
from broker.errors import UnservableNeed
from catalog.calendars import day_number
from catalog.record import TimeAxis
from translators.indices import INDICES
from translators.periods import Season

JANUARY = Season(1, 1, 1, 31)


def days_of(first_year, last_year, calendar="noleap"):
    first, end = (int(day_number(y, 1, 1, calendar)) for y in (first_year, last_year + 1))
    return TimeAxis(calendar, "day", np.arange(first, end), np.ones(end - first, dtype=np.int64))


def reduced(name, time, values, years, season=JANUARY, scale=1.0, **parameters):
    index = INDICES[name]
    given = {key: str(parameters.get(key, p.default)) for key, p in index.parameters.items()}
    daily = tuple(Daily(np.ascontiguousarray(values[v]), scale, 0.0) for v in index.variables)
    i0, i1 = (
        int(np.searchsorted(time.first_day, day_number(y, 1, 1, time.calendar))) for y in (years[0], years[1] + 1)
    )
    reference = Reference(daily, time, i0, i1, True)
    task = Task(
        index, quantities_of(index, given), find_seasons(time, season), time.days, time, np.array([45.0]), reference
    )
    return reduce_daily(task, daily)


def rain(time, seed=1, wet=0.4):
    draw = np.random.default_rng(seed)
    shape = (1, time.first_day.size)
    return np.where(draw.random(shape) < wet, draw.gamma(0.8, 8, shape), 0.0)


@pytest.mark.parametrize(("window", "season"), [(1, JANUARY), (3, JANUARY), (6, Season(8, 1, 8, 31))])
def test_spi_is_that_of_xclim_with_its_start_at_zero(window, season):
    import cftime
    import xarray as xr
    from xclim.indices import standardized_precipitation_index

    time = days_of(1981, 2012)
    pr = rain(time, wet=0.03 if window == 1 else 0.4)
    array = xr.DataArray(
        pr[0], dims="time", coords={"time": cftime.num2date(time.first_day, "days since 1850-01-01", "noleap")},
        attrs={"units": "mm/d"},
    )  # fmt: skip
    wanted = standardized_precipitation_index(
        array, freq="MS", window=window, dist="gamma", method="ML", fitkwargs={"floc": 0},
        cal_start="1985-01-01", cal_end="2010-12-31",
    )  # fmt: skip
    wanted = wanted.sel(time=wanted.time.dt.month == season.first_month).values
    found = reduced("standardized_precipitation_index", time, {"pr": pr}, (1985, 2010), season, window=window)
    assert np.isnan(found[0]).tolist() == np.isnan(wanted).tolist()
    assert found[0] == pytest.approx(wanted, abs=2e-4, nan_ok=True)


def test_the_shape_of_the_gamma_distribution_is_that_of_greatest_likelihood():
    sample = stats.gamma.rvs(2.5, scale=3, size=(1, 40), random_state=4)
    shape, _, scale = stats.gamma.fit(sample[0], floc=0)
    wanted = stats.norm.ppf(stats.gamma.cdf(sample, shape, scale=scale))
    assert standardised_gamma(sample, sample) == pytest.approx(wanted, abs=1e-4)


def test_a_rainless_season_has_the_probability_of_the_rainless_years():
    sample = np.concatenate([np.zeros(10), np.arange(1.0, 31.0)])[np.newaxis]
    assert standardised_gamma(np.array([[0.0]]), sample)[0, 0] == pytest.approx(stats.norm.ppf(0.25))


def test_a_month_that_is_always_dry_is_flagged_and_none_is_missing():
    time = days_of(1981, 2012)
    dry = rain(time)
    month = (time.first_day % 365) < 31  # 1850 starts with January too
    dry[:, month] = 0.0
    found = reduced("standardized_precipitation_index", time, {"pr": dry}, (1981, 2010), window=1)
    assert (found == -np.inf).all()
    few = np.zeros((1, 30))
    few[0, :3] = 5.0, 6.0, 7.0
    assert standardised_gamma(np.array([[5.0]]), few)[0, 0] == -np.inf
    assert standardised_gamma(np.array([[5.0]]), np.full((1, 30), 5.0))[0, 0] == -np.inf


def test_missing_days_are_missing_and_a_few_missing_years_leave_the_reference_whole():
    time = days_of(1981, 2012)
    pr = rain(time)
    pr[0, 365 * 5 + 3] = np.nan
    found = reduced("standardized_precipitation_index", time, {"pr": pr}, (1981, 2010), window=1)
    assert np.flatnonzero(np.isnan(found[0])).tolist() == [5]
    sample = np.full((1, 30), np.nan)
    sample[0, :23] = np.arange(1, 24)
    assert np.isnan(standardised_gamma(np.array([[3.0]]), sample)).all()
    assert np.isnan(standardised_log_logistic(np.array([[3.0]]), sample)).all()


def test_a_change_of_unit_changes_nothing():
    time = days_of(1981, 2012)
    pr = rain(time)
    found = reduced("standardized_precipitation_index", time, {"pr": pr}, (1981, 2010))
    other = reduced("standardized_precipitation_index", time, {"pr": pr / 86400}, (1981, 2010), scale=86400.0)
    assert other == pytest.approx(found, rel=1e-9, nan_ok=True)


def test_monthly_data_give_what_daily_ones_give():
    time = days_of(1981, 2012)
    pr = rain(time)
    starts = np.array([int(day_number(1981 + m // 12, m % 12 + 1, 1, "noleap")) for m in range(12 * 32 + 1)])
    monthly = TimeAxis("noleap", "mon", starts[:-1], np.diff(starts))
    means = np.add.reduceat(pr[0], starts[:-1] - starts[0]) / monthly.days
    found = reduced("standardized_precipitation_index", time, {"pr": pr}, (1981, 2010))
    assert reduced(
        "standardized_precipitation_index", monthly, {"pr": means[np.newaxis]}, (1981, 2010)
    ) == pytest.approx(found, rel=1e-9, nan_ok=True)


def test_a_season_that_ends_within_a_month_is_refused():
    time = days_of(1981, 1990)
    with pytest.raises(UnservableNeed, match="whole months"):
        reduced("standardized_precipitation_index", time, {"pr": rain(time)}, (1981, 1990), Season(1, 1, 1, 20))


def test_the_log_logistic_of_a_log_logistic_sample_is_normal():
    sample = stats.genlogistic.rvs(1.0, size=(1, 4000), random_state=3)  # the logistic: no skewness
    found = standardised_log_logistic(sample, sample)
    assert found.mean() == pytest.approx(0, abs=0.01)
    assert found.std() == pytest.approx(1, abs=0.01)
    skewed = stats.fisk.rvs(4.0, loc=-10, scale=30, size=(1, 4000), random_state=3)
    wanted = stats.norm.ppf(stats.fisk.cdf(skewed, 4.0, loc=-10, scale=30))
    common = np.abs(wanted) < 2
    assert standardised_log_logistic(skewed, skewed)[common] == pytest.approx(wanted[common], abs=0.1)


def test_spei_is_low_where_heat_outweighs_rain():
    time = days_of(1981, 2012)
    pr = rain(time)
    draw = np.random.default_rng(5)
    air = {"tasmin": draw.normal(10, 2, pr.shape), "tasmax": draw.normal(20, 2, pr.shape)}
    usual = reduced("standardized_precipitation_evapotranspiration_index", time, {"pr": pr, **air}, (1981, 2010))
    known = usual[0][np.isfinite(usual[0])]
    assert abs(known.mean()) < 0.2
    assert 0.8 < known.std() < 1.2
    air["tasmax"][0, -730:] += 15
    hot = reduced("standardized_precipitation_evapotranspiration_index", time, {"pr": pr, **air}, (1981, 2010))
    assert hot[0, -1] < usual[0, -1] - 0.3


def test_the_first_month_with_a_value_is_the_one_that_ends_the_first_whole_window():
    time = days_of(1981, 2010)
    for window, month in ((1, 1), (3, 3), (5, 5)):
        values = {"pr": rain(time, wet=0.5)}
        first = reduced("standardized_precipitation_index", time, values, (1981, 2010), Season(month, 1, month, 31),
                        window=window)[0]  # fmt: skip
        assert np.isfinite(first).all()
        before = reduced("standardized_precipitation_index", time, values, (1981, 2010), Season(1, 1, 1, 31),
                         window=window)[0]  # fmt: skip
        assert np.isnan(before[0]) == (window > 1)
        assert np.isfinite(before[1:]).all()


@pytest.mark.parametrize("standardised", [standardised_gamma, standardised_log_logistic])
def test_a_reference_may_miss_a_fifth_of_its_years_and_no_more(standardised):
    sample = np.random.default_rng(4).gamma(2.0, 3.0, (1, 30))
    for missing, is_known in ((0, True), (6, True), (7, False)):
        held = sample.copy()
        held[0, :missing] = np.nan
        assert np.isfinite(standardised(np.array([[5.0]]), held)[0, 0]) == is_known


def test_a_gamma_distribution_needs_four_years_with_rain_and_a_quarter_of_them():
    rains = np.random.default_rng(5).gamma(2.0, 3.0, 40)
    for years, wet, is_known in (
        (10, 3, False),
        (10, 4, True),
        (16, 4, True),
        (17, 4, False),
        (20, 5, True),
        (40, 9, False),
    ):
        sample = np.zeros((1, years))
        sample[0, :wet] = rains[:wet]
        assert np.isfinite(standardised_gamma(np.array([[5.0]]), sample)[0, 0]) == is_known
