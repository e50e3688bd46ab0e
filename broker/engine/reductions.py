"""From the daily values of a tile to the index of each season: which kernel, which limit, which unit.

A threshold is converted to the unit and the precision of the stored values, never the values to the threshold's: a
stored value that equals the threshold in its own precision is *at* it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from broker.engine.seasons import Seasons
from broker.errors import BrokerError
from catalog.record import Variable
from translators.indices import Index


@dataclass(frozen=True)
class Daily:
    """The values of one variable in one tile.

    Attributes
    ----------
    values : ndarray (cells, time), float32 or float64
        As stored, C-contiguous, missing as NaN.
    scale, offset : float
        ``canonical = stored * scale + offset``.
    """

    values: np.ndarray
    scale: float
    offset: float

    @classmethod
    def of(cls, values: np.ndarray, variable: Variable) -> Daily:
        """Return stored values with what their record says of their unit."""
        return cls(np.ascontiguousarray(values), variable.scale, variable.offset)

    def stored(self, canonical: float) -> float:
        """Return a quantity of the canonical unit in the stored unit, rounded once.

        Float arithmetic would turn 28 °F, that is -20/9 °C, into 28.000000000000004 °F, and miss the days at it.
        """
        return float((_exact(canonical) - _exact(self.offset)) / _exact(self.scale))

    def canonical(self, stored: np.ndarray) -> np.ndarray:
        """Return values in the canonical unit, float64."""
        return np.asarray(stored, dtype=np.float64) * self.scale + self.offset


def _exact(number: float) -> Fraction:
    """Return the simple fraction that a number was rounded from (5/9, 273.15, -20/9), else the number itself."""
    simple = Fraction(number).limit_denominator(1_000_000)
    return simple if float(simple) == number else Fraction(number)


@dataclass(frozen=True)
class Task:
    """What a reduction needs beside the values.

    Attributes
    ----------
    index : Index
    quantities : dict of str to float
        Every parameter of the index, in the index's own unit.
    seasons : Seasons
    days : ndarray of int (time,)
        Length of each step.
    """

    index: Index
    quantities: dict[str, float]
    seasons: Seasons
    days: np.ndarray

    @property
    def slices(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """``i0``, ``i1`` and ``complete``, as every kernel takes them."""
        return self.seasons.i0, self.seasons.i1, self.seasons.complete


def limit_of(daily: Daily, thresh: float, operator: str) -> tuple[np.floating, bool]:
    """Return the limit that a comparison means, and whether the days above it count.

    A value is above the limit when ``value >= limit``, in the stored precision. So ``>=`` and ``<`` take the threshold
    itself, ``>`` and ``<=`` the next number that can be stored above it.
    """
    limit = daily.values.dtype.type(daily.stored(thresh))
    if operator in {">", "<="}:
        limit = np.nextafter(limit, daily.values.dtype.type(np.inf))
    return limit, operator in {">", ">="}


def _count(task: Task, daily: Daily) -> np.ndarray:
    from broker.engine import kernels

    return kernels.count(daily.values, *task.slices, *limit_of(daily, task.quantities["thresh"], task.index.operator))


def _longest_run(task: Task, daily: Daily) -> np.ndarray:
    from broker.engine import runs

    return runs.longest_run(
        daily.values, *task.slices, *limit_of(daily, task.quantities["thresh"], task.index.operator)
    )


def _degree_days(task: Task, daily: Daily) -> np.ndarray:
    # A sum of excesses has no jump at its base, so the base keeps its full precision.
    from broker.engine import kernels

    base = daily.stored(task.quantities["thresh"])
    return kernels.excess(daily.values, *task.slices, base, task.index.operator == ">") * daily.scale


def _total(task: Task, daily: Daily) -> np.ndarray:
    """Return the amount: a rate in mm/day, on each day that counts, times one day."""
    sums, counts = _total_above(task, daily)
    return sums * daily.scale + counts * daily.offset


def _mean_where(task: Task, daily: Daily) -> np.ndarray:
    """Return the mean over the days that count; missing where there are none."""
    sums, counts = _total_above(task, daily)
    return daily.canonical(np.divide(sums, counts, out=np.full_like(sums, np.nan), where=counts > 0))


def _total_above(task: Task, daily: Daily) -> tuple[np.ndarray, np.ndarray]:
    from broker.engine import kernels

    limit, _ = limit_of(daily, task.quantities["thresh"], task.index.operator)
    return kernels.total_above(daily.values, *task.slices, limit)


def _mean(task: Task, daily: Daily) -> np.ndarray:
    from broker.engine import kernels

    if np.all(task.days == 1):
        return daily.canonical(kernels.total(daily.values, *task.slices) / (task.seasons.i1 - task.seasons.i0))
    return daily.canonical(kernels.weighted_mean(daily.values, *task.slices, task.days.astype(np.float64)))


def _mean_difference(task: Task, lower: Daily, upper: Daily) -> np.ndarray:
    # The mean of a difference is the difference of the means; a day missing in either empties both.
    return _mean(task, upper) - _mean(task, lower)


def _maximum(task: Task, daily: Daily) -> np.ndarray:
    from broker.engine import kernels

    return daily.canonical(kernels.highest(daily.values, *task.slices))


def _minimum(task: Task, daily: Daily) -> np.ndarray:
    from broker.engine import kernels

    return daily.canonical(kernels.lowest(daily.values, *task.slices))


def _window_maximum(task: Task, daily: Daily) -> np.ndarray:
    from broker.engine import kernels

    window = round(task.quantities["window"])
    return kernels.window_maximum(daily.values, *task.slices, window) * daily.scale + window * daily.offset


#: Each `Index.reduction` → the function that computes it from the index's variables, in their order.
REDUCTIONS: dict[str, Callable[..., np.ndarray]] = {
    "count": _count,
    "longest_run": _longest_run,
    "degree_days": _degree_days,
    "total": _total,
    "mean_where": _mean_where,
    "mean": _mean,
    "mean_difference": _mean_difference,
    "maximum": _maximum,
    "minimum": _minimum,
    "window_maximum": _window_maximum,
}


def reduce_daily(task: Task, daily: tuple[Daily, ...]) -> np.ndarray:
    """Return the index of each cell and season.

    Parameters
    ----------
    task : Task
    daily : tuple of Daily
        One a variable, in the order of ``task.index.variables``.

    Returns
    -------
    ndarray of float64 (cells, seasons)
        In the unit that the index delivers; NaN where a season is not complete or has a missing day.
    """
    return REDUCTIONS[task.index.reduction](task, *daily)


def half_sum(lower: Daily, upper: Daily) -> Daily:
    """Return the half of the sum of two variables, in the canonical unit, float64 (FAO-56, eq. 9)."""
    return Daily((lower.canonical(lower.values) + upper.canonical(upper.values)) / 2, 1.0, 0.0)


def quantities_of(index: Index, parameters: dict[str, str]) -> dict[str, float]:
    """Return the parameters of a recipe as numbers in the index's own units.

    Raises
    ------
    BrokerError
        If one is missing or not of this index: a recipe that was not made by a specification.
    """
    from translators.quantities import in_units

    if set(parameters) != set(index.parameters):
        raise BrokerError(
            f"The recipe of {index.id} has the parameters {', '.join(sorted(parameters)) or 'none'}, but the index "
            f"takes {', '.join(sorted(index.parameters)) or 'none'}, so its numbers would not be what the recipe says. "
            f"Make the recipe again from a need.",
            code="recipe-invalid",
        )
    return {name: in_units(parameters[name], parameter.units, name) for name, parameter in index.parameters.items()}
