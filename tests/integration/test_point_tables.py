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


# A few rows as each archive writes them; every one gives 10.6 degC on the first day, or 2.5 mm.
ARCHIVES = {
    "ghcn": (
        '"STATION","DATE","LATITUDE","LONGITUDE","PRCP","PRCP_ATTRIBUTES","TMAX","TMAX_ATTRIBUTES"\n',
        '"USW1","{d}","40.78","-73.97","   25",",,Z","  106",",,Z"\n', 40.78,
    ),
    "gsod": (
        '"STATION","DATE","LATITUDE","LONGITUDE","MAX","MAX_ATTRIBUTES","PRCP","FRSHTT"\n',
        '"72","{d}","40.78","-73.97","  51.08"," "," 0.098425","000000"\n', 40.78,
    ),
    "ecad": (
        "FILE FORMAT (MISSING VALUE CODE IS -9999):\n\n24-28 TX   : Maximum temperature in 0.1 &#176;C\n\n"
        "STAID, SOUID,    DATE,   TX, Q_TX\n", "   162,110078,{c},  106,    0\n", 52.2,
    ),
    "dwd": ("STATIONS_ID;MESS_DATUM;QN_4; RSK; TXK;eor\n", "  433;{c};  10;   2.5;  10.6;eor\n", 52.2),
    "power": (
        "-BEGIN HEADER-\nLocation: latitude  52.1   longitude 0.9\n"
        "T2M_MAX         MERRA-2 Temperature at 2 Meters Maximum (C)\n"
        "PRECTOTCORR     MERRA-2 Precipitation Corrected (mm/day)\n-END HEADER-\nYEAR,DOY,T2M_MAX,PRECTOTCORR\n",
        "{y},{j},10.6,2.5\n", 52.1,
    ),
    "open-meteo": (
        "latitude,longitude,elevation\n52.1,0.9,50\n\ntime,temperature_2m_max (°C),precipitation_sum (mm)\n",
        "{d},10.6,2.5\n", 52.1,
    ),
    "spreadsheet": ("Datum;Temperatur max (°C);Niederschlag [mm]\n", "{g};10,6;2,5\n", 52.2),
    "canada": (
        '"Longitude (x)","Latitude (y)","Date/Time","Year","Month","Day","Max Temp (°C)","Max Temp Flag",'
        '"Total Rain (mm)","Total Precip (mm)"\n', '"-73.7","45.5","{d}","2019","01","1","10.6","","0","2.5"\n', 45.5,
    ),
    "farm": ("date,rain_mm,tmax_F\n", "{u},2.5,51.08\n", 52.2),
}  # fmt: skip


@pytest.mark.parametrize("archive", ARCHIVES)
def test_archives_are_understood_by_their_words(tmp_path, archive):
    heading, row, lat = ARCHIVES[archive]
    days = [np.datetime64("2019-01-01") + n for n in range(60)]
    rows = []
    for day in days:
        y, m, d = str(day).split("-")
        doy = (day - np.datetime64(f"{y}-01-01")).astype(int) + 1
        rows.append(row.format(d=day, c=f"{y}{m}{d}", g=f"{d}.{m}.{y}", u=f"{int(m)}/{int(d)}/{y}", y=y, j=doy))
    path = tmp_path / "x.csv"
    path.write_text(heading + "".join(rows), encoding="utf-8-sig" if archive == "spreadsheet" else "utf-8")
    with understand([path], FARM) as understood:
        assert not understood.errors
        (found,) = understood.simulations
        assert (found.simulation.first_date, found.simulation.last_date) == ("2019-01-01", "2019-03-01")
        assert found.grid.lat.item() == lat
        (block,) = found.blocks()
        for variable in found.simulation.variables:
            expected = {"tasmax": 10.6, "pr": 2.5}[variable.name]
            measured = block.values[variable.name][0, 0] * variable.scale + variable.offset
            assert measured == pytest.approx(expected, abs=0.01)
        assert {v.name for v in found.simulation.variables} >= {"tasmax"}


def test_months_without_a_day_are_months(tmp_path):
    rows = [(y, m, 10 + m) for y in range(1990, 1993) for m in range(1, 13)]
    path = table(tmp_path / "x.txt", ["yyyy", "mm", "tmax"], [("", "", "degC"), *rows], ",")
    report = check([path], FARM)
    assert report.status == "publishable", report.findings
    assert (report.simulations[0].frequency, report.simulations[0].years) == ("mon", (1990, 1992))


def test_a_trace_of_rain_is_read_as_nothing_only_when_that_was_agreed(tmp_path):
    path = table(tmp_path / "x.csv", ["date", "rain (mm)"], january("T", 3, *range(20)))
    assert codes(check([path], FARM)) == ["trace-rain"]
    accepted = Facets("x", lat=1.0, lon=2.0, kind="observation", accept=("trace-rain",))
    report = check([path], accepted)
    assert report.status == "publishable"
    assert "trace-rain" in codes(report, "warning")


@pytest.mark.parametrize(("option", "first"), [("date=dd/mm/yyyy", "2020-02-01"), ("date=mm/dd/yyyy", "2020-01-02")])
def test_the_order_of_day_and_month_can_be_said(tmp_path, option, first):
    path = table(tmp_path / "x.csv", ["date", "tmax(C)"], [("1/2/2020", 1.5), ("1/3/2020", 2), ("1/4/2020", 3)])
    facets = Facets("x", lat=1.0, lon=2.0, kind="observation", date_column=option)
    with understand([path], facets) as understood:
        days = [s.simulation.first_date for s in understood.simulations]
    assert days == [first]
    assert "date-order-unclear" not in [f.code for f in understood.findings]


def test_numbers_that_mean_missing_can_be_said(tmp_path):
    path = table(tmp_path / "x.csv", ["date", "tmax(C)"], january(-99, *range(20)))
    assert "sentinel-values" in codes(check([path], FARM))
    report = check([path], Facets("x", lat=1.0, lon=2.0, kind="observation", missing=("-99",)))
    assert report.status == "publishable"


def test_rows_to_look_at_are_named_by_their_number(tmp_path):
    rows = [(f"2020-01-{i + 1:02d}", 10 + i % 3, 4 + i % 3 if i != 4 else 20) for i in range(31)]
    report = check([table(tmp_path / "x.csv", ["date", "tmax(C)", "tmin(C)"], rows)], FARM)
    (note,) = [f for f in report.findings if f.code == "rows-doubtful"]
    assert "row 6 (2020-01-05): tasmin 20 above tasmax 11" in note.message


def test_a_gauge_that_is_read_after_days_away_is_said(tmp_path):
    days = [np.datetime64("2020-01-01") + n for n in range(366)]
    rows = [(d, 40 if i % 7 == 0 else 3 * (i % 3 == 0)) for i, d in enumerate(days) if i % 7 not in (5, 6)]
    report = check([table(tmp_path / "x.csv", ["date", "rain (mm)"], rows)], FARM)
    assert "rain-accumulated" in codes(report, "warning")


@pytest.mark.parametrize(
    ("heading", "rows", "code", "says"),
    [
        (["date", "hour", "tmax(C)"], [(f"2020-01-{d:02d}", h, 5) for d in range(1, 29) for h in ("06", "18")],
         "frequency-not-served", "2 rows a day, at 06 and 18"),
        (["year", "month", *map(str, range(1, 32))], [(2020, 1, *range(31))], "table-not-understood", "day of the"),
        (["year", "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"],
         [(2020, *range(12)), (2021, *range(12))], "table-not-understood", "month"),
        (["date", "tmax(C)"], [*january(1, 2, 3), ("2020-01-03", 3)], "time-duplicated", "Row 5"),
        (["date", "tmax(C)"], [*january(1, 2, 3), ("2020-01-03", 4)], "time-conflicting", "row 4"),
        (["date", "tmax;C", "max temp (C)", "highest temp (C)"], [("2020-01-01", 1, 2, 3)],
         "variables-repeated", "max temp"),
    ],
)  # fmt: skip
def test_tables_of_another_shape_are_refused_in_words(tmp_path, heading, rows, code, says):
    report = check([table(tmp_path / "x.csv", heading, rows)], FARM)
    assert code in codes(report)
    assert says in next(f.message for f in report.findings if f.code == code)


@pytest.mark.parametrize("name", ["x.xlsx", "x.ods", "x.csv"])
def test_workbooks_are_refused_by_name(tmp_path, name):
    (tmp_path / name).write_bytes(b"PK\x03\x04" + bytes(26) + b"[Content_Types].xml" + bytes(99))
    report = check([tmp_path / name], FARM)
    assert codes(report) == ["format-not-served"]
    assert "as CSV" in report.findings[0].message


@needs_shared_data
@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("stations_aquacrop/hyderabad_climate.txt", "MinTemp=tasmin:degC,MaxTemp=tasmax:degC,Precipitation=pr:mm/day"),
        ("stations/seattle-weather.csv", "precipitation=pr:mm/day,temp_max=tasmax:degC,temp_min=tasmin:degC"),
    ],
)
def test_columns_without_units_are_asked_for_in_a_line_to_be_copied(file, said):
    report = check([SHARED / file], FARM)
    assert codes(report) == ["units-missing"]
    assert f'--variables "{said}' in report.findings[0].fix
    told = dict(part.split("=") for part in said.split(","))
    facets = Facets(
        "x", lat=52.2, lon=0.9, kind="observation", variables={c: tuple(m.split(":")) for c, m in told.items()}
    )
    report = check([SHARED / file], facets)
    assert report.status == "publishable"
    assert {v.name for v in report.simulations[0].variables} == {"tasmin", "tasmax", "pr"}
