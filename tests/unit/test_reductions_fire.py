"""Fire weather: Van Wagner's published days, and xclim as a witness."""

from __future__ import annotations

import numpy as np
import pytest

from broker.engine.reductions import Daily, Task, quantities_of, reduce_daily
from broker.engine.reductions.fire import fire_weather_index
from broker.engine.seasons import find_seasons
from catalog.calendars import day_number
from catalog.record import TimeAxis
from translators.indices import INDICES
from translators.periods import YEAR, Season

INDEX = INDICES["fire_weather_days"]


def days_of(first_year, last_year, calendar):
    first, end = (int(day_number(y, 1, 1, calendar)) for y in (first_year, last_year + 1))
    return TimeAxis(calendar, "day", np.arange(first, end), np.ones(end - first, dtype=np.int64))


def task_of(index, time, season=YEAR, latitude=None, **parameters):
    given = {name: parameters.get(name, p.default) for name, p in index.parameters.items()}
    return Task(index, quantities_of(index, given), find_seasons(time, season), time.days, time, latitude)


def test_fire_weather_is_that_of_the_first_days_of_van_wagner_and_starts_anew_after_a_gap():
    # Van Wagner and Pickett (1985), 13 to 15 April: FFMC 87.7, 86.2, 87.0 give FWI 10.1, 9.3, 7.6.
    time = days_of(2001, 2001, "noleap")
    first = slice(102, 105)
    values = {v: np.full((2, 365), x) for v, x in {"tas": 17.0, "pr": 0.0, "sfcWind": 25 / 3.6, "hurs": 42.0}.items()}
    values["tas"][:, first] = [17, 20, 8.5]
    values["hurs"][:, first] = [42, 21, 40]
    values["sfcWind"][:, first] = np.array([25, 25, 17]) / 3.6
    values["pr"][:, first] = [0, 2.4, 0]
    values["tas"][:, :102] = np.nan
    values["tas"][1, 110] = np.nan
    daily = tuple(Daily(values[v], 1.0, 0.0) for v in INDEX.variables)
    task = task_of(INDEX, time, Season(4, 13, 6, 30), latitude=np.array([46.0, 46.0]), danger="8")
    found = fire_weather_index(task, daily)
    assert found[0, first] == pytest.approx([10.1, 9.3, 7.6], abs=0.06)
    assert np.isnan(found[:, 101]).all()
    assert np.isnan(found[1, 110])
    assert found[1, 111] < found[0, 111]  # fresh codes again, not nine days drier
    assert np.isnan(reduce_daily(task, daily)[1, 0])
    assert reduce_daily(task, daily)[0, 0] == (found[0, task.seasons.i0[0] : task.seasons.i1[0]] >= 8).sum()


@pytest.mark.parametrize("calendar", ["standard", "360_day"])
def test_fire_weather_is_that_of_xclim(calendar):
    import cftime
    import xarray as xr
    from xclim.indices import cffwis_indices

    time = days_of(2000, 2000, calendar)
    draw = np.random.default_rng(1)
    lat = np.array([60.0, 20.0, 3.0, -20.0, -45.0])
    shape = (5, time.first_day.size)
    values = {
        "tas": draw.normal(12, 12, shape),
        "pr": np.where(draw.random(shape) < 0.3, draw.gamma(0.8, 8, shape), 0.0),
        "sfcWind": draw.uniform(0, 12, shape),
        "hurs": draw.uniform(10, 100, shape),
    }
    stamps = cftime.num2date(time.first_day, "days since 1850-01-01", calendar)
    units = {"tas": "degC", "pr": "mm/d", "sfcWind": "m s-1", "hurs": "%"}
    place = xr.DataArray(lat, dims="cell", attrs={"units": "degrees_north"})
    given = {
        name: xr.DataArray(values[name], dims=("cell", "time"), coords={"time": stamps}, attrs={"units": unit})
        for name, unit in units.items()
    }
    wanted = cffwis_indices(**given, lat=place)[-1].transpose("cell", "time").values
    daily = tuple(Daily(values[v], 1.0, 0.0) for v in INDEX.variables)
    assert fire_weather_index(task_of(INDEX, time, latitude=lat), daily) == pytest.approx(wanted, rel=1e-6)


def test_fire_weather_does_not_depend_on_the_stored_scale_and_zero():
    draw, time = np.random.default_rng(3), days_of(2001, 2001, "noleap")
    values = [draw.normal(15, 8, (2, 365)), draw.gamma(0.3, 8, (2, 365)), draw.uniform(0, 12, (2, 365)),
              draw.uniform(10, 100, (2, 365))]  # fmt: skip
    task = task_of(INDEX, time, latitude=np.array([50.0, -20.0]))
    plain = fire_weather_index(task, tuple(Daily(one, 1.0, 0.0) for one in values))
    stored = fire_weather_index(task, tuple(Daily((one + 30) / 0.25, 0.25, -30.0) for one in values))
    assert stored == pytest.approx(plain, rel=1e-9)
