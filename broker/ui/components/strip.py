"""A dialogue as one line in time for each party: a mark for each act, answers as diamonds, promises as arcs.

Marks stand in the order in which things were recorded, never by the clock: order is what the record proves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from broker.dialogue.acts import MARKS, PARTIES, Act
from broker.ui.components.heading import date
from broker.ui.components.markup import Html, html, join, show
from broker.ui.messages import is_known, say

#: Fields whose word makes another heading: what was offered or expected, kept or broken, met or overruled.
TELLING = ("way", "kept", "how")
#: How a promise came out → the class of its arc.
KEPT = {"yes": "kept", "late": "late", "no": "broken"}


def show_strip(acts: Sequence[Act], chosen: Sequence[Act]) -> None:
    """Draw all acts; those that were not chosen stay as pale marks, so that the shape of the dialogue stays."""
    if not acts:
        return
    rows = [party for party in PARTIES if any(act.party == party for act in acts)]
    bright = {act.id for act in chosen}
    show(
        html(
            '<div class="scroll" tabindex="0"><div class="strip" role="img" aria-label="{told}" style="--acts:{count}">'
            '<div class="strip-row heads"><span></span><div class="track">{rounds}</div></div>{rows}</div></div>'
            '<p class="strip-key small">{key}</p>',
            told=told(acts),
            count=len(acts),
            rounds=join(_rounds(acts)),
            rows=join(_row(party, acts, bright) for party in rows),
            key=join(_key(mark) for mark in MARKS if any(act.mark == mark for act in acts)),
        )
    )


def told(acts: Sequence[Act]) -> str:
    """Return the strip in words: how many acts of each party, and of which kinds."""
    parts = []
    for party in PARTIES:
        own = [act for act in acts if act.party == party]
        if own:
            kinds = ", ".join(
                f"{say(f'mark.{mark}')} {sum(a.mark == mark for a in own)}"
                for mark in MARKS
                if any(a.mark == mark for a in own)
            )
            parts.append(f"{say(f'party.{party}')}: {kinds}")
    return "; ".join(parts)


def heading(act: Act) -> str:
    """Return who did what: "Ruth Fenn asked a question"."""
    if act.kind == "ResponseGiven" and not act.data.get("fits"):
        return say("act.StatementMade", by=act.by or say("act.somebody"))
    told = next((f"act.{act.kind}.{act.data[field]}" for field in TELLING if act.data.get(field)), "")
    name = next((key for key in (told, f"act.{act.kind}") if is_known(key)), "")
    return say(name, by=act.by or say("act.somebody")) if name else act.kind


def promises(acts: Sequence[Act]) -> Mapping[str, Act]:
    """Return the id of each promise that came to an end → the act that says how."""
    return {str(act.data.get("promise")): act for act in acts if act.kind == "PromiseSettled"}


def _place(index: float, count: int) -> str:
    return f"{100 * (index + 0.5) / count:.2f}"


def _rounds(acts: Sequence[Act]) -> list[Html]:
    found = []
    for number in dict.fromkeys(act.round for act in acts):
        first = next(i for i, act in enumerate(acts) if act.round == number)
        last = max(i for i, act in enumerate(acts) if act.round == number)
        found.append(
            html(
                '<b style="inset-inline-start:{start}%;width:{width}%">{number}</b>',
                start=f"{100 * first / len(acts):.2f}",
                width=f"{100 * (last - first + 1) / len(acts):.2f}",
                number=say("dialogue.round", number=number) if (last - first) > 2 else number,
            )
        )
    return found


def _row(party: str, acts: Sequence[Act], bright: set[str]) -> Html:
    settled = promises(acts)
    marks = [
        html(
            '<i class="mark {mark}{pale}" style="inset-inline-start:{at}%" title="{words}"></i>',
            mark=act.mark,
            pale="" if act.id in bright else " pale",
            at=_place(index, len(acts)),
            words=f"{heading(act)}: {act.words}" if act.words else heading(act),
        )
        for index, act in enumerate(acts)
        if act.party == party
    ]
    arcs = [
        _arc(index, acts, settled.get(act.id))
        for index, act in enumerate(acts)
        if act.party == party and act.kind == "PromiseMade" and act.id in bright
    ]
    return html(
        '<div class="strip-row"><span>{name}</span><div class="track">{arcs}{marks}</div></div>',
        name=say(f"party.{party}"),
        arcs=join(arcs),
        marks=join(marks),
    )


def _arc(index: int, acts: Sequence[Act], end: Act | None) -> Html:
    """Return the arc of a promise: to the act that settled it, else to its due date, else to the right edge."""
    made = acts[index]
    if end is not None:
        reach, kind = acts.index(end) - index, KEPT.get(str(end.data.get("kept")), "open")
    else:
        before = [i for i, act in enumerate(acts) if made.due is not None and act.at.date() <= made.due]
        reach = max(before[-1] - index, 1) if before else 1
        kind = "open"
    return html(
        '<u class="arc {kind}" style="inset-inline-start:{at}%;width:{width}%" title="{words}"></u>',
        kind=kind,
        at=_place(index, len(acts)),
        width=f"{100 * max(reach, 0.5) / len(acts):.2f}",
        words=say("promise.due", date=date(made.due)) if made.due else say("act.PromiseMade", by=made.by),
    )


def _key(mark: str) -> Html:
    return html('<span><i class="mark {mark}"></i> {words}</span>', mark=mark, words=say(f"mark.{mark}"))
