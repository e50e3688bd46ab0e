"""Take a backup: one state of the database, the files of the store, and its keys, checked before it has its name."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Connection, Engine, select

from broker import __version__
from broker.backup.contents import ARRAYS, FILES, KEYS, LIST, TABLES, Contents, copy_file, files_of, sha256_of
from broker.backup.contents import write_private as write
from broker.backup.rows import tables_of, write_rows
from broker.database import one_state, reading
from broker.database.one_transaction import OneTransaction
from broker.database.sqlite import copy_database
from broker.errors import BackupRefused
from broker.log import EventLog
from broker.log.appending import frontier_of
from broker.log.checkpoints import note_left, signed_checkpoint
from broker.log.signing import Signer
from broker.log.tables import FRONTIER
from broker.migrations import HEAD
from broker.people.keys import KEYS_FILE, Keys
from broker.recipe import canonical_json
from broker.verification import Checkpoint
from catalog.tables import versions

#: Says what is done, and how many files of how many.
Progress = Callable[[str, int, int], None]


def take(
    home: Path,
    engine: Engine,
    signer: Signer,
    now: dt.datetime,
    out: Path,
    *,
    arrays: bool = True,
    keys: Path | None = None,
    progress: Progress | None = None,
) -> Contents:
    """Write a backup of a store to a folder that is whole from the moment it is there.

    Parameters
    ----------
    out : Path
        A folder that is not there yet, or empty.
    arrays : bool
        False to list the stored arrays with their sha256, and to hold none of them.
    keys : Path, optional
        Another folder for the keys than ``keys`` within `out`.

    Raises
    ------
    BackupRefused
        If something lies where the backup is to be, or the log does not prove itself.
    """
    EventLog(engine, Keys(home))  # a store that nobody used yet has neither a log
    signer.sign({})  # nor a key to sign with, and that belongs to the backup
    _must_be_free(out)
    if keys is not None:
        _must_be_free(keys)
    staged = out.with_name(f".{out.name}.part")
    shutil.rmtree(staged, ignore_errors=True)
    (staged / TABLES).mkdir(parents=True, mode=0o700)
    _copy_keys(home, keys or staged / KEYS)
    with one_state(engine) as still, reading(still) as connection:
        checkpoint = _proved(connection, keys or staged / KEYS, signer, now)
        tables = {t.name: write_rows(connection, t, staged / TABLES / f"{t.name}.jsonl") for t in tables_of(connection)}
        published = {
            f"{ARRAYS}/{d}/{s}" for d, s in connection.execute(select(versions.c.dataset, versions.c.snapshot))
        }
    files = _copy_files(home, staged / FILES, published, arrays, progress)
    contents = Contents(
        made=now.isoformat(timespec="seconds"),
        revision=HEAD,
        checkpoint=checkpoint.to_json(),
        tables=tables,
        files=files,
        left_out=() if arrays else (ARRAYS,),
        version=__version__,
    )
    write(staged / LIST, canonical_json(contents.to_json()))
    for folder, _, _ in os.walk(staged):
        _sync(Path(folder))
    if out.is_dir():
        out.rmdir()
    staged.rename(out)
    _sync(out.parent)
    note_left(engine, checkpoint)
    return contents


def _must_be_free(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise BackupRefused(
            f"A backup was to be written to {folder}, but something lies there already, and nothing is written over. "
            f"Name a folder that is not there yet, such as one with the day in its name."
        )


def _proved(connection: Connection, keys: Path, signer: Signer, now: dt.datetime) -> Checkpoint:
    """Return the signed checkpoint of a log that was verified. Raises `BackupRefused`."""
    frontier = frontier_of(connection.execute(select(FRONTIER)).one())
    checkpoint = signed_checkpoint(signer, frontier.size, frontier.root.hex(), now)
    log = EventLog(OneTransaction(connection), Keys.of_file(keys / KEYS_FILE))
    found = log.verify(checkpoint)
    if not found.is_whole:
        raise BackupRefused(
            f"A backup was to be taken, but the exchange log does not prove itself ({found.problems[0]}), so the "
            f"backup would hide the damage. Keep a copy of the store as it is, and find the last backup from before "
            f"the damage (`broker log verify --checkpoint FILE`)."
        )
    return checkpoint


def _copy_keys(home: Path, to: Path) -> None:
    """Copy the keys of the participants as one state, and the secrets of the store beside them."""
    to.mkdir(parents=True, exist_ok=True, mode=0o700)
    for path in sorted((home / KEYS).glob("*")):
        if path.name == KEYS_FILE:
            copy_database(path, to / path.name)
        elif path.is_file() and not path.name.startswith((".", KEYS_FILE)):
            write(to / path.name, path.read_bytes())


def _copy_files(
    home: Path, to: Path, published: set[str], arrays: bool, progress: Progress | None
) -> dict[str, tuple[int, str]]:
    """Copy the files of a store; return bytes and sha256 of each, and of arrays that are left out too."""
    paths = [p for p in files_of(home) if p.parts[0] != ARRAYS or "/".join(p.parts[:3]) in published]
    found = {}
    for done, path in enumerate(paths):
        if progress is not None:
            progress("copying files", done, len(paths))
        try:
            is_copied = arrays or path.parts[0] != ARRAYS
            found[path.as_posix()] = copy_file(home / path, to / path) if is_copied else sha256_of(home / path)
        except FileNotFoundError:
            continue  # a product that was deleted meanwhile, because its user was erased
    return found


def _sync(folder: Path) -> None:
    """Have the disk keep the names in a folder."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
