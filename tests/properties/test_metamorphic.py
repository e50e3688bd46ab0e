"""Changes of the question that must not change the answer, and changes whose effect is known."""

from __future__ import annotations

import dataclasses
import tempfile
from pathlib import Path

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from broker.engine.cache import ReductionCache
from broker.engine.run import run
from tests.oracle import loops, worlds
from translators.periods import Season

GRID = worlds.regular_grid([-1.0, 1.0, 3.0], [8.0, 10.0, 12.0, 14.0], 2.0)
YEAR = Season.of("year")
quick = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
calendars = st.sampled_from(worlds.CALENDARS)
seeds = st.integers(0, 2**32 - 1)
boxes = st.tuples(
    st.floats(7.1, 10.5), st.floats(-1.9, 0.9), st.floats(10.6, 14.9), st.floats(1.0, 3.9)
)  # west, south, east, north, inside the grid


def box(west, south, east, north):
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def rain(calendar, seed, dtype="float64", grid=GRID, fingerprint="a"):
    days = worlds.days_of(calendar, (2000, 1, 1), (2001, 12, 30))
    rng = np.random.default_rng(seed)
    values = np.where(rng.random((grid.cells, len(days))) < 0.5, 0.0, rng.gamma(0.8, 6.0, (grid.cells, len(days))))
    return worlds.source_of(days, calendar, {"pr": values.astype(dtype)}, {"pr": "mm/day"}, grid, fingerprint)


def answer(source, index, geometry, season=YEAR, parameters=None, years=(2000, 2000)):
    recipe = worlds.recipe_for(index, loops.LOOPS[index].written | (parameters or {}), season, geometry, years)
    with tempfile.TemporaryDirectory() as folder:
        return run(recipe, lambda *_: source, ReductionCache(Path(folder)))


def values(source, index, geometry, **kwargs):
    return answer(source, index, geometry, **kwargs).series[0].values


@quick
@given(calendar=calendars, seed=seeds, where=boxes)
def test_turning_longitudes_by_360_degrees_changes_nothing(calendar, seed, where):
    turned = dataclasses.replace(GRID, lon=GRID.lon + 360, lon_bounds=GRID.lon_bounds + 360)
    a = values(rain(calendar, seed), "wetdays", box(*where))
    b = values(rain(calendar, seed, grid=turned), "wetdays", box(*where))
    np.testing.assert_allclose(a, b, rtol=1e-12)


@quick
@given(calendar=calendars, seed=seeds, where=boxes)
def test_a_grid_written_from_north_to_south_gives_the_same(calendar, seed, where):
    source = rain(calendar, seed)
    flipped = dataclasses.replace(GRID, lat=GRID.lat[::-1].copy(), lat_bounds=GRID.lat_bounds[::-1].copy())
    array = source.arrays["pr"].reshape(3, 4, -1)[::-1].reshape(12, -1).copy()
    other = dataclasses.replace(source, grid=flipped, arrays={"pr": array}, fingerprint="b")
    np.testing.assert_allclose(
        values(source, "prcptot", box(*where)), values(other, "prcptot", box(*where)), rtol=1e-12
    )


@quick
@given(seed=seeds, shape=st.tuples(st.integers(1, 4), st.integers(1, 5)), where=boxes)
def test_the_size_of_a_tile_changes_no_bit(seed, shape, where):
    a = values(rain("noleap", seed), "maximum_consecutive_dry_days", box(*where))
    b = values(dataclasses.replace(rain("noleap", seed), tile_shape=shape), "maximum_consecutive_dry_days", box(*where))
    assert a.tobytes() == b.tobytes()


@quick
@given(seed=seeds, where=boxes, share=st.floats(0.1, 0.9))
def test_the_parts_of_a_region_make_up_the_whole(seed, where, share):
    west, south, east, north = where
    middle = west + share * (east - west)
    source = rain("360_day", seed)
    whole = answer(source, "prcptot", box(*where))
    left = answer(source, "prcptot", box(west, south, middle, north))
    right = answer(source, "prcptot", box(middle, south, east, north))
    area = left.region_area_km2 + right.region_area_km2
    np.testing.assert_allclose(area, whole.region_area_km2, rtol=1e-12)
    together = (left.series[0].values * left.region_area_km2 + right.series[0].values * right.region_area_km2) / area
    np.testing.assert_allclose(together, whole.series[0].values, rtol=1e-12)


@quick
@given(calendar=calendars, level=st.floats(-40, 45), where=boxes)
def test_the_mean_of_a_constant_is_the_constant(calendar, level, where):
    days = worlds.days_of(calendar, (2000, 1, 1), (2000, 12, 30))
    field = np.full((GRID.cells, len(days)), level)
    source = worlds.source_of(days, calendar, {"tas": field}, {"tas": "degC"}, GRID)
    found = values(source, "tg_mean", box(*where), season=Season.of("JJA"))
    np.testing.assert_allclose(found, level, rtol=1e-12, atol=1e-12)


@quick
@given(calendar=calendars, seed=seeds)
def test_each_day_is_wet_or_dry(calendar, seed):
    source = rain(calendar, seed)
    everywhere = box(7.0, -2.0, 15.0, 4.0)
    wet = answer(source, "wetdays", everywhere, parameters={"thresh": "1 mm/day"}).series[0]
    days = loops.season_days(calendar, 2000, (1, 1), (12, 31))
    dry = (source.arrays["pr"][wet.cells.index, : len(days)] < 1.0).sum(axis=1)
    assert (wet.cells.values[0] + dry == len(days)).all()


@quick
@given(seed=seeds, low=st.floats(0.5, 10), more=st.floats(0, 20))
def test_a_higher_threshold_never_counts_more_days(seed, low, more):
    source = rain("standard", seed)
    everywhere = box(7.0, -2.0, 15.0, 4.0)
    many = answer(source, "wetdays", everywhere, parameters={"thresh": f"{low!r} mm/day"}).series[0].cells.values
    few = answer(source, "wetdays", everywhere, parameters={"thresh": f"{low + more!r} mm/day"}).series[0].cells.values
    assert (few <= many).all()


@quick
@given(seed=seeds)
def test_the_maximum_of_a_season_is_the_maximum_of_its_months(seed):
    source = rain("julian", seed)
    everywhere = box(7.0, -2.0, 15.0, 4.0)
    index = "max_1day_precipitation_amount"
    season = answer(source, index, everywhere, season=Season.of("MAM")).series[0].cells.values
    months = [answer(source, index, everywhere, season=Season.of_months([m])).series[0].cells.values for m in (3, 4, 5)]
    np.testing.assert_array_equal(season, np.max(months, axis=0))


@quick
@given(seed=seeds, copies=st.integers(1, 3))
def test_more_members_of_a_model_give_it_no_more_votes(seed, copies):
    one, other = rain("noleap", seed), rain("noleap", seed + 1, fingerprint="b")
    keys = [("Model-A", "ssp245", f"r{i}") for i in range(copies)] + [("Model-B", "ssp245", "r1")]

    def summary(simulations):
        recipe = worlds.recipe_for(
            "prcptot", {"thresh": "0 mm/day"}, YEAR, box(8, 0, 13, 3), (2000, 2000), simulations=tuple(simulations)
        )
        with tempfile.TemporaryDirectory() as folder:
            result = run(
                recipe, lambda _d, _v, key: one if key[0] == "Model-A" else other, ReductionCache(Path(folder))
            )
        (row,) = {(r.scenario, r.period): r for r in result.summary}.values()
        return row.models, row.p10, row.p50, row.p90

    np.testing.assert_allclose(summary(keys), summary([keys[0], keys[-1]]), rtol=1e-14)
    np.testing.assert_allclose(summary(keys[::-1]), summary(keys), rtol=1e-14)
