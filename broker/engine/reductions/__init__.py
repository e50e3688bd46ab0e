"""From the daily values of a tile to the index of each season: one module a family, one table of all."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from functools import cache

import numpy as np

from broker.engine.reductions.parameters import quantities_of
from broker.engine.reductions.task import Daily, Reference, Task, half_sum, limit_of

__all__ = ["Daily", "Reference", "Task", "half_sum", "limit_of", "quantities_of", "reduce_daily", "reductions"]

#: The modules that hold a table ``REDUCTIONS``: each `Index.reduction` → the function that computes it.
FAMILIES = (
    "days",
    "expression",
    "frost_and_growth",
    "comfort",
    "hazards",
    "percentiles",
    "spells",
    "rainy_season",
    "standardised",
    "water",
    "chill",
    "fire",
    "xclim_bridge",
)


@cache
def reductions() -> dict[str, Callable[..., np.ndarray]]:
    """Return every reduction by its name: a function of a task and of the index's variables, in their order."""
    found: dict[str, Callable[..., np.ndarray]] = {}
    for family in FAMILIES:
        found |= importlib.import_module(f"broker.engine.reductions.{family}").REDUCTIONS
    return found


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
        In the unit that the index delivers. NaN where a season is not complete or has a missing day, or where the rule
        for missing days leaves it out; +inf and −inf where it has an outcome instead of a number (`Index.above`,
        `Index.below`).
    """
    if task.time is not None:
        from broker.engine.every_day import with_every_day

        task, daily = with_every_day(task, daily)
    if task.missing != "any":
        from broker.engine.missing import reduce_held

        return reduce_held(task, daily)
    return reductions()[task.index.reduction](task, *daily)
