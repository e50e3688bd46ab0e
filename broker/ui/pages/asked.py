"""For scientists: what is asked of them, with the place and the decision that it comes from."""

from __future__ import annotations

import datetime as dt

import streamlit as st

from broker.ui import pages, resources, session
from broker.ui.components import duties, who
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
    show(html('<p class="quiet">{words}</p>', words=who.missing()))
    st.stop()
found, error = attempt(lambda: broker.waiting(by=by))
if error is not None:
    refused(error)
elif not found:
    show(html('<p class="quiet">{words}</p>', words=say("asked.none")))
    if st.button(say("wanted.nav"), key="to-wanted"):
        st.switch_page(pages.WANTED)
else:
    duties.show_duties(found, today, "asked")
