"""Decodes a file without any of this project's code: h5py or SciPy for the bytes, xarray and cftime for the meaning.

A process of its own, because hostile files may end it. Each line on its standard input names a file and a place for the
answer; each line of its answer is ``ok`` or what was wrong.
"""

from __future__ import annotations

import sys
from pathlib import Path

import cftime
import h5py
import numpy as np
import xarray as xr

_UNITS = {"time": "days since", "lat": "degrees_north", "lon": "degrees_east"}


def decode(path: str, variable: str) -> dict[str, np.ndarray]:
    """Return ``values`` (steps, cells), ``lat``, ``lon`` and ``dates`` (steps, 3)."""
    with Path(path).open("rb") as stream:
        is_classic = stream.read(3) == b"CDF"
    if is_classic:
        with xr.open_dataset(path, engine="scipy", decode_times=False) as file:
            names = {
                name: _name_of(name, {n: v.attrs.get("units") for n, v in file.variables.items()}) for name in _UNITS
            }
            held = {name: file[n].load().variable for name, n in ({variable: variable} | names).items()}
    else:
        with h5py.File(path, "r") as file:
            units = {name: held.attrs.get("units") for name, held in file.items()}
            names = {name: _name_of(name, units) for name in _UNITS}
            held = {name: _decoded(file[n], n) for name, n in ({variable: variable} | names).items()}
    time = held["time"]
    dates = cftime.num2date(time.values, time.attrs["units"], time.attrs.get("calendar", "standard"))
    return {
        "values": held[variable].values.reshape(len(dates), -1),
        "lat": held["lat"].values,
        "lon": held["lon"].values,
        "dates": np.array([(d.year, d.month, d.day) for d in dates]),
    }


def _name_of(coordinate: str, units: dict[str, str | bytes | None]) -> str:
    """Return what a file calls a coordinate, whose name may be damaged while its units are not."""
    if coordinate in units:
        return coordinate
    texts = {name: unit.decode() if isinstance(unit, bytes) else str(unit) for name, unit in units.items()}
    return next(name for name, text in texts.items() if text.startswith(_UNITS[coordinate]))


def _decoded(dataset: h5py.Dataset, name: str) -> xr.Variable:
    attributes = {}
    for key in ("units", "calendar", "scale_factor", "add_offset", "_FillValue", "missing_value", "_Unsigned"):
        if key in dataset.attrs:
            value = dataset.attrs[key]
            value = value.decode() if isinstance(value, bytes) else value
            attributes[key] = value if isinstance(value, str) else np.asarray(value).ravel()[0]
    dims = tuple(f"{name}_{k}" for k in range(dataset.ndim))
    raw = xr.Dataset({name: (dims, dataset[...], attributes)})
    return xr.decode_cf(raw, decode_times=False, decode_coords=False)[name].variable


if __name__ == "__main__":
    for line in sys.stdin:
        source, target, wanted = line.rstrip("\n").split("\t")
        try:
            np.savez(target, **decode(source, wanted))
            print("ok", flush=True)
        except Exception as err:  # whatever a library raises on a hostile file
            print(f"{type(err).__name__}: {err}".replace("\n", " "), flush=True)
