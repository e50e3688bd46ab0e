"""Publishing: data files are read, checked and made a version of a dataset, and told against observations near them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

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
from catalog.registry import Registry
from catalog.standing import check_standing

if TYPE_CHECKING:
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


class Publishing:
    """Verbs by which data come into the catalog.

    Parameters
    ----------
    home : Path
        Folder of the store; arrays lie in its folder ``arrays``.
    registry : Registry
    """

    def __init__(self, home: Path, registry: Registry) -> None:
        self.home = home
        self.registry = registry

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

    def source(self, version: Version, simulation: Simulation) -> StoredSimulation:
        """Return the stored arrays of one simulation, opened once and kept. Raises `ArraysDamaged`."""
        return self.arrays.open(version, simulation)

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
