"""Published data leave the store lazily, unchanged, and with all that belongs to them."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import dask
import numpy as np
import pandas as pd
import pytest
import xarray as xr
import yaml
from jsonschema import Draft7Validator
from pystac import Catalog as StacCatalog
from pystac.validation import RegisteredValidator
from pystac.validation.stac_validator import JsonSchemaSTACValidator

from catalog.citation import citation
from catalog.datasets import find_simulation, open_dataset
from catalog.errors import ArraysDamaged, CatalogError, StorageFailed, UnknownDataset
from catalog.exports import Targets, export
from catalog.netcdf_export import file_name
from catalog.reading import understand
from catalog.record import Facets, Finding, Grid, GridMapping
from catalog.stac import DATACUBE, SCIENTIFIC, VERSION, instant
from catalog.terms import dois, spdx
from tests.integration import stored_worlds as worlds

SCHEMAS = json.loads((Path(__file__).with_name("export_schemas.json")).read_text(encoding="utf-8"))


def no_computing(*_args, **_kwargs):
    raise AssertionError("something was computed")


def bent_grid():
    """3 × 4 cells of a turned grid, with corners."""
    y, x = np.mgrid[0:3, 0:4].astype(float)
    lat, lon = 50 + 0.5 * y + 0.1 * x, 5 + 0.5 * x - 0.1 * y
    dy, dx = np.array([-0.25, -0.25, 0.25, 0.25]), np.array([-0.25, 0.25, 0.25, -0.25])
    return Grid("curvilinear", lat, lon, lat[..., None] + dy, lon[..., None] + dx)


def published(folder, found, **facets):
    catalog = worlds.catalog_in(folder / "home")
    worlds.publish(catalog, "d", found, title="A dataset", **facets)
    version = catalog.dataset("d")
    return catalog, version, version.simulations[0]


def world(kind, calendar="360_day", years=(2000, 2001)):
    time = worlds.daily_axis(*years, calendar=calendar)
    grid = {
        "rectilinear": worlds.box_grid(9, 17, south=40.0, west=350.0),
        "curvilinear": bent_grid(),
        "points": worlds.points((52.2, 0.9), (10.5, -61.25), (-1.0, 36.8)),
    }[kind]
    rng = np.random.default_rng(1)
    values = {
        "tasmax": rng.normal(280, 9, (time.first_day.size, grid.cells)).astype("float32"),
        "pr": rng.gamma(0.3, 5.0, (time.first_day.size, grid.cells)),
    }
    values["tasmax"][rng.random(values["tasmax"].shape) < 0.02] = np.nan
    return worlds.found(values, time, grid, model="M + R/1", scenario="rcp85", member="r1i1p1"), values


@pytest.mark.parametrize("kind", ["rectilinear", "curvilinear", "points"])
def test_a_dataset_opens_without_reading_a_value(tmp_path, kind):
    found, values = world(kind)
    catalog, version, simulation = published(tmp_path, found)
    with dask.config.set(scheduler=no_computing):
        opened = open_dataset(version, simulation, catalog.source(version, simulation))
        assert "30" in str(opened.isel(time=59).time.dt.day.item())  # 30 February
        mean = (opened.tasmax - 273.15).sel(time="2001").mean("time")  # a pipeline, not yet computed
        assert opened.time.dt.calendar == "360_day"
        with pytest.raises(AssertionError, match="was computed"):
            mean.compute()
    tiles = catalog.source(version, simulation).tiles
    assert opened.tasmax.data.npartitions == tiles[0] * tiles[1]
    in_cells = opened.tasmax.transpose("time", ...).values.reshape(values["tasmax"].shape)
    np.testing.assert_array_equal(in_cells, values["tasmax"])
    assert opened.tasmax.dtype == np.float32
    assert opened.tasmax.attrs["units"] == "K"


def test_a_dataset_has_the_bounds_and_dates_that_were_published(tmp_path):
    found, _ = world("rectilinear", calendar="noleap")
    catalog, version, simulation = published(tmp_path, found)
    opened = open_dataset(version, simulation, catalog.source(version, simulation))
    assert [str(t) for t in opened.time_bnds.values[58]] == ["2000-02-28 00:00:00", "2000-03-01 00:00:00"]
    assert str(opened.time.values[58]) == "2000-02-28 12:00:00"
    np.testing.assert_array_equal(opened.lat_bnds, found.grid.lat_bounds)
    assert opened.lon.attrs["bounds"] == "lon_bnds"


def test_lost_bytes_are_said_when_they_are_computed(tmp_path):
    found, _ = world("rectilinear")
    catalog, version, simulation = published(tmp_path, found)
    for path in (tmp_path / "home").rglob("chunks/*"):
        if path.stat().st_size > 10_000:
            path.unlink()
    opened = open_dataset(version, simulation, catalog.source(version, simulation))
    with pytest.raises(ArraysDamaged, match="cannot be trusted"):
        opened.tasmax.mean().compute()


def test_one_simulation_is_found_or_the_choice_is_told(tmp_path):
    catalog = worlds.catalog_in(tmp_path / "home")
    runs = [worlds.random_found(3, 3, model=m, scenario=s)[0] for m in "AB" for s in ("historical", "ssp245")]
    worlds.publish(catalog, "d", *runs)
    version = catalog.dataset("d")
    assert find_simulation(version, "B", "ssp245").key == ("B", "ssp245", "")
    with pytest.raises(UnknownDataset, match=r"2 of its simulations fit.*B historical; B ssp245"):
        find_simulation(version, model="B")
    with pytest.raises(UnknownDataset, match=r"none of its simulations fits.*A historical"):
        find_simulation(version, model="C")


@pytest.mark.parametrize("kind", ["rectilinear", "curvilinear", "points"])
def test_an_exported_file_is_published_again_as_the_same_simulation(tmp_path, kind):
    found, values = world(kind)
    catalog, version, simulation = published(tmp_path, found)
    done = export((version,), catalog.source, Targets(netcdf=tmp_path / "out"))
    (path,) = done.files["netcdf"]
    assert path.name == "d_v1_day_M-R-1_rcp85_r1i1p1_20000101-20011230.nc"
    assert [p.name for p in path.parent.iterdir()] == [path.name]
    with xr.open_dataset(path, decode_times=xr.coders.CFDatetimeCoder(use_cftime=True)) as again:
        for name, stored in values.items():
            read = again[name].transpose("time", ...).values.reshape(stored.shape)
            assert read.dtype == stored.dtype
            np.testing.assert_array_equal(read, stored)
    with understand([str(path)], Facets("e")) as understood:
        (back,) = understood.simulations
        assert not [f for f in understood.findings if f.severity == "error"]
        assert [back.simulation.key, back.simulation.years] == [simulation.key, simulation.years]
        np.testing.assert_array_equal(back.time.first_day, found.time.first_day)
        np.testing.assert_allclose(back.grid.lat, found.grid.lat)
        units = {v.name: v.units for v in simulation.variables}
        assert {v.name: v.units for v in back.simulation.variables} == units


ROTATED = {
    "grid_mapping_name": "rotated_latitude_longitude",
    "grid_north_pole_latitude": 39.25,
    "grid_north_pole_longitude": -162.0,
}


def test_a_grid_mapping_and_bounds_make_the_round_trip(tmp_path):
    found, values = world("curvilinear", calendar="noleap")
    axis = {"units": "degrees"}
    y_axis, x_axis = ({"standard_name": f"grid_{which}"} | axis for which in ("latitude", "longitude"))
    mapping = GridMapping(ROTATED, np.array([-0.5, 0.0, 0.5]), np.array([1.0, 1.5, 2.0, 2.5]), y_axis, x_axis)
    found = replace(found, grid=replace(found.grid, mapping=mapping))
    catalog, version, simulation = published(tmp_path, found)
    (path,) = export((version,), catalog.source, Targets(netcdf=tmp_path / "out")).files["netcdf"]
    with xr.open_dataset(path, decode_coords="all") as file:
        assert file.crs.attrs == ROTATED
        assert file.tasmax.encoding["grid_mapping"] == "crs"
        assert file.x.attrs == {"standard_name": "grid_longitude", "units": "degrees", "axis": "X"}
    again = worlds.catalog_in(tmp_path / "again")
    report = again.publish([str(path)], Facets("e"), by="Tom")
    assert report.status == "published", report.findings
    back = again.dataset("e").simulations[0]
    first, second = catalog.source(version, simulation), again.source(again.dataset("e"), back)
    assert (second.time.calendar, second.grid.bounds_from) == ("noleap", "file")
    assert second.grid.mapping.attributes == ROTATED
    for name in ("y", "x"):
        np.testing.assert_array_equal(getattr(second.grid.mapping, name), getattr(mapping, name))
    for name in ("lat", "lon", "lat_bounds", "lon_bounds"):
        np.testing.assert_array_equal(getattr(second.grid, name), getattr(first.grid, name))
    for name in values:
        np.testing.assert_array_equal(first.read(name, (0, 0)), second.read(name, (0, 0)))


def test_an_exported_file_says_what_was_found_and_what_may_be_done_with_it(tmp_path):
    found, _ = world("rectilinear")
    doubt = Finding("outliers", "warning", "Two values are far out.", models=("M + R/1",))
    other = Finding("outliers", "warning", "Of another model.", models=("X",))
    repair = Finding("time-unsorted", "note", "Times were sorted, as accepted.")
    catalog, version, _ = published(tmp_path, found, findings=(doubt, other, repair))
    version = replace(
        version, licence="CC BY 4.0", contact="office@example.org", citation="Doe (2020), doi:10.1000/xyz."
    )
    done = export((version,), catalog.source, Targets(netcdf=tmp_path))
    with xr.open_dataset(done.files["netcdf"][0], decode_times=False) as file:
        said = file.attrs
        assert said["Conventions"] == "CF-1.11, ACDD-1.3"
        assert said["license"] == "CC BY 4.0"
        assert said["references"] == version.citation
        assert said["geospatial_bounds"].startswith("POLYGON ((40.25 ")
        assert (said["geospatial_lat_resolution"], said["time_coverage_duration"]) == ("0.5 degrees", "P2Y")
        assert said["creator_email"] == "office@example.org"
        assert said["comment"] == "Two values are far out."
        assert "note time-unsorted: Times were sorted" in said["quality_findings"]
        assert "another model" not in said["quality_findings"]
        assert (said["id"], said["snapshot"]) == ("d@1", version.snapshot)
        assert file.tasmax.attrs["units_metadata"] == "temperature: on_scale"
        assert file.pr.attrs["standard_name"] == "lwe_precipitation_rate"  # in mm day-1
        assert "coordinates" not in file.lat_bnds.attrs


def test_values_that_a_file_cannot_hold_are_not_written(tmp_path):
    found, values = world("points")
    values["tasmax"][3, 1] = 1e20  # what stands for missing in the file
    catalog, version, _ = published(tmp_path, found)
    with pytest.raises(StorageFailed, match="not what is stored"):
        export((version,), catalog.source, Targets(netcdf=tmp_path / "out"))
    assert list((tmp_path / "out").iterdir()) == []


PEAK = """
import re, sys
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
sys.path.insert(0, {root!r})
import numpy as np
from tests.integration import stored_worlds as worlds
from catalog.netcdf_export import write_netcdf

def peak():
    return int(re.search("VmHWM:[^0-9]+([0-9]+)", Path("/proc/self/status").read_text())[1]) * 1024

time = worlds.daily_axis(2000, 2009, calendar="noleap")
tile = np.tile(np.arange(3650, dtype="float32") % 50, (64, 1))

def write(side):
    grid = worlds.box_grid(side, side, south=0, step=0.25)
    found = worlds.found({{"tas": np.zeros((1, 1), dtype="float32")}}, time, grid)
    source = SimpleNamespace(
        time=time, grid=grid, tile_shape=(8, 8), variables=found.simulation.variables, fingerprint="made-up",
        read=lambda name, place: tile + np.float32(place[0]),
    )
    version = SimpleNamespace(**{version!r}, simulations=(found.simulation,), published=datetime.now())
    write_netcdf(version, found.simulation, source, Path({out!r}))

write(16)  # libraries are loaded
before = peak()
write(96)
print(peak() - before)
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="this system does not tell a process's peak memory")
def test_an_export_streams(tmp_path):
    """134 MB leave through a process that grows by a few tiles and the buffers of the libraries."""
    words = ("dataset", "title", "producer", "licence", "citation", "kind", "adjustment", "snapshot", "published_by")
    words += ("doi", "terms", "contact", "holder", "consent")
    version = dict.fromkeys(words, "x") | {
        "findings": (),
        "sources": (),
        "number": 1,
        "label": "x@1",
        "synthetic": False,
    }
    code = PEAK.format(root=str(Path(__file__).parents[2]), version=version, out=str(tmp_path))
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert int(run.stdout) < 0.75 * 96 * 96 * 3650 * 4


def offline_validator():
    validator = JsonSchemaSTACValidator()
    validator.schema_cache |= {
        uri: SCHEMAS[name] for uri, name in ((DATACUBE, "datacube"), (SCIENTIFIC, "scientific"), (VERSION, "version"))
    }
    return validator


@pytest.fixture
def no_network(monkeypatch):
    import socket

    def refuse(*_args, **_kwargs):
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    before = RegisteredValidator.get_validator()
    RegisteredValidator.set_validator(offline_validator())
    yield
    RegisteredValidator.set_validator(before)


def three_datasets(folder):
    catalog = worlds.catalog_in(folder / "home")
    for kind in ("rectilinear", "curvilinear", "points"):
        worlds.publish(catalog, kind, world(kind)[0], title=f"A {kind} dataset")
    versions = tuple(
        replace(v, licence="CC-BY-4.0", citation="Doe, doi:10.1000/a.", doi="doi:10.1000/xyz", producer="The office")
        for v in catalog.datasets()
    )
    return catalog, versions


def test_a_stac_catalogue_is_valid_offline(tmp_path, no_network):
    catalog, versions = three_datasets(tmp_path)
    done = export(versions, catalog.source, Targets(stac=tmp_path / "stac", netcdf=tmp_path / "nc"))
    root = StacCatalog.from_file(str(done.files["stac"][0]))
    root.validate()
    assert root.validate_all() == 3  # items; their collections are validated on the way
    collections = {c.id: c for c in root.get_collections()}
    assert set(collections) == {"rectilinear", "curvilinear", "points"}
    for collection in collections.values():
        assert set(collection.validate()) >= {DATACUBE, SCIENTIFIC, VERSION}
        (item,) = collection.get_items()
        assert Path(item.assets["data"].get_absolute_href()).is_file()
        assert item.properties["first_date"] == "2000-01-01"
        assert item.properties["last_date"] == "2001-12-30"
        assert collection.to_dict()["sci:doi"] == "10.1000/xyz"
        assert collection.to_dict()["sci:publications"] == [{"doi": "10.1000/a"}]
        assert Path(collection.assets["citation"].get_absolute_href()).is_file()
    (item,) = collections["rectilinear"].get_items()
    cube = item.properties["cube:dimensions"]
    assert cube["time"]["step"] == "P1D"
    assert cube["lat"] == {
        "type": "spatial",
        "axis": "y",
        "extent": [40.25, 44.25],
        "step": 0.5,
        "reference_system": 4326,
    }
    assert item.properties["cube:variables"]["tasmax"]["dimensions"] == ["time", "lat", "lon"]


def test_the_schemas_of_the_tests_refuse_what_is_wrong(tmp_path, no_network):
    catalog, versions = three_datasets(tmp_path)
    done = export(versions, catalog.source, Targets(stac=tmp_path))
    path = next(p for p in done.files["stac"] if "rectilinear_v1" in p.name)
    item = json.loads(path.read_text())
    schema = Draft7Validator(SCHEMAS["datacube"])
    assert schema.is_valid(item)
    del item["properties"]["cube:dimensions"]["lat"]["extent"]
    assert not schema.is_valid(item)


def test_dates_of_a_calendar_of_its_own_become_instants():
    assert instant("2000-02-30") == "2000-02-29T00:00:00Z"
    assert instant("2001-02-30", last=True) == "2001-02-28T23:59:59Z"
    assert instant("2001-02-29") == "2001-02-28T00:00:00Z"


def test_the_intake_table_leads_to_every_variable(tmp_path):
    catalog, versions = three_datasets(tmp_path)
    done = export(versions, catalog.source, Targets(intake=tmp_path / "intake"))
    description = json.loads(done.files["intake"][0].read_text())
    Draft7Validator(SCHEMAS["esmcat"]).validate(description)
    table = pd.read_csv(tmp_path / "intake" / description["catalog_file"])
    assert {a["column_name"] for a in description["attributes"]} < set(table.columns)
    assert len(table) == 6
    for row in table.itertuples():
        with xr.open_dataset(row.path, decode_times=False) as file:
            assert row.variable in file.data_vars
            assert file.attrs["source_id"] == row.model


def test_a_version_is_cited_after_the_citation_file_format(tmp_path):
    catalog, versions = three_datasets(tmp_path)
    done = export(versions[:1], catalog.source, Targets(citation=tmp_path))
    cited = yaml.safe_load((tmp_path / "CITATION.cff").read_text())
    assert done.files["citation"] == (tmp_path / "CITATION.cff",)
    Draft7Validator(SCHEMAS["cff"]).validate(cited)
    assert cited["doi"] == "10.1000/xyz"
    assert cited["license"] == "CC-BY-4.0"
    assert cited["version"] == "1"
    unknown = citation(replace(versions[0], licence="Ask us", citation="", doi="", producer=""))
    Draft7Validator(SCHEMAS["cff"]).validate(unknown)
    assert not {"license", "doi", "url"} & set(unknown)
    of_a_paper = citation(replace(versions[0], citation="Doe (2020), doi:10.1000/paper.", doi=""))
    assert "doi" not in of_a_paper
    assert "10.1000/paper" in of_a_paper["message"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("CC BY 4.0", "CC-BY-4.0"),
        (
            "Creative Commons Attribution 4.0 International License (https://creativecommons.org/licenses/by/4.0/)",
            "CC-BY-4.0",
        ),
        ("CC-BY-NC-SA-4.0", "CC-BY-NC-SA-4.0"),
        ("CC BY-SA 4.0", "CC-BY-SA-4.0"),
        ("CC BY 3.0", ""),
        ("Open Government Licence v3", "OGL-UK-3.0"),
        ("CMIP5 model data is under terms of use of its centre", ""),
        ("CC0", "CC0-1.0"),
        ("", ""),
    ],
)
def test_licences_are_recognised_and_not_guessed(text, expected):
    assert spdx(text) == expected


def test_dois_are_found_without_the_full_stop_after_them():
    text = "Doe (2020), https://doi.org/10.22033/ESGF/CMIP6.1317, and doi:10.1000/b."
    assert dois(text) == ("10.22033/ESGF/CMIP6.1317", "10.1000/b")
    assert dois("none") == ()


@pytest.mark.parametrize("wrong", ["nothing", "empty", "twice", "file"])
def test_an_export_that_cannot_be_is_refused_in_a_sentence(tmp_path, wrong):
    found, _ = world("points")
    catalog, version, _ = published(tmp_path, found)
    (tmp_path / "a-file").write_text("mine")
    versions = {"empty": (), "twice": (version, replace(version, number=2))}.get(wrong, (version,))
    target = {"nothing": None, "file": tmp_path / "a-file"}.get(wrong, tmp_path / "out")
    with pytest.raises(CatalogError) as refused:
        export(versions, catalog.source, Targets(stac=target))
    assert str(refused.value).endswith(".")
    assert (tmp_path / "a-file").read_text() == "mine"


def test_facets_that_look_alike_in_a_file_name_stay_apart(tmp_path):
    catalog = worlds.catalog_in(tmp_path / "home")
    runs = [worlds.random_found(2, 2, model=m)[0] for m in ("A/1", "A 1")]
    worlds.publish(catalog, "d", *runs)
    version = catalog.dataset("d")
    assert len({file_name(version, s) for s in version.simulations}) == 2


@pytest.fixture(scope="module")
def demo_home(tmp_path_factory):
    from broker.service import Broker
    from tests.integration import small_world

    home = tmp_path_factory.mktemp("home")
    small_world.publish(Broker(home), tmp_path_factory.mktemp("files"))
    return home


def test_the_service_opens_one_simulation(demo_home):
    from broker.service import Broker

    with dask.config.set(scheduler=no_computing):
        opened = Broker(demo_home).open("small", model="A", scenario="ssp245")
    assert int((opened.tasmax > 30).sum()) == 10 * 5
    assert opened.attrs["id"] == "small@1"


def test_the_command_exports_in_every_form(demo_home, tmp_path, capsys):
    from broker.cli import main

    forms = [part for form in ("netcdf", "stac", "intake", "citation") for part in (f"--{form}", str(tmp_path / form))]
    assert main(["--home", str(demo_home), "catalog", "export", "small@1", *forms, "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["status"], said["datasets"]) == ("exported", ["small@1"])
    assert [len(said[form]) for form in ("netcdf", "stac", "intake", "citation")] == [4, 7, 2, 1]
    assert all(Path(path).is_file() for form in ("netcdf", "stac", "intake", "citation") for path in said[form])


@pytest.mark.parametrize("asked", [["small"], ["nothing", "--stac", "out"], ["small@7", "--netcdf", "out"]])
def test_the_command_refuses_in_one_sentence(demo_home, tmp_path, capsys, monkeypatch, asked):
    from broker.cli import main

    monkeypatch.chdir(tmp_path)
    assert main(["--home", str(demo_home), "catalog", "export", *asked, "--json"]) == 1
    told = capsys.readouterr()
    assert json.loads(told.out)["error"]["message"] in told.err
    assert list(tmp_path.iterdir()) == []
