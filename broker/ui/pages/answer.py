"""The answer of a round, what it cannot tell, whether it fits, and the way to the next one."""

from __future__ import annotations

import streamlit as st

from broker.products.told import sentence_in
from broker.ui import pages, resources, session
from broker.ui.components import (
    annotations,
    answer,
    change_list,
    check_form,
    downloads,
    fit_form,
    grounds,
    heading,
    left_over,
    link,
    one_product,
    proposals,
    trying,
    withdrawn,
)
from broker.ui.components.doing import carry_out
from broker.ui.components.markup import html, show
from broker.ui.components.refusal import attempt, refused
from broker.ui.components.text_only import offer_text, show_text
from broker.ui.language import current
from broker.ui.messages import say

broker = resources.get_broker()
by = session.visitor().by
if (product_id := session.address("product")) and not session.address("dialogue"):
    one_product.show_product(broker, product_id)
    st.stop()
dialogue = heading.dialogue_in_address(broker, "answer")
one, error = attempt(lambda: dialogue.round_number(session.round_in_address() or dialogue.round.number))
if error is not None:
    refused(error)
    st.stop()
can_answer = one.is_open and dialogue.is_open
is_said, not_said = fit_form.take_fit(broker, dialogue, one) if can_answer and one.product_id else (False, None)
if is_said:
    dialogue = broker.dialogue(dialogue.id, by=by)
    one = dialogue.round_number(one.number)
ways = heading.show_round(dialogue, one)
grounds.show_acts_against(dialogue, [act for act in dialogue.governed if act.round == one.number])

if not one.product_id:
    heading.show_unbuilt(one)
    if dialogue.is_open and one.is_open and st.button(say("answer.build"), type="primary", key="build"):
        key = session.submission("build", dialogue.id, one.number)
        _, error = attempt(
            lambda: carry_out(
                key, say("need.making"), lambda p: broker.build_round(dialogue.id, by=by, key=key, progress=p)
            )
        )
        if error is None:
            st.rerun()
        refused(error)
    st.stop()

product, error = attempt(lambda: broker.product(one.product_id, by=by, dialogue=dialogue.id))
with ways:
    offer_text()
if product is not None and session.is_text_only():
    show_text(product)
    st.header(say("fit.title"), anchor="fit")
    fit_form.show_responses(one)
    if can_answer:
        fit_form.ask_fit(dialogue, one, not_said)
    st.stop()
answer.show_sentence(one.sentence if product is None else sentence_in(product, current()))
if error is not None:
    refused(error)
    st.stop()
answer.show_emissions(product.result)
again = withdrawn.show_withdrawn(broker, dialogue, one)
taken = proposals.show_proposals(broker, dialogue, one)
if again is not None or taken is not None:
    st.switch_page(pages.ANSWER, query_params={"dialogue": dialogue.id, "round": str(again or taken)})
empty = set() if can_answer else {"try"} if one.responses else {"try", "fit"}
answer.show_places([place for place in answer.PLACES if place not in empty])
if one.number > 1:
    before = one.follows[0] if one.follows else one.number - 1
    show(html('<h2 class="section">{words}</h2>', words=say("answer.changed", number=before)))
    asked = (dialogue.round_number(before).specification_json, one.specification_json)
    change_list.show_changes(broker.diff(dialogue.id, before, one.number, by=by), only_common=True, asked=asked)
one_product.show_figures(broker, product)
annotations.show_annotations(dialogue, one)
if can_answer:
    annotations.ask_annotation(broker, dialogue, one)
if one.responses or can_answer:
    st.header(say("fit.title"), anchor="fit")
    fit_form.show_responses(one)
if can_answer:
    fit_form.ask_fit(dialogue, one, not_said)
if dialogue.is_open and not one.is_open:
    left_over.show_left_over(broker, dialogue, one)
if can_answer:
    st.header(say("answer.try"), anchor="try")
    made = trying.try_another(broker, dialogue, one)
    if made is not None:
        st.switch_page(pages.ANSWER, query_params={"dialogue": dialogue.id, "round": str(made)})
check_form.check_understanding(broker, dialogue, one, can_answer=can_answer)
st.header(say("answer.take"), anchor="take")
downloads.show_downloads(product, one.number)
link.show_link(broker, dialogue, one.number)
