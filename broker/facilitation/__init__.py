"""Figures for those who accompany dialogues: pure functions over events, each number with the events behind it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from broker.events import Event
from broker.facilitation.blocks import blocks, principles
from broker.facilitation.figures import Figure, Row
from broker.facilitation.keeping import comprehension, promises, rights_exercised, use_and_outcome
from broker.facilitation.movement import convergence, movement
from broker.facilitation.surveys import Survey, evaluation, surveys
from broker.facilitation.telling import Told
from broker.facilitation.voice import answer_time, burden, voice

__all__ = ["Figure", "Row", "Survey", "Told", "figures", "surveys"]


def figures(events: Iterable[Event], today: dt.date) -> tuple[Figure, ...]:
    """Return every figure about a dialogue.

    Parameters
    ----------
    events : iterable of Event
        All of one dialogue, oldest first; what is withheld may be missing from their data.
    today : date
        Against which open promises are overdue.
    """
    told = Told.of(events)
    return (
        voice(told),
        answer_time(told),
        movement(told),
        convergence(told),
        promises(told, today),
        rights_exercised(told),
        burden(told),
        comprehension(told),
        use_and_outcome(told),
        evaluation(told),
        blocks(told),
        principles(told),
    )
