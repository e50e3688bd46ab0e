"""Does one dialogue's export prove itself, without the rest of the log? Needs what was written beside it; nothing else.

Beside an export stand a signed checkpoint of the whole log, for every event the path from its leaf to the checkpoint's
root, a signed statement of where the dialogue ended, and from earlier checkpoints the proof that their log is the
beginning of this one (RFC 6962, verified as RFC 9162 says). `broker.verification` checks the events themselves.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from broker.verification import Checkpoint, is_signed


def problems_of_dialogue(places: Sequence[tuple[int, str, str]], beside: Mapping[str, Any]) -> Iterator[str]:
    """Yield what speaks against the export of a dialogue.

    Parameters
    ----------
    places : sequence of (int, str, str)
        Number, dialogue and hash of every event, in order.
    beside : mapping
        ``checkpoint``, ``dialogue`` (id, events, head, size, root, key, signature), ``inclusion`` (number → path) and
        ``consistency`` (earlier size → proof).
    """
    inside, said, paths = Checkpoint.from_json(beside), beside["dialogue"], beside["inclusion"]
    if not is_signed(beside["checkpoint"]) or not is_signed(said) or said["key"] != inside.key:
        yield "What stands beside the export does not bear the signature of the key that it names."
    head = places[-1][2] if places else ""
    of_these = (inside.size, inside.root, len(places), head, {said["id"]})
    if (said["size"], said["root"], said["events"], said["head"], {p[1] for p in places}) != of_these:
        yield f"The export does not hold all of dialogue {said['id']}, as the signed statement beside it counts it."
    for number, _, sha256 in places:
        if root_over(bytes.fromhex(sha256), number - 1, inside.size, paths.get(str(number))) != inside.root:
            yield f"Event {number} is not in the log that the checkpoint beside the export saw."


def problems_with_outside(outside: Checkpoint, beside: Mapping[str, Any]) -> Iterator[str]:
    """Yield what speaks against the log beside an export being that of a checkpoint that was kept elsewhere."""
    inside = Checkpoint.from_json(beside)
    if outside.key and not is_signed(outside.to_json()):
        yield "The checkpoint from outside does not bear the signature of the key that it names."
    if outside.key and outside.key != inside.key:
        yield "The checkpoint from outside was signed by another key than the one beside the export."
    if not is_beginning(outside, inside, beside.get("consistency", {}).get(str(outside.size), ())):
        yield (
            f"The checkpoint from outside saw {outside.size} events, the one beside the export {inside.size}, and "
            f"nothing there proves that the one log grew from the other. Export the dialogue again, with "
            f"--consistent-with and the checkpoint from outside."
        )


def key_id(key: str) -> str:
    """Return the short name of a public key, by which people compare it: the first 8 digits of its sha256."""
    return hashlib.sha256(bytes.fromhex(key)).hexdigest()[:8]


def root_over(leaf: bytes, index: int, size: int, path: Sequence[str] | None) -> str:
    """Return the root that an audit path leads to from a leaf (RFC 9162, 2.1.3.2); "" where it leads nowhere."""
    node, last = hashlib.sha256(b"\0" + leaf).digest(), size - 1
    if path is None or not 0 <= index < size:
        return ""
    for step in map(bytes.fromhex, path):
        if not last:
            return ""
        if index & 1 or index == last:
            node = _above(step, node)
            while not index & 1 and index:
                index, last = index >> 1, last >> 1
        else:
            node = _above(node, step)
        index, last = index >> 1, last >> 1
    return "" if last else node.hex()


def is_beginning(before: Checkpoint, after: Checkpoint, proof: Sequence[str]) -> bool:
    """Whether the log of one checkpoint is proved to be the beginning of another's (RFC 9162, 2.1.4.2)."""
    if not before.size:
        return True
    if before.size >= after.size:
        return (before.size, before.root) == (after.size, after.root)
    path = [bytes.fromhex(step) for step in proof]
    if before.size.bit_count() == 1:
        path.insert(0, bytes.fromhex(before.root))
    if not path:
        return False
    index, last = before.size - 1, after.size - 1
    while index & 1:
        index, last = index >> 1, last >> 1
    old = new = path[0]
    for step in path[1:]:
        if not last:
            return False
        if index & 1 or index == last:
            old, new = _above(step, old), _above(step, new)
            while not index & 1 and index:
                index, last = index >> 1, last >> 1
        else:
            new = _above(new, step)
        index, last = index >> 1, last >> 1
    return not last and (old.hex(), new.hex()) == (before.root, after.root)


def _above(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()
