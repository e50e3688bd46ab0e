import numpy as np
import pytest

from catalog.grids import GridRefused, bbox, find_grid, resolution_km, same_grid
from catalog.record import Facets, Grid
from tests.unit.described_files import field, file, lat, lon, time, variable

NOWHERE = Facets("x")


def place(*variables, facets=NOWHERE, **shape):
    described = file(time(np.arange(4)), *variables, field(steps=4, **shape))
    return find_grid(described, described.variables["tas"], "time", facets)


def bounds(name, edges, dimension):
    edges = np.asarray(edges, dtype="f8")
    return variable(name, np.stack([edges[:-1], edges[1:]], axis=1), [dimension, "bnds"])


def codes(findings):
    return [f.code for f in findings]


def test_bounds_come_from_the_file_where_they_hold_the_centres():
    placed, findings = place(
        lat(bounds="lat_bnds"), lon(bounds="lon_bnds"),
        bounds("lat_bnds", [49.6, 50.5, 51.4], "lat"), bounds("lon_bnds", [-0.5, 0.5, 1.5, 2.5], "lon"),
    )  # fmt: skip
    assert placed.grid.bounds_from == "file"
    assert placed.grid.lat_bounds[0].tolist() == [49.6, 50.5]
    assert placed.dimensions == ("lat", "lon")
    assert not findings


def test_without_bounds_edges_lie_midway_and_that_is_said():
    placed, findings = place(lat([10.0, 12.0]), lon([0.0, 1.0, 3.0]))
    assert placed.grid.bounds_from == "midpoints"
    assert placed.grid.lat_bounds.tolist() == [[9.0, 11.0], [11.0, 13.0]]
    assert placed.grid.lon_bounds.tolist() == [[-0.5, 0.5], [0.5, 2.0], [2.0, 4.0]]
    assert codes(findings) == ["bounds-from-midpoints"]


def test_bounds_that_miss_their_centres_are_replaced_and_that_is_said():
    placed, findings = place(lat(bounds="lat_bnds"), lon(), bounds("lat_bnds", [0.0, 1.0, 2.0], "lat"))
    assert placed.grid.bounds_from == "midpoints"
    assert "bounds-contradict-centres" in codes(findings)


def test_descending_latitudes_and_longitudes_to_360_stay_as_they_are():
    placed, _ = place(lat([51.0, 50.0]), lon([357.0, 358.0, 359.0]))
    assert placed.grid.lat.tolist() == [51.0, 50.0]
    assert placed.grid.lat_bounds.tolist() == [[51.5, 50.5], [50.5, 49.5]]
    assert placed.grid.lon.tolist() == [357.0, 358.0, 359.0]
    assert bbox(placed.grid) == (-3.5, 49.5, -0.5, 51.5)


def test_cells_at_the_pole_do_not_reach_beyond_it():
    placed, _ = place(lat([88.0, 90.0]), lon())
    assert placed.grid.lat_bounds.max() == 90.0


def test_corners_of_a_rotated_grid_come_from_the_file():
    lats, lons = np.meshgrid([50.0, 51.0], [0.0, 1.0, 2.0], indexing="ij")
    around = [(-0.5, -0.5), (-0.5, 0.5), (0.5, 0.5), (0.5, -0.5)]
    placed, findings = place(
        variable("lat", lats, ["y", "x"], units="degrees_north", bounds="lat_vertices"),
        variable("lon", lons, ["y", "x"], units="degrees_east", bounds="lon_vertices"),
        variable("lat_vertices", np.stack([lats + a for a, _ in around], -1), ["y", "x", "vertices"]),
        variable("lon_vertices", np.stack([lons + b for _, b in around], -1), ["y", "x", "vertices"]),
        dimensions=("time", "y", "x"), coordinates="lat lon",
    )  # fmt: skip
    assert (placed.grid.kind, placed.grid.bounds_from) == ("curvilinear", "file")
    assert placed.grid.lat_bounds.shape == (2, 3, 4)
    assert not findings


def test_corners_that_a_rotated_grid_lacks_lie_between_four_centres_across_the_date_line_too():
    lats, lons = np.meshgrid([0.5, 1.5], [179.0, 180.0, 181.0], indexing="ij")
    placed, findings = place(
        variable("lat", lats, ["y", "x"], units="degrees_north"),
        variable("lon", lons, ["y", "x"], units="degrees_east"),
        dimensions=("time", "y", "x"),
    )
    assert placed.grid.bounds_from == "midpoints"
    np.testing.assert_allclose(sorted(placed.grid.lon_bounds[0, 1]), [179.5, 179.5, 180.5, 180.5], atol=1e-3)
    np.testing.assert_allclose(sorted(placed.grid.lat_bounds[0, 1]), [0, 0, 1, 1], atol=1e-3)
    assert codes(findings) == ["bounds-from-midpoints"]
    west, _, east, _ = bbox(placed.grid)
    assert west > 0 > east  # the box crosses the date line


def test_stations_are_points_with_names():
    described = file(
        time(np.arange(4)),
        variable("lat", np.array([48.8, 67.8, 48.8]), ["location"], units="degrees_north"),
        variable("lon", np.array([-123.1, -115.1, -78.2]), ["location"], units="degrees_east"),
        field(steps=4, dimensions=("time", "location"), shape=(3,), coordinates="lat lon"),
    )
    placed, _ = find_grid(described, described.variables["tas"], "time", NOWHERE)
    assert (placed.grid.kind, placed.grid.shape, placed.grid.cells) == ("points", (1, 3), 3)
    assert placed.grid.lat_bounds is None
    assert resolution_km(placed.grid) is None
    assert bbox(placed.grid) == (-123.1, 48.8, -78.2, 67.8)


def test_a_place_given_as_scalars_is_a_point():
    described = file(
        time(np.arange(4)),
        variable("lat", np.float64(52.2), [], units="degrees_north"),
        variable("lon", np.float64(0.88), [], units="degrees_east"),
        field(steps=4, dimensions=("time",), shape=()),
    )
    placed, findings = find_grid(described, described.variables["tas"], "time", NOWHERE)
    assert (placed.grid.kind, placed.dimensions) == ("points", ())
    assert not findings


def test_an_option_gives_a_place_to_a_file_that_has_none_but_not_to_one_that_has():
    described = file(time(np.arange(4)), field(steps=4, dimensions=("time",), shape=()))
    given = Facets("x", lat=52.2, lon=0.88)
    placed, findings = find_grid(described, described.variables["tas"], "time", given)
    assert placed.grid.lat.tolist() == [52.2]
    assert codes(findings) == ["location-given"]
    placed, findings = place(lat(), lon(), facets=given)
    assert placed.grid.lat.tolist() == [50.0, 51.0]
    assert "location-given" in codes(findings)


@pytest.mark.parametrize(
    ("coordinates", "code"),
    [
        ((), "coordinates-not-found"),
        ((lat(),), "coordinates-not-found"),
        ((lat([50.0, np.nan]), lon()), "coordinates-undefined"),
        ((lat([50.0, 500.0]), lon()), "coordinates-undefined"),
        ((lat(), lon([0.0, 2.0, 1.0])), "coordinates-unsorted"),
    ],
)
def test_a_place_that_is_not_understood_says_why(coordinates, code):
    with pytest.raises(GridRefused) as refused:
        place(*coordinates)
    assert refused.value.found.code == code


def test_a_latitude_on_another_dimension_than_the_station_is_no_place():
    described = file(
        time(np.arange(4)), lat([50.0, 51.0]), lon([0.0, 1.0]),
        field(steps=4, dimensions=("time", "station"), shape=(2,)),
    )  # fmt: skip
    with pytest.raises(GridRefused) as refused:
        find_grid(described, described.variables["tas"], "time", NOWHERE)
    assert "station" in refused.value.found.message


def test_tracks_and_profiles_are_no_series():
    described = file(time(np.arange(4)), lat(), lon(), field(steps=4), featureType="trajectory")
    with pytest.raises(GridRefused) as refused:
        find_grid(described, described.variables["tas"], "time", NOWHERE)
    assert refused.value.found.code == "feature-type-not-served"


def test_grids_are_the_same_whatever_turn_their_longitudes_are_on():
    def grid(lats, lons):
        return Grid("rectilinear", np.array(lats), np.array(lons), None, None)

    assert same_grid(grid([1.0, 2.0], [359.0]), grid([1.0, 2.0], [-1.0]))
    assert not same_grid(grid([1.0, 2.0], [359.0]), grid([1.04, 2.04], [359.0]))
    assert not same_grid(grid([1.0, 2.0], [359.0]), grid([1.0], [359.0]))


def test_the_size_of_a_cell_is_the_root_of_its_true_area():
    placed, _ = place(lat([-0.5, 0.5]), lon())  # one degree at the equator
    assert resolution_km(placed.grid) == pytest.approx(111.2, abs=0.1)
