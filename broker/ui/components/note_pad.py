"""Notes of those who accompany a dialogue: each with whom it is for, and a place to write another."""

from __future__ import annotations

import streamlit as st

from broker.dialogue import Dialogue
from broker.dialogue.contributions import Contribution
from broker.service import Broker
from broker.ui import session
from broker.ui.components.heading import date
from broker.ui.components.markup import Html, html, join, show
from broker.ui.components.one_field import word
from broker.ui.components.one_kind import ask_one
from broker.ui.messages import say


def show_notes(broker: Broker, dialogue: Dialogue) -> None:
    """Draw the notes that the visitor may read; nothing for who does not accompany the dialogue."""
    me = session.visitor()
    side = dialogue.side_of(dialogue.person(me.id) or me.by)
    if side != "facilitator" and (side or me.role != "facilitator"):
        return
    notes = dialogue.contributions.of("NoteWritten")
    st.header(say("notes.title"), anchor="notes")
    st.caption(say("notes.note"))
    if notes:
        show(html('<ul class="comments">{notes}</ul>', notes=join(_note(dialogue, note) for note in notes)))
    else:
        show(html('<p class="quiet">{words}</p>', words=say("notes.none")))
    with st.expander(say("notes.write")):
        ask_one(broker, dialogue, "note", "notes.send")


def _note(dialogue: Dialogue, note: Contribution) -> Html:
    return html(
        '<li><span class="said">{text}</span> <span class="quiet small">{who} · {when} · {sharing}</span></li>',
        text=note.text,
        who=dialogue.name_of(note.speaker),
        when=date(note.day),
        sharing=word("sharing", str(note.data.get("sharing", "private"))),
    )
