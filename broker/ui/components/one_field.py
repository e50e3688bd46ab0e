"""One field of what is said to a dialogue, drawn as its type asks."""

from __future__ import annotations

from typing import Any

import streamlit as st

from broker.dialogue import Dialogue
from broker.dialogue.contributions import Contribution, Form
from broker.dialogue.contributions.fields import Field
from broker.dialogue.contributions.table import MET, SIDES
from broker.ui import session
from broker.ui.components.duties import called
from broker.ui.components.jotting import Jotting
from broker.ui.components.markup import plain
from broker.ui.messages import is_known, say

#: So many choices stand side by side; more become a list.
_SIDE_BY_SIDE = 5
_LONGEST = 4000
#: Fields of words that are short.
_SHORT = frozenset({"organisation", "value", "source", "evidence"})


def label_of(form: Form, field: Field) -> str:
    """Return what a field asks, as this kind asks it."""
    own = f"ask.{form.word}.{field.name}"
    words = say(own) if is_known(own) else say(f"ask.{field.name}")
    return words if field.required else say("ask.optional", words=words)


def field_of(field: Field, form: Form, dialogue: Dialogue, jotting: Jotting) -> Any:
    """Draw a field of a kind, and return what is in it."""
    draw = _DRAW[field.type]
    return draw(field, label_of(form, field), dialogue, jotting, f"{form.word}-{field.name}", field.name == form.main)


def _text(field: Field, label: str, dialogue: Dialogue, jotting: Jotting, name: str, is_main: bool) -> str:
    if field.name in _SHORT:
        return st.text_input(label, max_chars=300, **jotting.widget(name))
    return st.text_area(label, height=110 if is_main else 70, max_chars=_LONGEST, **jotting.widget(name))


def _texts(field: Field, label: str, dialogue: Dialogue, jotting: Jotting, name: str, is_main: bool) -> list[str]:
    lines = st.text_area(say("ask.lines", words=label), height=80, max_chars=_LONGEST, **jotting.widget(name))
    return [line.strip() for line in lines.splitlines() if line.strip()]


def _choice(field: Field, label: str, dialogue: Dialogue, jotting: Jotting, name: str, is_main: bool) -> str | None:
    def told(option: str) -> str:
        return word(field.name, option)

    if len(field.choices) <= _SIDE_BY_SIDE:
        return st.segmented_control(label, field.choices, format_func=told, **jotting.widget(name))
    return st.selectbox(label, field.choices, index=None, format_func=told, placeholder="", **jotting.widget(name))


def _date(field: Field, label: str, dialogue: Dialogue, jotting: Jotting, name: str, is_main: bool) -> str:
    day = st.date_input(label, value=None, format="YYYY-MM-DD", **jotting.widget(name))
    return day.isoformat() if day else ""


def _count(field: Field, label: str, dialogue: Dialogue, jotting: Jotting, name: str, is_main: bool) -> int | None:
    return st.selectbox(
        label,
        range(1, field.most + 1),
        index=None,
        format_func=lambda number: f"{number} · {say(f'{field.name}.{number}')}",
        placeholder="",
        **jotting.widget(name),
    )


def _amount(field: Field, label: str, dialogue: Dialogue, jotting: Jotting, name: str, is_main: bool) -> float | None:
    return st.number_input(label, min_value=0.0, value=None, step=1.0, **jotting.widget(name))


def _unit(field: Field, label: str, dialogue: Dialogue, jotting: Jotting, name: str, is_main: bool) -> str:
    return st.text_input(label, max_chars=3, placeholder="h, km, KES", **jotting.widget(name))


def _person(field: Field, label: str, dialogue: Dialogue, jotting: Jotting, name: str, is_main: bool) -> str:
    return st.text_input(label, max_chars=session.LONGEST_NAME, **jotting.widget(name))


def _people(dialogue: Dialogue) -> list[str]:
    names = [p.person or p.name for p in dialogue.participants if not p.left]
    return [*SIDES, *dict.fromkeys(names)]


def _party(field: Field, label: str, dialogue: Dialogue, jotting: Jotting, name: str, is_main: bool) -> str | None:
    return st.selectbox(
        label,
        _people(dialogue),
        index=None,
        format_func=lambda one: plain(called(dialogue, one)),
        placeholder="",
        **jotting.widget(name),
    )


def _parties(field: Field, label: str, dialogue: Dialogue, jotting: Jotting, name: str, is_main: bool) -> list[str]:
    return st.multiselect(
        label,
        _people(dialogue),
        format_func=lambda one: plain(called(dialogue, one)),
        placeholder="",
        **jotting.widget(name),
    )


def _reference(field: Field, label: str, dialogue: Dialogue, jotting: Jotting, name: str, is_main: bool) -> str | None:
    there = {c.id: c for c in dialogue.contributions.of(*field.choices)}
    return st.selectbox(
        label,
        list(there),
        index=None,
        format_func=lambda one: _quoted(there.get(one), one),
        placeholder="",
        **jotting.widget(name),
    )


def _references(field: Field, label: str, dialogue: Dialogue, jotting: Jotting, name: str, is_main: bool) -> list[str]:
    there = {c.id: c for c in dialogue.contributions.of(*field.choices)}
    if not there:
        return []
    return st.multiselect(
        label,
        list(there),
        format_func=lambda one: _quoted(there.get(one), one),
        placeholder="",
        **jotting.widget(name),
    )


def _quoted(said: Contribution | None, name: str) -> str:
    text = said.text if said else ""
    return plain(f"{name} · {text[:80]}" if text else name)


def _sayings(
    field: Field, label: str, dialogue: Dialogue, jotting: Jotting, name: str, is_main: bool
) -> list[dict[str, str]]:
    chosen = st.multiselect(
        label,
        _people(dialogue),
        format_func=lambda one: plain(called(dialogue, one)),
        placeholder="",
        **jotting.widget(name),
    )
    said = [
        {
            "by": one,
            field.choices[0]: st.text_area(
                say("ask.saying", name=plain(called(dialogue, one))),
                height=70,
                max_chars=_LONGEST,
                **jotting.widget(f"{name}-{one}"),
            ),
        }
        for one in chosen
    ]
    return [one for one in said if one[field.choices[0]].strip()]


def _answers(
    field: Field, label: str, dialogue: Dialogue, jotting: Jotting, name: str, is_main: bool
) -> dict[str, str]:
    given = {
        question: st.segmented_control(
            say(f"evaluate.{question}"),
            MET,
            format_func=lambda option: word("met", option),
            **jotting.widget(f"{name}-{question}"),
        )
        for question in field.choices
    }
    return {question: answer for question, answer in given.items() if answer}


def _counts(
    field: Field, label: str, dialogue: Dialogue, jotting: Jotting, name: str, is_main: bool
) -> dict[str, dict[str, int]]:
    found = {}
    for question in field.choices:
        st.markdown(plain(say(f"evaluate.{question}")))
        columns = st.columns(len(MET))
        counted = {}
        for column, answer in zip(columns, MET, strict=True):
            with column:
                counted[answer] = st.number_input(
                    word("met", answer), min_value=0, max_value=100_000, value=None, step=1, format="%d",
                    **jotting.widget(f"{name}-{question}-{answer}"),
                )  # fmt: skip
        if any(counted.values()):
            found[question] = {answer: int(number or 0) for answer, number in counted.items()}
    return found


_DRAW = {
    "text": _text, "texts": _texts, "choice": _choice, "date": _date, "count": _count, "amount": _amount,
    "unit": _unit, "person": _person, "party": _party, "parties": _parties, "reference": _reference,
    "references": _references, "sayings": _sayings, "answers": _answers, "counts": _counts,
}  # fmt: skip


def word(field: str, option: str) -> str:
    """Return a chosen word of a field as people say it."""
    for key in (f"word.{field}.{option}", f"party.{option}"):
        if is_known(key):
            return say(key)
    return option
