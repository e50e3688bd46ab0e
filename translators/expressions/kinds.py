"""What a number of an expression measures: its kind, in the unit of what it stands beside."""

from __future__ import annotations

from translators.errors import TranslationError
from translators.expressions.tree import Kind, Number, Value
from translators.quantities import CANONICAL_UNITS, in_units, parse_quantity


def number_of(text: str) -> Number:
    """Return what a text writes, in the canonical unit of the first kind of quantity that it may measure."""
    try:
        return Number(float(text), Kind("1"), text)
    except ValueError:
        quantity = parse_quantity(text, "expression")
    if quantity.units in {"degC", "degF"}:
        return Number(in_units(quantity, "degC"), Kind("degC", 1.0), text)
    if quantity.units == "K":
        return Number(quantity.magnitude, Kind("K"), text)
    for units in ("mm", *dict.fromkeys(CANONICAL_UNITS.values())):
        try:
            return Number(in_units(quantity, units), Kind(units), text)
        except TranslationError:
            continue
    raise TranslationError(f"{text!r} measures nothing that a variable has")


def fitted(value: Value, kind: Kind) -> Value:
    """Return a number in the unit of what it stands beside, where it measures the same."""
    if not isinstance(value, Number) or value.kind == kind or value.kind.units == "1" or kind.units == "1":
        return value
    try:
        if kind.units == "degC" and value.kind.units in {"K", "degC"}:
            return Number(in_units(value.said, "degC"), Kind("degC", 1.0), value.said)
        if kind.units == "K" or value.kind.units in {"K", "degC"}:
            return value
        return Number(in_units(value.said, kind.units), kind, value.said)
    except TranslationError:
        return value


def in_words(kind: Kind) -> str:
    """Return what a kind of quantity is, for a sentence."""
    names = {"degC": "a temperature", "K": "a difference of temperatures", "1": "a plain number"}
    return names.get(kind.units, f"a quantity in {kind.units}")
