"""A figure about a dialogue: what it counts, in words, and for each number the events that it comes from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Row:
    """One line of a figure.

    Attributes
    ----------
    of : dict of str to str
        What it is about: a party, a round and an axis …
    values : dict
        Name → number, text or None; shares are between 0 and 1.
    events : tuple of int
        Numbers of the events that it was counted from.
    """

    of: dict[str, Any]
    values: dict[str, Any]
    events: tuple[int, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the line as plain JSON values."""
        return {"of": self.of, "values": self.values, "events": list(self.events)}


@dataclass(frozen=True)
class Figure:
    """A figure with its definition, so that nobody has to guess what was counted."""

    name: str
    definition: str
    rows: tuple[Row, ...]

    def row(self, **of: Any) -> Row:
        """Return the line about something. Raises `KeyError` where there is none."""
        for one in self.rows:
            if all(one.of.get(name) == value for name, value in of.items()):
                return one
        raise KeyError(of)

    def to_json(self) -> dict[str, Any]:
        """Return the figure as plain JSON values."""
        return {"figure": self.name, "definition": self.definition, "rows": [row.to_json() for row in self.rows]}


def share(part: float, whole: float) -> float | None:
    """Return a share between 0 and 1; None where there is nothing to share."""
    return round(part / whole, 4) if whole else None


def numbers(events: Iterable[Any]) -> tuple[int, ...]:
    """Return the numbers of events or contributions, in their order, each once."""
    return tuple(sorted({event.number for event in events}))
