"""What a round takes for granted: each step of its translation, who stands by it, and a word to it."""

from __future__ import annotations

import streamlit as st

from broker.dialogue import Dialogue, Entry, Round, Voice
from broker.need_words import index_in, part_name, part_value
from broker.service import Broker
from broker.ui import session
from broker.ui.components import who
from broker.ui.components.jotting import Jotting
from broker.ui.components.making import fingerprint
from broker.ui.components.markup import Html, html, join, plain, show
from broker.ui.components.refusal import attempt, refused
from broker.ui.language import current
from broker.ui.messages import say
from translators.retelling import retold

_ACTS = ("accept", "contest", "replace")


def show_ledger(one: Round) -> None:
    """Draw each step with its value, its reason, its source, and what was said to it."""
    show(html('<div class="notes ledger">{lines}</div>', lines=join(_line(entry, one) for entry in one.ledger)))


def ask_word(broker: Broker, dialogue: Dialogue) -> None:
    """Draw the form in which somebody accepts, contests or replaces a step; what is sent is kept once."""
    ledger = {e.id: e for e in dialogue.round.ledger}
    jotting = Jotting(f"ledger-{dialogue.id}-{dialogue.round.number}")
    with st.expander(say("ledger.say"), expanded=jotting.is_found_again):
        jotting.show_found()
        step = st.selectbox(
            say("ledger.step"),
            list(ledger),
            format_func=lambda id: plain(step_in_words(ledger[id], dialogue.round, ledger[id].standing)),
            **jotting.widget("step", ledger),
        )
        act = st.segmented_control(
            say("ledger.act"), _ACTS, format_func=lambda a: say(f"ledger.act.{a}"),
            **jotting.widget("act", _ACTS, _ACTS[0]),
        )  # fmt: skip
        value = st.text_input(say("ledger.value"), max_chars=200, **jotting.widget("value"))
        because = st.text_input(say("ledger.because"), max_chars=1000, **jotting.widget("because"))
        source = st.text_input(say("ledger.from"), max_chars=1000, **jotting.widget("source"))
        by = who.name_field(jotting.key("name"))
        # Named by the version, so that a hand that presses twice says it once.
        sent = st.button(say("ledger.send"), type="primary", key=f"ledger-send-{dialogue.id}-{dialogue.version}")
    if not sent:
        return
    if not by.strip():
        show(html('<div class="refusal" role="alert">{words}</div>', words=who.missing()))
        return
    who.introduce(by)
    said = {"because": because, "source": source, "value": ledger[step].standing}
    key = jotting.submission("ledger", dialogue.id, act, step, value, fingerprint(said))
    _, error = attempt(lambda: _send(broker, dialogue, act or _ACTS[0], step, value, said | {"key": key}))
    if error is not None:
        refused(error)
    else:
        jotting.finish()
        st.rerun()


def _send(broker: Broker, dialogue: Dialogue, act: str, step: str, instead: str, said: dict[str, str]) -> Entry:
    by = session.visitor().by
    if act == "replace":
        return broker.replace(dialogue.id, step, instead, by=by, **said)
    speak = broker.contest if act == "contest" else broker.accept
    return speak(dialogue.id, step, by=by, **said)


def step_in_words(entry: Entry, one: Round, value: str) -> str:
    """Return a step in words: "threshold of wind: 8 m/s"."""
    return say("ledger.step.line", about=about_in_words(entry, one), value=value_in_words(entry, one, value))


def about_in_words(entry: Entry, one: Round) -> str:
    """Return what a step is about: "threshold of wind"."""
    return part_name(entry.about, index_in(one.specification_json), current())


def value_in_words(entry: Entry, one: Round, value: str) -> str:
    """Return what a step takes, or shall take: "8 m/s", "all that fit"."""
    return part_value(entry.about, value, index_in(one.specification_json), current())


def _line(entry: Entry, one: Round) -> Html:
    said = [
        *(("accepted", voice) for voice in entry.accepted),
        *(("contested", voice) for voice in entry.contested),
        *(("replaced", voice) for voice in [entry.replaced] if voice),
    ]
    stated = say("ledger.by", by=entry.stated_by) if entry.stated_by else say("ledger.by.translation")
    source = say("ledger.source", source=entry.source) if entry.source else ""
    return html(
        '<div class="note"><p><b>{step}</b></p><p class="quiet small">{status}; {stated}. {because} {source}</p>'
        "{said}</div>",
        step=step_in_words(entry, one, entry.value),
        status=say(f"ledger.status.{entry.status}"),
        stated=stated,
        because=retold(entry.because, current()),
        source=source,
        said=join(_voice(kind, voice, value_in_words(entry, one, voice.value)) for kind, voice in said),
    )


def _voice(kind: str, voice: Voice, value: str) -> Html:
    words = say(f"ledger.{kind}", by=voice.by, value=value, because=voice.because)
    source = say("ledger.source", source=voice.source) if voice.source else ""
    return html('<p class="said small">{words} {source}</p>', words=words, source=source)
