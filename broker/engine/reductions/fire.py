"""Fire weather after Van Wagner, and the drought of fuels after Keetch and Byram."""

from __future__ import annotations

import numpy as np

from broker.engine.reductions.task import Daily, Task
from broker.engine.reductions.water import mean_of_reference, stored_as
from catalog.calendars import date_of

#: Days of a year.
_YEAR = 365.2425


def fire_weather_index(task: Task, daily: tuple[Daily, ...]) -> np.ndarray:
    """Return the Canadian Fire Weather Index of each day, float64 (cells, time).

    NaN on days on which a variable is missing; the codes start anew after it.
    """
    from broker.engine.kernels import fire_weather

    assert task.time is not None
    assert task.latitude is not None
    months = date_of(np.asarray(task.time.first_day, dtype=np.int64), task.time.calendar)[1]
    scales = np.array([stored_as(one) for one in daily])
    latitude = np.asarray(task.latitude, dtype=np.float64)
    return fire_weather.fire_weather_index(*(one.values for one in daily), scales, months, latitude)


def _fire_weather(task: Task, *daily: Daily) -> np.ndarray:
    from broker.engine.kernels import days

    return days.count(fire_weather_index(task, daily), *task.slices, np.float64(task.quantities["danger"]), True)


def _kbdi_max(task: Task, rain: Daily, upper: Daily) -> np.ndarray:
    from broker.engine.kernels import days, water

    yearly = _YEAR * mean_of_reference(task, 0)
    index = water.drought_of_fuels(rain.values, upper.values, stored_as(rain), stored_as(upper), yearly)
    return days.highest(index, *task.slices)


REDUCTIONS = {"fire_weather": _fire_weather, "kbdi_max": _kbdi_max}
