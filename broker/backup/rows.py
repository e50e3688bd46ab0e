"""Tables as lines of JSON, one row a line, in a form that is the same whichever database they come from."""

from __future__ import annotations

import base64
import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, LargeBinary, MetaData, Table, func, insert, select

from broker.backup.contents import TableFile
from broker.errors import BackupRefused

_BATCH = 500
#: Not copied: which revision the tables have is written by whoever makes them, and what people have half written
#: changes by the minute and is nobody else's, so no copy of it is left lying about.
_NOT_COPIED = ("alembic_version", "draft")


def tables_of(connection: Connection) -> list[Table]:
    """Return the tables of a store that a backup holds, as the database tells them, by name."""
    found = MetaData()
    found.reflect(connection)
    return [table for name, table in sorted(found.tables.items()) if name not in _NOT_COPIED]


def write_rows(connection: Connection, table: Table, to: Path) -> TableFile:
    """Write the rows of a table to a file, in the order of its key."""
    digest, rows = hashlib.sha256(), 0
    sealed = _binary(table)
    keys = list(table.primary_key.columns) or list(table.columns)
    with to.open("wb") as file:
        for row in connection.execution_options(yield_per=_BATCH).execute(select(table).order_by(*keys)):
            values = dict(row._mapping)
            for name in sealed:
                values[name] = values[name] if values[name] is None else base64.b64encode(values[name]).decode()
            line = json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
            digest.update(line)
            file.write(line)
            rows += 1
        file.flush()
        os.fsync(file.fileno())
    return TableFile(rows, digest.hexdigest())


def read_rows(connection: Connection, table: Table, file: Path, said: TableFile) -> None:
    """Insert the rows of a file into a table. Raises `BackupRefused` where they are not those that the backup lists."""
    batch: list[dict[str, Any]] = []
    digest = hashlib.sha256()
    for line in _lines(file, digest):
        batch.append(_row(line, table))
        if len(batch) == _BATCH:
            connection.execute(insert(table), batch)
            batch = []
    if batch:
        connection.execute(insert(table), batch)
    there = connection.scalar(select(func.count()).select_from(table))
    if there != said.rows or digest.hexdigest() != said.sha256:
        raise BackupRefused(
            f"The table {table.name} was to be restored, but {there} rows are there where the backup lists "
            f"{said.rows}, or they are other ones. Nothing was restored; use another backup."
        )


def _lines(file: Path, digest: Any) -> Iterator[bytes]:
    with file.open("rb") as lines:
        for line in lines:
            digest.update(line)
            yield line


def _row(line: bytes, table: Table) -> dict[str, Any]:
    values = json.loads(line)
    for name in _binary(table):
        if values[name] is not None:
            values[name] = base64.b64decode(values[name], validate=True)
    return values


def _binary(table: Table) -> list[str]:
    return [column.name for column in table.columns if isinstance(column.type, LargeBinary)]
