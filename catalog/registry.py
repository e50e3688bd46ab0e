"""The registry: which versions exist, which are withdrawn, who used what. One row makes a publication visible."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from catalog.errors import CatalogError, DatasetRetired, StorageFailed, UnknownDataset
from catalog.record import Version
from catalog.tables import from_row, metadata, simulation_row, simulations, to_record, uses, versions, words_of

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
        Of the store's database; the tables are created when they are not there.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        if not sa.inspect(engine).has_table(uses.name):
            with engine.begin() as connection:
                metadata.create_all(connection)

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
            rows = [simulation_row(version, position, s) for position, s in enumerate(version.simulations)]
            if rows:
                connection.execute(sa.insert(simulations), rows)
        return version

    def get(self, dataset: str, number: int | None = None) -> Version:
        """Return a version, withdrawn or not; without a number, the newest that is offered.

        Raises
        ------
        UnknownDataset
            If there is no such dataset or version.
        DatasetRetired
            If no number is given and every version was withdrawn.
        """
        if number is None:
            return self.latest(dataset)
        found = self._select(sa.and_(versions.c.dataset == dataset, versions.c.number == number))
        if found:
            return found[0]
        held = ", ".join(str(v.number) for v in self.versions(dataset))
        raise UnknownDataset(
            f"Version {number} of {dataset} was asked for, but the versions published are {held}. Name one of these, "
            f"or leave the number out for the newest."
        )

    def latest(self, dataset: str) -> Version:
        """Return the newest version that is offered.

        Raises
        ------
        UnknownDataset
            If there is no such dataset.
        DatasetRetired
            If every version was withdrawn; the message gives the reason and the successor.
        """
        held = self.versions(dataset)
        offered = [v for v in held if not v.is_retired]
        if offered:
            return offered[-1]
        last = held[-1]
        instead = f" {last.successor} follows it." if last.successor else " See `broker catalog list` for others."
        raise DatasetRetired(
            f"Dataset {dataset} was asked for, but it was withdrawn: {last.retired.rstrip('.')}. It is no longer "
            f"offered for new products; those made from it can still be reproduced.{instead}"
        )

    def versions(self, dataset: str) -> tuple[Version, ...]:
        """Return all versions of a dataset, oldest first, withdrawn ones too.

        Raises
        ------
        UnknownDataset
            If there is no such dataset; the message lists those there are.
        """
        found = self._select(versions.c.dataset == dataset)
        if found:
            return found
        with self._reading() as connection:
            known = connection.scalars(sa.select(versions.c.dataset).distinct().order_by(versions.c.dataset)).all()
        listed = f"The catalog holds {_listed(known)}." if known else "The catalog is empty; `broker demo` fills it."
        raise UnknownDataset(f"Dataset {dataset!r} was asked for, but nothing is published under that id. {listed}")

    def list(self, include_retired: bool = False) -> tuple[Version, ...]:
        """Return the newest offered version of each dataset, by id; with `include_retired`, every version there is."""
        return self._select(sa.true() if include_retired else self._newest_offered())

    def search(
        self,
        text: str = "",
        bbox: Sequence[float] | None = None,
        years: tuple[int, int] | None = None,
        variables: Iterable[str] = (),
        scenario: str = "",
        kind: str = "",
        frequency: str = "",
    ) -> tuple[Version, ...]:
        """Return the newest offered version of each dataset of which one simulation meets every condition.

        Parameters
        ----------
        text : str
            Words that must all occur in id, title, producer, citation, models, scenarios or variables.
        bbox : (west, south, east, north), degrees, or None
            The simulation's box must touch it; west > east crosses the antimeridian.
        years : (int, int) or None
            The simulation must hold some of these years, both ends included.
        variables : iterable of str
            CMIP names; the simulation must hold all of them.
        scenario, kind, frequency : str
            Exactly as the catalog writes them; empty for any.
        """
        s = simulations.c
        conditions = [versions.c.words.contains(word, autoescape=True) for word in text.casefold().split()]
        if kind:
            conditions.append(versions.c.kind == kind)
        wanted = [s.variables.contains(f"|{name}|", autoescape=True) for name in variables]
        if scenario:
            wanted.append(s.scenario == scenario)
        if frequency:
            wanted.append(s.frequency == frequency)
        if years is not None:
            wanted.append(sa.and_(s.first_year <= years[1], s.last_year >= years[0]))
        if bbox is not None:
            wanted.append(_touches(bbox))
        if wanted:
            same = sa.and_(s.dataset == versions.c.dataset, s.number == versions.c.number)
            conditions.append(sa.exists().where(same, *wanted))
        return self._select(sa.and_(self._newest_offered(), *conditions))

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
        return tuple(self.get(dataset, v.number) for v in asked)

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

    def snapshots(self) -> frozenset[tuple[str, str]]:
        """Return (dataset, snapshot) of every version, withdrawn ones too: what the array store must keep."""
        with self._reading() as connection:
            rows = connection.execute(sa.select(versions.c.dataset, versions.c.snapshot).distinct())
            return frozenset((row.dataset, row.snapshot) for row in rows)

    def _reading(self) -> AbstractContextManager[Connection]:
        # An engine that begins its transactions by taking the write lock does not do so for these.
        return self._engine.connect().execution_options(only_reads=True)

    def _select(self, condition: sa.ColumnElement[bool]) -> tuple[Version, ...]:
        wanted = sa.select(versions).where(condition).order_by(versions.c.dataset, versions.c.number)
        with self._reading() as connection:
            return tuple(from_row(row) for row in connection.execute(wanted))

    def _uses(self, condition: sa.ColumnElement[bool]) -> tuple[Use, ...]:
        wanted = sa.select(uses).where(condition).order_by(uses.c.first_used, uses.c.dataset, uses.c.number)
        with self._reading() as connection:
            return tuple(
                Use(row.dataset, row.number, row.product, row.dialogue, dt.datetime.fromisoformat(row.first_used))
                for row in connection.execute(wanted)
            )

    @staticmethod
    def _newest_offered() -> sa.ColumnElement[bool]:
        other = versions.alias("other")
        newest = sa.select(sa.func.max(other.c.number)).where(
            other.c.dataset == versions.c.dataset, other.c.retired == ""
        )
        return versions.c.number == newest.scalar_subquery()


def _touches(bbox: Sequence[float]) -> sa.ColumnElement[bool]:
    west, south, east, north = bbox
    s = simulations.c
    if west <= east:
        straight = sa.and_(s.west <= east, s.east >= west)
        crossing = sa.and_(s.west > s.east, sa.or_(s.west <= east, s.east >= west))
        along = sa.or_(sa.and_(s.west <= s.east, straight), crossing)
    else:
        along = sa.or_(s.west > s.east, s.east >= west, s.west <= east)
    return sa.and_(along, s.south <= north, s.north >= south)


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds")


def _listed(names: Sequence[str], most: int = 12) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more
