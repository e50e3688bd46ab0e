"""Long work, shown while it goes on: it is done once for one submission, and goes on when the page is left."""

from __future__ import annotations

from collections.abc import Callable
from concurrent import futures
from typing import Any

import streamlit as st

from broker.ui import resources, turns, writing
from broker.ui.components.markup import plain
from broker.ui.language import current
from broker.ui.messages import say
from translators.retelling import PROGRESS, retold

#: How often the page looks how far the work is, at first and after a while: fifty pages that wait are work themselves.
EVERY_S, LATER_EVERY_S = 0.1, 1.0


def carry_out(
    key: str,
    words: str,
    act: Callable[[Callable[[str, float], None]], Any],
    leads_to: resources.Leads | None = None,
    shown_on: str = "",
    tells: resources.Tells | None = None,
) -> Any:
    """Return what `act(progress)` gives, showing its progress and a button that stops it.

    A second call with this key waits for the first.

    Parameters
    ----------
    leads_to : callable, optional
        Takes the result, returns page and address: other pages say how far the work is, and lead there once it is done.
    shown_on : str
        The page that goes on showing the work when it is opened again, so that nothing is said of it twice there.
    tells : callable, optional
        Takes the result, returns what other pages say when it is done.

    Raises
    ------
    Exception
        What `act` raises; `broker.errors.WorkStopped` where the visitor stopped it.
    """
    about = {"pen": writing.pen(), "words": words, "leads_to": leads_to, "shown_on": shown_on, "tells": tells}
    work = resources.get_works().begin(key, act, **about)
    place = bar = None
    pause_s = EVERY_S
    while not work.result.done():
        text = plain(so_far(work, words))
        if bar is None:
            place = st.empty()
            with place.container():
                bar = st.progress(work.share, text=text)
                st.button(say("doing.stop"), key=f"stop-{key}", type="tertiary", on_click=stop, args=(work,))
        else:
            bar.progress(work.share, text=text)
        with turns.out_of_turn():
            futures.wait((work.result,), timeout=pause_s)
        pause_s = min(1.2 * pause_s, LATER_EVERY_S)
    if place is not None:
        place.empty()
    work.is_seen = True
    return work.result.result()


def stop(work: resources.Work) -> None:
    """Stop the work at its next step; what was computed is kept."""
    work.stop()
    st.toast(say("doing.stopped"))


def so_far(work: resources.Work, words: str) -> str:
    """Return what is being done, and about how long it still takes where that can be told."""
    doing, left = retold(work.doing, current(), PROGRESS) or words, work.left_s
    if left is None:
        return doing
    return say("doing.left", doing=doing, left=shown_time(left))


def shown_time(seconds: float) -> str:
    """Return a length of time as people say it: "40 s", "3 min"."""
    if seconds < 90:
        return say("doing.seconds", count=max(1, round(seconds)))
    return say("doing.minutes", count=round(seconds / 60))
