"""The installation: what of it is unsafe or out of date, and space given back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from broker.service.drafts import DraftVerbs

if TYPE_CHECKING:
    from broker.doctor import Check
    from catalog.catalog import Leftovers


class UpkeepVerbs(DraftVerbs):
    """Verbs of those who run a store."""

    def doctor(self) -> tuple[Check, ...]:
        """Return what of this installation is unsafe, slow or out of date, and how to mend it.

        The files of every dataset in place are read whole and compared with their sha256.
        """
        from broker.doctor import examine, examine_drafts, examine_erasures, examine_in_place, examine_leftovers
        from broker.leftovers import left_over

        self._may("", "examine installation")
        checks = examine(self.home)
        if any(check.status == "problem" for check in checks):
            return checks  # without a whole store, nobody can say what is left over in it
        in_place = [examine_in_place(version, problems) for version, problems in self._catalog.in_place()]
        return (
            *checks,
            *in_place,
            examine_erasures(self._register.begun_erasures()),
            examine_leftovers(self._catalog.leftovers() + left_over(self.home)),
            examine_drafts(*self._shelf.ended()),
        )

    def clean(self, *, by: str = "admin") -> Leftovers:
        """Give back the space that work took which never came to an end; return what was removed.

        Those are publications, half-written products, and files that were unpacked or fetched to be read; work of a
        living process is left alone. Drafts that nobody touched for `broker.drafts.KEPT_FOR` are deleted.

        Raises
        ------
        CatalogError
            If something is being published at this moment.
        """
        self._may(by, "clean store")
        from broker.leftovers import reclaim

        return self._catalog.reclaim() + reclaim(self.home) + self._tidied()

    def _tidied(self) -> Leftovers:
        from catalog.catalog import Leftovers

        count, size = self._shelf.tidy()
        return Leftovers((f"drafts that nobody touched for long ({count})",) if count else (), size)
