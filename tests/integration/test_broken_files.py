"""Each broken file gets the finding that a climatologist would name, and never a traceback."""

from __future__ import annotations

import random
from pathlib import Path

import h5py
import netCDF4
import numpy as np
import pytest

from catalog import containment
from catalog.containment import ContainedReader, FileRefused
from catalog.reading import check
from catalog.record import Facets
from tests.integration.producer_files import write

BROKEN = Path(__file__).parents[2].parent / "shared" / "data" / "broken"
PLAIN = Facets("x")
READER = Path(containment.__file__).with_name("reader_process.py")
CANARY = 7777.0


def errors(*paths):
    return [f.code for f in check(list(paths), PLAIN).findings if f.severity == "error"]


@pytest.mark.skipif(not BROKEN.is_dir(), reason="the shared data are not here")
@pytest.mark.parametrize(
    ("names", "code"),
    [
        ("bad-trajectory.nc", "feature-type-not-served"),
        ("bad_missing_data.nc", "time-not-understood"),
        ("bad_reference.nc", "time-undefined"),
        ("bad_region.nc", "coordinates-not-found"),
        ("bad_units.nc", "units-unknown"),
        ("derived_CanESM2tasmax_duplicated_times.nc", "time-duplicated"),
        ("derived_CanESM2tasmax_empty.nc", "empty-file"),
        ("derived_CanESM2tasmax_missing_units.nc", "units-missing"),
        ("derived_CanESM2tasmax_mixedgrid_part*.nc", "grids-differ"),
        ("derived_CanESM2tasmax_nonCF_names.nc", "no-known-variable"),
        ("derived_CanESM2tasmax_truncated.nc", "truncated"),
        ("derived_CanESM2tasmax_unsorted_time.nc", "time-unsorted"),
        ("derived_CanESM2tasmax_wrong_calendar.nc", "calendar-contradicts-days"),
        ("derived_CanESM2tasmax_wrong_units.nc", "units-contradict-values"),
        ("famine_input.nc", "units-missing"),
        ("units.nc", "units-unknown"),
    ],
)
def test_the_fault_of_each_broken_file_is_named(names, code):
    assert code in errors(*sorted(BROKEN.glob(names)))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty-file"),
        (b"Dear colleague, the data are attached.", "not-netcdf"),
        (b"GRIB\x00\x00\x00\x02", "format-not-served"),
        (b"PK\x03\x04zip", "truncated"),
        (b"CDF\x01", "unreadable"),
        (b"\x89HDF\r\n\x1a\n" + b"\x00" * 100, "unreadable"),
    ],
)
def test_bytes_that_are_no_dataset_get_one_clear_sentence(tmp_path, content, code):
    (tmp_path / "x.nc").write_bytes(content)
    report = check([tmp_path / "x.nc"], PLAIN)
    assert [f.code for f in report.findings] == [code]
    assert report.status == "refused"
    assert report.findings[0].message.startswith("x.nc cannot be read:")


@pytest.mark.parametrize("kind", ["NETCDF3_CLASSIC", "NETCDF3_64BIT_OFFSET", "NETCDF3_64BIT_DATA"])
def test_a_classic_file_without_its_end_is_not_read_as_zeros(tmp_path, kind):
    with netCDF4.Dataset(tmp_path / "x.nc", "w", format=kind) as file:
        file.createDimension("time", 40)
        file.createVariable("tas", "f4", ("time",))[:] = 290
    content = (tmp_path / "x.nc").read_bytes()
    (tmp_path / "x.nc").write_bytes(content[:-8])
    assert errors(tmp_path / "x.nc") == ["truncated"]


def test_a_device_is_no_file():
    assert errors("/dev/null") == ["path-not-a-file"]


def linking_file(path, kind):
    """A NetCDF-4 file whose tas lies in another file."""
    with h5py.File(path.parent / "canary.h5", "w") as other:
        other["secret"] = np.full(365, CANARY)
    (path.parent / "canary.bin").write_bytes(np.full(365, CANARY).tobytes())
    with h5py.File(path, "w") as file:
        if kind == "external link":
            file["tas"] = h5py.ExternalLink("canary.h5", "/secret")
        elif kind == "external storage":
            file.create_dataset("tas", (365,), dtype="f8", external=[(str(path.parent / "canary.bin"), 0, 365 * 8)])
        else:
            layout = h5py.VirtualLayout((365,), dtype="f8")
            layout[:] = h5py.VirtualSource(str(path.parent / "canary.h5"), "secret", (365,))
            file.create_virtual_dataset("tas", layout)


@pytest.mark.parametrize("kind", ["external link", "external storage", "virtual dataset"])
def test_a_file_that_points_to_another_is_refused(tmp_path, kind):
    linking_file(tmp_path / "x.nc", kind)
    assert errors(tmp_path / "x.nc") == ["external-link"]


def changed_script(tmp_path, monkeypatch, instead):
    """Let the reading process run another line where it looks for links."""
    line = "            _refuse_links(path, lambda: _refuse_other(self._descriptor, identity))\n"
    script = READER.read_text(encoding="utf-8")
    assert line in script
    (tmp_path / "changed.py").write_text(script.replace(line, instead), encoding="utf-8")
    monkeypatch.setitem(containment._SCRIPTS, "netcdf", (str(tmp_path / "changed.py"), "NetCDF"))


@pytest.mark.parametrize("kind", ["external link", "external storage", "virtual dataset"])
def test_the_reading_process_cannot_open_a_second_file_even_where_nobody_looks_for_links(tmp_path, kind, monkeypatch):
    changed_script(tmp_path, monkeypatch, "")
    linking_file(tmp_path / "x.nc", kind)
    reader = ContainedReader()
    try:
        read = reader.read(tmp_path / "x.nc", "tas", [(0, 365)])
    except FileRefused:
        return
    finally:
        reader.close()
    assert CANARY not in read


def test_a_crash_of_the_library_is_a_finding_and_the_next_file_is_read(tmp_path, monkeypatch):
    crash = "            if path.endswith('bad.nc'):\n                os.kill(os.getpid(), 11)\n"
    changed_script(tmp_path, monkeypatch, crash)
    write(tmp_path / "bad.nc")
    write(tmp_path / "good.nc")
    report = check([tmp_path / "bad.nc", tmp_path / "good.nc"], PLAIN)
    assert [f.code for f in report.findings if f.severity == "error"] == ["parser-crashed"]
    assert "signal 11" in report.findings[0].message
    assert len(report.simulations) == 1


def test_a_file_that_the_library_forgets_to_close_does_not_keep_the_next_from_being_read(tmp_path):
    write(tmp_path / "bad.nc")
    with h5py.File(tmp_path / "bad.nc", "r+") as file:
        del file["lat"]
        file["lat"] = np.zeros(2)  # no scale of any dimension
    write(tmp_path / "good.nc", source_id="N")
    report = check([tmp_path / "bad.nc", tmp_path / "good.nc"], PLAIN)
    assert [(f.file, f.code) for f in report.findings if f.severity == "error"] == [("bad.nc", "unreadable")]
    assert len(report.simulations) == 1


def test_a_file_that_takes_too_long_is_given_up(tmp_path, monkeypatch):
    slow = tmp_path / "slow.py"
    slow.write_text("import time\ntime.sleep(60)\n", encoding="utf-8")
    monkeypatch.setitem(containment._SCRIPTS, "netcdf", (str(slow), "NetCDF"))
    reader = ContainedReader()
    with pytest.raises(FileRefused) as refused:
        reader.look(tmp_path / "x.nc", timeout_s=0.3)
    assert refused.value.code == "parser-stopped"


def test_a_file_that_declares_far_too_much_is_refused(tmp_path):
    with netCDF4.Dataset(tmp_path / "x.nc", "w", format="NETCDF3_CLASSIC") as file:
        for i in range(1100):
            file.createDimension(f"d{i}", 1)
    assert errors(tmp_path / "x.nc") == ["metadata-too-large"]


@pytest.mark.parametrize("seed", range(2))
def test_mutilated_files_are_refused_or_read_and_never_stop_the_program(tmp_path, seed):
    chance = random.Random(seed)
    write(tmp_path / "whole.nc", steps=40)
    whole = (tmp_path / "whole.nc").read_bytes()
    paths = []
    for number in range(24):
        mutilated = bytearray(whole)
        if number % 2:
            mutilated = mutilated[: chance.randrange(len(whole))]
        else:
            for _ in range(chance.randrange(1, 60)):
                mutilated[chance.randrange(len(whole))] = chance.randrange(256)
        paths.append(tmp_path / f"m{number}.nc")
        paths[-1].write_bytes(mutilated)
    report = check(paths, Facets("x", member="r1"))
    assert report.findings
    assert all(f.message and f.severity in {"error", "warning", "note"} for f in report.findings)
