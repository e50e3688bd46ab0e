"""Numbers as the pages say them, in the words and digits of every file of a product; what is not known is a dash."""

from __future__ import annotations

import math

from broker.products import style

UNKNOWN = "–"


def number(value: float | None, units: str = "", *, sign: bool = False) -> str:
    """Return a value without its unit."""
    return UNKNOWN if _is_unknown(value) else style.plain(value, units, signed=sign)


def amount(value: float | None, units: str, *, sign: bool = False) -> str:
    """Return a value with its unit: "12 days", "+2.1 °C"."""
    return UNKNOWN if _is_unknown(value) else style.amount(value, units, signed=sign)


def spread(low: float | None, high: float | None, units: str) -> str:
    """Return a range with its unit: "4.2–9.6 days"."""
    return UNKNOWN if _is_unknown(low) or _is_unknown(high) else style.span(low, high, units)


def unit(units: str) -> str:
    """Return a delivered unit in words."""
    return style.UNIT_WORDS.get(units, units)


def scenario(name: str) -> str:
    """Return a scenario with its everyday name first: "middle emissions (SSP2-4.5)"."""
    words, code = style.scenario_words(name), style.scenario_name(name)
    return words if words == code or style.scenario_code(name) in {"historical", "observed"} else f"{words} ({code})"


def _is_unknown(value: float | None) -> bool:
    return value is None or not math.isfinite(value)
