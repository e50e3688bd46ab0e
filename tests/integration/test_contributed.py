"""Contributed observations: a coarse place stays coarse in every byte, and a consent that ends is heard."""

from __future__ import annotations

import struct

import netCDF4
import numpy as np
import pytest

from broker.service import Broker
from catalog.errors import CatalogError
from catalog.exports import Targets
from catalog.record import Facets
from translators.need import Need

EXACT = (52.2374681, 0.8761359)
DAYS = np.arange(np.datetime64("2001-01-01"), np.datetime64("2005-01-01"))


def gauge_csv(path):
    rain = [f"{d},{(i * 7) % 11 / 2}" for i, d in enumerate(DAYS)]
    path.write_text("\n".join(["date,rain (mm)", *rain]), encoding="utf-8")
    return path


def gauges_with_places(path):
    rows = [f"Mill,{EXACT[0]},{EXACT[1]},{d},{(i * 7) % 11 / 2}" for i, d in enumerate(DAYS)]
    path.write_text("\n".join(["station,lat,lon,date,rain (mm)", *rows]), encoding="utf-8")
    return path


def gauge_netcdf(path):
    with netCDF4.Dataset(path, "w") as file:
        file.featureType, file.geospatial_lat_min, file.geospatial_lon_min = "timeSeries", *EXACT
        file.createDimension("time", DAYS.size)
        for name, number, units in zip(("lat", "lon"), EXACT, ("degrees_north", "degrees_east"), strict=True):
            v = file.createVariable(name, "f8", ())
            v.units, v[...] = units, number
        v = file.createVariable("time", "i4", ("time",))
        v.units, v.calendar, v[:] = "days since 2001-01-01", "standard", np.arange(DAYS.size)
        v = file.createVariable("pr", "f4", ("time",))
        v.units, v[:] = "mm/day", np.arange(DAYS.size) * 7 % 11 / 2
    return path


def traces_of_the_place(folder):
    """Return the files that hold a coordinate more exactly than to a tenth: as text, or as a number of eight bytes."""
    text = [b"52.23", b"52.24", b"0.876", b"0.88"]
    numbers = [struct.pack(f"{order}{kind}", n) for n in EXACT for order in "<>" for kind in "df"]
    found = []
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        raw = path.read_bytes()
        found += [(path.name, mark) for mark in (*text, *numbers) if mark in raw]
    return found


@pytest.mark.parametrize("write", [gauge_csv, gauges_with_places, gauge_netcdf])
def test_no_byte_tells_the_exact_place_of_a_gauge(tmp_path, write):
    given = write(tmp_path / ("gauge.nc" if write is gauge_netcdf else "gauge.csv"))
    place = {"lat": EXACT[0], "lon": EXACT[1]} if write is gauge_csv else {}
    broker = Broker(tmp_path / "home")
    facets = Facets(
        "gauge", title="A gauge", licence="CC-BY-4.0", citation="The Mill", kind="observation", holder="The Mill",
        consent="yes", place_decimals=1, **place,
    )  # fmt: skip
    report = broker.publish([str(given)], facets)
    assert report.status == "published", report.findings
    rounded = {f.code for f in report.findings} & {"place-rounded", "location-given"}
    assert rounded
    forms = ("stac", "intake", "citation", "netcdf")
    broker.export([], Targets(**{form: tmp_path / "out" / form for form in forms}))
    need = Need.of(
        {
            "statement": "How wet are our summers?",
            "region": {"point": {"lat": 52.2, "lon": 0.9}},
            "time": {"season": "JJA", "baseline": [2001, 2002], "horizons": [[2003, 2004]]},
            "metric": {"index": "prcptot"},
        }
    )
    broker.build(need, tmp_path / "out" / "product")
    assert traces_of_the_place(tmp_path / "home") == []
    assert traces_of_the_place(tmp_path / "out") == []


def test_a_file_name_that_tells_the_place_is_refused(tmp_path):
    given = gauge_netcdf(tmp_path / f"gauge_{EXACT[0]:.4f}_{EXACT[1]:.4f}.nc")
    report = Broker(tmp_path / "home").check([str(given)], Facets("gauge", kind="observation", place_decimals=1))
    assert [f.code for f in report.findings if f.severity == "error"] == ["place-in-name"]


@pytest.mark.parametrize("wrong", [{"embargo": "soon"}, {"place_decimals": 9}])
def test_a_check_refuses_the_options_that_a_publication_would(tmp_path, wrong):
    with pytest.raises(CatalogError):
        Broker(tmp_path / "home").check([str(gauge_csv(tmp_path / "x.csv"))], Facets("gauge", lat=1, lon=1, **wrong))
