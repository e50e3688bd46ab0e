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
    theirs, mine = changed(seen.need_mapping, now.need_mapping), changed(seen.need_mapping, draft.need)
    show(_beside(now.opened_by, (now.because, because), (dict(theirs), dict(mine))))
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
        return ("–" if value and all(isinstance(one, int) for one in value) else ", ").join(map(_words, value))
    return str(value).replace(" degC", " °C").replace(" degF", " °F")


def _beside(by: str, reasons: tuple[str, str], parts: tuple[dict[str, str], dict[str, str]]) -> Html:
    """Return theirs and mine in two columns, a line for each part that either of them changed."""
    lines = [(say("answer.try.because"), *reasons)] if any(reasons) else []
    for name in dict.fromkeys([*parts[0], *parts[1]]):
        lines.append((_called(name), *(one.get(name, say("conflict.kept")) for one in parts)))
    return html(
        '<div class="change conflict"><span class="head"></span><span class="head">{theirs}</span>'
        '<span class="head">{mine}</span>{lines}</div>',
        theirs=say("conflict.theirs", by=by),
        mine=say("conflict.mine"),
        lines=join(
            html('<span>{name}</span><span class="said">{theirs}</span><span class="said">{mine}</span>', name=name,
                 theirs=theirs or "–", mine=mine or "–")
            for name, theirs, mine in lines
        ),
    )  # fmt: skip


def _called(name: str) -> str:
    key = NAMES.get(name, "")
    return say(key) if is_known(key) else name
