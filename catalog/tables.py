"""The registry's tables, and how a version becomes a row and back."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict
from typing import Any

import sqlalchemy as sa

from catalog.record import Acceptance, Finding, Simulation, Variable, Version

metadata = sa.MetaData()

#: What this program writes. 1: versions, simulations, uses. 2: entries, acceptances, comparisons. 3: title, producer
#: and years in entries of their own columns, the calendar of simulations.
SCHEMA = 3

#: An id, in the order of its letters' codes whatever language the database was made for.
_ID = sa.String(100).with_variant(sa.String(100, collation="C"), "postgresql")

#: One row: which schema the tables have. A store without it has schema 1.
schema = sa.Table("catalog_schema", metadata, sa.Column("version", sa.Integer, nullable=False))

#: One row a publication. `record` is the whole `Version` as JSON and never changes; the other columns are for finding
#: it, and the last three for withdrawing it.
versions = sa.Table(
    "dataset_version",
    metadata,
    sa.Column("dataset", _ID, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("snapshot", sa.String(64), nullable=False, index=True),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("words", sa.Text, nullable=False),
    sa.Column("record", sa.JSON, nullable=False),
    sa.Column("retired", sa.Text, nullable=False, default=""),
    sa.Column("retired_at", sa.String(32), nullable=False, default=""),
    sa.Column("successor", sa.String(120), nullable=False, default=""),
)

#: One short row a publication, for lists and searches: reading them all takes no record apart. `status`, `retired`,
#: `successor`, `embargo` and `consent` say how it stands now; `shown` is what else a list says of it, as JSON.
entries = sa.Table(
    "dataset_entry",
    metadata,
    sa.Column("dataset", _ID, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("status", sa.String(20), nullable=False),
    sa.Column("retired", sa.Text, nullable=False),
    sa.Column("successor", sa.String(120), nullable=False),
    sa.Column("shown", sa.Text, nullable=False),
    sa.Column("embargo", sa.String(10), nullable=False),
    sa.Column("published_by", sa.Text, nullable=False),
    sa.Column("holder", sa.Text, nullable=False),
    sa.Column("consent", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("producer", sa.Text, nullable=False),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("producer_folded", sa.Text, nullable=False),  # in lower case, as Unicode has it
    sa.Column("licence_bare", sa.Text, nullable=False),  # "ccby4.0"
    sa.Column("first_year", sa.Integer),
    sa.Column("last_year", sa.Integer),
    sa.Column("west", sa.Float),
    sa.Column("south", sa.Float),
    sa.Column("east", sa.Float),
    sa.Column("north", sa.Float),
    sa.Column("words", sa.Text, nullable=False),
)

#: What of an entry may change after publication.
STANDING = ("status", "retired", "successor", "embargo", "consent")

#: What `entries.shown` holds: attributes of `Version` by their own names.
SHOWN = (
    "snapshot", "licence", "adjustment", "published_by", "holder", "variables", "frequencies", "scenarios", "models",
    "warnings", "published", "synthetic",
)  # fmt: skip

#: One row a simulation of a version, for searching; the record above says it all.
simulations = sa.Table(
    "dataset_simulation",
    metadata,
    sa.Column("dataset", _ID, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("scenario", sa.String(100), nullable=False),
    sa.Column("frequency", sa.String(20), nullable=False),
    sa.Column("calendar", sa.String(40), nullable=False),
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
    sa.Column("dataset", _ID, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("product", sa.String(64), primary_key=True),
    sa.Column("dialogue", sa.Text, primary_key=True),
    sa.Column("first_used", sa.String(32), nullable=False),
)

#: Which standard that a version does not meet was accepted by whom, and why.
acceptances = sa.Table(
    "dataset_acceptance",
    metadata,
    sa.Column("dataset", _ID, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("code", sa.String(80), primary_key=True),
    sa.Column("because", sa.Text, nullable=False),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("at", sa.String(32), nullable=False),
)

#: A projection's past against one set of observations, derived from both and made again when it is lost.
comparisons = sa.Table(
    "dataset_comparison",
    metadata,
    sa.Column("dataset", _ID, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("observed", _ID, primary_key=True),
    sa.Column("observed_number", sa.Integer, primary_key=True),
    sa.Column("record", sa.JSON, nullable=False),
)


def entry_row(version: Version) -> dict[str, Any]:
    """Return the short row of a version."""
    shown = {name: getattr(version, name) for name in SHOWN} | {"published": version.published.isoformat()}
    columns = ("dataset", "number", "status", "retired", "successor", "embargo", "published_by", "holder", "consent")
    columns += ("title", "producer", "kind")
    folded = {"producer_folded": version.producer.casefold(), "licence_bare": bare(version.licence)}
    box = dict(zip(("west", "south", "east", "north"), version.bbox or (None,) * 4, strict=True))
    years = dict(zip(("first_year", "last_year"), version.years or (None,) * 2, strict=True))
    return (
        {name: getattr(version, name) for name in columns}
        | folded
        | years
        | box
        | {"shown": json.dumps(shown, ensure_ascii=False), "words": words_of(version)}
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
        "calendar": simulation.calendar,
        "variables": _piped(v.name for v in simulation.variables),
        "first_year": simulation.years[0],
        "last_year": simulation.years[1],
        "west": west,
        "south": south,
        "east": east,
        "north": north,
    }


def bare(licence: str) -> str:
    """Return a licence as searches compare it: without capitals, spaces and hyphens."""
    return licence.casefold().replace("-", "").replace(" ", "")


def words_of(version: Version) -> str:
    """Return what a search for words looks through, in lower case."""
    words = [version.dataset, version.title, version.producer, version.citation, version.licence, version.kind]
    words += [version.doi, version.holder]
    for simulation in version.simulations:
        words += [simulation.model, simulation.scenario, *(v.name for v in simulation.variables)]
    return " ".join(dict.fromkeys(word.casefold() for word in words if word))


def to_record(version: Version) -> dict[str, Any]:
    """Return a version as JSON values as it was published, without what is known later only."""
    record = asdict(version) | {"published": version.published.isoformat()}
    for mutable in ("retired", "successor", "status", "accepted"):
        del record[mutable]
    return record


def from_record(record: dict[str, Any], standing: dict[str, str], accepted: tuple[Acceptance, ...] = ()) -> Version:
    """Return the version of a record, as it stands now. Records of older programs lack what they did not know.

    Parameters
    ----------
    standing : dict of str to str
        `STANDING` columns of its entry: they stand for what the record says of the same.
    """
    tuples = {name: tuple(record[name]) for name in ("good_for", "not_good_for") if name in record}
    return Version(
        **record
        | tuples
        | {
            "simulations": tuple(_simulation_of(s) for s in record["simulations"]),
            "findings": tuple(Finding(**f | {"models": tuple(f["models"])}) for f in record["findings"]),
            "published": dt.datetime.fromisoformat(record["published"]),
            "sources": tuple(record["sources"]),
            "accepted": accepted,
        }
        | standing
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


def _piped(words: Any) -> str:
    return "|" + "".join(f"{word}|" for word in words)
