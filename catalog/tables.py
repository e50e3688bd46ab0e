"""The registry's tables, and how a version becomes a row and back."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import Any

import sqlalchemy as sa

from catalog.record import Finding, Simulation, Variable, Version

metadata = sa.MetaData()

#: One row a publication. `record` is the whole `Version` as JSON and never changes; the other columns are for finding
#: it, and the last three for withdrawing it.
versions = sa.Table(
    "dataset_version",
    metadata,
    sa.Column("dataset", sa.String(100), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("snapshot", sa.String(64), nullable=False, index=True),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("words", sa.Text, nullable=False),
    sa.Column("record", sa.JSON, nullable=False),
    sa.Column("retired", sa.Text, nullable=False, default=""),
    sa.Column("retired_at", sa.String(32), nullable=False, default=""),
    sa.Column("successor", sa.String(120), nullable=False, default=""),
)

#: One row a simulation of a version, for searching; the record above says it all.
simulations = sa.Table(
    "dataset_simulation",
    metadata,
    sa.Column("dataset", sa.String(100), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("scenario", sa.String(100), nullable=False),
    sa.Column("frequency", sa.String(20), nullable=False),
    sa.Column("variables", sa.Text, nullable=False),  # "|pr|tasmax|"
    sa.Column("first_year", sa.Integer, nullable=False),
    sa.Column("last_year", sa.Integer, nullable=False),
    sa.Column("west", sa.Float, nullable=False),
    sa.Column("south", sa.Float, nullable=False),
    sa.Column("east", sa.Float, nullable=False),
    sa.Column("north", sa.Float, nullable=False),
)

#: Which product, of which dialogue, was made from which version.
uses = sa.Table(
    "dataset_use",
    metadata,
    sa.Column("dataset", sa.String(100), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("product", sa.String(64), primary_key=True),
    sa.Column("dialogue", sa.Text, primary_key=True),
    sa.Column("first_used", sa.String(32), nullable=False),
)


def simulation_row(version: Version, position: int, simulation: Simulation) -> dict[str, Any]:
    """Return the row of `simulations` that finds a version by one of its simulations."""
    west, south, east, north = simulation.bbox
    return {
        "dataset": version.dataset,
        "number": version.number,
        "position": position,
        "scenario": simulation.scenario,
        "frequency": simulation.frequency,
        "variables": "|" + "|".join(v.name for v in simulation.variables) + "|",
        "first_year": simulation.years[0],
        "last_year": simulation.years[1],
        "west": west,
        "south": south,
        "east": east,
        "north": north,
    }


def words_of(version: Version) -> str:
    """Return what a search for words looks through, in lower case."""
    words = [version.dataset, version.title, version.producer, version.citation, version.licence, version.kind]
    for simulation in version.simulations:
        words += [simulation.model, simulation.scenario, *(v.name for v in simulation.variables)]
    return " ".join(dict.fromkeys(word.casefold() for word in words if word))


def to_record(version: Version) -> dict[str, Any]:
    """Return a version as JSON values, without what can change after publication."""
    record = asdict(version) | {"published": version.published.isoformat()}
    for mutable in ("retired", "successor"):
        del record[mutable]
    return record


def from_row(row: sa.Row[Any]) -> Version:
    """Return the version of a row of `versions`."""
    record = dict(row.record)
    return Version(
        **record
        | {
            "simulations": tuple(_simulation_of(s) for s in record["simulations"]),
            "findings": tuple(Finding(**f | {"models": tuple(f["models"])}) for f in record["findings"]),
            "published": dt.datetime.fromisoformat(record["published"]),
            "sources": tuple(record["sources"]),
            "retired": row.retired,
            "successor": row.successor,
        }
    )


def _simulation_of(record: dict[str, Any]) -> Simulation:
    return Simulation(
        **record
        | {
            "variables": tuple(Variable(**v) for v in record["variables"]),
            "years": tuple(record["years"]),
            "bbox": tuple(record["bbox"]),
        }
    )
