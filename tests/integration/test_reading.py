"""Files are read as their producers wrote them: joined, merged, never altered."""

from __future__ import annotations

from pathlib import Path

import netCDF4
import numpy as np
import pytest

from catalog.errors import CatalogError, Unreadable
from catalog.reading import check, find_files, understand
from catalog.record import Facets
from tests.integration.producer_files import write

SHARED = Path(__file__).parents[2].parent / "shared" / "data"
PLAIN = Facets("x")
needs_shared_data = pytest.mark.skipif(not SHARED.is_dir(), reason="the shared data are not here")


def codes(findings, severity):
    return [f.code for f in findings if f.severity == severity]


def values_of(found, name, block_bytes=2000):
    parts = [b.values[name] for b in found.blocks(block_bytes)]
    return np.concatenate(parts)


def test_a_file_comes_out_bit_for_bit(tmp_path):
    written = write(tmp_path / "tas.nc")
    with understand([tmp_path / "tas.nc"], PLAIN) as understood:
        understood.raise_if_refused()
        (found,) = understood.simulations
        read = values_of(found, "tas")
        assert read.dtype == np.float32
        np.testing.assert_array_equal(read, written.reshape(365, 4))
        assert found.simulation.to_json() == {
            "model": "M", "scenario": "historical", "member": "r1i1p1f1", "calendar": "noleap", "variables": ["tas"],
            "years": [2000, 2000], "cells": 4, "frequency": "day",
        }  # fmt: skip
        assert (found.simulation.first_date, found.simulation.last_date) == ("2000-01-01", "2000-12-31")


def test_files_are_joined_in_time_and_merged_over_variables_whatever_their_order(tmp_path):
    parts = [write(tmp_path / f"z{9 - i}.nc", start=365 * i, value=280.0 + i) for i in range(3)]
    rain = write(tmp_path / "a.nc", name="pr", units="mm/day", steps=3 * 365, value=3.0, dtype="f8")
    with understand([tmp_path], PLAIN) as understood:
        (found,) = understood.simulations
        assert [v.name for v in found.simulation.variables] == ["pr", "tas"]
        assert found.simulation.years == (2000, 2002)
        np.testing.assert_array_equal(values_of(found, "tas"), np.concatenate(parts).reshape(-1, 4))
        np.testing.assert_array_equal(values_of(found, "pr"), rain.reshape(-1, 4))
        assert not understood.errors


def test_where_a_variable_is_absent_it_is_missing_and_that_is_said(tmp_path):
    write(tmp_path / "tas.nc")
    write(tmp_path / "pr.nc", name="pr", units="mm/day", value=2.0, steps=300)
    with understand([tmp_path], PLAIN) as understood:
        (found,) = understood.simulations
        rain = values_of(found, "pr")
        assert np.isnan(rain[300:]).all()
        assert not np.isnan(rain[:300]).any()
        assert "variables-cover-different-times" in codes(understood.findings, "warning")


def test_several_runs_become_several_simulations_and_absent_years_between_them_are_said(tmp_path):
    write(tmp_path / "a.nc")
    write(tmp_path / "b.nc", since="2020-01-01", experiment_id="ssp245")
    write(tmp_path / "c.nc", since="2020-01-01", experiment_id="ssp245", variant_label="r2i1p1f1")
    with understand([tmp_path], PLAIN) as understood:
        assert [s.simulation.key[1:] for s in understood.simulations] == [
            ("historical", "r1i1p1f1"), ("ssp245", "r1i1p1f1"), ("ssp245", "r2i1p1f1"),
        ]  # fmt: skip
        absent = next(f for f in understood.findings if f.code == "years-absent")
        assert "2001–2019" in absent.message


def test_packed_and_missing_values_are_decoded_once(tmp_path):
    packing = {"scale_factor": np.float64(0.01), "add_offset": np.float64(273.15), "missing_value": np.int16(-99)}
    with netCDF4.Dataset(tmp_path / "x.nc", "w") as _:
        pass
    numbers = np.arange(365 * 4).reshape(365, 2, 2) / 100 + 273.15
    write(tmp_path / "x.nc", values=numbers, dtype="i2", variable=packing)
    with netCDF4.Dataset(tmp_path / "x.nc", "a") as file:
        file["tas"].set_auto_maskandscale(False)
        raw = file["tas"][:]
        file["tas"][7, 1, 1] = -99
    with understand([tmp_path / "x.nc"], PLAIN) as understood:
        read = values_of(understood.simulations[0], "tas").reshape(365, 2, 2)
        assert read.dtype == np.float64
        assert np.isnan(read[7, 1, 1])
        assert read[3, 0, 0] == raw[3, 0, 0] * 0.01 + 273.15


def test_unsorted_and_repeated_steps_are_refused_or_mended_on_request(tmp_path):
    order = np.r_[100:365, 0:100, 50:60]
    whole = 280 + np.arange(365 * 4).reshape(365, 2, 2) * 1e-3
    write(tmp_path / "x.nc", steps=order.size, time_values=order, values=whole[order])
    with understand([tmp_path / "x.nc"], PLAIN) as understood:
        assert set(codes(understood.findings, "error")) == {"time-unsorted", "time-duplicated"}
        assert not understood.simulations
        with pytest.raises(CatalogError, match="--accept time-unsorted"):
            understood.raise_if_refused()
    with understand([tmp_path / "x.nc"], Facets("x", accept=("time-unsorted", "time-duplicated"))) as understood:
        assert not understood.errors
        assert {"time-unsorted", "time-duplicated"} <= set(codes(understood.findings, "warning"))
        np.testing.assert_array_equal(values_of(understood.simulations[0], "tas"), whole.astype("f4").reshape(365, 4))


def test_overlapping_files_that_differ_are_refused_for_good(tmp_path):
    write(tmp_path / "a.nc")
    write(tmp_path / "b.nc", start=360, value=250.0)
    with understand([tmp_path], Facets("x", accept=("time-duplicated",))) as understood:
        assert codes(understood.findings, "error") == ["time-conflicting"]


def test_an_option_that_makes_two_runs_one_is_refused(tmp_path):
    write(tmp_path / "a.nc", source_id="A")
    write(tmp_path / "b.nc", source_id="B")
    with understand([tmp_path], Facets("x", model="C")) as understood:
        assert codes(understood.findings, "error") == ["simulations-collide"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"lats": (50.0, 52.0)}, "grids-differ"),
        ({"calendar": "standard", "start": 366}, "calendars-mixed"),
        ({"units": "degC", "value": 10.0}, "units-differ"),
        ({"time_values": np.arange(0, 365 * 30, 30)[:365]}, "frequencies-mixed"),
    ],
)
def test_files_that_do_not_belong_together_are_not_joined(tmp_path, changes, code):
    write(tmp_path / "a.nc")
    write(tmp_path / "b.nc", **{"start": 365, **changes})
    with understand([tmp_path], PLAIN) as understood:
        assert codes(understood.findings, "error") == [code]


def test_a_gap_is_found_to_the_day(tmp_path):
    days = np.delete(np.arange(365), [40, 41, 100])
    write(tmp_path / "x.nc", steps=362, time_values=days)
    with understand([tmp_path / "x.nc"], PLAIN) as understood:
        gap = next(f for f in understood.findings if f.code == "time-gap")
        assert "3 days: 2000-02-10 to 2000-02-11, 2000-04-11" in gap.message
        assert understood.simulations[0].steps == 362


def test_leap_days_that_a_standard_calendar_lacks_are_one_finding(tmp_path):
    days = np.delete(np.arange(365 * 8 + 2), [59, 59 + 1461])
    write(tmp_path / "x.nc", steps=days.size, time_values=days, calendar="standard")
    with understand([tmp_path / "x.nc"], PLAIN) as understood:
        assert "leap-days-absent" in codes(understood.findings, "warning")
        assert "time-gap" not in codes(understood.findings, "warning")


def test_a_file_that_changes_between_check_and_reading_is_refused(tmp_path):
    write(tmp_path / "x.nc")
    with understand([tmp_path / "x.nc"], PLAIN) as understood:
        write(tmp_path / "x.nc", value=250.0)
        with pytest.raises(Unreadable) as refused:
            list(understood.simulations[0].blocks())
        assert refused.value.code == "file-changed"


def test_checking_reads_all_values_and_stores_nothing(tmp_path):
    values = np.full((365, 2, 2), 290.0)
    values[200] = 400.0
    write(tmp_path / "x.nc", values=values)
    report = check([tmp_path / "x.nc"], PLAIN)
    assert report.status == "publishable"
    assert "outliers" in codes(report.findings, "warning")
    assert [p.name for p in tmp_path.iterdir()] == ["x.nc"]


@pytest.mark.parametrize(
    ("named", "code", "says"),
    [
        ("nowhere/x.nc", "path-unknown", "does not exist"),
        ("*.nothing", "no-files", "matches no file"),
        ("empty", "no-files", "holds no NetCDF file"),
        ("https://example.org/x.nc", "format-not-served", "addresses"),
    ],
)
def test_paths_that_lead_nowhere_get_one_clear_sentence(tmp_path, named, code, says):
    (tmp_path / "empty").mkdir()
    path = named if "://" in named else str(tmp_path / named)
    files, (found,) = find_files([path])
    assert not files
    assert (found.code, says in found.message) == (code, True)


def test_folders_and_patterns_name_each_file_once(tmp_path):
    for name in ("a.nc", "b.nc", "readme.md"):
        (tmp_path / name).write_bytes(b"x")
    files, findings = find_files([str(tmp_path), str(tmp_path / "*.nc"), str(tmp_path / "a.nc")])
    assert [f.name for f in files] == ["a.nc", "b.nc"]
    assert not findings


CANESM2, RACMO = "CanESM2", "MPI-M-MPI-ESM-LR + KNMI-RACMO22E"
UM, REMO = "Met Office Unified Model 6.05", "MPI-M-MPI-ESM-LR + GERICS-REMO2015"
THREE, TWO, TAS = ["pr", "tasmax", "tasmin"], ["pr", "tasmax"], ["tas"]
#: Path → model, scenario, member, calendar, variables, years, cells, frequency of each simulation.
ARCHIVES = {
    "grid_CanESM2_1950-2100": [(CANESM2, "historical+rcp26", "r1i1p1", "noleap", THREE, (1950, 2100), 6, "day")],
    "grid_downscaled_CanESM2": [(CANESM2, "rcp85", "r1i1p1", "noleap", THREE, (2095, 2095), 1296, "day")],
    "multifile_360day_HadGEM2-ES": [
        ("HadGEM2-ES", "historical", "r1i1p1", "360_day", TAS, (1859, 2005), 4, "mon"),
        ("HadGEM2-ES", "rcp85", "r1i1p1", "360_day", TAS, (2005, 2099), 4, "mon"),
    ],
    "ensemble_annual": [
        ("ACCESS1-0", "historical+rcp45", "r1i1p1", "proleptic_gregorian", TAS, (1950, 2100), 864, "yr"),
        ("CCSM4", "historical+rcp45", "r1i1p1", "noleap", TAS, (1950, 2100), 864, "yr"),
        ("CCSM4", "historical+rcp45", "r2i1p1", "noleap", TAS, (1950, 2100), 864, "yr"),
    ],
    "scenarios_annual_360day": [
        (UM, "A1B", "", "360_day", TAS, (1859, 2099), 1813, "yr"),
        (UM, "E1", "", "360_day", TAS, (1859, 2099), 1813, "yr"),
    ],
    "points_sdba/ahccd_1950-2013.nc": [("AHCCD", "observed", "", "noleap", TWO, (1950, 2013), 3, "day")],
    "points_sdba/nrcan_1950-2013.nc": [("ANUSPLIN", "observed", "", "noleap", TWO, (1950, 2013), 3, "day")],
    "points_sdba/CanESM2_1950-2100.nc": [(CANESM2, "rcp85", "r1i1p1", "noleap", TWO, (1950, 2100), 3, "day")],
    "cordex_rotated": [
        (REMO, "historical", "r1i1p1", "proleptic_gregorian", TAS, (1996, 2005), 20, "day"),
        (RACMO, "rcp85", "r1i1p1", "standard", TAS, (2091, 2091), 174688, "mon"),
    ],
}


@needs_shared_data
@pytest.mark.parametrize("path", sorted(ARCHIVES))
def test_real_archives_are_understood(path):
    with understand([SHARED / path], PLAIN) as understood:
        understood.raise_if_refused()
        found = [s.simulation for s in understood.simulations]
        assert [
            (*s.key, s.calendar, [v.name for v in s.variables], s.years, s.cells, s.frequency) for s in found
        ] == ARCHIVES[path]


@needs_shared_data
def test_values_of_a_real_archive_are_the_producers_own():
    folder = SHARED / "grid_downscaled_CanESM2"
    with understand([folder], PLAIN) as understood:
        (found,) = understood.simulations
        assert found.grid.lat[0] > found.grid.lat[-1]
        for name in ("pr", "tasmax", "tasmin"):
            with netCDF4.Dataset(next(folder.glob(f"{name}_*.nc"))) as file:
                expected = file[name][:].filled(np.nan).reshape(365, -1)
            np.testing.assert_array_equal(values_of(found, name, 10**6), expected)


@needs_shared_data
def test_a_year_from_december_to_november_keeps_its_dates():
    with understand([SHARED / "scenarios_annual_360day" / "E1_north_america.nc"], PLAIN) as understood:
        (found,) = understood.simulations
        assert (found.simulation.first_date, found.simulation.last_date) == ("1859-12-01", "2099-11-30")
        assert set(found.time.days.tolist()) == {360}
