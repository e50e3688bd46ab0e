"""The record: events read, the log verified, checked from outside, exported."""

from __future__ import annotations

from pathlib import Path

from broker.events import Event
from broker.service.store import Store
from broker.verification import Checkpoint, Verification


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
        """Write what the log is now to a file, to be kept elsewhere. Raises `LogDamaged` when it is not whole now."""
        from broker.log_files import write_checkpoint

        found = self.verify_log()
        now = self._clock().isoformat(timespec="seconds")
        return write_checkpoint(found, Checkpoint(found.events, found.root, found.heads, now), Path(out))

    def export_log(self, dialogue_id: str, format: str, out: Path) -> Path:
        """Write a dialogue's events as ``jsonl`` or ``csv``; the id ``all`` writes every stream."""
        from broker.log_files import write_log

        self._may("", "export log", dialogue_id)
        if dialogue_id != "all":
            self._log.dialogue(dialogue_id)
        return write_log(self._log.lines(None if dialogue_id == "all" else dialogue_id), format, Path(out))
