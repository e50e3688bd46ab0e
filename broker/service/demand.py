"""The register of unmet needs: what is wanted, who votes for it, and what a new dataset would serve."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from broker.access import Actor
from broker.events import UNMET_NEEDS, Event
from broker.log import Entry
from broker.matching import PROXIES
from broker.service.needs import NeedVerbs
from broker.service.store import fresh_key
from broker.unmet import Demand, UnmetNeed, demand_of, is_near, register
from catalog.errors import CatalogError
from catalog.record import Version
from catalog.standing import is_open
from translators.errors import TranslationError
from translators.need import Need
from translators.specification import Specification

if TYPE_CHECKING:
    from broker.for_producers import Brief


class DemandVerbs(NeedVerbs):
    """Verbs of needs that could not be served."""

    def unmet_needs(self, *, by: str = "") -> tuple[Event, ...]:
        """Return the unmet needs one by one, newest first (``data``: statement, axis, reason, referral, need …).

        Needs of dialogues that `by` may not read are in no list and no count.
        """
        actor = self._may(by, "read unmet needs")
        told = self._standings.unmet_needs(actor)
        return tuple(e for e in reversed(told) if e.kind == "NeedLeftUnmet" and "statement" in e.data)

    def demand(self, near: Version | None = None, *, by: str = "") -> tuple[Demand, ...]:
        """Return what is wanted, what most ask for first; `near` keeps what is still wanted where its data lie."""
        return self._wanted(self._standings.unmet_needs(self._may(by, "read unmet needs")), near)

    def _wanted(self, events: Iterable[Event], near: Version | None) -> tuple[Demand, ...]:
        held = register(events)
        if near is not None:
            box = near.bbox
            held = tuple(d for d in held if d.waiting and d.first.boxes and box and is_near(d.first.boxes, _boxes(box)))
        return tuple(sorted(held, key=lambda d: (-d.weight, d.first.number)))

    def vote(self, demand: str, *, by: str, key: str | None = None) -> Demand:
        """Say that somebody wants it too; who has voted has voted once."""
        actor = self._may(by, "vote for need", demand)
        return self._voted("VoteGiven", demand, actor, key)

    def withdraw_vote(self, demand: str, *, by: str, key: str | None = None) -> Demand:
        """Take a vote back."""
        actor = self._may(by, "vote for need", demand)
        return self._voted("VoteWithdrawn", demand, actor, key)

    def for_producers(self, specification: Specification, *, by: str = "") -> Brief:
        """Return a need in the producers' language, with what of it the catalog lacks and how many wait for that."""
        from broker.for_producers import for_producers

        self._may(by, "tell producers")
        found = self.match(specification, by=by)
        waiting = next((dict(m.facts).get("waiting", 0) for m in found.mismatches if m.severity == "error"), 0)
        return for_producers(found, int(waiting))

    def served_by(self, dataset: str, version: int, *, by: str = "") -> tuple[UnmetNeed, ...]:
        """Return the waiting needs that a version was found to serve when it was published."""
        actor = self._may(by, "read unmet needs")
        label = f"{dataset}@{version}"
        held = register(self._standings.unmet_needs(actor))
        found = {number for d in held for name, number in d.served if name == label}
        return tuple(n for d in held for n in d.needs if n.number in found)

    def _voted(self, kind: str, demand: str, actor: Actor, key: str | None) -> Demand:
        request = {"verb": kind, "demand": demand, "by": actor.name}
        held = demand_of(register(self._standings.unmet_needs(actor)), demand)
        says_nothing_new = (actor.name in held.votes) == (kind == "VoteGiven")
        if not self._log.carried_out(key, request) and not says_nothing_new:
            entry = (kind, {"demand": demand})
            self._log.append(
                UNMET_NEEDS, [entry], by=actor.id, name=actor.name, key=key or fresh_key(), request=request
            )
        return demand_of(register(self._standings.unmet_needs(actor)), demand)

    def _notice_served(self, made: Version, actor: Actor) -> None:
        """Record which waiting needs a version serves that everybody may use from now on."""
        if made.status != "published" or not is_open(made, self._clock().date()):
            return
        entries: list[Entry] = []
        for demand in self._wanted(self._log.stream(UNMET_NEEDS), made):
            served = [n.number for n in demand.waiting if self._serves(made, n)]
            if served:
                said = {"demand": demand.id, "needs": served, "dataset": made.dataset, "version": made.number}
                entries.append(("NeedBecameServable", said))
        if entries:
            request = {"verb": "notice served", "dataset": made.dataset, "version": made.number}
            key = f"served-{made.label}-{entries[-1][1]['needs'][-1]}"
            request |= {"entries": repr(entries)}
            self._log.append(UNMET_NEEDS, entries, by=actor.id, name=actor.name, key=key, request=request)

    def _serves(self, made: Version, waiting: UnmetNeed) -> bool:
        if waiting.need is None or not _holds_what_lacks(made, waiting):
            return False
        try:
            found = self.match(self.specify(Need.of({**waiting.need, "datasets": None, "adjustment": None})))
        except (TranslationError, CatalogError):  # a place or an index that is no longer known
            return False
        return found.is_met and any(c.version.label == made.label and c.role == "answer" for c in found.candidates)


def _holds_what_lacks(made: Version, waiting: UnmetNeed) -> bool:
    """Whether a version has any of the variables or scenarios that a need lacks; any version may hold the rest."""
    missing = {name.casefold() for name in waiting.missing}
    if waiting.code == "variable-missing":
        return bool(missing & {name.casefold() for name in made.variables}) or bool(missing & set(PROXIES))
    if waiting.code == "scenario-not-held":
        return bool(missing & {part.casefold() for name in made.scenarios for part in name.split("+")})
    return True


def _boxes(box: tuple[float, float, float, float]) -> tuple[tuple[float, float, float, float], ...]:
    west, south, east, north = box
    return (box,) if west <= east else ((west, south, 180.0, north), (-180.0, south, east, north))
