"""Which schema a store's catalog tables have, and how an older store becomes one of this program."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from catalog.errors import CatalogError
from catalog.tables import SCHEMA, entries, entry_row, from_record, metadata, schema, versions

#: How many entries are written at once.
_BATCH = 500


def ensure_schema(engine: Engine) -> None:
    """Bring the catalog's tables to this program's schema, in one transaction; nothing that is there is changed.

    Raises
    ------
    CatalogError
        If a newer program wrote the store.
    """
    with engine.connect().execution_options(only_reads=True) as connection:
        found = _schema_of(connection)
    if found == SCHEMA:
        return
    with engine.begin() as connection:
        found = _schema_of(connection)  # another process may have done it meanwhile
        if found > SCHEMA:
            raise CatalogError(
                f"The store was to be opened, but a newer broker wrote its catalog (schema {found}, this one knows "
                f"{SCHEMA}), so it might be misread. Use that broker, or bring this one up to date."
            )
        if found == SCHEMA:
            return
        metadata.create_all(connection)
        if found == 1:
            _enter_all(connection)
        connection.execute(sa.delete(schema))
        connection.execute(sa.insert(schema).values(version=SCHEMA))


def _schema_of(connection: Connection) -> int:
    """Return the schema of the tables that are there; 0 when there are none."""
    inspector = sa.inspect(connection)
    if inspector.has_table(schema.name):
        return int(connection.scalar(sa.select(sa.func.max(schema.c.version))) or 0)
    return 1 if inspector.has_table(versions.name) else 0


def _enter_all(connection: Connection) -> None:
    """Write the short row of every version that schema 1 held."""
    columns = (versions.c.record, versions.c.retired, versions.c.successor, versions.c.number, versions.c.dataset)
    numbers = connection.execute(sa.select(versions.c.dataset, versions.c.number)).all()
    rows = []
    for dataset, number in numbers:
        asked = sa.select(*columns).where(versions.c.dataset == dataset, versions.c.number == number)
        held = connection.execute(asked).one()
        rows.append(entry_row(from_record(held.record, "published", held.retired, held.successor, ())))
        if len(rows) == _BATCH:
            connection.execute(sa.insert(entries), rows)
            rows = []
    if rows:
        connection.execute(sa.insert(entries), rows)
