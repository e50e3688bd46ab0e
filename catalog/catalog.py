"""The catalog: check, publish, find, withdraw, and open what was published."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from catalog.errors import ArraysDamaged, UnknownDataset
from catalog.leftovers import Leftovers, left_in, remove_left
from catalog.publishing import Publishing
from catalog.record import Version
from catalog.registry import Registry, Use

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from catalog.arrays import StoredSimulation

__all__ = ["Catalog", "Leftovers"]


class Catalog(Publishing):
    """What producers offer: every verb of the service that is about data.

    Parameters
    ----------
    home : Path
        Folder of the store; arrays lie in its folder ``arrays``.
    engine : sqlalchemy.Engine
        Of the store's database.
    clock : callable
        Returns the time in UTC: embargoes end by it.

    Notes
    -----
    `viewer` is who asks; see `Registry`. Safe to share between threads. Arrays and file readers are imported when
    first needed, the registry at once.
    """

    def __init__(
        self, home: Path, engine: Engine, clock: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC)
    ) -> None:
        super().__init__(Path(home), Registry(engine, clock))
        # A version's record never changes but for its withdrawal, which does not matter to those who reproduce.
        self._record = lru_cache(maxsize=256)(self.registry.get)

    def datasets(self, include_retired: bool = False, viewer: str | None = "") -> tuple[Version, ...]:
        """Return the newest offered version of each dataset; with `include_retired`, every version there is."""
        return self.registry.list(include_retired, viewer)

    def dataset(self, dataset: str, version: int | None = None, viewer: str | None = None) -> Version:
        """Return one version, the newest offered where none is named; see `Registry.get`."""
        return self.registry.get(dataset, version, viewer)

    def search(self, **criteria: Any) -> tuple[Version, ...]:
        """Return the newest offered versions that fit; see `Registry.search`."""
        return self.registry.search(**criteria)

    def around(self, bbox: Sequence[float], margin_km: float, others: int, viewer: str = "") -> tuple[Version, ...]:
        """Return the newest offered versions near a place; see `Registry.around`."""
        return self.registry.around(bbox, margin_km, others, viewer)

    def retire(self, dataset: str, version: int | None, because: str, successor: str = "") -> tuple[Version, ...]:
        """Withdraw a version, or every one where none is named; see `Registry.retire`."""
        return self.registry.retire(dataset, version, because, successor)

    def lift_embargo(self, dataset: str, version: int | None, by: str) -> Version:
        """Open a version to everybody; see `Registry.lift_embargo`."""
        return self.registry.lift_embargo(dataset, version, by)

    def withdraw_consent(self, dataset: str, by: str) -> tuple[Version, ...]:
        """Close contributed observations; see `Registry.withdraw_consent`."""
        return self.registry.withdraw_consent(dataset, by)

    def review(
        self, dataset: str, version: int | None, by: str, accept: Sequence[str] = (), because: str = ""
    ) -> Version:
        """Review a draft; see `Registry.review`."""
        return self.registry.review(dataset, version, by, accept, because)

    def record_use(self, dataset: str, version: int, product: str, dialogue: str = "") -> None:
        """Remember that a product was made from a version."""
        self.registry.record_use(dataset, version, product, dialogue)

    def uses(self, dataset: str, version: int | None = None) -> tuple[Use, ...]:
        """Return the products made from a dataset; see `Registry.uses`."""
        return self.registry.uses(dataset, version)

    def used_by(self, product: str) -> tuple[Use, ...]:
        """Return the versions that a product was made from."""
        return self.registry.used_by(product)

    def source_of(self, dataset: str, version: int, key: tuple[str, str, str]) -> StoredSimulation:
        """Return the stored arrays of (model, scenario, member) in a version, withdrawn or not: what the engine opens.

        Raises
        ------
        UnknownDataset
            If the version holds no such simulation.
        """
        held = self._record(dataset, version)
        for simulation in held.simulations:
            if simulation.key == tuple(key):
                return self.source(held, simulation)
        known = "; ".join(" ".join(part for part in s.key if part) for s in held.simulations)
        raise UnknownDataset(
            f"Simulation {' '.join(part for part in key if part)} was asked of {held.label}, which holds {known}. Name "
            f"one of these."
        )

    def scrub(self, dataset: str, version: int | None = None) -> None:
        """Compare each tile of a version with its digest. Raises `ArraysDamaged` at the first that differs."""
        held = self.registry.get(dataset, version)
        for simulation in held.simulations:
            self.source(held, simulation).scrub()

    def in_place(self) -> Iterator[tuple[Version, tuple[str, ...]]]:
        """Yield each version that is served from its producer's files, with what is wrong with those files.

        Every file is read whole and compared with its sha256; the sentences say where the files lie.
        """
        from catalog.in_place import CODE

        for version in self.registry.list(True, None):
            if any(f.code == CODE for f in version.findings):
                try:
                    yield version, tuple(self.arrays.standing(version).problems())
                except ArraysDamaged as damaged:
                    yield version, (str(damaged),)

    def leftovers(self) -> Leftovers:
        """Return what interrupted publications left on disk; one under way at this moment counts too."""
        return left_in(self.home / "arrays", self.registry.snapshots())

    def reclaim(self) -> Leftovers:
        """Give back the space that interrupted publications took; return what was removed.

        Raises
        ------
        CatalogError
            If something is being published at this moment.
        """
        from catalog.locks import reclaiming

        root = self.home / "arrays"
        with reclaiming(root):
            found = self.leftovers()
            remove_left(root, found)
        return found
