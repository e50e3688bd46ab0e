"""What producers do with their data: check, publish, review, open, close and withdraw."""

from __future__ import annotations

from dataclasses import replace

from broker.events import CATALOG
from broker.log import Entry
from broker.service.demand import DemandVerbs
from broker.service.store import fresh_key
from broker.wording import kept
from broker.workshop import Progress
from catalog.checks import refuse_unknown_repairs
from catalog.record import Facets, Report, Version
from catalog.standing import is_open


class PublishingVerbs(DemandVerbs):
    """Writing verbs of the catalog."""

    def check(self, paths: list[str], facets: Facets, progress: Progress | None = None) -> Report:
        """Return the quality report of data files; nothing is stored."""
        self._may("", "check")
        refuse_unknown_repairs(facets.accept)
        return self._catalog.check(paths, facets, progress)

    def publish(
        self,
        paths: list[str],
        facets: Facets,
        *,
        by: str = "producer",
        key: str | None = None,
        progress: Progress | None = None,
        in_place: bool = False,
    ) -> Report:
        """Check data files and publish them as a new version; a refusal is a report of status ``refused``.

        With `in_place` the values stay in their NetCDF files or Zarr folder, and every answer reads them there.
        """
        facets = replace(facets, in_place=facets.in_place or in_place)
        actor = self._may(by, "publish", facets.dataset)
        refuse_unknown_repairs(facets.accept)
        request = {"verb": "publish", "paths": [str(p) for p in paths], "facets": repr(facets), "by": actor.name}
        earlier = self._log.carried_out(key, request)
        if earlier:
            published = self._catalog.dataset(earlier[0].data["dataset"], earlier[0].data["version"])
            return Report(
                published.dataset, published.number, published.status, published.simulations, published.findings
            )
        report = self._catalog.publish(paths, facets, actor.signs_as, progress)
        if report.status != "refused":
            made = self._catalog.dataset(report.dataset, report.version)
            # The log is read by everybody: of what waits or is kept back it says the label only.
            said = report.to_json() if is_open(made, self._clock().date()) else {"withheld": made.embargo}
            data = {"dataset": report.dataset, "version": report.version}
            is_draft = report.status == "draft"
            entry = ("DatasetDrafted", data) if is_draft else ("DatasetPublished", data | {"report": said})
            self._log.append(CATALOG, [entry], by=actor.id, name=actor.name, key=key or fresh_key(), request=request)
            self._notice_served(made, actor)
        return report

    def publish_teaching(
        self, *, by: str, scale: float = 1.0, progress: Progress | None = None, key: str | None = None
    ) -> Report:
        """Make the made-up weather for teaching and publish it; see `catalog.teaching.publishing.publish`."""
        from catalog.teaching.names import dataset_id
        from catalog.teaching.publishing import publish

        dataset = dataset_id(scale)
        actor = self._may(by, "publish", dataset)
        request = {"verb": "publish teaching data", "dataset": dataset, "by": actor.name}
        report = publish(self._catalog, actor.signs_as, scale, progress)
        data = {"dataset": report.dataset, "version": report.version, "report": report.to_json()}
        entry = ("DatasetPublished", data)
        self._log.append(CATALOG, [entry], by=actor.id, name=actor.name, key=key or fresh_key(), request=request)
        return report

    def lift_embargo(self, dataset: str, version: int | None = None, *, by: str, key: str | None = None) -> Version:
        """Open a version to everybody before its embargo ends; only who published or holds it may."""
        actor = self._may(by, "lift embargo", dataset)
        request = {"verb": "lift embargo", "dataset": dataset, "version": version, "by": actor.name}
        earlier = self._log.carried_out(key, request)
        if earlier:
            return self._catalog.dataset(dataset, earlier[0].data["version"])
        opened = self._catalog.lift_embargo(dataset, version, actor.signs_as)
        entry = ("EmbargoLifted", {"dataset": dataset, "version": opened.number})
        self._log.append(CATALOG, [entry], by=actor.id, name=actor.name, key=key or fresh_key(), request=request)
        self._notice_served(opened, actor)
        return opened

    def withdraw_consent(
        self, dataset: str, *, by: str, because: str = "", key: str | None = None
    ) -> tuple[Version, ...]:
        """Close contributed observations to all but their holder and who published them."""
        actor = self._may(by, "withdraw consent", dataset)
        because = kept(because, "The reason why consent is withdrawn", required=False)
        request = {"verb": "withdraw consent", "dataset": dataset, "because": because, "by": actor.name}
        earlier = self._log.carried_out(key, request)
        if earlier:
            return tuple(self._catalog.dataset(dataset, e.data["version"]) for e in earlier)
        closed = self._catalog.withdraw_consent(dataset, actor.signs_as)
        entries: list[Entry] = [
            ("ConsentWithdrawn", {"dataset": dataset, "version": v.number, "because": because}) for v in closed
        ]
        if entries:
            self._log.append(CATALOG, entries, by=actor.id, name=actor.name, key=key or fresh_key(), request=request)
        return closed

    def review(
        self,
        dataset: str,
        version: int | None = None,
        *,
        by: str,
        accept: tuple[str, ...] = (),
        because: str = "",
        key: str | None = None,
    ) -> Version:
        """Review a draft: accept standards that it does not meet, with a reason; with none left it is published."""
        actor = self._may(by, "review dataset", dataset)
        because = kept(because, "The reason why a standard may stay unmet", required=bool(accept))
        request = {"verb": "review", "dataset": dataset, "version": version, "accept": [*accept], "because": because}
        request |= {"by": actor.name}
        earlier = self._log.carried_out(key, request)
        if earlier:
            return self._catalog.dataset(dataset, earlier[0].data["version"])
        reviewed = self._catalog.review(dataset, version, actor.signs_as, accept, because)
        said = {"version": reviewed.number, "accepted": [*accept], "because": because, "status": reviewed.status}
        entry = ("DatasetReviewed", {"dataset": dataset, **said})
        self._log.append(CATALOG, [entry], by=actor.id, name=actor.name, key=key or fresh_key(), request=request)
        self._notice_served(reviewed, actor)
        return reviewed

    def retire(
        self,
        dataset: str,
        version: int | None,
        because: str,
        by: str,
        key: str | None = None,
        successor: str = "",
    ) -> tuple[Version, ...]:
        """Withdraw a version, or all of them, from offer; products made from it can still be built again."""
        actor = self._may(by, "retire", dataset)
        because = kept(because, "The reason why the data are withdrawn")
        request = {"verb": "retire", "dataset": dataset, "version": version, "because": because, "by": actor.name}
        request |= {"successor": successor} if successor else {}
        earlier = self._log.carried_out(key, request)
        if earlier:
            return tuple(self._catalog.dataset(e.data["dataset"], e.data["version"]) for e in earlier)
        if successor:
            self._offered(successor)  # those who used the old data are sent to what is there
        retired = self._catalog.retire(dataset, version, because, successor)
        entries: list[Entry] = [
            ("DatasetRetired", {"dataset": v.dataset, "version": v.number, "because": because}) for v in retired
        ]
        if entries:
            self._log.append(CATALOG, entries, by=actor.id, name=actor.name, key=key or fresh_key(), request=request)
        return retired
