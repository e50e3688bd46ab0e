"""How far long work has come, and how long it will still take, in lines on stderr."""

from __future__ import annotations

import sys
import time
from collections import deque
from collections.abc import Callable
from typing import TextIO

#: Seconds between two lines, at least: when another thing is done, and while the same goes on.
_BETWEEN_S, _WHILE_SAME_S = 1.0, 5.0
#: The pace of the last so many seconds is taken to go on; less than the first of them says nothing yet.
_WINDOW_S, _LEAST_S = 60.0, 3.0


class Pace:
    """How fast the share that is done has grown lately.

    Parameters
    ----------
    clock : callable
        Returns seconds that never run back.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._seen: deque[tuple[float, float]] = deque()

    def left_s(self, share: float) -> float | None:
        """Return the seconds that are left now that `share` (0 to 1) is done; None while nobody can tell."""
        now = self._clock()
        self._seen.append((now, share))
        while now - self._seen[0][0] > _WINDOW_S and len(self._seen) > 2:
            self._seen.popleft()
        since, before = self._seen[0]
        if now - since < _LEAST_S or share <= before:
            return None
        return max(0.0, 1 - share) * (now - since) / (share - before)


def time_left_words(seconds: float | None) -> str:
    """Return a time left in words, no more exact than it can be known; empty while it is not."""
    if seconds is None:
        return ""
    if seconds < 90:
        return f"about {max(5, 5 * round(seconds / 5))} s left"
    if seconds < 5400:
        return f"about {round(seconds / 60)} min left"
    return f"about {seconds / 3600:.1f} h left"


def tell_on(stream: TextIO | None = None, clock: Callable[[], float] = time.monotonic) -> Callable[[str, float], None]:
    """Return what takes ``(sentence, share)`` and prints lines: the share, what is done, and the time left.

    A line when another thing is done, one every few seconds while the same goes on, and not more than one a second.
    """
    pace, last = Pace(clock), {"sentence": "", "at": clock()}

    def tell(sentence: str, share: float) -> None:
        left, now = pace.left_s(share), clock()
        if now - last["at"] < (_WHILE_SAME_S if sentence == last["sentence"] else _BETWEEN_S):
            return
        last.update(sentence=sentence, at=now)
        words = time_left_words(left)
        print(f"{share:4.0%}  {sentence}{', ' if words else ''}{words}", file=stream or sys.stderr, flush=True)

    return tell
