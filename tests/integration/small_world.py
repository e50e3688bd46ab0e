"""A world small enough to count: two models at one place, ten years of past and of future, hot days that are known."""

from __future__ import annotations

from pathlib import Path

import netCDF4
import numpy as np

from catalog.record import Facets
from translators.need import Need

PLACE = {"point": {"lat": 52.22, "lon": 0.88}}
#: Days above 30 °C in every July: (model, scenario) → count.
HOT_DAYS = {("A", "historical"): 2, ("A", "ssp245"): 5, ("B", "historical"): 4, ("B", "ssp245"): 12}
YEARS = {"historical": (2000, 2009), "ssp245": (2040, 2049)}


def write_run(folder: Path, model: str, scenario: str, units: str | None = "degC") -> Path:
    """Write ten years of 20 °C, but for the hot days of July at 31 °C, in a year of 365 days."""
    first, last = YEARS[scenario]
    days = 365 * (last - first + 1)
    values = np.full(days, 20.0, dtype="float32")
    for year in range(last - first + 1):
        july = 365 * year + 181
        values[july : july + HOT_DAYS[model, scenario]] = 31.0
    path = folder / f"tasmax_day_{model}_{scenario}_r1i1p1f1_gn_{first}0101-{last}1231.nc"
    with netCDF4.Dataset(path, "w") as file:
        file.setncatts({"source_id": model, "experiment_id": scenario, "variant_label": "r1i1p1f1", "license": "CC0"})
        file.createDimension("time", days)
        time = file.createVariable("time", "f8", ("time",))
        time.setncatts({"units": f"days since {first}-01-01", "calendar": "noleap", "standard_name": "time"})
        time[:] = np.arange(days) + 0.5
        for name, value, unit in (("lat", 52.22, "degrees_north"), ("lon", 0.88, "degrees_east")):
            variable = file.createVariable(name, "f8", ())
            variable.setncatts({"units": unit, "standard_name": "latitude" if name == "lat" else "longitude"})
            variable[...] = value
        tasmax = file.createVariable("tasmax", "f4", ("time",), fill_value=np.float32(1e20))
        tasmax.setncatts(
            {"standard_name": "air_temperature", "cell_methods": "time: maximum", "coordinates": "lat lon"}
            | ({"units": units} if units else {})
        )
        tasmax[:] = values
    return path


def publish(broker, folder: Path, dataset: str = "small") -> None:
    """Publish the whole world as one dataset."""
    paths = [str(write_run(folder, model, scenario)) for model, scenario in HOT_DAYS]
    report = broker.publish(paths, Facets(dataset, kind="projection", title="A small world"), by="Tom")
    assert report.status == "published", report.findings


def mapping(thresh: str = "30 degC", **changes) -> dict:
    """Return a need that the world answers, as a need file holds it."""
    return {
        "statement": "Will there be more days too hot for my dairy cows?",
        "region": PLACE,
        "time": {"season": "JJA", "baseline": [2000, 2009], "horizons": [[2040, 2049]]},
        "metric": {"index": "tx_days_above", "parameters": {"thresh": thresh}},
    } | changes


def need(thresh: str = "30 degC", **changes) -> Need:
    """Return a need that the world answers."""
    return Need.of(mapping(thresh, **changes))
