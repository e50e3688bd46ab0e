"""Signed checkpoints, which leave the store, and what stands beside an export so that it proves itself by one."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import Connection, Engine, insert, select

from broker.database import reading, write
from broker.log.appending import frontier_of
from broker.log.merkle import Tree
from broker.log.signing import Signer
from broker.log.tables import CHECKPOINTS, EVENTS, FRONTIER, STREAMS
from broker.proofs import key_id
from broker.verification import Checkpoint

#: Earlier checkpoints to which the proof stands beside an export: the latest that left the store.
_MOST_EARLIER = 100


def checkpoint_of(engine: Engine, signer: Signer, now: dt.datetime) -> Checkpoint:
    """Return what the log is now, signed; its root is kept with the log, so this reads one row."""
    with reading(engine) as connection:
        return _signed(connection, signer, now)


def beside_export(
    engine: Engine, signer: Signer, now: dt.datetime, dialogue: str = "", earlier: tuple[int, ...] = ()
) -> dict[str, Any]:
    """Return what stands beside an export, for `broker.verification.verify_file`.

    Parameters
    ----------
    dialogue : str
        The one whose events were exported; empty for the whole log.
    earlier : tuple of int
        Sizes of checkpoints to which the proof is wanted besides those that left this store.
    """
    with reading(engine) as connection:
        checkpoint = _signed(connection, signer, now)
        tree = Tree(bytes.fromhex(one) for one in connection.scalars(select(EVENTS.c.hash).order_by(EVENTS.c.number)))
        latest = select(CHECKPOINTS.c.size).order_by(CHECKPOINTS.c.size.desc()).limit(_MOST_EARLIER)
        sizes = {size for size in (*connection.scalars(latest), *earlier) if 0 < size < tree.size}
        found: dict[str, Any] = {
            "checkpoint": checkpoint.to_json(),
            "consistency": {str(size): _texts(tree.consistency(size)) for size in sorted(sizes)},
        }
        if dialogue:
            events = select(EVENTS.c.number).where(EVENTS.c.dialogue == dialogue).order_by(EVENTS.c.number)
            head = connection.execute(select(STREAMS).where(STREAMS.c.name == dialogue)).one()
            said = {"id": dialogue, "events": head.version, "head": head.head, "size": checkpoint.size}
            found["dialogue"] = signer.sign({**said, "root": checkpoint.root})
            found["inclusion"] = {str(n): _texts(tree.inclusion(n - 1)) for n in connection.scalars(events)}
        return found


def note_left(engine: Engine, checkpoint: Checkpoint) -> None:
    """Remember that a checkpoint left the store."""

    def work(connection: Connection) -> None:
        if connection.execute(select(CHECKPOINTS).where(CHECKPOINTS.c.size == checkpoint.size)).first() is None:
            connection.execute(insert(CHECKPOINTS).values(size=checkpoint.size, root=checkpoint.root, at=checkpoint.at))

    write(engine, work)


def last_left(engine: Engine) -> tuple[int, str, int] | None:
    """Return size and time of the latest checkpoint that left the store, and how many events came since; or None."""
    with reading(engine) as connection:
        found = connection.execute(select(CHECKPOINTS).order_by(CHECKPOINTS.c.size.desc()).limit(1)).one_or_none()
        size = connection.scalar(select(FRONTIER.c.size)) or 0
    return (found.size, found.at, size - found.size) if found else None


def short_words(checkpoint: Checkpoint) -> str:
    """Return a checkpoint in a line: size, first digits of the root, day, and the key's short name."""
    return f"{checkpoint.size} · {checkpoint.root[:16]} · {checkpoint.at[:10]} · {key_id(checkpoint.key)}"


def _signed(connection: Connection, signer: Signer, now: dt.datetime) -> Checkpoint:
    frontier = frontier_of(connection.execute(select(FRONTIER)).one())
    return signed_checkpoint(signer, frontier.size, frontier.root.hex(), now)


def signed_checkpoint(signer: Signer, size: int, root: str, now: dt.datetime) -> Checkpoint:
    """Return a checkpoint with the signature of the store's key."""
    at = now.astimezone(dt.UTC).isoformat(timespec="seconds")
    origin = f"climate-broker/{key_id(signer.key)}"
    return Checkpoint.from_json(signer.sign({"origin": origin, "size": size, "root": root, "at": at}))


def _texts(path: list[bytes]) -> list[str]:
    return [node.hex() for node in path]
