"""A made-up highland of sixteen cells: under three models it warms in the east, and in the west they disagree."""

from __future__ import annotations

from pathlib import Path

import netCDF4
import numpy as np

from catalog.record import Facets

#: Its middle, where a town that the broker knows lies, and its sides, in degrees.
TOWN = "Nakuru"
WEST, SOUTH, EAST, NORTH = 35.0, -1.5, 37.0, 0.5
#: Each of its cells is so many degrees wide.
STEP = 0.5
#: Of a hundred days so many are hot: model → (the past, the west to come, the east to come).
HOT_DAYS = {"A": (20, 30, 34), "B": (24, 18, 33), "C": (16, 22, 28)}
YEARS = {"historical": (1991, 2020), "ssp245": (2021, 2060)}
COOL_C, HOT_C = 24.0, 31.0


def publish(broker, folder: Path, dataset: str) -> None:
    """Put the highland on offer."""
    folder.mkdir(exist_ok=True)
    paths = [str(write_run(folder, model, scenario)) for model in HOT_DAYS for scenario in YEARS]
    report = broker.publish(paths, Facets(dataset, kind="projection", licence="CC-BY-4.0", title=dataset), by="Tom")
    assert report.status == "published", report.findings


def write_run(folder: Path, model: str, scenario: str) -> Path:
    """Write the hottest temperature of each day of one run, in years of 365 days."""
    first, last = YEARS[scenario]
    days = np.arange(365 * (last - first + 1))
    lon, lat = np.arange(WEST, EAST, STEP) + STEP / 2, np.arange(SOUTH, NORTH, STEP) + STEP / 2
    past, west, east = HOT_DAYS[model]
    hot = np.where(lon < (WEST + EAST) / 2, west, east) if scenario != "historical" else np.full(lon.size, past)
    # Sixty-one has no factor in common with a hundred: each day of a hundred has a number of its own.
    number = days * 61 % 100
    values = np.where(number[:, None, None] < hot[None, None, :], HOT_C, COOL_C)
    path = folder / f"tasmax_day_{model}_{scenario}_r1i1p1f1_gn_{first}0101-{last}1231.nc"
    with netCDF4.Dataset(path, "w") as file:
        file.setncatts({"source_id": model, "experiment_id": scenario, "variant_label": "r1i1p1f1", "license": "CC0"})
        for name, at, unit in (
            ("time", days + 0.5, f"days since {first}-01-01"),
            ("lat", lat, "degrees_north"),
            ("lon", lon, "degrees_east"),
        ):
            file.createDimension(name, at.size)
            axis = file.createVariable(name, "f8", (name,))
            axis.setncatts({"units": unit, "standard_name": {"lat": "latitude", "lon": "longitude"}.get(name, name)})
            axis[:] = at
        file["time"].calendar = "noleap"
        tasmax = file.createVariable("tasmax", "f4", ("time", "lat", "lon"), fill_value=np.float32(1e20))
        tasmax.setncatts({"standard_name": "air_temperature", "units": "degC", "cell_methods": "time: maximum"})
        tasmax[:] = np.broadcast_to(values, (days.size, lat.size, lon.size))
    return path
