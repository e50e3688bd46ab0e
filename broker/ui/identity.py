"""Who sits at the screen: a persona by their own word, somebody with an account, or somebody with an invitation.

What is believed of an account is its issuer and subject, as the provider signed them and Streamlit checked them; no
header of a request says who anybody is. Roles are read from the store by every command, and here only to leave out
pages that would be refused.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

import streamlit as st

from broker.people.identity import sign_in_kind
from broker.people.person import BEGAN
from broker.ui import session
from broker.ui.components.refusal import attempt
from broker.ui.session import Visitor

if TYPE_CHECKING:
    from broker.people.person import Person
    from broker.service import Broker

#: Name of the invitation in the page's address.
INVITATION = "invitation"
#: So long somebody stays signed in, whatever the browser still holds.
LONGEST_SESSION = dt.timedelta(hours=12)
#: The way back to the page on which somebody chose to sign in: kept by the browser, of this address only.
_RETURN = """
export default function ({ data }) {
  try {
    const here = location.pathname + location.search;
    if (!data.signed) { sessionStorage.setItem("return-to", here); return; }
    const there = sessionStorage.getItem("return-to");
    sessionStorage.removeItem("return-to");
    if (there && there.startsWith("/") && !there.startsWith("//") && there !== here && location.pathname === "/")
      location.replace(location.origin + there);
  } catch (error) { /* a browser without storage begins at the first page */ }
}
"""


def is_by_account() -> bool:
    """Whether people sign in with an account here; else they name themselves."""
    return sign_in_kind() == "oidc"


def is_set_up() -> bool:
    """Whether the operator has configured a provider of accounts (``.streamlit/secrets.toml``)."""
    return "is_logged_in" in claims()


def claims() -> Mapping[str, Any]:
    """Return what the provider of the account said of this browser; nothing where there is none."""
    return st.user


def settle(broker: Broker) -> Exception | None:
    """Decide who speaks in this run, before the first page; return why somebody could not be let in."""
    known = session.visitor()
    if known.way_back:
        return _still_invited(broker, known)
    if not is_by_account():
        return None
    said = claims()
    account = (str(said.get("iss") or ""), str(said.get("sub") or ""))
    if not said.get("is_logged_in") or not all(account) or _is_over(said):
        if known.id:
            session.leave()
        return None
    if known.account != account:
        person, error = attempt(
            lambda: broker.sign_in(
                *account,
                name=str(said.get("name") or said.get("preferred_username") or ""),
                email=str(said.get("email") or ""),
                email_verified=said.get("email_verified") is True,
                issued=_issued(said) or BEGAN,
            )
        )
        if person is None:
            session.leave()
            if getattr(error, "code", "") == "session-ended":
                st.logout()  # the browser still holds the cookie of a session that was ended
                return None
            return error
        session.become(visitor_of(person, known.role, account=account))
        return None
    return _renew(broker, known)


def come_by_invitation(broker: Broker, token: str, name: str = "") -> Exception | None:
    """Make whoever holds a link the visitor; return why not. Somebody new has to give a name."""
    person, error = attempt(lambda: broker.accept_invitation(token, name))
    if person is None:
        return error
    session.become(visitor_of(person, session.visitor().role, way_back=person.way_back or token))
    return None


def visitor_of(person: Person, role: str, **more: Any) -> Visitor:
    """Return somebody of the register as the visitor of this session."""
    return Visitor(
        person.name, role, id=person.id, epoch=person.epoch, bound_to=person.bound_to, roles=person.roles, **more
    )


def may(*roles: str) -> bool:
    """Whether the visitor holds one of these roles, as far as pages are concerned; a persona holds every one."""
    known = session.visitor()
    return (not is_by_account() and not known.id) or bool(known.roles & {*roles, "admin"})


def keep_way_back() -> None:
    """Remember in the browser where somebody was who goes to sign in, and bring them back."""
    if is_by_account():
        _browser()(key="return-to", data={"signed": bool(session.visitor().id)})


def sign_out() -> None:
    """End the session of this browser; nothing of the visitor is left in it."""
    had_account = bool(session.visitor().account)
    for name in list(st.session_state):
        del st.session_state[name]
    st.query_params.clear()
    if had_account:
        st.logout()


def _is_over(said: Mapping[str, Any]) -> bool:
    issued = _issued(said)
    return issued is not None and dt.datetime.now(dt.UTC) - issued > LONGEST_SESSION


def _issued(said: Mapping[str, Any]) -> dt.datetime | None:
    """Return when the provider said who somebody is."""
    issued = said.get("iat")
    return dt.datetime.fromtimestamp(issued, dt.UTC) if isinstance(issued, int | float) else None


def _renew(broker: Broker, known: Visitor) -> Exception | None:
    """Read the roles anew; somebody whose sessions were ended, or who was erased, is nobody any more."""
    person, error = attempt(lambda: broker.person(known.id, by=known.id))
    if person is None or person.erased or person.epoch != known.epoch:
        session.leave()
        st.logout()
        return error
    if (person.name, person.roles) != (known.name, known.roles):
        session.become(
            visitor_of(person, known.role, account=known.account)  # the name and the roles of this moment
        )
    return None


def _still_invited(broker: Broker, known: Visitor) -> Exception | None:
    """Keep the link in the address, so that a reload brings the same person back."""
    _, error = attempt(lambda: broker.accept_invitation(known.way_back))
    if error is not None:
        session.leave()
        st.query_params.pop(INVITATION, None)
        return error
    if st.query_params.get(INVITATION) != known.way_back:
        st.query_params[INVITATION] = known.way_back
    return None


@cache
def _browser():  # noqa: ANN202 - a component has no public type
    return st.components.v2.component("return-to", js=_RETURN)
