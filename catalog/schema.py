"""Which schema a store's catalog tables have, and how an older store becomes one of this program."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from catalog.errors import CatalogError
from catalog.tables import (
    SCHEMA,
    comparisons,
    entries,
    entry_row,
    from_record,
    metadata,
    schema,
    simulation_row,
    simulations,
    versions,
)

#: How many versions are entered at once.
_BATCH = 200


def ensure_schema(engine: Engine) -> None:
    """Bring the catalog's tables to this program's schema, in one transaction; no record that is there is changed.

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
        standing = _standing_of(connection, found)
        for derived in (entries, simulations, comparisons) if found else ():
            derived.drop(connection, checkfirst=True)
        metadata.create_all(connection)
        _enter_all(connection, standing)
        connection.execute(sa.delete(schema))
        connection.execute(sa.insert(schema).values(version=SCHEMA))


def _schema_of(connection: Connection) -> int:
    """Return the schema of the tables that are there; 0 when there are none."""
    inspector = sa.inspect(connection)
    if inspector.has_table(schema.name):
        return int(connection.scalar(sa.select(sa.func.max(schema.c.version))) or 0)
    return 1 if inspector.has_table(versions.name) else 0


def _standing_of(connection: Connection, found: int) -> dict[tuple[str, int], dict[str, str]]:
    """Return how each version stands: what an older store says of it outside of its record."""
    if not found:
        return {}
    held = versions.c if found == 1 else entries.c
    columns = ("retired", "successor") if found == 1 else ("status", "retired", "successor", "embargo", "consent")
    asked = sa.select(held.dataset, held.number, *(held[name] for name in columns))
    return {
        (row.dataset, row.number): {name: getattr(row, name) for name in columns} for row in connection.execute(asked)
    }


def _enter_all(connection: Connection, standing: dict[tuple[str, int], dict[str, str]]) -> None:
    """Write the rows that lists and searches read, of every version that there is."""
    keys = sorted(standing)
    for start in range(0, len(keys), _BATCH):
        batch = keys[start : start + _BATCH]
        asked = sa.select(versions.c.record).where(sa.tuple_(versions.c.dataset, versions.c.number).in_(batch))
        held = [from_record(record, {}) for record in connection.scalars(asked)]
        rows = [entry_row(version) | standing[version.dataset, version.number] for version in held]
        connection.execute(sa.insert(entries), rows)
        runs = [simulation_row(v, position, s) for v in held for position, s in enumerate(v.simulations)]
        if runs:
            connection.execute(sa.insert(simulations), runs)
