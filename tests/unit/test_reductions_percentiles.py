"""Days beyond what is usual, against a loop that a reader can follow."""

from __future__ import annotations

import numpy as np
import pytest

from broker.engine.reductions import Daily, Reference, Task, quantities_of, reduce_daily
from broker.engine.seasons import find_seasons
from catalog.calendars import date_of, day_number
from catalog.record import TimeAxis
from translators.indices import INDICES
from translators.periods import YEAR, Season

CALENDARS = ("standard", "noleap", "360_day")


def days_of(first_year, last_year, calendar):
    """A time axis of every day of these years."""
    first, end = (int(day_number(y, 1, 1, calendar)) for y in (first_year, last_year + 1))
    return TimeAxis(calendar, "day", np.arange(first, end), np.ones(end - first, dtype=np.int64))


def task_of(index, time, daily, years, season=YEAR, own=True, **parameters):
    """A task whose reference are the years (first, last) of the same values."""
    index = INDICES[index]
    given = {name: parameters.get(name, p.default) for name, p in index.parameters.items()}
    i0, i1 = np.searchsorted(
        time.first_day, [int(day_number(y, 1, 1, time.calendar)) for y in (years[0], years[1] + 1)]
    )
    reference = Reference((daily,), time, int(i0), int(i1), own)
    quantities = quantities_of(index, given)
    return Task(index, quantities, find_seasons(time, season), time.days, time, reference=reference)


def percentile(sample, p):
    """Hyndman and Fan's type 8, as the definition writes it."""
    x = sorted(sample)
    h = min(max(len(x) * p + (1 + p) / 3 - 1, 0.0), len(x) - 1.0)
    low = int(np.floor(h))
    return x[low] + (h - low) * (x[min(low + 1, len(x) - 1)] - x[low])


def expected_beyond(values, time, years, season, p, above, bootstrap, window):
    """The index of one cell by the words of its definition alone."""
    year, month, day = (part.tolist() for part in date_of(time.first_day, time.calendar))
    step_of = {(y, m, d): t for t, (y, m, d) in enumerate(zip(year, month, day, strict=True))}
    reference = range(years[0], years[1] + 1)

    def limit(date, instead):
        if date == (2, 29) and time.calendar == "standard":
            date = (2, 28)
        sample = []
        for y in reference:
            centre = step_of[(y, *date)]
            for t in range(centre - 2, centre + 3):
                if 0 <= t < len(year) and year[t] in reference:
                    if instead is not None and year[t] == instead[0]:
                        t = step_of.get((instead[1], month[t], day[t]), -1)
                    if t >= 0 and not np.isnan(values[t]):
                        sample.append(float(values[t]))
        return percentile(sample, p)

    known: dict = {}
    seasons = find_seasons(time, season)
    out = []
    for i0, i1 in zip(seasons.i0, seasons.i1, strict=True):
        counts = []
        inside = bootstrap and any(year[t] in reference for t in range(i0, i1))
        for j in range(len(reference) - 1 if inside else 1):
            marks = ""
            for t in range(i0, i1):
                instead = None
                if bootstrap and year[t] in reference:
                    instead = (year[t], [z for z in reference if z != year[t]][j])
                key = (month[t], day[t], instead)
                if key not in known:
                    known[key] = limit((month[t], day[t]), instead)
                marks += "1" if (values[t] > known[key] if above else values[t] < known[key]) else "0"
            counts.append(sum(len(run) for run in marks.split("0") if len(run) >= window))
        out.append(np.mean(counts))
    return out


@pytest.mark.parametrize("calendar", CALENDARS)
@pytest.mark.parametrize("bootstrap", ["yes", "no"])
@pytest.mark.parametrize(
    ("index", "p", "window"),
    [
        ("tx90p", 0.9, 1),
        ("tn10p", 0.1, 1),
        ("warm_spell_duration_index", 0.9, 3),
        ("cold_spell_duration_index", 0.1, 2),
    ],
)
@pytest.mark.parametrize("season", [Season(2, 1, 3, 31), Season(12, 25, 1, 5)])
def test_days_and_runs_beyond_the_usual_are_those_of_the_definition(calendar, bootstrap, index, p, window, season):
    time = days_of(1999, 2005, calendar)
    values = np.round(np.random.default_rng(1).normal(20, 5, time.first_day.size) * 2) / 2
    daily = Daily(values[np.newaxis].astype(np.float32), 1.0, 0.0)
    task = task_of(index, time, daily, (2000, 2004), season, bootstrap=bootstrap, window=f"{window} days")
    found = reduce_daily(task, (daily,))
    wanted = expected_beyond(values, time, (2000, 2004), season, p, p > 0.5, bootstrap == "yes", window)
    assert found[0].tolist() == pytest.approx(wanted, rel=1e-12)


def test_white_noise_goes_beyond_its_own_usual_on_a_tenth_of_the_days():
    time = days_of(1961, 2000, "noleap")
    values = np.random.default_rng(7).normal(20, 5, (12, time.first_day.size)).astype(np.float32)
    daily = Daily(values, 1.0, 0.0)
    shares = {}
    for bootstrap in ("yes", "no"):
        found = reduce_daily(task_of("tx90p", time, daily, (1961, 1990), bootstrap=bootstrap), (daily,))
        shares[bootstrap] = 100 * found[:, :30].mean() / 365, 100 * found[:, 30:].mean() / 365
    assert shares["yes"][0] == pytest.approx(10.0, abs=0.3)
    # Without resampling the reference years go too seldom beyond limits that they made themselves.
    assert shares["no"][0] < shares["yes"][0] - 0.1
    assert shares["yes"][1] == shares["no"][1] == pytest.approx(shares["yes"][0], abs=0.2)


def test_a_reference_of_the_historical_run_is_compared_once_and_in_its_own_unit():
    time = days_of(2001, 2010, "noleap")
    kelvin = np.random.default_rng(3).normal(290, 5, (2, time.first_day.size))
    celsius = Daily(kelvin - 273.15, 1.0, 0.0)
    past = Daily(kelvin, 1.0, -273.15)
    task = task_of("tx90p", time, celsius, (2001, 2010), bootstrap="no")
    other = task_of("tx90p", time, past, (2001, 2010), own=False)
    assert reduce_daily(other, (celsius,)).tolist() == reduce_daily(task, (celsius,)).tolist()


def test_a_missing_day_empties_its_season_and_a_few_leave_the_limits_known():
    time = days_of(2001, 2010, "noleap")
    values = np.random.default_rng(3).normal(20, 5, (1, time.first_day.size))
    values[0, 400] = np.nan
    daily = Daily(values, 1.0, 0.0)
    found = reduce_daily(task_of("tx90p", time, daily, (2001, 2010)), (daily,))
    assert np.isnan(found[0]).tolist() == [False, True] + [False] * 8
    values[0, : 365 * 3] = np.nan
    found = reduce_daily(task_of("tx90p", time, daily, (2001, 2010)), (daily,))
    assert np.isnan(found).all()


def test_five_days_in_a_row_are_no_warm_spell_and_six_are():
    time = days_of(2001, 2011, "noleap")
    values = np.zeros((2, time.first_day.size))
    values[0, 3650 + 100 : 3650 + 105] = 30
    values[1, 3650 + 100 : 3650 + 106] = 30
    daily = Daily(values, 1.0, 0.0)
    found = reduce_daily(task_of("warm_spell_duration_index", time, daily, (2001, 2010)), (daily,))
    assert found[:, -1].tolist() == [0, 6]


def test_rain_of_very_wet_days_is_a_share_of_the_rain_of_wet_days():
    time = days_of(2001, 2003, "360_day")
    rain = np.zeros((2, time.first_day.size))
    rain[0, :100] = np.arange(1, 101)  # 1 mm is not above 1 mm: 99 wet days, 2 … 100
    daily = Daily(rain, 1.0, 0.0)
    limit = percentile(np.arange(2, 101), 0.95)
    over = [r for r in range(2, 101) if r > limit]
    task = task_of("fraction_over_precip_thresh", time, daily, (2001, 2002))
    found = reduce_daily(task, (daily,))
    assert found[0, 0] == pytest.approx(100 * sum(over) / sum(range(2, 101)))
    assert np.isnan(found[0, 1:]).all()
    assert np.isnan(found[1]).all()
    days = reduce_daily(task_of("days_over_precip_thresh", time, daily, (2001, 2002)), (daily,))
    assert days[0].tolist() == [len(over), 0, 0]


@pytest.mark.parametrize("share", [0.5, 0.9, 0.99])
@pytest.mark.parametrize("wet", [0, 1, 2, 7, 200])
def test_the_percentile_of_days_above_a_limit_is_numpys_of_hyndman_and_fan_type_8(share, wet):
    from broker.engine.kernels import percentiles

    row = np.random.default_rng(wet).permutation(np.concatenate([np.arange(wet) + 1.0, np.zeros(40)]))[np.newaxis]
    known = row.copy()
    known[0, np.flatnonzero(row[0] == 0)[:10]] = np.nan
    past = np.concatenate([np.full((1, 3), 99.0), known, np.full((1, 2), 99.0)], axis=1)  # beyond the reference
    found, held = percentiles.percentile_above(past, 3, 3 + row.size, 1.0, share)
    assert held[0] == pytest.approx((row.size - 10) / row.size)
    wanted = np.percentile(np.arange(wet) + 1.0, 100 * share, method="median_unbiased") if wet else np.nan
    assert found[0] == pytest.approx(wanted, nan_ok=True)


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_days_at_a_bound_are_not_beyond_it(sign):
    from broker.engine.kernels import percentiles

    values = np.random.default_rng(8).integers(-3, 4, (3, 60)).astype(np.float64)
    values[1, 50] = np.nan
    bounds, i0, i1 = np.array([1.0, -1.0, np.nan]), np.array([0, 20, 40]), np.array([20, 40, 60])
    sums, counts = percentiles.beyond_bounds(values, i0, i1, np.array([True, False, True]), bounds, sign)
    for c in range(3):
        for s in range(3):
            row = values[c, i0[s] : i1[s]]
            beyond = row[row > bounds[c]] if sign > 0 else row[row < bounds[c]]
            is_told = s != 1 and c != 2 and not np.isnan(row).any()
            assert sums[c, s] == pytest.approx(beyond.sum() if is_told else np.nan, nan_ok=True)
            assert counts[c, s] == pytest.approx(beyond.size if is_told else np.nan, nan_ok=True)


@pytest.mark.parametrize(("missing", "is_known"), [(0, True), (144, True), (145, False)])
def test_a_fifth_of_the_reference_may_be_missing_for_very_wet_days(missing, is_known):
    time = days_of(2001, 2002, "360_day")
    rain = np.random.default_rng(9).gamma(0.8, 8, (1, time.first_day.size))
    rain[0, :missing] = np.nan
    rain[0, 360:] = np.abs(rain[0, 360:])
    daily = Daily(rain, 1.0, 0.0)
    found = reduce_daily(task_of("days_over_precip_thresh", time, daily, (2001, 2002)), (daily,))
    assert np.isfinite(found[0, 1]) == is_known


@pytest.mark.parametrize("tail", [0.02, 0.1, 0.25, 0.5])
@pytest.mark.parametrize("size", [1, 2, 3, 5, 6, 7, 12, 40])
def test_the_percentile_of_two_rows_together_is_numpys_of_hyndman_and_fan_type_8(size, tail):
    from broker.engine.kernels import percentiles

    draw = np.random.default_rng(size)
    for added in range(min(size, 5) + 1):
        sample = draw.integers(0, 9, size).astype(np.float64)
        one, other = np.sort(sample[added:])[::-1].copy(), np.sort(sample[:added])[::-1].copy()
        found = percentiles._merged(one, one.size, other, other.size, size, tail)
        assert found == pytest.approx(np.percentile(sample, 100 * (1 - tail), method="median_unbiased"))
