"""Seasons with missing days: which of them count by the recipe's rule, and their index over the days that are held."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import replace
from functools import cache

import numpy as np

from broker.engine.enough import is_enough
from broker.engine.reductions import FAMILIES, Daily, Task
from broker.errors import UnservableNeed
from translators.indices import Index
from translators.missing import MissingRule, why_refused


@cache
def over_held_days() -> dict[str, Callable[..., np.ndarray]]:
    """Return the reductions that pass over missing days, by the names of those that do not: each family's `HELD`."""
    return _tables("HELD")


@cache
def judging_themselves() -> dict[str, Callable[..., np.ndarray]]:
    """Return those that ask the rule of other days than those of the season: each family's `HELD_ELSEWHERE`."""
    return _tables("HELD_ELSEWHERE")


def _tables(name: str) -> dict[str, Callable[..., np.ndarray]]:
    found: dict[str, Callable[..., np.ndarray]] = {}
    for family in FAMILIES:
        found |= getattr(importlib.import_module(f"broker.engine.reductions.{family}"), name, {})
    return found


def check_rule(index: Index, rule: MissingRule) -> None:
    """Refuse a rule under which an index is not defined.

    Raises
    ------
    UnservableNeed
        If the index needs every day, and the rule lets some be missing.
    """
    if rule.of == "any" or index.reduction in over_held_days() or index.reduction in judging_themselves():
        return
    raise UnservableNeed(
        f"{index.title} ({index.id}) was asked with the rule {rule.text} for missing days, but {why_refused(index)}. "
        f"Write missing: any, which leaves seasons with a missing day out."
    )


def reduce_held(task: Task, daily: tuple[Daily, ...]) -> np.ndarray:
    """Return the index of each cell and season over the days that are held, where the rule lets the season count.

    A day is held when each variable has a value. What becomes of one that is missing is told, index by index, on the
    reference page (`translators.missing`).

    Parameters
    ----------
    task : Task
        ``task.missing`` is not ``any``; a step for every day.
    daily : tuple of Daily

    Returns
    -------
    ndarray of float64 (cells, seasons)
        NaN where the rule leaves the season out, and always where none of its days is held.
    """
    assert task.time is not None
    missing = np.isnan(daily[0].values)
    for one in daily[1:]:
        missing |= np.isnan(one.values)
    seasons = task.seasons
    whole = replace(task, seasons=replace(seasons, complete=np.ones(len(seasons), dtype=bool)))
    if task.index.reduction in judging_themselves():
        return judging_themselves()[task.index.reduction](whole, missing, *daily)
    counts = is_enough(MissingRule.parse(task.missing), missing, seasons.i0, seasons.i1, task.time)
    values = over_held_days()[task.index.reduction](whole, missing, *daily)
    return np.where(counts, values, np.nan)
