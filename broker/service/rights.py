"""Acts on topics on which rights were agreed: by who decides, with their consent, or openly against them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from broker.access import Actor
from broker.dialogue import Dialogue
from broker.dialogue.rights import TOPIC_WORDS, Right, consents, vetoes
from broker.errors import InvalidResponse, NotAllowed
from broker.wording import kept

#: Part of a need file → the topic on which whoever changes it acts; every other part is of the definition.
_TOPIC_OF = {"datasets": "data", "statement": "wording", "language": "wording", "units": "wording"}


def topics_of_change(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the topics on which a changed need acts: the definition, the choice of data, the wording, or several."""
    changed = {part for part in {*before, *after} if before.get(part) != after.get(part)}
    return tuple(sorted({_TOPIC_OF.get(part, "definition") for part in changed}, reverse=True))


@dataclass(frozen=True)
class RightsUsed:
    """What somebody wants to do, and on what they ground it where they do not decide themselves.

    Attributes
    ----------
    doing : str
        What is done, after "wants to".
    consent : str
        Id of the contribution by which somebody who decides consented to it.
    against : str
        Why it is done against the rights, where it is; it is then marked and shown as such.
    """

    actor: Actor
    doing: str
    consent: str = ""
    against: str = ""

    def on(self, dialogue: Dialogue, topics: Iterable[str]) -> dict[str, Any]:
        """Return what the event of the act says of the rights in force on its topics; nothing where there are none.

        Raises
        ------
        NotAllowed
            If somebody does it who does not decide, without consent, and not openly against the rights; its options
            are the topics on which they do not.
        InvalidResponse
            If what is called consent is none.
        """
        held = {topic: dialogue.rights[topic] for topic in topics if topic in dialogue.rights}
        because = kept(self.against, "The reason to act against agreed rights", required=False)
        how = {topic: _how(dialogue, self.actor, right, self.consent.strip()) for topic, right in held.items()}
        against = [topic for topic, found in how.items() if not found]
        if against and not because.strip():
            refusal = _refusal(dialogue, self.actor, held[against[0]], self.doing)
            raise NotAllowed(refusal, code="against-rights", options=tuple(against))
        marked = {topic: found or "against" for topic, found in how.items()}
        return {
            **({"by_rights": marked} if marked else {}),
            **({"consent": self.consent.strip()} if "consent" in marked.values() else {}),
            **({"against": ", ".join(against), "against_because": because} if against else {}),
        }


def _how(dialogue: Dialogue, actor: Actor, right: Right, consent: str) -> str:
    """Return ``inside``, ``consent`` or nothing, where it would be against the right."""
    me = dialogue.person(actor.id) or dialogue.person(actor.name) or actor.name
    if right.has("decides", me, dialogue.side_of(me)) and not vetoes(dialogue, right):
        return "inside"
    if not consent:
        return ""
    said = dialogue.contributions.find(consent)
    if said is None or not consents(dialogue, right, said):
        raise InvalidResponse(
            f"{consent} was given as the consent of those who decide on the {right.topic}, but it is not a statement, "
            f"an answer, a decision or a compromise of {_named(dialogue, right.of('decides'))}, so it consents to "
            f"nothing. Name the contribution in which they agree.",
            code="no-consent",
        )
    return "consent"


def _refusal(dialogue: Dialogue, actor: Actor, right: Right, doing: str) -> str:
    stopped = vetoes(dialogue, right)
    agreed = ", ".join(one.id for one in (right.proposed, *right.agreed))
    who = _named(dialogue, right.of("decides"))
    why = f"{TOPIC_WORDS[right.topic]} is decided by {who}"
    doer = actor.name or "Somebody without a name"
    if stopped:
        veto = stopped[-1]
        why += f", and {dialogue.name_of(veto.speaker)}, who may stop it, objects ({veto.id}: {veto.text})"
    return (
        f"{doer} wants to {doing}, but by the rights agreed in this dialogue ({agreed}) {why}. Ask {who}, name "
        f"the contribution by which they consent (--consent e7), or do it openly against the rights and say why "
        f'(--against-rights "because …").'
    )


def _named(dialogue: Dialogue, people: Iterable[str]) -> str:
    sides = {"user": "the users", "producer": "the producers", "facilitator": "the facilitators", "other": "the others"}
    names = [sides.get(one) or dialogue.name_of(one) for one in people]
    return " or ".join(names)
