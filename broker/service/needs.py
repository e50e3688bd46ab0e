"""From words to numbers: needs are read, made exact, matched, built, and built again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from broker.access import READER as ANYBODY
from broker.agreements import applied_to_need, applied_to_reading
from broker.deliveries import hand_over, recipe_in
from broker.fit import outlook
from broker.jobs import Progress
from broker.matching import Match, match
from broker.people.erasure import quote
from broker.product import Product, Reproduction
from broker.reach import FARTHEST_STATION_KM
from broker.service.store import Store
from broker.unmet import register, with_demand
from translators.indices import INDICES, Index, find_index
from translators.need import Need
from translators.specification import Reading, Specification

if TYPE_CHECKING:
    from broker.engine.plan import Plan
    from broker.engine.result import Result

#: Of the datasets that do not come near a place, so many are told with the reason why they do not answer.
REFUSED_BESIDES = 50


class NeedVerbs(Store):
    """Verbs of a need outside of any dialogue."""

    def indices(self) -> tuple[Index, ...]:
        """Return every index that can be computed."""
        return tuple(INDICES.values())

    def ask(self, sentence: str, language: str | None = None, *, by: str = "") -> Reading:
        """Return how a sentence is understood; one that cannot be served is kept in the register of unmet needs.

        What `by` agreed on for a place in earlier dialogues stands there for what the sentence leaves open.
        """
        from translators.ask import ask

        actor = self._may(by, "ask")
        reading = ask(sentence, language)
        if reading.unservable is not None:
            self._keep_unmet(actor, sentence, reading.unservable, None, self._for(actor))
        places = {(p.index, p.region.name): p.region for p in reading.proposals if p.region is not None}
        agreed = {key: self._agreed(actor.name, key[0], region) for key, region in places.items()}
        return applied_to_reading(reading, agreed)

    def specify(self, need: Need, *, by: str = "") -> Specification:
        """Return the need made exact, each default on record as an assumption.

        What `by` agreed on for this index and place in earlier dialogues comes before the usual default.
        """
        actor = self._may(by, "ask")
        if need.index is None or need.region is None:
            return Specification.of(need)
        agreed = self._agreed(actor.name, find_index(need.index).id, need.region)
        filled, remembered = applied_to_need(need, agreed)
        made = Specification.of(filled)
        return replace(made, assumptions=(*made.assumptions, *remembered))

    def match(self, specification: Specification, *, by: str = "") -> Match:
        """Return who answers, who does not and why, and the mismatches; an unmet need is no error here (`unmet`).

        Raises
        ------
        UnknownDataset, DatasetRetired
            If the specification names data that are not on offer.
        """
        actor = self._may(by, "build")
        viewer = actor.signs_as
        catalog = self._catalog
        if specification.datasets is None:
            place = specification.region.geometry.bounds
            versions = catalog.around(place, FARTHEST_STATION_KM, REFUSED_BESIDES, viewer)
        else:
            versions = tuple(self._offered(name, viewer) for name in dict.fromkeys(specification.datasets))
        how = specification.adjustment
        name = how and (f"{how.dataset}@{how.version}" if how.version else how.dataset)
        observations = self._offered(name, viewer) if name else None
        found = match(
            specification,
            versions,
            lambda version, simulation: catalog.source(version, simulation).grid,
            observations,
            catalog.datasets(viewer=viewer) if specification.warming else (),
        )
        if found.unmet is not None:
            return with_demand(found, register(self._standings.unmet_needs(actor)))
        is_future = any(c.version.kind == "projection" for c in found.candidates)
        return found.with_said(outlook.mismatches(found.horizons, self._clock().date()) if is_future else ())

    def plan(self, specification: Specification, *, by: str = "") -> Plan:
        """Return what a product would cost: cells, bytes, seconds, memory, and what would be cheaper."""
        return self._workshop.plan(self.match(specification, by=by))

    def preview(self, specification: Specification, *, by: str = "") -> Result:
        """Return the numbers only: no files, no event (for sliders)."""
        return self._workshop.numbers(self.match(specification, by=by).to_recipe())

    def build(self, need: Need, out: Path | None = None, progress: Progress | None = None, *, by: str = "") -> Product:
        """Build a product outside of any dialogue. Raises `UnservableNeed` with the mismatches when nothing answers."""
        actor = self._may(by, "build")
        found = self.match(self.specify(need, by=by), by=by)
        audience = self._for(actor)
        product = self._made(actor if audience else ANYBODY, need.to_mapping(), found, "", progress, audience)
        if actor.id and not audience:
            quote(product.directory.parent, actor.id)
        return hand_over(product, Path(out)) if out is not None else product

    def product(self, product_id: str, *, by: str = "", dialogue: str = "") -> Product:
        """Return a product that was built before, as `dialogue` got it where that is named.

        Raises
        ------
        UnknownProduct
            If there is none, or if whoever asks may not see it: all of its data, and the dialogue that it was made in.
        """
        actor = self._may(by, "read product", product_id)
        return self._workshop.product(self._standings.delivery(actor, product_id, dialogue))

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

        is_folder = Path(product).is_dir()
        if is_folder:
            viewer = self._may(by, "reproduce").signs_as
            folder = Path(product)
        else:
            actor = self._may(by, "read product", str(product))
            viewer, folder = actor.signs_as, self._standings.delivery(actor, str(product)) / "files"
        recipe = recipe_in(folder)
        versions = [self._catalog.dataset(dataset, version, viewer) for dataset, version, _ in recipe.uses]
        result = self._workshop.numbers(recipe)
        return compare(folder, recipe, result, versions, "" if is_folder else str(product))
