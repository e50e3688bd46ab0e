"""The language of a session: what its address says, else what was chosen in it, else what the browser prefers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from broker.ui.components.markup import plain
from translators.locales import ENGLISH, NAMES, is_reviewed, language_of, languages
from translators.locales.calendars import direction

#: Key of the session's state, and name in the page's address.
LANGUAGE, ADDRESS = "language", "lang"
_SWITCH = "language-switch"
#: Tells the browser, and whoever reads the page aloud, in which language and direction it is written.
_TELL_BROWSER = """
export default function ({ data }) {
  document.documentElement.lang = data.language;
  document.documentElement.dir = data.direction;
}
"""


@dataclass(frozen=True)
class Spoken:
    """The language of a session.

    Attributes
    ----------
    language : str
        One of `translators.locales.languages`.
    is_chosen : bool
        Whether somebody chose it, by the switch or the address; else it is the browser's.
    """

    language: str
    is_chosen: bool


def current() -> str:
    """Return the language of the session; English outside of any, as in a thread that works in the background."""
    if get_script_run_ctx(suppress_warning=True) is None:
        return ENGLISH
    spoken = st.session_state.get(LANGUAGE)
    return spoken.language if isinstance(spoken, Spoken) else ENGLISH


def settle() -> None:
    """Decide the language of this run, before the first word; keep a chosen one in the session and in the address."""
    named = st.query_params.get(ADDRESS, "")
    known = st.session_state.get(LANGUAGE)
    if named in languages():
        spoken = Spoken(named, True)
    elif isinstance(known, Spoken) and known.is_chosen:
        spoken = known
    else:
        spoken = Spoken(language_of(st.context.locale), False)
    st.session_state[LANGUAGE] = spoken
    if spoken.is_chosen and named != spoken.language:
        st.query_params[ADDRESS] = spoken.language


def _take() -> None:
    chosen = st.session_state[_SWITCH]
    st.session_state[LANGUAGE] = Spoken(chosen, True)
    st.query_params[ADDRESS] = chosen


def switch(label: str, note: str) -> None:
    """Draw the choice of a language, where there is one, and tell the browser which is spoken.

    Parameters
    ----------
    label : str
        For those who do not see the page.
    note : str
        Stands beside it where no native speaker has read the texts.
    """
    if len(languages()) == 1:
        return
    st.session_state[_SWITCH] = current()
    with st.container(key="language", horizontal=True, horizontal_alignment="right", vertical_alignment="center"):
        if not is_reviewed(current()):
            st.caption(plain(note))
        st.selectbox(
            label,
            languages(),
            key=_SWITCH,
            on_change=_take,
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
