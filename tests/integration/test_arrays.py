"""What was published is read back bit for bit, and damage on disk never passes for data."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest

from catalog.arrays import ArrayStore
from catalog.errors import ArraysDamaged, UnknownDataset
from catalog.record import Grid
from catalog.tiling import Tiling, word_sum
from tests.integration.stored_worlds import (
    box_grid,
    bytes_below,
    catalog_in,
    daily_axis,
    found,
    points,
    publish,
    random_found,
)


def published(tmp_path, *simulations, dataset="d"):
    catalog = catalog_in(tmp_path / "home")
    publish(catalog, dataset, *simulations)
    return catalog, catalog.dataset(dataset)


def read_all(source, name):
    """(steps, cells), as reading delivered them."""
    ny, nx = source.grid.shape
    values = np.empty((ny, nx, source.time.first_day.size), dtype=source.variable(name).dtype)
    tiling = Tiling(source.grid.shape, source.tile_shape)
    for tile in np.ndindex(source.tiles):
        window = tiling.window(tile)
        height, width = window.y1 - window.y0, window.x1 - window.x0
        values[window.slices] = source.read(name, tile).reshape(height, width, -1)
    return values.reshape(ny * nx, -1).T


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("shape", [(1, 1), (8, 8), (11, 19), (3, 40)])
def test_every_value_comes_back_bit_for_bit(tmp_path, shape, dtype):
    one, values = random_found(*shape, dtype=dtype)
    catalog, version = published(tmp_path, one)
    source = catalog.source(version, version.simulations[0])
    for name, told in values.items():
        stored = read_all(source, name)
        assert stored.dtype == told.dtype
        assert stored.tobytes() == told.tobytes()


def test_a_tile_is_its_cells_row_by_row_with_all_of_time_in_one_piece(tmp_path):
    one, values = random_found(11, 19)
    catalog, version = published(tmp_path, one)
    source = catalog.source(version, version.simulations[0])
    assert (source.tile_shape, source.tiles) == ((8, 8), (2, 3))
    tile = source.read("pr", (1, 2))  # rows 8 to 10, columns 16 to 18
    assert tile.shape == (9, 730)
    assert tile.flags.c_contiguous
    assert np.array_equal(tile[4], values["pr"][:, 9 * 19 + 17], equal_nan=True)
    with pytest.raises(IndexError, match="2 × 3 tiles"):
        source.read("pr", (2, 0))


def test_calendar_grid_bounds_and_units_come_back_as_they_were(tmp_path):
    time = daily_axis(2000, 2000, "360_day")
    lat, lon = np.meshgrid([50.0, 51.0], [359.0, 0.5, 2.0], indexing="ij")
    corners = np.stack([lat - 0.5, lat - 0.5, lat + 0.5, lat + 0.5], -1)
    grid = Grid("curvilinear", lat, lon, corners, corners + 1.0, "midpoints")
    station = points((52.2, 0.9), (53.0, 1.0))
    rain = np.zeros((360, 6), "float64")
    catalog, version = published(
        tmp_path, found({"pr": rain}, time, grid), found({"pr": rain[:, :2]}, time, station, model="station")
    )
    curved, stations = (catalog.source(version, s) for s in version.simulations)
    assert (curved.time.calendar, curved.time.frequency) == ("360_day", "day")
    assert np.array_equal(curved.time.first_day, time.first_day)
    assert curved.time.days.dtype == np.int32
    for name in ("lat", "lon", "lat_bounds", "lon_bounds"):
        assert np.array_equal(getattr(curved.grid, name), getattr(grid, name))
    assert (curved.grid.kind, curved.grid.bounds_from) == ("curvilinear", "midpoints")
    assert (stations.grid.kind, stations.grid.names, stations.grid.lat_bounds) == (
        "points",
        ("place 0", "place 1"),
        None,
    )
    assert curved.variable("pr") == version.simulations[0].variable("pr")
    with pytest.raises(UnknownDataset, match="holds pr"):
        curved.variable("tas")


def chunk_files(catalog):
    return sorted((catalog.home / "arrays").glob("d/*/chunks/*"), key=lambda path: -path.stat().st_size)


def test_a_flipped_byte_is_found_when_it_is_read(tmp_path):
    one, _ = random_found(8, 8)
    catalog, version = published(tmp_path, one)
    for chunk in chunk_files(catalog)[:2]:  # the one tile of each variable
        raw = bytearray(chunk.read_bytes())
        raw[len(raw) // 2] ^= 1
        chunk.write_bytes(raw)
    source = ArrayStore(catalog.home / "arrays").open(version, version.simulations[0])
    for name in ("tasmax", "pr"):
        with pytest.raises(ArraysDamaged, match=f"tile .0, 0. of {name} is lost or changed"):
            source.read(name, (0, 0))


def test_a_lost_chunk_is_found_when_it_is_read(tmp_path):
    one, _ = random_found(8, 8)
    catalog, version = published(tmp_path, one)
    for chunk in chunk_files(catalog)[:2]:
        chunk.unlink()
    source = ArrayStore(catalog.home / "arrays").open(version, version.simulations[0])
    with pytest.raises(ArraysDamaged):
        source.read("pr", (0, 0))
    with pytest.raises(ArraysDamaged):
        source.scrub()


def test_two_chunks_exchanged_are_found_although_each_is_whole(tmp_path):
    time = daily_axis(2000, 2001)
    rain = np.repeat([1.0, 2.0], 64) * np.ones((time.first_day.size, 1))  # two tiles, alike but for their number
    catalog, version = published(tmp_path, found({"pr": rain}, time, box_grid(16, 8)))
    first, second = chunk_files(catalog)[:2]
    one_bytes, other_bytes = first.read_bytes(), second.read_bytes()
    assert len(one_bytes) == len(other_bytes)
    first.write_bytes(other_bytes)
    second.write_bytes(one_bytes)
    source = ArrayStore(catalog.home / "arrays").open(version, version.simulations[0])
    with pytest.raises(ArraysDamaged):
        source.read("pr", (0, 0))
    with pytest.raises(ArraysDamaged):
        source.scrub()


def test_every_damaged_file_is_found_or_does_not_matter(tmp_path):
    one, values = random_found(8, 8, years=(2000, 2000))
    catalog, version = published(tmp_path, one)
    files = [path for path in (catalog.home / "arrays" / "d").rglob("*") if path.is_file()]
    found_out = 0
    for path in files:
        whole = path.read_bytes()
        for damaged in (b"", whole[: len(whole) // 2], bytes([*whole[:-1], whole[-1] ^ 255])):
            path.write_bytes(damaged)
            try:
                source = ArrayStore(catalog.home / "arrays").open(version, version.simulations[0])
                for name, told in values.items():
                    assert np.array_equal(read_all(source, name), told, equal_nan=True), path
            except ArraysDamaged:
                found_out += 1
            path.write_bytes(whole)
    assert found_out >= 2 * len(chunk_files(catalog))


def test_arrays_that_are_gone_are_a_plain_refusal_and_are_not_made_again(tmp_path):
    one, _ = random_found(2, 2)
    catalog, version = published(tmp_path, one)
    with pytest.raises(ArraysDamaged, match="not whole in the store"):
        catalog.source(replace(version, snapshot="f" * 64), version.simulations[0])
    assert not (catalog.home / "arrays" / "d" / ("f" * 64)).exists()


def test_equal_values_have_equal_fingerprints_on_any_machine_and_other_values_others(tmp_path):
    one, values = random_found(3, 3)
    same, _ = random_found(3, 3)
    values_but_one = {name: v.copy() for name, v in values.items()}
    values_but_one["pr"][17, 4] += 1
    other = found(values_but_one, one.time, one.grid)
    first, first_version = published(tmp_path / "a", one)
    second, second_version = published(tmp_path / "b", same)
    third, third_version = published(tmp_path / "c", other)
    prints = [
        c.source(v, v.simulations[0]).fingerprint
        for c, v in ((first, first_version), (second, second_version), (third, third_version))
    ]
    assert prints[0] == prints[1] != prints[2]
    assert first_version.snapshot == second_version.snapshot != third_version.snapshot


def test_many_threads_read_one_source(tmp_path):
    one, values = random_found(24, 24)
    catalog, version = published(tmp_path, one)

    def matches(i):
        source = catalog.source(version, version.simulations[0])
        y, x = divmod(i % 9, 3)
        cell = (y * 8) * 24 + x * 8
        return np.array_equal(source.read("pr", (y, x))[0], values["pr"][:, cell], equal_nan=True)

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(matches, range(90)))


def test_opening_again_gives_the_same_object(tmp_path):
    one, _ = random_found(2, 2)
    catalog, version = published(tmp_path, one)
    assert catalog.source(version, version.simulations[0]) is catalog.source(version, version.simulations[0])
    assert catalog.source_of("d", 1, ("M", "historical", "")) is catalog.source(version, version.simulations[0])
    with pytest.raises(UnknownDataset, match="holds M historical"):
        catalog.source_of("d", 1, ("M", "ssp585", ""))


def test_regions_are_whole_tiles_and_hold_every_tile_once():
    for shape, steps, limit in (
        ((11, 19), 730, 64 * 730 * 4),
        ((80, 80), 100, 10**6),
        ((1, 1), 5, 1),
        ((9, 200), 50, 1),
    ):
        tiling = Tiling(shape, (min(8, shape[0]), min(8, shape[1])))
        seen = [
            (y, x)
            for rows, columns in tiling.regions(steps, 4, limit)
            for y in range(rows.start, rows.stop)
            for x in range(columns.start, columns.stop)
        ]
        assert sorted(seen) == list(np.ndindex(tiling.tiles))


@pytest.mark.parametrize(
    ("shape", "steps", "tile"),
    [
        ((100, 200), 29_200, (8, 8)),  # 80 years of days
        ((100, 200), 1_200, (8, 8)),  # 100 years of months
        ((100, 200), 240, (16, 16)),  # 240 years
        ((412, 424), 1, (256, 256)),
        ((5, 200), 1, (5, 200)),
        ((1, 40), 29_200, (1, 8)),  # stations
    ],
)
def test_short_series_lie_in_larger_tiles(shape, steps, tile):
    assert Tiling.of(shape, steps).tile_shape == tile


def test_the_word_sum_counts_every_byte():
    values = np.arange(7, dtype="float32")  # 28 bytes: three words and a half
    for i in range(7):
        changed = values.copy()
        changed[i] += 0.5
        assert word_sum(changed) != word_sum(values)


def test_a_region_much_smaller_than_the_grid_is_written_right(tmp_path, monkeypatch):
    monkeypatch.setattr("catalog.tiling.Tiling.regions.__defaults__", (1,))
    one, values = random_found(17, 20, years=(2000, 2000))
    catalog, version = published(tmp_path, one)
    source = catalog.source(version, version.simulations[0])
    assert np.array_equal(read_all(source, "pr"), values["pr"], equal_nan=True)


def test_nothing_but_the_publication_stays_on_disk(tmp_path):
    one, values = random_found(16, 16, gaps=0)
    catalog, version = published(tmp_path, one)
    (folder,) = (catalog.home / "arrays" / "d").iterdir()
    assert folder.name == version.snapshot
    assert bytes_below(folder) < 1.2 * sum(v.nbytes for v in values.values())
