"""Producer files written day by day, for checks that recompute every value from the file itself."""

from __future__ import annotations

from pathlib import Path

import cftime
import netCDF4
import numpy as np

UNITS = "days since 1850-01-01"


def day(calendar, year, month, day_of_month):
    """Number of a day since 1850-01-01 in a calendar."""
    date = cftime.datetime(year, month, day_of_month, calendar=calendar)
    return round(cftime.date2num(date, UNITS, calendar=calendar))


def days(calendar, first, last):
    """Numbers of the days from one date to another, both included."""
    return np.arange(day(calendar, *first), day(calendar, *last) + 1)


def weather(count, rows, columns, seed):
    """Return a maximum temperature in degC and rain in mm a day, (days, rows, columns), without a trend."""
    draw = np.random.default_rng(seed)
    tasmax = (
        14 - 9 * np.cos(2 * np.pi * np.arange(count) / 365)[:, None, None] + draw.normal(0, 5, (count, rows, columns))
    )
    rain = np.where(draw.random(tasmax.shape) < 0.45, draw.gamma(0.7, 6, tasmax.shape), 0.0)
    return tasmax, rain


def write_archive(
    path,
    variable,
    values,
    numbers,
    calendar,
    lat,
    lon,
    units,
    *,
    model,
    scenario="ssp585",
    member="r1i1p1f1",
    stamp=0.5,
    bounds=None,
    packing=None,
):
    """Write one variable of one simulation as CF NetCDF and return its path.

    ``stamp`` is the moment of the day in the time stamps (1.0: midnight after it); the day itself stands in time_bnds.
    ``bounds`` are the cells' (lat_bnds, lon_bnds), ``packing`` a (scale_factor, add_offset) for int16.
    """
    with netCDF4.Dataset(path, "w", format="NETCDF4_CLASSIC") as file:
        for name, size in (("time", None), ("lat", len(lat)), ("lon", len(lon)), ("bnds", 2)):
            file.createDimension(name, size)
        time = file.createVariable("time", "f8", ("time",))
        time.setncatts({"units": UNITS, "calendar": calendar, "standard_name": "time", "bounds": "time_bnds"})
        time[:] = numbers + stamp
        file.createVariable("time_bnds", "f8", ("time", "bnds"))[:] = np.c_[numbers, numbers + 1]
        for name, values_of, unit in (("lat", lat, "degrees_north"), ("lon", lon, "degrees_east")):
            file.createVariable(name, "f8", (name,))[:] = values_of
            file[name].units = unit
        for name, edges in zip(("lat", "lon"), bounds or (), strict=False):
            file[name].bounds = f"{name}_bnds"
            file.createVariable(f"{name}_bnds", "f8", (name, "bnds"))[:] = edges
        kind, fill = ("i2", -32768) if packing else ("f4", np.float32(1e20))
        data = file.createVariable(variable, kind, ("time", "lat", "lon"), fill_value=fill)
        if packing:
            data.scale_factor, data.add_offset = packing
        data[:] = np.ma.masked_invalid(values)
        data.units = units
        data.cell_methods = {"tasmax": "time: maximum", "tasmin": "time: minimum"}.get(variable, "time: mean")
        identity = {"source_id": model, "experiment_id": scenario, "variant_label": member, "license": "CC0"}
        file.setncatts(identity)
    return Path(path)


def stored(path, variable):
    """Return a file's values as they are decoded, NaN where missing, in their stored precision."""
    with netCDF4.Dataset(path) as file:
        values = file[variable][:]
        return np.ma.filled(values.astype(values.dtype if values.dtype.kind == "f" else "f8"), np.nan)
