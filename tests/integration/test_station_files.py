"""Station files after CF's discrete sampling geometries: every layout gives the same series at the same places."""

from __future__ import annotations

import netCDF4
import numpy as np
import pytest

from catalog.reading import check, understand
from catalog.record import Facets

STATIONS = Facets("x", kind="observation")
NAMES = ("Agades", "Bilma", "Gaya")
LAT, LON = (16.98, 18.68, 11.98), (7.98, 12.92, 3.5)
# Days that each station was read, of 60 from 2001-01-01: they begin, end and pause at different times.
READ = ((0, *range(2, 60)), tuple(range(10, 40)), tuple(range(0, 60, 1)))
STARTS = "days since 2001-01-01"


def value(station: int, day: int) -> float:
    return 20 + 5 * station + day / 8


def station_file(path, layout: str, names="char", time_units=STARTS, time_type="f8"):
    """Write the same observations in one of the layouts of CF-1.11, appendix H.2."""
    with netCDF4.Dataset(path, "w") as file:
        file.featureType, file.Conventions = "timeSeries", "CF-1.11"
        file.createDimension("station", len(NAMES))
        for name, numbers, units in (("lat", LAT, "degrees_north"), ("lon", LON, "degrees_east"), ("alt", LAT, "m")):
            v = file.createVariable(name, "f8", ("station",))
            v.units, v[:] = units, numbers
        write_names(file, names)
        write = {
            "orthogonal": write_orthogonal, "incomplete": write_incomplete,
            "contiguous": write_contiguous, "indexed": write_indexed,
        }[layout]  # fmt: skip
        write(file, time_units, time_type)
    return path


def write_names(file, names: str):
    if names == "char":
        file.createDimension("letters", 8)
        v = file.createVariable("station_info", "S1", ("station", "letters"))
        v[:] = netCDF4.stringtochar(np.array(NAMES, dtype="S8"))
    else:
        v = file.createVariable("station_info", str if names == "text" else "i4", ("station",))
        for i, name in enumerate(NAMES):
            v[i] = name if names == "text" else 1000 + i
    v.cf_role = "timeseries_id"


def observed(file, dimensions, time_dimensions, units, dtype):
    time = file.createVariable("time", dtype, time_dimensions, fill_value=-1.0 if len(time_dimensions) == 2 else None)
    time.units, time.calendar, time.standard_name = units, "standard", "time"
    tasmax = file.createVariable("tasmax", "i2", dimensions, fill_value=-999)
    tasmax.units, tasmax.scale_factor, tasmax.coordinates = "degC", 0.125, "time lat lon alt station_info"
    tasmax.standard_name, tasmax.cell_methods = "air_temperature", "time: maximum"
    return time, tasmax


def write_orthogonal(file, units, dtype):
    file.createDimension("time", 60)
    time, tasmax = observed(file, ("station", "time"), ("time",), units, dtype)
    time[:] = np.arange(60)
    for s, days in enumerate(READ):
        tasmax[s, list(days)] = [value(s, d) for d in days]


def write_incomplete(file, units, dtype):
    file.createDimension("obs", 60)
    time, tasmax = observed(file, ("station", "obs"), ("station", "obs"), units, dtype)
    for s, days in enumerate(READ):
        time[s, : len(days)] = days
        tasmax[s, : len(days)] = [value(s, d) for d in days]


def write_contiguous(file, units, dtype):
    file.createDimension("obs", sum(map(len, READ)))
    counts = file.createVariable("row_size", "i4", ("station",))
    counts.sample_dimension, counts[:] = "obs", [len(days) for days in READ]
    time, tasmax = observed(file, ("obs",), ("obs",), units, dtype)
    time[:] = [d for days in READ for d in days]
    tasmax[:] = [value(s, d) for s, days in enumerate(READ) for d in days]


def write_indexed(file, units, dtype):
    pairs = sorted((d, s) for s, days in enumerate(READ) for d in days)
    file.createDimension("obs", len(pairs))
    index = file.createVariable("station_index", "i4", ("obs",))
    index.instance_dimension, index[:] = "station", [s for _, s in pairs]
    time, tasmax = observed(file, ("obs",), ("obs",), units, dtype)
    time[:] = [d for d, _ in pairs]
    tasmax[:] = [value(s, d) for d, s in pairs]


def codes(report, severity="error"):
    return [f.code for f in report.findings if f.severity == severity]


@pytest.mark.parametrize("layout", ["orthogonal", "incomplete", "contiguous", "indexed"])
def test_every_layout_gives_the_same_series(tmp_path, layout):
    with understand([station_file(tmp_path / "x.nc", layout)], STATIONS) as understood:
        assert not understood.errors
        (found,) = understood.simulations
        assert found.grid.kind == "points"
        assert found.grid.names == NAMES
        np.testing.assert_allclose(found.grid.lat, LAT)
        assert (found.simulation.first_date, found.simulation.last_date) == ("2001-01-01", "2001-03-01")
        assert found.simulation.calendar == "standard"
        values = np.concatenate([block.values["tasmax"] for block in found.blocks(block_bytes=600)])
    expected = np.full((60, 3), np.nan)
    for s, days in enumerate(READ):
        expected[list(days), s] = [value(s, d) for d in days]
    np.testing.assert_allclose(values, expected)


@pytest.mark.parametrize(("names", "expected"), [("text", NAMES), ("number", ("1000", "1001", "1002"))])
@pytest.mark.parametrize("layout", ["orthogonal", "indexed"])
def test_stations_are_named_by_their_role(tmp_path, layout, names, expected):
    with understand([station_file(tmp_path / "x.nc", layout, names)], STATIONS) as understood:
        assert understood.simulations[0].grid.names == expected


def test_a_station_that_is_a_scalar_keeps_its_name_and_place(tmp_path):
    with netCDF4.Dataset(tmp_path / "x.nc", "w") as file:
        file.featureType = "timeSeries"
        file.createDimension("time", 40)
        file.createDimension("letters", 6)
        for name, number, units in (("lat", 52.1, "degrees_north"), ("lon", 5.18, "degrees_east")):
            v = file.createVariable(name, "f8", ())
            v.units, v[...] = units, number
        v = file.createVariable("station", "S1", ("letters",))
        v.cf_role, v[:] = "timeseries_id", netCDF4.stringtochar(np.array("DeBilt", dtype="S6"))
        time, tasmax = observed(file, ("time",), ("time",), STARTS, "i4")
        time[:], tasmax[:] = np.arange(40), np.arange(40) / 4
    with understand([tmp_path / "x.nc"], STATIONS) as understood:
        (found,) = understood.simulations
        assert found.grid.names == ("DeBilt",)
        assert (found.grid.lat.item(), found.grid.lon.item()) == (52.1, 5.18)


def test_stations_read_in_different_years_are_said(tmp_path):
    path = station_file(tmp_path / "x.nc", "contiguous")
    with netCDF4.Dataset(path, "a") as file:
        file["time"][:] = np.concatenate([np.array(d) + 1000 * s for s, d in enumerate(READ)])
    report = check([path], STATIONS)
    (note,) = [f for f in report.findings if f.code == "stations-cover-different-times"]
    assert "Bilma 2003–2003" in note.message


@pytest.mark.parametrize(
    ("layout", "spoil", "code", "says"),
    [
        ("contiguous", lambda f: f["row_size"].__setitem__(0, 90), "stations-not-understood", "counts 180"),
        ("contiguous", lambda f: f["row_size"].__setitem__(0, -9), "stations-not-understood", "row_size"),
        ("indexed", lambda f: f["station_index"].__setitem__(0, 3), "stations-not-understood", "from 0 to 2"),
        ("indexed", lambda f: f["time"].__setitem__(slice(0, 4), 0.0), "time-conflicting", "2001-01-01"),
        ("indexed", lambda f: f["time"].setncattr("units", "moons since 2001-01-01"), "time-not-understood", "moons"),
    ],
)
def test_a_station_file_that_contradicts_itself_says_how(tmp_path, layout, spoil, code, says):
    path = station_file(tmp_path / "x.nc", layout)
    with netCDF4.Dataset(path, "a") as file:
        spoil(file)
    report = check([path], STATIONS)
    assert code in codes(report)
    assert says in next(f for f in report.findings if f.code == code).message


@pytest.mark.parametrize("feature", ["trajectory", "profile", "timeSeriesProfile", "trajectoryProfile"])
def test_tracks_and_profiles_are_refused_by_name(tmp_path, feature):
    path = station_file(tmp_path / "x.nc", "orthogonal")
    with netCDF4.Dataset(path, "a") as file:
        file.featureType = feature
    report = check([path], STATIONS)
    assert codes(report) == ["feature-type-not-served"]
    assert feature in report.findings[0].message


def test_observations_of_more_memory_than_is_granted_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("catalog.discrete.MOST_BYTES", 1000)
    report = check([station_file(tmp_path / "x.nc", "indexed")], STATIONS)
    assert codes(report) == ["stations-too-many"]
