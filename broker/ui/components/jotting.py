"""Fields whose content is kept on the server as soon as it is typed: a reload or a broken link loses nothing."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Container
from typing import Any

import streamlit as st

from broker.ui import writing
from broker.ui.components.markup import html, show
from broker.ui.messages import say

#: Keys of what is kept: the name of this piece of writing, and its fields.
_SERIAL, _FIELDS = "serial", "fields"
#: How a day is kept.
_DAY = "day"


class Jotting:
    """What one visitor writes about one thing.

    Parameters
    ----------
    about : str
        What it is written about: a dialogue's id, or an id and a round. Each thing is kept apart, so that sending one
        forgets no other.
    """

    def __init__(self, about: str) -> None:
        self.about = about
        kept = self._stored()
        self._kept: dict[str, Any] = {field: _read(value) for field, value in kept.get(_FIELDS, {}).items()}
        #: Boxes that are ticked until somebody unticks them: that is something to keep, too.
        self._ticked: set[str] = set()
        #: Names this piece of writing and no other, also after a reload.
        self.serial: str = kept.get(_SERIAL) or st.session_state.setdefault(self._of("serial"), secrets.token_hex(16))
        if st.session_state.get(self._of("seen")) != self.serial:
            st.session_state[self._of("seen")] = self.serial
            st.session_state[self._of("found")] = bool(self._kept)

    @property
    def is_found_again(self) -> bool:
        """Whether there was something when this session came to it first."""
        return bool(self._kept) and bool(st.session_state.get(self._of("found")))

    @property
    def holds_something(self) -> bool:
        """Whether anything is kept."""
        return bool(self._kept)

    def show_found(self) -> None:
        """Say that what was begun is still here, and offer to begin afresh."""
        if not self.is_found_again:
            return
        with st.container(horizontal=True, key=f"found-{self.about}", vertical_alignment="center"):
            show(html('<p class="quiet small" role="status">{words}</p>', words=say("draft.found")))
            if st.button(say("draft.afresh"), key=f"afresh-{self.about}-{self.serial[:8]}", type="tertiary"):
                self.finish()
                st.rerun()

    def key(self, field: str, among: Container[Any] | None = None) -> str:
        """Return the key of a field's widget, which holds what was kept of it if its choices still have that."""
        key = f"write-{self.about}-{self.serial[:8]}-{field}"
        if key not in st.session_state and field in self._kept:
            kept = self._kept[field]
            if among is None or (all(k in among for k in kept) if isinstance(kept, list) else kept in among):
                st.session_state[key] = kept
        return key

    def widget(self, field: str, among: Container[Any] | None = None, default: Any = None) -> dict[str, Any]:
        """Return the arguments that make a widget keep what is typed into it.

        Parameters
        ----------
        among : container, optional
            The choices of the widget, where they may have changed since.
        default : object, optional
            What stands in it until somebody writes something else.
        """
        key = self.key(field, among)
        if key not in st.session_state and default is not None:
            st.session_state[key] = default
        if default is True:
            self._ticked.add(field)
        return {"key": key, "on_change": self._keep, "args": (field, key)}

    def value(self, field: str) -> Any:
        """Return what is in a field now, or was kept of it."""
        return st.session_state.get(self.key(field), self._kept.get(field))

    def sent(self) -> str:
        """Return what names the next submission from here: another one once this was sent."""
        return self.serial

    def submission(self, *parts: object) -> str:
        """Return the idempotency key of what is sent from here: equal parts, equal key, also after a reload.

        The record shows the key for ever, so it is a digest: no words can be guessed from it.
        """
        said = "\n".join([self.serial, *map(str, parts)])
        return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()

    def finish(self) -> None:
        """Forget what was sent; the fields are empty again."""
        writing.forget(self.about)
        self._kept = {}
        self.serial = st.session_state[self._of("serial")] = secrets.token_hex(16)

    def put(self, field: str, value: Any) -> None:
        """Keep something that no field holds."""
        self._kept[field] = value
        fields = {name: _written(one) for name, one in self._kept.items() if self._says_something(name, one)}
        content = {_SERIAL: self.serial, _FIELDS: fields} if fields else {}
        writing.put(self.about, content)

    def _says_something(self, field: str, value: Any) -> bool:
        return field in self._ticked if value is False else value not in (None, "", [])

    def rows(self, names: tuple[str, ...], most: int) -> range:
        """Return the rows to draw of fields that come again and again: those with something in them, and one more."""
        held = [row for row in range(most) if any(self.value(f"{name}-{row}") for name in names)]
        return range(min(max(held, default=-1) + 2, most))

    def _keep(self, field: str, key: str) -> None:
        kept = self._stored().get(_FIELDS, {})
        self._kept = {name: _read(value) for name, value in kept.items()}  # another field may have changed with it
        self.put(field, st.session_state.get(key))

    def _stored(self) -> dict[str, Any]:
        return writing.get(self.about)

    def _of(self, name: str) -> str:
        """Return a key of the session's state; whoever takes their turn at the screen has others."""
        return f"jotting-{name}-{self.about}-{writing.pen().by}"


def _written(value: Any) -> Any:
    return {_DAY: value.isoformat()} if isinstance(value, dt.date) else value


def _read(value: Any) -> Any:
    return dt.date.fromisoformat(value[_DAY]) if isinstance(value, dict) and _DAY in value else value
