"""From an understood need to its answer: one submission, one dialogue, one round."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import Any

import streamlit as st

from broker.service import Broker
from broker.ui import pages, resources, session
from broker.ui.components import decided, who
from broker.ui.components.doing import carry_out
from broker.ui.components.markup import html, show
from broker.ui.components.refusal import attempt, refused
from broker.ui.components.sentence import Understanding
from broker.ui.messages import say
from broker.ui.session import Draft
from translators.need import Need


def make_answer(broker: Broker, understanding: Understanding, *, can_be_built: bool) -> str | None:
    """Draw the form that opens a dialogue and makes its first answer; return the dialogue's id once it is done."""
    draft = understanding.draft
    decision, by = decided.ask(draft)
    name = who.name_field("make-name")
    sent = st.button(say("need.make") if can_be_built else say("need.keep"), type="primary", key="make")
    if not sent:
        return None
    if not name.strip():
        show(html('<div class="refusal" role="alert">{words}</div>', words=who.missing()))
        return None
    who.introduce(name)
    mapping = decided.with_decision(draft, decision, by)
    # The same draft with the same content is one submission, however often the button is pressed.
    key = f"open:{draft.token}:{fingerprint(mapping)}"
    making = {"key": key, "need": mapping, "by": session.visitor().by, "built": can_be_built}
    return _carry_out(broker, replace(draft, making=making))


def go_on(broker: Broker, draft: Draft) -> str | None:
    """Draw how far the answer of a draft is, or that its making was interrupted; return as `make_answer`."""
    if resources.get_works().known(draft.making["key"]) is None:
        show(html('<div class="help" role="alert">{words}</div>', words=say("need.interrupted")))
        with st.container(horizontal=True):
            again = st.button(say("need.make.again"), type="primary", key="make-again")
            if st.button(say("need.make.change"), key="make-change", type="tertiary"):
                session.keep(replace(draft, making={}))
                st.rerun()
        if not again:
            return None
    else:
        st.caption(say("doing.leave"))
    return _carry_out(broker, draft)


def _carry_out(broker: Broker, draft: Draft) -> str | None:
    """Make the answer, or wait for it where it is being made; the draft remembers that until it is done."""
    making = draft.making
    session.keep(draft)
    act = _act(broker, making["need"], making["by"], making["key"], making["built"])
    made, error = attempt(lambda: carry_out(making["key"], say("need.making"), act, _leads_to, "need"))
    if error is not None:
        session.keep(replace(draft, making={}))
        refused(error)
    else:
        session.forget(draft)
        decided.forget(draft)
    return made


def _leads_to(made: str) -> tuple[Any, dict[str, str]]:
    return pages.ANSWER, {"dialogue": made, "round": "1"}


def fingerprint(value: Any) -> str:
    """Return a short hash of plain values: equal values, equal hash."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=str).encode()).hexdigest()[:16]


def _act(broker: Broker, mapping: dict[str, Any], by: str, key: str, can_be_built: bool) -> Any:
    def act(progress: Any) -> str:
        dialogue = broker.open_dialogue(Need.of(mapping), by=by, key=key)
        if can_be_built:
            broker.build_round(dialogue.id, by=by, key=f"{key}:build", progress=progress)
        return dialogue.id

    return act
