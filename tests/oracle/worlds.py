"""Small made-up archives in memory, in any calendar, whose every day can be listed."""

from __future__ import annotations

from dataclasses import dataclass

import cftime
import numpy as np

from broker.recipe import Input, Recipe
from catalog.record import Grid, TimeAxis, Variable
from translators.periods import Season, Years

CALENDARS = ("standard", "noleap", "360_day", "julian", "all_leap")
KEY = ("Model-A", "ssp245", "r1i1p1f1")

#: Variable (temperatures as one) and stored unit → canonical unit and the line that leads to it.
UNITS = {
    ("tas", "K"): ("degC", 1.0, -273.15),
    ("tas", "degC"): ("degC", 1.0, 0.0),
    ("pr", "kg m-2 s-1"): ("mm/day", 86400.0, 0.0),
    ("pr", "mm/day"): ("mm/day", 1.0, 0.0),
    ("evspsblpot", "kg m-2 s-1"): ("mm/day", 86400.0, 0.0),
    ("evspsblpot", "mm/day"): ("mm/day", 1.0, 0.0),
    ("mrro", "kg m-2 s-1"): ("mm/day", 86400.0, 0.0),
    ("mrro", "mm/day"): ("mm/day", 1.0, 0.0),
    ("hurs", "1"): ("%", 100.0, 0.0),
    ("hurs", "%"): ("%", 1.0, 0.0),
    ("sfcWind", "m/s"): ("m/s", 1.0, 0.0),
    ("sfcWindmax", "m/s"): ("m/s", 1.0, 0.0),
    ("rsds", "W m-2"): ("W m-2", 1.0, 0.0),
    ("snd", "m"): ("cm", 100.0, 0.0),
    ("snd", "cm"): ("cm", 1.0, 0.0),
    ("snw", "kg m-2"): ("kg m-2", 1.0, 0.0),
    ("psl", "Pa"): ("hPa", 0.01, 0.0),
    ("psl", "hPa"): ("hPa", 1.0, 0.0),
}
#: Variable → its stored unit: the canonical one, and below it that of producers.
CANONICAL = {
    **dict.fromkeys(("tas", "tasmax", "tasmin"), "degC"),
    **dict.fromkeys(("pr", "evspsblpot", "mrro"), "mm/day"),
    **dict.fromkeys(("sfcWind", "sfcWindmax"), "m/s"),
    "hurs": "%", "rsds": "W m-2", "snd": "cm", "snw": "kg m-2", "psl": "hPa",
}  # fmt: skip
PRODUCERS = CANONICAL | {
    **dict.fromkeys(("tas", "tasmax", "tasmin"), "K"),
    **dict.fromkeys(("pr", "evspsblpot", "mrro"), "kg m-2 s-1"),
    "hurs": "1", "snd": "m", "psl": "Pa",
}  # fmt: skip


def line_of(name: str, units: str) -> tuple[str, float, float]:
    """Canonical unit, scale and offset of a variable stored in a unit."""
    return UNITS[("tas" if name.startswith("tas") else name, units)]


def days_of(calendar: str, first: tuple[int, int, int], last: tuple[int, int, int]) -> list[tuple[int, int, int]]:
    """Every day of a calendar from one date to another, both included."""
    start = cftime.datetime(*first, calendar=calendar)
    end = cftime.datetime(*last, calendar=calendar)
    count = (end - start).days
    dates = cftime.num2date(np.arange(count + 1), f"days since {first[0]:04d}-{first[1]:02d}-{first[2]:02d}", calendar)
    return [(d.year, d.month, d.day) for d in dates]


def numbers_of(days: list[tuple[int, int, int]], calendar: str) -> np.ndarray:
    """Days since 1850-01-01, as a TimeAxis holds them."""
    dates = [cftime.datetime(*d, calendar=calendar) for d in days]
    return np.asarray(cftime.date2num(dates, "days since 1850-01-01", calendar), dtype="int64")


@dataclass
class MemorySource:
    """Arrays in memory, (cells, time), read in tiles of 2 × 3 cells so that edges and partial tiles occur."""

    time: TimeAxis
    grid: Grid
    variables: dict[str, Variable]
    arrays: dict[str, np.ndarray]
    fingerprint: str
    tile_shape: tuple[int, int] = (2, 3)
    reads: int = 0

    def variable(self, name: str) -> Variable:
        return self.variables[name]

    def read(self, name: str, tile: tuple[int, int]) -> np.ndarray:
        self.reads += 1
        ny, nx = self.grid.shape
        (ty, tx), (h, w) = tile, self.tile_shape
        cube = self.arrays[name].reshape(ny, nx, -1)[ty * h : (ty + 1) * h, tx * w : (tx + 1) * w]
        return np.ascontiguousarray(cube.reshape(-1, cube.shape[-1]))


def variable_named(name: str, units: str, dtype: str) -> Variable:
    canonical, scale, offset = line_of(name, units)
    return Variable(name, units, canonical, scale, offset, dtype)


def regular_grid(lats: list[float], lons: list[float], step: float) -> Grid:
    lat, lon = np.asarray(lats, float), np.asarray(lons, float)
    half = step / 2
    return Grid(
        "rectilinear",
        lat,
        lon,
        np.stack([lat - half, lat + half], axis=1),
        np.stack([lon - half, lon + half], axis=1),
    )


def source_of(
    days: list[tuple[int, int, int]],
    calendar: str,
    arrays: dict[str, np.ndarray],
    units: dict[str, str],
    grid: Grid,
    fingerprint: str = "world",
) -> MemorySource:
    """An archive with these daily values, (cells, time) for each variable."""
    numbers = numbers_of(days, calendar)
    axis = TimeAxis(calendar, "day", numbers, np.ones(len(numbers), dtype="int32"))
    variables = {n: variable_named(n, units[n], str(a.dtype)) for n, a in arrays.items()}
    return MemorySource(axis, grid, variables, dict(arrays), fingerprint)


def recipe_for(
    index: str,
    parameters: dict[str, str],
    season: Season,
    geometry: dict,
    years: tuple[int, int],
    proxies: dict[str, tuple[str, ...]] | None = None,
    simulations: tuple[tuple[str, str, str], ...] = (KEY,),
) -> Recipe:
    """A recipe over one dataset, baseline and horizon both ``years``."""
    period = Years(*years)
    return Recipe(
        index,
        parameters,
        season,
        period,
        (period,),
        {"name": "the test region", "geometry": geometry, "source": "made up"},
        (Input("world", 1, "snapshot", "projection", simulations, proxies or {}),),
    )
