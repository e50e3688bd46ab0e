"""Write the embedded NetCDF files from the tables of the package aquacrop 3.1.0.

``python -m catalog.embedded.make FOLDER`` where FOLDER holds ``point_cmip6_woolpit/`` (27 CSV tables),
``stations_aquacrop/suffolk_climate.txt`` and ``scenarios_annual_360day/`` (the two files of iris-sample-data 2.5.2,
which are copied unchanged). The same tables give the same values; nothing is corrected, filled or dropped.
"""

from __future__ import annotations

import csv
import datetime as dt
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import netCDF4
import numpy as np

HERE = Path(__file__).parent
SCENARIOS = ("historical", "ssp245", "ssp585")
TIME_UNITS = "days since 1850-01-01 00:00:00"
PACKAGE = "aquacrop 3.1.0 (Python Package Index, MIT licence)"
TERMS = (
    "Packaged under the MIT licence. The CMIP6 terms of use apply underneath: cite the model output named in "
    "`references` and acknowledge the World Climate Research Programme and the Earth System Grid Federation."
)


@dataclass(frozen=True)
class ModelRecord:
    """Who made a model's output, and how it is cited (CMIP and ScenarioMIP activities)."""

    institution_id: str
    institution: str
    cmip: str
    scenariomip: str


MODELS = {
    "CanESM5": ModelRecord(
        "CCCma",
        "Canadian Centre for Climate Modelling and Analysis, Environment and Climate Change Canada",
        "Swart, N. C. et al. (2019): CCCma CanESM5 model output prepared for CMIP6 CMIP. Earth System Grid "
        "Federation, doi:10.22033/ESGF/CMIP6.1303",
        "Swart, N. C. et al. (2019): CCCma CanESM5 model output prepared for CMIP6 ScenarioMIP. Earth System Grid "
        "Federation, doi:10.22033/ESGF/CMIP6.1317",
    ),
    "MIROC6": ModelRecord(
        "MIROC",
        "MIROC consortium: JAMSTEC, AORI (The University of Tokyo), NIES, R-CCS",
        "Tatebe, H. and Watanabe, M. (2018): MIROC MIROC6 model output prepared for CMIP6 CMIP. Earth System Grid "
        "Federation, doi:10.22033/ESGF/CMIP6.881",
        "Shiogama, H., Abe, M. and Tatebe, H. (2019): MIROC MIROC6 model output prepared for CMIP6 ScenarioMIP. "
        "Earth System Grid Federation, doi:10.22033/ESGF/CMIP6.898",
    ),
    "NorESM2-LM": ModelRecord(
        "NCC",
        "NorESM Climate modeling Consortium, Oslo",
        "Seland, Ø. et al. (2019): NCC NorESM2-LM model output prepared for CMIP6 CMIP. Earth System Grid "
        "Federation, doi:10.22033/ESGF/CMIP6.502",
        "Seland, Ø. et al. (2019): NCC NorESM2-LM model output prepared for CMIP6 ScenarioMIP. Earth System Grid "
        "Federation, doi:10.22033/ESGF/CMIP6.604",
    ),
}


@dataclass(frozen=True)
class Column:
    """A variable of the files: its CMIP name, its attributes, and its heading in each table."""

    name: str
    units: str
    standard_name: str
    long_name: str
    cell_methods: str
    woolpit: str
    station: str


COLUMNS = (
    Column(
        "tasmin",
        "degC",
        "air_temperature",
        "Daily minimum near-surface air temperature",
        "time: minimum",
        "MinTemp",
        "Tmin(C)",
    ),
    Column(
        "tasmax",
        "degC",
        "air_temperature",
        "Daily maximum near-surface air temperature",
        "time: maximum",
        "MaxTemp",
        "Tmax(C)",
    ),
    Column("pr", "mm day-1", "lwe_precipitation_rate", "Precipitation", "time: mean", "Precipitation", "Prcp(mm)"),
    # CF has no standard name for a potential evaporation given as a depth of water a day.
    Column("evspsblpot", "mm day-1", "", "Reference evapotranspiration", "time: mean", "ReferenceET", "Et0(mm)"),
)


@dataclass(frozen=True)
class DailyTable:
    """Daily values of a place: days since 1850-01-01 (time,), and one float64 array (time,) a variable."""

    days: np.ndarray
    values: dict[str, np.ndarray]

    @classmethod
    def joined(cls, parts: Sequence[DailyTable]) -> DailyTable:
        """Return the tables one after the other; they must follow each other to the day."""
        days = np.concatenate([p.days for p in parts])
        if not np.array_equal(np.diff(days), np.ones(days.size - 1)):
            raise ValueError("The tables of one simulation leave days out or repeat them.")
        return cls(days, {c.name: np.concatenate([p.values[c.name] for p in parts]) for c in COLUMNS})


def read_woolpit_table(path: Path) -> DailyTable:
    """Read one CSV of the package's Woolpit tables, every number as written."""
    with path.open(newline="", encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    days = _days([tuple(int(part) for part in row["Date"].split("-")) for row in rows])
    return DailyTable(days, {c.name: np.array([float(row[c.woolpit]) for row in rows]) for c in COLUMNS})


def read_station_table(path: Path) -> DailyTable:
    """Read the package's Suffolk station table, every number as written."""
    with path.open(newline="", encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    days = _days([(int(row["Year"]), int(row["Month"]), int(row["Day"])) for row in rows])
    return DailyTable(days, {c.name: np.array([float(row[c.station]) for row in rows]) for c in COLUMNS})


def _days(dates: Sequence[tuple[int, ...]]) -> np.ndarray:
    # The standard calendar is the one of `datetime` from 1582 on.
    first = dt.date(1850, 1, 1).toordinal()
    return np.array([dt.date(*date).toordinal() - first for date in dates], dtype=np.int64)


def make_woolpit(folder: Path, out: Path) -> list[Path]:
    """Write one file for each model and scenario; return the nine paths."""
    written = []
    for model, record in MODELS.items():
        for scenario in SCENARIOS:
            tables = sorted(folder.glob(f"{model}_{scenario}_*.csv"))
            lat, lon = (float(part) for part in tables[0].stem.split("_")[-2:])
            table = DailyTable.joined([read_woolpit_table(path) for path in tables])
            references = record.cmip if scenario == "historical" else record.scenariomip
            attributes = {
                "title": f"{model} {scenario}: daily weather at the grid cell nearest Woolpit, Suffolk",
                "mip_era": "CMIP6",
                "activity_id": "CMIP" if scenario == "historical" else "ScenarioMIP",
                "institution_id": record.institution_id,
                "institution": record.institution,
                "source_id": model,
                "experiment_id": scenario,
                "frequency": "day",
                "source": f"{PACKAGE}, tables {', '.join(path.name for path in tables)}",
                "license": TERMS,
                "references": references,
                "comment": (
                    "Values exactly as the package delivers them. The package names no ensemble member, no grid and "
                    "no calendar; latitude and longitude are those of its file names; time follows its dates, "
                    "29 February included. evspsblpot is the package's ReferenceET, not model output."
                ),
            }
            path = out / f"day_{model}_{scenario}_woolpit.nc"
            with _new_file(path, attributes, table.days) as file:
                for name, value, units in (("lat", lat, "degrees_north"), ("lon", lon, "degrees_east")):
                    _coordinate(file.createVariable(name, "f8", ()), name, units)[...] = value
                for column in COLUMNS:
                    _write(file, column, ("time",), table.values[column.name], coordinates="lat lon")
            written.append(path)
    return written


def make_station(table_path: Path, out: Path) -> Path:
    """Write the Suffolk station as a CF time series of one station; return its path."""
    table = read_station_table(table_path)
    attributes = {
        "title": "Suffolk station: observed daily weather, 1991–2021",
        "featureType": "timeSeries",
        "institution": "not named by the package",
        "source": f"{PACKAGE}, table {table_path.name}",
        "frequency": "day",
        "license": "Packaged under the MIT licence; the table carries no licence of its own.",
        "references": "aquacrop 3.1.0: Kelly, T. D. and Foster, T. (2021), doi:10.1016/j.agwat.2021.106976",
        "comment": (
            "Values exactly as the package delivers them. The package gives no coordinates: it pairs the station with "
            "Woolpit, Suffolk, whose latitude and longitude stand here; the true place may lie some tens of "
            "kilometres away. evspsblpot is the package's reference evapotranspiration."
        ),
    }
    path = out / "day_suffolk-station_observed.nc"
    with _new_file(path, attributes, table.days) as file:
        file.createDimension("station", 1)
        label = "Suffolk station"
        file.createDimension("name_length", len(label))
        names = file.createVariable("station_name", "S1", ("station", "name_length"))
        names.setncatts({"cf_role": "timeseries_id", "long_name": "station name"})
        names[:] = netCDF4.stringtochar(np.array([label], dtype=f"S{len(label)}"))
        for name, value, units in (("lat", 52.22, "degrees_north"), ("lon", 0.88, "degrees_east")):
            _coordinate(file.createVariable(name, "f8", ("station",)), name, units)[:] = value
        for column in COLUMNS:
            values = table.values[column.name].reshape(-1, 1)
            _write(file, column, ("time", "station"), values, coordinates="lat lon station_name")
    return path


def _new_file(path: Path, attributes: dict[str, str], days: np.ndarray) -> netCDF4.Dataset:
    file = netCDF4.Dataset(path, "w", format="NETCDF4")
    file.setncatts({"Conventions": "CF-1.11, ACDD-1.3", **attributes})
    file.createDimension("time", days.size)
    file.createDimension("bnds", 2)
    time = file.createVariable("time", "f8", ("time",), compression="zlib", complevel=9, shuffle=True)
    time.setncatts(
        {"standard_name": "time", "units": TIME_UNITS, "calendar": "standard", "axis": "T", "bounds": "time_bnds"}
    )
    time[:] = days + 0.5
    bounds = file.createVariable("time_bnds", "f8", ("time", "bnds"), compression="zlib", complevel=9, shuffle=True)
    bounds[:] = np.stack([days, days + 1], axis=1)
    return file


def _coordinate(variable: netCDF4.Variable, name: str, units: str) -> netCDF4.Variable:
    long_name = {"lat": "latitude", "lon": "longitude"}[name]
    variable.setncatts({"standard_name": long_name, "long_name": long_name, "units": units})
    return variable


def _write(
    file: netCDF4.Dataset, column: Column, dimensions: tuple[str, ...], values: np.ndarray, coordinates: str
) -> None:
    variable = file.createVariable(column.name, "f8", dimensions, compression="zlib", complevel=9, shuffle=True)
    if column.standard_name:
        variable.standard_name = column.standard_name
    variable.setncatts(
        {
            "long_name": column.long_name,
            "units": column.units,
            "cell_methods": column.cell_methods,
            "coordinates": coordinates,
        }
    )
    variable[:] = values


def main(folder: Path, out: Path = HERE) -> None:
    """Write all embedded files from a folder of the tables."""
    for name in ("woolpit-cmip6", "suffolk-station", "north-america-annual"):
        (out / name).mkdir(exist_ok=True)
    make_woolpit(folder / "point_cmip6_woolpit", out / "woolpit-cmip6")
    make_station(folder / "stations_aquacrop" / "suffolk_climate.txt", out / "suffolk-station")
    for scenario in ("A1B", "E1"):
        name = f"{scenario}_north_america.nc"
        shutil.copyfile(folder / "scenarios_annual_360day" / name, out / "north-america-annual" / name)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
