"""How a small file in the style of an archive is written: names, dimensions, attributes, packing and time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import netCDF4
import numpy as np

Attributes = Mapping[str, Any]
LAT, LON = np.array([50.5, 50.0, 49.5]), np.array([-1.0, -0.5, 0.0, 0.5])
NOON, MIDNIGHT = 0.5, 0.0


@dataclass(frozen=True)
class Style:
    """One file as an archive writes it, and what it means.

    Attributes
    ----------
    name : str
        Of the file.
    variable : (name, attributes)
    time : (name, values, attributes)
    expected : (model, scenario, member, variables, calendar, frequency, years)
        One tuple for each simulation.
    attributes : dict
        Global.
    place : (names of y and x, lat, lon)
    dimensions : tuple of (name, values or labels, attributes)
        Besides time and place, between them.
    more : dict of str to (dimensions, values, attributes)
        Further variables, such as bounds and grid mappings.
    value : float
        Of the field, in its own unit, unpacked.
    packed : dict
        ``scale_factor``, ``add_offset``, ``_FillValue`` of int16 numbers.
    mean : float or None
        Of the first variable in its canonical unit; None where nothing is said.
    options : dict
        What a scientist would say on the command line.
    codes : tuple of str
        Findings that must be among those made.
    """

    name: str
    variable: tuple[str, Attributes]
    time: tuple[str, np.ndarray, Attributes]
    expected: tuple[tuple[Any, ...], ...]
    attributes: Attributes = field(default_factory=dict)
    place: tuple[tuple[str, str], np.ndarray, np.ndarray] = (("lat", "lon"), LAT, LON)
    dimensions: tuple[tuple[str, Any, Attributes], ...] = ()
    more: Mapping[str, tuple[tuple[str, ...], Any, Attributes]] = field(default_factory=dict)
    value: float = 285.0
    packed: Attributes = field(default_factory=dict)
    mean: float | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    codes: tuple[str, ...] = ()


def write_style(style: Style, folder: Path) -> Path:
    """Write the file of a style into a folder."""
    path = folder / style.name
    (y, x), lat, lon = style.place
    time_name, times, time_attributes = style.time
    shape = [times.size, *(len(labels) for _, labels, _ in style.dimensions), lat.shape[0], lon.shape[-1]]
    dimensions = [time_name, *(name for name, _, _ in style.dimensions), y, x]
    with netCDF4.Dataset(path, "w") as file:
        file.setncatts(dict(style.attributes))
        for name, size in zip(dimensions, shape, strict=True):
            file.createDimension(name, size)
        held = file.createVariable(time_name, times.dtype, (time_name,))
        held.setncatts(dict(time_attributes))
        held[:] = times
        for name, labels, attributes in style.dimensions:
            if labels is None or isinstance(labels, range):
                continue
            numbers = np.asarray(labels)
            held = file.createVariable(name, str if numbers.dtype.kind in "UO" else numbers.dtype, (name,))
            held.setncatts(dict(attributes))
            held[:] = numbers.astype(object) if numbers.dtype.kind in "UO" else numbers
        _write_place(file, (y, x), lat, lon)
        for name, (on, values, attributes) in style.more.items():
            values = np.asarray(values)
            for dimension, size in zip(on, values.shape, strict=True):
                if dimension not in file.dimensions:
                    file.createDimension(dimension, size)
            held = file.createVariable(name, str if values.dtype.kind == "U" else values.dtype, on)
            held.setncatts(dict(attributes))
            held[...] = values.astype(object) if values.dtype.kind == "U" else values
        _write_field(file, style, dimensions, shape)
    return path


def _write_place(file: netCDF4.Dataset, names: tuple[str, str], lat: np.ndarray, lon: np.ndarray) -> None:
    if lat.ndim == 2:
        for name, values, units in (("lat", lat, "degrees_north"), ("lon", lon, "degrees_east")):
            held = file.createVariable(name, "f8", names)
            held.setncatts({"units": units, "standard_name": {"lat": "latitude", "lon": "longitude"}[name]})
            held[:] = values
        return
    for name, values, units in ((names[0], lat, "degrees_north"), (names[1], lon, "degrees_east")):
        held = file.createVariable(name, "f8", (name,))
        if names[0].startswith("lat"):
            held.units = units
        held[:] = values


def _write_field(file: netCDF4.Dataset, style: Style, dimensions: list[str], shape: list[int]) -> None:
    name, attributes = style.variable
    attributes = {**attributes}
    fill = style.packed.get("_FillValue", attributes.pop("_FillValue", None))
    held = file.createVariable(name, "i2" if style.packed else "f4", dimensions, fill_value=fill)
    held.setncatts({k: v for k, v in {**attributes, **style.packed}.items() if k != "_FillValue"})
    wobble = np.cos(np.arange(np.prod(shape))).reshape(shape)
    held[:] = style.value * (1 + 0.01 * wobble)


def days(first: str, count: int, since: str, calendar: str = "standard", at: float = NOON, unit: str = "days", **more):
    """The time of daily steps: numbers, and attributes."""
    start = netCDF4.date2num(netCDF4.num2date(0, f"days since {first}", calendar), f"days since {since}", calendar)
    scale = {"days": 1, "hours": 24, "minutes": 1440, "seconds": 86400}[unit]
    numbers = (start + np.arange(count) + at) * scale
    return numbers, {"units": f"{unit} since {since}", "calendar": calendar, **more}


def hours(first: str, count: int, step: float, since: str, calendar: str = "standard", dtype: str = "f8", unit="hours"):
    """The time of steps of `step` hours."""
    start = netCDF4.date2num(netCDF4.num2date(0, f"days since {first}", calendar), f"hours since {since}", calendar)
    numbers = (start + np.arange(count) * step) * (3600 if unit == "seconds" else 1)
    return numbers.astype(dtype), {"units": f"{unit} since {since}", "calendar": calendar}


def months(first_year: int, years: int, since: str, calendar: str = "standard", middle: bool = False):
    """The time of monthly steps: their first days, or their middles."""
    dates = [
        netCDF4.num2date(0, f"days since {y}-{m}-{16 if middle else 1}", calendar)
        for y in range(first_year, first_year + years)
        for m in range(1, 13)
    ]
    return netCDF4.date2num(dates, f"days since {since}", calendar), {
        "units": f"days since {since}", "calendar": calendar,
    }  # fmt: skip
