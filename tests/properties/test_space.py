"""Changes of grid, region and storage that must not change the answer, and changes whose effect is known."""

from __future__ import annotations

import dataclasses

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.oracle import worlds
from tests.properties.relations import relation
from tests.properties.worlds_asked import ALL, GRID, answer, box, cells, changed, rain, values, warmth
from translators.periods import Season

quick = settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
calendars = st.sampled_from(worlds.CALENDARS)
seeds = st.integers(0, 2**32 - 1)
boxes = st.tuples(
    st.floats(7.1, 10.5), st.floats(-1.9, 0.9), st.floats(10.6, 14.9), st.floats(1.0, 3.9)
)  # west, south, east, north, inside the grid


@relation("longitudes turned by 360°: the same")
@quick
@given(calendar=calendars, seed=seeds, where=boxes)
def test_turning_longitudes_by_360_degrees_changes_nothing(calendar, seed, where):
    turned = dataclasses.replace(GRID, lon=GRID.lon + 360, lon_bounds=GRID.lon_bounds + 360)
    a = values(rain(calendar, seed), "wetdays", box(*where))
    b = values(rain(calendar, seed, grid=turned), "wetdays", box(*where))
    np.testing.assert_allclose(a, b, rtol=1e-12)


@relation("a region over 0° on longitudes 0 to 360 and −180 to 180: the same")
@quick
@given(seed=seeds, west=st.floats(-100, -5), east=st.floats(5, 100))
def test_a_region_over_zero_degrees_is_the_same_on_both_longitudes(seed, west, east):
    world = worlds.regular_grid([-15.0, 15.0], (np.arange(12) * 30.0 + 15.0).tolist(), 30.0)
    half = dataclasses.replace(world, lon=world.lon - 180, lon_bounds=world.lon_bounds - 180)
    source = rain("noleap", seed, grid=world)
    cube = np.roll(source.arrays["pr"].reshape(2, 12, -1), 6, axis=1).reshape(24, -1).copy()
    other = dataclasses.replace(source, grid=half, arrays={"pr": cube}, fingerprint="half")
    where = box(west, -20, east, 20)
    np.testing.assert_allclose(values(source, "prcptot", where), values(other, "prcptot", where), rtol=1e-12)


@relation("columns of the grid rolled with their longitudes: the same")
@quick
@given(seed=seeds, by=st.integers(1, 3))
def test_rolled_columns_give_the_same(seed, by):
    lon = np.arange(12) * 30.0 + 15.0
    whole = worlds.regular_grid([-15.0, 15.0], lon.tolist(), 30.0)
    rolled = dataclasses.replace(
        whole,
        lon=np.concatenate([whole.lon[by:], whole.lon[:by] + 360]),
        lon_bounds=np.concatenate([whole.lon_bounds[by:], whole.lon_bounds[:by] + 360]),
    )
    source = rain("noleap", seed, grid=whole)
    cube = source.arrays["pr"].reshape(2, 12, -1)
    other = dataclasses.replace(
        source, grid=rolled, arrays={"pr": np.roll(cube, -by, axis=1).reshape(24, -1).copy()}, fingerprint="rolled"
    )
    where = box(-50, -20, 70, 20)
    np.testing.assert_allclose(values(source, "wetdays", where), values(other, "wetdays", where), rtol=1e-12)


@relation("grid written from north to south: the same")
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


@relation("tiles of any shape: not one bit")
@quick
@given(seed=seeds, shape=st.tuples(st.integers(1, 4), st.integers(1, 5)), where=boxes)
def test_the_size_of_a_tile_changes_no_bit(seed, shape, where):
    a = values(rain("noleap", seed), "maximum_consecutive_dry_days", box(*where))
    b = values(dataclasses.replace(rain("noleap", seed), tile_shape=shape), "maximum_consecutive_dry_days", box(*where))
    assert a.tobytes() == b.tobytes()


@relation("parts of a region, weighted by area: the whole")
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


@relation("two boxes as one multipolygon: their mean by area")
@quick
@given(seed=seeds, gap=st.floats(0.2, 1.5))
def test_a_multipolygon_is_the_mean_of_its_parts(seed, gap):
    source = rain("standard", seed)
    one, two = box(7.5, -1.5, 10.0, 2.0), box(10.0 + gap, 0.0, 14.0, 3.5)
    both = {"type": "MultiPolygon", "coordinates": [one["coordinates"], two["coordinates"]]}
    a, b, ab = (answer(source, "wetdays", g) for g in (one, two, both))
    areas = np.array([a.region_area_km2, b.region_area_km2])
    wanted = (a.series[0].values * areas[0] + b.series[0].values * areas[1]) / areas.sum()
    np.testing.assert_allclose(ab.series[0].values, wanted, rtol=1e-12)


@relation("a hole and what it cuts out: the whole")
@quick
@given(seed=seeds, reach=st.floats(0.3, 1.5))
def test_a_hole_and_its_filling_make_up_the_whole(seed, reach):
    source = rain("noleap", seed)
    outer, inner = box(7.5, -1.5, 14.5, 3.5), box(11 - reach, 1 - reach, 11 + reach, 1 + reach)
    ring = {"type": "Polygon", "coordinates": [outer["coordinates"][0], inner["coordinates"][0][::-1]]}
    whole, hole, rest = (answer(source, "prcptot", g) for g in (outer, inner, ring))
    parts = rest.series[0].values * rest.region_area_km2 + hole.series[0].values * hole.region_area_km2
    np.testing.assert_allclose(parts / whole.region_area_km2, whole.series[0].values, rtol=1e-10)


@relation("corners in the other direction: not one bit")
@quick
@given(seed=seeds, where=boxes)
def test_the_direction_of_a_ring_changes_nothing(seed, where):
    there = box(*where)
    back = {"type": "Polygon", "coordinates": [there["coordinates"][0][::-1]]}
    source = rain("julian", seed)
    np.testing.assert_allclose(values(source, "wetdays", there), values(source, "wetdays", back), rtol=1e-14)


@relation("a constant field: the constant, in any region")
@quick
@given(calendar=calendars, level=st.floats(-40, 45), where=boxes)
def test_the_mean_of_a_constant_is_the_constant(calendar, level, where):
    days = worlds.days_of(calendar, (2000, 1, 1), (2000, 12, 30))
    field = np.full((GRID.cells, len(days)), level)
    source = worlds.source_of(days, calendar, {"tas": field}, {"tas": "degC"}, GRID)
    found = values(source, "tg_mean", box(*where), season=Season.of("JJA"))
    np.testing.assert_allclose(found, level, rtol=1e-12, atol=1e-12)


@relation("weights of cells: the closed form of spherical bands")
@quick
@given(where=boxes)
def test_cells_weigh_as_spherical_rectangles(where):
    found = answer(rain("noleap", 1), "wetdays", box(*where)).series[0].cells
    west, south, east, north = where
    for k, flat in enumerate(found.index):
        (w, e), (s, n) = GRID.lon_bounds[flat % 4], GRID.lat_bounds[flat // 4]
        w, e, s, n = max(w, west), min(e, east), max(s, south), min(n, north)
        steradians = np.radians(e - w) * (np.sin(np.radians(n)) - np.sin(np.radians(s)))
        np.testing.assert_allclose(found.area_km2[k], steradians * 6371.0088**2, rtol=2e-3)


@relation("a missing cell: left out of the mean, and out of the valid fraction by its area")
@quick
@given(seed=seeds, lost=st.integers(0, 11))
def test_a_missing_cell_counts_for_nothing_but_the_valid_fraction(seed, lost):
    source = rain("noleap", seed)
    array = source.arrays["pr"].copy()
    array[lost] = np.nan
    whole = answer(source, "prcptot").series[0]
    less = answer(changed(source, pr=array), "prcptot").series[0]
    kept = whole.cells.index != lost
    share = whole.cells.area_km2[kept] / whole.cells.area_km2.sum()
    np.testing.assert_allclose(less.valid_fraction, share.sum(), rtol=1e-12)
    np.testing.assert_allclose(less.values, whole.cells.values[:, kept] @ share / share.sum(), rtol=1e-12)


@relation("other cells outside the region: not one bit")
@quick
@given(seed=seeds)
def test_what_lies_outside_the_region_does_not_matter(seed):
    source = rain("noleap", seed)
    where = box(7.5, -1.5, 10.5, 1.5)
    array = source.arrays["pr"].copy()
    outside = np.setdiff1d(np.arange(12), answer(source, "wetdays", where).series[0].cells.index)
    array[outside] = 999.0
    a, b = values(source, "prcptot", where), values(changed(source, pr=array), "prcptot", where)
    assert a.tobytes() == b.tobytes()


@relation("least and most over the region: between them the mean")
@quick
@given(seed=seeds, where=boxes)
def test_the_mean_lies_between_the_least_and_the_most(seed, where):
    source = rain("standard", seed)
    low, mean, high = (values(source, "prcptot", box(*where), area=a) for a in ("minimum", "mean", "maximum"))
    assert (low <= mean + 1e-9).all()
    assert (mean <= high + 1e-9).all()


@relation("least, most and share over the region: brute force over the cells")
@quick
@given(seed=seeds, limit=st.integers(150, 210))
def test_area_statistics_are_those_of_the_cells(seed, limit):
    source = rain("standard", seed)
    found = answer(source, "wetdays", parameters={"thresh": "0.5 mm/day"}).series[0].cells
    asked = {"parameters": {"thresh": "0.5 mm/day"}}
    np.testing.assert_array_equal(values(source, "wetdays", area="minimum", **asked), found.values.min(axis=1))
    np.testing.assert_array_equal(values(source, "wetdays", area="maximum", **asked), found.values.max(axis=1))
    beyond = 100 * ((found.values > limit) * found.area_km2).sum(axis=1) / found.area_km2.sum()
    np.testing.assert_allclose(
        values(source, "wetdays", area=f"above {limit} days", **asked), beyond, rtol=1e-12, atol=1e-12
    )


@relation("several places in one pass: each as a region of its own")
@quick
@given(seed=seeds)
def test_places_equal_regions_asked_one_by_one(seed):
    source = rain("noleap", seed)
    parts = {"west": box(7.5, -1.5, 10.5, 3.0), "east": box(10.5, -1.0, 14.5, 3.5)}
    places = [{"name": name, "geometry": geometry} for name, geometry in parts.items()]
    region = {"name": "both", "geometry": ALL, "source": "made up", "places": places}
    found = {s.place: s.values for s in answer(source, "prcptot", region=region).series}
    for name, geometry in parts.items():
        np.testing.assert_allclose(found[name], values(source, "prcptot", geometry), rtol=1e-13)


@relation("a point: the cell that holds it")
@quick
@given(seed=seeds, x=st.integers(0, 3), y=st.integers(0, 2), dx=st.floats(-0.9, 0.9), dy=st.floats(-0.9, 0.9))
def test_a_point_is_its_cell(seed, x, y, dx, dy):
    source = warmth("standard", seed)
    point = {"type": "Point", "coordinates": [GRID.lon[x] + dx, GRID.lat[y] + dy]}
    whole = answer(source, "tg_mean").series[0].cells
    at = list(whole.index).index(y * 4 + x)
    np.testing.assert_array_equal(values(source, "tg_mean", point), whole.values[:, at])


@relation("a region smaller than a cell: that cell")
@quick
@given(seed=seeds, x=st.integers(0, 3), y=st.integers(0, 2), size=st.floats(0.01, 0.9))
def test_a_farm_is_its_cell(seed, x, y, size):
    source = warmth("noleap", seed)
    lon, lat = GRID.lon[x], GRID.lat[y]
    whole = answer(source, "tg_mean").series[0].cells
    at = list(whole.index).index(y * 4 + x)
    farm = box(lon - size, lat - size, lon + size, lat + size)
    np.testing.assert_allclose(values(source, "tg_mean", farm), whole.values[:, at], rtol=1e-14)


@relation("single precision: counts alike, sums within its rounding")
@quick
@given(seed=seeds)
def test_single_precision_gives_the_same_sums_to_its_rounding(seed):
    np.testing.assert_allclose(
        cells(rain("noleap", seed), "prcptot"), cells(rain("noleap", seed, dtype="float32"), "prcptot"), rtol=1e-6
    )
