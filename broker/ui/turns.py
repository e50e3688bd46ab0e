"""Whose page is drawn next: Python computes for one at a time, so pages drawn one after the other are all there sooner.

Fifty pages that are drawn at once are all there at the end of the time that fifty take; in turns, the first is there
after the time of one. A page that takes long, or waits for something, holds up nobody for long.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

#: How many pages are drawn at once: while one of them waits for the disk, another goes on.
AT_ONCE = 2
#: A page waits so long for its turn, and is drawn without one then.
MOST_WAIT_S = 1.0

_turns = threading.Semaphore(AT_ONCE)
_mine = threading.local()


@contextmanager
def in_turn() -> Iterator[None]:
    """Draw a page in its turn."""
    _take()
    try:
        yield
    finally:
        _give_back()


@contextmanager
def out_of_turn() -> Iterator[None]:
    """Let others draw while this page waits for something."""
    had = _give_back()
    try:
        yield
    finally:
        if had:
            _take()


def _take() -> None:
    _mine.held = _turns.acquire(timeout=MOST_WAIT_S)


def _give_back() -> bool:
    held = getattr(_mine, "held", False)
    _mine.held = False
    if held:
        _turns.release()
    return held
