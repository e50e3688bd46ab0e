"""The check of `broker.verification`, for logs of a million events: two processes, and a faster reader of JSON."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import orjson

from broker.verification import Checkpoint, Verification, examined, followed

_LARGE_BYTES, _PIECE_BYTES = 20_000_000, 1_000_000


def verify_file(log: Path, outside: Checkpoint | None = None) -> Verification:
    """Check an exported log as `broker.verification.verify_file` does; a large one is read by two processes."""
    size = Path(log).stat().st_size
    if size < _LARGE_BYTES:
        return followed(_examined_lines(log, 0, size), outside)
    with get_context("spawn").Pool(2) as pool:
        pieces = pool.imap(_examined_piece, ((log, at, _PIECE_BYTES) for at in range(0, size, _PIECE_BYTES)))
        return followed(chain.from_iterable(pieces), outside)


def _examined_piece(place: tuple[Path, int, int]) -> list[dict[str, Any] | None]:
    return list(_examined_lines(*place))


def _examined_lines(log: Path, start: int, size: int) -> Iterator[dict[str, Any] | None]:
    """Examine the lines of a log that begin in one piece of its bytes."""
    with Path(log).open("rb") as file:
        if start:
            file.seek(start - 1)
            file.readline()
        while file.tell() < start + size and (line := file.readline()):
            yield _examined(line)


def _examined(line: bytes) -> dict[str, Any] | None:
    """Examine a line; a fault is believed only if Python's own reader and writer of JSON find it too.

    orjson writes some numbers in its own way, so it may miss that a hash is right. It can't make a wrong one right.
    """
    seen = examined(line, orjson.loads, _canonical_bytes)
    return seen if seen and not seen["faults"] else examined(line)


def _canonical_bytes(value: Any) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
