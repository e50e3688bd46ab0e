"""Does an exchange log prove itself? Needs the exported log (JSON lines) alone: no database, nothing else of ours.

An event's ``hash`` is the sha256 of its heading as canonical JSON (sorted keys, no white space, UTF-8). The heading
holds ``previous``, the hash before it in the same dialogue, and a commitment to each part of its words: the sha256 of
author, fields and salt. In the order of their numbers, the hashes are the leaves of one Merkle tree (RFC 6962). A log
cannot show that its end was cut off, or that all of it was written anew: a signed checkpoint (size and root of the
tree) that was kept elsewhere does. Words that were erased, or that somebody does not consent to show, leave their
commitment, and prove as much as before. ``python verification.py LOG.jsonl [CHECKPOINT.json]`` needs this file alone.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

#: Problems listed at most; from how many bytes on two processes check a file, and in batches of how many lines.
_MOST_PROBLEMS, _LARGE, _BATCH = 50, 20_000_000, 2_000


@dataclass(frozen=True)
class Checkpoint:
    """What the log was at one moment: how many events, the root of their tree, and who signed that."""

    size: int
    root: str
    at: str
    origin: str = ""
    key: str = ""
    signature: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the checkpoint as its file holds it."""
        return asdict(self)

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Checkpoint:
        """Return the checkpoint of a file, or of the file beside an export."""
        value = value.get("checkpoint", value)
        texts = {name: str(value.get(name, "")) for name in ("origin", "key", "signature")}
        return cls(int(value["size"]), bytes.fromhex(value["root"]).hex(), str(value["at"]), **texts)


@dataclass(frozen=True)
class Verification:
    """What the check of a log found: `problems` speak against it, `notes` do not; `covered` events are proved."""

    is_whole: bool
    events: int
    dialogues: int
    problems: tuple[str, ...]
    covered: int
    root: str
    notes: tuple[str, ...] = ()
    key: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the check as the JSON of ``log verify`` writes it."""
        found = asdict(self)
        status = {"status": "whole" if found.pop("is_whole") else "damaged"}
        return {**status, "covered_by_checkpoint": found.pop("covered"), **found}


class _Line(NamedTuple):
    number: int
    dialogue: str
    sequence: int
    at: str
    previous: str
    hash: str
    where: str
    faults: tuple[str, ...]  # what is wrong with the line itself
    withheld: int
    lacking: tuple[str, ...]  # persons whose words are said to be erased
    erases: str  # the person that this event says was erased
    skew_s: int


def verify(
    lines: Iterable[Any], outside: Checkpoint | None = None, beside: Mapping[str, Any] | None = None
) -> Verification:
    """Check the parsed lines of a log, as `verify_file` does."""
    return _followed(map(_examined, lines), outside, beside)


def verify_file(log: Path, outside: Checkpoint | None = None, beside: Mapping[str, Any] | None = None) -> Verification:
    """Check an exported log against itself, against a checkpoint from outside, and against what stands beside it.

    Parameters
    ----------
    beside : mapping, optional
        ``checkpoint``, ``consistency`` (earlier size → proof) and, for the export of one dialogue, ``dialogue`` (id,
        events, head, signature) and ``inclusion`` (number → path of its leaf).
    """
    with Path(log).open("rb") as file:
        batches = iter(lambda: list(islice(file, _BATCH)), [])
        if Path(log).stat().st_size < _LARGE:
            return _followed((line for batch in map(_examined_texts, batches) for line in batch), outside, beside)
        with get_context("spawn").Pool(2) as pool:
            examined = pool.imap(_examined_texts, batches)
            return _followed((line for batch in examined for line in batch), outside, beside)


def _followed(
    lines: Iterable[_Line | None], outside: Checkpoint | None, beside: Mapping[str, Any] | None
) -> Verification:
    """Follow the chain of every dialogue, and grow the tree over all of them."""
    beside = beside or {}
    inside = Checkpoint.from_json(beside) if beside else None
    marks = [mark for mark in (inside, outside) if mark]
    paths = beside.get("inclusion")
    problems, gaps, heads, nodes, roots = [], [], {}, [], {0: hashlib.sha256().hexdigest()}
    number, last_at, events, leaves, withheld, skewed, lacking, erased = 0, "", 0, 0, 0, 0, {}, set()
    for line in lines:
        events += 1
        if line is None:
            problems.append(f"Line {events} of the log is no event.")
            continue
        problems += [f"{line.where} {fault}" for fault in line.faults]
        if line.number != number + 1:
            kept = problems if line.number <= number else gaps  # the lines of one dialogue have gaps
            kept.append(f"{line.where} comes after number {number}: an event is missing, added or out of order.")
        if line.at < last_at:
            problems.append(f"{line.where} was recorded before the one before it.")
        if (line.sequence - 1, line.previous) != heads.get(line.dialogue, (0, "0" * 64)):
            problems.append(f"{line.where} does not follow the event before it in its dialogue.")
        leaf = hashlib.sha256(b"\0" + bytes.fromhex(line.hash)).digest()
        if (
            paths is not None
            and _root_over(leaf, line.number - 1, inside.size, paths.get(str(line.number))) != inside.root
        ):
            problems.append(f"{line.where} is not in the log that the checkpoint beside the export saw.")
        number, last_at, heads[line.dialogue] = line.number, line.at, (line.sequence, line.hash)
        withheld, skewed = withheld + line.withheld, skewed + bool(line.skew_s)
        lacking |= {person: line.where for person in line.lacking if person not in lacking}
        erased.add(line.erases)
        _add(nodes, leaves, leaf)
        leaves += 1
        if any(leaves == mark.size for mark in marks):
            roots[leaves] = _root(nodes)
    is_part = paths is not None or (len(heads) == 1 and bool(gaps))
    if not is_part:
        problems += gaps
        problems += [
            f"{lacking[who]} lacks words, but nothing says that {who} was erased." for who in lacking.keys() - erased
        ]
    for mark in marks:
        if mark.key and not is_signed({**asdict(mark)}):
            problems.append("A checkpoint does not bear the signature of its key.")
        if not is_part and events < mark.size:
            problems.append(f"The log has {events} events, but the checkpoint saw {mark.size}: its end was cut.")
        elif not is_part and roots.get(mark.size) != mark.root:
            problems.append(f"The first {mark.size} events are not those that the checkpoint saw.")
    if paths is not None and (
        not is_signed(statement := beside["dialogue"])
        or statement["key"] != inside.key
        or heads != {statement["id"]: (statement["events"], statement["head"])}
    ):
        problems.append("The export does not end where its dialogue did, by the signed statement beside it.")
    if is_part and outside and not (inside and _is_grown(outside, inside, beside)):
        problems.append(
            f"The checkpoint from outside saw {outside.size} events, and nothing beside the export proves that these "
            f"are of that log. Export the dialogue again, with --consistent-with and that checkpoint."
        )
    notes = [f"{withheld} parts of events are withheld: they were erased, or may not be shown."] if withheld else []
    notes += [f"{skewed} events were recorded by a clock found to be wrong; their order stands."] if skewed else []
    covered = max((events if is_part else mark.size for mark in marks), default=0)
    if len(problems) > _MOST_PROBLEMS:
        problems[_MOST_PROBLEMS:] = [f"And {len(problems) - _MOST_PROBLEMS} more problems."]
    root, key = inside.root if is_part and inside else _root(nodes), marks[-1].key if marks else ""
    return Verification(not problems, events, len(heads), tuple(problems), covered, root, tuple(notes), key)


def _examined_texts(texts: Sequence[bytes]) -> list[_Line | None]:
    return [_examined(_parsed(text)) for text in texts]


def _parsed(text: bytes) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _examined(event: Any) -> _Line | None:
    """Return what a line says of its place and what is wrong with it; None where it is no event."""
    try:
        return _of_event(event)
    except (TypeError, KeyError, ValueError, AttributeError):
        return None


def _of_event(event: Mapping[str, Any]) -> _Line:
    faults, open_fields, withheld, lacking = [], [], 0, []
    for part in event["parts"]:
        author = {"by": event["by"]} if part["of"] == event["person"] else {}
        if part.get("withheld") in ("erased", "consent"):
            withheld += 1
            lacking += [part["of"]] if part["withheld"] == "erased" else []
            continue
        data = {name: event["data"].get(name) for name in part["fields"]}
        open_fields += part["fields"]
        if _sha256({**author, "data": data, "salt": part.get("salt")}) != part["commitment"]:
            faults.append("does not hold the words that were recorded.")
    if sorted(open_fields) != sorted(event["data"]):
        faults.append("holds words that were not recorded so.")
    heading = {name: event[name] for name in ("at", "dialogue", "key", "kind", "previous", "sequence")}
    heading |= {"by": event["person"], "parts": [[p["of"], p["fields"], p["commitment"]] for p in event["parts"]]}
    if _sha256(heading | ({"skew_s": event["skew_s"]} if event.get("skew_s") else {})) != event["hash"]:
        faults.append("was changed: its hash is another one.")
    where = f"Event {event['number']} ({event['kind']} in {event['dialogue']})"
    erases = str(event["data"].get("person", "")) if event["kind"] == "PersonErased" else ""
    place = (
        event["number"] + 0,
        f"{event['dialogue']}",
        event["sequence"] + 0,
        event["at"] + "",
        event["previous"] + "",
    )
    bytes.fromhex(event["hash"])
    return _Line(*place, event["hash"], where, tuple(faults), withheld, tuple(lacking), erases, event.get("skew_s", 0))


def _sha256(value: Any) -> str:
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()


def _add(nodes: list[bytes], size: int, leaf: bytes) -> None:
    """Add a leaf to a tree of `size` leaves, kept as the roots of its whole subtrees."""
    while size & 1:
        leaf, size = _node(nodes.pop(), leaf), size >> 1
    nodes.append(leaf)


def _root(nodes: Sequence[bytes]) -> str:
    if not nodes:
        return hashlib.sha256().hexdigest()
    root = nodes[-1]
    for node in reversed(nodes[:-1]):
        root = _node(node, root)
    return root.hex()


def _root_over(node: bytes, index: int, size: int, path: Sequence[str] | None) -> str:
    """Return the root that an audit path leads to from a leaf (RFC 9162, 2.1.3.2); "" where it leads nowhere."""
    last = size - 1
    for step in map(bytes.fromhex, path or ()):
        if not last:
            return ""
        if index & 1 or index == last:
            node = _node(step, node)
            while not index & 1 and index:
                index, last = index >> 1, last >> 1
        else:
            node = _node(node, step)
        index, last = index >> 1, last >> 1
    return node.hex() if path is not None and not last else ""


def _is_grown(before: Checkpoint, after: Checkpoint, beside: Mapping[str, Any]) -> bool:
    """Whether the log of a checkpoint is the beginning of another one's (RFC 9162, 2.1.4.2)."""
    if before.size == after.size or not before.size:
        return before.root == after.root or not before.size
    path = [bytes.fromhex(step) for step in beside.get("consistency", {}).get(str(before.size), ())]
    path = [bytes.fromhex(before.root), *path] if before.size.bit_count() == 1 else path
    index, last = before.size - 1, after.size - 1
    while index & 1:
        index, last = index >> 1, last >> 1
    if not path or before.size > after.size:
        return False
    old = new = path[0]
    for step in path[1:]:
        if not last:
            return False
        if index & 1 or index == last:
            old, new = _node(step, old), _node(step, new)
            while not index & 1 and index:
                index, last = index >> 1, last >> 1
        else:
            new = _node(new, step)
        index, last = index >> 1, last >> 1
    return (old.hex(), new.hex(), last) == (before.root, after.root, 0)


def is_signed(statement: Mapping[str, Any]) -> bool:
    """Whether a statement bears the Ed25519 signature of the key that it names."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    said = {name: value for name, value in statement.items() if name != "signature"}
    text = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(said["key"])).verify(
            bytes.fromhex(statement["signature"]), text
        )
    except (InvalidSignature, ValueError, KeyError):
        return False
    return True


if __name__ == "__main__":
    kept = [json.loads(Path(name).read_text(encoding="utf-8")) for name in sys.argv[2:3]]
    print(json.dumps(verify_file(Path(sys.argv[1]), *map(Checkpoint.from_json, kept)).to_json(), indent=1))
