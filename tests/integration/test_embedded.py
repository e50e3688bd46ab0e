"""The data that travel with the project are real, whole, small, and say where they come from."""

from __future__ import annotations

from pathlib import Path

import netCDF4
import numpy as np
import pytest

from catalog.embedded import HERE, embedded_datasets
from catalog.embedded.make import COLUMNS, MODELS, SCENARIOS, make_station, make_woolpit, read_woolpit_table

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
