"""Which revision of the schema a database has."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from broker.database.postgresql import DEFAULT_SCHEMA

if TYPE_CHECKING:
    from sqlalchemy import Engine


def prepare(engine: Engine, folder: Path) -> None:
    """Make the schema of a store where it has one of its own."""
    schema = engine.get_execution_options().get("store_schema", DEFAULT_SCHEMA)
    if engine.dialect.name == "postgresql" and schema != DEFAULT_SCHEMA:
        with engine.begin() as connection:
            connection.exec_driver_sql(f"CREATE SCHEMA IF NOT EXISTS {schema}")
