"""What an answer will take, before it is made: series, cells, time, and what would be quicker."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from broker.service import Broker
from broker.ui import session
from broker.ui.components.doing import shown_time
from broker.ui.components.markup import plain
from broker.ui.components.refusal import attempt, refused
from broker.ui.messages import say
from translators.specification import Specification

if TYPE_CHECKING:
    from broker.engine.plan import Plan

#: What takes less is not worth a word about what would be quicker.
LONG_S = 20.0


def show_cost(broker: Broker, specification: Specification) -> None:
    """Draw one line of what the answer takes; a refusal where it would not fit into memory, however it is cut."""
    cost, error = attempt(lambda: broker.plan(specification, by=session.visitor().by))
    if error is not None:
        refused(error)
    if cost is None:
        return
    if cost.bytes == 0 and cost.seconds < 1:
        st.caption(plain(say("need.cost.known")))
        return
    cells = cells_of(cost)
    facts = {"simulations": cost.simulations, "cells": cells, "time": shown_time(cost.total)}
    st.caption(plain(say("need.cost.one" if cells == 1 else "need.cost", **facts)))
    for offer in cost.offers if cost.total > LONG_S else ():
        st.caption(plain(say("need.cost.cheaper", words=offer.words, time=shown_time(offer.seconds))))


def cells_of(cost: Plan) -> int:
    """Return how many cells lie under a place: those of one series, in the middle where grids differ."""
    return max(1, round(cost.cells / max(1, cost.simulations)))
