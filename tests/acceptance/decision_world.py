"""A made-up archive with every variable that the decision catalogue asks for: two models, their past and one future."""

from __future__ import annotations

from pathlib import Path

import netCDF4
import numpy as np

YEARS = {"historical": (1981, 2010), "ssp245": (2011, 2050)}
MODELS = {"WORLD-A": 0, "WORLD-B": 1}
LATS, LONS = (46.0, 47.0), (8.0, 9.0)
UNITS = {
    "tas": "K", "tasmin": "K", "tasmax": "K", "pr": "kg m-2 s-1", "hurs": "%", "sfcWind": "m s-1", "rsds": "W m-2",
    "snd": "m", "snw": "kg m-2", "mrro": "kg m-2 s-1",
}  # fmt: skip


def write_world(folder: Path) -> list[str]:
    """Write one file a simulation, noleap, 2 × 2 cells; return the paths."""
    paths = []
    for model, number in MODELS.items():
        for scenario, (first, last) in YEARS.items():
            rng = np.random.default_rng([number, first])
            path = folder / f"day_{model}_{scenario}_r1i1p1f1.nc"
            _write(path, model, scenario, first, _weather(rng, last - first + 1, warming=0.5 * number + (first > 2000)))
            paths.append(str(path))
    return paths


def _weather(rng: np.random.Generator, years: int, warming: float) -> dict[str, np.ndarray]:
    days = 365 * years
    shape = (days, len(LATS), len(LONS))
    phase = np.sin(2 * np.pi * (np.arange(days) % 365 - 105) / 365)[:, None, None]
    noise = rng.normal(size=shape)
    slow = np.cumsum(rng.normal(size=shape), axis=0)
    slow = slow - np.apply_along_axis(lambda s: np.convolve(s, np.ones(91) / 91, mode="same"), 0, slow)
    tas = 9.0 + warming + 13.0 * phase + 2.0 * noise + 0.8 * slow
    spread = 5.0 + 2.0 * phase + np.abs(rng.normal(size=shape))
    wet = rng.random(shape) < 0.25 + 0.25 * np.sin(2 * np.pi * np.arange(days) / 365 + 0.6)[:, None, None] ** 2
    pr = np.where(wet, rng.gamma(0.8, 9.0, shape), 0.0)
    hurs = np.clip(72.0 - 12.0 * phase + 14.0 * wet + 6.0 * rng.normal(size=shape), 8.0, 100.0)
    wind = np.abs(5.0 - 2.0 * phase + 3.0 * rng.normal(size=shape))
    sun = np.clip(150.0 + 120.0 * phase - 50.0 * wet + 30.0 * rng.normal(size=shape), 5.0, None)
    snow = np.zeros(shape)
    for day in range(1, days):
        cold = tas[day] < 1.0
        snow[day] = np.maximum(0.0, snow[day - 1] + np.where(cold, pr[day], -4.0 * np.maximum(tas[day], 0.0)))
    return {
        "tas": tas + 273.15, "tasmin": tas - spread + 273.15, "tasmax": tas + spread + 273.15, "pr": pr / 86400.0,
        "hurs": hurs, "sfcWind": wind, "rsds": sun, "snd": snow / 250.0, "snw": snow,
        "mrro": (0.2 + 0.4 * pr) / 86400.0,
    }  # fmt: skip


def _write(path: Path, model: str, scenario: str, first: int, fields: dict[str, np.ndarray]) -> None:
    with netCDF4.Dataset(path, "w") as file:
        file.setncatts(
            {
                "source_id": model,
                "experiment_id": scenario,
                "variant_label": "r1i1p1f1",
                "mip_era": "CMIP6",
                "title": "Made-up weather for tests",
                "license": "CC0-1.0",
                "institution": "nobody",
            }
        )
        file.createDimension("time", None)
        time = file.createVariable("time", "f8", ("time",))
        time.setncatts({"units": f"days since {first}-01-01", "calendar": "noleap", "standard_name": "time"})
        for name, values, unit in (("lat", LATS, "degrees_north"), ("lon", LONS, "degrees_east")):
            file.createDimension(name, len(values))
            held = file.createVariable(name, "f8", (name,))
            held.units = unit
            held[:] = values
        for name, values in fields.items():
            field = file.createVariable(name, "f4", ("time", "lat", "lon"))
            field.units = UNITS[name]
            field[:] = values
        time[:] = np.arange(next(iter(fields.values())).shape[0])
