"""What is wanted and not held: how many needs wait for it, who votes for it, and what could answer by now."""

from __future__ import annotations

import streamlit as st

from broker.service import Broker
from broker.ui import session
from broker.ui.components.markup import Html, html, join, show
from broker.ui.components.refusal import attempt, refused
from broker.ui.language import current
from broker.ui.messages import say
from broker.unmet import Demand
from catalog.record import Version
from translators.said import told

#: More would not be read; those that most ask for are shown.
MOST = 60
#: Of the needs of one demand, so many are quoted.
_QUOTED = 5


def show_register(broker: Broker) -> None:
    """Draw the whole register, what most ask for first, each with a vote."""
    found = broker.demand(by=session.visitor().by)
    if not found:
        show(html('<p class="quiet">{words}</p>', words=say("exchanges.unmet.none")))
        return
    by = session.visitor().by
    if not by:
        st.caption(say("register.unnamed"))
    for demand in found[:MOST]:
        with st.container(border=True, key=f"demand-{demand.id}"):
            show(_words(demand))
            if by:
                _vote(broker, demand, by)


def show_wanted(broker: Broker, version: Version) -> None:
    """Draw what is wanted where a dataset lies, for its producer to see."""
    found = broker.demand(near=version, by=session.visitor().by)
    st.header(say("wanted.title"))
    if not found:
        show(html('<p class="quiet">{words}</p>', words=say("wanted.none")))
    for demand in found[:MOST]:
        show(_words(demand))


def _words(demand: Demand) -> Html:
    quotes = join(html('<p class="said">{statement}</p>', statement=n.statement) for n in demand.needs[:_QUOTED])
    served = dict.fromkeys(label for label, _ in demand.served)
    able = join(
        html('<p class="quiet small">{words}</p>', words=say("register.served", dataset=label)) for label in served
    )
    return html(
        '<div class="note"><p><b>{counted}</b></p>{quotes}<p class="quiet small">{reason}</p>{able}</div>',
        counted=told(demand.counted, current()),
        quotes=quotes,
        reason=demand.first.reason,
        able=able,
    )


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
