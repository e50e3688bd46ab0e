"""Figures for those who accompany dialogues."""

from __future__ import annotations

from typing import TYPE_CHECKING

from broker.service.duties import DutyVerbs

if TYPE_CHECKING:
    from broker.facilitation import Figure


class FacilitationVerbs(DutyVerbs):
    """Verbs of looking at how a dialogue goes."""

    def facilitate(self, dialogue_id: str, *, by: str = "") -> tuple[Figure, ...]:
        """Return every figure about a dialogue, each number with the events that it comes from."""
        from broker.facilitation import figures

        return figures(self.events(dialogue_id, by=by), self._clock().date())
