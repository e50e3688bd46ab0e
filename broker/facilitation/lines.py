"""Lines of figures over many dialogues: gathered from the rows of each, with the dialogues and events behind them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from broker.facilitation.digest import Digest
from broker.facilitation.figures import Row

#: Place of an event in its dialogue, by dialogue.
Sources = dict[str, tuple[int, ...]]


@dataclass(frozen=True)
class Line:
    """One line of a figure over dialogues.

    Attributes
    ----------
    of, values : dict
        What it is about; name → number, text or None. Shares are between 0 and 1.
    sources : dict of str to tuple of int
        Dialogue → places of the events in it that were counted.
    """

    of: dict[str, Any]
    values: dict[str, Any]
    sources: Sources

    def to_json(self) -> dict[str, Any]:
        """Return the line as plain JSON values, events by their ids in the dialogue: ``e7``."""
        events = {name: [f"e{n}" for n in held] for name, held in self.sources.items()}
        return {"of": self.of, "values": self.values, "dialogues": events}


@dataclass(frozen=True)
class Across:
    """A figure over dialogues.

    Attributes
    ----------
    counted : int
        In how many dialogues it could be counted: what shares are of.
    """

    name: str
    definition: str
    lines: tuple[Line, ...]
    counted: int

    def line(self, **of: Any) -> Line:
        """Return the line about something. Raises `KeyError` where there is none."""
        for one in self.lines:
            if all(one.of.get(name) == value for name, value in of.items()):
                return one
        raise KeyError(of)

    def to_json(self) -> dict[str, Any]:
        """Return the figure as plain JSON values."""
        return {
            "figure": self.name,
            "definition": self.definition,
            "counted_in": self.counted,
            "lines": [line.to_json() for line in self.lines],
        }


#: A row with the dialogue that it is of.
Held = tuple[str, Row]


def rows_of(held: Sequence[Digest], figure: str) -> list[Held]:
    """Return the rows of a figure of all dialogues."""
    return [(one.id, row) for one in held for row in one.rows(figure)]


def alike(rows: Iterable[Held], *names: str) -> Iterator[tuple[dict[str, Any], list[Held]]]:
    """Yield rows that are about the same, what most dialogues have first."""
    found: dict[tuple[Any, ...], list[Held]] = {}
    for name, row in rows:
        found.setdefault(tuple(row.of.get(n) for n in names), []).append((name, row))
    order = sorted(found.items(), key=lambda pair: (-len(dialogues_of(pair[1])), -len(pair[1]), str(pair[0])))
    for key, those in order:
        yield dict(zip(names, key, strict=True)), those


def dialogues_of(rows: Iterable[Held]) -> set[str]:
    """Return the dialogues that rows are of."""
    return {name for name, _ in rows}


def sources_of(rows: Iterable[Held]) -> Sources:
    """Return the events that rows were counted from, by dialogue."""
    found: dict[str, set[int]] = {}
    for name, row in rows:
        found.setdefault(name, set()).update(row.events)
    return {name: tuple(sorted(events)) for name, events in sorted(found.items())}


def sum_of(rows: Iterable[Held], value: str) -> float:
    """Return the sum of a value of rows; a row without it adds nothing."""
    return sum(row.values.get(value) or 0 for _, row in rows)


def dialogues_with(rows: Iterable[Held], value: str) -> int:
    """Return in how many dialogues any row has a value that is true, or above zero."""
    return len({name for name, row in rows if row.values.get(value)})
