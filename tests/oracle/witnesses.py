"""Two programs from outside, asked the same questions: xclim, and CDO where it is installed."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import warnings
from dataclasses import dataclass, field, replace
from pathlib import Path

import cftime
import numpy as np
import xarray as xr

from tests.oracle import agreement, loops, worlds
from tests.oracle.explained import BY_CDO, BY_XCLIM, BY_XCLIM_OVER_GAPS, NOT_ASKED

#: Index → CDO operator with its arguments, for data in mm/day or K as CDO wants them; the operators that CDO has.
CDO_OPERATORS = {
    "tx_days_above": ("eca_su,22", "K"),
    "frost_days": ("eca_fd", "K"),
    "ice_days": ("eca_id", "K"),
    "tropical_nights": ("eca_tr,14", "K"),
    "maximum_consecutive_frost_days": ("eca_cfd", "K"),
    "maximum_consecutive_warm_days": ("eca_csu,18", "K"),
    "maximum_consecutive_dry_days": ("eca_cdd,1", "mm"),
    "maximum_consecutive_wet_days": ("eca_cwd,1", "mm"),
    "max_1day_precipitation_amount": ("eca_rx1day", "mm"),
    "max_n_day_precipitation_amount": ("eca_rx5day,50 -runsum,5", "mm"),
    "wetdays": ("eca_rr1,5", "mm"),
    "daily_pr_intensity": ("eca_sdii,1", "mm"),
    "heating_degree_days": ("eca_hd,17,17", "K"),
    "tg_mean": ("timmean", "K"),
    "tx_mean": ("timmean", "K"),
    "tn_mean": ("timmean", "K"),
    "tx_max": ("timmax", "K"),
    "tx_min": ("timmin", "K"),
    "tn_max": ("timmax", "K"),
    "tn_min": ("timmin", "K"),
    "tg_max": ("timmax", "K"),
    "tg_min": ("timmin", "K"),
    "prcptot": ("timsum", "mm"),
}
#: Index → xclim's indicator where its name is another.
XCLIM_NAMES = {
    "prcptot": "precip_accumulation",
    "maximum_consecutive_frost_days": "consecutive_frost_days",
    "rain_season_start": "rain_season",
    "rain_season_end": "rain_season",
    "rain_season_length": "rain_season",
}
_RAINS = {
    "date_from": "date_min_start", "date_to": "date_max_start",
    "date_end_from": "date_min_end", "date_end_to": "date_max_end",
}  # fmt: skip
_NAMES = {
    "holiday_snow_days": {"thresh": "snd_thresh", "date_from": "date_start", "date_to": "date_end"},
    "rain_season_start": _RAINS,
    "rain_season_end": _RAINS,
    "rain_season_length": _RAINS,
}
#: Parameters that xclim does not take.
_DROPPED = {
    "prcptot": {"thresh"},
    "rain_season_start": {"onset"},
    "rain_season_end": {"onset"},
    "rain_season_length": {"onset"},
}
#: Indices whose windows xclim lets reach back into the year before: each year goes alone.
WINDOWS = {
    "max_n_day_precipitation_amount",
    *(f"{k}_spell_{n}" for k in ("dry", "wet") for n in ("frequency", "total_length", "max_length")),
}
_STANDARD_NAMES = {
    "pr": "precipitation_flux", "snd": "surface_snow_thickness", "sfcWind": "wind_speed", "hurs": "relative_humidity",
    "sfcWindmax": "wind_speed", "rsds": "surface_downwelling_shortwave_flux_in_air", "snw": "surface_snow_amount",
    "mrro": "runoff_flux",
}  # fmt: skip


@dataclass
class Heard:
    """What a witness said: as the table shows it, and differences that nothing explains."""

    shown: str
    unexplained: list[str] = field(default_factory=list)


def as_xarray(source: worlds.MemorySource, name: str) -> xr.DataArray:
    """One variable as xclim wants it, (cell, time)."""
    dates = cftime.num2date(source.time.first_day, "days since 1850-01-01", source.time.calendar)
    kind = {"tasmax": "maximum", "tasmin": "minimum"}.get(name, "mean")
    standard = _STANDARD_NAMES.get(name, "air_temperature")
    units = source.variable(name).units
    return xr.DataArray(
        source.arrays[name],
        dims=("cell", "time"),
        coords={"time": dates},
        attrs={
            "units": "m s-1" if units == "m/s" else units,
            "cell_methods": f"time: {kind}",
            "standard_name": standard,
        },
        name=name,
    )


def indicator_of(index: str):
    """xclim's indicator of an index, or None."""
    from xclim import atmos, land

    name = XCLIM_NAMES.get(index, index)
    return getattr(atmos, name, None) or getattr(land, name, None)


def by_xclim(key: str, source: worlds.MemorySource, missing: str = "any") -> dict[int, np.ndarray] | None:
    """Year → value of each cell, for calendar years, by xclim's own indicator of this name; None where it has none.

    `missing` is xclim's name of a rule for missing days.
    """
    from xclim import set_options

    loop, index = loops.LOOPS[key], loops.index_of(key)
    indicator = indicator_of(index)
    if indicator is None:
        return None
    arguments = {n: with_every_day(as_xarray(source, n)) for n in loop.variables}
    names = _NAMES.get(index, {})
    # There the threshold of a spell, or of a dry day of the rains, is an amount.
    unit = ("mm/day", "mm") if "spell" in index or index.startswith("rain_season") else ("", "")
    options = {
        names.get(k, k): int(loop.parameters[k]) if k.startswith("window") else v.replace(*unit)
        for k, v in loop.written.items()
        if k not in _DROPPED.get(index, set())
    }
    quiet = {"cf_compliance": "log", "data_validation": "log", "check_missing": missing}
    with set_options(**quiet), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        years = sorted(set(source_years(arguments).tolist())) if index in WINDOWS else [None]
        parts = []
        for year in years:
            out = indicator(**{n: part_of(a, year) for n, a in arguments.items()}, **options, freq="YS")
            if isinstance(out, tuple):
                out = out[("start", "end", "length").index(index.rpartition("_")[2])]
            parts.append(out)
    out = xr.concat(parts, "time").transpose("time", "cell")
    if out.attrs.get("units") == "K" and index != "daily_temperature_range":
        out = out - 273.15
    return {int(t.dt.year): v.values.astype("float64") for t, v in zip(out.time, out, strict=True)}


def by_xclim_over_gaps(key: str, source: worlds.MemorySource) -> dict[int, np.ndarray] | None:
    """The same of years with missing days, none of which xclim leaves out."""
    return by_xclim(key, source, "skip")


def with_every_day(data: xr.DataArray) -> xr.DataArray:
    """The same with days that are not in the file as missing ones: xclim takes steps for days."""
    first, calendar = data.time.values[0], data.time.dt.calendar
    days = (data.time.values[-1] - first).days + 1
    units = f"days since {first.year:04d}-{first.month:02d}-{first.day:02d}"
    return data.reindex(time=cftime.num2date(np.arange(days), units, calendar))


def source_years(arguments: dict[str, xr.DataArray]) -> np.ndarray:
    """The years that the data touch."""
    return next(iter(arguments.values())).time.dt.year.values


def part_of(data: xr.DataArray, year: int | None) -> xr.DataArray:
    """One year of the data, or all of them."""
    return data if year is None else data.sel(time=data.time.dt.year == year)


def cdo() -> str | None:
    """Where CDO is, or None."""
    return shutil.which("cdo")


def by_cdo(key: str, source: worlds.MemorySource) -> dict[int, np.ndarray]:
    """Year → value of each cell, for calendar years, by CDO's operator on the file of that year."""
    operator, units = CDO_OPERATORS[key]
    (name,) = loops.LOOPS[key].variables
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
            attrs={"units": units},
            name=name,
        )
        cube.lat.attrs["units"], cube.lon.attrs["units"] = "degrees_north", "degrees_east"
        years = sorted({int(y) for y in cube.time.dt.year.values})
        for year in years:
            part = cube.sel(time=cube.time.dt.year == year)
            given, got = Path(folder) / "in.nc", Path(folder) / "out.nc"
            part.to_netcdf(given, encoding={name: {"_FillValue": 1e20}, "time": {"units": "days since 1850-01-01"}})
            first, *further = operator.split()
            subprocess.run(
                [cdo() or "cdo", "-s", "-O", "-b", "F64", first, *further, str(given), str(got)],
                check=True,
                capture_output=True,
            )
            with xr.open_dataset(got, decode_times=False) as out:
                values = next(v for v in out.data_vars.values() if v.ndim == 3).values.reshape(-1)
            found[year] = values.astype("float64") - (273.15 if operator.startswith("tim") and units == "K" else 0.0)
    return found


def engine_years(key: str, source: worlds.MemorySource, missing: str = "any") -> dict[int, np.ndarray]:
    """Year → value of each cell of the whole grid, for calendar years, by the engine, with a rule for missing days."""
    from broker.engine.cache import ReductionCache
    from broker.engine.run import run
    from translators.periods import YEAR

    lon, lat = source.grid.lon_bounds, source.grid.lat_bounds
    w, e, s, n = lon.min(), lon.max(), lat.min(), lat.max()
    geometry = {"type": "Polygon", "coordinates": [[[w, s], [e, s], [e, n], [w, n], [w, s]]]}
    recipe = worlds.recipe_for(loops.index_of(key), loops.LOOPS[key].written, YEAR, geometry, agreement.REFERENCE)
    recipe = replace(recipe, missing=missing)
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


def heard(key: str) -> dict[str, Heard]:
    """Both witnesses on one definition, in the standard calendar; xclim also over the days held where some miss."""
    from translators.indices import INDICES

    nothing = {"xclim": Heard("-"), "gaps": Heard("-"), "CDO": Heard("-")}
    if INDICES[loops.index_of(key)].xclim:
        return nothing | {"xclim": Heard("calls")}
    if "bootstrap" in loops.LOOPS[key].written:
        from tests.oracle import witness_of_usual

        return nothing | {"xclim": witness_of_usual.heard(key)}
    if key in NOT_ASKED:
        return nothing | {"xclim": Heard("not asked")}
    if (1, 1) in loops.LOOPS[key].parameters.values():
        return nothing
    source, _ = agreement.world(key, "standard", "clean", "float64", worlds.CANONICAL)
    try:
        ours = engine_years(key, source)
    except Exception as error:
        return nothing | {"xclim": Heard("error", [f"{key}: {error!r}"])}
    found = nothing | {"xclim": Heard("own")}
    if indicator_of(loops.index_of(key)) is not None:
        found["xclim"] = _against(key, ours, by_xclim, source, BY_XCLIM, 1e-9)
        if loops.LOOPS[key].rules and key not in BY_XCLIM:
            gappy, _ = agreement.world(key, "standard", "many gaps", "float64", worlds.CANONICAL)
            held = engine_years(key, gappy, "pct:100")
            found["gaps"] = _against(key, held, by_xclim_over_gaps, gappy, BY_XCLIM_OVER_GAPS, 1e-9)
    if key in CDO_OPERATORS and cdo():
        found["CDO"] = _against(key, ours, by_cdo, source, BY_CDO, 1e-6)
    return found


def _against(key: str, ours, witness, source, explained: dict[str, str], tolerance: float) -> Heard:
    if key in explained:
        return Heard("≠")
    try:
        compared, largest = difference(ours, witness(key, source))
    except Exception as error:
        return Heard("error", [f"{key}, {witness.__name__}: {error!r}"[:400]])
    if largest <= tolerance and compared:
        return Heard(f"{largest:.1e}")
    return Heard(f"{largest:.1e}", [f"{key}, {witness.__name__}: {compared} compared, differs by {largest}"])


def explanations(keys: list[str]) -> list[tuple[str, str]]:
    """The differences that are explained, of these definitions."""
    tables = {
        "xclim": BY_XCLIM,
        "xclim, gaps": BY_XCLIM_OVER_GAPS,
        "xclim not asked": NOT_ASKED,
        "CDO": BY_CDO,
    }
    return [(f"{key} ({who})", table[key]) for who, table in tables.items() for key in sorted(table) if key in keys]
