"""The only door from words to HTML and to Markdown: whatever comes from people or files is escaped here.

`html` fills a constant template and escapes every value; `show` accepts nothing else. `plain` makes words harmless
where Streamlit would read Markdown (labels, options, captions).
"""

from __future__ import annotations

import html as _html
import re
import unicodedata
from collections.abc import Iterable

import streamlit as st

from broker.ui.language import current
from translators.said import told

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$&])")
_DIRECTIVE = re.compile(r":(?=[\w+\-/]+[:\[])")
#: Direction marks, zero-width characters and control characters; a word joiner keeps no secret, so it is dropped too.
_HIDDEN = re.compile("[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_WORD_JOINER = "\u2060"


class Html(str):
    """Markup whose every value has been escaped."""

    __slots__ = ()


def visible(text: object) -> str:
    """Return the text as it can be seen: composed (NFC), without control, zero-width and direction characters.

    A sentence that knows how it is said in other languages is said in that of the session.
    """
    return _HIDDEN.sub("", unicodedata.normalize("NFC", str(told(text, current()))))


def escape(text: object) -> Html:
    """Return words as HTML that shows exactly these words; `Html` passes unchanged."""
    return text if isinstance(text, Html) else Html(_html.escape(visible(text), quote=True))


def html(template: str, /, **values: object) -> Html:
    """Fill a constant template, escaping every value that is not already `Html`.

    Parameters
    ----------
    template : str
        Written in our source, with ``{name}`` where a value goes; never built from data.
    """
    return Html(template.format(**{name: escape(value) for name, value in values.items()}))


def join(parts: Iterable[object], between: str = "") -> Html:
    """Return the parts one after the other, each escaped."""
    return Html(escape(between).join(escape(part) for part in parts))


def show(markup: Html) -> None:
    """Draw markup made by `html`.

    Raises
    ------
    TypeError
        If it is a plain string: it may hold data that nobody escaped.
    """
    if not isinstance(markup, Html):
        raise TypeError("Only markup made by broker.ui.components.markup.html may be drawn, because it is escaped.")
    st.html(markup)


def plain(text: object) -> str:
    """Return Markdown that shows exactly these words: no link, image, formula, icon or colour of theirs comes alive."""
    return _MARKDOWN.sub(r"\\\1", _DIRECTIVE.sub(":" + _WORD_JOINER, visible(text)))
