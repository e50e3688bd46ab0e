"""What a stranger may rely on, from the terminal: every value recomputed from the producer's file by plain loops."""

from __future__ import annotations

import csv
import hashlib
import json
import sqlite3
from itertools import groupby

import netCDF4
import numpy as np
import pytest
import yaml

from broker.cli import main
from tests.acceptance.archives import day, days, stored, weather, write_archive

RADIUS_KM = 6371.0088
LAT, LON = np.array([-20.0, -15.0, -10.0]), np.array([172.5, 177.5, 182.5, 187.5])
EDGES = (np.c_[LAT - 2.5, LAT + 2.5], np.c_[LON - 2.5, LON + 2.5])
RUNS = {  # dataset: calendar, first and last day of the archive
    "thirty": ("360_day", (2015, 1, 1), (2030, 12, 30)),
    "noleap": ("noleap", (2015, 1, 1), (2030, 12, 31)),
    "julian": ("julian", (2014, 12, 1), (2029, 2, 28)),
}


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    """Files over the antimeridian: Kelvin in float32, packed rain, days that the stamps alone would shift."""
    folder = tmp_path_factory.mktemp("archive")
    files = {}
    for seed, (name, (calendar, first, last)) in enumerate(RUNS.items()):
        numbers = days(calendar, first, last)
        tasmax, rain = weather(len(numbers), 3, 4, seed)
        if name == "noleap":
            tasmax[:, 0, 0] = np.nan  # a cell of sea
            tasmax[400, 1, 1] = np.nan  # 5 February 2016
        place = {"bounds": EDGES, "model": name.upper(), "stamp": 1.0 if name == "julian" else 0.5}
        hot = write_archive(
            folder / f"{name}_t.nc", "tasmax", tasmax + 273.15, numbers, calendar, LAT, LON, "K", **place
        )
        wet = write_archive(
            folder / f"{name}_p.nc", "pr", rain, numbers, calendar, LAT, LON, "mm/day", packing=(0.01, 250.0), **place
        )
        files[name] = {"tasmax": hot, "pr": wet}
    return files


@pytest.fixture(scope="module")
def home(tmp_path_factory, archive):
    folder = tmp_path_factory.mktemp("store") / "home"
    for name, files in archive.items():
        assert main(["--home", str(folder), "publish", *map(str, files.values()), "--id", name, "--json"]) == 0
    return folder


@pytest.fixture
def run(home, capsys):
    """Run a command with ``--json``: its exit status, its one document and stderr."""

    def call(*arguments):
        capsys.readouterr()
        status = main(["--home", str(home), *map(str, arguments), "--json"])
        out, err = capsys.readouterr()
        assert "Traceback" not in err
        return status, json.loads(out), err

    return call


@pytest.fixture
def build(run, tmp_path):
    """Build a need; return the document and the rows of series.csv."""

    def call(dataset, index, region, season="year", *, years=([2016, 2019], [[2020, 2024]]), **parameters):
        status, document, err = run("build", state(tmp_path, dataset, index, region, season, years, parameters), *out())
        assert status == 0, err
        with (tmp_path / "product" / "series.csv").open(encoding="utf-8") as lines:
            return document, list(csv.DictReader(lines))

    def out():
        return "--out", tmp_path / "product"

    return call


def state(folder, dataset, index, region, season, years, parameters):
    need = {
        "statement": "as asked",
        "region": region,
        "time": {"season": season, "baseline": years[0], "horizons": years[1]},
        "datasets": [dataset],
        "metric": {"index": index, "parameters": parameters},
    }
    path = folder / "need.yaml"
    path.write_text(yaml.safe_dump(need), encoding="utf-8")
    return path


def box_weights(west, south, east, north):
    """Areas in km² of a box within each cell, in closed form, with the box's own area; east may exceed 180."""

    def area(w, s, e, n):
        return RADIUS_KM**2 * np.radians(e - w) * (np.sin(np.radians(n)) - np.sin(np.radians(s)))

    weights = np.zeros((3, 4))
    for row, (lat0, lat1) in enumerate(EDGES[0]):
        for column, (lon0, lon1) in enumerate(EDGES[1]):
            w, e, s, n = max(west, lon0), min(east, lon1), max(south, lat0), min(north, lat1)
            if w < e and s < n:
                weights[row, column] = area(w, s, e, n)
    return weights, area(west, south, east, north)


def expected(path, variable, name, first, last, cell_value, weights, region_area):
    """Loop over the seasons and cells of a file: rows of (start, end, mean or None, share of the area)."""
    calendar, start, stop = RUNS[name]
    values, origin = stored(path, variable), day(calendar, *start)
    rows = []
    for year in range(start[0], stop[0] + 1):
        begin = (year - 1 if first > last else year, *first)
        i0, i1 = day(calendar, *begin) - origin, day(calendar, year, *last) - origin + 1
        if i0 < 0 or i1 > len(values):
            continue
        total = share = 0.0
        for row, column in zip(*np.nonzero(weights), strict=True):
            series = values[i0:i1, row, column]
            if not np.isnan(series).any():
                total += weights[row, column] * cell_value(series)
                share += weights[row, column]
        dates = ["{:04d}-{:02d}-{:02d}".format(*d) for d in (begin, (year, *last))]
        rows.append((*dates, total / share if share else None, share / region_area))
    return rows


def assert_rows(rows, wanted):
    assert [(r["season_start"], r["season_end"]) for r in rows] == [w[:2] for w in wanted]
    for row, (*_, value, share) in zip(rows, wanted, strict=True):
        assert float(row["valid_fraction"]) == pytest.approx(share, abs=1e-9)
        if value is None:
            assert row["value"] == ""
        else:
            assert float(row["value"]) == pytest.approx(value, rel=1e-9, abs=1e-9)


def above(limit):
    return lambda series: float(sum(1 for value in series if value > np.float32(limit)))


def longest_dry(series):
    return float(max((len(list(run)) for dry, run in groupby(series < 1.0) if dry), default=0))


def wettest_five(series):
    return float(max(series[i : i + 5].sum() for i in range(len(series) - 4)))


@pytest.mark.parametrize("box", [{"west": 176, "east": -174}, {"west": 176, "east": 186}], ids=["±180", "0-360"])
def test_box_over_the_antimeridian_counts_each_cell_by_its_true_area(build, archive, box):
    document, rows = build("thirty", "tx_days_above", {"bbox": {**box, "south": -19, "north": -11}}, thresh="77 degF")
    weights, area = box_weights(176, -19, 186, -11)
    assert document["region"]["area_km2"] == pytest.approx(area, rel=1e-9)
    assert document["region"]["cells"] == 9
    wanted = expected(archive["thirty"]["tasmax"], "tasmax", "thirty", (1, 1), (12, 30), above(298.15), weights, area)
    assert_rows(rows, wanted)


def test_part_of_a_region_outside_the_grid_lowers_the_valid_fraction(build, archive):
    document, rows = build("thirty", "tx_days_above", {"bbox": {"west": 160, "south": -19, "east": 175, "north": -11}})
    weights, area = box_weights(160, -19, 175, -11)
    wanted = expected(archive["thirty"]["tasmax"], "tasmax", "thirty", (1, 1), (12, 30), above(298.15), weights, area)
    assert_rows(rows, wanted)
    assert any(m["axis"] == "space" and m["severity"] == "warning" for m in document["mismatches"])


def test_missing_day_empties_its_season_in_its_cell_alone(build, archive):
    region = {"bbox": {"west": 170, "south": -22.5, "east": 180, "north": -12.5}}
    _, rows = build("noleap", "tx_days_above", region, "DJF", thresh="20 degC")
    weights, area = box_weights(170, -22.5, 180, -12.5)
    wanted = expected(archive["noleap"]["tasmax"], "tasmax", "noleap", (12, 1), (2, 28), above(293.15), weights, area)
    assert len(wanted) == 15  # the first and the last winter are not whole
    assert wanted[0][3] < wanted[1][3] < 1
    assert_rows(rows, wanted)


def test_point_in_a_season_with_a_missing_day_keeps_its_row_without_a_value(build):
    _, rows = build("noleap", "tx_max", {"point": {"lat": -15, "lon": 177.5}})
    empty = [(r["season_start"], r["valid_fraction"]) for r in rows if r["value"] == ""]
    assert empty == [("2016-01-01", "0.0")]


def test_point_on_an_edge_belongs_to_the_cell_east_and_north_of_it(build, archive):
    _, rows = build("julian", "maximum_consecutive_dry_days", {"point": {"lat": -17.5, "lon": -180}}, "JJA")
    weights = np.zeros((3, 4))
    weights[1, 2] = 1.0  # 180° to 185°, 17.5°S to 12.5°S
    wanted = expected(archive["julian"]["pr"], "pr", "julian", (6, 1), (8, 31), longest_dry, weights, 1.0)
    assert_rows(rows, wanted)


def test_windows_lie_wholly_within_a_season_that_crosses_the_years_end(build, archive):
    region, season = {"point": {"lat": -10, "lon": 187}}, {"from": "11-16", "to": "02-28"}
    _, rows = build("julian", "max_n_day_precipitation_amount", region, season, window="5 days")
    weights = np.zeros((3, 4))
    weights[2, 3] = 1.0
    wanted = expected(archive["julian"]["pr"], "pr", "julian", (11, 16), (2, 28), wettest_five, weights, 1.0)
    assert wanted[0][0] == "2015-11-16"  # 2014 begins with December
    assert_rows(rows, wanted)


def test_days_that_a_calendar_lacks_are_read_as_agreed(build):
    _, rows = build("thirty", "prcptot", {"point": {"lat": -15, "lon": 175}}, {"from": "05-31", "to": "07-31"})
    assert (rows[0]["season_start"], rows[0]["season_end"]) == ("2015-06-01", "2015-07-30")
    _, rows = build("noleap", "prcptot", {"point": {"lat": -15, "lon": 175}}, {"from": "12-15", "to": "02-29"})
    assert (rows[0]["season_start"], rows[0]["season_end"]) == ("2015-12-15", "2016-02-28")


def test_summary_is_the_mean_of_the_seasons_that_end_in_a_period(build):
    document, rows = build("julian", "tx_max", {"point": {"lat": -15, "lon": 175}}, "DJF")
    value = {int(r["season_end"][:4]): float(r["value"]) for r in rows}
    past = np.mean([value[year] for year in range(2016, 2020)])
    future = np.mean([value[year] for year in range(2020, 2025)])
    (row,) = [s for s in document["summary"] if s["period"] == [2020, 2024]]
    assert (row["p10"], row["p50"], row["p90"]) == pytest.approx((future, future, future))
    assert row["change_p50"] == pytest.approx(future - past)
    assert row["models"] == 1


def test_periods_of_one_year_and_a_baseline_that_equals_its_horizon(build):
    region = {"bbox": {"west": 176, "south": -19, "east": -174, "north": -11}}
    document, _ = build("thirty", "tx_max", region, years=([2020, 2020], [[2020, 2020]]))
    assert {tuple(s["period"]) for s in document["summary"]} == {(2020, 2020)}
    assert {s["change_p50"] for s in document["summary"]} == {0.0}
    assert "map.png" in document["files"]


def test_without_a_baseline_values_stay_and_the_simulation_is_named(build):
    document, rows = build(
        "noleap", "tx_max", {"point": {"lat": -10, "lon": 175}}, years=([1981, 2000], [[2020, 2029]])
    )
    assert len(rows) == 16
    assert {s["change_p50"] for s in document["summary"]} == {None}
    assert any("NOLEAP" in w and "1981–2000" in w for w in document["warnings"])


def test_files_of_a_product_agree_with_each_other(build, tmp_path):
    document, rows = build("noleap", "tx_days_above", {"bbox": {"west": 171, "south": -19, "east": -174, "north": -11}})
    folder = tmp_path / "product"
    assert set(document["files"]) == {p.name for p in folder.iterdir()}
    handed_over = {"series.csv", "summary.csv", "product.nc", "provenance.json", "brief.pdf", "brief.txt", "sms.txt"}
    # Beside the files of the contract, a text to be read aloud and questions to check whether it was understood.
    assert handed_over | {"recipe.json", "map.png", "chart.png", "spoken.txt", "check.json"} == set(document["files"])
    assert hashlib.sha256((folder / "recipe.json").read_bytes()).hexdigest() == document["product"]
    assert all(len(line) <= 160 for line in (folder / "sms.txt").read_text(encoding="utf-8").splitlines())
    with netCDF4.Dataset(folder / "product.nc") as file:
        assert file.Conventions == "CF-1.11, ACDD-1.3"
        cells, weights = file["tx_days_above"][0].filled(np.nan), np.asarray(file["cell_weight"][:])
        means = np.nansum(cells * weights, axis=1) / (~np.isnan(cells) @ weights)
    assert means.tolist() == pytest.approx([float(r["value"]) for r in rows])


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("statement", ""),
        ("region", {"point": {"lat": 1, "lon": 1}, "place": "Kenya"}),
        ("region", {"bbox": {"west": 0, "south": 10, "east": 5, "north": 5}}),
        ("region", {"point": {"lat": 52, "lon": 1}}),
        ("time", {"season": {"months": [1, 3]}, "baseline": [2016, 2019], "horizons": [[2020, 2024]]}),
        ("time", {"season": "year", "baseline": [2019, 2016], "horizons": [[2020, 2024]]}),
        ("time", {"season": "year", "baseline": [2016, 2019], "horizons": [[2080, 2099]]}),
        ("metric", {"index": "no_such_index"}),
        ("metric", {"index": "tx_days_above", "parameters": {"thresh": 25}}),
        ("metric", {"index": "tx_days_above", "parameters": {"thresh": "25 mm/day"}}),
        ("metric", {"index": "tn_min"}),
        ("scenarios", ["rcp45"]),
        ("datasets", ["no-such-dataset"]),
        ("regoin", {}),
    ],
)
def test_need_that_cannot_be_served_gets_one_sentence_one_document_and_no_folder(run, tmp_path, part, value):
    years = ([2016, 2019], [[2020, 2024]])
    path = state(tmp_path, "thirty", "tx_max", {"point": {"lat": -15, "lon": 175}}, "year", years, {})
    need = yaml.safe_load(path.read_text(encoding="utf-8"))
    path.write_text(yaml.safe_dump({**need, part: value}), encoding="utf-8")
    status, document, err = run("build", path, "--out", tmp_path / "product")
    assert status == 1
    assert document["status"] == "refused"
    assert document["error"]["code"] not in ("", "broken")
    assert document["error"]["message"] in err
    assert not (tmp_path / "product").exists()


def test_refused_publication_leaves_the_catalog_as_it_was(run, archive, tmp_path):
    _, before, _ = run("catalog", "list")
    whole = archive["thirty"]["tasmax"].read_bytes()
    (tmp_path / "cut.nc").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "text.nc").write_text("no data", encoding="utf-8")
    for name in ("cut.nc", "text.nc", "none.nc"):
        status, document, _ = run("publish", tmp_path / name, "--id", "half")
        assert (status, document["status"]) == (1, "refused")
        assert [f["code"] for f in document["findings"] if f["severity"] == "error"]
    assert run("catalog", "list")[1] == before


def test_dialogue_is_kept_proved_and_built_again(run, home, tmp_path):
    years = ([2016, 2019], [[2020, 2024]])
    need = state(tmp_path, "julian", "tx_days_above", {"point": {"lat": -15, "lon": 175}}, "year", years, {})
    status, opened, _ = run("dialogue", "open", need, "--by", "Asha")
    assert status == 0
    dialogue = opened["dialogue"]
    assert run("dialogue", "build", dialogue, "--out", tmp_path / "round")[0] == 0
    answer = ("--fits", "time=yes,space=no,metric=yes", "--text", "the valley is colder")
    assert run("dialogue", "respond", dialogue, "--by", "Asha", *answer)[0] == 0
    need = state(tmp_path, "julian", "tx_days_above", {"point": {"lat": -15, "lon": 175}}, "JJA", years, {})
    assert run("dialogue", "revise", dialogue, need, "--by", "Asha", "--because", "only winter")[0] == 0
    assert run("dialogue", "show", dialogue)[1]["round"] == 2
    assert run("dialogue", "diff", dialogue, 1, 2)[0] == 0
    assert run("reproduce", tmp_path / "round")[1]["is_same"] is True
    assert run("log", "verify")[1]["status"] == "whole"

    seal = tmp_path / "checkpoint.json"
    assert run("log", "checkpoint", "--out", seal)[0] == 0
    log = sqlite3.connect(home / "broker.sqlite")
    for (trigger,) in log.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        log.execute(f'DROP TRIGGER "{trigger}"')
    said = "SELECT number FROM event WHERE kind = 'ResponseGiven'"
    kept = log.execute(f"SELECT content, number, position FROM event_part WHERE number IN ({said})").fetchone()
    assert b"valley" not in kept[0]
    changed = kept[0][:-1] + bytes([kept[0][-1] ^ 1])
    change = "UPDATE event_part SET content = ? WHERE number = ? AND position = ?"
    for statement, values in (
        (change, (changed, *kept[1:])),
        (change, kept),
        ("DELETE FROM event WHERE number = (SELECT max(number) FROM event)", ()),
    ):
        log.execute(statement, values)
        log.commit()
        status, document, _ = run("log", "verify", "--checkpoint", seal)
        is_restored = values == kept
        assert status == (0 if is_restored else 1), document
    log.close()


@pytest.mark.parametrize(
    ("sentence", "about"),
    [("What will this July be like?", "time"), ("What will sea level be in Miami in 2100?", "metric")],
)
def test_what_projections_cannot_answer_is_said_with_a_referral(run, sentence, about):
    status, document, _ = run("ask", sentence)
    assert status == 1
    assert document["unservable"]["axis"] == about
    assert document["unservable"]["referral"]


@pytest.mark.parametrize(
    ("sentence", "index", "parameters", "months"),
    [
        ("Days above 86°F in July and August around Woolpit by 2050", "tx_days_above", {"thresh": "30 degC"}, [7, 8]),
        (
            "days with at least 20 mm of rain in winter in Ipswich, 2041-2060",
            "wetdays",
            {"thresh": "20 mm/day"},
            [12, 1, 2],
        ),
        ("wettest 5 days in a row in Bangladesh", "max_n_day_precipitation_amount", {"window": "5 days"}, None),
        ("longest dry spell in summer near Melbourne, Australia", "maximum_consecutive_dry_days", None, [12, 1, 2]),
    ],
)
def test_sentence_becomes_a_proposal(run, sentence, index, parameters, months):
    status, document, _ = run("ask", sentence)
    best = document["proposals"][0]
    assert status == 0
    assert best["index"] == index
    assert best["region"]["name"]
    assert parameters is None or best["parameters"] == parameters
    assert best["months"] == (months or list(range(1, 13)))


def test_number_without_a_unit_gets_a_question(run):
    _, document, _ = run("ask", "How many days above 30 in Kenya?")
    assert "thresh" in {q["about"] for q in document["questions"]}
    assert "thresh" not in document["proposals"][0]["parameters"]
