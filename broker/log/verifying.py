"""The check of a log: in the store with the tables beside it, or as a file with what was written beside that."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from broker.database import one_state, reading
from broker.errors import LogDamaged
from broker.large_logs import verify_file
from broker.log.agreement import Recount
from broker.log.merkle import Frontier
from broker.log.reading import all_events
from broker.log.sealing import Sealing
from broker.proofs import problems_of_dialogue, problems_with_outside
from broker.verification import Checkpoint, Verification, is_signed, verify

#: What is written beside an export that is to prove itself.
PROOF_SUFFIX = ".proof.json"


def verify_store(
    engine: Engine, keys: Sealing, outside: Checkpoint | None = None, older: Checkpoint | None = None, key: str = ""
) -> Verification:
    """Check the log of a store: as an export of it would be, and whether the tables beside the events agree.

    Parameters
    ----------
    outside : Checkpoint, optional
        One that was kept elsewhere.
    older : Checkpoint, optional
        Another one, which the log must have grown from as well.
    key : str
        The public key that must have signed them; any when empty.
    """
    recount, hashes = Recount(), _Hashes(older)
    with one_state(engine) as still, reading(still) as connection:
        counted = recount.passing(all_events(connection, keys))
        events = hashes.passing((event, event.hash) for event in counted)
        found = verify((event.to_json() for event in events), outside)
        problems = [*found.problems, *recount.disagreements(connection)]
    return _with(found, [*problems, *hashes.against(older), *_other_key(key, outside, older)])


def verify_export(
    log: Path, outside: Checkpoint | None = None, older: Checkpoint | None = None, key: str = ""
) -> Verification:
    """Check an exported log, by what was written beside it where that is there. Raises `LogDamaged` without a file."""
    log = Path(log)
    if not log.is_file():
        raise LogDamaged(
            f"{log} was given as an exported log, but there is no such file, so nothing can be verified. Give a file "
            f"that `broker log export --format jsonl` wrote.",
            code="log-unreadable",
        )
    beside = _beside(log)
    if beside is not None and "inclusion" in beside:
        return _verify_dialogue(log, beside, outside, older, key)
    inside = Checkpoint.from_json(beside) if beside is not None else None
    found = verify_file(log, outside or inside)
    more = [mark for mark in (older, inside if outside else None) if mark]
    hashes = _Hashes(*more)
    if more:
        for _ in hashes.passing((place, place[2]) for place in _places(log)):
            pass
    problems = [*found.problems, *(problem for mark in more for problem in hashes.against(mark))]
    return _with(found, [*problems, *_other_key(key, outside or inside, older)])


def _verify_dialogue(
    log: Path, beside: dict[str, Any], outside: Checkpoint | None, older: Checkpoint | None, key: str
) -> Verification:
    """Check the export of one dialogue by the proofs beside it."""
    found, inside = verify_file(log), Checkpoint.from_json(beside)
    problems = list(found.problems)
    try:
        problems += problems_of_dialogue(list(_places(log)), beside)
        for mark in filter(None, (outside, older)):
            problems += problems_with_outside(mark, beside)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        problems.append(f"What stands beside the export cannot be read as its proof ({type(error).__name__}).")
    made = _with(found, [*problems, *_other_key(key, inside, outside, older)])
    return replace(made, covered=0 if problems else found.events, root=inside.root, key=inside.key)


class _Hashes:
    """The roots of a log at the sizes of some checkpoints, taken as its events pass by."""

    def __init__(self, *marks: Checkpoint | None) -> None:
        self._frontier = Frontier()
        self._roots = {mark.size: "" for mark in marks if mark}

    def passing(self, hashes: Iterable[tuple[Any, str]]) -> Iterator[Any]:
        """Yield things as they come, and let their hashes grow the tree."""
        for one, sha256 in hashes:
            self._frontier.add(bytes.fromhex(sha256))
            if self._frontier.size in self._roots:
                self._roots[self._frontier.size] = self._frontier.root.hex()
            yield one

    def against(self, mark: Checkpoint | None) -> Iterator[str]:
        """Yield what speaks against the log having grown from that of a checkpoint."""
        if mark is None:
            return
        if mark.key and not is_signed(mark.to_json()):
            yield "A checkpoint does not bear the signature of the key that it names."
        if mark.size and self._roots[mark.size] != mark.root:
            yield f"The log did not grow from the {mark.size} events that the older checkpoint saw."


def _other_key(key: str, *marks: Checkpoint | None) -> list[str]:
    """Return what speaks against checkpoints where another key than the expected one signed them."""
    others = {mark.key for mark in marks if mark and key and mark.key != key.strip().lower()}
    return [
        f"A checkpoint was signed by the key {other or 'of nobody'}, not by the one that was named." for other in others
    ]


def _with(found: Verification, problems: list[str]) -> Verification:
    return replace(found, is_whole=not problems, problems=tuple(problems))


def _beside(log: Path) -> dict[str, Any] | None:
    """Return what was written beside an export, or None. Raises `LogDamaged` where it cannot be read."""
    path = log.with_name(f"{log.name}{PROOF_SUFFIX}")
    if not path.is_file():
        return None
    try:
        beside = json.loads(path.read_text(encoding="utf-8"))
        Checkpoint.from_json(beside)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise LogDamaged(
            f"{path} stands beside the exported log, but it cannot be read as its proof ({type(error).__name__}), so "
            f"it proves nothing. Export the log again, or take the file away to check the events alone.",
            code="proof-unreadable",
        ) from error
    return beside


def _places(log: Path) -> Iterator[tuple[int, str, str]]:
    """Yield number, dialogue and hash of every event of an exported log; what is no event is passed over."""
    with log.open("rb") as file:
        for text in file:
            try:
                line = json.loads(text)
                yield line["number"] + 0, line["dialogue"] + "", bytes.fromhex(line["hash"]).hex()
            except (ValueError, KeyError, TypeError):
                continue
