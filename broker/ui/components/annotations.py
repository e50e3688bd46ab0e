"""Notes beside an answer: what somebody who knows the data or the place says of one part of it."""

from __future__ import annotations

import streamlit as st

from broker.dialogue import Dialogue, Round
from broker.dialogue.contributions import Contribution
from broker.dialogue.contributions.table import TOPICS
from broker.mismatch import AXES
from broker.service import Broker
from broker.ui import session
from broker.ui.components import who
from broker.ui.components.heading import date
from broker.ui.components.jotting import Jotting
from broker.ui.components.making import fingerprint
from broker.ui.components.markup import Html, html, join, show
from broker.ui.components.refusal import attempt, refused
from broker.ui.messages import say

#: As what a note is kept: the word of its kind of contribution.
KINDS = ("statement", "uncertainty", "local-knowledge", "objection")
#: What a note may be about: the choice of data and the definition, and the three axes.
ABOUT = (*TOPICS[:2], *AXES)
_EVENTS = ("StatementMade", "UncertaintyNamed", "LocalKnowledgeGiven", "ObjectionRaised")


def show_annotations(dialogue: Dialogue, one: Round) -> None:
    """Draw the notes to an answer, oldest first; nothing where there is none."""
    notes = [said for said in one.contributions if said.kind in _EVENTS and _is_about_a_part(said)]
    if notes:
        show(html("<h3>{title}</h3>", title=say("annotation.title")))
        show(html('<div class="notes">{notes}</div>', notes=join(_note(dialogue, said) for said in notes)))


def _is_about_a_part(said: Contribution) -> bool:
    return said.about.rpartition("-")[2] in (*AXES, *TOPICS)


def _note(dialogue: Dialogue, said: Contribution) -> Html:
    return html(
        '<div class="note {kind}"><p><b>{what}</b> <span class="quiet">{about}</span></p><p class="said">{text}</p>'
        '<p class="quiet small">{by}, {date}</p></div>',
        kind="warning" if said.form.word == "objection" else "",
        what=say(f"annotation.kind.{said.form.word}"),
        about=_about_in_words(said.about.rpartition("-")[2]),
        text=said.text,
        by=dialogue.name_of(said.speaker),
        date=date(said.day),
    )


def _about_in_words(about: str) -> str:
    return say(f"axis.{about}") if about in AXES else say(f"word.topic.{about}")


def ask_annotation(broker: Broker, dialogue: Dialogue, one: Round) -> None:
    """Draw the form of a note to one part of an answer; it is kept once, as a contribution of the round."""
    jotting = Jotting(f"note-{dialogue.id}-{one.number}")
    with st.expander(say("annotation.ask"), key=f"annotate-{one.number}"):
        about = st.segmented_control(
            say("annotation.about"), ABOUT, format_func=_about_in_words, **jotting.widget("about")
        )
        kind = st.segmented_control(
            say("annotation.kind"),
            KINDS,
            format_func=lambda word: say(f"annotation.kind.{word}"),
            **jotting.widget("kind"),
        )
        text = st.text_area(say("annotation.text"), height=90, max_chars=4000, **jotting.widget("text"))
        by = who.name_field(jotting.key("name"))
        if not st.button(say("annotation.send"), key=f"annotation-send-{one.number}"):
            return
        if not by.strip() or not about or not text.strip():
            words = say("annotation.missing") if by.strip() else who.missing()
            show(html('<div class="refusal" role="alert">{words}</div>', words=words))
            return
        who.introduce(by)
        word = kind or KINDS[0]
        key = session.submission("annotate", dialogue.id, one.number, jotting.sent(), fingerprint([about, word, text]))
        said = {"round_number": one.number, "about": about, "text": text, "key": key}
        said |= {"form": "observation"} if word == "local-knowledge" else {}
        _, error = attempt(lambda: broker.contribute(dialogue.id, word, by=session.visitor().by, **said))
        if error is not None:
            refused(error)
        else:
            jotting.finish()
            st.rerun()
