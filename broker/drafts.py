"""What people have begun to write and have not sent: kept so that a reload, a broken link or a new start loses nothing.

Drafts stand beside the exchange log and never in it. A draft is its writer's alone: that of a person is sealed under
the person's key; that of a browser's session under a key made of the session's secret, which is kept nowhere, so that a
copy of the database reads neither. What a draft is about is sealed with it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
import os
import zlib
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    LargeBinary,
    MetaData,
    String,
    Table,
    delete,
    func,
    insert,
    select,
    update,
)

from broker.database import reading, write
from broker.errors import BrokerError, InvalidResponse
from broker.people.names import skeleton

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

    from broker.people.keys import Keys
    from broker.people.person import Person

metadata = MetaData()

#: `writer` is a person's id, or a digest under the secret of a session; `about` a digest under the writer's key;
#: `whose` is by whom it is forgotten when they are erased; `changed` counts seconds, by the clock of the store.
DRAFTS = Table(
    "draft",
    metadata,
    Column("writer", String(64), primary_key=True),
    Column("about", String(64), primary_key=True),
    Column("whose", String(64), nullable=False),
    Column("changed", BigInteger, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Index("draft_changed", "changed"),
    Index("draft_whose", "whose"),
)
#: For so long a draft is kept that nobody touches.
KEPT_FOR = dt.timedelta(days=30)
#: Drafts of one writer, and of all sessions together: the oldest go first.
MOST, MOST_OF_SESSIONS = 60, 5000
#: The largest draft, sealed, in bytes.
LARGEST = 256 * 1024
#: How the name of a session's drafts begins; a person's id begins otherwise.
_SESSION = "s-"
_NONCE_BYTES = 12


@dataclass(frozen=True)
class Draft:
    """Something half written.

    Attributes
    ----------
    about : str
        What it is written about, such as a form of a dialogue.
    content : dict
        Plain JSON values.
    changed : datetime
        When it was written last, UTC.
    """

    about: str
    content: dict[str, Any]
    changed: dt.datetime


@dataclass(frozen=True)
class Writer:
    """Whose a draft is: a person, or whoever holds the secret of a browser's session.

    Attributes
    ----------
    id : str
        Under which the drafts are found.
    whose : str
        With whose erasure they go; empty for nobody's.
    secret : bytes
        Of a session; empty for a person.
    """

    id: str
    whose: str = ""
    secret: bytes = field(default=b"", repr=False)

    @classmethod
    def person(cls, person_id: str) -> Writer:
        """Return a person of the register as a writer."""
        return cls(person_id, person_id)

    @classmethod
    def session(cls, secret: str, name: str, keys: Keys) -> Writer:
        """Return whoever writes in a browser's session, under the name that they go by there (or none).

        With another name it is another writer: who takes their turn at the same screen does not find what was written.
        """
        called = skeleton(name)
        key = hmac.new(secret.encode(), f"drafts\n{called}".encode("utf-8", "surrogatepass"), hashlib.sha256).digest()
        named = hmac.new(key, b"writer", hashlib.sha256).hexdigest()[: 64 - len(_SESSION)]
        return cls(f"{_SESSION}{named}", _whose(called, keys), hmac.new(key, b"seal", hashlib.sha256).digest())


class DraftShelf:
    """The drafts of a store. The one module that writes their table.

    Parameters
    ----------
    engine : Engine
    keys : Keys
    clock : callable
        Returns the time in UTC.
    """

    def __init__(self, engine: Engine, keys: Keys, clock: Callable[[], dt.datetime]) -> None:
        self._engine = engine
        self._keys = keys
        self._clock = clock

    def keep(self, writer: Writer, about: str, content: dict[str, Any]) -> None:
        """Keep a draft in place of the one about the same.

        Raises
        ------
        InvalidResponse
            If it is larger than `LARGEST`.
        PersonErased
        """
        row = self._row(writer, about, content, int(self._clock().timestamp()))
        write(self._engine, lambda connection: self._put(connection, row))

    def find(self, writer: Writer, about: str) -> Draft | None:
        """Return a draft; None where there is none, or none any more."""
        is_it = (DRAFTS.c.about == self._digest(writer, about)) & self._are_of(writer)
        with reading(self._engine) as connection:
            row = connection.execute(select(DRAFTS).where(is_it)).one_or_none()
        return self._draft(writer, row) if row is not None else None

    def of(self, writer: Writer) -> tuple[Draft, ...]:
        """Return all drafts of a writer, the latest first."""
        newest_first = select(DRAFTS).where(self._are_of(writer)).order_by(DRAFTS.c.changed.desc(), DRAFTS.c.about)
        with reading(self._engine) as connection:
            rows = connection.execute(newest_first).all()
        return tuple(draft for draft in (self._draft(writer, row) for row in rows) if draft is not None)

    def forget(self, writer: Writer, about: str) -> bool:
        """Delete a draft; say whether there was one."""
        is_it = (DRAFTS.c.writer == writer.id) & (DRAFTS.c.about == self._digest(writer, about))
        return bool(write(self._engine, lambda connection: connection.execute(delete(DRAFTS).where(is_it)).rowcount))

    def hand_over(self, before: Writer, after: Writer, only: Collection[str] | None = None) -> int:
        """Give drafts, all or those about `only`, to who wrote them before saying who they are; return how many.

        What the new writer has half written about the same thing stays theirs, where it is the later one.
        """
        held = {draft.about: draft.changed for draft in self.of(after)}
        there = [d for d in self.of(before) if only is None or d.about in only]
        given = [d for d in there if d.about not in held or held[d.about] <= d.changed]
        rows = [self._row(after, d.about, d.content, int(d.changed.timestamp())) for d in given]

        def move(connection: Connection) -> None:
            for row in rows:
                self._put(connection, row)
            gone = [self._digest(before, d.about) for d in there]
            connection.execute(delete(DRAFTS).where(DRAFTS.c.writer == before.id, DRAFTS.c.about.in_(gone)))

        write(self._engine, move)
        return len(rows)

    def forget_person(self, person: Person, personas: bool) -> int:
        """Delete every draft of a person, and return how many there were.

        Parameters
        ----------
        personas : bool
            Whether the person is known by their names alone, so that drafts of sessions under these are theirs.
        """
        whose = {person.id, *(_whose(skeleton(name), self._keys) for name in person.names if personas)} - {""}
        with self._engine.begin() as connection:
            return connection.execute(delete(DRAFTS).where(DRAFTS.c.whose.in_(whose))).rowcount

    def ended(self) -> tuple[int, int]:
        """Return how many drafts nobody touched for so long that nobody is shown them, and their bytes."""
        size = func.coalesce(func.sum(func.length(DRAFTS.c.sealed)), 0)
        with reading(self._engine) as connection:
            count, held = connection.execute(select(func.count(), size).where(DRAFTS.c.changed < self._since())).one()
        return int(count), int(held)

    def tidy(self) -> tuple[int, int]:
        """Delete those, and the oldest of sessions where these are too many; return how many ended, and their bytes."""
        ended = self.ended()

        def clear(connection: Connection) -> None:
            connection.execute(delete(DRAFTS).where(DRAFTS.c.changed < self._since()))
            of_sessions = DRAFTS.c.writer.startswith(_SESSION, autoescape=True)
            too_many = connection.scalar(select(func.count()).where(of_sessions)) - MOST_OF_SESSIONS
            if too_many > 0:
                oldest = select(DRAFTS.c.changed).where(of_sessions).order_by(DRAFTS.c.changed).offset(too_many - 1)
                until = connection.scalar(oldest.limit(1))
                connection.execute(delete(DRAFTS).where(of_sessions, DRAFTS.c.changed <= until))

        write(self._engine, clear)
        return ended

    def _put(self, connection: Connection, row: dict[str, Any]) -> None:
        """Write a row; what makes it one more than a writer may have takes the oldest away."""
        is_it = (DRAFTS.c.writer == row["writer"]) & (DRAFTS.c.about == row["about"])
        if connection.execute(update(DRAFTS).where(is_it).values(row)).rowcount:
            return
        connection.execute(insert(DRAFTS).values(row))
        own = select(DRAFTS.c.about).where(DRAFTS.c.writer == row["writer"]).order_by(DRAFTS.c.changed.desc())
        for about in connection.scalars(own.offset(MOST)).all():
            is_old = (DRAFTS.c.writer == row["writer"]) & (DRAFTS.c.about == about)
            connection.execute(delete(DRAFTS).where(is_old))

    def _row(self, writer: Writer, about: str, content: dict[str, Any], changed: int) -> dict[str, Any]:
        digest = self._digest(writer, about)
        plain = zlib.compress(json.dumps({"about": about, "content": content}, allow_nan=False).encode(), 1)
        if len(plain) > LARGEST:
            raise InvalidResponse(
                f"Something half written of {len(plain)} bytes was to be kept until it is sent, but not more than "
                f"{LARGEST} are, so that nobody fills the store. Send it, or make it shorter.",
                code="draft-too-large",
            )
        bound = f"{writer.id}\n{digest}".encode()
        if writer.secret:
            from cryptography.hazmat.primitives.ciphers.aead import AESGCM

            nonce = os.urandom(_NONCE_BYTES)
            sealed = nonce + AESGCM(writer.secret).encrypt(nonce, plain, bound)
        else:
            sealed = self._keys.seal(writer.id, plain, bound)
        return {"writer": writer.id, "about": digest, "whose": writer.whose, "changed": changed, "sealed": sealed}

    def _draft(self, writer: Writer, row: Any) -> Draft | None:
        bound = f"{writer.id}\n{row.about}".encode()
        plain = _opened(writer, row.sealed, bound) if writer.secret else self._keys.open(writer.id, row.sealed, bound)
        if plain is None:
            return None  # the person was erased at this moment
        said = json.loads(zlib.decompress(plain))
        return Draft(said["about"], said["content"], dt.datetime.fromtimestamp(row.changed, dt.UTC))

    def _digest(self, writer: Writer, about: str) -> str:
        if writer.secret:
            return hmac.new(writer.secret, b"about:" + about.encode(), hashlib.sha256).hexdigest()
        return self._keys.digest(writer.id, about.encode())

    def _are_of(self, writer: Writer) -> Any:
        return (DRAFTS.c.writer == writer.id) & (DRAFTS.c.changed >= self._since())

    def _since(self) -> int:
        return int((self._clock() - KEPT_FOR).timestamp())


def _whose(called: str, keys: Keys) -> str:
    """Return by what the drafts of whoever goes by a name are found when that person is erased."""
    return keys.look_up(f"drafts\n{called}") if called else ""


def _opened(writer: Writer, sealed: bytes, bound: bytes) -> bytes:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        return AESGCM(writer.secret).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], bound)
    except InvalidTag:
        raise BrokerError(
            "Something half written was to be read, but it does not open with the key of its session, so it was "
            "changed. Write it again.",
            code="seal-broken",
        ) from None
