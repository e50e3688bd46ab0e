"""How did it go? A few questions, the same for both sides; answers without a name are told in sums alone."""

from __future__ import annotations

from typing import Any

import streamlit as st

from broker.dialogue import Dialogue
from broker.dialogue.contributions.table import MET, SIDES
from broker.facilitation.surveys import END, answered_by, questions_of
from broker.service import Broker
from broker.ui import session
from broker.ui.components import who
from broker.ui.components.jotting import Jotting
from broker.ui.components.making import fingerprint
from broker.ui.components.markup import html, show
from broker.ui.components.one_field import word
from broker.ui.components.one_kind import ask_one
from broker.ui.components.refusal import attempt, refused
from broker.ui.messages import say

_LONGEST = 4000


def called(survey: int) -> str:
    """Return how a survey is called: its round, or the whole dialogue."""
    return say("back.end") if survey == END else say("dialogue.round", number=survey)


def choose_survey(dialogue: Dialogue, name: str, asked: int | None = None) -> int:
    """Draw the choice of what is rated: the one that was asked first, else the end of what ended, else the round."""
    choices = [*(one.number for one in dialogue.rounds), END]
    usual = asked if asked in choices else END if not dialogue.is_open else dialogue.round.number
    chosen = st.segmented_control(
        say("back.of"), choices, default=usual, required=True, format_func=called, key=f"survey-{name}-{dialogue.id}"
    )
    return usual if chosen is None else chosen


def asked_of(dialogue: Dialogue, known_as: frozenset[str]) -> int | None:
    """Return the survey that was asked last and that somebody has not answered; None where there is none."""
    for one in reversed(dialogue.contributions.of("SurveyAsked")):
        survey = END if one.data.get("survey") == "end" else one.round
        if known_as.isdisjoint(_answered(dialogue, survey)):
            return survey
    return None


def ask_answers(broker: Broker, dialogue: Dialogue, survey: int) -> None:
    """Draw the questions of a survey; what is sent is kept once."""
    jotting = Jotting(f"survey-{dialogue.id}-{survey}")
    me = session.visitor()
    if not me.known_as.isdisjoint(_answered(dialogue, survey)):
        show(html('<p class="quiet">{words}</p>', words=say("back.again")))
    jotting.show_found()
    with st.container(key=f"questions-{survey}"):
        answers = {
            question: st.segmented_control(
                say(f"evaluate.{question}"), MET, format_func=lambda one: word("met", one), **jotting.widget(question)
            )
            for question in questions_of(survey)
        }
    text = st.text_area(
        say("ask.optional", words=say("ask.evaluation.text")), height=80, max_chars=_LONGEST, **jotting.widget("text")
    )
    shown = st.segmented_control(
        say("back.shown"), ("sums", "named"), default="sums", required=True,
        format_func=lambda one: word("shown", one), key=jotting.key("shown"),
    )  # fmt: skip
    st.caption(say("back.shown.note"))
    with st.expander(say("back.for_others")):
        behalf = st.text_input(say("ask.on_behalf"), max_chars=session.LONGEST_NAME, **jotting.widget("on_behalf"))
        day = st.date_input(say("ask.claimed_at"), value=None, format="YYYY-MM-DD", **jotting.widget("claimed_at"))
    name = who.name_field(jotting.key("name"))
    if not st.button(say("back.send"), type="primary", key=f"send-survey-{survey}"):
        return
    given = {question: answer for question, answer in answers.items() if answer}
    missing = who.missing() if not name.strip() else "" if given else say("back.empty")
    if missing:
        show(html('<div class="refusal" role="alert">{words}</div>', words=missing))
        return
    who.introduce(name)
    fields: dict[str, Any] = {
        "survey": "end" if survey == END else "round", "answers": given, "text": text or "", "shown": shown or "sums",
        "on_behalf": (behalf or "").strip(), "claimed_at": day.isoformat() if day else "",
    }  # fmt: skip
    if survey != END:
        fields["round_number"] = survey
    key = jotting.submission("survey", dialogue.id, survey, fingerprint(fields))
    _, error = attempt(lambda: broker.contribute(dialogue.id, "evaluation", by=session.visitor().by, key=key, **fields))
    if error is not None:
        refused(error)
        return
    jotting.finish()
    st.toast(say("back.thanks"))
    st.rerun()


def ask_hands(broker: Broker, dialogue: Dialogue, survey: int) -> None:
    """Draw the form of a show of hands."""
    if not st.toggle(say("back.hands"), key=f"hands-open-{survey}"):
        return
    st.caption(say("back.hands.note"))
    jotting = Jotting(f"hands-{dialogue.id}-{survey}")
    jotting.show_found()
    side = st.segmented_control(
        say("ask.side"), SIDES, format_func=lambda one: say(f"party.{one}"), **jotting.widget("side")
    )
    counts: dict[str, dict[str, int]] = {}
    for question in questions_of(survey):
        show(html('<p class="label">{words}</p>', words=say(f"evaluate.{question}")))
        with st.container(horizontal=True, key=f"hands-{survey}-{question}"):
            told = {
                answer: st.number_input(
                    word("met", answer), min_value=0, max_value=100_000, value=None, step=1, format="%d", width=110,
                    **jotting.widget(f"{question}-{answer}"),
                )
                for answer in MET
            }  # fmt: skip
        if any(told.values()):
            counts[question] = {answer: int(number or 0) for answer, number in told.items()}
    day = st.date_input(say("ask.claimed_at"), value=None, format="YYYY-MM-DD", **jotting.widget("claimed_at"))
    name = who.name_field(jotting.key("name"))
    if not st.button(say("back.hands.send"), type="primary", key=f"send-hands-{survey}"):
        return
    if not name.strip():
        show(html('<div class="refusal" role="alert">{words}</div>', words=who.missing()))
        return
    who.introduce(name)
    fields: dict[str, Any] = {
        "survey": "end" if survey == END else "round", "side": side or "", "counts": counts,
        "claimed_at": day.isoformat() if day else "",
    }  # fmt: skip
    if survey != END:
        fields["round_number"] = survey
    key = jotting.submission("hands", dialogue.id, survey, fingerprint(fields))
    _, error = attempt(lambda: broker.contribute(dialogue.id, "hands", by=session.visitor().by, key=key, **fields))
    if error is not None:
        refused(error)
        return
    jotting.finish()
    st.rerun()


def ask_everybody(broker: Broker, dialogue: Dialogue, survey: int) -> None:
    """Let somebody ask all who take part to answer; the question waits on their pages."""
    st.subheader(say("back.ask"))
    st.caption(say("back.ask.note"))
    known = {"survey": "end" if survey == END else "round"}
    beside = {} if survey == END else {"round_number": survey}
    ask_one(broker, dialogue, "ask-survey", "back.ask.send", about=f"{survey}", known=known, beside=beside)


def _answered(dialogue: Dialogue, survey: int) -> set[str]:
    found = answered_by(dialogue, survey)
    return found | {dialogue.name_of(who) for who in found}
