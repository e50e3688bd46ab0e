"""Regions: what is understood, true areas and distances, and what is refused."""

from __future__ import annotations

import itertools
import json
import math

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from translators.errors import RegionError
from translators.regions import EARTH_RADIUS_KM, borders, near, region_of, spherical_area_km2
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
