"""Build small archives, ask the engine and the loops the same question, and compare every number."""

from __future__ import annotations

import math
import tempfile
from dataclasses import dataclass, field, replace
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
    "many gaps": [Season.of("year"), Season.of("DJF")],
    "all missing": [Season.of("JJA")],
    "one day": [Season.of({"from": "07-14", "to": "07-14"})],
    "leap day": [Season.of({"from": "02-28", "to": "03-01"}), Season.of({"from": "02-29", "to": "02-29"})],
    "threshold met": [Season.of("year"), Season.of("SON")],
}
GRID = worlds.regular_grid([44.0, 46.0, 48.0], [-2.0, 0.0, 2.0, 4.0], 2.0)
#: Cuts cells at their edges and inside, and lies partly outside the grid to the east.
BOX = (-1.5, 43.75, 5.5, 47.25)
YEARS = (1998, 2001)
REFERENCE = (YEARS[0], YEARS[1] - 1)
#: A season that holds every day of the year, and whole with it the dates of the north and of the south.
ACROSS = Season.of({"from": "07-15", "to": "07-14"})
#: The same for searches, which a season may not cut in two.
FROM_FEBRUARY = Season.of({"from": "02-01", "to": "01-31"})
FEBRUARY_TO_MARCH = Season.of({"from": "02-15", "to": "03-15"})
#: Variable → mean, half of its yearly range (largest in July), noise; negative values become 0 where they mean nothing.
WEATHER = {
    "tas": (10.0, 8.0, 4.0), "tasmax": (15.0, 8.0, 4.0), "tasmin": (6.0, 8.0, 4.0), "hurs": (70.0, -8.0, 12.0),
    "sfcWind": (4.0, -1.0, 2.5), "sfcWindmax": (8.0, -2.0, 4.0), "rsds": (160.0, 120.0, 50.0), "snd": (2.0, -12.0, 6.0),
    "snw": (5.0, -40.0, 15.0), "evspsblpot": (2.5, 2.0, 0.6), "mrro": (2.0, -1.0, 1.0), "psl": (1013.0, 0.0, 8.0),
}  # fmt: skip


@dataclass
class Agreement:
    """What a comparison found."""

    compared: int = 0
    largest_absolute: float = 0.0
    largest_relative: float = 0.0
    unexplained: list[str] = field(default_factory=list)

    def add(self, other: Agreement) -> None:
        """Take another comparison with this one."""
        self.compared += other.compared
        self.largest_absolute = max(self.largest_absolute, other.largest_absolute)
        self.largest_relative = max(self.largest_relative, other.largest_relative)
        self.unexplained += other.unexplained

    def take(self, label: str, got: float, wanted: float, *, exact: bool, tolerance: float = 1e-9) -> None:
        self.compared += 1
        if math.isnan(wanted) or math.isnan(got):
            if math.isnan(wanted) != math.isnan(got):
                self.unexplained.append(f"{label}: engine {got}, loop {wanted}")
            return
        difference = abs(got - wanted)
        relative = difference / abs(wanted) if wanted else difference
        self.largest_absolute = max(self.largest_absolute, difference)
        self.largest_relative = max(self.largest_relative, min(relative, difference))
        if (exact and difference != 0) or (relative > tolerance and difference > tolerance):
            self.unexplained.append(f"{label}: engine {got!r}, loop {wanted!r}")


def daily_values(variable: str, days: list, cells: int, seed: int, level: float | None = None) -> np.ndarray:
    """Plausible days, (cells, time): a seasonal cycle and noise; rain on about half of the days."""
    rng = np.random.default_rng(seed)
    if variable == "pr":
        return np.where(rng.random((cells, len(days))) < 0.5, 0.0, rng.gamma(0.8, 6.0, (cells, len(days))))
    mean, swing, spread = WEATHER[variable]
    phase = np.array([(d[1] - 1) * 30.4 + d[2] for d in days])
    cycle = -swing * np.cos(2 * np.pi * (phase - 20) / 365)
    values = (mean if level is None else level) + cycle + rng.normal(0, spread, (cells, len(days)))
    if variable.startswith("tas") or variable == "psl":
        return values
    return np.clip(values, 0.0, 100.0 if variable == "hurs" else None)


def stored(canonical: np.ndarray, variable: str, units: str, dtype: str) -> np.ndarray:
    """Numbers as a producer would store them."""
    _, scale, offset = worlds.line_of(variable, units)
    return ((canonical - offset) / scale).astype(dtype)


def read_back(numbers: np.ndarray, variable: str, units: str) -> np.ndarray:
    """The stored numbers in the canonical unit, in float64."""
    _, scale, offset = worlds.line_of(variable, units)
    return numbers.astype("float64") * scale + offset


def questions(loop: loops.Loop, condition: str) -> list[tuple[loops.Loop, Season]]:
    """What is asked of an archive of this condition: a loop with its parameters, and a season that holds its dates."""
    if loop.fixed:
        return [(loop, Season.of(season)) for season in loop.fixed[: 2 if condition == "many gaps" else None]]
    if condition in {"one day", "leap day"}:
        loop = loop.shortened()
    if not loop.dates:
        return [(loop, season) for season in SEASONS[condition]]
    if condition == "one day":
        # What starts before a middle date needs a day before it.
        days = {"from": "07-13" if {"mid_date", "before_date"} & set(loop.dates) else "07-14", "to": "07-14"}
        return [(loop.at("07-14"), Season.of(days))]
    if condition == "leap day":
        return [(loop.at("02-29", "03-08"), FEBRUARY_TO_MARCH)]
    if (1, 1) in loop.parameters.values():
        return [(loop, ACROSS)]
    across = FROM_FEBRUARY if "date_to" in loop.dates else ACROSS
    return [(loop, Season.of("year"))] + [(loop, across)] * (condition == "clean")


def asks_too_many_days(loop: loops.Loop, season: Season, calendar: str) -> bool:
    """Whether a row of days is asked that is longer than the season: refused in words."""
    start, end = (season.first_month, season.first_day), (season.last_month, season.last_day)
    days = len(loops.season_days(calendar, YEARS[1], start, end))
    return any(t.endswith(" days") and float(t.split()[0]) > days for t in loop.written.values())


def world(key: str, calendar: str, condition: str, dtype: str, units: dict[str, str], seed: int = 0):
    """A source and, for each cell, the days it holds with their values in canonical units."""
    loop = loops.LOOPS[key]
    days = worlds.days_of(calendar, (loop.years[0], 1, 1), (loop.years[1], 12, 30))
    rng = np.random.default_rng(seed + 99)
    arrays, values = {}, {}
    low = None
    for k, variable in enumerate(loop.variables):
        canonical = daily_values(variable, days, GRID.cells, seed + k, loop.levels.get(variable))
        if variable == "tasmin" and "tasmax" in loop.variables:
            low = canonical
        if variable == "tasmax" and low is not None:  # no night is warmer than its day
            canonical = np.maximum(canonical, low + 0.25)
        if condition == "threshold met" and variable in loop.ties:
            canonical[:, rng.random(len(days)) < 0.3] = loop.ties[variable]
        numbers = stored(canonical, variable, units[variable], dtype)
        if condition == "gaps":
            numbers[rng.random(numbers.shape) < 0.002] = np.nan
        if condition == "many gaps":
            # So many that each rule leaves some seasons out and keeps others, whatever the number of variables.
            rate = (0.3 if loop.asks_rule else 1.0) / len(loop.variables) ** 0.5
            numbers[rng.random(numbers.shape) < 0.015 * rate] = np.nan
            for cell, start in zip(*np.nonzero(rng.random(numbers.shape) < 0.002 * rate), strict=True):
                numbers[cell, start : start + 6] = np.nan
        if condition == "all missing":
            numbers[:] = np.nan
        arrays[variable] = numbers
        values[variable] = read_back(numbers, variable, units[variable])
        if condition == "threshold met" and variable in loop.ties and not key.endswith("degree_days"):
            # The stored number nearest to the threshold is the threshold, in the precision of the data. (A sum of
            # excesses has no jump at its base: there the stored number counts as it is.)
            tie = loop.ties[variable]
            values[variable][numbers == np.asarray(stored(np.array(tie), variable, units[variable], dtype))] = tie
    keep = np.ones(len(days), bool)
    if condition in {"gaps", "many gaps"}:
        gap = len(days) - 200 if "reference" in loop.written else 400  # reference years must be held
        keep[gap : gap + 3] = False
    days = [d for d, k in zip(days, keep, strict=True) if k]
    arrays = {n: np.ascontiguousarray(a[:, keep]) for n, a in arrays.items()}
    values = {n: v[:, keep] for n, v in values.items()}
    source = worlds.source_of(days, calendar, arrays, units, GRID, f"{key}-{calendar}-{condition}-{dtype}-{seed}")
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


def compare(
    key: str,
    calendar: str,
    condition: str,
    dtype: str,
    units: dict[str, str],
    seed: int = 0,
    rules: tuple[str, ...] | None = None,
) -> Agreement:
    """Compare every cell, season, area mean, valid fraction and outcome of one archive with the loops.

    Where days are missing, `rules` (by default all of the loop) are asked too, of an archive that misses more of them.
    """
    source, held = world(key, calendar, condition, dtype, units, seed)
    found = Agreement()
    for loop, season in questions(loops.LOOPS[key], condition):
        _compare_season(found, key, loop, season, source, held, f"{key} {calendar} {condition} {season.name}")
    rules = loops.LOOPS[key].rules if rules is None else rules
    if condition == "gaps" and rules:
        source, held = world(key, calendar, "many gaps", dtype, units, seed)
        held = [loops.all_or_nothing(loops.LOOPS[key], calendar, one) for one in held]
        for loop, season in questions(loops.LOOPS[key], "many gaps"):
            for rule in rules:
                label = f"{key} {calendar} {rule} {season.name}"
                _compare_season(found, key, loop, season, source, held, label, rule)
    return found


def _compare_season(
    found: Agreement, key: str, loop: loops.Loop, season: Season, source, held, label: str, rule: str = "any"
) -> None:
    weights = overlaps()
    reference = (loop.years[0], loop.years[1] - 1)
    recipe = worlds.recipe_for(loops.index_of(key), loop.written, season, geometry_of_box(), reference)
    recipe = replace(recipe, missing=rule)
    start, end = (season.first_month, season.first_day), (season.last_month, season.last_day)
    latitudes = np.repeat(GRID.lat, len(GRID.lon))
    wanted = {
        c: loops.expected(loop, source.time.calendar, held[c], start, end, float(latitudes[c]), reference, rule)
        for c in weights
    }
    years = sorted(next(iter(wanted.values())))
    with tempfile.TemporaryDirectory() as folder:
        try:
            result = run(recipe, lambda *_: source, ReductionCache(Path(folder)))
        except Exception as refusal:
            found.compared += 1
            has_numbers = any(not math.isnan(v) for one in wanted.values() for v in one.values())
            is_plain = not has_numbers or asks_too_many_days(loop, season, source.time.calendar)
            if not (is_refusal(refusal) and is_plain):
                found.unexplained.append(f"{label}: {refusal!r}")
            return
    (series,) = result.series
    if list(series.label_years) != years:
        found.unexplained.append(f"{label}: engine has {list(series.label_years)}, loop {years}")
        return
    cells = {int(c): k for k, c in enumerate(series.cells.index)}
    if set(cells) != set(weights):
        found.unexplained.append(f"{label}: engine touches cells {sorted(cells)}, loop {sorted(weights)}")
        return
    for t, year in enumerate(years):
        of_year = {cell: wanted[cell][year] for cell in weights}
        for cell, value in of_year.items():
            # Outcomes are delivered beside the numbers: in the cells they are no number.
            number = value if math.isfinite(value) else math.nan
            got = series.cells.values[t, cells[cell]]
            found.take(f"{label} {year} cell {cell}", got, number, exact=loop.exact, tolerance=loop.tolerance)
        finite = {cell: value for cell, value in of_year.items() if math.isfinite(value)}
        area = math.fsum(weights[c] for c in finite)
        total = math.fsum(weights[c] * v for c, v in finite.items())
        mean = total / area if finite else math.nan
        found.take(f"{label} {year} mean", series.values[t], mean, exact=False, tolerance=loop.tolerance)
        known = math.fsum(weights[c] for c, v in of_year.items() if not math.isnan(v))
        found.take(f"{label} {year} valid", series.valid_fraction[t], known, exact=False)
        for outcome, name in index_named(key).outcomes.items():
            share = math.fsum(weights[c] for c, v in of_year.items() if v == outcome)
            found.take(f"{label} {year} {name}", series.outcomes[name][t], share, exact=False)


def index_named(key: str):
    """The index of a loop, with the outcomes that its words name."""
    from translators.indices import index_of

    return index_of(loops.index_of(key), loops.LOOPS[key].written)


def is_refusal(error: Exception) -> bool:
    """Whether an error is a sentence of the broker's own, and no accident."""
    return type(error).__module__ in {"broker.errors", "translators.errors"}
