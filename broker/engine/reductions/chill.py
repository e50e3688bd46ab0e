"""Winter chill from the day's lowest and highest temperature: the hours between them are drawn by Linvill's curve."""

from __future__ import annotations

import numpy as np

from broker.engine.reductions.days import with_gaps
from broker.engine.reductions.task import Daily, Task
from broker.engine.reductions.water import sky_of, stored_as


def _chill(task: Task, lower: Daily, upper: Daily) -> np.ndarray:
    from broker.engine.kernels import water

    sky = sky_of(task)
    is_dynamic = task.index.reduction == "chill_portions"
    return water.chill(
        lower.values, upper.values, stored_as(lower), stored_as(upper), *task.slices, sky.hours(), sky.of_step,
        is_dynamic, task.passes_over,
    )  # fmt: skip


REDUCTIONS = {"chill_portions": _chill, "chill_units": _chill}

#: The same over the days that are held (`broker.engine.missing`).
HELD = {name: with_gaps(_chill) for name in REDUCTIONS}
