"""CF time axes for seasons of several calendars: every simulation keeps its own calendar to the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import cftime
import numpy as np

from broker.engine.result import Series

if TYPE_CHECKING:
    from broker.products.netcdf_parts import Shape

#: Unit of every time coordinate that a product writes.
TIME_UNITS = "days since 1850-01-01"


@dataclass(frozen=True)
class TimeAxis:
    """One time coordinate that some of the simulations share.

    Attributes
    ----------
    name, calendar : str
        Name of the coordinate variable, and its CF calendar.
    middles : ndarray (seasons,)
    bounds : ndarray (seasons, 2)
        In `TIME_UNITS`; the second bound is the midnight that ends the last day.
    """

    name: str
    calendar: str
    middles: np.ndarray
    bounds: np.ndarray


def time_axes(series: Sequence[Series], label_years: np.ndarray) -> tuple[tuple[TimeAxis, ...], tuple[str, ...]]:
    """Return the time axes of all simulations, and the name of each simulation's own.

    Simulations share an axis where calendar and dates agree. A season that an axis lacks gets the dates of its nearest
    neighbour, moved by whole years, so that no coordinate is missing.

    Parameters
    ----------
    series : sequence of Series
    label_years : ndarray of int (seasons,)
        Years in which the product's seasons end, all simulations together.
    """
    groups: list[tuple[str, dict[int, tuple[str, str]]]] = []
    group_of: list[int] = []
    for one in series:
        dates = dict(zip((int(y) for y in one.label_years), zip(one.starts, one.ends, strict=True), strict=True))
        for number, (calendar, known) in enumerate(groups):
            if calendar == one.calendar and all(known.get(year, days) == days for year, days in dates.items()):
                known.update(dates)
                group_of.append(number)
                break
        else:
            groups.append((one.calendar, dates))
            group_of.append(len(groups) - 1)
    names = _names([calendar for calendar, _ in groups])
    axes = tuple(
        _axis(name, calendar, known, label_years) for name, (calendar, known) in zip(names, groups, strict=True)
    )
    return axes, tuple(names[number] for number in group_of)


def stepped_axes(shape: Shape, label_years: np.ndarray) -> tuple[tuple[TimeAxis, ...], tuple[str, ...]]:
    """Return the time axes of a product, and the name of each simulation's own; with steps, (steps, seasons) each.

    Simulations of one calendar share an axis where steps are asked: their dates of a step and year are the same.
    """
    if shape.is_plain:
        return time_axes(shape.simulations, label_years)
    steps = shape.labels.get("step", [""])
    calendars = list(dict.fromkeys(one.calendar for one in shape.simulations))
    names = dict(zip(calendars, _names(calendars), strict=True))
    axes = []
    for calendar in calendars:
        found = []
        for step in steps:
            known: dict[int, tuple[str, str]] = {}
            for one in shape.result.series:
                if one.calendar == calendar and one.step == step:
                    dates = zip(one.starts, one.ends, strict=True)
                    known.update(zip((int(year) for year in one.label_years), dates, strict=True))
            found.append(_axis(names[calendar], calendar, known, label_years) if known else None)
        given = next(axis for axis in found if axis is not None)
        whole = [axis or given for axis in found]  # a step that no simulation of the calendar holds
        middles = np.array([axis.middles for axis in whole])
        bounds = np.array([axis.bounds for axis in whole])
        is_stepped = "step" in shape.labels
        axes.append(
            TimeAxis(
                names[calendar], calendar, middles if is_stepped else middles[0], bounds if is_stepped else bounds[0]
            )
        )
    return tuple(axes), tuple(names[one.calendar] for one in shape.simulations)


def _names(calendars: list[str]) -> list[str]:
    if len(calendars) == 1:
        return ["time"]
    names: list[str] = []
    for calendar in calendars:
        base = f"time_{calendar}"
        repeats = sum(name == base or name.startswith(f"{base}_") for name in names)
        names.append(f"{base}_{repeats + 1}" if repeats else base)
    return names


def _axis(name: str, calendar: str, known: dict[int, tuple[str, str]], label_years: np.ndarray) -> TimeAxis:
    bounds = np.empty((label_years.size, 2))
    held = np.array(sorted(known))
    for i, year in enumerate(label_years):
        nearest = int(held[np.abs(held - year).argmin()])
        start, end = known[nearest]
        bounds[i, 0] = _day_number(start, int(year) - nearest, calendar)
        bounds[i, 1] = _day_number(end, int(year) - nearest, calendar) + 1.0
    return TimeAxis(name, calendar, bounds.mean(axis=1), bounds)


def _day_number(date: str, years: int, calendar: str) -> float:
    """Return the day on which a date lies, moved by whole years; a day that the month lacks is its last one."""
    year, month, day = (int(part) for part in date.split("-"))
    for shorter in range(4):
        try:
            moved = cftime.datetime(year + years, month, day - shorter, calendar=calendar)
        except ValueError:
            continue
        return float(cftime.date2num(moved, TIME_UNITS, calendar=calendar))
    raise ValueError(f"The date {date!r} is in no year of the calendar {calendar!r}.")
