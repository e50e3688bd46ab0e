"""Places before a need: looked at against the data, read from files, kept under names of one's own."""

from __future__ import annotations

import json

import netCDF4
import numpy as np
import pytest

from broker.cli import main
from broker.errors import NotAllowed, UnknownKeptPlace
from broker.service import Broker
from catalog.record import Facets
from translators.errors import RegionError
from translators.regions import region_of, spherical_area_km2

AREA = {
    "type": "Feature",
    "properties": {"name": "Home field"},
    "geometry": {"type": "Polygon", "coordinates": [[[0.8, 52.1], [1, 52.1], [1, 52.3], [0.8, 52.3], [0.8, 52.1]]]},
}


@pytest.fixture(scope="module")
def broker(tmp_path_factory) -> Broker:
    """A store with one grid: cells of half a degree from 0 to 2 °E and from 51 to 53 °N."""
    folder = tmp_path_factory.mktemp("grid")
    path = folder / "tasmax_day_A_ssp245_r1i1p1f1_gn_20400101-20401231.nc"
    with netCDF4.Dataset(path, "w") as file:
        file.setncatts({"source_id": "A", "experiment_id": "ssp245", "variant_label": "r1i1p1f1", "license": "CC0"})
        for name, size in (("time", 365), ("lat", 4), ("lon", 4)):
            file.createDimension(name, size)
        time = file.createVariable("time", "f8", ("time",))
        time.setncatts({"units": "days since 2040-01-01", "calendar": "noleap", "standard_name": "time"})
        time[:] = np.arange(365) + 0.5
        for name, first, unit, standard in (
            ("lat", 51.25, "degrees_north", "latitude"), ("lon", 0.25, "degrees_east", "longitude"),
        ):  # fmt: skip
            axis = file.createVariable(name, "f8", (name,))
            axis.setncatts({"units": unit, "standard_name": standard})
            axis[:] = first + 0.5 * np.arange(4)
        tasmax = file.createVariable("tasmax", "f4", ("time", "lat", "lon"))
        tasmax.setncatts({"units": "degC", "standard_name": "air_temperature", "cell_methods": "time: maximum"})
        tasmax[:] = 20.0 + np.random.default_rng(1).random((365, 4, 4), dtype="f4")
    made = Broker(folder / "home")
    report = made.publish([str(path)], Facets("grid", kind="projection", title="A grid"), by="Tom")
    assert report.status == "published", report.findings
    return made


def test_a_look_says_area_cells_and_the_share_outside(broker):
    box = region_of({"bbox": {"west": 1.75, "south": 52.0, "east": 2.25, "north": 52.75}})
    found = broker.look(box)
    (cover,) = found.covers
    assert (cover.dataset, cover.models, cover.cells) == ("grid@1", ("A",), 2)
    assert cover.share_outside == pytest.approx(0.5, abs=1e-6)
    assert found.to_json()["area_km2"] == pytest.approx(spherical_area_km2(box.geometry), abs=1e-3)
    assert "2 cells of about" in found.words
    assert "50% of the region outside" in found.words


def test_a_look_counts_the_cells_of_several_regions_once(broker):
    parts = [{"point": {"lat": lat, "lon": lon}} for lat, lon in ((52.1, 0.6), (52.2, 0.7), (51.1, 0.7))]
    assert broker.look(region_of({"several": parts})).covers[0].cells == 2


def test_a_look_far_from_all_data_says_so(broker):
    found = broker.look(region_of({"place": "Nakuru, Kenya"}))
    assert found.covers == ()
    assert "No dataset on offer reaches it" in found.words


def test_kept_places_are_their_owners_and_can_be_forgotten(broker):
    region = region_of({"point": {"lat": 52.22, "lon": 0.88}})
    kept = broker.keep_place("my  maize field", region, "10 km", by="Amina")
    assert kept.name == "my maize field"
    assert "52.22" not in json.dumps(kept.to_json())
    assert broker.keep_place("My Maize Field", region, "10 km", by="Amina").region.asked == kept.region.asked
    assert [place.name for place in broker.kept_places(by="Amina")] == ["My Maize Field"]
    assert broker.kept_places(by="Bob") == ()
    asked = broker.region({"kept": "my maize field"}, by="Amina")
    assert asked.geometry.equals(kept.region.geometry)
    with pytest.raises(UnknownKeptPlace, match="none yet"):
        broker.region({"kept": "my maize field"}, by="Bob")
    with pytest.raises(NotAllowed):
        broker.kept_places(by="")
    broker.forget_place("my maize field", by="Amina")
    assert broker.kept_places(by="Amina") == ()
    database = b"".join(path.read_bytes() for path in broker.home.glob("broker.sqlite"))
    assert b"52.22," not in database


def test_a_list_of_ones_own_answers_for_each_of_its_places(broker, tmp_path):
    several = region_of({"several": [{"place": "Suffolk, GB"}, {"place": "Norfolk, England"}]})
    broker.keep_place("the eastern counties", several, by="Amina")
    path = tmp_path / "need.yaml"
    path.write_text("statement: How hot?\nregion: {kept: the eastern counties}\n", encoding="utf-8")
    need = broker.load_need(path, by="Amina")
    assert need.region is not None
    assert [name for name, _ in need.region.parts] == ["Suffolk", "Norfolk"]


def test_a_need_file_reads_the_area_beside_it(broker, tmp_path):
    (tmp_path / "farm.geojson").write_text(json.dumps(AREA), encoding="utf-8")
    path = tmp_path / "need.yaml"
    for region in ("{file: farm.geojson}", "{wkt: 'POLYGON ((0.8 52.1, 1 52.1, 1 52.3, 0.8 52.3, 0.8 52.1))'}"):
        path.write_text(f"statement: How hot?\nregion: {region}\n", encoding="utf-8")
        need = broker.load_need(path)
        assert need.region is not None
        assert need.region.area_km2 == pytest.approx(region_of({"geojson": AREA}).area_km2)
        assert set(need.to_mapping()["region"]) == {"geojson"}  # stands alone, without the file
    path.write_text("statement: How hot?\nregion: {file: ../farm.geojson}\n", encoding="utf-8")
    with pytest.raises(RegionError, match="does not lie beside"):
        broker.load_need(path)


def said(capsys, *arguments: str) -> dict:
    main(list(arguments))
    return json.loads(capsys.readouterr().out)


def test_the_commands_say_the_same(broker, capsys, tmp_path):
    home = ("--home", str(broker.home))
    found = said(capsys, *home, "places", "search", "Nakru", "--json")
    assert found["places"][0]["name"] == "Nakuru, Nakuru County, Kenya"
    here = said(capsys, *home, "places", "at", "52.22", "0.88", "--json")
    assert (here["town"], here["country"]) == ("Woolpit, England, United Kingdom", "United Kingdom")
    (tmp_path / "farm.geojson").write_text(json.dumps(AREA), encoding="utf-8")
    look = said(capsys, *home, "places", "look", "--file", str(tmp_path / "farm.geojson"), "--json")
    assert (look["name"], look["covers"][0]["cells"]) == ("Home field", 1)
    kept = said(
        capsys, *home, "places", "keep", "fields", "--place", "Suffolk, GB", "--place", "Norfolk, England",
        "--by", "Zoe", "--json",
    )  # fmt: skip
    assert kept["is"] == "2 regions (Suffolk, Norfolk)"
    assert said(capsys, *home, "places", "list", "--by", "Zoe", "--json")["places"][0]["name"] == "fields"
    assert said(capsys, *home, "places", "forget", "fields", "--by", "Zoe", "--json") == {"forgotten": "fields"}
