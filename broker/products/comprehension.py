"""`check.json`: questions that show whether a product was understood, with the answers that its numbers give."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from broker.engine.result import Result, Series
from broker.products.delivery import Delivery
from broker.products.told import delivery_in, told_of
from translators.comprehension import CheckQuestion, YearsBeyond, check_questions
from translators.figures import DATES, figure
from translators.in_short import first_moment
from translators.periods import Years
from translators.phrases import Phrases
from translators.preferences import as_delivered
from translators.told import Told

if TYPE_CHECKING:
    from broker.product import Product


def check_json(result: Result, delivery: Delivery) -> str:
    """Return the questions as the text of `check.json`; an empty list where none can be asked."""
    questions = [question.to_json() for question in questions_of(result, delivery)]
    return json.dumps({"language": delivery.language, "questions": questions}, ensure_ascii=False, indent=1) + "\n"


def questions_of(result: Result, delivery: Delivery) -> tuple[CheckQuestion, ...]:
    """Return the questions of a result in the language and units of its delivery; empty where none can be asked."""
    told = told_of(result, delivery)
    return check_questions(told, years_beyond(result, told), result.recipe.product_id)


def asked_in(product: Product, recorded: Sequence[CheckQuestion], language: str) -> tuple[CheckQuestion, ...]:
    """Return recorded questions in another language, the options in the order of the record.

    A question that the product does not ask so any more stays in the words of the record.
    """
    ours = questions_of(product.result, delivery_in(product, product.specification.language))
    theirs = questions_of(product.result, delivery_in(product, language))
    again = {mine: other for mine, other in zip(ours, theirs, strict=False) if set(mine.places) == set(other.places)}
    return tuple(_in_order_of(one, ours, again) for one in recorded)


def _in_order_of(
    one: CheckQuestion, ours: Sequence[CheckQuestion], again: dict[CheckQuestion, CheckQuestion]
) -> CheckQuestion:
    mine = next((each for each in ours if each == one), None)
    other = again.get(mine) if mine is not None else None
    if mine is None or other is None:
        return one
    options = tuple(other.options[other.places.index(place)] for place in mine.places)
    return CheckQuestion(other.text, options, one.answer, mine.places)


def years_beyond(result: Result, told: Told) -> YearsBeyond | None:
    """Return how many years of the first period pass what was usual in the past, under the highest emissions.

    The limit is the middle value of the past as it is told, so that it can be read; a year without a date because the
    date never came (no onset) passes it. Each model counts its own years, runs of one model together, and the middle
    of the models is taken.
    """
    rows = first_moment(told, Phrases(told))
    if not rows or not told.past_rows or len(told.parts) > 1 or rows[-1].warming is not None:
        return None
    row, limit = rows[-1], _as_told(told.past_rows[0].p50, told.row_units)
    beyond = as_delivered(limit, told.row_units)
    shares = []
    for model in dict.fromkeys(one.model for one in result.series):
        runs = [s for s in result.series if s.kind == "projection" and (s.model, s.scenario) == (model, row.scenario)]
        counts = [_counts(run, row.period, beyond, told) for run in runs]
        years = sum(count for _, count in counts)
        if years:
            shares.append(100.0 * sum(passed for passed, _ in counts) / years)
    return YearsBeyond(row, limit, float(np.median(shares))) if shares else None


def _as_told(value: float, units: str) -> float:
    """Return a value with the digits that are told; days and dates whole, because a year has no half of one."""
    if units in {DATES, "days"}:
        return float(round(value))
    return float(figure(value, units).replace(",", "").replace("−", "-"))


def _counts(run: Series, period: Years, limit: float, told: Told) -> tuple[float, float]:
    """Return how many years of a run pass a limit, and how many there are with a value or an outcome."""
    inside = (run.label_years >= period.first) & (run.label_years <= period.last)
    values = run.values[inside]
    known = np.isfinite(values)
    passed, years = float(np.sum(values[known] > limit)), float(np.sum(known))
    for outcome, shares in run.outcomes.items():
        missing = float(np.nansum(np.where(known, 0.0, shares[inside])))
        years += missing
        passed += missing if outcome == told.entry.above else 0.0
    return passed, years
