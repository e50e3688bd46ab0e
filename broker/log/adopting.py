"""Events that were recorded by another broker, written to the end of this log: the same chain, with numbers of here.

A heading holds no number of the whole log, so it keeps its hash; the words are sealed anew, under keys of here.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, insert, select, update

from broker.database import write
from broker.errors import Conflict
from broker.event import Event, Part, hash_of
from broker.log.appending import frontier_of, nodes_text
from broker.log.log import EventLog
from broker.log.sealing import Sealing
from broker.log.streams import advanced
from broker.log.tables import EVENTS, FRONTIER, PARTS, STREAMS
from broker.recipe import canonical_json


def adopt(log: EventLog, keys: Sealing, events: Sequence[Event], seen: int) -> tuple[Event, ...]:
    """Write the events of a stream that begin where it ends here, and return them with their numbers.

    Parameters
    ----------
    events : sequence of Event
        Verified; words that are withheld stay so.
    seen : int
        How many events of the stream are here.

    Raises
    ------
    Conflict
        If the stream has gone on since.
    """

    def work(connection: Connection) -> tuple[Event, ...]:
        before = connection.execute(select(FRONTIER).with_for_update()).one()
        found = connection.execute(select(STREAMS).where(STREAMS.c.name == events[0].dialogue)).one_or_none()
        row = dict(found._mapping) if found else None
        if (row["version"] if row else 0) != seen:
            raise Conflict(
                f"Dialogue {events[0].dialogue} was taken in, but it has gone on here meanwhile, so the two might "
                f"differ now. Take it in again."
            )
        frontier, written = frontier_of(before), []
        for event in events:
            if hash_of(event.heading) != event.hash:
                raise ValueError(f"event {event.sequence} has another hash than its heading")
            numbered = replace(event, number=frontier.size + 1)
            frontier.add(bytes.fromhex(event.hash))
            row = advanced(row, numbered)
            written.append(numbered)
        assert row is not None
        columns = [column.name for column in EVENTS.columns]
        connection.execute(insert(EVENTS), [{name: getattr(e, name) for name in columns} for e in written])
        connection.execute(insert(PARTS), [part for event in written for part in _parts(keys, event)])
        if found:
            connection.execute(update(STREAMS).where(STREAMS.c.name == row["name"]).values(row))
        else:
            connection.execute(insert(STREAMS).values(row))
        connection.execute(update(FRONTIER).values(size=frontier.size, nodes=nodes_text(frontier)))
        return tuple(written)

    return write(log.engine, work)


def _parts(keys: Sealing, event: Event) -> list[dict[str, Any]]:
    return [
        {
            "number": event.number,
            "position": position,
            "of": part.of,
            "fields": json.dumps(part.fields),
            "commitment": part.commitment,
            "content": _sealed(keys, event, part),
        }
        for position, part in enumerate(event.parts)
    ]


def _sealed(keys: Sealing, event: Event, part: Part) -> bytes:
    """Return the words of a part as they are stored; nothing where they are withheld."""
    if part.withheld:
        return b""
    author = {"by": event.by} if part.of == event.person else {}
    plain = canonical_json({**author, "data": {name: event.data[name] for name in part.fields}, "salt": part.salt})
    return keys.seal(part.of, plain, part.commitment.encode()) if part.of else plain
