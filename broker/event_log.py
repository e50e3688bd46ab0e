"""The exchange log: events are appended, read and counted, never changed. The one module that writes these tables."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import secrets
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    Index,
    Integer,
    MetaData,
    Row,
    String,
    Table,
    Text,
    UniqueConstraint,
    func,
    insert,
    select,
)

from broker.database import reading
from broker.database.append_only import keep_rows
from broker.dialogue import DialogueSummary
from broker.errors import Conflict, LogDamaged, UnknownDialogue
from broker.events import KINDS, NO_EVENT, Event
from broker.recipe import canonical_json

metadata = MetaData()

EVENTS = Table(
    "event",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("dialogue", String(64), nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("kind", String(40), nullable=False),
    Column("at", String(40), nullable=False),
    Column("key", String(200), nullable=False),
    Column("by", Text, nullable=False),
    Column("data", Text, nullable=False),
    Column("salt", String(64), nullable=False),
    Column("previous", String(64), nullable=False),
    Column("commitment", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    UniqueConstraint("dialogue", "sequence"),
    Index("event_of_kind", "kind", "number"),
)
SUBMISSIONS = Table(
    "submission",
    metadata,
    Column("key", String(200), primary_key=True),
    Column("request", String(64), nullable=False),
    Column("first_number", Integer, nullable=False),
    Column("last_number", Integer, nullable=False),
)
keep_rows(EVENTS)

#: One thing to record: its kind and its data.
Entry = tuple[str, dict[str, Any]]


def utc_now() -> dt.datetime:
    """Return the time by this computer's clock, in UTC."""
    return dt.datetime.now(dt.UTC)


def request_digest(request: dict[str, Any]) -> str:
    """Return the sha256 of what was asked for, by which a repeated submission is told from another one."""
    return hashlib.sha256(canonical_json(request)).hexdigest()


class EventLog:
    """Append-only events, hash-chained within each stream and numbered throughout.

    Parameters
    ----------
    engine : Engine
        From `broker.database.open_database`.
    clock : callable, optional
        Returns the time in UTC; recorded times never run back even if it does.
    """

    def __init__(self, engine: Engine, clock: Callable[[], dt.datetime] = utc_now) -> None:
        self._engine = engine
        self._clock = clock
        with engine.begin() as connection:
            metadata.create_all(connection)
            for index in EVENTS.indexes:  # a log of before has the table, but not every index
                index.create(connection, checkfirst=True)

    def append(
        self,
        stream: str,
        entries: Sequence[Entry],
        *,
        by: str,
        key: str,
        request: dict[str, Any],
        expected_version: int | None = None,
    ) -> tuple[Event, ...]:
        """Append entries to a stream, all or none, and return them as events.

        A key that was carried out before appends nothing and returns the events of then.

        Parameters
        ----------
        expected_version : int, optional
            How many events of the stream the writer has seen; 0 for a new one.

        Raises
        ------
        Conflict
            If the stream has gone on since `expected_version`, or the key stands for another request.
        """
        digest = request_digest(request)
        with self._engine.begin() as connection:
            earlier = _submission(connection, key, digest)
            if earlier is not None:
                return earlier
            appended = _write(connection, stream, entries, by, key, self._clock(), expected_version)
            connection.execute(
                insert(SUBMISSIONS).values(
                    key=key, request=digest, first_number=appended[0].number, last_number=appended[-1].number
                )
            )
        return appended

    def carried_out(self, key: str | None, request: dict[str, Any]) -> tuple[Event, ...] | None:
        """Return the events of an earlier submission of this key, or None; another request raises `Conflict`."""
        if key is None:
            return None
        with reading(self._engine) as connection:
            return _submission(connection, key, request_digest(request))

    def stream(self, name: str) -> tuple[Event, ...]:
        """Return the events of a stream, oldest first; empty when there is none."""
        with reading(self._engine) as connection:
            rows = connection.execute(select(EVENTS).where(EVENTS.c.dialogue == name).order_by(EVENTS.c.sequence))
            return tuple(_event(row) for row in rows)

    def of_kinds(self, kinds: Sequence[str], after: int = 0) -> tuple[Event, ...]:
        """Return the events of some kinds in all streams, oldest first, from the number after `after` on."""
        with reading(self._engine) as connection:
            query = select(EVENTS).where(EVENTS.c.kind.in_(kinds), EVENTS.c.number > after)
            return tuple(_event(row) for row in connection.execute(query.order_by(EVENTS.c.number)))

    def dialogue(self, name: str) -> tuple[Event, ...]:
        """Return the events of a dialogue, oldest first. Raises `UnknownDialogue`."""
        events = self.stream(name)
        if not events or events[0].kind != "DialogueOpened":
            known = [d.id for d in self.dialogues()]
            some = f"Known: {', '.join(known[:8])}{' …' if len(known) > 8 else ''}." if known else "There is none yet."
            raise UnknownDialogue(
                f"Dialogue {name!r} was asked, but the exchange log does not hold it, so there is nothing to show or "
                f"add to. {some} `broker dialogue list` shows all of them.",
                options=tuple(known),
            )
        return events

    def lines(self, stream: str | None = None) -> Iterator[dict[str, Any]]:
        """Yield the log as it is stored, hashes included, in the order of the numbers."""
        query = select(EVENTS).order_by(EVENTS.c.number)
        if stream is not None:
            query = query.where(EVENTS.c.dialogue == stream)
        with reading(self._engine) as connection:
            for row in connection.execution_options(yield_per=1000).execute(query):
                yield {**row._mapping, "data": _data_of(row)}

    def dialogues(self) -> tuple[DialogueSummary, ...]:
        """Return one line a dialogue, the one with the latest event first."""
        with reading(self._engine) as connection:
            counts = {
                row.dialogue: row
                for row in connection.execute(
                    select(
                        EVENTS.c.dialogue,
                        func.max(EVENTS.c.number).label("last"),
                        func.max(EVENTS.c.at).label("last_at"),
                        func.count().filter(EVENTS.c.kind.in_(("NeedStated", "NeedRevised"))).label("rounds"),
                        func.count().filter(EVENTS.c.kind == "DialogueClosed").label("closed"),
                    ).group_by(EVENTS.c.dialogue)
                )
            }
            firsts = connection.execute(
                select(EVENTS).where(EVENTS.c.sequence == 1, EVENTS.c.kind == "DialogueOpened")
            ).all()
        firsts.sort(key=lambda row: counts[row.dialogue].last, reverse=True)
        return tuple(
            DialogueSummary(
                id=row.dialogue,
                title=_data_of(row)["title"],
                opened_by=row.by,
                opened_at=dt.datetime.fromisoformat(row.at),
                last_at=dt.datetime.fromisoformat(counts[row.dialogue].last_at),
                rounds=int(counts[row.dialogue].rounds),
                is_open=not counts[row.dialogue].closed,
            )
            for row in firsts
        )


def _submission(connection: Connection, key: str, digest: str) -> tuple[Event, ...] | None:
    found = connection.execute(select(SUBMISSIONS).where(SUBMISSIONS.c.key == key)).one_or_none()
    if found is None:
        return None
    if found.request != digest:
        raise Conflict(
            f"The submission {key!r} was sent again with other words, but it has been carried out already, so doing it "
            f"again would record something that nobody sent once. Send the change as a new submission."
        )
    rows = connection.execute(
        select(EVENTS).where(EVENTS.c.number.between(found.first_number, found.last_number)).order_by(EVENTS.c.number)
    )
    return tuple(_event(row) for row in rows)


def _write(
    connection: Connection,
    stream: str,
    entries: Sequence[Entry],
    by: str,
    key: str,
    now: dt.datetime,
    expected_version: int | None,
) -> tuple[Event, ...]:
    last = connection.execute(select(EVENTS).order_by(EVENTS.c.number.desc()).limit(1)).one_or_none()
    head = connection.execute(
        select(EVENTS).where(EVENTS.c.dialogue == stream).order_by(EVENTS.c.sequence.desc()).limit(1)
    ).one_or_none()
    version = head.sequence if head else 0
    if expected_version is not None and expected_version != version:
        raise Conflict(
            f"Dialogue {stream} was changed by {head.by if head else 'nobody'} while this was being written: it stood "
            f"at event {expected_version} and is now at {version}, so this might answer words that are gone. Look at "
            f"the dialogue again and repeat what still holds."
        )
    number = last.number if last else 0
    at = now.astimezone(dt.UTC).isoformat(timespec="microseconds")
    at = max(at, last.at) if last else at  # a clock that was set back does not turn the order of the record
    previous = head.hash if head else NO_EVENT
    written: list[Event] = []
    for offset, (kind, data) in enumerate(entries, start=1):
        if kind not in KINDS:
            raise ValueError(f"{kind} is no kind of event")
        one = Event(
            number=number + offset,
            dialogue=stream,
            sequence=version + offset,
            kind=kind,
            at=at,
            key=key,
            by=by,
            data=json.loads(canonical_json(data)),
            salt=secrets.token_hex(16),
            previous=previous,
        )
        connection.execute(
            insert(EVENTS).values({**one.to_json(), "data": canonical_json(one.data).decode()}),
        )
        previous = one.hash
        written.append(one)
    return tuple(written)


def _event(row: Row[Any]) -> Event:
    return Event.from_json({**row._mapping, "data": _data_of(row)})


def _data_of(row: Row[Any]) -> dict[str, Any]:
    """Return what an event holds. Raises `LogDamaged` where it was written over with something that is no JSON."""
    try:
        return json.loads(row.data)
    except ValueError:
        raise LogDamaged(
            f"Event {row.number} of the exchange log was read, but what it holds is no longer what the broker wrote, "
            f"so nothing after it can be trusted. Restore the database from a backup, and compare it with a checkpoint "
            f"by `broker log verify --checkpoint FILE`."
        ) from None
