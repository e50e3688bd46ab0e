"""Backups: taken from a store, and put back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from broker.people.identity import sign_in_kind
from broker.service.people import PeopleVerbs

if TYPE_CHECKING:
    from broker.backup.contents import Contents
    from broker.backup.restoring import Restored
    from broker.backup.taking import Progress


class BackupVerbs(PeopleVerbs):
    """Verbs of those who keep copies of a store: where people sign in, its admins; on a computer of one's own, whoever
    can read its folder anyway.
    """

    def backup(
        self,
        out: Path,
        *,
        by: str = "",
        arrays: bool = True,
        keys: Path | None = None,
        progress: Progress | None = None,
    ) -> Contents:
        """Write one state of the store to a folder; see `broker.backup.taking.take`."""
        from broker.backup.taking import take

        if is_shared():
            self._may(by, "take backup")
        return take(
            self.home,
            self._engine,
            self._signer,
            self._clock(),
            Path(out),
            arrays=arrays,
            keys=Path(keys) if keys else None,
            progress=progress,
        )

    def restore(
        self, folder: Path, *, by: str = "", keys: Path | None = None, erased: Path | None = None, replace: bool = False
    ) -> Restored:
        """Check a backup and put it in the place of what the store holds; see `broker.backup.restoring.restore`.

        A store that holds nothing has no admin yet: whoever can write its folder fills it.
        """
        from broker.backup.restoring import is_empty, restore

        if is_shared() and not is_empty(self._engine):
            self._may(by, "restore backup")
        done = restore(
            Path(folder),
            self.home,
            self._engine,
            self._clock,
            keys=Path(keys) if keys else None,
            erased=Path(erased) if erased else None,
            replace=replace,
        )
        self._forget()  # what was read of the store before is of another one
        for person in self._register.begun_erasures():
            self._erased(person)
        return done


def is_shared() -> bool:
    """Say whether people sign in to this store, so that not everybody who uses it can read its folder."""
    return sign_in_kind() == "oidc"
