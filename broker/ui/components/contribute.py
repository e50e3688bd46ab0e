"""Say something to a dialogue: what do you want to say, in plain words; then only the fields of that kind."""

from __future__ import annotations

from typing import Any

import streamlit as st

from broker.dialogue import Dialogue
from broker.dialogue.contributions import BY_WORD, Form
from broker.dialogue.contributions.table import HATS, TAKES_FILES, TOPICS
from broker.mismatch import AXES
from broker.service import Broker
from broker.ui import session
from broker.ui.components import who
from broker.ui.components.attached import choose_files, prints_of
from broker.ui.components.jotting import Jotting
from broker.ui.components.making import fingerprint
from broker.ui.components.markup import html, plain, show
from broker.ui.components.one_field import field_of, word
from broker.ui.components.refusal import attempt, refused
from broker.ui.messages import say

#: What people come to do → the kinds of contribution behind it.
GROUPS: dict[str, tuple[str, ...]] = {
    "say": ("statement", "question", "answer", "local-knowledge", "uncertainty"),
    "against": ("objection", "settle-objection", "disagreement", "compromise"),
    "together": ("promise", "settle-promise", "decision", "expectation", "review-expectation"),
    "frame": ("join", "groups", "leave", "mode", "propose-rights", "agree-rights", "cost", "dismiss", "note", "remind"),
    "after": ("evaluation", "hands", "ask-survey", "follow-up", "outcome"),
}


def ask_contribution(broker: Broker, dialogue: Dialogue, by: str) -> None:
    """Draw the form; what is sent is kept once, and what was refused stays in its fields."""
    jotting = Jotting(dialogue.id)
    jotting.show_found()
    form = _choose(dialogue, jotting)
    if form is None:
        return
    given = {f.name: field_of(f, form, dialogue, jotting) for f in form.fields}
    attached = choose_files(say("say.files"), jotting.key("files")) if form.word in TAKES_FILES else []
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
    key = jotting.submission("say", dialogue.id, form.word, fingerprint([given, prints_of(attached)]))
    files = {"attached": attached} if attached else {}
    by = session.visitor().by
    _, error = attempt(lambda: broker.contribute(dialogue.id, form.word, by=by, key=key, **files, **given))  # type: ignore[arg-type]
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
