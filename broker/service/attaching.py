"""What people attach to what they say, or to a day: sealed under the key of whoever's words it goes with."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cached_property

from broker.access import Actor
from broker.attachments import SealedFiles, cleaned
from broker.dialogue import Attachment, Dialogue
from broker.errors import InvalidResponse, UnknownAttachment
from broker.log import Entry
from broker.service.naming import quoting
from broker.service.record import RecordVerbs

#: What is attached, and its bytes.
Handed = tuple[Attachment, bytes]


class AttachmentVerbs(RecordVerbs):
    """Verbs of what was attached."""

    @cached_property
    def _attached(self) -> SealedFiles:
        return SealedFiles(self.home, self._keys)

    def attachment(self, dialogue_id: str, sha256: str, *, by: str = "") -> Handed:
        """Return something that was attached in a dialogue, and its bytes, to those who may read what it goes with.

        It is for saving, not for showing as a page: nobody has looked at what a PDF or a text holds.

        Raises
        ------
        UnknownAttachment
            If nothing of this sha256 is attached there, whoever's words it goes with was erased, or they do not agree
            that `by` reads them.
        """
        self._may(by, "read attachment", dialogue_id)
        wanted = sha256.strip().casefold()
        there = [
            (event.whose("attachments"), Attachment.from_json(one))
            for event in self.events(dialogue_id, by=by)
            for one in event.data.get("attachments", ())
        ]
        for person, told in there:
            if len(wanted) >= 8 and told.sha256.startswith(wanted):
                content = self._attached.get(person, told.sha256)
                if content is not None and hashlib.sha256(content).hexdigest() == told.sha256:
                    return told, content
        known = tuple(told.sha256[:12] for _, told in there)
        raise UnknownAttachment(
            f"The attachment {wanted[:12]!r} of dialogue {dialogue_id} was asked, but it is not there, or went "
            f"with whoever entered it, so there is nothing to save. Attached are: {', '.join(known) or 'none'}.",
            options=known,
        )

    def _keep_attached_to(self, entry: Entry, handed: Sequence[Handed], now: Dialogue, actor: Actor) -> None:
        """Keep what goes with an entry under the key of whoever's words these are, before the entry names it."""
        whose = quoting(now, actor.id, self._find(now.id), *entry)[2]
        for told, content in handed:
            self._attached.put(whose.get("attachments", actor.id), told.sha256, content)


def handed_in(attached: Sequence[tuple[str, bytes]], most: int, to: str) -> list[Handed]:
    """Return files as they are kept, by name and content.

    Parameters
    ----------
    most : int
        More are refused.
    to : str
        To what they are attached, in words.

    Raises
    ------
    InvalidResponse
        If they are too many, or one is no file that is kept.
    """
    if len(attached) > most:
        raise InvalidResponse(
            f"{len(attached)} files were to be attached to {to}, more than the {most} that one "
            f"may have. Put the scans of one paper into one PDF, or enter them in several.",
            code="attachments-too-many",
        )
    return [cleaned(name, raw) for name, raw in attached]
