"""A dialogue is brought to its end with a reason, or goes on after it was."""

from __future__ import annotations

import streamlit as st

from broker.dialogue import Dialogue
from broker.service import Broker
from broker.ui import session
from broker.ui.components import who
from broker.ui.components.jotting import Jotting
from broker.ui.components.making import fingerprint
from broker.ui.components.markup import html, show
from broker.ui.components.refusal import attempt, refused
from broker.ui.messages import say

_LONGEST = 2000


def ask_end(broker: Broker, dialogue: Dialogue) -> None:
    """Draw why it ended and the way to open it again, or the way to bring it to its end."""
    st.header(say("ending.title" if dialogue.is_open else "ending.how"), anchor="end")
    if not dialogue.is_open:
        show(html('<p class="said">{words}</p>', words=say("ending.ended", because=dialogue.closed_because)))
    else:
        st.caption(say("ending.note"))
    name = "ending" if dialogue.is_open else "ending.reopen"
    jotting = Jotting(f"{name}-{dialogue.id}")
    if not st.toggle(say("ending.send" if dialogue.is_open else "ending.reopen"), **jotting.widget("open")):
        return
    because = st.text_area(say(f"{name}.because"), height=90, max_chars=_LONGEST, **jotting.widget("because")) or ""
    called = who.name_field(jotting.key("name"))
    if not st.button(say(f"{name}.send"), type="primary", key=f"end-{dialogue.id}"):
        return
    missing = who.missing() if not called.strip() else "" if because.strip() else say("ending.missing")
    if missing:
        show(html('<div class="refusal" role="alert">{words}</div>', words=missing))
        return
    who.introduce(called)
    key = jotting.submission(name, dialogue.id, fingerprint(because))
    act = broker.close_dialogue if dialogue.is_open else broker.reopen
    _, error = attempt(lambda: act(dialogue.id, by=session.visitor().by, because=because, key=key))
    if error is not None:
        refused(error)
    else:
        jotting.finish()
        st.rerun()
