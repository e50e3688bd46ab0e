"""Over many dialogues: what they changed their minds about, which limits they take, and how they met."""

from __future__ import annotations

from collections.abc import Sequence

from broker.facilitation.digest import Digest
from broker.facilitation.lines import Across, Line, alike, dialogues_of, rows_of, sources_of, sum_of


def changed(held: Sequence[Digest]) -> Across:
    """Return the steps of the translation that were changed most often."""
    rows = rows_of(held, "changed")
    counts = ("changed", "contested", "replaced")
    lines = [
        Line(
            of, {"dialogues": len(dialogues_of(those)), **{n: int(sum_of(those, n)) for n in counts}}, sources_of(those)
        )
        for of, those in alike(rows, "about")
    ]
    several = sum(
        any((r.values.get("rounds") or 0) > 1 for r in one.rows("rounds")) or bool(one.rows("changed")) for one in held
    )
    return Across(
        "changed",
        "Steps of the translation that were changed from one round to the next, contested or replaced: in how many "
        "dialogues, and how often. Of the dialogues that have more than one round, or in which somebody spoke to a "
        "step.",
        tuple(lines),
        several,
    )


def thresholds(held: Sequence[Digest]) -> Across:
    """Return the limits that people take, by activity."""
    rows = rows_of(held, "thresholds")
    lines = []
    for of, those in alike(rows, "sector", "index", "parameter", "value"):
        own = [(name, row) for name, row in those if row.values["origin"] != "assumed"]
        agreed = [(name, row) for name, row in those if row.values["status"] == "agreed"]
        values = {
            "dialogues": len(dialogues_of(those)),
            "own": len(dialogues_of(own)),
            "agreed": len(dialogues_of(agreed)),
        }
        lines.append(Line(of, values, sources_of(those)))
    return Across(
        "thresholds",
        "Limits that the latest rounds take, by activity, index and parameter: in how many dialogues, in how many of "
        "them people set it themselves (it was not assumed), and in how many two of them stand by it.",
        tuple(lines),
        len(dialogues_of(rows)),
    )


def methods(held: Sequence[Digest]) -> Across:
    """Return the compromises by which differences were settled."""
    rows = rows_of(held, "methods")
    lines = []
    for of, those in alike(rows, "axis"):
        values = {
            "dialogues": len(dialogues_of(those)),
            "compromises": len(those),
            "dissent": sum(row.values["dissent"] for _, row in those),
            "words": [
                {"dialogue": name, "event": f"e{row.events[0]}", **{n: row.values[n] for n in ("words", "gave_up")}}
                for name, row in those
                if row.values["words"] and row.events
            ],
        }
        lines.append(Line(of, values, sources_of(those)))
    return Across(
        "methods",
        "Compromises, by the axis that they are about, in the words of the record, with what each side gave up; in "
        "how many dissent remains.",
        tuple(lines),
        len(held),
    )
