"""What waits for whom, over all dialogues that somebody may read."""

from __future__ import annotations

from collections.abc import Iterator

from broker.access import Actor
from broker.dialogue import Dialogue
from broker.dialogue.waiting import Duty, Withdrawn, urgency, withdrawn_in
from broker.service.accompanying import accompanies
from broker.service.attention import Attended
from broker.service.contributions import ContributionVerbs


class DutyVerbs(ContributionVerbs):
    """Verbs of what is still to be done, and by whom."""

    def waiting(self, *, by: str) -> tuple[Duty, ...]:
        """Return what waits for somebody in the dialogues that they take part in, most urgent first."""
        actor = self._may(by, "see duties")
        today = self._clock().date()
        found: list[Duty] = []
        gone = self._made_from_withdrawn()
        for one in self._attended_by(actor):
            dialogue = one.dialogue
            known_as = actor.known_as | {dialogue.person(actor.name)}
            side = dialogue.side_of(dialogue.person(actor.id) or actor.name)
            people = dialogue.people
            if side or not (known_as.isdisjoint(people) and known_as.isdisjoint(people.values())):
                found += one.matters.waiting_for(known_as, side, today)
                found += withdrawn_in(dialogue, gone) if dialogue.is_open else ()
        return tuple(sorted(found, key=urgency))

    def withdrawals(self, *, by: str) -> tuple[Duty, ...]:
        """Return, of what waits for somebody, the answers behind which data were withdrawn; mostly there are none."""
        self._may(by, "see duties")
        if not self._made_from_withdrawn():
            return ()
        return tuple(duty for duty in self.waiting(by=by) if duty.kind == "withdrawn")

    def queue(self, *, by: str) -> tuple[Duty, ...]:
        """Return what whoever accompanies dialogues should look at, most urgent first."""
        actor = self._may(by, "see duties")
        today = self._clock().date()
        accompanied = (one.matters for one in self._attended_by(actor) if accompanies(one.dialogue, actor))
        found = (duty for matters in accompanied for duty in matters.queue(today))
        return tuple(sorted(found, key=urgency))

    def dialogues_in_brief(self, first: int = 0, most: int | None = None, *, by: str = "") -> tuple[Dialogue, ...]:
        """Return the dialogues that `by` may know of as a list shows them, the one with the latest event first.

        Parameters
        ----------
        first, most : int
            How many are passed over, and how many are returned at most.

        Returns
        -------
        tuple of Dialogue
            Each as `broker.dialogue.brief.in_brief` leaves it.
        """
        actor = self._may(by, "list dialogues")
        return tuple(one.dialogue for one in self._attended_by(actor, first, most))

    def _made_from_withdrawn(self) -> dict[str, Withdrawn]:
        """Return product → the version, withdrawn since, that it was made from."""
        registry = self._catalog.registry
        return {
            use.product: Withdrawn(f"{dataset}@{number}", because, day)
            for (dataset, number), (because, day) in registry.withdrawn().items()
            for use in registry.uses(dataset, number)
        }

    def _attended_by(self, actor: Actor, first: int = 0, most: int | None = None) -> Iterator[Attended]:
        return self._attention.of(self._standings.heads(actor, first, most), self._standings.entered(actor))
