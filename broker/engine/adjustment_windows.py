"""Daily values laid out by the day of the year, so that each stretch of it is mapped with the days round it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from catalog.calendars import date_of, day_number
from catalog.record import TimeAxis

#: Days of the year told apart, 29 February included; a calendar with fewer leaves some of them empty.
SLOTS = 366
#: Days of the year that are mapped alike.
GROUP_DAYS = 5
GROUPS = -(-SLOTS // GROUP_DAYS)


@dataclass(frozen=True)
class DayTable:
    """Where each step of a daily time axis stands in a table of years and days of the year.

    Attributes
    ----------
    first, last : int
        Calendar years that the table holds.
    steps : ndarray of int
        The steps of the axis that lie in these years.
    rows, slots : ndarray of int, in the shape of `steps`
        Year less `first`, and day of the year, 0 to 365: 1 March is 60 with and without a leap day; the 360 days of
        a 360-day calendar are spread over the year.
    """

    first: int
    last: int
    steps: np.ndarray
    rows: np.ndarray
    slots: np.ndarray

    @classmethod
    def of(cls, time: TimeAxis, first: int | None = None, last: int | None = None) -> DayTable:
        """Return the table of an axis, or of these years of it."""
        year, month, day = date_of(np.asarray(time.first_day), time.calendar)
        first = int(year[0]) if first is None else first
        last = int(year[-1]) if last is None else last
        steps = np.flatnonzero((year >= first) & (year <= last))
        if time.calendar == "360_day":
            slots = ((month[steps] - 1) * 30 + day[steps] - 1) * SLOTS // 360
        else:
            slots = day_number(np.full(steps.size, 2000), month[steps], day[steps], "all_leap")
            slots = slots - int(day_number(2000, 1, 1, "all_leap"))
        return cls(first, last, steps, year[steps] - first, slots)

    @property
    def years(self) -> int:
        """How many calendar years the table holds."""
        return self.last - self.first + 1

    def laid_out(self, values: np.ndarray) -> np.ndarray:
        """Return values (cells, time) by day, (cells, years, SLOTS), float64; days that the axis lacks are NaN."""
        table = np.full((values.shape[0], self.years, SLOTS), np.nan)
        table[:, self.rows, self.slots] = values[:, self.steps]
        return table

    def put_back(self, table: np.ndarray, values: np.ndarray) -> None:
        """Write a table's days, (cells, years, SLOTS), into values (cells, time)."""
        values[:, self.steps] = table[:, self.rows, self.slots]


def windows(table: np.ndarray, window: int) -> np.ndarray:
    """Return the values round each group of days, (cells × GROUPS, years × window), years outermost.

    Parameters
    ----------
    table : ndarray (cells, years, SLOTS)
    window : int
        Days, odd; December and January meet within a calendar year.
    """
    offsets = np.arange(window) - window // 2
    index = (_centres()[:, np.newaxis] + offsets) % SLOTS
    around = table[:, :, index].transpose(0, 2, 1, 3)
    return np.ascontiguousarray(around).reshape(-1, table.shape[1] * window)


def middle_of(around: np.ndarray, cells: int, window: int) -> np.ndarray:
    """Return the days of each group out of its window: the table (cells, years, SLOTS) that `windows` was made from."""
    by_group = around.reshape(cells, GROUPS, -1, window)
    slots = np.arange(SLOTS)
    groups = slots // GROUP_DAYS
    return by_group[:, groups, :, slots - _centres()[groups] + window // 2].transpose(1, 2, 0)


def days_of_samples(years: int, window: int) -> np.ndarray:
    """Return a number for each sample of `windows`, days from the first year's on, int64: what a trend is fitted to."""
    offsets = np.arange(window) - window // 2
    return (np.arange(years)[:, np.newaxis] * SLOTS + offsets).ravel() + window


def _centres() -> np.ndarray:
    return np.arange(GROUPS) * GROUP_DAYS + GROUP_DAYS // 2
