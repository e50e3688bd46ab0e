"""Tiny NetCDF files as producers write them."""

from __future__ import annotations

import netCDF4
import numpy as np


def write(
    path, *, name="tas", steps=365, start=0, calendar="noleap", units="K", value=290.0, lats=(50.0, 51.0),
    lons=(0.0, 1.0), since="2000-01-01", values=None, dtype="f4", variable=None, time_values=None, **attributes,
):  # fmt: skip
    """Write a daily field with the attributes of a CMIP6 file, one thing changed at a time; return its values."""
    run = {"source_id": "M", "experiment_id": "historical", "variant_label": "r1i1p1f1", "mip_era": "CMIP6"}
    attributes = run | attributes
    shape = (steps, len(lats), len(lons))
    if values is None:
        values = value + np.arange(np.prod(shape)).reshape(shape) * 1e-3
    with netCDF4.Dataset(path, "w") as file:
        file.setncatts({k: v for k, v in attributes.items() if v is not None})
        for dimension, size in zip(("time", "lat", "lon"), shape, strict=True):
            file.createDimension(dimension, size)
        time = file.createVariable("time", "f8", ("time",))
        time.setncatts({"units": f"days since {since}", "calendar": calendar})
        time[:] = np.arange(start, start + steps) if time_values is None else time_values
        for coordinate, numbers, unit in (("lat", lats, "degrees_north"), ("lon", lons, "degrees_east")):
            held = file.createVariable(coordinate, "f8", (coordinate,))
            held.units = unit
            held[:] = numbers
        field = file.createVariable(name, dtype, ("time", "lat", "lon"))
        field.setncatts(({"units": units} if units else {}) | (variable or {}))
        field[:] = values
    return np.asarray(values, dtype=dtype)
