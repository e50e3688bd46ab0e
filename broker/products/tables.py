"""`series.csv` and `summary.csv`: numbers in full precision, texts that no spreadsheet takes for a formula."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from broker.engine.result import Result, Series, SummaryRow
from catalog.synthetic import NOTICE

SERIES_COLUMNS = (
    "dataset",
    "version",
    "model",
    "scenario",
    "member",
    "season_start",
    "season_end",
    "value",
    "units",
    "valid_fraction",
)
SUMMARY_COLUMNS = (
    "scenario",
    "period_start",
    "period_end",
    "models",
    "p10",
    "p50",
    "p90",
    "change_p10",
    "change_p50",
    "change_p90",
    "agreement",
    "units",
)

# Characters that start a formula, full-width forms included, at the text's start or where another separator would
# start a new cell.
_FORMULA = "=+\\-@\t\r＝＋－＠"
_UNSAFE = re.compile(rf"(^|[;,|\t\r\n])(?=\s*['{_FORMULA}])")
_MADE_SAFE = re.compile(rf"(^|[;,|\t\r\n])'(?=\s*['{_FORMULA}])")


def series_csv(result: Result) -> str:
    """Return one row for each simulation and season, in the order of the recipe.

    Returns
    -------
    str
        CSV of `SERIES_COLUMNS`; ``value`` in delivered units, empty where missing; ``valid_fraction`` 0 to 1; dates in
        the simulation's own calendar. Where a recipe has several places, steps or variants, or its index has outcomes,
        ``place``, ``step``, ``variant`` and one column an outcome (share of the area, 0 to 1) follow; ``note`` is the
        last column where the weather is made up.
    """
    parts = _parts_used(result.series)
    outcomes = tuple(dict.fromkeys(name for one in result.series for name in one.outcomes))
    rows = (
        (
            one.dataset,
            one.version,
            one.model,
            one.scenario,
            one.member,
            start,
            end,
            float(one.values[k]),
            result.units,
            float(one.valid_fraction[k]),
            *(getattr(one, name) for name in parts),
            *(float(one.outcomes[name][k]) for name in outcomes),
        )
        for one in result.series
        for k, (start, end) in enumerate(zip(one.starts, one.ends, strict=True))
    )
    return _csv((*SERIES_COLUMNS, *parts, *map(column_of, outcomes)), rows, result)


def summary_csv(result: Result) -> str:
    """Return one row for each scenario and period, baseline first.

    Returns
    -------
    str
        CSV of `SUMMARY_COLUMNS`; values and changes in delivered units, empty where they cannot be known. Rows
        without a number, whose seasons all had outcomes, come last. The columns
        that `series_csv` adds follow, and where any row has them ``warming`` (K), ``robustness`` (``robust``,
        ``no-change``, ``conflicting``), and of levels passed once in many years ``p50_low`` and ``p50_high`` (ends of
        the 90 % confidence interval of ``p50``) and ``poor_fit`` (share of cells, 0 to 1).
    """
    every_row = (*result.summary, *result.beyond)
    parts = _parts_used(every_row)
    outcomes = tuple(dict.fromkeys(name for row in every_row for name in row.outcomes))
    more = tuple(name for name, value_of in _MORE.items() if any(value_of(row) != "" for row in result.summary))
    rows = (
        (
            row.scenario,
            row.period.first,
            row.period.last,
            row.models,
            row.p10,
            row.p50,
            row.p90,
            row.change_p10,
            row.change_p50,
            row.change_p90,
            row.agreement,
            result.summary_units,
            *(getattr(row, name) for name in parts),
            *(float(row.outcomes.get(name, math.nan)) for name in outcomes),
            *(_MORE[name](row) for name in more),
        )
        for row in every_row
    )
    return _csv((*SUMMARY_COLUMNS, *parts, *map(column_of, outcomes), *more), rows, result)


def _end(row: SummaryRow, which: int) -> object:
    return "" if row.interval is None else row.interval[which]


#: Columns that stand where any row has them; what a row lacks is empty.
_MORE: dict[str, Callable[[SummaryRow], object]] = {
    "warming": lambda row: "" if row.warming is None else row.warming,
    "robustness": lambda row: row.robustness,
    "p50_low": lambda row: _end(row, 0),
    "p50_high": lambda row: _end(row, 1),
    "poor_fit": lambda row: row.poor_fit if math.isfinite(row.poor_fit) else "",
}


def _parts_used(rows: Iterable[Series | SummaryRow]) -> tuple[str, ...]:
    """Return which of place, step and variant tell rows apart."""
    rows = tuple(rows)
    return tuple(name for name in ("place", "step", "variant") if any(getattr(row, name) for row in rows))


def column_of(outcome: str) -> str:
    """Return the name of an outcome's column: ``no_onset_found``."""
    return re.sub(r"\W+", "_", outcome.casefold()).strip("_")


@lru_cache(maxsize=4096)
def formula_safe(text: str) -> str:
    """Return the text with an apostrophe before whatever a spreadsheet would take for a formula.

    `formula_unsafe` gives the text back unchanged.
    """
    return _UNSAFE.sub(r"\1'", text)


def formula_unsafe(text: str) -> str:
    """Return the text that `formula_safe` was given."""
    return _MADE_SAFE.sub(r"\1", text)


def _csv(columns: Sequence[str], rows: Iterable[Sequence[object]], result: Result) -> str:
    # A comment above the table would break its readers: what every row must say stands in a column of its own.
    note = (NOTICE,) if result.recipe.is_synthetic else ()
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow((*columns, *("note" for _ in note)))
    writer.writerows([_cell(value) for value in (*row, *note)] for row in rows)
    return file.getvalue()


def _cell(value: object) -> str:
    if isinstance(value, str):
        return formula_safe(value)
    if isinstance(value, float):  # numpy's float64 included; repr reads back to the very same number
        return repr(float(value)) if math.isfinite(value) else ""
    return str(value)
