"""The link to an answer, and who can read what it leads to: a link opens nothing to those who may not read it."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit, urlunsplit

import streamlit as st

from broker.dialogue import Dialogue
from broker.service import Broker
from broker.ui import pages, session
from broker.ui.components.markup import html, show
from broker.ui.components.sharing import visibility_now
from broker.ui.messages import say


def show_link(broker: Broker, dialogue: Dialogue, round_number: int) -> None:
    """Draw the address of a round's answer to copy, for whom it works, and the way to change that."""
    st.subheader(say("link.title"))
    whom = visibility_now(broker, dialogue, session.visitor().by)
    if whom:
        show(html("<p>{words}</p>", words=say("link.for", whom=whom)))
    st.code(address(st.context.url or "", dialogue.id, round_number), language=None, wrap_lines=True)
    if st.button(say("link.change"), key="link-change", type="tertiary", icon=":material/lock_open:"):
        st.switch_page(pages.DIALOGUE, query_params={"dialogue": dialogue.id})


def address(page: str, dialogue: str, round_number: int) -> str:
    """Return the address of an answer, as seen from a page of the same app; nothing else of that page's is in it."""
    parts = urlsplit(page)
    return urlunsplit(
        (parts.scheme, parts.netloc, "/answer", urlencode({"dialogue": dialogue, "round": round_number}), "")
    )
