"""What is given for a contribution becomes what its event holds, or is refused with the reason."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from broker.dialogue.contributions.fields import TYPES, Field
from broker.dialogue.contributions.table import MET, SHARED, SIDES, SMALLEST_GROUP, TOPICS, Form
from broker.dialogue.whole import Dialogue
from broker.errors import InvalidResponse
from broker.mismatch import AXES
from broker.wording import kept

_CURRENCY = re.compile(r"[A-Z]{3}")
_UNITS = ("h", "km")
#: What is spent → the units in which it is said; a currency where none is named.
_UNITS_OF = {"hours": ("h",), "travel": ("h", "km")}


#: Takes a name or an id, and returns the id and the name of the registered person who is meant; nothing for others.
Find = Callable[[str], tuple[str, str]]


def nobody(name: str) -> tuple[str, str]:
    """Return nobody, whatever the name: where no register is at hand."""
    return "", ""


def checked(form: Form, given: Mapping[str, Any], dialogue: Dialogue, find: Find = nobody) -> dict[str, Any]:
    """Return the data of an event.

    Parameters
    ----------
    form : Form
    given : mapping
        Field → what was given; ``text`` stands for the main field of the form; empty values are not given.
    dialogue : Dialogue
        As it is now: what a reference may name, and who takes part.
    find : callable, optional
        Finds those who are registered and did not speak in the dialogue yet.

    Raises
    ------
    InvalidResponse
        If a field is missing, unknown to this kind, or cannot be understood.
    """
    asked = {name: value for name, value in given.items() if is_given(value)}
    if form.main and "text" in asked and form.main != "text" and form.main not in asked:
        asked[form.main] = asked.pop("text")
    known = {f.name: f for f in (*form.fields, *SHARED)}
    strange = [name for name in asked if name not in known]
    if strange:
        raise InvalidResponse(
            f"A contribution of the kind {form.word} was given {_listed(strange)}, which it does not hold, so that "
            f"would be lost. It takes {_listed(known)}.",
            code="field-unknown",
            options=tuple(known),
        )
    missing = [f for f in form.fields if f.required and f.name not in asked]
    if missing:
        raise InvalidResponse(
            f"A contribution of the kind {form.word} ({form.words}) was given without "
            f"{_listed(f'{f.option} ({f.words})' for f in missing)}, so others could not know what is meant. Say it.",
            code="field-missing",
            options=tuple(f.name for f in missing),
        )
    data: dict[str, Any] = {}
    for name, one in known.items():
        if name in asked and one.type in _READ_PEOPLE:
            data.update(_READ_PEOPLE[one.type](one, asked[name], dialogue, find))
        elif name in asked:
            data.update(_READ[one.type](one, asked[name], dialogue))
        elif one.default:
            data[name] = one.default
    _whole(form, data)
    return data


def is_given(value: object) -> bool:
    """Whether anything was given: no, where it is None, empty text or an empty list; 0 is a number."""
    return value is not None and (not isinstance(value, str | list | tuple | dict) or bool(value))


def _text(one: Field, value: object, dialogue: Dialogue) -> dict[str, Any]:
    return {one.name: kept(str(value), f"{one.option} ({one.words})")}


def _texts(one: Field, value: object, dialogue: Dialogue) -> dict[str, Any]:
    listed = [value] if isinstance(value, str) else list(value)  # type: ignore[call-overload]
    return {one.name: [kept(str(text), f"{one.option} ({one.words})") for text in listed]}


def _choice(one: Field, value: object, dialogue: Dialogue) -> dict[str, Any]:
    word = str(value).strip().casefold()
    if word not in one.choices:
        raise _not_understood(one, value, f"Choose one of {_listed(one.choices)}.", one.choices)
    return {one.name: word}


def _date(one: Field, value: object, dialogue: Dialogue) -> dict[str, Any]:
    try:
        return {one.name: dt.date.fromisoformat(str(value).strip()).isoformat()}
    except ValueError:
        raise _not_understood(one, value, "Write the year first: 2027-04-30.") from None


def _count(one: Field, value: object, dialogue: Dialogue) -> dict[str, Any]:
    text = str(value).strip()
    if not text.isdecimal() or not 1 <= int(text) <= one.most:
        raise _not_understood(one, value, f"Give a number from 1 to {one.most}.")
    return {one.name: int(text)}


def _amount(one: Field, value: object, dialogue: Dialogue) -> dict[str, Any]:
    try:
        amount = float(str(value).strip())
    except ValueError:
        amount = math.nan
    if not math.isfinite(amount) or amount < 0:
        raise _not_understood(one, value, "Give a number that is not below zero, such as 12.5.")
    return {one.name: amount}


def _unit(one: Field, value: object, dialogue: Dialogue) -> dict[str, Any]:
    unit = str(value).strip()
    if unit.casefold() in _UNITS:
        return {one.name: unit.casefold()}
    if not _CURRENCY.fullmatch(unit.upper()):
        raise _not_understood(one, value, "Give h, km, or a currency by its three letters, such as KES.")
    return {one.name: unit.upper()}


def _reference(one: Field, value: object, dialogue: Dialogue) -> dict[str, Any]:
    return {one.name: _found(one, value, dialogue)}


def _references(one: Field, value: object, dialogue: Dialogue) -> dict[str, Any]:
    return {one.name: list(dict.fromkeys(_found(one, part, dialogue) for part in _parts(value)))}


def _found(one: Field, value: object, dialogue: Dialogue) -> str:
    said = dialogue.contributions.find(str(value).strip())
    if said is None or said.kind not in one.choices:
        there = [c.id for c in dialogue.contributions if c.kind in one.choices]
        raise _not_understood(one, value, f"There are: {_listed(there)}." if there else "There is none yet.", there)
    return said.id


def person_named(field: str, value: str, dialogue: Dialogue, find: Find) -> dict[str, str]:
    """Return how an event names somebody: by id, and by name where the dialogue does not know it; else by name."""
    name = " ".join(value.split())
    if known := dialogue.person(name):
        return {field: known}
    person, spelled = find(name)
    return {field: person, f"{field}_named": spelled} if person else {f"{field}_named": name}


def _person(one: Field, value: object, dialogue: Dialogue, find: Find) -> dict[str, Any]:
    found = person_named(one.name, str(value), dialogue, find)
    return found if one.name in found else {n: kept(v, f"{one.option} ({one.words})") for n, v in found.items()}


def _party(one: Field, value: object, dialogue: Dialogue, find: Find) -> dict[str, Any]:
    side = str(value).strip().casefold()
    return {one.name: side} if side in SIDES else _person(one, value, dialogue, find)


def _parties(one: Field, value: object, dialogue: Dialogue) -> dict[str, Any]:
    found = []
    for part in _names(value, dialogue):
        side = part.casefold()
        who = side if side in SIDES else dialogue.person(part)
        if not who:
            there = (*SIDES, *dialogue.people.values())
            raise _not_understood(one, part, f"Name a side or somebody who takes part: {_listed(there)}.", there)
        found.append(who)
    return {one.name: list(dict.fromkeys(found))}


def _sayings(one: Field, value: object, dialogue: Dialogue, find: Find) -> dict[str, Any]:
    said = []
    for each in [value] if isinstance(value, str | Mapping) else list(value):  # type: ignore[call-overload]
        if isinstance(each, Mapping):
            who, what = str(each.get("by", "")), str(next((v for k, v in each.items() if k != "by"), ""))
        else:
            who, _, what = str(each).partition("=")
        if not who.strip() or not what.strip():
            raise _not_understood(one, each, 'Write who and what: "Ruth Fenn=25 °C is when my cows stop eating".')
        named = _party(one, who, dialogue, find)
        words = kept(what.strip(), f"{one.option} ({one.words})")
        name = {"named": named[f"{one.name}_named"]} if len(named) > 1 else {}
        said.append({"by": next(iter(named.values())), **name, one.choices[0]: words})
    return {one.name: said}


def _answers(one: Field, value: object, dialogue: Dialogue) -> dict[str, Any]:
    pairs = value.items() if isinstance(value, Mapping) else (part.partition("=")[::2] for part in _parts(value))
    answers = {str(q).strip().casefold(): str(a).strip().casefold() for q, a in pairs}
    if any(q not in one.choices or a not in MET for q, a in answers.items()):
        raise _not_understood(
            one, value, f"Answer {_listed(one.choices)} with {_listed(MET)}, such as heard=yes.", one.choices
        )
    return {one.name: answers}


def _counts(one: Field, value: object, dialogue: Dialogue) -> dict[str, Any]:
    pairs = value.items() if isinstance(value, Mapping) else (part.partition("=")[::2] for part in _parts(value))
    counts: dict[str, dict[str, int]] = {}
    for question, told in pairs:
        numbers = [told.get(a, 0) for a in MET] if isinstance(told, Mapping) else str(told).split("/")
        name = str(question).strip().casefold()
        if name not in one.choices or len(numbers) != len(MET) or not all(str(n).strip().isdecimal() for n in numbers):
            raise _not_understood(
                one, value, f"Give {_listed(one.choices)} as people who said yes/partly/no: heard=9/2/1.", one.choices
            )
        counts[name] = dict(zip(MET, (int(n) for n in numbers), strict=True))
    return {one.name: {question: told for question, told in counts.items() if any(told.values())}}


def _about(one: Field, value: object, dialogue: Dialogue) -> dict[str, Any]:
    name = str(value).strip()
    if name in (*AXES, *TOPICS) or name in {r.product_id for r in dialogue.rounds if r.product_id}:
        return {one.name: name}
    if re.fullmatch(r"e[1-9]\d*", name) and int(name[1:]) <= dialogue.version:
        return {one.name: name}
    for entry in (e for r in reversed(dialogue.rounds) for e in r.ledger):
        if name in (entry.id, entry.about):
            return {one.name: entry.id}
    steps = [e.id for e in dialogue.round.ledger]
    raise _not_understood(
        one, value, f"Name {_listed((*AXES, *TOPICS, *steps))}, a product, or an event such as e7.", steps
    )


_READ: dict[str, Callable[[Field, Any, Dialogue], dict[str, Any]]] = {
    "text": _text, "texts": _texts, "choice": _choice, "date": _date, "count": _count, "amount": _amount,
    "unit": _unit, "parties": _parties, "reference": _reference, "references": _references, "answers": _answers,
    "counts": _counts, "about": _about,
}  # fmt: skip
_READ_PEOPLE: dict[str, Callable[[Field, Any, Dialogue, Find], dict[str, Any]]] = {
    "person": _person, "party": _party, "sayings": _sayings,
}  # fmt: skip


def _whole(form: Form, data: dict[str, Any]) -> None:
    """Refuse fields that are right each by itself, and make no sense together."""
    if form.kind == "DisagreementRecorded" and len(data["positions"]) < 2:
        raise InvalidResponse(
            "A disagreement was given with one position, but it takes two to disagree, so the other side would not be "
            "heard. Give each side's position in its words, or raise an objection.",
            code="positions-missing",
        )
    if form.kind == "BlockDismissed" and ("block" in data) == ("principle" in data):
        raise InvalidResponse(
            "Something was to be dismissed as not relevant, but not one thing: name a block, 1 to 6, or a principle, "
            "1 to 10, so that the reason stands at its place.",
            code="field-missing",
        )
    if form.kind == "HandsCounted" and min([sum(n.values()) for n in data["counts"].values()] or [0]) < SMALLEST_GROUP:
        raise InvalidResponse(
            f"Hands were counted, but for a question of fewer than {SMALLEST_GROUP} people, so whoever was there would "
            f"know who said what. Leave that question out, or let these people answer for themselves.",
            code="group-too-small",
        )
    if form.kind == "CostDeclared":
        units = _UNITS_OF.get(data["what"], ())
        unit = data.setdefault("unit", "h" if data["what"] == "hours" else "")
        if unit not in units and (data["what"] == "hours" or not _CURRENCY.fullmatch(unit)):
            may_be = _listed((*units, *(() if data["what"] == "hours" else ("a currency such as KES",))))
            raise InvalidResponse(
                f"A cost of {data['amount']:g} {unit or '(no unit)'} was given for {data['what']}, so it could not be "
                f"added to anything. Say it in {may_be} (--unit).",
                code="unit-unknown",
            )


def _parts(value: object) -> list[str]:
    parts = value.split(",") if isinstance(value, str) else list(value)  # type: ignore[call-overload]
    return [str(part).strip() for part in parts if str(part).strip()]


def _names(value: object, dialogue: Dialogue) -> list[str]:
    """Return sides and names of a list; a name that is known keeps the commas that it has."""
    parts, names = _parts(value), []
    while parts:
        joined = (", ".join(parts[:n]) for n in range(len(parts), 1, -1))
        name = next((one for one in joined if dialogue.person(one)), parts[0])
        names.append(name)
        parts = parts[name.count(", ") + 1 :]
    return names


def _not_understood(one: Field, value: object, remedy: str, options: Iterable[str] = ()) -> InvalidResponse:
    return InvalidResponse(
        f"{one.option} was given as {str(value)[:200]!r}, but it takes {TYPES[one.type]} ({one.words}), so it would "
        f"not be understood by those who read it. {remedy}",
        code="field-not-understood",
        options=tuple(options),
    )


def _listed(words: Iterable[str]) -> str:
    return ", ".join(words)
