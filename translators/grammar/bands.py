"""Days between two limits, "between 20 and 25 °C": a metric of one's own, which no index counts."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from translators.errors import QuantityError
from translators.grammar.amounts import Amount
from translators.grammar.readings import Field
from translators.quantities import canonical_text
from translators.vocabulary import Found

_NEAR = 8.0
_UNITS = {"temperature": "degC", "rain": "mm/day"}


def bands_in(amounts: tuple[Amount, ...], atoms: tuple[Found, ...], board: Field) -> Iterator[tuple[str, Amount]]:
    """Yield the metric in words of each pair of limits that were said as one, and the first of the two."""
    for low, high in combinations(amounts, 2):
        if low.found != high.found or low.kind != high.kind or low.kind not in _UNITS or low.needs_unit:
            continue
        near = {a.meaning for a in atoms if board.between(a, low.found) <= _NEAR}
        if not near & {"day", "night", "number", "how_often"}:
            continue
        variable = (
            "pr" if low.kind == "rain" else "tasmin" if "night" in near else "tas" if "mean" in near else "tasmax"
        )
        try:
            first, last = (canonical_text(a.text, _UNITS[a.kind]) for a in (low, high))
        except QuantityError:
            continue
        yield f"days with {variable} > {first} and {variable} < {last}", low
