"""How each thing of the store stands at this moment: whose it is, who may see it, who takes part."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, or_

from broker.access import RULES, SEEN_BY, Actor, Resource, decide
from broker.access.entering import looks_in, looks_into, still_inside
from broker.access.groups import Group, groups_in
from broker.access.visibility import COMINGS, Came
from broker.events import ACCESS, CATALOG, GLOSSARY, GROUPS, UNMET_NEEDS
from broker.log import STREAMS
from broker.log.authors import authors_of, closed_to_some, row_of, written_in_by
from catalog.errors import UnknownDataset
from catalog.standing import STATUSES

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from broker.dialogue import DialogueSummary
    from broker.event import Event
    from broker.log import EventLog
    from broker.recipe import Recipe
    from broker.workshop import Workshop
    from catalog.catalog import Catalog
    from catalog.uses import Use


@dataclass
class Standings:
    """Reads from the log, the catalog and the products how a thing stands; nothing of it is stored anywhere else.

    Parameters
    ----------
    log : EventLog
    catalog, workshop : callable
        Return the catalog and the workshop, which are opened only where a question is about them.
    clock : callable
        Returns the time in UTC.
    """

    log: EventLog
    catalog: Callable[[], Catalog]
    workshop: Callable[[], Workshop]
    clock: Callable[[], dt.datetime]

    def __post_init__(self) -> None:
        self._came = Came()

    def of(self, actor: Actor, action: str, about: str) -> Resource:
        """Return the thing that an action is about, as it stands for an actor; one that is not there does not exist."""
        kind = RULES[action].about if action in RULES else "store"
        if kind == "dialogue":
            return self.dialogue(about)
        if kind == "dataset":
            return self.dataset(about)
        if kind == "product":
            return self.product(actor, about)
        if kind == "group":
            return self.group(about)
        return Resource(kind, about)

    def sees(self, actor: Actor, kind: str, about: str) -> bool:
        """Whether somebody may know of a thing."""
        return decide(actor, SEEN_BY[kind], self.of(actor, SEEN_BY[kind], about)).allowed

    # dialogues and groups

    def dialogue(self, name: str) -> Resource:
        """Return a dialogue as it stands, without reading its words."""
        row = row_of(self.log.engine, name) if name else None
        authors = authors_of(self.log.engine, name)
        came = self._hear_comings()
        inside = still_inside(looks_into(name, self.log.stream(ACCESS)), self.clock())
        if row is None or not row.is_dialogue:
            return Resource("dialogue", name, exists=False)
        group = self.groups().get(row.group_name) if row.group_name else None
        brought = {person for dialogue, person in came.there if dialogue == name}
        left = {person for dialogue, person in came.left if dialogue == name}
        return Resource(
            "dialogue",
            name,
            owner=row.opened_by,
            visibility=row.visibility,
            group=row.group_name,
            participants=frozenset((authors | brought) - left),
            members=group.members if group else frozenset(),
            entered=inside,
            is_open=row.is_open,
        )

    def dialogues(self, actor: Actor, first: int = 0, most: int | None = None) -> tuple[DialogueSummary, ...]:
        """Return the dialogues that somebody may know of, the one with the latest event first."""
        return self.log.dialogues(first, most, self._may_know(actor))

    def _may_know(self, actor: Actor) -> ColumnElement[bool] | None:
        """Return the rules for reading a dialogue as a condition on `STREAMS`; None where everybody may read all."""
        if not closed_to_some(self.log.engine):
            return None
        came, me = self._hear_comings(), actor.known_as
        mine = set(written_in_by(self.log.engine, me)) | {d for d, person in came.there if person in me}
        mine -= {d for d, person in came.left if person in me}
        looked = {look.dialogue for look in looks_in(self.log.stream(ACCESS)) if look.person in me}
        groups = {id for id, group in self.groups().items() if group.members & me}
        named = mine if self._reads(actor, visibility="private", participants=me) else set()
        named |= {d for d in looked if self.sees(actor, "dialogue", d)}
        groups = groups if self._reads(actor, visibility="group", members=me) else set()
        shared = and_(STREAMS.c.visibility == "group", STREAMS.c.group_name.in_(sorted(groups)))
        return or_(STREAMS.c.visibility == "public", STREAMS.c.name.in_(sorted(named)), shared)

    def _reads(self, actor: Actor, **standing: Any) -> bool:
        return decide(actor, SEEN_BY["dialogue"], Resource("dialogue", "any", **standing)).allowed

    def _hear_comings(self) -> Came:
        self._came = self._came.after(self.log.of_kinds(COMINGS, self._came.read_to))
        return self._came

    def groups(self) -> dict[str, Group]:
        """Return every group by id."""
        return groups_in(self.log.stream(GROUPS))

    def group(self, id: str) -> Resource:
        """Return a group as it stands."""
        found = self.groups().get(id)
        if found is None:
            return Resource("group", id, exists=False)
        return Resource("group", id, owner=found.owner, visibility="private", participants=found.members)

    # data and what is made of them

    def dataset(self, label: str) -> Resource:
        """Return a dataset (``id``), or one of its versions (``id@2``), as it stands: open where any of them is."""
        name, _, number = label.partition("@")
        try:
            held = self.catalog().registry.versions(name, None) if name else ()
        except UnknownDataset:
            held = ()
        held = tuple(v for v in held if not number or str(v.number) == number)
        if not held:
            return Resource("dataset", label, exists=False)
        today = self.clock().date().isoformat()
        newest = held[-1]
        return Resource(
            "dataset",
            label,
            owner=newest.published_by,
            participants=frozenset({name for v in held for name in (v.published_by, v.holder)} - {""}),
            embargoed=all(v.embargo > today for v in held),
            withdrawn=all(v.consent.casefold() == "no" for v in held),
            is_draft=all(v.status != STATUSES[-1] for v in held),
        )

    def product(self, actor: Actor, id: str) -> Resource:
        """Return a product as it stands for somebody: its delivery that they may see best."""
        every = [one for one, _ in self._deliveries(actor, id)]
        seen = (one for one in every if decide(actor, "read product", one).allowed)
        return next(seen, every[0] if every else Resource("product", id, exists=False))

    def delivery(self, actor: Actor, id: str, dialogue: str = "") -> Path:
        """Return the folder of a product's newest delivery that somebody may see, of a dialogue's where it has one."""
        seen = [
            (one, folder)
            for one, folder in self._deliveries(actor, id, dialogue)
            if decide(actor, "read product", one).allowed
        ]
        return seen[0][1]

    def _deliveries(self, actor: Actor, id: str, dialogue: str = "") -> list[tuple[Resource, Path]]:
        held = self.workshop().deliveries(id)
        held = sorted(held, key=lambda made: made.audience != dialogue) if dialogue else held
        lacks = bool(held) and not self.has_data(actor, held[0].recipe)
        return [(replace(self.audience(m.audience), kind="product", id=id, lacks_data=lacks), m.folder) for m in held]

    def has_data(self, actor: Actor, recipe: Recipe) -> bool:
        """Whether somebody may see all the data that a recipe names, at this moment.

        Data that were never here keep nothing back: what was made of them came with a dialogue from elsewhere.
        """
        return all(
            self.has(actor, dataset, version) or not self.dataset(f"{dataset}@{version}").exists
            for dataset, version, _ in recipe.uses
        )

    def has(self, actor: Actor, dataset: str, version: int) -> bool:
        """Whether somebody may see a version of a dataset, at this moment."""
        return self.sees(actor, "dataset", f"{dataset}@{version}")

    def uses(self, actor: Actor, every: Iterable[Use]) -> tuple[Use, ...]:
        """Return the uses of data that somebody may know of; a use outside of any dialogue names none."""
        seen = (use for use in every if self._is_for(actor, use.dialogue))
        return tuple(use if self.dialogue(use.dialogue).exists else replace(use, dialogue="") for use in seen)

    def audience(self, audience: str) -> Resource:
        """Return for whom something was kept: a dialogue (its id), one person (theirs), or everybody (empty)."""
        if not audience:
            return Resource("audience")
        one = self.dialogue(audience)
        return one if one.exists else Resource("audience", audience, owner=audience, visibility="private")

    # what others may read of the streams beside the dialogues

    def unmet_needs(self, actor: Actor) -> tuple[Event, ...]:
        """Return the events of the register of unmet needs that somebody may read, those for others left out."""
        return tuple(e for e in self.log.stream(UNMET_NEEDS) if self._is_for(actor, e.data.get("audience", "")))

    def terms(self, actor: Actor) -> tuple[Event, ...]:
        """Return the events of the glossary that somebody may read, those of dialogues of others left out."""
        hidden: set[str] = set()
        told = []
        for event in self.log.stream(GLOSSARY):
            if not self._is_for(actor, event.data.get("dialogue", "")):
                hidden.add(f"t{event.number}")
            elif event.data.get("term") not in hidden:
                told.append(event)
        return tuple(told)

    def told(self, actor: Actor, stream: str) -> tuple[int, ...] | None:
        """Return the numbers of the events of a stream that somebody may read; None where that is every one."""
        if stream == UNMET_NEEDS:
            return tuple(e.number for e in self.unmet_needs(actor))
        if stream == GLOSSARY:
            return tuple(e.number for e in self.terms(actor))
        if stream == CATALOG:
            held = self.log.stream(CATALOG)
            return tuple(e.number for e in held if self.has(actor, e.data["dataset"], e.data["version"]))
        if stream in (ACCESS, GROUPS):
            return ()
        return None if self.sees(actor, "dialogue", stream) else ()

    def _is_for(self, actor: Actor, audience: str) -> bool:
        return not audience or decide(actor, "read product", self.audience(audience)).allowed
