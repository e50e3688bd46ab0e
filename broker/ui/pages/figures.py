"""Figures about a dialogue, each with its definition and its events; building blocks and principles."""

from __future__ import annotations

import streamlit as st

from broker.dialogue.acts import acts_of
from broker.ui import pages, resources, session
from broker.ui.components import heading
from broker.ui.components.dialogue_figures import AIMS, show_aims, show_figure
from broker.ui.components.markup import html, show
from broker.ui.components.refusal import attempt, refused
from broker.ui.messages import say

broker = resources.get_broker()
by = session.visitor().by
dialogue = heading.dialogue_in_address(broker, "figures")

st.title(say("figures.title"))
show(html('<p class="lead quote said">{words}</p>', words=dialogue.title))
if st.button(say("answer.dialogue"), key="to-dialogue", type="tertiary"):
    st.switch_page(pages.DIALOGUE, query_params={"dialogue": dialogue.id})
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
for figure in counted:
    if part == "aims" and figure.name in AIMS:
        show_aims(figure, acts)
    elif part != "aims" and figure.name not in AIMS:
        show_figure(figure, acts)
