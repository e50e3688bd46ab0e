"""Evapotranspiration, vines, chill, melt and drought of fuels: counted worlds, and xclim as a witness."""

from __future__ import annotations

import numpy as np
import pytest

from broker.engine.reductions import Daily, Reference, Task, quantities_of, reduce_daily
from broker.engine.seasons import find_seasons
from broker.errors import UnservableNeed
from catalog.calendars import day_number
from catalog.record import TimeAxis
from translators.indices import index_of
from translators.periods import YEAR, Season

LATITUDES = np.array([52.0, 41.0, -33.0, 0.5])


def days_of(first_year, last_year, calendar):
    first, end = (int(day_number(y, 1, 1, calendar)) for y in (first_year, last_year + 1))
    return TimeAxis(calendar, "day", np.arange(first, end), np.ones(end - first, dtype=np.int64))


def weather(time, seed=1):
    """Days of four cells with a warm and a cold season, by variable in canonical units."""
    draw = np.random.default_rng(seed)
    shape = (4, time.first_day.size)
    tas = 12 - 10 * np.cos(2 * np.pi * np.arange(shape[1]) / 365.25) + draw.normal(0, 3, shape)
    spread = draw.uniform(2, 9, shape)
    return {
        "tas": tas,
        "tasmin": tas - spread,
        "tasmax": tas + spread,
        "pr": np.where(draw.random(shape) < 0.4, draw.gamma(0.8, 8, shape), 0.0),
        "hurs": draw.uniform(30, 95, shape),
        "rsds": draw.uniform(60, 300, shape),
        "sfcWind": draw.uniform(0.5, 9, shape),
        "snw": np.maximum(draw.normal(40, 30, shape), 0),
        "mrro": draw.gamma(1.0, 2.0, shape),
    }


def reduced(name, time, values, season=YEAR, years=None, latitude=LATITUDES, **parameters):
    """The index of these values, each stored in its canonical unit."""
    index = index_of(name, parameters)
    given = {key: str(parameters.get(key, p.default)) for key, p in index.parameters.items()}
    index = index_of(name, given)
    daily = tuple(Daily(np.ascontiguousarray(values[v]), 1.0, 0.0) for v in index.variables)
    reference = None
    if years is not None:
        i0, i1 = (int(np.searchsorted(time.first_day, day_number(y, 1, 1, time.calendar))) for y in years)
        reference = Reference(daily, time, i0, i1, True)
    seasons = find_seasons(time, season)
    task = Task(index, quantities_of(index, given), seasons, time.days, time, latitude, reference)
    return reduce_daily(task, daily)


def arrays(time, values, units):
    """The same values as xclim takes them."""
    import cftime
    import xarray as xr

    stamps = cftime.num2date(time.first_day, "days since 1850-01-01", time.calendar)
    lat = xr.DataArray(LATITUDES, dims="lat", attrs={"units": "degrees_north", "standard_name": "latitude"})
    coords = {"time": stamps, "lat": lat}
    return {
        name: xr.DataArray(values[name], dims=("lat", "time"), coords=coords, name=name, attrs={"units": unit})
        for name, unit in units.items()
    }


AIR = {"tasmin": "degC", "tasmax": "degC"}


@pytest.mark.parametrize("calendar", ["standard", "360_day"])
@pytest.mark.parametrize("method", ["HG85", "MB05"])
def test_evapotranspiration_is_that_of_xclim(calendar, method):
    from xclim.indices import potential_evapotranspiration

    time = days_of(2000, 2002, calendar)
    values = weather(time)
    pet = potential_evapotranspiration(**arrays(time, values, AIR), method=method) * 86400
    expected = pet.transpose("lat", "time").values
    found = reduced("potential_evapotranspiration", time, values, method=method)
    seasons = find_seasons(time, YEAR)
    for s in range(3):
        assert found[:, s] == pytest.approx(expected[:, seasons.i0[s] : seasons.i1[s]].sum(1), rel=1e-9)
    budget = reduced("water_budget", time, values, method=method)
    ratio = reduced("aridity_index", time, values, method=method)
    rain = reduced("prcptot", time, values)
    assert budget == pytest.approx(rain - found)
    assert ratio == pytest.approx(rain / found)


def test_reference_evapotranspiration_is_that_of_the_example_of_fao_56():
    # FAO-56, example 18 (Brussels, 6 July, 50.80 N): 3.9 mm a day at 100 m, net radiation 13.28; sea level here.
    time = days_of(2001, 2001, "noleap")
    values = {v: np.zeros((1, 365)) for v in ("tasmin", "tasmax", "hurs", "rsds", "sfcWind")}
    values["tasmin"] += 12.3
    values["tasmax"] += 21.5
    values["hurs"] += 100 * 1.409 / 1.997
    values["rsds"] += 22.07 / 0.0864
    values["sfcWind"] += 2.078 * np.log(67.8 * 10 - 5.42) / 4.87
    day = Season(7, 6, 7, 6)
    found = reduced("potential_evapotranspiration", time, values, day, latitude=np.array([50.8]), method="FAO_PM98")
    assert found[0, 0] == pytest.approx(3.9, abs=0.05)


def test_a_crop_needs_what_its_stages_say():
    time = days_of(2001, 2001, "noleap")
    values = weather(time)
    daily = [
        reduced("potential_evapotranspiration", time, values, Season(5, d, 5, d), method="HG85")[:, 0]
        for d in range(1, 11)
    ]
    stages = {"initial": "2 days", "development": "2 days", "mid": "2 days", "late": "2 days"}
    found = reduced("crop_water_need", time, values, Season(5, 1, 5, 10), method="HG85", **stages)
    kc = [0.3, 0.3, 0.75, 1.2, 1.2, 1.2, 0.9, 0.6, 0, 0]
    assert found[:, 0] == pytest.approx(sum(k * d for k, d in zip(kc, daily, strict=True)))


def test_heat_for_vines_is_that_of_xclim():
    from xclim.indices import biologically_effective_degree_days, cool_night_index, huglin_index

    time = days_of(2000, 2001, "standard")
    values = weather(time)
    given = arrays(time, values, {**AIR, "tas": "degC"})
    dates = {"start_date": "04-01", "end_date": "10-01"}
    wanted = huglin_index(given["tas"], given["tasmax"], lat=given["tas"].lat, method="interpolated", **dates)
    found = reduced("huglin_index", time, values, Season(4, 1, 9, 30))
    assert found == pytest.approx(wanted.transpose("lat", "time").values)
    wanted = biologically_effective_degree_days(
        given["tasmin"], given["tasmax"], lat=given["tas"].lat, method="gladstones", **dates
    )
    found = reduced("biologically_effective_degree_days", time, values, Season(4, 1, 9, 30))
    assert found == pytest.approx(wanted.transpose("lat", "time").values)
    wanted = cool_night_index(given["tasmin"], lat=given["tas"].lat)
    assert reduced("cool_night_index", time, values) == pytest.approx(wanted.transpose("lat", "time").values)


def test_cool_nights_want_their_month_in_the_season():
    time = days_of(2000, 2001, "noleap")
    values = weather(time)
    found = reduced("cool_night_index", time, values, Season(7, 1, 6, 30))
    assert np.isfinite(found).all()
    with pytest.raises(UnservableNeed, match="September"):
        reduced("cool_night_index", time, values, Season(4, 1, 9, 30))


@pytest.mark.parametrize("calendar", ["noleap", "standard"])
def test_chill_is_that_of_xclim(calendar):
    from xclim.indices import chill_portions, chill_units
    from xclim.indices.helpers import make_hourly_temperature

    time = days_of(2001, 2002, calendar)
    values = weather(time)
    given = arrays(time, values, AIR)
    hourly = make_hourly_temperature(given["tasmin"], given["tasmax"])
    # The hours that xclim cannot draw from the day after the last are left out.
    portions = chill_portions(hourly, freq="YS")
    found = reduced("chill_portions", time, values)
    assert found == pytest.approx(portions.transpose("lat", "time").values, rel=1e-6)
    units = chill_units(hourly, freq="YS")
    assert reduced("chill_units", time, values) == pytest.approx(units.transpose("lat", "time").values, abs=0.51)


def test_the_melt_starts_on_the_first_of_five_warm_days():
    time = days_of(2001, 2002, "noleap")
    tas = np.full((1, 730), -5.0)
    tas[0, 59:63] = 1.0  # four days are none
    tas[0, 90:95] = 1.0
    found = reduced("freshet_start", time, {"tas": tas}, latitude=None)
    assert found[0].tolist() == [91, np.inf]
    at_zero = np.where(tas > 0, 0.0, tas)
    assert reduced("freshet_start", time, {"tas": at_zero}, latitude=None)[0].tolist() == [np.inf, np.inf]


def test_rain_and_melt_are_added_over_days_in_a_row():
    time = days_of(2001, 2001, "noleap")
    snow, rain = np.zeros((1, 365)), np.zeros((1, 365))
    snow[0, :50] = 100
    snow[0, 50] = 60  # 40 melt on day 50, 60 on day 51
    rain[0, 52] = 7
    rain[0, 0] = 500  # before the second day: in no sum
    found = reduced("melt_and_precip_max", time, {"snw": snow, "pr": rain})
    assert found[0, 0] == 107
    snow[0, 200] = np.nan
    assert np.isnan(reduced("melt_and_precip_max", time, {"snw": snow, "pr": rain})).all()


def test_low_flow_is_below_a_share_of_the_mean_of_the_reference_years():
    time = days_of(2001, 2003, "noleap")
    flow = np.full((1, 1095), 10.0)
    flow[0, 730:740] = 2.0
    flow[0, 740:743] = 1.9
    assert reduced("low_flow_frequency", time, {"mrro": flow}, years=(2001, 2003))[0].tolist() == [0, 0, 3]


def test_the_drought_of_fuels_is_that_of_xclim():
    from xclim.indices.fire import keetch_byram_drought_index

    time = days_of(2001, 2003, "noleap")
    values = weather(time)
    given = arrays(time, values, {"pr": "mm/d", "tasmax": "degC"})
    yearly = given["pr"].mean("time") * 365.2425
    yearly.attrs["units"] = "mm/year"
    kbdi = keetch_byram_drought_index(given["pr"], given["tasmax"], yearly).transpose("lat", "time").values
    found = reduced("keetch_byram_drought_index_max", time, values, years=(2001, 2004))
    assert found == pytest.approx(kbdi.reshape(4, 3, 365).max(axis=2), rel=1e-6)


def test_the_drought_of_fuels_starts_wet_again_after_a_missing_day():
    time = days_of(2001, 2003, "noleap")
    values = weather(time)
    values["pr"][0, 500] = np.nan
    found = reduced("keetch_byram_drought_index_max", time, values, years=(2001, 2004))
    assert np.isnan(found).tolist() == [[False, True, False]] + [[False] * 3] * 3


def test_a_season_with_a_missing_day_has_no_value():
    time = days_of(2001, 2003, "noleap")
    values = weather(time)
    for name in ("tasmin", "pr"):
        values[name][1, 400] = np.nan
    for index in ("water_budget", "aridity_index", "chill_portions", "biologically_effective_degree_days"):
        found = reduced(index, time, values)
        assert np.isnan(found).tolist() == [[False] * 3, [False, True, False], [False] * 3, [False] * 3], index
