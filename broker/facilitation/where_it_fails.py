"""Over many dialogues: how long it took to fit, on which axis need and offer part, and what stays open."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Callable, Sequence

from broker.facilitation.digest import Digest
from broker.facilitation.figures import share
from broker.facilitation.fitting import ENDINGS
from broker.facilitation.lines import (
    Across,
    Held,
    Line,
    alike,
    dialogues_of,
    dialogues_with,
    rows_of,
    sources_of,
    sum_of,
)
from broker.mismatch import AXES


def rounds_to_fit(held: Sequence[Digest]) -> Across:
    """Return in how many rounds dialogues came to fit."""
    rows = rows_of(held, "rounds")
    answered = [(name, row) for name, row in rows if row.values["answered"]]
    fitting = [row.values["to_fit"] for _, row in answered if row.values["to_fit"]]
    lines = [
        Line({"rounds": count}, {"dialogues": len(those)}, sources_of(those))
        for count in sorted({*fitting})
        if (those := [(name, row) for name, row in answered if row.values["to_fit"] == count])
    ]
    never = [(name, row) for name, row in answered if not row.values["to_fit"]]
    if never:
        lines.append(Line({"rounds": "not yet"}, {"dialogues": len(never)}, sources_of(never)))
    middle = {"median": statistics.median(fitting) if fitting else None, "dialogues": len(fitting)}
    lines.insert(0, Line({"rounds": "all"}, middle, sources_of(answered)))
    return Across(
        "rounds to fit",
        "In how many rounds a dialogue came to a need and an answer of which nobody on the users' side says no any "
        "more on any axis; the median is over those that came so far. Dialogues in which the users' side never said "
        "whether it fits are not counted.",
        tuple(lines),
        len(answered),
    )


def mismatches(held: Sequence[Digest]) -> Across:
    """Return on which axes users said that it does not fit, and how that ended."""
    rows = rows_of(held, "settling")
    lines = []
    for axis in AXES:
        those = [(name, row) for name, row in rows if row.of["axis"] == axis]
        if not those:
            continue
        endings = Counter(row.values["how"] for _, row in those)
        missed = len(those) - endings["fitted at once"]
        values = {"answered": len(those), "missed": missed, "share_missed": share(missed, len(those))}
        lines.append(Line({"axis": axis}, values | {how: endings[how] for how in ENDINGS}, sources_of(those)))
    return Across(
        "mismatches",
        "Of the dialogues in which the users' side said whether an axis fits, those in which it ever said no or "
        "nearly, and how that ended: by a compromise, by changing the need, by other data, seen otherwise, lived "
        "with, or still missing.",
        tuple(lines),
        len(dialogues_of(rows)),
    )


def offered(held: Sequence[Digest]) -> Across:
    """Return where the broker found that need and offer do not meet."""
    return Across(
        "offered",
        "Warnings and errors that the broker found between need and offer, by axis and kind: in how many dialogues "
        "and rounds, and in how many dialogues a latest round still has it.",
        _by_kind(held, "offered", lambda those: int(sum_of(those, "rounds"))),
        len(held),
    )


def unmet(held: Sequence[Digest]) -> Across:
    """Return which needs no data could serve."""
    return Across(
        "unmet",
        "Needs that no data could serve, by axis and reason: in how many dialogues and rounds, and in how many the "
        "latest round is still unmet.",
        _by_kind(held, "unmet", len),
        len(held),
    )


def _by_kind(held: Sequence[Digest], figure: str, rounds: Callable[[list[Held]], int]) -> tuple[Line, ...]:
    """Return the lines of a figure whose rows are about an axis and a kind of failing."""
    return tuple(
        Line(
            of,
            {"dialogues": len(dialogues_of(those)), "rounds": rounds(those), "still": dialogues_with(those, "still")},
            sources_of(those),
        )
        for of, those in alike(rows_of(held, figure), "axis", "code")
    )


def open_matters(held: Sequence[Digest]) -> Across:
    """Return what was asked, objected and disagreed on, and still stands."""
    rows = rows_of(held, "open matters")
    stands = {"question": ("unanswered",), "objection": ("open", "overruled"), "disagreement": ("open", "decided")}
    lines = []
    for what, open_in in stands.items():
        those = [(name, row) for name, row in rows if row.of["what"] == what]
        if those:
            still = [(name, row) for name, row in those if row.of["status"] in open_in]
            values = {"asked": len(those), "still": len(still), "dialogues": len(dialogues_of(still))}
            words = [row.values["words"] for _, row in still if row.values.get("words")]
            lines.append(Line({"what": what}, {**values, "words": words}, sources_of(still or those)))
    return Across(
        "open matters",
        "Questions asked, objections raised, disagreements recorded, and how many of each still stand: unanswered; "
        "open or overruled; open or decided without a compromise.",
        tuple(lines),
        len(dialogues_of(rows)),
    )
