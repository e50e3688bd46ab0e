"""What the registry offers: versions by name, by what they hold and by where they lie, as a viewer may see them."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from catalog.errors import DatasetRetired, UnknownDataset
from catalog.finding import Criteria, meeting, newest_seen, within_reach
from catalog.listing import COLUMNS, Listed, listed
from catalog.record import Acceptance, Version
from catalog.schema import ensure_schema
from catalog.standing import may_see, seen_by
from catalog.tables import STANDING, acceptances, entries, from_record, simulations, versions

#: How many whole versions are read at once.
_BATCH = 200


class Offers:
    """The reading half of `catalog.registry.Registry`.

    Notes
    -----
    `viewer` is who asks: drafts, embargoed data and data without consent are shown to those who published or hold them
    and to nobody else. Without a name only what is open to everybody is shown; None shows all, for the store itself.
    """

    def __init__(self, engine: Engine, clock: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC)) -> None:
        self._engine = engine
        self._clock = clock
        ensure_schema(engine)

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
        named = f"The catalog holds {_known(known)}." if known else "The catalog is empty; `broker demo` fills it."
        raise UnknownDataset(f"Dataset {dataset!r} was asked for, but nothing is published under that id. {named}")

    def list(self, include_retired: bool = False, viewer: str | None = "") -> tuple[Version, ...]:
        """Return the newest offered version of each dataset, by id; with `include_retired`, every version there is.

        Simulations and findings are read from the database when they are first asked of a version; `whole` reads
        those of many at once.
        """
        seen = sa.true() if viewer is None else seen_by(viewer, self._today())
        if include_retired:
            return self._listed(seen)
        # All are wanted, so the newest of each is picked here: that asks the database half as much as `newest_seen`.
        newest = {v.dataset: v for v in self._listed(sa.and_(entries.c.retired == "", seen))}
        return tuple(newest.values())

    def search(
        self, viewer: str | None = "", limit: int | None = None, offset: int = 0, **criteria: Any
    ) -> tuple[Version, ...]:
        """Return the newest offered version of each dataset that meets every condition, by id.

        Parameters
        ----------
        limit : int or None
            How many are wanted, after leaving out the first `offset`; None for all.
        criteria
            Attributes of `catalog.finding.Criteria`: ``text``, ``bbox``, ``years``, ``variables`` …
        """
        condition = sa.and_(newest_seen(viewer, self._today()), *meeting(Criteria.of(**criteria)))
        return self._listed(condition, limit, offset)

    def count(self, viewer: str | None = "", **criteria: Any) -> int:
        """Return how many datasets `search` finds without a limit."""
        condition = sa.and_(newest_seen(viewer, self._today()), *meeting(Criteria.of(**criteria)))
        with self._reading() as connection:
            return connection.scalar(sa.select(sa.func.count()).select_from(entries).where(condition)) or 0

    def whole(self, wanted: Iterable[Version]) -> tuple[Version, ...]:
        """Return versions with all that they hold, in the order given: a few questions, however many there are."""
        keys = [(v.dataset, v.number) for v in wanted]
        found = {(v.dataset, v.number): v for v in self._named(keys)}
        return tuple(found[key] for key in keys)

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
        return tuple(sorted(self._named(wanted), key=lambda v: v.dataset))

    def labels_of(self, person: str) -> tuple[tuple[str, int], ...]:
        """Return (dataset, number) of every version that somebody published or holds, withdrawn ones too."""
        e = entries.c
        asked = sa.select(e.dataset, e.number).where(sa.or_(e.published_by == person, e.holder == person))
        with self._reading() as connection:
            return tuple((row.dataset, row.number) for row in connection.execute(asked.order_by(e.dataset, e.number)))

    def withdrawn(self) -> dict[tuple[str, int], tuple[str, dt.date]]:
        """Return (dataset, number) of every version that was withdrawn → why, and on which day."""
        v = versions.c
        asked = sa.select(v.dataset, v.number, v.retired, v.retired_at).where(v.retired != "", v.retired_at != "")
        with self._reading() as connection:
            return {
                (row.dataset, row.number): (row.retired, dt.datetime.fromisoformat(row.retired_at).date())
                for row in connection.execute(asked)
            }

    def standing(self, dataset: str) -> tuple[sa.Row[Any], ...]:
        """Return whose each version of a dataset is and how it stands, oldest first, without reading what it holds."""
        e = entries.c
        asked = sa.select(e.number, e.status, e.embargo, e.published_by, e.holder, e.consent)
        with self._reading() as connection:
            return tuple(connection.execute(asked.where(e.dataset == dataset).order_by(e.number)))

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

    def _listed(
        self, condition: sa.ColumnElement[bool], limit: int | None = None, offset: int = 0
    ) -> tuple[Listed, ...]:
        asked = sa.select(*COLUMNS).where(condition).order_by(entries.c.dataset, entries.c.number)
        if limit is not None or offset:
            asked = asked.limit(limit).offset(offset)
        with self._reading() as connection:
            return tuple([listed(row, self.get) for row in connection.execute(asked)])

    def _named(self, keys: Sequence[tuple[str, int]]) -> tuple[Version, ...]:
        numbers = sa.tuple_(versions.c.dataset, versions.c.number)
        batches = [keys[i : i + _BATCH] for i in range(0, len(keys), _BATCH)]
        return tuple(v for batch in batches for v in self._whole(numbers.in_(batch)))

    def _whole(self, condition: sa.ColumnElement[bool]) -> tuple[Version, ...]:
        same = sa.and_(entries.c.dataset == versions.c.dataset, entries.c.number == versions.c.number)
        asked = (
            sa.select(sa.cast(versions.c.record, sa.Text).label("record"), versions.c.dataset, versions.c.number)
            .add_columns(*(entries.c[name] for name in STANDING))
            .join(entries, same)
            .where(condition)
            .order_by(versions.c.dataset, versions.c.number)
        )
        with self._reading() as connection:
            rows = connection.execute(asked).all()
            accepted = self._accepted(connection, {row.dataset for row in rows})
        return tuple(
            _version_of(
                row.record,
                tuple((name, getattr(row, name)) for name in STANDING),
                accepted.get((row.dataset, row.number), ()),
            )
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


@lru_cache(maxsize=_BATCH)
def _version_of(record: str, standing: tuple[tuple[str, str], ...], accepted: tuple[Acceptance, ...]) -> Version:
    """Return the version of a record, parsed once: a page asks for the same few again and again."""
    return from_record(json.loads(record), dict(standing), accepted)


def _known(names: Sequence[str], most: int = 12) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more
