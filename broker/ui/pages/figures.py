"""Figures about a dialogue, each with its definition and its events; building blocks and principles."""

from __future__ import annotations

import streamlit as st

from broker.dialogue.acts import acts_of
from broker.ui import pages, resources, session
from broker.ui.components import figures_lead, heading
from broker.ui.components.dialogue_figures import AIMS, show_aims, show_figure
from broker.ui.components.markup import html, show
from broker.ui.components.one_kind import ask_one
from broker.ui.components.refusal import attempt, refused
from broker.ui.messages import say

#: Figures that a page of their own draws.
ELSEWHERE = ("evaluation",)

broker = resources.get_broker()
by = session.visitor().by
dialogue = heading.dialogue_in_address(broker, "figures")

st.title(say("figures.title"))
show(html('<p class="lead quote said">{words}</p>', words=dialogue.title))
with st.container(horizontal=True, key="ways"):
    if st.button(say("answer.dialogue"), key="to-dialogue", type="tertiary"):
        st.switch_page(pages.DIALOGUE, query_params={"dialogue": dialogue.id})
    if st.button(say("back.open"), key="open-back", type="tertiary"):
        st.switch_page(pages.EVALUATE, query_params={"dialogue": dialogue.id})
counted, error = attempt(lambda: broker.facilitate(dialogue.id, by=by))
if error is not None or counted is None:
    refused(error)
    st.stop()
acts = {act.number: act for act in acts_of(broker.events(dialogue.id, by=by))}
part = st.segmented_control(
    say("figures.part"),
    ["figures", "aims"],
    default="figures",
    required=True,
    format_func=lambda name: say(f"figures.part.{name}"),
    key="part",
    label_visibility="collapsed",
)
if part == "aims":
    st.caption(say("figures.aims.note"))
else:
    figures_lead.show_lead(counted)
for figure in counted:
    if part == "aims" and figure.name in AIMS:
        show_aims(figure, acts)
    elif part != "aims" and figure.name not in AIMS and figure.name not in ELSEWHERE:
        show_figure(figure, acts)
        behind = [acts[number].id for row in figure.rows for number in row.events if number in acts]
        if behind and st.button(say("figures.show"), key=f"acts-{figure.name}", type="tertiary"):
            st.switch_page(pages.DIALOGUE, query_params={"dialogue": dialogue.id, "figure": figure.name})
if part == "aims" and dialogue.is_open:
    with st.expander(say("figures.aims.dismiss")):
        ask_one(broker, dialogue, "dismiss", "say.send")
