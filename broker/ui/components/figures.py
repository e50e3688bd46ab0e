"""Numbers as the pages say them, in the words and digits of every file of a product; what is not known is a dash."""

from __future__ import annotations

import math

from broker.products import told
from broker.ui.language import current
from translators.emissions import scenario_in_full
from translators.figures import figure

UNKNOWN = "–"


def number(value: float | None, units: str = "", *, sign: bool = False) -> str:
    """Return a value without its unit; with ``sign``, a plus where it is above zero."""
    if value is None or not math.isfinite(value):
        return UNKNOWN
    words = figure(value, units, current())
    return f"+{words}" if sign and value > 0 and words != "0" else words


def amount(value: float | None, units: str, *, sign: bool = False) -> str:
    """Return a value with its unit: "12 days", "+2.1 °C"."""
    if value is None or not math.isfinite(value):
        return UNKNOWN
    words = told.amount(value, units, current())
    return f"+{words}" if sign and value > 0 and figure(value, units) != "0" else words


def spread(low: float | None, high: float | None, units: str) -> str:
    """Return a range with its unit: "4.2–9.6 days"."""
    if low is None or high is None or not (math.isfinite(low) and math.isfinite(high)):
        return UNKNOWN
    words = told.span(low, high, units, current())
    return (
        told.amount(high, units, current())
        if words == figure(high, units, current())
        else f"{words} {unit(units)}".strip()
    )


def unit(units: str) -> str:
    """Return a delivered unit in words."""
    return told.unit_words(units, current())


def scenario(name: str) -> str:
    """Return a scenario with its everyday name first: "middle emissions (SSP2-4.5)"."""
    return scenario_in_full(name, current())
