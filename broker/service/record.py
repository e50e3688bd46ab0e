"""The record: events read, the log verified, checked from outside, exported."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from broker.dialogue import Round, fold
from broker.events import Event
from broker.service.store import Store
from broker.verification import Verification

if TYPE_CHECKING:
    from broker.exports.told import Kept, Told


class RecordVerbs(Store):
    """Verbs of the exchange log."""

    def events(self, dialogue_id: str) -> tuple[Event, ...]:
        """Return the events of a dialogue, oldest first."""
        self._may("", "read dialogue", dialogue_id)
        return self._log.dialogue(dialogue_id)

    def verify_log(self, checkpoint: Path | None = None) -> Verification:
        """Check the whole exchange log, against a checkpoint kept outside where one is given."""
        from broker.log_files import read_checkpoint
        from broker.verification import verify

        self._may("", "verify log")
        return verify(self._log.lines(), read_checkpoint(checkpoint) if checkpoint else None)

    def checkpoint(self, out: Path) -> Path:
        """Write what the log is now to a file, signed, to be kept elsewhere. Raises `LogDamaged`."""
        from broker.log.checkpoints import note_left, signed_checkpoint
        from broker.log_files import write_checkpoint

        found = self.verify_log()
        checkpoint = signed_checkpoint(self._signer, found.events, found.root, self._clock())
        written = write_checkpoint(found, checkpoint, Path(out))
        note_left(self._engine, checkpoint)
        return written

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

        self._may(by, "export log", dialogue_id)
        if dialogue_id == "all":
            return write_log(self._log.lines(), format, Path(out))
        form = form_of(format)
        told = self._told(dialogue_id, by, audience_of(form, audience))
        return write_whole(form.write(told, language or told.language), Path(out))

    def _told(self, dialogue_id: str, by: str, audience: str) -> Told:
        """Return a dialogue as an audience may read it: the one place where consent is applied to what leaves."""
        from broker.exports.told import Told

        events = self._log.dialogue(dialogue_id)
        return Told(fold(events), events, self._seal(), audience, self._clock(), self._kept)

    def _seal(self) -> dict[str, Any]:
        """Return what the whole log is now, as its checkpoint says it."""
        return self._sealed_now().to_json()

    def _kept(self, one: Round) -> Kept:
        """Return the product of a round as the store keeps it, made again where it is missing."""
        from broker.exports.told import Kept

        return Kept()
