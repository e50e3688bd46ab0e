"""Do the tables beside the events say what the events say? Streams, frontier and submissions, counted again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Connection, Row, func, select

from broker.event import Event
from broker.log.appending import nodes_text
from broker.log.merkle import Frontier
from broker.log.streams import advanced
from broker.log.tables import EVENTS, FRONTIER, PARTS, STREAMS, SUBMISSIONS

#: Of a row of a stream, what its events tell even when their words are gone.
_TOLD = ("version", "head", "last_number", "last_at", "opened_at", "opened_by", "is_dialogue", "rounds", "is_open")


class Recount:
    """The tables beside the events, made again from the events as they pass by."""

    def __init__(self) -> None:
        self._streams: dict[str, dict[str, Any]] = {}
        self._submissions: dict[tuple[str, str], tuple[str, int, int]] = {}
        self._imported: set[str] = set()
        self._frontier = Frontier()

    def passing(self, events: Iterable[Event]) -> Iterator[Event]:
        """Yield events as they come, and count them."""
        for event in events:
            self._streams[event.dialogue] = advanced(self._streams.get(event.dialogue), event)
            submission = (event.key, event.dialogue)
            first = self._submissions.get(submission, (event.person, event.number, 0))[1]
            self._submissions[submission] = (event.person, first, event.number)
            if event.kind == "DialogueImported":
                self._imported.add(event.data["dialogue"])
            self._frontier.add(bytes.fromhex(event.hash))
            yield event

    def disagreements(self, connection: Connection) -> Iterator[str]:
        """Yield where the tables say something else than the events that passed by."""
        yield from self._of_streams(connection.execute(select(STREAMS)))
        yield from self._of_submissions(connection.execute(select(SUBMISSIONS)))
        kept = connection.execute(select(FRONTIER)).one()
        if (kept.size, kept.nodes) != (self._frontier.size, nodes_text(self._frontier)):
            yield (
                f"The tree that is kept with the log stands at {kept.size} events and is not the one that its "
                f"{self._frontier.size} events make, so a checkpoint signed now would vouch for another log."
            )
        strays = select(func.count()).select_from(PARTS.outerjoin(EVENTS, EVENTS.c.number == PARTS.c.number))
        if count := connection.scalar(strays.where(EVENTS.c.number.is_(None))):
            yield f"{count} parts of events belong to no event of the log."

    def _of_streams(self, rows: Iterable[Row[Any]]) -> Iterator[str]:
        left = dict(self._streams)
        for row in rows:
            counted = left.pop(row.name, None)
            wrong = [name for name in _TOLD if counted is None or getattr(row, name) != counted[name]]
            if wrong:
                yield f"The list of streams says of {row.name} what its events do not: {', '.join(wrong)}."
        for name in left:
            yield f"The list of streams lacks {name}, which the events tell of."

    def _of_submissions(self, rows: Iterable[Row[Any]]) -> Iterator[str]:
        left = {(key, *counted): dialogue for (key, dialogue), counted in self._submissions.items()}
        for row in rows:
            if left.pop((row.key, row.person, row.first_number, row.last_number), None) is None:
                yield f"The submission {row.key!r} is kept with other events than those that bear its name."
        for (key, *_), dialogue in left.items():
            if dialogue not in self._imported:  # what was carried out elsewhere is not asked again here
                yield f"The submission {key!r} is not kept, so it would be carried out again."
