"""Who a dialogue is shared with, in words, and where nothing is said."""

from __future__ import annotations

import os

from broker.access.resources import VISIBILITIES
from broker.errors import InvalidResponse

#: Environment variable that says who sees a new dialogue: ``public`` or ``private``. Else everybody on a computer of
#: one's own, and only those who take part where people sign in.
VISIBILITY_VARIABLE = "BROKER_VISIBILITY"
SIGN_IN_VARIABLE = "BROKER_SIGN_IN"


def default_visibility() -> str:
    """Return who sees a new dialogue where nothing else is said. Raises `InvalidResponse`."""
    chosen = os.environ.get(VISIBILITY_VARIABLE, "").strip()
    if chosen not in ("", "public", "private"):
        raise InvalidResponse(
            f"{VISIBILITY_VARIABLE} is {chosen!r}, so nobody can tell who would see a new dialogue. Set it to public "
            f"or private; a group is named dialogue by dialogue.",
            code="visibility-unknown",
            options=("public", "private"),
        )
    return chosen or ("private" if os.environ.get(SIGN_IN_VARIABLE, "").strip() else "public")


def visibility_and_group(shared_with: str) -> tuple[str, str]:
    """Return the visibility and the name of the group in ``public``, ``private`` or ``group:NAME``.

    Raises
    ------
    InvalidResponse
        If it is none of them.
    """
    visibility, _, group = shared_with.strip().partition(":")
    if visibility not in VISIBILITIES or bool(group.strip()) != (visibility == "group"):
        raise InvalidResponse(
            f"A dialogue was to be shared with {shared_with!r}, which names nobody, so it stays as it is. Say public "
            f"(everybody of this store), private (those who take part), or group:NAME.",
            code="visibility-unknown",
            options=("public", "private", "group:NAME"),
        )
    return visibility, group.strip()
