"""The record: events read, the log verified, checked from outside."""

from __future__ import annotations

from pathlib import Path

from broker.dialogue import fold
from broker.dialogue.notes import PRIVATE, events_without_notes
from broker.events import Event
from broker.service.accompanying import accompanies
from broker.service.store import Store
from broker.verification import Verification


class RecordVerbs(Store):
    """Verbs of the exchange log."""

    def events(self, dialogue_id: str, *, by: str = "") -> tuple[Event, ...]:
        """Return the events of a dialogue, oldest first; what people do not agree to be read by `by` is withheld."""
        actor = self._may(by, "read dialogue", dialogue_id)
        events = self._events_for(dialogue_id, actor)
        if not any(event.kind in PRIVATE for event in events):
            return events
        reads = accompanies(fold(events), actor)
        return events_without_notes(events, actor.known_as, accompanies=reads)

    def verify_log(
        self,
        checkpoint: Path | None = None,
        *,
        log: Path | None = None,
        consistent_with: Path | None = None,
        key: str = "",
    ) -> Verification:
        """Check the exchange log of the store, or an exported one with what was written beside it.

        Parameters
        ----------
        checkpoint, consistent_with : Path, optional
            Kept outside: what the log must hold, and an older one that it must have grown from.
        log : Path, optional
            JSON lines; the store's own log when left out.
        key : str
            The public key that must have signed the checkpoints; any when empty.

        Raises
        ------
        LogDamaged
            If a file cannot be read as what it was given for.
        """
        from broker.log.verifying import verify_export
        from broker.log_files import read_checkpoint

        self._may("", "verify log")
        marks = [read_checkpoint(path) if path else None for path in (checkpoint, consistent_with)]
        return verify_export(log, *marks, key) if log is not None else self._log.verify(*marks, key)

    def checkpoint(self, out: Path) -> Path:
        """Write what the log is now to a file, signed, to be kept elsewhere. Raises `LogDamaged`."""
        from broker.log.checkpoints import note_left, signed_checkpoint
        from broker.log_files import write_checkpoint

        found = self.verify_log()
        checkpoint = signed_checkpoint(self._signer, found.events, found.root, self._clock())
        written = write_checkpoint(found, checkpoint, Path(out))
        note_left(self._engine, checkpoint)
        return written
