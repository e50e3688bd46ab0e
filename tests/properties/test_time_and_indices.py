"""Changes of units, days, seasons and parameters whose effect is known."""

from __future__ import annotations

import dataclasses

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.oracle import seasons, worlds
from tests.properties.relations import relation
from tests.properties.worlds_asked import answer, cells, changed, rain, values, warmth
from translators.periods import Season

quick = settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
calendars = st.sampled_from(worlds.CALENDARS)
seeds = st.integers(0, 2**32 - 1)
WARM = {"thresh": "14 degC"}


@relation("°C and K: the same counts")
@quick
@given(calendar=calendars, seed=seeds)
def test_kelvin_and_celsius_count_the_same_days(calendar, seed):
    source = warmth(calendar, seed, "tasmax")
    kelvin = dataclasses.replace(
        source, variables={"tasmax": worlds.variable_named("tasmax", "K", "float64")},
        arrays={"tasmax": source.arrays["tasmax"] + 273.15}, fingerprint="kelvin",
    )  # fmt: skip
    parameters = {"thresh": "14.007 degC"}  # between the numbers that occur, so that no rounding decides
    a, b = (cells(s, "tx_days_above", parameters=parameters) for s in (source, kelvin))
    np.testing.assert_array_equal(a, b)


@relation("mm/day and kg m⁻² s⁻¹: the same sums")
@quick
@given(calendar=calendars, seed=seeds)
def test_fluxes_and_millimetres_sum_to_the_same(calendar, seed):
    source = rain(calendar, seed)
    flux = dataclasses.replace(
        source, variables={"pr": worlds.variable_named("pr", "kg m-2 s-1", "float64")},
        arrays={"pr": source.arrays["pr"] / 86400}, fingerprint="flux",
    )  # fmt: skip
    np.testing.assert_allclose(values(source, "prcptot"), values(flux, "prcptot"), rtol=1e-12)


@relation("threshold written in °F: the same")
@quick
@given(seed=seeds)
def test_a_threshold_in_fahrenheit_is_the_same(seed):
    from translators.quantities import canonical_text

    source = warmth("noleap", seed, "tasmin")
    ours = canonical_text("28.4 degF", "degC", "thresh")
    np.testing.assert_array_equal(
        cells(source, "frost_days", parameters={"thresh": ours}),
        cells(source, "frost_days", parameters={"thresh": "-2 degC"}),
    )


@relation("rain and threshold doubled: the same days")
@quick
@given(seed=seeds)
def test_doubled_rain_and_threshold_count_the_same_days(seed):
    a = cells(rain("noleap", seed), "wetdays", parameters={"thresh": "3 mm/day"})
    b = cells(rain("noleap", seed, scale=2.0), "wetdays", parameters={"thresh": "6 mm/day"})
    np.testing.assert_array_equal(a, b)


@relation("rain doubled: sums doubled to the bit")
@quick
@given(seed=seeds)
def test_doubled_rain_sums_to_double(seed):
    a, b = cells(rain("noleap", seed), "prcptot"), cells(rain("noleap", seed, scale=2.0), "prcptot")
    np.testing.assert_array_equal(2 * a, b)


@relation("temperature and threshold shifted alike: the same days")
@quick
@given(seed=seeds, by=st.integers(-5, 5))
def test_a_common_shift_counts_the_same_days(seed, by):
    a = cells(warmth("julian", seed, "tasmax"), "tx_days_above", parameters={"thresh": "14 degC"})
    b = cells(warmth("julian", seed, "tasmax", float(by)), "tx_days_above", parameters={"thresh": f"{14 + by} degC"})
    np.testing.assert_array_equal(a, b)


@relation("temperature shifted: means and extremes shifted as much")
@quick
@given(seed=seeds, by=st.integers(-5, 5))
def test_a_shift_shifts_means(seed, by):
    a, b = cells(warmth("julian", seed), "tg_mean"), cells(warmth("julian", seed, shift=float(by)), "tg_mean")
    np.testing.assert_allclose(b - a, by, atol=1e-10)


@relation("a higher threshold: never more days")
@quick
@given(seed=seeds, low=st.floats(0.5, 10), more=st.floats(0, 20))
def test_a_higher_threshold_never_counts_more_days(seed, low, more):
    source = rain("standard", seed)
    many = cells(source, "wetdays", parameters={"thresh": f"{low!r} mm/day"})
    few = cells(source, "wetdays", parameters={"thresh": f"{low + more!r} mm/day"})
    assert (few <= many).all()


@relation("a higher threshold: never a shorter dry spell")
@quick
@given(seed=seeds, low=st.floats(0.5, 10), more=st.floats(0, 20))
def test_a_higher_threshold_never_shortens_the_dry_spell(seed, low, more):
    source = rain("standard", seed)
    index = "maximum_consecutive_dry_days"
    short = cells(source, index, parameters={"thresh": f"{low!r} mm/day"})
    assert (cells(source, index, parameters={"thresh": f"{low + more!r} mm/day"}) >= short).all()


@relation("a longer least length: never more days in spells")
@quick
@given(seed=seeds, window=st.integers(1, 5))
def test_a_longer_least_length_never_counts_more_days(seed, window):
    source = warmth("noleap", seed, "tasmax")
    a, b = (
        cells(source, "hot_spell_total_length", parameters={**WARM, "window": f"{w} days"})
        for w in (window, window + 1)
    )
    assert (b <= a).all()


@relation("spells of one day or more: the plain count")
@quick
@given(seed=seeds)
def test_days_in_spells_of_one_day_are_all_days(seed):
    source = warmth("standard", seed, "tasmax")
    spells = cells(source, "hot_spell_total_length", parameters={**WARM, "window": "1 days"})
    np.testing.assert_array_equal(spells, cells(source, "tx_days_above", parameters=WARM))


@relation("wet days and dry days: all days")
@quick
@given(calendar=calendars, seed=seeds)
def test_each_day_is_wet_or_dry(calendar, seed):
    source = rain(calendar, seed)
    wet, dry = (cells(source, index, parameters={"thresh": "1 mm/day"}) for index in ("wetdays", "dry_days"))
    assert (wet[0] + dry[0] == len(seasons.season_days(calendar, 2000, (1, 1), (12, 31)))).all()


@relation("CWD of rain: CDD of its mirror")
@quick
@given(seed=seeds)
def test_the_longest_wet_spell_is_the_longest_dry_spell_of_the_mirror(seed):
    source = rain("noleap", seed)
    mirror = changed(source, pr=np.where(source.arrays["pr"] < 1.0, 5.0, 0.0))
    wet, dry = "maximum_consecutive_wet_days", "maximum_consecutive_dry_days"
    np.testing.assert_array_equal(cells(source, wet), cells(mirror, dry))
    np.testing.assert_array_equal(cells(source, dry), cells(mirror, wet))


@relation("degree days above less below a base: days times the distance of the mean")
@quick
@given(calendar=calendars, seed=seeds)
def test_degree_days_above_less_below_are_the_distance_of_the_mean(calendar, seed):
    source = warmth(calendar, seed)
    days = len(seasons.season_days(calendar, 2000, (1, 1), (12, 31)))
    more, less = (
        cells(source, index, parameters={"thresh": "12 degC"})
        for index in ("cooling_degree_days", "heating_degree_days")
    )
    np.testing.assert_allclose((more - less)[0], days * (cells(source, "tg_mean")[0] - 12), rtol=1e-9, atol=1e-7)


@relation("all days turned round: the same longest run and sum in a season of whole symmetry")
@quick
@given(seed=seeds)
def test_the_order_of_days_turned_round_keeps_runs_and_sums(seed):
    days = worlds.days_of("360_day", (2000, 1, 1), (2000, 12, 30))
    source = rain("360_day", seed)
    array = source.arrays["pr"][:, : len(days)].copy()
    first = worlds.source_of(days, "360_day", {"pr": array}, {"pr": "mm/day"}, source.grid, "forth")
    second = changed(first, pr=array[:, ::-1].copy())
    for index in ("maximum_consecutive_dry_days", "wetdays", "max_n_day_precipitation_amount"):
        np.testing.assert_allclose(cells(first, index), cells(second, index), rtol=1e-12)


@relation("years shifted by 28 (400 days of the week and leap years alike): the same")
@quick
@given(seed=seeds)
def test_years_shifted_by_28_give_the_same(seed):
    source = rain("julian", seed)
    later = worlds.days_of("julian", (2028, 1, 1), (2029, 12, 30))
    moved = worlds.source_of(later, "julian", dict(source.arrays), {"pr": "mm/day"}, source.grid, "later")
    a = answer(source, "prcptot", season=Season.of("DJF"), years=(2001, 2001))
    b = answer(moved, "prcptot", season=Season.of("DJF"), years=(2029, 2029))
    assert a.series[0].values.tobytes() == b.series[0].values.tobytes()
    np.testing.assert_array_equal(a.series[0].label_years + 28, b.series[0].label_years)


@relation("maximum over a season: maximum of its months")
@quick
@given(seed=seeds)
def test_the_maximum_of_a_season_is_the_maximum_of_its_months(seed):
    source = rain("julian", seed)
    index = "max_1day_precipitation_amount"
    season = cells(source, index, season=Season.of("MAM"))
    months = [cells(source, index, season=Season.of_months([m])) for m in (3, 4, 5)]
    np.testing.assert_array_equal(season, np.max(months, axis=0))


@relation("sum over a season: sum of its months, across the year's end too")
@quick
@given(calendar=calendars, seed=seeds)
def test_the_sum_of_a_season_is_the_sum_of_its_months(calendar, seed):
    source = rain(calendar, seed)
    season = answer(source, "prcptot", season=Season.of("DJF"), years=(2001, 2001)).series[0]
    total = 0.0
    for month, year in ((12, 2000), (1, 2001), (2, 2001)):
        found = answer(source, "prcptot", season=Season.of_months([month]), years=(year, year)).series[0]
        total = total + found.values[list(found.label_years).index(year)]
    np.testing.assert_allclose(season.values[list(season.label_years).index(2001)], total, rtol=1e-12)


@relation("longest run of a season: at least that of each of its months")
@quick
@given(seed=seeds)
def test_a_run_of_the_season_is_no_shorter_than_those_of_its_months(seed):
    source = rain("noleap", seed)
    index = "maximum_consecutive_dry_days"
    season = cells(source, index, season=Season.of("JJA"))
    for month in (6, 7, 8):
        assert (season >= cells(source, index, season=Season.of_months([month]))).all()


@relation("months as steps: each month as a season of its own")
@quick
@given(calendar=calendars, seed=seeds)
def test_steps_equal_seasons_asked_one_by_one(calendar, seed):
    source = rain(calendar, seed)
    found = {s.step: s.values for s in answer(source, "prcptot", season=Season.of("MAM"), each="month").series}
    for name, month in (("March", 3), ("April", 4), ("May", 5)):
        alone = values(source, "prcptot", season=Season.of_months([month]))
        assert found[name].tobytes() == alone.tobytes()


@relation("dekads as steps: they add up to the season")
@quick
@given(calendar=calendars, seed=seeds)
def test_dekads_add_up_to_the_season(calendar, seed):
    source = rain(calendar, seed)
    dekads = answer(source, "prcptot", season=Season.of("MAM"), each="dekad").series
    assert len(dekads) == 9
    np.testing.assert_allclose(
        np.sum([s.values for s in dekads], axis=0), values(source, "prcptot", season=Season.of("MAM")), rtol=1e-12
    )


@relation("other values of a parameter in one pass: each as a recipe of its own")
@quick
@given(seed=seeds)
def test_variants_equal_recipes_asked_one_by_one(seed):
    source = rain("noleap", seed)
    thresholds = ("2 mm/day", "7 mm/day")
    found = answer(source, "wetdays", variants=tuple({"thresh": t} for t in thresholds)).series
    assert len(found) == 3
    for one in found:
        thresh = one.variant.removeprefix("thresh ") or "5 mm/day"
        asked = next((t for t in thresholds if t in one.variant), "5 mm/day")
        assert thresh
        assert one.values.tobytes() == values(source, "wetdays", parameters={"thresh": asked}).tobytes()


@relation("one missing day: its season of its cell is missing, and nothing else changes")
@quick
@given(seed=seeds, day=st.integers(0, 364), cell=st.integers(0, 11))
def test_one_missing_day_empties_its_season_and_no_other(seed, day, cell):
    source = rain("noleap", seed)
    array = source.arrays["pr"].copy()
    array[cell, day] = np.nan
    for index in ("prcptot", "wetdays", "maximum_consecutive_dry_days", "max_1day_precipitation_amount"):
        found = answer(source, index).series[0].cells
        at = list(found.index).index(cell)
        poisoned = cells(changed(source, pr=array), index)
        assert np.isnan(poisoned[0, at])
        found.values[0, at] = poisoned[0, at] = 0.0
        np.testing.assert_array_equal(found.values, poisoned)


@relation("a missing day outside the season: not one bit")
@quick
@given(seed=seeds, day=st.integers(0, 150))
def test_a_missing_day_outside_the_season_does_not_matter(seed, day):
    source = rain("noleap", seed)
    array = source.arrays["pr"].copy()
    array[:, day] = np.nan
    a, b = (cells(s, "prcptot", season=Season.of("JJA")) for s in (source, changed(source, pr=array)))
    assert a.tobytes() == b.tobytes()


@relation("share of years beyond a limit: brute force over seasons and cells")
@quick
@given(seed=seeds, limit=st.integers(120, 170))
def test_the_share_of_years_is_that_of_the_seasons(seed, limit):
    from translators.statistics import Statistic

    source = rain("noleap", seed, years=6)
    parameters = {"thresh": "1 mm/day"}
    found = answer(source, "wetdays", parameters=parameters, years=(2000, 2004)).series[0].cells
    kept = found.values[:5] > limit
    wanted = 100 * (kept.mean(axis=0) * found.area_km2).sum() / found.area_km2.sum()
    statistic = Statistic.parse(f"share > {limit} days")
    result = answer(source, "wetdays", parameters=parameters, years=(2000, 2004), statistic=statistic)
    np.testing.assert_allclose(result.summary[0].p50, wanted, rtol=1e-9, atol=1e-9)


@relation("percentile over the years: numpy's, cell by cell")
@quick
@given(seed=seeds, level=st.integers(5, 95))
def test_the_percentile_over_the_years_is_numpys(seed, level):
    from translators.statistics import Statistic

    source = rain("noleap", seed, years=6)
    found = answer(source, "prcptot", years=(2000, 2004)).series[0].cells
    wanted = (np.percentile(found.values[:5], level, axis=0) * found.area_km2).sum() / found.area_km2.sum()
    result = answer(source, "prcptot", years=(2000, 2004), statistic=Statistic.parse(f"percentile {level}"))
    np.testing.assert_allclose(result.summary[0].p50, wanted, rtol=1e-9)


@relation("spread over the years: the sample's standard deviation, cell by cell")
@quick
@given(seed=seeds)
def test_the_spread_over_the_years_is_the_samples(seed):
    from translators.statistics import Statistic

    source = rain("noleap", seed, years=6)
    found = answer(source, "prcptot", years=(2000, 2004)).series[0].cells
    wanted = (found.values[:5].std(axis=0, ddof=1) * found.area_km2).sum() / found.area_km2.sum()
    result = answer(source, "prcptot", years=(2000, 2004), statistic=Statistic.parse("spread"))
    np.testing.assert_allclose(result.summary[0].p50, wanted, rtol=1e-9)
