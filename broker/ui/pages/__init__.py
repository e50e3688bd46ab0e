"""The pages, one file each, and where they stand in the navigation."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import streamlit as st

from broker.ui import identity
from broker.ui.messages import say

_HERE = Path(__file__).parent
START = _HERE / "start.py"
NEED = _HERE / "need.py"
ANSWER = _HERE / "answer.py"
DIALOGUES = _HERE / "dialogues.py"
DIALOGUE = _HERE / "dialogue.py"
CATALOG = _HERE / "catalog.py"
PUBLISH = _HERE / "publish.py"
EXCHANGES = _HERE / "exchanges.py"
QUEUE = _HERE / "queue.py"
ASKED = _HERE / "asked.py"
WANTED = _HERE / "wanted.py"
FIGURES = _HERE / "figures.py"
EVALUATE = _HERE / "evaluate.py"
ACROSS = _HERE / "across.py"
#: More would not be read on a tab.
_LONGEST_TITLE = 60


def entitle(words: str) -> None:
    """Give the browser's tab a name: the page, or the very thing that it shows."""
    st.set_page_config(page_title=title_of(words))


def title_of(words: str) -> str:
    """Return the name of the browser's tab for a page, or for the very thing that it shows."""
    short = words if len(words) <= _LONGEST_TITLE else f"{words[:_LONGEST_TITLE].rsplit(' ', 1)[0]} …"
    return say("shell.title", page=short, app=say("app.name"))


def navigation() -> dict[str, list[Any]]:
    """Return the pages by the people they are for; those of roles that the visitor does not hold are not offered."""
    return {
        "": [st.Page(START, title=say("start.nav"), default=True)],
        say("nav.users"): [
            st.Page(NEED, title=say("need.nav")),
            st.Page(DIALOGUES, title=say("dialogues.nav")),
            st.Page(ANSWER, title=say("answer.nav"), visibility="hidden"),
            st.Page(DIALOGUE, title=say("dialogue.nav"), visibility="hidden"),
        ],
        say("nav.producers"): [
            st.Page(CATALOG, title=say("catalog.nav")),
            st.Page(PUBLISH, title=say("publish.nav"), visibility=_shown_to("producer")),
            st.Page(ASKED, title=say("asked.nav"), visibility=_shown_to("producer", "reviewer")),
            st.Page(WANTED, title=say("wanted.nav")),
        ],
        say("nav.facilitators"): [
            st.Page(QUEUE, title=say("queue.nav"), visibility=_shown_to("facilitator")),
            st.Page(FIGURES, title=say("figures.nav"), visibility="hidden"),
            st.Page(EVALUATE, title=say("back.nav"), visibility="hidden"),
            st.Page(EXCHANGES, title=say("exchanges.nav"), visibility=_shown_to("facilitator")),
            st.Page(ACROSS, title=say("across.nav"), visibility=_shown_to("facilitator")),
        ],
    }


def _shown_to(*roles: str) -> Literal["visible", "hidden"]:
    """A page that is not offered still answers its address, in words."""
    return "visible" if identity.may(*roles) else "hidden"
