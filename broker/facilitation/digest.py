"""A dialogue as figures over many dialogues take it: what was counted in it, each number with its events.

A digest holds no name of anybody. Words stand only where they are the matter (a compromise, an open question), as far
as whoever reads may have them: it is made from events as one audience may read them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from broker.events import Event
from broker.facilitation import asked, fitting, lessons
from broker.facilitation.blocks import blocks, principles
from broker.facilitation.figures import Figure, Row
from broker.facilitation.keeping import comprehension, promises, rights_exercised, use_and_outcome
from broker.facilitation.movement import movement
from broker.facilitation.surveys import evaluation
from broker.facilitation.telling import Told
from broker.facilitation.voice import answer_time, burden, voice

#: Day against which promises are held in a digest: never, so that what is kept in mind does not age.
_NEVER = dt.date.min


def _promises(told: Told) -> Figure:
    found = promises(told, _NEVER)
    rows = tuple(Row(r.of, {k: v for k, v in r.values.items() if k != "overdue"}, r.events) for r in found.rows)
    return Figure(found.name, found.definition, rows)


def _parties(told: Told) -> Figure:
    """Return the voice of each party; groups are told over many dialogues only."""
    found = voice(told)
    return Figure(found.name, found.definition, tuple(row for row in found.rows if "party" in row.of))


#: Every figure of one dialogue that many are counted from, in the order of the long form.
FIGURES: tuple[Callable[[Told], Figure], ...] = (
    asked.needs,
    asked.thresholds,
    asked.unmet,
    fitting.rounds,
    fitting.settling,
    fitting.offered,
    lessons.changed,
    lessons.open_matters,
    lessons.methods,
    lessons.knowledge,
    lessons.modes,
    lessons.outcomes,
    evaluation,
    lessons.met,
    _parties,
    answer_time,
    burden,
    movement,
    _promises,
    rights_exercised,
    comprehension,
    use_and_outcome,
    blocks,
    principles,
)


@dataclass(frozen=True)
class Member:
    """Somebody of a self-described group: for sums over groups of three and more, never shown."""

    group: str
    person: str
    acts: int
    words: int


@dataclass(frozen=True)
class Digest:
    """One dialogue, counted.

    Attributes
    ----------
    title : str
        The users' own words; empty where they are withheld.
    opened, last, closed : date
        `closed` is None while it is open.
    figures : dict of str to tuple of Row
        Name of a figure → its rows. Their events are places in the dialogue: 7 is its event ``e7``.
    members : tuple of Member
    withheld : int
        Events of which something is withheld from this audience.
    """

    id: str
    title: str
    opened: dt.date
    last: dt.date
    closed: dt.date | None
    figures: dict[str, tuple[Row, ...]]
    members: tuple[Member, ...] = ()
    withheld: int = 0

    def rows(self, figure: str) -> tuple[Row, ...]:
        """Return the rows of a figure."""
        return self.figures.get(figure, ())


def digest_of(events: Iterable[Event]) -> Digest:
    """Return a dialogue counted, from its events as one audience may read them, oldest first."""
    told = Told.of(events)
    place = {event.number: event.sequence for event in told.events}
    dialogue = told.dialogue
    figures = {}
    for count in FIGURES:
        found = count(told)
        figures[found.name] = tuple(
            Row(row.of, row.values, tuple(place[n] for n in row.events if n in place)) for row in found.rows
        )
    return Digest(
        id=dialogue.id,
        title=dialogue.title,
        opened=dialogue.opened_at.date(),
        last=dialogue.last_at.date(),
        closed=dialogue.closed_at.date() if dialogue.closed_at else None,
        figures=figures,
        members=tuple(_members(told)),
        withheld=sum(bool(event.withheld) for event in told.events),
    )


def definitions() -> dict[str, str]:
    """Return what each figure of one dialogue counts, in words."""
    nothing = Told.of([_OPENING])
    return {found.name: found.definition for found in (count(nothing) for count in FIGURES)}


_OPENING = Event(1, "d", 1, "DialogueOpened", "2026-01-01T00:00:00+00:00", "k", "")


def _members(told: Told) -> Iterable[Member]:
    for one in told.dialogue.participants:
        theirs = [turn for turn in told.turns if turn.person == one.person]
        for group in dict.fromkeys(" ".join(group.casefold().split()) for group in one.groups):
            yield Member(group, one.person, len(theirs), sum(turn.words for turn in theirs))
