"""A visitor without a screen: one real session of the app over its web socket, as a browser's, and what it is sent."""

from __future__ import annotations

import re
import time
from typing import Any
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.sync.client import ClientConnection, connect

#: What the server is given to come to the end of a script.
PATIENCE_S = 120.0
_RERUN = ForwardMsg.ScriptFinishedStatus.FINISHED_EARLY_FOR_RERUN


class Visitor:
    """One open session. Every act returns the seconds until the page stood still.

    Attributes
    ----------
    widgets : dict of str to (str, str)
        The visitor's name of a widget (its key in the code, else its label) → its id, and its kind.
    texts : list of str
        What stands on the page, in order.
    received : int
        Bytes that came in over the session.
    """

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self._socket: ClientConnection = connect(
            f"ws://{parts.netloc}/_stcore/stream", origin=address, subprotocols=["streamlit"], max_size=None
        )
        self.widgets: dict[str, tuple[str, str]] = {}
        self.texts: list[str] = []
        self.problems: list[str] = []
        self.received = 0
        self.page = self.query = ""
        self._page_hash = ""
        self._values: dict[str, WidgetState] = {}
        self._kept: dict[str, ForwardMsg] = {}

    def open(self, page: str = "", query: str = "") -> float:
        """Go to a page by its address, as a link does."""
        self._page_hash, self.page, self.query = "", page, query
        return self._run()

    def fill(self, name: str, value: Any) -> None:
        """Write into a field; it is sent with the next press or `send`."""
        found, kind = self.widgets[name]
        state = WidgetState(id=found)
        if kind in ("text_input", "text_area"):
            state.string_value = value
        elif kind == "button_group":
            state.int_array_value.data[:] = value
        elif kind == "selectbox":
            state.string_value = value
        else:
            raise ValueError(f"{name} is a {kind}")
        self._values[found] = state

    def press(self, name: str) -> float:
        """Press a button."""
        found, _ = self.widgets[name]
        return self._run(WidgetState(id=found, trigger_value=True))

    def send(self) -> float:
        """Let the page learn what was written, as leaving a field does."""
        return self._run()

    def close(self) -> None:
        """Leave."""
        self._socket.close()

    def _run(self, pressed: WidgetState | None = None) -> float:
        self.texts, self.widgets, self.problems = [], {}, []
        message = BackMsg()
        state = message.rerun_script
        state.query_string, state.page_script_hash, state.page_name = self.query, self._page_hash, self.page
        state.widget_states.widgets.extend([*self._values.values(), *([pressed] if pressed else [])])
        begun = time.monotonic()
        self._socket.send(message.SerializeToString())
        while not self._take(self._received(begun)):
            pass
        if self.problems:
            raise AssertionError(f"the page {self.page!r} broke: {self.problems[0]}")
        return time.monotonic() - begun

    def _received(self, begun: float) -> ForwardMsg:
        data = self._socket.recv(timeout=max(1.0, PATIENCE_S - (time.monotonic() - begun)))
        assert isinstance(data, bytes)
        self.received += len(data)
        message = ForwardMsg()
        message.ParseFromString(data)
        if message.WhichOneof("type") == "ref_hash":
            return self._kept[message.ref_hash]
        if message.metadata.cacheable:
            self._kept[message.hash] = message
        return message

    def _take(self, message: ForwardMsg) -> bool:
        """Learn from a message; say whether the page stands still."""
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self._page_hash = message.new_session.page_script_hash
            self.texts, self.widgets = [], {}
        elif kind == "navigation":
            self._page_hash = message.navigation.page_script_hash or self._page_hash
        elif kind == "page_info_changed":
            self.query = message.page_info_changed.query_string
        elif kind == "delta":
            self._draw(message.delta)
        elif kind == "script_finished":
            return message.script_finished != _RERUN
        elif kind == "session_event" and message.session_event.HasField("script_compilation_exception"):
            self.problems.append(message.session_event.script_compilation_exception.message)
        return False

    def _draw(self, delta: Any) -> None:
        if delta.WhichOneof("type") != "new_element":
            return
        kind = delta.new_element.WhichOneof("type")
        element = getattr(delta.new_element, kind) if kind else None
        if kind == "exception":
            self.problems.append(f"{element.type}: {element.message}")
        for field in ("body", "label", "help", "text"):
            if isinstance(words := getattr(element, field, ""), str) and words:
                self.texts.append(words)
        found = getattr(element, "id", "")
        if found.startswith("$$ID"):
            key = re.sub(r"^\$\$ID-[0-9a-f]+-", "", found)
            self.widgets[getattr(element, "label", "") if key == "None" else key] = (found, kind)
