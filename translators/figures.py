"""Numbers for reading: two significant digits, true minus signs, one value where both ends of a range read the same."""

from __future__ import annotations

import math

from translators.vocabulary import Vocabulary


def figure(value: float, units: str) -> str:
    """Return a value without its unit.

    Two significant digits, because no more are known: ``2.13`` is ``2.1``, ``12.4`` is ``12``, ``1234`` is ``1,200``.
    Temperatures have one decimal, because their zero is no beginning; days are not finer than a tenth.
    """
    if not math.isfinite(value):
        return "–"
    if units in {"degC", "K"}:
        rounded = round(value, 1)
        places = 0 if rounded == int(rounded) else 1
    else:
        rounded = _two_digits(round(value, 1) if units == "days" else value)
        places = max(0, 1 - math.floor(math.log10(abs(rounded)))) if rounded else 0
        places = min(places, 1) if units == "days" else places
        while places and round(rounded, places - 1) == rounded:
            places -= 1
    if rounded == 0:
        return "0"
    return f"{rounded:,.{places}f}".replace("-", "−")


def with_unit(value: float, units: str, words: Vocabulary) -> str:
    """Return a value with its unit in words: "12 days", "1 day", "9.9 °C"."""
    return _with_words(figure(value, units), units, words)


def ranged(low: float, high: float, units: str, words: Vocabulary) -> str:
    """Return a range with its unit, "4.2 to 9.6 days"; one value where both ends read the same."""
    first, last = figure(low, units), figure(high, units)
    text = first if first == last else words.tell("range", low=first, high=last)
    return _with_words(text, units, words)


def _with_words(text: str, units: str, words: Vocabulary) -> str:
    name = "day" if units == "days" and text == "1" else units
    return str(words.table["tell"]["units"].get(name, f"{{value}} {units}")).format(value=text)


def _two_digits(value: float) -> float:
    if value == 0:
        return 0.0
    return round(value, 1 - math.floor(math.log10(abs(value))))
