"""A contribution as a value, and how an event becomes one."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from broker.attribution import whole
from broker.dialogue.contributions.table import BY_KIND, Form
from broker.dialogue.meetings import Attachment
from broker.events import Event


@dataclass(frozen=True)
class Contribution:
    """Something that somebody said in a dialogue, typed.

    Attributes
    ----------
    id : str
        ``e7``: the place of its event in the dialogue.
    number : int
        Place of its event in the whole log.
    kind : str
        One of `FORMS`.
    by, person : str
        Who recorded it: the name, and the id that the record keeps (the name again where there is none).
    at : datetime
        When it was recorded.
    round : int
    about, on_behalf, hat, claimed_at : str
        As `SHARED` says; empty where they were not said. `on_behalf` is an id where there is one, else a name.
    data : dict
        The fields of its form, and ``attachments``; those that were erased or withheld are absent.
    withheld : tuple of str
        Names of these.
    """

    id: str
    number: int
    kind: str
    by: str
    person: str
    at: dt.datetime
    round: int
    about: str = ""
    on_behalf: str = ""
    hat: str = ""
    claimed_at: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    withheld: tuple[str, ...] = ()

    @property
    def form(self) -> Form:
        """What a contribution of this kind holds."""
        return BY_KIND[self.kind]

    @property
    def text(self) -> str:
        """What is mainly said; empty where there are no words, or where they were erased."""
        return str(self.data.get(self.form.main, ""))

    @property
    def attachments(self) -> tuple[Attachment, ...]:
        """What goes with it: photos, scans, papers."""
        return tuple(Attachment.from_json(one) for one in self.data.get("attachments", ()))

    @property
    def speaker(self) -> str:
        """Whose words these are: theirs on whose behalf they are recorded, else whoever recorded them."""
        return self.on_behalf or self.person

    @property
    def day(self) -> dt.date:
        """The day when it was said, as far as that is known."""
        return dt.date.fromisoformat(self.claimed_at) if self.claimed_at else self.at.date()

    def get(self, name: str) -> str:
        """Return a field as text; of a person or a party the id, else the name; empty where it is absent."""
        return str(self.data.get(name) or self.data.get(f"{name}_named") or "")

    def to_json(self) -> dict[str, Any]:
        """Return the contribution as plain JSON values."""
        shared = {"about": self.about, "on_behalf": self.on_behalf, "hat": self.hat, "claimed_at": self.claimed_at}
        return {
            "id": self.id,
            "number": self.number,
            "kind": self.kind,
            "word": self.form.word,
            "by": self.by,
            "at": self.at.isoformat(),
            "round": self.round,
            **{name: value for name, value in shared.items() if value},
            **self.data,
            **({"withheld": list(self.withheld)} if self.withheld else {}),
        }


def person_of(event: Event) -> str:
    """Return the id of who recorded an event; the name where there is none."""
    return getattr(event, "person", "") or event.by


def contribution_of(event: Event) -> Contribution:
    """Return the contribution that an event records; fields that cannot be opened are left out."""
    data = whole(event.data)
    form = BY_KIND[event.kind]
    names = ["attachments", *form.added, *(name for one in form.fields for name in one.keys)]
    return Contribution(
        id=f"e{event.sequence}",
        number=event.number,
        kind=event.kind,
        by=event.by,
        person=person_of(event),
        at=event.moment,
        round=event.round,
        about=data.get("about", ""),
        on_behalf=data.get("on_behalf") or data.get("on_behalf_named", ""),
        hat=data.get("hat", ""),
        claimed_at=data.get("claimed_at", ""),
        data={name: data[name] for name in names if name in data},
        withheld=tuple(getattr(event, "withheld", ())),
    )
