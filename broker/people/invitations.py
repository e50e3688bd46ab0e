"""Invitations: links by which people without an account take part in one dialogue, for some days, until revoked."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import secrets
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from broker.database import reading
from broker.errors import NotAllowed
from broker.people.names import must_have_name
from broker.people.person import INVITED, Person
from broker.people.tables import INVITATIONS

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Engine, Row

    from broker.people.keys import Keys
    from broker.people.register import Register

LONGEST_DAYS = 366
MOST_USES = 200
LONGEST_LABEL = 200


@dataclass(frozen=True)
class Invitation:
    """A link to one dialogue.

    Attributes
    ----------
    id, dialogue, made_by : str
    invited : str
        For whom it is, as whoever made it wrote it.
    until : str
        Until when it opens anything, ISO 8601 in UTC.
    uses_left : int
        How many people may still come by it.
    revoked : str
        When it was taken back, or an empty string.
    token : str
        What the link holds; only in the answer to its making, for the store keeps no more than a digest of it.
    """

    id: str
    dialogue: str
    made_by: str
    invited: str
    until: str
    uses_left: int
    revoked: str = ""
    token: str = field(default="", repr=False)

    def to_json(self) -> dict[str, Any]:
        """Return the invitation as plain JSON values."""
        facts = {"id": self.id, "dialogue": self.dialogue, "for": self.invited, "until": self.until}
        rest = {"uses_left": self.uses_left, "made_by": self.made_by, "revoked": self.revoked or None}
        return facts | rest | ({"token": self.token} if self.token else {})


class Invitations:
    """The invitations of a store; the one place that writes their table."""

    def __init__(self, engine: Engine, keys: Keys, register: Register, clock: Callable[[], dt.datetime]) -> None:
        self._engine = engine
        self._keys = keys
        self._register = register
        self._clock = clock

    def make(self, dialogue: str, invited: str, days: int, uses: int, made_by: str) -> Invitation:
        """Make a link for somebody, or for several; its token is in this answer and nowhere else.

        Raises
        ------
        NotAllowed
            If it is for longer, for more people or for a longer name than any may be.
        """
        if not (1 <= days <= LONGEST_DAYS and 1 <= uses <= MOST_USES and len(invited) <= LONGEST_LABEL):
            raise NotAllowed(
                f"An invitation for {uses} people and {days} days was to be made, but a link that is forgotten must "
                f"not stay open: one holds for 1 to {LONGEST_DAYS} days and up to {MOST_USES} people, and says for "
                f"whom it is in up to {LONGEST_LABEL} characters. Make several, or invite again later."
            )
        return self._make(dialogue, invited, self._clock() + dt.timedelta(days=days), uses, made_by, "")

    def accept(self, token: str, name: str) -> tuple[Person, Invitation, bool]:
        """Return who came by a link, and whether they came for the first time.

        Who comes for the first time gives a name and gets a link of their own (`Person.way_back`), which opens the
        same person again.

        Raises
        ------
        NotAllowed
            If the link was never made, was revoked, has ended, or was used by as many as it was for.
        """
        row = self._row(token)
        if row.person:
            return self._register.person(row.person), self._invitation(row), False
        must_have_name(name)
        with self._engine.begin() as connection:
            open_uses = INVITATIONS.c.id == row.id, INVITATIONS.c.uses_left > 0, INVITATIONS.c.revoked == ""
            one_less = update(INVITATIONS).where(*open_uses).values(uses_left=INVITATIONS.c.uses_left - 1)
            if connection.execute(one_less).rowcount != 1:
                raise NotAllowed(
                    "Somebody came by an invitation, but as many people as it was for have come by it, so it lets in "
                    "nobody else. If you came before, use the link that you were given then; if not, ask whoever "
                    "invited you for another one.",
                    code="invitation-used",
                )
        person = self._register.add_bound(name, row.dialogue, row.id, INVITED)
        back = self._make(row.dialogue, "", dt.datetime.fromisoformat(row.until), 0, row.made_by, person.id)
        return replace(person, way_back=back.token), self._invitation(self._row(token, is_new=False)), True

    def revoke(self, invitation_id: str) -> Invitation:
        """Take an invitation back: its link and those of the people who came by it open nothing any more."""
        at = self._clock().isoformat(timespec="seconds")
        with self._engine.begin() as connection:
            found = connection.execute(select(INVITATIONS).where(INVITATIONS.c.id == invitation_id)).one_or_none()
            if found is None or found.person:
                raise self._unknown()
            if not found.revoked:
                one = update(INVITATIONS).where(INVITATIONS.c.id == invitation_id)
                connection.execute(one.values(revoked=at))
        with reading(self._engine) as connection:
            row = connection.execute(select(INVITATIONS).where(INVITATIONS.c.id == invitation_id)).one()
        return self._invitation(row)

    def of(self, dialogue: str) -> tuple[Invitation, ...]:
        """Return the invitations to a dialogue, the oldest first, without their tokens."""
        asked = select(INVITATIONS).where(INVITATIONS.c.dialogue == dialogue, INVITATIONS.c.person == "")
        with reading(self._engine) as connection:
            rows = connection.execute(asked.order_by(INVITATIONS.c.made, INVITATIONS.c.id)).all()
        return tuple(self._invitation(row) for row in rows)

    def dialogue_of(self, invitation_id: str) -> str:
        """Return the dialogue to which an invitation leads. Raises `NotAllowed` where there is none."""
        with reading(self._engine) as connection:
            row = connection.execute(select(INVITATIONS).where(INVITATIONS.c.id == invitation_id)).one_or_none()
        if row is None:
            raise self._unknown()
        return row.dialogue

    def must_hold(self, person: Person) -> None:
        """Refuse somebody whose invitation was revoked or has ended. Raises `NotAllowed`."""
        if not person.invitation:
            return
        with reading(self._engine) as connection:
            row = connection.execute(select(INVITATIONS).where(INVITATIONS.c.id == person.invitation)).one_or_none()
        self._must_be_open(row)

    def forget(self, person: Person) -> tuple[str, ...]:
        """Close the ways by which a person came and those that they opened; return whose keys are to be deleted."""
        with self._engine.begin() as connection:
            theirs = (INVITATIONS.c.person == person.id) | (INVITATIONS.c.made_by == person.id)
            rows = connection.execute(select(INVITATIONS).where(theirs)).all()
            if person.invitation:
                alone = INVITATIONS.c.id == person.invitation, INVITATIONS.c.uses_left == 0
                rows += connection.execute(select(INVITATIONS).where(*alone)).all()
            at = self._clock().isoformat(timespec="seconds")
            for row in rows:
                one = update(INVITATIONS).where(INVITATIONS.c.id == row.id)
                connection.execute(one.values(sealed=None, revoked=row.revoked or at))
        return tuple(row.id for row in rows)

    def _make(
        self, dialogue: str, invited: str, until: dt.datetime, uses: int, made_by: str, person: str
    ) -> Invitation:
        token, invitation_id = secrets.token_hex(32), f"i-{secrets.token_hex(6)}"
        said = json.dumps(invited).encode()
        row = {
            "id": invitation_id,
            "digest": _digest(token),
            "dialogue": dialogue,
            "made_by": made_by,
            "sealed": self._keys.seal(invitation_id, said, invitation_id.encode()) if invited else None,
            "person": person,
            "made": self._clock().isoformat(timespec="seconds"),
            "until": until.isoformat(timespec="seconds"),
            "uses_left": uses,
        }
        with self._engine.begin() as connection:
            connection.execute(insert(INVITATIONS).values(row))
        return Invitation(invitation_id, dialogue, made_by, invited, row["until"], uses, token=token)

    def _row(self, token: str, *, is_new: bool = True) -> Row[Any]:
        """Return the invitation of a token, which holds unless it has just been used."""
        with reading(self._engine) as connection:
            row = connection.execute(
                select(INVITATIONS).where(INVITATIONS.c.digest == _digest(token))
            ).one_or_none()  # fmt: skip
        if is_new:
            self._must_be_open(row)
            if row is not None and row.person:
                self.must_hold(self._register.person(row.person))
        assert row is not None, "an invitation that does not hold was refused"
        return row

    def _must_be_open(self, row: Row[Any] | None) -> None:
        if row is None:
            raise self._unknown()
        if row.revoked:
            raise NotAllowed(
                f"Somebody came by an invitation that was revoked on {row.revoked[:10]}, so it opens nothing any more. "
                f"Ask whoever invited you.",
                code="invitation-revoked",
            )
        if self._clock().isoformat(timespec="seconds") > row.until:
            raise NotAllowed(
                f"Somebody came by an invitation that ended on {row.until[:10]}, so it opens nothing any more. Ask "
                f"whoever invited you for another one.",
                code="invitation-ended",
            )

    def _unknown(self) -> NotAllowed:
        return NotAllowed(
            "An invitation was named, but this store has made none like it, so it opens nothing. Copy the whole link, "
            "or ask whoever invited you for another one.",
            code="invitation-unknown",
        )

    def _invitation(self, row: Row[Any]) -> Invitation:
        plain = self._keys.open(row.id, row.sealed, row.id.encode()) if row.sealed else None
        invited = json.loads(plain) if plain else ""
        return Invitation(row.id, row.dialogue, row.made_by, invited, row.until, row.uses_left, row.revoked)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
