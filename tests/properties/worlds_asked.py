"""Made-up worlds for the metamorphic relations, and one way to ask them."""

from __future__ import annotations

import dataclasses
import tempfile
from pathlib import Path

import numpy as np

from broker.engine.cache import ReductionCache
from broker.engine.run import run
from tests.oracle import loops, worlds
from translators.periods import Season

GRID = worlds.regular_grid([-1.0, 1.0, 3.0], [8.0, 10.0, 12.0, 14.0], 2.0)
YEAR = Season.of("year")
KEY = worlds.KEY


def box(west, south, east, north):
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


#: The whole grid.
ALL = box(7.0, -2.0, 15.0, 4.0)


def rain(calendar, seed, dtype="float64", grid=GRID, fingerprint="a", scale=1.0, years=2):
    """Rain on about half of the days, and the days of these years."""
    days = worlds.days_of(calendar, (2000, 1, 1), (1999 + years, 12, 30))
    rng = np.random.default_rng(seed)
    values = np.where(rng.random((grid.cells, len(days))) < 0.5, 0.0, rng.gamma(0.8, 6.0, (grid.cells, len(days))))
    return worlds.source_of(
        days, calendar, {"pr": (scale * values).astype(dtype)}, {"pr": "mm/day"}, grid, f"{fingerprint}{seed}{scale}"
    )


def warmth(calendar, seed, variable="tas", shift=0.0, fingerprint="w"):
    """Temperatures with a yearly cycle, rounded so that shifts stay exact."""
    days = worlds.days_of(calendar, (2000, 1, 1), (2001, 12, 30))
    rng = np.random.default_rng(seed)
    cycle = -8 * np.cos(2 * np.pi * np.arange(len(days)) / 365)
    values = np.round((12 + cycle + rng.normal(0, 4, (GRID.cells, len(days)))) * 64) / 64 + shift
    return worlds.source_of(days, calendar, {variable: values}, {variable: "degC"}, GRID, f"{fingerprint}{seed}{shift}")


def changed(source, **arrays):
    """The same archive with other numbers."""
    return dataclasses.replace(source, arrays=arrays, fingerprint=source.fingerprint + "changed")


def answer(source, index, geometry=ALL, *, season=YEAR, parameters=None, years=(2000, 2000), simulations=None, **more):
    """The result of a recipe; `source` may be a function of the simulation."""
    written = dict(loops.LOOPS[index].written) | (parameters or {})
    extra = {} if simulations is None else {"simulations": tuple(simulations)}
    recipe = worlds.recipe_for(index, written, season, geometry, years, **extra)
    recipe = dataclasses.replace(recipe, **more)
    open_source = source if callable(source) else lambda *_: source
    with tempfile.TemporaryDirectory() as folder:
        return run(recipe, open_source, ReductionCache(Path(folder)))


def values(source, index, geometry=ALL, **kwargs):
    """The mean over the region, by season."""
    return answer(source, index, geometry, **kwargs).series[0].values


def cells(source, index, **kwargs):
    """Every cell, (seasons, cells)."""
    return answer(source, index, **kwargs).series[0].cells.values
