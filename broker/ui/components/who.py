"""Who speaks: a persona by the visitor's own word, plainly marked as such; or somebody who signed in or was invited."""

from __future__ import annotations

import streamlit as st

from broker.service import Broker
from broker.ui import identity, pages, session
from broker.ui.components.markup import html, plain, show
from broker.ui.components.refusal import refused
from broker.ui.messages import say

_NAME = "who-name"
_ROLE = "who-role"
#: Role of the register → whether it is worth naming at the side.
_NAMED_ROLES = ("producer", "facilitator", "reviewer", "admin")


def _take() -> None:
    session.sign_in(st.session_state[_NAME], st.session_state[_ROLE])


def sign_in() -> None:
    """Draw who is there at the side, and the way to sign in or out."""
    known = session.visitor()
    with st.container(key="who", gap="small"):
        if known.way_back:
            _show_invited(known)
        elif identity.is_by_account():
            _show_account(known)
        else:
            _ask_persona(known)


def _ask_persona(known: session.Visitor) -> None:
    st.session_state[_NAME], st.session_state[_ROLE] = known.name, known.role
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


def _show_account(known: session.Visitor) -> None:
    if not identity.is_set_up():
        st.caption(say("who.account.off"))
    elif not known.id:
        show(html('<p class="label">{label}</p>', label=say("who.account.nobody")))
        st.button(say("who.account.in"), key="sign-in", type="primary", on_click=st.login)
    else:
        roles = ", ".join(say(f"holds.{role}") for role in _NAMED_ROLES if role in known.roles)
        show(
            html(
                '<p class="label">{label}</p><p class="said"><b>{name}</b></p>',
                label=say("who.account.as"),
                name=known.name,
            )
        )
        if roles:
            st.caption(plain(roles))
        st.button(say("who.account.out"), key="sign-out", on_click=identity.sign_out)


def _show_invited(known: session.Visitor) -> None:
    show(
        html(
            '<p class="label">{label}</p><p class="said"><b>{name}</b></p>',
            label=say("who.invited.as"),
            name=known.name,
        )
    )
    st.caption(say("who.invited.note"))
    st.button(say("who.invited.out"), key="sign-out", on_click=identity.sign_out)


def welcome(broker: Broker) -> None:
    """Draw what an invitation is, and ask somebody who comes for the first time for a name."""
    token = session.address(identity.INVITATION)
    error = identity.come_by_invitation(broker, token)
    if error is None:
        _enter()
    st.title(say("invitation.title"))
    if getattr(error, "code", "") != "name-missing":
        refused(error)
        return
    show(html('<p class="lead">{words}</p>', words=say("invitation.lead")))
    with st.form("invitation", border=False):
        name = st.text_input(say("who.ask"), max_chars=session.LONGEST_NAME, key="invited-name")
        st.caption(say("invitation.note"))
        sent = st.form_submit_button(say("invitation.enter"), type="primary")
    if sent and name.strip():
        error = identity.come_by_invitation(broker, token, session.clean_name(name))
        if error is None:
            _enter()
        refused(error)
    elif sent:
        show(html('<div class="refusal" role="alert">{words}</div>', words=say("who.missing")))


def _enter() -> None:
    known = session.visitor()
    st.switch_page(pages.DIALOGUE, query_params={"dialogue": known.bound_to, identity.INVITATION: known.way_back})


def only_for(title: str, *roles: str) -> None:
    """End the page in words where the visitor holds none of these roles."""
    if identity.may(*roles):
        return
    st.title(plain(title))
    names = ", ".join(say(f"holds.{role}") for role in roles)
    words = say("who.not_for", roles=names) if session.visitor().id else say("who.sign_in_first", roles=names)
    show(html('<div class="refusal" role="alert">{words}</div>', words=words))
    if not session.visitor().id:
        _offer_account("only-for")
    st.stop()


def name_field(key: str) -> str:
    """Return the visitor's name, asking for it inside a form where it is not known and may be given."""
    known = session.visitor().name
    if known or session.visitor().id:
        return known or session.visitor().id
    if identity.is_by_account():
        st.caption(say("who.account.missing"))
        return ""
    return st.text_input(say("who.ask"), max_chars=session.LONGEST_NAME, key=key, placeholder=say("who.name.example"))


def name_given(key: str) -> str:
    """Return what `name_field` of this key returned when the page was drawn last, with what was written since."""
    known = session.visitor().name or session.visitor().id
    return known or ("" if identity.is_by_account() else str(st.session_state.get(key) or ""))


def missing() -> str:
    """Return what is said to somebody who wants to add to the record and has not said who they are."""
    return say("who.account.missing") if identity.is_by_account() else say("who.missing")


def ask_here(key: str) -> None:
    """Ask on the page itself who is there, where the page is about that person: on a phone nobody sees the side."""
    show(html('<p class="quiet">{words}</p>', words=missing()))
    if identity.is_by_account():
        _offer_account(key)
        return
    with st.form(key, border=False):
        name = st.text_input(say("who.ask"), max_chars=session.LONGEST_NAME, placeholder=say("who.name.example"))
        sent = st.form_submit_button(say("who.go_on"), type="primary")
    if sent and name.strip():
        introduce(name)
        st.rerun()


def _offer_account(key: str) -> None:
    if identity.is_by_account() and identity.is_set_up():
        st.button(say("who.account.in"), key=f"{key}-sign-in", type="primary", on_click=st.login)


def introduce(name: str) -> None:
    """Remember a name given inside a form."""
    session.sign_in(name, session.visitor().role)
