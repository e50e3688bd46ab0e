"""The registry: which versions exist, how they stand, who used what. One row makes a publication visible."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from catalog.errors import CatalogError, StorageFailed
from catalog.offers import Offers
from catalog.record import Version
from catalog.review import acceptances as acceptances_of
from catalog.review import unmet_standards
from catalog.standing import check_consent_withdrawn, check_embargo_lifted
from catalog.tables import (
    acceptances,
    comparisons,
    entries,
    entry_row,
    metadata,
    simulation_row,
    simulations,
    to_record,
    versions,
    words_of,
)
from catalog.uses import Use, enter_use, uses_where

__all__ = ["Registry", "Use", "metadata"]


class Registry(Offers):
    """The table of publications. Safe to share between threads and processes.

    Parameters
    ----------
    engine : sqlalchemy.Engine
        Of the store's database; the tables are created when they are not there, and brought up to date when an older
        program made them.
    clock : callable
        Returns the time in UTC: embargoes end by it.

    Notes
    -----
    `viewer` is who asks; see `catalog.offers.Offers`.
    """

    def publish(self, draft: Version) -> Version:
        """Enter a version under the next number of its dataset, and return it with that number.

        Everything or nothing is entered; from the moment this returns, the version is offered.

        Raises
        ------
        StorageFailed
            If the database cannot be written.
        """
        try:
            return self._entered(draft)
        except sa.exc.DBAPIError as err:
            raise StorageFailed(
                f"{draft.dataset} was to be entered in the registry, but the database could not be written "
                f"({err.orig}), so nothing was published. Make room or mend the disk, then publish again."
            ) from err

    def _entered(self, draft: Version) -> Version:
        with self._engine.begin() as connection:
            number = 1 + (
                connection.scalar(sa.select(sa.func.max(versions.c.number)).where(versions.c.dataset == draft.dataset))
                or 0
            )
            version = replace(draft, number=number)
            connection.execute(
                sa.insert(versions).values(
                    dataset=version.dataset,
                    number=number,
                    snapshot=version.snapshot,
                    kind=version.kind,
                    words=words_of(version),
                    record=to_record(version),
                )
            )
            connection.execute(sa.insert(entries).values(entry_row(version)))
            rows = [simulation_row(version, position, s) for position, s in enumerate(version.simulations)]
            if rows:
                connection.execute(sa.insert(simulations), rows)
        return version

    def retire(self, dataset: str, number: int | None, because: str, successor: str = "") -> tuple[Version, ...]:
        """Withdraw one version, or every offered one where `number` is None; return those withdrawn.

        A withdrawn version is offered to nobody, and still serves to reproduce what was made from it. Withdrawing again
        changes nothing: the first reason stands.

        Raises
        ------
        UnknownDataset
            If there is no such dataset or version.
        CatalogError
            If no reason is given.
        """
        if not because.strip():
            raise CatalogError(
                f"{dataset} was to be withdrawn without a reason, but those who used it must be able to see why. "
                f"Say it with --because."
            )
        asked = [self.get(dataset, number)] if number is not None else list(self.versions(dataset))
        numbers = [v.number for v in asked if not v.is_retired]
        with self._engine.begin() as connection:
            connection.execute(
                sa.update(versions)
                .where(versions.c.dataset == dataset, versions.c.number.in_(numbers), versions.c.retired == "")
                .values(retired=because.strip(), successor=successor, retired_at=_now())
            )
            connection.execute(
                sa.update(entries)
                .where(entries.c.dataset == dataset, entries.c.number.in_(numbers), entries.c.retired == "")
                .values(retired=because.strip(), successor=successor)
            )
        return tuple(self.get(dataset, v.number) for v in asked)

    def review(
        self, dataset: str, number: int | None, by: str, accept: Sequence[str] = (), because: str = ""
    ) -> Version:
        """Accept standards that a draft does not meet; when none is left, the version is published.

        Parameters
        ----------
        number : int or None
            The newest that is not published yet, where None.
        by : str
            The reviewer: not who published it.
        accept : sequence of str
            Codes of `catalog.review.unmet_standards`; each keeps the reviewer's name and reason.
        because : str

        Raises
        ------
        UnknownDataset
            If there is no such dataset or version.
        CatalogError
            If the version may not be reviewed so; the message says why.
        """
        held = self.versions(dataset)
        waiting = [v for v in held if v.status != "published"] or list(held)
        version = waiting[-1] if number is None else self.get(dataset, number)
        accepted = acceptances_of(version, accept, because, by, self._clock())
        reviewed = replace(version, accepted=version.accepted + accepted)
        status = "review" if unmet_standards(reviewed) else "published"
        key = {"dataset": dataset, "number": version.number}
        with self._engine.begin() as connection:
            for one in accepted:
                connection.execute(sa.insert(acceptances).values(**key, **one.to_json()))
            connection.execute(sa.update(entries).filter_by(**key).values(status=status))
        return self.get(dataset, version.number)

    def lift_embargo(self, dataset: str, number: int | None, by: str) -> Version:
        """Open a version to everybody before its embargo ends; return it as it stands then.

        Parameters
        ----------
        number : int or None
            The newest that is kept back, where None.
        by : str
            Who published the version, or holds its observations: nobody else may.

        Raises
        ------
        UnknownDataset
            If there is no such dataset or version, or `by` may not see it.
        CatalogError
            If nothing is kept back, or `by` is somebody else.
        """
        held = self.versions(dataset, by)
        kept_back = [v for v in held if v.embargo > self._today().isoformat()] or list(held)
        version = kept_back[-1] if number is None else self.get(dataset, number, by)
        check_embargo_lifted(version, by, self._today())
        return self._stands(version, embargo="")

    def withdraw_consent(self, dataset: str, by: str) -> tuple[Version, ...]:
        """Close every version of contributed observations to all but their holder and who published them.

        Returns
        -------
        tuple of Version
            Those closed now. They stay stored, so that their holder can still reproduce what was made from them.

        Raises
        ------
        UnknownDataset
            If there is no such dataset, or `by` may not see it.
        CatalogError
            If the dataset has no holder, or `by` neither holds nor published it.
        """
        held = self.versions(dataset, by)
        for version in held:
            check_consent_withdrawn(version, by)
        return tuple(self._stands(v, consent="no") for v in held if v.consent.casefold() != "no")

    def _stands(self, version: Version, **standing: str) -> Version:
        with self._engine.begin() as connection:
            one = sa.update(entries).filter_by(dataset=version.dataset, number=version.number)
            connection.execute(one.values(**standing))
        return self.get(version.dataset, version.number)

    def record_use(self, dataset: str, number: int, product: str, dialogue: str = "") -> None:
        """Remember that a product was made from a version; a second time changes nothing."""
        with self._engine.begin() as connection:
            enter_use(connection, Use(dataset, number, product, dialogue, dt.datetime.now(dt.UTC)))

    def uses(self, dataset: str, number: int | None = None) -> tuple[Use, ...]:
        """Return the products made from a dataset, or from one version of it, in the order of first use.

        Raises
        ------
        UnknownDataset
            If there is no such dataset or version.
        """
        if number is None:
            self.versions(dataset)
        else:
            self.get(dataset, number)
        with self._reading() as connection:
            return uses_where(connection, dataset, number)

    def used_by(self, product: str) -> tuple[Use, ...]:
        """Return the versions that a product was made from."""
        with self._reading() as connection:
            return uses_where(connection, product=product)

    def comparisons(self, version: Version) -> dict[tuple[str, int], list[dict[str, Any]]]:
        """Return the comparisons kept of a version: (id, number) of the observations → records."""
        c = comparisons.c
        asked = sa.select(c.observed, c.observed_number, c.record)
        with self._reading() as connection:
            rows = connection.execute(asked.where(c.dataset == version.dataset, c.number == version.number))
            return {(row.observed, row.observed_number): row.record for row in rows}

    def keep_comparison(self, version: Version, observed: Version, records: Sequence[dict[str, Any]]) -> None:
        """Keep what a version's comparison with observations found, instead of what was kept of it before."""
        key = {"dataset": version.dataset, "number": version.number}
        key |= {"observed": observed.dataset, "observed_number": observed.number}
        with self._engine.begin() as connection:
            connection.execute(sa.delete(comparisons).filter_by(**key))
            connection.execute(sa.insert(comparisons).values(**key, record=[*records]))


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds")
