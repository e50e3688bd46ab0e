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


NAMES = ("projection_x_coordinate", "projection_y_coordinate")


def write(path, mapping, units="km", names=NAMES, shift=(0.0, 0.0), named=True):
    x, y = np.array([200.0, 212.0, 224.0]) + shift[0], np.array([300.0, 312.0]) + shift[1]
    scale = 1000 if units == "m" else 1
    with netCDF4.Dataset(path, "w") as file:
        file.setncatts({"source_id": "M", "experiment_id": "historical", "variant_label": "r1i1p1f1"})
        for name, values in (("time", np.arange(365.0)), ("y", y * scale), ("x", x * scale)):
            file.createDimension(name, values.size)
            file.createVariable(name, "f8", (name,))[:] = values
        file["time"].setncatts({"units": "days since 2001-01-01", "calendar": "noleap"})
        for axis, name in zip("xy", names, strict=True):
            file[axis].setncatts({"units": units} | ({"standard_name": name} if name else {}))
        file.createVariable("crs", "i4").setncatts(mapping)
        field = file.createVariable("tas", "f4", ("time", "y", "x"))
        field.setncatts({"units": "K"} | ({"grid_mapping": "crs"} if named else {}))
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


ROTATED = {
    "grid_mapping_name": "rotated_latitude_longitude", "grid_north_pole_latitude": 39.25,
    "grid_north_pole_longitude": -162.0,
}  # fmt: skip
SPHERE = {"earth_radius": 6371229.0, "false_easting": 0.0, "false_northing": 0.0}
#: Grid mappings of CF, and where their own origin lies: x, y → latitude, longitude.
KINDS = {
    "polar_stereographic": ({
        "latitude_of_projection_origin": 90.0, "straight_vertical_longitude_from_pole": -45.0,
        "standard_parallel": 70.0,
    }, (90.0, None)),
    "stereographic": ({
        "latitude_of_projection_origin": 52.0, "longitude_of_projection_origin": 5.0,
        "scale_factor_at_projection_origin": 1.0,
    }, (52.0, 5.0)),
    "lambert_azimuthal_equal_area": ({
        "latitude_of_projection_origin": 52.0, "longitude_of_projection_origin": 10.0,
    }, (52.0, 10.0)),
    "albers_conical_equal_area": ({
        "standard_parallel": [29.5, 45.5], "longitude_of_central_meridian": -96.0,
        "latitude_of_projection_origin": 23.0,
    }, (23.0, -96.0)),
    "mercator": ({"longitude_of_projection_origin": 12.0, "standard_parallel": 0.0}, (0.0, 12.0)),
    "lambert_cylindrical_equal_area": ({
        "longitude_of_central_meridian": 12.0, "standard_parallel": 30.0,
    }, (0.0, 12.0)),
    "azimuthal_equidistant": ({
        "latitude_of_projection_origin": -30.0, "longitude_of_projection_origin": 25.0,
    }, (-30.0, 25.0)),
    "sinusoidal": ({"longitude_of_projection_origin": 20.0}, (0.0, 20.0)),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_grid_mapping_places_its_own_origin(tmp_path, kind):
    parameters, (lat, lon) = KINDS[kind]
    write(tmp_path / "x.nc", {"grid_mapping_name": kind, **SPHERE, **parameters}, shift=(-212.0, -312.0))
    with understand([tmp_path / "x.nc"], Facets("x")) as understood:
        understood.raise_if_refused()
        grid = understood.simulations[0].grid
        assert grid.lat[1, 1] == pytest.approx(lat, abs=1e-6)
        assert lon is None or grid.lon[1, 1] == pytest.approx(lon, abs=1e-6)


def test_a_rotated_grid_without_latitudes_is_turned_back(tmp_path):
    names = ("grid_longitude", "grid_latitude")
    write(tmp_path / "x.nc", ROTATED, "degrees", names, shift=(-212.0, -312.0))
    with understand([tmp_path / "x.nc"], Facets("x")) as understood:
        understood.raise_if_refused()
        grid = understood.simulations[0].grid
        # The middle of the rotated grid, 0 / 0, is 90° from its pole: EURO-CORDEX's 50.75 N, 18 E.
        assert (grid.lat[1, 1], grid.lon[1, 1]) == pytest.approx((50.75, 18.0), abs=1e-6)


def test_axes_by_their_names_and_the_only_mapping_of_a_file_are_enough(tmp_path):
    write(tmp_path / "x.nc", LAMBERT, "m", ("", ""), named=False)
    with understand([tmp_path / "x.nc"], Facets("x")) as understood:
        understood.raise_if_refused()
        assert understood.simulations[0].grid.kind == "curvilinear"


def test_without_a_mapping_that_is_understood_nothing_is_guessed(tmp_path):
    write(tmp_path / "x.nc", {"grid_mapping_name": "flat_earth"})
    with understand([tmp_path / "x.nc"], Facets("x")) as understood:
        assert [f.code for f in understood.errors] == ["coordinates-not-found"]
