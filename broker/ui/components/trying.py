"""Try something else: the question of a round, changeable, with its numbers at once; and the next round made of it.

What was tried can also be proposed to the others, who decide whether the next round is made so.
"""

from __future__ import annotations

import streamlit as st

from broker.dialogue import Dialogue, Round
from broker.errors import Conflict
from broker.service import Broker
from broker.service.rights import topics_of_change
from broker.ui import pages, session
from broker.ui.components import conflict, sliding, who
from broker.ui.components.data_choice import choose_data
from broker.ui.components.doing import carry_out
from broker.ui.components.grounds import Grounds
from broker.ui.components.jotting import Jotting
from broker.ui.components.making import fingerprint
from broker.ui.components.markup import html, show
from broker.ui.components.reading import ask_questions, understand
from broker.ui.components.refusal import attempt, refused
from broker.ui.components.sentence import Understanding, show_sentence
from broker.ui.messages import say
from broker.ui.session import Draft
from translators.need import Need


def try_another(broker: Broker, dialogue: Dialogue, one: Round) -> int | None:
    """Draw the question of the round to change; return the next round's number once it is made."""
    st.caption(say("answer.try.note"))
    understanding = understand(broker, draft_of(dialogue, one))
    sliding.show_sliders(understanding, one)
    match, is_other = understanding.match, is_changed(understanding.draft, one)
    # The answer follows where the hand is: under the sliders, not under all that can be changed.
    if is_other and match is not None and match.unmet is not None:
        refused(match.unmet)
    elif is_other and match is not None:
        sliding.show_live(broker, one, understanding)
    _show_all_parts(broker, understanding, dialogue, one)
    ask_questions(understanding)
    if not is_other:
        show(html('<p class="quiet">{words}</p>', words=say("answer.try.same")))
        return None
    return None if match is None else _next_round(broker, dialogue, one, understanding)


def _show_all_parts(broker: Broker, understanding: Understanding, dialogue: Dialogue, one: Round) -> None:
    """Draw every part of the question for those who want to change more than the sliders do, and for nobody else."""
    key = f"more-{dialogue.id}-{one.number}"
    # As it was found: what opened by itself while a slider moves would push the page about.
    is_begun = st.session_state.setdefault(f"begun-{key}", is_changed(understanding.draft, one))
    more = st.expander(say("answer.try.more"), expanded=is_begun, key=key, on_change="rerun")
    if more.open:
        with more:
            show_sentence(understanding)
            choose_data(broker, understanding)


def about_next(dialogue: Dialogue, one: Round) -> str:
    """Return what the draft of the round after a round is kept under."""
    return f"next:{dialogue.id}:{one.number}"


def draft_of(dialogue: Dialogue, one: Round) -> Draft:
    """Return this session's draft of what comes after a round; at first, the round's own need."""
    about = about_next(dialogue, one)
    known = session.draft_about(about)
    if known is None:
        said = set(one.need_mapping) | set(one.need_mapping.get("time", {})) | {"metric", "region"}
        parameters = one.need_mapping.get("metric", {}).get("parameters", {})
        known = session.begin_about(
            about, need=one.need_mapping, settled=frozenset({"horizon"} & _named(said) | set(parameters))
        )
    return known


def _named(said: set[str]) -> set[str]:
    return {"horizon"} if "horizons" in said else set()


def is_changed(draft: Draft, one: Round) -> bool:
    """Whether the draft says anything else than the round."""
    return fingerprint(draft.need) != fingerprint(one.need_mapping)


def _next_round(broker: Broker, dialogue: Dialogue, one: Round, understanding: Understanding) -> int | None:
    name = f"next-{dialogue.id}-{one.number + 1}"
    draft = understanding.draft
    jotting = Jotting(name)
    because = st.text_input(
        say("answer.try.because"),
        placeholder=say("answer.try.because.example"),
        max_chars=1000,
        **jotting.widget("because"),
    )
    by = who.name_field(f"{name}-name")
    with st.container(horizontal=True):
        sent = st.button(
            say("answer.try.make", number=dialogue.next_number), type="primary", key=f"{name}-make-{jotting.sent()}"
        )
        beside = st.button(say("answer.try.beside"), key=f"{name}-beside-{jotting.sent()}")
        proposed = st.button(
            say("proposal.make"), key=f"{name}-propose-{jotting.sent()}", help=say("proposal.make.note")
        )
    grounds = Grounds(dialogue, f"revise-{one.number}", topics_of_change(one.need_mapping, draft.need))
    ground = grounds.ask(broker)
    if not sent and not beside and not proposed and not ground:
        return None
    if not by.strip() or not because.strip():
        missing = who.missing() if not by.strip() else say("answer.try.because.missing")
        show(html('<div class="refusal" role="alert">{words}</div>', words=missing))
        return None
    who.introduce(by)
    speaker, key = session.visitor().by, session.submission(name, beside, fingerprint(draft.need))
    if proposed:
        _propose(broker, dialogue, one, draft, because, jotting)
        return None

    def act(progress: object) -> int:
        need, words = Need.of(draft.need), because.strip()
        if beside:
            made = broker.branch(dialogue.id, need, by=speaker, because=words, round_number=one.number, key=key)
        else:
            made = broker.revise(
                dialogue.id, need, by=speaker, because=words, key=key, expected_round=one.number, **ground
            )
        broker.build_round(dialogue.id, by=speaker, key=f"{key}:build", progress=progress)
        return made.round.number

    def leads_to(made: int) -> tuple[object, dict[str, str]]:
        return pages.ANSWER, {"dialogue": dialogue.id, "round": str(made)}

    made, error = attempt(lambda: carry_out(key, say("need.making"), act, leads_to))
    if isinstance(error, Conflict):
        conflict.show_both(broker, dialogue.id, one, draft, because)
    if error is not None:
        grounds.refuse(error)
    else:
        grounds.settle()
        session.forget(draft)
        jotting.finish()
    return made


def _propose(broker: Broker, dialogue: Dialogue, one: Round, draft: Draft, because: str, jotting: Jotting) -> None:
    """Put what was tried before the others, who take it into the next round or speak against it."""
    key = session.submission("propose", dialogue.id, one.number, fingerprint([draft.need, because]))
    _, error = attempt(
        lambda: broker.propose(
            dialogue.id, Need.of(draft.need), by=session.visitor().by, because=because, round_number=one.number, key=key
        )
    )
    if error is not None:
        refused(error)
    else:
        session.forget(draft)
        jotting.finish()
        st.rerun()
