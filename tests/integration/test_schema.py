"""A store that an older broker made opens as it is, and nothing that it holds is changed."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import asdict

import pytest

from broker.database import open_database
from catalog.errors import CatalogError
from catalog.registry import Registry
from tests.integration.test_registry import draft

#: The tables as the first release made them.
SCHEMA_1 = """
CREATE TABLE dataset_version (dataset VARCHAR(100) NOT NULL, number INTEGER NOT NULL, snapshot VARCHAR(64) NOT NULL,
 kind VARCHAR(20) NOT NULL, words TEXT NOT NULL, record JSON NOT NULL, retired TEXT NOT NULL,
 retired_at VARCHAR(32) NOT NULL, successor VARCHAR(120) NOT NULL, PRIMARY KEY (dataset, number));
CREATE INDEX ix_dataset_version_snapshot ON dataset_version (snapshot);
CREATE TABLE dataset_simulation (dataset VARCHAR(100) NOT NULL, number INTEGER NOT NULL, position INTEGER NOT NULL,
 scenario VARCHAR(100) NOT NULL, frequency VARCHAR(20) NOT NULL, variables TEXT NOT NULL, first_year INTEGER NOT NULL,
 last_year INTEGER NOT NULL, west FLOAT NOT NULL, south FLOAT NOT NULL, east FLOAT NOT NULL, north FLOAT NOT NULL,
 PRIMARY KEY (dataset, number, position));
CREATE TABLE dataset_use (dataset VARCHAR(100) NOT NULL, number INTEGER NOT NULL, product VARCHAR(64) NOT NULL,
 dialogue TEXT NOT NULL, first_used VARCHAR(32) NOT NULL, PRIMARY KEY (dataset, number, product, dialogue));
"""
#: What the first release knew of a version.
FIELDS = (
    "dataset", "number", "snapshot", "title", "producer", "licence", "citation", "kind", "adjustment", "simulations",
    "findings", "change_note", "sources", "published_by",
)  # fmt: skip


def write_old_store(home):
    database = sqlite3.connect(home / "broker.sqlite")
    database.executescript(SCHEMA_1)
    for number, retired in ((1, "superseded"), (2, "")):
        version = draft(title=f"Suffolk {number}")
        whole = asdict(version)
        record = {name: whole[name] for name in FIELDS} | {"published": version.published.isoformat(), "number": number}
        row = ("suffolk", number, "ab" * 32, "projection", f"suffolk {number}", json.dumps(record), retired, "", "")
        database.execute(f"INSERT INTO dataset_version VALUES ({', '.join('?' * len(row))})", row)
        simulation = ("suffolk", number, 0, "ssp585", "day", "|tasmax|", 2020, 2099, 0.0, 50.0, 2.0, 53.0)
        database.execute(f"INSERT INTO dataset_simulation VALUES ({', '.join('?' * len(simulation))})", simulation)
    database.execute("INSERT INTO dataset_use VALUES ('suffolk', 1, 'p', 'd', '2026-11-21T12:00:00.000+00:00')")
    database.commit()
    rows = database.execute("SELECT record FROM dataset_version ORDER BY number").fetchall()
    database.close()
    return rows


def test_a_store_of_the_first_schema_opens_with_all_that_it_holds(tmp_path):
    before = write_old_store(tmp_path)
    registry = Registry(open_database(tmp_path))
    first, second = registry.versions("suffolk")
    assert (first.retired, first.title, second.title, second.status) == (
        "superseded",
        "Suffolk 1",
        "Suffolk 2",
        "published",
    )
    assert first.findings == draft().findings
    assert [v.label for v in registry.list()] == ["suffolk@2"]
    assert [v.label for v in registry.search(text="suffolk", frequency="day", licence="cc-by")] == ["suffolk@2"]
    assert [u.product for u in registry.uses("suffolk")] == ["p"]
    after = sqlite3.connect(tmp_path / "broker.sqlite").execute("SELECT record FROM dataset_version ORDER BY number")
    assert after.fetchall() == before


def test_an_old_store_goes_on_after_it_was_opened(tmp_path):
    write_old_store(tmp_path)
    assert Registry(open_database(tmp_path)).publish(draft()).number == 3
    assert Registry(open_database(tmp_path)).latest("suffolk").number == 3


def test_a_store_of_a_newer_broker_is_refused_in_words(tmp_path):
    engine = open_database(tmp_path)
    Registry(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE catalog_schema SET version = 99")
    with pytest.raises(CatalogError, match="newer broker"):
        Registry(engine)
