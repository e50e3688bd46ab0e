"""Figures for those who accompany dialogues, how both sides rate the work, and the days to take away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from broker.service.duties import DutyVerbs

if TYPE_CHECKING:
    from pathlib import Path

    from broker.facilitation import Figure, Survey


class FacilitationVerbs(DutyVerbs):
    """Verbs of looking at how a dialogue goes."""

    def facilitate(self, dialogue_id: str, *, by: str = "") -> tuple[Figure, ...]:
        """Return every figure about a dialogue, each number with the events that it comes from."""
        from broker.facilitation import figures

        actor = self._may(by, "read dialogue", dialogue_id)
        events = self._events_for(dialogue_id, actor)  # groups too: they are told as sums
        return figures(events, self._clock().date())

    def surveys(self, dialogue_id: str, *, by: str = "") -> tuple[Survey, ...]:
        """Return how each side rated the rounds and the whole of a dialogue; few people are told with others or not."""
        from broker.facilitation import Told, surveys

        actor = self._may(by, "read dialogue", dialogue_id)
        return surveys(Told.of(self._events_for(dialogue_id, actor)))  # answers without names too: told as sums

    def calendar(self, out: Path, *, by: str, dialogue_id: str = "", language: str = "en") -> Path:
        """Write the days that wait for somebody to a calendar file (iCalendar), with a reminder a day before each.

        Parameters
        ----------
        out : Path
            The file, whose name usually ends in ``.ics``.
        dialogue_id : str
            Only what waits in this dialogue, for whoever it waits; all that waits for `by` when left out.
        language : str
            BCP 47 tag of the words around what people said.

        Notes
        -----
        The broker sends no message to anybody: whoever wants to be reminded takes the file into their own calendar.
        """
        from broker.dialogue.waiting import duties
        from broker.exports.calendar_file import calendar
        from broker.whole_files import write_whole

        now = self._clock()
        if dialogue_id:
            found = duties(self.dialogue(dialogue_id, by=by), now.date())
        else:
            found = self.waiting(by=by)
        return write_whole(out, calendar(found, now, language))
