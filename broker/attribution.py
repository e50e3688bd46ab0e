"""Whose words an event holds beside those of who recorded it: each goes under the key of whoever it is of.

Somebody who is registered owns their name and the words that others record as theirs: said on their behalf, promised by
them, their position in a disagreement, what they gave up, that they were there. Erasing them takes these, and their
consent says how far they go. Somebody who is named in free text alone is in the words of who wrote it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from broker.access.actors import PERSON_ID
from broker.events import ALWAYS_CLEAR, KINDS

#: Kind → the field that names whose all of its words are; in any other kind it is on whose behalf they are said.
_SUBJECT = {
    "ParticipantJoined": "person",
    "ParticipantLeft": "person",
    "GroupsDescribed": "person",
    "PromiseMade": "who",
}
#: Fields of people: beside each may stand the name of a registered one, under ``…_named``.
_PEOPLE = ("person", "who", "to", "party", "on_behalf")
#: Lists in which each item names whose it is → the field in it that does.
_LISTS = {"positions": "by", "gave_up": "by", "present": "person"}
#: What stays with the item of a list, because it is nobody's words.
_ITEM_CLEAR = ("by", "person", "side", "number")
#: Kinds that tell what somebody knows: whom the source names, whose words they are.
_KNOWLEDGE = frozenset({"LocalKnowledgeGiven", "BadYearsRemembered"})
#: Words of whoever acts, whatever else the event quotes.
_OWN = frozenset({"against_because"})


def attributed(
    kind: str, data: Mapping[str, Any], author: str, source: str = ""
) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the data of an event as they are recorded, and whose each field of them is, where it is not the author's.

    An item of a list that is somebody else's is recorded apart, under ``positions.0``; `whole` puts it back.

    Parameters
    ----------
    author : str
        Person id of who records it.
    source : str
        Person id of whom its source names; empty where that is nobody who is registered.
    """
    recorded: dict[str, Any] = {}
    whose: dict[str, str] = {}
    clear = {*KINDS[kind].clear, *ALWAYS_CLEAR}
    speaker = _registered(data.get(_SUBJECT.get(kind, ""))) or _registered(data.get("on_behalf"))
    speaker = speaker or (source if kind in _KNOWLEDGE else "")
    for name, value in data.items():
        if name in _LISTS and isinstance(value, list):
            recorded[name] = []
            for place, item in enumerate(value):
                of = _registered(item.get(_LISTS[name]))
                apart = {k: v for k, v in item.items() if k not in _ITEM_CLEAR} if of not in ("", author) else {}
                recorded[name].append({k: v for k, v in item.items() if k not in apart})
                if apart:
                    recorded[f"{name}.{place}"], whose[f"{name}.{place}"] = apart, of
            continue
        recorded[name] = value
        if name.endswith("_named"):
            of = _registered(data.get(name.removesuffix("_named")))
        else:
            of = "" if name in clear or name in _OWN or name in KINDS[kind].owner else speaker
            of = source if name == "source" and source else of
        if of not in ("", author):
            whose[name] = of
    return recorded, whose


def whole(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the data of an event with the items of its lists put together, as far as they can be read."""
    if not any(name in data for name in _LISTS):
        return dict(data)
    found = {name: value for name, value in data.items() if name.partition(".")[0] not in _LISTS}
    for name in _LISTS:
        if name in data:
            found[name] = [{**item, **data.get(f"{name}.{place}", {})} for place, item in enumerate(data[name])]
    return found


def named_in(data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the id and the name of each registered person whom an event names beside who records it."""
    for field in _PEOPLE:
        if _registered(data.get(field)) and data.get(f"{field}_named"):
            yield str(data[field]), str(data[f"{field}_named"])
    for name, field in _LISTS.items():
        for item in whole(data).get(name, ()):
            if isinstance(item, Mapping) and _registered(item.get(field)) and (item.get("named") or item.get("who")):
                yield str(item[field]), str(item.get("named") or item["who"])


def without_names(data: Mapping[str, Any], fields: Collection[str]) -> dict[str, Any]:
    """Return the data of an event without the names that some of its fields hold."""
    found = {}
    for name, value in data.items():
        if name in fields and name.endswith("_named"):
            continue
        apart = name in fields and name.partition(".")[0] in _LISTS and isinstance(value, Mapping)
        found[name] = {k: v for k, v in value.items() if k not in ("named", "who")} if apart else value
    return found


def _registered(value: object) -> str:
    return value if isinstance(value, str) and PERSON_ID.fullmatch(value) else ""
