"""What surrounds every page: identity, language, what is under way, and the way to the page asked for."""

from __future__ import annotations

import streamlit as st

from broker.ui import early, turns


def show() -> None:
    """Show the page that the address asks for in its turn, once what every page needs is imported."""
    early.wait()
    with turns.in_turn():
        _draw()


def _draw() -> None:
    from broker.products.language import written_in
    from broker.ui import identity, language, memory, pages, resources, session, theme, writing
    from broker.ui.components import language_switch, refusal, under_way, who
    from broker.ui.messages import say

    memory.settle()
    language.settle()
    theme.wear()
    not_let_in, not_set_up = refusal.attempt(lambda: identity.settle(resources.get_broker()))
    looks = {"page_icon": str(theme.ASSETS / "icon.png"), "layout": "wide"}
    if not_set_up is not None:
        st.set_page_config(page_title=say("app.name"), **looks)
        refusal.refused(not_set_up)
        st.stop()
    page = st.navigation(pages.navigation())
    st.set_page_config(page_title=pages.title_of(page.title), **looks)
    with st.sidebar:
        who.sign_in()
    language_switch.show_switch()
    identity.keep_way_back()
    writing.keep_secret()
    with refusal.unforeseen(), written_in(language.current()):
        under_way.show_under_way(page.url_path)
        if not_let_in is not None:
            refusal.refused(not_let_in)
        if session.address(identity.INVITATION) and not session.visitor().way_back:
            who.welcome(resources.get_broker())
        else:
            page.run()
