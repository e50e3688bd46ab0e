"""The catalog: all datasets on offer, or one of them."""

from __future__ import annotations

import streamlit as st

from broker.ui import pages, resources, session
from broker.ui.components import dataset
from broker.ui.components.markup import html, show
from broker.ui.components.refusal import attempt, refused
from broker.ui.messages import say

broker = resources.get_broker()
named = session.address("dataset")
if named:
    number = st.query_params.get("version", "")
    version, error = attempt(lambda: broker.dataset(named, int(number) if number.isdecimal() else None))
    if error is None:
        dataset.show_page(broker, version)
    else:
        st.title(say("catalog.title"))
        refused(error)
        if st.button(say("catalog.all"), key="all"):
            st.switch_page(pages.CATALOG)
    st.stop()

st.title(say("catalog.title"))
show(html('<p class="lead">{words}</p>', words=say("catalog.lead")))
text = st.text_input(say("catalog.search"), placeholder=say("catalog.search.example"), key="search", max_chars=200)
criteria = {"text": text.strip()} if text.strip() else {}
found, error = attempt(lambda: broker.search(**criteria) if criteria else broker.datasets())
if error is not None:
    refused(error)
elif not found:
    show(html('<p class="quiet">{words}</p>', words=say("catalog.nothing" if criteria else "catalog.empty")))
    if not criteria and st.button(say("publish.nav"), type="primary", key="offer"):
        st.switch_page(pages.PUBLISH)
else:
    for version in found:
        dataset.show_line(version)
