"""Tamper with a log in every way at every place, and see whether the verifier finds it by a checkpoint from outside.

`python -m tests.benchmarks.tampering --events 500` prints the totals.
"""

from __future__ import annotations

import argparse
import hashlib
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from broker.event import Event, hash_of
from broker.recipe import canonical_json
from broker.verification import Checkpoint, verify
from tests.benchmarks.generated_log import fill, open_log

Lines = list[dict[str, Any]]


def edit_words(lines: Lines, i: int) -> None:
    """Change what was said."""
    name = next(iter(lines[i]["data"]))
    lines[i] = {**lines[i], "data": {**lines[i]["data"], name: "I never said this."}}


def edit_author(lines: Lines, i: int) -> None:
    """Put somebody else's name to it."""
    lines[i] = {**lines[i], "by": "Somebody else"}


def edit_person(lines: Lines, i: int) -> None:
    """Put somebody else's id to it."""
    lines[i] = {**lines[i], "person": "p-somebodyel"}


def edit_time(lines: Lines, i: int) -> None:
    """Change when it was recorded."""
    lines[i] = {**lines[i], "at": "2036-01-01T00:00:00.000000+00:00"}


def edit_kind(lines: Lines, i: int) -> None:
    """Make something else of it."""
    lines[i] = {**lines[i], "kind": "RoundReopened"}


def edit_and_commit_again(lines: Lines, i: int) -> None:
    """Change what was said, and the commitment to it."""
    edit_words(lines, i)
    lines[i] = _committed(lines[i])


def edit_and_hash_again(lines: Lines, i: int) -> None:
    """Change what was said, and every hash of that event."""
    edit_words(lines, i)
    lines[i] = _hashed(_committed(lines[i]))


def withhold(lines: Lines, i: int) -> None:
    """Take the words away as if their author had been erased, which no event says."""
    lines[i] = Event.from_json(lines[i]).without(lines[i]["person"], "erased").to_json()


def delete(lines: Lines, i: int) -> None:
    """Take an event out."""
    del lines[i]


def delete_and_chain_again(lines: Lines, i: int) -> None:
    """Take an event out, and chain what follows in its dialogue."""
    gone = lines[i]["dialogue"]
    del lines[i]
    _chain(lines, gone)


def swap(lines: Lines, i: int) -> None:
    """Exchange an event with the next one."""
    j = (i + 1) % len(lines)
    lines[i], lines[j] = lines[j], lines[i]


def swap_words(lines: Lines, i: int) -> None:
    """Exchange what two events say, with all that proves it."""
    j = next(j for j in range(-1, len(lines)) if lines[j]["data"] != lines[i]["data"])
    held = ("data", "by", "parts")
    one, other = lines[i], lines[j]
    lines[i] = {**one, **{name: other[name] for name in held}}
    lines[j] = {**other, **{name: one[name] for name in held}}


def insert(lines: Lines, i: int) -> None:
    """Say it twice."""
    lines.insert(i, lines[i])


def insert_and_chain_again(lines: Lines, i: int) -> None:
    """Say it twice, and chain everything again."""
    lines.insert(i, lines[i])
    _chain(lines)


def cut_the_end(lines: Lines, i: int) -> None:
    """Cut off all that follows."""
    del lines[i:]


def rewrite_everything(lines: Lines, i: int) -> None:
    """Change what was said, and make the whole log anew, so that it is consistent in itself."""
    edit_words(lines, i)
    lines[i] = _committed(lines[i])
    _chain(lines)


#: What is found without any checkpoint, and what only a checkpoint from outside shows.
SEEN_ALONE: tuple[Callable[[Lines, int], None], ...] = (
    edit_words, edit_author, edit_person, edit_time, edit_kind, edit_and_commit_again, withhold, delete, swap,
    swap_words, insert,
)  # fmt: skip
SEEN_FROM_OUTSIDE = (
    *SEEN_ALONE, edit_and_hash_again, delete_and_chain_again, insert_and_chain_again, cut_the_end, rewrite_everything,
)  # fmt: skip


def places(tamper: Callable[[Lines, int], None], lines: Lines) -> Iterator[int]:
    """Yield where a log can be tampered with in this way: to say the last thing once more changes nothing before it."""
    yield from range(len(lines) - (tamper is insert_and_chain_again))


def checkpoint_of(lines: Lines) -> Checkpoint:
    """Return a checkpoint of some lines, unsigned."""
    found = verify(lines)
    return Checkpoint(found.events, found.root, "2026-03-02T12:00:00+00:00")


def _committed(line: dict[str, Any]) -> dict[str, Any]:
    parts = []
    for part in line["parts"]:
        author = {"by": line["by"]} if part["of"] == line["person"] else {}
        held = {**author, "data": {n: line["data"][n] for n in part["fields"]}, "salt": part["salt"]}
        parts.append({**part, "commitment": hashlib.sha256(canonical_json(held)).hexdigest()})
    return {**line, "parts": parts}


def _hashed(line: dict[str, Any]) -> dict[str, Any]:
    return {**line, "hash": hash_of(Event.from_json(line).heading)}


def _chain(lines: Lines, only: str = "") -> None:
    """Number and chain the whole log again."""
    heads: dict[str, tuple[int, str]] = {}
    for place, line in enumerate(lines):
        sequence, previous = heads.get(line["dialogue"], (0, "0" * 64))
        made = {**line, "number": place + 1, "sequence": sequence + 1, "previous": previous}
        lines[place] = _hashed(made) if not only or line["dialogue"] == only else {**line, "number": place + 1}
        heads[line["dialogue"]] = (lines[place]["sequence"], lines[place]["hash"])


def main() -> int:
    """Print the totals; 1 where something was not found, or where something was found in an intact log."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.tampering", description=main.__doc__)
    parser.add_argument("--events", type=int, default=500)
    options = parser.parse_args()
    began, tried, missed, false = time.perf_counter(), 0, [], 0
    with tempfile.TemporaryDirectory(prefix="tampering-") as folder:
        log = open_log(Path(folder))
        fill(log, dialogues=5, events=options.events)
        intact = list(log.lines())
    outside = checkpoint_of(intact)
    for size in range(1, len(intact) + 1, 25):
        false += not verify(intact, checkpoint_of(intact[:size])).is_whole
    for tamper in SEEN_FROM_OUTSIDE:
        for place in places(tamper, intact):
            lines = list(intact)
            tamper(lines, place)
            tried += 1
            if verify(lines, outside).is_whole:
                missed.append(f"{tamper.__name__} at {place}")
    seconds = time.perf_counter() - began
    print(
        f"{len(SEEN_FROM_OUTSIDE)} kinds of tampering, {len(intact)} events, {tried} tries: {tried - len(missed)} found"
    )
    print(f"false alarms on the intact log: {false}; {seconds:.0f} s")
    print("\n".join(missed[:20]))
    return 1 if missed or false else 0


if __name__ == "__main__":
    raise SystemExit(main())
