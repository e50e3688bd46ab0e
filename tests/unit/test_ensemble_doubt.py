"""Robustness categories, weights by hand, where variance comes from, and dates of different calendars."""

import itertools
import statistics
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from broker.engine.cache import ReductionCache
from broker.engine.dates import one_year_length
from broker.engine.ensemble import baseline_runs, summarise
from broker.engine.robustness import by_chance, categories, category, yearly_spread, yearly_spreads
from broker.engine.run import run
from broker.engine.seasons import find_seasons
from broker.engine.variance import shares_of_variance
from broker.engine.votes import percentiles
from broker.recipe import Input
from tests.unit.archives import MemorySource, daily_axis, grid, recipe
from tests.unit.test_ensemble import both, held
from translators.periods import YEAR, Years
from translators.statistics import Statistic, Weights

BASELINE, FUTURE = Years(1995, 2014), Years(2081, 2100)


def noisy(seed, past, future, spread=1.0):
    """A value for each year: noise of this spread, about `past` up to 2014 and `future` after."""
    random = np.random.default_rng(seed)
    noise = dict(zip(range(1900, 2101), random.normal(0, spread, 201), strict=True))
    return lambda year: (past if year <= 2014 else future) + noise[int(year)]


def model(name, seed, change, scenario="ssp245", member="r1"):
    values = noisy(seed, 10.0, 10.0 + change)
    return (
        held(name, "historical", 1950, 2014, values, member),
        held(name, scenario, 2015, 2100, values, member),
    )


def row_of(simulations, period=FUTURE, scenario="ssp245", weights=None):
    rows, _ = summarise(tuple(simulations), BASELINE, (period,), weights)
    (row,) = [row for row in rows if (row.scenario, row.period) == (scenario, period)]
    return row


def category_by_hand(simulations, period):
    """The advanced approach, from its text: of each model the change, and γ of its own detrended baseline."""
    signs, shows = [], []
    for past, future in simulations:
        of = {int(y): v for y, v in zip(past.series.label_years, past.series.values, strict=True)}
        base = [of[y] for y in range(1995, 2015)]
        later = [
            v
            for y, v in zip(future.series.label_years, future.series.values, strict=True)
            if period.first <= y <= period.last
        ]
        slope, level = statistics.linear_regression(range(20), base)
        sigma = (sum((v - level - slope * k) ** 2 for k, v in enumerate(base)) / 18) ** 0.5
        change = sum(later) / len(later) - sum(base) / 20
        shows.append(abs(change) > (1 / 20 + 1 / len(later)) ** 0.5 * 1.645 * sigma)
        signs.append(change > 0)
    if sum(shows) < 0.66 * len(shows):
        return "no-change"
    return "robust" if max(sum(signs), len(signs) - sum(signs)) >= 0.8 * len(signs) else "conflicting"


@pytest.mark.parametrize("period", [FUTURE, Years(2041, 2050)])
@pytest.mark.parametrize(
    "changes", [(3,) * 6, (0,) * 6, (3, 3, 3, -3, -3, -3), (3, 3, 3, 3, 0, 0), (3, 3, 3, 0, 0, 0), (2, 3, 3, 3, -3)]
)
def test_a_rows_category_is_that_of_the_advanced_approach(changes, period):
    simulations = [model(f"M{k}", k, change) for k, change in enumerate(changes)]
    found = row_of(itertools.chain(*simulations), period).robustness
    assert found == category_by_hand(simulations, period)


def test_all_three_categories_occur():
    found = {
        row_of(itertools.chain(*(model(f"M{k}", k, c) for k, c in enumerate(changes)))).robustness
        for changes in ((3,) * 6, (0,) * 6, (3, 3, 3, -3, -3, -3))
    }
    assert found == {"robust", "no-change", "conflicting"}


def test_a_category_needs_five_models_a_baseline_and_a_mean():
    simulations = [model(f"M{k}", k, 3) for k in range(5)]
    assert row_of(itertools.chain(*simulations[:4])).robustness == ""
    assert row_of(future for _, future in simulations).robustness == ""
    rows, _ = summarise(tuple(itertools.chain(*simulations)), BASELINE, (FUTURE,))
    assert rows[0].is_baseline
    assert rows[0].robustness == ""
    median = [
        replace(one, statistic=Statistic("median"), values=one.series.values[:, np.newaxis], area_km2=np.ones(1))
        for pair in simulations
        for one in pair
    ]
    assert row_of(median).robustness == ""


def test_the_edges_of_66_and_80_percent():
    ones = np.ones(5)
    assert category(np.array([2, 2, 2, 2, -0.5]), ones, ones) == "robust"  # four of five
    assert category(np.array([2, 2, 2, -2, -2]), ones, ones) == "conflicting"
    assert category(np.array([2, 2, 2, 1, 0.0]), ones, ones) == "no-change"  # at γ is not beyond it
    assert category(np.array([2, 2, np.nan, 2, 2]), ones, ones) == ""
    weights = np.array([1, 1, 1, 1, 6.0])
    assert category(np.array([2, 2, 2, 2, 0.5]), ones, weights) == "no-change"


def test_members_of_a_model_share_one_vote_in_the_category():
    twins = [model("M0", seed, 3, member=f"r{seed}") for seed in range(20)]
    others = [model(f"M{k}", 50 + k, 0) for k in range(1, 5)]
    assert row_of(itertools.chain(*twins, *others)).robustness == "no-change"


def test_a_straight_line_is_no_spread_and_chance_falls_with_the_years():
    years = np.arange(1995, 2015)
    assert yearly_spread(years, 3.0 + 0.1 * years) == pytest.approx(0, abs=1e-9)
    assert np.isnan(yearly_spread(years, np.where(years < 2006, np.nan, 1.0)))
    assert by_chance(1.0, BASELINE, FUTURE) == pytest.approx((2 / 20) ** 0.5 * 1.645)


@given(
    st.lists(st.tuples(st.floats(-100, 100), st.integers(1, 5)), min_size=2, max_size=9),
)
def test_weighted_percentiles_are_symmetric_and_ignore_the_order(found):
    values, weights = np.array([v for v, _ in found]), np.array([w for _, w in found], dtype=float)
    low, middle, high = percentiles(values, weights)
    assert values.min() - 1e-9 <= low <= middle + 1e-9 <= high + 2e-9 <= values.max() + 3e-9
    assert (-high, -middle, -low) == pytest.approx(percentiles(-values, weights), abs=1e-9)
    order = np.argsort(values)[::-1]
    assert percentiles(values[order], weights[order]) == pytest.approx((low, middle, high), abs=1e-9)
    assert percentiles(values, 3 * weights) == pytest.approx((low, middle, high), abs=1e-9)


def test_a_weighted_percentile_is_a_mean_over_a_stretch_of_the_weights():
    values, weights = np.array([1.0, 2.0, 10.0]), np.array([1.0, 3.0, 2.0])
    laid = np.repeat(values, (weights * 100_000).astype(int))  # the weights, end to end
    models = weights.sum() ** 2 / (weights**2).sum()
    for p, found in zip((0.1, 0.5, 0.9), percentiles(values, weights), strict=True):
        start = p * (models - 1) / models
        stretch = laid[round(start * laid.size) : round((start + 1 / models) * laid.size)]
        assert found == pytest.approx(stretch.mean(), abs=1e-4)


@given(st.lists(st.floats(-100, 100), min_size=1, max_size=9))
def test_equal_weights_give_the_percentiles_of_type_7(values):
    values = np.array(values)
    expected = np.percentile(values, (10, 50, 90))
    nearly = np.full(values.size, 1.0)
    nearly[0] += 1e-9
    assert percentiles(values, np.ones(values.size)) == pytest.approx(expected)
    assert percentiles(values, nearly) == pytest.approx(expected, abs=1e-5)


def test_a_model_of_weight_0_has_no_vote_and_weights_move_the_median():
    simulations = [*both("A", 0, 1), *both("B", 0, 2), *both("C", 0, 9)]

    def median(**of_model):
        rows, _ = summarise(tuple(simulations), Years(2001, 2010), (Years(2021, 2030),), Weights(of_model, "because"))
        return next(row for row in rows if not row.is_baseline)

    assert median(C=0.0).change_p50 == 1.5
    assert median(A=2.0, B=2.0, C=2.0).change_p50 == 2
    assert median(C=5.0).change_p50 > 2
    assert [vote.weight for vote in median(C=0.0).votes] == [1, 1, 0]


def ensemble(models, scenarios, spread=0.0, seed=0):
    """Models whose change grows with the square of time, times a factor of the model and one of the scenario."""
    random = np.random.default_rng(seed)
    found = []
    for name, factor in models.items():
        noise = {year: random.normal(0, spread) if spread else 0.0 for year in range(1950, 2101)}
        for scenario, push in scenarios.items():
            future = {year: random.normal(0, spread) if spread else 0.0 for year in range(2015, 2101)}

            def value(year, factor=factor, push=push, noise=noise, future=future):
                rise = factor * push * ((year - 1950) / 100) ** 2
                return rise + (noise if year <= 2014 else future)[int(year)]

            found += [held(name, "historical", 1950, 2014, value, member=scenario)]
            found += [held(name, scenario, 2015, 2100, value, member=scenario)]
    return tuple(found)


def shares(simulations, period=FUTURE):
    found = shares_of_variance(simulations, baseline_runs(simulations, BASELINE), BASELINE, (BASELINE, period))
    assert all(one.model + one.scenario + one.internal == pytest.approx(1) for one in found)
    return found


def test_variance_is_all_of_models_or_all_of_scenarios_where_nothing_else_varies():
    alike = {"low": 1.0, "high": 1.0}
    (found,) = shares(ensemble({"A": 1, "B": 2, "C": 4}, alike))
    assert found.model == pytest.approx(1)
    (found,) = shares(ensemble({"A": 2, "B": 2, "C": 2}, {"low": 1.0, "high": 3.0}))
    assert found.scenario == pytest.approx(1)
    assert found.period == FUTURE


def test_variance_of_a_known_ensemble():
    models, scenarios = {"A": 1.0, "B": 2.0, "C": 4.0}, {"low": 1.0, "mid": 2.0, "high": 3.0}
    (found,) = shares(ensemble(models, scenarios))

    def rise(period):
        return np.mean([((year - 1950) / 100) ** 2 for year in range(period.first, period.last + 1)])

    grown = rise(FUTURE) - rise(BASELINE)
    answers = np.array([[m * s * grown for m in models.values()] for s in scenarios.values()])
    of_models = np.mean([statistics.pvariance(row) for row in answers.tolist()])
    of_scenarios = statistics.pvariance(answers.mean(axis=1).tolist())
    assert found.model == pytest.approx(of_models / (of_models + of_scenarios))
    assert found.internal == pytest.approx(0, abs=1e-12)


def test_chance_counts_for_less_in_longer_periods_and_is_told_from_the_years():
    simulations = ensemble({"A": 1, "B": 2, "C": 3}, {"low": 1.0, "high": 2.0}, spread=2.0)
    (long,), (short,) = shares(simulations), shares(simulations, Years(2091, 2095))
    assert 0 < long.internal < short.internal < 1
    # The years about the curve have a variance of 4, a mean of twenty of them 0.2.
    flat = ensemble({"A": 1, "B": 1, "C": 1}, {"low": 1.0, "high": 3.0}, spread=2.0, seed=3)
    (found,) = shares(flat)
    grown = np.mean([((y - 1950) / 100) ** 2 for y in range(2081, 2101)]) - np.mean(
        [((y - 1950) / 100) ** 2 for y in range(1995, 2015)]
    )
    assert found.scenario / found.internal == pytest.approx(grown**2 / 0.2, rel=0.8)


def test_variance_needs_three_models_and_two_scenarios():
    assert shares(ensemble({"A": 1, "B": 2}, {"low": 1.0, "high": 2.0})) == ()
    assert shares(ensemble({"A": 1, "B": 2, "C": 3}, {"low": 1.0})) == ()
    lacking = ensemble({"A": 1, "B": 2, "C": 3}, {"low": 1.0, "high": 2.0})[:-2]  # C has no high
    assert shares(lacking) == ()


def date_series(name, calendar, value):
    one = held(name, "ssp245", 2001, 2030, value)
    return replace(one, series=replace(one.series, calendar=calendar))


def test_dates_of_different_calendars_are_scaled_to_one_year_before_they_are_averaged():
    mixed = (
        date_series("A", "360_day", 180.5),
        date_series("B", "noleap", 183.0),
        date_series("C", "standard", 183.125),
    )
    scaled, (sentence,) = one_year_length(mixed, "day of year")
    middle = [one.mean(Years(2001, 2010)) for one in scaled]
    assert middle == pytest.approx([183.125, 183.125, 183.125])  # the middle of each year
    assert "360 days (360_day), 365 days (noleap), 365.25 days (standard)" in sentence
    assert [one.series.values[0] for one in scaled] == [180.5, 183.0, 183.125]
    alike, none = one_year_length((mixed[1], mixed[1]), "day of year")
    assert (alike, none) == ((mixed[1], mixed[1]), ())
    assert one_year_length(mixed, "days") == (mixed, ())


def test_changes_of_dates_and_their_spread_are_scaled_too():
    early = date_series("A", "360_day", lambda year: 90.5 if year <= 2010 else 100.5)
    (scaled, _), _ = one_year_length((early, date_series("B", "standard", 1.0)), "day of year")
    rows, _ = summarise((scaled,), Years(2001, 2010), (Years(2021, 2030),))
    assert rows[-1].change_p50 == pytest.approx(10 * 365.25 / 360)
    spread = replace(
        scaled, statistic=Statistic("spread"), values=early.series.values[:, np.newaxis], area_km2=np.ones(1)
    )
    plain = replace(spread, date_scale=1.0)
    assert spread.mean(Years(2001, 2030)) == pytest.approx(plain.mean(Years(2001, 2030)) * 365.25 / 360)


def test_dates_from_three_calendars_meet_in_one_recipe():
    """The first day above 30 °C is the first day of the second half of each model's year."""
    sources = {}
    for calendar, half in (("360_day", 180), ("noleap", 182), ("standard", 182)):
        axis = daily_axis(2001, 2004, calendar)
        values = np.full((1, axis.days.size), 20.0, dtype=np.float32)
        for i0 in find_seasons(axis, YEAR).i0:
            values[0, i0 + half] = 31.0
        sources[calendar] = MemorySource(axis, grid([50.0], [0.0]), {"tasmax": values}, fingerprint=calendar)
    simulations = tuple((calendar, "ssp245", "r1") for calendar in sources)
    asked = recipe(
        "expression",
        {"expression": "first day with tasmax > 30 degC"},
        inputs=(Input("d", 1, "s", "projection", simulations, {}),),
    )
    result = run(asked, lambda d, v, key: sources[key[0]], ReductionCache(None))
    votes = {vote.model: vote.value for vote in result.summary[0].votes}
    assert votes["360_day"] == pytest.approx(180.5 * 365.25 / 360 + 0.5)
    assert votes["noleap"] == pytest.approx(182.5 * 365.25 / 365 + 0.5)
    assert votes["standard"] == 183
    assert any("scaled to a year of 365.25 days" in sentence for sentence in result.warnings)
    assert {s.calendar: s.values[0] for s in result.series} == {"360_day": 181, "noleap": 183, "standard": 183}


@pytest.mark.parametrize("known", [9, 10, 11, 30])
def test_the_spread_from_year_to_year_is_that_about_a_fitted_line_from_ten_years_on(known):
    draw = np.random.default_rng(known)
    years, values = np.arange(1981, 2011), draw.normal(5, 2, (30, 3)) + 0.2 * np.arange(30)[:, np.newaxis]
    for cell in range(3):
        values[draw.permutation(30)[known:], cell] = np.nan
    spreads = yearly_spreads(years, values)
    for cell in range(3):
        held = np.isfinite(values[:, cell])
        at = years[held] - 1995
        left = values[held, cell] - np.polyval(np.polyfit(at, values[held, cell], 1), at)
        wanted = (left @ left / (known - 2)) ** 0.5 if known >= 10 else np.nan
        assert spreads[cell] == pytest.approx(wanted, nan_ok=True)
        assert yearly_spread(years, values[:, cell]) == pytest.approx(wanted, nan_ok=True)


def test_the_category_of_each_cell_is_that_of_its_models():
    draw = np.random.default_rng(2)
    changes, weights = draw.normal(0.7, 1.2, (7, 200)), np.array([1, 1, 2, 1, 0.5, 0, 1])
    changes[draw.random(changes.shape) < 0.05] = np.nan
    limits = np.full_like(changes, 0.8)
    changes[:3, 0] = np.nan

    def judged(cell):
        models = [(c, w) for c, w in zip(changes[:, cell], weights, strict=True) if c == c and w > 0]
        whole = sum(w for _, w in models)
        if len(models) < 5:
            return ""
        if sum(w for c, w in models if abs(c) > 0.8) < 0.66 * whole:
            return "no-change"
        same = max(sum(w for c, w in models if c > 0), sum(w for c, w in models if c < 0))
        return "robust" if same >= 0.8 * whole else "conflicting"

    found = categories(changes, limits, weights).tolist()
    assert found == [judged(cell) for cell in range(200)]
    assert set(found) == {"", "robust", "no-change", "conflicting"}
