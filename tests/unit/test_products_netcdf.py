"""`product.nc`: one flat file for simulations of different grids and calendars, that reads back bit for bit."""

import datetime as dt

import cftime
import numpy as np
import pytest
import xarray as xr

from broker.products.delivery import Delivery
from broker.products.netcdf import write_netcdf
from tests.unit.results import MADE_AT, MISMATCHES, WORLDS, county, farm, two_grids

DELIVERY = Delivery(
    "How many hot days?",
    mismatches=MISMATCHES,
    citations=(("made-up-cmip6@1", "A paper (2020)", "CC BY 4.0", "Made Up"),),
    made_at=MADE_AT,
)


def read(result, tmp_path, delivery=DELIVERY):
    path = tmp_path / "product.nc"
    write_netcdf(result, delivery, path)
    with xr.open_dataset(path) as dataset:
        return dataset.load()


@pytest.mark.parametrize("world", sorted(WORLDS))
def test_every_number_reads_back_bit_for_bit(world, tmp_path):
    result = WORLDS[world]()
    dataset = read(result, tmp_path)
    index = result.recipe.index
    for number, one in enumerate(result.series):
        rows = np.searchsorted(dataset.season.values, one.label_years)
        own = dataset.cell_grid.values == dataset.simulation_grid.values[number]
        held = dataset.isel(simulation=number)
        np.testing.assert_array_equal(held[f"{index}_area_mean"].values[rows], one.values)
        np.testing.assert_array_equal(held.valid_fraction.values[rows], one.valid_fraction)
        np.testing.assert_array_equal(held[index].values[np.ix_(rows, own)], one.cells.values)
        assert np.isnan(held[index].values[:, ~own]).all()
        assert dataset.model.values[number] == one.model


def test_the_area_mean_follows_from_cells_and_weights(tmp_path):
    result = county(missing_cells=(3,))
    dataset = read(result, tmp_path)
    field, weight = dataset[result.recipe.index], dataset.cell_weight
    known = field.notnull()
    mean = (field * weight).sum("cell") / (known * weight).sum("cell").where(known.any("cell"))
    np.testing.assert_allclose(mean, dataset[f"{result.recipe.index}_area_mean"], rtol=1e-12)
    np.testing.assert_allclose((known * weight).sum("cell"), dataset.valid_fraction.fillna(0.0), rtol=1e-12, atol=1e-15)


def test_each_calendar_keeps_its_own_time(tmp_path):
    dataset = read(two_grids(), tmp_path)
    assert list(dataset.time_axis.values) == ["time_360_day"] * 2 + ["time_noleap"] * 2
    first, last = dataset.time_360_day_bnds.values[5]
    assert first == cftime.Datetime360Day(1994, 12, 1)
    assert last == cftime.Datetime360Day(1995, 3, 1)  # the midnight that ends 30 February
    assert dataset.time_noleap_bnds.values[5][1] == cftime.DatetimeNoLeap(1995, 3, 1)
    assert dataset.season.values[5] == 1995


def test_one_calendar_gives_one_plain_time(tmp_path):
    dataset = read(county(), tmp_path)
    assert dataset.time.attrs["standard_name"] == "time"
    assert dataset.time_bnds.values[0][0] == np.datetime64("1985-06-01")


def test_it_carries_the_attributes_of_its_conventions(tmp_path):
    result = farm()
    dataset = read(result, tmp_path)
    assert dataset.attrs["Conventions"] == "CF-1.11, ACDD-1.3"
    wanted = "title summary keywords id license references history date_created creator_name geospatial_lat_min "
    wanted += "geospatial_lon_max time_coverage_start time_coverage_end standard_name_vocabulary source"
    assert not [name for name in wanted.split() if name not in dataset.attrs]
    assert dataset.attrs["license"] == "made-up-cmip6@1: CC BY 4.0"
    assert dataset.attrs["recipe"].encode() == result.recipe.canonical
    index = dataset[result.recipe.index]
    assert index.attrs["units"] == "days"
    assert index.attrs["standard_name"] == "number_of_days_with_air_temperature_above_threshold"
    assert index.attrs["operator"] == ">"
    assert float(index.thresh) == 30.0
    assert index.thresh.attrs["units"] == "degC"


def test_a_station_beside_cells_has_corners_in_its_own_place(tmp_path):
    dataset = read(farm(), tmp_path)
    station = dataset.cell_grid.values == dataset.simulation_grid.values[-1]
    np.testing.assert_array_equal(dataset.lat_bnds.values[station], [[52.23] * 4])


def test_a_region_over_the_antimeridian_has_its_west_in_the_east(tmp_path):
    dataset = read(WORLDS["over_the_date_line"](), tmp_path)
    assert dataset.attrs["geospatial_lon_min"] == pytest.approx(178.0)
    assert dataset.attrs["geospatial_lon_max"] == pytest.approx(-178.0)


def test_equal_products_have_equal_bytes_at_any_time(tmp_path):
    for name in ("a.nc", "b.nc"):
        write_netcdf(farm(), DELIVERY, tmp_path / name)
    assert (tmp_path / "a.nc").read_bytes() == (tmp_path / "b.nc").read_bytes()


def test_without_a_time_of_making_it_names_none(tmp_path):
    attributes = read(farm(), tmp_path, Delivery("Hot?")).attrs
    assert "date_created" not in attributes
    assert str(dt.date.today().year) not in attributes["history"]
