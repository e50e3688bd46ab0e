"""What a need in the making comes to so far: what is open, or which data answer it and how long that takes."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from broker.service import Broker
from broker.ui import session
from broker.ui.components import parts
from broker.ui.components.cost import cells_of
from broker.ui.components.doing import shown_time
from broker.ui.components.markup import html, plain, show
from broker.ui.components.offers import models_in_words
from broker.ui.components.refusal import about, attempt, in_words
from broker.ui.components.sentence import Understanding
from broker.ui.language import current
from broker.ui.messages import say
from translators.locales.metrics import meaning_of


def ask_which_place(understanding: Understanding) -> None:
    """Say what is wrong with a place, and draw those that may be meant."""
    draft, error = understanding.draft, understanding.error
    if error is None or about(error) != "region" or not draft.need.get("region"):
        return
    words = in_words(error, parts.region_as_written(draft.need["region"]))
    show(html('<div class="help" role="status">{words}</div>', words=words))
    if options := tuple(getattr(error, "options", ()))[:8]:
        st.pills(
            say("steps.place.meant"),
            options,
            key="steps-place",
            format_func=plain,
            label_visibility="collapsed",
            on_change=lambda: parts.set_region(parts.latest(draft), st.session_state["steps-place"] or ""),
        )


def show_preview(broker: Broker, understanding: Understanding, blanks: Sequence[str]) -> None:
    """Draw one line: what is still to be set, else cells, models and time."""
    show(html('<p class="preview" role="status">{words}</p>', words=_line(broker, understanding, blanks)))


def _line(broker: Broker, understanding: Understanding, blanks: Sequence[str]) -> str:
    if blanks:
        names = dict.fromkeys(_name(understanding, blank) for blank in blanks)
        return say("steps.open", what=", ".join(names))
    error, match = understanding.error, understanding.match
    if error is not None:
        return in_words(error, parts.region_as_written(understanding.draft.need.get("region") or {}))
    cost, refusal = attempt(lambda: broker.plan(understanding.specification, by=session.visitor().by))
    if match is None or not match.is_met or cost is None:
        return str(refusal) if refusal is not None and match is not None and match.is_met else say(
            "steps.preview.unmet"
        )  # fmt: skip
    models = {model for one in match.candidates if one.role != "comparison" for model in one.models}
    cells = cells_of(cost)
    facts = {"cells": cells, "models": models_in_words(len(models)), "time": shown_time(cost.total)}
    return say("steps.preview.one" if cells == 1 else "steps.preview", **facts)


def _name(understanding: Understanding, blank: str) -> str:
    """Return what is open as its field is called."""
    usual = {"season": "part.season", "region": "part.region", "statistic": "part.thresh", "thresh": "part.thresh",
             "window": "part.window"}  # fmt: skip
    if blank in usual:
        return say(usual[blank]).casefold() if current() != "de" else say(usual[blank])
    index = parts.index_of(understanding.draft)
    return meaning_of(index.parameters[blank].meaning, current()) if index else blank
