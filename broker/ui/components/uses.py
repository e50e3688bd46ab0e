"""What a dataset is used for: which needs, at which places, for which decisions, and what people said against it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import streamlit as st

from broker.data_use import DataUse, Remark
from broker.mismatch import AXES
from broker.service import Broker
from broker.ui import pages, session
from broker.ui.components.footprints import show_boxes
from broker.ui.components.heading import date
from broker.ui.components.markup import Html, html, join, plain, show
from broker.ui.components.refusal import attempt, refused
from broker.ui.messages import is_known, say
from catalog.record import Version

#: Remarks that are told one by one of each use; the rest lie folded under them.
MOST_REMARKS = 3


def show_uses(broker: Broker, version: Version) -> None:
    """Draw who used a dataset, where and what for, and what was objected."""
    st.header(say("catalog.uses"), anchor="uses")
    by = session.visitor().by
    found, error = attempt(lambda: broker.data_uses(version.dataset, by=by))
    counted, _ = attempt(lambda: broker.uses(version.dataset, by=by))
    if error is not None:
        refused(error)
        return
    if not counted:
        show(html('<p class="quiet">{words}</p>', words=say("catalog.uses.none")))
        return
    products = len({use.product for use in counted})
    words = say("catalog.uses.one") if products == 1 else say("catalog.uses.many", count=products)
    objected = sum(len(one.standing) for one in found or ())
    open_words = say("uses.open.one") if objected == 1 else say("uses.open", count=objected)
    show(html("<p>{words} {open}</p>", words=words, open=open_words if objected else ""))
    places = {one.box: one.place for one in found or () if one.box}
    if places:
        show_boxes(places, key="uses-map", height_px=260)
    for one in found or ():
        show_use(one, "data")


def show_use(one: DataUse, name: str) -> None:
    """Draw one dialogue that used data: need, place, decision, and what was said; `name` tells lists apart."""
    with st.container(key=f"use-{name}-{one.dialogue}", gap=None):
        words = plain(one.statement or one.title or one.dialogue)
        if st.button(words, key=f"open-{name}-{one.dialogue}", type="tertiary"):
            st.switch_page(pages.DIALOGUE, query_params={"dialogue": one.dialogue})
        show(
            html(
                '<p class="quiet small">{facts}</p><div class="notes">{remarks}</div>',
                facts=join(filter(None, _facts(one)), " · "),
                remarks=_remarks(one.remarks),
            )
        )


def _facts(one: DataUse) -> list[str]:
    numbers = ", ".join(map(str, one.rounds))
    decision = ""
    if one.decision:
        by = _date(one.decided_by)
        decision = say("uses.decision", decision=one.decision, date=by) if by else one.decision
    made = say("uses.made", data=", ".join(one.data), rounds=numbers, date=date(one.last))
    return [one.place, decision, made]


def _date(iso: str) -> str:
    try:
        return date(dt.date.fromisoformat(iso))
    except ValueError:
        return ""


def _remarks(said: Sequence[Remark]) -> Html:
    """Return what stands open first, then the latest of the rest."""
    ordered = sorted(said, key=lambda one: (not one.is_open, -one.at.timestamp()))
    first = join(map(_remark, ordered[:MOST_REMARKS]))
    rest = ordered[MOST_REMARKS:]
    if not rest:
        return first
    return html(
        "{first}<details><summary>{words}</summary>{rest}</details>",
        first=first,
        words=say("catalog.more", count=len(rest)),
        rest=join(map(_remark, rest)),
    )


def _remark(one: Remark) -> Html:
    about = ", ".join(_about(name) for name in one.about)
    return html(
        '<div class="note {kind}"><p><b>{what}</b> {about} {state}</p><p class="said">{text}</p>'
        '<p class="quiet small">{by}, {date}</p></div>',
        kind="warning" if one.is_open else "",
        what=say(f"remark.{one.kind}"),
        about=html('<span class="quiet">{about}</span>', about=about) if about else Html(""),
        state=html('<span class="chip nearly">{words}</span>', words=say("remark.open")) if one.is_open else Html(""),
        text=one.text,
        by=one.by,
        date=date(one.at),
    )


def _about(name: str) -> str:
    bare = name.rpartition("-")[2]
    if bare in AXES:
        return say(f"axis.{bare}")
    for key in (f"word.topic.{bare}", f"ledger.about.{bare}", f"part.{bare}"):
        if is_known(key):
            words = say(key)
            return words[:1].upper() + words[1:]
    return bare
