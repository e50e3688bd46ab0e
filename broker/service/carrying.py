"""What the ledger of one round hands on to the next: values that were replaced, agreed or remembered."""

from __future__ import annotations

from typing import Any

from broker.agreements import boxes_of
from broker.dialogue import Entry, Round
from broker.dialogue.ledger import entries_of
from broker.errors import InvalidResponse
from broker.log import Entry as Recorded
from broker.need_parts import is_said, with_part, with_part_of
from translators.indices import find_index
from translators.need import Need
from translators.regions import Region


def with_replaced(current: Round) -> tuple[Need, list[str]]:
    """Return the need of a round with every value that was replaced in its ledger, and the ids of those entries.

    Raises
    ------
    InvalidResponse
        If nothing was replaced: then there is nothing to revise it by.
    """
    waiting = [e for e in current.ledger if e.replaced]
    if not waiting:
        raise InvalidResponse(
            f"Round {current.number} was to be revised without a new need, but nothing of its translation was "
            f"replaced, so the next round would be the same. Replace a value, or give the changed need.",
            code="nothing-replaced",
        )
    return _with(current.need_mapping, waiting, current.need_mapping), [e.id for e in waiting]


def with_carried(current: Round, need: Need) -> tuple[Need, list[str]]:
    """Return a changed need with what it leaves open taken from the ledger, and the ids of those entries.

    Taken are values that somebody replaced and nobody contests, that two people agreed on, or that are remembered from
    another dialogue. Other data are taken only once two people agreed on them.
    """
    if current.is_erased:
        return need, []
    same = need.index is not None and find_index(need.index).id == current.specification_json["index"]
    parameters = current.specification_json["parameters"]
    stated = need.to_mapping()
    taken = [
        e
        for e in current.ledger
        if (_is_taken(e) or e.status == "agreed" or e.origin == "remembered")
        and not e.standing.startswith("all that")
        and (same or e.about not in parameters)
        and not is_said(stated, e.about)
    ]
    return _with(stated, taken, current.need_mapping), [e.id for e in taken]


def _is_taken(entry: Entry) -> bool:
    return entry.replaced is not None and not entry.contested and entry.about != "datasets"


def replaced_by_revision(current: Round, asked: dict[str, Any], because: str) -> list[Recorded]:
    """Return an event for each value that people had spoken to, and that a revised need replaces by another one."""
    if current.is_erased:
        return []
    same = asked["index"] == current.specification_json["index"]
    parameters = current.specification_json["parameters"]
    after = {e.about: e.value for e in entries_of(current.number + 1, asked, "")}
    return [
        ("AssumptionReplaced", spoken_to(current, e) | {"instead": after[e.about], "because": because, "source": ""})
        for e in current.ledger
        if e.is_spoken_to and (same or e.about not in parameters) and after.get(e.about, e.standing) != e.standing
    ]


def spoken_to(current: Round, entry: Entry) -> dict[str, Any]:
    """Return what an event says of the entry that it is about, so that it can be read without the round."""
    region = Region.from_json(current.specification_json["region"])
    return {
        "round": current.number,
        "entry": entry.id,
        "about": entry.about,
        "value": entry.standing,
        "stated_by": entry.replaced.by if entry.replaced else entry.stated_by,
        "index": current.specification_json["index"],
        "place": {"name": region.name, "boxes": [list(box) for box in boxes_of(region.geometry)]},
    }


def _with(mapping: dict[str, Any], entries: list[Entry], before: dict[str, Any]) -> Need:
    for entry in sorted(entries, key=lambda e: e.about != "metric"):  # another index first: it drops parameters
        if entry.replaced is None and is_said(before, entry.about):
            mapping = with_part_of(mapping, entry.about, before)
        else:
            mapping = with_part(mapping, entry.about, entry.standing)
    return Need.of(mapping)
