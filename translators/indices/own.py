"""A metric of a user's own as an index: its variables and its unit come from the words."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from translators.indices.index import Index, Parameter

_WORDS = """A condition is asked of each day. A day on which a variable that the metric names is missing is missing,
and with it the season; so is a day on which a value is divided by zero. One variable compared with one number is
compared in the precision in which it is stored; all else is worked out in float64, in canonical units. sum, mean, max
and min (value, n days) are of the last n days, the day itself among them; they may lie before the season; where one of
them is missing or lies before the data the day is missing. "days with c": their number; "in runs of n or more": of
those in unbroken rows of at least n, wholly in the season. "runs of n or more days with c": the number of such rows.
"longest run of days with c": 0 where there is none. "first day with c" and "last day with c": the first day of the
first, the last day of the last such row; none found is counted as an outcome. "sum of v" and "mean of v", "on days with
c": of those days alone, a rate of rain times one day; a mean over no day is missing. "highest v", "lowest v": of all
days."""

EXPRESSION = Index(
    "expression",
    "A metric of one's own",
    (),
    "days",
    "expression",
    "{expression}",
    "the words of the need, read by `translators.expressions`",
    parameters={"expression": Parameter(None, "", "metric in words", kind="expression")},
    aliases=("own metric", "own"),
    details=_WORDS,
)


@lru_cache(maxsize=256)
def own_index(text: str) -> Index:
    """Return the index that a metric means.

    Raises
    ------
    InvalidNeed
        If it is not understood.
    """
    from translators.expressions import parse_metric

    metric = parse_metric(text)
    above = f"no {metric.form} day found" if metric.form == "first" else ""
    below = f"no {metric.form} day found" if metric.form == "last" else ""
    return replace(EXPRESSION, variables=metric.variables, units=metric.units, above=above, below=below)
