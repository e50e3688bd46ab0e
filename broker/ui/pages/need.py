"""A need in the visitor's own words, how it was understood, and what can answer it."""

from __future__ import annotations

import streamlit as st

from broker.ui import pages, resources, session
from broker.ui.components import cost, making, offers, question, reading, sentence, steps, where
from broker.ui.components.fits import show_fits
from broker.ui.components.markup import html, show
from broker.ui.components.refusal import refused
from broker.ui.messages import say

st.title(say("need.title"))
draft = session.draft()
if draft is None:
    begin = steps.choose_card if steps.are_chosen() else question.ask
    begin(resources.get_broker())
    st.stop()

st.query_params["draft"] = draft.token
if not draft.making:
    reading.show_found(draft)
if draft.in_steps:
    steps.take_steps(resources.get_broker(), draft)
    st.stop()
resources.get_drawing_room().prepare()  # an answer is to be drawn soon
reading.show_statement(draft)
if reading.is_unservable(draft):
    st.stop()
if draft.making:
    done = making.go_on(resources.get_broker(), draft)
    if done is None:
        st.stop()
    st.switch_page(pages.ANSWER, query_params={"dialogue": done, "round": "1"})

understanding = reading.understand(resources.get_broker(), draft)
asked = reading.ask_questions(understanding)  # what is open comes before what is clear
if "region" in asked:
    where.offer_ways(draft)
st.subheader(say("need.understood"))
sentence.show_sentence(understanding)
st.caption(say("need.understood.note"))
if "region" not in asked:
    where.offer_ways(draft)

match = understanding.match
if match is not None:
    if match.unmet is not None:
        refused(match.unmet)
    if match.is_met and understanding.specification is not None:
        cost.show_cost(resources.get_broker(), understanding.specification)
    made = making.make_answer(resources.get_broker(), understanding, can_be_built=match.is_met)
    if made is not None:
        st.switch_page(pages.ANSWER, query_params={"dialogue": made, "round": "1"})
    st.subheader(say("need.answers"))
    offers.show_offers(match)
    show(html("<h3>{words}</h3>", words=say("need.fit")))
    show_fits(match.mismatches)
