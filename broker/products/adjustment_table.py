"""`adjustment.csv`: what an adjustment to observations did, beside the raw numbers, and how it did on other years."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator

from broker.engine.adjustment_effect import Effect
from broker.engine.result import Result
from broker.products.tables import formula_safe
from catalog.synthetic import NOTICE

COLUMNS = (
    "what",
    "dataset",
    "model",
    "member",
    "scenario",
    "period_start",
    "period_end",
    "place",
    "step",
    "variant",
    "statistic",
    "observed",
    "raw",
    "adjusted",
    "units",
)


def adjustment_csv(result: Result, effect: Effect) -> str:
    """Return the effect of an adjustment and its test, one number a row.

    Returns
    -------
    str
        CSV of `COLUMNS`. ``what`` is ``result``: the summary's medians and changes over the models, adjusted and raw;
        or ``test of tasmax``: a statistic of the daily values of half the reference years, adjusted by a mapping fitted
        to the other half. Empty where a value cannot be known; ``note`` is the last column where the weather is made
        up.
    """
    note = (NOTICE,) if result.recipe.is_synthetic else ()
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow((*COLUMNS, *("note" for _ in note)))
    for row in (*_of_result(result, effect), *_of_tests(effect)):
        writer.writerow([_cell(value) for value in (*row, *note)])
    return file.getvalue()


def _of_result(result: Result, effect: Effect) -> Iterator[tuple[object, ...]]:
    for row in result.summary:
        raw = effect.raw_of(row)
        if raw is None:
            continue
        place = ("", "", "", row.scenario, row.period.first, row.period.last, row.place, row.step, row.variant)
        for statistic in ("p50", "change_p50"):
            values = (math.nan, getattr(raw, statistic), getattr(row, statistic))
            yield ("result", *place, statistic, *values, result.summary_units)


def _of_tests(effect: Effect) -> Iterator[tuple[object, ...]]:
    for test in effect.tests:
        whose = (test.dataset, test.model, test.member, "historical", test.years.first, test.years.last, "", "", "")
        values = (test.observed, test.raw, test.adjusted)
        yield (f"test of {test.variable}", *whose, test.statistic, *values, test.units)


def _cell(value: object) -> str:
    if isinstance(value, str):
        return formula_safe(value)
    if isinstance(value, float):
        return repr(float(value)) if math.isfinite(value) else ""
    return str(value)
