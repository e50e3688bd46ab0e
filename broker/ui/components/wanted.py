"""What is wanted and not held: how many wait for it, where and for which decisions, who votes, what would serve."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Sequence

import streamlit as st

from broker.service import Broker
from broker.ui import pages, session
from broker.ui.components import wanted_data
from broker.ui.components.catalog_search import in_a_list
from broker.ui.components.footprints import show_boxes
from broker.ui.components.heading import date
from broker.ui.components.markup import Html, html, join, plain, show
from broker.ui.components.refusal import attempt, refused
from broker.ui.language import current
from broker.ui.messages import say
from broker.unmet import Demand, UnmetNeed
from catalog.record import Version
from translators.retelling import retold
from translators.said import told

#: More would not be read; those that most ask for are shown.
MOST = 60
#: "sfcWind (daily mean wind)": what people know comes first.
_CODE_FIRST = re.compile(r"^(\w+) \(([^()]+)\)")
#: Of the needs of one demand, so many are quoted.
_QUOTED = 5


def show_register(broker: Broker) -> None:
    """Draw the whole register, what most ask for first: where, for what, each with a vote and what would serve it."""
    by = session.visitor().by
    found = broker.demand(by=by)
    if not found:
        show(html('<p class="quiet">{words}</p>', words=say("exchanges.unmet.none")))
        return
    if not by:
        st.caption(say("register.unnamed"))
    shown = _chosen(found)
    places = {box: _title(one) for one in reversed(shown) for box in one.first.boxes[:1]}
    show_boxes(places, key="wanted-map", height_px=240)
    words = say("wanted.count.one") if len(shown) == 1 else say("wanted.count", count=len(shown))
    show(html('<p class="counted"><b>{words}</b></p>', words=words))
    most = max([1, *map(_weight, found)])
    for demand in shown[:MOST]:
        with st.container(border=True, key=f"demand-{demand.id}"):
            show(_words(demand, most))
            with st.container(horizontal=True, key=f"acts-{demand.id}", vertical_alignment="center"):
                if by:
                    _vote(broker, demand, by)
                _ways(demand)
            wanted_data.show_what_would_serve(broker, demand)


def show_wanted(broker: Broker, version: Version) -> None:
    """Draw what is wanted where a dataset lies, for its producer to see."""
    found = broker.demand(near=version, by=session.visitor().by)
    st.header(say("wanted.title"))
    if not found:
        show(html('<p class="quiet">{words}</p>', words=say("wanted.none")))
    for demand in found[:MOST]:
        show(_words(demand))


def _chosen(found: Sequence[Demand]) -> list[Demand]:
    """Draw what can be narrowed, where there is anything to choose; return the demands that pass."""
    lacking = Counter(name for one in found for name in one.first.missing)
    places = Counter(one.first.place for one in found if one.first.place)
    variable = place = None
    if len(lacking) > 1 or len(places) > 1:
        left, right = st.columns(2)
        with left:
            variable = st.selectbox(
                say("wanted.variable"), [name for name, _ in lacking.most_common()], index=None, key="wanted-variable",
                placeholder=say("catalog.any"), format_func=lambda name: in_a_list("variable", name),
            )  # fmt: skip
        with right:
            place = st.selectbox(
                say("wanted.place"), [name for name, _ in places.most_common()], index=None, key="wanted-place",
                placeholder=say("catalog.any"),
            )  # fmt: skip
    return [
        one
        for one in found
        if (not variable or variable in one.first.missing) and (not place or one.first.place == place)
    ]


def _title(demand: Demand) -> str:
    words = _CODE_FIRST.sub(r"\2 (\1)", told(demand.wanted, current()))
    # A variable's own name keeps its letters: "sfcWind" is not "SfcWind".
    return words if words.startswith(demand.first.missing) else words[:1].upper() + words[1:]


def _words(demand: Demand, most: int = 0) -> Html:
    """Return what is wanted; where it stands in a list with others, with a bar of how many ask for it."""
    served = dict.fromkeys(label for label, _ in demand.served)
    able = join(
        html(
            '<p class="chips small"><span class="chip yes">{words}</span></p>', words=say("register.served", dataset=d)
        )
        for d in served
    )
    bar = html('<div class="bar" aria-hidden="true"><i style="width:{share}%"></i></div>',
               share=round(100 * _weight(demand) / most)) if most else Html("")  # fmt: skip
    return html(
        '<div class="{kind}"><p><b>{wanted}</b></p>{bar}<p class="small">{counted}</p>{quotes}'
        '<details class="small"><summary>{why}</summary><p class="quiet">{reason}</p></details>{able}</div>',
        kind="demand" if most else "note",
        wanted=_title(demand),
        bar=bar,
        counted=_counted(demand),
        quotes=join(map(_quote, demand.needs[:_QUOTED])),
        why=say("wanted.why"),
        reason=retold(demand.first.reason, current()),
        able=able,
    )


def _weight(demand: Demand) -> int:
    return len(demand.waiting) + len(demand.votes)


def _counted(demand: Demand) -> str:
    waiting, votes = len(demand.waiting), len(demand.votes)
    needs = say("wanted.needs.one") if waiting == 1 else say("wanted.needs", count=waiting)
    given = say("wanted.votes.one") if votes == 1 else say("wanted.votes", count=votes)
    return f"{needs}, {given}"


def _quote(need: UnmetNeed) -> Html:
    decision = (need.need or {}).get("decision") or {}
    words = ""
    if decision.get("text"):
        day = _day(str(decision.get("by") or ""))
        words = say("uses.decision", decision=decision["text"], date=day) if day else str(decision["text"])
    return html(
        '<p class="said">{statement}</p>{decision}',
        statement=need.statement,
        decision=html('<p class="quiet small">{words}</p>', words=words) if words else Html(""),
    )


def _day(iso: str) -> str:
    try:
        return date(dt.date.fromisoformat(iso))
    except ValueError:
        return ""


def _ways(demand: Demand) -> None:
    """Draw the way to offer data, and where data answer by now, to the question itself and to the data."""
    if demand.waiting and st.button(say("wanted.offer"), key=f"offer-{demand.id}", type="tertiary"):
        st.switch_page(pages.PUBLISH)
    served = [label for label, _ in demand.served]
    if not served:
        return
    need = next((n.need for n in demand.needs if n.need is not None), None)
    if need is not None and st.button(say("wanted.ask"), key=f"ask-{demand.id}", type="tertiary"):
        begun = session.new_draft(need={key: value for key, value in need.items() if key != "datasets"})
        st.switch_page(pages.NEED, query_params={"draft": begun.token})
    name, _, number = served[-1].partition("@")
    if st.button(say("wanted.data", label=plain(served[-1])), key=f"data-{demand.id}", type="tertiary"):
        st.switch_page(pages.CATALOG, query_params={"dataset": name, "version": number})


def _vote(broker: Broker, demand: Demand, by: str) -> None:
    has_voted = by in demand.votes
    label = say("register.unvote") if has_voted else say("register.vote")
    if st.button(label, key=f"vote-{demand.id}"):
        act = broker.withdraw_vote if has_voted else broker.vote
        _, error = attempt(lambda: act(demand.id, by=by))
        if error is not None:
            refused(error)
            return
        st.rerun()
