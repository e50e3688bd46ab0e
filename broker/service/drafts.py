"""What is half written: kept for whoever writes it, and for nobody else, until it is sent or begun afresh."""

from __future__ import annotations

from collections.abc import Collection
from functools import cached_property
from typing import Any

from broker.access.actors import PERSON_ID
from broker.drafts import Draft, DraftShelf, Writer
from broker.errors import NotAllowed
from broker.service.store import Store

#: The shortest secret of a session: 128 bits as hexadecimal digits.
SHORTEST_SECRET = 32


class DraftVerbs(Store):
    """Verbs of drafts. No draft is an event, and the same twice is the same as once, so they take no key.

    ``by`` is a person's id; or, with the secret of a browser's ``session``, the name that somebody goes by there, or
    nothing. A name alone proves nothing, so without the secret it finds no draft.
    """

    def keep_draft(self, about: str, content: dict[str, Any], *, by: str = "", session: str = "") -> None:
        """Keep what somebody has half written about something, in place of what they wrote about it before.

        Parameters
        ----------
        content : dict
            Plain JSON values.

        Raises
        ------
        InvalidResponse
            If it is larger than `broker.drafts.LARGEST`.
        """
        self._shelf.keep(self._writer(by, session), about, content)

    def draft(self, about: str, *, by: str = "", session: str = "") -> Draft | None:
        """Return what somebody has half written about something; None where there is nothing, or nothing any more."""
        return self._shelf.find(self._writer(by, session), about)

    def drafts(self, *, by: str = "", session: str = "") -> tuple[Draft, ...]:
        """Return all that somebody has half written, the latest first."""
        return self._shelf.of(self._writer(by, session))

    def forget_draft(self, about: str, *, by: str = "", session: str = "") -> bool:
        """Delete what was half written, because it was sent or is begun afresh; say whether there was anything."""
        return self._shelf.forget(self._writer(by, session), about)

    def hand_over_drafts(self, *, session: str, by: str, before: str = "", only: Collection[str] | None = None) -> int:
        """Give what was written in a session before anybody said who they are to who they are; return how many.

        Parameters
        ----------
        before : str
            The name under which it was written, which nobody may have given.
        only : collection of str, optional
            What the drafts are about that are given; all of them by default.
        """
        return self._shelf.hand_over(self._writer(before, session), self._writer(by, session), only)

    def tidy_drafts(self, *, by: str = "") -> int:
        """Delete what ended, and the oldest of sessions where these are too many; return how many ended.

        Anybody may: it takes nothing away that anybody would be shown.
        """
        self._may(by, "keep drafts of a session")
        return self._shelf.tidy()[0]

    def _writer(self, by: str, session: str) -> Writer:
        """Return whose drafts are meant. Raises `NotAllowed` where nothing proves it."""
        if PERSON_ID.fullmatch(by.strip()):
            return Writer.person(self._may(by, "keep own drafts", by.strip()).id)
        self._may("", "keep drafts of a session")
        if len(session) < SHORTEST_SECRET:
            raise NotAllowed(
                f"What {by[:80] or 'somebody'} has half written was asked, but neither an account nor the secret of a "
                f"browser's session says whose it is, and a draft is its writer's alone. Sign in, or write in the app.",
                code="writer-unknown",
            )
        return Writer.session(session, by, self._keys)

    @cached_property
    def _shelf(self) -> DraftShelf:
        return DraftShelf(self._engine, self._keys, self._clock)
