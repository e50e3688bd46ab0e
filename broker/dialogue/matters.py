"""Something that waits in a dialogue: for whom, since when and until when; and what of it somebody is shown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, fields, replace
from operator import attrgetter
from typing import Any

from broker.dialogue.contributions import Contribution
from broker.dialogue.whole import Dialogue

#: How long a question, an open objection or disagreement, and a silence may last before somebody should look at it.
PATIENCE = {
    "question": dt.timedelta(days=3),
    "rights": dt.timedelta(days=7),
    "proposal": dt.timedelta(days=7),
    "decision": dt.timedelta(days=7),
    "objection": dt.timedelta(days=7),
    "disagreement": dt.timedelta(days=14),
    "survey": dt.timedelta(days=7),
    "reminder": dt.timedelta(days=7),
    "withdrawn": dt.timedelta(days=14),
    "stalled": dt.timedelta(days=14),
}
#: A date of a decision is announced so long before it.
AHEAD = dt.timedelta(days=60)
#: A day on which somebody asks what came of it, or looks at a compromise again, is announced so long before it.
SHORTLY = dt.timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Duty:
    """Something that waits for somebody.

    Attributes
    ----------
    kind : str
        ``question``, ``promise``, ``rights``, ``proposal``, ``decision``, ``survey``, ``reminder``, ``follow-up``,
        ``revisit``, ``objection``, ``disagreement``, ``withdrawn``, ``stalled`` or ``decision-date``.
    dialogue, title : str
    whose : tuple of str
        Sides and ids of people (names where there is no id); empty where it is everybody's.
    reason : str
        What waits, in a sentence.
    since, due : date
        `due` is the day that was said, else the day on which patience ends.
    events : tuple of str
        Ids of the events that it comes from.
    said : str
        Whose words wait, as they were said; empty where there are none.
    reminded : date, optional
        When somebody was last reminded of it.
    place, decision : str
        What the dialogue is about now: where, and what has to be decided; empty where that is not known.
    """

    kind: str
    dialogue: str
    title: str
    whose: tuple[str, ...]
    reason: str
    since: dt.date
    due: dt.date
    round: int = 0
    events: tuple[str, ...] = ()
    said: str = ""
    reminded: dt.date | None = None
    place: str = ""
    decision: str = ""

    def is_overdue(self, today: dt.date) -> bool:
        """Whether it should have been done."""
        return self.due < today

    def to_json(self) -> dict[str, Any]:
        """Return the duty as plain JSON values."""
        reminded = self.reminded.isoformat() if self.reminded else None
        days = {"since": self.since.isoformat(), "due": self.due.isoformat(), "reminded": reminded}
        plain = {one.name: getattr(self, one.name) for one in fields(self)}
        return {**plain, **days, "whose": list(self.whose), "events": list(self.events)}


#: The order of what waits: the most urgent is first.
urgency = attrgetter("due", "since")


@dataclass(frozen=True, slots=True)
class Matter:
    """Something that waits in a dialogue, apart from the day on which somebody looks.

    Attributes
    ----------
    duty : Duty
    late : Duty, optional
        The same once it is overdue, where its reason says so.
    begins : date
        Before that day it waits for nobody.
    asked_by : tuple of str
        Id and name of who waits here for others' word and not for their own.
    """

    duty: Duty
    late: Duty | None = None
    begins: dt.date = dt.date.min
    asked_by: tuple[str, ...] = ()

    def of(self, **about: str) -> Matter:
        """Return the same with what its dialogue is about."""
        late = replace(self.late, **about) if self.late is not None else None
        return replace(self, duty=replace(self.duty, **about), late=late)

    def on(self, today: dt.date) -> Duty:
        """Return the duty as it is on a day."""
        return self.late if self.late is not None and self.late.is_overdue(today) else self.duty


@dataclass(frozen=True)
class Matters:
    """All that waits in a dialogue, whatever the day and whoever looks, most urgent first."""

    all: tuple[Matter, ...]

    def duties(self, today: dt.date) -> tuple[Duty, ...]:
        """Return everything that waits on a day."""
        return tuple(one.on(today) for one in self.all if one.begins <= today)

    def waiting_for(self, known_as: Collection[str], side: str, today: dt.date) -> tuple[Duty, ...]:
        """Return what waits for one person; promises and questions of others are theirs."""
        names, mine = {*known_as, side} - {""}, frozenset(known_as)
        return tuple(
            one.on(today)
            for one in self.all
            if one.begins <= today
            and one.duty.kind not in _OF_WHO_ACCOMPANIES
            and (not one.duty.whose or not names.isdisjoint(one.duty.whose))  # what is everybody's is theirs, too
            and mine.isdisjoint(one.asked_by)
        )

    def queue(self, today: dt.date) -> tuple[Duty, ...]:
        """Return what whoever accompanies the dialogue should look at."""
        return tuple(
            one.on(today)
            for one in self.all
            if one.begins <= today
            and (one.duty.kind in _ALWAYS or one.duty.due < today + (SHORTLY if one.duty.kind in _SHORTLY else _NOW))
        )


#: What waits for nobody else than whoever accompanies a dialogue.
_OF_WHO_ACCOMPANIES = ("objection", "disagreement", "stalled")
#: What whoever accompanies a dialogue should look at before it is overdue.
_ALWAYS = ("question", "objection", "disagreement", "decision-date", "stalled", "rights")
#: What they should know of some days before.
_SHORTLY = ("follow-up", "revisit")
_NOW = dt.timedelta()


def matter_of(
    dialogue: Dialogue,
    kind: str,
    one: Contribution,
    whose: tuple[str, ...],
    reason: str,
    due: dt.date,
    late: str = "",
    *,
    is_asked: bool = False,
) -> Matter:
    """Return what a contribution leaves to be done; `late` is the reason once it is overdue."""
    spoken = f"{dialogue.name_of(one.speaker)}: {one.text}" if one.text else ""
    rest = (one.day, due, one.round, (one.id,), spoken)
    duty = Duty(kind, dialogue.id, dialogue.title, whose, reason, *rest)
    overdue = Duty(kind, dialogue.id, dialogue.title, whose, late, *rest) if late else None
    return Matter(duty, overdue, asked_by=(one.speaker, dialogue.name_of(one.speaker)) if is_asked else ())
