"""The data that travel with the project are real, whole, small, and say where they come from."""

from __future__ import annotations

from pathlib import Path

import netCDF4
import numpy as np
import pytest

from catalog.embedded import HERE, embedded_datasets
from catalog.embedded.make import COLUMNS, MODELS, SCENARIOS, make_station, make_woolpit, read_woolpit_table
from tests.integration.stored_worlds import catalog_in

ROOT = Path(__file__).parents[2]
TABLES = ROOT.parent / "shared" / "data"
WOOLPIT = HERE / "woolpit-cmip6"

needs_tables = pytest.mark.skipif(not TABLES.is_dir(), reason="the original tables are not on this machine")


def test_everything_embedded_stays_below_16_megabytes():
    folders = (HERE, ROOT / "translators" / "gazetteer")
    total = sum(path.stat().st_size for folder in folders for path in folder.rglob("*") if path.is_file())
    assert total < 16_000_000


def test_the_station_is_published_before_the_models_that_are_compared_with_it():
    assert [e.facets.dataset for e in embedded_datasets()] == [
        "suffolk-station",
        "woolpit-cmip6",
        "north-america-annual",
    ]
    assert [len(e.paths) for e in embedded_datasets()] == [1, 9, 2]


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_each_woolpit_file_holds_one_whole_simulation(model, scenario):
    with netCDF4.Dataset(WOOLPIT / f"day_{model}_{scenario}_woolpit.nc") as file:
        assert (file.source_id, file.experiment_id) == (model, scenario)
        assert "doi:10.22033/ESGF/CMIP6." in file.references
        dates = netCDF4.num2date(file["time"][:], file["time"].units, calendar=file["time"].calendar)
        years = (1995, 2014) if scenario == "historical" else (2020, 2099)
        assert (dates[0].year, dates[-1].year) == years
        assert np.array_equal(np.diff(file["time"][:]), np.ones(dates.size - 1))
        assert any((d.month, d.day) == (2, 29) for d in dates)
        for column in COLUMNS:
            assert file[column.name].dtype == np.float64
            assert file[column.name].units == column.units


def test_known_values_of_the_first_day_stand_in_the_file():
    with netCDF4.Dataset(WOOLPIT / "day_CanESM5_historical_woolpit.nc") as file:
        first = {c.name: float(file[c.name][0]) for c in COLUMNS}
        assert first == {
            "tasmin": 6.4991455,
            "tasmax": 9.349518,
            "pr": 0.19531554644345306,
            "evspsblpot": 0.4956120597056139,
        }
        assert (float(file["lat"][...]), float(file["lon"][...])) == (52.22057, 0.8847)


@needs_tables
def test_every_value_equals_the_table_it_came_from():
    for model in MODELS:
        parts = sorted((TABLES / "point_cmip6_woolpit").glob(f"{model}_ssp585_*.csv"))
        with netCDF4.Dataset(WOOLPIT / f"day_{model}_ssp585_woolpit.nc") as file:
            for column in COLUMNS:
                told = np.concatenate([read_woolpit_table(path).values[column.name] for path in parts])
                assert np.array_equal(file[column.name][:].filled(np.nan), told)


@needs_tables
def test_making_the_files_again_gives_the_same_values(tmp_path):
    made = [make_station(TABLES / "stations_aquacrop" / "suffolk_climate.txt", tmp_path)]
    made += make_woolpit(TABLES / "point_cmip6_woolpit", tmp_path)
    for path in made:
        (kept,) = HERE.glob(f"*/{path.name}")
        with netCDF4.Dataset(path) as again, netCDF4.Dataset(kept) as shipped:
            assert again.__dict__ == shipped.__dict__
            for name in ("time", *(c.name for c in COLUMNS)):
                assert np.array_equal(again[name][:], shipped[name][:])


@needs_tables
def test_the_north_american_files_are_copied_unchanged():
    for scenario in ("A1B", "E1"):
        name = f"{scenario}_north_america.nc"
        original = (TABLES / "scenarios_annual_360day" / name).read_bytes()
        assert (HERE / "north-america-annual" / name).read_bytes() == original


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """A catalog with the station and the models, as `broker demo` publishes them."""
    catalog = catalog_in(tmp_path_factory.mktemp("home"))
    reports = {e.facets.dataset: catalog.publish(list(e.paths), e.facets) for e in embedded_datasets()}
    return catalog, reports


def test_all_embedded_data_publish_with_the_right_simulations(filled):
    _, reports = filled
    assert {r.status for r in reports.values()} == {"published"}
    woolpit = reports["woolpit-cmip6"].simulations
    assert sorted(s.key for s in woolpit) == sorted((m, s, "") for m in MODELS for s in SCENARIOS)
    assert {(s.years, s.cells, s.frequency, s.calendar) for s in woolpit} == {
        ((1995, 2014), 1, "day", "standard"),
        ((2020, 2099), 1, "day", "standard"),
    }
    assert [s.years for s in reports["suffolk-station"].simulations] == [(1991, 2021)]
    american = reports["north-america-annual"].simulations
    assert [s.key for s in american] == [("HadGEM2-AO", "A1B", ""), ("HadGEM2-AO", "E1", "")]
    assert {(s.calendar, s.frequency, s.cells) for s in american} == {("360_day", "yr", 37 * 49)}


def test_the_known_flaws_are_found_by_looking_at_the_data(filled):
    _, reports = filled
    found = {(f.code, f.models) for f in reports["woolpit-cmip6"].findings if f.severity == "warning"}
    codes = {code for code, _ in found}
    assert {"not-bias-adjusted", "years-absent", "invented-leap-day", "bias-against-observations"} <= codes
    leap = {model for code, models in found if code == "invented-leap-day" for model in models}
    assert leap == {"CanESM5", "NorESM2-LM"}


def test_the_nights_of_miroc6_are_found_4_degrees_too_warm(filled):
    _, reports = filled
    (nights,) = (
        f
        for f in reports["woolpit-cmip6"].findings
        if (f.code, f.variable, f.models) == ("bias-against-observations", "tasmin", ("MIROC6",))
    )
    # 12.01 degC in the tables of the model, 7.64 degC at the station, 1995 to 2014
    assert "MIROC6's nights (tasmin) are 4.4 °C warmer than Suffolk station in 1995–2014" in nights.message
    assert nights.severity == "warning"


def test_what_is_stored_is_what_the_files_hold(filled):
    catalog, _ = filled
    source = catalog.source_of("woolpit-cmip6", 1, ("MIROC6", "ssp245", ""))
    with netCDF4.Dataset(WOOLPIT / "day_MIROC6_ssp245_woolpit.nc") as file:
        for column in COLUMNS:
            assert np.array_equal(source.read(column.name, (0, 0))[0], file[column.name][:].filled(np.nan))
    source = catalog.source_of("north-america-annual", 1, ("HadGEM2-AO", "E1", ""))
    with netCDF4.Dataset(HERE / "north-america-annual" / "E1_north_america.nc") as file:
        corner = file["air_temperature"][:, 32:37, 48:49].filled(np.nan).reshape(240, 5)
        assert np.array_equal(source.read("tas", (2, 3)), corner.T)
        assert source.read("tas", (2, 3)).dtype == np.float32


def test_publishing_the_embedded_data_again_changes_nothing(filled):
    catalog, reports = filled
    station = embedded_datasets()[0]
    report = catalog.publish(list(station.paths), station.facets)
    assert (report.version, report.findings[-1].code) == (1, "already-published")
    assert len(catalog.datasets(include_retired=True)) == len(reports)
