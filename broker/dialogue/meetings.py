"""Workshops that took place elsewhere and were entered afterwards: who was there, what was written and photographed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from broker.attribution import whole
from broker.events import Event


@dataclass(frozen=True)
class Attachment:
    """A photo, scan or text that lies in the store, sealed under the key of whoever entered it.

    Attributes
    ----------
    name : str
        As its owner has it.
    sha256 : str
        Of what is kept; its name in the store.
    original : str
        sha256 of what was handed in; an image is written anew without the place and the camera that it told.
    media_type : str
        By its content: ``image/png``, ``image/jpeg``, ``application/pdf``, ``text/csv`` or ``text/plain``.
    size : int
        Bytes that are kept.
    """

    name: str
    sha256: str
    original: str
    media_type: str
    size: int

    def to_json(self) -> dict[str, Any]:
        """Return the attachment as plain JSON values."""
        return vars(self).copy()

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Attachment:
        """Return the attachment of its JSON."""
        return cls(**{name: value[name] for name in ("name", "sha256", "original", "media_type", "size")})


@dataclass(frozen=True)
class Meeting:
    """A workshop as it was entered afterwards.

    Attributes
    ----------
    id : str
        ``e7``: its event in the dialogue.
    by, at : str, datetime
        Who entered it, and when.
    date, place : str
        When and where it took place, as claimed.
    present : tuple of dict
        Each ``who`` ("Ruth Fenn", "12 farmers of Elmswell"; absent where it cannot be read), ``side`` and ``number``
        of people, and ``person`` where it is somebody who is registered.
    person : str
        The pseudonym of whoever entered it: what is attached opens with their key.
    """

    id: str
    by: str
    person: str
    at: dt.datetime
    date: str
    place: str
    present: tuple[dict[str, Any], ...]
    minutes: str
    attachments: tuple[Attachment, ...]

    @property
    def people(self) -> int:
        """How many were there."""
        return sum(int(one.get("number", 1)) for one in self.present)

    def to_json(self) -> dict[str, Any]:
        """Return the workshop as plain JSON values."""
        return {
            "id": self.id,
            "by": self.by,
            "at": self.at.isoformat(),
            "date": self.date,
            "place": self.place,
            "present": [dict(one) for one in self.present],
            "people": self.people,
            "minutes": self.minutes,
            "attachments": [a.to_json() for a in self.attachments],
        }


def held(event: Event) -> Meeting:
    """Return the workshop that an event records."""
    data = whole(event.data)
    return Meeting(
        id=f"e{event.sequence}",
        by=event.by,
        person=getattr(event, "person", ""),
        at=event.moment,
        date=data.get("date", ""),
        place=data.get("place", ""),
        present=tuple(data.get("present", ())),
        minutes=data.get("minutes", ""),
        attachments=tuple(Attachment.from_json(one) for one in data.get("attachments", ())),
    )
