"""Build small archives, ask the engine and the loops the same question, and compare every number."""

from __future__ import annotations

import math
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from broker.engine.cache import ReductionCache
from broker.engine.run import run
from tests.oracle import loops, worlds
from translators.periods import Season

CONDITIONS = ("clean", "gaps", "all missing", "one day", "leap day", "threshold met")
SEASONS = {
    "clean": [Season.of("year"), Season.of("DJF"), Season.of("JJAS"), Season.of({"from": "11-15", "to": "02-29"})],
    "gaps": [Season.of("year"), Season.of("MAM"), Season.of("DJF")],
    "all missing": [Season.of("JJA")],
    "one day": [Season.of({"from": "07-14", "to": "07-14"})],
    "leap day": [Season.of({"from": "02-28", "to": "03-01"}), Season.of({"from": "02-29", "to": "02-29"})],
    "threshold met": [Season.of("year"), Season.of("SON")],
}
GRID = worlds.regular_grid([50.0, 52.0, 54.0], [-2.0, 0.0, 2.0, 4.0], 2.0)
#: Cuts cells at their edges and inside, and lies partly outside the grid to the east.
BOX = (-1.5, 49.75, 5.5, 53.25)
YEARS = (1998, 2001)
#: A sum of excesses has no jump at its base, so that the stored number counts as it is.
DEGREE_DAYS = {"growing_degree_days", "heating_degree_days"}


@dataclass
class Agreement:
    """What a comparison found."""

    compared: int = 0
    largest_absolute: float = 0.0
    largest_relative: float = 0.0
    unexplained: list[str] = field(default_factory=list)

    def take(self, label: str, got: float, wanted: float, *, exact: bool) -> None:
        self.compared += 1
        if math.isnan(wanted) or math.isnan(got):
            if math.isnan(wanted) != math.isnan(got):
                self.unexplained.append(f"{label}: engine {got}, loop {wanted}")
            return
        difference = abs(got - wanted)
        relative = difference / abs(wanted) if wanted else difference
        self.largest_absolute = max(self.largest_absolute, difference)
        self.largest_relative = max(self.largest_relative, min(relative, difference))
        if (exact and difference != 0) or (relative > 1e-9 and difference > 1e-9):
            self.unexplained.append(f"{label}: engine {got!r}, loop {wanted!r}")


def daily_values(variable: str, days: list, cells: int, seed: int) -> np.ndarray:
    """Plausible days, (cells, time): a seasonal cycle and noise; rain on about half of the days."""
    rng = np.random.default_rng(seed)
    phase = np.array([(d[1] - 1) * 30.4 + d[2] for d in days])
    season = -8.0 * np.cos(2 * np.pi * (phase - 20) / 365)
    noise = rng.normal(0, 4, (cells, len(days)))
    if variable == "pr":
        return np.where(rng.random((cells, len(days))) < 0.5, 0.0, rng.gamma(0.8, 6.0, (cells, len(days))))
    level = {"tas": 10.0, "tasmax": 15.0, "tasmin": 6.0}[variable]
    return level + season + noise


def stored(canonical: np.ndarray, variable: str, units: str, dtype: str) -> np.ndarray:
    """Numbers as a producer would store them."""
    _, scale, offset = worlds.UNITS[("pr" if variable == "pr" else "tas", units)]
    return ((canonical - offset) / scale).astype(dtype)


def read_back(numbers: np.ndarray, variable: str, units: str) -> np.ndarray:
    """The stored numbers in the canonical unit, in float64."""
    _, scale, offset = worlds.UNITS[("pr" if variable == "pr" else "tas", units)]
    return numbers.astype("float64") * scale + offset


def world(index: str, calendar: str, condition: str, dtype: str, units: dict[str, str], seed: int = 0):
    """A source and, for each cell, the days it holds with their values in canonical units."""
    _, variables, _, parameters, _ = loops.LOOPS[index]
    days = worlds.days_of(calendar, (YEARS[0], 1, 1), (YEARS[1], 12, 30))
    rng = np.random.default_rng(seed + 99)
    arrays, values = {}, {}
    for k, variable in enumerate(variables):
        canonical = daily_values(variable, days, GRID.cells, seed + k)
        if condition == "threshold met" and "thresh" in parameters:
            canonical[:, rng.random(len(days)) < 0.3] = parameters["thresh"]
        numbers = stored(canonical, variable, units[variable], dtype)
        if condition == "gaps":
            numbers[rng.random(numbers.shape) < 0.002] = np.nan
        if condition == "all missing":
            numbers[:] = np.nan
        arrays[variable] = numbers
        values[variable] = read_back(numbers, variable, units[variable])
        if condition == "threshold met" and "thresh" in parameters and index not in DEGREE_DAYS:
            # The stored number nearest to the threshold is the threshold, in the precision of the data.
            at = numbers == np.asarray(stored(np.array(parameters["thresh"]), variable, units[variable], dtype))
            values[variable][at] = parameters["thresh"]
    keep = np.ones(len(days), bool)
    if condition == "gaps":
        keep[400:403] = False
    days = [d for d, k in zip(days, keep, strict=True) if k]
    arrays = {n: np.ascontiguousarray(a[:, keep]) for n, a in arrays.items()}
    values = {n: v[:, keep] for n, v in values.items()}
    source = worlds.source_of(days, calendar, arrays, units, GRID, f"{index}-{calendar}-{condition}-{dtype}-{seed}")
    held = [{d: {n: float(v[c, i]) for n, v in values.items()} for i, d in enumerate(days)} for c in range(GRID.cells)]
    return source, held


def overlaps() -> dict[int, float]:
    """Flat cell index → share of the box's area, from the closed form of a spherical rectangle."""
    west, south, east, north = BOX

    def area(w, s, e, n):
        return (math.radians(e) - math.radians(w)) * (math.sin(math.radians(n)) - math.sin(math.radians(s)))

    found = {}
    for iy in range(3):
        for ix in range(4):
            w, e = max(west, GRID.lon_bounds[ix, 0]), min(east, GRID.lon_bounds[ix, 1])
            s, n = max(south, GRID.lat_bounds[iy, 0]), min(north, GRID.lat_bounds[iy, 1])
            if w < e and s < n:
                found[iy * 4 + ix] = area(w, s, e, n) / area(*BOX)
    return found


def geometry_of_box() -> dict:
    west, south, east, north = BOX
    return {
        "type": "Polygon",
        "coordinates": [[[west, south], [east, south], [east, north], [west, north], [west, south]]],
    }


def compare(index: str, calendar: str, condition: str, dtype: str, units: dict[str, str]) -> Agreement:
    """Compare every cell, season, area mean and valid fraction of one archive with the loops."""
    _, _, written, _, exact = loops.LOOPS[index]
    source, held = world(index, calendar, condition, dtype, units)
    found = Agreement()
    weights = overlaps()
    # Sums of float32 numbers turned into another unit carry the rounding of the conversion in the loop itself.
    for season in SEASONS[condition]:
        recipe = worlds.recipe_for(index, written, season, geometry_of_box(), (YEARS[0], YEARS[1] - 1))
        start, end = (season.first_month, season.first_day), (season.last_month, season.last_day)
        wanted = {c: loops.expected(index, calendar, held[c], start, end) for c in weights}
        years = sorted(next(iter(wanted.values())))
        label = f"{index} {calendar} {condition} {season.name}"
        with tempfile.TemporaryDirectory() as folder:
            try:
                result = run(recipe, lambda *_: source, ReductionCache(Path(folder)))
            except Exception as refusal:
                if all(math.isnan(value) for one in wanted.values() for value in one.values()):
                    found.compared += 1
                    if type(refusal).__module__ != "broker.errors":
                        found.unexplained.append(f"{label}: {refusal!r}")
                    continue
                raise
        (series,) = result.series
        if list(series.label_years) != years:
            found.unexplained.append(f"{label}: engine has {list(series.label_years)}, loop {years}")
            continue
        cells = {int(c): k for k, c in enumerate(series.cells.index)}
        if set(cells) != set(weights):
            found.unexplained.append(f"{label}: engine touches cells {sorted(cells)}, loop {sorted(weights)}")
            continue
        for t, year in enumerate(years):
            area = value = 0.0
            for cell, weight in weights.items():
                found.take(
                    f"{label} {year} cell {cell}", series.cells.values[t, cells[cell]], wanted[cell][year], exact=exact
                )
                if not math.isnan(wanted[cell][year]):
                    area, value = area + weight, value + weight * wanted[cell][year]
            found.take(f"{label} {year} mean", series.values[t], value / area if area else math.nan, exact=False)
            found.take(f"{label} {year} valid", series.valid_fraction[t], area, exact=False)
    return found
