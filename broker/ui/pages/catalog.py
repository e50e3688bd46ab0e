"""The catalog: all datasets on offer, or one of them."""

from __future__ import annotations

import streamlit as st

from broker.ui import pages, resources, session
from broker.ui.components import catalog_search, dataset_list, dataset_page
from broker.ui.components.markup import html, show
from broker.ui.components.refusal import attempt, refused
from broker.ui.messages import say

broker = resources.get_broker()
by = session.visitor().by
if named := session.address("dataset"):
    version, error = dataset_list.version_in_address(broker, named, by)
    if version is not None:
        dataset_page.show_page(broker, version)
    else:
        st.title(say("catalog.title"))
        refused(error)
        with st.container(horizontal=True, key="ways-on"):
            dataset_list.show_withdrawn(broker, named, by)
            if st.button(say("catalog.all"), key="all"):
                st.switch_page(pages.CATALOG)
    st.stop()

st.title(say("catalog.title"))
show(html('<p class="lead">{words}</p>', words=say("catalog.lead")))
offered, error = attempt(lambda: broker.datasets(by=by))
if error is not None:
    refused(error)
elif not offered:
    dataset_list.show_empty()
else:
    wanted = catalog_search.ask_search(offered)
    if wanted is not None:
        found, error = attempt(lambda: wanted.find(broker, by) if wanted.is_narrow else offered)
        if error is not None:
            refused(error)
        else:
            dataset_list.show_list(broker, found, wanted, by)
dataset_list.show_waiting(broker, by)
