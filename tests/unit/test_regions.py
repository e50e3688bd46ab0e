"""Regions: what is understood, true areas and distances, and what is refused."""

from __future__ import annotations

import itertools
import json
import math
import time

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from translators.errors import RegionError, TranslationError
from translators.regions import EARTH_RADIUS_KM, Region, borders, near, region_of, spherical_area_km2
from translators.spheres import distance_km, great_circle_km

SPHERE_KM2 = 4 * math.pi * EARTH_RADIUS_KM**2


def box_area_km2(west, south, east, north):
    """The area between two meridians and two parallels, in closed form."""
    band = math.sin(math.radians(north)) - math.sin(math.radians(south))
    return EARTH_RADIUS_KM**2 * math.radians(east - west) * band


def polygon(*corners):
    return {"type": "Polygon", "coordinates": [[*map(list, corners), list(corners[0])]]}


def drawn(geometry):
    return region_of({"geojson": geometry})


def bbox(west, south, east, north):
    return region_of({"bbox": {"west": west, "south": south, "east": east, "north": north}})


# --- points and boxes -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lon", [-5.25, 354.75])
def test_a_point_may_be_given_in_either_longitude_convention(lon):
    region = region_of({"point": {"lat": 7, "lon": lon}})
    assert (region.geometry.x, region.geometry.y) == (-5.25, 7)
    assert region.name == "7°N, 5.25°W"
    assert region.is_point
    assert region.area_km2 == 0.0


@given(lon=st.decimals(-179, 180, places=6).map(float))
def test_a_turn_of_360_degrees_changes_no_bit_of_a_point(lon):
    turned = lon + 360 if lon <= 0 else lon - 360
    there, again = (region_of({"point": {"lat": 0, "lon": x}}) for x in (lon, turned))
    assert json.dumps(there.to_json()["geometry"]) == json.dumps(again.to_json()["geometry"])
    assert there.name == again.name


@pytest.mark.parametrize(
    ("sides", "parts"),
    [
        ((-75, 42, -72, 45), 1),
        ((285, 42, 288, 45), 1),
        ((350, -5, 10, 5), 1),  # over Greenwich
        ((170, -20, -170, -10), 2),  # over the antimeridian
        ((170, -20, 190, -10), 2),
        ((-180, -90, 180, 90), 1),
        ((0, -90, 360, 90), 1),
    ],
)
def test_a_box_has_its_true_area_and_lies_between_minus_180_and_180(sides, parts):
    west, south, east, north = sides
    region = bbox(*sides)
    assert len(shapely.get_parts(region.geometry)) == parts
    assert -180 <= region.geometry.bounds[0] < region.geometry.bounds[2] <= 180
    width = east if east > west else east + 360
    assert region.area_km2 == pytest.approx(box_area_km2(west, south, width, north), rel=1e-13)


def test_a_box_over_the_antimeridian_says_so_in_its_name():
    assert bbox(170, -20, -170, -10).name == "a box from 170°E to 170°W and 20°S to 10°S"


def test_a_box_round_the_earth_says_so_in_its_name():
    assert bbox(0, -10, 360, 10).name == "a box round the Earth from 10°S to 10°N"


def test_zero_is_zero_whatever_its_sign():
    plus, minus = (region_of({"point": {"lat": zero, "lon": zero}}) for zero in (0.0, -0.0))
    assert json.dumps(plus.to_json()["geometry"]) == json.dumps(minus.to_json()["geometry"])


def test_the_same_box_in_both_conventions_is_the_same_shape():
    assert bbox(-75.3, 42, -72.1, 45).geometry == bbox(284.7, 42, 287.9, 45).geometry


@pytest.mark.parametrize(
    "asked",
    [
        {"point": {"lat": 91, "lon": 0}},
        {"point": {"lat": 120.5, "lon": 15}},
        {"point": {"lat": 0, "lon": 361}},
        {"point": {"lat": 0, "lon": -361}},
        {"point": {"lat": float("nan"), "lon": 0}},
        {"point": {"lat": 0, "lon": float("inf")}},
        {"point": {"lat": 10**400, "lon": 0}},
        {"point": {"lat": "52,2", "lon": 0}},
        {"point": {"lat": True, "lon": 0}},
        {"point": {"lat": None, "lon": 0}},
        {"point": {"lat": 52.2}},
        {"point": {"latitude": 52.2, "longitude": 0.9}},
        {"point": {"lat": 52.2, "lon": 0.9, "height": 3}},
        {"point": [52.2, 0.9]},
        {"point": "52.2, 0.9"},
        {"bbox": [-75, 42, -72, 45]},
        {"bbox": {"west": -75, "south": 45, "east": -72, "north": 42}},
        {"bbox": {"west": -75, "south": 42, "east": -75, "north": 45}},
        {"bbox": {"west": -75, "south": 42, "east": -72, "north": 42}},
        {"bbox": {"west": -180, "south": 42, "east": 270, "north": 45}},
        {"bbox": {"west": -75, "south": -91, "east": -72, "north": 45}},
        {"bbox": {"west": -75, "south": 42, "east": -72}},
        {"place": ""},
        {"place": 7},
        {"place": "x" * 5000},
        {"place": None},
        {},
        {"town": "Woolpit"},
        {"point": {"lat": 1, "lon": 2}, "place": "Woolpit"},
        "Woolpit",
        None,
        [1, 2],
    ],
)
def test_a_region_that_cannot_be_is_refused_beside_the_region(asked):
    with pytest.raises(RegionError) as refusal:
        region_of(asked)
    assert refusal.value.about == "region"
    assert 40 < len(str(refusal.value)) < 600


def test_exchanged_latitude_and_longitude_are_suspected_aloud():
    with pytest.raises(RegionError, match=r"try lat: -1\.3, lon: 136\.8"):
        region_of({"point": {"lat": 136.8, "lon": -1.3}})
    with pytest.raises(RegionError, match="longitude first"):
        drawn(polygon((-1, 136), (-2, 136), (-2, 137)))


# --- areas and distances --------------------------------------------------------------------------------------------


def test_the_sphere_has_the_area_of_the_sphere():
    assert spherical_area_km2(shapely.box(-180, -90, 180, 90)) == pytest.approx(SPHERE_KM2, rel=1e-14)


def test_an_octant_is_an_eighth_of_the_sphere():
    assert spherical_area_km2(shapely.box(0, 0, 90, 90)) == pytest.approx(SPHERE_KM2 / 8, rel=1e-14)


def test_a_slanted_edge_is_straight_in_longitude_and_latitude():
    # Under the line φ = λ from 0 to L: ∫ sin λ dλ = 1 − cos L.
    triangle = shapely.Polygon([(0, 0), (60, 0), (60, 60)])
    assert spherical_area_km2(triangle) == pytest.approx(EARTH_RADIUS_KM**2 * (1 - math.cos(math.pi / 3)), rel=1e-14)


def test_a_hole_is_no_area_and_the_direction_of_rings_does_not_matter():
    outer, inner = shapely.box(0, 0, 10, 10), shapely.box(2, 2, 4, 4)
    want = box_area_km2(0, 0, 10, 10) - box_area_km2(2, 2, 4, 4)
    for ring in (inner.exterior.coords, inner.exterior.coords[::-1]):
        assert spherical_area_km2(shapely.Polygon(outer.exterior.coords, [ring])) == pytest.approx(want, rel=1e-13)


@pytest.mark.parametrize("size_deg", [1e-3, 1e-4, 1e-5])
@pytest.mark.parametrize("lat", [0.0, 52.22, -89.9])
def test_a_small_field_keeps_its_digits(size_deg, lat):
    field = shapely.box(0.88, lat, 0.88 + size_deg, lat + size_deg)
    west, south, east, north = field.bounds
    middle, half = math.radians((south + north) / 2), math.radians(north - south) / 2
    want = EARTH_RADIUS_KM**2 * math.radians(east - west) * 2 * math.cos(middle) * math.sin(half)
    assert spherical_area_km2(field) == pytest.approx(want, rel=1e-9)


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10_000), cuts=st.integers(1, 12))
def test_the_parts_of_a_shape_have_the_area_of_the_whole(seed, cuts):
    rng = np.random.default_rng(seed)
    whole = shapely.convex_hull(shapely.multipoints(rng.uniform((-170, -80), (170, 80), (9, 2))))
    west, _, east, _ = whole.bounds
    edges = np.linspace(west, east, cuts + 1)
    strips = [shapely.intersection(whole, shapely.box(a, -90, b, 90)) for a, b in itertools.pairwise(edges)]
    assert sum(map(spherical_area_km2, strips)) == pytest.approx(spherical_area_km2(whole), rel=1e-11)


@pytest.mark.parametrize(
    ("lat", "lon", "want_deg"),
    [
        (0.5, 0.5, 0.0),
        (0.0, 0.0, 0.0),  # a corner
        (-3.0, 0.5, 3.0),
        (0.0, 5.0, 4.0),
        (0.0, 365.0, 4.0),  # the same place
        (0.0, -5.0, 5.0),
    ],
)
def test_the_distance_to_a_box_is_along_the_shortest_great_circle(lat, lon, want_deg):
    region = bbox(0, 0, 1, 1)
    assert near(region, lat, lon) == pytest.approx(math.radians(want_deg) * EARTH_RADIUS_KM, rel=1e-6)


def test_the_distance_to_a_point_is_that_of_the_great_circle_even_over_the_antimeridian():
    region = region_of({"point": {"lat": 0, "lon": 179}})
    assert near(region, 0, -179) == pytest.approx(math.radians(2) * EARTH_RADIUS_KM)


def test_a_station_west_of_the_antimeridian_is_near_a_box_east_of_it():
    assert near(bbox(-180, -1, -170, 1), 0, 179.5) == pytest.approx(math.radians(0.5) * EARTH_RADIUS_KM, rel=1e-6)


@settings(max_examples=30, deadline=None)
@given(lat=st.floats(-80, 80), lon=st.floats(-180, 180))
def test_the_distance_to_a_shape_is_that_of_its_nearest_place(lat, lon):
    shape = shapely.Polygon([(10, 50), (14, 58), (20, 55), (18, 49)])
    lines = shapely.get_coordinates(shapely.segmentize(shape.exterior, 0.005))
    want = float(great_circle_km(lines[:, 1], lines[:, 0], lat, lon).min())
    found = distance_km(shape, lat, lon)
    assert found == 0.0 if shapely.intersects_xy(shape, lon, lat) else found == pytest.approx(want, rel=1e-3, abs=0.3)


# --- shapes ---------------------------------------------------------------------------------------------------------


def test_a_drawn_triangle_is_a_region():
    region = drawn(polygon((0, 50), (1, 50), (1, 51)))
    assert region.name == "the drawn area"
    assert region.source == "given by the user"
    assert region.geometry.equals(shapely.Polygon([(0, 50), (1, 50), (1, 51)]))


def test_a_feature_gives_the_region_its_name_on_one_tidy_line():
    feature = {
        "type": "Feature",
        "properties": {"name": "  Upper\nfield\x00 "},
        "geometry": polygon((0, 0), (1, 0), (1, 1)),
    }
    assert drawn(feature).name == "Upper field"
    assert drawn({"type": "FeatureCollection", "features": [feature]}).name == "Upper field"
    assert len(drawn({**feature, "properties": {"name": "x" * 5000}}).name) == 80
    assert drawn({**feature, "properties": {"name": {"a": 1}}}).name == "the drawn area"
    assert drawn({**feature, "properties": None}).name == "the drawn area"


def test_a_single_point_of_geojson_is_a_point():
    region = drawn({"type": "Point", "coordinates": [370.5, 52.2, 40.0]})
    assert (region.geometry.x, region.geometry.y) == (10.5, 52.2)


def test_features_that_touch_are_one_area():
    left, right = polygon((0, 0), (1, 0), (1, 1), (0, 1)), polygon((1, 0), (2, 0), (2, 1), (1, 1))
    features = [{"type": "Feature", "properties": {}, "geometry": g} for g in (left, right)]
    region = drawn({"type": "FeatureCollection", "features": features})
    assert region.area_km2 == pytest.approx(box_area_km2(0, 0, 2, 1), rel=1e-12)
    assert region.geometry.geom_type == "Polygon"


@pytest.mark.parametrize("shift", [0, 360])
def test_a_shape_over_the_antimeridian_is_split_there(shift):
    ring = [(178, -18), (182, -18), (182, -16), (178, -16)]
    region = drawn(polygon(*[(lon - 360 + shift, lat) for lon, lat in ring]))
    assert [p.bounds for p in shapely.get_parts(region.geometry)] == [(-180, -18, -178, -16), (178, -18, 180, -16)] or [
        p.bounds for p in shapely.get_parts(region.geometry)
    ] == [(178, -18, 180, -16), (-180, -18, -178, -16)]
    assert region.area_km2 == pytest.approx(box_area_km2(178, -18, 182, -16), rel=1e-12)


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 100_000))
def test_a_turn_of_360_degrees_changes_no_bit_of_a_shape(seed):
    rng = np.random.default_rng(seed)
    hull = shapely.convex_hull(shapely.multipoints(rng.uniform((100, -60), (179, 60), (8, 2)).round(6)))
    ring = shapely.get_coordinates(hull)[:-1]
    there = drawn(polygon(*ring.tolist()))
    turned = drawn(polygon(*(ring - [360, 0]).tolist()))
    assert json.dumps(there.to_json()["geometry"]) == json.dumps(turned.to_json()["geometry"])


def test_a_shape_read_in_is_read_again_unchanged():
    first = drawn(polygon((178, -18), (182, -18), (182, -16), (178, -16)))
    again = region_of(json.loads(json.dumps(first.asked)))
    assert again == first
    assert Region.from_json(json.loads(json.dumps(first.to_json()))) == first


def star(points):
    """A ring that crosses itself at every edge."""
    angles = np.arange(points) * (points // 2) * 2 * np.pi / points
    return polygon(*zip((10 * np.cos(angles)).tolist(), (10 * np.sin(angles)).tolist(), strict=True))


def nested(depth):
    value = polygon((0, 0), (1, 0), (1, 1))
    for _ in range(depth):
        value = {"type": "GeometryCollection", "geometries": [value]}
    return value


def circle(corners):
    angles = np.linspace(0, 2 * np.pi, corners, endpoint=False)
    return polygon(*zip((10 * np.cos(angles)).tolist(), (10 * np.sin(angles)).tolist(), strict=True))


def with_holes(count):
    holes = [[[x / count, 0.4], [(x + 0.5) / count, 0.4], [x / count, 0.5], [x / count, 0.4]] for x in range(count)]
    return {"type": "Polygon", "coordinates": [[[-1, 0], [2, 0], [2, 1], [-1, 1], [-1, 0]], *holes]}


BOW_TIE = polygon((0, 0), (1, 1), (1, 0), (0, 1))
TRIANGLE = polygon((0, 0), (1, 0), (1, 1))


@pytest.mark.parametrize(
    ("geometry", "says"),
    [
        (BOW_TIE, "not a simple area: self-intersection near longitude 0.5, latitude 0.5"),
        (star(2001), "not a simple area"),
        (polygon((0, 0), (1, 0), (2, 0)), "not a simple area|no area|lie on one line"),
        (polygon((0, 0), (1, 0), (1, 1), (1, 2), (1, 1)), "not a simple area"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1]]]}, "fewer than four"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 1]]]}, "open"),
        ({"type": "Polygon", "coordinates": []}, "no ring"),
        ({"type": "Polygon", "coordinates": None}, "no ring"),
        ({"type": "Polygon", "coordinates": "0 0 1 1"}, "no ring"),
        ({"type": "Polygon", "coordinates": [[1, 2, 3, 4]]}, r"\[longitude, latitude\]"),
        ({"type": "Polygon", "coordinates": [[[0], [1], [2], [0]]]}, r"\[longitude, latitude\]"),
        ({"type": "Polygon"}, "no GeoJSON geometry"),
        ({"type": "LineString", "coordinates": [[0, 0], [1, 1]]}, "encloses no area"),
        ({"type": "Circle", "coordinates": [0, 0], "radius": 5}, "encloses no area"),
        ({"type": "MultiPolygon", "coordinates": []}, "no geometry"),
        ({"type": "Feature", "geometry": None}, "no GeoJSON geometry"),
        ({"type": "FeatureCollection", "features": []}, "no geometry"),
        ({"type": "FeatureCollection", "features": {}}, "no list of features"),
        (
            {"type": "GeometryCollection", "geometries": [TRIANGLE, {"type": "Point", "coordinates": [0, 0]}]},
            "one point",
        ),
        (polygon((0, 0), (1, 0), (float("nan"), 1)), "not lie on the Earth"),
        (polygon((0, 0), (1, 0), (float("inf"), 1)), "not lie on the Earth"),
        (polygon((0, 0), (1, 0), (10**300, 1)), "not lie on the Earth"),
        (polygon((0, 0), (1, 0), ("1", "1")), r"\[longitude, latitude\]"),
        (polygon((0, 0), (1, 0), (None, 1)), r"\[longitude, latitude\]"),
        (polygon((0, 0), (1, 0), (True, 1)), r"\[longitude, latitude\]"),
        (polygon((500_000, 200_000), (500_100, 200_000), (500_100, 200_100)), "WGS84 degrees"),
        (polygon((0, 0), (1, 0), (1, 90.5)), "not lie on the Earth"),
        (polygon((170, -18), (-170, -18), (-170, -16), (170, -16)), "either way"),
        ({**TRIANGLE, "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3857"}}}, "projection"),
        ({**TRIANGLE, "crs": "EPSG:27700"}, "projection"),
        (nested(50), "deep"),
        (circle(100_001), "more than 100000 corners"),
        (with_holes(10_001), "rings"),
        ({"type": "MultiPolygon", "coordinates": [[[[0, 0]]]] * 20_000}, "20000 parts"),
        ({"type": "FeatureCollection", "features": [1] * 20_000}, "20000 features"),
        (
            {"type": "GeometryCollection", "geometries": [TRIANGLE, polygon((0.5, 0), (2, 0), (2, 1))]},
            "overlap by",
        ),
        (7, "no GeoJSON"),
        (None, "no GeoJSON"),
        ([1, 2], "no GeoJSON"),
        ({}, "no GeoJSON"),
    ],
)
def test_shapes_that_cannot_be_used_are_refused_quickly_and_say_why(geometry, says):
    start = time.perf_counter()
    with pytest.raises(RegionError, match=says) as refusal:
        drawn(geometry)
    assert time.perf_counter() - start < 2
    assert refusal.value.about == "region"
    assert len(str(refusal.value)) < 600


def test_a_shape_of_as_many_corners_as_are_allowed_is_read_in_time():
    start = time.perf_counter()
    region = drawn(circle(99_999))
    assert region.area_km2 > 0
    assert time.perf_counter() - start < 12  # a second on an idle machine


def test_the_crs_of_wgs84_is_no_other_projection():
    for name in ("urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:EPSG::4326", "EPSG:4326"):
        assert drawn({**TRIANGLE, "crs": {"type": "name", "properties": {"name": name}}}).area_km2 > 0


# --- files ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["../secret.geojson", "/etc/passwd", "sub/../../secret.geojson", "link.geojson", "a\x00b.geojson"]
)
def test_files_elsewhere_are_not_read(tmp_path, name):
    (tmp_path / "secret.geojson").write_text(json.dumps(TRIANGLE))
    home = tmp_path / "home"
    home.mkdir()
    (home / "link.geojson").symlink_to(tmp_path / "secret.geojson")
    with pytest.raises(RegionError) as refusal:
        region_of({"geojson": name}, beside=home)
    assert str(tmp_path) not in str(refusal.value)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "not GeoJSON"),
        (b"PK\x03\x04zip", "not GeoJSON"),
        (b'{"type": "Polygon", "coordinates": [[[0,0],[1,0],[1,1]', "not GeoJSON"),
        (b'{"type":"Polygon","coordinates":' + b"[" * 200_000, "not GeoJSON"),
        (b'{"type":"Polygon","coordinates":[[[' + b"9" * 10_000 + b",0]]]}", "not GeoJSON"),
        (b" " * 5_000_001, "larger than 5 MB"),
        (b"[1, 2]", "no GeoJSON geometry"),
    ],
)
def test_files_that_hold_no_shape_are_refused(tmp_path, content, says):
    (tmp_path / "farm.geojson").write_bytes(content)
    with pytest.raises(RegionError, match=says):
        region_of({"geojson": "farm.geojson"}, beside=tmp_path)


def test_a_file_name_without_a_folder_is_refused():
    with pytest.raises(RegionError, match="without a folder"):
        region_of({"geojson": "farm.geojson"})


def test_an_absent_file_and_a_folder_are_refused(tmp_path):
    for name in ("absent.geojson", "."):
        with pytest.raises(RegionError, match="cannot be opened"):
            region_of({"geojson": name}, beside=tmp_path)


@settings(max_examples=100, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(
                st.sampled_from(
                    ["type", "coordinates", "geometry", "features", "properties", "geometries", "name", "crs"]
                ),
                inner | st.sampled_from(["Feature", "Polygon", "FeatureCollection", "Point", "MultiPolygon"]),
                max_size=4,
            )
        ),
        max_leaves=12,
    )
)
def test_any_json_is_a_shape_or_a_refusal_and_nothing_else(value):
    try:
        region = drawn(value)
    except TranslationError:
        return
    assert region.geometry.is_valid


# --- borders --------------------------------------------------------------------------------------------------------


def test_no_border_runs_across_the_whole_map():
    for line in borders((-180, -85, 180, 85)):
        assert np.abs(np.diff(line[:, 0])).max() < 60


def test_borders_are_cut_to_the_box_of_the_map():
    lines = borders((-10, 49, 3, 60))
    assert lines
    xy = np.concatenate(lines)
    assert xy[:, 0].min() >= -10
    assert xy[:, 0].max() <= 3
    assert len(borders((-10, 49, 3, 60), units=True)) > len(lines)


def test_borders_run_over_the_antimeridian_in_the_longitudes_of_the_map():
    xy = np.concatenate(borders((170, -25, 190, -10)))  # Fiji
    assert xy[:, 0].min() < 179
    assert xy[:, 0].max() > 181


def test_the_open_ocean_has_no_borders():
    assert borders((-140, -40, -138, -38)) == []
