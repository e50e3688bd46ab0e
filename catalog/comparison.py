"""A simulation's past beside what was observed, season by season: means, extremes and wet days of the same years."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from catalog.calendars import date_of
from catalog.fitness import LEAST_YEARS, QUALITIES, means_by_year, series_at
from catalog.matched_cells import matched_cells

if TYPE_CHECKING:
    from catalog.arrays import StoredSimulation
    from catalog.record import Simulation

#: Season → its months. Winter is January, February and December of the same calendar years.
SEASONS = {
    "year": tuple(range(1, 13)),
    "DJF": (12, 1, 2),
    "MAM": (3, 4, 5),
    "JJA": (6, 7, 8),
    "SON": (9, 10, 11),
}
#: A day is wet from this amount on (ETCCDI).
WET_DAY_MM = 1.0


@dataclass(frozen=True)
class Climate:
    """A variable over one season of the years compared.

    Attributes
    ----------
    mean : float
        Canonical unit.
    p10, p90 : float or None
        Percentiles of the daily values, missing days left out; None where the steps are longer than a day.
    wet_days : float or None
        Share of the days with 1 mm and more, for daily precipitation.
    """

    mean: float
    p10: float | None = None
    p90: float | None = None
    wet_days: float | None = None


@dataclass(frozen=True)
class Comparison:
    """One variable of one simulation against one set of observations.

    Attributes
    ----------
    model, scenario, member, variable, units : str
        Numbers are in the canonical unit.
    observed, observed_title : str
        ``id@version`` and title of the observations.
    years : (int, int)
        First and last of the years compared: those that are whole in both.
    count : int
        How many years.
    distance_km : float
        From the place observed to the simulation's cell or point; 0.0 where the cell holds it.
    cells : (int, int)
        How many of the model's cells, and of those observed, were averaged: see `catalog.matched_cells`.
    seasons : dict of str to (Climate, Climate)
        Season → the model's, the observed; a season without a value in either is left out.
    """

    model: str
    scenario: str
    member: str
    variable: str
    units: str
    observed: str
    observed_title: str
    years: tuple[int, int]
    count: int
    distance_km: float
    seasons: dict[str, tuple[Climate, Climate]]
    cells: tuple[int, int] = (1, 1)

    def to_json(self) -> dict[str, Any]:
        """Return the comparison as plain JSON values."""
        seasons = {name: {"model": asdict(m), "observed": asdict(o)} for name, (m, o) in self.seasons.items()}
        return asdict(self) | {"years": list(self.years), "cells": list(self.cells), "seasons": seasons}

    @classmethod
    def from_json(cls, record: dict[str, Any]) -> Comparison:
        """Return the comparison of `to_json`."""
        seasons = {
            name: (Climate(**pair["model"]), Climate(**pair["observed"])) for name, pair in record["seasons"].items()
        }
        pairs = {"years": tuple(record["years"]), "cells": tuple(record["cells"])}
        return cls(**record | pairs | {"seasons": seasons})


def compare(
    simulation: Simulation, source: StoredSimulation, label: str, title: str, observed: Iterable[StoredSimulation]
) -> Iterator[Comparison]:
    """Yield the comparison of each variable with the nearest place of one set of observations that suffices.

    Parameters
    ----------
    simulation : Simulation
    source : StoredSimulation
        Its arrays.
    label, title : str
        Of the observations.
    observed : iterable of StoredSimulation
        The arrays of the observations: points within 50 km of a cell, or a grid; see `catalog.matched_cells`.
    """
    done: set[str] = set()
    for matched in matched_cells(source.grid, observed):
        other = matched.observed
        held = {v.name for v in other.variables}
        for variable in simulation.variables:
            name = variable.name
            if name not in QUALITIES or name in done or name not in held:
                continue
            mine = mean_series(source, name, matched.cells, matched.weights)
            theirs = mean_series(other, name, matched.observed_cells, matched.observed_weights)
            years = sorted(set(means_by_year(source.time, mine)) & set(means_by_year(other.time, theirs)))
            if len(years) < LEAST_YEARS:
                continue
            done.add(name)
            is_daily = source.time.frequency == other.time.frequency == "day"
            is_wet = is_daily and name == "pr"
            models = _climates(source, mine, years, is_daily, is_wet)
            seen = _climates(other, theirs, years, is_daily, is_wet)
            yield Comparison(
                simulation.model,
                simulation.scenario,
                simulation.member,
                name,
                variable.canonical_units,
                label,
                title,
                (years[0], years[-1]),
                len(years),
                round(matched.distance_km, 1),
                {s: (models[s], seen[s]) for s in SEASONS if s in models and s in seen},
                (matched.cells.size, matched.observed_cells.size),
            )


def mean_series(source: StoredSimulation, name: str, cells: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return the weighted mean of a variable over cells, (time,), canonical unit.

    A step without a value in cells of half the weight is missing; cells without a value are left out of others.
    """
    if cells.size == 1:
        return series_at(source, name, int(cells[0]))
    total, weight = np.zeros(source.time.first_day.size), np.zeros(source.time.first_day.size)
    for cell, share in zip(cells, weights, strict=True):
        values = series_at(source, name, int(cell))
        is_held = ~np.isnan(values)
        total[is_held] += share * values[is_held]
        weight += share * is_held
    enough = weight >= weights.sum() / 2
    return np.where(enough, total / np.where(enough, weight, 1.0), np.nan)


def _climates(
    source: StoredSimulation, values: np.ndarray, years: list[int], is_daily: bool, is_wet: bool
) -> dict[str, Climate]:
    """Return the climate of each season that has a value."""
    time = source.time
    year, month, _day = date_of(time.first_day + time.days // 2, time.calendar)
    counts = np.isin(year, years) & ~np.isnan(values)
    found = {}
    for name, months in SEASONS.items():
        if time.frequency == "yr" and name != "year":
            continue
        here = counts & np.isin(month, months)
        if not here.any():
            continue
        taken = values[here]
        p10, p90 = (float(p) for p in np.percentile(taken, [10, 90])) if is_daily else (None, None)
        wet = float(np.mean(taken >= WET_DAY_MM)) if is_wet else None
        found[name] = Climate(float(np.average(taken, weights=time.days[here])), p10, p90, wet)
    return found
