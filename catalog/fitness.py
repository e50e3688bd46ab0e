"""What a dataset is good for, told by comparison: a model's past against what was observed nearby."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from catalog.calendars import date_of, month_start
from catalog.checks import finding
from catalog.record import Grid, TimeAxis

if TYPE_CHECKING:
    from catalog.arrays import StoredSimulation
    from catalog.record import Finding, Simulation

NEAR_KM = 50.0
LEAST_YEARS = 10
#: A year counts when this share of its days has a value.
WHOLE_YEAR = 0.95
EARTH_RADIUS_KM = 6371.0088


@dataclass(frozen=True)
class Quality:
    """How a variable's bias is said, and from which size on it is a warning."""

    words: str
    more: str
    less: str
    units: str
    threshold: float
    relative: bool = False


#: A bias as large as the warming of the climate so far, or a fifth of the water, changes what a product says.
QUALITIES = {
    "tas": Quality("days", "warmer", "colder", "°C", 1.0),
    "tasmax": Quality("days", "warmer", "colder", "°C", 1.0),
    "tasmin": Quality("nights", "warmer", "colder", "°C", 1.0),
    "pr": Quality("precipitation", "more", "less", "%", 20.0, relative=True),
    "evspsblpot": Quality("potential evapotranspiration", "more", "less", "%", 20.0, relative=True),
}


@dataclass(frozen=True)
class Observed:
    """An observational series that a model's past may be compared with."""

    title: str
    simulation: Simulation
    source: StoredSimulation


@dataclass(frozen=True)
class Bias:
    """The difference of the mean of the same years, model minus observation.

    Attributes
    ----------
    model, variable, observed : str
        `observed` is the title of the observations.
    size : float
        In the canonical unit, or in percent of the observed mean where the quality is relative.
    years : (int, int)
        First and last year compared.
    count : int
        How many years.
    distance_km : float
    """

    model: str
    variable: str
    observed: str
    size: float
    years: tuple[int, int]
    count: int
    distance_km: float


def bias_findings(
    simulations: Iterable[Simulation],
    open_source: Callable[[Simulation], StoredSimulation],
    observations: Iterable[Observed],
) -> tuple[Finding, ...]:
    """Compare each model's past with the observations near it, and return what differs much as warnings.

    Parameters
    ----------
    simulations : iterable of Simulation
        Of a projection dataset; those that share at least ten whole years with an observation count, members of one
        model together.
    open_source : callable
        Opens the stored arrays of a simulation; called only for those whose years may suffice.
    observations : iterable of Observed

    Returns
    -------
    tuple of Finding
        `bias-against-observations`, a warning for each model and variable whose mean is off by 1 °C or 20 % and more.
    """
    kept = list(observations)
    means = lru_cache(maxsize=None)(yearly_means)  # the observations' are asked for once for each model
    biases: dict[tuple[str, str], list[Bias]] = {}
    for simulation in simulations:
        alike = [o for o in kept if _years_shared(simulation, o.simulation) >= LEAST_YEARS]
        for bias in biases_of(simulation, open_source(simulation), alike, means) if alike else ():
            biases.setdefault((bias.model, bias.variable), []).append(bias)
    found = [_mean_of(same) for same in biases.values()]
    return tuple(_finding_of(b) for b in found if abs(b.size) >= QUALITIES[b.variable].threshold)


def biases_of(
    simulation: Simulation,
    source: StoredSimulation,
    observations: Iterable[Observed],
    means: Callable[[StoredSimulation, str, int], dict[int, float]],
) -> Iterator[Bias]:
    """Yield the bias of each variable against the nearest observation that holds it and enough of the same years."""
    done: set[str] = set()
    for distance, cell, observed, point in _nearest_first(source.grid, observations):
        for variable in simulation.variables:
            name = variable.name
            if name not in QUALITIES or name in done or observed.simulation.variable(name) is None:
                continue
            model_years = means(source, name, cell)
            observed_years = means(observed.source, name, point)
            years = sorted(set(model_years) & set(observed_years))
            if len(years) < LEAST_YEARS:
                continue
            done.add(name)
            mean = float(np.mean([observed_years[y] for y in years]))
            size = float(np.mean([model_years[y] for y in years])) - mean
            if QUALITIES[name].relative:
                if mean <= 0:
                    continue
                size *= 100 / mean
            yield Bias(simulation.model, name, observed.title, size, (years[0], years[-1]), len(years), float(distance))


def yearly_means(source: StoredSimulation, name: str, cell: int) -> dict[int, float]:
    """Return the mean of each whole calendar year at one cell, canonical unit; steps count by their length in days."""
    return means_by_year(source.time, series_at(source, name, cell))


def series_at(source: StoredSimulation, name: str, cell: int) -> np.ndarray:
    """Return all values of a variable at one cell, (time,), canonical unit, missing as NaN."""
    variable = source.variable(name)
    tiles_wide, (height, width) = source.tiles[1], source.tile_shape
    _ny, nx = source.grid.shape
    y, x = divmod(cell, nx)
    tile = (y // height, x // width)
    width_here = min(width, nx - tile[1] * width) if tile[1] == tiles_wide - 1 else width
    values = source.read(name, tile)[(y % height) * width_here + x % width]
    return values.astype(np.float64) * variable.scale + variable.offset


def _years_shared(one: Simulation, other: Simulation) -> int:
    return min(one.years[1], other.years[1]) - max(one.years[0], other.years[0]) + 1


def means_by_year(time: TimeAxis, values: np.ndarray) -> dict[int, float]:
    """Return the mean of each calendar year of which 95 % of the days have a value; steps count by their length."""
    first = time.first_day
    if first.size == 0:
        return {}
    last_day = int(np.ceil(first[-1] + time.days[-1] - 1e-6)) - 1
    years = np.arange(int(date_of(first[0], time.calendar)[0]), int(date_of(last_day, time.calendar)[0]) + 1)
    starts = month_start(np.append(years, years[-1] + 1), 1, time.calendar)
    means = {}
    # A step belongs to the year that holds its middle day: December-to-November years go to the later one.
    edges = np.searchsorted(first + time.days // 2, starts)
    for year, low, high, length in zip(years, edges[:-1], edges[1:], np.diff(starts), strict=True):
        held = values[low:high]
        days = time.days[low:high] * ~np.isnan(held)
        if days.sum() >= WHOLE_YEAR * length:
            means[int(year)] = float(np.nansum(held * days) / days.sum())
    return means


def _nearest_first(grid: Grid, observations: Iterable[Observed]) -> list[tuple[float, int, Observed, int]]:
    near = []
    for observed in observations:
        stations = observed.source.grid
        if stations.kind != "points":
            continue
        for point in range(stations.cells):
            distance, cell = nearest_cell(grid, float(stations.lat[point]), float(stations.lon[point]))
            if distance <= NEAR_KM:
                near.append((distance, cell, observed, point))
    return sorted(near, key=lambda found: found[0])


def nearest_cell(grid: Grid, lat: float, lon: float) -> tuple[float, int]:
    """Return the distance in km from a place to a grid's nearest cell or point, and its flat index.

    The distance is 0 where the cell holds the place.
    """
    if grid.kind == "rectilinear":
        lats, lons = (a.reshape(-1) for a in np.meshgrid(grid.lat, grid.lon, indexing="ij"))
    else:
        lats, lons = grid.lat.reshape(-1), grid.lon.reshape(-1)
    distances = _distance_km(lats, lons, lat, lon)
    cell = int(np.argmin(distances))
    if grid.kind == "rectilinear" and grid.lat_bounds is not None and grid.lon_bounds is not None:
        y, x = divmod(cell, grid.lon.size)
        south, north = sorted(grid.lat_bounds[y])
        west, east = sorted(grid.lon_bounds[x])
        if south <= lat <= north and (lon - west) % 360 <= east - west:
            return 0.0, cell
    return float(distances[cell]), cell


def _distance_km(lats: np.ndarray, lons: np.ndarray, lat: float, lon: float) -> np.ndarray:
    a, b = np.radians(lats), np.radians(lat)
    half = np.sin((a - b) / 2) ** 2 + np.cos(a) * np.cos(b) * np.sin(np.radians(lons - lon) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(half, 0, 1)))


def _mean_of(same: list[Bias]) -> Bias:
    if len(same) == 1:
        return same[0]
    # Members of one model, or its historical run and the first years of a scenario: the longest comparison speaks.
    most = max(b.count for b in same)
    longest = [b for b in same if b.count == most]
    first = longest[0]
    size = float(np.mean([b.size for b in longest]))
    return Bias(first.model, first.variable, first.observed, size, first.years, first.count, first.distance_km)


def _finding_of(bias: Bias) -> Finding:
    quality = QUALITIES[bias.variable]
    way = quality.more if bias.size > 0 else quality.less
    amount = f"{abs(bias.size):.0f} %" if quality.relative else f"{abs(bias.size):.1f} {quality.units}"
    years = f"in {bias.years[0]}–{bias.years[1]}"
    away = f", {bias.distance_km:.0f} km away" if bias.distance_km >= 1 else ""
    if quality.relative:
        said = f"{bias.model} has {amount} {way} {quality.words} ({bias.variable}) than {bias.observed} {years}"
    else:
        said = f"{bias.model}'s {quality.words} ({bias.variable}) are {amount} {way} than {bias.observed} {years}"
    message = f"{said} (mean of {bias.count} years{away})."
    return finding("bias-against-observations", message, variable=bias.variable, models=(bias.model,))
