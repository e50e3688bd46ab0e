"""What an append writes: events with their parts, the row of their stream, the tree's frontier, the submission."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from broker.event import NO_EVENT, Event, hash_of
from broker.events import KINDS
from broker.log.clock import skew_of, text_of
from broker.log.merkle import Frontier
from broker.log.sealing import SealedPart, Sealing, sealed
from broker.log.streams import advanced
from broker.log.tables import EVENTS, FRONTIER, PARTS, STREAMS, SUBMISSIONS
from broker.recipe import canonical_json

#: Kinds of events that say in somebody's own words what is needed in a round.
STATES_A_NEED = ("NeedStated", "NeedRevised")
#: The field of such an event that names somebody else whose words it repeats.
WORDS_OF = "words_of"


@dataclass(frozen=True)
class Draft:
    """An entry whose words are sealed, and that has no place in the log yet."""

    kind: str
    data: dict[str, Any]
    parts: tuple[SealedPart, ...]


def drafts_of(
    keys: Sealing, entries: Sequence[Any], by: str, name: str, owners: Mapping[int, str]
) -> tuple[Draft, ...]:
    """Return entries with their words sealed.

    Parameters
    ----------
    owners : mapping
        Round → who stated its need; the rounds that the entries open themselves are added.

    Raises
    ------
    ValueError
        For what is no kind of event.
    """
    drafts, stated = [], dict(owners)
    for kind, data, *more in entries:
        if kind not in KINDS:
            raise ValueError(f"{kind} is no kind of event")
        plain = json.loads(canonical_json(data))
        if kind in STATES_A_NEED:
            stated[plain.get("round", 0)] = plain.get(WORDS_OF) or by
        owner = stated.get(plain.get("round", 0), by)
        drafts.append(Draft(kind, plain, sealed(keys, kind, plain, by, name, owner, more[0] if more else None)))
    return tuple(drafts)


def quotes_the_need(kind: str) -> bool:
    """Whether events of a kind quote what somebody stated as the need of their round."""
    return kind in KINDS and bool(KINDS[kind].owner)


def owners_of(connection: Connection, stream: str) -> dict[int, str]:
    """Return who stated the need of each round of a stream."""
    asked = (
        select(EVENTS.c.person, PARTS.c.content)
        .join(PARTS, PARTS.c.number == EVENTS.c.number)
        .where(EVENTS.c.dialogue == stream, EVENTS.c.kind.in_(STATES_A_NEED), PARTS.c.of == "")
    )
    told = [(row.person, json.loads(row.content)["data"]) for row in connection.execute(asked)]
    return {data.get("round", 0): data.get(WORDS_OF) or person for person, data in told}


def appended(
    connection: Connection,
    stream: str,
    drafts: Sequence[Draft],
    by: str,
    name: str,
    key: str,
    request: str,
    now: dt.datetime,
    steady: tuple[str, float],
) -> tuple[Event, ...]:
    """Write drafts to the end of a stream and of the log, and return them as events."""
    before = connection.execute(select(FRONTIER).with_for_update()).one()
    found = connection.execute(select(STREAMS).where(STREAMS.c.name == stream)).one_or_none()
    row = dict(found._mapping) if found else None
    frontier = frontier_of(before)
    clock_at = text_of(now)
    # A clock that was set back does not turn the order of the record, nor does one that was ahead elsewhere.
    at = max(clock_at, before.last_at, row["last_at"] if row else "")
    skew = skew_of(clock_at, before.last_at, (before.clock_at, before.steady_of, before.steady_s), steady)
    events = []
    for draft in drafts:
        event = Event(
            number=frontier.size + 1,
            dialogue=stream,
            sequence=row["version"] + 1 if row else 1,
            kind=draft.kind,
            at=at,
            key=key,
            by=name,
            person=by,
            data=draft.data,
            previous=row["head"] if row else NO_EVENT,
            parts=tuple(sealed_part.part for sealed_part in draft.parts),
            skew_s=skew,
        )
        event = replace(event, hash=hash_of(event.heading))
        frontier.add(bytes.fromhex(event.hash))
        row = advanced(row, event)
        events.append(event)
    assert row is not None
    columns = [column.name for column in EVENTS.columns]
    connection.execute(insert(EVENTS), [{name: getattr(event, name) for name in columns} for event in events])
    connection.execute(
        insert(PARTS),
        [
            {
                "number": event.number,
                "position": position,
                "of": one.part.of,
                "fields": json.dumps(one.part.fields),
                "commitment": one.part.commitment,
                "content": one.content,
            }
            for event, draft in zip(events, drafts, strict=True)
            for position, one in enumerate(draft.parts)
        ],
    )
    if found:
        connection.execute(update(STREAMS).where(STREAMS.c.name == stream).values(row))
    else:
        connection.execute(insert(STREAMS).values(row))
    connection.execute(
        update(FRONTIER).values(
            size=frontier.size,
            nodes=nodes_text(frontier),
            last_at=at,
            clock_at=clock_at,
            steady_of=steady[0],
            steady_s=steady[1],
        )
    )
    connection.execute(
        insert(SUBMISSIONS).values(
            key=key, person=by, request=request, first_number=events[0].number, last_number=events[-1].number
        )
    )
    return tuple(events)


def frontier_of(row: Row[Any]) -> Frontier:
    """Return the frontier that its row holds."""
    return Frontier(row.size, [bytes.fromhex(node) for node in row.nodes.split()])


def nodes_text(frontier: Frontier) -> str:
    """Return the nodes of a frontier as its row holds them."""
    return " ".join(node.hex() for node in frontier.nodes)
