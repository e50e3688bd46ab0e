"""The first page: three doors, and what a dialogue looks like."""

from __future__ import annotations

import streamlit as st

from broker.ui import pages, resources, session
from broker.ui.components import example
from broker.ui.components.markup import html, show
from broker.ui.messages import say

#: Door → the role it gives, and the page behind it.
DOORS = {
    "decide": ("farmer", pages.NEED),
    "offer": ("scientist", pages.PUBLISH),
    "accompany": ("facilitator", pages.QUEUE),
}

st.title(say("start.title"))
show(html('<p class="lead">{words}</p>', words=say("start.lead")))

with st.container(key="doors"):
    for door, (role, behind) in DOORS.items():
        with st.container(border=True, key=f"door-{door}"):
            words = {"title": say(f"start.{door}.title"), "words": say(f"start.{door}.text")}
            show(html("<h3>{title}</h3><p>{words}</p>", **words))
            if st.button(say(f"start.{door}.button"), key=f"go-{door}", type="primary", width="stretch"):
                session.sign_in(session.visitor().name, role)
                st.switch_page(behind)

example.show_example(resources.get_broker(), say("start.example.title"))
