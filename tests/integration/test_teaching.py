"""`broker demo --teaching`: published as any data are, once; and whatever is made of it says that it is made up."""

import json
from pathlib import Path

import netCDF4
import numpy as np
import pytest
import xarray as xr

from broker.cli import main
from broker.service import Broker
from catalog.exports import Targets
from catalog.record import Facets
from catalog.synthetic import NOTICE
from translators.need import Need

SHARED = Path(__file__).parents[2].parent / "shared" / "data" / "synthetic_xscen_zarr"
SMALL = ["demo", "--teaching", "--scale", "0.2", "--json"]


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("teaching")
    assert main(["--home", str(folder), *SMALL]) == 0
    return folder


@pytest.fixture(scope="module")
def product(home, tmp_path_factory):
    need = Need.of(
        {
            "statement": "How much will it rain from March to May?",
            "region": {"bbox": {"west": 37.2, "south": -0.8, "east": 38.8, "north": 0.8}},
            "time": {"season": "MAM", "baseline": [1995, 2014], "horizons": [[2041, 2060]]},
            "metric": {"index": "prcptot"},
        }
    )
    out = tmp_path_factory.mktemp("product")
    return out, Broker(home).build(need, out)


def test_it_is_published_as_any_data_are_and_marked(home):
    version = Broker(home).dataset("teaching-east-africa-0.2")
    assert version.synthetic
    assert len(version.simulations) == 15
    assert {s.calendar for s in version.simulations} == {"standard", "noleap", "360_day"}
    assert [f.code for f in version.findings if f.severity == "warning"] == ["synthetic"]
    (listed,) = Broker(home).datasets()
    assert listed.synthetic


def test_the_second_time_it_is_there(home, capsys):
    assert main(["--home", str(home), *SMALL]) == 0
    assert json.loads(capsys.readouterr().out)["datasets"] == ["teaching-east-africa-0.2@1"]
    assert len(Broker(home).datasets(include_retired=True)) == 1


def test_a_scale_that_is_no_share_is_refused(home, capsys):
    assert main(["--home", str(home), "demo", "--teaching", "--scale", "3", "--json"]) == 1
    assert "above 0 and at most 1" in json.loads(capsys.readouterr().out)["error"]["message"]


def test_every_file_of_a_product_says_that_the_weather_is_made_up(product):
    folder, made = product
    assert made.sentence.startswith(NOTICE)
    assert made.to_json()["synthetic"] == NOTICE
    assert any(NOTICE in warning for warning in made.warnings)
    texts = {path.name: path.read_bytes() for path in folder.iterdir()}
    for name in ("series.csv", "summary.csv"):
        rows = texts[name].decode().splitlines()
        assert rows[0].endswith(",note")
        assert all(row.endswith(NOTICE) for row in rows[1:])
    assert texts["brief.txt"].decode().startswith(NOTICE)
    assert all(line.startswith("MADE UP.") and len(line) <= 160 for line in texts["sms.txt"].decode().splitlines())
    for name in ("chart.png", "map.png"):
        assert NOTICE.encode("latin-1") in texts[name]
    assert all(used["synthetic"] for used in json.loads(texts["recipe.json"])["inputs"])
    assert NOTICE in texts["provenance.json"].decode()
    with netCDF4.Dataset(folder / "product.nc") as file:
        assert file.synthetic == "true"
        assert file.comment.startswith(NOTICE)


def test_the_printed_page_says_it(product):
    pypdf = pytest.importorskip("pypdf")
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(product[0] / "brief.pdf").pages)
    assert "not a projection of any real place" in text


def test_pictures_on_the_pages_say_it(product):
    from broker.ui.components.fan import fan, in_words

    result = product[1].result
    assert "made-up weather" in fan(result).to_json()
    assert in_words(result).startswith(NOTICE)


def test_the_catalog_and_its_exports_say_it(home, tmp_path, capsys):
    broker = Broker(home)
    targets = Targets(stac=tmp_path / "stac", citation=tmp_path / "citation")
    broker.export([("teaching-east-africa-0.2", None)], targets)
    collection = json.loads(next((tmp_path / "stac").rglob("collection.json")).read_text())
    assert collection["synthetic"]
    assert collection["description"].startswith(NOTICE)
    assert NOTICE in (tmp_path / "citation" / "CITATION.cff").read_text().replace("''", "'").replace("\n  ", " ")
    dataset = broker.open("teaching-east-africa-0.2", model="TEACH-2", scenario="historical")
    assert dataset.attrs["synthetic"] == "true"
    assert dataset.attrs["summary"].startswith(NOTICE)
    for command in (["list"], ["show", "teaching-east-africa-0.2"]):
        assert main(["--home", str(home), "catalog", *command]) == 0
        assert "made up" in (said := capsys.readouterr().out) or NOTICE in said


def write_days(path, **attributes):
    time = np.arange("2001-01-01", "2002-01-01", dtype="datetime64[D]").astype("datetime64[ns]")
    warm = 290 + 5 * np.random.default_rng(1).normal(size=(time.size, 1, 1)).astype("f4")
    tasmax = xr.DataArray(warm, {"time": time, "lat": [1.0], "lon": [36.0]}, ("time", "lat", "lon"), "tasmax")
    file = tasmax.assign_attrs(units="K").to_dataset()
    file.attrs = {"source_id": "M", "experiment_id": "ssp245", "variant_label": "r1i1p1f1"} | attributes
    file.to_netcdf(path)


@pytest.mark.parametrize(
    ("attributes", "is_synthetic"),
    [
        ({}, False),
        ({"comment": "This file is not a real CMIP6 file."}, True),
        ({"title": "Synthetic data for a tutorial"}, True),
        ({"synthetic": "true"}, True),
        ({"synthetic": "false"}, False),
        ({"comment": "Winds from synthetic aperture radar."}, False),
    ],
)
def test_files_that_say_so_are_marked(attributes, is_synthetic, tmp_path):
    write_days(tmp_path / "days.nc", **attributes)
    broker = Broker(tmp_path / "home")
    report = broker.publish([str(tmp_path / "days.nc")], Facets(dataset="days"))
    assert report.status == "published"
    assert broker.dataset("days").synthetic is is_synthetic
    assert ("synthetic" in {f.code for f in report.findings}) is is_synthetic


def test_the_option_marks_what_does_not_say_so(tmp_path):
    write_days(tmp_path / "days.nc")
    home = tmp_path / "home"
    assert main(["--home", str(home), "publish", str(tmp_path / "days.nc"), "--id", "days", "--synthetic"]) == 0
    assert Broker(home).dataset("days").synthetic


@pytest.mark.skipif(not SHARED.exists(), reason="the shared data are not here")
def test_a_real_file_that_says_so_is_marked():
    from catalog.reading import check

    report = check([SHARED], Facets(dataset="made-up"))
    assert "synthetic" in {f.code for f in report.findings}
