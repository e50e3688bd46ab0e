"""Say something to a dialogue: what do you want to say, in plain words; then only the fields of that kind."""

from __future__ import annotations

from typing import Any

import streamlit as st

from broker.dialogue import Dialogue
from broker.dialogue.contributions import BY_WORD, Contribution, Form
from broker.dialogue.contributions.fields import Field
from broker.dialogue.contributions.table import HATS, MET, SIDES, TOPICS
from broker.mismatch import AXES
from broker.service import Broker
from broker.ui import session
from broker.ui.components import who
from broker.ui.components.jotting import Jotting
from broker.ui.components.making import fingerprint
from broker.ui.components.markup import html, plain, show
from broker.ui.components.refusal import attempt, refused
from broker.ui.messages import is_known, say

#: What people come to do → the kinds of contribution behind it.
GROUPS: dict[str, tuple[str, ...]] = {
    "say": ("statement", "question", "answer", "local-knowledge", "uncertainty"),
    "against": ("objection", "settle-objection", "disagreement", "compromise"),
    "together": ("promise", "settle-promise", "decision", "expectation", "review-expectation"),
    "frame": ("join", "groups", "leave", "mode", "propose-rights", "agree-rights", "cost", "dismiss", "note"),
    "after": ("evaluation", "follow-up", "outcome"),
}
#: So many choices stand side by side; more become a list.
_SIDE_BY_SIDE = 5
_LONGEST = 4000
#: Fields of words that are short.
_SHORT = frozenset({"organisation", "value", "source", "evidence"})


def ask_contribution(broker: Broker, dialogue: Dialogue, by: str) -> None:
    """Draw the form; what is sent is kept once, and what was refused stays in its fields."""
    jotting = Jotting(dialogue.id)
    form = _choose(dialogue, jotting)
    if form is None:
        return
    given = {f.name: _field(f, form, dialogue, jotting) for f in form.fields}
    with st.expander(say("say.more"), expanded=any(map(jotting.value, ("claimed_at", "on_behalf", "round")))):
        given |= _shared(dialogue, jotting)
    name = who.name_field(jotting.key("name"))
    if not st.button(say("say.send"), type="primary", key=f"send-{dialogue.id}"):
        return
    if not name.strip():
        show(html('<div class="refusal" role="alert">{words}</div>', words=who.missing()))
        return
    who.introduce(name)
    given = {field: value for field, value in given.items() if value not in (None, "", [], {})}
    key = session.submission("say", dialogue.id, form.word, jotting.sent(), fingerprint(given))
    _, error = attempt(
        lambda: broker.contribute(dialogue.id, form.word, by=session.visitor().by, key=key, **given)  # type: ignore[arg-type]
    )
    if error is not None:
        refused(error)
    else:
        jotting.finish()
        st.rerun()


def offered(dialogue: Dialogue) -> dict[str, list[Form]]:
    """Return the kinds that make sense now, by group: none that answers to what nobody said."""
    found = {}
    for group, words in GROUPS.items():
        forms = [BY_WORD[word] for word in words]
        forms = [f for f in forms if (dialogue.is_open or f.after_close) and _has_what_it_names(f, dialogue)]
        if forms:
            found[group] = forms
    return found


def _has_what_it_names(form: Form, dialogue: Dialogue) -> bool:
    needed = [f for f in form.fields if f.type == "reference" and f.required]
    return all(dialogue.contributions.of(*f.choices) for f in needed)


def _choose(dialogue: Dialogue, jotting: Jotting) -> Form | None:
    groups = offered(dialogue)
    group = st.segmented_control(
        say("say.ask"), list(groups), format_func=lambda name: say(f"say.{name}"), **jotting.widget("group")
    )
    if group not in groups:
        return None
    forms = {form.word: form for form in groups[group]}
    word = st.pills(
        say("say.kind"),
        list(forms),
        format_func=lambda name: say(f"kind.{name}"),
        label_visibility="collapsed",
        **jotting.widget(f"kind-{group}"),
    )
    if word not in forms:
        return None
    st.caption(say(f"kind.{word}.note"))
    return forms[word]


def _label(form: Form, field: Field) -> str:
    own = f"ask.{form.word}.{field.name}"
    words = say(own) if is_known(own) else say(f"ask.{field.name}")
    return words if field.required else say("ask.optional", words=words)


def _field(field: Field, form: Form, dialogue: Dialogue, jotting: Jotting) -> Any:
    draw = _DRAW[field.type]
    return draw(field, _label(form, field), dialogue, jotting, f"{form.word}-{field.name}", field.name == form.main)


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


def _called(dialogue: Dialogue, name: str) -> str:
    return say(f"party.{name}") if name in SIDES else plain(dialogue.name_of(name))


def _party(field: Field, label: str, dialogue: Dialogue, jotting: Jotting, name: str, is_main: bool) -> str | None:
    return st.selectbox(
        label,
        _people(dialogue),
        index=None,
        format_func=lambda one: _called(dialogue, one),
        placeholder="",
        **jotting.widget(name),
    )


def _parties(field: Field, label: str, dialogue: Dialogue, jotting: Jotting, name: str, is_main: bool) -> list[str]:
    return st.multiselect(
        label,
        _people(dialogue),
        format_func=lambda one: _called(dialogue, one),
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
        format_func=lambda one: _called(dialogue, one),
        placeholder="",
        **jotting.widget(name),
    )
    said = [
        {
            "by": one,
            field.choices[0]: st.text_area(
                say("ask.saying", name=_called(dialogue, one)),
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


_DRAW = {
    "text": _text, "texts": _texts, "choice": _choice, "date": _date, "count": _count, "amount": _amount,
    "unit": _unit, "person": _person, "party": _party, "parties": _parties, "reference": _reference,
    "references": _references, "sayings": _sayings, "answers": _answers,
}  # fmt: skip


def _shared(dialogue: Dialogue, jotting: Jotting) -> dict[str, Any]:
    number = None
    if len(dialogue.rounds) > 1:
        numbers = [one.number for one in reversed(dialogue.rounds)]
        number = st.selectbox(
            say("ask.round", number=dialogue.round.number), numbers, index=None, placeholder="",
            format_func=lambda one: _round_in_words(dialogue, one), **jotting.widget("round"),
        )  # fmt: skip
    spoken_to = dialogue.round_number(number) if number else dialogue.round
    steps = {e.id: e for e in spoken_to.ledger}

    def told(name: str) -> str:
        if name in AXES:
            return say(f"axis.{name}")
        if name in TOPICS:
            return word("topic", name)
        return plain(f"{steps[name].about}: {steps[name].standing}" if name in steps else name)

    about = st.selectbox(
        say("ask.about"), [*AXES, *TOPICS, *steps], index=None, format_func=told, placeholder="",
        **jotting.widget("about"),
    )  # fmt: skip
    behalf = st.text_input(say("ask.on_behalf"), max_chars=session.LONGEST_NAME, **jotting.widget("on_behalf"))
    hat = st.selectbox(
        say("ask.hat"), HATS, index=None, format_func=lambda name: word("hat", name), placeholder="",
        **jotting.widget("hat"),
    )  # fmt: skip
    day = st.date_input(say("ask.claimed_at"), value=None, format="YYYY-MM-DD", **jotting.widget("claimed_at"))
    claimed = day.isoformat() if day else ""
    return {"round_number": number, "about": about, "on_behalf": behalf, "hat": hat, "claimed_at": claimed}


def _round_in_words(dialogue: Dialogue, number: int) -> str:
    one = dialogue.round_number(number)
    return plain(
        f"{say('dialogue.round', number=number)} · {one.because or one.need_mapping.get('statement', '')}"[:90]
    )


def word(field: str, option: str) -> str:
    """Return a chosen word of a field as people say it."""
    for key in (f"word.{field}.{option}", f"party.{option}"):
        if is_known(key):
            return say(key)
    return option
