"""What a reduction takes: the daily values of one tile, and what the recipe asks of them.

A threshold is converted to the unit and the precision of the stored values, never the values to the threshold's: a
stored value that equals the threshold in its own precision is *at* it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np

from broker.engine.seasons import Seasons
from catalog.record import TimeAxis, Variable
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
class Reference:
    """The daily values that an index compares with: a place's own past.

    Attributes
    ----------
    daily : tuple of Daily
        One a variable, in the order of ``index.variables``; the whole time axis, of the same cells as the tile's.
    time : TimeAxis
        Of these values.
    i0, i1 : int
        Steps ``i0:i1`` lie in the reference years.
    is_own : bool
        Whether `daily` and `time` are the simulation's own, so that seasons of the reference lie in it (bootstrap).
    """

    daily: tuple[Daily, ...]
    time: TimeAxis
    i0: int
    i1: int
    is_own: bool


@dataclass(frozen=True)
class Task:
    """What a reduction needs beside the values.

    Attributes
    ----------
    index : Index
    quantities : dict
        Every parameter of the index: a float in the parameter's unit, ``(month, day)`` of a date, `Years`, or the text
        of a choice or an expression.
    seasons : Seasons
    days : ndarray of int (time,)
        Length of each step.
    time : TimeAxis
    latitude : ndarray of float64 (cells,) or None
        Degrees north; where ``"latitude" in index.uses``.
    reference : Reference or None
        Where ``"reference" in index.uses``.
    missing : str
        The rule for missing days; ``any``: a season with a missing day is missing.
    shared : dict
        What reductions of the same daily values and reference need alike: computed by the first, used by the others.
    """

    index: Index
    quantities: dict[str, Any]
    seasons: Seasons
    days: np.ndarray
    time: TimeAxis | None = None
    latitude: np.ndarray | None = field(default=None)
    reference: Reference | None = None
    missing: str = "any"
    shared: dict[Any, Any] = field(default_factory=dict)

    @property
    def passes_over(self) -> bool:
        """Whether a season may count although days of it are missing."""
        return self.missing != "any"

    @property
    def slices(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """``i0``, ``i1`` and ``complete``, as every kernel takes them."""
        return self.seasons.i0, self.seasons.i1, self.seasons.complete

    def steps_of(self, day: tuple[int, int]) -> np.ndarray:
        """Return the step, in the time axis, on which a day of the year falls in each season, int64 (seasons,).

        A season that crosses the year's end holds the day once. −1 where the season, or the data, lack it; 29 February
        is 1 March in years without it.
        """
        assert self.time is not None
        wanted = self.seasons.day_in(day)
        first_day = np.asarray(self.time.first_day)
        steps = np.searchsorted(first_day, wanted)
        is_held = (wanted >= 0) & (first_day[np.minimum(steps, first_day.size - 1)] == wanted)
        return np.where(is_held, steps, -1)

    def dates_of(self, steps: np.ndarray) -> np.ndarray:
        """Return the days of the year of steps, float64 (cells, seasons), for steps (cells, seasons); −1 becomes NaN.

        Counted from 1 January of the year in which the season starts, so that 20 January after a season's start in
        November is day 385: dates of one season can be averaged. In the simulation's own calendar.
        """
        assert self.time is not None
        first_day = np.asarray(self.time.first_day, dtype=np.int64)
        days = first_day[np.maximum(steps, 0)] - self.seasons.new_year + 1
        return np.where(steps >= 0, days.astype(np.float64), np.nan)

    def day_of_year(self) -> np.ndarray:
        """Return the day of the year of each step in its own calendar, 1 to 366, int64 (time,)."""
        from catalog.calendars import date_of, day_number

        assert self.time is not None
        first_day = np.asarray(self.time.first_day, dtype=np.int64)
        years = date_of(first_day, self.time.calendar)[0]
        return first_day - day_number(years, 1, 1, self.time.calendar) + 1


def limit_of(daily: Daily, thresh: float, operator: str) -> tuple[np.floating, bool]:
    """Return the limit that a comparison means, and whether the days above it count.

    A value is above the limit when ``value >= limit``, in the stored precision. So ``>=`` and ``<`` take the threshold
    itself, ``>`` and ``<=`` the next number that can be stored above it.
    """
    limit = daily.values.dtype.type(daily.stored(thresh))
    if operator in {">", "<="}:
        limit = np.nextafter(limit, daily.values.dtype.type(np.inf))
    return limit, operator in {">", ">="}


def half_sum(lower: Daily, upper: Daily) -> Daily:
    """Return the half of the sum of two variables, in the canonical unit, float64 (FAO-56, eq. 9)."""
    return Daily((lower.canonical(lower.values) + upper.canonical(upper.values)) / 2, 1.0, 0.0)
