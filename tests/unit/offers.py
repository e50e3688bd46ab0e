"""Small catalogs to match against: versions whose fit can be told by eye."""

from __future__ import annotations

import datetime as dt

from catalog.record import Simulation, Variable, Version
from translators.need import Need
from translators.specification import Specification

WOOLPIT = {"point": {"lat": 52.22, "lon": 0.88}}


def simulation(model="A", scenario="ssp245", years=(2020, 2099), **changes) -> Simulation:
    values = {
        "model": model, "scenario": scenario, "member": "", "variables": variables("tasmax", "tasmin", "pr"),
        "calendar": "standard", "frequency": "day", "years": years, "first_date": f"{years[0]}-01-01",
        "last_date": f"{years[1]}-12-{30 if changes.get('calendar') == '360_day' else 31}", "cells": 1,
        "grid_kind": "points", "bbox": (0.88, 52.22, 0.88, 52.22), "resolution_km": None,
        "group": f"{model}/{scenario}",
    }  # fmt: skip
    return Simulation(**{**values, **changes})


def variables(*names: str) -> tuple[Variable, ...]:
    return tuple(Variable(name, "degC", "degC", 1.0, 0.0) for name in names)


def runs(*models: str, **changes) -> tuple[Simulation, ...]:
    """Return the past and two futures of each model."""
    return tuple(
        simulation(model, scenario, years, **changes)
        for model in models
        for scenario, years in (("historical", (1995, 2014)), ("ssp245", (2020, 2099)), ("ssp585", (2020, 2099)))
    )


def version(dataset="models", simulations=None, kind="projection", adjustment="raw", **changes) -> Version:
    values = {
        "dataset": dataset, "number": 1, "snapshot": "S", "title": dataset.title(), "producer": "", "licence": "",
        "citation": "", "kind": kind, "adjustment": adjustment,
        "simulations": runs("A", "B", "C") if simulations is None else simulations, "findings": (),
        "published": dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
    }  # fmt: skip
    return Version(**{**values, **changes})


def station(lat=52.22, lon=0.88, years=(1991, 2021), **changes) -> Version:
    observed = simulation("station", "observed", years, bbox=(lon, lat, lon, lat))
    return version("station", (observed,), kind="observation", adjustment="unknown", **changes)


def grid(bbox=(-75.0, 42.0, -72.0, 45.0), resolution_km=100.0, **changes) -> Version:
    cells = runs("A", "B", "C", grid_kind="rectilinear", bbox=bbox, cells=9, resolution_km=resolution_km)
    return version("grid", cells, **changes)


def asked(region=WOOLPIT, index="tx_days_above", season="year", horizons=((2041, 2060),), **rest) -> Specification:
    metric = {"index": index}
    if parameters := rest.pop("parameters", None):
        metric["parameters"] = parameters
    time = {"season": season, "baseline": list(rest.pop("baseline", (1995, 2014)))}
    if horizons is not None:
        time["horizons"] = [list(h) for h in horizons]
    need = {"statement": "Too hot for my cows?", "region": region, "time": time, "metric": metric, **rest}
    return Specification.of(Need.of(need))
