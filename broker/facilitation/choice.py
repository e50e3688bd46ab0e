"""Which dialogues are looked at together: by id, group, place, activity or period; of those that somebody may read."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from broker.errors import InvalidResponse
from broker.facilitation.digest import Digest
from translators.templates import SECTORS


@dataclass(frozen=True)
class Choice:
    """What is asked of the dialogues; what is empty asks nothing.

    Attributes
    ----------
    dialogues : tuple of str
        Ids. One that whoever asks may not read is refused as if it were not there.
    group : str
        Id or name of a group that they are shared with.
    place : str
        A country, or part of the name of a place, of any of their needs.
    sector : str
        An activity of any of their needs, one of `translators.templates.SECTORS`.
    first, last : date or None
        Opened from this day on, and until this day, both included.
    """

    dialogues: tuple[str, ...] = ()
    group: str = ""
    place: str = ""
    sector: str = ""
    first: dt.date | None = None
    last: dt.date | None = None

    def __post_init__(self) -> None:
        if self.sector and self.sector not in SECTORS:
            raise InvalidResponse(
                f"Dialogues about {self.sector[:60]!r} were asked for, but no activity is called so, so none would be "
                f"found. Choose {', '.join(SECTORS)}.",
                code="sector-unknown",
                options=SECTORS,
            )
        if self.first and self.last and self.last < self.first:
            raise InvalidResponse(
                f"Dialogues opened from {self.first} to {self.last} were asked for, but this ends before it begins, "
                f"so none lies in it. Give the earlier day first.",
                code="period-backwards",
            )

    def fits(self, one: Digest) -> bool:
        """Whether a dialogue is of these, as far as what was counted in it tells; ids and group are asked elsewhere."""
        needs = one.rows("needs")
        place = self.place.strip().casefold()
        return (
            (not self.first or one.opened >= self.first)
            and (not self.last or one.opened <= self.last)
            and (not self.sector or any(row.of["sector"] == self.sector for row in needs))
            and (not place or any(place in f"{row.values['place']}\n{row.of['country']}".casefold() for row in needs))
        )

    def to_json(self) -> dict[str, Any]:
        """Return what is asked as plain JSON values; what is empty is left out."""
        asked = {
            "dialogues": list(self.dialogues),
            "group": self.group,
            "place": self.place,
            "sector": self.sector,
            "from": self.first.isoformat() if self.first else "",
            "to": self.last.isoformat() if self.last else "",
        }
        return {name: value for name, value in asked.items() if value}
