"""Across dialogues: what needs recur, where they fail, what was learnt; and the report of them to take along."""

from __future__ import annotations

import streamlit as st

from broker.ui import resources, session
from broker.ui.components import across_choice, across_figures, across_report
from broker.ui.components.markup import html, show
from broker.ui.components.refusal import attempt, refused
from broker.ui.messages import say

broker = resources.get_broker()
by = session.visitor().by

st.title(say("across.title"))
show(html('<p class="lead">{words}</p>', words=say("across.lead")))
asked, problem = attempt(lambda: across_choice.ask_choice(broker, by))
if problem is not None or asked is None:
    refused(problem)
    st.stop()
seen, error = attempt(lambda: broker.across(asked, by=by))
if error is not None or seen is None:
    refused(error)
    st.stop()
if not seen.digests:
    show(html('<p class="quiet">{words}</p>', words=say("across.none_chosen" if seen.of else "across.none")))
    st.stop()
across_figures.show_lead(seen)
part = st.segmented_control(
    say("across.part"),
    [*across_figures.PARTS, "take"],
    default="recur",
    required=True,
    format_func=lambda name: say(f"across.part.{name}"),
    key="across-part",
    label_visibility="collapsed",
)
if part == "take":
    across_report.show_report(broker, asked, by)
else:
    across_figures.show_part(seen, part or "recur")
