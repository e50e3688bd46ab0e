"""What a backup holds: the list of it, and how the list is written and read."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from broker.errors import BackupRefused

#: What this program writes; it reads this and what is older.
FORMAT = 1
LIST, TABLES, FILES, KEYS = "backup.json", "tables", "files", "keys"
#: What of a store's folder is not of the store: it is made again, or belongs to the database or the keys.
NOT_KEPT = ("cache", "keys", "broker.sqlite", "broker.before-")
ARRAYS = "arrays"
_BLOCK = 1 << 20


@dataclass(frozen=True)
class TableFile:
    """The rows of a table: how many there are, and the sha256 of their lines."""

    rows: int
    sha256: str


@dataclass(frozen=True)
class Contents:
    """What a backup holds.

    Attributes
    ----------
    made : str
        When, ISO 8601 in UTC.
    revision : str
        Of the tables.
    checkpoint : dict
        What the log was then, signed.
    tables : dict of str to TableFile
    files : dict of str to (int, str)
        Path in the store's folder → bytes, sha256.
    left_out : tuple of str
        Parts of the store of which the files are listed but not held: ``arrays`` or nothing.
    """

    made: str
    revision: str
    checkpoint: dict[str, Any]
    tables: dict[str, TableFile]
    files: dict[str, tuple[int, str]]
    left_out: tuple[str, ...] = ()
    version: str = ""

    @property
    def size(self) -> int:
        """Bytes of the files."""
        return sum(size for size, _ in self.files.values())

    def is_held(self, path: str) -> bool:
        """Whether the backup holds a file that it lists."""
        return path.split("/")[0] not in self.left_out

    def to_json(self) -> dict[str, Any]:
        """Return the list as its file holds it."""
        return {
            "format": FORMAT,
            "made": self.made,
            "broker": self.version,
            "revision": self.revision,
            "checkpoint": self.checkpoint,
            "left_out": list(self.left_out),
            "tables": {name: {"rows": t.rows, "sha256": t.sha256} for name, t in self.tables.items()},
            "files": {path: [size, digest] for path, (size, digest) in self.files.items()},
        }

    @classmethod
    def read(cls, folder: Path) -> Contents:
        """Return what a backup says that it holds. Raises `BackupRefused`."""
        path = folder / LIST
        try:
            said = json.loads(path.read_text(encoding="utf-8"))
            if said["format"] > FORMAT:
                raise BackupRefused(
                    f"{folder} was to be restored, but a newer broker made this backup (format {said['format']}, this "
                    f"one knows {FORMAT}), so some of it would be lost. Use that broker, or bring this one up to date.",
                    code="backup-newer",
                )
            return cls(
                made=str(said["made"]),
                revision=str(said["revision"]),
                checkpoint=dict(said["checkpoint"]),
                tables={str(n): TableFile(int(t["rows"]), str(t["sha256"])) for n, t in said["tables"].items()},
                files={str(p): (int(size), str(digest)) for p, (size, digest) in said["files"].items()},
                left_out=tuple(said["left_out"]),
                version=str(said["broker"]),
            )
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as fault:
            if isinstance(fault, BackupRefused):
                raise
            raise BackupRefused(
                f"{folder} was to be restored, but it holds no {LIST} that can be read, so it is no backup, or one "
                f"that never came to its end. Name the folder that `broker backup` wrote."
            ) from None


def files_of(home: Path) -> Iterator[Path]:
    """Yield what of a store's folder a backup takes, as paths within it, in order."""
    for top in sorted(home.iterdir()) if home.is_dir() else []:
        if top.name.startswith((".", *NOT_KEPT)):
            continue
        if top.is_file():
            yield top.relative_to(home)
            continue
        for folder, folders, names in os.walk(top):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            yield from (Path(folder, name).relative_to(home) for name in sorted(names) if not name.startswith("."))


def sha256_of(path: Path) -> tuple[int, str]:
    """Return how many bytes a file has, and their sha256."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
            size += len(block)
    return size, digest.hexdigest()


def copy_file(source: Path, target: Path) -> tuple[int, str]:
    """Copy a file to where it is whole from the moment it is there; return its bytes and sha256."""
    target.parent.mkdir(parents=True, exist_ok=True)
    staged = target.with_name(f".{target.name}.part")
    digest, size = hashlib.sha256(), 0
    with source.open("rb") as file, staged.open("wb") as copy:
        while block := file.read(_BLOCK):
            digest.update(block)
            size += len(block)
            copy.write(block)
        copy.flush()
        os.fsync(copy.fileno())
    staged.replace(target)
    return size, digest.hexdigest()


def write_private(path: Path, content: bytes) -> None:
    """Write a file that its owner alone may read, whole from the moment it is there."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    staged = path.with_name(f".{path.name}.part")
    staged.unlink(missing_ok=True)
    with os.fdopen(os.open(staged, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    staged.replace(path)
