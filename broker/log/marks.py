"""Whether the log is still the one that was read: after a restore it may be another one under the same name."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine, bindparam, or_, select

from broker.database import reading
from broker.log.tables import EVENTS, FRONTIER

#: Number and hash of the last event that was seen.
Mark = tuple[int, str]

#: The last event, and the one that was the last before. It is asked before every verb, so it is written once.
_THESE = select(EVENTS.c.number, EVENTS.c.hash).where(
    or_(EVENTS.c.number == select(FRONTIER.c.size).scalar_subquery(), EVENTS.c.number == bindparam("before"))
)
#: No event has this number.
_NONE = -1


def mark_after(engine: Engine, before: Mark | None) -> tuple[Mark | None, bool]:
    """Return the mark of the log as it is, and whether it still holds the event of the mark before."""
    with reading(engine) as connection:
        rows = connection.execute(_THESE, {"before": _NONE if before is None else before[0]})
        found = [(row.number, row.hash) for row in rows]
    return max(found, default=None), before is None or before in found


def files_as_they_are(*files: Path) -> tuple[tuple[int, int] | None, ...]:
    """Return what tells of each file whether it was written anew; None where there is none."""
    return tuple(map(_as_it_is, files))


def _as_it_is(file: Path) -> tuple[int, int] | None:
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns
