"""The main job in a terminal, on real data, each number computed again from the producer's file by a loop."""

from __future__ import annotations

import csv
import hashlib
import json
import math
from pathlib import Path

import cftime
import netCDF4
import numpy as np
import pytest
import yaml

from broker.cli import main

SHARED = Path(__file__).parents[2].parent / "shared" / "data"
EMBEDDED = Path(__file__).parents[2] / "catalog" / "embedded"
NEED = {
    "statement": "How many days will be too hot for my dairy cows, above 30 °C, around Woolpit?",
    "decision": {"text": "whether to build a shaded yard", "by": "2027-09-30"},
    "region": {"point": {"lat": 52.22, "lon": 0.88}},
    "time": {"season": "year", "baseline": [1995, 2014], "horizons": [[2040, 2059], [2080, 2099]]},
    "datasets": ["woolpit-cmip6"],
    "metric": {"index": "tx_days_above", "parameters": {"thresh": "30 degC"}},
}


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A store with the embedded datasets, made once for this module."""
    folder = tmp_path_factory.mktemp("store")
    assert main(["--home", str(folder), "demo"]) == 0
    return folder


@pytest.fixture
def broker(home, capsys):
    """Run a command with ``--json``; return its exit status and its document."""

    def call(*arguments: str):
        capsys.readouterr()
        status = main(["--home", str(home), *arguments, "--json"])
        captured = capsys.readouterr()
        assert "Traceback" not in captured.err
        return status, json.loads(captured.out), captured.err

    return call


def need_file(folder: Path, **changes) -> str:
    path = folder / "need.yaml"
    path.write_text(yaml.safe_dump(NEED | changes, allow_unicode=True, sort_keys=False))
    return str(path)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def days_in(path: Path, name: str):
    """Every day of a file: (date, value in the file's unit, float64; NaN where missing)."""
    with netCDF4.Dataset(path) as file:
        time = file["time"]
        dates = cftime.num2date(time[:], time.units, getattr(time, "calendar", "standard"))
        values = np.ma.filled(file[name][:].astype("float64"), np.nan)
        return list(dates), values


def woolpit_files() -> list[Path]:
    found = sorted(EMBEDDED.rglob("*.nc"))
    return [p for p in found if "historical" in p.name or "ssp" in p.name]


def test_the_product_of_woolpit_has_the_numbers_of_the_files(broker, tmp_path):
    status, product, _ = broker("build", need_file(tmp_path), "--out", str(tmp_path / "out"))
    assert status == 0
    wanted = {}
    for path in woolpit_files():
        with netCDF4.Dataset(path) as file:
            who = (file.source_id, file.experiment_id)
        dates, values = days_in(path, "tasmax")
        for date, value in zip(dates, values.ravel(), strict=True):
            wanted.setdefault((*who, date.year), []).append(value > 30.0)
    wanted = {key: float(sum(hot)) for key, hot in wanted.items()}
    series = rows(tmp_path / "out" / "series.csv")
    got = {(r["model"], r["scenario"], int(r["season_end"][:4])): float(r["value"]) for r in series}
    assert got == wanted
    assert len(got) == 3 * (20 + 80 + 80)
    assert {r["units"] for r in series} == {"days"}
    assert {float(r["valid_fraction"]) for r in series} == {1.0}

    def mean(model, scenario, first, last):
        return sum(wanted[model, scenario, y] for y in range(first, last + 1)) / (last - first + 1)

    models = sorted({key[0] for key in wanted})
    summary = rows(tmp_path / "out" / "summary.csv")
    checked = 0
    for row in summary:
        if row["scenario"] not in {"ssp245", "ssp585"}:
            continue
        first, last = int(row["period_start"]), int(row["period_end"])
        votes = [mean(m, row["scenario"], first, last) for m in models]
        changes = [mean(m, row["scenario"], first, last) - mean(m, "historical", 1995, 2014) for m in models]
        for quantile in (10, 50, 90):
            assert float(row[f"p{quantile}"]) == pytest.approx(np.percentile(votes, quantile), rel=1e-12)
            assert float(row[f"change_p{quantile}"]) == pytest.approx(np.percentile(changes, quantile), rel=1e-12)
        sign = math.copysign(1, float(row["change_p50"]))
        assert float(row["agreement"]) == pytest.approx(sum(c * sign > 0 for c in changes) / 3)
        assert row["models"] == "3"
        checked += 1
    assert checked == 4
    assert product["units"] == "days"
    assert {(s["scenario"], *s["period"]) for s in product["summary"]} >= {
        ("ssp245", 2040, 2059), ("ssp245", 2080, 2099), ("ssp585", 2040, 2059), ("ssp585", 2080, 2099),
    }  # fmt: skip


def test_a_product_has_the_files_of_the_contract_and_its_id_is_the_hash_of_its_recipe(broker, tmp_path):
    out = tmp_path / "out"
    status, product, _ = broker("build", need_file(tmp_path), "--out", str(out))
    assert status == 0
    assert hashlib.sha256((out / "recipe.json").read_bytes()).hexdigest() == product["product"]
    promised = {"series.csv", "summary.csv", "product.nc", "chart.png", "brief.pdf", "brief.txt", "sms.txt"}
    assert promised | {"recipe.json", "provenance.json"} <= {p.name for p in out.iterdir()}
    assert set(product["files"]) == {p.name for p in out.iterdir()}
    assert (out / "brief.pdf").read_bytes().startswith(b"%PDF")
    text = (out / "brief.txt").read_text(encoding="utf-8")
    assert NEED["statement"] in text
    assert "30 °C" in text
    assert any("MIROC6" in w for w in product["warnings"]), "the known bias of MIROC6 travels with the product"
    assert any("29 February" in w for w in product["warnings"])
    assert any("2015" in w and "2019" in w for w in product["warnings"])


def test_the_same_recipe_gives_the_same_numbers_and_reproduce_says_so(broker, tmp_path):
    _, first, _ = broker("build", need_file(tmp_path), "--out", str(tmp_path / "a"))
    _, second, _ = broker("build", need_file(tmp_path), "--out", str(tmp_path / "b"))
    assert first["product"] == second["product"]
    for name in ("series.csv", "summary.csv", "recipe.json", "product.nc"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()
    status, _, _ = broker("reproduce", str(tmp_path / "a"))
    assert status == 0
    changed = (tmp_path / "a" / "series.csv").read_text().replace("CanESM5,historical,,1995-01-01,1995-12-31,", "x", 1)
    (tmp_path / "a" / "series.csv").write_text(changed)
    status, _, _ = broker("reproduce", str(tmp_path / "a"))
    assert status == 1, "a changed file is told from the numbers of the recipe"


def test_a_winter_is_one_season_labelled_by_the_year_in_which_it_ends(broker, tmp_path):
    need = need_file(
        tmp_path,
        time={"season": "DJF", "baseline": [1995, 2014], "horizons": [[2040, 2059]]},
        metric={"index": "frost_days"},
    )
    status, _, _ = broker("build", need, "--out", str(tmp_path / "out"))
    assert status == 0
    series = [
        r for r in rows(tmp_path / "out" / "series.csv") if (r["model"], r["scenario"]) == ("MIROC6", "historical")
    ]
    path = next(p for p in woolpit_files() if "MIROC6" in p.name and "historical" in p.name)
    dates, values = days_in(path, "tasmin")
    cold = {(d.year, d.month, d.day): v < 0 for d, v in zip(dates, values.ravel(), strict=True)}
    assert [r["season_start"] for r in series] == [f"{y}-12-01" for y in range(1995, 2014)]
    for row in series:
        year = int(row["season_end"][:4])
        wanted = sum(hit for (y, m, _), hit in cold.items() if (y, m) in {(year - 1, 12), (year, 1), (year, 2)})
        assert float(row["value"]) == wanted


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared test data are not here")
def test_a_box_over_a_real_grid_is_weighted_by_true_area(broker, tmp_path):
    folder = SHARED / "grid_downscaled_CanESM2"
    (file,) = folder.glob("tasmax*.nc")
    status, report, _ = broker("publish", str(file), "--id", "quebec", "--kind", "projection")
    assert (status, report["status"]) == (0, "published"), report["findings"]
    (simulation,) = report["simulations"]
    assert (simulation["model"], simulation["scenario"]) == ("CanESM2", "rcp85")
    assert (simulation["calendar"], simulation["cells"], simulation["years"]) == ("noleap", 1296, [2095, 2095])
    west, south, east, north = -74.03, 42.51, -73.02, 44.2
    need = need_file(
        tmp_path,
        region={"bbox": {"west": west, "south": south, "east": east, "north": north}},
        time={"season": "JJA", "baseline": [2095, 2095], "horizons": [[2095, 2095]]},
        datasets=["quebec"],
        metric={"index": "tx_days_above", "parameters": {"thresh": "86 degF"}},
    )
    status, product, _ = broker("build", need, "--out", str(tmp_path / "out"))
    assert status == 0
    dates, values = days_in(file, "tasmax")
    with netCDF4.Dataset(file) as data:
        lat, lon = data["lat"][:].astype("float64").data, data["lon"][:].astype("float64").data
        dims = data["tasmax"].dimensions
    values = np.moveaxis(values, [dims.index("time"), dims.index("lat"), dims.index("lon")], [0, 1, 2])
    summer = np.array([d.month in (6, 7, 8) for d in dates])
    limit = np.float32(30.0 + 273.15)
    hot = (values[summer].astype("float32") > limit).sum(axis=0)

    def edges(centres):
        middle = (centres[1:] + centres[:-1]) / 2
        return np.concatenate([[2 * centres[0] - middle[0]], middle, [2 * centres[-1] - middle[-1]]])

    total = area = 0.0
    la, lo = edges(lat), edges(lon)
    for i in range(lat.size):
        s, n = max(south, min(la[i], la[i + 1])), min(north, max(la[i], la[i + 1]))
        for j in range(lon.size):
            w, e = max(west, min(lo[j], lo[j + 1])), min(east, max(lo[j], lo[j + 1]))
            if s < n and w < e and not np.isnan(values[0, i, j]):
                weight = math.radians(e - w) * (math.sin(math.radians(n)) - math.sin(math.radians(s)))
                total, area = total + weight * hot[i, j], area + weight
    (row,) = rows(tmp_path / "out" / "series.csv")
    assert (row["season_start"], row["season_end"]) == ("2095-06-01", "2095-08-31")
    assert float(row["value"]) == pytest.approx(total / area, rel=1e-9)
    whole = math.radians(east - west) * (math.sin(math.radians(north)) - math.sin(math.radians(south)))
    assert float(row["valid_fraction"]) == pytest.approx(area / whole, rel=1e-6)
    assert product["region"]["area_km2"] == pytest.approx(whole * 6371.0088**2, rel=1e-6)
    assert (tmp_path / "out" / "map.png").is_file()


def test_the_past_of_the_models_can_be_asked_for_by_name(broker, tmp_path):
    need = need_file(
        tmp_path,
        scenarios=["historical"],
        time={"season": "year", "baseline": [1995, 2014], "horizons": [[1995, 2014]]},
    )
    status, product, _ = broker("build", need, "--out", str(tmp_path / "out"))
    assert status == 0
    assert {row["scenario"] for row in product["summary"]} == {"historical"}


def test_yearly_data_answer_the_year_that_they_are_means_of_and_say_so_of_another(broker, tmp_path):
    asked = {
        "region": {"place": "Ontario, CA"},
        "datasets": ["north-america-annual"],
        "metric": {"index": "tg_mean"},
    }
    years = {"baseline": [1960, 1979], "horizons": [[2040, 2059]]}
    found = []
    for season in ("year", {"from": "12-01", "to": "11-30"}):
        need = need_file(tmp_path, **asked, time={"season": season, **years})
        status, product, _ = broker("build", need, "--out", str(tmp_path / "out"))
        assert status == 0
        found.append((product["summary"], {m["code"] for m in product["mismatches"]}))
    assert found[0][0] == found[1][0]
    assert "years-shifted" in found[0][1]
    assert "years-shifted" not in found[1][1]


def test_a_misspelt_repair_is_refused(broker):
    status, document, err = broker("check", str(woolpit_files()[0]), "--accept", "time-unsroted")
    assert (status, document["status"]) == (1, "refused")
    assert "time-unsorted" in err


def test_the_same_need_again_is_no_new_round(broker, tmp_path):
    status, dialogue, _ = broker("dialogue", "open", need_file(tmp_path), "--by", "Amina")
    assert status == 0
    name = dialogue["dialogue"]
    status, document, _ = broker(
        "dialogue", "revise", name, need_file(tmp_path), "--by", "Amina", "--because", "I pressed twice"
    )
    assert (status, document["status"]) == (1, "refused")
    status, shown, _ = broker("dialogue", "show", name)
    assert len(shown["rounds"]) == 1


REFUSED = {
    "a region outside the data": {"region": {"point": {"lat": -33.9, "lon": 18.4}}},
    "a period the data lack": {"time": {"season": "year", "horizons": [[2200, 2219]]}},
    "an unknown index": {"metric": {"index": "cow_happiness"}},
    "a quantity without a unit": {"metric": {"index": "tx_days_above", "parameters": {"thresh": "30"}}},
    "a bare number": {"metric": {"index": "tx_days_above", "parameters": {"thresh": 30}}},
    "a unit of another kind": {"metric": {"index": "tx_days_above", "parameters": {"thresh": "30 mm"}}},
    "months with a gap": {"time": {"season": {"months": [1, 3]}, "horizons": [[2040, 2059]]}},
    "years the wrong way round": {"time": {"season": "year", "horizons": [[2059, 2040]]}},
    "an unknown dataset": {"datasets": ["no-such-dataset"]},
    "an unknown place": {"region": {"place": "Xyzzyville-on-Sea"}},
    "two regions": {"region": {"point": {"lat": 52, "lon": 1}, "place": "Woolpit"}},
    "no unit for the crop's base": {"metric": {"index": "growing_degree_days"}},
}


@pytest.mark.parametrize("case", REFUSED)
def test_bad_needs_get_one_sentence_and_leave_nothing_behind(broker, home, tmp_path, case):
    before = sorted(p for p in (home / "products").rglob("*"))
    status, document, err = broker("build", need_file(tmp_path, **REFUSED[case]), "--out", str(tmp_path / "out"))
    assert status == 1
    assert document["status"] == "refused"
    assert document["error"]["message"] in err
    assert len(document["error"]["message"]) > 40
    assert not (tmp_path / "out").exists() or not list((tmp_path / "out").iterdir())
    assert sorted(p for p in (home / "products").rglob("*")) == before


def test_bad_files_get_one_sentence_and_nothing_is_published(broker, tmp_path):
    good = woolpit_files()[0]
    (tmp_path / "empty.nc").write_bytes(b"")
    (tmp_path / "words.nc").write_text("this is no NetCDF file, whatever its name says\n" * 50)
    (tmp_path / "cut.nc").write_bytes(good.read_bytes()[: good.stat().st_size // 2])
    nounits = tmp_path / "nounits.nc"
    nounits.write_bytes(good.read_bytes())
    with netCDF4.Dataset(nounits, "a") as file:
        file["tasmax"].delncattr("units")
    for name in ("empty.nc", "words.nc", "cut.nc", "nounits.nc", "absent.nc"):
        status, document, err = broker("publish", str(tmp_path / name), "--id", "bad")
        assert (status, document["status"]) == (1, "refused"), name
        assert any(f["severity"] == "error" for f in document["findings"]) or document["error"]["message"], name
        assert err.strip(), name
    status, document, _ = broker("catalog", "show", "bad")
    assert status == 1
