"""Seasons on a time axis: which steps each one holds, in the simulation's own calendar."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from catalog.calendars import date_of, day_number, month_start
from catalog.record import TimeAxis
from translators.periods import Season, Years

_MINUTES = 1440
_MINUTE = 1.0 / _MINUTES


@dataclass(frozen=True)
class Seasons:
    """The seasons that lie within a simulation's data, in order.

    A season that has no step at all is not among them; one that lacks some of its days is, and is not complete.

    Attributes
    ----------
    season : Season
    calendar : str
    label_years : ndarray of int64 (seasons,)
        The year in which each season ends.
    first_day, last_day : ndarray of int64 (seasons,)
        Both included, as days since 1850-01-01 in the calendar.
    i0, i1 : ndarray of int64 (seasons,)
        Steps ``i0:i1`` lie in the season.
    complete : ndarray of bool (seasons,)
        Whether those steps cover every day of it.
    data_start : int
        First day of the data.
    """

    season: Season
    calendar: str
    label_years: np.ndarray
    first_day: np.ndarray
    last_day: np.ndarray
    i0: np.ndarray
    i1: np.ndarray
    complete: np.ndarray
    data_start: int

    def __len__(self) -> int:
        return self.label_years.size

    @cached_property
    def starts(self) -> tuple[str, ...]:
        """ISO dates of the first days, in the calendar."""
        return _iso_dates(self.first_day, self.calendar)

    @cached_property
    def ends(self) -> tuple[str, ...]:
        """ISO dates of the last days, in the calendar."""
        return _iso_dates(self.last_day, self.calendar)

    @cached_property
    def new_year(self) -> np.ndarray:
        """1 January of the year in which each season starts, as days since 1850-01-01 in the calendar."""
        years = date_of(self.first_day, self.calendar)[0]
        return day_number(years, 1, 1, self.calendar)

    def day_in(self, day: tuple[int, int]) -> np.ndarray:
        """Return a day of the year, (month, day), in each season, as days since 1850-01-01 in the calendar.

        29 February is 1 March in years without it. −1 in a season that does not hold the day.
        """
        years = date_of(self.first_day, self.calendar)[0]
        found = np.full(len(self), -1, dtype=np.int64)
        for later in (1, 0):
            number = day_number(years + later, day[0], 1, self.calendar) + day[1] - 1
            inside = (self.first_day <= number) & (number <= self.last_day)
            found = np.where(inside, number, found)
        return found

    @cached_property
    def _held(self) -> frozenset[int]:
        return frozenset(self.label_years.tolist())

    def within(self, period: Years) -> np.ndarray:
        """Return which seasons end in the years of a period, bool (seasons,)."""
        return (self.label_years >= period.first) & (self.label_years <= period.last)

    def cover(self, period: Years) -> bool:
        """Return whether the data hold a period: every season that ends in its years lies within them.

        A season that crosses the year's end may lack the first, when the data hold all of the period's own years: its
        beginning belongs to the year before.
        """
        wanted = _label_years(self.season, self.calendar, period)
        if self.season.crosses_year_end and self.data_start <= day_number(period.first, 1, 1, self.calendar):
            wanted = wanted - {period.first}
        return bool(wanted) and wanted <= self._held


def season_days(season: Season, calendar: str, period: Years) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the seasons that end in these years, by the calendar alone.

    A last day that the calendar lacks is the month's last day; a first day that it lacks is the next day. A season of
    which no day exists in some year (29 February) is left out there.

    Returns
    -------
    label_years, first_day, last_day : ndarray of int64 (seasons,)
        Days since 1850-01-01 in the calendar, both included.
    """
    ends_in = np.arange(period.first, period.last + 1)
    starts_in = ends_in - season.crosses_year_end
    first_day = np.minimum(
        month_start(starts_in, season.first_month, calendar) + season.first_day - 1,
        month_start(starts_in, season.first_month + 1, calendar),
    )
    last_day = np.minimum(
        month_start(ends_in, season.last_month, calendar) + season.last_day - 1,
        month_start(ends_in, season.last_month + 1, calendar) - 1,
    )
    exists = last_day >= first_day
    return ends_in[exists], first_day[exists], last_day[exists]


@lru_cache(maxsize=1024)
def _label_years(season: Season, calendar: str, period: Years) -> frozenset[int]:
    return frozenset(season_days(season, calendar, period)[0].tolist())


def find_seasons(time: TimeAxis, season: Season) -> Seasons:
    """Return the seasons that a time axis holds.

    The first and the last are dropped when the data start or end within them. A gap of steps inside leaves a season
    incomplete. Yearly steps answer the season ``year`` as they are, also where their bounds are those of another year
    (December to November); each is labelled by the year in which it ends.

    Parameters
    ----------
    time : TimeAxis
    season : Season

    Returns
    -------
    Seasons
        Possibly none.
    """
    starts = np.asarray(time.first_day)
    # Steps of hours: the day in which each begins, and the last one that it touches, both whole.
    step_first = np.floor(starts + _MINUTE).astype(np.int64)
    step_last = np.ceil(starts + time.days - _MINUTE).astype(np.int64) - 1
    if step_first.size == 0:
        nothing = np.empty(0, dtype=np.int64)
        return Seasons(season, time.calendar, *(nothing,) * 5, nothing.astype(bool), 0)
    if time.frequency == "yr" and season.is_year:
        first_day, last_day = step_first, step_last
        label_years = date_of(last_day, time.calendar)[0]
    else:
        data_years = date_of(np.array([step_first[0], step_last[-1]]), time.calendar)[0]
        label_years, first_day, last_day = season_days(
            season, time.calendar, Years(max(1, int(data_years[0])), int(data_years[1]) + 1)
        )
    i0 = np.searchsorted(step_first, first_day)
    i1 = np.searchsorted(step_last, last_day, side="right")
    days_before = np.concatenate([[0], np.cumsum(np.round(time.days * _MINUTES), dtype=np.int64)])
    minutes = (last_day - first_day + 1) * _MINUTES
    complete = (i1 > i0) & (days_before[np.maximum(i0, i1)] - days_before[i0] == minutes)
    kept = (first_day >= step_first[0]) & (last_day <= step_last[-1]) & (i1 > i0)
    return Seasons(
        season,
        time.calendar,
        label_years[kept],
        first_day[kept],
        last_day[kept],
        i0[kept],
        i1[kept],
        complete[kept],
        int(step_first[0]),
    )


def _iso_dates(days: np.ndarray, calendar: str) -> tuple[str, ...]:
    dates = zip(*(part.tolist() for part in date_of(days, calendar)), strict=True)
    return tuple(f"{year:04d}-{month:02d}-{day:02d}" for year, month, day in dates)
