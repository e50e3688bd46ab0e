"""The drought of fuels after Keetch and Byram."""

from __future__ import annotations

import numpy as np

from broker.engine.reductions.task import Daily, Task
from broker.engine.reductions.water import mean_of_reference, stored_as

#: Days of a year.
_YEAR = 365.2425


def _kbdi_max(task: Task, rain: Daily, upper: Daily) -> np.ndarray:
    from broker.engine.kernels import days, water

    yearly = _YEAR * mean_of_reference(task, 0)
    index = water.drought_of_fuels(rain.values, upper.values, stored_as(rain), stored_as(upper), yearly)
    return days.highest(index, *task.slices)


REDUCTIONS = {"kbdi_max": _kbdi_max}
