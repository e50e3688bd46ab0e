"""The record of a dialogue, to check and to take along."""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path

import streamlit as st

from broker.service import Broker
from broker.ui import session
from broker.ui.components.markup import html, show
from broker.ui.components.refusal import attempt, refused
from broker.ui.messages import say

MEDIA = {"jsonl": "application/x-ndjson", "csv": "text/csv"}


def export(broker: Broker, dialogue_id: str, form: str) -> bytes:
    """Return a dialogue's events, or all (``all``), as the bytes of a file."""
    with tempfile.TemporaryDirectory() as folder:
        return broker.export_log(
            dialogue_id, form, Path(folder) / f"record.{form}", by=session.visitor().by
        ).read_bytes()


def show_exports(broker: Broker, dialogue_id: str, names: dict[str, str]) -> None:
    """Draw one button a form (``jsonl``, ``csv``); the file's name holds its sha256."""
    with st.container(horizontal=True, key=f"exports-{dialogue_id}"):
        for form, name in names.items():
            content, error = attempt(lambda form=form: export(broker, dialogue_id, form))
            if error is not None:
                refused(error)
                continue
            sha256 = hashlib.sha256(content).hexdigest()
            st.download_button(
                say(name),
                data=content,
                file_name=f"record-{dialogue_id}-{sha256}.{form}",
                mime=MEDIA[form],
                key=f"export-{dialogue_id}-{form}",
                on_click="ignore",
            )


def show_check(broker: Broker) -> None:
    """Check the log now, and say what was found."""
    checked, error = attempt(broker.verify_log)
    if error is not None:
        refused(error)
    elif checked.is_whole:
        show(html('<p class="quiet">{words}</p>', words=say("dialogue.whole", events=checked.events)))
    else:
        for problem in checked.problems:
            words = say("dialogue.damaged", problem=problem)
            show(html('<div class="refusal" role="alert">{words}</div>', words=words))
