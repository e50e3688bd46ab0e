"""The compiled passes, each against a loop that a reader can follow."""

import os
import subprocess
import sys

import numpy as np
import pytest

from broker.engine.kernels import days as kernels
from broker.engine.kernels import runs
from broker.engine.reductions import Daily, limit_of

DTYPES = (np.float32, np.float64)


def cut(*lengths):
    """Seasons of these lengths, one after the other."""
    ends = np.cumsum(lengths)
    return ends - np.array(lengths), ends, np.ones(len(lengths), dtype=bool)


def rows(*values, dtype=np.float64):
    return np.array(values, dtype=dtype)


def longest(marks):
    """The longest run of true marks, by cutting a string."""
    return max(map(len, "".join("1" if m else "0" for m in marks).split("0")))


@pytest.mark.parametrize("dtype", DTYPES)
def test_days_above_and_below_a_limit_are_counted(dtype):
    values = rows([29, 30, 31, 32, 1, 2], dtype=dtype)
    assert kernels.count(values, *cut(4, 2), dtype(31), True).tolist() == [[2, 0]]
    assert kernels.count(values, *cut(4, 2), dtype(31), False).tolist() == [[2, 2]]


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize(("operator", "days"), [(">", 1), (">=", 3), ("<", 2), ("<=", 4)])
def test_a_day_at_the_threshold_counts_only_where_the_operator_says_so(dtype, operator, days):
    # 303.15 in single precision is not 303.15 in double: the threshold is compared in the stored precision.
    stored = dtype(303.15)
    below, above = np.nextafter(stored, dtype(0)), np.nextafter(stored, dtype(400))
    daily = Daily(rows([below, 290, stored, stored, above], dtype=dtype), 1.0, -273.15)
    limit, is_above = limit_of(daily, 30.0, operator)
    assert kernels.count(daily.values, *cut(5), limit, is_above).tolist() == [[days]]


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("missing", [0, 1, 3, 5, 8])
def test_one_missing_day_empties_its_season_and_no_other(dtype, missing):
    values = np.arange(18, dtype=dtype).reshape(2, 9)
    values[1, missing] = np.nan
    slices = cut(5, 4)
    season = int(missing >= 5)
    limit = dtype(4)
    for found in (
        kernels.count(values, *slices, limit, True),
        kernels.total(values, *slices),
        kernels.weighted_mean(values, *slices, np.ones(9)),
        *kernels.total_above(values, *slices, limit),
        kernels.highest(values, *slices),
        kernels.lowest(values, *slices),
        kernels.excess(values, *slices, 4.0, True),
        kernels.excess(values, *slices, 4.0, False),
        kernels.window_maximum(values, *slices, 3),
        runs.longest_run(values, *slices, limit, True),
        runs.longest_run(values, *slices, limit, False),
    ):
        assert np.isfinite(found[0]).all()
        assert np.isnan(found[1]).tolist() == [season == 0, season == 1]


def test_a_season_that_is_not_complete_has_no_value():
    values = np.ones((1, 9))
    i0, i1, _ = cut(5, 4)
    complete = np.array([False, True])
    for found in (
        kernels.count(values, i0, i1, complete, 0.5, True),
        kernels.total(values, i0, i1, complete),
        kernels.highest(values, i0, i1, complete),
        kernels.window_maximum(values, i0, i1, complete, 2),
        runs.longest_run(values, i0, i1, complete, 0.5, True),
    ):
        assert np.isnan(found[0, 0])
        assert np.isfinite(found[0, 1])


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("days", [1, 2, 3, 4, 5, 7, 8, 9, 63, 64, 65, 127, 128, 129, 366])
@pytest.mark.parametrize("share", [0.03, 0.5, 0.9, 0.995])
def test_the_longest_run_is_that_of_a_string_of_marks(dtype, days, share):
    random = np.random.default_rng(days)
    values = (random.random((6, 3 * days)) < share).astype(dtype)
    slices = cut(days, days, days)
    for is_above in (True, False):
        found = runs.longest_run(values, *slices, dtype(1), is_above)
        wanted = [
            [longest((row[i0:i1] >= 1) == is_above) for i0, i1 in zip(*slices[:2], strict=True)] for row in values
        ]
        assert found.tolist() == wanted


def test_a_run_stops_at_the_seasons_edge():
    assert runs.longest_run(np.ones((1, 20)), *cut(7, 13), 1.0, True).tolist() == [[7, 13]]


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("days", [1, 3, 4, 7, 366])
def test_sums_and_extremes_are_those_of_numpy(dtype, days):
    values = np.random.default_rng(0).normal(280, 10, (5, 2 * days)).astype(dtype)
    halves = values.astype(np.float64).reshape(5, 2, days)
    slices = cut(days, days)
    np.testing.assert_allclose(kernels.total(values, *slices), halves.sum(2), rtol=1e-14)
    np.testing.assert_array_equal(kernels.highest(values, *slices), halves.max(2))
    np.testing.assert_array_equal(kernels.lowest(values, *slices), halves.min(2))
    over = np.maximum(halves - 281.25, 0).sum(2)
    np.testing.assert_allclose(kernels.excess(values, *slices, 281.25, True), over, rtol=1e-12)
    under = np.maximum(281.25 - halves, 0).sum(2)
    np.testing.assert_allclose(kernels.excess(values, *slices, 281.25, False), under, rtol=1e-12)
    sums, counts = kernels.total_above(values, *slices, dtype(281.25))
    np.testing.assert_allclose(sums, np.where(halves >= 281.25, halves, 0).sum(2), rtol=1e-14)
    np.testing.assert_array_equal(counts, (halves >= 281.25).sum(2))


def test_a_sum_of_many_single_precision_values_keeps_its_digits():
    # In single precision this sum stops growing at 2^24.
    values = np.ones((1, 2**24 + 1001), dtype=np.float32)
    assert kernels.total(values, *cut(values.size))[0, 0] == values.size


@pytest.mark.parametrize("window", [1, 2, 3, 4, 5, 7, 30, 31, 59, 60])
@pytest.mark.parametrize("dtype", DTYPES)
def test_the_wettest_days_in_a_row_are_those_of_a_loop(window, dtype):
    values = np.random.default_rng(window).gamma(0.5, 8, (4, 60)).astype(dtype)
    wanted = [max(row[t : t + window].sum() for t in range(61 - window)) for row in values.astype(np.float64)]
    np.testing.assert_allclose(kernels.window_maximum(values, *cut(60), window)[:, 0], wanted, rtol=1e-14)


def test_a_window_longer_than_its_season_has_no_value():
    assert np.isnan(kernels.window_maximum(np.ones((1, 9)), *cut(5, 4), 5)[0]).tolist() == [False, True]


def test_a_window_sum_does_not_drift_after_a_flood():
    # A running sum that adds a day and takes one away keeps 1e-9 of the flood for ever.
    values = np.zeros((1, 400))
    values[0, 3] = 1e9
    values[0, 350:353] = 1e-8
    assert kernels.window_maximum(values, *cut(100, 300), 3)[0] == pytest.approx([1e9, 3e-8], rel=1e-12)


def test_months_count_by_their_days():
    values = rows([10, 20, 30])
    found = kernels.weighted_mean(values, *cut(3), np.array([31.0, 28.0, 31.0]))
    assert found[0, 0] == pytest.approx((310 + 560 + 930) / 90, rel=1e-15)


SUM_OF_THREE = """
import numpy as np
from broker.engine.kernels import days as kernels
print(kernels.total(np.ones((1, 3)), np.array([0]), np.array([3]), np.array([True]))[0, 0])
"""


def python(code, folder=None):
    """What a new process prints, which keeps its compiled code in this folder."""
    environment = os.environ | ({"NUMBA_CACHE_DIR": str(folder)} if folder else {})
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, env=environment)
    return done.stdout.strip() or done.stderr


def test_kernels_compile_where_no_folder_can_be_written():
    # A read-only installation, for a user without a home.
    blocked = (
        "import numba.core.caching as caching\n"
        "def refuse(self): raise OSError('read-only')\n"
        "caching._CacheLocator.ensure_cache_path = refuse\n"
    )
    assert python(blocked + SUM_OF_THREE) == "3.0"


def test_compiled_code_that_is_damaged_is_compiled_anew(tmp_path):
    assert python(SUM_OF_THREE, tmp_path) == "3.0"
    kept = [path for path in tmp_path.rglob("*") if path.suffix in {".nbi", ".nbc"}]
    assert kept
    for path in kept:
        path.write_bytes(path.read_bytes()[:60])
    assert python(SUM_OF_THREE, tmp_path) == "3.0"
