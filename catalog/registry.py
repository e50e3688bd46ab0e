"""The registry: which versions exist, which are withdrawn, who used what. One row makes a publication visible."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from catalog.errors import CatalogError, DatasetRetired, StorageFailed, UnknownDataset
from catalog.finding import meeting, newest_seen, within_reach
from catalog.listing import COLUMNS, Listed, listed
from catalog.record import Acceptance, Version
from catalog.review import acceptances as acceptances_of
from catalog.review import unmet_standards
from catalog.schema import ensure_schema
from catalog.standing import may_see, seen_by
from catalog.tables import (
    acceptances,
    comparisons,
    entries,
    entry_row,
    from_record,
    metadata,
    simulation_row,
    simulations,
    to_record,
    uses,
    versions,
    words_of,
)

__all__ = ["Registry", "Use", "metadata"]


@dataclass(frozen=True)
class Use:
    """One product that was made from a version; `dialogue` is empty outside a dialogue."""

    dataset: str
    version: int
    product: str
    dialogue: str
    first_used: dt.datetime


class Registry:
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
    `viewer` is who asks: drafts, embargoed data and data without consent are shown to those who published or hold them
    and to nobody else. Without a name only what is open to everybody is shown; None shows all, for the store itself.
    """

    def __init__(self, engine: Engine, clock: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC)) -> None:
        self._engine = engine
        self._clock = clock
        ensure_schema(engine)

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

    def get(self, dataset: str, number: int | None = None, viewer: str | None = None) -> Version:
        """Return a version, withdrawn or not; without a number, the newest that is offered.

        Raises
        ------
        UnknownDataset
            If there is no such dataset or version, or the viewer may not see it.
        DatasetRetired
            If no number is given and every version was withdrawn.
        """
        if number is None:
            return self.latest(dataset, viewer)
        held = self.versions(dataset, viewer)
        found = [v for v in held if v.number == number]
        if found:
            return found[0]
        raise UnknownDataset(
            f"Version {number} of {dataset} was asked for, but the versions published are "
            f"{', '.join(str(v.number) for v in held)}. Name one of these, or leave the number out for the newest."
        )

    def latest(self, dataset: str, viewer: str | None = "") -> Version:
        """Return the newest version that is offered.

        Raises
        ------
        UnknownDataset
            If there is no such dataset, or the viewer may not see it.
        DatasetRetired
            If every version was withdrawn; the message gives the reason and the successor.
        """
        held = self.versions(dataset, viewer)
        offered = [v for v in held if not v.is_retired]
        if offered:
            return offered[-1]
        last = held[-1]
        instead = f" {last.successor} follows it." if last.successor else " See `broker catalog list` for others."
        raise DatasetRetired(
            f"Dataset {dataset} was asked for, but it was withdrawn: {last.retired.rstrip('.')}. It is no longer "
            f"offered for new products; those made from it can still be reproduced.{instead}"
        )

    def versions(self, dataset: str, viewer: str | None = None) -> tuple[Version, ...]:
        """Return all versions of a dataset that the viewer may see, oldest first, withdrawn ones too.

        Raises
        ------
        UnknownDataset
            If there is none; the message lists the datasets there are.
        """
        found = self._whole(versions.c.dataset == dataset)
        today = self._today()
        seen = tuple(v for v in found if viewer is None or may_see(v, viewer, today))
        if seen:
            return seen
        with self._reading() as connection:
            asked = sa.select(entries.c.dataset).distinct().order_by(entries.c.dataset)
            known = connection.scalars(asked if viewer is None else asked.where(seen_by(viewer, today))).all()
        named = f"The catalog holds {_listed(known)}." if known else "The catalog is empty; `broker demo` fills it."
        raise UnknownDataset(f"Dataset {dataset!r} was asked for, but nothing is published under that id. {named}")

    def list(self, include_retired: bool = False, viewer: str | None = "") -> tuple[Version, ...]:
        """Return the newest offered version of each dataset, by id; with `include_retired`, every version there is.

        Simulations and findings are read from the database when they are first asked of a version.
        """
        if not include_retired:
            return self._listed(newest_seen(viewer, self._today()))
        return self._listed(sa.true() if viewer is None else seen_by(viewer, self._today()))

    def search(
        self,
        text: str = "",
        bbox: Sequence[float] | None = None,
        years: tuple[int, int] | None = None,
        variables: Iterable[str] = (),
        scenario: str = "",
        kind: str = "",
        frequency: str = "",
        licence: str = "",
        viewer: str | None = "",
    ) -> tuple[Version, ...]:
        """Return the newest offered version of each dataset of which one simulation meets every condition.

        Parameters
        ----------
        text : str
            Words that must all occur in id, title, producer, citation, licence, DOI, models, scenarios or variables.
        bbox : (west, south, east, north), degrees, or None
            The simulation's box must touch it; west > east crosses the antimeridian.
        years : (int, int) or None
            The simulation must hold some of these years, both ends included.
        variables : iterable of str
            CMIP names; the simulation must hold all of them.
        scenario, kind, frequency : str
            Exactly as the catalog writes them; empty for any.
        licence : str
            Must occur in the licence; capitals, spaces and hyphens do not matter (``cc by`` finds CC-BY-4.0).
        """
        conditions = meeting(text, bbox, years, tuple(variables), scenario, kind, frequency, licence)
        return self._listed(sa.and_(newest_seen(viewer, self._today()), *conditions))

    def periods(
        self, labels: Sequence[tuple[str, int]], viewer: str | None = ""
    ) -> dict[tuple[str, int], dict[str, tuple[int, int]]]:
        """Return scenario → first and last year of each version (id, number) that the viewer may see, in one question.

        A version that is not there, or that the viewer may not see, is left out.
        """
        s, e = simulations.c, entries.c
        asked = (
            sa.select(s.dataset, s.number, s.scenario, sa.func.min(s.first_year), sa.func.max(s.last_year))
            .join(entries, sa.and_(e.dataset == s.dataset, e.number == s.number))
            .where(sa.tuple_(s.dataset, s.number).in_(labels))
            .where(sa.true() if viewer is None else seen_by(viewer, self._today()))
            .group_by(s.dataset, s.number, s.scenario)
            .order_by(sa.func.min(s.position))
        )
        found: dict[tuple[str, int], dict[str, tuple[int, int]]] = {}
        with self._reading() as connection:
            for dataset, number, scenario, first, last in connection.execute(asked):
                found.setdefault((dataset, number), {})[scenario] = (first, last)
        return found

    def around(
        self, bbox: Sequence[float], margin_km: float, others: int, viewer: str | None = "", kind: str = ""
    ) -> tuple[Version, ...]:
        """Return the newest offered versions that come near a box, and the nearest of the others, by id.

        Parameters
        ----------
        bbox : (west, south, east, north), degrees
        margin_km : float
            How far a version may lie outside of the box to be near.
        others : int
            How many of those that lie farther are wanted besides.
        kind : str
            Only versions of this kind; empty for any.
        """
        e = entries.c
        asked = sa.select(e.dataset, e.number, e.west, e.south, e.east, e.north)
        asked = asked.where(newest_seen(viewer, self._today()), e.kind == kind if kind else sa.true())
        with self._reading() as connection:
            rows = connection.execute(asked).all()
        wanted = within_reach(rows, bbox, margin_km, others)
        if not wanted:
            return ()
        numbers = sa.tuple_(versions.c.dataset, versions.c.number)
        batches = [wanted[i : i + 200] for i in range(0, len(wanted), 200)]
        return tuple(sorted((v for b in batches for v in self._whole(numbers.in_(b))), key=lambda v: v.dataset))

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

    def record_use(self, dataset: str, number: int, product: str, dialogue: str = "") -> None:
        """Remember that a product was made from a version; a second time changes nothing."""
        key = {"dataset": dataset, "number": number, "product": product, "dialogue": dialogue}
        with self._engine.begin() as connection:
            if connection.execute(sa.select(uses.c.product).filter_by(**key)).first() is None:
                connection.execute(sa.insert(uses).values(**key, first_used=_now()))

    def uses(self, dataset: str, number: int | None = None) -> tuple[Use, ...]:
        """Return the products made from a dataset, or from one version of it, in the order of first use.

        Raises
        ------
        UnknownDataset
            If there is no such dataset or version.
        """
        if number is None:
            self.versions(dataset)
            return self._uses(uses.c.dataset == dataset)
        self.get(dataset, number)
        return self._uses(sa.and_(uses.c.dataset == dataset, uses.c.number == number))

    def used_by(self, product: str) -> tuple[Use, ...]:
        """Return the versions that a product was made from."""
        return self._uses(uses.c.product == product)

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

    def snapshots(self) -> frozenset[tuple[str, str]]:
        """Return (dataset, snapshot) of every version, withdrawn ones too: what the array store must keep."""
        with self._reading() as connection:
            rows = connection.execute(sa.select(versions.c.dataset, versions.c.snapshot).distinct())
            return frozenset((row.dataset, row.snapshot) for row in rows)

    def _reading(self) -> AbstractContextManager[Connection]:
        # An engine that begins its transactions by taking the write lock does not do so for these.
        return self._engine.connect().execution_options(only_reads=True)

    def _today(self) -> dt.date:
        return self._clock().date()

    def _listed(self, condition: sa.ColumnElement[bool]) -> tuple[Listed, ...]:
        asked = sa.select(*COLUMNS).where(condition).order_by(entries.c.dataset, entries.c.number)
        with self._reading() as connection:
            return tuple([listed(row, self.get) for row in connection.execute(asked)])

    def _whole(self, condition: sa.ColumnElement[bool]) -> tuple[Version, ...]:
        same = sa.and_(entries.c.dataset == versions.c.dataset, entries.c.number == versions.c.number)
        asked = (
            sa.select(versions.c.record, versions.c.dataset, versions.c.number)
            .add_columns(entries.c.status, entries.c.retired, entries.c.successor)
            .join(entries, same)
            .where(condition)
            .order_by(versions.c.dataset, versions.c.number)
        )
        with self._reading() as connection:
            rows = connection.execute(asked).all()
            accepted = self._accepted(connection, {row.dataset for row in rows})
        return tuple(
            from_record(row.record, row.status, row.retired, row.successor, accepted.get((row.dataset, row.number), ()))
            for row in rows
        )

    @staticmethod
    def _accepted(connection: Connection, datasets: Iterable[str]) -> dict[tuple[str, int], tuple[Acceptance, ...]]:
        found: dict[tuple[str, int], tuple[Acceptance, ...]] = {}
        asked = sa.select(acceptances).where(acceptances.c.dataset.in_(sorted(datasets)))
        for row in connection.execute(asked.order_by(acceptances.c.at, acceptances.c.code)):
            one = Acceptance(row.code, row.because, row.by, dt.datetime.fromisoformat(row.at))
            key = (row.dataset, row.number)
            found[key] = (*found.get(key, ()), one)
        return found

    def _uses(self, condition: sa.ColumnElement[bool]) -> tuple[Use, ...]:
        wanted = sa.select(uses).where(condition).order_by(uses.c.first_used, uses.c.dataset, uses.c.number)
        with self._reading() as connection:
            return tuple(
                Use(row.dataset, row.number, row.product, row.dialogue, dt.datetime.fromisoformat(row.first_used))
                for row in connection.execute(wanted)
            )


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds")


def _listed(names: Sequence[str], most: int = 12) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more
