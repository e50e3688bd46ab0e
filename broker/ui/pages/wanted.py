"""What is wanted and not held: questions that nobody could answer, what most ask for first."""

from __future__ import annotations

import streamlit as st

from broker.ui import resources
from broker.ui.components import wanted
from broker.ui.components.markup import html, show
from broker.ui.messages import say

st.title(say("wanted.nav"))
show(html('<p class="lead">{words}</p>', words=say("wanted.lead")))
wanted.show_register(resources.get_broker())
