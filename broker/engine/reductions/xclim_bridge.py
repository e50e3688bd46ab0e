"""Any indicator of xclim by one line of the index table: the only module that imports xclim, and only when asked.

An index with the reduction ``xclim`` names the indicator in `Index.xclim`; its variables and parameters have the
indicator's own names. Each season is cut out first and handed over in the simulation's own calendar, so that it may
start on any day and cross the year's end; runs and windows end at its edges.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np

from broker.engine.reductions.task import Daily, Task
from broker.errors import BrokerError, UnservableNeed
from catalog.calendars import date_of, day_number
from translators.indices import Index

if TYPE_CHECKING:
    import xarray as xr

#: Our units as xclim reads them.
_UNITS = {"mm/day": "mm/d", "m/s": "m s-1", "K days": "K d", "days": "d", "1": "", "day of year": ""}
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
#: Fewer days than this have no step that xclim can tell.
_LEAST_DAYS = 3
_ALONE = threading.Lock()


@contextmanager
def _quietly() -> Iterator[None]:
    """Let xclim neither judge metadata nor drop seasons: units come from the records, and missing days are judged here.

    One thread at a time, because xclim's options are the same for all.
    """
    import warnings

    import xclim

    options: dict[str, Any] = {"cf_compliance": "log", "data_validation": "log", "check_missing": "skip"}
    with _ALONE, xclim.set_options(**options), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _xclim(task: Task, *daily: Daily) -> np.ndarray:
    """Return an indicator of each cell and season; NaN where the season misses a day, or the indicator has no value."""
    from broker.engine.kernels import days

    slices = task.slices
    missing = np.zeros((daily[0].values.shape[0], len(task.seasons)), dtype=bool)
    for one in daily:
        missing |= np.isnan(days.total(one.values, *slices))
    out = np.full(missing.shape, np.nan)
    with _quietly():
        indicator = _indicator(task.index)
        for s in np.flatnonzero(~missing.all(axis=0)):
            out[:, s] = _season(task, indicator, daily, int(s))
    return np.where(missing, np.nan, out)


def _indicator(index: Index) -> Any:
    """Return the instance of the indicator that an index names.

    Raises
    ------
    BrokerError
        If xclim has none of that name, or it does not take the index's variables and parameters.
    """
    from xclim import indicators

    modules = (indicators.atmos, indicators.land, indicators.convert, indicators.generic, indicators.seaIce)
    indicator = next((getattr(module, index.xclim) for module in modules if hasattr(module, index.xclim)), None)
    if indicator is None:
        raise BrokerError(
            f"The index {index.id} is computed by xclim's indicator {index.xclim!r}, which the installed xclim does "
            f"not have, so it cannot be computed. Install the release that the environment names.",
            code="recipe-invalid",
        )
    unknown = sorted({*index.variables, *index.parameters} - set(indicator.parameters))
    if unknown:
        raise BrokerError(
            f"The index {index.id} gives {', '.join(unknown)} to xclim's indicator {index.xclim!r}, which takes no "
            f"such thing, so the product would not be what it says. Mend the table of indices.",
            code="recipe-invalid",
        )
    return indicator


def _season(task: Task, indicator: Any, daily: tuple[Daily, ...], s: int) -> np.ndarray:
    i0, i1 = int(task.seasons.i0[s]), int(task.seasons.i1[s])
    if i1 - i0 < _LEAST_DAYS:
        raise UnservableNeed(
            f"{task.index.title} ({task.index.id}) was asked for {task.seasons.season.name}, but it needs a season of "
            f"at least {_LEAST_DAYS} days. Choose a longer one."
        )
    given = {
        name: _array(task, name, one, i0, i1) for name, one in zip(task.index.variables, daily, strict=True)
    } | _arguments(task, indicator)
    if "freq" in indicator.parameters:
        given["freq"] = _one_period(task, s)
    found = indicator(**given)
    if isinstance(found, (tuple, list)):
        raise BrokerError(
            f"xclim's indicator {task.index.xclim!r} gives {len(found)} results, but {task.index.id} is one number a "
            f"season, so it is not known which. Choose an indicator with one result.",
            code="recipe-invalid",
        )
    return _delivered(task, found, s)


def _array(task: Task, name: str, daily: Daily, i0: int, i1: int) -> xr.DataArray:
    """Return the days of a season as xclim takes them, dims (cell, time), in canonical units and the own calendar."""
    import xarray as xr

    from translators.quantities import CANONICAL_UNITS

    units = CANONICAL_UNITS[name]
    return xr.DataArray(
        daily.canonical(daily.values[:, i0:i1]),
        dims=("cell", "time"),
        coords={"time": _dates(task, i0, i1), **_latitude(task)},
        name=name,
        attrs={"units": _UNITS.get(units, units)},
    )


def _latitude(task: Task) -> dict[str, Any]:
    if task.latitude is None:
        return {}
    attributes = {"units": "degrees_north", "standard_name": "latitude"}
    return {"lat": ("cell", np.asarray(task.latitude, dtype=np.float64), attributes)}


def _dates(task: Task, i0: int, i1: int) -> np.ndarray:
    import cftime

    assert task.time is not None
    first_day = np.asarray(task.time.first_day[i0:i1], dtype=np.int64)
    return cftime.num2date(first_day, "days since 1850-01-01", task.time.calendar)


def _arguments(task: Task, indicator: Any) -> dict[str, Any]:
    """Return the parameters as xclim writes them; the operator goes with them where the indicator has one."""
    given: dict[str, Any] = {}
    for name, parameter in task.index.parameters.items():
        value = task.quantities[name]
        if parameter.kind == "quantity":
            units = _UNITS.get(parameter.units, parameter.units)
            given[name] = round(value) if parameter.units == "days" else f"{value!r} {units}"
        elif parameter.kind == "date":
            given[name] = f"{value[0]:02d}-{value[1]:02d}"
        elif parameter.kind == "number":
            given[name] = int(value) if float(value).is_integer() else value
        elif parameter.kind == "choice":
            given[name] = value
    if task.index.operator and "op" in indicator.parameters:
        given["op"] = task.index.operator
    if task.latitude is not None and "lat" in indicator.parameters:
        given["lat"] = _latitude_array(task)
    return given


def _latitude_array(task: Task) -> xr.DataArray:
    import xarray as xr

    return xr.DataArray(np.asarray(task.latitude), dims=("cell",), attrs={"units": "degrees_north"})


def _one_period(task: Task, s: int) -> str:
    """Return the offset by which the whole season is one period: years from the month in which it starts."""
    seasons = task.seasons
    _, month, _ = date_of(np.array([seasons.first_day[s]]), seasons.calendar)
    year, _, _ = date_of(np.array([seasons.first_day[s]]), seasons.calendar)
    next_start = int(day_number(int(year[0]) + 1, int(month[0]), 1, seasons.calendar))
    return f"{'' if seasons.last_day[s] < next_start else '2'}YS-{_MONTHS[int(month[0]) - 1]}"


def _delivered(task: Task, found: xr.DataArray, s: int) -> np.ndarray:
    """Return an indicator's values in the unit that the index delivers, (cells,)."""
    from xclim.core.units import convert_units_to

    if "time" in found.dims and found.sizes["time"] != 1:
        raise BrokerError(
            f"xclim's indicator {task.index.xclim!r} gives {found.sizes['time']} values for one season of "
            f"{task.seasons.season.name}, so it is not known which to take. Choose a season that starts on the first "
            f"of a month.",
            code="recipe-invalid",
        )
    is_date = task.index.units == "day of year"
    units = _UNITS.get(task.index.units, task.index.units)
    if not is_date and units and found.attrs.get("units") != units:
        found = convert_units_to(found, units)
    values = np.asarray(found.squeeze("time") if "time" in found.dims else found, dtype=np.float64).reshape(-1)
    return _from_new_year(task, values, s) if is_date else values


def _from_new_year(task: Task, day_of_year: np.ndarray, s: int) -> np.ndarray:
    """Return days of the year counted from 1 January of the year in which the season starts."""
    seasons = task.seasons
    start = int(seasons.first_day[s] - seasons.new_year[s]) + 1
    year = int(date_of(np.array([seasons.first_day[s]]), seasons.calendar)[0][0])
    length = int(day_number(year + 1, 1, 1, seasons.calendar) - seasons.new_year[s])
    return np.where(day_of_year < start, day_of_year + length, day_of_year)


REDUCTIONS = {"xclim": _xclim}
