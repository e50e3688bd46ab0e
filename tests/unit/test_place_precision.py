"""What lies at a point, and places kept less exactly than they were given."""

from __future__ import annotations

import pytest
from shapely.geometry import Point, shape

from translators.errors import RegionError
from translators.gazetteer.reverse import places_at
from translators.precision import PRECISIONS, coarsened
from translators.regions import Region, region_of, spherical_area_km2


def point(lat: float, lon: float) -> Region:
    return region_of({"point": {"lat": lat, "lon": lon}})


@pytest.mark.parametrize(
    ("lat", "lon", "unit", "country", "town"),
    [
        (52.222, 0.885, "Suffolk", "United Kingdom", "Woolpit"),
        (-0.303, 36.08, "Rift Valley", "Kenya", "Nakuru"),
        (13.51, 2.11, "Niamey", "Niger", "Niamey"),
        (-33.87, 151.21, "New South Wales", "Australia", "Sydney"),
    ],
)
def test_a_point_is_named_by_what_holds_it(lat, lon, unit, country, town):
    here = places_at(lat, lon)
    assert here.unit is not None
    assert here.country is not None
    assert unit in here.unit.name
    assert here.country.name == country
    assert (here.town.short_name, here.distance_km < 5) == (town, True)


def test_at_sea_no_country_holds_a_point():
    here = places_at(-30, -30)
    assert (here.country, here.unit) == (None, None)
    assert here.distance_km > 500


@pytest.mark.parametrize("precision", [p for p in PRECISIONS if p.endswith("km")])
@pytest.mark.parametrize("lat", [0.0, 52.22, -41.3, 78.2])
def test_a_square_hides_where_in_it_a_place_lies(precision, lat):
    side_km = float(precision.split()[0])
    kept = coarsened(point(lat, 17.123), precision)
    same = {coarsened(point(lat + d, 17.123 + d), precision).geometry.coords[0] for d in (0.0, 1e-7, -1e-7)}
    moved = spherical_area_km2(shape({"type": "Polygon", "coordinates": [_square(kept.geometry, side_km)]}))
    assert len(same) <= 2  # on an edge of the squares, a hair's breadth decides
    assert moved == pytest.approx(side_km**2, rel=0.1)
    assert coarsened(kept, precision).geometry.equals(kept.geometry)


def _square(middle: Point, side_km: float) -> list[tuple[float, float]]:
    import math

    rows = side_km / 111.195 / 2
    columns = rows / math.cos(math.radians(middle.y))
    x, y = middle.x, middle.y
    return [
        (x - columns, y - rows), (x + columns, y - rows), (x + columns, y + rows), (x - columns, y + rows),
        (x - columns, y - rows),
    ]  # fmt: skip


def test_a_kept_square_lies_where_the_place_does_within_half_its_diagonal():
    from translators.regions import near

    for lat, lon in ((52.22, 0.88), (-0.3, 36.07), (-44.9, -170.2), (68.1, 179.99)):
        assert near(coarsened(point(lat, lon), "10 km"), lat, lon) < 7.2


def test_a_district_holds_its_place_and_tells_no_more():
    kept = coarsened(point(52.22, 0.88), "district")
    assert kept.name == "Suffolk, United Kingdom"
    assert kept.geometry.covers(Point(0.88, 52.22))
    assert region_of(kept.asked).geometry.equals(kept.geometry)
    with pytest.raises(RegionError, match="no first-level unit"):
        coarsened(point(-30, -30), "district")


def test_what_cannot_be_made_coarser_is_said():
    several = region_of({"several": [{"place": "Suffolk, GB"}, {"place": "Norfolk, England"}]})
    with pytest.raises(RegionError, match="a list is kept"):
        coarsened(several, "10 km")
    with pytest.raises(RegionError, match=r"1 km, 5 km") as refusal:
        coarsened(point(1, 1), "2 km")
    assert refusal.value.options == PRECISIONS
