"""An archive that stays where it is gives the numbers of its copy, or a refusal that names the file: nothing else."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from broker import Broker
from broker.cli import main
from catalog.errors import SourceChanged
from catalog.record import Facets
from tests.integration.producer_files import write
from translators.need import Need

LATS, LONS = tuple(50.0 + 0.5 * np.arange(20)), tuple(-3.0 + 0.5 * np.arange(19))
NEED = {
    "statement": "How many hot days?",
    "region": {"bbox": {"west": -2.0, "south": 51.0, "east": 4.0, "north": 57.5}},
    "time": {"season": "JJA", "baseline": [2000, 2001], "horizons": [[2002, 2003]]},
    "metric": {"index": "tx_days_above", "parameters": {"thresh": "25 degC"}},
}


def archive(folder, *, packed=False, **more):
    """Four years of tasmax in K in two files; with gaps."""
    folder.mkdir(parents=True, exist_ok=True)
    chance = np.random.default_rng(3)
    paths = []
    for number in range(2):
        values = 293 + 8 * chance.standard_normal((730, len(LATS), len(LONS)))
        values[chance.random(values.shape) < 0.0005] = np.nan
        path = folder / f"tasmax_day_M_historical_r1i1p1f1_gn_{2000 + 2 * number}.nc"
        field = {"cell_methods": "time: maximum", "standard_name": "air_temperature"}
        if packed:
            values = np.where(np.isnan(values), -9999, np.round((values - 273.15) * 100))
            field |= {
                "scale_factor": np.float32(0.01),
                "add_offset": np.float32(273.15),
                "missing_value": np.int16(-9999),
            }
        dtype = "i2" if packed else "f4"
        write(path, name="tasmax", steps=730, start=730 * number, lats=LATS, lons=LONS, values=values, dtype=dtype,
              variable=field, **more)  # fmt: skip
        paths.append(path)
    return paths


def as_zarr(paths, folder, zarr_format):
    with xr.open_mfdataset([str(p) for p in paths], decode_times=False, combine="by_coords") as opened:
        whole = opened.load()
    for name in whole.variables:
        whole[name].encoding = {}
    whole.chunk({"time": 365, "lat": 7, "lon": 11}).to_zarr(folder, zarr_format=zarr_format, consolidated=False)
    return [folder]


def published(home, paths, **publishing):
    """Publish in a store of its own; return the broker."""
    broker = Broker(home)
    more = publishing.pop("facets", {})
    facets = Facets("archive", title="An archive", licence="CC0", citation="Us", kind="projection", **more)
    report = broker.publish([str(p) for p in paths], facets, by="Tom", **publishing)
    assert report.status == "published", report.findings
    return broker


def numbers_of(broker):
    """Every number of the need's product, season by season and cell by cell, as bytes."""
    result = broker.preview(broker.specify(Need.of(NEED)))
    return [part.tobytes() for one in result.series for part in (one.values, one.valid_fraction, one.cells.values)]


SHAPES = {
    "packed": lambda folder: archive(folder, packed=True),
    "zarr 2": lambda folder: as_zarr(archive(folder), folder / "store.zarr", 2),
    "zarr 3": lambda folder: as_zarr(archive(folder), folder / "store.zarr", 3),
}


def test_the_files_of_a_product_are_those_of_the_copy_to_the_last_byte(tmp_path):
    paths = archive(tmp_path / "files")
    series = []
    for home, in_place in (("copied", False), ("in place", True)):
        broker = published(tmp_path / home, paths, in_place=in_place)
        product = broker.build(Need.of(NEED), tmp_path / f"product {home}")
        series.append((tmp_path / f"product {home}" / "series.csv").read_bytes())
    assert series[0] == series[1]
    assert series[0].count(b"archive,1,M") > 3
    cost = broker._workshop.plan(broker.match(broker.specify(Need.of(NEED))))
    assert len(cost.notes) == 1
    assert "producer keeps" in cost.notes[0]
    assert any("stay" in warning and "producer keeps" in warning for warning in product.warnings)
    assert [f.severity for f in broker.dataset("archive").findings if f.code == "in-place"] == ["note"]
    sizes = [
        sum(p.stat().st_size for p in (tmp_path / h / "arrays").rglob("*") if p.is_file())
        for h in ("in place", "copied")
    ]
    assert sizes[0] < sizes[1] / 10


@pytest.mark.parametrize("shape", list(SHAPES))
def test_the_numbers_are_those_of_the_copy_whatever_the_format(tmp_path, shape):
    paths = SHAPES[shape](tmp_path / "files")
    copied, kept = (published(tmp_path / str(flag), paths, in_place=flag) for flag in (False, True))
    assert numbers_of(kept) == numbers_of(copied)


def test_every_tile_is_that_of_the_copy_announced_or_not(tmp_path):
    paths = archive(tmp_path / "files")
    for home, in_place in (("a", False), ("b", True)):
        assert Broker(tmp_path / home).publish([str(p) for p in paths], Facets("d"), in_place=in_place).version == 1
    copied, kept = (sources(tmp_path / home) for home in ("a", "b"))
    assert (kept.tile_shape, kept.tiles) == (copied.tile_shape, copied.tiles) == ((8, 8), (3, 3))
    assert kept.fingerprint != copied.fingerprint
    for announced in ([], [(0, 1), (2, 2)], list(np.ndindex(kept.tiles))):
        kept.expect("tasmax", announced)
        for tile in np.ndindex(kept.tiles):
            assert kept.read("tasmax", tile).tobytes() == copied.read("tasmax", tile).tobytes()
    kept.scrub()


def sources(home):
    catalog = Broker(home)._catalog
    version = catalog.dataset("d")
    return catalog.source(version, version.simulations[0])


def test_repairs_are_made_in_place_as_in_a_copy(tmp_path):
    folder = tmp_path / "files"
    paths = archive(folder)
    order = np.concatenate([np.arange(365, 730), np.arange(365)])
    with xr.open_dataset(paths[0], decode_times=False) as opened:
        unsorted = opened.isel(time=order).load()
    paths[0].unlink()
    unsorted.to_netcdf(paths[0])
    with xr.open_dataset(paths[1], decode_times=False) as opened:
        twice = opened.isel(time=np.concatenate([np.arange(10), np.arange(730)])).load()
    paths[1].unlink()
    twice.to_netcdf(paths[1])
    accepted = {"accept": ("time-unsorted", "time-duplicated")}
    copied = published(tmp_path / "a", paths, facets=accepted)
    broker = published(tmp_path / "b", paths, facets=accepted, in_place=True)
    assert numbers_of(broker) == numbers_of(copied)
    assert {"time-unsorted", "time-duplicated"} <= {f.code for f in broker.dataset("archive").findings}


def damaged(path, how):
    if how == "gone":
        path.unlink()
    elif how == "cut":
        os.truncate(path, path.stat().st_size // 2)
    else:
        facts = path.stat()
        raw = bytearray(path.read_bytes())
        raw[-100] ^= 64  # of the last values
        path.write_bytes(raw)
        if how == "changed and backdated":
            os.utime(path, ns=(facts.st_atime_ns, facts.st_mtime_ns))


@pytest.mark.parametrize("how", ["gone", "cut", "changed", "changed and backdated"])
def test_a_file_that_is_gone_or_changed_is_named_and_gives_no_number(tmp_path, how):
    paths = archive(tmp_path / "files")
    broker = Broker(tmp_path / "home")
    broker.publish([str(p) for p in paths], Facets("d"), in_place=True)
    whole = paths[1].read_bytes()
    kept = sources(tmp_path / "home")
    kept.read("tasmax", (0, 0))
    damaged(paths[1], how)
    fresh = sources(tmp_path / "home")
    with pytest.raises(SourceChanged, match=paths[1].name) as refusal:
        [fresh.read("tasmax", tile) for tile in np.ndindex(fresh.tiles)]
    assert str(tmp_path) not in str(refusal.value)
    with pytest.raises(SourceChanged, match=paths[1].name):
        fresh.scrub()
    told = [check for check in broker.doctor() if check.name == "d@1"]
    assert [(c.status, str(paths[1]) in c.found) for c in told] == [("problem", True)]
    paths[1].write_bytes(whole)  # put back as it was, but newly written
    assert fresh.read("tasmax", (0, 0)).shape == (64, 1460)
    assert [c.status for c in broker.doctor() if c.name == "d@1"] == ["ok"]


def test_a_touched_file_is_known_by_its_hash(tmp_path):
    paths = archive(tmp_path / "files")
    Broker(tmp_path / "home").publish([str(p) for p in paths], Facets("d"), in_place=True)
    for path in paths:
        path.touch()
    assert sources(tmp_path / "home").read("tasmax", (1, 1)).shape == (64, 1460)


def test_what_cannot_stay_in_place_is_refused(tmp_path):
    broker = Broker(tmp_path / "home")
    zipped = shutil.make_archive(
        str(tmp_path / "s.zarr"), "zip", as_zarr(archive(tmp_path / "files"), tmp_path / "s.zarr", 2)[0]
    )
    table = tmp_path / "gauge.csv"
    table.write_text("Date,Tmax(C)\n" + "\n".join(f"2001-01-{d:02d},{d}" for d in range(1, 32)))
    for path in (zipped, table, "https://data.example/tas.nc"):
        report = broker.publish([str(path)], Facets("d", lat=1.0, lon=2.0), in_place=True)
        assert report.status == "refused"
        assert "in-place-impossible" in [f.code for f in report.findings]
    assert broker.datasets() == ()


def test_the_place_of_the_files_is_told_to_nobody(tmp_path, capsys):
    folder = tmp_path / "secret-folder"
    paths = archive(folder)
    home = tmp_path / "home"
    need = tmp_path / "need.json"
    need.write_text(json.dumps(NEED))

    def run(*arguments):
        capsys.readouterr()
        assert main(["--home", str(home), *map(str, arguments)]) == 0
        return capsys.readouterr().out

    told = run("publish", *paths, "--id", "d", "--in-place", "--json")
    assert "in-place" in told
    for command in (["list"], ["show", "d"], ["search", "tasmax"]):
        told += run("catalog", *command, "--json") + run("catalog", *command)
    told += run("build", need, "--out", tmp_path / "product", "--json")
    out = tmp_path / "out"
    run("catalog", "export", "d", *(f"--{form}={out}/{form}" for form in ("netcdf", "stac", "intake", "citation")))
    run("log", "export", "all", "--format", "jsonl", "--out", out / "log.jsonl")
    written = [p for place in (out, tmp_path / "product") for p in place.rglob("*") if p.is_file()]
    assert len(written) > 8
    assert "stays where" in told or "stay where" in told
    assert b"secret-folder" not in told.encode() + b"".join(p.read_bytes() for p in written)


def test_a_second_registration_of_the_same_files_is_no_new_version_and_another_place_is(tmp_path):
    paths = archive(tmp_path / "files")
    broker = Broker(tmp_path / "home")
    assert [broker.publish([str(p) for p in paths], Facets("d"), in_place=True).version for _ in range(2)] == [1, 1]
    moved = [Path(shutil.copy(p, tmp_path)) for p in paths]
    assert broker.publish([str(p) for p in moved], Facets("d"), in_place=True).version == 2
    shutil.rmtree(tmp_path / "files")
    assert sources(tmp_path / "home").read("tasmax", (2, 2)).shape == (12, 1460)
