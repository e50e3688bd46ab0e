"""What data are used for, and what was said against the answers made from them, as far as somebody may know."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from broker.access import Actor
from broker.data_use import DataUse, use_in
from broker.service.store import Store
from catalog.record import Version
from catalog.uses import Use

#: Of so many dialogues it is told, those that used the data last; more would not be read.
MOST_TOLD = 40


class DataUseVerbs(Store):
    """Verbs of a producer who asks what their data serve."""

    def data_uses(self, dataset: str, *, by: str = "", most: int = MOST_TOLD) -> tuple[DataUse, ...]:
        """Return what a dataset was used for, the latest first: needs, places, decisions, and what was objected.

        Raises
        ------
        UnknownDataset
            If there is no such dataset, or `by` may not see it.
        """
        actor = self._may(by, "list datasets")
        self._catalog.registry.versions(dataset, actor.signs_as)
        return self._told_of(actor, self._catalog.uses(dataset), most)

    def said_of_my_data(self, *, by: str, most: int = MOST_TOLD) -> tuple[DataUse, ...]:
        """Return the dialogues in which something stands open about answers made from somebody's own data."""
        actor = self._may(by, "see duties")
        registry = self._catalog.registry
        uses = [use for version in registry.labels_of(actor.signs_as) for use in registry.uses(*version)]
        return tuple(one for one in self._told_of(actor, uses, most) if one.standing)

    def withdrawn_from(self, product: str, *, by: str = "") -> tuple[Version, ...]:
        """Return the versions that a product was made from and that were withdrawn since, each with what follows it."""
        actor = self._may(by, "list datasets")
        if not self._standings.sees(actor, "product", product):
            return ()
        used = dict.fromkeys((use.dataset, use.version) for use in self._catalog.used_by(product))
        found = (self._catalog.registry.get(dataset, number) for dataset, number in used)
        return tuple(version for version in found if version.is_retired)

    def _told_of(self, actor: Actor, uses: Iterable[Use], most: int) -> tuple[DataUse, ...]:
        seen = [use for use in self._standings.uses(actor, uses) if use.dialogue]
        last: dict[str, dt.datetime] = {}
        for use in seen:
            last[use.dialogue] = max(use.first_used, last.get(use.dialogue, use.first_used))
        told = []
        for name in sorted(last, key=last.__getitem__, reverse=True)[:most]:
            mine = [use for use in seen if use.dialogue == name]
            data = tuple(sorted({f"{use.dataset}@{use.version}" for use in mine}))
            told.append(use_in(self._dialogue_for(name, actor), {use.product for use in mine}, data, last[name]))
        return tuple(told)
