"""The record of a dialogue, to check and to take along: in which form, and for whom."""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path

import streamlit as st

from broker.dialogue import Dialogue
from broker.exports.forms import FORMS
from broker.people.consent import SCOPES
from broker.service import Broker
from broker.ui import session
from broker.ui.components.grounds import Grounds
from broker.ui.components.markup import html, show
from broker.ui.components.refusal import attempt, refused
from broker.ui.language import current
from broker.ui.messages import say

#: Form → media type and the end of the file's name.
MEDIA = {
    "jsonl": ("application/x-ndjson", "jsonl"),
    "csv": ("text/csv", "csv"),
    "csv-surveys": ("text/csv", "surveys.csv"),
    "prov-json": ("application/json", "prov.json"),
    "html": ("text/html", "html"),
    "pdf": ("application/pdf", "pdf"),
    "archive": ("application/zip", "zip"),
}


#: On what a file for everybody acts, where rights were agreed.
PUBLISHED = ("publication", "wording")


def show_exports(broker: Broker, dialogue_id: str, forms: tuple[str, ...], dialogue: Dialogue | None = None) -> None:
    """Let somebody choose a form and for whom it is; the file is made when asked for, its name holds its sha256.

    Parameters
    ----------
    dialogue_id : str
        Or ``all``, without a `dialogue`.
    """
    name = f"export-{dialogue_id}"
    form = st.selectbox(say("record.form"), forms, format_func=lambda form: say(f"form.{form}"), key=f"{name}-form")
    audience = ""
    if dialogue_id != "all" and form is not None:
        usual = FORMS[form].audience if form in FORMS else ""
        audiences = list(SCOPES)
        audience = st.segmented_control(
            say("record.audience"),
            audiences,
            default=usual if usual in audiences else audiences[0],
            required=True,
            format_func=lambda audience: say(f"audience.{audience}"),
            key=f"{name}-{form}-audience",
        )
        st.caption(say("record.audience.note"))
    if form is None:
        return
    asked = st.button(say("record.prepare"), key=f"{name}-prepare")
    grounds = Grounds(dialogue, f"export-{form}", PUBLISHED) if dialogue and audience == "public" else None
    ground = grounds.ask(broker) if grounds else {}
    if not asked and not ground:
        return
    made, error = attempt(lambda: _made(broker, dialogue_id, form, audience or "", ground))
    if error is not None or made is None:
        grounds.refuse(error) if grounds else refused(error)
        return
    media, ending = MEDIA[form]
    with st.container(horizontal=True, key=f"{name}-files"):
        for part, content in made.items():
            is_proof = part == "proof"
            sha256 = hashlib.sha256(content).hexdigest()
            st.download_button(
                say("record.proof") if is_proof else say("record.take"),
                data=content,
                file_name=f"record-{dialogue_id}-{sha256}.{'proof.json' if is_proof else ending}",
                mime="application/json" if is_proof else media,
                key=f"{name}-{part}",
                on_click="ignore",
                type="secondary" if is_proof else "primary",
            )


def _made(broker: Broker, dialogue_id: str, form: str, audience: str, ground: dict[str, str]) -> dict[str, bytes]:
    """Return the file, and its proof where that is a file of its own."""
    with tempfile.TemporaryDirectory() as folder:
        path = broker.export_log(
            dialogue_id,
            form,
            Path(folder) / f"record.{MEDIA[form][1]}",
            by=session.visitor().by,
            audience=audience,
            language=current(),
            **ground,
        )
        proof = path.with_name(f"{path.name}.proof.json")
        found = {"file": path.read_bytes()}
        return found | ({"proof": proof.read_bytes()} if proof.exists() else {})


def show_check(broker: Broker) -> None:
    """Check the log when asked to, and say what was found."""
    if not st.button(say("record.check"), key="check-record"):
        return
    checked, error = attempt(broker.verify_log)
    if error is not None or checked is None:
        refused(error)
    elif checked.is_whole:
        show(html('<p class="quiet">{words}</p>', words=say("dialogue.whole", events=checked.events)))
    else:
        for problem in checked.problems:
            words = say("dialogue.damaged", problem=problem)
            show(html('<div class="refusal" role="alert">{words}</div>', words=words))
