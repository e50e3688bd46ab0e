"""The whole log, as one reader may have it: what they may not read leaves its commitment, and proves as much."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import cache
from typing import Any

from broker.access import Actor
from broker.event import Event
from broker.events import ACCESS, CATALOG, GROUPS, PEOPLE
from broker.exports.told import without_private
from broker.people.consent import Consents

#: Streams that speak of people: in them everybody reads what is their own, and admins all.
_OF_PEOPLE = frozenset({ACCESS, GROUPS, PEOPLE})


def lines_for(
    lines: Iterable[dict[str, Any]],
    actor: Actor,
    consents: Consents,
    may_take: Callable[[str], bool],
    may_see_data: Callable[[str], bool],
) -> Iterator[dict[str, Any]]:
    """Yield the lines of a log with what an actor may not have withheld.

    Parameters
    ----------
    may_take : callable
        Takes the id of a dialogue, and says whether the actor may take it out of the store.
    may_see_data : callable
        Takes the id of a dataset, and says whether the actor may know of it.
    """
    may_take, may_see_data = cache(may_take), cache(may_see_data)
    dialogues: set[str] = set()
    for line in lines:
        event = Event.from_json(line)
        if event.kind == "DialogueOpened" and event.sequence == 1:
            dialogues.add(event.dialogue)
        about = [event.dialogue, *(str(event.data.get(name, "")) for name in ("dialogue", "audience"))]
        is_open = all(may_take(one) for one in about if one in dialogues)
        if event.dialogue in _OF_PEOPLE:
            is_open = is_open and "admin" in actor.roles
        elif event.dialogue == CATALOG:
            is_open = may_see_data(str(event.data.get("dataset", "")))
        elif event.data.get("audience"):
            is_open = is_open and (event.data["audience"] in dialogues or event.data["audience"] == actor.id)
        yield (_consented(event, consents, actor) if is_open else _closed(event, actor)).to_json()


def _consented(event: Event, consents: Consents, actor: Actor) -> Event:
    shown = without_private(consents.told((event,), "dialogue", actor.id)[0], actor.id)
    return shown if shown.by == event.by else replace(shown, by="")


def _closed(event: Event, actor: Actor) -> Event:
    """Return an event of which only what is the reader's own can be read."""
    for person in {part.of for part in event.parts} - {"", actor.id}:
        event = event.without(person)
    return event
