"""Who may read a dialogue, who is invited to it without an account, and how far one's own words may go."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlsplit, urlunsplit

import streamlit as st

from broker.dialogue import Dialogue
from broker.people.consent import SCOPES
from broker.service import Broker
from broker.ui import identity
from broker.ui.components.grounds import Grounds
from broker.ui.components.heading import date
from broker.ui.components.jotting import Jotting
from broker.ui.components.making import fingerprint
from broker.ui.components.markup import html, plain, show
from broker.ui.components.refusal import attempt, refused
from broker.ui.messages import say

#: How long an invitation may hold, in days.
DAYS = (3, 14, 60)
VISIBILITIES = ("public", "private", "group")


def show_sharing(broker: Broker, dialogue: Dialogue, by: str) -> None:
    """Draw the three questions; nothing where nobody speaks, for whom there is nothing to say."""
    if not by:
        return
    with st.expander(say("share.title")):
        _ask_visibility(broker, dialogue, by)
    if identity.may("user", "producer", "facilitator"):
        with st.expander(say("invite.title")):
            _invite(broker, dialogue, by)
    with st.expander(say("consent.title")):
        _ask_consent(broker, dialogue, by)


def _ask_visibility(broker: Broker, dialogue: Dialogue, by: str) -> None:
    now = visibility_now(broker, dialogue, by)
    if now:
        show(html("<p>{words}</p>", words=say("share.now", whom=now)))
    jotting = Jotting(f"share-{dialogue.id}")
    jotting.show_found()
    chosen = st.segmented_control(
        say("share.with"), VISIBILITIES, format_func=lambda name: say(f"share.{name}"), **jotting.widget("with")
    )
    group = st.text_input(say("share.group"), max_chars=80, **jotting.widget("group"))
    because = st.text_input(say("ask.because"), max_chars=500, **jotting.widget("because"))
    sent = st.button(say("share.do"), key=f"share-send-{dialogue.id}-{dialogue.version}")
    grounds = Grounds(dialogue, "share", ["publication"])
    ground = grounds.ask(broker) if chosen == "public" else {}
    if (not sent and not ground) or chosen is None:
        return
    wanted = f"group:{group.strip()}" if chosen == "group" else chosen
    key = jotting.submission("share", dialogue.id, dialogue.version, fingerprint([wanted, because]))
    _, error = attempt(lambda: broker.share(dialogue.id, wanted, by=by, because=because, key=key, **ground))
    if error is not None:
        grounds.refuse(error)
        return
    grounds.settle()
    jotting.finish()
    st.toast(plain(say("share.done")))
    st.rerun()


def visibility_now(broker: Broker, dialogue: Dialogue, by: str) -> str:
    """Return with whom a dialogue is shared at this moment, in words; empty where that is not to be known."""
    found, error = attempt(lambda: broker.why(by, "read dialogue", dialogue.id, by=by).resource)
    if error is not None or found is None:
        return ""
    if found.visibility != "group":
        return say(f"share.{found.visibility}")
    groups, _ = attempt(lambda: broker.groups(by=by))
    name = next((one.name for one in groups or () if one.id == found.group), "")
    return say("share.group.named", group=name) if name else say("share.group")


def _invite(broker: Broker, dialogue: Dialogue, by: str) -> None:
    jotting = Jotting(f"invite-{dialogue.id}")
    jotting.show_found()
    invited = st.text_input(say("invite.for"), max_chars=200, **jotting.widget("for"))
    days = st.segmented_control(
        say("invite.days"), DAYS, required=True, format_func=lambda count: say("invite.count", count=count),
        **jotting.widget("days", DAYS, 14),
    )  # fmt: skip
    sent = st.button(say("invite.do"), key=f"invite-send-{dialogue.id}")
    if sent:
        made, error = attempt(lambda: broker.invite(dialogue.id, invited, by=by, days=int(days or 14)))
        if error is not None or made is None:
            refused(error)
        else:
            jotting.finish()
            show(html('<div class="help">{words}</div>', words=say("invite.made")))
            st.code(link(st.context.url or "", made.token), language=None, wrap_lines=True)
    known, _ = attempt(lambda: broker.invitations(dialogue.id, by=by))
    for one in known or ():
        with st.container(horizontal=True, key=f"invitation-{one.id}", vertical_alignment="center"):
            state = say("invite.revoked") if one.revoked else say("invite.until", date=_day(one.until))
            show(html("<p>{who} <span class='quiet'>{state}</span></p>", who=one.invited, state=state))
            if not one.revoked and st.button(say("invite.revoke"), key=f"revoke-{one.id}", type="tertiary"):
                _, error = attempt(lambda one=one: broker.revoke_invitation(one.id, by=by))
                if error is None:
                    st.rerun()
                refused(error)


def link(page: str, token: str) -> str:
    """Return the address that somebody gets who is invited, as seen from the page on which it was made."""
    parts = urlsplit(page)
    return urlunsplit((parts.scheme, parts.netloc, "/", f"{identity.INVITATION}={token}", ""))


def _ask_consent(broker: Broker, dialogue: Dialogue, by: str) -> None:
    now, error = attempt(lambda: broker.own_consent(dialogue.id, by=by))
    if error is not None or now is None:
        refused(error)
        return
    jotting = Jotting(f"consent-{dialogue.id}")
    jotting.show_found()
    st.caption(say("consent.note"))
    scopes = [
        scope
        for scope in SCOPES
        if st.checkbox(say(f"audience.{scope}"), **jotting.widget(scope, default=scope in now.scopes))
    ]
    named = st.checkbox(say("consent.named"), **jotting.widget("named", default=now.named))
    if st.button(say("consent.do"), key=f"consent-send-{dialogue.id}"):
        key = jotting.submission("consent", dialogue.id, fingerprint([scopes, named, now.to_json()]))
        _, error = attempt(lambda: broker.consent(scopes, by=by, dialogue=dialogue.id, named=named, key=key))
        if error is not None:
            refused(error)
            return
        jotting.finish()
        st.toast(plain(say("consent.done")))
        st.rerun()


def _day(moment: str) -> str:
    return date(dt.datetime.fromisoformat(moment))
