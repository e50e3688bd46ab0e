"""Numbers with units, both ways: "86 °F" in, 30 degC out, and back into words.

Every climate variable is compared in one unit, `CANONICAL_UNITS`; the catalog publishes for each stored variable how
its own numbers become that unit. This table is the vocabulary both share: CMIP short names and UDUNITS strings.

Arithmetic is exact (fractions), so that 86 °F is 30 °C and not its neighbour. A month and a year are no units here,
because they have no fixed length.
"""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction

from translators.errors import QuantityError

#: CMIP short name of a variable → the unit in which thresholds for it are written in a specification.
CANONICAL_UNITS = {
    "tas": "degC",
    "tasmax": "degC",
    "tasmin": "degC",
    "pr": "mm/day",
    "evspsblpot": "mm/day",
    "hurs": "%",
    "sfcWind": "m/s",
    "sfcWindmax": "m/s",
    "rsds": "W m-2",
    "snd": "cm",
    "snw": "kg m-2",
    "mrro": "mm/day",
    "psl": "hPa",
}

#: The longest text that can be a quantity; longer ones are refused unread.
LONGEST_QUANTITY = 80

#: Spelling (lower case, no spaces, no full stops) → the unit's name.
_TEMPERATURES = {
    **dict.fromkeys(("degc", "°c", "c", "celsius", "°celsius", "degcelsius", "centigrade", "degcentigrade"), "degC"),
    **dict.fromkeys(("degf", "°f", "f", "fahrenheit", "°fahrenheit", "degfahrenheit"), "degF"),
    **dict.fromkeys(("k", "kelvin", "kelvins", "degk", "°k", "degkelvin"), "K"),
}
#: Degrees Celsius = number × scale + offset.
_TO_CELSIUS = {
    "degC": (Fraction(1), Fraction(0)),
    "degF": (Fraction(5, 9), Fraction(-160, 9)),
    "K": (Fraction(1), Fraction("-273.15")),
}
_ABSOLUTE_ZERO = Fraction("-273.15")

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

#: What a unit measures, for error sentences, and examples of how to write it.
_KINDS = {
    "degC": ("a temperature", "30 degC or 86 degF"),
    "K": ("a temperature", "300 K"),
    "mm/day": ("an amount of water a day", "1 mm/day or 0.5 inch/day"),
    "mm": ("an amount of water", "20 mm or 1 inch"),
    "days": ("a number of days", "5 days"),
    "%": ("a share", "80 %"),
    "m/s": ("a speed", "10 m/s or 36 km/h"),
    "W m-2": ("a flux of energy", "200 W m-2"),
    "cm": ("a depth of snow", "10 cm"),
    "kg m-2": ("a mass of snow", "30 kg m-2"),
    "hPa": ("a pressure", "1013 hPa"),
}

_WATER_KG_M3 = 1000
_DAY_S = 86400
_NUMBER = re.compile(r"(?P<number>[+-]?(?:\d+(?:[.,]\d+)?|[.,]\d+)(?:e[+-]?\d{1,3})?)(?P<unit>.*)", re.ASCII | re.I)
_FACTOR = re.compile(r"(?P<name>[a-z%\"″]+|1)(?P<power>[+-]?[1-4])?", re.ASCII)


@dataclass(frozen=True)
class Quantity:
    """A number with its unit, such as ``Quantity(30.0, "degC")``."""

    magnitude: float
    units: str

    def __str__(self) -> str:
        return f"{_digits(self.magnitude)} {self.units}"


def parse_quantity(text: str, about: str = "") -> Quantity:
    """Return the number and the unit that a text writes: "86 °F", "1 mm/day", "0.5 inches per day".

    Parameters
    ----------
    text : str
        A number followed by its unit. A comma is a decimal mark, except where it may part thousands ("1,500"),
        which is refused.
    about : str
        The parameter's name, kept on the error.

    Returns
    -------
    Quantity
        Temperatures in ``degC``, ``degF`` or ``K``; other units as written, tidied.

    Raises
    ------
    QuantityError
        If there is no unit, no number, or a unit that is not known.
    """
    if not isinstance(text, str):
        _refuse_bare(text, about)
    shown_text = text if len(text) <= LONGEST_QUANTITY else text[: LONGEST_QUANTITY - 1] + "…"
    tidy = _tidy(text) if len(text) <= LONGEST_QUANTITY else ""
    match = _NUMBER.fullmatch(tidy)
    if match is None:
        raise QuantityError(
            f"The quantity {shown_text!r} is not understood: it needs a number and then a unit, or nothing can be "
            f"compared with it. Write for example 30 degC or 1 mm/day.",
            about=about,
        )
    number, unit = match["number"], match["unit"].strip()
    if re.fullmatch(r"[+-]?\d{1,3},\d{3}", number):
        raise QuantityError(
            f"The quantity {shown_text!r} may mean {number.replace(',', '.')} or {number.replace(',', '')}, because "
            f"its comma may be a decimal mark or part thousands. Write one of the two without a comma.",
            about=about,
        )
    if not unit:
        _refuse_bare(number, about)
    magnitude = float(number.replace(",", "."))
    if not math.isfinite(magnitude):
        raise QuantityError(
            f"The quantity {shown_text!r} is larger than any number that can be computed with. Check its exponent.",
            about=about,
        )
    return Quantity(magnitude, _unit_name(unit, shown_text, about))


def in_units(quantity: Quantity | str, units: str, about: str = "") -> float:
    """Return the magnitude of a quantity in another unit.

    Parameters
    ----------
    quantity : Quantity or str
    units : str
        The wanted unit: ``degC``, ``K``, ``mm/day``, ``mm``, ``days`` or one of `CANONICAL_UNITS`. Where ``mm/day`` is
        wanted, an amount without a time ("20 mm", "1 inch", "5 l/m2") is an amount per day; water weighs 1000 kg m-3.
    about : str
        The parameter's name, kept on the error.

    Returns
    -------
    float
        Exactly rounded.

    Raises
    ------
    QuantityError
        If it has no unit, or measures something else than `units`.
    """
    if isinstance(quantity, str):
        quantity = parse_quantity(quantity, about)
    number = Fraction(repr(float(quantity.magnitude)))
    if units in _TO_CELSIUS or quantity.units in _TO_CELSIUS:
        if not (units in _TO_CELSIUS and quantity.units in _TO_CELSIUS):
            _refuse_kind(quantity, units, about)
        scale, offset = _TO_CELSIUS[quantity.units]
        celsius = number * scale + offset
        if celsius < _ABSOLUTE_ZERO:
            raise QuantityError(
                f"A temperature of {quantity} was asked, which is below absolute zero (−273.15 °C), so no day can "
                f"reach it. Check the number and its unit.",
                about=about,
            )
        scale, offset = _TO_CELSIUS[units]
        return float((celsius - offset) / scale)
    powers, size = _dimensions(quantity.units)
    wanted_powers, wanted_size = _dimensions(units)
    if units in {"mm/day", "mm"}:
        if powers[0] == 1:
            powers, size = (0, powers[1] + 3, powers[2]), size / _WATER_KG_M3
        if units == "mm/day" and powers == (0, 1, 0):
            powers, size = (0, 1, -1), size / _DAY_S
    if powers != wanted_powers:
        _refuse_kind(quantity, units, about)
    return float(number * size / wanted_size)


def canonical_text(quantity: Quantity | str, units: str, about: str = "") -> str:
    """Return a quantity as a specification writes it: ``canonical_text("86 °F", "degC") == "30 degC"``.

    Raises
    ------
    QuantityError
        As `in_units`.
    """
    return f"{_digits(in_units(quantity, units, about))} {units}"


def shown(quantity: Quantity | str, language: str = "en") -> str:
    """Return a quantity as people write it: "30 °C", "−5 °C", "1 mm a day", "1 day", "5 days".

    Parameters
    ----------
    quantity : Quantity or str
    language : str
        BCP 47 tag; decides the decimal mark. Unit words are English until a language brings its own.

    Raises
    ------
    QuantityError
        If a text is no quantity.
    """
    if isinstance(quantity, str):
        quantity = parse_quantity(quantity)
    digits = _digits(quantity.magnitude).replace("-", "−")
    if language.split("-")[0].casefold() in {"de", "es", "fr", "it", "nl", "pt", "ru", "sv", "da", "nb", "pl", "id"}:
        digits = digits.replace(".", ",")
    if quantity.units == "days":
        return f"{digits} day" if digits == "1" else f"{digits} days"
    words = {"degC": "°C", "degF": "°F", "mm/day": "mm a day", "W m-2": "W/m²", "kg m-2": "kg/m²"}
    return f"{digits} {words.get(quantity.units, quantity.units)}"


def _digits(number: float) -> str:
    return f"{number + 0.0:.10g}"  # + 0.0: no "-0"


def _tidy(text: str) -> str:
    for degree in "º˚":  # compatibility forms that would become the letter o or a combining ring
        text = text.replace(degree, "°")
    text = unicodedata.normalize("NFKC", text).replace("−", "-").replace("–", "-").strip()
    return re.sub(r"^minus\s+", "-", re.sub(r"^([+-])\s+", r"\1", text), flags=re.I)


def _unit_name(unit: str, text: str, about: str) -> str:
    """Return the name of a unit as `Quantity` keeps it."""
    word = re.sub(r"[\s.]+", "", re.sub(r"\bdeg(?:ree)?s?\b\.?", "deg", unit.casefold()))
    if word in {"deg", "°"}:
        raise QuantityError(
            f"The quantity {text!r} does not say which degrees, and Celsius and Fahrenheit differ widely. Write for "
            f"example 30 degC or 86 degF.",
            about=about,
            options=("degC", "degF"),
        )
    if word in _TEMPERATURES:
        return _TEMPERATURES[word]
    name = _tidy_unit(unit)
    try:
        _dimensions(name)
    except KeyError:
        raise QuantityError(
            f"The quantity {text!r} has the unit {unit!r}, which is not known, so its size is unknown. Write for "
            f"example degC, degF, K, mm/day, mm, inch, l/m2, kg m-2 s-1 or days.",
            about=about,
        ) from None
    for known in (*_KINDS, "mm", "kg m-2 s-1"):
        if known not in _TO_CELSIUS and _dimensions(known) == _dimensions(name):
            return known
    return name


def _tidy_unit(unit: str) -> str:
    """Return a unit as factors and slashes only: "inches per day" → "inches/day", "kg m^-2" → "kg m-2"."""
    unit = unit.casefold().replace("**", "").replace("^", "").replace("·", " ").replace("*", " ")
    unit = re.sub(r"\bof (?:rain|water|snow)\b", "", unit)
    unit = re.sub(r"\bsquare (metres?|meters?|m)\b", "m2", unit)
    unit = re.sub(r"\s*/\s*|\s+(?:per|a|an|each|every)\s+(?=[a-z])|\s+in a\s+", "/", unit)
    return re.sub(r"\s+", " ", re.sub(r"(?<=[a-z])\.(?=\s|$)", "", unit)).strip()


def _dimensions(unit: str) -> tuple[tuple[int, int, int], Fraction]:
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


def _refuse_bare(number: object, about: str) -> None:
    name = f" of {about!r}" if about else ""
    shown_number = str(number)[:LONGEST_QUANTITY]
    finite = not isinstance(number, float) or math.isfinite(number)
    example = (
        f"{shown_number} degC or {shown_number} mm/day" if finite and _is_number(number) else "30 degC or 1 mm/day"
    )
    raise QuantityError(
        f"The value {shown_number!r}{name} has no unit, so it may mean degrees of either scale, millimetres or days, "
        f"and a guess would change the result. Write the unit too, such as {example}.",
        about=about,
    )


def _is_number(value: object) -> bool:
    return not isinstance(value, bool) and bool(re.fullmatch(r"[+-]?[\d.,]+(?:e[+-]?\d+)?", str(value), re.I))


def _refuse_kind(quantity: Quantity, units: str, about: str) -> None:
    kind, example = _KINDS.get(units, (f"a quantity in {units}", f"1 {units}"))
    name = f" for {about!r}" if about else ""
    raise QuantityError(
        f"The quantity {str(quantity)!r} was given{name}, but {kind} is needed there, so the data cannot be compared "
        f"with it. Write it as one, such as {example}.",
        about=about,
    )
