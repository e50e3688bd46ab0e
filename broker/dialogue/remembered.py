"""The years that somebody remembers, beside the metric of the round in those years."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from broker.events import Event
from broker.hindsight import Hindsight


@dataclass(frozen=True)
class Remembered:
    """Years that somebody remembers as bad, and what was measured in them.

    Attributes
    ----------
    bad, good : tuple of int
    of, source : str
        What they were bad for ("drought"), and on whose knowledge.
    on_behalf, claimed_at : str
        For whom it was said, and the day on which, where it was not at the moment of the record.
    observed : dict
        ``dataset``, ``version``, ``title``, ``metric`` (in words), ``index``, ``units`` and ``season`` of what they
        were held against; empty where that was erased.
    hindsight : Hindsight or None
        None where it was erased with the need that it tells of.
    """

    id: str
    by: str
    at: dt.datetime
    bad: tuple[int, ...]
    good: tuple[int, ...]
    of: str
    source: str
    on_behalf: str
    claimed_at: str
    observed: dict[str, Any]
    hindsight: Hindsight | None

    def to_json(self) -> dict[str, Any]:
        """Return it as plain JSON values."""
        return {
            "id": self.id,
            "by": self.by,
            "at": self.at.isoformat(),
            "bad": list(self.bad),
            "good": list(self.good),
            "of": self.of,
            "source": self.source,
            "on_behalf": self.on_behalf,
            "claimed_at": self.claimed_at,
            "observed": self.observed,
            "hindsight": self.hindsight.to_json() if self.hindsight else None,
        }


def remembered(event: Event, on_behalf: str = "") -> Remembered:
    """Return what an event records; `on_behalf` is for whom, by name."""
    data = event.data
    compared = dict(data.get("compared") or {})
    hindsight = compared.pop("hindsight", None)
    return Remembered(
        id=f"e{event.sequence}",
        by=event.by,
        at=event.moment,
        bad=tuple(data.get("bad", ())),
        good=tuple(data.get("good", ())),
        of=data.get("of", ""),
        source=data.get("source", ""),
        on_behalf=on_behalf,
        claimed_at=data.get("claimed_at", ""),
        observed=compared,
        hindsight=Hindsight.from_json(hindsight) if hindsight else None,
    )
