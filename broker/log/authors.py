"""Who wrote in which stream, and how a stream stands, without reading a word of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Engine, Row, and_, select

from broker.database import reading
from broker.log.tables import EVENTS, FRONTIER, PARTS, STREAMS


def row_of(engine: Engine, name: str) -> Row[Any] | None:
    """Return how far a stream is, who may see it and whether it is open; None where there is none."""
    with reading(engine) as connection:
        return connection.execute(select(STREAMS).where(STREAMS.c.name == name)).one_or_none()


def row_and_size(engine: Engine, name: str) -> tuple[Row[Any] | None, int]:
    """Return how a stream stands, as `row_of`, and at the same moment how many events the whole log has."""
    asked = select(FRONTIER.c.size, STREAMS).select_from(FRONTIER.outerjoin(STREAMS, STREAMS.c.name == name))
    with reading(engine) as connection:
        row = connection.execute(asked).one_or_none()
    return (None, 0) if row is None else (row if row.name is not None else None, row.size)


def authors_of(engine: Engine, name: str) -> frozenset[str]:
    """Return the ids of all who wrote in a stream."""
    with reading(engine) as connection:
        return frozenset(connection.scalars(select(EVENTS.c.person).where(EVENTS.c.dialogue == name).distinct()))


def written_in_by(engine: Engine, persons: Iterable[str]) -> frozenset[str]:
    """Return the names of the streams in which any of some people wrote."""
    own = and_(PARTS.c.number == EVENTS.c.number, PARTS.c.of == EVENTS.c.person)
    theirs = select(EVENTS.c.dialogue).join(PARTS, own).distinct()
    with reading(engine) as connection:
        return frozenset(connection.scalars(theirs.where(PARTS.c.of.in_(tuple(persons)))))


def words_of_in(engine: Engine, persons: Iterable[str]) -> frozenset[str]:
    """Return the names of the streams that hold words of any of some people: theirs, or such as others recorded."""
    theirs = select(EVENTS.c.dialogue).join(PARTS, PARTS.c.number == EVENTS.c.number).distinct()
    with reading(engine) as connection:
        return frozenset(connection.scalars(theirs.where(PARTS.c.of.in_(tuple(persons)))))


def closed_to_some(engine: Engine) -> bool:
    """Whether any dialogue is not for everybody."""
    with reading(engine) as connection:
        asked = select(STREAMS.c.name).where(STREAMS.c.is_dialogue, STREAMS.c.visibility != "public").limit(1)
        return connection.scalar(asked) is not None


def shared_with(engine: Engine, group: str) -> frozenset[str]:
    """Return the ids of the dialogues that are shared with a group at this moment."""
    asked = select(STREAMS.c.name).where(STREAMS.c.visibility == "group", STREAMS.c.group_name == group)
    with reading(engine) as connection:
        return frozenset(connection.scalars(asked))
