"""Two people changed the same round at once: both texts side by side, and nothing that was typed is lost."""

from __future__ import annotations

from typing import Any

import streamlit as st

from broker.dialogue import Round
from broker.service import Broker
from broker.ui import pages, session
from broker.ui.components.change_list import NAMES
from broker.ui.components.markup import Html, html, join, show
from broker.ui.components.refusal import attempt
from broker.ui.messages import is_known, say
from broker.ui.session import Draft


def show_both(broker: Broker, dialogue_id: str, seen: Round, draft: Draft, because: str) -> None:
    """Draw what the other one said beside what the visitor was about to say, and the way to the round of now.

    Parameters
    ----------
    seen : Round
        The one that the visitor had before them.
    """
    told, _ = attempt(lambda: broker.dialogue(dialogue_id, by=session.visitor().by))
    if told is None or told.round.number == seen.number:
        return
    now = told.round
    theirs, mine = st.columns(2, gap="medium")
    with theirs:
        _side(say("conflict.theirs", by=now.opened_by), now.because, changed(seen.need_mapping, now.need_mapping))
    with mine:
        _side(say("conflict.mine"), because, changed(seen.need_mapping, draft.need))
    if st.button(say("dialogue.open.answer", number=now.number), key=f"to-round-{now.number}"):
        st.switch_page(pages.ANSWER, query_params={"dialogue": dialogue_id, "round": str(now.number)})


def changed(before: dict[str, Any], after: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the parts of a need that are not as they were, each with what it says now."""
    found = []
    for name in dict.fromkeys([*before, *after]):
        old, new = before.get(name), after.get(name)
        if isinstance(old, dict) and isinstance(new, dict) and name != "region":
            found += changed(old, new)
        elif old != new:
            found.append((name, _words(new)))
    return found


def _words(value: Any) -> str:
    if value is None:
        return say("dialogue.diff.absent")
    if isinstance(value, dict):
        return ", ".join(f"{key} {_words(one)}" for key, one in value.items())
    if isinstance(value, list | tuple):
        return "–".join(map(_words, value))
    return str(value)


def _side(title: str, because: str, parts: list[tuple[str, str]]) -> None:
    lines = join(html("<dt>{name}</dt><dd>{words}</dd>", name=_called(name), words=words) for name, words in parts)
    show(
        html(
            '<p class="label">{title}</p><p class="quote said">{because}</p>{lines}',
            title=title,
            because=because,
            lines=html('<dl class="facts small">{lines}</dl>', lines=lines) if lines else Html(""),
        )
    )


def _called(name: str) -> str:
    key = NAMES.get(name, "")
    return say(key) if is_known(key) else name
