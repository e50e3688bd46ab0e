"""What a clock says, and whether another one that cannot be set speaks against it."""

from __future__ import annotations

import datetime as dt
import functools
import time
import uuid
from pathlib import Path

#: Two clocks of one computer, or two computers, agree when they differ by no more.
TOLERANCE_S = 5
_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


def utc_now() -> dt.datetime:
    """Return the time by this computer's clock, in UTC."""
    return dt.datetime.now(dt.UTC)


def steady_now() -> tuple[str, float]:
    """Return which steady clock this is, and its seconds: it runs on through sleep, and nobody can set it."""
    which = getattr(time, "CLOCK_BOOTTIME", getattr(time, "CLOCK_MONOTONIC", None))
    return _steady_of(), time.monotonic() if which is None else time.clock_gettime(which)


@functools.cache
def _steady_of() -> str:
    """Return a name that is the same as long as the steady clocks of two readings can be compared."""
    try:
        return f"{uuid.getnode():x}-{_BOOT_ID.read_text(encoding='ascii').strip()}"
    except OSError:
        return f"{uuid.uuid4()}"  # nothing names this start of the computer: only this process's readings compare


def text_of(moment: dt.datetime) -> str:
    """Return a moment as it is recorded: in UTC, so that the order of the texts is the order of the moments."""
    return moment.astimezone(dt.UTC).isoformat(timespec="microseconds")


def skew_of(clock_at: str, last_at: str, before: tuple[str, str, float], steady: tuple[str, float]) -> int:
    """Return by how many seconds a clock is found to be wrong; 0 when nothing speaks against it.

    Parameters
    ----------
    clock_at : str
        What it says.
    last_at : str
        Recorded time of the event before; empty for the first.
    before : (str, str, float)
        What the clock, and which steady clock with how many seconds, said then.
    steady : (str, float)
        Which steady clock, and its seconds now.
    """
    if not last_at:
        return 0
    now = dt.datetime.fromisoformat(clock_at)
    behind = (now - dt.datetime.fromisoformat(last_at)).total_seconds()
    if behind < -TOLERANCE_S:
        return round(behind)
    then, steady_of, steady_s = before
    if steady_of == steady[0]:
        passed = (now - dt.datetime.fromisoformat(then)).total_seconds()
        drift = passed - (steady[1] - steady_s)
        if abs(drift) > TOLERANCE_S:
            return round(drift)
    return 0
