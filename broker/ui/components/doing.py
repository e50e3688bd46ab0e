"""Long work, shown while it goes on: it is done once for one submission, and goes on when the page is left."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import streamlit as st

from broker.ui import resources
from broker.ui.components.markup import plain
from broker.ui.messages import say

#: How often the page looks how far the work is.
EVERY_S = 0.1


def carry_out(key: str, words: str, act: Callable[[Callable[[str, float], None]], Any]) -> Any:
    """Return what `act(progress)` gives, showing its progress; a second call with this key waits for the first.

    Raises
    ------
    Exception
        What `act` raises.
    """
    work = resources.get_works().begin(key, act)
    bar = None
    while not work.result.done():
        text = plain(_so_far(work, words))
        bar = bar.progress(work.share, text=text) if bar else st.progress(work.share, text=text)
        time.sleep(EVERY_S)
    if bar is not None:
        bar.empty()
    return work.result.result()


def _so_far(work: resources.Work, words: str) -> str:
    """Return what is being done, and about how long it still takes where that can be told."""
    doing, left = work.doing or words, work.left_s
    if left is None:
        return doing
    minutes = round(left / 60)
    short = say("doing.seconds", count=max(1, round(left))) if left < 90 else say("doing.minutes", count=minutes)
    return say("doing.left", doing=doing, left=short)
