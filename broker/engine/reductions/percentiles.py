"""Days and runs beyond what is usual for their date, and the rain of very wet days."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from broker.engine.reductions.comfort import passing_over
from broker.engine.reductions.days import with_gaps
from broker.engine.reductions.task import Daily, Reference, Task, limit_of
from catalog.calendars import date_of, day_number
from catalog.record import TimeAxis

#: Steps that a window reaches to each side of its date.
_WIDTH = 2
#: A percentile of a place's past needs this share of its days.
_LEAST_SHARE = 0.8
#: Calendars in which some years have a 29 February, and their years' longest and ordinary lengths.
_LEAP = ("standard", "proleptic_gregorian", "julian")
_LEAP_DAY = 59  # 29 February in a year that has one, from 0


@dataclass(frozen=True)
class _Dates:
    """The dates of a time axis.

    Attributes
    ----------
    of_step : ndarray of int64 (time,)
        From 0 for 1 January; 29 February is the last of all, where only some years have it.
    year : ndarray of int64 (time,)
    ordinary : int
        How many dates every year has.
    twin : int
        28 February, whose limit 29 February takes; −1 where no date is like that.
    """

    of_step: np.ndarray
    year: np.ndarray
    ordinary: int
    twin: int

    @classmethod
    def of(cls, time: TimeAxis) -> _Dates:
        first_day = np.asarray(time.first_day, dtype=np.int64)
        year = date_of(first_day, time.calendar)[0]
        new_year = day_number(year, 1, 1, time.calendar)
        dates = first_day - new_year
        if time.calendar not in _LEAP:
            return cls(dates, year, {"360_day": 360, "all_leap": 366}.get(time.calendar, 365), -1)
        is_leap = day_number(year + 1, 1, 1, time.calendar) - new_year == 366
        dates = np.where(is_leap & (dates > _LEAP_DAY), dates - 1, np.where(is_leap & (dates == _LEAP_DAY), 365, dates))
        return cls(dates, year, 365, _LEAP_DAY - 1)

    @property
    def limits(self) -> np.ndarray:
        """The date whose limit each step takes."""
        return np.where(self.of_step == self.ordinary, self.twin, self.of_step)


def _reference(past: Reference) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, int, int, int]:
    """Return the reference years as `broker.engine.kernels.percentiles.beyond_usual` takes them."""
    dates = _Dates.of(past.time)
    within = slice(past.i0, past.i1)
    first = int(dates.year[past.i0])
    years = dates.year[within] - first
    partners = np.full((int(years[-1]) + 1, dates.ordinary + (dates.twin >= 0)), -1, dtype=np.int64)
    partners[years, dates.of_step[within]] = np.arange(past.i0, past.i1)
    centres = np.ascontiguousarray(partners[:, : dates.ordinary])
    return centres, years, dates.of_step[within].copy(), partners, past.i0, _WIDTH, dates.twin


def _beyond_usual(task: Task, daily: Daily) -> np.ndarray:
    """Return the days beyond their usual limit, or those in runs of at least ``window``; (cells, seasons)."""
    from broker.engine.kernels import percentiles

    assert task.reference is not None
    assert task.time is not None
    past = task.reference
    earlier = past.daily[0]
    reference = _reference(past)
    resampled = np.full(daily.values.shape[1], -1, dtype=np.int64)
    if task.quantities["bootstrap"] == "yes" and past.is_own and reference[0].shape[0] > 1:
        resampled[past.i0 : past.i1] = np.arange(past.i1 - past.i0)
    return percentiles.beyond_usual(
        daily.values,
        *task.slices,
        _Dates.of(task.time).limits,
        earlier.values,
        reference,
        1.0 if task.index.operator == ">" else -1.0,
        0.1,
        _into(earlier, daily),
        resampled,
        round(task.quantities.get("window", 1)),
        task.passes_over,
    )


def _into(earlier: Daily, daily: Daily) -> tuple[float, float]:
    """Return scale and offset from the stored numbers of one record to those of another."""
    return earlier.scale / daily.scale, (earlier.offset - daily.offset) / daily.scale


def _very_wet(task: Task, daily: Daily) -> tuple[np.ndarray, np.ndarray]:
    """Return the amount and the number of days that are wet and above the percentile of wet days."""
    from broker.engine.kernels import percentiles

    assert task.reference is not None
    past = task.reference
    earlier = past.daily[0]
    limit, _ = limit_of(earlier, task.quantities["thresh"], ">")
    found, known = percentiles.percentile_above(
        earlier.values, past.i0, past.i1, limit, task.quantities["percentile"] / 100
    )
    ratio, shift = _into(earlier, daily)
    bounds = np.where(known >= _LEAST_SHARE, np.maximum(found * ratio + shift, _wet(task, daily)), np.nan)
    sums, counts = percentiles.beyond_bounds(daily.values, *task.slices, bounds, 1.0)
    return sums * daily.scale + counts * daily.offset, counts


def _wet(task: Task, daily: Daily) -> float:
    """Return the limit of a wet day in the stored precision."""
    return float(daily.values.dtype.type(daily.stored(task.quantities["thresh"])))


def _share_over_percentile(task: Task, daily: Daily) -> np.ndarray:
    from broker.engine.kernels import percentiles

    over, _ = _very_wet(task, daily)
    bounds = np.full(daily.values.shape[0], _wet(task, daily))
    sums, counts = percentiles.beyond_bounds(daily.values, *task.slices, bounds, 1.0)
    wet = sums * daily.scale + counts * daily.offset
    return 100.0 * np.divide(over, wet, out=np.full_like(over, np.nan), where=counts > 0)


def _days_over_percentile(task: Task, daily: Daily) -> np.ndarray:
    return _very_wet(task, daily)[1]


REDUCTIONS = {
    "days_beyond_usual": _beyond_usual,
    "spells_beyond_usual": _beyond_usual,
    "share_over_percentile": _share_over_percentile,
    "days_over_percentile": _days_over_percentile,
}

#: The same over the days that are held (`broker.engine.missing`).
HELD = {
    **{name: with_gaps(_beyond_usual) for name in ("days_beyond_usual", "spells_beyond_usual")},
    "share_over_percentile": passing_over(_share_over_percentile, -np.inf),
    "days_over_percentile": passing_over(_days_over_percentile, -np.inf),
}
