"""A daily archive as producers hand it over: compressed NetCDF-4, a map to a chunk, a variable and a decade a file."""

from __future__ import annotations

from pathlib import Path

import netCDF4
import numpy as np

#: Cells along each side of the grid.
SIDE = 160
FIRST_YEAR = 1951
YEARS_PER_FILE = 10
DAYS = 365
VARIABLES = {
    "tasmin": ("K", "air_temperature", "time: minimum"),
    "tasmax": ("K", "air_temperature", "time: maximum"),
    "pr": ("kg m-2 s-1", "precipitation_flux", "time: mean"),
}
_NOISES = 40


def years_of(size: float, side: int = SIDE) -> int:
    """Return how many years of all variables take about `size` bytes, one at least."""
    return max(1, round(size / (4 * len(VARIABLES) * side * side * DAYS)))


def make_archive(folder: Path, years: int, side: int = SIDE, seed: int = 0) -> list[Path]:
    """Write the archive; return its files.

    Parameters
    ----------
    folder : Path
    years : int
        Of 365 days, from `FIRST_YEAR` on.
    side : int
        Cells along y and x.
    """
    chance = np.random.default_rng(seed)
    noises = chance.normal(0, 1, (_NOISES, side, side)).astype("f4")
    paths = []
    for first in range(FIRST_YEAR, FIRST_YEAR + years, YEARS_PER_FILE):
        last = min(first + YEARS_PER_FILE, FIRST_YEAR + years) - 1
        for name in VARIABLES:
            paths.append(folder / f"{name}_day_Made-Up_historical_r1i1p1f1_gn_{first}0101-{last}1231.nc")
            _write(paths[-1], name, first, last, side, noises, chance)
    return paths


def _write(
    path: Path, name: str, first: int, last: int, side: int, noises: np.ndarray, chance: np.random.Generator
) -> None:
    units, standard_name, method = VARIABLES[name]
    with netCDF4.Dataset(path, "w") as file:
        file.setncatts(
            {"source_id": "Made-Up", "experiment_id": "historical", "variant_label": "r1i1p1f1", "mip_era": "CMIP6",
             "license": "CC0", "Conventions": "CF-1.7"}
        )  # fmt: skip
        file.createDimension("time", None)
        time = file.createVariable("time", "f8", ("time",), chunksizes=(512,))
        time.setncatts({"units": f"days since {FIRST_YEAR}-01-01", "calendar": "noleap", "standard_name": "time"})
        for coordinate, start, unit in (("lat", 30.0, "degrees_north"), ("lon", 0.0, "degrees_east")):
            file.createDimension(coordinate, side)
            held = file.createVariable(coordinate, "f8", (coordinate,))
            held.units = unit
            held[:] = start + 0.25 * np.arange(side)
        field = file.createVariable(
            name, "f4", ("time", "lat", "lon"), zlib=True, complevel=1, shuffle=True, chunksizes=(1, side, side),
            fill_value=np.float32(1e20),
        )  # fmt: skip
        field.setncatts({"units": units, "standard_name": standard_name, "cell_methods": method})
        begin, days = (first - FIRST_YEAR) * DAYS, (last - first + 1) * DAYS
        time[:] = begin + np.arange(days) + 0.5
        for start in range(0, days, DAYS):
            field[start : start + DAYS] = _year(name, noises, chance)


def _year(name: str, noises: np.ndarray, chance: np.random.Generator) -> np.ndarray:
    """Return a year of weather, (365, y, x): a wave, and noise that is never twice the same."""
    side = noises.shape[1]
    values = np.empty((DAYS, side, side), dtype="f4")
    slope = np.linspace(-8, 8, side, dtype="f4")[:, None]
    for day in range(DAYS):
        one, other = chance.integers(0, len(noises), 2)
        noise = noises[one] + 0.7 * np.roll(noises[other], chance.integers(0, side, 2), axis=(0, 1))
        if name == "pr":
            values[day] = np.where(noise > 0.5, noise * np.float32(1e-4), 0)
        else:
            wave = np.float32((290 if name == "tasmax" else 279) - 10 * np.cos(2 * np.pi * day / DAYS))
            values[day] = wave + slope + np.clip(noise, -4, 4)
    return values
