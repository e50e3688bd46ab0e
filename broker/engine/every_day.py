"""Time axes with a step for every day: days that the files lack become days that are missing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from broker.engine.reductions.task import Daily, Reference, Task
from broker.engine.seasons import find_seasons
from catalog.record import TimeAxis


def with_every_day(task: Task, daily: tuple[Daily, ...]) -> tuple[Task, tuple[Daily, ...]]:
    """Return a task and its values on time axes without gaps, those of the reference too.

    So no pass takes the days before and after a gap for neighbours. Axes that hold every day, or whose steps are no
    days, are returned as they are.

    Returns
    -------
    Task
        Its seasons are the same; a day that the axis lacked is a missing value, and no longer makes them incomplete.
    tuple of Daily
    """
    assert task.time is not None
    if _lacks_days(task.time):
        time, values = _filled(task.time, tuple(one.values for one in daily))
        daily = _carrying(daily, values)
        found = find_seasons(time, task.seasons.season)
        kept = np.isin(found.first_day, task.seasons.first_day)
        names = ("label_years", "first_day", "last_day", "i0", "i1", "complete")
        seasons = replace(found, **{name: getattr(found, name)[kept] for name in names})
        task = replace(task, time=time, days=np.asarray(time.days), seasons=seasons)
    past = task.reference
    if past is not None and _lacks_days(past.time):
        task = replace(task, reference=_filled_reference(past))
    return task, daily


def _lacks_days(time: TimeAxis) -> bool:
    first_day = np.asarray(time.first_day)
    return time.frequency == "day" and first_day.size > 0 and int(first_day[-1] - first_day[0]) >= first_day.size


def _filled(time: TimeAxis, arrays: tuple[np.ndarray, ...]) -> tuple[TimeAxis, tuple[np.ndarray, ...]]:
    """Return the axis with every day, and values (cells, time) on it; NaN on days that it lacked."""
    first_day = np.asarray(time.first_day, dtype=np.int64)
    every = np.arange(first_day[0], first_day[-1] + 1)
    filled = []
    for values in arrays:
        out = np.full((values.shape[0], every.size), np.nan, dtype=values.dtype)
        out[:, first_day - first_day[0]] = values
        filled.append(out)
    return TimeAxis(time.calendar, time.frequency, every, np.ones(every.size, dtype=np.int32)), tuple(filled)


def _carrying(daily: tuple[Daily, ...], arrays: tuple[np.ndarray, ...]) -> tuple[Daily, ...]:
    return tuple(Daily(values, one.scale, one.offset) for one, values in zip(daily, arrays, strict=True))


def _filled_reference(past: Reference) -> Reference:
    first_day = np.asarray(past.time.first_day, dtype=np.int64)
    time, values = _filled(past.time, tuple(one.values for one in past.daily))
    i0, i1 = first_day[past.i0] - first_day[0], first_day[past.i1 - 1] - first_day[0] + 1
    return Reference(_carrying(past.daily, values), time, int(i0), int(i1), past.is_own)
