"""A made-up East Africa: relief, coast and lake after the shape of the real one, and the two rainy seasons on it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from catalog.record import Grid

#: Degrees of one cell.
STEP = 0.25
#: Centre of the box, degrees, and its cells along latitude and longitude: Kenya and the rims of its neighbours.
CENTRE_LAT, CENTRE_LON = 0.0, 38.0
ROWS, COLUMNS = 40, 32
#: No box is smaller: one tile of the array store.
_LEAST_CELLS = 8


@dataclass(frozen=True)
class Hill:
    """A rise of the made relief: height / (1 + q)², where q is the squared distance in units of the reaches."""

    lat: float
    lon: float
    reach_lat: float
    reach_lon: float
    height_m: float

    def over(self, lat: np.ndarray, lon: np.ndarray) -> np.ndarray:
        """Return the height above its surroundings, metres, in the shape of the places."""
        y, x = (lat - self.lat) / self.reach_lat, (lon - self.lon) / self.reach_lon
        q = 1.0 + x * x + y * y
        return self.height_m / (q * q)


#: Rises and hollows after the real ones; heights are of a quarter of a degree, not of summits.
HILLS = {
    "central highlands":   Hill(-0.3, 36.6, 1.6, 1.1, 1900.0),
    "western highlands":   Hill(0.9, 35.3, 1.0, 0.8, 1000.0),
    "Mount Kenya":         Hill(-0.15, 37.3, 0.40, 0.40, 1000.0),
    "Kilimanjaro":         Hill(-3.07, 37.35, 0.40, 0.40, 1700.0),
    "Mara and Crater":     Hill(-2.6, 35.2, 1.6, 1.0, 900.0),
    "Ethiopian highlands": Hill(5.8, 38.0, 1.6, 1.5, 1500.0),
    "Karamoja":            Hill(2.8, 34.4, 1.4, 0.5, 500.0),
    "Rift floor":          Hill(-0.8, 36.15, 1.0, 0.25, -600.0),
    "Turkana basin":       Hill(3.4, 36.1, 1.3, 0.8, -350.0),
    "Lake Victoria":       Hill(-0.8, 33.6, 1.0, 0.9, -100.0),
}  # fmt: skip


@dataclass(frozen=True)
class Box:
    """The cells of a made-up world, south to north and west to east.

    Attributes
    ----------
    rows, columns : int
    """

    rows: int = ROWS
    columns: int = COLUMNS

    @classmethod
    def of(cls, scale: float) -> Box:
        """Return the box whose sides are a share of the whole one's, around the same centre; even, ≥ 8 cells."""
        return cls(*(max(_LEAST_CELLS, 2 * round(side * scale / 2)) for side in (ROWS, COLUMNS)))

    @property
    def cells(self) -> int:
        """How many cells there are."""
        return self.rows * self.columns

    @cached_property
    def grid(self) -> Grid:
        """The catalog's record of the cells."""
        lat = CENTRE_LAT + STEP * (np.arange(self.rows) - (self.rows - 1) / 2)
        lon = CENTRE_LON + STEP * (np.arange(self.columns) - (self.columns - 1) / 2)
        edges = [np.stack([c - STEP / 2, c + STEP / 2], axis=1) for c in (lat, lon)]
        return Grid("rectilinear", lat, lon, edges[0], edges[1])


@dataclass(frozen=True)
class Land:
    """What of each cell the weather needs; every array is (cells,) float64, in the order of the grid.

    Attributes
    ----------
    altitude_m
    sea : ndarray
        1 over the sea, 0 inland, between on the coast.
    dry_share : ndarray
        Probability of a wet day outside of the seasons.
    long_rains, short_rains, summer_rains : ndarray
        What March to May, October to December and, in the west, June to August add to it at their peak.
    long_day, short_day : ndarray
        Day of the year of these peaks: the rains follow the sun north in the long rains and south in the short ones.
    amount_mm : ndarray
        Mean rain of a wet day at a season's peak.
    mean_degc, range_k : ndarray
        Mean temperature of the year, and the difference of day and night.
    warming : ndarray
        By how much it warms where the region warms by one degree.
    """

    altitude_m: np.ndarray
    sea: np.ndarray
    dry_share: np.ndarray
    long_rains: np.ndarray
    short_rains: np.ndarray
    summer_rains: np.ndarray
    long_day: np.ndarray
    short_day: np.ndarray
    amount_mm: np.ndarray
    mean_degc: np.ndarray
    range_k: np.ndarray
    warming: np.ndarray


def land(box: Box) -> Land:
    """Return the land of a box: sums, products and quotients of the places only, so the same bits everywhere."""
    lat, lon = (field.ravel() for field in np.meshgrid(box.grid.lat, box.grid.lon, indexing="ij"))
    inland = _coast(lat) - lon  # degrees of longitude west of the coast
    sea = np.clip(0.5 - inland / 0.5, 0.0, 1.0)
    plain = np.clip(120.0 * inland, 0.0, 550.0)
    rises = sum(hill.over(lat, lon) for hill in HILLS.values())
    altitude = np.clip(plain + rises, 0.0, 3200.0) * (1.0 - sea)

    high = np.clip((altitude - 900.0) / 1000.0, 0.0, 1.0)
    west = np.clip((36.2 - lon) / 1.6, 0.0, 1.0) * np.clip((lat + 2.5) / 1.5, 0.0, 1.0)
    lake = Hill(-0.5, 34.2, 1.3, 1.0, 1.0).over(lat, lon)
    coast = 1.0 / (1.0 + (inland / 0.9) ** 2)
    arid = np.clip((lat + 1.3 + 0.35 * (lon - 37.5)) / 3.0, 0.0, 1.0) * (1.0 - high)  # the north and the north-east
    return Land(
        altitude_m=altitude,
        sea=sea,
        dry_share=0.05 + 0.08 * high + 0.13 * west + 0.10 * lake + 0.08 * coast - 0.035 * arid,
        long_rains=0.48 + 0.24 * high + 0.12 * coast + 0.05 * lake - 0.24 * arid,
        short_rains=0.45 + 0.20 * high + 0.02 * lake - 0.10 * coast - 0.22 * arid,
        summer_rains=0.34 * west * (0.35 + 0.65 * high),
        long_day=112.0 + 2.0 * lat + 16.0 * coast * (1.0 - west),
        short_day=317.0 - 2.5 * lat,
        amount_mm=9.5 + 1.0 * lake + 1.5 * coast - 1.5 * arid,
        mean_degc=28.2 - 6.5 * altitude / 1000.0 - 0.8 * sea + 1.2 * arid,
        range_k=(11.5 + 1.5 * arid + 0.8 * high - 1.5 * lake) * (1.0 - sea) + 5.0 * sea - 2.5 * coast * (1.0 - sea),
        warming=(1.0 + 0.12 * arid + 0.08 * high) * (1.0 - sea) + 0.8 * sea,
    )


def _coast(lat: np.ndarray) -> np.ndarray:
    """Return the longitude of the coast: from 39.0°E at 5°S to 42.2°E on the equator, and on as far to the east."""
    return 42.2 + 0.64 * lat
