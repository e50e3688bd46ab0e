"""Put a backup back: everything is checked first, and one transaction of the database is the moment it counts.

Before that moment files and keys are only added, which the store as it was does not notice; whoever kills the process
leaves the old store, and whoever kills it later the new one. Persons who were erased since stay erased.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, func, inspect, select

from broker.backup.contents import FILES, KEYS, TABLES, Contents, copy_file, sha256_of, write_private
from broker.backup.rows import read_rows, tables_of
from broker.database.one_transaction import OneTransaction
from broker.database.schema import all_tables, make_tables, upgrade
from broker.errors import BackupRefused
from broker.events import PEOPLE
from broker.log import EventLog
from broker.migrations import HEAD, REVISIONS
from broker.migrations.carrying import BROKER
from broker.people.keys import KEYS_FILE, Keys
from broker.people.person import OFFLINE
from broker.people.register import Register
from broker.people.tables import PERSONS
from broker.verification import Checkpoint
from catalog.forgetting import forget_person

if TYPE_CHECKING:
    import datetime as dt

#: Tables by which a store is told to hold something.
_TELLING = ("event", "dataset_version", "person")
BECAUSE = "This person was erased after the backup was made that is put back now."
_PERSON = re.compile(r"\bp-[a-z0-9]{10}\b")


@dataclass(frozen=True)
class Restored:
    """What was put back.

    Attributes
    ----------
    contents : Contents
    events : int
        Of the log in the backup.
    erased : tuple of str
        Persons who were erased since the backup was made, and erased again.
    lacking : tuple of str
        Files that the backup lists and does not hold, and that are not in the store either.
    """

    contents: Contents
    events: int
    erased: tuple[str, ...]
    lacking: tuple[str, ...]


def restore(
    folder: Path,
    home: Path,
    engine: Engine,
    clock: Callable[[], dt.datetime],
    *,
    keys: Path | None = None,
    erased: Path | None = None,
    replace: bool = False,
) -> Restored:
    """Check a backup and put it in the place of what a store holds.

    Parameters
    ----------
    keys : Path, optional
        The folder of the keys, where it is not ``keys`` within `folder`.
    erased : Path, optional
        A file that names persons (ids) who were erased since.
    replace : bool
        Whether what the store holds may go.

    Raises
    ------
    BackupRefused
        If the backup is not whole, or the store holds something, or keys of another store; nothing is changed then.
    """
    contents = Contents.read(folder)
    if contents.revision not in REVISIONS:
        raise BackupRefused(
            f"{folder} was to be restored, but a newer broker made this backup (revision {contents.revision} of the "
            f"tables, this one knows {HEAD}). Use that broker, or bring this one up to date.",
            code="backup-newer",
        )
    _must_be_whole(folder, contents)
    its_keys = keys or folder / KEYS
    if not (its_keys / KEYS_FILE).is_file() and contents.tables["event"].rows:
        raise BackupRefused(
            f"{folder} was to be restored, but the keys are not in {its_keys}, so nobody could read what was said. "
            f"Name the folder of the keys with --keys."
        )
    if not replace and not is_empty(engine):
        raise BackupRefused(
            f"{folder} was to be restored to {home}, but that store holds something, which would be gone. Restore to "
            f"an empty folder with --home, or say --replace if this store may go (take a backup of it first).",
            code="store-not-empty",
        )
    gone = _erased_since(engine, home, its_keys, erased)
    _must_fit(its_keys, home)
    lacking = _put_files(folder, home, contents, replace)
    _put_keys(its_keys, home, gone)
    with engine.begin() as connection:
        again = _put_rows(connection, folder, home, contents, its_keys, gone, clock)
    return Restored(contents, contents.tables["event"].rows, again, lacking)


def is_empty(engine: Engine) -> bool:
    """Say whether a store holds neither a record, nor data, nor people."""
    with engine.connect().execution_options(only_reads=True) as connection:
        there = set(inspect(connection).get_table_names())
        tables = [t for metadata in all_tables() for t in metadata.sorted_tables if t.name in there]
        return not any(connection.scalar(select(func.count()).select_from(t)) for t in tables if t.name in _TELLING)


def _must_be_whole(folder: Path, contents: Contents) -> None:
    """Compare every file with its sha256; rows are compared when they are read."""
    for path, said in contents.files.items():
        if Path(path).is_absolute() or ".." in Path(path).parts:
            raise BackupRefused(f"{folder} lists a file {path!r} outside of the store, so it is no backup of ours.")
        if not contents.is_held(path):
            continue
        file = folder / FILES / path
        if not file.is_file() or sha256_of(file) != said:
            raise BackupRefused(
                f"{folder} was to be restored, but {FILES}/{path} is lacking or is not what was copied, so the backup "
                f"is damaged. Nothing was restored; use another backup."
            )
    for name in contents.tables:
        if not (folder / TABLES / f"{name}.jsonl").is_file():
            raise BackupRefused(
                f"{folder} was to be restored, but its table {name} is lacking, so the backup is damaged. Nothing was "
                f"restored; use another backup."
            )


def _erased_since(engine: Engine, home: Path, its_keys: Path, named: Path | None) -> frozenset[str]:
    """Return who must not come back: those whom the store, the backup's keys or the file know as erased."""
    found = {subject for folder in (home / KEYS, its_keys) for subject, secret in _keys_in(folder) if secret is None}
    if named is not None:
        found |= set(_PERSON.findall(named.read_text(encoding="utf-8")))
    with engine.connect().execution_options(only_reads=True) as connection:
        if inspect(connection).has_table(PERSONS.name):
            found |= set(connection.scalars(select(PERSONS.c.id).where(PERSONS.c.erased != "")))
    return frozenset(found)


def _keys_in(folder: Path) -> list[tuple[str, bytes | None]]:
    file = folder / KEYS_FILE
    if not file.is_file():
        return []
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=30)) as connection:
        return connection.execute("SELECT subject, secret FROM subject_key").fetchall()


def _must_fit(its_keys: Path, home: Path) -> None:
    """Refuse to mix the keys of two stores."""
    held = dict(_keys_in(home / KEYS))
    differing = [s for s, secret in _keys_in(its_keys) if secret and held.get(s) and held[s] != secret]
    for path in its_keys.iterdir() if its_keys.is_dir() else ():
        own = home / KEYS / path.name
        if path.name != KEYS_FILE and held and own.is_file() and own.read_bytes() != path.read_bytes():
            differing.append(path.name)
    if differing:
        raise BackupRefused(
            f"The backup was to be restored to {home}, but that store has other keys ({differing[0]}), so it is "
            f"another store, and the words of one of them could not be read any more. Restore to an empty folder with "
            f"--home, and use that."
        )


def _put_files(folder: Path, home: Path, contents: Contents, replace: bool) -> tuple[str, ...]:
    """Add the files of a backup to a store; return those that are nowhere."""
    lacking = []
    for path, said in contents.files.items():
        target = home / path
        if target.is_file() and sha256_of(target) == said:
            continue
        if not contents.is_held(path):
            lacking.append(path)
            continue
        if target.exists() and not replace:
            raise BackupRefused(
                f"{path} was to be restored to {home}, but another file of that name lies there. Restore to an empty "
                f"folder, or say --replace."
            )
        if copy_file(folder / FILES / path, target) != said:
            raise BackupRefused(f"{path} was to be restored, but the backup changed while it was read. Try again.")
    return tuple(lacking)


def _put_keys(its_keys: Path, home: Path, gone: frozenset[str]) -> None:
    """Add the keys of a backup to those of a store, but for those who were erased: they have none for ever."""
    for path in sorted(its_keys.iterdir()) if its_keys.is_dir() else ():
        if path.is_file() and not path.name.startswith((".", KEYS_FILE)):
            write_private(home / KEYS / path.name, path.read_bytes())
    keys = Keys(home)
    for subject, secret in _keys_in(its_keys):
        if secret is not None and subject not in gone:
            keys.adopt(subject, secret)
    for subject in gone:
        keys.erase(subject)


def _put_rows(
    connection: Connection,
    folder: Path,
    home: Path,
    contents: Contents,
    its_keys: Path,
    gone: frozenset[str],
    clock: Callable[[], dt.datetime],
) -> tuple[str, ...]:
    """Replace the tables by those of the backup, erase anew who was erased since, and verify the log."""
    for metadata in all_tables():
        metadata.drop_all(connection)
    make_tables(connection, home, contents.revision)
    for table in tables_of(connection):
        if table.name not in contents.tables:
            raise BackupRefused(f"{folder} was to be restored, but it has no table {table.name}: it is damaged.")
        read_rows(connection, table, folder / TABLES / f"{table.name}.jsonl", contents.tables[table.name])
    if contents.revision != HEAD:
        upgrade(connection, home)
    again = _erase_again(connection, home, its_keys, gone, clock)
    log = EventLog(OneTransaction(connection), Keys(home))
    found = log.verify(Checkpoint.from_json(contents.checkpoint))
    if not found.is_whole:
        raise BackupRefused(
            f"{folder} was to be restored, but its exchange log does not prove itself ({found.problems[0]}), so it was "
            f"changed since it was made. The store is as it was; use another backup."
        )
    return again


def _erase_again(
    connection: Connection, home: Path, its_keys: Path, gone: frozenset[str], clock: Callable[[], dt.datetime]
) -> tuple[str, ...]:
    """Begin the erasure of those whom the backup does not know as erased; return whom."""
    one = OneTransaction(connection)
    there = select(PERSONS.c.id).where(PERSONS.c.erased == "", PERSONS.c.id.in_(gone)).order_by(PERSONS.c.id)
    again = tuple(connection.scalars(there))
    if not again:
        return ()
    register, as_it_was = Register(one, Keys(home), clock), Register(one, Keys.of_file(its_keys / KEYS_FILE), clock)
    log, by = EventLog(one, Keys(home), clock), register.add_bound(BROKER, "", issuer=OFFLINE).id
    for person in again:
        forget_person(one, as_it_was.person(person).names, person)
        register.begin_erasure(person, even_last_admin=True)
        said = {"person": person, "because": BECAUSE}
        log.append(PEOPLE, [("PersonErased", said)], by=by, name=BROKER, key=f"erase {person} again", request=said)
    return again
