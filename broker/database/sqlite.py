"""SQLite, opened so that a crash leaves it whole and a deleted row leaves nothing behind."""

from __future__ import annotations

import os
import random
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from broker.errors import StoreUnusable

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine, ExceptionContext

DATABASE_NAME = "broker.sqlite"
#: How long a writer waits for another one before it gives up.
BUSY_TIMEOUT_MS = 30_000
#: How many connections stay open; as many threads look into the database at once without waiting for each other.
POOL = 16
#: How long it waits before it asks again: at first, and when it has waited for seconds.
LONGEST_PAUSE_S, SHORTEST_PAUSE_S = 0.008, 0.001

# A race when the write-ahead log is reset can corrupt a database that several connections write; it is repaired from
# 3.51.3 on, and in these two lines of maintenance releases.
_REPAIRED_LINES = ((3, 44, 6), (3, 50, 7))
_REPAIRED_FROM = (3, 51, 3)
#: File systems over a network: their locks are not to be relied on, and SQLite stands and falls with them.
NETWORK_DISKS = frozenset(
    {
        "afs", "ceph", "cifs", "davfs", "fuse.davfs2", "fuse.gcsfuse", "fuse.glusterfs", "fuse.rclone", "fuse.s3fs",
        "fuse.sshfs", "ncpfs", "nfs", "nfs4", "smb2", "smb3", "smbfs",
    }
)  # fmt: skip
MOUNTS = Path("/proc/self/mountinfo")


def write_ahead_is_safe(version: tuple[int, int, int]) -> bool:
    """Say whether this version of SQLite may be used in write-ahead mode by several processes."""
    if version >= _REPAIRED_FROM:
        return True
    return any(version[:2] == line[:2] and version >= line for line in _REPAIRED_LINES)


def journal_mode(version: tuple[int, int, int] | None = None) -> str:
    """Return the journal mode for a version of SQLite: ``wal`` where it is safe, else ``delete``."""
    return "wal" if write_ahead_is_safe(version or sqlite3.sqlite_version_info[:3]) else "delete"


def network_disk(folder: Path, mounts: Path = MOUNTS) -> str:
    """Return the kind of network disk that a folder lies on; empty for a local one, or where it cannot be told."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    place, found = folder.resolve(), (0, "")
    for line in lines:
        before, _, after = line.partition(" - ")
        # A space in a mount point is written \040.
        mount = Path(before.split()[4].encode().decode("unicode_escape"))
        if place.is_relative_to(mount) and len(mount.parts) >= found[0]:
            found = (len(mount.parts), after.split()[0])
    return found[1] if found[1] in NETWORK_DISKS else ""


def sqlite_engine(url: str) -> Engine:
    """Return the engine of a file. Raises `StoreUnusable` where it lies on a network disk."""
    from sqlalchemy import create_engine, event, make_url

    file = Path(make_url(url).database or "")
    disk = network_disk(file.parent)
    if disk:
        raise StoreUnusable(
            f"The store {file.parent} was to be opened, but it lies on a network disk ({disk}), where two programs can "
            f"write at once and damage the record without a word. Name a folder on a disk of this computer with "
            f"--home, or a PostgreSQL database in BROKER_DATABASE.",
            code="network-disk",
        )
    engine = create_engine(url, connect_args={"timeout": BUSY_TIMEOUT_MS / 1000}, pool_size=POOL, max_overflow=3 * POOL)

    @event.listens_for(engine, "connect")
    def _settle(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # the driver begins no transaction of its own: `_begin` does
        mode = journal_mode()
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
        cursor.execute(f"PRAGMA journal_mode = {mode}")
        cursor.execute(f"PRAGMA synchronous = {'FULL' if mode == 'wal' else 'EXTRA'}")
        cursor.execute("PRAGMA secure_delete = ON")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute("PRAGMA mmap_size = 0")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        if connection.get_execution_options().get("only_reads", False):
            connection.exec_driver_sql("BEGIN")
        else:
            _take_turn(connection)

    @event.listens_for(engine, "handle_error")
    def _in_words(failure: ExceptionContext) -> None:
        error = failure.original_exception
        if isinstance(error, sqlite3.OperationalError) and _is_busy(error):
            raise _busy() from error

    return engine


def _take_turn(connection: Connection) -> None:
    """Begin to write as soon as nobody else does.

    SQLite lets those who have waited longest ask least often, so that under many writers some wait for ever; here they
    ask more often the longer they have waited.
    """
    driver: Any = connection.connection.dbapi_connection
    since = time.monotonic()
    driver.execute("PRAGMA busy_timeout = 0")
    try:
        while True:
            try:
                driver.execute("BEGIN IMMEDIATE")
                return
            except sqlite3.OperationalError as error:
                waited_s = time.monotonic() - since
                if not _is_busy(error):
                    raise
                if waited_s > BUSY_TIMEOUT_MS / 1000:
                    raise _busy() from error
                time.sleep(max(SHORTEST_PAUSE_S, LONGEST_PAUSE_S / (1 + 10 * waited_s)) * random.uniform(0.5, 1.5))
    except sqlite3.DatabaseError:
        connection.exec_driver_sql("BEGIN IMMEDIATE")  # it fails again, in the words that everybody else knows
    finally:
        driver.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")


def _busy() -> StoreUnusable:
    return StoreUnusable(
        f"The store was to be written, but others have been writing it for {BUSY_TIMEOUT_MS // 1000} seconds without a "
        f"gap, so nothing was changed. Try again; where many write, use PostgreSQL (BROKER_DATABASE).",
        code="store-busy",
        passes=True,
    )


def copy_database(source: Path, target: Path) -> None:
    """Copy a SQLite file while others use it, as SQLite does it; its owner alone may read the copy."""
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    with (
        closing(sqlite3.connect(source, timeout=BUSY_TIMEOUT_MS / 1000)) as held,
        closing(sqlite3.connect(target)) as copy,
    ):
        held.backup(copy)


def _is_busy(error: sqlite3.OperationalError) -> bool:
    primary = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return primary in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL)
