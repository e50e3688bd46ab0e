"""In what condition a store's database is, its keys, and what proves its record from outside."""

from __future__ import annotations

import datetime as dt
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from broker import database
from broker.database import DATABASE_VARIABLE, journal_mode, open_database, reading, write_ahead_is_safe
from broker.database.postgresql import address_of, shown
from broker.database.schema import revision_of
from broker.doctor import Check
from broker.errors import StoreUnusable
from broker.migrations import HEAD, REVISIONS

if TYPE_CHECKING:
    from sqlalchemy import Engine

#: After so many days with new events, a checkpoint should leave the store.
LONGEST_WITHOUT_CHECKPOINT_DAYS = 7
LEAST_POSTGRESQL = 14


def examine_database(home: Path, now: dt.datetime | None = None) -> Iterator[Check]:
    """Look at the database of a store, and change nothing."""
    url = database.database_url(home)
    try:
        if url.startswith("sqlite"):
            yield _sqlite_version()
            file = Path(url.removeprefix("sqlite:///"))
            if not file.is_file():
                yield Check("database", "ok", f"No database yet; SQLite makes {file.name} on first use.")
                return
            yield from _sqlite(file)
            engine = open_database(home, prepared=False)
        else:
            engine = open_database(home, prepared=False)
            yield from _postgresql(engine, url)
        yield from _record(engine, now or dt.datetime.now(dt.UTC))
    except StoreUnusable as unusable:
        yield Check("database", "problem", str(unusable), f"Mend it, or change {DATABASE_VARIABLE} or --home.")


def examine_keys(home: Path) -> Iterator[Check]:
    """Say who else could read the keys of a store, and what was said before it was sealed."""
    folder = home / "keys"
    if folder.is_dir():
        open_ones = [p.name for p in (folder, *sorted(folder.iterdir())) if os.name == "posix" and _is_open(p)]
        yield Check(
            "keys", "problem" if open_ones else "ok",
            f"Others on this computer can read {', '.join(open_ones[:3])} in {home}: with the database, that is "
            f"everything that was said." if open_ones else "Nobody but their owner can read the keys.",
            f"chmod -R go= {folder}" if open_ones else "",
        )  # fmt: skip
    for copy in sorted(home.glob("broker.before-*.sqlite")):
        yield Check(
            "old database", "warning",
            f"{copy.name} is the store as it was before it was brought up to date: what was said stands in it in the "
            f"open.",
            "Keep it apart as long as somebody wants to hold an old checkpoint against it, then delete it.",
        )  # fmt: skip


def _is_open(path: Path) -> bool:
    return bool(path.stat().st_mode & 0o077)


def _sqlite_version() -> Check:
    if write_ahead_is_safe(sqlite3.sqlite_version_info[:3]):
        return Check("sqlite", "ok", f"SQLite {sqlite3.sqlite_version}, with a write-ahead log.")
    return Check(
        "sqlite", "warning",
        f"SQLite {sqlite3.sqlite_version} has the fault of the write-ahead log's reset (3.7.0 to 3.51.2), so a "
        f"rollback journal is used instead: safe, and slower when many write at once.",
        "Use a Python with SQLite 3.51.3 or newer (or 3.50.7, 3.44.6).",
    )  # fmt: skip


def _sqlite(file: Path) -> Iterator[Check]:
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=30)) as connection:
        mode = connection.execute("PRAGMA journal_mode").fetchone()[0]
        whole = connection.execute("PRAGMA quick_check").fetchone()[0]
    right = mode == journal_mode() or (mode == "wal" and write_ahead_is_safe(sqlite3.sqlite_version_info[:3]))
    yield Check(
        "journal", "ok" if right else "problem", f"The database uses the journal mode {mode}.",
        "" if right else f"Open the store once with this version (`broker dialogue list`): it sets {journal_mode()}.",
    )  # fmt: skip
    yield Check(
        "database", "ok" if whole == "ok" else "problem", f"SQLite's own check of {file.name} says: {whole}.",
        "" if whole == "ok" else "Go back to a backup (`broker restore`), and compare with a checkpoint.",
    )  # fmt: skip


def _postgresql(engine: Engine, url: str) -> Iterator[Check]:
    with reading(engine) as connection:
        version = connection.exec_driver_sql("SHOW server_version").scalar() or ""
        number = int(connection.exec_driver_sql("SHOW server_version_num").scalar() or 0) // 10_000
        encoding = connection.exec_driver_sql("SHOW server_encoding").scalar()
        is_safe = connection.exec_driver_sql("SHOW fsync").scalar() == "on"
    faults = [
        *([f"it is older than {LEAST_POSTGRESQL}"] if number < LEAST_POSTGRESQL else []),
        *([f"it keeps text as {encoding}, which cannot hold every language"] if encoding != "UTF8" else []),
    ]
    where = shown(*address_of(url))
    yield Check(
        "database", "problem" if faults else "ok",
        f"PostgreSQL {version.split()[0]}: {where}" + (f"; {'; '.join(faults)}." if faults else "."),
        f"Use PostgreSQL {LEAST_POSTGRESQL} or newer, and a database with the encoding UTF8." if faults else "",
    )  # fmt: skip
    if not is_safe:
        yield Check(
            "durability", "problem", "The server does not wait for the disk (fsync is off): what is recorded can be "
            "lost when the power is.", "Set fsync = on in the server's settings.",
        )  # fmt: skip


def _record(engine: Engine, now: dt.datetime) -> Iterator[Check]:
    found = revision_of(engine)
    if found != HEAD:
        is_newer = bool(found) and found not in REVISIONS
        yield Check(
            "tables", "problem" if is_newer else "warning",
            f"The tables are those of {'a newer' if is_newer else 'an older'} broker (revision {found or 'none'}, this "
            f"one writes {HEAD}).",
            "Bring this broker up to date." if is_newer else "They are brought up to date when the store is next used.",
        )  # fmt: skip
        return
    yield Check("tables", "ok", f"The tables have the revision {HEAD}, which this broker writes.")
    from broker.log.checkpoints import last_left

    left = last_left(engine)
    mend = "`broker log checkpoint --out FILE`, and keep the file where the store is not."
    if left is None:
        yield Check(
            "checkpoint", "warning", "No checkpoint of the log has left this store, so nobody could tell if all of it "
            "were rewritten.", mend,
        )  # fmt: skip
        return
    size, at, since = left
    days = (now - dt.datetime.fromisoformat(at)).days
    is_late = bool(since) and days > LONGEST_WITHOUT_CHECKPOINT_DAYS
    yield Check(
        "checkpoint", "warning" if is_late else "ok",
        f"The last checkpoint left this store {days} days ago ({at[:10]}); it proves {size} events, and {since} came "
        f"since.",
        mend if is_late else "",
    )  # fmt: skip
