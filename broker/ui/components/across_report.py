"""The report of many dialogues: in which form and for whom; the file is made when it is asked for."""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path

import streamlit as st

from broker.exports.many.forms import FORMS
from broker.facilitation.choice import Choice
from broker.people.consent import SCOPES
from broker.service import Broker
from broker.ui.components.markup import html, show
from broker.ui.components.refusal import attempt, refused
from broker.ui.language import current
from broker.ui.messages import say

_MEDIA = {"html": "text/html", "pdf": "application/pdf", "csv": "text/csv", "csv-long": "text/csv"}


def show_report(broker: Broker, asked: Choice, by: str) -> None:
    """Let somebody choose a form and for whom it is; the file's name holds its sha256."""
    show(html("<p>{words}</p>", words=say("across.report")))
    form = st.selectbox(
        say("record.form"), list(FORMS), format_func=lambda name: say(f"across.form.{name}"), key="across-form"
    )
    audience = st.segmented_control(
        say("record.audience"),
        list(SCOPES),
        default="reports",
        required=True,
        format_func=lambda name: say(f"audience.{name}"),
        key="across-audience",
    )
    st.caption(say("record.audience.note"))
    if not st.button(say("record.prepare"), key="across-prepare"):
        return
    made, error = attempt(lambda: _made(broker, asked, form, audience or "", by))
    if error is not None or made is None:
        refused(error)
        return
    ending = form.partition("-")[0]
    st.download_button(
        say("record.take"),
        data=made,
        file_name=f"dialogues-{hashlib.sha256(made).hexdigest()}.{ending}",
        mime=_MEDIA[form],
        key="across-take",
        on_click="ignore",
        type="primary",
    )


def _made(broker: Broker, asked: Choice, form: str, audience: str, by: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "report"
        return broker.report_across(form, out, asked, by=by, audience=audience, language=current()).read_bytes()
