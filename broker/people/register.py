"""The register of persons: pseudonyms, roles and how somebody is found again. The one module that writes its table."""

from __future__ import annotations

import datetime as dt
import json
import secrets
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from broker.access import ROLES
from broker.database import reading
from broker.errors import Conflict, NotAllowed
from broker.people.names import LONGEST_NAME, must_have_name, skeleton, tidy_name
from broker.people.person import (
    BEGAN,
    FIRST_ROLES,
    INVITED,
    OFFLINE,
    PERSONA,
    PERSONA_ROLES,
    Person,
    must_be_there,
    unknown,
)
from broker.people.tables import LOOKS, PERSONS

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection, Engine, Row

    from broker.people.keys import Keys

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


class Register:
    """The persons of a store.

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

    def person(self, person_id: str) -> Person:
        """Return a person by id, erased ones included. Raises `UnknownPerson`."""
        with reading(self._engine) as connection:
            row = connection.execute(select(PERSONS).where(PERSONS.c.id == person_id)).one_or_none()
        if row is None:
            raise unknown(person_id)
        return self._person(row)

    def people(self, after: str = "", most: int = 1000) -> tuple[Person, ...]:
        """Return persons by id, a page at a time."""
        page = select(PERSONS).where(PERSONS.c.id > after).order_by(PERSONS.c.id).limit(most)
        with reading(self._engine) as connection:
            return tuple(self._person(row) for row in connection.execute(page).all())

    def persona(self, name: str) -> Person | None:
        """Return who goes by a name on a computer of one's own; None where nobody does.

        Raises
        ------
        NotAllowed
            If the name cannot be shown, or is not that of a person but looks like it.
        """
        plain = tidy_name(name)
        found = self._of(PERSONA, skeleton(plain))
        if found is not None and found.spelled != self._keys.look_up(plain):
            raise NotAllowed(
                f"The name {plain!r} looks like the name of somebody else whom this store knows, so readers could not "
                f"tell who spoke. If that is you, write the name exactly as you did the first time; if not, add "
                f"something to it, such as where you work.",
                code="name-taken",
            )
        return self._person(found) if found is not None else None

    def called(self, name: str, dialogue: str) -> Person | None:
        """Return who is meant by an id or a name in a dialogue, though they did not speak there; None for others.

        Those are the people without an account who take part in it, and on a computer of one's own, where the name is
        the person, everybody who is known by it. Elsewhere somebody of the same name may be somebody else.
        """
        bound = select(PERSONS).where(PERSONS.c.bound_to == dialogue, PERSONS.c.erased == "")
        with reading(self._engine) as connection:
            there = [self._person(row) for row in connection.execute(bound.order_by(PERSONS.c.id))]
        looks = skeleton(name)
        found = [p for p in there if name == p.id] or [p for p in there if looks in map(skeleton, p.names)]
        if len(found) == 1:
            return found[0]
        row = self._of(PERSONA, looks) if looks and not found and len(name) <= LONGEST_NAME else None
        return self._person(row) if row is not None and not row.erased else None

    def register_persona(self, name: str) -> Person:
        """Return who goes by a name, who is registered now when nobody does."""
        plain = tidy_name(name)
        return self.persona(plain) or self._add(PERSONA, skeleton(plain), plain, PERSONA_ROLES) or self._won(plain)

    def sign_in(self, issuer: str, subject: str, name: str = "", email: str = "") -> tuple[Person, bool]:
        """Return who holds an account with a provider, and whether they came for the first time.

        Who somebody is, is what the provider says they are (issuer and subject), and never a name or an address.
        """
        if not issuer.strip() or not subject.strip() or issuer in (PERSONA, INVITED, OFFLINE):
            raise NotAllowed(
                "Somebody signed in, but the provider of the account did not say who they are (issuer and subject), so "
                "nobody can be known by it. Ask those who run this broker to look at the settings of the sign-in."
            )
        row = self._of(issuer, subject)
        if row is None:
            added = self._add(issuer, subject, tidy_name(name), FIRST_ROLES, email)
            if added is not None:
                return added, True
            row = self._of(issuer, subject)
        found = self._person(row)
        shown = self._shown(tidy_name(name), found.id) if name else found.name
        if (shown, email or found.email) != (found.name, found.email):
            sealed = self._sealed(found.id, shown, email or found.email, found.names)
            self._change(found.id, shown, sealed=sealed)
        return self.person(found.id), False

    def add_bound(self, name: str, dialogue: str, invitation: str = "", issuer: str = INVITED) -> Person:
        """Register somebody without an account, who takes part in one dialogue and nothing else."""
        plain = must_have_name(name)
        added = self._add(issuer, secrets.token_hex(16), plain, FIRST_ROLES, "", dialogue, invitation)
        assert added is not None, "a random subject is nobody else's"
        return added

    def add_foreign(self, person_id: str, issuer: str, name: str) -> bool:
        """Register somebody who is known to another broker by this id, and who cannot act here; False where they are.

        Parameters
        ----------
        issuer : str
            Which broker says who they are.
        """
        values = {
            "id": person_id,
            "issuer": issuer,
            "subject": self._keys.look_up(f"{issuer}\n{person_id}"),
            "spelled": self._keys.look_up(name),
            "roles": "",
            "registered": self._clock().isoformat(timespec="seconds"),
            "sealed": self._sealed(person_id, name, ""),
        }
        with reading(self._engine) as connection:
            if connection.execute(select(PERSONS.c.id).where(PERSONS.c.id == person_id)).first() is not None:
                return False
        try:
            with self._engine.begin() as connection:
                connection.execute(insert(PERSONS).values(values))
                self._take_name(connection, person_id, name)
        except IntegrityError:
            return False
        return True

    def change_roles(self, person_id: str, give: Iterable[str], take: Iterable[str]) -> Person:
        """Give roles to a person and take others; the last administrator stays one."""
        give, take = frozenset(give), frozenset(take)
        if strange := sorted((give | take) - set(ROLES)):
            raise NotAllowed(
                f"The role {strange[0]!r} was to be given or taken, but there is none of that name. Roles: "
                f"{', '.join(ROLES)}.",
                code="role-unknown",
            )
        with self._engine.begin() as connection:
            row = connection.execute(select(PERSONS).where(PERSONS.c.id == person_id).with_for_update()).one_or_none()
            if row is None:
                raise unknown(person_id)
            must_be_there(row)
            roles = (_roles(row) | give) - take
            if "admin" in _roles(row) and "admin" not in roles:
                must_not_be_last(connection, person_id)
            connection.execute(update(PERSONS).where(PERSONS.c.id == person_id).values(roles=_written(roles)))
        return self.person(person_id)

    def end_sessions(self, person_id: str) -> Person:
        """End all sessions of a person: each has to sign in anew."""
        found = self.person(person_id)
        self._change(person_id, epoch=max(found.epoch + 1, int((self._clock() - BEGAN).total_seconds())))
        return self.person(person_id)

    def begin_erasure(self, person_id: str, even_last_admin: bool = False) -> None:
        """Let nobody act as a person any more, who is about to be erased. Raises `Conflict` for the last admin."""
        with self._engine.begin() as connection:
            row = connection.execute(select(PERSONS).where(PERSONS.c.id == person_id)).one_or_none()
            if row is None:
                raise unknown(person_id)
            if "admin" in _roles(row) and not even_last_admin:
                must_not_be_last(connection, person_id)
            at = row.erased or self._clock().isoformat(timespec="seconds")
            marked = {"erased": at, "roles": "", "epoch": row.epoch + 1}
            connection.execute(update(PERSONS).where(PERSONS.c.id == person_id).values(marked))

    def begun_erasures(self) -> tuple[str, ...]:
        """Return the ids of those whose erasure was begun and not brought to its end."""
        begun = select(PERSONS.c.id).where(PERSONS.c.erased != "", PERSONS.c.subject.is_not(None))
        with reading(self._engine) as connection:
            return tuple(connection.scalars(begun.order_by(PERSONS.c.id)))

    def empty(self, person_id: str) -> None:
        """Take all that the register knows of an erased person but the pseudonym, and when they were erased."""
        gone = {"subject": None, "spelled": None, "sealed": None, "issuer": "", "invitation": ""}
        with self._engine.begin() as connection:
            connection.execute(update(PERSONS).where(PERSONS.c.id == person_id, PERSONS.c.erased != "").values(gone))
            connection.execute(delete(LOOKS).where(LOOKS.c.person == person_id))

    def _of(self, issuer: str, subject: str) -> Row[Any] | None:
        digest = self._keys.look_up(f"{issuer}\n{subject}")
        with reading(self._engine) as connection:
            return connection.execute(select(PERSONS).where(PERSONS.c.subject == digest)).one_or_none()

    def _add(
        self,
        issuer: str,
        subject: str,
        name: str,
        roles: frozenset[str],
        email: str = "",
        bound_to: str = "",
        invitation: str = "",
    ) -> Person | None:
        """Register somebody new; None where another process was quicker."""
        person_id = "p-" + "".join(secrets.choice(_LETTERS) for _ in range(10))
        shown = name if issuer == PERSONA else self._shown(name, person_id)
        values = {
            "id": person_id,
            "issuer": issuer,
            "subject": self._keys.look_up(f"{issuer}\n{subject}"),
            "spelled": self._keys.look_up(name),
            "roles": _written(roles),
            "registered": self._clock().isoformat(timespec="seconds"),
            "sealed": self._sealed(person_id, shown, email),
            "bound_to": bound_to,
            "invitation": invitation,
        }
        try:
            with self._engine.begin() as connection:
                connection.execute(insert(PERSONS).values(values))
                self._take_name(connection, person_id, shown)
        except IntegrityError:
            self._keys.erase(person_id)
            return None
        return self.person(person_id)

    def _won(self, name: str) -> Person:
        """Return who was registered under a name by another process at this moment."""
        found = self.persona(name)
        if found is None:
            raise Conflict(f"{name} was to be registered, but the register is changing. Do it again.")
        return found

    def _shown(self, name: str, person_id: str) -> str:
        """Return the name under which somebody is shown: with something added, where others look like it."""
        if not name:
            return f"Participant {person_id[2:6]}"
        with reading(self._engine) as connection:
            alike = select(LOOKS.c.person).where(LOOKS.c.looks == self._looks(name))
            is_taken = connection.scalar(alike) not in (None, person_id)
        return f"{name} ({person_id[2:6]})" if is_taken else name

    def _take_name(self, connection: Connection, person_id: str, name: str) -> None:
        """Note that a name was shown for somebody; it stays with whoever had it first."""
        looks = self._looks(name)
        if connection.execute(select(LOOKS).where(LOOKS.c.looks == looks)).first() is None:
            connection.execute(insert(LOOKS).values(looks=looks, person=person_id))

    def _looks(self, name: str) -> str:
        return self._keys.look_up(f"looks\n{skeleton(name)}")

    def _sealed(self, person_id: str, name: str, email: str, before: tuple[str, ...] = ()) -> bytes:
        names = [*dict.fromkeys((*before, name))]
        said = json.dumps({"name": name, "email": email, "names": names}).encode()
        return self._keys.seal(person_id, said, person_id.encode())

    def _change(self, person_id: str, name: str = "", **values: Any) -> None:
        with self._engine.begin() as connection:
            connection.execute(update(PERSONS).where(PERSONS.c.id == person_id, PERSONS.c.erased == "").values(values))
            if name:
                self._take_name(connection, person_id, name)

    def _person(self, row: Row[Any]) -> Person:
        plain = self._keys.open(row.id, row.sealed, row.id.encode()) if row.sealed else None
        said = json.loads(plain) if plain else {"name": "", "email": "", "names": []}
        return Person(
            id=row.id,
            name=said["name"],
            email=said["email"],
            names=tuple(said["names"]),
            roles=_roles(row),
            issuer=row.issuer,
            registered=row.registered,
            erased=row.erased,
            bound_to=row.bound_to,
            invitation=row.invitation,
            epoch=row.epoch,
        )


def must_not_be_last(connection: Connection, person_id: str) -> None:
    """Refuse to leave a store without an administrator. Raises `Conflict`."""
    others = select(PERSONS.c.roles).where(PERSONS.c.id != person_id, PERSONS.c.erased == "").with_for_update()
    if not any("admin" in row.roles.split() for row in connection.execute(others)):
        raise Conflict(
            f"{person_id} was to be no administrator any more, but is the only one, so nobody could give roles or "
            f"erase anybody. Give the role to somebody else first (`broker people roles ID --give admin`).",
            code="last-admin",
        )


def _roles(row: Any) -> frozenset[str]:
    return frozenset(row.roles.split())


def _written(roles: Iterable[str]) -> str:
    return " ".join(sorted(roles, key=ROLES.index))
