"""The dialogues: mine, or all; how far each one is."""

from __future__ import annotations

import streamlit as st

from broker.ui import pages, resources, session
from broker.ui.components import waiting
from broker.ui.components.heading import date
from broker.ui.components.markup import html, show
from broker.ui.messages import say

#: More would not be read; the newest are shown.
MOST = 40

broker = resources.get_broker()
known = broker.dialogues(by=session.visitor().by)
mine = session.visitor().by

st.title(say("dialogues.title"))
show(html('<p class="lead">{words}</p>', words=say("dialogues.lead")))
whose = "all"
if mine:
    whose = st.segmented_control(
        say("dialogues.whose"),
        ["mine", "all"],
        default="mine" if any(d.opened_by == mine for d in known) else "all",
        required=True,
        format_func=lambda whose: say(f"dialogues.{whose}"),
        key="whose",
        label_visibility="collapsed",
    )
shown = [d for d in known if whose == "all" or d.opened_by == mine]
if not shown:
    show(html('<p class="quiet">{words}</p>', words=say("dialogues.none")))
if (not known or not shown) and st.button(say("dialogues.ask"), type="primary", key="ask"):
    st.switch_page(pages.NEED)
for one in shown[:MOST]:
    with st.container(border=True, key=f"dialogue-{one.id}"):
        told = broker.dialogue(one.id, by=session.visitor().by)
        show(
            html(
                '<p class="lead said">{title}</p><p class="quiet small">{opened}. {rounds}; {state}.</p>',
                title=one.title,
                opened=say("dialogues.opened", name=one.opened_by, date=date(one.opened_at)),
                rounds=waiting.rounds(one.rounds),
                state=waiting.state(told),
            )
        )
        with st.container(horizontal=True):
            if st.button(say("dialogues.answer"), key=f"answer-{one.id}"):
                st.switch_page(pages.ANSWER, query_params={"dialogue": one.id, "round": str(one.rounds)})
            if st.button(say("answer.dialogue"), key=f"read-{one.id}", type="tertiary"):
                st.switch_page(pages.DIALOGUE, query_params={"dialogue": one.id})
