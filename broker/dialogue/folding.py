"""Events become a dialogue, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from broker.dialogue.ledger import APPLY, Entry, entries_of
from broker.dialogue.rounds import Response, Round
from broker.dialogue.understanding import checked
from broker.dialogue.whole import Dialogue
from broker.events import Event
from broker.mismatch import Mismatch


def fold(events: Iterable[Event]) -> Dialogue:
    """Return the dialogue that these events tell, oldest first (the first one is ``DialogueOpened``)."""
    dialogue: Dialogue | None = None
    for event in events:
        if dialogue is None:
            dialogue = Dialogue(
                id=event.dialogue,
                title=event.data["title"],
                opened_by=event.by,
                opened_at=event.moment,
                last_at=event.moment,
                version=event.sequence,
            )
            continue
        dialogue = _APPLY[event.kind](dialogue, event)
        dialogue = replace(dialogue, version=event.sequence, last_at=event.moment)
    if dialogue is None:
        raise ValueError("a dialogue has at least one event")
    return dialogue


def _open_round(dialogue: Dialogue, event: Event) -> Dialogue:
    asked = event.data["specification"]
    before = dialogue.rounds[-1] if dialogue.rounds else None
    opened = Round(
        number=event.round,
        need_mapping=event.data["need"],
        specification_json=asked,
        opened_at=event.moment,
        opened_by=event.by,
        because=event.data.get("because", ""),
        ledger=entries_of(
            event.round,
            asked,
            event.by,
            before.ledger if before else (),
            same_index=before is not None and before.specification_json["index"] == asked["index"],
        ),
    )
    return replace(dialogue, rounds=(*dialogue.rounds, opened))


def _in_round(change: Callable[[Round, Event], Round]) -> Callable[[Dialogue, Event], Dialogue]:
    def apply(dialogue: Dialogue, event: Event) -> Dialogue:
        rounds = tuple(change(r, event) if r.number == event.round else r for r in dialogue.rounds)
        return replace(dialogue, rounds=rounds)

    return apply


def _matched(one: Round, event: Event) -> Round:
    match = event.data["match"]
    return replace(one, match=match, mismatches=tuple(Mismatch.from_json(m) for m in match["mismatches"]))


def _built(one: Round, event: Event) -> Round:
    data = event.data
    return replace(
        one,
        product_id=data["product"],
        product_files=data["files"],
        units=data["units"],
        summary=tuple(data["summary"]),
        sentence=data["sentence"],
        warnings=tuple(data["warnings"]),
    )


def _responded(one: Round, event: Event) -> Round:
    said = Response(by=event.by, at=event.moment, text=event.data["text"], fits=event.data["fits"])
    return replace(one, responses=(*one.responses, said))


def _spoken_to(change: Callable[[Entry, Event], Entry]) -> Callable[[Round, Event], Round]:
    def apply(one: Round, event: Event) -> Round:
        return replace(one, ledger=tuple(change(e, event) if e.id == event.data["entry"] else e for e in one.ledger))

    return apply


def _closed(dialogue: Dialogue, event: Event) -> Dialogue:
    return replace(dialogue, closed_at=event.moment, closed_because=event.data["because"])


_APPLY: dict[str, Callable[[Dialogue, Event], Dialogue]] = {
    "NeedStated": _open_round,
    "NeedRevised": _open_round,
    "DatasetsMatched": _in_round(_matched),
    "ProductBuilt": _in_round(_built),
    "ResponseGiven": _in_round(_responded),
    **{kind: _in_round(_spoken_to(change)) for kind, change in APPLY.items()},
    "ComprehensionChecked": _in_round(lambda one, e: replace(one, comprehension=(*one.comprehension, checked(e)))),
    "RoundClosed": _in_round(lambda one, event: replace(one, closed_at=event.moment)),
    "DialogueClosed": _closed,
}
