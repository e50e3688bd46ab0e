"""PostgreSQL, for many: a schema of one database holds a store.

Writers are serialised by a lock of the transaction that stands for the whole store, as ``BEGIN IMMEDIATE`` does in
SQLite. With it READ COMMITTED is enough: whoever holds the lock sees all that was committed before, and nobody changes
it meanwhile, so no transaction has to be thrown away for having read what another one changed. SERIALIZABLE would bring
failures to be retried and no more truth. Readers take no lock and see one snapshot.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Any

from broker.database.sqlite import BUSY_TIMEOUT_MS
from broker.errors import StoreUnusable

if TYPE_CHECKING:
    from sqlalchemy import URL, Connection, Engine, ExceptionContext

#: The schema of a database without ``?schema=``.
DEFAULT_SCHEMA = "public"
#: How long a connection may take to open, and a writer may hold the lock while it does nothing.
CONNECT_TIMEOUT_S = 10
IDLE_WRITER_TIMEOUT_MS = 60_000
_SCHEMA_NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}")
#: States that pass: serialisation, deadlock, lock not available, going down, starting, too many clients.
_PASSING = ("40001", "40P01", "55P03", "57P01", "57P02", "57P03", "53300")
_UNKEPT = ("22001", "22021", "22P05")  # too long; characters that PostgreSQL cannot keep


def address_of(url: str) -> tuple[URL, str]:
    """Return an address without its ``schema``, and the schema. Raises `StoreUnusable`."""
    from sqlalchemy import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        found = make_url(url)
    except ArgumentError:
        found = None
    if found is None or found.get_backend_name() != "postgresql":
        raise StoreUnusable(
            "BROKER_DATABASE was read, but it names no PostgreSQL database. Write it like "
            "postgresql+psycopg://user@host/database, with ?schema=name for a schema of its own, or leave it out for "
            "SQLite in the store's folder.",
            code="database-unknown",
        )
    schema = found.query.get("schema", DEFAULT_SCHEMA)
    if not isinstance(schema, str) or not _SCHEMA_NAME.fullmatch(schema):
        raise StoreUnusable(
            f"BROKER_DATABASE names the schema {schema!r}, but a schema's name is of small letters, digits and "
            f"underscores, 63 at most, so that no program has to quote it. Choose another, such as ?schema=climate.",
            code="database-unknown",
        )
    return found.difference_update_query(["schema"]).set(drivername="postgresql+psycopg"), schema


def postgresql_engine(url: str) -> Engine:
    """Return the engine of a PostgreSQL database. Raises `StoreUnusable`."""
    import psycopg
    from sqlalchemy import create_engine, event

    address, schema = address_of(url)
    settings = {
        "search_path": schema,
        "lock_timeout": BUSY_TIMEOUT_MS,
        "timezone": "UTC",
        "synchronous_commit": "on",  # what is acknowledged is on disk, whatever the server's default
    }
    engine = create_engine(
        address,
        pool_size=5,
        max_overflow=20,
        pool_pre_ping=True,  # a server that was restarted meanwhile is not an error
        connect_args={
            "options": " ".join(f"-c {name}={value}" for name, value in settings.items()),
            "connect_timeout": CONNECT_TIMEOUT_S,
            "application_name": "climate-broker",
        },
    ).execution_options(store_schema=schema)
    lock = lock_of(schema)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # The driver begins its transaction with the first statement, as these say.
        driver: Any = connection.connection.dbapi_connection
        only_reads = connection.get_execution_options().get("only_reads", False)
        driver.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ if only_reads else None
        driver.read_only = True if only_reads else None
        if not only_reads:
            connection.exec_driver_sql(
                f"SELECT pg_advisory_xact_lock({lock}), "
                f"set_config('idle_in_transaction_session_timeout', '{IDLE_WRITER_TIMEOUT_MS}', true)"
            )

    @event.listens_for(engine, "handle_error")
    def _in_words(failure: ExceptionContext) -> None:
        error = failure.original_exception
        if isinstance(error, psycopg.Error) and not failure.is_pre_ping:
            _refuse(error, failure.is_disconnect or failure.connection is None, shown(address, schema))

    return engine


def lock_of(schema: str) -> int:
    """Return the number of the lock that writers of a schema take."""
    return int.from_bytes(hashlib.sha256(f"climate-broker {schema}".encode()).digest()[:8], signed=True)


def _refuse(error: Any, is_lost: bool, where: str) -> None:
    state = error.sqlstate or ""
    if state == "55P03":
        raise StoreUnusable(
            f"The store in {where} was to be written, but others have been writing it for "
            f"{BUSY_TIMEOUT_MS // 1000} seconds without a gap, so nothing was changed. Try again.",
            code="store-busy",
            passes=True,
        ) from error
    if is_lost or state in _PASSING or state.startswith("08"):
        first = (str(error).strip() or type(error).__name__).splitlines()[0]
        raise StoreUnusable(
            f"The store in {where} was asked, but its database did not answer or gave the work up ({first}), so "
            f"nothing can be said or changed. See that the server runs and that BROKER_DATABASE names it rightly, "
            f"then try again.",
            code="store-unreachable",
            passes=True,
        ) from error
    if state in _UNKEPT:
        first = str(error).splitlines()[0]
        raise StoreUnusable(
            f"Something was to be kept in {where}, but the database cannot hold it ({first}), so nothing was changed. "
            f"Leave out control characters, and say it more briefly.",
            code="not-kept",
        ) from error


def shown(address: URL, schema: str) -> str:
    """Return an address as people may read it: without a password or a user."""
    host = address.host or address.query.get("host") or "this computer"
    return f"{address.database} on {host}" + (f", schema {schema}" if schema != DEFAULT_SCHEMA else "")
