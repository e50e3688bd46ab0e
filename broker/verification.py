"""Does an exchange log prove itself? Needs the log alone, exported or in the database; nothing else of ours.

Every event's ``hash`` is the sha256 of its heading as canonical JSON (sorted keys, no white space, UTF-8); the heading
holds the ``commitment`` (sha256 of author, data and salt) and ``previous``, the hash of the event before it in the same
dialogue. Numbers run through the whole log from 1. A chain cannot show that its end was cut off, or that all of it was
written anew: a checkpoint that was kept elsewhere does.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_HEADING = ("at", "commitment", "dialogue", "key", "kind", "number", "previous", "sequence")
_NO_EVENT = "0" * 64
#: Problems listed at most; the rest is counted.
_MOST_PROBLEMS = 50


@dataclass(frozen=True)
class Checkpoint:
    """What the log was at one moment, to be kept outside of it.

    Attributes
    ----------
    size : int
        How many events there were.
    root : str
        sha256 over the hashes of all of them, in order.
    heads : dict of str to (int, str)
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
        heads = {stream: list(head) for stream, head in self.heads.items()}
        return {"size": self.size, "root": self.root, "heads": heads, "at": self.at}

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Checkpoint:
        """Return the checkpoint of a file."""
        heads = {str(k): (int(v[0]), str(v[1])) for k, v in value["heads"].items()}
        return cls(size=int(value["size"]), root=str(value["root"]), heads=heads, at=str(value["at"]))


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
        How many events a checkpoint from outside proves; 0 without one.
    root : str
    heads : dict of str to (int, str)
    """

    is_whole: bool
    events: int
    dialogues: int
    problems: tuple[str, ...]
    covered: int
    root: str
    heads: dict[str, tuple[int, str]] = field(default_factory=dict)

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


def verify(lines: Iterable[Any], checkpoint: Checkpoint | None = None, *, one_stream: bool = False) -> Verification:
    """Check a log against itself and, where there is one, against a checkpoint.

    Parameters
    ----------
    lines : iterable of dict
        The events in order, as ``broker log export`` writes them.
    one_stream : bool
        The lines are one dialogue's alone: numbers may have gaps, and of the checkpoint only its head is compared.
    """
    problems: list[str] = []
    heads: dict[str, tuple[int, str]] = {}
    marks = dict(checkpoint.heads) if checkpoint else {}
    running, root_then = hashlib.sha256(), ""
    number, last_at, events, covered = 0, "", 0, 0
    for line in lines:
        events += 1
        if checkpoint and not one_stream and events == checkpoint.size + 1:
            root_then = running.hexdigest()
        if not _is_event(line):
            problems.append(f"Line {events} of the log is no event.")
            continue
        where = f"Event {line['number']} ({line['kind']} in {line['dialogue']})"
        if line["number"] <= number or (not one_stream and line["number"] != number + 1):
            problems.append(f"{where} comes after number {number}: an event is missing, added or out of order.")
        if line["at"] < last_at:
            problems.append(f"{where} was recorded before the one before it.")
        sequence, head = heads.get(line["dialogue"], (0, _NO_EVENT))
        if line["sequence"] != sequence + 1:
            problems.append(f"{where} has place {line['sequence']} in its dialogue, where {sequence + 1} is due.")
        if line["previous"] != head:
            problems.append(f"{where} does not follow the event before it in its dialogue.")
        if line["commitment"] != _sha256({name: line[name] for name in ("by", "data", "salt")}):
            problems.append(f"{where} does not hold the words that were recorded.")
        if line["hash"] != _sha256({name: line[name] for name in _HEADING}):
            problems.append(f"{where} was changed: its hash is another one.")
        number, last_at = line["number"], line["at"]
        heads[line["dialogue"]] = (line["sequence"], line["hash"])
        running.update(line["hash"].encode())
        mark = marks.get(line["dialogue"])
        if mark and line["sequence"] == mark[0]:
            del marks[line["dialogue"]]
            covered += mark[0] if one_stream else 0
            if line["hash"] != mark[1]:
                problems.append(f"{where} is not the event that the checkpoint saw there.")
    if checkpoint and not one_stream:
        root_then = root_then or running.hexdigest()
        covered = min(checkpoint.size, events)
        if events < checkpoint.size:
            problems.append(f"The log has {events} events, but the checkpoint saw {checkpoint.size}: its end was cut.")
        elif root_then != checkpoint.root:
            problems.append(f"The first {checkpoint.size} events are not those that the checkpoint saw.")
    for stream, (sequence, _) in marks.items():
        if not one_stream or stream in heads:
            problems.append(f"Dialogue {stream} ends before event {sequence}, which the checkpoint saw.")
    if len(problems) > _MOST_PROBLEMS:
        problems[_MOST_PROBLEMS:] = [f"And {len(problems) - _MOST_PROBLEMS} more problems."]
    return Verification(not problems, events, len(heads), tuple(problems), covered, running.hexdigest(), heads)


def verify_file(log: Path, checkpoint: Checkpoint | None = None) -> Verification:
    """Check an exported log (JSON lines); one that holds a single dialogue is checked as such."""
    lines = list(_lines(log))
    streams = {line["dialogue"] for line in lines if _is_event(line)}
    is_part = len(streams) <= 1 and not (checkpoint and set(checkpoint.heads) == streams)
    return verify(lines, checkpoint, one_stream=is_part)


def _lines(log: Path) -> Iterator[Any]:
    with log.open(encoding="utf-8") as file:
        for text in file:
            try:
                yield json.loads(text)
            except ValueError:
                yield None


def _is_event(line: Any) -> bool:
    if not isinstance(line, dict) or not {*_HEADING, "by", "data", "salt", "hash"} <= set(line):
        return False
    texts = ("at", "commitment", "dialogue", "key", "kind", "previous", "by", "salt", "hash")
    return all(isinstance(line[t], str) for t in texts) and all(type(line[n]) is int for n in ("number", "sequence"))


def _sha256(value: Any) -> str:
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
