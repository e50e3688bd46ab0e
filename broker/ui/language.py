"""The language of a session: what its address says, else what was chosen in it, else what the browser prefers."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from translators.locales import ENGLISH, language_of, languages

#: Key of the session's state, and name in the page's address.
LANGUAGE, ADDRESS = "language", "lang"
#: Key of the widget that chooses it.
SWITCH = "language-switch"
#: The language of this run of the script, for the hundreds of texts of a page.
_now: ContextVar[str] = ContextVar("language", default="")


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
    return _now.get() or _remembered()


def _remembered() -> str:
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
    _now.set(spoken.language)
    if spoken.is_chosen and named != spoken.language:
        st.query_params[ADDRESS] = spoken.language


def take() -> None:
    """Take what the widget says for the language of the session."""
    chosen = st.session_state[SWITCH]
    st.session_state[LANGUAGE] = Spoken(chosen, True)
    _now.set(chosen)
    st.query_params[ADDRESS] = chosen
