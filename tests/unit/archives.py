"""Small archives in memory for the engine's tests: a few cells, a few years, every day known."""

from __future__ import annotations

import numpy as np

from broker.recipe import Input, Recipe
from catalog.calendars import day_number
from catalog.record import Grid, TimeAxis, Variable
from translators.periods import YEAR, Season, Years

#: Name → (units stored, canonical units, scale, offset).
STORED = {
    "tas": ("K", "degC", 1.0, -273.15),
    "tasmax": ("K", "degC", 1.0, -273.15),
    "tasmin": ("K", "degC", 1.0, -273.15),
    "pr": ("kg m-2 s-1", "mm/day", 86400.0, 0.0),
}
PLAIN = {
    "tas": ("degC", "degC", 1.0, 0.0),
    "tasmax": ("degC", "degC", 1.0, 0.0),
    "tasmin": ("degC", "degC", 1.0, 0.0),
    "pr": ("mm/day", "mm/day", 1.0, 0.0),
}


def daily_axis(first_year: int, last_year: int, calendar: str = "noleap") -> TimeAxis:
    """Every day of these years, both included."""
    days = np.arange(day_number(first_year, 1, 1, calendar), day_number(last_year + 1, 1, 1, calendar))
    return TimeAxis(calendar, "day", days, np.ones(days.size, dtype=np.int32))


def without(axis: TimeAxis, *missing: int) -> TimeAxis:
    """The axis without these steps."""
    kept = np.setdiff1d(np.arange(axis.days.size), missing)
    return TimeAxis(axis.calendar, axis.frequency, axis.first_day[kept], axis.days[kept])


def grid(lats, lons, *, step: float = 1.0) -> Grid:
    """Cells of `step` degrees round these centres, in this order."""
    lat, lon = np.asarray(lats, float), np.asarray(lons, float)
    half = step / 2
    return Grid(
        "rectilinear", lat, lon, np.stack([lat - half, lat + half], axis=1), np.stack([lon - half, lon + half], axis=1)
    )


def with_corners(plain: Grid) -> Grid:
    """The same cells, given by their corners."""
    (west, east), (south, north) = plain.lon_bounds.T, plain.lat_bounds.T
    ny, nx = plain.shape
    lon = np.broadcast_to(np.stack([west, east, east, west], axis=-1), (ny, nx, 4))
    lat = np.broadcast_to(np.stack([south, south, north, north], axis=-1)[:, np.newaxis], (ny, nx, 4))
    lats, lons = np.meshgrid(plain.lat, plain.lon, indexing="ij")
    return Grid("curvilinear", lats, lons, lat, lon)


def stations(lats, lons) -> Grid:
    """Points without extent."""
    return Grid("points", np.asarray(lats, float), np.asarray(lons, float), None, None, "none")


class MemorySource:
    """Arrays in memory, (cells, time) each, as one stored simulation."""

    def __init__(self, axis, cells, arrays, stored=PLAIN, fingerprint="memory", tile_shape=(2, 2)):
        self.time, self.grid, self.arrays = axis, cells, arrays
        self.fingerprint, self.tile_shape = fingerprint, tile_shape
        self.records = {name: Variable(name, *stored[name], dtype=str(values.dtype)) for name, values in arrays.items()}
        self.reads = 0

    def variable(self, name):
        return self.records[name]

    def read(self, name, tile):
        self.reads += 1
        (ny, nx), (h, w), (ty, tx) = self.grid.shape, self.tile_shape, tile
        block = self.arrays[name].reshape(ny, nx, -1)[ty * h : (ty + 1) * h, tx * w : (tx + 1) * w]
        return np.ascontiguousarray(block.reshape(-1, block.shape[-1]))


def point(lon: float, lat: float) -> dict:
    return {"type": "Point", "coordinates": [lon, lat]}


def box(west: float, south: float, east: float, north: float) -> dict:
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def recipe(
    index="tx_days_above",
    parameters=None,
    geometry=None,
    season: Season | str = YEAR,
    baseline=(2001, 2002),
    horizons=((2003, 2004),),
    simulations=(("Model-A", "ssp245", "r1"),),
    proxies=None,
    inputs=None,
    **more,
) -> Recipe:
    """A recipe of one dataset, "d", unless `inputs` names others."""
    if parameters is None:
        parameters = {"thresh": "30 degC"} if index == "tx_days_above" else {}
    return Recipe(
        index,
        parameters,
        Season.of(season),
        Years(*baseline),
        tuple(Years(*h) for h in horizons),
        {"name": "the farm", "geometry": geometry or point(0.0, 50.0), "source": "made up"},
        inputs or (Input("d", 1, "s", "projection", tuple(simulations), proxies or {}),),
        **more,
    )
