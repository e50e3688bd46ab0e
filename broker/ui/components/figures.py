"""Numbers in words: two figures that mean something, their unit, a real minus sign, and no false decimals."""

from __future__ import annotations

import math

#: Delivered unit → how it is written after a number, and after a number for one year.
UNITS = {
    "days": ("days", "days a year"),
    "degC": ("°C", "°C"),
    "K": ("°C", "°C"),
    "mm": ("mm", "mm"),
    "mm/day": ("mm a day", "mm a day"),
    "K days": ("degree days", "degree days"),
}
MINUS = "\u2212"
THIN = "\u202f"


def number(value: float | None, units: str = "", *, sign: bool = False) -> str:
    """Return a value as it is said: temperatures to a tenth, all else to two significant digits; unknown: a dash."""
    if value is None or not math.isfinite(value):
        return "–"
    if units in {"degC", "K"}:
        rounded, places = round(value, 1), 1
    else:
        places = 0 if value == 0 else max(0, 1 - math.floor(math.log10(abs(value))))
        places = min(places, 1)
        rounded = (
            round(value, places)
            if abs(value) < 100
            else float(f"{value:.2g}")
            if abs(value) < 1000
            else round(value, -1)
        )
    words = f"{abs(rounded):,.{places}f}".replace(",", THIN)
    if "." in words and units not in {"degC", "K"}:
        words = words.rstrip("0").rstrip(".")
    before = MINUS if rounded < 0 else "+" if sign and rounded > 0 else ""
    return before + words


def spread(low: float | None, high: float | None, units: str = "", *, sign: bool = False) -> str:
    """Return a range, one number where both ends are said alike."""
    first, last = number(low, units, sign=sign), number(high, units, sign=sign)
    if first == last:
        return first
    return f"{first} to {last}" if MINUS in first + last or sign else f"{first}–{last}"


def unit(units: str, *, yearly: bool = False) -> str:
    """Return a delivered unit in words."""
    return UNITS.get(units, (units, units))[1 if yearly else 0]
