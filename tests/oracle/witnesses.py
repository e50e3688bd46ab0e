"""Two programs from outside, asked the same questions: xclim, and CDO where it is installed."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

import cftime
import numpy as np
import xarray as xr

from tests.oracle import agreement, loops, worlds

#: Index → CDO operator with its arguments, for data in mm/day or K as CDO wants them; the operators that CDO has.
CDO_OPERATORS = {
    "tx_days_above": ("eca_su,22", "K"),
    "frost_days": ("eca_fd", "K"),
    "tropical_nights": ("eca_tr,14", "K"),
    "maximum_consecutive_dry_days": ("eca_cdd,1", "mm"),
    "maximum_consecutive_wet_days": ("eca_cwd,1", "mm"),
    "max_1day_precipitation_amount": ("eca_rx1day", "mm"),
    "wetdays": ("eca_rr1,5", "mm"),
    "daily_pr_intensity": ("eca_sdii,1", "mm"),
    "tg_mean": ("timmean", "K"),
    "tx_max": ("timmax", "K"),
    "tn_min": ("timmin", "K"),
    "prcptot": ("timsum", "mm"),
}


def as_xarray(source: worlds.MemorySource, name: str) -> xr.DataArray:
    """One variable as xclim wants it, (cell, time)."""
    dates = cftime.num2date(source.time.first_day, "days since 1850-01-01", source.time.calendar)
    kind = {"tas": "mean", "tasmax": "maximum", "tasmin": "minimum", "pr": "mean"}[name]
    standard = "precipitation_flux" if name == "pr" else "air_temperature"
    return xr.DataArray(
        source.arrays[name],
        dims=("cell", "time"),
        coords={"time": dates},
        attrs={
            "units": source.variable(name).units,
            "cell_methods": f"time: {kind}",
            "standard_name": standard,
        },
        name=name,
    )


WINDOWS = {"max_n_day_precipitation_amount"}


def source_years(arguments: dict[str, xr.DataArray]) -> np.ndarray:
    """The years that the data touch."""
    return next(iter(arguments.values())).time.dt.year.values


def part_of(data: xr.DataArray, year: int | None) -> xr.DataArray:
    """One year of the data, or all of them."""
    return data if year is None else data.sel(time=data.time.dt.year == year)


def by_xclim(index: str, source: worlds.MemorySource) -> dict[int, np.ndarray]:
    """Year → value of each cell, for calendar years, by xclim's own indicator of this name."""
    from xclim import atmos, set_options

    _, variables, written, parameters, _ = loops.LOOPS[index]
    arguments = {n: as_xarray(source, n) for n in variables}
    options = {k: (parameters[k] if k == "window" else v) for k, v in written.items()}
    indicator = atmos.precip_accumulation if index == "prcptot" else getattr(atmos, index)
    options = {} if index == "prcptot" else options
    with set_options(cf_compliance="log", data_validation="log"):
        # xclim lets a window reach back into the year before; ours lies within its season, so each year goes alone.
        years = sorted(set(source_years(arguments).tolist())) if index in WINDOWS else [None]
        parts = [indicator(**{n: part_of(a, y) for n, a in arguments.items()}, **options, freq="YS") for y in years]
    out = xr.concat(parts, "time").transpose("time", "cell")
    if out.attrs["units"] == "K" and index != "daily_temperature_range":
        out = out - 273.15
    return {int(t.dt.year): v.values.astype("float64") for t, v in zip(out.time, out, strict=True)}


def cdo() -> str | None:
    """Where CDO is, or None."""
    return shutil.which("cdo")


def by_cdo(index: str, source: worlds.MemorySource) -> dict[int, np.ndarray]:
    """Year → value of each cell, for calendar years, by CDO's operator on the file of that year."""
    operator, units = CDO_OPERATORS[index]
    (name,) = loops.LOOPS[index][1]
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        data = as_xarray(source, name)
        if units == "K":
            data = data + 273.15
        ny, nx = source.grid.shape
        cube = xr.DataArray(
            data.transpose("time", "cell").values.reshape(-1, ny, nx),
            dims=("time", "lat", "lon"),
            coords={"time": data.time, "lat": source.grid.lat, "lon": source.grid.lon},
            attrs={"units": {"K": "K", "mm": "mm"}[units]},
            name=name,
        )
        cube.lat.attrs["units"], cube.lon.attrs["units"] = "degrees_north", "degrees_east"
        years = sorted({int(y) for y in cube.time.dt.year.values})
        for year in years:
            part = cube.sel(time=cube.time.dt.year == year)
            given, got = Path(folder) / "in.nc", Path(folder) / "out.nc"
            part.to_netcdf(given, encoding={name: {"_FillValue": 1e20}, "time": {"units": "days since 1850-01-01"}})
            subprocess.run(
                [cdo() or "cdo", "-s", "-O", "-b", "F64", operator, str(given), str(got)],
                check=True,
                capture_output=True,
            )
            with xr.open_dataset(got, decode_times=False) as out:
                values = next(v for v in out.data_vars.values() if v.ndim == 3).values.reshape(-1)
            found[year] = values.astype("float64") - (273.15 if operator.startswith("tim") and units == "K" else 0.0)
    return found


def engine_years(index: str, source: worlds.MemorySource) -> dict[int, np.ndarray]:
    """Year → value of each cell of the whole grid, for calendar years, by the engine."""
    from broker.engine.cache import ReductionCache
    from broker.engine.run import run
    from translators.periods import YEAR

    lon, lat = source.grid.lon_bounds, source.grid.lat_bounds
    w, e, s, n = lon.min(), lon.max(), lat.min(), lat.max()
    geometry = {"type": "Polygon", "coordinates": [[[w, s], [e, s], [e, n], [w, n], [w, s]]]}
    recipe = worlds.recipe_for(
        index, loops.LOOPS[index][2], YEAR, geometry, (agreement.YEARS[0], agreement.YEARS[1] - 1)
    )
    with tempfile.TemporaryDirectory() as folder:
        (series,) = run(recipe, lambda *_: source, ReductionCache(Path(folder))).series
    order = np.argsort(series.cells.index)
    return {int(y): v[order] for y, v in zip(series.label_years, series.cells.values, strict=True)}


def difference(ours: dict[int, np.ndarray], theirs: dict[int, np.ndarray]) -> tuple[int, float]:
    """How many values were compared, and the largest relative difference; years that only one side has do not count."""
    compared, largest = 0, 0.0
    for year in sorted(set(ours) & set(theirs)):
        a, b = ours[year], theirs[year]
        both = ~np.isnan(a) & ~np.isnan(b)
        if (np.isnan(a) != np.isnan(b)).any():
            return compared, float("inf")
        compared += int(both.sum())
        if both.any():
            largest = max(largest, float((np.abs(a - b)[both] / np.maximum(1.0, np.abs(b[both]))).max()))
    return compared, largest
