"""What people attach: chosen beside their words, and saved by whoever may read these; never shown as a page."""

from __future__ import annotations

import hashlib
import textwrap
from collections.abc import Callable, Iterable
from pathlib import Path

import streamlit as st

from broker.attachments import SUFFIXES
from broker.dialogue import Attachment
from broker.dialogue.acts import Act
from broker.service import Broker
from broker.ui.components import strip
from broker.ui.components.markup import Html, html, plain, show
from broker.ui.messages import say

_LONGEST_QUOTE = 90


def choose_files(label: str, key: str) -> list[tuple[str, bytes]]:
    """Draw the field for photos, scans and papers, and return name and content of each that is chosen."""
    files = st.file_uploader(
        label, type=[suffix[1:] for suffix in [*SUFFIXES.values(), ".jpeg"]], accept_multiple_files=True, key=key
    )
    st.caption(say("meeting.files.note"))
    return [(file.name, file.getvalue()) for file in files or ()]


def prints_of(files: Iterable[tuple[str, bytes]]) -> list[tuple[str, str]]:
    """Return what tells files from others in the name of a submission."""
    return [(name, hashlib.sha256(raw).hexdigest()) for name, raw in files]


def offer_files(broker: Broker, dialogue: str, by: str, attached: Iterable[Attachment], key: str) -> None:
    """Draw a button for each file of a day, or of what somebody said."""
    with st.container(horizontal=True, key=f"attached-{key}"):
        for number, one in enumerate(attached):
            size = say("meeting.size", kb=max(1, round(one.size / 1000)))
            st.download_button(
                plain(f"{one.name} ({size})"),
                data=_reader(broker, dialogue, one.sha256, by),
                file_name=file_name(one),
                mime=one.media_type,
                key=f"attachment-{key}-{number}",
                icon=":material/attach_file:",
                on_click="ignore",
            )


def show_files(broker: Broker, dialogue: str, by: str, acts: Iterable[Act]) -> None:
    """Draw the files that go with what was said, each beside the first words of it; nothing where there are none.

    What goes with a day stands where the day is told.
    """
    having = [act for act in acts if act.attachments and act.kind != "WorkshopHeld"]
    if not having:
        return
    show(html("<h3>{title}</h3>", title=say("say.files.title")))
    for act in having:
        words = textwrap.shorten(act.words, _LONGEST_QUOTE, placeholder=" …")
        said = html(': <span class="said">{words}</span>', words=words) if words else Html("")
        show(html('<p><a href="#{id}">{head}</a>{said}</p>', id=act.id, head=strip.heading(act), said=said))
        offer_files(broker, dialogue, by, act.attachments, act.id)


def file_name(attached: Attachment) -> str:
    """Return the name under which a file is handed out: its own, its sha256, and the suffix of what it holds."""
    stem = Path(attached.name).stem[:60] or "attached"
    return f"{stem}-{attached.sha256}{SUFFIXES.get(attached.media_type, '.bin')}"


def _reader(broker: Broker, dialogue: str, sha256: str, by: str) -> Callable[[], bytes]:
    """Read a file when it is taken, as whoever takes it may: nothing of it is kept in the page."""

    def read() -> bytes:
        return broker.attachment(dialogue, sha256, by=by)[1]

    return read
