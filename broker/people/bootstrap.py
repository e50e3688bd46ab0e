"""The first administrator: one token, printed where the broker runs, that makes its bearer the only one."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select, update

from broker.errors import Conflict, NotAllowed
from broker.people.person import Person, must_be_there
from broker.people.tables import BOOTSTRAP, PERSONS

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection, Engine

    from broker.people.register import Register


class Bootstrap:
    """How a store gets its first administrator."""

    def __init__(self, engine: Engine, register: Register, clock: Callable[[], dt.datetime]) -> None:
        self._engine = engine
        self._register = register
        self._clock = clock

    def token(self) -> str:
        """Return a new token; one that was made before holds no more. Raises `Conflict` where there is an admin."""
        made = secrets.token_hex(32)
        with self._engine.begin() as connection:
            _must_have_no_admin(connection)
            connection.execute(delete(BOOTSTRAP))
            connection.execute(insert(BOOTSTRAP).values(id=1, digest=_digest(made), used=""))
        return made

    def use(self, token: str, person_id: str) -> Person:
        """Make a person the first administrator.

        Raises
        ------
        NotAllowed
            If the token is another one, or was used.
        """
        person = self._register.person(person_id)
        must_be_there(person)
        at = self._clock().isoformat(timespec="seconds")
        with self._engine.begin() as connection:
            unused = BOOTSTRAP.c.digest == _digest(token), BOOTSTRAP.c.used == ""
            if connection.execute(update(BOOTSTRAP).where(*unused).values(used=at)).rowcount != 1:
                raise NotAllowed(
                    "A token for the first administrator was used, but it is not the one that was printed last, or "
                    "somebody has used it, so it makes nobody an administrator. `broker people bootstrap` prints "
                    "another one, as long as there is no administrator.",
                    code="token-used",
                )
            _must_have_no_admin(connection)
            roles = " ".join(r for r in (*sorted(person.roles - {"admin"}), "admin"))
            connection.execute(update(PERSONS).where(PERSONS.c.id == person_id).values(roles=roles))
        return self._register.person(person_id)


def _must_have_no_admin(connection: Connection) -> None:
    for roles in connection.scalars(select(PERSONS.c.roles).where(PERSONS.c.erased == "")):
        if "admin" in roles.split():
            raise Conflict(
                "The first administrator was to be made, but there is one, so another one would take rights that "
                "nobody gave. Ask an administrator to give you the role (`broker people roles ID --give admin`).",
                code="admin-exists",
            )


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
