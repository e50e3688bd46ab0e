"""Figures over many dialogues: what needs recur, where they fail, what was learnt; each with the dialogues behind it.

A share is of the dialogues in which the figure could be counted at all, and says how many these are; what is withheld
or was never asked is in neither part of it. Pure functions over digests: nothing is read here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from broker.dialogue.contributions.table import EVALUATION, SIDES
from broker.dialogue.rights import HOWS
from broker.facilitation.digest import Digest
from broker.facilitation.lines import Across, Line, alike, dialogues_of, rows_of, sources_of, sum_of
from broker.facilitation.what_was_learnt import changed, methods, thresholds
from broker.facilitation.where_it_fails import mismatches, offered, open_matters, rounds_to_fit, unmet
from broker.facilitation.who_bears import answer_time, costs, voice

_ORDER = (*SIDES, *EVALUATION, "delivered", "read", "decided", "used in a decision", "outcome reported")
_STATES = ("kept_in_time", "kept_late", "open", "broken")


def across(digests: Iterable[Digest]) -> tuple[Across, ...]:
    """Return every figure over some dialogues."""
    held = tuple(digests)
    return tuple(count(held) for count in _FIGURES)


def _state(held: Sequence[Digest]) -> Across:
    lines = []
    for state in ("open", "closed"):
        those = [one for one in held if (one.closed is None) == (state == "open")]
        lines.append(Line({"state": state}, {"dialogues": len(those)}, {one.id: (1,) for one in those}))
    return Across(
        "dialogues", "Dialogues that are open, and those that were brought to their end.", tuple(lines), len(held)
    )


def _needs(held: Sequence[Digest]) -> Across:
    rows = rows_of(held, "needs")
    lines = [
        Line(
            of,
            {"dialogues": len(dialogues_of(those)), "needs": len(those), "season": those[0][1].values["season"]},
            sources_of(those),
        )
        for of, those in alike(rows, "index", "season", "country", "sector")
    ]
    return Across(
        "needs",
        "Needs as the latest round of each strand states them, by index, season, country of the place and activity; "
        "those that most dialogues share first. Needs that are withheld are not counted.",
        tuple(lines),
        len(dialogues_of(rows)),
    )


def _simple(
    name: str, figure: str, definition: str, *names: str, value: str = ""
) -> Callable[[Sequence[Digest]], Across]:
    """Return a figure that counts dialogues by what rows are about, and sums a value of theirs."""

    def count(held: Sequence[Digest]) -> Across:
        rows = rows_of(held, figure)
        lines = [
            Line(
                of,
                {"dialogues": len(dialogues_of(those)), **({value: sum_of(those, value)} if value else {})},
                sources_of(those),
            )
            for of, those in alike(rows, *names)
        ]
        return Across(name, definition, tuple(lines), len(dialogues_of(rows)))

    return count


def _summed(
    name: str, definition: str, of: tuple[str, ...], values: tuple[str, ...], figure: str = ""
) -> Callable[[Sequence[Digest]], Across]:
    """Return a figure that adds up values of rows, by what the rows are about."""

    def count(held: Sequence[Digest]) -> Across:
        rows = [(id, row) for id, row in rows_of(held, figure or name) if row.events]
        lines = [
            Line(
                about,
                {"dialogues": len(dialogues_of(those)), **{v: int(sum_of(those, v)) for v in values}},
                sources_of(those),
            )
            for about, those in alike(rows, *of)
        ]
        lines.sort(key=lambda line: tuple(map(_place, line.of.values())))
        return Across(name, definition, tuple(lines), len(dialogues_of(rows)))

    return count


def _place(value: object) -> tuple[int, int, str]:
    """Return where something stands among its like: numbers by size, parties and steps in their order, words last."""
    if isinstance(value, int):
        return (0, value, "")
    return (0, _ORDER.index(value), "") if value in _ORDER else (1, 0, str(value))


_FIGURES: tuple[Callable[[Sequence[Digest]], Across], ...] = (
    _state,
    _needs,
    rounds_to_fit,
    mismatches,
    offered,
    unmet,
    open_matters,
    changed,
    thresholds,
    methods,
    _simple(
        "knowledge",
        "knowledge",
        "Local knowledge by kind: in how many dialogues, and how often.",
        "form",
        value="times",
    ),
    _summed(
        "promises",
        "Promises kept in time, kept late, open and broken, by the party that promised.",
        ("party",),
        _STATES,
    ),
    costs,
    _simple("modes", "modes", "How far people take part, as each dialogue chose last.", "mode"),
    _summed(
        "movement",
        "Steps of the translation that were contested, by in whose words they were settled.",
        ("settled_in",),
        ("assumptions",),
    ),
    _summed(
        "rights exercised",
        "Acts on topics with agreed rights: by who decides, with their consent, or openly against them.",
        ("topic",),
        HOWS,
    ),
    _summed(
        "expectations",
        "What each side offered or expected: met, partly, not, or not looked at in the end.",
        ("party", "way"),
        ("yes", "partly", "no", "not looked at"),
    ),
    _summed(
        "evaluation",
        "How each side answered the questions of the evaluation; the sides are never averaged.",
        ("question", "party"),
        ("yes", "partly", "no"),
    ),
    _summed(
        "use and outcome", "Answers made, read, used in a decision; decisions and outcomes told.", ("step",), ("times",)
    ),
    _simple(
        "outcomes", "outcomes", "Whether the answer was used in the decision, as the latest outcome told says.", "used"
    ),
    _summed(
        "building blocks",
        "Acts that are evidence for each block, and in how many dialogues there are any.",
        ("block",),
        ("evidence",),
    ),
    _summed(
        "principles",
        "Acts that are evidence for each principle, and in how many dialogues there are any.",
        ("principle",),
        ("evidence",),
    ),
    voice,
    answer_time,
)
