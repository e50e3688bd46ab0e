"""How each thing of the store stands at this moment: whose it is, who may see it, who takes part."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, false, or_

from broker.access import RULES, SEEN_BY, Actor, Resource, decide
from broker.access.entering import still_inside
from broker.access.groups import Group, groups_in
from broker.access.heard import HEARD, Heard
from broker.events import GLOSSARY, GROUPS, UNMET_NEEDS
from broker.log import STREAMS
from broker.log.authors import authors_of, closed_to_some, row_and_size, written_in_by
from broker.recent import Recent
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

#: How many who wrote in dialogues are remembered, over all dialogues.
_MOST_AUTHORS = 100_000


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
        #: How many events the log had at least, and what they tell.
        self._heard = -1, Heard()
        self._written = Recent[frozenset[str]](_MOST_AUTHORS, lambda authors: 1 + len(authors))

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
        row, size = row_and_size(self.log.engine, name) if name else (None, 0)
        if row is None or not row.is_dialogue:
            return Resource("dialogue", name, exists=False)
        heard = self._hear(size)
        authors = self._authors(name, row.head)
        group = heard.groups.get(row.group_name)
        brought = {person for dialogue, person in heard.there if dialogue == name}
        left = {person for dialogue, person in heard.left if dialogue == name}
        return Resource(
            "dialogue",
            name,
            owner=row.opened_by,
            visibility=row.visibility,
            group=row.group_name,
            participants=frozenset((authors | brought) - left),
            members=group.members if group else frozenset(),
            entered=still_inside((look for look in heard.looks if look.dialogue == name), self.clock()),
            is_open=row.is_open,
        )

    def dialogues(self, actor: Actor, first: int = 0, most: int | None = None) -> tuple[DialogueSummary, ...]:
        """Return the dialogues that somebody may know of, the one with the latest event first."""
        return self.log.dialogues(first, most, self._may_know(actor))

    def heads(self, actor: Actor, first: int = 0, most: int | None = None) -> tuple[tuple[str, str], ...]:
        """Return id and last hash of the dialogues that somebody may know of, the one with the latest event first."""
        return self.log.heads(first, most, self._may_know(actor))

    def _may_know(self, actor: Actor) -> ColumnElement[bool] | None:
        """Return the rules for reading a dialogue as a condition on `STREAMS`; None where everybody may read all."""
        if not self._reads(actor):
            return false()
        if not closed_to_some(self.log.engine):
            return None
        heard, me = self._hear(), actor.known_as
        mine = set(written_in_by(self.log.engine, me)) | {d for d, person in heard.there if person in me}
        mine -= {d for d, person in heard.left if person in me}
        looked = {look.dialogue for look in heard.looks if look.person in me}
        groups = {id for id, group in heard.groups.items() if group.members & me}
        named = mine if self._reads(actor, visibility="private", participants=me) else set()
        named |= {d for d in looked if self.sees(actor, "dialogue", d)}
        groups = groups if self._reads(actor, visibility="group", members=me) else set()
        shared = and_(STREAMS.c.visibility == "group", STREAMS.c.group_name.in_(sorted(groups)))
        return or_(STREAMS.c.visibility == "public", STREAMS.c.name.in_(sorted(named)), shared)

    def _reads(self, actor: Actor, **standing: Any) -> bool:
        return decide(actor, SEEN_BY["dialogue"], Resource("dialogue", "any", **standing)).allowed

    def entered(self, actor: Actor) -> frozenset[str]:
        """Return the dialogues that somebody reads because they entered them, and takes no part in."""
        looked = {look.dialogue for look in self._hear().looks if look.person in actor.known_as}
        return frozenset(name for name in looked if not decide(actor, "export log", self.dialogue(name)).allowed)

    def _hear(self, size: int | None = None) -> Heard:
        """Return what was heard of the log; where it has so many events and no more, nothing is read again."""
        heard_at, before = self._heard
        if size is not None and size == heard_at:
            return before
        heard = before.after(self.log.of_kinds(HEARD, before.read_to))
        # Another thread may put an older one in its place, which then hears the rest again.
        self._heard = heard_at if size is None else size, heard
        return heard

    def _authors(self, name: str, head: str) -> frozenset[str]:
        """Return who wrote in a dialogue whose last event has this hash: another event, another hash."""
        known = self._written.get((name, head))
        return known if known is not None else self._written.keep((name, head), authors_of(self.log.engine, name))

    def groups(self) -> dict[str, Group]:
        """Return every group by id, with its name."""
        return groups_in(self.log.stream(GROUPS))

    def group(self, id: str) -> Resource:
        """Return a group as it stands."""
        found = self._hear().groups.get(id)
        if found is None:
            return Resource("group", id, exists=False)
        return Resource("group", id, owner=found.owner, visibility="private", participants=found.members)

    # data and what is made of them

    def dataset(self, label: str) -> Resource:
        """Return a dataset (``id``), or one of its versions (``id@2``), as it stands: open where any of them is."""
        name, _, number = label.partition("@")
        held = self.catalog().registry.standing(name) if name else ()
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
        first = None
        for one, _ in self._deliveries(actor, id):
            if decide(actor, "read product", one).allowed:
                return one
            first = first or one
        return first or Resource("product", id, exists=False)

    def delivery(self, actor: Actor, id: str, dialogue: str = "") -> Path:
        """Return the folder of a product's newest delivery that somebody may see, of a dialogue's where it has one.

        Raises
        ------
        UnknownProduct
            If there is none.
        """
        for one, folder in self._deliveries(actor, id, dialogue):
            if decide(actor, "read product", one).allowed:
                return folder
        raise self.workshop().unknown(id)

    def _deliveries(self, actor: Actor, id: str, dialogue: str = "") -> Iterator[tuple[Resource, Path]]:
        """Yield each delivery as it stands: what hundreds ask for has hundreds, and the first few are looked at."""
        held = self.workshop().deliveries(id)
        held = sorted(held, key=lambda made: made.audience != dialogue) if dialogue else held
        lacks = bool(held) and not self.has_data(actor, held[0].recipe)
        for made in held:
            yield replace(self.audience(made.audience), kind="product", id=id, lacks_data=lacks), made.folder

    def has_data(self, actor: Actor, recipe: Recipe) -> bool:
        """Whether somebody may see all the data that a recipe names, at this moment.

        Data that were never here keep nothing back: what was made of them came with a dialogue from elsewhere.
        """
        used = (self.dataset(f"{dataset}@{version}") for dataset, version, _ in recipe.uses)
        return all(decide(actor, SEEN_BY["dataset"], one).allowed for one in used if one.exists)

    def has(self, actor: Actor, dataset: str, version: int) -> bool:
        """Whether somebody may see a version of a dataset, at this moment."""
        return self.sees(actor, "dataset", f"{dataset}@{version}")

    def uses(self, actor: Actor, every: Iterable[Use]) -> tuple[Use, ...]:
        """Return the uses of data that somebody may know of; a use outside of any dialogue names none."""
        held = tuple(every)
        seen = self._seen_of(actor, (use.dialogue for use in held))
        named = {name for name in seen if name and self.dialogue(name).exists}
        told = (use for use in held if use.dialogue in seen)
        return tuple(use if use.dialogue in named else replace(use, dialogue="") for use in told)

    def audience(self, audience: str) -> Resource:
        """Return for whom something was kept: a dialogue (its id), one person (theirs), or everybody (empty)."""
        if not audience:
            return Resource("audience")
        one = self.dialogue(audience)
        return one if one.exists else Resource("audience", audience, owner=audience, visibility="private")

    # what others may read of the streams beside the dialogues

    def unmet_needs(self, actor: Actor) -> tuple[Event, ...]:
        """Return the events of the register of unmet needs that somebody may read, those for others left out."""
        events = self.log.stream(UNMET_NEEDS)
        seen = self._seen_of(actor, (e.data.get("audience", "") for e in events))
        return tuple(e for e in events if e.data.get("audience", "") in seen)

    def terms(self, actor: Actor) -> tuple[Event, ...]:
        """Return the events of the glossary that somebody may read, those of dialogues of others left out."""
        events = self.log.stream(GLOSSARY)
        seen = self._seen_of(actor, (e.data.get("dialogue", "") for e in events))
        hidden: set[str] = set()
        told = []
        for event in events:
            if event.data.get("dialogue", "") not in seen:
                hidden.add(f"t{event.number}")
            elif event.data.get("term") not in hidden:
                told.append(event)
        return tuple(told)

    def _seen_of(self, actor: Actor, audiences: Iterable[str]) -> set[str]:
        """Return those of some audiences that somebody is of: dialogues that they may read, and themselves."""
        return {a for a in set(audiences) if decide(actor, SEEN_BY["product"], self.audience(a)).allowed}
