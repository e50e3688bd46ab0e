"""The area that cells share with a region, against closed forms, and the one cell that holds a point."""

import itertools
import time

import numpy as np
import pytest
import shapely
from shapely.affinity import translate
from shapely.geometry import MultiPolygon, Point, Polygon, box

from broker.engine import rectilinear
from broker.engine.weights import find_overlap
from catalog.record import Grid
from tests.unit.archives import grid, stations, with_corners
from translators.spheres import EARTH_RADIUS_KM, spherical_area_km2


def rectangle_km2(west, south, east, north):
    """R² Δλ (sin φ2 − sin φ1)."""
    sines = np.sin(np.radians(north)) - np.sin(np.radians(south))
    return EARTH_RADIUS_KM**2 * np.radians(east - west) * sines


def world(step=10.0, first_lon=-180.0, *, is_descending=False):
    lats = np.arange(-90 + step / 2, 90, step)
    return grid(
        lats[::-1] if is_descending else lats, np.arange(first_lon + step / 2, first_lon + 360, step), step=step
    )


def flower(lon, lat, radius, petals=7, points=400):
    """A closed curve that bends in and out, with a round hole."""
    turn = np.linspace(0, 2 * np.pi, points, endpoint=False)
    reach = radius * (0.6 + 0.4 * np.cos(petals * turn))
    shape = Polygon(np.stack([lon + reach * np.cos(turn), lat + reach * np.sin(turn)], axis=-1))
    return shape.difference(Point(lon, lat).buffer(radius / 8))


def as_dict(overlap):
    return dict(zip(overlap.index.tolist(), overlap.area_km2.tolist(), strict=True))


GRIDS = {
    "rising": world(),
    "falling": world(is_descending=True),
    "0–360": world(first_lon=0),
    "from 5°W": world(first_lon=-5),
    "corners": with_corners(world()),
    "corners 0–360": with_corners(world(first_lon=0)),
}


@pytest.mark.parametrize("cells", GRIDS.values(), ids=GRIDS)
def test_a_rectangle_shares_with_each_cell_the_area_of_their_rectangle(cells):
    found = find_overlap(cells, box(13, 42, 34, 55))
    first = 5 if cells is GRIDS["from 5°W"] else 10
    wanted = sorted(
        rectangle_km2(max(13, w), max(42, s), min(34, w + 10), min(55, s + 10))
        for w in range(first, 34, 10)
        for s in (40, 50)
    )
    assert sorted(found.area_km2) == pytest.approx(wanted, rel=1e-12)
    assert found.region_area_km2 == pytest.approx(rectangle_km2(13, 42, 34, 55), rel=1e-12)
    assert found.covered == 1.0


@pytest.mark.parametrize("cells", GRIDS.values(), ids=GRIDS)
@pytest.mark.parametrize(
    "region",
    [
        flower(20, 45, 14),
        flower(0.5, 0.3, 9),
        MultiPolygon([box(170, -20, 180, -10), box(-180, -20, -175, -10)]),
        box(-180, -90, 180, 90),
        box(-180, 60, 180, 90),
        MultiPolygon([flower(20, 45, 5), flower(-70, -45, 8)]),
    ],
    ids=["with a hole", "over Greenwich", "over the antimeridian", "the Earth", "a polar cap", "two parts"],
)
def test_the_shares_add_up_to_the_region(cells, region):
    found = find_overlap(cells, region)
    assert found.area_km2.sum() == pytest.approx(spherical_area_km2(region), rel=1e-11)
    assert np.all(np.diff(found.index) > 0)
    assert np.all((found.lon >= -180) & (found.lon < 180))
    for lon, lat, around in zip(found.lon, found.lat, found.corners, strict=True):
        assert shapely.Polygon(around).covers(Point(lon, lat)) or around[:, 0].max() > 180


def test_every_share_is_that_of_cutting_polygons():
    cells, region = world(5.0), flower(20.3, 45.7, 14)
    found = as_dict(find_overlap(cells, region))
    index = np.arange(cells.cells)
    for k, around in zip(index, rectilinear.corners(cells, index), strict=True):
        cut = spherical_area_km2(Polygon(around).intersection(region))
        assert found.get(k, 0.0) == pytest.approx(cut, rel=1e-10, abs=1e-6)


def test_an_ellipse_of_random_points_falls_into_the_cells_by_their_shares():
    cells, region = world(5.0), flower(20.3, 45.7, 14)
    random = np.random.default_rng(4)
    west, south, east, north = region.bounds
    lon = random.uniform(west, east, 200_000)
    lat = np.degrees(np.arcsin(random.uniform(np.sin(np.radians(south)), np.sin(np.radians(north)), lon.size)))
    inside = shapely.contains_xy(region, lon, lat)
    hit = (np.floor((lat + 90) / 5) * 72 + np.floor((lon + 180) / 5)).astype(int)[inside]
    for k, area in as_dict(find_overlap(cells, region)).items():
        share = area / spherical_area_km2(region)
        assert np.mean(hit == k) == pytest.approx(share, abs=5 * np.sqrt(share / inside.sum()) + 1e-4)


def test_turning_longitudes_by_a_circle_changes_nothing():
    region = flower(3, 50, 9)
    plain = world(5.0)
    wanted = as_dict(find_overlap(plain, region))
    turned = Grid("rectilinear", plain.lat, plain.lon + 360, plain.lat_bounds, plain.lon_bounds + 360)
    assert as_dict(find_overlap(turned, region)) == pytest.approx(wanted, rel=1e-12)


def test_a_polygon_smaller_than_a_cell_takes_that_cell_and_keeps_its_area():
    farm = box(0.8801, 52.2201, 0.8851, 52.2226)
    for cells in (world(1.0), with_corners(world(5.0))):
        found = find_overlap(cells, farm)
        assert len(found) == 1
        assert found.area_km2[0] == pytest.approx(spherical_area_km2(farm), rel=1e-12)
        assert found.covered == 1.0


def test_parts_outside_the_grid_belong_to_the_regions_area():
    cells = grid([45.5, 46.5], [10.5, 11.5])
    found = find_overlap(cells, box(11, 46, 13, 47))
    assert as_dict(found) == pytest.approx({3: rectangle_km2(11, 46, 12, 47)}, rel=1e-12)
    assert found.region_area_km2 == pytest.approx(rectangle_km2(11, 46, 13, 47), rel=1e-12)
    assert found.covered == pytest.approx(0.5)


@pytest.mark.parametrize("cells", [grid([45.5, 46.5], [10.5, 11.5]), with_corners(grid([45.5, 46.5], [10.5, 11.5]))])
@pytest.mark.parametrize("region", [box(12, 46, 13, 47), box(10, 47, 12, 48), box(-60, 45, -59, 46), Point(9.99, 46)])
def test_a_region_outside_or_beside_the_grid_has_no_cell(cells, region):
    assert len(find_overlap(cells, region)) == 0


def test_a_meridian_written_twice_counts_once():
    lon = np.arange(0, 361, 10.0)  # 0 and 360 are the same column
    plain = world()
    cells = Grid("rectilinear", plain.lat, lon, plain.lat_bounds, np.stack([lon - 5, lon + 5], axis=1))
    found = find_overlap(cells, box(-3, 0, 3, 10))
    assert as_dict(found) == pytest.approx({9 * 37: rectangle_km2(-3, 0, 3, 10)}, rel=1e-12)


def test_bounds_that_differ_by_rounding_leave_no_gap():
    west = np.arange(0, 360, 0.7).astype(np.float32)[:-1]
    bounds = np.stack([west, (west.astype(np.float64) + 0.7).astype(np.float32)], axis=1).astype(np.float64)
    plain = world()
    cells = Grid("rectilinear", plain.lat, bounds.mean(axis=1), plain.lat_bounds, bounds)
    region = box(100, 0, 200 - 30, 10)
    assert find_overlap(cells, region).covered == 1.0


def test_bounds_written_across_the_seam_are_understood():
    bounds = np.array([[355.0, 5.0], [5.0, 15.0]])
    plain = world()
    cells = Grid("rectilinear", plain.lat, np.array([0.0, 10.0]), plain.lat_bounds, bounds)
    assert find_overlap(cells, Point(-4, 3)).index.tolist() == [9 * 2]
    assert find_overlap(cells, box(-5, 0, 15, 10)).covered == 1.0


@pytest.mark.parametrize("name", GRIDS)
@pytest.mark.parametrize(("lon", "lat"), [(20, 43), (23, 40), (25, 40), (-180, 3), (180, 3), (0, 0), (-170, -80)])
def test_a_point_on_an_edge_lies_in_the_cell_east_and_north_of_it(name, lon, lat):
    found = find_overlap(GRIDS[name], Point(lon, lat))
    (around,) = found.corners
    to_centre = 5 - (lon + 5) % 10 if name == "from 5°W" else 5 - lon % 10
    assert (found.lon[0] - lon + 180) % 360 - 180 == pytest.approx(to_centre)
    assert found.lat[0] - lat == pytest.approx({43: 2, 3: 2}.get(lat, 5))
    assert found.area_km2.tolist() == [1.0]
    assert around.shape == (4, 2)


@pytest.mark.parametrize("is_descending", [False, True])
def test_a_point_on_the_grids_own_outer_edge_lies_in_the_last_cell(is_descending):
    cells = grid([46.5, 45.5] if is_descending else [45.5, 46.5], [10.5, 11.5])
    north = 0 if is_descending else 1
    for made in (cells, with_corners(cells)):
        assert find_overlap(made, Point(12, 47)).index.tolist() == [north * 2 + 1]
        assert find_overlap(made, Point(10, 47)).index.tolist() == [north * 2]
        assert find_overlap(made, Point(12, 45)).index.tolist() == [(1 - north) * 2 + 1]


def test_the_poles_and_the_antimeridian_lie_in_a_cell():
    assert find_overlap(world(), Point(33, 90)).lat.tolist() == [85]
    assert find_overlap(world(), Point(33, -90)).lat.tolist() == [-85]
    ends_there = grid([0.5], [178.5, 179.5])
    assert find_overlap(ends_there, Point(180, 0.3)).index.tolist() == [1]
    assert find_overlap(ends_there, Point(-180, 0.3)).index.tolist() == [1]


def test_each_of_many_points_lies_in_exactly_one_cell():
    random = np.random.default_rng(0)
    for cells, corners in itertools.product((world(), world(first_lon=0, is_descending=True)), (False, True)):
        made = with_corners(cells) if corners else cells
        for lon, lat in zip(random.uniform(-180, 180, 20), random.uniform(-90, 90, 20), strict=True):
            found = find_overlap(made, Point(lon, lat))
            assert len(found) == 1
            assert abs(found.lat[0] - lat) <= 5
            assert abs(np.mod(found.lon[0] - lon + 180, 360) - 180) <= 5


def turned_grid(centre_lat, centre_lon, n=15, half_deg=12.0):
    """A square grid round a place on the sphere, as a rotated pole makes it: lat, lon and corners, and which cells."""
    edges = np.radians(np.linspace(-half_deg, half_deg, n + 1))

    def on_earth(x, y):
        # The place (0°, 0°) turned to the centre.
        p = np.stack([np.cos(y) * np.cos(x), np.cos(y) * np.sin(x), np.sin(y)], axis=-1)
        a, b = np.radians(-centre_lat), np.radians(centre_lon)
        about_y = np.array([[np.cos(a), 0, np.sin(a)], [0, 1, 0], [-np.sin(a), 0, np.cos(a)]])
        about_z = np.array([[np.cos(b), -np.sin(b), 0], [np.sin(b), np.cos(b), 0], [0, 0, 1]])
        q = p @ (about_z @ about_y).T
        return np.degrees(np.arctan2(q[..., 1], q[..., 0])), np.degrees(np.arcsin(q[..., 2]))

    x, y = np.meshgrid(edges, edges)
    lon, lat = on_earth(x, y)
    around = [(slice(0, -1), slice(0, -1)), (slice(0, -1), slice(1, None)), (slice(1, None), slice(1, None))]
    around.append((slice(1, None), slice(0, -1)))
    middle = (edges[1:] + edges[:-1]) / 2
    lons, lats = on_earth(*np.meshgrid(middle, middle))
    corner_lon = np.stack([lon[k] for k in around], axis=-1)
    return Grid("curvilinear", lats, lons, np.stack([lat[k] for k in around], axis=-1), corner_lon)


@pytest.mark.parametrize(("lat", "lon"), [(50, 10), (-33, 179), (0, 0), (70, -120)])
def test_a_turned_grid_covers_what_lies_in_it(lat, lon):
    cells = turned_grid(lat, lon)
    region = Point(0, 0).buffer(4)
    shapes = [translate(region, lon, lat)]
    if lon == 179:
        whole = shapes[0]
        east = whole.intersection(box(-180, -90, 180, 90))
        west = translate(whole.intersection(box(180, -90, 360, 90)), -360)
        shapes = [MultiPolygon([east, west])]
    found = find_overlap(cells, shapes[0])
    assert found.area_km2.sum() == pytest.approx(spherical_area_km2(shapes[0]), rel=1e-9)
    assert find_overlap(cells, Point(lon, lat)).index.tolist() == [7 * 15 + 7]


def test_corners_in_any_order_make_the_same_cell():
    plain = turned_grid(50, 10)
    order = [0, 2, 1, 3]
    mixed = Grid("curvilinear", plain.lat, plain.lon, plain.lat_bounds[..., order], plain.lon_bounds[..., order])
    region = Point(10, 50).buffer(4)
    assert as_dict(find_overlap(mixed, region)) == pytest.approx(as_dict(find_overlap(plain, region)), rel=1e-9)


def test_a_cell_that_holds_the_pole_is_closed_there():
    cells = turned_grid(90, 0, n=5)
    assert find_overlap(cells, Point(123, 89.9)).index.tolist() == [12]
    cap = box(-180, 89, 180, 90)
    found = find_overlap(cells, cap)
    assert found.index.tolist() == [12]
    assert found.covered == pytest.approx(1.0, abs=1e-9)


def test_the_nearest_station_answers_up_to_fifty_kilometres_away():
    places = stations([52.3, 52.0, 10.0], [0.9, 359.0, 20.0])
    assert find_overlap(places, Point(0.88, 52.22)).index.tolist() == [0]
    assert find_overlap(places, Point(-1.1, 52.0)).index.tolist() == [1]
    assert find_overlap(places, Point(-1.1, 52.0)).lon.tolist() == [-1.0]
    assert len(find_overlap(places, Point(0.9, 53.0))) == 0
    inside = find_overlap(places, box(0.5, 51.9, 1.2, 52.5))
    assert inside.index.tolist() == [0]
    assert inside.corners is None
    assert inside.covered == 1.0


def test_of_several_stations_in_a_region_the_middle_one_answers_also_over_the_antimeridian():
    places = stations([0.0, 0.0, 0.0, 70.0], [171.0, 179.0, -171.0, 179.0])
    region = MultiPolygon([box(170, -5, 180, 5), box(-180, -5, -170, 5)])
    assert find_overlap(places, region).index.tolist() == [1]
    beside = MultiPolygon([box(171.6, -5, 178.4, 5), box(-178, -5, -171.1, 5)])
    assert find_overlap(places, beside).index.tolist() == [2]


def test_a_country_on_a_fine_grid_is_weighed_in_a_blink():
    cells, country = world(0.25), flower(20, 45, 8, points=20_000)
    find_overlap(cells, country)
    start = time.perf_counter()
    found = find_overlap(cells, country)
    assert len(found) > 1000
    assert time.perf_counter() - start < 0.5  # a tenth of this on an idle machine


@pytest.mark.parametrize(("lon", "lat"), [(11, 46), (11, 45.5), (10.5, 46), (10, 45), (10.2, 45.7)])
def test_a_grid_of_one_cell_holds_the_points_of_all_its_edges(lon, lat):
    cells = grid([45.5], [10.5])
    for made in (cells, with_corners(cells)):
        assert find_overlap(made, Point(lon, lat)).index.tolist() == [0]
