"""One database for the exchange log, the people and the catalog's registry: SQLite in the store's folder by default,
PostgreSQL where ``BROKER_DATABASE`` names one. Both have the same tables, and both are written by one at a time, so
that what a transaction has read stays true until it commits.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from broker.database.one_transaction import OneTransaction
from broker.database.sqlite import (
    BUSY_TIMEOUT_MS,
    DATABASE_NAME,
    copy_database,
    journal_mode,
    write_ahead_is_safe,
)
from broker.errors import StoreUnusable

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

__all__ = [
    "BUSY_TIMEOUT_MS", "DATABASE_NAME", "DATABASE_VARIABLE", "DEFAULT_HOME", "HOME_VARIABLE", "database_url", "home_of",
    "journal_mode", "one_state", "open_database", "reading", "write", "write_ahead_is_safe",
]  # fmt: skip

#: Environment variable that names the store, and where it is without it.
HOME_VARIABLE = "BROKER_HOME"
DEFAULT_HOME = Path("~/.local/share/climate-broker")
#: Environment variable that names a PostgreSQL database: ``postgresql+psycopg://user@host/database?schema=name``.
DATABASE_VARIABLE = "BROKER_DATABASE"
#: How often a transaction that the database gave up is tried, and how long after the first failure.
ATTEMPTS = 5
FIRST_PAUSE_S = 0.1

T = TypeVar("T")


def home_of(home: Path | str | None = None) -> Path:
    """Return the folder of the store: the argument, else `BROKER_HOME`, else a folder of the user's own data."""
    chosen = home or os.environ.get(HOME_VARIABLE) or DEFAULT_HOME
    return Path(chosen).expanduser().absolute()


def database_url(home: Path | str) -> str:
    """Return where the database of a store is: what `BROKER_DATABASE` names, else a file in the store's folder."""
    return os.environ.get(DATABASE_VARIABLE, "").strip() or f"sqlite:///{Path(home) / DATABASE_NAME}"


def open_database(home: Path | str, *, prepared: bool = True) -> Engine:
    """Return the engine of the store's database, which is created or brought up to date when it has to be.

    Transactions of ``engine.begin()`` take the write lock at once, so that what they read stays true until they
    commit; `reading` opens one that only reads and does not wait for writers.

    Parameters
    ----------
    home : Path or str
        Folder of the store.
    prepared : bool
        False for those who look at the database as it is, and make or change no table.

    Raises
    ------
    StoreUnusable
        If the database cannot be reached, lies on a network disk, or was written by a newer broker.
    """
    folder = Path(home)
    folder.mkdir(parents=True, exist_ok=True)
    engine = engine_of(database_url(folder))
    if prepared:
        from broker.database.schema import prepare

        prepare(engine, folder)
    return engine


def engine_of(url: str) -> Engine:
    """Return the engine of a database by its address. Raises `StoreUnusable`."""
    if url.startswith("sqlite"):
        from broker.database.sqlite import sqlite_engine

        return sqlite_engine(url)
    from broker.database.postgresql import postgresql_engine

    return postgresql_engine(url)


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Open a transaction that only reads, and sees one state of the database throughout."""
    with engine.connect().execution_options(only_reads=True) as connection:
        yield connection


@contextmanager
def one_state(engine: Engine) -> Iterator[Engine]:
    """Yield an engine on one state of the database, to be read at length while others go on writing.

    With SQLite's rollback journal a commit waits for everybody who reads, so there it is a copy, which is deleted.
    """
    if engine.dialect.name != "sqlite" or journal_mode() == "wal" or isinstance(engine, OneTransaction):
        yield engine
        return
    from catalog.work_folders import WorkFolder

    with WorkFolder() as folder:
        file = folder.path / DATABASE_NAME
        copy_database(Path(str(engine.url.database)), file)
        still = engine_of(f"sqlite:///{file}")
        yield still
        still.dispose()


def write(engine: Engine, work: Callable[[Connection], T]) -> T:
    """Carry out work in one transaction, and again where the database lost it for reasons of its own.

    A connection that breaks while a transaction commits does not tell whether it did, so work must be safe to carry
    out twice: it looks first whether its submission was carried out already.

    Parameters
    ----------
    work : callable
        Takes the connection; what it returns is returned once it is committed.

    Raises
    ------
    StoreUnusable
        If the database stays busy or out of reach.
    """
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with engine.begin() as connection:
                return work(connection)
        except StoreUnusable as lost:
            if not lost.passes or attempt == ATTEMPTS:
                raise
            time.sleep(FIRST_PAUSE_S * 2 ** (attempt - 1))
    raise AssertionError("a transaction neither ended nor failed")
