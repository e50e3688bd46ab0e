"""All that a page shows and hands out to one visitor, as bytes that can be searched."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import streamlit as st

from broker.ui import pages


def all_pages(monkeypatch) -> list[str]:
    """Return the name of each page that the app's own navigation holds, hidden ones included."""
    with monkeypatch.context() as here:
        here.setattr(st, "Page", lambda path, **_: path)
        here.setattr(pages, "say", lambda key, **_: key)
        return [Path(page).stem for some in pages.navigation().values() for page in some]


def hand_over(monkeypatch) -> list[tuple[str, bytes]]:
    """Have every file that a page offers made at once, and return the list that they are put on: name, content."""
    offered: list[tuple[str, bytes]] = []
    drawn = st.download_button

    def download_button(label: str, data: Any = None, *args: Any, **more: Any) -> bool:
        content = data() if callable(data) else data
        content = content.read() if hasattr(content, "read") else content
        offered.append((str(more.get("file_name", label)), content.encode() if isinstance(content, str) else content))
        return drawn(label, offered[-1][1], *args, **more)

    monkeypatch.setattr(st, "download_button", download_button)
    return offered


def shown(app: Any) -> str:
    """Return everything that a page sent: texts, labels, options, tables, what is drawn and what scripts are given."""
    found: list[str] = []

    def walk(node: Any) -> None:
        for child in getattr(node, "children", {}).values():
            walk(child)
        if getattr(node, "proto", None) is not None:
            found.append(str(node.proto))

    walk(app._tree)
    found.append(str(dict(app.query_params)))
    return "\n".join(found)


def readable(name: str, content: bytes) -> str:
    """Return the text of a file: of a PDF what can be read on it, of an archive what its files hold."""
    if content[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            return "\n".join(f"{inner}\n{readable(inner, packed.read(inner))}" for inner in packed.namelist())
    if content[:5] == b"%PDF-":
        import pypdf

        return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages).split())
    return name + "\n" + content.decode("utf-8", "replace")
