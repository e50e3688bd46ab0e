"""Offering data: which files, what the checks found, and only then publish."""

from __future__ import annotations

import streamlit as st

from broker.ui import resources
from broker.ui.components import offer_form, offering
from broker.ui.components.markup import html, show
from broker.ui.messages import say

st.title(say("publish.title"))
show(html('<p class="lead">{words}</p>', words=say("publish.lead")))
offer = offer_form.ask_offer()
offering.check_and_publish(resources.get_broker(), offer)
