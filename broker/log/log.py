"""The exchange log: events are appended, read and listed, never changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, and_, select

from broker.database import reading, write
from broker.dialogue import DialogueSummary
from broker.errors import Conflict, UnknownDialogue
from broker.event import Event
from broker.log.appending import Draft, appended, drafts_of, owners_of, quotes_the_need
from broker.log.clock import steady_now, utc_now
from broker.log.reading import BATCH, all_events, events_where
from broker.log.sealing import Sealing, opened
from broker.log.tables import EVENTS, FRONTIER, PARTS, STREAMS, SUBMISSIONS, prepare
from broker.recipe import canonical_json
from broker.verification import Checkpoint, Verification

#: Dialogues that a refusal names.
_MOST_NAMED = 100

#: One thing to record: its kind, its data, and, where a field quotes somebody else, whose words it is (person id).
Entry = tuple[str, dict[str, Any]] | tuple[str, dict[str, Any], dict[str, str]]


class EventLog:
    """Append-only events, hash-chained within each stream, and the leaves of one Merkle tree in the order of numbers.

    Parameters
    ----------
    engine : Engine
        From `broker.database.open_database`.
    keys : Sealing
        Under which each person's words are sealed: `broker.people.keys.Keys`.
    clock : callable, optional
        Returns the time in UTC; recorded times never run back even if it does.
    steady : callable, optional
        Returns the name and the seconds of a clock that cannot be set, by which a wrong one is found.
    """

    def __init__(
        self,
        engine: Engine,
        keys: Sealing,
        clock: Callable[[], dt.datetime] = utc_now,
        steady: Callable[[], tuple[str, float]] = steady_now,
    ) -> None:
        self.engine = engine
        self._keys = keys
        self._clock = clock
        self._steady = steady
        prepare(engine)

    def append(
        self,
        stream: str,
        entries: Sequence[Entry],
        *,
        by: str,
        key: str,
        request: dict[str, Any],
        name: str = "",
        expected_version: int | None = None,
    ) -> tuple[Event, ...]:
        """Append entries to a stream, all or none, and return them as events.

        A key that was carried out before appends nothing and returns the events of then.

        Parameters
        ----------
        by, name : str
            Id of the person who acts, and the name to show.
        expected_version : int, optional
            How many events of the stream the writer has seen; 0 for a new one.

        Raises
        ------
        Conflict
            If the stream has gone on since `expected_version` (`theirs`: what was written meanwhile), or the key
            stands for another request.
        """
        owners = self._owners(stream) if any(quotes_the_need(entry[0]) for entry in entries) else {}
        drafts = drafts_of(self._keys, entries, by, name, owners)
        asked = canonical_json(request)

        def work(connection: Connection) -> tuple[Event, ...]:
            earlier = self._submission(connection, key, asked)
            if earlier is not None:
                return earlier
            if expected_version is not None:
                self._refuse_passed_over(connection, stream, expected_version, drafts)
            digest = self._keys.digest(by, asked)
            return appended(connection, stream, drafts, by, name, key, digest, self._clock(), self._steady())

        return write(self.engine, work)

    def carried_out(self, key: str | None, request: dict[str, Any]) -> tuple[Event, ...] | None:
        """Return the events of an earlier submission of this key, or None; another request raises `Conflict`."""
        if key is None:
            return None
        with reading(self.engine) as connection:
            return self._submission(connection, key, canonical_json(request))

    def stream(self, name: str) -> tuple[Event, ...]:
        """Return the events of a stream, oldest first; empty when there is none."""
        with reading(self.engine) as connection:
            return events_where(connection, self._keys, EVENTS.c.dialogue == name)

    def of_kinds(self, kinds: Sequence[str], after: int = 0) -> tuple[Event, ...]:
        """Return the events of some kinds in all streams, oldest first, from the number after `after` on."""
        with reading(self.engine) as connection:
            return events_where(connection, self._keys, and_(EVENTS.c.kind.in_(kinds), EVENTS.c.number > after))

    def dialogue(self, name: str) -> tuple[Event, ...]:
        """Return the events of a dialogue, oldest first. Raises `UnknownDialogue`."""
        events = self.stream(name)
        if not events or events[0].kind != "DialogueOpened":
            known = self._public()
            some = f"Known: {', '.join(known[:8])}{' …' if len(known) > 8 else ''}." if known else "There is none yet."
            raise UnknownDialogue(
                f"Dialogue {name!r} was asked, but the exchange log does not hold it, so there is nothing to show or "
                f"add to. {some} `broker dialogue list` shows all of them.",
                options=tuple(known),
            )
        return events

    def lines(self, stream: str | None = None) -> Iterator[dict[str, Any]]:
        """Yield the log as it is exported, hashes included, in the order of the numbers."""
        after, size = 0, None
        while True:  # a transaction a batch: with SQLite's rollback journal every commit waits for whoever reads
            with reading(self.engine) as connection:
                size = connection.scalar(select(FRONTIER.c.size)) if size is None else size
                events = list(islice(all_events(connection, self._keys, stream, after), BATCH))
            yield from (event.to_json() for event in events if event.number <= size)
            if not events or events[-1].number >= size:
                return
            after = events[-1].number

    def verify(self, outside: Checkpoint | None = None, older: Checkpoint | None = None, key: str = "") -> Verification:
        """Check the whole log, and whether the tables beside the events agree with them; see `verify_store`."""
        from broker.log.verifying import verify_store

        return verify_store(self.engine, self._keys, outside, older, key)

    def dialogues(
        self, first: int = 0, most: int | None = None, only: ColumnElement[bool] | None = None
    ) -> tuple[DialogueSummary, ...]:
        """Return one line a dialogue, the one with the latest event first.

        Parameters
        ----------
        first, most : int
            How many are passed over, and how many are returned at most.
        only : condition, optional
            On the columns of `broker.log.STREAMS`: which of them.
        """
        query = select(STREAMS).where(STREAMS.c.is_dialogue).order_by(STREAMS.c.last_number.desc())
        if only is not None:
            query = query.where(only)
        with reading(self.engine) as connection:
            rows = connection.execute(query.offset(first).limit(most)).all()
            openings = self._openings(connection, [row.name for row in rows])
        return tuple(
            DialogueSummary(
                id=row.name,
                title=openings[row.name].get("title", ""),
                opened_by=openings[row.name].get("by", ""),
                opened_at=dt.datetime.fromisoformat(row.opened_at),
                last_at=dt.datetime.fromisoformat(row.last_at),
                rounds=row.rounds,
                is_open=row.is_open,
                person=openings[row.name].get("person", ""),
            )
            for row in rows
        )

    def heads(
        self, first: int = 0, most: int | None = None, only: ColumnElement[bool] | None = None
    ) -> tuple[tuple[str, str], ...]:
        """Return the id of each dialogue and the hash of its last event, the one with the latest event first.

        Parameters
        ----------
        first, most : int
            How many are passed over, and how many are returned at most.
        only : condition, optional
            On the columns of `broker.log.STREAMS`: which of them.
        """
        query = select(STREAMS.c.name, STREAMS.c.head).where(STREAMS.c.is_dialogue)
        if only is not None:
            query = query.where(only)
        with reading(self.engine) as connection:
            found = connection.execute(query.order_by(STREAMS.c.last_number.desc()).offset(first).limit(most))
            return tuple((row.name, row.head) for row in found)

    def _owners(self, stream: str) -> dict[int, str]:
        """Return who stated the need of each round, whose words some fields of other events quote."""
        with reading(self.engine) as connection:
            return owners_of(connection, stream)

    def _openings(self, connection: Connection, names: Sequence[str]) -> dict[str, dict[str, Any]]:
        """Return the title of dialogues, and who opened them, as far as these can be read."""
        query = (
            select(EVENTS.c.dialogue, PARTS)
            .join(PARTS, PARTS.c.number == EVENTS.c.number)
            .where(EVENTS.c.dialogue.in_(names), EVENTS.c.sequence == 1)
        )
        found: dict[str, dict[str, Any]] = {name: {} for name in names}
        for row in connection.execute(query):
            held = opened(self._keys, row.of, row.content, row.commitment)
            if held is not None:
                found[row.dialogue] |= held["data"] | ({"by": held["by"], "person": row.of} if "by" in held else {})
        return found

    def _public(self) -> list[str]:
        """Return the ids of the latest dialogues that everybody may see."""
        query = select(STREAMS.c.name).where(STREAMS.c.is_dialogue, STREAMS.c.visibility == "public")
        with reading(self.engine) as connection:
            return list(connection.scalars(query.order_by(STREAMS.c.last_number.desc()).limit(_MOST_NAMED)))

    def _submission(self, connection: Connection, key: str, asked: bytes) -> tuple[Event, ...] | None:
        found = connection.execute(select(SUBMISSIONS).where(SUBMISSIONS.c.key == key)).one_or_none()
        if found is None:
            return None
        events = events_where(connection, self._keys, EVENTS.c.number.between(found.first_number, found.last_number))
        if found.request != self._keys.digest(found.person, asked):
            raise Conflict(
                f"The submission {key!r} was sent again with other words, but it has been carried out already, so "
                f"doing it again would record something that nobody sent once. Send the change as a new submission."
            )
        return events

    def _refuse_passed_over(self, connection: Connection, stream: str, expected: int, drafts: Sequence[Draft]) -> None:
        """Refuse to write to a stream that has gone on since it was read."""
        found = connection.scalar(select(STREAMS.c.version).where(STREAMS.c.name == stream)) or 0
        if found == expected:
            return
        newer = and_(EVENTS.c.dialogue == stream, EVENTS.c.sequence > expected)
        theirs = events_where(connection, self._keys, newer)
        who = theirs[-1].by if theirs and theirs[-1].by else "somebody"
        raise Conflict(
            f"Dialogue {stream} was changed by {who} while this was being written: it stood at event {expected} and "
            f"is now at {found}, so this might answer words that are gone. Look at the dialogue again and repeat what "
            f"still holds.",
            theirs=theirs,
            yours=tuple((draft.kind, draft.data) for draft in drafts),
        )
