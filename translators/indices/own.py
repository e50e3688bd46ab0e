"""A metric of a user's own as an index: its variables and its unit come from the words."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from translators.indices.index import Index, Parameter

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
