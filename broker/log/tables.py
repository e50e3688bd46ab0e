"""The tables of the exchange log; only this package writes them."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Engine,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    insert,
    inspect,
    select,
)

from broker.database import reading, write
from broker.database.append_only import keep_rows

metadata = MetaData()

EVENTS = Table(
    "event",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("dialogue", String(64), nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("kind", String(40), nullable=False),
    Column("at", String(40), nullable=False),
    Column("key", String(200), nullable=False),
    Column("person", String(64), nullable=False),
    Column("skew_s", BigInteger, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    UniqueConstraint("dialogue", "sequence"),
    Index("event_of_kind", "kind", "number"),
)
#: What an event says, in parts: `content` is sealed under the key of the person `of`, and plain where that is empty.
PARTS = Table(
    "event_part",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("of", String(64), nullable=False),
    Column("fields", Text, nullable=False),
    Column("commitment", String(64), nullable=False),
    Column("content", LargeBinary, nullable=False),
    Index("event_part_of", "of", "number"),
)
#: Every submission that was carried out: `request` is the digest, under the person's key, of what was asked.
SUBMISSIONS = Table(
    "submission",
    metadata,
    Column("key", String(200), primary_key=True),
    Column("person", String(64), nullable=False),
    Column("request", String(64), nullable=False),
    Column("first_number", BigInteger, nullable=False),
    Column("last_number", BigInteger, nullable=False),
)
#: One row a stream, as its events tell: it can be made again from them.
STREAMS = Table(
    "stream",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("head", String(64), nullable=False),
    Column("last_number", BigInteger, nullable=False),
    Column("last_at", String(40), nullable=False),
    Column("opened_at", String(40), nullable=False),
    Column("opened_by", String(64), nullable=False),
    Column("is_dialogue", Boolean, nullable=False),
    Column("rounds", Integer, nullable=False),
    Column("is_open", Boolean, nullable=False),
    Column("visibility", String(20), nullable=False),
    Column("group_name", String(64), nullable=False),
    Index("stream_latest", "is_dialogue", "last_number"),
)
#: The one row that grows with the log: its Merkle tree's frontier, the last recorded time, and the clock of then.
FRONTIER = Table(
    "frontier",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("size", BigInteger, nullable=False),
    Column("nodes", Text, nullable=False),
    Column("last_at", String(40), nullable=False),
    Column("clock_at", String(40), nullable=False),
    Column("steady_of", String(80), nullable=False),
    Column("steady_s", Float, nullable=False),
)
#: Checkpoints that left the store: in exports, briefs and files of their own.
CHECKPOINTS = Table(
    "checkpoint_left",
    metadata,
    Column("size", BigInteger, primary_key=True, autoincrement=False),
    Column("root", String(64), nullable=False),
    Column("at", String(40), nullable=False),
)
keep_rows(EVENTS)
keep_rows(PARTS)


def prepare(engine: Engine) -> None:
    """Make the tables and the frontier's row where they are not there."""
    with reading(engine) as connection:
        there = inspect(connection).has_table(FRONTIER.name)
        if there and connection.execute(select(FRONTIER.c.id)).first() is not None:
            return
    write(engine, _make)


def _make(connection: Connection) -> None:
    metadata.create_all(connection)
    if connection.execute(select(FRONTIER.c.id)).first() is None:
        connection.execute(
            insert(FRONTIER).values(id=1, size=0, nodes="", last_at="", clock_at="", steady_of="", steady_s=0.0)
        )
