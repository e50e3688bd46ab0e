"""Does an exchange log prove itself? Needs the log alone, exported or in the database; nothing else of ours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Checkpoint:
    """What the log was at one moment, to be kept outside of it.

    Attributes
    ----------
    size : int
        How many events there were.
    root : str
        sha256 over the hashes of all of them, in order.
    heads : dict of str to [int, str]
        Stream → its last sequence and that event's hash.
    at : str
        ISO 8601, UTC.
    """

    size: int
    root: str
    heads: dict[str, tuple[int, str]]
    at: str

    def to_json(self) -> dict[str, Any]:
        """Return the checkpoint as its file holds it."""
        return {
            "size": self.size,
            "root": self.root,
            "heads": {k: list(v) for k, v in self.heads.items()},
            "at": self.at,
        }


@dataclass(frozen=True)
class Verification:
    """What the check of a log found.

    Attributes
    ----------
    is_whole : bool
        Nothing speaks against the log.
    events, dialogues : int
    problems : tuple of str
        One sentence each, with the event's number.
    covered : int
        Up to which event a checkpoint from outside proves it; 0 without one.
    root : str
    """

    is_whole: bool
    events: int
    dialogues: int
    problems: tuple[str, ...]
    covered: int
    root: str

    def to_json(self) -> dict[str, Any]:
        """Return the check as the JSON of ``log verify`` writes it."""
        return {
            "status": "whole" if self.is_whole else "damaged",
            "events": self.events,
            "dialogues": self.dialogues,
            "covered_by_checkpoint": self.covered,
            "root": self.root,
            "problems": list(self.problems),
        }
