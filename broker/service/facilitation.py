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

        self._may(by, "read dialogue", dialogue_id)
        return figures(self._log.dialogue(dialogue_id), self._clock().date())  # groups too: they are told as sums
