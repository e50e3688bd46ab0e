"""The past that an index compares with: a simulation's own, or that of the historical run it continues."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from broker.engine.result import Source
from broker.recipe import Input
from catalog.calendars import day_number
from translators.periods import Years

#: How the names of scenarios of the past begin (CMIP5 and CMIP6; CMIP3).
PAST = ("hist", "20c3m")


@dataclass(frozen=True)
class ReferenceSource:
    """Where the reference years of a simulation lie.

    Attributes
    ----------
    source : Source
    years : Years
    i0, i1 : int
        Steps ``i0:i1`` of its time axis lie in those years, whole.
    is_own : bool
        Whether it is the simulation itself.
    """

    source: Source
    years: Years
    i0: int
    i1: int
    is_own: bool


def reference_of(
    source_of: Input,
    key: tuple[str, str, str],
    source: Source,
    years: Years,
    open_source: Callable[[str, int, tuple[str, str, str]], Source],
) -> ReferenceSource | None:
    """Return the reference years of a simulation: its own, else those of its model's and member's historical run.

    None where neither holds every day of them.
    """
    steps = steps_in(source, years)
    if steps is not None:
        return ReferenceSource(source, years, *steps, is_own=True)
    model, scenario, member = key
    for other in source_of.simulations:
        is_past = other[1].casefold().startswith(PAST) and other[1] != scenario
        if is_past and (other[0], other[2]) == (model, member):
            past = open_source(source_of.dataset, source_of.version, other)
            steps = None if past is None else steps_in(past, years)
            if steps is not None and past.grid.shape == source.grid.shape:
                return ReferenceSource(past, years, *steps, is_own=False)
    return None


def steps_in(source: Source, years: Years) -> tuple[int, int] | None:
    """Return the steps ``i0:i1`` of a time axis that lie in these years, or None where a day of them is not held."""
    time = source.time
    first_day = np.asarray(time.first_day, dtype=np.int64)
    start = int(day_number(years.first, 1, 1, time.calendar))
    end = int(day_number(years.last + 1, 1, 1, time.calendar))
    i0, i1 = int(np.searchsorted(first_day, start)), int(np.searchsorted(first_day, end))
    held = int(np.asarray(time.days[i0:i1], dtype=np.int64).sum())
    return (i0, i1) if held == end - start else None
