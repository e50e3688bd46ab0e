"""Which revision of the tables a database has: made where there are none, brought up to date, or refused when newer."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

from broker.database.postgresql import DEFAULT_SCHEMA
from broker.errors import StoreUnusable
from broker.migrations import HEAD, REVISIONS

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine, MetaData

#: Where Alembic keeps the revision, and what asks for it.
_ASKED = "SELECT version_num FROM alembic_version"
_TABLE = "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY "
_TABLE += "(version_num))"
#: A table of every older release, by which one without a revision is known.
_FIRST_TABLES = {"event", "dataset_version"}


def prepare(engine: Engine, home: Path) -> None:
    """Bring a database to this program's tables. One question where it has them already, and Alembic is not loaded.

    Raises
    ------
    StoreUnusable
        If a newer broker wrote the store.
    LogDamaged
        If the log of an older one does not prove itself; the store stays as it is.
    """
    if revision_of(engine) == HEAD:
        return
    with engine.begin() as connection:
        _bring_up(connection, home)


def revision_of(engine: Engine) -> str:
    """Return the revision of a database; empty where it has none."""
    from sqlalchemy.exc import DBAPIError

    with engine.connect().execution_options(only_reads=True) as connection:
        try:
            return connection.exec_driver_sql(_ASKED).scalar() or ""
        except DBAPIError:  # no such table; a database that cannot be read says so at the next question
            return ""


def all_tables() -> tuple[MetaData, ...]:
    """Return the definitions of all tables of a store."""
    from broker.areas.kept import metadata as places
    from broker.drafts import metadata as drafts
    from broker.log.tables import metadata as log
    from broker.people.tables import metadata as people
    from catalog.tables import metadata as catalog

    return (log, people, catalog, places, drafts)


def copy_before(home: Path) -> Path:
    """Return where the copy of a SQLite store is kept that was made before it was brought up to date."""
    return home / f"broker.before-{HEAD}.sqlite"


def _bring_up(connection: Connection, home: Path) -> None:
    from sqlalchemy import inspect

    schema = connection.get_execution_options().get("store_schema", DEFAULT_SCHEMA)
    # Whoever may use a schema that is there need not have the right to make one.
    if schema != DEFAULT_SCHEMA and not connection.exec_driver_sql(f"SELECT to_regnamespace('{schema}')").scalar():
        connection.exec_driver_sql(f"CREATE SCHEMA {schema}")
    tables = set(inspect(connection).get_table_names())
    found = connection.exec_driver_sql(_ASKED).scalar() if "alembic_version" in tables else ""
    if found == HEAD:
        return  # another process did it meanwhile
    if found and found not in REVISIONS:
        raise StoreUnusable(
            f"The store was to be opened, but a newer broker wrote it (revision {found} of its tables, this one knows "
            f"{HEAD}), so it might be misread. Use that broker, or bring this one up to date.",
            code="store-newer",
        )
    if not found and not tables & _FIRST_TABLES:
        make_tables(connection, home)
        _note_catalog(connection)
        return
    _copy(connection, copy_before(home))
    if not found and "dataset_version" in tables:
        from broker.database.one_transaction import OneTransaction
        from catalog.schema import ensure_schema

        ensure_schema(OneTransaction(connection))
    upgrade(connection, home)


def make_tables(connection: Connection, home: Path, revision: str = HEAD) -> None:
    """Make the tables of a revision where none of them are there."""
    from sqlalchemy import inspect

    if revision == HEAD:  # at once, which is quicker than one revision after the other and comes to the same
        for metadata in all_tables():
            metadata.create_all(connection)
    if inspect(connection).has_table("alembic_version"):
        connection.exec_driver_sql("DELETE FROM alembic_version")
    else:
        connection.exec_driver_sql(_TABLE)
    if revision == HEAD:
        connection.exec_driver_sql(f"INSERT INTO alembic_version (version_num) VALUES ('{HEAD}')")
    else:
        upgrade(connection, home, revision)


def _note_catalog(connection: Connection) -> None:
    from catalog.tables import SCHEMA, schema

    connection.execute(schema.insert().values(version=SCHEMA))


def upgrade(connection: Connection, home: Path, to: str = HEAD) -> None:
    """Carry out the revisions that a database lacks, and carry an old log over, in the transaction that is open."""
    from alembic import command
    from alembic.config import Config

    from broker import migrations
    from broker.migrations.carrying import carry_over

    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, to)
    if to == HEAD:
        carry_over(connection, home)


def _copy(connection: Connection, to: Path) -> None:
    """Keep a copy of a SQLite database as it was last committed; the open transaction keeps others from writing it."""
    if connection.dialect.name != "sqlite":
        return
    staged = to.with_suffix(".part")
    staged.unlink(missing_ok=True)
    os.close(os.open(staged, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    held, copy = sqlite3.connect(str(connection.engine.url.database)), sqlite3.connect(staged)
    held.backup(copy)
    copy.close()
    held.close()
    with staged.open("rb") as file:
        os.fsync(file.fileno())
    staged.replace(to)
