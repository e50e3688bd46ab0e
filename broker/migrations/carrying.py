"""Carry a log whose events held their words in the open over into the sealed one.

Every event is recorded anew, in the old order and with the time that it had, its words sealed under the keys of those
who spoke: persons are registered under the names that the old log shows. The hashes are new ones, so checkpoints of
before prove nothing of the new log; the last event, `LogCarriedOver`, says how many events there were and what their
root was, by which the copy of the old database that the upgrade keeps can be held against a checkpoint of before.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Row

from broker.areas.kept import carry_over as carry_over_places
from broker.database.one_transaction import OneTransaction
from broker.errors import LogDamaged, NotAllowed
from broker.log import EventLog
from broker.people.keys import Keys
from broker.people.person import OFFLINE
from broker.people.register import Register
from broker.recipe import canonical_json

#: What the names of tables end with that are set aside to be carried over.
ASIDE = "_of_before"
OLD_EVENTS, OLD_PLACES = f"event{ASIDE}", f"kept_place{ASIDE}"
_HEADING = ("at", "commitment", "dialogue", "key", "kind", "number", "previous", "sequence")
_NO_EVENT = "0" * 64
#: Who records what was done to the whole store, and in which stream.
BROKER, STREAM = "the broker", "store"


@dataclass(frozen=True)
class OldLog:
    """What the old log was: how many events, and the sha256 over their hashes in order."""

    size: int
    root: str


def carry_over(connection: Connection, home: Path) -> None:
    """Record the old log anew and seal the kept places, as far as there are any, and delete what stood open.

    Raises
    ------
    LogDamaged
        If the old log does not prove itself.
    """
    aside = [name for name in sa.inspect(connection).get_table_names() if name.endswith(ASIDE)]
    if not aside:
        return
    now = [dt.datetime.now(dt.UTC)]
    keys = Keys(home)
    register = Register(OneTransaction(connection), keys, lambda: now[0])
    person_of = cache(partial(_person, register))
    if OLD_EVENTS in aside:
        old = _verified(connection)
        _record_anew(connection, keys, person_of, now)
        _say_so(connection, keys, register, old)
    if OLD_PLACES in aside:
        rows = connection.execute(sa.text(f"SELECT * FROM {OLD_PLACES}")).all()
        carry_over_places(connection, keys, rows, person_of)
    for table in aside:
        connection.exec_driver_sql(f"DROP TABLE {table}")


def _verified(connection: Connection) -> OldLog:
    """Return the size and root of the old log. Raises `LogDamaged`."""
    heads: dict[str, tuple[int, str]] = {}
    running, number = hashlib.sha256(), 0
    for row in _events(connection):
        line = dict(row._mapping)
        number += 1
        try:
            said = {"by": line["by"], "data": json.loads(line["data"]), "salt": line["salt"]}
            is_whole = line["commitment"] == _sha256(said) and line["hash"] == _sha256({n: line[n] for n in _HEADING})
        except ValueError:
            is_whole = False
        sequence, head = heads.get(row.dialogue, (0, _NO_EVENT))
        if not is_whole or row.number != number or (row.sequence, row.previous) != (sequence + 1, head):
            raise LogDamaged(
                f"The store is of an older broker and was to be brought up to date, but event {row.number} of its log "
                f"is not what was recorded, so recording it anew would hide that. The store was left as it is. Go back "
                f"to a backup, or find out with the broker that wrote it (`broker log verify`)."
            )
        heads[row.dialogue] = (row.sequence, row.hash)
        running.update(row.hash.encode())
    return OldLog(number, running.hexdigest())


def _record_anew(connection: Connection, keys: Keys, person_of: Callable[[str], str], now: list[dt.datetime]) -> None:
    """Append the old events to the new log; `now` shows the time of each meanwhile."""
    log = EventLog(
        OneTransaction(connection), keys, lambda: now[0], lambda: ("the old log", now[0].timestamp())
    )  # fmt: skip
    for group in _submissions(connection):
        first = group[0]
        now[0] = dt.datetime.fromisoformat(first.at)
        log.append(
            first.dialogue,
            [(row.kind, json.loads(row.data)) for row in group],
            by=person_of(first.by),
            name=first.by,
            key=first.key,
            request={"carried over": first.hash},
        )


def _say_so(connection: Connection, keys: Keys, register: Register, old: OldLog) -> None:
    by = register.add_bound(BROKER, "", issuer=OFFLINE).id
    said = {"events": old.size, "root": old.root}
    log = EventLog(OneTransaction(connection), keys)
    log.append(STREAM, [("LogCarriedOver", said)], by=by, name=BROKER, key="carried over", request=said)


def _person(register: Register, name: str) -> str:
    """Return the id of who goes by a name of the old log, which told everybody apart who was written differently."""
    shown = "".join(letter if letter.isprintable() else " " for letter in name)[:100].strip() or "nobody"
    try:
        return register.register_persona(shown).id
    except NotAllowed:
        return register.add_bound(shown, "", issuer=OFFLINE).id


def _submissions(connection: Connection) -> Iterator[list[Row[Any]]]:
    """Yield the events of each submission of the old log, in order."""
    group: list[Row[Any]] = []
    for row in _events(connection):
        if group and (row.key, row.dialogue, row.by, row.at) != (
            group[-1].key, group[-1].dialogue, group[-1].by, group[-1].at,
        ):  # fmt: skip
            yield group
            group = []
        group.append(row)
    if group:
        yield group


def _events(connection: Connection) -> Iterator[Row[Any]]:
    """Yield the old events in the order of their numbers; others may be written to other tables meanwhile."""
    last, page = 0, sa.text(f"SELECT * FROM {OLD_EVENTS} WHERE number > :last ORDER BY number LIMIT 1000")
    while rows := connection.execute(page, {"last": last}).all():
        yield from rows
        last = rows[-1].number


def _sha256(value: Any) -> str:
    return hashlib.sha256(canonical_json(value)).hexdigest()
