"""Clean files of twenty usual kinds, with made-up weather: what the defects of `defects` are put into."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from catalog.calendars import date_of, day_number, iso, month_start
from catalog.record import Facets

FIRST_YEAR = 1981
_STANDARD_NAMES = {
    "tas": ("air_temperature", "time: mean"), "tasmax": ("air_temperature", "time: maximum"),
    "tasmin": ("air_temperature", "time: minimum"), "pr": ("precipitation_flux", "time: mean"),
    "hurs": ("relative_humidity", "time: mean"), "sfcWind": ("wind_speed", "time: mean"),
}  # fmt: skip
#: Unit → how canonical numbers (degC, mm/day, %, m s-1) are written in it.
_WRITTEN = {
    "K": (1.0, 273.15), "degC": (1.0, 0.0), "kg m-2 s-1": (1 / 86400, 0.0), "mm/day": (1.0, 0.0), "%": (1.0, 0.0),
    "m s-1": (1.0, 0.0), "mm": (1.0, 0.0),
}  # fmt: skip


@dataclass(frozen=True)
class Carrier:
    """One kind of clean file.

    Attributes
    ----------
    form : str
        ``NETCDF4``, ``NETCDF3_CLASSIC``, ``zarr`` or ``csv``.
    variables : dict of str to str
        CMIP name → unit in the file.
    place : str
        ``grid`` (regular), ``rotated`` (2-D coordinates), ``points`` or ``one`` (a single place).
    """

    name: str
    form: str
    variables: dict[str, str]
    frequency: str = "day"
    calendar: str = "standard"
    place: str = "grid"
    packed: bool = False
    bounds: bool = True
    dtype: str = "f4"

    @property
    def is_table(self) -> bool:
        """Whether it is text."""
        return self.form == "csv"


CARRIERS = (
    Carrier("daily tas", "NETCDF4", {"tas": "K"}, calendar="noleap"),
    Carrier("daily tasmax tasmin", "NETCDF4", {"tasmax": "degC", "tasmin": "degC"}),
    Carrier("daily pr classic", "NETCDF3_CLASSIC", {"pr": "kg m-2 s-1"}),
    Carrier("monthly tas", "NETCDF4", {"tas": "K"}, "mon", "proleptic_gregorian"),
    Carrier("monthly pr classic", "NETCDF3_CLASSIC", {"pr": "mm/day"}, "mon", "360_day"),
    Carrier("annual tas", "NETCDF4", {"tas": "degC"}, "yr", "360_day"),
    Carrier("packed tas", "NETCDF4", {"tas": "K"}, packed=True),
    Carrier("packed pr classic", "NETCDF3_CLASSIC", {"pr": "mm/day"}, calendar="julian", packed=True),
    Carrier("rotated tas", "NETCDF4", {"tas": "K"}, calendar="noleap", place="rotated"),
    Carrier("rotated pr", "NETCDF4", {"pr": "kg m-2 s-1"}, calendar="360_day", place="rotated", bounds=False),
    Carrier("points tasmax pr", "NETCDF4", {"tasmax": "degC", "pr": "mm/day"}, place="points"),
    Carrier("points tas", "NETCDF3_CLASSIC", {"tas": "degC"}, calendar="noleap", place="points"),
    Carrier("table tasmax tasmin pr", "csv", {"tasmax": "degC", "tasmin": "degC", "pr": "mm"}, place="one"),
    Carrier("table tas", "csv", {"tas": "degC"}, place="one"),
    Carrier("zarr tas", "zarr", {"tas": "K"}, calendar="all_leap"),
    Carrier("zarr pr", "zarr", {"pr": "kg m-2 s-1"}, calendar="360_day"),
    Carrier("daily hurs", "NETCDF4", {"hurs": "%"}, calendar="proleptic_gregorian", bounds=False),
    Carrier("daily sfcWind", "NETCDF4", {"sfcWind": "m s-1"}, calendar="noleap", bounds=False),
    Carrier("daily tas tasmin tasmax", "NETCDF4", {"tas": "K", "tasmax": "K", "tasmin": "K"}, calendar="all_leap"),
    Carrier("daily tas pr double", "NETCDF4", {"tas": "K", "pr": "mm/day"}, calendar="julian", dtype="f8"),
)  # fmt: skip


@dataclass(frozen=True)
class Made:
    """A file about to be written, as it will be read: numbers undecoded, a defect still to be put in.

    Attributes
    ----------
    data : Dataset
        Time as numbers; the values of each variable in its own unit, missing as NaN.
    encoding : dict
        By variable, of packed ones and of fill values.
    more : Dataset or None
        A second file of the same run.
    cut : bool
        Whether the end of the file is left out.
    """

    carrier: Carrier
    data: xr.Dataset
    encoding: dict[str, dict[str, Any]] = field(default_factory=dict)
    more: xr.Dataset | None = None
    cut: bool = False

    @property
    def first(self) -> str:
        """The variable that a defect is put into."""
        return next(iter(self.carrier.variables))

    def date(self, step: int) -> str:
        """Return the ISO date on which a step begins."""
        calendar = self.carrier.calendar
        day = self.data["time"].values[step] + day_number(FIRST_YEAR, 1, 1, calendar)
        year, month, _ = date_of(day, calendar)
        first = {"day": day, "mon": month_start(year, month, calendar), "yr": month_start(year, 1, calendar)}
        return iso(first[self.carrier.frequency], calendar)

    def place(self, cell: int) -> str:
        """Return latitude and longitude of a cell as findings write them."""
        lat, lon = self.data["lat"].values, self.data["lon"].values
        if lat.ndim == 1 and self.carrier.place == "grid":
            return f"{lat[cell // lon.size]:.6g}, {lon[cell % lon.size]:.6g}"
        return f"{np.ravel(lat)[cell]:.6g}, {np.ravel(lon)[cell]:.6g}"

    def values(self, name: str = "") -> np.ndarray:
        """Return a copy of a variable's values, (steps, cells)."""
        held = self.data[name or self.first].values
        return held.reshape(held.shape[0], -1).copy()

    def with_values(self, values: np.ndarray, name: str = "") -> Made:
        """Return it with other values of a variable, (steps, cells)."""
        name = name or self.first
        held = self.data[name]
        changed = held.copy(data=values.reshape(held.shape).astype(held.dtype))
        return replace(self, data=self.data.assign({name: changed}))

    def with_attributes(self, name: str = "", **attributes: Any) -> Made:
        """Return it with attributes of a variable changed; None removes one. ``/`` means the file's own."""
        data = self.data.copy()
        held = data.attrs if name == "/" else data[name or self.first].attrs
        held.update(attributes)
        for key in [k for k, v in held.items() if v is None]:
            del held[key]
        return replace(self, data=data)


def make(carrier: Carrier, model: str, years: int = 8, seed: int = 0) -> Made:
    """Return a clean file of a kind, of so many years; annual ones are four times as long."""
    years = years * 4 if carrier.frequency == "yr" else years
    stamps, bounds, phase = _time(carrier, years)
    coordinates, dimensions, shape = _places(carrier)
    chance = np.random.default_rng(seed)
    weather = _weather(chance, phase, int(np.prod(shape)))
    data = xr.Dataset(coords=coordinates)
    data["time"] = (
        "time",
        stamps,
        {"units": f"days since {FIRST_YEAR}-01-01", "calendar": carrier.calendar, "standard_name": "time"},
    )
    if carrier.bounds and not carrier.is_table:
        data["time"].attrs["bounds"] = "time_bnds"
        data["time_bnds"] = (("time", "bnds"), bounds)
    encoding: dict[str, dict[str, Any]] = {name: {"_FillValue": None} for name in data.variables}
    for name, units in carrier.variables.items():
        scale, offset = _WRITTEN[units]
        digits = 2 if carrier.is_table or carrier.place == "points" else 6
        values = (np.round(weather[name], digits) * scale + offset).astype(carrier.dtype).reshape(stamps.size, *shape)
        standard, methods = _STANDARD_NAMES[name]
        attributes = {"units": units, "standard_name": standard, "cell_methods": methods}
        if carrier.place in {"rotated", "points"}:
            attributes["coordinates"] = "lat lon"
        data[name] = (("time", *dimensions), values, attributes)
        encoding[name] = {"_FillValue": np.dtype(carrier.dtype).type(np.nan)}
        if carrier.packed:
            packing = (0.002, 260.0) if units == "K" else (0.01, 250.0)
            encoding[name] = {
                "dtype": "i2",
                "scale_factor": packing[0],
                "add_offset": packing[1],
                "_FillValue": np.int16(-32768),
            }
    data.attrs = {
        "Conventions": "CF-1.11", "title": f"Made-up {carrier.name}", "institution": "Nowhere", "history": "made",
        "license": "CC0-1.0", "references": "none needed, of 2026", "source_id": model, "experiment_id": "historical",
        "variant_label": "r1i1p1f1", "mip_era": "CMIP6", "bias_adjustment": "made", "frequency": carrier.frequency,
    }  # fmt: skip
    return Made(carrier, data, encoding)


def facets_of(made: Made, model: str, **more: Any) -> Facets:
    """Return what a producer would say of the file."""
    if not made.carrier.is_table:
        return Facets("dirty", **more)
    columns = {f"col_{name}": (name, units) for name, units in made.carrier.variables.items()}
    said = {"lat": 52.2, "lon": 0.9, "kind": "observation", "model": model, "licence": "CC0-1.0", "citation": "made"}
    return Facets("dirty", **(said | {"variables": columns} | more))


def write(made: Made, path: Path) -> tuple[Path, ...]:
    """Write the file, or both, beside `path`; return where."""
    carrier = made.carrier
    if carrier.is_table:
        return (_write_table(made, path.with_suffix(".csv")),)
    written = []
    for number, data in enumerate(d for d in (made.data, made.more) if d is not None):
        encoding = {name: one for name, one in made.encoding.items() if name in data.variables}
        if carrier.form == "zarr":
            target = path.with_name(f"{path.stem}_{number}.zarr")
            data.to_zarr(target, encoding=encoding, zarr_format=2, consolidated=True)
        else:
            target = path.with_name(f"{path.stem}_{number}.nc")
            data.to_netcdf(target, format=carrier.form, encoding=encoding, engine="netcdf4")
            if made.cut:
                target.write_bytes(target.read_bytes()[: int(target.stat().st_size * 0.7)])
        written.append(target)
    return tuple(written)


def _write_table(made: Made, path: Path) -> Path:
    names = list(made.carrier.variables)
    with path.open("w", newline="", encoding="utf-8") as stream:
        rows = csv.writer(stream)
        rows.writerow(["date", *(f"col_{name}" for name in names)])
        columns = [made.values(name).ravel() for name in names]
        for step in range(made.data["time"].size):
            written = ("" if np.isnan(c[step]) else f"{c[step]:.7g}" for c in columns)
            rows.writerow([made.date(step), *written])
    if made.cut:
        path.write_bytes(path.read_bytes()[:-4])
    return path


def _time(carrier: Carrier, years: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return stamps and bounds, days since the first year, and the season of each step, 0 to 1."""
    origin = int(day_number(FIRST_YEAR, 1, 1, carrier.calendar))
    end = int(day_number(FIRST_YEAR + years, 1, 1, carrier.calendar))
    if carrier.frequency == "day":
        starts = np.arange(origin, end + 1)
    elif carrier.frequency == "mon":
        months = np.arange(12 * years + 1)
        starts = month_start(FIRST_YEAR + months // 12, months % 12 + 1, carrier.calendar)
    else:
        starts = day_number(FIRST_YEAR + np.arange(years + 1), 1, 1, carrier.calendar)
    bounds = np.stack([starts[:-1], starts[1:]], axis=1) - origin
    _, month, day = date_of(starts[:-1], carrier.calendar)
    phase = (month - 1 + day / 31) / 12 if carrier.frequency != "yr" else np.full(years, 0.25)
    stamps = bounds.mean(axis=1) if carrier.bounds and not carrier.is_table else bounds[:, 0] + 0.0
    return stamps, bounds.astype(np.float64), phase


def _places(carrier: Carrier) -> tuple[dict[str, Any], tuple[str, ...], tuple[int, ...]]:
    north, east = (
        {"units": "degrees_north", "standard_name": "latitude"},
        {"units": "degrees_east", "standard_name": "longitude"},
    )
    if carrier.place == "one":
        return {"lat": ((), 52.2), "lon": ((), 0.9)}, (), ()
    if carrier.place == "points":
        return (
            {"lat": ("station", [48.8, 51.5, 60.2], north), "lon": ("station", [2.4, 10.1, 24.9], east)},
            ("station",),
            (3,),
        )
    if carrier.place == "rotated":
        y, x = np.arange(4) * 0.44 - 1, np.arange(5) * 0.44 + 3
        lat, lon = 50 + y[:, None] + 0.05 * x, 10 + x - 0.07 * y[:, None]
        axes = {
            "rlat": ("rlat", y, {"units": "degrees", "standard_name": "grid_latitude"}),
            "rlon": ("rlon", x, {"units": "degrees", "standard_name": "grid_longitude"}),
        }
        return (
            axes | {"lat": (("rlat", "rlon"), lat, north), "lon": (("rlat", "rlon"), lon, east)},
            ("rlat", "rlon"),
            (4, 5),
        )
    lat, lon = np.arange(4) * 0.5 + 45.25, np.arange(5) * 0.5 + 5.25
    if not carrier.bounds:
        return {"lat": ("lat", lat, north), "lon": ("lon", lon, east)}, ("lat", "lon"), (4, 5)
    edges = {
        f"{n}_bnds": ((n, "bnds"), np.stack([v - 0.25, v + 0.25], axis=1)) for n, v in (("lat", lat), ("lon", lon))
    }
    axes = {"lat": ("lat", lat, north | {"bounds": "lat_bnds"}), "lon": ("lon", lon, east | {"bounds": "lon_bnds"})}
    return axes | edges, ("lat", "lon"), (4, 5)


def _weather(chance: np.random.Generator, phase: np.ndarray, cells: int) -> dict[str, np.ndarray]:
    """Return made-up weather, (steps, cells), canonical units: seasons, spells of days, and chance."""
    steps = phase.size
    memory = np.exp(-np.arange(40) / 8)
    slow = np.convolve(chance.normal(0, 1, steps + 39), memory, "valid")[:, None]
    slow *= (2 if steps > 300 else 0.7) / slow.std()
    season = -9 * np.cos(2 * np.pi * phase)[:, None]
    tas = 11 + season + slow + chance.normal(0, 2.5 if steps > 300 else 0.5, (steps, cells))
    below, above = (1 + chance.gamma(4, 0.9, (steps, cells)) for _ in range(2))
    rain = chance.gamma(0.7, 6, (steps, cells)) * (chance.random((steps, cells)) < 0.45)
    rain = np.where(rain < 0.1, 0, rain) if steps > 300 else chance.gamma(4, 0.6, (steps, cells))
    return {
        "tas": tas, "tasmin": tas - below, "tasmax": tas + above, "pr": rain,
        "hurs": np.clip(72 + season + chance.normal(0, 9, (steps, cells)), 12, 99.5),
        "sfcWind": chance.gamma(6, 0.9, (steps, cells)) + 0.2,
    }  # fmt: skip
