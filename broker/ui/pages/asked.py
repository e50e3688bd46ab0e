"""For scientists: what is asked of them, with the place and the decision that it comes from."""

from __future__ import annotations

import datetime as dt

import streamlit as st

from broker.ui import pages, resources, session
from broker.ui.components import duties, uses, who
from broker.ui.components.markup import html, show
from broker.ui.components.refusal import attempt, refused
from broker.ui.messages import say

who.only_for(say("asked.title"), "producer", "reviewer")
broker = resources.get_broker()
by = session.visitor().by
today = dt.datetime.now(dt.UTC).date()

st.title(say("asked.title"))
show(html('<p class="lead">{words}</p>', words=say("asked.lead")))
if not by:
    who.ask_here("asked-who")
    st.stop()
found, error = attempt(lambda: broker.waiting(by=by))
told, _ = attempt(lambda: broker.said_of_my_data(by=by))
if error is not None:
    refused(error)
elif not found and not told:
    show(html('<p class="quiet">{words}</p>', words=say("asked.none")))
    if st.button(say("wanted.nav"), key="to-wanted"):
        st.switch_page(pages.WANTED)
elif found:
    duties.show_duties(found, today, "asked")
if told:
    st.header(say("asked.data"), anchor="data")
    st.caption(say("asked.data.note"))
    for one in told:
        uses.show_use(one, "mine")
