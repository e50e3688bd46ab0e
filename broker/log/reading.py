"""Rows of the log's tables as events, their parts opened as far as their persons' keys are there."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, select

from broker.errors import BrokerError, LogDamaged
from broker.event import Event, Part
from broker.log.sealing import Sealing, opened
from broker.log.tables import EVENTS, PARTS

#: Events read at once.
BATCH = 500


def events_where(connection: Connection, keys: Sealing, which: ColumnElement[bool]) -> tuple[Event, ...]:
    """Return the events that fulfil a condition, in the order of their numbers. Raises `LogDamaged`."""
    rows = connection.execute(select(EVENTS).where(which).order_by(EVENTS.c.number)).all()
    if not rows:
        return ()
    of_these = select(PARTS).join(EVENTS, EVENTS.c.number == PARTS.c.number).where(which)
    parts = connection.execute(of_these.order_by(PARTS.c.number, PARTS.c.position)).all()
    return tuple(_assembled(keys, rows, parts, strict=True))


def all_events(connection: Connection, keys: Sealing, stream: str | None = None, after: int = 0) -> Iterator[Event]:
    """Yield all events after a number, or those of a stream; parts that were written over are marked as damaged."""
    while True:
        query = select(EVENTS).where(EVENTS.c.number > after)
        if stream is not None:
            query = query.where(EVENTS.c.dialogue == stream)
        rows = connection.execute(query.order_by(EVENTS.c.number).limit(BATCH)).all()
        if not rows:
            return
        numbers = PARTS.c.number.between(rows[0].number, rows[-1].number)
        if stream is not None:
            numbers = PARTS.c.number.in_([row.number for row in rows])
        parts = connection.execute(select(PARTS).where(numbers).order_by(PARTS.c.number, PARTS.c.position)).all()
        yield from _assembled(keys, rows, parts, strict=False)
        after = rows[-1].number


def _assembled(keys: Sealing, rows: Iterable[Row[Any]], parts: Iterable[Row[Any]], *, strict: bool) -> Iterator[Event]:
    by_number: dict[int, list[Row[Any]]] = {}
    for part in parts:
        by_number.setdefault(part.number, []).append(part)
    for row in rows:
        yield _event(keys, row, by_number.get(row.number, ()), strict=strict)


def _event(keys: Sealing, row: Row[Any], stored: Iterable[Row[Any]], *, strict: bool) -> Event:
    parts, data, by, withheld = [], {}, "", []
    for one in stored:
        why, found, fields = "", None, ()
        try:
            fields = tuple(json.loads(one.fields))
            if not one.content:  # it came from another broker without its words
                parts.append(Part(one.of, fields, one.commitment, withheld="elsewhere"))
                withheld += fields
                continue
            found = opened(keys, one.of, one.content, one.commitment)
        except (BrokerError, ValueError, TypeError) as error:
            why = "damaged"
            if strict:
                raise LogDamaged(
                    f"Event {row.number} of the exchange log was read, but what it holds is no longer what the broker "
                    f"wrote, so nothing after it can be trusted. Restore the database from a backup, and compare it "
                    f"with a checkpoint by `broker log verify --checkpoint FILE`."
                ) from error
        if found is None:
            parts.append(Part(one.of, fields, one.commitment, withheld=why or "erased"))
            withheld += fields
            continue
        parts.append(Part(one.of, fields, one.commitment, found.get("salt", "")))
        data |= found["data"]
        by = found.get("by", by) if one.of == row.person else by
    return Event(
        row.number, row.dialogue, row.sequence, row.kind, row.at, row.key, by, row.person, data,
        tuple(sorted(withheld)), row.previous, row.hash, tuple(parts), row.skew_s,
    )  # fmt: skip
