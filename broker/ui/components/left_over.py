"""Somebody was still writing when another made the next round: nothing is lost, and both texts stand side by side."""

from __future__ import annotations

from typing import Any

from broker.dialogue import Dialogue, Round
from broker.service import Broker
from broker.ui import session
from broker.ui.components import conflict
from broker.ui.components.jotting import Jotting
from broker.ui.components.making import fingerprint
from broker.ui.components.markup import html, show
from broker.ui.components.trying import about_next
from broker.ui.messages import say


def show_left_over(broker: Broker, dialogue: Dialogue, one: Round) -> None:
    """Draw what the visitor was about to change of a round that went on meanwhile, beside what was changed.

    What they wrote waits in the round of now as well, as a change that can be tried and sent from there.
    """
    draft, now = session.draft_about(about_next(dialogue, one)), dialogue.round
    if draft is None or now.number == one.number or fingerprint(draft.need) == fingerprint(one.need_mapping):
        return
    later = [told for told in dialogue.rounds if told.number > one.number]
    if any(fingerprint(told.need_mapping) == fingerprint(draft.need) for told in later):
        return
    show(html('<div class="refusal" role="alert">{words}</div>', words=say("refusal.conflict")))
    because = Jotting(f"next-{dialogue.id}-{one.number + 1}").value("because") or ""
    conflict.show_both(broker, dialogue.id, one, draft, because)
    about = about_next(dialogue, now)
    if now.is_open and session.draft_about(about) is None:
        need = carried(one.need_mapping, draft.need, now.need_mapping)
        session.keep(session.begin_about(about, need=need, settled=draft.settled))


def carried(before: dict[str, Any], mine: dict[str, Any], now: dict[str, Any]) -> dict[str, Any]:
    """Return a need as it is now with the parts that were changed of what was before; a region is one part."""
    told = dict(now)
    for name in dict.fromkeys([*before, *mine]):
        old, new = before.get(name), mine.get(name)
        if old == new:
            continue
        if new is None:
            told.pop(name, None)
        elif isinstance(old, dict) and isinstance(new, dict) and isinstance(now.get(name), dict) and name != "region":
            told[name] = carried(old, new, now[name])
        else:
            told[name] = new
    return told
