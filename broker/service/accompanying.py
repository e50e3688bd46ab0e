"""Who accompanies a dialogue, and is neutral in it."""

from __future__ import annotations

from broker.access import Actor
from broker.dialogue import Dialogue


def accompanies(dialogue: Dialogue, actor: Actor) -> bool:
    """Whether somebody accompanies a dialogue: joined as facilitator, or has that role and is on no side of it."""
    side = dialogue.side_of(dialogue.person(actor.id) or actor.name)
    return side == "facilitator" or (not side and "facilitator" in actor.roles)
