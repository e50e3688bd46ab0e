"""A dialogue leaves the store: as its record, its provenance, a report, or all of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from broker.dialogue import Round, fold
from broker.errors import BrokerError
from broker.service.needs import NeedVerbs

if TYPE_CHECKING:
    from broker.exports.told import Kept, Told


class ExportVerbs(NeedVerbs):
    """Verbs of what leaves the store."""

    def export_log(
        self,
        dialogue_id: str,
        format: str,
        out: Path,
        *,
        by: str = "",
        audience: str = "",
        language: str = "",
    ) -> Path:
        """Write a dialogue in one of the forms of `broker.exports.forms`.

        Parameters
        ----------
        dialogue_id : str
            ``all`` writes every stream, as ``jsonl`` or ``csv``.
        audience : str
            Who it is for: ``dialogue``, ``facilitators``, ``reports`` or ``public``; left out, that of the form. What
            people did not agree to show to them is withheld.
        language : str
            BCP 47 tag of the words around what people said; left out, that of the latest need.

        Raises
        ------
        BrokerError
            If the form or the audience is not known, or the file cannot be written.
        """
        from broker.exports.forms import audience_of, form_of, write_whole
        from broker.log_files import write_log

        if dialogue_id == "all":
            self._may(by, "export log", dialogue_id)
            return write_log(self._log.lines(), format, Path(out))
        form = form_of(format)
        told = self._told(dialogue_id, by, audience_of(form, audience))
        return write_whole(form.write(told, language or told.language), Path(out))

    def _told(self, dialogue_id: str, by: str, audience: str) -> Told:
        """Return a dialogue as an audience may read it: the one place where consent is applied to what leaves."""
        from broker.exports.told import Told

        viewer = self._may(by, "export log", dialogue_id)
        events = self._consents().told(self._log.dialogue(dialogue_id), audience, viewer.id)
        dialogue = fold(events)

        def kept(one: Round) -> Kept:
            return self._delivered(one, f"{dialogue.title} (round {one.number})", viewer.name)

        return Told(dialogue, events, self._seal(), audience, self._clock(), kept)

    def _seal(self) -> dict[str, Any]:
        """Return what the whole log is now, as its checkpoint says it."""
        return self._sealed_now().to_json()

    def _delivered(self, one: Round, label: str, viewer: str) -> Kept:
        """Return the product of a round as the store keeps it, made again where it is missing."""
        from broker.exports.keeping import kept_of
        from broker.workshop import recipe_in

        def may_see(folder: Path) -> bool:
            try:
                self._must_see(one.product_id, recipe_in(folder), viewer)
            except BrokerError:
                return False
            return True

        return kept_of(one, label, self._workshop, lambda asked: self.match(asked, by=viewer), may_see)
