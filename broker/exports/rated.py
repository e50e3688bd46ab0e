"""How each side rated a dialogue, in its report and as a table: sums side by side, never averaged, never of few."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence

from broker.dialogue.contributions.table import EVALUATION, MET
from broker.exports.report import Register
from broker.exports.told import Told
from broker.exports.wording import Wording
from broker.facilitation.surveys import END, Column, Survey

#: Columns of the table. A survey is the number of a round, or ``end``.
COLUMNS = ("survey", "party", "question", *MET, "people")


def rated_registers(told: Told, words: Wording) -> tuple[Register, ...]:
    """Return the sums of each survey by question and side, and what those who gave a name would have done otherwise.

    Of those who are too few to be told, only their number stands there. Words without a name leave for nobody: who
    knows how people talk knows whose they are.
    """
    surveys = told.surveys()
    sides = list(dict.fromkeys(column.side for one in surveys for column in one.columns))
    rows = [row for one in surveys for row in (*_rows(one, sides, words), *_waiting(one, sides, words))]
    heads = (words.say("head_question"), words.say("head_of"), *(words.ui(f"party.{side}") for side in sides))
    said = tuple(row for one in surveys for column in one.columns for row in _comments(one, column, words))
    of_words = (words.say("head_what"), words.say("head_of"), words.say("head_who"))
    found = (
        Register(words.ui("back.results"), heads, tuple(rows)),
        Register(words.ui("back.comments"), of_words, said),
    )
    return tuple(one for one in found if one.rows)


def write_sums(told: Told, language: str) -> bytes:
    """Return the sums as the bytes of a CSV file: one row for each survey, side and question."""
    file = io.StringIO(newline="")
    table = csv.writer(file, lineterminator="\r\n")
    table.writerow(COLUMNS)
    for one in told.surveys():
        for column in one.columns:
            for question in (q for q in one.questions if q in column.counts):
                counts = [column.counts[question].get(answer, 0) for answer in MET]
                table.writerow([one.of or "end", column.side, question, *counts, sum(counts)])
    return file.getvalue().encode()


def _rows(one: Survey, sides: Sequence[str], words: Wording) -> Iterator[tuple[str, ...]]:
    of_side = {column.side: column for column in one.columns}
    for question in EVALUATION:
        counted = {side: of_side[side].counts.get(question) for side in sides if side in of_side}
        if any(counted.values()):
            cells = (_counts(counted.get(side), words) for side in sides)
            yield words.ui(f"evaluate.{question}"), _called(one, words), *cells


def _counts(counts: Mapping[str, int] | None, words: Wording) -> str:
    return words.ui("back.bar", **{answer: counts.get(answer, 0) for answer in MET}) if counts else "–"


def _waiting(one: Survey, sides: Sequence[str], words: Wording) -> Iterator[tuple[str, ...]]:
    for column in one.columns:
        if column.waiting:
            name = "back.waiting.one" if column.waiting == 1 else "back.waiting"
            few = words.ui(name, party=words.ui(f"party.{column.side}"), count=column.waiting)
            yield few, _called(one, words), *("" for _ in sides)


def _comments(one: Survey, column: Column, words: Wording) -> Iterator[tuple[str, ...]]:
    for named in column.named:
        if named.text:
            yield named.text, _called(one, words), named.name


def _called(one: Survey, words: Wording) -> str:
    return words.ui("back.end") if one.of == END else words.ui("dialogue.round", number=one.of)
