"""Compiled passes over made-up days of whole numbers, which often lie exactly at a limit, each against a loop."""

from __future__ import annotations

import numpy as np
import pytest

from broker.engine.kernels import comfort, dates, lulls
from broker.engine.kernels import rainy_season as rains

#: Seasons of the rows below: neighbours of many lengths, of which the last is not whole.
I0, I1 = np.array([0, 1, 4, 64, 130, 180]), np.array([1, 4, 64, 130, 180, 200])
COMPLETE = np.array([True] * 5 + [False])


def whole_numbers(seed, most, cells=8, days=200):
    return np.random.default_rng(seed).integers(0, most, (cells, days)).astype(np.float64)


def with_gap(values, cell, day):
    values[cell, day] = np.nan
    return values


def runs(marks):
    """First and last day of each run of true marks."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], np.asarray(marks, dtype=int), [0]])))
    return [(int(a), int(b) - 1) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def by_loop(cells, about, count=1):
    """What `about` says of the days of each cell and season; NaN where the season is not whole or it says None."""
    out = np.full((count, cells, I0.size), np.nan)
    for c in range(cells):
        for s in np.flatnonzero(COMPLETE):
            said = about(c, s, slice(I0[s], I1[s]))
            if said is not None:
                out[:, c, s] = said
    return out


@pytest.mark.parametrize("a_above", [True, False])
@pytest.mark.parametrize("b_above", [True, False])
@pytest.mark.parametrize("shortest", [1, 2, 4])
def test_days_on_which_both_lie_on_their_side_and_their_runs(a_above, b_above, shortest):
    a, b = with_gap(whole_numbers(1, 4), 2, 70), with_gap(whole_numbers(2, 3), 5, 2)

    def about(c, s, days):
        if np.isnan(a[c, days]).any() or np.isnan(b[c, days]).any():
            return None
        both = ((a[c, days] >= 1.0) == a_above) & ((b[c, days] >= 2.0) == b_above)
        long = [j - i + 1 for i, j in runs(both) if j - i + 1 >= shortest]
        return len(long), sum(long), max(long, default=0), both.sum()

    wanted = by_loop(8, about, 4)
    sides = (1.0, a_above, 2.0, b_above)
    np.testing.assert_array_equal(comfort.runs_of_pairs(a, b, I0, I1, COMPLETE, *sides, shortest), wanted[:3])
    np.testing.assert_array_equal(comfort.count_pairs(a, b, I0, I1, COMPLETE, *sides), wanted[3])


@pytest.mark.parametrize("shortest", [1, 2, 3])
def test_the_strongest_run_is_that_with_the_largest_sum_above_the_base(shortest):
    values = with_gap(whole_numbers(3, 6), 1, 100)

    def about(c, s, days):
        row = values[c, days]
        if np.isnan(row).any():
            return None
        return max((sum(row[i : j + 1] - 1.5) for i, j in runs(row >= 2.0) if j - i + 1 >= shortest), default=0.0)

    found = comfort.strongest_run(values, I0, I1, COMPLETE, 2.0, 1.5, shortest)
    np.testing.assert_array_equal(found, by_loop(8, about)[0])


@pytest.mark.parametrize(
    ("speed", "share"),
    [(3.4, 0.0), (3.5, 0.0), (8.0, 469.125 / 2154.125), (12.9, 2103.814 / 2154.125), (13.0, 1.0), (24.9, 1.0),
     (25.0, 0.0), (30.0, 0.0)],
)  # fmt: skip
def test_a_turbine_starts_at_three_and_a_half_metres_a_second_and_stops_at_twenty_five(speed, share):
    wind, sun = np.full((1, 5), speed), np.zeros((1, 5))

    def calm_days(limit):
        season = np.array([0]), np.array([5]), np.array([True])
        return lulls.lull_runs(wind, sun, np.full((1, 1), 300.0), np.zeros(5, dtype=int), *season, limit, 0.5, 2)

    assert calm_days(share + 1e-6).tolist() == [[[5]], [[5]]]
    assert calm_days(share - 1e-6 if share else 0.0).tolist() == [[[0]], [[0]]]


@pytest.mark.parametrize("shortest", [1, 2, 3])
def test_lulls_are_runs_of_days_with_little_wind_and_little_sun(shortest):
    wind, sun = with_gap(whole_numbers(4, 12), 3, 150), with_gap(whole_numbers(5, 5) * 50, 6, 66)
    above, kind = np.array([[200.0, 300.0, 0.0]] * 8), np.arange(200) % 3

    def about(c, s, days):
        if np.isnan(wind[c, days]).any() or np.isnan(sun[c, days]).any():
            return None
        dark = (sun[c, days] < 0.5 * above[c, kind[days]]) | (sun[c, days] == 0)
        power = np.where(wind[c, days] < 3.5, 0.0, (wind[c, days] ** 3 - 3.5**3) / (13.0**3 - 3.5**3))
        long = [j - i + 1 for i, j in runs(dark & (power < 0.2)) if j - i + 1 >= shortest]
        return sum(long), max(long, default=0)

    found = lulls.lull_runs(wind, sun, above, kind, I0, I1, COMPLETE, 0.2, 0.5, shortest)
    np.testing.assert_array_equal(found, by_loop(8, about, 2))


@pytest.mark.parametrize("opens_above", [True, False])
@pytest.mark.parametrize("shortest", [1, 2, 3])
@pytest.mark.parametrize("passes_over", [True, False])
def test_a_season_starts_and_ends_with_runs_of_days(opens_above, shortest, passes_over):
    values = with_gap(with_gap(whole_numbers(6, 5), 0, 75), 4, 3)
    before, after = np.array([1, 3, 30, 90, 170, 190]), np.array([0, 2, 40, 100, 140, 185])

    def about(c, s, days):
        row = values[c, days]
        if np.isnan(row).any() and not passes_over:
            return None

        def first_run(side, earliest):
            held = range(earliest, row.size - shortest + 1)
            return next((t for t in held if all(side(v) for v in row[t : t + shortest])), None)

        start = first_run((lambda v: v >= 3.0) if opens_above else (lambda v: v < 3.0), 0)
        if start is None or start + I0[s] >= before[s]:
            return np.inf, -np.inf
        end = first_run((lambda v: v < 2.0) if opens_above else (lambda v: v >= 2.0), max(start, after[s] - I0[s]))
        return start + I0[s], np.inf if end is None else end + I0[s]

    found = dates.season_bounds(
        values, I0, I1, COMPLETE, 3.0, opens_above, 2.0, not opens_above, shortest, before, after, passes_over
    )
    np.testing.assert_array_equal(found, by_loop(8, about, 2))


def test_a_sum_is_reached_on_the_day_on_which_it_is_first_above_what_is_wanted():
    values = with_gap(whole_numbers(7, 5), 7, 20)

    def about(c, s, days):
        row = values[c, days]
        if np.isnan(row).any():
            return None
        sums = np.cumsum(np.maximum(row - 1.0, 0.0))
        return I0[s] + np.argmax(sums > 12) if (sums > 12).any() else np.inf

    found = dates.sum_reached(values, I0, I1, COMPLETE, 1.0, 12.0)
    np.testing.assert_array_equal(found, by_loop(8, about)[0])


def dry_days(row, dry):
    """The days on which a dry run begins that the row holds whole."""
    stretches = [row[t : t + dry.window] for t in range(row.size - dry.window + 1)]
    if dry.by_total:
        return {t for t, held in enumerate(stretches) if held.sum() <= dry.amount}
    return {t for t, held in enumerate(stretches) if (held < dry.limit).all()}


def wet_days(row, first, last, wet):
    """The days between two that end a window with the amount, none of it before the first."""
    ends = range(max(wet.window - 1, first + wet.window - 1), min(last, row.size - 1) + 1)
    return [t for t in ends if row[t - wet.window + 1 : t + 1].sum() >= wet.amount]


def start_of(row, first, last, wet, dry):
    begin = dry_days(row, dry)
    free = (t for t in wet_days(row, first, last, wet) if t + wet.clear <= row.size)
    return next((t for t in free if not begin & set(range(t, t + wet.clear))), None)


RAINS = [
    (rains.Wet(6.0, 2, 5), rains.Dry(1.0, 2, False, 0.0)),
    (rains.Wet(7.0, 3, 8), rains.Dry(1.0, 3, True, 2.0)),
    (rains.Wet(3.0, 1, 3), rains.Dry(2.0, 2, False, 0.0)),
    (rains.Wet(9.0, 4, 12), rains.Dry(1.0, 4, True, 3.0)),
]
FIRST, LAST = I0 + [0, 1, 5, 0, 10, 0], I1 - [1, 1, 20, 1, 15, 1]


@pytest.mark.parametrize(("wet", "dry"), RAINS)
def test_the_rains_start_on_the_first_wet_day_that_no_dry_run_follows(wet, dry):
    values = with_gap(whole_numbers(8, 5), 3, 90)

    def about(c, s, days):
        row = values[c, days]
        if np.isnan(row).any():
            return None
        day = start_of(row, FIRST[s] - I0[s], LAST[s] - I0[s], wet, dry)
        if day is None:
            return np.inf, np.inf
        window = range(day - wet.window + 1, day + 1)
        return I0[s] + day, I0[s] + next((t for t in window if row[t] >= dry.limit), window[0])

    found = rains.onset(values, I0, I1, COMPLETE, FIRST, LAST, wet, dry, False)
    wanted = by_loop(8, about, 2)
    assert np.isfinite(wanted).any()
    assert np.isinf(wanted).any()
    np.testing.assert_array_equal(found, wanted)


@pytest.mark.parametrize(("wet", "dry"), RAINS)
def test_a_start_is_false_where_a_dry_run_comes_too_soon_and_the_next_is_sought_after_it(wet, dry):
    values = with_gap(whole_numbers(9, 4), 3, 90)

    def about(c, s, days):
        row = values[c, days]
        if np.isnan(row).any():
            return None
        begin = dry_days(row, dry)
        onset = start_of(row, FIRST[s] - I0[s], LAST[s] - I0[s], wet, dry)
        number = after = 0
        for t in wet_days(row, FIRST[s] - I0[s], LAST[s] - I0[s], wet):
            if t in begin or t < after or (onset is not None and t >= onset):
                continue
            ends = min((d for d in begin if d >= t), default=None)
            if ends is not None and ends < t + wet.clear:
                number, after = number + 1, ends + dry.window
        return number

    found = rains.false_starts(values, I0, I1, COMPLETE, FIRST, LAST, wet, dry, False)
    wanted = by_loop(8, about)[0]
    assert np.nanmax(wanted) >= 1
    np.testing.assert_array_equal(found, wanted)


@pytest.mark.parametrize(("wet", "dry"), RAINS)
def test_the_rains_end_with_the_first_dry_run_that_begins_after_their_start(wet, dry):
    values = whole_numbers(10, 4)
    starts = I0 + np.random.default_rng(1).integers(-1, 12, (8, 6))
    starts = np.where(starts < I0, -1, np.minimum(starts, I1 - 1))
    starts[:, -1] = -1
    first, last = I0 + [0, 0, 3, 10, 2, 0], I1 - [1, 1, 2, 20, 1, 1]

    def about(c, s, days):
        if starts[c, s] < 0:
            return None
        begin, after = dry_days(values[c, days], dry), starts[c, s] - I0[s] + 1
        # A dry run that goes on from the day of the start begins anew on the day after it.
        anew = [t for t in sorted(begin) if t >= after and (t == after or t - 1 not in begin)]
        held = [t for t in anew if first[s] - I0[s] <= t <= last[s] - I0[s]]
        return I0[s] + held[0] if held else np.inf

    found = rains.end(values, I0, I1, COMPLETE, starts, first, last, dry)
    np.testing.assert_array_equal(found, by_loop(8, about)[0])


@pytest.mark.parametrize(
    ("limit", "is_strict", "days"), [(68, True, 1), (68, False, 2), (67.9, True, 2), (68.1, False, 1)]
)
def test_a_day_felt_as_hot_as_the_limit_counts_only_where_that_is_said(limit, is_strict, days):
    # In air without room for more water the temperature–humidity index is the temperature in °F: 20 °C are 68.
    warm, damp = np.array([[20.0, 25.0, 10.0]]), np.full((1, 3), 100.0)
    season = np.array([0]), np.array([3]), np.array([True])
    found = comfort.count_felt(warm, damp, *season, 1.0, 0.0, 1.0, 0.0, comfort.THI, float(limit), is_strict)
    assert found.tolist() == [[days]]
