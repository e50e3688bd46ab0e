"""Files as they describe themselves, made in memory: small worlds for conventions, no NetCDF library needed."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from catalog.described import DescribedFile, DescribedVariable
from catalog.understood import SourceFile


def variable(name, values, dimensions, **attributes):
    """One variable; attributes that are numbers become arrays, as files give them."""
    values = np.array(values)
    held = {k: v if isinstance(v, str) else np.atleast_1d(v) for k, v in attributes.items()}
    return DescribedVariable(name, values.dtype.str, tuple(dimensions), values.shape, held), values


def file(*variables, name="tas_day_M_historical_r1i1p1_2000.nc", groups=(), **attributes):
    """A file of variables, with global attributes."""
    described = {v.name: v for v, _ in variables}
    arrays = {v.name: a for v, a in variables}
    dimensions = {d: n for v, _ in variables for d, n in zip(v.dimensions, v.shape, strict=True)}

    def read_window(wanted, window):
        return arrays[wanted][tuple(slice(a, b) for a, b in window)]

    return DescribedFile(SourceFile(Path(name), 1, 1), attributes, dimensions, described, tuple(groups), read_window)


def time(values, units="days since 2000-01-01", calendar="noleap", **attributes):
    """A time coordinate."""
    attributes = {"units": units, **({"calendar": calendar} if calendar else {}), **attributes}
    return variable("time", np.asarray(values, dtype=attributes.pop("dtype", "f8")), ["time"], **attributes)


def lat(values=(50.0, 51.0), **attributes):
    """A latitude."""
    return variable("lat", np.asarray(values, dtype="f8"), ["lat"], units="degrees_north", **attributes)


def lon(values=(0.0, 1.0, 2.0), **attributes):
    """A longitude."""
    return variable("lon", np.asarray(values, dtype="f8"), ["lon"], units="degrees_east", **attributes)


def field(
    name="tas", steps=365, value=290.0, dimensions=("time", "lat", "lon"), shape=(2, 3), dtype="f4", **attributes
):
    """A field over time: `value`, a little different each day and cell."""
    attributes = {"units": "K", **attributes}
    if attributes["units"] is None:
        del attributes["units"]
    wobble = np.linspace(0, 1, steps * int(np.prod(shape))).reshape(steps, *shape)
    return variable(name, (value * (1 + 0.01 * wobble)).astype(dtype), dimensions, **attributes)


def daily_file(*more, name="tas_day_M_historical_r1i1p1_2000.nc", **attributes):
    """A year of daily tas, or of other variables, on two latitudes and three longitudes."""
    return file(time(np.arange(365)), lat(), lon(), *(more or [field()]), name=name, **attributes)
