"""The visitor's own words, and nothing else first."""

from __future__ import annotations

import streamlit as st

from broker.service import Broker
from broker.ui import session
from broker.ui.components.jotting import Jotting
from broker.ui.components.markup import html, show
from broker.ui.components.refusal import attempt, refused
from broker.ui.messages import say
from translators.ask import proposal_to_need
from translators.need import LONGEST_STATEMENT, Need
from translators.specification import Reading

EXAMPLES = ("need.example.1", "need.example.2", "need.example.3")


def ask(broker: Broker) -> None:
    """Draw the field for the question; once it is read, a draft exists and the page begins again."""
    show(html('<p class="lead">{words}</p>', words=say("need.lead")))
    jotting = Jotting("question")
    jotting.show_found()
    words = st.text_area(
        say("need.statement"),
        height=110,
        max_chars=LONGEST_STATEMENT,
        placeholder=say("need.statement.example"),
        **jotting.widget("statement"),
    )
    sent = st.button(say("need.read"), type="primary", key="question-read")
    if sent and not words.strip():
        show(html('<div class="refusal" role="alert">{words}</div>', words=say("need.statement.missing")))
    elif sent:
        read(broker, words)
    st.caption(say("need.examples"))
    for name in EXAMPLES:
        if st.button(say(name), key=name, type="tertiary"):
            read(broker, say(name))


def read(broker: Broker, words: str) -> None:
    """Make a draft of what words were understood to ask, and begin the page again."""
    reading, error = attempt(lambda: broker.ask(words, by=session.visitor().by))
    if error is not None:
        refused(error)
        return
    Jotting("question").finish()
    session.new_draft(need=_as_far_as_understood(reading).to_mapping(), reading=reading)
    st.rerun()


def _as_far_as_understood(reading: Reading) -> Need:
    """Return the best proposal as a need; what is still missing of it is asked for on the page."""
    if not reading.proposals:
        return Need(reading.sentence, reading.language)
    best = reading.proposals[0]
    need, error = attempt(lambda: proposal_to_need(reading, best))
    if error is None:
        return need
    return Need(
        reading.sentence,
        reading.language,
        region=best.region,
        season=best.season,
        baseline=best.baseline,
        scenarios=best.scenarios,
        index=best.index,
        parameters=dict(best.parameters),
        statistic=None if best.statistic.is_mean else best.statistic,
        each=None if best.each == "season" else best.each,
        warming=best.warming,
    )
