"""Erasure: the key of a person is deleted, and everything that is kept of them outside of what it sealed."""

from __future__ import annotations

import json
import shutil
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from broker.database import reading
from broker.errors import BrokerError
from broker.people.keys import KEYS_FILE
from broker.recipe import canonical_json

if TYPE_CHECKING:
    from sqlalchemy import Engine

PRODUCTS = "products"
#: In the folder of a delivery that is everybody's: one empty file for each person whose need it quotes.
QUOTES = "quotes"
#: What somebody records in a dialogue of which its products say something.
_QUOTED = ("NeedStated", "NeedRevised", "AssumptionAccepted", "AssumptionContested", "AssumptionReplaced")
#: Of which tables PostgreSQL is told to write the files anew, so that no dead row keeps a name.
_REWRITTEN = (
    "person", "person_look", "invitation", "own_place", "draft",
    "dataset_version", "dataset_entry", "dataset_use", "dataset_acceptance",
)  # fmt: skip


@dataclass(frozen=True)
class Erased:
    """What an erasure took away.

    Attributes
    ----------
    person : str
    products : tuple of str
        Ids of products of which files that quoted the person are gone; each can be built again from its recipe.
    places, drafts : int
        Kept places, and what was half written.
    versions : int
        Versions of datasets where the person was named.
    files : tuple of str
        Other files that were deleted.
    backups : tuple of str
        Backups in which the key was deleted too.
    """

    person: str
    products: tuple[str, ...] = ()
    places: int = 0
    drafts: int = 0
    versions: int = 0
    files: tuple[str, ...] = field(default=())
    backups: tuple[str, ...] = field(default=())

    def to_json(self) -> dict[str, Any]:
        """Return what was taken away as plain JSON values."""
        return {name: list(value) if isinstance(value, tuple) else value for name, value in vars(self).items()}

    def words(self) -> str:
        """Return what was taken away, and what is out of reach, in words."""
        backups = ", ".join(self.backups) or "none"
        return (
            f"{self.person} is erased: the key is gone, and with it all that was sealed under it; "
            f"{len(self.products)} products, {self.places} kept places, {self.drafts} drafts and {len(self.files)} "
            f"other files are deleted, and {self.versions} versions of data name a pseudonym. "
            f"Backups changed: {backups}.\n"
            f"Out of reach: files that were handed out, other backups, and what other people wrote."
        )


def quote(delivery: Path, person_id: str) -> None:
    """Note that the files of a delivery, which is everybody's, quote a person's need."""
    marks = delivery / QUOTES
    marks.mkdir(exist_ok=True)
    (marks / person_id).touch()


def dialogues_quoting(engine: Engine, person_id: str) -> set[str]:
    """Return the dialogues whose products quote a person: they stated a need there, or spoke to its translation."""
    from broker.log.tables import EVENTS

    theirs = select(EVENTS.c.dialogue).where(EVENTS.c.person == person_id, EVENTS.c.kind.in_(_QUOTED)).distinct()
    with reading(engine) as connection:
        return set(connection.scalars(theirs))


def delete_deliveries(home: Path, person_id: str, dialogues: Collection[str]) -> tuple[list[str], list[str]]:
    """Delete the files of products that quote a person: what was made for them, or in dialogues where they spoke.

    Parameters
    ----------
    dialogues : collection of str
        From `dialogues_quoting`.

    Returns
    -------
    list of str, list of str
        Ids of the products of which files were deleted, and of those of which nothing is left.
    """
    touched, gone = [], []
    for record in sorted((home / PRODUCTS).glob("*/*/product.json")):
        delivery, product = record.parent, record.parents[1]
        audience = json.loads(record.read_bytes()).get("audience", "")
        mark = delivery / QUOTES / person_id
        if audience != person_id and audience not in dialogues:
            if not mark.exists():
                continue
            mark.unlink()
            if any(mark.parent.iterdir()):
                continue  # the same words by somebody else
        _remove(delivery)
        touched.append(product.name)
        if not any(product.iterdir()):
            product.rmdir()
            gone.append(product.name)
    return list(dict.fromkeys(touched)), gone


def forget_in_backup(folder: Path, person_id: str, dialogues: Collection[str]) -> None:
    """Delete from a backup the files of products that quote a person, and take them from its list.

    A folder that holds only the keys of a backup is left as it is.
    """
    from broker.backup.contents import FILES, LIST, Contents, write_private

    if not (folder / LIST).is_file():
        return
    delete_deliveries(folder / FILES, person_id, dialogues)
    contents = Contents.read(folder)
    held = {
        path: said
        for path, said in contents.files.items()
        if not contents.is_held(path) or (folder / FILES / path).is_file()
    }
    write_private(folder / LIST, canonical_json(replace(contents, files=held).to_json()))


def delete_copies(home: Path) -> list[str]:
    """Delete the copies of the database that upgrades kept: what people said stands in them in the open."""
    found = sorted(home.glob("broker.before-*.sqlite*"))
    for path in found:
        path.unlink()
    return [path.name for path in found]


def rewrite(engine: Engine) -> None:
    """Have the database write its files anew, so that no page that was given free holds anything."""
    from sqlalchemy import inspect

    if engine.dialect.name == "sqlite":
        raw = engine.raw_connection()
        try:
            cursor = raw.cursor()
            cursor.execute("PRAGMA secure_delete = ON")
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            cursor.close()
        finally:
            raw.close()
        return
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        there = set(inspect(connection).get_table_names())
        for table in _REWRITTEN:
            if table in there:
                connection.exec_driver_sql(f"VACUUM FULL {table}")


def must_be_backups(folders: Sequence[Path]) -> tuple[Path, ...]:
    """Return the files of keys in backups. Raises `BrokerError` for a folder that holds none."""
    files: list[Path] = []
    for folder in folders:
        found = sorted(Path(folder).rglob(KEYS_FILE))
        if not found:
            raise BrokerError(
                f"The key of a person was to be deleted in {folder} too, but no file of keys ({KEYS_FILE}) lies there, "
                f"so it is no backup of a store. Nothing was erased; name the folder that `broker backup` wrote.",
                code="backup-unknown",
            )
        files += found
    return tuple(files)


def _remove(folder: Path) -> None:
    """Remove a folder at once for everybody who looks, and then its files."""
    aside = folder.with_name(f".gone-{uuid.uuid4().hex}")
    folder.rename(aside)
    shutil.rmtree(aside)
