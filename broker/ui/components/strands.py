"""Paths of a dialogue side by side: what each asks and answers now, and the decision by which they become one again."""

from __future__ import annotations

import streamlit as st

from broker.dialogue import Dialogue, Round, Strand
from broker.service import Broker
from broker.ui import pages, session
from broker.ui.components import who
from broker.ui.components.answer import halves, sentence_here
from broker.ui.components.doing import carry_out
from broker.ui.components.grounds import Grounds
from broker.ui.components.jotting import Jotting
from broker.ui.components.making import fingerprint
from broker.ui.components.markup import Html, html, plain, show
from broker.ui.components.ranges import ends, picture
from broker.ui.components.refusal import attempt
from broker.ui.messages import say

#: So many stand beside each other; further ones stand below.
SIDE_BY_SIDE = 3


def alive(dialogue: Dialogue) -> list[Strand]:
    """Return the strands that go on by themselves."""
    return [one for one in dialogue.strands if not one.rejoined_in]


def show_strands(dialogue: Dialogue) -> None:
    """Draw every strand with its latest answer, all on one scale where their units allow it."""
    heads = {one.id: dialogue.head(one.id) for one in dialogue.strands}
    alike = len({head.units for head in heads.values() if head.units}) == 1
    scale = ends(head.summary for head in heads.values()) if alike else None
    for first in range(0, len(dialogue.strands), SIDE_BY_SIDE):
        shown = dialogue.strands[first : first + SIDE_BY_SIDE]
        for column, strand in zip(st.columns(len(shown), gap="large"), shown, strict=True):
            with column:
                _show(dialogue, strand, heads[strand.id], scale)


def called(strand: Strand) -> str:
    """Return how people call a strand."""
    words = strand.title or strand.because or say("head.first_path")
    return words[:1].upper() + words[1:]


def _show(dialogue: Dialogue, strand: Strand, head: Round, scale: tuple[float, float] | None) -> None:
    if strand.from_round:
        origin = say("strands.from", number=strand.from_round, by=strand.opened_by)
    else:
        origin = say("strands.first", by=strand.opened_by or dialogue.opened_by)
    if head.sentence:
        answer = html("<p>{words}</p>", words=halves(sentence_here(head, dialogue.id))[0])
    else:
        answer = html('<p class="quiet">{words}</p>', words=say("answer.unbuilt"))
    ended = say("strands.ended", number=strand.rejoined_in, decision=strand.decision) if strand.rejoined_in else ""
    show(
        html(
            '<h3>{title}</h3><p class="quiet small">{origin}</p>{ended}{answer}{picture}',
            title=called(strand),
            origin=origin,
            ended=html('<p class="note small">{words}</p>', words=ended) if ended else Html(""),
            answer=answer,
            picture=picture(head.summary, head.units, scale=scale),
        )
    )
    if st.button(say("dialogue.open.answer", number=head.number), key=f"strand-{strand.id}", type="tertiary"):
        st.switch_page(pages.ANSWER, query_params={"dialogue": dialogue.id, "round": str(head.number)})


def ask_decision(broker: Broker, dialogue: Dialogue) -> None:
    """Draw the form of the decision by which strands go on as one; its round is made at once."""
    there = {one.id: one for one in alive(dialogue)}
    if len(there) < 2 or not dialogue.is_open:
        return
    jotting = Jotting(f"rejoin-{dialogue.id}")
    with st.expander(say("strands.rejoin"), expanded=bool(jotting.value("decision"))):
        holds = st.selectbox(
            say("strands.holds"), list(there), index=None, placeholder="",
            format_func=lambda one: plain(_option(dialogue, there[one])), **jotting.widget("holds"),
        )  # fmt: skip
        others = [one for one in there if one != holds]
        if holds and len(others) > 1:
            others = st.pills(
                say("strands.others"), others, selection_mode="multi",
                format_func=lambda one: plain(called(there[one])), **jotting.widget("others"),
            )  # fmt: skip
        decision = st.text_area(say("strands.decision"), height=90, max_chars=2000, **jotting.widget("decision"))
        because = st.text_input(
            say("ask.optional", words=say("ask.because")), max_chars=1000, **jotting.widget("because")
        )
        dissent = st.text_input(
            say("ask.optional", words=say("ask.dissent")), max_chars=1000, **jotting.widget("dissent")
        )
        name = who.name_field(jotting.key("name"))
        sent = st.button(say("strands.do"), type="primary", key=f"rejoin-{dialogue.id}-{jotting.sent()}")
        grounds = Grounds(dialogue, "rejoin", ["definition"])
        ground = grounds.ask(broker)
        if not sent and not ground:
            return
        if not name.strip() or not holds or not others or not decision.strip():
            words = say("strands.missing") if name.strip() else who.missing()
            show(html('<div class="refusal" role="alert">{words}</div>', words=words))
            return
        who.introduce(name)
        joined, said = [holds, *others], {"decision": decision, "because": because or "", "dissent": dissent or ""}
        key = session.submission("rejoin", dialogue.id, jotting.sent(), fingerprint([joined, said]))
        by = session.visitor().by

        def act(progress: object) -> int:
            made = broker.rejoin(dialogue.id, joined, by=by, key=key, **said, **ground)
            broker.build_round(dialogue.id, by=by, key=f"{key}:build", progress=progress)
            return made.round.number

        number, error = attempt(lambda: carry_out(key, say("need.making"), act))
        if error is not None:
            grounds.refuse(error)
            return
        grounds.settle()
        jotting.finish()
    st.switch_page(pages.ANSWER, query_params={"dialogue": dialogue.id, "round": str(number)})


def _option(dialogue: Dialogue, strand: Strand) -> str:
    return f"{called(strand)} · {say('dialogue.round', number=dialogue.head(strand.id).number)}"
