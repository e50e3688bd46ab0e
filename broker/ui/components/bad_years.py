"""Remembered bad years against what was measured: hits, misses and false alarms as a strip of years."""

from __future__ import annotations

import re

import streamlit as st

from broker.dialogue import Dialogue
from broker.dialogue.remembered import Remembered
from broker.service import Broker
from broker.ui import session
from broker.ui.components import who
from broker.ui.components.figures import amount
from broker.ui.components.jotting import Jotting
from broker.ui.components.making import fingerprint
from broker.ui.components.markup import Html, html, join, show
from broker.ui.components.refusal import attempt, refused
from broker.ui.messages import say

#: Verdict of a year → the class of its box.
KINDS = {"hit": "hit", "miss": "miss", "false alarm": "alarm"}


def show_remembered(dialogue: Dialogue) -> None:
    """Draw every strip of the dialogue."""
    for one in dialogue.rounds:
        for kept in one.remembered:
            show(_strip(kept))


def ask_years(broker: Broker, dialogue: Dialogue) -> None:
    """Let somebody write the years that they remember; they are held against what was measured, and both recorded."""
    jotting = Jotting(f"years-{dialogue.id}")
    jotting.show_found()
    st.caption(say("years.note"))
    bad = st.text_input(say("years.bad"), placeholder="1976, 1995, 2003, 2018", max_chars=300, **jotting.widget("bad"))
    of = st.text_input(say("years.of"), max_chars=200, **jotting.widget("of"))
    source = st.text_input(say("ask.optional", words=say("ask.source")), max_chars=300, **jotting.widget("source"))
    worse = st.segmented_control(
        say("ask.optional", words=say("years.worse")), ("high", "low"),
        format_func=lambda side: say(f"years.{side}"), **jotting.widget("worse"),
    )  # fmt: skip
    name = who.name_field(jotting.key("name"))
    if not st.button(say("years.do"), key=f"years-send-{dialogue.id}"):
        return
    found = years_in(bad or "")
    if not name.strip() or not found or not (of or "").strip():
        words = say("years.missing") if name.strip() else who.missing()
        show(html('<div class="refusal" role="alert">{words}</div>', words=words))
        return
    who.introduce(name)
    key = session.submission("years", dialogue.id, jotting.sent(), fingerprint([found, of, source, worse]))
    _, error = attempt(
        lambda: broker.remember(
            dialogue.id, found, by=session.visitor().by, of=of, source=source or "", worse=worse or "", key=key
        )
    )
    if error is not None:
        refused(error)
    else:
        jotting.finish()
        st.rerun()


def years_in(text: str) -> list[int]:
    """Return the years written in a text, each once, in order; a range ("1988–1990") is all its years."""
    found: set[int] = set()
    for first, last in re.findall(r"\b(\d{4})\b(?:\s*[–-]\s*(\d{4})\b)?", text):
        end = int(last) if last else int(first)
        found |= set(range(int(first), end + 1)) if int(first) <= end <= int(first) + 60 else {int(first), end}
    return sorted(found)


def _strip(kept: Remembered) -> Html:
    hindsight = kept.hindsight
    if hindsight is None:
        return html('<p class="quiet">{words}</p>', words=say("act.withheld"))
    units = str(kept.observed.get("units", ""))
    boxes = join(
        html(
            '<i class="year {kind}" title="{year}: {value}"><span>{short}</span></i>',
            kind=KINDS.get(year.verdict, "none"),
            year=year.year,
            value=amount(year.value, units),
            short=f"’{year.year % 100:02d}",
        )
        for year in hindsight.years
    )
    told = say("years.told", hits=len(hindsight.hits), bad=hindsight.bad, alarms=len(hindsight.false_alarms))
    key = join(
        html('<span><i class="year {kind}"></i> {words}</span>', kind=kind, words=say(f"years.{kind}"))
        for kind in KINDS.values()
    )
    return html(
        '<p><b>{of}</b> {told}</p><div class="years" role="img" aria-label="{told}">{boxes}</div>'
        '<p class="strip-key small">{key}</p><p class="quiet small">{title}</p>',
        of=kept.of,
        told=told,
        boxes=boxes,
        key=key,
        title=kept.observed.get("title", ""),
    )
