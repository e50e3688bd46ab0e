"""Whoever accompanies a dialogue reminds somebody of what waits: on record, and on their page; nothing is sent."""

from __future__ import annotations

import streamlit as st

from broker.dialogue import Dialogue
from broker.dialogue.contributions.table import SIDES
from broker.dialogue.waiting import Duty
from broker.service import Broker
from broker.ui import session
from broker.ui.components.duties import called
from broker.ui.components.jotting import Jotting
from broker.ui.components.making import fingerprint
from broker.ui.components.markup import plain
from broker.ui.components.refusal import attempt, refused
from broker.ui.messages import say

_LONGEST = 1000


def ask_reminder(broker: Broker, duty: Duty, dialogue: Dialogue, name: str) -> None:
    """Draw the switch to a short form: whom, and what is said to them."""
    jotting = Jotting(f"remind-{duty.dialogue}-{duty.kind}-{'-'.join(duty.events)}")
    if not st.toggle(say("remind.do"), **jotting.widget("open")):
        return
    st.caption(say("remind.note"))
    there = [one.person or one.name for one in dialogue.participants if not one.left]
    choices = list(dict.fromkeys([*SIDES, *there]))
    whom = st.multiselect(
        say("ask.remind.to"), choices, default=None if jotting.value("to") else _waited_for(duty, dialogue, choices),
        format_func=lambda one: plain(called(dialogue, one)), placeholder="", **jotting.widget("to", choices),
    )  # fmt: skip
    text = st.text_area(say("remind.of"), height=70, max_chars=_LONGEST, **jotting.widget("text"))
    if not st.button(say("remind.send"), type="primary", key=f"remind-{name}"):
        return
    about = duty.events[0] if duty.events and duty.kind != "stalled" else ""
    key = jotting.submission("remind", duty.dialogue, about, fingerprint([whom, text]))
    by = session.visitor().by
    _, error = attempt(
        lambda: broker.contribute(duty.dialogue, "remind", by=by, key=key, to=whom, text=text or "", about=about)
    )
    if error is not None:
        refused(error)
    else:
        jotting.finish()
        st.rerun()


def _waited_for(duty: Duty, dialogue: Dialogue, choices: list[str]) -> list[str]:
    """Return who is reminded where nobody says otherwise: for whom it waits, else both sides that are there."""
    waited = [one for one in duty.whose if one in choices and one != "facilitator"]
    return waited or [side for side in ("user", "producer") if any(p.side == side for p in dialogue.participants)]
