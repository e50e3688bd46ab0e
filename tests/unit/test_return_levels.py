"""Levels of rare years: known distributions come back, and what is doubtful is said."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from broker.engine.ensemble import summarise
from broker.engine.level_doubts import interval, poor_fit
from broker.engine.return_levels import Distribution, fit, return_levels
from tests.unit.test_ensemble import held
from translators.periods import Years
from translators.statistics import Statistic, Weights

SHAPES = [-0.25, -0.1, 0.0, 0.1, 0.3]


def drawn(shape, seasons=30, cells=1, seed=1, loc=50.0, scale=10.0):
    return stats.genextreme.rvs(shape, loc=loc, scale=scale, size=(seasons, cells), random_state=seed)


@pytest.mark.parametrize("method", ["lmoments", "mle"])
@pytest.mark.parametrize("shape", SHAPES)
def test_a_long_sample_gives_the_level_of_its_distribution(method, shape):
    found = return_levels(drawn(shape, 20_000), 50, method)
    assert found[0] == pytest.approx(stats.genextreme.isf(1 / 50, shape, 50, 10), rel=0.03)


def test_l_moments_give_what_the_formulas_of_hosking_give():
    # Hosking (1990), by the sums of the definition, one cell at a time.
    values = np.sort(drawn(-0.1, 25)[:, 0])
    n = values.size
    b = [
        np.mean([math.prod((i - m) / (n - 1 - m) for m in range(r)) * x for i, x in enumerate(values)])
        for r in range(3)
    ]
    l2, t3 = 2 * b[1] - b[0], (6 * b[2] - 6 * b[1] + b[0]) / (2 * b[1] - b[0])
    found = fit(values[:, np.newaxis])
    k, scale, location = found.shape[0], found.scale[0], found.location[0]
    assert 2 * (1 - 3**-k) / (1 - 2**-k) - 3 == pytest.approx(t3, abs=1e-12)
    assert scale * (1 - 2**-k) * math.gamma(1 + k) / k == pytest.approx(l2)
    assert stats.genextreme(k, location, scale).mean() == pytest.approx(b[0])


@pytest.mark.parametrize("shape", [-0.3, -1e-6, 0.0, 1e-9, 1e-6, 0.3])
def test_levels_and_probabilities_of_a_distribution_are_those_of_scipy_on_both_sides_of_gumbels(shape):
    found = Distribution(np.array([50.0]), np.array([10.0]), np.array([shape]))
    known = stats.genextreme(shape, 50, 10) if shape else stats.gumbel_r(50, 10)
    for years in (2, 10, 100):
        assert found.level(years)[0] == pytest.approx(known.isf(1 / years), rel=1e-6)
    for value in (40.0, 55.0, 75.0):
        assert found.probability(np.array([[value]]))[0, 0] == pytest.approx(known.cdf(value), rel=1e-6)


def test_the_likelihood_of_maximum_likelihood_is_no_lower():
    values = drawn(-0.15, 40)
    moments, likely = fit(values), fit(values, "mle")

    def likelihood(found):
        return stats.genextreme.logpdf(values[:, 0], found.shape[0], found.location[0], found.scale[0]).sum()

    assert likelihood(likely) >= likelihood(moments)


@pytest.mark.parametrize("method", ["lmoments", "mle"])
def test_a_change_of_unit_changes_the_level_as_it_changes_the_values(method):
    values = drawn(-0.1)
    assert return_levels(values * 25.4 + 7, 50, method)[0] == pytest.approx(
        return_levels(values, 50, method)[0] * 25.4 + 7, rel=1e-6
    )


def test_lowest_values_are_the_mirror_of_highest_ones():
    values = drawn(0.1, 40)
    assert return_levels(-values, 20, lowest=True)[0] == pytest.approx(-return_levels(values, 20)[0])


def test_too_few_missing_or_equal_values_have_no_level():
    values = drawn(0.0, 20, 4)
    values[:12, 0] = np.nan  # fewer than ten
    values[:5, 1] = np.nan  # fewer than four in five
    values[:, 2] = 5.0
    values[3, 3] = -np.inf  # an outcome is no value
    assert np.isnan(return_levels(values, 50)).tolist() == [True, True, True, False]
    assert np.isnan(return_levels(drawn(0.0, 9), 50)).all()


def test_nine_of_ten_intervals_hold_the_level_or_nearly_and_are_the_same_each_time():
    level = stats.genextreme.isf(1 / 20, 0.0, 50, 10)
    ends = [interval(drawn(0.0, 40, seed=seed), np.ones(1), 20) for seed in range(40)]
    assert sum(low <= level <= high for low, high in ends) >= 30
    assert interval(drawn(0.0), np.ones(1), 50) == interval(drawn(0.0), np.ones(1), 50)
    assert np.isnan(interval(drawn(0.0, 5), np.ones(1), 50)).all()


def levels_of(values, weights=None, method="lmoments"):
    """The row of models whose yearly values, (seasons, models), are given, and what its simulations hold."""
    years = np.arange(1901, 1901 + len(values))
    found = []
    for k, column in enumerate(values.T):
        one = held(f"M{k}", "ssp245", years[0], years[-1], dict(zip(years, column, strict=True)).__getitem__)
        one = replace(
            one, statistic=Statistic.parse(f"return level 20 {method}"), area_km2=np.ones(1),
            values=one.series.values[:, np.newaxis],
        )  # fmt: skip
        found.append(one)
    period = Years(int(years[0]), int(years[-1]))
    rows, _ = summarise(tuple(found), period, (), weights)
    return rows[0]


def test_a_row_of_levels_has_an_interval_that_shrinks_with_years_and_with_models():
    one, twice = levels_of(drawn(0.0, 30)), levels_of(drawn(0.0, 120))
    assert one.interval == pytest.approx(interval(drawn(0.0, 30), np.ones(1), 20))
    low, high = one.interval
    assert low < one.p50 < high
    assert twice.interval[1] - twice.interval[0] < 0.75 * (high - low)
    nine = levels_of(drawn(0.0, 30, 9))
    assert nine.interval[1] - nine.interval[0] < 0.75 * (high - low)


def test_an_interval_follows_the_votes_and_the_method():
    values = np.concatenate([drawn(0.0, 30), drawn(0.0, 30, seed=2, loc=500.0)], axis=1)
    first = levels_of(values, Weights({"M1": 0.0}, "because"))
    assert first.models == 1
    assert first.interval == pytest.approx(levels_of(values[:, :1]).interval)
    likely = levels_of(values[:, :1], method="mle")
    assert likely.interval[0] < likely.p50 < likely.interval[1]


def test_a_row_says_the_share_of_cells_that_fit_badly_and_other_statistics_have_none():
    lumps = np.concatenate([np.random.default_rng(2).normal(at, 1, (15, 3)) for at in (0, 30)])
    assert levels_of(lumps).poor_fit == 1.0
    assert levels_of(drawn(0.0, 30)).poor_fit == 0.0
    means, _ = summarise((held("M", "ssp245", 2001, 2020, float),), Years(2001, 2020), ())
    assert means[0].interval is None
    assert math.isnan(means[0].poor_fit)


def test_a_sample_of_the_distribution_fits_and_one_of_two_lumps_does_not():
    assert poor_fit(drawn(0.0, 30, 200)).mean() < 0.12
    lumps = np.concatenate([np.random.default_rng(2).normal(at, 1, (15, 20)) for at in (0, 30)])
    assert poor_fit(lumps).all()
    assert not poor_fit(drawn(0.0, 5, 3)).any()
