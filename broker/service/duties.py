"""What waits for whom, over all dialogues that somebody may read."""

from __future__ import annotations

from collections.abc import Iterator

from broker.access import Actor
from broker.dialogue import Dialogue
from broker.dialogue.waiting import Duty, queue_of, waiting_for
from broker.service.accompanying import accompanies
from broker.service.contributions import ContributionVerbs


class DutyVerbs(ContributionVerbs):
    """Verbs of what is still to be done, and by whom."""

    def waiting(self, *, by: str) -> tuple[Duty, ...]:
        """Return what waits for somebody in the dialogues that they take part in, most urgent first."""
        actor = self._may(by, "see duties")
        today = self._clock().date()
        found: list[Duty] = []
        for dialogue in self._read_by(actor):
            known_as = actor.known_as | {dialogue.person(actor.name)}
            side = dialogue.side_of(dialogue.person(actor.id) or actor.name)
            if side or known_as & {*dialogue.people, *dialogue.people.values()}:
                found += waiting_for(dialogue, known_as, side, today)
        return tuple(sorted(found, key=lambda duty: (duty.due, duty.since)))

    def queue(self, *, by: str) -> tuple[Duty, ...]:
        """Return what whoever accompanies dialogues should look at, most urgent first."""
        actor = self._may(by, "see duties")
        today = self._clock().date()
        accompanied = (dialogue for dialogue in self._read_by(actor) if accompanies(dialogue, actor))
        found = (duty for dialogue in accompanied for duty in queue_of(dialogue, today))
        return tuple(sorted(found, key=lambda duty: (duty.due, duty.since)))

    def _read_by(self, actor: Actor) -> Iterator[Dialogue]:
        for one in self._standings.dialogues(actor):
            yield self._dialogue(one.id)
