"""The record: events read, the log verified, checked from outside."""

from __future__ import annotations

from pathlib import Path

from broker.events import Event
from broker.service.store import Store
from broker.verification import Verification


class RecordVerbs(Store):
    """Verbs of the exchange log."""

    def events(self, dialogue_id: str, *, by: str = "") -> tuple[Event, ...]:
        """Return the events of a dialogue, oldest first."""
        self._may(by, "read dialogue", dialogue_id)
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
