"""Workshops that took place elsewhere, as they were entered: when, where, who was there, the minutes and the files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

from broker.attachments import SUFFIXES
from broker.dialogue import Attachment, Dialogue, Meeting
from broker.service import Broker
from broker.ui.components.heading import date
from broker.ui.components.markup import Html, html, plain, show
from broker.ui.messages import say


def show_meetings(broker: Broker, dialogue: Dialogue, by: str) -> None:
    """Draw every workshop of the dialogue, and a button for each file."""
    for one in dialogue.rounds:
        for meeting in one.workshops:
            with st.container(border=True, key=f"meeting-{meeting.id}"):
                show(_told(meeting, one.number))
                with st.container(horizontal=True, key=f"attached-{meeting.id}"):
                    for number, attached in enumerate(meeting.attachments):
                        _offer(broker, dialogue, by, attached, f"{meeting.id}-{number}")


def _told(meeting: Meeting, number: int) -> Html:
    there = ", ".join(map(_in_words, meeting.present))
    minutes = html('<p class="said">{words}</p>', words=meeting.minutes) if meeting.minutes else Html("")
    people = say("meeting.people.one") if meeting.people == 1 else say("meeting.people", count=meeting.people)
    return html(
        '<p><b>{place}, {day}</b></p>{minutes}{present}<p class="quiet small">{entered} · {round} · {id}</p>',
        place=meeting.place,
        day=day(meeting.date),
        minutes=minutes,
        present=html("<p>{people}: {there}</p>", people=people, there=there) if there else Html(""),
        entered=say("meeting.entered", by=meeting.by or say("act.somebody"), date=date(meeting.at)),
        round=say("dialogue.round", number=number),
        id=meeting.id,
    )


def _in_words(one: dict[str, Any]) -> str:
    count = int(one.get("number", 1))
    who = str(one.get("who") or say("act.withheld"))
    return f"{who} ({count})" if count > 1 else who


def day(text: str) -> str:
    """Return a claimed date in full; as it was written where it is none."""
    try:
        return date(dt.date.fromisoformat(text))
    except ValueError:
        return text


def file_name(attached: Attachment) -> str:
    """Return the name under which a file is handed out: its own, its sha256, and the suffix of what it holds."""
    stem = Path(attached.name).stem[:60] or "attached"
    return f"{stem}-{attached.sha256}{SUFFIXES.get(attached.media_type, '.bin')}"


def _offer(broker: Broker, dialogue: Dialogue, by: str, attached: Attachment, name: str) -> None:
    size = say("meeting.size", kb=max(1, round(attached.size / 1000)))
    st.download_button(
        plain(f"{attached.name} ({size})"),
        data=_reader(broker, dialogue.id, attached.sha256, by),
        file_name=file_name(attached),
        mime=attached.media_type,
        key=f"attachment-{name}",
        icon=":material/attach_file:",
        on_click="ignore",
    )


def _reader(broker: Broker, dialogue: str, sha256: str, by: str) -> Callable[[], bytes]:
    """Read a file when it is taken, as whoever takes it may: nothing of it is kept in the page."""

    def read() -> bytes:
        return broker.attachment(dialogue, sha256, by=by)[1]

    return read
