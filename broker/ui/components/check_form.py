"""Was it understood? Three questions about the answer, graded at once and kept in the record."""

from __future__ import annotations

import streamlit as st

from broker.dialogue import Comprehension, Dialogue, Round
from broker.product import Product
from broker.products.comprehension import asked_in
from broker.service import Broker
from broker.ui import session
from broker.ui.components import who
from broker.ui.components.jotting import Jotting
from broker.ui.components.markup import Html, html, join, show
from broker.ui.components.refusal import attempt, refused
from broker.ui.language import current
from broker.ui.messages import say
from translators.comprehension import CheckQuestion
from translators.locales import ENGLISH


def check_understanding(broker: Broker, dialogue: Dialogue, one: Round, *, can_answer: bool) -> None:
    """Draw what was answered so far, and the questions; nothing where the product asks none."""
    questions, error = attempt(lambda: broker.check_questions(dialogue.id, one.number, by=session.visitor().by))
    if error is not None or not questions or not (can_answer or one.comprehension):
        return
    st.header(say("check.title"), anchor="check")
    asked = str(one.specification_json.get("language") or ENGLISH)
    product = None
    if asked != current():
        product, _ = attempt(lambda: broker.product(one.product_id, by=session.visitor().by, dialogue=dialogue.id))
    if product is not None:
        questions = asked_in(product, questions, current())
    if one.comprehension:
        show(join(_outcome(said, product if said.product == one.product_id else None) for said in one.comprehension))
    if not can_answer:
        return
    name = f"check-{dialogue.id}-{one.number}-{len(one.comprehension)}"
    st.caption(say("check.note"))
    jotting = Jotting(name)
    jotting.show_found()
    chosen = [
        st.radio(
            say("check.ask", number=number, question=question.text),
            range(len(question.options)),
            format_func=question.options.__getitem__,
            index=None,
            **jotting.widget(f"answer-{number}", range(len(question.options))),
        )
        for number, question in enumerate(questions, 1)
    ]
    by = who.name_field(jotting.key("name"))
    sent = st.button(say("check.send"), key=f"{name}-send")
    if not sent:
        return
    if not by.strip() or any(answer is None for answer in chosen):
        missing = say("check.missing") if by.strip() else who.missing()
        show(html('<div class="refusal" role="alert">{words}</div>', words=missing))
        return
    who.introduce(by)
    answers = [answer + 1 for answer in chosen if answer is not None]
    key = jotting.submission("check", dialogue.id, one.number, answers)
    _, error = attempt(
        lambda: broker.check_understanding(
            dialogue.id, answers, by=session.visitor().by, key=key, round_number=one.number
        )
    )
    if error is not None:
        refused(error)
    else:
        jotting.finish()
        st.rerun()


def _outcome(said: Comprehension, product: Product | None) -> Html:
    """Return what somebody answered; with the product of another language, in the language of the page."""
    recorded = tuple(map(CheckQuestion.from_json, said.questions))
    told = recorded if product is None else asked_in(product, recorded, current())
    lines = [
        html(
            "<p>{question} {words}</p>",
            question=question.text,
            words=say("check.right" if right else "check.wrong", answer=question.options[question.answer]),
        )
        for question, right in zip(told, said.correct, strict=True)
    ]
    heading = say("check.outcome", by=said.by, correct=said.right, asked=len(said.questions))
    return html('<div class="quote"><p><b>{heading}</b></p>{lines}</div>', heading=heading, lines=join(lines))
