"""Whether the log is still the one that was read: after a restore it may be another one under the same name."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine, or_, select

from broker.database import reading
from broker.log.tables import EVENTS, FRONTIER

#: Number and hash of the last event that was seen.
Mark = tuple[int, str]


def mark_after(engine: Engine, before: Mark | None) -> tuple[Mark | None, bool]:
    """Return the mark of the log as it is, and whether it still holds the event of the mark before."""
    last = select(FRONTIER.c.size).scalar_subquery()
    wanted = EVENTS.c.number == last if before is None else or_(EVENTS.c.number == last, EVENTS.c.number == before[0])
    with reading(engine) as connection:
        rows = connection.execute(select(EVENTS.c.number, EVENTS.c.hash).where(wanted))
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
