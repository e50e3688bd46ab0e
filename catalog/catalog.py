"""The catalog: check, publish, find, withdraw, and open what was published."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import DBAPIError

from catalog.errors import (
    ArraysDamaged,
    CatalogError,
    DataRefused,
    DatasetRetired,
    NotUnderstood,
    UnknownDataset,
    Unreadable,
)
from catalog.profiles import find_profile
from catalog.record import Facets, Finding, Report, Simulation, Version
from catalog.registry import Registry, Use
from catalog.standing import check_standing

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from catalog.arrays import ArrayStore, StoredSimulation
    from catalog.comparison import Comparison
    from catalog.ingest import Progress, ValueChecks
    from catalog.understood import FoundSimulation, Understood
    from catalog.writing import Staging

#: The share of a publication's time that the first look at the files takes.
LOOKING_SHARE = 0.1
#: Observations up to this distance tell of a model's past.
NEAR_KM = 50.0
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")


@dataclass(frozen=True)
class Leftovers:
    """What work that never came to an end left on disk."""

    folders: tuple[str, ...]
    size: int

    def __add__(self, other: Leftovers) -> Leftovers:
        """Return both."""
        return Leftovers(self.folders + other.folders, self.size + other.size)


class Catalog:
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
        self.home = Path(home)
        self.registry = Registry(engine, clock)
        # A version's record never changes but for its withdrawal, which does not matter to those who reproduce.
        self._record = lru_cache(maxsize=256)(self.registry.get)

    @cached_property
    def arrays(self) -> ArrayStore:
        """The stored arrays."""
        from catalog.arrays import ArrayStore

        return ArrayStore(self.home / "arrays")

    def check(self, paths: list[str], facets: Facets, progress: Progress | None = None) -> Report:
        """Return the quality report of data files; nothing is stored.

        The status is ``publishable`` or ``refused``; unreadable files are a finding, not an exception.
        """
        check_standing(facets)
        from catalog.contributed import rounded_options
        from catalog.reading import check

        return check(paths, rounded_options(facets), progress, find_profile(self.home, facets.profile))

    def publish(
        self, paths: list[str], facets: Facets, by: str = "producer", progress: Progress | None = None
    ) -> Report:
        """Check data files and publish them as the next version of a dataset, wholly or not at all.

        Returns
        -------
        Report
            Status ``published``, or ``draft`` where one was asked for, with the version's number; or ``refused`` with
            the errors found. The same values with the same facets and findings as the newest version make no new one:
            its number is returned, with the note `already-published`.

        Raises
        ------
        CatalogError
            If the id cannot name a dataset.
        StorageFailed
            If the disk is full, read-only or failing; the store is as it was.
        """
        _check_id(facets.dataset)
        check_standing(facets)
        from catalog.contributed import rounded_options
        from catalog.in_place import refuse_addresses
        from catalog.reading import understand
        from catalog.scanning import Scan

        def looking(what: str, done: int, of: int) -> None:
            if progress is not None:
                progress(what, LOOKING_SHARE * done / max(1, of))

        def storing(what: str, share: float) -> None:
            if progress is not None:
                progress(what, LOOKING_SHARE + (1 - LOOKING_SHARE) * share)

        facets = rounded_options(facets)
        impossible = refuse_addresses(paths) if facets.in_place else ()
        if impossible:
            return Report(facets.dataset, None, "refused", (), impossible)
        profile = find_profile(self.home, facets.profile)
        with understand(paths, facets, looking, profile) as understood:
            return self.publish_understood(understood, facets, by, storing, checks_of=Scan)

    def publish_understood(
        self,
        understood: Understood,
        facets: Facets,
        by: str,
        progress: Progress | None,
        checks_of: Callable[[FoundSimulation], ValueChecks],
    ) -> Report:
        """Publish what reading understood; see `publish`."""
        from catalog import in_place
        from catalog.contributed import with_rounded_places
        from catalog.ingest import source_records, store_simulations
        from catalog.locks import publishing
        from catalog.synthetic import says_synthetic
        from catalog.writing import staging

        understood = with_rounded_places(understood, facets.place_decimals)
        if facets.in_place:
            understood = replace(understood, findings=(*understood.findings, *in_place.about(understood)))
        report = understood.report(facets)
        if report.status == "refused":
            return report
        with publishing(self.arrays.root), staging(self.arrays.root, facets.dataset) as staged:
            try:
                found = store_simulations(understood, staged, checks_of, progress, facets.in_place)
                sources = source_records(understood.files)
                if facets.in_place:
                    staged.locate(in_place.location(understood.files, sources, facets))
            except (DataRefused, NotUnderstood, Unreadable) as refusal:
                return _refused(understood.report(facets, refusal.findings), refusal)
            draft = Version(
                dataset=facets.dataset,
                number=0,
                snapshot="",
                title=understood.title or facets.dataset,
                producer=understood.producer,
                licence=understood.licence,
                citation=understood.citation,
                kind=understood.kind or "projection",
                adjustment=understood.adjustment,
                simulations=staged.simulations,
                findings=understood.report(facets, found).findings,
                published=dt.datetime.now(dt.UTC).replace(microsecond=0),
                change_note=facets.change_note,
                sources=sources,
                published_by=by,
                contact=facets.contact,
                doi=facets.doi,
                terms=facets.terms,
                embargo=facets.embargo,
                holder=facets.holder,
                consent=facets.consent,
                place_decimals=facets.place_decimals,
                good_for=tuple(facets.good_for),
                not_good_for=tuple(facets.not_good_for),
                status="draft" if facets.draft else "published",
                synthetic=says_synthetic(understood.findings),
            )
            report = self._make_visible(draft, staged)
        if report.version is not None:
            self._compare(self.registry.get(draft.dataset, report.version))
        return report

    def _make_visible(self, draft: Version, staged: Staging) -> Report:
        from catalog.locks import committing
        from catalog.understood import sort_findings
        from catalog.writing import remove

        with committing(self.arrays.root):
            snapshot, is_new = staged.seal()
            try:
                draft = replace(draft, snapshot=snapshot)
                draft = replace(draft, findings=sort_findings(draft.findings + self._biases(draft)))
                same = self._same_already(draft)
                version = same or self.registry.publish(draft)
            except BaseException:
                if is_new:
                    self.arrays.forget(draft.dataset, snapshot)
                    remove(self.arrays.root, draft.dataset, snapshot)
                raise
        findings = version.findings
        if same is not None:
            findings = (*findings, _already_published(same))
        return Report(draft.dataset, version.number, version.status, version.simulations, findings)

    def _biases(self, draft: Version) -> tuple[Finding, ...]:
        from catalog.fitness import Observed, bias_findings

        if draft.kind != "projection":
            return ()
        observed = [
            Observed(version.title, simulation, self.source(version, simulation))
            for version in self.registry.list()
            if version.kind == "observation"
            for simulation in version.simulations
            if simulation.grid_kind == "points"
        ]
        if not observed:
            return ()
        return bias_findings(draft.simulations, lambda simulation: self.source(draft, simulation), observed)

    def _same_already(self, draft: Version) -> Version | None:
        try:
            latest = self.registry.latest(draft.dataset, draft.published_by)
        except (UnknownDataset, DatasetRetired):
            return None
        as_if = replace(
            draft,
            number=latest.number,
            published=latest.published,
            published_by=latest.published_by,
            change_note=latest.change_note,
            sources=latest.sources,
            status=latest.status,
            accepted=latest.accepted,
        )
        return latest if as_if == latest else None

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

    def comparisons(self, version: Version) -> tuple[Comparison, ...]:
        """Return each simulation's past against the observations on offer near it, season by season.

        What was not compared yet, because the observations came later, is compared now and kept. Observations whose
        arrays are damaged are left out: `broker doctor` and whoever reads them say so.
        """
        from catalog.comparison import Comparison, compare

        if version.kind != "projection" or version.bbox is None:
            return ()
        kept = self.registry.comparisons(version)
        found: list[Comparison] = []
        for observed in self.registry.around(version.bbox, NEAR_KM, 0, kind="observation"):
            records = kept.get((observed.dataset, observed.number))
            if records is None:
                try:
                    arrays = [self.source(observed, s) for s in observed.simulations]
                    made = [
                        comparison
                        for s in version.simulations
                        if any(_share_years(s, o) for o in observed.simulations)
                        for comparison in compare(s, self.source(version, s), observed.label, observed.title, arrays)
                    ]
                except ArraysDamaged:
                    continue
                records = [comparison.to_json() for comparison in made]
                self.registry.keep_comparison(version, observed, records)
            found += [Comparison.from_json(record) for record in records]
        return tuple(found)

    def _compare(self, published: Version) -> None:
        """Compare a new projection with the observations there are, or the projections there are with new ones."""
        if published.bbox is None:
            return
        concerned: tuple[Version, ...] = (published,)
        if published.kind == "observation":
            concerned = self.registry.around(published.bbox, NEAR_KM, 0, None, kind="projection")
        for version in concerned:
            try:
                self.comparisons(version)
            except (CatalogError, OSError, DBAPIError):
                continue  # the publication stands; the comparison is made when the entry is next shown

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

    def source(self, version: Version, simulation: Simulation) -> StoredSimulation:
        """Return the stored arrays of one simulation, opened once and kept. Raises `ArraysDamaged`."""
        return self.arrays.open(version, simulation)

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
        root, keep = self.home / "arrays", self.registry.snapshots()
        folders = [
            place
            for dataset in (sorted(root.iterdir()) if root.is_dir() else [])
            if dataset.is_dir()
            for place in sorted(dataset.iterdir())
            if (dataset.name, place.name) not in keep
        ]
        size = sum(file.stat().st_size for place in folders for file in place.rglob("*") if file.is_file())
        return Leftovers(tuple(f"{p.parent.name}/{p.name}" for p in folders), size)

    def reclaim(self) -> Leftovers:
        """Give back the space that interrupted publications took; return what was removed.

        Raises
        ------
        CatalogError
            If something is being published at this moment.
        """
        from catalog.locks import reclaiming
        from catalog.writing import remove_if_empty

        root = self.home / "arrays"
        with reclaiming(root):
            found = self.leftovers()
            for name in found.folders:
                shutil.rmtree(root / name, ignore_errors=True)
                remove_if_empty((root / name).parent)
        return found


def _share_years(one: Simulation, other: Simulation) -> bool:
    return min(one.years[1], other.years[1]) >= max(one.years[0], other.years[0])


def _check_id(dataset: str) -> None:
    if not _ID.fullmatch(dataset) or ".." in dataset:
        raise CatalogError(
            f"A dataset was to be published as {dataset!r}, but an id names a folder and stands in need files, so it "
            f"must start with a letter or a digit and go on with letters, digits, dots, hyphens or underscores, 80 at "
            f"most. Try one like woolpit-cmip6."
        )


def _refused(report: Report, refusal: CatalogError) -> Report:
    if report.status == "refused":
        return report
    error = Finding(code=refusal.code, severity="error", message=str(refusal))
    return replace(report, status="refused", findings=(error, *report.findings))


def _already_published(version: Version) -> Finding:
    from catalog.checks import finding

    message = f"These values with these facets are published already as {version.label}: no new version was made."
    return finding("already-published", message)
