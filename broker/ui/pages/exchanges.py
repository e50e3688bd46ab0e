"""For those who accompany dialogues: all of them, for whom each waits, and the whole record."""

from __future__ import annotations

import tempfile
from pathlib import Path

import streamlit as st

from broker.ui import pages, resources, session
from broker.ui.components import record, waiting, who
from broker.ui.components.heading import date
from broker.ui.components.markup import html, show
from broker.ui.messages import say

#: More rows would not be read; the newest are shown.
MOST = 60

who.only_for(say("exchanges.title"), "facilitator")
broker = resources.get_broker()
known = broker.dialogues(by=session.visitor().by)

st.title(say("exchanges.title"))
show(html('<p class="lead">{words}</p>', words=say("exchanges.lead")))
if not known:
    show(html('<p class="quiet">{words}</p>', words=say("exchanges.none")))
for summary in known[:MOST]:
    dialogue = broker.dialogue(summary.id, by=session.visitor().by)
    with st.container(border=True, key=f"exchange-{summary.id}"):
        left, right = st.columns([4, 1], vertical_alignment="center")
        with left:
            show(
                html(
                    '<p class="said"><b>{title}</b></p><p class="quiet small">{head} {last}: {date}.</p>',
                    title=dialogue.title,
                    head=waiting.words(dialogue),
                    last=say("exchanges.last"),
                    date=date(dialogue.last_at),
                )
            )
        with right:
            if st.button(say("exchanges.read"), key=f"read-{summary.id}", width="stretch"):
                st.switch_page(pages.DIALOGUE, query_params={"dialogue": summary.id})

st.header(say("exchanges.log"))
record.show_check(broker)
record.show_exports(broker, "all", ("jsonl", "csv"))
st.caption(say("exchanges.checkpoint.note"))


def checkpoint() -> bytes:
    """Return what the log is now, signed: the whole log is checked for it, so only when it is asked for."""
    with tempfile.TemporaryDirectory() as folder:
        return broker.checkpoint(Path(folder) / "checkpoint.json").read_bytes()


st.download_button(
    say("exchanges.checkpoint"),
    checkpoint,
    file_name="checkpoint.json",
    mime="application/json",
    key="checkpoint",
    on_click="ignore",
)
