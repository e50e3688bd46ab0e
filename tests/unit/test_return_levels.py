"""Levels of rare years: known distributions come back, and what is doubtful is said."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from broker.engine.return_levels import fit, interval, poor_fit, return_levels

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


def test_a_sample_of_the_distribution_fits_and_one_of_two_lumps_does_not():
    assert poor_fit(drawn(0.0, 30, 200)).mean() < 0.12
    lumps = np.concatenate([np.random.default_rng(2).normal(at, 1, (15, 20)) for at in (0, 30)])
    assert poor_fit(lumps).all()
    assert not poor_fit(drawn(0.0, 5, 3)).any()
