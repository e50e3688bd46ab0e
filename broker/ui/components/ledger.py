"""What a round takes for granted: each step of its translation, who stands by it, and a word to it."""

from __future__ import annotations

import streamlit as st

from broker.dialogue import Dialogue, Entry, Round, Voice
from broker.dialogue.ledger import ALL_THAT_FIT
from broker.service import Broker
from broker.ui import session
from broker.ui.components import who
from broker.ui.components.markup import Html, html, join, plain, show
from broker.ui.components.refusal import attempt, refused
from broker.ui.language import current
from broker.ui.messages import say
from translators.indices import INDICES, index_of
from translators.locales import text
from translators.locales.metrics import meaning_of, title_of

_ACTS = ("accept", "contest", "replace")
#: Parts of a need that have a word of their own; others are parameters, by their name.
_ABOUT = ("region", "metric", "season", "horizon", "baseline", "scenario", "datasets")


def show_ledger(one: Round) -> None:
    """Draw each step with its value, its reason, its source, and what was said to it."""
    show(html('<div class="notes">{lines}</div>', lines=join(_line(entry, one) for entry in one.ledger)))


def ask_word(broker: Broker, dialogue: Dialogue) -> None:
    """Draw the form in which somebody accepts, contests or replaces a step; what is sent is kept once."""
    ledger = {e.id: e for e in dialogue.round.ledger}
    name = f"ledger-{dialogue.id}-{dialogue.version}"
    with st.expander(say("ledger.say")), st.form(name, border=False):
        step = st.selectbox(
            say("ledger.step"),
            list(ledger),
            format_func=lambda id: plain(step_in_words(ledger[id], dialogue.round, ledger[id].standing)),
            key=f"{name}-step",
        )
        act = st.segmented_control(
            say("ledger.act"), _ACTS, format_func=lambda a: say(f"ledger.act.{a}"), default=_ACTS[0], key=f"{name}-act"
        )
        value = st.text_input(say("ledger.value"), key=f"{name}-value", max_chars=200)
        because = st.text_input(say("ledger.because"), key=f"{name}-because", max_chars=1000)
        source = st.text_input(say("ledger.from"), key=f"{name}-source", max_chars=1000)
        by = who.name_field(f"{name}-name")
        sent = st.form_submit_button(say("ledger.send"), type="primary")
    if not sent:
        return
    if not by.strip():
        show(html('<div class="refusal" role="alert">{words}</div>', words=who.missing()))
        return
    who.introduce(by)
    said = {"because": because, "source": source, "value": ledger[step].standing, "key": session.submission(name)}
    _, error = attempt(lambda: _send(broker, dialogue, act or _ACTS[0], step, value, said))
    if error is not None:
        refused(error)
    else:
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
    asked = one.specification_json
    index = index_of(asked["index"], asked["parameters"])
    if entry.about in index.parameters:
        return meaning_of(index.parameters[entry.about].meaning, current())
    return say(f"ledger.about.{entry.about}") if entry.about in _ABOUT else entry.about


def value_in_words(entry: Entry, one: Round, value: str) -> str:
    """Return what a step takes, or shall take: "8 m/s", "all that fit"."""
    if entry.about == "metric" and value in INDICES:
        return title_of(INDICES[value], current())
    if value == ALL_THAT_FIT:
        return text("fit.all_that_fit", current())
    if entry.about == "horizon" and not one.specification_json["horizons"] and value == entry.value:
        return say("part.horizon.ask")
    return value.replace(" degC", " °C").replace(" degF", " °F")


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
        because=entry.because,
        source=source,
        said=join(_voice(kind, voice) for kind, voice in said),
    )


def _voice(kind: str, voice: Voice) -> Html:
    words = say(f"ledger.{kind}", by=voice.by, value=voice.value, because=voice.because)
    source = say("ledger.source", source=voice.source) if voice.source else ""
    return html('<p class="said small">{words} {source}</p>', words=words, source=source)
