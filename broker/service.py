"""Every verb that anyone can do: the only door for the pages, the command line and scripts."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
import uuid
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from broker.access import READER as ANYBODY
from broker.access import Actor, authorize, local_persona
from broker.database import home_of, open_database
from broker.dialogue import TITLE_LENGTH, Dialogue, DialogueSummary, RoundDiff, fit_of, fold
from broker.errors import Conflict, InvalidResponse, UnservableNeed
from broker.event_log import Entry, EventLog, utc_now
from broker.events import CATALOG, UNMET_NEEDS, Event
from broker.matching import Match, match
from broker.product import Product, Reproduction, summary_json
from broker.reach import FARTHEST_STATION_KM
from broker.recipe import Recipe, canonical_json
from broker.verification import Checkpoint, Verification
from broker.wording import kept
from broker.workshop import Progress, Workshop, hand_over, recipe_in
from catalog.checks import refuse_unknown_repairs
from catalog.errors import DatasetRetired, UnknownDataset
from catalog.record import Facets, Report, Version
from catalog.standing import is_open
from translators.indices import INDICES, Index
from translators.need import Need
from translators.specification import Reading, Specification, Unservable

if TYPE_CHECKING:
    import xarray as xr
    from sqlalchemy import Engine

    from broker.doctor import Check
    from broker.engine.plan import Plan
    from broker.engine.result import Result
    from catalog.catalog import Catalog, Leftovers
    from catalog.comparison import Comparison
    from catalog.exports import Exported, Targets
    from catalog.registry import Use

__all__ = ["Broker", "Progress"]

#: Of the datasets that do not come near a place, so many are told with the reason why they do not answer.
REFUSED_BESIDES = 50


class Broker:
    """The dialogue between those who have projections and those who must decide.

    Parameters
    ----------
    home : Path or str, optional
        Folder of the store; else ``BROKER_HOME``, else a folder of the user's own data. Created on first use.
    clock : callable, optional
        Returns the time in UTC.

    Notes
    -----
    ``by`` is who does it. ``key`` names one submission: the same key is carried out once and answers with the same
    result ever after, so that a double click or a retry adds nothing. Every refusal is a `BrokerError`, a
    `TranslationError` or a `CatalogError`, and nothing of a refused call is stored, but for the need itself in the
    register of unmet needs.
    """

    def __init__(self, home: Path | str | None = None, clock: Callable[[], dt.datetime] = utc_now) -> None:
        self.home = home_of(home)
        self._clock = clock

    @cached_property
    def _engine(self) -> Engine:
        return open_database(self.home)

    @cached_property
    def _log(self) -> EventLog:
        return EventLog(self._engine, self._clock)

    @cached_property
    def _catalog(self) -> Catalog:
        from catalog.catalog import Catalog

        return Catalog(self.home, self._engine, self._clock)

    @cached_property
    def _workshop(self) -> Workshop:
        return Workshop(self.home, self._catalog, self._clock)

    # — what producers offer —

    def check(self, paths: list[str], facets: Facets, progress: Progress | None = None) -> Report:
        """Return the quality report of data files; nothing is stored."""
        authorize(ANYBODY, "check")
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
        actor = authorize(local_persona(by), "publish", facets.dataset)
        refuse_unknown_repairs(facets.accept)
        request = {"verb": "publish", "paths": [str(p) for p in paths], "facets": repr(facets), "by": actor.name}
        earlier = self._log.carried_out(key, request)
        if earlier:
            published = self._catalog.dataset(earlier[0].data["dataset"], earlier[0].data["version"])
            return Report(
                published.dataset, published.number, published.status, published.simulations, published.findings
            )
        report = self._catalog.publish(paths, facets, actor.name, progress)
        if report.status != "refused":
            made = self._catalog.dataset(report.dataset, report.version)
            # The log is read by everybody: of what waits or is kept back it says the label only.
            said = report.to_json() if is_open(made, self._clock().date()) else {"withheld": made.embargo}
            data = {"dataset": report.dataset, "version": report.version}
            is_draft = report.status == "draft"
            entry = ("DatasetDrafted", data) if is_draft else ("DatasetPublished", data | {"report": said})
            self._log.append(CATALOG, [entry], by=actor.name, key=key or _fresh_key(), request=request)
        return report

    def publish_teaching(
        self, *, by: str, scale: float = 1.0, progress: Progress | None = None, key: str | None = None
    ) -> Report:
        """Make the made-up weather for teaching and publish it; see `catalog.teaching.publishing.publish`."""
        from catalog.teaching.names import dataset_id
        from catalog.teaching.publishing import publish

        dataset = dataset_id(scale)
        actor = authorize(local_persona(by), "publish", dataset)
        request = {"verb": "publish teaching data", "dataset": dataset, "by": actor.name}
        report = publish(self._catalog, actor.name, scale, progress)
        data = {"dataset": report.dataset, "version": report.version, "report": report.to_json()}
        entry = ("DatasetPublished", data)
        self._log.append(CATALOG, [entry], by=actor.name, key=key or _fresh_key(), request=request)
        return report

    def datasets(self, include_retired: bool = False, *, by: str = "") -> tuple[Version, ...]:
        """Return the latest version of every dataset on offer (with ``include_retired``: every version).

        ``by`` is who asks: drafts and data under embargo are shown to those who published or hold them only.
        """
        viewer = authorize(local_persona(by), "list datasets").name
        return self._catalog.datasets(include_retired, viewer)

    def dataset(self, dataset: str, version: int | None = None, *, by: str = "") -> Version:
        """Return one version, the latest on offer where none is named. Raises `catalog.errors.UnknownDataset`."""
        viewer = authorize(local_persona(by), "list datasets").name
        return self._catalog.dataset(dataset, version, viewer)

    def versions(self, dataset: str, *, by: str = "") -> tuple[Version, ...]:
        """Return every version of a dataset that the viewer may see, oldest first, withdrawn ones too."""
        viewer = authorize(local_persona(by), "list datasets").name
        return self._catalog.registry.versions(dataset, viewer)

    def periods(
        self, labels: Sequence[tuple[str, int]], *, by: str = ""
    ) -> dict[tuple[str, int], dict[str, tuple[int, int]]]:
        """Return scenario → first and last year held by each version (id, number), without reading the records."""
        viewer = authorize(local_persona(by), "list datasets").name
        return self._catalog.registry.periods(labels, viewer)

    def to_review(self, *, by: str) -> tuple[Version, ...]:
        """Return the drafts that wait for a review, for a reviewer to read."""
        authorize(local_persona(by), "review dataset")
        held = self._catalog.datasets(True, None)
        return tuple(v for v in held if v.status != "published" and not v.is_retired)

    def comparisons(self, dataset: str, version: int | None = None, *, by: str = "") -> tuple[Comparison, ...]:
        """Return each simulation's past against the observations near it, season by season."""
        viewer = authorize(local_persona(by), "list datasets").name
        return self._catalog.comparisons(self._catalog.dataset(dataset, version, viewer))

    def search(self, *, by: str = "", **criteria: Any) -> tuple[Version, ...]:
        """Return the versions on offer that fit; see `catalog.registry.Registry.search` for the criteria."""
        viewer = authorize(local_persona(by), "list datasets").name
        return self._catalog.search(**criteria, viewer=viewer)

    def count(self, *, by: str = "", **criteria: Any) -> int:
        """Return how many versions a search finds without a limit."""
        viewer = authorize(local_persona(by), "list datasets").name
        return self._catalog.registry.count(viewer, **criteria)

    def whole(self, versions: Sequence[Version]) -> tuple[Version, ...]:
        """Return listed versions with all that they hold, read together instead of one by one."""
        return self._catalog.registry.whole(versions)

    def lift_embargo(self, dataset: str, version: int | None = None, *, by: str, key: str | None = None) -> Version:
        """Open a version to everybody before its embargo ends; only who published or holds it may."""
        actor = authorize(local_persona(by), "lift embargo", dataset)
        request = {"verb": "lift embargo", "dataset": dataset, "version": version, "by": actor.name}
        earlier = self._log.carried_out(key, request)
        if earlier:
            return self._catalog.dataset(dataset, earlier[0].data["version"])
        opened = self._catalog.lift_embargo(dataset, version, actor.name)
        entry = ("EmbargoLifted", {"dataset": dataset, "version": opened.number})
        self._log.append(CATALOG, [entry], by=actor.name, key=key or _fresh_key(), request=request)
        return opened

    def withdraw_consent(
        self, dataset: str, *, by: str, because: str = "", key: str | None = None
    ) -> tuple[Version, ...]:
        """Close contributed observations to all but their holder and who published them."""
        actor = authorize(local_persona(by), "withdraw consent", dataset)
        because = kept(because, "The reason why consent is withdrawn", required=False)
        request = {"verb": "withdraw consent", "dataset": dataset, "because": because, "by": actor.name}
        earlier = self._log.carried_out(key, request)
        if earlier:
            return tuple(self._catalog.dataset(dataset, e.data["version"]) for e in earlier)
        closed = self._catalog.withdraw_consent(dataset, actor.name)
        entries: list[Entry] = [
            ("ConsentWithdrawn", {"dataset": dataset, "version": v.number, "because": because}) for v in closed
        ]
        if entries:
            self._log.append(CATALOG, entries, by=actor.name, key=key or _fresh_key(), request=request)
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
        actor = authorize(local_persona(by), "review dataset", dataset)
        because = kept(because, "The reason why a standard may stay unmet", required=bool(accept))
        request = {"verb": "review", "dataset": dataset, "version": version, "accept": [*accept], "because": because}
        request |= {"by": actor.name}
        earlier = self._log.carried_out(key, request)
        if earlier:
            return self._catalog.dataset(dataset, earlier[0].data["version"])
        reviewed = self._catalog.review(dataset, version, actor.name, accept, because)
        said = {"version": reviewed.number, "accepted": [*accept], "because": because, "status": reviewed.status}
        entry = ("DatasetReviewed", {"dataset": dataset, **said})
        self._log.append(CATALOG, [entry], by=actor.name, key=key or _fresh_key(), request=request)
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
        actor = authorize(local_persona(by), "retire", dataset)
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
            self._log.append(CATALOG, entries, by=actor.name, key=key or _fresh_key(), request=request)
        return retired

    def open(
        self,
        dataset: str,
        version: int | None = None,
        *,
        model: str = "",
        scenario: str = "",
        member: str = "",
        by: str = "",
    ) -> xr.Dataset:
        """Return one published simulation as a lazy xarray dataset; see `catalog.datasets.open_dataset`.

        Raises
        ------
        UnknownDataset
            If nothing fits, or several simulations do; the message lists them.
        """
        from catalog.datasets import find_simulation, open_dataset

        actor = authorize(local_persona(by), "read data", dataset)
        held = self._catalog.dataset(dataset, version, actor.name)
        simulation = find_simulation(held, model, scenario, member)
        return open_dataset(held, simulation, self._catalog.source(held, simulation))

    def export(
        self,
        datasets: Sequence[tuple[str, int | None]],
        targets: Targets,
        *,
        by: str = "",
        progress: Progress | None = None,
    ) -> Exported:
        """Write versions, or everything on offer where none is named, as files; see `catalog.exports.export`."""
        from catalog.exports import export

        actor = authorize(local_persona(by), "read data")
        named = tuple(self._catalog.dataset(name, number, actor.name) for name, number in datasets)
        return export(named or self._catalog.datasets(viewer=actor.name), self._catalog.source, targets, progress)

    def save_simulation(
        self, dataset: str, version: int, simulation: tuple[str, str, str], folder: Path, *, by: str = ""
    ) -> Path:
        """Write one simulation (model, scenario, member) of a version to a folder as CF NetCDF; return its file."""
        from catalog.datasets import find_simulation
        from catalog.netcdf_export import write_netcdf

        actor = authorize(local_persona(by), "read data", dataset)
        held = self._catalog.dataset(dataset, version, actor.name)
        found = find_simulation(held, *simulation)
        return write_netcdf(held, found, self._catalog.source(held, found), Path(folder))

    def uses(self, dataset: str, *, by: str = "") -> tuple[Use, ...]:
        """Return which products and dialogues used a dataset."""
        viewer = authorize(local_persona(by), "list datasets").name
        self._catalog.registry.versions(dataset, viewer)
        return self._catalog.uses(dataset)

    def used_by(self, product_id: str, *, by: str = "") -> tuple[Version, ...]:
        """Return the versions that a product was made from, as they stand now: withdrawn, followed, reviewed."""
        viewer = authorize(local_persona(by), "read product", product_id).name
        used = dict.fromkeys((u.dataset, u.version) for u in self._catalog.used_by(product_id))
        return tuple(self._catalog.dataset(dataset, version, viewer) for dataset, version in used)

    # — from words to numbers —

    def indices(self) -> tuple[Index, ...]:
        """Return every index that can be computed."""
        return tuple(INDICES.values())

    def ask(self, sentence: str, language: str | None = None) -> Reading:
        """Return how a sentence is understood; one that cannot be served is kept in the register of unmet needs."""
        from translators.ask import ask

        authorize(ANYBODY, "ask")
        reading = ask(sentence, language)
        if reading.unservable is not None:
            self._keep_unmet(ANYBODY, sentence, reading.unservable, None)
        return reading

    def specify(self, need: Need) -> Specification:
        """Return the need made exact, each default on record as an assumption."""
        return Specification.of(need)

    def match(self, specification: Specification, *, by: str = "") -> Match:
        """Return who answers, who does not and why, and the mismatches; an unmet need is no error here (`unmet`).

        Raises
        ------
        UnknownDataset, DatasetRetired
            If the specification names data that are not on offer.
        """
        viewer = authorize(local_persona(by), "build").name
        catalog = self._catalog
        if specification.datasets is None:
            place = specification.region.geometry.bounds
            versions = catalog.around(place, FARTHEST_STATION_KM, REFUSED_BESIDES, viewer)
        else:
            versions = tuple(self._offered(name, viewer) for name in dict.fromkeys(specification.datasets))
        how = specification.adjustment
        name = how and (f"{how.dataset}@{how.version}" if how.version else how.dataset)
        observations = self._offered(name, viewer) if name else None
        return match(
            specification,
            versions,
            lambda version, simulation: catalog.source(version, simulation).grid,
            observations,
            catalog.datasets(viewer=viewer) if specification.warming else (),
        )

    def plan(self, specification: Specification, *, by: str = "") -> Plan:
        """Return what a product would cost: cells, bytes, seconds, memory, and what would be cheaper."""
        return self._workshop.plan(self.match(specification, by=by))

    def preview(self, specification: Specification) -> Result:
        """Return the numbers only: no files, no event (for sliders)."""
        return self._workshop.numbers(self.match(specification).to_recipe())

    def build(self, need: Need, out: Path | None = None, progress: Progress | None = None, *, by: str = "") -> Product:
        """Build a product outside of any dialogue. Raises `UnservableNeed` with the mismatches when nothing answers."""
        authorize(local_persona(by), "build")
        found = self.match(Specification.of(need), by=by)
        product = self._made(ANYBODY, need.to_mapping(), found, "", progress)
        return hand_over(product, Path(out)) if out is not None else product

    def product(self, product_id: str, *, by: str = "") -> Product:
        """Return a product that was built before. Raises `UnknownProduct`, also where its data may not be seen."""
        viewer = authorize(local_persona(by), "read product", product_id).name
        self._must_see(product_id, recipe_in(self._workshop.folder_of(product_id) / "files"), viewer)
        return self._workshop.product(product_id)

    def reproduce(self, product: Path | str, *, by: str = "") -> Reproduction:
        """Build a product again, from the folder of its files or its id, and compare every number.

        Raises
        ------
        UnknownProduct
            If there is no recipe or there are no numbers to compare with.
        UnknownDataset
            If the store does not hold the data that the recipe names.
        """
        from broker.reproduction import compare

        viewer = authorize(local_persona(by), "reproduce", str(product)).name
        is_folder = Path(product).is_dir()
        folder = Path(product) if is_folder else self._workshop.folder_of(str(product)) / "files"
        recipe = recipe_in(folder)
        if not is_folder:
            self._must_see(str(product), recipe, viewer)
        versions = [self._catalog.dataset(dataset, version, viewer) for dataset, version, _ in recipe.uses]
        result = self._workshop.numbers(recipe)
        return compare(folder, recipe, result, versions, "" if is_folder else str(product))

    # — the dialogue —

    def open_dialogue(self, need: Need, *, by: str, key: str | None = None) -> Dialogue:
        """Open a dialogue: round 1. A need that no data meet yet is kept, and stands in the register of unmet needs."""
        actor = authorize(local_persona(by), "open dialogue")
        request = {"verb": "open", "need": need.to_mapping(), "by": actor.name}
        earlier = self._log.carried_out(key, request)
        if earlier:
            return self.dialogue(earlier[0].dialogue)
        specification = Specification.of(need)
        found = self.match(specification)
        entries: list[Entry] = [
            ("DialogueOpened", {"title": _title(need.statement)}),
            ("NeedStated", {"round": 1, "need": need.to_mapping(), "specification": specification.to_json()}),
            ("DatasetsMatched", {"round": 1, "match": found.to_json()}),
        ]
        written = self._log.append(
            _fresh_dialogue_id(), entries, by=actor.name, key=key or _fresh_key(), request=request, expected_version=0
        )
        if found.unmet is not None:
            self._keep_refused(actor, need.to_mapping(), found.unmet)
        return self.dialogue(written[0].dialogue)

    def build_round(
        self,
        dialogue_id: str,
        *,
        by: str = "broker",
        key: str | None = None,
        out: Path | None = None,
        progress: Progress | None = None,
    ) -> Product:
        """Build the product of the current round; the same recipe twice is one event."""
        actor = authorize(local_persona(by), "build round", dialogue_id)
        dialogue = self.dialogue(dialogue_id)
        request = {"verb": "build", "dialogue": dialogue_id, "by": actor.name}
        earlier = self._log.carried_out(key, request)
        if earlier:
            product = self.product(earlier[-1].data["product"])
            return hand_over(product, Path(out)) if out is not None else product
        current = dialogue.round
        found = self.match(current.specification)
        label = f"{dialogue.title} (round {current.number})"
        product = self._made(actor, current.need_mapping, found, label, progress)
        if current.product_id != product.id:
            _must_be_open(dialogue)
            entries: list[Entry] = []
            if found.to_json() != current.match:
                entries.append(("DatasetsMatched", {"round": current.number, "match": found.to_json()}))
            entries.append(("ProductBuilt", {"round": current.number, **_built(product)}))
            self._append(dialogue, entries, actor, key, request)
        return hand_over(product, Path(out)) if out is not None else product

    def respond(
        self,
        dialogue_id: str,
        *,
        by: str,
        text: str = "",
        fits: dict[str, str] | None = None,
        key: str | None = None,
        round_number: int | None = None,
    ) -> Dialogue:
        """Say something to a round (the current one by default), on any of the three axes and in words."""
        actor = authorize(local_persona(by), "respond", dialogue_id)
        dialogue = self.dialogue(dialogue_id)
        answer = fit_of(fits)
        text = kept(text, "The response", required=not answer)
        about = dialogue.round_number(round_number) if round_number is not None else dialogue.round
        request = {
            "verb": "respond", "dialogue": dialogue_id, "round": round_number, "fits": answer, "text": text,
            "by": actor.name,
        }  # fmt: skip
        if not self._log.carried_out(key, request):
            _must_be_open(dialogue)
            entry = ("ResponseGiven", {"round": about.number, "fits": answer, "text": text})
            self._append(dialogue, [entry], actor, key, request, same_round=round_number is None)
        return self.dialogue(dialogue_id)

    def revise(
        self,
        dialogue_id: str,
        need: Need,
        *,
        by: str,
        because: str,
        key: str | None = None,
        expected_round: int | None = None,
    ) -> Dialogue:
        """State the changed need: the next round. Raises `Conflict` when `expected_round` is not the current one."""
        actor = authorize(local_persona(by), "revise", dialogue_id)
        dialogue = self.dialogue(dialogue_id)
        because = kept(because, "The reason for the change")
        request = {
            "verb": "revise", "dialogue": dialogue_id, "need": need.to_mapping(), "because": because, "by": actor.name,
        }  # fmt: skip
        if self._log.carried_out(key, request):
            return dialogue
        _must_be_open(dialogue)
        if expected_round is not None and expected_round != dialogue.round.number:
            raise Conflict(
                f"Round {expected_round} was to be revised, but {dialogue.round.opened_by} has opened round "
                f"{dialogue.round.number} meanwhile ({dialogue.round.because or 'no reason given'}), so the change "
                f"might undo theirs. Look at round {dialogue.round.number} and revise that."
            )
        if need.to_mapping() == dialogue.round.need.to_mapping():
            raise InvalidResponse(
                f"The need of round {dialogue.round.number} was to be revised, but the new one is the same to the "
                f"letter, so another round would hold nothing new. Change what does not fit, or respond to the round."
            )
        specification = Specification.of(need)
        found = self.match(specification)
        number = dialogue.round.number + 1
        stated = {"need": need.to_mapping(), "specification": specification.to_json(), "because": because}
        entries: list[Entry] = [
            ("RoundClosed", {"round": number - 1}),
            ("NeedRevised", {"round": number, **stated}),
            ("DatasetsMatched", {"round": number, "match": found.to_json()}),
        ]
        self._append(dialogue, entries, actor, key, request)
        if found.unmet is not None:
            self._keep_refused(actor, need.to_mapping(), found.unmet)
        return self.dialogue(dialogue_id)

    def close_dialogue(self, dialogue_id: str, *, by: str, because: str, key: str | None = None) -> Dialogue:
        """Bring a dialogue to its end."""
        actor = authorize(local_persona(by), "close dialogue", dialogue_id)
        dialogue = self.dialogue(dialogue_id)
        because = kept(because, "The reason for the end")
        request = {"verb": "close", "dialogue": dialogue_id, "because": because, "by": actor.name}
        if not self._log.carried_out(key, request):
            _must_be_open(dialogue)
            entries: list[Entry] = [
                ("RoundClosed", {"round": dialogue.round.number}),
                ("DialogueClosed", {"because": because}),
            ]
            self._append(dialogue, entries, actor, key, request)
        return self.dialogue(dialogue_id)

    def dialogue(self, dialogue_id: str) -> Dialogue:
        """Return a dialogue. Raises `UnknownDialogue`."""
        authorize(ANYBODY, "read dialogue", dialogue_id)
        return fold(self._log.dialogue(dialogue_id))

    def dialogues(self) -> tuple[DialogueSummary, ...]:
        """Return all dialogues, the one with the latest event first."""
        authorize(ANYBODY, "read dialogue")
        return self._log.dialogues()

    def diff(self, dialogue_id: str, first: int, second: int) -> RoundDiff:
        """Return what changed between two rounds."""
        from broker.diff import diff_rounds

        return diff_rounds(self.dialogue(dialogue_id), first, second)

    # — the record —

    def events(self, dialogue_id: str) -> tuple[Event, ...]:
        """Return the events of a dialogue, oldest first."""
        authorize(ANYBODY, "read dialogue", dialogue_id)
        return self._log.dialogue(dialogue_id)

    def verify_log(self, checkpoint: Path | None = None) -> Verification:
        """Check the whole exchange log, against a checkpoint kept outside where one is given."""
        from broker.log_files import read_checkpoint
        from broker.verification import verify

        authorize(ANYBODY, "verify log")
        return verify(self._log.lines(), read_checkpoint(checkpoint) if checkpoint else None)

    def checkpoint(self, out: Path) -> Path:
        """Write what the log is now to a file, to be kept elsewhere. Raises `LogDamaged` when it is not whole now."""
        from broker.log_files import write_checkpoint

        found = self.verify_log()
        now = self._clock().isoformat(timespec="seconds")
        return write_checkpoint(found, Checkpoint(found.events, found.root, found.heads, now), Path(out))

    def export_log(self, dialogue_id: str, format: str, out: Path) -> Path:
        """Write a dialogue's events as ``jsonl`` or ``csv``; the id ``all`` writes every stream."""
        from broker.log_files import write_log

        authorize(ANYBODY, "export log", dialogue_id)
        if dialogue_id != "all":
            self._log.dialogue(dialogue_id)
        return write_log(self._log.lines(None if dialogue_id == "all" else dialogue_id), format, Path(out))

    def unmet_needs(self) -> tuple[Event, ...]:
        """Return the register of unmet needs, newest first (``data``: statement, axis, reason, referral, need)."""
        authorize(ANYBODY, "read unmet needs")
        return tuple(reversed(self._log.stream(UNMET_NEEDS)))

    def doctor(self) -> tuple[Check, ...]:
        """Return what of this installation is unsafe, slow or out of date, and how to mend it.

        The files of every dataset in place are read whole and compared with their sha256.
        """
        from broker.doctor import examine, examine_in_place, examine_leftovers
        from broker.leftovers import left_over

        authorize(ANYBODY, "examine installation")
        checks = examine(self.home)
        if any(check.status == "problem" for check in checks):
            return checks  # without a whole store, nobody can say what is left over in it
        in_place = [examine_in_place(version, problems) for version, problems in self._catalog.in_place()]
        return (*checks, *in_place, examine_leftovers(self._catalog.leftovers() + left_over(self.home)))

    def clean(self) -> Leftovers:
        """Give back the space that work took which never came to an end; return what was removed.

        Those are publications, half-written products, and files that were unpacked or fetched to be read; work of a
        living process is left alone.

        Raises
        ------
        CatalogError
            If something is being published at this moment.
        """
        authorize(local_persona("admin"), "clean store")
        from broker.leftovers import reclaim

        return self._catalog.reclaim() + reclaim(self.home)

    # — what several verbs share —

    def _must_see(self, product_id: str, recipe: Recipe, viewer: str) -> None:
        """Refuse a product, as if it were not there, to those who may not see all of its data at this moment."""
        try:
            for dataset, version, _ in recipe.uses:
                self._catalog.dataset(dataset, version, viewer)
        except UnknownDataset as hidden:
            raise self._workshop.unknown(product_id) from hidden

    def _offered(self, name: str, viewer: str = "") -> Version:
        """Return the version that ``id`` or ``id@2`` names in a need, if it is still on offer."""
        dataset, _, number = name.partition("@")
        if not number:
            return self._catalog.dataset(dataset, None, viewer)
        wanted = (dataset, int(number)) if number.isdecimal() else (name, None)
        found = self._catalog.dataset(*wanted, viewer)
        if found.is_retired:
            follows = f" {found.successor} follows it." if found.successor else ""
            raise DatasetRetired(
                f"{found.label} was asked, but it was withdrawn ({found.retired}), so nothing new is made from "
                f"it.{follows}"
                f" Leave the number out for what is on offer now; `broker reproduce` still builds old products again."
            )
        return found

    def _append(
        self,
        dialogue: Dialogue,
        entries: list[Entry],
        actor: Actor,
        key: str | None,
        request: dict[str, Any],
        *,
        same_round: bool = True,
    ) -> None:
        """Append to a dialogue as it was read, unless it was closed or went on to another round meanwhile."""
        version, key = dialogue.version, key or _fresh_key()
        while True:
            try:
                self._log.append(
                    dialogue.id, entries, by=actor.name, key=key, request=request, expected_version=version
                )
                return
            except Conflict:
                now = self.dialogue(dialogue.id)
                moved_on = same_round and now.round.number != dialogue.round.number
                if now.version == version or moved_on or not now.is_open:
                    raise
                version = now.version  # others spoke meanwhile, which does not change what was asked

    def _made(
        self, actor: Actor, need: dict[str, Any], found: Match, dialogue: str, progress: Progress | None
    ) -> Product:
        """Return the product that answers a need; one that cannot be served is kept before its refusal goes on."""
        try:
            return self._workshop.make(found, dialogue, progress)
        except UnservableNeed as refusal:
            self._keep_refused(actor, need, refusal)
            raise

    def _keep_refused(self, actor: Actor, need: dict[str, Any], refusal: UnservableNeed) -> None:
        """Keep a need that the data refuse, with the axis on which they do."""
        axis = next((m.axis for m in refusal.mismatches if m.severity == "error"), "")
        axis = axis or {"outside-data": "space", "period-not-held": "time"}.get(refusal.code, "metric")
        reason = Unservable(axis, str(refusal), "the producers of the data")
        self._keep_unmet(actor, need["statement"], reason, need)

    def _keep_unmet(self, actor: Actor, statement: str, reason: Unservable, need: dict[str, Any] | None) -> None:
        """Add a need to the register; the same need with the same reason by the same person stands there once."""
        said = {"statement": statement, **reason.to_json(), "need": need}
        request = {"verb": "keep unmet", "said": said, "by": actor.name}
        key = f"unmet-{hashlib.sha256(canonical_json(request)).hexdigest()}"
        self._log.append(UNMET_NEEDS, [("NeedLeftUnmet", said)], by=actor.name, key=key, request=request)


def _must_be_open(dialogue: Dialogue) -> None:
    if not dialogue.is_open:
        raise Conflict(
            f"Dialogue {dialogue.id} was brought to its end on {dialogue.last_at:%d %B %Y} "
            f"({dialogue.closed_because}), "
            f"so nothing is added to it. Open a new dialogue with the need as it is now.",
            code="dialogue-closed",
        )


def _built(product: Product) -> dict[str, Any]:
    return {
        "product": product.id,
        "files": product.file_hashes,
        "units": product.result.summary_units,
        "summary": summary_json(product.result.summary),
        "sentence": product.sentence,
        "warnings": list(product.warnings),
    }


def _title(statement: str) -> str:
    words = " ".join(statement.split())
    return words if len(words) <= TITLE_LENGTH else f"{words[: TITLE_LENGTH - 1].rsplit(' ', 1)[0]} …"


def _fresh_key() -> str:
    return uuid.uuid4().hex


def _fresh_dialogue_id() -> str:
    """Return a short name without letters that are mistaken for digits."""
    return "d-" + "".join(secrets.choice("23456789abcdefghjkmnpqrstuvwxyz") for _ in range(10))
