"""Folders for the work of a moment, each claimed by its process: what was left is told from work under way.

A claim is a lock of the operating system on a file in the folder, which ends with the process however it ends.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
import time
import weakref
from pathlib import Path
from types import TracebackType
from typing import IO

#: How the names of folders in the system's temporary folder begin.
PREFIX = "climate-broker-"
_CLAIM = ".claim"
#: A folder without a whole claim is that of an older program, or one that is being made at this moment.
_UNCLAIMED_S = 24 * 3600.0


class WorkFolder:
    """A folder that is removed on `close`, or, when its process was killed, by ``broker doctor --clean``.

    Parameters
    ----------
    parent : Path, optional
        Where it is made; the system's temporary folder where none is given.
    prefix : str
        How its name begins.

    Attributes
    ----------
    path : Path
    """

    def __init__(self, parent: Path | None = None, prefix: str = PREFIX) -> None:
        self.path = Path(tempfile.mkdtemp(prefix=prefix, dir=parent))
        claim = (self.path / _CLAIM).open("w", encoding="ascii")
        fcntl.flock(claim, fcntl.LOCK_EX)
        claim.write(str(os.getpid()))
        claim.flush()
        self._remove = weakref.finalize(self, _remove, self.path, claim)

    def close(self) -> None:
        """Remove the folder with all that is in it."""
        self._remove()

    def __enter__(self) -> WorkFolder:
        """Return itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Remove the folder."""
        self.close()


def abandoned(parent: Path, prefix: str = PREFIX) -> list[Path]:
    """Return the work folders of this user in a folder whose processes are gone, sorted."""
    found = []
    for place in sorted(parent.glob(f"{prefix}*")) if parent.is_dir() else []:
        if place.is_dir() and not place.is_symlink() and place.stat().st_uid == os.getuid() and _is_free(place):
            found.append(place)
    return found


def remove_abandoned(parent: Path, prefix: str = PREFIX) -> None:
    """Remove the work folders in a folder whose processes are gone."""
    for place in abandoned(parent, prefix):
        shutil.rmtree(place, ignore_errors=True)


def _is_free(folder: Path) -> bool:
    """Whether no living process claims a folder."""
    try:
        with (folder / _CLAIM).open("r", encoding="ascii") as claim:
            fcntl.flock(claim, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if claim.read():
                return True
    except BlockingIOError:
        return False
    except OSError:
        pass
    try:
        return time.time() - folder.stat().st_mtime > _UNCLAIMED_S
    except OSError:  # gone meanwhile
        return False


def _remove(path: Path, claim: IO[str]) -> None:
    shutil.rmtree(path, ignore_errors=True)
    claim.close()
