"""The form of a producer: which files, and what the files do not say."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from broker.ui.components.markup import html, show
from broker.ui.messages import say
from catalog.record import KINDS, Facets

#: How the folders of uploads are named, beside other temporary ones.
_UPLOADS = "broker-upload-"
#: What an uploaded file may be called in our folder: its own name without anything that could lead elsewhere.
_SAFE = re.compile(r"[^A-Za-z0-9._\-]+")


@dataclass(frozen=True)
class Offer:
    """What a producer wants to publish: paths on this computer, and facets."""

    paths: tuple[str, ...]
    facets: Facets


def forget_uploads(paths: Sequence[str]) -> None:
    """Remove the folder of uploads that are not needed any more; files that were named by a path stay."""
    for folder in {Path(path).parent for path in paths}:
        if folder.name.startswith(_UPLOADS) and folder.parent == Path(tempfile.gettempdir()):
            shutil.rmtree(folder, ignore_errors=True)


def ask_offer() -> Offer | None:
    """Draw the form; return the offer when it was sent whole."""
    with st.form("offer", border=False):
        path = st.text_input(
            say("publish.path"),
            key="path",
            placeholder=say("publish.path.example"),
            max_chars=1000,
            persist_state="session",
        )
        files = st.file_uploader(say("publish.upload"), type=["nc", "nc4", "csv", "zip"], accept_multiple_files=True)
        name = st.text_input(
            say("publish.id"),
            key="dataset",
            placeholder=say("publish.id.example"),
            max_chars=80,
            persist_state="session",
        )
        with st.expander(say("publish.about")):
            st.caption(say("publish.about.note"))
            facets = _facets()
        sent = st.form_submit_button(say("publish.check"), type="primary")
    if not sent:
        return None
    paths = _uploaded(files or []) or tuple(filter(None, [path.strip()]))
    if not paths or not name.strip():
        show(html('<div class="refusal" role="alert">{words}</div>', words=say("publish.missing")))
        return None
    lat, lon = facets.pop("place")
    return Offer(paths, Facets(dataset=name.strip(), lat=lat, lon=lon, **facets))


def _facets() -> dict[str, object]:
    texts = {
        part: st.text_input(
            say(f"publish.{label}"), key=f"facet-{part}", max_chars=500, persist_state="session"
        ).strip()
        for part, label in (
            ("title", "title.field"),
            ("producer", "producer"),
            ("licence", "licence"),
            ("citation", "citation"),
            ("model", "model"),
            ("scenario", "scenario"),
            ("member", "member"),
        )
    }
    kind = st.selectbox(
        say("publish.kind"),
        ["", *KINDS],
        format_func=lambda kind: say(f"catalog.kind.{kind}") if kind else say("publish.kind.file"),
        key="facet-kind",
    )
    place = st.text_input(
        say("publish.place"), placeholder=say("publish.place.example"), key="facet-place", max_chars=60
    )
    point = re.fullmatch(r"\s*([+-]?\d+(?:\.\d+)?)\s*[,;\s]\s*([+-]?\d+(?:\.\d+)?)\s*", place)
    return {**texts, "kind": kind, "place": (float(point[1]), float(point[2])) if point else (None, None)}


def _uploaded(files: list[object]) -> tuple[str, ...]:
    """Write uploads to a folder of their own; the reading process takes paths only."""
    if not files:
        return ()
    folder = Path(tempfile.mkdtemp(prefix=_UPLOADS))
    paths = []
    for i, file in enumerate(files):
        path = folder / (_SAFE.sub("_", file.name).lstrip(".") or f"file{i}")
        path.write_bytes(file.getbuffer())
        paths.append(str(path))
    return tuple(paths)
