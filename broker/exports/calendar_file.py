"""Days that wait, as a file that any calendar takes in (iCalendar, RFC 5545): no message is sent to anybody."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable

from broker.dialogue.matters import Duty
from translators.locales import text

#: The longest line, in bytes, before it goes on in the next one.
LONGEST_LINE = 75
#: What has no day of its own but that of somebody's patience is in no calendar.
WITHOUT_A_DAY = ("stalled", "objection", "disagreement")


def calendar(found: Iterable[Duty], now: dt.datetime, language: str = "en") -> bytes:
    """Return duties as a calendar: one whole day each, with a reminder on the day before.

    Parameters
    ----------
    found : iterable of Duty
    now : datetime
        When the file is made, in UTC.
    language : str
        BCP 47 tag of the words around what people said.
    """
    stamp = now.astimezone(dt.UTC).strftime("%Y%m%dT%H%M%SZ")
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Climate services broker//Dialogues//EN", "CALSCALE:GREGORIAN"]
    named: Counter[str] = Counter()
    for duty in found:
        if duty.kind not in WITHOUT_A_DAY:
            name = "-".join((duty.dialogue, duty.kind, *duty.events))
            named[name] += 1  # a proposal comes from no single event, and a calendar keeps one entry of a name
            lines += _event(duty, name if named[name] == 1 else f"{name}-{named[name]}", stamp, language)
    lines.append("END:VCALENDAR")
    return "".join(f"{_folded(line)}\r\n" for line in lines).encode("utf-8")


def _event(duty: Duty, name: str, stamp: str, language: str) -> list[str]:
    kind = text(f"ui.duty.{duty.kind}", language)
    about = "\n".join(filter(None, (duty.said, duty.title)))
    return [
        "BEGIN:VEVENT",
        f"UID:{name}@broker",
        f"DTSTAMP:{stamp}",
        f"DTSTART;VALUE=DATE:{duty.due:%Y%m%d}",
        f"DTEND;VALUE=DATE:{duty.due + dt.timedelta(days=1):%Y%m%d}",
        "TRANSP:TRANSPARENT",
        f"SUMMARY:{_escaped(f'{kind}: {duty.title}')}",
        f"DESCRIPTION:{_escaped(about)}",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{_escaped(kind)}",
        "TRIGGER:-P1D",
        "END:VALARM",
        "END:VEVENT",
    ]


def _escaped(words: str) -> str:
    """Return words as a text of the format: no comma, semicolon or line break of theirs has a meaning."""
    for plain, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r\n", "\\n"), ("\n", "\\n")):
        words = words.replace(plain, written)
    return "".join(c for c in words if c.isprintable())


def _folded(line: str) -> str:
    """Return a line in pieces of at most `LONGEST_LINE` bytes, never through a character."""
    pieces, piece = [], ""
    for character in line:
        if len((piece + character).encode("utf-8")) > LONGEST_LINE - (1 if pieces else 0):
            pieces.append(piece)
            piece = ""
        piece += character
    return "\r\n ".join([*pieces, piece])
