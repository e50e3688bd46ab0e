"""From a recipe to numbers, on archives whose every day is known; and what the cache saves."""

import itertools
import subprocess
import sys
import threading

import numpy as np
import pytest

from broker.engine.areas import area_mean
from broker.engine.cache import ReductionCache
from broker.engine.plan import plan
from broker.engine.run import run
from broker.engine.tiles import Memory, tiles_of
from broker.errors import BrokerError, OutsideData, PeriodNotHeld, UnservableNeed
from broker.recipe import Input
from catalog.calendars import day_number
from catalog.record import TimeAxis
from tests.unit.archives import STORED, MemorySource, box, daily_axis, grid, point, recipe, stations, without

ONE_CELL = grid([50.0], [0.0])


def hot_days(axis, *steps, cold=20.0, hot=31.0, cells=1, dtype=np.float32):
    values = np.full((cells, axis.days.size), cold, dtype=dtype)
    values[:, list(steps)] = hot
    return values


def always(source):
    return lambda dataset, version, key: source


def no_cache():
    return ReductionCache(None)


def first_series(made, source):
    return run(made, always(source), no_cache()).series[0]


def test_hot_days_are_counted_year_by_year():
    axis = daily_axis(2001, 2004)
    source = MemorySource(axis, ONE_CELL, {"tasmax": hot_days(axis, 5, 6, 400, 1459)})
    result = run(recipe(), always(source), no_cache())
    (series,) = result.series
    assert series.label_years.tolist() == [2001, 2002, 2003, 2004]
    assert series.values.tolist() == [2, 1, 0, 1]
    assert series.valid_fraction.tolist() == [1, 1, 1, 1]
    assert (series.starts[0], series.ends[0]) == ("2001-01-01", "2001-12-31")
    assert (result.units, result.region_area_km2) == ("days", 0.0)
    assert [(r.period.to_list(), r.p50, r.change_p50) for r in result.summary] == [
        ([2001, 2002], 1.5, 0.0),
        ([2003, 2004], 0.5, -1.0),
    ]
    assert result.daily_bytes_read == axis.days.size * 4


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_day_at_the_threshold_is_not_above_it_in_any_unit(dtype):
    axis = daily_axis(2001, 2004)
    values = hot_days(axis, 1, 2, 3, cold=20 + 273.15, hot=dtype(303.15), dtype=dtype)
    values[0, 9] = np.nextafter(dtype(303.15), dtype(400))
    source = MemorySource(axis, ONE_CELL, {"tasmax": values}, STORED)
    assert first_series(recipe(), source).values.tolist() == [1, 0, 0, 0]


def test_degree_days_keep_the_full_precision_of_their_base():
    axis = daily_axis(2001, 2004)
    stored = np.float32(290.15)  # 17 °C, less 6 millionths
    source = MemorySource(axis, ONE_CELL, {"tas": np.full((1, axis.days.size), stored)}, STORED)
    found = first_series(recipe("heating_degree_days", {"thresh": "17 degC"}), source).values
    assert found == pytest.approx([365 * (290.15 - np.float64(stored))] * 4, rel=1e-12)


def test_a_wet_day_of_exactly_one_millimetre_is_wet_in_any_unit():
    axis = daily_axis(2001, 2004)
    millimetres = hot_days(axis, 0, 1, 2, cold=0.0, hot=1.0)
    fluxes = (hot_days(axis, 0, 1, 2, cold=0.0, hot=1.0, dtype=np.float64) / 86400).astype(np.float32)
    made = recipe("wetdays", {"thresh": "1 mm/day"})
    for source in (
        MemorySource(axis, ONE_CELL, {"pr": millimetres}),
        MemorySource(axis, ONE_CELL, {"pr": fluxes}, STORED),
    ):
        assert first_series(made, source).values.tolist() == [3, 0, 0, 0]


def test_a_season_with_a_missing_day_keeps_its_row_and_is_empty():
    axis = daily_axis(2001, 2004)
    values = hot_days(axis, 5)
    values[0, 400] = np.nan
    result = run(recipe(), always(MemorySource(axis, ONE_CELL, {"tasmax": values})), no_cache())
    (series,) = result.series
    np.testing.assert_array_equal(series.values, [1, np.nan, 0, 0])
    assert series.valid_fraction.tolist() == [1, 0, 1, 1]
    assert "1 of 4 seasons of Model-A r1 (ssp245) have no value" in result.warnings[0]


def test_a_gap_in_time_is_a_missing_day_and_a_lost_year_has_no_row():
    axis = daily_axis(2001, 2005)
    holes = without(axis, 400, *range(730, 1095))
    source = MemorySource(holes, ONE_CELL, {"tasmax": hot_days(holes, 5)})
    series = first_series(recipe(horizons=((2004, 2005),)), source)
    assert series.label_years.tolist() == [2001, 2002, 2004, 2005]
    np.testing.assert_array_equal(series.values, [1, np.nan, 0, 0])


def test_cells_weigh_by_their_area_and_those_without_a_value_do_not_count():
    # Two rows, at the equator and at 60°N: the northern cells have half the area.
    cells = grid([0.0, 60.0], [0.0, 1.0])
    axis = daily_axis(2001, 2004)
    values = np.repeat([[10.0], [10.0], [40.0], [np.nan]], axis.days.size, axis=1).astype(np.float32)
    made = recipe("tx_max", geometry=box(-0.5, -0.5, 1.5, 60.5))
    source = MemorySource(axis, cells, {"tasmax": values})
    series = first_series(made, source)
    area = series.cells.area_km2
    assert area[2] / area[0] == pytest.approx(0.5, rel=1e-3)
    assert series.values[0] == pytest.approx((20 * area[0] + 40 * area[2]) / (2 * area[0] + area[2]), rel=1e-12)
    whole = run(made, always(source), no_cache()).region_area_km2
    assert series.valid_fraction[0] == pytest.approx((2 * area[0] + area[2]) / whole, rel=1e-9)
    assert series.cells.values.shape == (4, 4)


def test_the_area_mean_of_a_constant_is_that_constant():
    area = np.random.default_rng(0).uniform(1, 2, 1000)
    for constant in (0.1, 1 / 3, 273.15, -1e-9):
        assert np.all(area_mean(np.full((3, 1000), constant), area) == constant)
    assert np.isnan(area_mean(np.full((1, 3), np.nan), area[:3]))


INDICES_AND_UNITS = [
    ("tg_mean", {}, "degC", 12.5),
    ("growing_degree_days", {"thresh": "10 degC"}, "K days", 2.5 * 365),
    ("heating_degree_days", {"thresh": "17 degC"}, "K days", 4.5 * 365),
    ("daily_temperature_range", {}, "K", 15.0),
    ("tx_max", {}, "degC", 20.0),
    ("tn_min", {}, "degC", 5.0),
    ("prcptot", {"thresh": "0 mm/day"}, "mm", 3.0 * 365),
    ("max_n_day_precipitation_amount", {"window": "5 days"}, "mm", 15.0),
    ("max_1day_precipitation_amount", {}, "mm", 3.0),
    ("daily_pr_intensity", {"thresh": "1 mm/day"}, "mm/day", 3.0),
    ("maximum_consecutive_wet_days", {"thresh": "1 mm/day"}, "days", 365.0),
    ("maximum_consecutive_dry_days", {"thresh": "1 mm/day"}, "days", 0.0),
]


@pytest.mark.parametrize("stored", [False, True], ids=["as delivered", "as CMIP stores it"])
@pytest.mark.parametrize(("index", "parameters", "units", "value"), INDICES_AND_UNITS)
def test_each_index_is_delivered_in_its_unit_whatever_the_stored_one(index, parameters, units, value, stored):
    axis = daily_axis(2001, 2004)
    kelvin, flux = (273.15, 86400.0) if stored else (0.0, 1.0)
    means = {"tas": 12.5 + kelvin, "tasmax": 20 + kelvin, "tasmin": 5 + kelvin, "pr": 3 / flux}
    arrays = {name: np.full((1, axis.days.size), number) for name, number in means.items()}
    source = MemorySource(axis, ONE_CELL, arrays, *([STORED] if stored else []))
    result = run(recipe(index, parameters), always(source), no_cache())
    assert result.series[0].values == pytest.approx([value] * 4, rel=1e-12)
    assert result.units == units


def test_a_dry_season_has_no_intensity():
    axis = daily_axis(2001, 2004)
    values = hot_days(axis, 5, 370, 800, cold=0.0, hot=7.0)
    result = run(
        recipe("daily_pr_intensity", {"thresh": "1 mm/day"}),
        always(MemorySource(axis, ONE_CELL, {"pr": values})),
        no_cache(),
    )
    np.testing.assert_array_equal(result.series[0].values, [7, 7, 7, np.nan])
    assert "or no day counts" in result.warnings[0]


def test_the_half_sum_of_night_and_day_stands_for_the_mean_where_the_recipe_says_so():
    axis = daily_axis(2001, 2004)
    night = np.full((1, axis.days.size), 5 + 273.15, dtype=np.float32)
    day = np.full((1, axis.days.size), 18 + 273.15, dtype=np.float32)
    source = MemorySource(axis, ONE_CELL, {"tasmin": night, "tasmax": day}, STORED)
    made = recipe("growing_degree_days", {"thresh": "10 degC"}, proxies={"tas": ("tasmin", "tasmax")})
    assert first_series(made, source).values == pytest.approx([1.5 * 365] * 4, rel=1e-5)


def test_monthly_means_weigh_by_the_days_of_their_months():
    starts = np.array([day_number(y, m, 1, "noleap") for y in range(2001, 2005) for m in range(1, 13)])
    days = np.diff(np.append(starts, day_number(2005, 1, 1, "noleap"))).astype(np.int32)
    source = MemorySource(
        TimeAxis("noleap", "mon", starts, days), ONE_CELL, {"tas": np.tile(np.arange(12.0), 4)[np.newaxis]}
    )
    wanted = (np.arange(12) * days[:12]).sum() / 365
    assert first_series(recipe("tg_mean"), source).values == pytest.approx([wanted] * 4, rel=1e-14)
    with pytest.raises(UnservableNeed, match="which needs daily values"):
        run(recipe("tn_min"), always(MemorySource(source.time, ONE_CELL, {"tasmin": source.arrays["tas"]})), no_cache())
    with pytest.raises(PeriodNotHeld, match="15 May to 31 August"):
        first_series(recipe("tg_mean", season={"from": "05-15", "to": "08-31"}), source)


def test_yearly_means_from_december_to_november_are_taken_as_they_are_and_said():
    starts = np.array([day_number(y, 12, 1, "360_day") for y in range(2000, 2004)])
    axis = TimeAxis("360_day", "yr", starts, np.full(4, 360, dtype=np.int32))
    result = run(
        recipe("tg_mean"), always(MemorySource(axis, ONE_CELL, {"tas": np.array([[1.0, 2, 3, 4]])})), no_cache()
    )
    assert result.series[0].starts[0] == "2000-12-01"
    assert [row.p50 for row in result.summary] == [1.5, 3.5]
    assert "from 2000-12-01 to 2001-11-30" in result.warnings[0]


def test_a_station_answers_as_it_is():
    axis = daily_axis(2001, 2004)
    source = MemorySource(axis, stations([50.2, 51.0], [0.1, 0.1]), {"tasmax": hot_days(axis, 5, cells=2)})
    for geometry in (point(0, 50), box(-1, 49, 1, 50.5)):
        series = first_series(recipe(geometry=geometry), source)
        assert series.cells.index.tolist() == [0]
        assert series.valid_fraction.tolist() == [1, 1, 1, 1]
        assert series.cells.corners is None


def test_a_region_outside_the_data_is_refused_in_words():
    axis = daily_axis(2001, 2004)
    source = MemorySource(axis, ONE_CELL, {"tasmax": hot_days(axis)})
    with pytest.raises(
        OutsideData, match=r"the farm was asked, but it lies outside the area of Model-A r1 \(ssp245, d\)"
    ):
        run(recipe(geometry=point(100, 0)), always(source), no_cache())


def test_data_without_a_whole_season_are_refused_in_words():
    axis = without(daily_axis(2001, 2001), 0)
    with pytest.raises(PeriodNotHeld, match="nothing whole to deliver"):
        first_series(recipe(), MemorySource(axis, ONE_CELL, {"tasmax": hot_days(axis)}))


def test_a_place_without_any_value_is_refused_in_words():
    axis = daily_axis(2001, 2004)
    with pytest.raises(UnservableNeed, match="no cell there has a value"):
        first_series(recipe(), MemorySource(axis, ONE_CELL, {"tasmax": hot_days(axis, cold=np.nan)}))


def test_more_days_in_a_row_than_the_season_has_are_refused_in_words():
    axis = daily_axis(2001, 2004)
    made = recipe("max_n_day_precipitation_amount", {"window": "40 days"}, season={"months": [2]})
    with pytest.raises(UnservableNeed, match="40 days in a row were asked within February, which has 28"):
        first_series(made, MemorySource(axis, ONE_CELL, {"pr": hot_days(axis)}))


@pytest.mark.parametrize("more", [{"missing": "most"}, {"ensemble": "weighted"}, {"parameters": {}}, {"index": "spi"}])
def test_a_recipe_with_rules_that_the_engine_does_not_have_is_refused(more):
    axis = daily_axis(2001, 2004)
    with pytest.raises(BrokerError) as refused:
        first_series(recipe(**more), MemorySource(axis, ONE_CELL, {"tasmax": hot_days(axis)}))
    assert refused.value.code == "recipe-invalid"


def test_simulations_that_do_not_reach_the_region_are_left_out_by_name():
    axis = daily_axis(2001, 2004)
    near = MemorySource(axis, ONE_CELL, {"tasmax": hot_days(axis, 5)})
    far = MemorySource(axis, grid([0.0], [0.0]), {"tasmax": hot_days(axis)}, fingerprint="far")
    keys = ("A", "ssp245", "r1"), ("B", "ssp245", "r1")
    result = run(recipe(simulations=keys), lambda d, v, key: near if key[0] == "A" else far, no_cache())
    assert [s.model for s in result.series] == ["A"]
    assert "B r1 (ssp245, d) has no cell in the farm" in result.warnings[0]


def test_a_region_partly_outside_says_so():
    axis = daily_axis(2001, 2004)
    source = MemorySource(axis, ONE_CELL, {"tasmax": hot_days(axis, 5)})
    result = run(recipe(geometry=box(0, 49.5, 1, 50.5)), always(source), no_cache())
    assert result.series[0].valid_fraction.tolist() == [0.5] * 4
    assert "Only 50.0% of the region's area lies on the grid of Model-A" in result.warnings[0]


# — what the cache saves —


class Sealed(MemorySource):
    """An archive whose daily values may no longer be read."""

    def read(self, name, tile):
        raise AssertionError("daily values were read")


def archive(kind=MemorySource):
    """Thirty cells, in tiles of four."""
    axis = daily_axis(2001, 2004)
    values = np.random.default_rng(0).normal(25, 5, (30, axis.days.size)).astype(np.float32)
    return kind(axis, grid(np.arange(50.0, 55), np.arange(6.0)), {"tasmax": values}, fingerprint="same bytes")


@pytest.mark.parametrize("in_a_new_process", [False, True], ids=["in memory", "on disk"])
def test_another_period_or_a_region_within_the_tiles_reads_no_daily_values(tmp_path, in_a_new_process):
    cache = ReductionCache(tmp_path)
    first = run(recipe(geometry=box(0.6, 50.6, 3.4, 53.4)), always(archive()), cache)
    assert first.daily_bytes_read > 0
    if in_a_new_process:
        cache = ReductionCache(tmp_path)
    sealed = always(archive(Sealed))
    again = run(recipe(geometry=box(0.6, 50.6, 3.4, 53.4), horizons=((2002, 2003),)), sealed, cache)
    assert again.daily_bytes_read == 0
    np.testing.assert_array_equal(again.series[0].values, first.series[0].values)
    smaller = run(recipe(geometry=box(1, 51, 1.7, 52)), sealed, cache)
    np.testing.assert_array_equal(
        smaller.series[0].values, run(smaller.recipe, always(archive()), no_cache()).series[0].values
    )


@pytest.mark.parametrize("changed", [{"parameters": {"thresh": "31 degC"}}, {"season": "JJA"}])
def test_another_threshold_or_season_is_computed_again_from_tiles_in_memory(changed):
    cache = no_cache()
    made = recipe(geometry=box(0.6, 50.6, 3.4, 53.4))
    before = run(made, always(archive()), cache)
    source = archive(Sealed)
    after = run(recipe(geometry=box(0.6, 50.6, 3.4, 53.4), **changed), always(source), cache)
    assert not np.array_equal(before.series[0].values, after.series[0].values)
    assert after.daily_bytes_read == 0


def test_other_bytes_or_units_are_never_answered_from_the_cache():
    cache = no_cache()
    axis = daily_axis(2001, 2004)
    made = recipe("tx_max")
    values = hot_days(axis, 5, cold=290, hot=300)
    plain = MemorySource(axis, ONE_CELL, {"tasmax": values})
    assert run(made, always(plain), cache).series[0].values[0] == 300
    kelvin = MemorySource(axis, ONE_CELL, {"tasmax": values}, STORED)
    assert run(made, always(kelvin), cache).series[0].values[0] == pytest.approx(26.85)
    other = MemorySource(axis, ONE_CELL, {"tasmax": values + 1}, fingerprint="other bytes")
    assert run(made, always(other), cache).series[0].values[0] == 301


def test_a_damaged_or_foreign_file_is_computed_again(tmp_path):
    made = recipe(geometry=box(0.6, 50.6, 3.4, 53.4))
    wanted = run(made, always(archive()), ReductionCache(tmp_path)).series[0].values
    files = sorted(tmp_path.glob("??/*.reduction"))
    for path, damage in zip(
        files, itertools.cycle((lambda b: b[:-1], lambda b: b"", lambda b: b[:-9] + b"\1" + b[-8:]))
    ):
        path.write_bytes(damage(path.read_bytes()))
    source = archive()
    again = run(made, always(source), ReductionCache(tmp_path))
    assert source.reads == len(files)
    np.testing.assert_array_equal(again.series[0].values, wanted)


def test_the_cache_may_be_deleted_or_closed_at_any_time(tmp_path):
    cache = ReductionCache(tmp_path / "cache")
    made = recipe(geometry=box(0.6, 50.6, 3.4, 53.4))
    wanted = run(made, always(archive()), cache).series[0].values
    cache.clear()
    assert not list(tmp_path.rglob("*.reduction"))
    np.testing.assert_array_equal(run(made, always(archive()), cache).series[0].values, wanted)
    blocked = tmp_path / "a file"
    blocked.write_text("not a folder")
    np.testing.assert_array_equal(run(made, always(archive()), ReductionCache(blocked)).series[0].values, wanted)


def test_the_files_stay_within_their_limit(tmp_path):
    cache = ReductionCache(tmp_path, limit_bytes=20_000)
    for k in range(30):
        cache.put(ReductionCache.key({"k": k}), np.full((10, 20), float(k)))
    files = list(tmp_path.glob("??/*.reduction"))
    assert 0 < sum(f.stat().st_size for f in files) <= 20_000
    assert ReductionCache(tmp_path).get(ReductionCache.key({"k": 29}))[0, 0] == 29


def test_memory_gives_up_what_was_used_longest_ago():
    memory = Memory(100)
    for name in "abc":
        memory.keep(name, name, 40)
    assert [memory.get(name) for name in "abc"] == [None, "b", "c"]
    memory.get("b")
    memory.keep("d", "d", 40)
    assert [memory.get(name) for name in "bcd"] == ["b", None, "d"]
    memory.keep("e", "e", 101)
    assert memory.get("e") is None
    assert memory.bytes == 80


def test_tiles_hold_every_cell_once_also_at_the_far_edges():
    shape, tile_shape = (5, 7), (2, 3)
    index = np.arange(35)
    seen = np.full(35, -1)
    for tile in tiles_of(index, shape, tile_shape):
        (ty, tx), (h, w) = tile.tile, tile_shape
        block = index.reshape(shape)[ty * h : (ty + 1) * h, tx * w : (tx + 1) * w].ravel()
        assert tile.size == block.size
        seen[tile.at] = block[tile.rows]
    np.testing.assert_array_equal(seen, index)


def test_numbers_do_not_depend_on_how_cells_lie_in_tiles():
    made = recipe(geometry=box(0.2, 50.2, 4.4, 53.4))
    wanted = run(made, always(archive()), no_cache()).series[0].values
    for shape in ((1, 1), (5, 6), (8, 8), (3, 2)):
        source = archive()
        source.tile_shape = shape
        np.testing.assert_array_equal(run(made, always(source), no_cache()).series[0].values, wanted)


def test_progress_is_told_and_may_stop_the_work():
    told = []
    made = recipe(geometry=box(0.6, 50.6, 3.4, 53.4))
    run(made, always(archive()), no_cache(), lambda sentence, done: told.append(done))
    assert told == sorted(told)
    assert told[-1] == 1.0

    class Stopped(Exception):
        pass

    def stop(sentence, done):
        if done > 0.3:
            raise Stopped

    source, before = archive(), threading.active_count()
    with pytest.raises(Stopped):
        run(made, always(source), no_cache(), stop)
    assert threading.active_count() == before


def test_a_plan_counts_what_is_still_to_be_read():
    cache = no_cache()
    made = recipe(geometry=box(0.6, 50.6, 3.4, 53.4))
    source = archive()
    cost = plan(made, always(source), cache)
    assert (cost.simulations, cost.cells, cost.tiles, source.reads) == (1, 9, 4, 0)
    read = run(made, always(source), cache).daily_bytes_read
    assert cost.bytes == read
    assert plan(made, always(source), cache).bytes == 0
    assert plan(made, always(source)).bytes == read


def test_a_result_too_large_for_memory_is_refused_with_numbers(monkeypatch):
    monkeypatch.setattr("broker.engine.plan.LIMIT_BYTES", 1000)
    with pytest.raises(BrokerError, match="GiB") as refused:
        plan(recipe(geometry=box(0.6, 50.6, 3.4, 53.4)), always(archive()))
    assert refused.value.code == "too-large"


def test_two_datasets_keep_their_own_numbers_and_observations_their_own_row():
    axis = daily_axis(2001, 2004)
    model = MemorySource(axis, ONE_CELL, {"tasmax": hot_days(axis, 5, 6, 7)}, fingerprint="model")
    station = MemorySource(axis, stations([50.1], [0.1]), {"tasmax": hot_days(axis, 5)}, fingerprint="station")
    inputs = (
        Input("models", 1, "s", "projection", (("A", "A1B", "r1"),), {}),
        Input("obs", 2, "t", "observation", (("station", "observed", ""),), {}),
    )
    result = run(recipe(inputs=inputs), lambda d, v, key: {"models": model, "obs": station}[d], no_cache())
    assert [(s.dataset, s.version, s.kind) for s in result.series] == [
        ("models", 1, "projection"),
        ("obs", 2, "observation"),
    ]
    assert [(r.scenario, r.p50) for r in result.summary if r.is_baseline] == [("A1B", 1.5), ("observed", 0.5)]


def test_a_repeated_need_is_answered_without_the_compiler():
    """What the cache answers needs no kernel, so the first page of a new process waits for none."""
    code = "import sys, broker.engine.run; print(sorted({'numba', 'xclim', 'xarray'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_threshold_in_fahrenheit_meets_the_days_that_are_exactly_at_it():
    import numpy as np

    from broker.engine.reductions import Daily

    fahrenheit = Daily(np.zeros((1, 1)), 5 / 9, -160 / 9)
    assert [fahrenheit.stored((f - 32) / 1.8) for f in (28, 65, 86, 100)] == [28.0, 65.0, 86.0, 100.0]
    flux = Daily(np.zeros((1, 1)), 86400.0, 0.0)
    assert flux.stored(1.0) == 1 / 86400
