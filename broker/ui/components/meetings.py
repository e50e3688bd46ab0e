"""Workshops that took place elsewhere, as they were entered: when, where, who was there, the minutes and the files."""

from __future__ import annotations

import datetime as dt
from typing import Any

import streamlit as st

from broker.dialogue import Dialogue, Meeting
from broker.service import Broker
from broker.ui.components.attached import offer_files
from broker.ui.components.heading import date
from broker.ui.components.markup import Html, html, show
from broker.ui.messages import say


def show_meetings(broker: Broker, dialogue: Dialogue, by: str) -> None:
    """Draw every workshop of the dialogue, and a button for each file."""
    for one in dialogue.rounds:
        for meeting in one.workshops:
            with st.container(border=True, key=f"meeting-{meeting.id}"):
                show(_told(meeting, one.number))
                offer_files(broker, dialogue.id, by, meeting.attachments, meeting.id)


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
