"""News on every page: data behind an answer of the visitor's were withdrawn, why, and the way to the answer."""

from __future__ import annotations

import time

import streamlit as st

from broker.dialogue.waiting import Duty
from broker.ui import pages, resources, session, writing
from broker.ui.components.markup import html, show
from broker.ui.components.refusal import attempt
from broker.ui.messages import say

#: How often it is looked for: what was found is believed so long.
LOOK_EVERY_S = 60.0
#: More are not told at once; the page of one's dialogues tells of all.
MOST = 2
#: Key of the session's state: for whom it was looked, when, and what was found.
FOUND = "withdrawals-found"
#: Under what is kept which of them somebody has seen.
_SEEN = "withdrawals-seen"


def show_withdrawals(page: str) -> None:
    """Draw what of it the visitor has not seen yet; nothing where the page tells of it itself.

    Parameters
    ----------
    page : str
        Name of the page in the address.
    """
    by = session.visitor().by
    if not by or page == pages.DIALOGUES.stem:
        return
    here = session.address("dialogue") if page == pages.ANSWER.stem else ""
    found = [duty for duty in _looked_for(by) if duty.dialogue != here]
    if not found:
        return
    seen = writing.get(_SEEN).get("seen", [])
    for duty in [duty for duty in found if _name(duty) not in seen][:MOST]:
        _show(duty, seen)


def _looked_for(by: str) -> tuple[Duty, ...]:
    whose, when, found = st.session_state.get(FOUND, ("", float("-inf"), ()))
    if whose != by or time.monotonic() - when > LOOK_EVERY_S:
        found = attempt(lambda: resources.get_broker().withdrawals(by=by))[0] or ()
        st.session_state[FOUND] = (by, time.monotonic(), found)
    return found


def _show(duty: Duty, seen: list[str]) -> None:
    name = _name(duty)
    show(
        html(
            '<div class="help" role="status"><p><b>{news}</b></p><p class="said">{what}</p>'
            '<p class="quiet small said">{title}</p></div>',
            news=say("duty.withdrawn"),
            what=duty.said,
            title=duty.title,
        )
    )
    with st.container(horizontal=True, key=f"withdrawal-{name}"):
        opened = st.button(say("withdrawn.open"), key=f"open-{name}")
        closed = st.button(say("doing.close"), key=f"close-{name}", type="tertiary")
    if opened or closed:
        writing.put(_SEEN, {"seen": [*seen, name]})
    if opened:
        st.switch_page(pages.ANSWER, query_params={"dialogue": duty.dialogue, "round": str(duty.round)})
    if closed:
        st.rerun()


def _name(duty: Duty) -> str:
    """Name one of them: the data in one round."""
    return f"{duty.dialogue}-{duty.round}-{duty.said.partition(':')[0]}"
