"""Was it understood? Three short questions made from a result, with answers that the result itself decides.

The wrong answers are other numbers of the same result, so that only who has read it rightly finds the right one. The
same result always gives the same questions in the same order.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from translators.figures import DATES, change_units, figure, in_ten
from translators.in_short import first_moment
from translators.phrases import Phrases
from translators.told import Told, ToldRow

#: Answers to choose from.
_MOST_OPTIONS = 4
_LEAST_OPTIONS = 3
#: Indices of which a date is one to plant by.
_PLANTING = ("rain_season_start", "last_spring_frost")


@dataclass(frozen=True)
class CheckQuestion:
    """A question with answers to choose from.

    Attributes
    ----------
    text : str
    options : tuple of str
        Three or four, all different.
    answer : int
        Position of the right one, from 0.
    places : tuple of int
        Where each option stood before they were mixed, which is the same in every language; empty where not known.
    """

    text: str
    options: tuple[str, ...]
    answer: int
    places: tuple[int, ...] = field(default=(), compare=False)

    def to_json(self) -> dict[str, Any]:
        """Return the question as plain JSON values."""
        return {"question": self.text, "options": list(self.options), "answer": self.answer}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> CheckQuestion:
        """Return the question that `to_json` wrote."""
        return cls(str(value["question"]), tuple(map(str, value["options"])), int(value["answer"]))


@dataclass(frozen=True)
class YearsBeyond:
    """How many years of a row pass a limit.

    Attributes
    ----------
    row : ToldRow
        Period and scenario.
    limit : float
        In the unit of the rows; a year at the limit does not pass it.
    share : float
        Middle of the models' shares of years, in %.
    """

    row: ToldRow
    limit: float
    share: float


def check_questions(told: Told, beyond: YearsBeyond | None, seed: str) -> tuple[CheckQuestion, ...]:
    """Return up to three questions: the number, years in ten (or agreement), and what a single year may bring.

    Parameters
    ----------
    told : Told
        Of one place, step and definition; of several, and where models give no future, nothing is asked.
    beyond : YearsBeyond or None
        Counted from the years themselves, where they are at hand.
    seed : str
        Decides the order of the answers, such as the product's id.
    """
    phrases = Phrases(told)
    rows = first_moment(told, phrases)
    if not rows or len(told.parts) > 1:
        return ()
    row = rows[-1]
    asked = (
        _of_value(phrases, row, seed),
        _of_years(phrases, row, beyond, seed) or _of_agreement(phrases, row, seed),
        _of_one_year(phrases, row, seed),
    )
    return tuple(question for question in asked if question is not None)


def graded(questions: Sequence[CheckQuestion], answers: Sequence[int]) -> tuple[bool, ...]:
    """Return which answers (positions from 0) are right.

    Raises
    ------
    ValueError
        If there is not one answer to each question, or one is none of its options.
    """
    if len(answers) != len(questions):
        raise ValueError(f"{len(questions)} questions were asked, but {len(answers)} answers were given.")
    for question, answer in zip(questions, answers, strict=True):
        if not 0 <= answer < len(question.options):
            raise ValueError(f"Answer {answer + 1} was given, but there are {len(question.options)} to choose from.")
    return tuple(question.answer == answer for question, answer in zip(questions, answers, strict=True))


def _of_value(phrases: Phrases, row: ToldRow, seed: str) -> CheckQuestion | None:
    if phrases.told.statistic.of == "share":
        return _of_agreement(phrases, row, seed)
    others = [row.p90, row.p10, *(other.p50 for other in phrases.told.past_rows), *_middles(phrases, row)]
    others += [row.p50 * 2, row.p50 / 2] if phrases.told.row_units != DATES else [row.p50 + 14, row.p50 - 14]
    facts = {**phrases.subject(), "scenario": phrases.scenario(row.scenario)}
    return _question(
        phrases.say("check_value", **facts, years=row.period)
        if row.warming is None
        else phrases.say("check_value_warming", **facts, level=phrases.level(row.warming)),
        phrases.value(row.p50),
        [phrases.value(other) for other in others if math.isfinite(other)],
        seed,
    )


def _middles(phrases: Phrases, row: ToldRow) -> list[float]:
    return [other.p50 for other in phrases.told.future_rows if other != row]


def _of_years(phrases: Phrases, row: ToldRow, beyond: YearsBeyond | None, seed: str) -> CheckQuestion | None:
    told = phrases.told
    if told.statistic.of == "share":
        facts = {"what": phrases.quantity["words"], "scenario": phrases.scenario(row.scenario)}
        text = (
            phrases.say("check_share", **facts, years=row.period)
            if row.warming is None
            else phrases.say("check_share_warming", **facts, level=phrases.level(row.warming))
        )
        near = [row.p10, row.p90, *(other.p50 for other in told.past_rows)]
        return _of_ten(phrases, text, row.p50, [share for share in near if math.isfinite(share)], seed)
    if beyond is None or not told.statistic.is_mean:
        return None
    facts = {
        "what": phrases.subject()["what"],
        "years": beyond.row.period,
        "scenario": phrases.scenario(beyond.row.scenario),
    }
    if told.row_units == DATES:
        key = "check_plant" if told.index in _PLANTING else "check_date"
        text = phrases.say(key, **facts, date=phrases.short(beyond.limit))
    else:
        key = "check_count" if phrases.counts else "check_above"
        text = phrases.say(key, **facts, limit=phrases.short(beyond.limit))
    return _of_ten(phrases, text, beyond.share, [], seed)


def _of_ten(phrases: Phrases, text: str, share: float, near: list[float], seed: str) -> CheckQuestion | None:
    others = [*near, 100 - share, *(s for s in (share + 30, share - 30, share + 20, share - 20) if 0 <= s <= 100)]
    said = [phrases.say("check_ten", value=in_ten(other, phrases.told.language)) for other in (share, *others)]
    return _question(text, said[0], said[1:], seed)


def _of_agreement(phrases: Phrases, row: ToldRow, seed: str) -> CheckQuestion | None:
    is_known = math.isfinite(row.agreement) and math.isfinite(row.change_p50)
    if row.models < 2 or not is_known or figure(row.change_p50, change_units(phrases.told.row_units)) == "0":
        return None
    direction = phrases.ways["up" if row.change_p50 > 0 else "down"]
    agree, count = round(row.agreement * row.models), row.models
    others = sorted((n for n in range(count + 1) if n != agree), key=lambda n: (abs(n - agree), n))
    said = [phrases.say("check_of", agree=n, count=count) for n in (agree, *others)]
    text = phrases.say("check_agree", count=phrases.number(count), direction=direction)
    return _question(text, said[0], said[1:], seed)


def _of_one_year(phrases: Phrases, row: ToldRow, seed: str) -> CheckQuestion | None:
    if row.warming is not None or not phrases.told.statistic.is_mean:
        return None
    year = (row.period.first + row.period.last) // 2
    wrong = [phrases.say("check_exactly", value=phrases.short(row.p50))]
    wrong.append(phrases.say("check_between", value=phrases.spread(row)))
    return _question(phrases.say("check_one_year", year=year), phrases.say("check_no_forecast"), wrong, seed)


def _question(text: str, right: str, wrong: list[str], seed: str) -> CheckQuestion | None:
    """Return a question with its answers in an order that tells nothing; none where there are too few to choose."""
    plain = list(dict.fromkeys([right, *(answer for answer in wrong if answer != right)]))[:_MOST_OPTIONS]
    if len(plain) < _LEAST_OPTIONS:
        return None
    options = sorted(plain, key=lambda option: hashlib.sha256(f"{seed}\n{text}\n{option}".encode()).digest())
    return CheckQuestion(text, tuple(options), options.index(right), tuple(map(plain.index, options)))
