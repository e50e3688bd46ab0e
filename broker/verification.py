"""Does an exchange log prove itself? Needs the exported log (JSON lines) alone: no database, nothing else of ours.

An event's ``hash`` is the sha256 of its heading as canonical JSON (sorted keys, no white space, UTF-8). It holds
``previous``, the hash before it in its dialogue, and a commitment to each part of its words: the sha256 of author,
fields and salt. In the order of their numbers, the hashes are the leaves of one Merkle tree (RFC 6962). Only a signed
checkpoint (size and root) that was kept elsewhere shows that the end was cut off, or that all was written anew. Words
that were erased, or that somebody does not consent to show, leave their commitment, and prove as much as before.
``python verification.py LOG.jsonl [CHECKPOINT.json]`` needs this file alone.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

_HEADING = ("at", "dialogue", "key", "kind", "previous")
_canonical = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, check_circular=False).encode
_MOST_PROBLEMS = 50


def canonical_bytes(value: Any) -> bytes:
    """Return a value as canonical JSON."""
    return _canonical(value).encode("utf-8", "surrogatepass")


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
        """Return the checkpoint of a file, or of what stands beside an export."""
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


def verify(lines: Iterable[Any], outside: Checkpoint | None = None) -> Verification:
    """Check the lines of a log against themselves, and against a checkpoint that was kept outside of it."""
    return followed(map(examined, lines), outside)


def verify_file(log: Path, outside: Checkpoint | None = None) -> Verification:
    """Check an exported log. `broker.large_logs` does the same faster."""
    with Path(log).open("rb") as file:
        return verify(file, outside)


def followed(lines: Iterable[dict[str, Any] | None], outside: Checkpoint | None) -> Verification:
    """Follow the chain of every dialogue, and grow the tree over all of them."""
    problems, gaps, heads, tree, then = [], [], {}, [], ""
    number, events, leaves, withheld, skewed = 0, 0, 0, 0, 0
    lacking, explained = {}, set()  # who and what lacks words (and where first), and whom or what an event explains
    for line in lines:
        events += 1
        if line is None:
            problems.append(f"Line {events} of the log is no event.")
            continue
        where = f"Event {line['number']} ({line['kind']} in {line['dialogue']})"
        problems += [f"{where} {fault}" for fault in line["faults"]]
        if line["number"] != number + 1:  # the lines of one dialogue alone have gaps, and are in order
            kept = gaps if line["number"] > number else problems
            kept.append(f"{where} comes after number {number}: an event is missing, added or out of order.")
        sequence, head, last_at = heads.get(line["dialogue"], (0, "0" * 64, ""))
        if (line["sequence"] - 1, line["previous"]) != (sequence, head):
            problems.append(f"{where} does not follow the event before it in its dialogue.")
        if line["at"] < last_at:
            problems.append(f"{where} was recorded before the one before it in its dialogue.")
        number, heads[line["dialogue"]] = line["number"], (line["sequence"], line["hash"], line["at"])
        withheld, skewed = withheld + line["withheld"], skewed + bool(line["skew_s"])
        lacking |= {what: where for what in line["lacking"] if what not in lacking}
        explained.add(line["explains"])
        _grow(tree, leaves, bytes.fromhex(line["hash"]))
        leaves += 1
        if outside and leaves == outside.size:
            then = _root(tree)
    if outside or len(heads) != 1:
        problems += gaps
        unsaid = sorted(lacking.keys() - explained)
        problems += [f"{lacking[what]} lacks words, but no event says why {what} would." for what in unsaid]
    if outside and outside.key and not is_signed(outside.to_json()):
        problems.append("The checkpoint does not bear the signature of the key that it names.")
    if outside and leaves < outside.size:
        problems.append(f"The log has {leaves} events, but the checkpoint saw {outside.size}: its end was cut.")
    elif outside and outside.size and then != outside.root:
        problems.append(f"The first {outside.size} events are not those that the checkpoint saw.")
    if len(problems) > _MOST_PROBLEMS:
        problems[_MOST_PROBLEMS:] = [f"And {len(problems) - _MOST_PROBLEMS} more problems."]
    notes = (
        [f"{withheld} parts of events are withheld: they were erased, or may not be shown here."] if withheld else []
    )
    notes += [f"{skewed} events were recorded by a clock found to be wrong; their order stands."] if skewed else []
    covered, key = (min(outside.size, events), outside.key) if outside else (0, "")
    return Verification(not problems, events, len(heads), tuple(problems), covered, _root(tree), tuple(notes), key)


def examined(
    line: Any, loads: Callable[[bytes], Any] = json.loads, canonical: Callable[[Any], bytes] = canonical_bytes
) -> dict[str, Any] | None:
    """Return what an event says of its place and what is wrong with it; None where a line is no event."""
    try:
        event = loads(line) if isinstance(line, bytes) else line
        seen = {name: event[name] + "" for name in (*_HEADING, "person", "by", "hash")}
        seen |= {name: event.get(name, 0) + 0 for name in ("number", "sequence", "skew_s")}
        bytes.fromhex(seen["hash"])
        parts, data, shown, faults, lacking = event["parts"], event["data"], [], [], []
        for part in parts:
            author = {"by": event["by"]} if part["of"] == event["person"] else {}
            if part.get("withheld") in ("consent", "erased", "elsewhere"):
                lacking.append({"erased": part["of"], "elsewhere": event["dialogue"]}.get(part["withheld"], ""))
                faults += ["names who was erased."] if lacking[-1] and author and event["by"] else []
                continue
            held = {name: data.get(name) for name in part["fields"]}
            shown += part["fields"]
            said = canonical({**author, "data": held, "salt": part.get("salt")})
            if sha256(said).hexdigest() != part["commitment"]:
                faults.append("does not hold the words that were recorded.")
        if sorted(shown) != sorted(data):
            faults.append("holds words that were not recorded so.")
        heading = {name: seen[name] for name in (*_HEADING, "sequence")} | {"by": event["person"]}
        heading |= {"parts": [[p["of"], p["fields"], p["commitment"]] for p in parts]}
        heading |= {"skew_s": seen["skew_s"]} if seen["skew_s"] else {}
        if sha256(canonical(heading)).hexdigest() != event["hash"]:
            faults.append("was changed: its hash is another one.")
        explains = data.get({"PersonErased": "person", "DialogueImported": "dialogue"}.get(event["kind"]))
    except (TypeError, KeyError, ValueError, AttributeError):
        return None
    return {**seen, "faults": faults, "withheld": len(lacking), "lacking": {*lacking} - {""}, "explains": f"{explains}"}


def _grow(tree: list[bytes], size: int, leaf: bytes) -> None:
    """Add a leaf to a tree of `size` leaves, which is kept as the roots of its whole subtrees, the largest first."""
    node = sha256(b"\0" + leaf).digest()
    while size & 1:
        node, size = sha256(b"\1" + tree.pop() + node).digest(), size >> 1
    tree.append(node)


def _root(tree: list[bytes]) -> str:
    root = tree[-1] if tree else sha256().digest()
    for node in reversed(tree[:-1]):
        root = sha256(b"\1" + node + root).digest()
    return root.hex()


def is_signed(statement: Mapping[str, Any]) -> bool:
    """Whether a statement bears the Ed25519 signature of the key that it names."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    said = {name: value for name, value in statement.items() if name != "signature"}
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(statement["key"]))
        key.verify(bytes.fromhex(statement["signature"]), canonical_bytes(said))
    except (InvalidSignature, ValueError, KeyError):
        return False
    return True


if __name__ == "__main__":
    kept = [Checkpoint.from_json(json.loads(Path(name).read_text(encoding="utf-8"))) for name in sys.argv[2:3]]
    print(json.dumps(verify_file(Path(sys.argv[1]), *kept).to_json(), indent=1))
