"""One row a stream: how far it is, and what a list of dialogues shows of it; a fold of the stream's events."""

from __future__ import annotations

from typing import Any

from broker.event import Event

#: What opens a round, and what opens and ends a dialogue.
_ROUNDS = ("NeedStated", "NeedRevised")
_OPENS = {"DialogueOpened": True, "DialogueReopened": True, "DialogueClosed": False}
#: A dialogue that nobody closed to others.
VISIBILITY = "public"


def advanced(row: dict[str, Any] | None, event: Event) -> dict[str, Any]:
    """Return the row of a stream after one more event; `row` is None before its first."""
    if row is None:
        row = {
            "name": event.dialogue,
            "opened_at": event.at,
            "opened_by": event.person,
            "is_dialogue": event.kind == "DialogueOpened",
            "rounds": 0,
            "is_open": True,
            "visibility": VISIBILITY,
            "group_name": "",
        }
    said = event.data if event.kind in ("DialogueOpened", "VisibilityChanged") else {}
    return {
        **row,
        "version": event.sequence,
        "head": event.hash,
        "last_number": event.number,
        "last_at": event.at,
        "rounds": row["rounds"] + (event.kind in _ROUNDS),
        "is_open": _OPENS.get(event.kind, row["is_open"]),
        "visibility": said.get("visibility", row["visibility"]),
        "group_name": (said.get("group") or "") if "visibility" in said else row["group_name"],
    }
