"""The models' past against what was measured at the place: how often the limit asked is crossed in both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from broker.fit.words import fit, listed, rounded
from broker.mismatch import Mismatch
from translators.indices import Index, index_of
from translators.said import Said, number

if TYPE_CHECKING:
    from broker.engine.result import Result, SummaryRow
    from broker.matching import Match

#: Counts that differ by less than this share of what was measured are close.
_CLOSE = 0.2
#: And so are counts that differ by less than this, in the index's unit.
_LEAST = 0.5
_OBSERVED = "observed"


def limits_of(index: Index, parameters: dict[str, str]) -> list[str]:
    """Return the fixed limits on a variable that an index has: a model with its own error crosses them as it likes."""
    names = {f"thresh_{name}" for name in index.variables} | ({"thresh"} if index.operator else set())
    return [text for name, text in parameters.items() if name in names]


def mismatches(match: Match, result: Result) -> list[Mismatch]:
    """Return how the models' count over the baseline differs from the one measured beside them.

    Only where the index has a fixed limit, the days are not adjusted, and observations near the place hold the baseline
    whole: then both counts are in the result already.
    """
    asked = match.specification
    beside = [c.version for c in match.candidates if c.role == "comparison"]
    limits = limits_of(index_of(asked.index, asked.parameters), asked.parameters)
    if not (beside and limits) or asked.adjustment is not None:
        return []
    rows = [r for r in result.summary if r.is_baseline and r.p50 == r.p50 and r.period == asked.baseline]
    seen = {_part(r): r for r in rows if r.scenario == _OBSERVED}
    modelled: dict[tuple[str, str, str], SummaryRow] = {}
    for row in rows:
        if row.scenario != _OBSERVED and _part(row) in seen:
            modelled.setdefault(_part(row), row)
    names = listed(v.title or v.dataset for v in beside)
    return [_against(result.summary_units, names, mine, seen[part]) for part, mine in modelled.items()]


def _part(row: SummaryRow) -> tuple[str, str, str]:
    return (row.place, row.step, row.variant)


def _against(units: str, observed: str, mine: SummaryRow, theirs: SummaryRow) -> Mismatch:
    difference = mine.p50 - theirs.p50
    is_close = abs(difference) <= max(_CLOSE * abs(theirs.p50), _LEAST)
    is_rare = max(abs(mine.p90), abs(theirs.p50)) < _LEAST
    facts = {
        "years": str(mine.period),
        "models": _range(mine, units),
        "measured": _amount(theirs.p50, units),
        "observed": observed,
    }
    key = "rare" if is_rare else "close" if is_close else "more" if difference > 0 else "fewer"
    remedy = f"_{key}" if key in ("rare", "close") else ""
    return Mismatch(
        axis="metric",
        code="count-against-measured",
        severity="note" if is_close else "warning",
        asked=fit("count-against-measured.asked", **facts),
        offered=fit("count-against-measured.offered", **facts),
        message=fit(f"count-against-measured.{key}", **facts),
        remedy=fit(f"count-against-measured.remedy{remedy}"),
        facts=(("models", mine.p50), ("measured", theirs.p50), ("units", units)),
    )


def _range(row: SummaryRow, units: str) -> str:
    """Return the median of the models, with the range from low to high where there are several."""
    middle = _amount(row.p50, units)
    if row.models < 2:
        return middle
    low, high = (_amount(value, "1") for value in (row.p10, row.p90))
    return fit("count-against-measured.range", middle=middle, low=low, high=high)


def _amount(value: float, units: str) -> str:
    written = f"{float(str(rounded(abs(value))).replace(',', '')):g}"
    return Said("parameter", value=f"{'-' if value < 0 else ''}{written} {units}") if units != "1" else number(written)
