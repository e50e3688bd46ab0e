"""Zarr stores of others: read as they were written, refused where their metadata could do harm."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from catalog.ingest import source_records
from catalog.reading import check, understand
from catalog.record import Facets

SHARED = Path(__file__).parents[2].parent / "shared" / "data"
PLAIN = Facets("x")
needs_shared_data = pytest.mark.skipif(not SHARED.is_dir(), reason="the shared data are not here")


def write(path, version=2, name="tasmax", chunks=(100, 2, 2), fill=1e20, **attributes):
    fill = np.float32(fill)
    values = np.random.default_rng(0).normal(290, 5, (365, 3, 4)).astype("f4")
    values[7, 1, 2] = fill
    run = {"source_id": "M", "experiment_id": "historical", "variant_label": "r1i1p1f1", "mip_era": "CMIP6"}
    time = {"units": "days since 2001-01-01", "calendar": "noleap"}
    field = {"units": "K", "standard_name": "air_temperature", "cell_methods": "time: maximum", "_FillValue": fill}
    data = xr.Dataset(
        {name: (("time", "lat", "lon"), values, field | attributes)},
        {
            "time": ("time", np.arange(365), time),
            "lat": ("lat", [50.0, 51.0, 52.0], {"units": "degrees_north"}),
            "lon": ("lon", [0.0, 1.0, 2.0, 3.0], {"units": "degrees_east"}),
        },
        run,
    )
    data.to_zarr(path, zarr_format=version, consolidated=version == 2, encoding={name: {"chunks": chunks}})
    return np.where(values == fill, np.nan, values).reshape(365, 12)


def packed(folder, archive, prefix=""):
    with zipfile.ZipFile(archive, "w") as out:
        for file in sorted(p for p in folder.rglob("*") if p.is_file()):
            out.write(file, prefix + file.relative_to(folder).as_posix())
    return archive


def change(path, **entries):
    document = json.loads(path.read_text())
    path.write_text(json.dumps(document | entries))


def first(report):
    return next((f.code, f.message) for f in report.findings if f.severity == "error")


@pytest.mark.parametrize("version", [2, 3])
@pytest.mark.parametrize("how", ["folder", "zip", "zip with a folder", "folder of stores"])
def test_a_store_comes_out_bit_for_bit(tmp_path, version, how):
    path = tmp_path / "in" / "M.zarr"
    written = write(path, version)
    if how.startswith("zip"):
        path = packed(path, tmp_path / "M.zarr.zip", "M.zarr/" if "folder" in how else "")
    with understand([path.parent if how == "folder of stores" else path], PLAIN) as understood:
        understood.raise_if_refused()
        (found,) = understood.simulations
        assert found.simulation.key == ("M", "historical", "r1i1p1f1")
        read = np.concatenate([b.values["tasmax"] for b in found.blocks(4000)])
        assert read.dtype == np.float32
        np.testing.assert_array_equal(read, written)
        (record,) = source_records(understood.files)
        assert len(record["sha256"]) == 64


def test_a_store_that_changes_after_the_first_look_is_noticed(tmp_path):
    write(tmp_path / "M.zarr")
    with understand([tmp_path / "M.zarr"], PLAIN) as understood:
        (source,) = understood.files
        before = source.sha256()
        chunk = tmp_path / "M.zarr" / "tasmax" / "0.0.0"
        chunk.write_bytes(chunk.read_bytes() + b"x")
        assert not source.is_unchanged()
        assert source.sha256() != before


def test_absent_chunks_are_said_and_never_pass_for_numbers(tmp_path):
    write(tmp_path / "a.zarr")
    (tmp_path / "a.zarr" / "tasmax" / "1.0.0").unlink()
    report = check([tmp_path / "a.zarr"], PLAIN)
    assert report.status == "publishable"
    absent = next(f for f in report.findings if f.code == "chunks-absent")
    assert absent.severity == "warning"
    assert "1 of 16 chunks of tasmax" in absent.message

    write(tmp_path / "b.zarr", version=3)
    (tmp_path / "b.zarr" / "tasmax" / "c" / "1" / "0" / "0").unlink()
    metadata = tmp_path / "b.zarr" / "tasmax" / "zarr.json"
    change(metadata, fill_value=280.0)
    assert first(check([tmp_path / "b.zarr"], PLAIN))[0] == "chunks-absent-as-values"
    accepted = check([tmp_path / "b.zarr"], Facets("x", accept=("chunks-absent-as-values",)))
    assert accepted.status == "publishable"
    assert any("Accepted by the producer" in f.message for f in accepted.findings)


def hostile_2(key, value):
    def spoil(store):
        change(store / "tasmax" / ".zarray", **{key: value})
        (store / ".zmetadata").unlink()

    return spoil


def twice(store):
    text = (store / "tasmax" / ".zarray").read_text()
    (store / "tasmax" / ".zarray").write_text(text.replace("{", '{"order": "C",', 1))


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (hostile_2("filters", [{"id": "pickle"}]), "codec-not-allowed"),
        (hostile_2("filters", [{"id": "shuffle", "elementsize": 4}, {"id": "pickle"}]), "codec-not-allowed"),
        (hostile_2("compressor", {"id": "canary"}), "codec-not-allowed"),
        (hostile_2("dtype", "|O"), "codec-not-allowed"),
        (hostile_2("dtype", [["a", "<f4"]]), "codec-not-allowed"),
        (hostile_2("chunks", [0, 2, 2]), "zarr-not-understood"),
        (hostile_2("chunks", [100, 2]), "zarr-not-understood"),
        (hostile_2("chunks", [1e9, 2, 2]), "zarr-not-understood"),
        (hostile_2("shape", [10**9, 10**5, 4]), "metadata-too-large"),
        (hostile_2("chunks", [10**9, 2, 2]), "metadata-too-large"),
        (hostile_2("dimension_separator", "/../../"), "zarr-not-understood"),
        (twice, "zarr-not-understood"),
        (lambda s: change(s / "tasmax" / ".zarray", shape=[365, 3, 3]), "zarr-not-understood"),
        (lambda s: (s / "tasmax" / ".zarray").write_text("[" * 10**5), "zarr-not-understood"),
        (lambda s: (s / "tasmax" / "9.9.9").symlink_to("/etc/passwd"), "external-link"),
        (lambda s: (s / "tasmax" / "0.0.0").write_bytes(b"garbage"), "truncated"),
    ],
)  # fmt: skip
def test_a_store_that_could_do_harm_is_refused_by_name(tmp_path, spoil, code):
    write(tmp_path / "M.zarr")
    spoil(tmp_path / "M.zarr")
    assert first(check([tmp_path / "M.zarr"], PLAIN))[0] == code


@pytest.mark.parametrize(
    "codecs",
    [
        [{"name": "bytes", "configuration": {"endian": "little"}}, {"name": "canary"}],
        [{"name": "numcodecs.pickle"}],
        [{"name": "sharding_indexed", "configuration": {"chunk_shape": [10, 1, 1], "codecs": [{"name": "canary"}]}}],
        [],
    ],
)
def test_codecs_of_version_3_are_looked_at_in_any_place(tmp_path, codecs):
    write(tmp_path / "M.zarr", version=3)
    change(tmp_path / "M.zarr" / "tasmax" / "zarr.json", codecs=codecs)
    assert first(check([tmp_path / "M.zarr"], PLAIN))[0] in {"codec-not-allowed", "zarr-not-understood"}


def test_shards_are_read(tmp_path):
    import zarr

    written = write(tmp_path / "M.zarr", version=3)
    shutil.rmtree(tmp_path / "M.zarr" / "tasmax")
    group = zarr.open_group(tmp_path / "M.zarr", mode="r+")
    array = group.create_array(
        "tasmax", shape=(365, 3, 4), chunks=(50, 1, 2), shards=(100, 3, 4), dtype="f4", fill_value=np.nan,
        dimension_names=("time", "lat", "lon"), attributes={"units": "K"},
    )  # fmt: skip
    array[...] = written.reshape(365, 3, 4)
    with understand([tmp_path / "M.zarr"], PLAIN) as understood:
        understood.raise_if_refused()
        read = np.concatenate([b.values["tasmax"] for b in understood.simulations[0].blocks(4000)])
        np.testing.assert_array_equal(read, written)


def entry(name, mode=0o100644, data=b"x"):
    info = zipfile.ZipInfo(name)
    info.external_attr = mode << 16
    return info, data


@pytest.mark.parametrize(
    "entries",
    [
        [entry("../canary")],
        [entry("/tmp/canary")],
        [entry("a/../../canary")],
        [entry("..\\canary")],
        [entry("c:/canary")],
        [entry("a//b")],
        [entry("link", mode=0o120777, data=b"/etc/passwd")],
        [entry("a"), entry("A")],
        [entry("a"), entry("a")],
        [entry("a"), entry("a/b")],
        [entry("pipe", mode=0o010644)],
    ],
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_an_archive_that_would_leave_its_folder_is_refused(tmp_path, entries):
    with zipfile.ZipFile(tmp_path / "x.zarr.zip", "w") as out:
        for info, data in entries:
            out.writestr(info, data)
    assert first(check([tmp_path / "x.zarr.zip"], PLAIN))[0] == "archive-refused"
    assert [p.name for p in tmp_path.iterdir()] == ["x.zarr.zip"]


def test_archives_that_are_bombs_or_cut_off_are_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_LZMA) as out:
        out.writestr("a", b"\0" * 10**7)
    assert first(check([tmp_path / "bomb.zip"], PLAIN))[0] == "archive-refused"
    write(tmp_path / "M.zarr")
    whole = packed(tmp_path / "M.zarr", tmp_path / "M.zarr.zip").read_bytes()
    (tmp_path / "cut.zip").write_bytes(whole[: len(whole) // 2])
    assert first(check([tmp_path / "cut.zip"], PLAIN))[0] == "truncated"
    turned = bytearray(whole)
    turned[500] ^= 255
    (tmp_path / "turned.zip").write_bytes(turned)
    assert check([tmp_path / "turned.zip"], PLAIN).status == "refused"
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as out:
        out.writestr("readme.txt", "nothing")
    assert first(check([tmp_path / "other.zip"], PLAIN))[0] == "format-not-served"


@needs_shared_data
def test_real_stores_publish():
    report = check([SHARED / "zarr_real"], Facets("x", scenario="rcp85"))
    assert report.status == "publishable"
    (found,) = report.simulations
    assert (found.model, found.scenario, found.calendar, found.years, found.cells) == (
        "CanESM2", "rcp85", "noleap", (2095, 2095), 1296,
    )  # fmt: skip
    said = Facets("x", model="NorESM2-MM", scenario="ssp126", variables={"tasmax": ("tasmax", "K")})
    report = check([SHARED / "synthetic_xscen_zarr"], said)
    assert report.status == "publishable", report.findings
    assert (report.simulations[0].years, report.simulations[0].cells) == ((2001, 2002), 6)
