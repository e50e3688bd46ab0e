"""Acts on which rights were agreed: who decides, and on what somebody else grounds such an act where they want it."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from broker.dialogue import Dialogue
from broker.dialogue.acts import PARTIES
from broker.dialogue.rights import Governed, Right, consents, vetoes
from broker.service import Broker
from broker.ui import session
from broker.ui.components.jotting import Jotting
from broker.ui.components.making import fingerprint
from broker.ui.components.markup import Html, html, join, plain, show
from broker.ui.components.one_field import word
from broker.ui.components.refusal import attempt, refused
from broker.ui.messages import say

#: Code of the refusal of an act that is for others by agreed rights.
REFUSED = "against-rights"
#: What somebody may do then.
WAYS = ("ask", "consent", "against")


class Grounds:
    """What one act is grounded on, once it was refused because others decide.

    Parameters
    ----------
    act : str
        Which act of the dialogue, such as ``share``.
    topics : iterable of str
        On what it acts, as far as the page knows; a refusal adds what it is about. Those without agreed rights do not
        count.
    """

    def __init__(self, dialogue: Dialogue, act: str, topics: Iterable[str]) -> None:
        self.dialogue = dialogue
        self._act = act
        self._jotting = Jotting(f"rights-{dialogue.id}-{act}")
        refused_on = self._jotting.value("refused_on") or ()
        self.rights = [right for topic, right in dialogue.rights.items() if topic in (refused_on or tuple(topics))]

    def refuse(self, error: Exception) -> None:
        """Draw a refusal; where it is for others to decide, offer what may be done (from the next run on)."""
        if getattr(error, "code", "") != REFUSED:
            refused(error)
        else:
            self._jotting.put("refused", True)
            self._jotting.put("refused_on", list(getattr(error, "options", ())))
            st.rerun()

    def settle(self) -> None:
        """Forget that the act was refused: it is done."""
        if self._jotting.value("refused"):
            self._jotting.finish()

    def ask(self, broker: Broker) -> dict[str, str]:
        """Draw who decides and the ways out; return the ground that was given in this run, as a verb takes it."""
        if not self._jotting.value("refused") or not self.rights:
            return {}
        with st.container(border=True, key=f"grounds-{self._act}"):
            for right in self.rights:
                show(_who_decides(self.dialogue, right))
            ways = [way for way in WAYS if way != "consent" or self._consents()]
            way = st.segmented_control(
                say("grounds.way"), ways, format_func=lambda one: say(f"grounds.{one}"), **self._jotting.widget("way")
            )
            if way == "ask":
                self._ask_consent(broker)
            elif way == "consent":
                return self._name_consent()
            elif way == "against":
                return self._act_against()
        return {}

    def _consents(self) -> dict[str, str]:
        said = self.dialogue.contributions
        return {one.id: one.text for one in said if any(consents(self.dialogue, r, one) for r in self.rights)}

    def _ask_consent(self, broker: Broker) -> None:
        text = st.text_area(say("grounds.ask.text"), height=80, max_chars=2000, **self._jotting.widget("text"))
        asked = self._jotting.value("asked")
        if asked:
            show(html('<div class="help" role="status">{words}</div>', words=say("grounds.asked")))
        if not st.button(say("grounds.ask.do"), key=f"grounds-ask-{self._act}") or not text.strip():
            return
        for right in self.rights:
            for decider in right.of("decides"):
                key = session.submission("consent", self.dialogue.id, self._act, decider, fingerprint([text]))
                _, error = attempt(
                    lambda decider=decider, key=key, right=right: broker.ask_question(
                        self.dialogue.id, text, by=session.visitor().by, to=decider, about=right.topic, key=key
                    )
                )
                if error is not None:
                    refused(error)
                    return
        self._jotting.put("asked", True)
        st.rerun()

    def _name_consent(self) -> dict[str, str]:
        known = self._consents()
        said = st.selectbox(
            say("grounds.consent.which"), list(known), index=None, placeholder="",
            format_func=lambda one: plain(f"{one} · {known.get(one, '')[:80]}"), **self._jotting.widget("said"),
        )  # fmt: skip
        pressed = st.button(say("grounds.consent.do"), type="primary", key=f"grounds-consent-{self._act}")
        return {"consent": said} if pressed and said else {}

    def _act_against(self) -> dict[str, str]:
        because = st.text_area(say("grounds.because"), height=80, max_chars=1000, **self._jotting.widget("because"))
        st.caption(say("grounds.against.note"))
        if not st.button(say("grounds.against.do"), key=f"grounds-against-{self._act}"):
            return {}
        if not because.strip():
            show(html('<div class="refusal" role="alert">{words}</div>', words=say("grounds.because.missing")))
            return {}
        return {"against_rights": because.strip()}


def called(dialogue: Dialogue, people: Iterable[str]) -> str:
    """Return sides and people as they are named: "Scientists, Ruth"."""
    return ", ".join(word("decides", one) if one in PARTIES else dialogue.name_of(one) for one in people)


def _who_decides(dialogue: Dialogue, right: Right) -> Html:
    agreed = ", ".join(one.id for one in (right.proposed, *right.agreed))
    stopped = vetoes(dialogue, right)
    words = say(
        "grounds.decides", topic=word("topic", right.topic), who=called(dialogue, right.of("decides")), agreed=agreed
    )
    veto = say("grounds.veto", who=dialogue.name_of(stopped[-1].speaker), words=stopped[-1].text) if stopped else ""
    return html('<p role="alert"><b>{words}</b> {veto}</p>', words=words, veto=veto)


def show_acts_against(dialogue: Dialogue, acts: Iterable[Governed]) -> None:
    """Draw each act that was done openly against agreed rights: by whom, on what, and why."""
    marked = join(
        html(
            '<p class="note warning">{words} <span class="quiet small">{id}</span></p>',
            words=say(
                "grounds.marked", by=one.by or say("act.somebody"), topic=word("topic", one.topic), because=one.because
            ),
            id=one.event,
        )
        for one in acts
        if one.how == "against"
    )
    if marked:
        show(html('<div class="notes" role="note">{marked}</div>', marked=marked))
