"""Small files in the style of real archives: names, dimensions, attributes, packing and time as they are found there.

Headers follow the published archives; values are made up. One entry of `STYLES` each, with what must be understood.
"""

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


LATITUDE = (("latitude", "longitude"), LAT[::-1], LON)
K = {"units": "K"}
RAIN_MM = {"units": "mm/day"}
CMIP6 = {"mip_era": "CMIP6", "source_id": "ACCESS-CM2", "experiment_id": "ssp245", "variant_label": "r4i1p1f1"}
OBSERVED = ("observed", "")

STYLES = {
    "NEX-GDDP-CMIP6": Style(
        "tasmax_day_ACCESS-CM2_ssp585_r1i1p1f1_gn_2015_v1.1.nc",
        ("tasmax", {**K, "standard_name": "air_temperature", "cell_methods": "area: mean time: maximum"}),
        ("time", *days("2015-01-01", 365, "1850-01-01", "proleptic_gregorian")),
        (("ACCESS-CM2", "ssp585", "r1i1p1f1", ["tasmax"], "proleptic_gregorian", "day", (2015, 2015)),),
        {
            "cmip6_source_id": "ACCESS-CM2", "scenario": "ssp585", "variant_label": "r1i1p1f1", "frequency": "day",
            "downscalingModel": "BCSD", "title": "ACCESS-CM2, r1i1p1f1, ssp585, global downscaled CMIP6 data",
        },
    ),
    "NEX-GDDP": Style(
        "pr_day_BCSD_rcp85_r1i1p1_ACCESS1-0_2006.nc",
        ("pr", {"units": "kg m-2 s-1", "cell_methods": "time: mean"}),
        ("time", *days("2006-01-01", 365, "2006-01-01", "standard")),
        (("ACCESS1-0", "rcp85", "r1i1p1", ["pr"], "standard", "day", (2006, 2006)),),
        {"title": "800m Downscaled NEX CMIP5 Climate Projections"},
        value=3e-5,
    ),
    "ISIMIP3b": Style(
        "gfdl-esm4_r1i1p1f1_w5e5_ssp126_tasmax_global_daily_2015_2020.nc",
        ("tasmax", {**K, "standard_name": "air_temperature", "cell_methods": "time: maximum"}),
        ("time", *days("2015-01-01", 365, "1850-01-01", "proleptic_gregorian", MIDNIGHT)),
        (("gfdl-esm4", "ssp126", "r1i1p1f1", ["tasmax"], "proleptic_gregorian", "day", (2015, 2015)),),
        {"institution": "Potsdam Institute for Climate Impact Research (PIK)", "project": "ISIMIP Phase 3b"},
    ),
    "ISIMIP2b": Style(
        "tas_day_IPSL-CM5A-LR_rcp60_r1i1p1_EWEMBI_20060101-20101231.nc4",
        ("tasAdjust", {**K, "standard_name": "air_temperature", "cell_methods": "time: mean"}),
        ("time", *days("2006-01-01", 365, "1860-01-01 00:00:00", "365_day")),
        (("IPSL-CM5A-LR", "rcp60", "r1i1p1", ["tas"], "noleap", "day", (2006, 2006)),),
    ),
    "ISIMIP3a observations": Style(
        "gswp3-w5e5_obsclim_pr_global_daily_1901_1910.nc",
        ("pr", {"units": "kg m-2 s-1"}),
        ("time", *days("1901-01-01", 365, "1901-01-01", "proleptic_gregorian")),
        (("GSWP3-W5E5", *OBSERVED, ["pr"], "proleptic_gregorian", "day", (1901, 1901)),),
        value=3e-5,
    ),
    "W5E5": Style(
        "tas_W5E5v2.0_19790101-19801231.nc",
        ("tas", {**K, "standard_name": "air_temperature"}),
        ("time", *days("1979-01-01", 365, "1860-01-01", "proleptic_gregorian")),
        (("W5E5", *OBSERVED, ["tas"], "proleptic_gregorian", "day", (1979, 1979)),),
    ),
    "E-OBS": Style(
        "tx_ens_mean_0.1deg_reg_v28.0e.nc",
        ("tx", {"units": "Celsius", "standard_name": "air_temperature", "long_name": "maximum temperature"}),
        ("time", *days("1950-01-01", 365, "1950-01-01 00:00", "standard", MIDNIGHT)),
        (("E-OBS", *OBSERVED, ["tasmax"], "standard", "day", (1950, 1950)),),
        {"E-OBS_version": "28.0e", "Conventions": "CF-1.4"},
        LATITUDE,
        value=12.0,
        packed={"scale_factor": 0.01, "add_offset": 0.0, "_FillValue": np.int16(-9999)},
        mean=12.0,
    ),
    "E-OBS rain": Style(
        "rr_ens_mean_0.25deg_reg_v27.0e.nc",
        ("rr", {"units": "mm", "standard_name": "thickness_of_rainfall_amount", "long_name": "rainfall"}),
        ("time", *days("1950-01-01", 365, "1950-01-01 00:00", "standard", MIDNIGHT)),
        (("E-OBS", *OBSERVED, ["pr"], "standard", "day", (1950, 1950)),),
        {"E-OBS_version": "27.0e"},
        LATITUDE,
        value=2.5,
        packed={"scale_factor": np.float32(0.1), "add_offset": np.float32(0), "_FillValue": np.int16(-9999)},
    ),
    "CHIRPS": Style(
        "chirps-v2.0.1981.days_p05.nc",
        ("precip", {
            **RAIN_MM, "standard_name": "convective precipitation rate", "_FillValue": np.float32(-9999.0),
            "missing_value": np.float32(-9999.0), "time_step": "day",
            "long_name": "Climate Hazards group InfraRed Precipitation with Stations",
        }),
        ("time", *days("1981-01-01", 365, "1980-1-1 0:0:0", "gregorian", MIDNIGHT)),
        (("CHIRPS", *OBSERVED, ["pr"], "standard", "day", (1981, 1981)),),
        {"title": "CHIRPS Version 2.0", "institution": "Climate Hazards Group. University of California"},
        LATITUDE,
        value=3.0,
        mean=3.0,
    ),
    "CHIRPS monthly": Style(
        "chirps-v2.0.monthly.nc",
        ("precip", {"units": "mm/month", "standard_name": "convective precipitation rate", "time_step": "month"}),
        ("time", *months(1981, 2, "1980-1-1 0:0:0")),
        (("CHIRPS", *OBSERVED, ["pr"], "standard", "mon", (1981, 1982)),),
        {"title": "CHIRPS Version 2.0"},
        LATITUDE,
        value=91.31,
        mean=3.0,
        codes=("amount-divided",),
    ),
    "TAMSAT": Style(
        "rfe1983_daily.v3.1.nc",
        ("rfe", {"units": "mm", "long_name": "rfe"}),
        ("time", *days("1983-01-01", 365, "1983-01-01", "standard", MIDNIGHT)),
        (("TAMSAT", *OBSERVED, ["pr"], "standard", "day", (1983, 1983)),),
        {"title": "TAMSAT v3.1 daily rainfall estimates"},
        value=3.0,
    ),
    "ERA5-Land daily": Style(
        "era5-land_t2m_1990.nc",
        ("t2m", {**K, "long_name": "2 metre temperature", "standard_name": "unknown", "cell_methods": "time: mean"}),
        ("valid_time", *days("1990-01-01", 365, "1970-01-01", "proleptic_gregorian", MIDNIGHT, "seconds",
                             standard_name="time", long_name="time")),
        (("ERA5-Land", *OBSERVED, ["tas"], "proleptic_gregorian", "day", (1990, 1990)),),
        {"GRIB_centre": "ecmf"},
        LATITUDE,
        more={"number": ((), np.int64(0), {"standard_name": "realization", "units": "1"}),
              "expver": (("valid_time",), np.array(["0001"] * 365), {})},
    ),
    "ERA5 hourly": Style(
        "era5_2m_temperature_1990.nc",
        ("t2m", {**K, "long_name": "2 metre temperature"}),
        ("time", *hours("1990-01-01", 48, 1, "1900-01-01 00:00:00.0", "gregorian", "i4")),
        (("ERA5", *OBSERVED, ["tas"], "standard", "1hr", (1990, 1990)),),
        place=LATITUDE,
        packed={"scale_factor": 0.001, "add_offset": 285.0, "_FillValue": np.int16(-32767)},
    ),
    "CMIP6 3hr": Style(
        "tas_3hr_ACCESS-CM2_ssp245_r4i1p1f1_gn_201501010300-201501052400.nc",
        ("tas", {**K, "standard_name": "air_temperature", "cell_methods": "area: mean time: point"}),
        ("time", *hours("2015-01-01", 40, 3, "1850-01-01", "proleptic_gregorian")),
        (("ACCESS-CM2", "ssp245", "r4i1p1f1", ["tas"], "proleptic_gregorian", "3hr", (2015, 2015)),),
        {**CMIP6, "frequency": "3hrPt", "table_id": "3hr"},
    ),
    "AgERA5": Style(
        "Temperature-Air-2m-Max-24h_C3S-glob-agric_AgERA5_20100101_final-v1.0.nc",
        ("Temperature_Air_2m_Max_24h", {**K, "long_name": "2 metre temperature", "temporal_aggregation": "Max 24hrs"}),
        ("time", *days("2010-01-01", 1, "1900-01-01", "standard", MIDNIGHT)),
        (("AgERA5", *OBSERVED, ["tasmax"], "standard", "day", (2010, 2010)),),
    ),
    "MERRA-2": Style(
        "MERRA2_400.statD_2d_slv_Nx.20200101.nc4",
        ("T2MMAX", {**K, "long_name": "2-meter_air_temperature", "standard_name": "2-meter_air_temperature"}),
        ("time", *days("2020-01-01", 1, "2020-01-01 00:30:00", "standard", MIDNIGHT, "minutes")),
        (("MERRA-2", *OBSERVED, ["tasmax"], "standard", "day", (2020, 2020)),),
        {"Title": "MERRA2 statD_2d_slv_Nx: 2d,Daily,Aggregated Statistics", "ShortName": "M2SDNXSLV"},
    ),
    "NCEP on levels": Style(
        "air.1990.nc",
        ("air", {"units": "degK", "long_name": "mean Daily Air temperature", "standard_name": "air_temperature",
                 "cell_methods": "time: mean", "level_desc": "Multiple levels"}),
        ("time", *hours("1990-01-01", 365, 24, "1800-01-01 00:00:0.0")),
        (("NCEP-NCAR", *OBSERVED, ["ta1000", "ta500", "ta850"], "standard", "day", (1990, 1990)),),
        {"title": "mean daily NMC reanalysis (1990)", "dataset_title": "NCEP-NCAR Reanalysis 1"},
        dimensions=(("level", [1000.0, 850.0, 500.0], {"units": "millibar", "positive": "down"}),),
        value=270.0,
        codes=("levels-as-variables",),
    ),
    "NCEP at 2 m": Style(
        "tmax.2m.gauss.1990.nc",
        ("tmax", {"units": "degK", "long_name": "Daily Maximum Temperature at 2 m", "level_desc": "2 m"}),
        ("time", *hours("1990-01-01", 365, 24, "1800-01-01 00:00:0.0")),
        (("NCEP-NCAR", *OBSERVED, ["tasmax"], "standard", "day", (1990, 1990)),),
        {"dataset_title": "NCEP-NCAR Reanalysis 1"},
    ),
    "CMIP6 ta": Style(
        "ta_day_KACE-1-0-G_historical_r1i1p1f1_gr_20000101-20001230.nc",
        ("ta", {**K, "standard_name": "air_temperature", "cell_methods": "time: mean"}),
        ("time", *days("2000-01-01", 360, "1850-01-01", "360_day")),
        (("KACE-1-0-G", "historical", "r1i1p1f1", ["ta1000", "ta850"], "360_day", "day", (2000, 2000)),),
        dimensions=(("plev", [100000.0, 85000.0], {"units": "Pa", "standard_name": "air_pressure"}),),
    ),
    "CRU TS": Style(
        "cru_ts4.06.1901.2021.pre.dat.nc",
        ("pre", {"units": "mm/month", "long_name": "precipitation", "correlation_decay_distance": np.float32(450)}),
        ("time", *months(1901, 2, "1900-1-1", "gregorian", middle=True)),
        (("CRU-TS", *OBSERVED, ["pr"], "standard", "mon", (1901, 1902)),),
        {"title": "CRU TS4.06 Precipitation"},
        value=91.31,
        mean=3.0,
    ),
    "CRU TS tmx": Style(
        "cru_ts4.06.1901.2021.tmx.dat.nc",
        ("tmx", {"units": "degrees Celsius", "long_name": "near-surface temperature maximum"}),
        ("time", *months(1901, 2, "1900-1-1", "gregorian", middle=True)),
        (("CRU-TS", *OBSERVED, ["tasmax"], "standard", "mon", (1901, 1902)),),
        {"title": "CRU TS4.06 Monthly Average Daily Maximum Temperature"},
        value=12.0,
    ),
    "GPCC": Style(
        "full_data_monthly_v2022_1901_1910_025.nc",
        ("precip", {"units": "mm/month", "long_name": "gpcc full data monthly product, precipitation per grid"}),
        ("time", *months(1901, 2, "1901-01-01 00:00:00")),
        (("GPCC", *OBSERVED, ["pr"], "standard", "mon", (1901, 1902)),),
        {"title": "GPCC Full Data Monthly Version 2022 0.25 degree"},
        value=91.31,
        mean=3.0,
    ),
    "totals of months by cell methods": Style(
        "pr_Amon_X_historical_r1i1p1f1.nc",
        ("pr", {"units": "mm", "cell_methods": "time: sum"}),
        ("time", *months(1991, 2, "1990-01-01", "360_day")),
        (("ACCESS-CM2", "historical", "r4i1p1f1", ["pr"], "360_day", "mon", (1991, 1992)),),
        {**CMIP6, "experiment_id": "historical"},
        value=90.0,
        mean=3.0,
    ),
    "IRI months": Style(
        "chirps_iri.nc",
        ("precipitation", {"units": "mm/month", "standard_name": "lwe_precipitation_rate"}),
        ("T", np.arange(24) + 240.5, {"units": "months since 1960-01-01", "calendar": "360", "standard_name": "time"}),
        (("CHIRPS", *OBSERVED, ["pr"], "standard", "mon", (1980, 1981)),),
        value=91.5,
        mean=3.0,
        codes=("time-in-months", "amount-divided"),
    ),
    "LOCA": Style(
        "tasmax_day_ACCESS1-0_rcp85_r1i1p1_20060101-20151231.LOCA_2016-04-02.16th.nc",
        ("tasmax", {"units": "C"}),
        ("time", *days("2006-01-01", 365, "1900-01-01", "standard")),
        (("ACCESS1-0", "rcp85", "r1i1p1", ["tasmax"], "standard", "day", (2006, 2006)),),
        place=(("lat", "lon"), LAT[::-1], LON + 250),
        value=12.0,
    ),
    "LOCA2": Style(
        "tasmax.ACCESS-CM2.ssp245.r1i1p1f1.2015-2044.LOCA_16thdeg_v20220413.nc",
        ("tasmax", {"units": "degC"}),
        ("time", *days("2015-01-01", 365, "1900-01-01", "standard")),
        (("ACCESS-CM2", "ssp245", "r1i1p1f1", ["tasmax"], "standard", "day", (2015, 2015)),),
        value=12.0,
    ),
    "Daymet": Style(
        "daymet_v4_daily_na_tmax_2000.nc",
        ("tmax", {"units": "degrees C", "cell_methods": "area: mean time: maximum", "grid_mapping":
                  "lambert_conformal_conic", "coordinates": "lat lon"}),
        ("time", *days("2000-01-01", 365, "1950-01-01 00:00:00", "standard")),
        (("Daymet", *OBSERVED, ["tasmax"], "standard", "day", (2000, 2000)),),
        {"source": "Daymet Software Version 4.0"},
        (("y", "x"), *np.meshgrid(LAT, LON, indexing="ij")),
        more={"yearday": (("time",), np.arange(1, 366, dtype="i2"), {"long_name": "day of year"}),
              "lambert_conformal_conic": ((), np.int16(0), {"grid_mapping_name": "lambert_conformal_conic"})},
        value=12.0,
    ),
    "UKCP18": Style(
        "tasmax_rcp85_land-rcm_uk_12km_01_day_20001201-20101130.nc",
        ("tasmax", {"units": "degC", "standard_name": "air_temperature", "cell_methods": "time: maximum",
                    "coordinates": "ensemble_member_id month_number year yyyymmdd", "grid_mapping":
                    "transverse_mercator"}),
        ("time", *days("2000-12-01", 360, "1970-01-01 00:00:00", "360_day", NOON, "hours")),
        (("HadREM3-GA705", "rcp85", "r001i1p00000", ["tasmax"], "360_day", "day", (2000, 2001)),),
        {"project": "UKCP18", "collection": "land-rcm", "scenario": "rcp85", "frequency": "day"},
        (("projection_y_coordinate", "projection_x_coordinate"), *np.meshgrid(LAT, LON, indexing="ij")),
        dimensions=(("ensemble_member", np.array([1], dtype="i4"), {"units": "1"}),),
        more={"ensemble_member_id": (("ensemble_member",), np.array(["HadREM3-GA705-r001i1p00000"]), {}),
              "yyyymmdd": (("time",), np.array(["20001201"] * 360), {}),
              "month_number": (("time",), np.ones(360, dtype="i4"), {})},
        value=12.0,
    ),
    "a large ensemble by realization": Style(
        "tas_day_MPI-ESM_historical_grand-ensemble.nc",
        ("tas", {**K, "cell_methods": "time: mean"}),
        ("time", *days("1990-01-01", 365, "1850-01-01", "proleptic_gregorian")),
        tuple(("MPI-ESM", "historical", m, ["tas"], "proleptic_gregorian", "day", (1990, 1990)) for m in "123"),
        {"model_id": "MPI-ESM", "experiment_id": "historical", "project_id": "CMIP5"},
        dimensions=(("realization", np.array([1, 2, 3]), {"standard_name": "realization"}),),
        codes=("members-as-simulations",),
    ),
    "an ensemble labelled by file names": Style(
        "ensemble.nc",
        ("tas", {**K, "cell_methods": "time: mean"}),
        ("time", *days("2006-01-01", 365, "1850-01-01", "noleap")),
        (("ACCESS1-0", "rcp45", "r1i1p1", ["tas"], "noleap", "day", (2006, 2006)),
         ("CCSM4", "rcp45", "r2i1p1", ["tas"], "noleap", "day", (2006, 2006))),
        dimensions=(("realization", ["tas_day_ACCESS1-0_rcp45_r1i1p1", "tas_day_CCSM4_rcp45_r2i1p1"], {}),),
    ),
    "a dimension of scenarios": Style(
        "tas_all.nc",
        ("tas", {**K, "cell_methods": "time: mean"}),
        ("time", *days("2031-01-01", 365, "1850-01-01", "noleap")),
        (("M", "ssp126", "", ["tas"], "noleap", "day", (2031, 2031)),
         ("M", "ssp585", "", ["tas"], "noleap", "day", (2031, 2031))),
        {"source_id": "M"},
        dimensions=(("scenario", ["ssp126", "SSP5-8.5"], {}),),
    ),
    "DCPP": Style(
        "tas_day_EC-Earth3_dcppA-hindcast_s1990-r1i1p1f1_gr_19901101-19911031.nc",
        ("tas", {**K, "standard_name": "air_temperature", "cell_methods": "area: time: mean"}),
        ("time", *days("1990-11-01", 365, "1850-01-01", "proleptic_gregorian")),
        (("EC-Earth3", "dcppA-hindcast", "s1990-r1i1p1f1", ["tas"], "proleptic_gregorian", "day", (1990, 1991)),),
        {"mip_era": "CMIP6", "source_id": "EC-Earth3", "experiment_id": "dcppA-hindcast", "sub_experiment_id": "s1990",
         "variant_label": "r1i1p1f1"},
    ),
    "rain named on the command line": Style(
        "era5_monthly_tp.nc",
        ("tp", {"units": "m", "long_name": "Total precipitation"}),
        ("time", *months(1991, 2, "1900-01-01", "gregorian")),
        (("ERA5", *OBSERVED, ["pr"], "standard", "mon", (1991, 1992)),),
        place=LATITUDE,
        value=0.003,
        mean=3.0,
        options={"variables": {"tp": ("pr", "m/day")}},
    ),
    "dates as numbers": Style(
        "tas_day_M_historical_r1i1p1_1990.nc",
        ("tas", {**K, "cell_methods": "time: mean"}),
        ("time", np.array([19900101.5 + i for i in range(31)] + [19900201.5 + i for i in range(28)]),
         {"units": "day as %Y%m%d.%f", "calendar": "proleptic_gregorian"}),
        (("M", "historical", "r1i1p1", ["tas"], "proleptic_gregorian", "day", (1990, 1990)),),
    ),
    "local days": Style(
        "tas_day_M_historical_r1i1p1_1990.nc",
        ("tas", {**K, "cell_methods": "time: mean"}),
        ("time", np.arange(365.0), {"units": "days since 1990-01-01T00:00:00+09:00", "calendar": "standard"}),
        (("M", "historical", "r1i1p1", ["tas"], "standard", "day", (1990, 1990)),),
        codes=("time-zone-kept",),
    ),
    "year zero": Style(
        "tas_day_M_historical_r1i1p1_1990.nc",
        ("tas", {**K, "cell_methods": "time: mean"}),
        ("time", 1990 * 365 + np.arange(365.0), {"units": "days since 0000-01-01", "calendar": "noleap"}),
        (("M", "historical", "r1i1p1", ["tas"], "noleap", "day", (1990, 1990)),),
    ),
    "far years": Style(
        "tas_day_M_picontrol_r1i1p1_2300.nc",
        ("tas", {**K, "cell_methods": "time: mean"}),
        ("time", np.arange(365.0) + 0.5, {"units": "days since 2300-01-01", "calendar": "noleap"}),
        (("M", "picontrol", "r1i1p1", ["tas"], "noleap", "day", (2300, 2300)),),
    ),
    "turned longitudes": Style(
        "tas_day_M_historical_r1i1p1_1990.nc",
        ("tas", {**K, "cell_methods": "time: mean"}),
        ("time", *days("1990-01-01", 365, "1850-01-01", "noleap")),
        (("M", "historical", "r1i1p1", ["tas"], "noleap", "day", (1990, 1990)),),
        place=(("lat", "lon"), LAT, np.array([-300.0, -180.0, -60.0, 60.0])[:3]),
    ),
}  # fmt: skip

#: What is refused, and by which finding.
REFUSED = {
    "ERA5 monthly rain in m": (
        Style(
            "era5_monthly_tp.nc", ("tp", {"units": "m", "long_name": "Total precipitation"}),
            ("time", *months(1991, 2, "1900-01-01", "gregorian")), (), value=0.003,
        ),
        "amount-ambiguous",
    ),
    "ERA5-Land rain that runs up through the day": (
        Style(
            "era5-land_tp.nc", ("tp", {"units": "m", "long_name": "Total precipitation"}),
            ("time", *hours("1990-01-01", 48, 1, "1900-01-01")), (), value=0.003,
        ),
        "amount-ambiguous",
    ),
    "quantiles": (
        Style(
            "tas_day_M_rcp85_r1i1p1.nc", ("tas", K), ("time", *days("2031-01-01", 365, "1850-01-01", "noleap")), (),
            dimensions=(("quantile", [0.1, 0.5, 0.9], {}),),
        ),
        "quantiles-not-served",
    ),
    "the spread of E-OBS": (
        Style(
            "tx_ens_spread_0.1deg_reg_v28.0e.nc", ("tx", {"units": "Celsius", "standard_name": "air_temperature"}),
            ("time", *days("1950-01-01", 365, "1950-01-01")), (), value=1.0,
        ),
        "spread-not-served",
    ),
    "ERA5 with its preliminary months": (
        Style(
            "era5_t2m.nc", ("t2m", K), ("time", *hours("1990-01-01", 48, 1, "1900-01-01")), (),
            dimensions=(("expver", np.array([1, 5]), {}),),
        ),
        "extra-dimension",
    ),
    "a sigma level": (
        Style(
            "air.sig995.1990.nc",
            ("air", {"units": "degK", "long_name": "mean Daily Air temperature at sigma level 995"}),
            ("time", *days("1990-01-01", 365, "1800-01-01")), (),
        ),
        "no-known-variable",
    ),
    "half-hours": (
        Style("tas_day_M_rcp85_r1i1p1.nc", ("tas", K), ("time", *hours("2031-01-01", 48, 0.5, "1850-01-01")), ()),
        "frequency-not-served",
    ),
}  # fmt: skip
