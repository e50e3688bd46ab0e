"""Who speaks: a name and a role, by the visitor's own word, plainly marked as such."""

from __future__ import annotations

import streamlit as st

from broker.ui import session
from broker.ui.components.markup import html, show
from broker.ui.messages import say

_NAME = "who-name"
_ROLE = "who-role"


def _take() -> None:
    session.sign_in(st.session_state[_NAME], st.session_state[_ROLE])


def sign_in() -> None:
    """Draw the laptop sign-in at the side."""
    known = session.visitor()
    st.session_state[_NAME], st.session_state[_ROLE] = known.name, known.role
    with st.container(key="who", gap="small"):
        show(html('<p class="label">{label}</p>', label=say("who.label")))
        st.text_input(
            say("who.name"),
            max_chars=session.LONGEST_NAME,
            key=_NAME,
            on_change=_take,
            placeholder=say("who.name.example"),
        )
        st.selectbox(
            say("who.role"), session.ROLES, key=_ROLE, on_change=_take, format_func=lambda role: say(f"role.{role}")
        )
        st.caption(say("who.note"))


def name_field(key: str) -> str:
    """Return the visitor's name, asking for it inside a form where it is not known yet."""
    known = session.visitor().name
    if known:
        return known
    return st.text_input(say("who.ask"), max_chars=session.LONGEST_NAME, key=key, placeholder=say("who.name.example"))


def introduce(name: str) -> None:
    """Remember a name given inside a form."""
    session.sign_in(name, session.visitor().role)
