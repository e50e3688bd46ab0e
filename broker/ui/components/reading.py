"""How a question was understood: what is clear, what is asked back, and what cannot be served."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from broker.service import Broker
from broker.ui import session
from broker.ui.components import parts
from broker.ui.components.markup import html, join, plain, show
from broker.ui.components.refusal import about, attempt, in_words
from broker.ui.components.sentence import Understanding
from broker.ui.language import current
from broker.ui.messages import say
from broker.ui.session import Draft
from translators.need import Need
from translators.retelling import retold
from translators.specification import Question

#: More would be an interrogation.
MOST_QUESTIONS = 3


def show_statement(draft: Draft) -> None:
    """Draw the visitor's own words, and the way back to other ones, or to the steps."""
    show(html('<p class="lead quote said">{words}</p>', words=draft.need.get("statement", "")))
    with st.container(horizontal=True, key="statement-ways"):
        if draft.template and st.button(
            say("steps.back"), key="to-steps", type="tertiary", icon=":material/checklist:"
        ):
            session.keep(replace(draft, in_steps=True))
            st.rerun()
        if st.button(say("need.again"), key="again", type="tertiary", icon=":material/edit:"):
            begin_again()


def show_found(draft: Draft) -> None:
    """Say that what was begun before is still here, and offer to begin afresh."""
    if not session.is_found_again(draft):
        return
    with st.container(horizontal=True, key="found", vertical_alignment="center"):
        show(html('<p class="quiet small" role="status">{words}</p>', words=say("draft.found")))
        if st.button(say("draft.afresh"), key="afresh", type="tertiary"):
            session.forget(draft)
            begin_again()


def begin_again() -> None:
    """Forget the draft, and ask for another question."""
    session.drop_draft()
    st.query_params.pop("draft", None)
    st.rerun()


def is_unservable(draft: Draft) -> bool:
    """Say why projections cannot answer and who can, where that is so."""
    refused = draft.reading.unservable if draft.reading else None
    if refused is None:
        return False
    st.subheader(say("need.unservable"))
    show(
        html(
            '<div class="help"><p>{reason}</p><p>{referral}</p></div>{instead}<p class="quiet">{kept}</p>',
            reason=retold(refused.reason, current()),
            referral=retold(refused.referral, current()),
            instead=join(html("<p>{words}</p>", words=_in_one_line(q)) for q in draft.reading.questions),
            kept=say("need.unservable.kept"),
        )
    )
    return True


def _in_one_line(question: Question) -> str:
    return " ".join([retold(question.question, current()), ", ".join(question.options)]).strip()


def understand(broker: Broker, draft: Draft) -> Understanding:
    """Return what the draft comes to and what answers it, or which part of it is missing or wrong."""
    specification, error = attempt(lambda: broker.specify(Need.of(draft.need), by=session.visitor().by))
    if error is not None:
        return Understanding(draft, None, error)
    match, error = attempt(lambda: broker.match(specification, by=session.visitor().by))
    return Understanding(draft, specification, error, match)


def ask_questions(understanding: Understanding) -> set[str]:
    """Draw what has to be asked back, the most consequential first, and what is wrong with an answer given.

    Returns
    -------
    set of str
        The parts of the need that are asked for.
    """
    draft = understanding.draft
    asked = [q for q in (draft.reading.questions if draft.reading else ()) if q.about not in draft.settled]
    error = understanding.error
    if error is not None and about(error) not in {q.about for q in asked}:
        if parts.index_of(draft) is None and about(error) == "metric":
            asked.insert(0, Question("metric", say("need.nothing"), ()))
        else:
            place = parts.region_as_written(draft.need.get("region") or {})
            asked.insert(0, Question(about(error), in_words(error, place), tuple(getattr(error, "options", ()))))
    if not asked:
        return set()
    st.subheader(say("need.questions"))
    for question in asked[:MOST_QUESTIONS]:
        _ask(draft, question)
    return {question.about for question in asked[:MOST_QUESTIONS]}


def _ask(draft: Draft, question: Question) -> None:
    show(html('<div class="help" role="status">{words}</div>', words=retold(question.question, current())))
    part, key = question.about, f"question-{question.about}"
    if part == "metric" and not question.options:
        question = Question(part, question.question, tuple(parts.EVERYDAY))

    def take(text: str | None) -> None:
        if text and text.strip():
            parts.answer_question(parts.latest(draft), part, text)

    if question.options:
        st.pills(
            say("need.question.choose"),
            question.options[:8],
            key=f"{key}-pills",
            format_func=lambda option: plain(parts.option_in_words(part, option)),
            label_visibility="collapsed",
            on_change=lambda: take(st.session_state[f"{key}-pills"]),
        )
    if part and part != "metric":
        with st.container(horizontal=True, key=f"{key}-written", vertical_alignment="bottom", gap="small"):
            st.text_input(
                say("need.question.other"),
                key=f"{key}-text",
                max_chars=200,
                placeholder=say("where.name.example") if part == "region" else None,
                label_visibility="visible" if question.options else "collapsed",
                on_change=lambda: take(st.session_state[f"{key}-text"]),
            )
            # The field is taken when it is left: the button is for those who look for one.
            st.button(say("steps.go"), key=f"{key}-go", type="primary")
