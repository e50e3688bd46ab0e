"""Logs that are made up, for benchmarks of the log."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

from broker.database import open_database
from broker.log import EventLog, utc_now
from broker.people.keys import Keys

#: Two who speak in turn.
PEOPLE = (("p-ruthruthru", "Ruth"), ("p-tomtomtomt", "Tom"))


def open_log(home: Path, clock: Callable[[], dt.datetime] = utc_now) -> EventLog:
    """Return the log of a store's folder."""
    return EventLog(open_database(home), Keys(home), clock)


def fill(log: EventLog, dialogues: int, events: int) -> None:
    """Write that many events, turn by turn into each dialogue."""
    for i in range(events):
        person, name = PEOPLE[i % 2]
        stream, first = f"d-{i % dialogues}", i < dialogues
        said = {"title": f"Too hot {i}?"} if first else {"round": 1, "text": f"Words number {i}.", "fits": {}}
        entry = ("DialogueOpened" if first else "ResponseGiven", said)
        log.append(stream, [entry], by=person, name=name, key=f"k{i}", request={"i": i})
