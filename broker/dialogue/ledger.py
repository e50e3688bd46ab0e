"""The ledger of assumptions: every step of a round's translation, and what each party says to it.

A step is an entry with an id, ``r2-thresh``. Somebody accepts it, contests it, or replaces it by another value, each
with a reason. What stands in the next round unchanged keeps its voices; two people who stand by a value have agreed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from broker.events import Event
from translators.periods import MONTH_NAMES

#: How the source of a value begins that is remembered from another dialogue.
AGREED_IN = "agreed in dialogue"
#: The data, or the scenarios, of a round that names none.
ALL_THAT_FIT = "all that fit"
#: So many people who stand by a value, and nobody who contests it, have agreed.
PARTIES = 2


@dataclass(frozen=True)
class Voice:
    """What one person said to one value of an entry."""

    by: str
    at: dt.datetime
    value: str
    because: str
    source: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the voice as plain JSON values."""
        return {
            "by": self.by,
            "at": self.at.isoformat(),
            "value": self.value,
            "because": self.because,
            "source": self.source,
        }


@dataclass(frozen=True)
class Entry:
    """One step of a round's translation.

    Attributes
    ----------
    id : str
        ``r2-thresh``: the round, and what the step is about.
    about, value : str
        ``region``, ``metric``, ``season``, ``horizon``, ``baseline``, ``scenario``, ``datasets``, a parameter's name or
        another part of the need; and what the round takes for it.
    because, source : str
        Why, and on whose knowledge.
    origin : str
        ``stated`` (the need says it), ``assumed`` (the translation filled it in), ``remembered`` (agreed in another
        dialogue) or ``replaced`` (it took the place of another value).
    stated_by : str
        Who; empty where it was the translation.
    accepted, contested : tuple of Voice
        The latest word of each person; who accepts no longer contests.
    replaced : Voice or None
        What shall take its place in the next round.
    earlier : str
        Id of the entry of the round before that it continues.
    """

    id: str
    about: str
    value: str
    because: str = ""
    source: str = ""
    origin: str = "stated"
    stated_by: str = ""
    accepted: tuple[Voice, ...] = ()
    contested: tuple[Voice, ...] = ()
    replaced: Voice | None = None
    earlier: str = ""

    @property
    def standing(self) -> str:
        """The value that is on the table: the entry's own, or what shall replace it."""
        return self.replaced.value if self.replaced else self.value

    @property
    def supporters(self) -> tuple[str, ...]:
        """Who stands by the value on the table: who stated it, then who accepted it."""
        first = self.replaced.by if self.replaced else self.stated_by
        against = {v.by for v in self.contested}
        names = dict.fromkeys([first, *(v.by for v in self.accepted if v.value == self.standing)])
        return tuple(name for name in names if name and name not in against)

    @property
    def status(self) -> str:
        """``contested``, ``agreed`` (by two people or more), ``replaced``, ``accepted``, or ``open``."""
        if self.contested:
            return "contested"
        if len(self.supporters) >= PARTIES:
            return "agreed"
        if self.replaced:
            return "replaced"
        return "accepted" if self.accepted else "open"

    @property
    def is_spoken_to(self) -> bool:
        """Whether anybody said anything to it."""
        return bool(self.accepted or self.contested or self.replaced)

    def to_json(self) -> dict[str, Any]:
        """Return the entry as plain JSON values."""
        return {
            "id": self.id,
            "about": self.about,
            "value": self.value,
            "because": self.because,
            "source": self.source,
            "origin": self.origin,
            "stated_by": self.stated_by,
            "status": self.status,
            "standing": self.standing,
            "supporters": list(self.supporters),
            "accepted": [v.to_json() for v in self.accepted],
            "contested": [v.to_json() for v in self.contested],
            "replaced": self.replaced.to_json() if self.replaced else None,
            "earlier": self.earlier,
        }


def entries_of(
    number: int, specification: Mapping[str, Any], by: str, before: Iterable[Entry] = (), same_index: bool = False
) -> tuple[Entry, ...]:
    """Return the ledger of a new round.

    Parameters
    ----------
    specification : mapping
        As the log holds it.
    by : str
        Who stated the need.
    before : iterable of Entry
        Of the round before; an entry whose value on the table is taken over keeps its voices.
    same_index : bool
        Whether that round computed the same index: the parameters of another one are other things.
    """
    earlier = {e.about: e for e in before if same_index or e.about not in specification["parameters"]}
    return tuple(
        _continued(step, earlier[step.about]) if step.about in earlier else step
        for step in _steps(number, specification, by)
    )


def _steps(number: int, asked: Mapping[str, Any], by: str) -> list[Entry]:
    """Return the steps of a translation before anybody spoke to them."""
    notes: dict[str, list[Mapping[str, str]]] = {}
    for note in asked["assumptions"]:
        notes.setdefault(note["about"], []).append(note)
    steps = []
    for about, value in _values(asked).items():
        noted = notes.get(about, [])
        source = next((n["source"] for n in noted if n.get("source")), "")
        is_usual = about == "datasets" and value == ALL_THAT_FIT
        origin = "remembered" if source.startswith(AGREED_IN) else "assumed" if noted or is_usual else "stated"
        because = " ".join(dict.fromkeys(n["because"] for n in noted))
        who = by if origin == "stated" else ""
        steps.append(Entry(f"r{number}-{about}", about, value, because, source, origin, who))
    return steps


def _values(asked: Mapping[str, Any]) -> dict[str, str]:
    """Return what each step of a specification takes, in words that a need file understands."""
    chosen = {
        "statistic": asked.get("statistic"),
        "each": asked.get("each"),
        "warming": _listed(f"{level:g}" for level in asked.get("warming", ())),
        "missing": asked.get("missing"),
        "area": asked.get("area"),
        "adjustment": (asked.get("adjustment") or {}).get("to"),
    }
    return {
        "region": asked["region"]["name"],
        "metric": asked["index"],
        **{name: str(value) for name, value in asked["parameters"].items()},
        "season": season_text(asked["season"]),
        "horizon": _listed(map(years_text, asked["horizons"] or ())) or "all that the data hold",
        "baseline": years_text(asked["baseline"]),
        "scenario": _listed(asked["scenarios"] or ()) or ALL_THAT_FIT,
        "datasets": _listed(asked.get("datasets") or ()) or ALL_THAT_FIT,
        **{about: str(value) for about, value in chosen.items() if value},
    }


def season_text(value: Any) -> str:
    """Return a season of a need file in a word or two: "year", "DJF", "July", "YS-OCT", "11-01 to 03-31"."""
    if isinstance(value, str):
        return value
    if "months" not in value:
        return f"{value['from']} to {value['to']}"
    names = [MONTH_NAMES[month - 1] for month in value["months"]]
    if len(names) == 1:
        return names[0]
    return "".join(name[0] for name in names) if len(names) < len(MONTH_NAMES) else f"YS-{names[0][:3].upper()}"


def years_text(value: Any) -> str:
    """Return years of a need file: "2041–2060"."""
    first, last = value
    return str(first) if first == last else f"{first}–{last}"


def _listed(words: Iterable[str]) -> str:
    return ", ".join(words)


def _continued(step: Entry, before: Entry) -> Entry:
    """Return a step of the next round with what was said to its value in the round before, if the value is the same."""
    if step.value != before.standing:
        return step
    taken = before.replaced
    if taken is not None:
        step = replace(step, because=taken.because, source=taken.source, origin="replaced", stated_by=taken.by)
    elif before.origin != "assumed" or step.origin == "assumed":
        step = replace(
            step, because=before.because, source=before.source, origin=before.origin, stated_by=before.stated_by
        )
    accepted = tuple(v for v in before.accepted if v.value == step.value)
    return replace(step, accepted=accepted, contested=before.contested, earlier=before.id)


def _voice(event: Event, value: str) -> Voice:
    return Voice(event.by, event.moment, value, event.data.get("because", ""), event.data.get("source", ""))


def _without(voices: tuple[Voice, ...], by: str) -> tuple[Voice, ...]:
    return tuple(v for v in voices if v.by != by)


def _accepted(entry: Entry, event: Event) -> Entry:
    said = _voice(event, event.data.get("value", ""))
    return replace(
        entry,
        accepted=(*_without(entry.accepted, event.by), said),
        contested=_without(entry.contested, event.by),
    )


def _contested(entry: Entry, event: Event) -> Entry:
    said = _voice(event, event.data.get("value", ""))
    return replace(
        entry,
        accepted=_without(entry.accepted, event.by),
        contested=(*_without(entry.contested, event.by), said),
    )


def _replaced(entry: Entry, event: Event) -> Entry:
    said = _voice(event, event.data.get("instead", ""))
    return replace(entry, replaced=said, contested=_without(entry.contested, event.by))


#: Kind of event → what it does to the entry that it names.
APPLY: dict[str, Callable[[Entry, Event], Entry]] = {
    "AssumptionAccepted": _accepted,
    "AssumptionContested": _contested,
    "AssumptionReplaced": _replaced,
}
