"""The timeline of a report: one row a party, a mark for each act by kind, answers as diamonds, promises as arcs.

Marks stand in the order of the record, never by the clock: order is what the record proves. The drawing is plain shapes
in points, from its upper left corner, for whatever draws them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from broker.dialogue.acts import MARKS, PARTIES, Act
from broker.products.style import ACCENT, GREY, INK, PROBLEM, RULE, WARNING

_ROW, _HEAD, _LABEL, _KEY = 27.0, 24.0, 92.0, 18.0
_WIDEST_STEP = 34.0
_TEXT = 10.0
#: Kind of mark → its shape and colour.
LOOKS: Mapping[str, tuple[str, str]] = {
    "need": ("dot", ACCENT),
    "answer": ("diamond", INK),
    "said": ("small", GREY),
    "question": ("ring", WARNING),
    "against": ("triangle", PROBLEM),
    "together": ("double", ACCENT),
    "promise": ("flag", WARNING),
    "frame": ("square", GREY),
}
#: How a promise came out → the colour of its arc.
_KEPT = {"yes": ACCENT, "late": WARNING, "no": PROBLEM}


@dataclass(frozen=True)
class Line:
    """A straight line, or an arc above it where `rise` is not 0."""

    x1: float
    y1: float
    x2: float
    y2: float
    colour: str
    rise: float = 0.0
    is_dashed: bool = False


@dataclass(frozen=True)
class Mark:
    """An act: `shape` and `colour` as `LOOKS` has them; `words` for whoever cannot see it."""

    x: float
    y: float
    shape: str
    colour: str
    words: str = ""


@dataclass(frozen=True)
class Label:
    """Words whose baseline begins, or ends, at a place."""

    x: float
    y: float
    text: str
    colour: str
    is_strong: bool = False
    is_centred: bool = False


@dataclass(frozen=True)
class Timeline:
    """A drawing of `width` by `height` points."""

    width: float
    height: float
    lines: tuple[Line, ...]
    marks: tuple[Mark, ...]
    labels: tuple[Label, ...]


def timeline_of(acts: Sequence[Act], labels: Mapping[str, str], width: float) -> Timeline | None:
    """Return the timeline of a dialogue; None where nobody did anything.

    Parameters
    ----------
    labels : mapping
        ``party.user``, ``mark.need`` and so on → what they are called; ``round`` → template with ``{number}``.
    width : float
        In points.
    """
    if not acts:
        return None
    parties = [party for party in PARTIES if any(act.party == party for act in acts)]
    step = min(_WIDEST_STEP, (width - _LABEL - 8) / len(acts))
    right = _LABEL + step * len(acts) + 8
    places = {act.id: _LABEL + step * (index + 0.5) + 4 for index, act in enumerate(acts)}
    rows = {party: _HEAD + _ROW * (index + 0.5) for index, party in enumerate(parties)}
    bottom = _HEAD + _ROW * len(parties)
    lines = [Line(_LABEL, y, right, y, RULE) for y in rows.values()]
    words = [Label(0, y + 0.35 * _TEXT, labels[f"party.{party}"], INK) for party, y in rows.items()]
    for first, last, number in _bands(acts):
        start, end = places[acts[first].id] - step / 2, places[acts[last].id] + step / 2
        if first:
            lines.append(Line(start, 4, start, bottom, RULE))
        name = labels["round"].format(number=number)
        is_wide = end - start > 0.52 * _TEXT * len(name)
        words.append(Label((start + end) / 2, 13, name if is_wide else str(number), GREY, True, True))
    marks = [
        Mark(places[act.id], rows[act.party], *LOOKS[act.mark], f"{act.by}: {labels[f'mark.{act.mark}']}")
        for act in acts
    ]
    lines += _promises(acts, places, rows, right)
    key_marks, key_words, height = _key(acts, labels, width, bottom + 10)
    return Timeline(width, height, tuple(lines), (*marks, *key_marks), (*words, *key_words))


def _bands(acts: Sequence[Act]) -> list[tuple[int, int, int]]:
    """Return first and last act of each run of acts of one round, and its number."""
    found: list[tuple[int, int, int]] = []
    for index, act in enumerate(acts):
        if found and found[-1][2] == act.round:
            found[-1] = (found[-1][0], index, act.round)
        else:
            found.append((index, index, act.round))
    return found


def _promises(acts: Sequence[Act], places: Mapping[str, float], rows: Mapping[str, float], right: float) -> list[Line]:
    """Return an arc for each promise: to the act that settled it, or dashed to the edge while it is open."""
    ends = {str(act.data.get("promise")): act for act in acts if act.kind == "PromiseSettled"}
    found = []
    for act in acts:
        if act.kind == "PromiseMade":
            end, y = ends.get(act.id), rows[act.party]
            colour = _KEPT.get(str(end.data.get("kept")), GREY) if end else GREY
            reach = places[end.id] if end else right
            found.append(Line(places[act.id], y, reach, y, colour, 0.36 * _ROW, end is None))
    return found


def _key(
    acts: Sequence[Act], labels: Mapping[str, str], width: float, top: float
) -> tuple[list[Mark], list[Label], float]:
    """Return what the marks mean, those only that are there, in as many rows as it takes."""
    marks: list[Mark] = []
    words: list[Label] = []
    x, y = 5.0, top + _KEY / 2
    for kind in MARKS:
        if not any(act.mark == kind for act in acts):
            continue
        name = labels[f"mark.{kind}"]
        room = 26 + 0.52 * _TEXT * len(name)
        if x + room > width:
            x, y = 5.0, y + _KEY
        marks.append(Mark(x, y, *LOOKS[kind]))
        words.append(Label(x + 9, y + 0.35 * _TEXT, name, GREY))
        x += room
    return marks, words, y + _KEY / 2
