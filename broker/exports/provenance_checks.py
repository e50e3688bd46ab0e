"""Is a provenance true to the rules of W3C PROV? Names, types, times and cycles of a PROV-JSON document, judged.

Every rule is one of PROV-CONSTRAINTS (https://www.w3.org/TR/prov-constraints/), by its number there. It judges what the
broker writes, ``provenance.json`` of a product and the PROV-JSON of a dialogue, and such documents of others.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

#: Relation → what each of its ends must be; the first two are always there.
RELATIONS: dict[str, dict[str, str]] = {
    "used": {"prov:activity": "activity", "prov:entity": "entity"},
    "wasGeneratedBy": {"prov:entity": "entity", "prov:activity": "activity"},
    "wasInvalidatedBy": {"prov:entity": "entity", "prov:activity": "activity"},
    "wasAssociatedWith": {"prov:activity": "activity", "prov:agent": "agent", "prov:plan": "entity"},
    "wasAttributedTo": {"prov:entity": "entity", "prov:agent": "agent"},
    "actedOnBehalfOf": {"prov:delegate": "agent", "prov:responsible": "agent", "prov:activity": "activity"},
    "wasDerivedFrom": {"prov:generatedEntity": "entity", "prov:usedEntity": "entity", "prov:activity": "activity"},
    "wasInformedBy": {"prov:informed": "activity", "prov:informant": "activity"},
    "specializationOf": {"prov:specificEntity": "entity", "prov:generalEntity": "entity"},
    "alternateOf": {"prov:alternate1": "entity", "prov:alternate2": "entity"},
    "hadMember": {"prov:collection": "entity", "prov:entity": "entity"},
}
_THINGS = ("entity", "activity", "agent")
#: Relations that must not lead back to where they began, and which of their ends is the later one.
_WITHOUT_CYCLES = {
    "wasDerivedFrom": ("prov:generatedEntity", "prov:usedEntity"),
    "specializationOf": ("prov:specificEntity", "prov:generalEntity"),
    "wasInformedBy": ("prov:informed", "prov:informant"),
    "wasGeneratedBy": ("prov:entity", "prov:activity"),
    "used": ("prov:activity", "prov:entity"),
}


def faults(document: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what is wrong with a PROV-JSON document, one sentence each; empty where nothing is.

    Parameters
    ----------
    document : mapping
        As read from its JSON: names of records → id → attributes.
    """
    found = [*_shape(document)]
    if found:
        return tuple(found)
    return (*_names(document), *_types(document), *_times(document), *_generations(document), *_cycles(document))


def _shape(document: Mapping[str, Any]) -> Iterator[str]:
    for name, records in document.items():
        if not isinstance(records, Mapping):
            yield f"{name} holds no records by id."
        elif name != "prefix" and name not in (*_THINGS, *RELATIONS):
            yield f"{name} is no kind of record that is known here."
        elif name != "prefix" and not all(isinstance(one, Mapping) for one in records.values()):
            yield f"{name} holds a record that has no attributes by name."


def _names(document: Mapping[str, Any]) -> Iterator[str]:
    """Every name has a prefix that the document explains."""
    known = {*document.get("prefix", {}), "prov", "xsd", "_"}
    for name in sorted({name for records in _records(document) for id, one in records.items() for name in (id, *one)}):
        prefix, colon, rest = name.partition(":")
        if not colon or prefix not in known or not rest or any(c.isspace() for c in name):
            yield f"{name} has no prefix that the document explains."


def _types(document: Mapping[str, Any]) -> Iterator[str]:
    """Ends are things of the right kind (50), and nothing is both an act and a thing made by one (55)."""
    for id in sorted(set(document.get("entity", {})) & set(document.get("activity", {}))):
        yield f"{id} is an entity and an activity at once (constraint 55)."
    for relation, ends in RELATIONS.items():
        needed = list(ends)[:2]
        for id, one in document.get(relation, {}).items():
            for end, kind in ends.items():
                if end not in one:
                    if end in needed and not (relation in ("wasGeneratedBy", "used") and end == "prov:activity"):
                        yield f"{relation} {id} does not say its {end}."
                elif one[end] not in document.get(kind, {}):
                    yield f"{relation} {id} names {one[end]} as its {end}, which is no {kind} here (constraint 50)."
    for id, one in document.get("hadMember", {}).items():
        whole = document.get("entity", {}).get(one.get("prov:collection"), {})
        if not any("Collection" in str(kind) for kind in _listed(whole.get("prov:type", ()))):
            yield f"hadMember {id} puts something into {one.get('prov:collection')}, which is no collection."


def _times(document: Mapping[str, Any]) -> Iterator[str]:
    """An act ends after it starts (30), its makings and uses lie within it (34, 37), and sources come first (42)."""
    spans: dict[str, tuple[dt.datetime | None, dt.datetime | None]] = {}
    for id, act in document.get("activity", {}).items():
        span = _moment(act.get("prov:startTime")), _moment(act.get("prov:endTime"))
        for name, moment in zip(("prov:startTime", "prov:endTime"), span, strict=True):
            if moment is None and name in act:
                yield f"{id} has a {name} that is no moment: {act[name]}."
        if span[0] and span[1] and span[1] < span[0]:
            yield f"{id} ends before it starts (constraint 30)."
        spans[id] = span
    made: dict[str, dt.datetime] = {}
    for relation, words in (("wasGeneratedBy", "was made"), ("used", "was used")):
        for id, one in document.get(relation, {}).items():
            moment = _moment(one.get("prov:time"))
            if moment is None and "prov:time" in one:
                yield f"{relation} {id} has a prov:time that is no moment: {one['prov:time']}."
            first, last = spans.get(one.get("prov:activity", ""), (None, None))
            at = moment or (last if relation == "wasGeneratedBy" and first == last else None)
            if moment and ((first and moment < first) or (last and moment > last)):
                yield f"{one['prov:entity']} {words} by {one['prov:activity']} outside of its time (constraint 34)."
            if at and relation == "wasGeneratedBy":
                made[one["prov:entity"]] = at
    for id, one in document.get("used", {}).items():
        _, last = spans.get(one.get("prov:activity", ""), (None, None))
        if last and one["prov:entity"] in made and made[one["prov:entity"]] > last:
            yield f"used {id}: {one['prov:entity']} was made after {one['prov:activity']} had ended (constraint 37)."
    for one in document.get("wasDerivedFrom", {}).values():
        later, earlier = made.get(one.get("prov:generatedEntity", "")), made.get(one.get("prov:usedEntity", ""))
        if later and earlier and later < earlier:
            yield f"{one['prov:generatedEntity']} was made before its source {one['prov:usedEntity']} (constraint 42)."
    for one in document.get("wasInformedBy", {}).values():
        _, end = spans.get(one.get("prov:informed", ""), (None, None))
        start, _ = spans.get(one.get("prov:informant", ""), (None, None))
        if end and start and end < start:
            yield f"{one['prov:informed']} ended before {one['prov:informant']} began to inform it (constraint 33)."


def _generations(document: Mapping[str, Any]) -> Iterator[str]:
    """Nothing is made twice (25)."""
    makers: dict[str, set[str]] = defaultdict(set)
    for one in document.get("wasGeneratedBy", {}).values():
        makers[one.get("prov:entity", "")].add(one.get("prov:activity", ""))
    for entity, acts in sorted(makers.items()):
        if len(acts) > 1:
            yield f"{entity} was made by {len(acts)} acts (constraint 25)."


def _cycles(document: Mapping[str, Any]) -> Iterator[str]:
    """Nothing is its own source, by whatever way (39, 42, 52)."""
    later: dict[str, set[str]] = defaultdict(set)
    for relation, (after, before) in _WITHOUT_CYCLES.items():
        for one in document.get(relation, {}).values():
            if after in one and before in one:
                later[one[after]].add(one[before])
    done: set[str] = set()
    for start in sorted(later):
        path: dict[str, Iterator[str]] = {}
        waiting = [start]
        while waiting:
            here = waiting[-1]
            if here not in path:
                path[here] = iter(sorted(later.get(here, ())))
            step = next((s for s in path[here] if s not in done), None)
            if step is None:
                done.add(here)
                del path[here]
                waiting.pop()
            elif step in path:
                yield f"{step} is among its own sources."
                return
            else:
                waiting.append(step)


def _records(document: Mapping[str, Any]) -> Iterable[Mapping[str, Mapping[str, Any]]]:
    return [records for name, records in document.items() if name != "prefix"]


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, (list, tuple)) else [value]


def _moment(text: Any) -> dt.datetime | None:
    """Return a time with its zone; None where it is none."""
    try:
        found = dt.datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return found if found.tzinfo else None
