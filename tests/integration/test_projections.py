"""Grids in metres: placed by their CF grid mapping, each centre and corner."""

from __future__ import annotations

import netCDF4
import numpy as np
import pytest
from pyproj import CRS, Transformer

from catalog.reading import understand
from catalog.record import Facets

LAMBERT = {
    "grid_mapping_name": "lambert_conformal_conic", "standard_parallel": [30.0, 60.0],
    "longitude_of_central_meridian": 10.0, "latitude_of_projection_origin": 50.0, "false_easting": 0.0,
    "false_northing": 0.0, "semi_major_axis": 6371229.0, "inverse_flattening": 0.0,
}  # fmt: skip
MERCATOR = {
    "grid_mapping_name": "transverse_mercator", "scale_factor_at_central_meridian": 0.9996,
    "longitude_of_central_meridian": -2.0, "latitude_of_projection_origin": 49.0, "false_easting": 400000.0,
    "false_northing": -100000.0, "semi_major_axis": 6377563.396, "semi_minor_axis": 6356256.909,
}  # fmt: skip


def write(path, mapping, units="km", names=("projection_x_coordinate", "projection_y_coordinate")):
    x, y = np.array([200.0, 212.0, 224.0]), np.array([300.0, 312.0])
    scale = 1 if units == "km" else 1000
    with netCDF4.Dataset(path, "w") as file:
        file.setncatts({"source_id": "M", "experiment_id": "historical", "variant_label": "r1i1p1f1"})
        for name, values in (("time", np.arange(365.0)), ("y", y * scale), ("x", x * scale)):
            file.createDimension(name, values.size)
            file.createVariable(name, "f8", (name,))[:] = values
        file["time"].setncatts({"units": "days since 2001-01-01", "calendar": "noleap"})
        file["x"].setncatts({"units": units, "standard_name": names[0]})
        file["y"].setncatts({"units": units, "standard_name": names[1]})
        file.createVariable("crs", "i4").setncatts(mapping)
        field = file.createVariable("tas", "f4", ("time", "y", "x"))
        field.setncatts({"units": "K", "grid_mapping": "crs"})
        field[:] = 280 + np.arange(365 * 6).reshape(365, 2, 3) % 17
    return x * 1000, y * 1000


@pytest.mark.parametrize("mapping", [LAMBERT, MERCATOR])
@pytest.mark.parametrize("units", ["km", "m"])
def test_a_grid_in_metres_lies_where_its_mapping_says(tmp_path, mapping, units):
    x, y = write(tmp_path / "x.nc", mapping, units)
    crs = CRS.from_cf(mapping)
    turn = Transformer.from_crs(crs, crs.geodetic_crs, always_xy=True)
    with understand([tmp_path / "x.nc"], Facets("x")) as understood:
        understood.raise_if_refused()
        (found,) = understood.simulations
        lon, lat = turn.transform(x[2], y[1])
        assert (found.grid.kind, found.grid.shape) == ("curvilinear", (2, 3))
        assert (found.grid.lat[1, 2], found.grid.lon[1, 2]) == pytest.approx((lat, lon), abs=1e-9)
        lon, lat = turn.transform(x[2] + 6000, y[1] + 6000)
        assert (found.grid.lat_bounds[1, 2, 2], found.grid.lon_bounds[1, 2, 2]) == pytest.approx((lat, lon), abs=1e-9)
        assert found.simulation.resolution_km == pytest.approx(12, abs=0.5)
        assert "coordinates-from-projection" in [f.code for f in understood.findings]


def test_without_a_mapping_that_is_understood_nothing_is_guessed(tmp_path):
    write(tmp_path / "x.nc", {"grid_mapping_name": "flat_earth"})
    with understand([tmp_path / "x.nc"], Facets("x")) as understood:
        assert [f.code for f in understood.errors] == ["coordinates-not-found"]
