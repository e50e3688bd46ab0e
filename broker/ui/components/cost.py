"""What an answer will take, before it is made: series, cells, time, and what would be quicker."""

from __future__ import annotations

import streamlit as st

from broker.service import Broker
from broker.ui import session
from broker.ui.components.doing import shown_time
from broker.ui.components.markup import plain
from broker.ui.components.refusal import attempt, refused
from broker.ui.messages import say
from translators.specification import Specification

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
    facts = {"simulations": cost.simulations, "cells": cost.cells, "time": shown_time(cost.total)}
    st.caption(plain(say("need.cost.one" if cost.cells == 1 else "need.cost", **facts)))
    for offer in cost.offers if cost.total > LONG_S else ():
        st.caption(plain(say("need.cost.cheaper", words=offer.words, time=shown_time(offer.seconds))))
