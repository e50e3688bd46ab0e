"""The report of many dialogues as tables for spreadsheets: one row a dialogue, or one row for each number in it.

``python -m broker.exports.many.tables > broker/exports/many/columns.md`` writes what each column holds.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from broker.dialogue.contributions.table import SIDES
from broker.exports.many.report import ManyReport
from broker.facilitation.digest import Digest, definitions
from broker.log_files import safe_cell
from broker.mismatch import AXES

Cell = str | int | float | None
_STATES = {
    "kept_in_time": "kept in time", "kept_late": "kept late", "open": "not settled yet", "broken": "not kept",
}  # fmt: skip
_STANDS = {"question": ("unanswered",), "objection": ("open", "overruled"), "disagreement": ("open", "decided")}


def _sum(figure: str, value: str, **of: Any) -> Callable[[Digest], Cell]:
    """Return what adds up a value over the rows of a figure that are about something."""

    def add(one: Digest) -> Cell:
        rows = [row for row in one.rows(figure) if all(row.of.get(n) == v for n, v in of.items())]
        total = sum(row.values.get(value) or 0 for row in rows)
        return round(total, 6) if isinstance(total, float) else total

    return add


def _first(figure: str, value: str = "", of: str = "", **about: Any) -> Callable[[Digest], Cell]:
    """Return what takes a value of the first row of a figure that is about something; nothing where there is none."""

    def take(one: Digest) -> Cell:
        rows = (row for row in one.rows(figure) if all(row.of.get(n) == v for n, v in about.items()))
        row = next(rows, None)
        return None if row is None else row.of.get(of) if of else row.values.get(value)

    return take


def _listed(figure: str, of: str) -> Callable[[Digest], Cell]:
    return lambda one: "; ".join(dict.fromkeys(str(row.of[of]) for row in one.rows(figure) if row.of.get(of)))


def _matters(what: str, status: Iterable[str] = ()) -> Callable[[Digest], Cell]:
    wanted = tuple(status)
    return lambda one: sum(
        row.of["what"] == what and (not wanted or row.of["status"] in wanted) for row in one.rows("open matters")
    )


def _costs(one: Digest) -> Cell:
    rows = one.rows("burden")
    return "; ".join(f"{r.of['party']} {r.values['amount']:g} {r.of['unit']} ({r.of['what']})" for r in rows)


#: Column of the table with one row a dialogue → what it holds in words, and how it is taken.
COLUMNS: dict[str, tuple[str, Callable[[Digest], Cell]]] = {
    "dialogue": ("Its id.", lambda one: one.id),
    "title": ("The first words of the question; empty where they are withheld.", lambda one: one.title),
    "opened": ("The day on which it was opened.", lambda one: one.opened.isoformat()),
    "last": ("The day of its latest event.", lambda one: one.last.isoformat()),
    "closed": ("The day on which it was brought to its end; empty while it is open.",
               lambda one: one.closed.isoformat() if one.closed else None),
    "indices": ("What the latest round of each strand counts: ids of indices.", _listed("needs", "index")),
    "seasons": ("In which season.", _listed("needs", "season")),
    "countries": ("In which country the middle of the place lies.", _listed("needs", "country")),
    "activities": ("For which activity: planting, animals, orchard, water, roads, health, energy.",
                   _listed("needs", "sector")),
    "rounds": ("How many rounds there are.", _first("rounds", "rounds")),
    "rounds_to_fit": ("The first round from which on nobody of the users says no on any axis; empty where there is "
                      "none, or where they never said whether it fits.", _first("rounds", "to_fit")),
    **{
        f"fit_{axis}": (f"How it ended on the axis {axis}; empty where the users never said whether it fits there.",
                        _first("settling", "how", axis=axis))
        for axis in AXES
    },
    **{
        f"offered_{axis}": (f"Rounds with a warning or an error of the broker on the axis {axis}, each kind counted.",
                            _sum("offered", "rounds", axis=axis))
        for axis in AXES
    },
    "unmet_rounds": ("Rounds whose need no data could serve.", lambda one: len(one.rows("unmet"))),
    "unmet_reasons": ("Why, as codes.", _listed("unmet", "code")),
    **{
        name: pair
        for what, stands in _STANDS.items()
        for name, pair in {
            f"{what}s": (f"How many {what}s there were.", _matters(what)),
            f"{what}s_standing": (f"How many of them still stand ({', '.join(stands)}).", _matters(what, stands)),
        }.items()
    },
    "compromises": ("How many compromises were reached.", lambda one: len(one.rows("methods"))),
    "steps_changed": ("Steps of the translation that take another value than in the round before.",
                      _sum("changed", "changed")),
    "steps_contested": ("Steps of the translation that somebody contested.", _sum("changed", "contested")),
    "local_knowledge": ("How often people of the place brought in what they know.", _sum("knowledge", "times")),
    "mode": ("How far people take part, as chosen last.", _first("modes", of="mode")),
    **{f"promises_{name}": (f"Promises {words}.", _sum("promises", name)) for name, words in _STATES.items()},
    **{
        f"hours_{side}": (f"Hours that the party {side} declared.", _sum("burden", "amount", party=side, unit="h"))
        for side in SIDES
    },
    "costs": ("All that was declared, by party, in its unit.", _costs),
    **{f"acts_{side}": (f"Acts of the party {side}.", _sum("voice", "acts", party=side)) for side in SIDES},
    **{f"words_{side}": (f"Words of the party {side} that may be read here.", _sum("voice", "words", party=side))
       for side in SIDES},
    **{f"block_{n}": (f"Acts that are evidence for building block {n}.", _sum("building blocks", "evidence", block=n))
       for n in range(1, 7)},
    "decisions": ("Decisions taken.", _sum("use and outcome", "times", step="decided")),
    "outcomes": ("Outcomes told.", _sum("use and outcome", "times", step="outcome reported")),
    "used": ("Whether the answer was used in the decision, as told last.", _first("outcomes", of="used")),
    "withheld": ("Events of which something is withheld from this audience.", lambda one: one.withheld),
}  # fmt: skip
#: Column of the long table → what it holds.
LONG = {
    "dialogue": "Its id.",
    "figure": "What was counted; the definitions stand below.",
    "of": "What the number is about, as JSON.",
    "measure": "Which number of it.",
    "value": "The number or the word; texts of people are not in this table.",
    "events": "The events that it was counted from, by their ids in the dialogue.",
}
#: Values that are words of people, or are told in other columns.
_NOT_LONG = frozenset({"words", "gave_up", "place", "season", "about", "codes", "counted", "not_relevant_because"})


def write_wide(report: ManyReport) -> bytes:
    """Return the table with one row a dialogue."""
    rows = ([take(one) for _, take in COLUMNS.values()] for one in report.digests)
    return _table(list(COLUMNS), rows)


def write_long(report: ManyReport) -> bytes:
    """Return the table with one row for each number."""
    return _table(list(LONG), (row for one in report.digests for row in _numbers(one)))


def page() -> str:
    """Return what each column holds, in Markdown."""
    parts = [
        "# Tables over many dialogues\n\nWritten by `broker log report`. Cells that a spreadsheet would take for a "
        "formula begin with an apostrophe. Empty cells are not known, or were never asked; they are no zeros.\n\n"
        "## One row a dialogue (`--format csv`)\n\n| column | what it holds |\n|---|---|\n",
        *(f"| `{name}` | {words} |\n" for name, (words, _) in COLUMNS.items()),
        "\n## One row a number (`--format csv-long`)\n\n| column | what it holds |\n|---|---|\n",
        *(f"| `{name}` | {words} |\n" for name, words in LONG.items()),
        "\n| figure | definition |\n|---|---|\n",
        *(f"| {name} | {' '.join(words.split())} |\n" for name, words in definitions().items()),
    ]
    return "".join(parts)


def _numbers(one: Digest) -> Iterator[list[Cell]]:
    for figure, rows in one.figures.items():
        for row in rows:
            of = json.dumps(row.of, ensure_ascii=False, sort_keys=True)
            events = " ".join(f"e{n}" for n in row.events)
            for measure, value in row.values.items():
                if measure in _NOT_LONG or value is None or isinstance(value, list | tuple | dict):
                    continue
                yield [one.id, figure, of, measure, int(value) if isinstance(value, bool) else value, events]


def _table(heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    file = io.StringIO(newline="")
    table = csv.writer(file, lineterminator="\r\n")
    table.writerow(heads)
    for row in rows:
        table.writerow(["" if c is None else safe_cell(c) if isinstance(c, str) else c for c in row])
    return file.getvalue().encode("utf-8", "surrogatepass")


if __name__ == "__main__":
    print(page(), end="")
