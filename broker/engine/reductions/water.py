"""Evapotranspiration, water budgets, heat for vines, low flow, melt: most need the latitude or a place's past."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from broker.engine.reductions.comfort import passing_over
from broker.engine.reductions.days import on_no_side, with_gaps
from broker.engine.reductions.task import Daily, Task, limit_of
from broker.engine.sky import Sky
from broker.errors import UnservableNeed
from catalog.calendars import date_of, month_start

#: Solar constants that the methods were made with, W m-2.
_CONSTANTS = {"HG85": 1361.0, "MB05": 1367.0, "FAO_PM98": 1361.0}
_LEAST_SHARE = 0.8


def evapotranspiration(sky: Sky, method: str, air: tuple[Daily, ...]) -> np.ndarray:
    """Return potential evapotranspiration.

    Parameters
    ----------
    sky : Sky
    method : str
        ``HG85``, ``MB05`` or ``FAO_PM98``.
    air : tuple of Daily
        tasmin, tasmax; with ``FAO_PM98`` also hurs, rsds, sfcWind.

    Returns
    -------
    ndarray of float64 (cells, time)
        mm a day; NaN where a variable is missing, and with HG85 where tasmin is above tasmax.
    """
    from broker.engine.kernels import water

    lower, upper = air[0], air[1]
    radiation = sky.radiation(_CONSTANTS[method])
    if method == "FAO_PM98":
        scales = np.array([[one.scale, one.offset] for one in air])
        return water.penman(*(one.values for one in air), scales, radiation, sky.of_step)
    kernel = water.hargreaves if method == "HG85" else water.mcguinness
    return kernel(lower.values, upper.values, stored_as(lower), stored_as(upper), radiation, sky.of_step)


def stored_as(daily: Daily) -> tuple[float, float]:
    """Return the scale and the offset of a variable, as the kernels take them."""
    return daily.scale, daily.offset


def sky_of(task: Task) -> Sky:
    """Return the sky over a task's cells."""
    assert task.time is not None
    assert task.latitude is not None
    return Sky.of(task.time, task.latitude)


def _pet(task: Task, air: tuple[Daily, ...]) -> np.ndarray:
    return evapotranspiration(sky_of(task), task.quantities["method"], air)


def _total(task: Task, rates: np.ndarray) -> np.ndarray:
    """Return the sum of canonical rates over each season; days without one add nothing where they are passed over."""
    from broker.engine.kernels import days

    return days.total(np.nan_to_num(rates, nan=0.0) if task.passes_over else rates, *task.slices)


def _pet_total(task: Task, *air: Daily) -> np.ndarray:
    return _total(task, _pet(task, air))


def _rain_and_pet(task: Task, rain: Daily, air: tuple[Daily, ...]) -> tuple[np.ndarray, np.ndarray]:
    """Return the sums of rain and of evapotranspiration over the same days."""
    from broker.engine.kernels import days

    pet = _pet(task, air)
    if task.passes_over:
        return _total(task, np.where(np.isnan(pet), np.nan, rain.canonical(rain.values))), _total(task, pet)
    offset = (task.seasons.i1 - task.seasons.i0) * rain.offset
    return days.total(rain.values, *task.slices) * rain.scale + offset, _total(task, pet)


def _water_budget(task: Task, rain: Daily, *air: Daily) -> np.ndarray:
    total, pet = _rain_and_pet(task, rain, air)
    return total - pet


def _aridity(task: Task, rain: Daily, *air: Daily) -> np.ndarray:
    total, pet = _rain_and_pet(task, rain, air)
    return np.divide(total, pet, out=np.full_like(pet, np.nan), where=pet > 0)


def _crop_water_need(task: Task, *air: Daily) -> np.ndarray:
    from broker.engine.kernels import water

    pet = _pet(task, air)
    if task.passes_over:
        pet = np.nan_to_num(pet, nan=0.0)
    return water.weighted_total(pet, *task.slices, crop_coefficients(task.quantities))


def crop_coefficients(stages: dict[str, float]) -> np.ndarray:
    """Return the crop coefficient of each day from planting to harvest, (days,): FAO-56, figure 34."""
    initial, development, mid, late = (round(stages[name]) for name in ("initial", "development", "mid", "late"))
    first, middle, last = stages["kc_ini"], stages["kc_mid"], stages["kc_end"]
    return np.concatenate(
        [
            np.full(initial, first),
            first + (middle - first) * np.arange(1, development + 1) / development,
            np.full(mid, middle),
            middle + (last - middle) * np.arange(1, late + 1) / late,
        ]
    )


def _huglin(task: Task, mean: Daily, upper: Daily) -> np.ndarray:
    from broker.engine.kernels import water

    assert task.latitude is not None
    heat = water.huglin(
        mean.values, upper.values, stored_as(mean), stored_as(upper), *task.slices, task.quantities["thresh"]
    )
    lat = np.abs(np.asarray(task.latitude, dtype=np.float64))
    factor = np.where(lat <= 50.0, 1.0 + np.maximum(lat - 40.0, 0.0) / 10.0 * 0.06, 1.0)
    return heat * factor[:, np.newaxis]


def _effective_days(task: Task, lower: Daily, upper: Daily) -> np.ndarray:
    from broker.engine.kernels import water

    sky = sky_of(task)
    neutral = sky.sunset(np.where(sky.latitude >= 0, 1.0, -1.0) * np.radians(40.0))
    limits = tuple(task.quantities[name] for name in ("thresh_tasmin", "low_dtr", "high_dtr", "max_daily_degree_days"))
    return water.effective_days(
        lower.values, upper.values, stored_as(lower), stored_as(upper), *task.slices, limits, sky.sunset() / neutral,
        sky.of_step, task.passes_over,
    )  # fmt: skip


def _cool_nights(task: Task, daily: Daily) -> np.ndarray:
    """Return the mean of September's nights in the north and of March's elsewhere."""
    assert task.latitude is not None
    is_north = np.asarray(task.latitude) > 0
    out = np.full((daily.values.shape[0], len(task.seasons)), np.nan)
    for month, cells in ((9, is_north), (3, ~is_north)):
        if cells.any():
            out[cells] = _mean_of_month(task, daily, month, cells)
    return out


def _mean_of_month(task: Task, daily: Daily, month: int, cells: np.ndarray) -> np.ndarray:
    from broker.engine.kernels import days

    assert task.time is not None
    seasons, calendar = task.seasons, task.seasons.calendar
    years = date_of(seasons.first_day, calendar)[0]
    start = month_start(years, month, calendar)
    start = np.where(start >= seasons.first_day, start, month_start(years + 1, month, calendar))
    later_years, months, _ = date_of(start, calendar)
    end = month_start(later_years, months + 1, calendar)
    if not (end - 1 <= seasons.last_day).any():
        raise UnservableNeed(
            f"{task.index.title} ({task.index.id}) was asked for {seasons.season.name}, but it is of September north "
            f"of the equator and of March south of it, and that season does not hold the month whole. Choose the year, "
            f"or a season with that month."
        )
    first_day = np.asarray(task.time.first_day, dtype=np.int64)
    i0, i1 = np.searchsorted(first_day, start), np.searchsorted(first_day, end)
    complete = (end - 1 <= seasons.last_day) & (i1 - i0 == end - start) & seasons.complete
    values = np.ascontiguousarray(daily.values[cells])
    if task.passes_over:
        known = ~np.isnan(values)
        sums, held = (days.total(one, i0, i1, complete) for one in (np.where(known, values, 0), known.astype(float)))
        return daily.canonical(np.divide(sums, held, out=np.full_like(sums, np.nan), where=held > 0))
    sums = days.total(values, i0, i1, complete)
    missing = np.isnan(days.total(values, *task.slices))  # the season's rule is that of every index
    return np.where(missing, np.nan, daily.canonical(sums / np.maximum(i1 - i0, 1)))


def _freshet(task: Task, daily: Daily) -> np.ndarray:
    from broker.engine.kernels import spells

    limit = limit_of(daily, task.quantities["thresh"], task.index.operator)
    steps = spells.first_run(daily.values, *task.slices, *limit, round(task.quantities["window"]))
    dates = task.dates_of(np.where(np.isfinite(steps), steps, -1).astype(np.int64))
    return np.where(np.isinf(steps), steps, dates)


def _melt_and_rain(task: Task, snow: Daily, rain: Daily) -> np.ndarray:
    from broker.engine.kernels import water

    window = round(task.quantities["window"])
    scales = stored_as(snow), stored_as(rain)
    return water.melt_and_rain(snow.values, rain.values, *scales, *task.slices, window, task.passes_over)


def _low_flow(task: Task, daily: Daily) -> np.ndarray:
    from broker.engine.kernels import percentiles

    bounds = (task.quantities["threshold_factor"] * mean_of_reference(task, 0) - daily.offset) / daily.scale
    return percentiles.beyond_bounds(daily.values, *task.slices, bounds, -1.0)[1]


def mean_of_reference(task: Task, variable: int) -> np.ndarray:
    """Return the mean of the known reference days of a variable, (cells,), canonical; NaN with fewer than 80 %."""
    assert task.reference is not None
    past = task.reference
    daily = past.daily[variable]
    values = daily.values[:, past.i0 : past.i1]
    known = ~np.isnan(values)
    count = known.sum(axis=1)
    sums = np.where(known, values, 0).sum(axis=1, dtype=np.float64)
    enough = (count > 0) & (count >= _LEAST_SHARE * values.shape[1])
    return daily.canonical(np.divide(sums, count, out=np.full(sums.shape, np.nan), where=enough))


REDUCTIONS: dict[str, Callable[..., np.ndarray]] = {
    "pet_total": _pet_total,
    "water_budget": _water_budget,
    "aridity": _aridity,
    "crop_water_need": _crop_water_need,
    "huglin": _huglin,
    "effective_days": _effective_days,
    "cool_nights": _cool_nights,
    "freshet": _freshet,
    "melt_and_rain": _melt_and_rain,
    "low_flow": _low_flow,
}

#: The same over the days that are held (`broker.engine.missing`).
HELD: dict[str, Callable[..., np.ndarray]] = {
    **{
        name: with_gaps(REDUCTIONS[name])
        for name in (
            "pet_total", "water_budget", "aridity", "crop_water_need", "effective_days", "cool_nights", "melt_and_rain"
        )
    },
    "huglin": passing_over(_huglin, -np.inf, -np.inf),
    "freshet": on_no_side(_freshet),
    "low_flow": passing_over(_low_flow, np.inf),
}  # fmt: skip
