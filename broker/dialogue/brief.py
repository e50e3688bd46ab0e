"""A dialogue as a list shows it: how far it is and who takes part, without what products and people say in it."""

from __future__ import annotations

from dataclasses import replace

from broker.dialogue.contributions import Contributions
from broker.dialogue.rounds import Round
from broker.dialogue.whole import Dialogue

#: Kinds of contribution that say who takes part.
_TAKING_PART = ("ParticipantJoined", "ParticipantLeft")


def in_brief(dialogue: Dialogue) -> Dialogue:
    """Return a dialogue with its title, people, participants, sides, dates, and in each round what was reached.

    A round keeps its number, dates and strand, the day of the decision, the id of the product, and who said how it
    fits; everything else of it is empty.
    """
    return replace(
        dialogue,
        rounds=tuple(_in_brief(one) for one in dialogue.rounds),
        contributions=Contributions(dialogue.contributions.of(*_TAKING_PART)),
        governed=(),
    )


def _in_brief(one: Round) -> Round:
    decided_by = (one.need_mapping.get("decision") or {}).get("by")
    return Round(
        number=one.number,
        need_mapping={"decision": {"by": decided_by}} if decided_by else {},
        specification_json={},
        opened_at=one.opened_at,
        opened_by=one.opened_by,
        product_id=one.product_id,
        responses=tuple(replace(said, text="") for said in one.responses),
        closed_at=one.closed_at,
        strand=one.strand,
        follows=one.follows,
    )
