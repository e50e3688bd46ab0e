"""Looking back: how both sides rate the work, round by round and at the end, and what came of it."""

from __future__ import annotations

import datetime as dt

import streamlit as st

from broker.ui import pages, resources, session
from broker.ui.components import follow_ups, heading, survey_form, survey_results
from broker.ui.components.markup import html, show
from broker.ui.components.refusal import attempt, refused
from broker.ui.messages import say

broker = resources.get_broker()
me = session.visitor()
dialogue = heading.dialogue_in_address(broker, "back")

st.title(say("back.title"))
show(html('<p class="lead quote said">{words}</p>', words=dialogue.title))
with st.container(horizontal=True, key="ways"):
    if st.button(say("answer.dialogue"), key="to-dialogue", type="tertiary"):
        st.switch_page(pages.DIALOGUE, query_params={"dialogue": dialogue.id})
    if st.button(say("figures.open"), key="open-figures", type="tertiary"):
        st.switch_page(pages.FIGURES, query_params={"dialogue": dialogue.id})

st.header(say("back.mine"))
st.caption(say("back.lead"))
survey = survey_form.choose_survey(dialogue, "mine", survey_form.asked_of(dialogue, me.known_as))
survey_form.ask_answers(broker, dialogue, survey)

st.header(say("back.results"))
rated, error = attempt(lambda: broker.surveys(dialogue.id, by=me.by))
if error is not None:
    refused(error)
else:
    survey_results.show_surveys(rated or ())
survey_form.ask_hands(broker, dialogue, survey)
if me.role == "facilitator" or dialogue.side_of(dialogue.person(me.id) or me.by) == "facilitator":
    survey_form.ask_everybody(broker, dialogue, survey)

st.header(say("follow.title"), anchor="outcome")
follow_ups.show_follow_ups(broker, dialogue, dt.datetime.now(dt.UTC).date())
follow_ups.offer_calendar(broker, dialogue.id)
