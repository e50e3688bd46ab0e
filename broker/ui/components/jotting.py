"""Fields whose content is kept on the server as soon as it is typed: a reload or a broken link loses nothing."""

from __future__ import annotations

import secrets
from typing import Any

import streamlit as st

from broker.ui import resources, session

#: Name of the token in the page's address, where nobody is signed in.
ADDRESS = "writing"


class Jotting:
    """What one visitor writes about one thing.

    Parameters
    ----------
    about : str
        What it is written about: a dialogue's id, or an id and a round.
    """

    def __init__(self, about: str) -> None:
        person = session.visitor().id
        self.about = about
        self._token = person or session.address(ADDRESS)
        self._kept = resources.get_jottings().get(self._named) if self._token else {}

    @property
    def _named(self) -> str:
        """Under what it is kept: each thing that is written about apart, so that sending one forgets no other."""
        return f"{self._token}:{self.about}"

    def key(self, field: str) -> str:
        """Return the key of a field's widget, which holds what was kept of it."""
        key = f"write-{self.about}-{self._kept.get('sent', 0)}-{field}"
        if key not in st.session_state and field in self._kept:
            st.session_state[key] = self._kept[field]
        return key

    def widget(self, field: str) -> dict[str, Any]:
        """Return the arguments that make a widget keep what is typed into it."""
        key = self.key(field)
        return {"key": key, "on_change": self._keep, "args": (field, key)}

    def value(self, field: str) -> Any:
        """Return what is in a field now, or was kept of it."""
        return st.session_state.get(self.key(field), self._kept.get(field))

    def sent(self) -> int:
        """Return how many things were sent from here; names the next submission."""
        return int(self._kept.get("sent", 0))

    def finish(self) -> None:
        """Forget what was sent; the fields are empty again."""
        if not self._token:
            self._name()
        count = self.sent() + 1
        resources.get_jottings().drop(self._named)
        resources.get_jottings().put(self._named, "sent", count)

    def put(self, field: str, value: Any) -> None:
        """Keep something that no field holds."""
        if not self._token:
            self._name()
        self._kept[field] = value
        resources.get_jottings().put(self._named, field, value)

    def rows(self, names: tuple[str, ...], most: int) -> range:
        """Return the rows to draw of fields that come again and again: those with something in them, and one more."""
        held = [row for row in range(most) if any(self.value(f"{name}-{row}") for name in names)]
        return range(min(max(held, default=-1) + 2, most))

    def _keep(self, field: str, key: str) -> None:
        self.put(field, st.session_state.get(key))

    def _name(self) -> None:
        self._token = session.address(ADDRESS) or secrets.token_hex(16)
        st.query_params[ADDRESS] = self._token
