"""Events become a dialogue, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from broker.attribution import named_in
from broker.dialogue.contributions import FORMS, contribution_of, person_of
from broker.dialogue.ledger import APPLY, Entry, entries_of
from broker.dialogue.meetings import held
from broker.dialogue.remembered import remembered
from broker.dialogue.rights import governed_by
from broker.dialogue.rounds import Response, Round
from broker.dialogue.strands import MAIN, Reopening, Strand
from broker.dialogue.understanding import checked
from broker.dialogue.whole import Dialogue
from broker.events import Event
from broker.mismatch import Mismatch


def fold(events: Iterable[Event]) -> Dialogue:
    """Return the dialogue that these events tell, oldest first (the first one is ``DialogueOpened``).

    What cannot be read, because somebody was erased or does not consent, is empty; a round without its need says so.
    """
    dialogue: Dialogue | None = None
    for event in events:
        if dialogue is None:
            dialogue = Dialogue(
                id=event.dialogue,
                title=event.data.get("title", ""),
                opened_by=event.by,
                opened_at=event.moment,
                last_at=event.moment,
                version=event.sequence,
                people={person_of(event): event.by},
            )
            continue
        dialogue = told_on(dialogue, event)
    if dialogue is None:
        raise ValueError("a dialogue has at least one event")
    return dialogue


def told_on(dialogue: Dialogue, event: Event) -> Dialogue:
    """Return the dialogue as one more event tells it."""
    if event.kind in _APPLY:
        dialogue = _APPLY[event.kind](dialogue, event)
    return replace(
        dialogue,
        version=event.sequence,
        last_at=event.moment,
        people=_known(dialogue.people, event),
        named=_named(dialogue.named, event),
        governed=(*dialogue.governed, *governed_by(event)),
    )


def _known(people: dict[str, str], event: Event) -> dict[str, str]:
    """Return everybody who acted, by the latest name."""
    person = person_of(event)
    return people if people.get(person) == event.by else {**people, person: event.by}


def _named(named: dict[str, str], event: Event) -> dict[str, str]:
    """Return the registered people whom others named, by the latest name."""
    more = dict(named_in(event.data))
    return {**named, **more} if more else named


def _said(dialogue: Dialogue, event: Event) -> Dialogue:
    said = contribution_of(event)
    rounds = tuple(
        replace(r, contributions=(*r.contributions, said)) if r.number == said.round else r for r in dialogue.rounds
    )
    return replace(dialogue, rounds=rounds, contributions=dialogue.contributions.with_one(said))


def _open_round(dialogue: Dialogue, event: Event) -> Dialogue:
    asked = event.data.get("specification") or {}
    strand = event.data.get("strand", MAIN)
    follows = tuple(event.data.get("follows", ())) or _before(dialogue, strand)
    opened = Round(
        number=event.round,
        need_mapping=event.data.get("need") or {},
        specification_json=asked,
        opened_at=event.moment,
        opened_by=event.by,
        because=event.data.get("because", ""),
        ledger=_ledger(event, asked, [r for n in follows for r in dialogue.rounds if r.number == n]),
        strand=strand,
        follows=follows,
    )
    if strand not in {s.id for s in dialogue.strands}:  # the first need: other strands were opened by their own event
        dialogue = replace(dialogue, strands=(*dialogue.strands, Strand(strand, "", event.by, event.moment)))
    return replace(dialogue, rounds=(*dialogue.rounds, opened))


def _before(dialogue: Dialogue, strand: str) -> tuple[int, ...]:
    """Return the round that a new one follows where its event does not say it: the last one of the strand."""
    return tuple(r.number for r in dialogue.rounds_of(strand)[-1:])


def _ledger(event: Event, asked: Mapping[str, Any], followed: Sequence[Round]) -> tuple[Entry, ...]:
    """Return the ledger of a new round: what was said to a value in the rounds that it follows stays with the value."""
    if not asked:
        return ()
    entries = entries_of(event.round, asked, event.by)
    for before in followed:
        same_index = before.specification_json.get("index") == asked["index"]
        taken = entries_of(event.round, asked, event.by, before.ledger, same_index=same_index)
        entries = tuple(entry if entry.earlier else new for entry, new in zip(entries, taken, strict=True))
    return entries


def _in_round(change: Callable[[Round, Event], Round]) -> Callable[[Dialogue, Event], Dialogue]:
    def apply(dialogue: Dialogue, event: Event) -> Dialogue:
        rounds = tuple(change(r, event) if r.number == event.round else r for r in dialogue.rounds)
        return replace(dialogue, rounds=rounds)

    return apply


def _matched(one: Round, event: Event) -> Round:
    match = event.data.get("match") or {}
    return replace(one, match=match, mismatches=tuple(Mismatch.from_json(m) for m in match.get("mismatches", ())))


def _built(one: Round, event: Event) -> Round:
    data = event.data
    return replace(
        one,
        product_id=data["product"],
        product_files=data.get("files", {}),
        units=data.get("units", ""),
        summary=tuple(data.get("summary", ())),
        sentence=data.get("sentence", ""),
        warnings=tuple(data.get("warnings", ())),
    )


def _responded(dialogue: Dialogue, event: Event) -> Dialogue:
    data = event.data
    said = Response(
        by=event.by,
        at=event.moment,
        text=data.get("text", ""),
        fits=data.get("fits", {}),
        on_behalf=_on_behalf(dialogue, event),
        claimed_at=data.get("claimed_at", ""),
    )
    return _with_round(dialogue, event, lambda one: replace(one, responses=(*one.responses, said)))


def _remembered(dialogue: Dialogue, event: Event) -> Dialogue:
    said = remembered(event, _on_behalf(dialogue, event))
    return _with_round(dialogue, event, lambda one: replace(one, remembered=(*one.remembered, said)))


def _on_behalf(dialogue: Dialogue, event: Event) -> str:
    """Return for whom something was said: the name, else the id; empty where whoever said it speaks for themselves."""
    data = event.data
    return data.get("on_behalf_named") or dialogue.name_of(data.get("on_behalf", ""))


def _with_round(dialogue: Dialogue, event: Event, change: Callable[[Round], Round]) -> Dialogue:
    return replace(dialogue, rounds=tuple(change(r) if r.number == event.round else r for r in dialogue.rounds))


def _spoken_to(change: Callable[[Entry, Event], Entry]) -> Callable[[Round, Event], Round]:
    def apply(one: Round, event: Event) -> Round:
        return replace(one, ledger=tuple(change(e, event) if e.id == event.data["entry"] else e for e in one.ledger))

    return apply


def _closed(dialogue: Dialogue, event: Event) -> Dialogue:
    at_once = tuple(r.number for r in dialogue.rounds if r.closed_at == event.moment)
    because = event.data.get("because", "")
    return replace(dialogue, closed_at=event.moment, closed_because=because, closed_with=at_once)


def _again(event: Event) -> Reopening:
    return Reopening(event.by, event.moment, event.data.get("because", ""))


def _reopened(dialogue: Dialogue, event: Event) -> Dialogue:
    more = (*dialogue.reopened, _again(event))
    return replace(dialogue, closed_at=None, closed_because="", closed_with=(), reopened=more)


def _strand_opened(dialogue: Dialogue, event: Event) -> Dialogue:
    data = event.data
    opened = Strand(
        id=data["strand"],
        title=data.get("title", ""),
        opened_by=event.by,
        opened_at=event.moment,
        because=data.get("because", ""),
        from_round=data["from_round"],
    )
    return replace(dialogue, strands=(*dialogue.strands, opened))


def _rejoined(dialogue: Dialogue, event: Event) -> Dialogue:
    ended = set(event.data["strands"]) - {event.data["into"]}
    told = {name: event.data.get(name, "") for name in ("decision", "dissent")}
    strands = tuple(replace(s, rejoined_in=event.round, **told) if s.id in ended else s for s in dialogue.strands)
    return replace(dialogue, strands=strands)


def _round_reopened(dialogue: Dialogue, event: Event) -> Dialogue:
    """A round that is taken up again takes its strand up again, too."""
    again = dialogue.round_number(event.round)
    one = replace(again, closed_at=None, reopened=(*again.reopened, _again(event)))
    rounds = tuple(one if r is again else r for r in dialogue.rounds)
    strands = tuple(replace(s, rejoined_in=0) if s.id == again.strand else s for s in dialogue.strands)
    return replace(dialogue, rounds=rounds, strands=strands)


_APPLY: dict[str, Callable[[Dialogue, Event], Dialogue]] = {
    "NeedStated": _open_round,
    "NeedRevised": _open_round,
    "DatasetsMatched": _in_round(_matched),
    "ProductBuilt": _in_round(_built),
    "ResponseGiven": _responded,
    **{kind: _in_round(_spoken_to(change)) for kind, change in APPLY.items()},
    "ComprehensionChecked": _in_round(lambda one, e: replace(one, comprehension=(*one.comprehension, checked(e)))),
    "RoundClosed": _in_round(lambda one, event: replace(one, closed_at=event.moment)),
    "BadYearsRemembered": _remembered,
    "WorkshopHeld": _in_round(lambda one, e: replace(one, workshops=(*one.workshops, held(e)))),
    "RoundReopened": _round_reopened,
    "DialogueClosed": _closed,
    "DialogueReopened": _reopened,
    "StrandOpened": _strand_opened,
    "StrandsRejoined": _rejoined,
    **{form.kind: _said for form in FORMS},
}
