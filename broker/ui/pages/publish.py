"""Offering data: which files, what was understood and found, and only then publish."""

from __future__ import annotations

import streamlit as st

from broker.ui import resources
from broker.ui.components import offer, offer_form, offering, who
from broker.ui.components.markup import html, show
from broker.ui.messages import say

who.only_for(say("publish.title"), "producer")
st.title(say("publish.title"))
show(html('<p class="lead">{words}</p>', words=say("publish.lead")))
made = offer.current()
if made is None:
    offer_form.ask_files()
else:
    offering.go_on(resources.get_broker(), made)
