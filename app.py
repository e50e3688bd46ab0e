"""The web app: pages and navigation, nothing else. Start it with ``broker serve`` or ``streamlit run app.py``."""

import streamlit as st

from broker.products.language import written_in
from broker.ui import language, pages, theme
from broker.ui.components import language_switch, refusal, who
from broker.ui.messages import say

language.settle()
st.set_page_config(page_title=say("app.name"), page_icon=str(theme.ASSETS / "icon.png"), layout="wide")
theme.wear()
page = st.navigation(pages.navigation())
with st.sidebar:
    who.sign_in()
language_switch.show_switch()
with refusal.unforeseen(), written_in(language.current()):
    page.run()
