"""How both sides rate the work, round by round and at the end: columns side by side, never averaged.

Answers that people gave without their name are told only in sums. A sum is of three people of one side at least, and
changes by three people at a time, those who answer anew among them: whoever looks before and after somebody answered
learns no more than whoever looks once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from broker.dialogue import Dialogue
from broker.dialogue.contributions import Contribution
from broker.dialogue.contributions.table import EVALUATION, MET, OF_A_ROUND, SIDES, SMALLEST_GROUP
from broker.facilitation.figures import Figure, Row, numbers
from broker.facilitation.telling import Told

#: The survey of the whole dialogue, among those of rounds.
END = 0
#: Question → yes, partly, no → how many people.
Counts = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True)
class Named:
    """What one person answered under their name."""

    name: str
    answers: Mapping[str, str]
    text: str
    id: str


@dataclass(frozen=True)
class Column:
    """What one side answered in one survey.

    Attributes
    ----------
    side : str
    counts : mapping
        Of sums, names and shows of hands together.
    people : int
        How many people are in the counts, of a show of hands the most that answered one question.
    waiting : int
        How many answered, or answered anew, and are in no sum yet with it, because they are too few.
    named : tuple of Named
    comments : tuple of str
        What those in the sums wrote, in the order of the alphabet.
    events : tuple of int
        Numbers of the events behind it.
    """

    side: str
    counts: Counts
    people: int
    waiting: int
    named: tuple[Named, ...] = ()
    comments: tuple[str, ...] = ()
    events: tuple[int, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the column as plain JSON values."""
        named = [{"name": n.name, "answers": dict(n.answers), "text": n.text, "id": n.id} for n in self.named]
        counts = {question: dict(told) for question, told in self.counts.items()}
        return {
            "side": self.side, "people": self.people, "waiting": self.waiting, "counts": counts, "named": named,
            "comments": list(self.comments), "events": list(self.events),
        }  # fmt: skip


@dataclass(frozen=True)
class Survey:
    """How a round was rated, or the whole dialogue (`END`).

    Attributes
    ----------
    of : int
        The round, or `END`.
    questions : tuple of str
        Those that are asked, and others that somebody answered, in their order.
    columns : tuple of Column
        Of each side that answered.
    """

    of: int
    questions: tuple[str, ...]
    columns: tuple[Column, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the survey as plain JSON values."""
        columns = [column.to_json() for column in self.columns]
        return {"survey": self.of or "end", "questions": list(self.questions), "columns": columns}


def survey_of(one: Contribution) -> int:
    """Return which survey a contribution is about: the number of a round, or `END`."""
    return END if one.data.get("survey") == "end" else one.round


def questions_of(survey: int) -> tuple[str, ...]:
    """Return what is asked: after a round a few questions, at the end all."""
    return OF_A_ROUND if survey != END else tuple(EVALUATION)


def surveys(told: Told) -> tuple[Survey, ...]:
    """Return every survey that somebody answered, round by round, the end last."""
    said = told.dialogue.contributions.of("RoundEvaluated", "HandsCounted")
    found = []
    for of in sorted({survey_of(one) for one in said}, key=lambda of: (of == END, of)):
        columns = _columns([one for one in said if survey_of(one) == of], told)
        answered = {question for column in columns for question in column.counts}
        asked = tuple(q for q in EVALUATION if q in answered or q in questions_of(of))
        found.append(Survey(of, asked, columns))
    return tuple(found)


def evaluation(told: Told) -> Figure:
    """Return the surveys as a figure: one line for each survey, side and question."""
    rows = [
        Row(
            {"survey": survey.of or "end", "party": column.side, "question": question},
            {**column.counts[question], "people": sum(column.counts[question].values())},
            column.events,
        )
        for survey in surveys(told)
        for column in survey.columns
        for question in survey.questions
        if question in column.counts
    ]
    return Figure(
        "evaluation",
        "How many people of each side answered yes, partly and no to each question, after a round and at the end. "
        f"Answers without a name are counted from {SMALLEST_GROUP} people of one side on, {SMALLEST_GROUP} at a time; "
        "the latest answer of a person counts. Sides stand side by side and are never averaged.",
        tuple(rows),
    )


def answered_by(dialogue: Dialogue, survey: int) -> set[str]:
    """Return who answered a survey, by what stands for them in the record."""
    said = dialogue.contributions.of("RoundEvaluated")
    return {one.speaker for one in said if survey_of(one) == survey}


def _columns(said: Iterable[Contribution], told: Told) -> tuple[Column, ...]:
    of_side: dict[str, list[Contribution]] = {}
    for one in said:
        side = str(one.data.get("side", "")) if one.kind == "HandsCounted" else told.side(one.speaker)
        of_side.setdefault(side, []).append(one)
    return tuple(_column(side, of_side[side], told) for side in SIDES if side in of_side)


def _column(side: str, said: list[Contribution], told: Told) -> Column:
    latest = {one.speaker: one for one in said if one.kind == "RoundEvaluated"}
    by_name = [one for one in latest.values() if not _is_for_sums(one)]
    summed, waiting = _summed(one for one in said if one.kind == "RoundEvaluated")
    in_sums = {one.speaker for one in summed}
    hands = [one for one in said if one.kind == "HandsCounted"]
    counts = _enough(_counted(summed))
    for question, told_by_name in _counted(one for one in by_name if one.speaker not in in_sums).items():
        _add(counts, question, told_by_name)
    for one in hands:
        for question, counted in (one.data.get("counts") or {}).items():
            _add(counts, question, counted)
    shown = sum(max((sum(n.values()) for n in (one.data.get("counts") or {}).values()), default=0) for one in hands)
    return Column(
        side,
        counts,
        len(in_sums | {one.speaker for one in by_name}) + shown,
        waiting,
        tuple(Named(told.dialogue.name_of(one.speaker), one.data.get("answers") or {}, one.text, one.id)
              for one in by_name),
        tuple(sorted(filter(None, (one.text for one in summed)), key=str.casefold)),
        numbers((*latest.values(), *hands)),
    )  # fmt: skip


def _is_for_sums(one: Contribution) -> bool:
    return one.data.get("shown") == "sums"


def _summed(said: Iterable[Contribution]) -> tuple[list[Contribution], int]:
    """Return the answers that are in a sum, and how many people wait to be in it with what they answered last.

    Who answers anew waits with the others, and is in the sum as before until then; so does who answers by name now.
    Answers that are withheld are in none.
    """
    sums: dict[str, Contribution] = {}
    waiting: dict[str, Contribution] = {}
    for one in said:
        if not one.text and not one.data.get("answers"):
            continue
        if _is_for_sums(one) or one.speaker in sums:
            waiting[one.speaker] = one
        else:
            waiting.pop(one.speaker, None)  # by name, and in no sum yet
        after = {who: told for who, told in (sums | waiting).items() if _is_for_sums(told)}
        if len(waiting) >= SMALLEST_GROUP and (not after or len(after) >= SMALLEST_GROUP):
            sums, waiting = after, {}
    return list(sums.values()), len(waiting)


def _counted(said: Iterable[Contribution]) -> dict[str, dict[str, int]]:
    counts: dict[str, dict[str, int]] = {}
    for one in said:
        for question, answer in (one.data.get("answers") or {}).items():
            _add(counts, question, {answer: 1})
    return counts


def _enough(counts: dict[str, dict[str, int]]) -> dict[str, dict[str, int]]:
    """Return the questions that enough people answered without their name."""
    return {question: told for question, told in counts.items() if sum(told.values()) >= SMALLEST_GROUP}


def _add(counts: dict[str, dict[str, int]], question: str, more: Mapping[str, int]) -> None:
    before = counts.setdefault(question, dict.fromkeys(MET, 0))
    for answer, people in more.items():
        before[answer] = before.get(answer, 0) + int(people)
