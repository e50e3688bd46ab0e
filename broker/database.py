"""One database for the exchange log and the catalog's registry, opened so that a crash leaves it whole."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

#: Environment variable that names the store, and where it is without it.
HOME_VARIABLE = "BROKER_HOME"
DEFAULT_HOME = Path("~/.local/share/climate-broker")
DATABASE_NAME = "broker.sqlite"
#: How long a writer waits for another one before it gives up.
BUSY_TIMEOUT_MS = 30_000

# A race when the write-ahead log is reset can corrupt a database that several connections write; it is repaired from
# 3.51.3 on, and in these two lines of maintenance releases.
_REPAIRED_LINES = ((3, 44, 6), (3, 50, 7))
_REPAIRED_FROM = (3, 51, 3)


def home_of(home: Path | str | None = None) -> Path:
    """Return the folder of the store: the argument, else `BROKER_HOME`, else a folder of the user's own data."""
    chosen = home or os.environ.get(HOME_VARIABLE) or DEFAULT_HOME
    return Path(chosen).expanduser().absolute()


def write_ahead_is_safe(version: tuple[int, int, int]) -> bool:
    """Say whether this version of SQLite may be used in write-ahead mode by several processes."""
    if version >= _REPAIRED_FROM:
        return True
    return any(version[:2] == line[:2] and version >= line for line in _REPAIRED_LINES)


def journal_mode(version: tuple[int, int, int] | None = None) -> str:
    """Return the journal mode for a version of SQLite: ``wal`` where it is safe, else ``delete``."""
    return "wal" if write_ahead_is_safe(version or sqlite3.sqlite_version_info[:3]) else "delete"


def open_database(home: Path | str) -> Engine:
    """Return the engine of the store's database, which is created when it is not there.

    Transactions of ``engine.begin()`` take the write lock at once (``BEGIN IMMEDIATE``), so that what they read stays
    true until they commit; `reading` opens one that only reads and does not wait for writers of other dialogues.

    Parameters
    ----------
    home : Path or str
        Folder of the store.
    """
    from sqlalchemy import create_engine, event

    folder = Path(home)
    folder.mkdir(parents=True, exist_ok=True)
    engine = create_engine(f"sqlite:///{folder / DATABASE_NAME}", connect_args={"timeout": BUSY_TIMEOUT_MS / 1000})

    @event.listens_for(engine, "connect")
    def _settle(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # the driver begins no transaction of its own: `_begin` does
        mode = journal_mode()
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
        cursor.execute(f"PRAGMA journal_mode = {mode}")
        cursor.execute(f"PRAGMA synchronous = {'FULL' if mode == 'wal' else 'EXTRA'}")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute("PRAGMA mmap_size = 0")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        only_reads = connection.get_execution_options().get("only_reads", False)
        connection.exec_driver_sql("BEGIN" if only_reads else "BEGIN IMMEDIATE")

    return engine


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Open a transaction that only reads, and sees one state of the database throughout."""
    with engine.connect().execution_options(only_reads=True) as connection:
        yield connection
