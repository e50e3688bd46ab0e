"""Tables of one point or station: what is written is what is read."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from catalog.reading import check, understand
from catalog.record import Facets

SHARED = Path(__file__).parents[2].parent / "shared" / "data"
FARM = Facets("x", lat=52.2, lon=0.9, kind="observation")
needs_shared_data = pytest.mark.skipif(not SHARED.is_dir(), reason="the shared data are not here")


def table(path, heading, rows, separator=","):
    path.write_text(
        "\n".join([separator.join(heading), *(separator.join(map(str, r)) for r in rows)]), encoding="utf-8"
    )
    return path


def january(*values, date="2020-01-{:02d}"):
    return [(date.format(i + 1), v) for i, v in enumerate(values)]


def codes(report, severity="error"):
    return [f.code for f in report.findings if f.severity == severity]


@pytest.mark.parametrize("separator", [",", ";", "\t", " "])
def test_every_separator_gives_the_same_series(tmp_path, separator):
    rows = [(1 + i, 1, 2020, 3.25 + i, "") if separator != " " else (1 + i, 1, 2020, 3.25 + i, "NA") for i in range(20)]
    path = table(tmp_path / "x.csv", ["Day", "Month", "Year", "Tmin(C)", "Prcp(mm)"], rows, separator)
    with understand([path], FARM) as understood:
        (found,) = understood.simulations
        (block,) = found.blocks()
        assert block.values["tasmin"].ravel().tolist() == [3.25 + i for i in range(20)]
        assert np.isnan(block.values["pr"]).all()
        assert found.simulation.key == ("station", "observed", "")
        assert found.simulation.first_date == "2020-01-01"


def test_columns_and_units_can_be_said(tmp_path):
    path = table(tmp_path / "x.csv", ["when", "a", "b"], [(f"2020-01-{i + 1:02d}", 50 + i, i) for i in range(20)])
    facets = Facets(
        "x",
        lat=1.0,
        lon=2.0,
        kind="observation",
        variables={"a": ("tasmax", "degF"), "b": ("pr", "mm")},
        date_column="when",
    )
    with understand([path], facets) as understood:
        (found,) = understood.simulations
        tasmax = found.simulation.variable("tasmax")
        assert (tasmax.units, tasmax.canonical_units) == ("degF", "degC")
        assert 50 * tasmax.scale + tasmax.offset == pytest.approx(10)


@pytest.mark.parametrize(
    ("heading", "rows", "code", "says"),
    [
        (["date", "tmax(C)"], january(1, "warm", 3), "table-not-understood", "'warm'"),
        (["date", "tmax(C)"], [("1/2/2020", 1), ("2/2/2020", 2)], "date-order-unclear", "2020-02-01 or 2020-01-02"),
        (["date", "tmax(C)"], [("1/2/20", 1), ("2/2/20", 2)], "table-not-understood", "any century"),
        (["date", "tmax(C)"], [("2021-02-29", 1), ("2021-03-01", 2)], "dates-invented", "2021-02-29"),
        (["date", "tmax(C)"], [("2021-02-01", 1), ("2021-02-02",)], "table-not-understood", "Row 3"),
        (["day?", "tmax(C)"], january(1, 2), "table-not-understood", "for the date"),
        (["date", "mood"], january(1, 2), "table-not-understood", "names a variable"),
        (["date", "tmax"], january(*range(20)), "units-missing", "tmax"),
        (["date", "tmax(kevin)"], january(*range(20)), "units-unknown", "kevin"),
        (["date"], [], "table-not-understood", "rows below"),
    ],
)  # fmt: skip
def test_a_table_that_is_not_understood_gets_one_clear_sentence(tmp_path, heading, rows, code, says):
    report = check([table(tmp_path / "x.csv", heading, rows)], FARM)
    assert codes(report)[0] == code
    assert says in report.findings[0].message


def test_a_table_without_a_place_asks_for_it(tmp_path):
    report = check(
        [table(tmp_path / "x.csv", ["date", "tmax(C)"], january(*range(20)))], Facets("x", kind="observation")
    )
    assert codes(report) == ["coordinates-not-found"]
    assert "--lat and --lon" in report.findings[0].fix


def test_several_stations_below_each_other_are_not_one_series(tmp_path):
    rows = [(name, f"2020-01-{i + 1:02d}", i) for name in ("Agades", "Niamey") for i in range(31)]
    report = check([table(tmp_path / "x.csv", ["name", "date", "tmax(C)"], rows)], FARM)
    assert codes(report) == ["several-series"]
    assert "Agades, Niamey" in report.findings[0].message


def test_thirty_days_of_february_are_a_360_day_calendar(tmp_path):
    dates = [f"2020-{m:02d}-{d:02d}" for m in range(1, 13) for d in range(1, 31)]
    path = table(tmp_path / "M_historical.csv", ["date", "tmax(C)"], [(d, i / 10) for i, d in enumerate(dates)])
    with understand([path], Facets("x", lat=0.0, lon=0.0)) as understood:
        assert understood.simulations[0].simulation.calendar == "360_day"


@needs_shared_data
def test_the_points_of_a_model_are_read_with_their_flaws_said():
    files = sorted((SHARED / "point_cmip6_woolpit").glob("CanESM5_*"))
    facets = Facets(
        "x", lat=52.22057, lon=0.8847, date_column="Date",
        variables={"MaxTemp": ("tasmax", "degC"), "MinTemp": ("tasmin", "degC"), "Precipitation": ("pr", "mm/day")},
    )  # fmt: skip
    report = check(files, facets)
    assert report.status == "publishable"
    assert [(s.model, s.scenario, s.years) for s in report.simulations] == [
        ("CanESM5", "historical", (1995, 2014)),
        ("CanESM5", "ssp245", (2020, 2099)),
        ("CanESM5", "ssp585", (2020, 2099)),
    ]
    assert {"years-absent", "not-bias-adjusted", "invented-leap-day"} <= set(codes(report, "warning"))


@needs_shared_data
@pytest.mark.parametrize("name", ["suffolk", "brussels", "champion", "tunis"])
def test_aquacrop_tables_need_only_their_place(name):
    report = check([SHARED / "stations_aquacrop" / f"{name}_climate.txt"], FARM)
    assert report.status == "publishable"
    (found,) = report.simulations
    assert {"tasmin", "tasmax", "pr"} <= {v.name for v in found.variables}


def test_several_stations_are_placed_by_a_table_of_places(tmp_path):
    rows = [(name, f"2020-01-{i + 1:02d}", i) for name, days in (("Agades", 31), ("Bilma", 20)) for i in range(days)]
    data = table(tmp_path / "x.csv", ["name", "date", "tmax(C)"], rows)
    places = table(
        tmp_path / "places.csv", ["ID", "Name", "Latd", "Latm", "Longd", "Longm"],
        [(1, "Bilma", 18, 41, 12, 55), (2, "Agades", -16, 30, 7, 15), (3, "Gaya", 11, 59, 3, 30)],
    )  # fmt: skip
    with understand([data], Facets("x", kind="observation", stations=str(places))) as understood:
        (found,) = understood.simulations
        assert found.grid.names == ("Agades", "Bilma")
        np.testing.assert_allclose(found.grid.lat, [-16.5, 18 + 41 / 60])
        np.testing.assert_allclose(found.grid.lon, [7.25, 12 + 55 / 60])
        (block,) = found.blocks()
        assert block.values["tasmax"][:, 0].tolist() == list(range(31))
        assert np.isnan(block.values["tasmax"][20:, 1]).all()


@pytest.mark.parametrize(
    ("heading", "rows", "says"),
    [
        (["Name", "lat", "lon"], [("Agades", 17, 8)], "no place for Bilma"),
        (["Name", "lat", "lon"], [("X", 17, 8)], "holds a name of"),
        (["Name", "x", "y"], [("Agades", 17, 8), ("Bilma", 1, 2)], "no column 'lat'"),
        (["Name", "lat", "lon"], [("Agades", 170, 8), ("Bilma", 1, 2)], "lies at 170"),
        (["Name", "latd", "latm", "lon"], [("Agades", 17, 61, 8), ("Bilma", 1, 2, 3)], "minutes or seconds 61"),
        (["Name", "lat", "lon"], [("Agades", "north", 8), ("Bilma", 1, 2)], "'north'"),
    ],
)
def test_a_table_of_places_that_is_not_understood_says_why(tmp_path, heading, rows, says):
    data = table(
        tmp_path / "x.csv", ["name", "date", "tmax(C)"],
        [(n, f"2020-01-{i + 1:02d}", i) for n in ("Agades", "Bilma") for i in range(31)],
    )  # fmt: skip
    places = table(tmp_path / "places.csv", heading, rows)
    report = check([data], Facets("x", kind="observation", stations=str(places)))
    assert codes(report) == ["places-not-understood"]
    assert says in report.findings[0].message


@needs_shared_data
def test_the_stations_of_niger_lie_where_their_table_says():
    folder = SHARED / "stations_niger"
    facets = Facets(
        "x", kind="observation", stations=str(folder / "stations_niger_A.csv"),
        variables={"tmax": ("tasmax", "degC"), "tmin": ("tasmin", "degC"), "rain": ("pr", "mm/day")},
    )  # fmt: skip
    report = check([folder / "daily_niger_A.csv"], facets)
    assert report.status == "publishable", report.findings
    (found,) = report.simulations
    assert (found.years, found.cells, found.grid_kind) == ((1940, 1980), 2, "points")
