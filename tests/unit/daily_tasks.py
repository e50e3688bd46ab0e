"""Whole years of made-up days in one cell, and an index of them."""

from __future__ import annotations

import numpy as np

from broker.engine.reductions import Daily, Task, quantities_of, reduce_daily
from broker.engine.seasons import find_seasons
from catalog.calendars import day_number
from catalog.record import TimeAxis
from translators.indices import INDICES
from translators.periods import Season

CALENDARS = ("standard", "noleap", "360_day", "julian", "all_leap")
SOUTH = {"from": "07-01", "to": "06-30"}


def days_from(first_year: int, last_year: int, calendar: str = "noleap") -> TimeAxis:
    """Every day of some years."""
    first = int(day_number(np.array(first_year), 1, 1, calendar))
    end = int(day_number(np.array(last_year + 1), 1, 1, calendar))
    numbers = np.arange(first, end)
    return TimeAxis(calendar, "day", numbers, np.ones(numbers.size, dtype="int32"))


def year_of(value, *stretches, length=365, dtype=np.float64):
    """One year of one value, with others on days of the year (first, last, value), both included."""
    values = np.full(length, value, dtype=dtype)
    for first, last, other in stretches:
        values[first - 1 : last] = other
    return values


def index_of_days(index, *variables, season="year", time=None, latitude=0.0, missing="any", **parameters):
    """The index of each season of one cell, as a list."""
    time = time or days_from(2001, 2000 + len(_values(variables[0])) // 365)
    entry = INDICES[index]
    defaults = {name: parameter.default for name, parameter in entry.parameters.items()}
    seasons = find_seasons(time, Season.of(season))
    quantities = quantities_of(entry, defaults | parameters)
    task = Task(entry, quantities, seasons, time.days, time, np.array([latitude]), missing=missing)
    daily = tuple(one if isinstance(one, Daily) else Daily(_values(one)[None], 1.0, 0.0) for one in variables)
    return reduce_daily(task, daily)[0].tolist()


def in_kelvin(celsius, dtype=np.float64):
    """The same temperatures, stored in kelvin."""
    return Daily((np.asarray(celsius, dtype=np.float64)[None] + 273.15).astype(dtype), 1.0, -273.15)


def _values(variable) -> np.ndarray:
    return variable.values[0] if isinstance(variable, Daily) else np.ascontiguousarray(variable)
