"""The sun over a place: its path of the year, how long it is up, and the latitudes of the cells that it shines on."""

from __future__ import annotations

import math

import numpy as np
import pytest

from broker.engine.sky import Sky
from broker.engine.tiles import latitudes, tiles_of
from tests.unit.archives import PLAIN, MemorySource, daily_axis, grid, stations, with_corners

#: Spencer (1971): of the angle of the day from 1 January, the factors of cos and sin of its multiples.
DECLINATION = (0.006918, [(-0.399912, 0.070257), (-0.006758, 0.000907), (-0.002697, 0.00148)])
DISTANCE = (1.00011, [(0.034221, 0.00128), (0.000719, 0.000077)])


def series(table, angle):
    first, terms = table
    return first + sum(a * math.cos(n * angle) + b * math.sin(n * angle) for n, (a, b) in enumerate(terms, start=1))


@pytest.mark.parametrize(
    ("calendar", "days"), [("standard", (365, 366)), ("noleap", (365, 365)), ("360_day", (360, 360))]
)
def test_declination_and_distance_are_those_of_spencer_in_the_days_of_each_calendar(calendar, days):
    axis = daily_axis(2003, 2004, calendar)
    sky = Sky.of(axis, np.array([0.0]))
    for year, length in enumerate(days):
        for day in (0, 1, 40, 100, 171, 250, length - 1):
            at = sky.of_step[year * days[0] + day]
            angle = 2 * math.pi * day / length
            assert sky.declination[at] == pytest.approx(series(DECLINATION, angle), abs=1e-14)
            assert sky.distance[at] == pytest.approx(series(DISTANCE, angle), abs=1e-14)


@pytest.mark.parametrize("latitude", [-60.0, -33.0, 0.0, 10.0, 52.0])
def test_radiation_and_hours_are_the_suns_height_added_up_over_the_day(latitude):
    sky = Sky.of(daily_axis(2003, 2003), np.array([latitude]))
    angles = np.linspace(-np.pi, np.pi, 200_001)
    for at in (0, 80, 172, 300):
        lat, dec = math.radians(latitude), sky.declination[at]
        height = math.sin(lat) * math.sin(dec) + math.cos(lat) * math.cos(dec) * np.cos(angles)
        mean = np.trapezoid(np.maximum(height, 0.0), angles) / (2 * np.pi)
        assert sky.radiation(1367.0)[0, at] == pytest.approx(1367.0 * sky.distance[at] * mean * 0.0864, rel=1e-6)
        assert sky.hours()[0, at] == pytest.approx(24 * (height > 0).mean(), abs=1e-3)


def test_the_sun_stays_down_or_up_beyond_the_polar_circle():
    sky = Sky.of(daily_axis(2003, 2003), np.array([80.0, -80.0]))
    midsummer = sky.of_step[171]
    assert sky.hours()[:, midsummer].tolist() == [24.0, 0.0]
    assert sky.radiation(1367.0)[1, midsummer] == 0


@pytest.mark.parametrize("kind", [lambda cells: cells, with_corners])
def test_each_cell_of_a_tile_has_its_own_latitude_at_the_edges_of_the_grid_too(kind):
    lats = [10.0, 20.0, 30.0, 40.0, 50.0]
    cells = kind(grid(lats, [0.0, 1.0, 2.0], step=1.0))
    source = MemorySource(daily_axis(2003, 2003), cells, {"tas": np.zeros((15, 365))}, PLAIN)
    for tile in tiles_of(np.arange(15), (5, 3), (2, 2)):
        wanted = np.repeat(lats, 3)[tile.at]
        assert latitudes(source, tile)[tile.rows].tolist() == wanted.tolist()
        ty, tx = tile.tile
        assert latitudes(source, tile).size == min(2, 5 - 2 * ty) * min(2, 3 - 2 * tx)


def test_stations_have_their_own_latitudes():
    points = stations([50.0, -10.0, 3.0], [0.0, 1.0, 2.0])
    source = MemorySource(daily_axis(2003, 2003), points, {"tas": np.zeros((3, 365))}, PLAIN, tile_shape=(1, 2))
    found = [latitudes(source, tile).tolist() for tile in tiles_of(np.arange(3), points.shape, (1, 2))]
    assert found == [[50.0, -10.0], [3.0]]
