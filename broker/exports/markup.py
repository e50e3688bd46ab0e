"""From words to the HTML of a report: a constant template is filled, and every value in it is escaped."""

from __future__ import annotations

import html as _html
import re
import unicodedata
from collections.abc import Iterable

#: Direction marks, zero-width characters and control characters: a reader sees nothing of them but their effect.
_HIDDEN = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]"
)


class Html(str):
    """Markup whose every value has been escaped."""

    __slots__ = ()


def visible(text: object) -> str:
    """Return the text as it can be seen: composed (NFC), without control, zero-width and direction characters.

    Halves of a character (lone surrogates), which no file can hold, become a replacement character.
    """
    whole = str(text).encode("utf-8", "replace").decode("utf-8")
    return _HIDDEN.sub("", unicodedata.normalize("NFC", whole))


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
