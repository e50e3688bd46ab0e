"""Shapes that people draw or hand in: read, cut at the antimeridian, and refused with the reason."""

from __future__ import annotations

import json
import time

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.test_regions import box_area_km2, drawn, polygon
from translators.errors import RegionError, TranslationError
from translators.regions import Region, region_of


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
