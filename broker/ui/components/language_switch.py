"""The choice of the pages' language, and the browser told which one is spoken."""

from __future__ import annotations

from functools import cache

import streamlit as st

from broker.ui.components.markup import plain
from broker.ui.language import LANGUAGE, SWITCH, Spoken, current, take
from broker.ui.messages import say
from translators.locales import ENGLISH, NAMES, is_reviewed, languages
from translators.locales.calendars import direction

#: Tells the browser, and whoever reads the page aloud, in which language and direction it is written.
_TELL_BROWSER = """
export default function ({ data }) {
  document.documentElement.lang = data.language;
  document.documentElement.dir = data.direction;
}
"""


def show_switch() -> None:
    """Draw the choice of a language, where there is one, and tell the browser which is spoken.

    A note stands beside it where no native speaker has read the texts.
    """
    if len(languages()) == 1:
        return
    st.session_state[SWITCH] = current()
    with st.container(key="language", horizontal=True, horizontal_alignment="right", vertical_alignment="center"):
        if not is_reviewed(current()):
            st.caption(plain(say("language.unreviewed")))
        st.selectbox(
            say("language.label"),
            languages(),
            key=SWITCH,
            on_change=take,
            format_func=lambda language: NAMES.get(language, language),
            label_visibility="collapsed",
            width=150,
        )
    spoken = st.session_state.get(LANGUAGE)
    if isinstance(spoken, Spoken) and (spoken.is_chosen or spoken.language != ENGLISH):
        _browser()(key="language-told", data={"language": spoken.language, "direction": direction(spoken.language)})


@cache
def _browser():  # noqa: ANN202 - a component has no public type
    return st.components.v2.component("language", js=_TELL_BROWSER)
