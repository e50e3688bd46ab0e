"""Small simulations made of numbers, as reading would hand them over, and a store to publish them in."""

from __future__ import annotations

import numpy as np

from broker.database import open_database
from catalog.calendars import date_of, day_number, iso
from catalog.catalog import Catalog
from catalog.record import Facets, Grid, Simulation, TimeAxis, Variable
from catalog.understood import FoundSimulation, Understood

UNITS = {"tasmin": ("degC", "degC"), "tasmax": ("K", "degC"), "tas": ("degC", "degC"), "pr": ("mm day-1", "mm/day")}


class NoChecks:
    """Value checks that find what they are told to find."""

    def __init__(self, *findings):
        self._findings = findings

    def update(self, block):
        pass

    def findings(self):
        return self._findings


def daily_axis(first_year, last_year, calendar="standard"):
    first = int(day_number(first_year, 1, 1, calendar))
    last = int(day_number(last_year + 1, 1, 1, calendar))
    days = np.arange(first, last, dtype=np.int64)
    return TimeAxis(calendar, "day", days, np.ones(days.size, dtype=np.int32))


def box_grid(ny, nx, south=50.0, west=0.0, step=0.5):
    lat, lon = south + step * (np.arange(ny) + 0.5), west + step * (np.arange(nx) + 0.5)
    return Grid(
        "rectilinear",
        lat,
        lon,
        np.stack([lat - step / 2, lat + step / 2], 1),
        np.stack([lon - step / 2, lon + step / 2], 1),
    )


def points(*places):
    lat, lon = np.array(places, dtype=np.float64).T
    return Grid("points", lat, lon, None, None, "none", tuple(f"place {i}" for i in range(len(places))))


def found(values, time, grid, model="M", scenario="historical", member=""):
    """values: {name: array (steps, cells)}, in the units of `UNITS`."""
    variables = tuple(
        Variable(name, *UNITS[name], 1.0, -273.15 if UNITS[name][0] == "K" else 0.0, str(v.dtype))
        for name, v in values.items()
    )
    first, last = int(time.first_day[0]), int(time.first_day[-1] + time.days[-1] - 1)
    simulation = Simulation(
        model=model,
        scenario=scenario,
        member=member,
        variables=variables,
        calendar=time.calendar,
        frequency=time.frequency,
        years=(int(date_of(first, time.calendar)[0]), int(date_of(last, time.calendar)[0])),
        first_date=iso(first, time.calendar),
        last_date=iso(last, time.calendar),
        cells=grid.cells,
        grid_kind=grid.kind,
        bbox=(float(grid.lon.min()), float(grid.lat.min()), float(grid.lon.max()), float(grid.lat.max())),
        resolution_km=None,
        group="",
    )
    return FoundSimulation(simulation, time, grid, (), lambda name, i, j: values[name][i:j].copy())


def random_found(ny=11, nx=19, years=(2000, 2001), dtype="float32", seed=0, gaps=0.01, **facets):
    """A grid of edge tiles, with gaps."""
    time, grid = daily_axis(*years, calendar="noleap"), box_grid(ny, nx)
    rng = np.random.default_rng(seed)
    values = {}
    for name in ("tasmax", "pr"):
        drawn = rng.normal(280, 10, (time.first_day.size, grid.cells)).astype(dtype)
        drawn[rng.random(drawn.shape) < gaps] = np.nan
        values[name] = drawn
    return found(values, time, grid, **facets), values


def understood(*simulations, kind="projection", title="", findings=()):
    return Understood(tuple(simulations), tuple(findings), title=title, kind=kind, adjustment="raw")


def catalog_in(folder):
    folder.mkdir(parents=True, exist_ok=True)
    return Catalog(folder, open_database(folder))


def publish(catalog, dataset, *simulations, kind="projection", title="", findings=(), value_findings=(), progress=None):
    return catalog.publish_understood(
        understood(*simulations, kind=kind, title=title, findings=findings),
        Facets(dataset=dataset),
        "a producer",
        progress,
        checks_of=lambda _found: NoChecks(*value_findings),
    )


def bytes_below(folder):
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else 0
