"""Conditions on two or three variables of a day, spells of heat, and months that suit malaria."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from broker.engine.reductions.days import with_gaps
from broker.engine.reductions.task import Daily, Task, limit_of


def _pair(operators: tuple[str, str], names: tuple[str, str]) -> Callable[..., np.ndarray]:
    """Return a reduction: the number of days on which two variables lie beyond the limits of these parameters."""

    def count(task: Task, a: Daily, b: Daily) -> np.ndarray:
        from broker.engine.kernels import comfort

        limits = [limit_of(d, task.quantities[n], o) for d, n, o in zip((a, b), names, operators, strict=True)]
        return comfort.count_pairs(a.values, b.values, *task.slices, *limits[0], *limits[1])

    return count


def _heat_wave(part: int) -> Callable[..., np.ndarray]:
    """Return a reduction: 0 the number of heat waves, 1 the days in them, 2 the longest."""

    def runs(task: Task, lower: Daily, upper: Daily) -> np.ndarray:
        from broker.engine.kernels import comfort

        night = limit_of(lower, task.quantities["thresh_tasmin"], task.index.operator)
        day = limit_of(upper, task.quantities["thresh_tasmax"], task.index.operator)
        window = round(task.quantities["window"])
        return comfort.runs_of_pairs(lower.values, upper.values, *task.slices, *night, *day, window)[part]

    return runs


def _spells(part: int) -> Callable[..., np.ndarray]:
    """Return a reduction: 0 the number of runs of one variable, 1 the days in them."""

    def runs(task: Task, daily: Daily) -> np.ndarray:
        from broker.engine.kernels import spells

        limit = limit_of(daily, task.quantities["thresh"], task.index.operator)
        return spells.runs_within(daily.values, *task.slices, *limit, round(task.quantities["window"]))[part]

    return runs


def _spells_longest(task: Task, daily: Daily) -> np.ndarray:
    from broker.engine.kernels import runs

    limit = limit_of(daily, task.quantities["thresh"], task.index.operator)
    longest = runs.longest_run(daily.values, *task.slices, *limit)
    return np.where(longest < round(task.quantities["window"]), 0.0, longest)


def _spells_magnitude(task: Task, daily: Daily) -> np.ndarray:
    from broker.engine.kernels import comfort

    thresh, window = task.quantities["thresh"], round(task.quantities["window"])
    limit, _ = limit_of(daily, thresh, task.index.operator)
    return comfort.strongest_run(daily.values, *task.slices, limit, daily.stored(thresh), window) * daily.scale


def _felt(name: str) -> Callable[..., np.ndarray]:
    """Return a reduction: the number of days on which an index of heat and humidity is beyond the threshold."""

    def count(task: Task, tas: Daily, hurs: Daily) -> np.ndarray:
        from broker.engine.kernels import comfort

        scales = tas.scale, tas.offset, hurs.scale, hurs.offset
        kind, limit = getattr(comfort, name), float(task.quantities["thresh"])
        return comfort.count_felt(
            tas.values, hurs.values, *task.slices, *scales, kind, limit, task.index.operator == ">"
        )

    return count


def _wet_chill_days(task: Task, tas: Daily, wind: Daily, rain: Daily) -> np.ndarray:
    from broker.engine.kernels import comfort

    values = [one.canonical(one.values) for one in (tas, wind, rain)]
    wet, limit = float(task.quantities["thresh_pr"]), float(task.quantities["thresh"])
    values[2][rain.values == limit_of(rain, wet, ">=")[0]] = wet  # at the threshold in its own precision is at it
    return comfort.count_chill(*values, *task.slices, wet, limit)


def _malaria_months(task: Task, rain: Daily, tas: Daily, hurs: Daily) -> np.ndarray:
    from broker.engine.kernels import days

    first, last, lengths, is_whole = _months(task)
    asked = task.quantities

    def sums(daily: Daily) -> np.ndarray:
        values = daily.values if np.all(task.days == 1) else daily.values * task.days.astype(np.float64)
        if task.passes_over:
            values = np.where(np.isnan(values), 0.0, values)
        found = days.total(np.ascontiguousarray(values), first, last, is_whole)
        return found * daily.scale + held * daily.offset

    held = lengths
    if task.passes_over:
        held = days.total((~np.isnan(rain.values)).astype(np.float64), first, last, is_whole)
        held[held == 0] = np.nan  # nothing is known of such a month
    amount, mean, humidity = sums(rain), sums(tas) / held, sums(hurs) / held
    is_known = task.passes_over | ~(np.isnan(amount) | np.isnan(mean) | np.isnan(humidity))
    suits = (amount > asked["thresh_pr"]) & (humidity > asked["thresh_hurs"])
    suits &= (mean >= asked["thresh_low"]) & (mean <= asked["thresh_high"])
    marks = np.where(is_known, suits, np.nan)
    out = np.full((marks.shape[0], len(task.seasons)), np.nan)
    for season, (i0, i1, complete) in enumerate(zip(*task.slices, strict=True)):
        inside = (first >= i0) & (last <= i1)
        if complete and inside.any():
            out[:, season] = marks[:, inside].sum(axis=1)
    return out if task.passes_over else _without_gaps(task, (rain, tas, hurs), out)


def _months(task: Task) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return the calendar months of the time axis: first and last step (not included), days held, whether all are."""
    from catalog.calendars import date_of, day_number

    assert task.time is not None
    first_day = np.asarray(task.time.first_day, dtype=np.int64)
    year, month = date_of(first_day, task.time.calendar)[:2]
    first = np.flatnonzero(np.r_[True, (np.diff(month) != 0) | (np.diff(year) != 0)])
    last = np.append(first[1:], first_day.size)
    start = day_number(year[first], month[first], 1, task.time.calendar)
    end = day_number(year[first] + month[first] // 12, month[first] % 12 + 1, 1, task.time.calendar)
    lengths = np.add.reduceat(task.days.astype(np.int64), first)
    return first, last, lengths.astype(np.float64), lengths == end - start


def _without_gaps(task: Task, daily: tuple[Daily, ...], found: np.ndarray) -> np.ndarray:
    """Return what was found, missing in seasons that miss a value of any variable."""
    from broker.engine.kernels import days

    for one in daily:
        found = np.where(np.isnan(days.total(one.values, *task.slices)), np.nan, found)
    return found


def passing_over(reduction: Callable[..., np.ndarray], *stand_ins: float) -> Callable[..., np.ndarray]:
    """Return a reduction over the days that are held.

    Parameters
    ----------
    reduction : callable (Task, *Daily) → ndarray
    stand_ins : float
        One a variable, in the stored unit: with these values a day does not count and adds nothing.

    Returns
    -------
    callable (Task, missing, *Daily) → ndarray
        As `broker.engine.missing` calls it; ``missing`` is bool (cells, time).
    """

    def held(task: Task, missing: np.ndarray, *daily: Daily) -> np.ndarray:
        filled = (
            Daily(np.where(missing, one.values.dtype.type(value), one.values), one.scale, one.offset)
            for one, value in zip(daily, stand_ins, strict=True)
        )
        return reduction(task, *filled)

    return held


REDUCTIONS: dict[str, Callable[..., np.ndarray]] = {
    "heat_waves": _heat_wave(0),
    "heat_wave_days": _heat_wave(1),
    "heat_wave_longest": _heat_wave(2),
    "hot_day_and_night": _pair((">", ">"), ("thresh_tasmin", "thresh_tasmax")),
    "freeze_and_thaw": _pair(("<=", ">"), ("thresh_tasmin", "thresh_tasmax")),
    "winterkill": _pair(("<", "<"), ("thresh_tasmin", "thresh_snd")),
    "blight": _pair((">=", ">="), ("thresh_tasmin", "thresh_hurs")),
    "spells_number": _spells(0),
    "spells_days": _spells(1),
    "spells_longest": _spells_longest,
    "spells_magnitude": _spells_magnitude,
    "thi_days": _felt("THI"),
    "humidex_days": _felt("HUMIDEX"),
    "heat_index_days": _felt("HEAT_INDEX"),
    "wet_chill_days": _wet_chill_days,
    "malaria_months": _malaria_months,
}

#: The same over the days that are held (`broker.engine.missing`). Nothing feels hot at −10³⁰ °C, nor is −1 mm wet.
HELD: dict[str, Callable[..., np.ndarray]] = {
    **{
        name: passing_over(REDUCTIONS[name], -np.inf, 0.0)
        for name in ("heat_waves", "heat_wave_days", "heat_wave_longest", "hot_day_and_night", "blight")
    },
    **{name: passing_over(REDUCTIONS[name], np.inf, 0.0) for name in ("freeze_and_thaw", "winterkill")},
    **{
        name: passing_over(REDUCTIONS[name], -np.inf)
        for name in ("spells_number", "spells_days", "spells_longest", "spells_magnitude")
    },
    **{name: passing_over(REDUCTIONS[name], -1e30, 0.0) for name in ("thi_days", "humidex_days", "heat_index_days")},
    "wet_chill_days": passing_over(_wet_chill_days, 0.0, 0.0, -1.0),
    "malaria_months": with_gaps(_malaria_months),
}
