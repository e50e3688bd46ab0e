"""Units by their everyday spellings: what they measure, and their exact size.

Sizes are fractions, so that converting there and back changes nothing. A month and a year are no units here, because
they have no fixed length.
"""

from __future__ import annotations

import re
from fractions import Fraction

#: Spelling (lower case, no spaces, no full stops) → the unit's name.
TEMPERATURES = {
    **dict.fromkeys(("degc", "°c", "c", "celsius", "°celsius", "degcelsius", "centigrade", "degcentigrade"), "degC"),
    **dict.fromkeys(("degf", "°f", "f", "fahrenheit", "°fahrenheit", "degfahrenheit"), "degF"),
    **dict.fromkeys(("k", "kelvin", "kelvins", "degk", "°k", "degkelvin"), "K"),
}
#: Degrees Celsius = number × scale + offset.
TO_CELSIUS = {
    "degC": (Fraction(1), Fraction(0)),
    "degF": (Fraction(5, 9), Fraction(-160, 9)),
    "K": (Fraction(1), Fraction("-273.15")),
}
ABSOLUTE_ZERO = Fraction("-273.15")

#: Spelling → (powers of kilogram, metre and second; size in them).
_SIMPLE = {
    **dict.fromkeys(("mm", "millimetre", "millimetres", "millimeter", "millimeters"), ((0, 1, 0), "0.001")),
    **dict.fromkeys(("cm", "centimetre", "centimetres", "centimeter", "centimeters"), ((0, 1, 0), "0.01")),
    **dict.fromkeys(("m", "metre", "metres", "meter", "meters"), ((0, 1, 0), "1")),
    **dict.fromkeys(("km", "kilometre", "kilometres", "kilometer", "kilometers"), ((0, 1, 0), "1000")),
    **dict.fromkeys(("in", "inch", "inches", '"', "″"), ((0, 1, 0), "0.0254")),
    **dict.fromkeys(("ft", "foot", "feet"), ((0, 1, 0), "0.3048")),
    **dict.fromkeys(("mile", "miles", "mi"), ((0, 1, 0), "1609.344")),
    **dict.fromkeys(("l", "litre", "litres", "liter", "liters"), ((0, 3, 0), "0.001")),
    **dict.fromkeys(("s", "sec", "second", "seconds"), ((0, 0, 1), "1")),
    **dict.fromkeys(("min", "minute", "minutes"), ((0, 0, 1), "60")),
    **dict.fromkeys(("h", "hr", "hour", "hours"), ((0, 0, 1), "3600")),
    **dict.fromkeys(("d", "day", "days"), ((0, 0, 1), "86400")),
    **dict.fromkeys(("week", "weeks"), ((0, 0, 1), "604800")),
    **dict.fromkeys(("kg", "kilogram", "kilograms"), ((1, 0, 0), "1")),
    **dict.fromkeys(("g", "gram", "grams"), ((1, 0, 0), "0.001")),
    **dict.fromkeys(("w", "watt", "watts"), ((1, 2, -3), "1")),
    **dict.fromkeys(("j", "joule", "joules"), ((1, 2, -2), "1")),
    **dict.fromkeys(("mj", "megajoule", "megajoules"), ((1, 2, -2), "1000000")),
    **dict.fromkeys(("pa", "pascal", "pascals"), ((1, -1, -2), "1")),
    **dict.fromkeys(("hpa", "mbar", "millibar", "millibars"), ((1, -1, -2), "100")),
    **dict.fromkeys(("kn", "knot", "knots", "kt"), ((0, 1, -1), "0.514444444444")),
    "mph": ((0, 1, -1), "0.44704"),
    "kmh": ((0, 1, -1), "0.277777777778"),
    **dict.fromkeys(("%", "percent"), ((0, 0, 0), "0.01")),
    "1": ((0, 0, 0), "1"),
}
_FACTOR = re.compile(r"(?P<name>[a-z%\"″]+|1)(?P<power>[+-]?[1-4])?", re.ASCII)


def tidy_unit(unit: str) -> str:
    """Return a unit as factors and slashes only: "inches per day" → "inches/day", "kg m^-2" → "kg m-2"."""
    unit = unit.casefold().replace("**", "").replace("^", "").replace("·", " ").replace("*", " ")
    unit = re.sub(r"\bof (?:rain|water|snow)\b", "", unit)
    unit = re.sub(r"\bsquare (metres?|meters?|m)\b", "m2", unit)
    unit = re.sub(r"\s*/\s*|\s+(?:per|a|an|each|every)\s+(?=[a-z])|\s+in a\s+", "/", unit)
    return re.sub(r"\s+", " ", re.sub(r"(?<=[a-z])\.(?=\s|$)", "", unit)).strip()


def dimensions(unit: str) -> tuple[tuple[int, int, int], Fraction]:
    """Return the powers of kilogram, metre and second of a unit, and its size; `KeyError` if it is not known."""
    powers, size = [0, 0, 0], Fraction(1)
    for place, part in enumerate(unit.casefold().split("/")):
        factors = part.split()
        if not factors or len(factors) > 4 or place > 3:
            raise KeyError(unit)
        for factor in factors:
            match = _FACTOR.fullmatch(factor)
            if match is None:
                raise KeyError(unit)
            base, value = _SIMPLE[match["name"]]
            power = int(match["power"] or 1) * (1 if place == 0 else -1)
            powers = [p + b * power for p, b in zip(powers, base, strict=True)]
            size *= Fraction(value) ** power
    return (powers[0], powers[1], powers[2]), size
