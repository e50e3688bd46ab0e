"""Numbers with units, both ways: "86 °F" in, 30 degC out, and back into words.

Every climate variable is compared in one unit, `CANONICAL_UNITS`; the catalog publishes for each stored variable how
its own numbers become that unit. This table is the vocabulary both share: CMIP short names and UDUNITS strings.

Arithmetic is exact (fractions), so that 86 °F is 30 °C and not its neighbour.
"""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction

from translators.errors import QuantityError
from translators.locales import speech
from translators.locales.calendars import localised
from translators.units import ABSOLUTE_ZERO, TEMPERATURES, TO_CELSIUS, dimensions, tidy_unit

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
    "K days": ("a sum of degrees over days", "500 K days"),
}
#: Sums of degrees over days, spelled without spaces → their name; and each in K days.
_DEGREE_DAYS = {
    **dict.fromkeys(("kdays", "kday", "kd", "degcdays", "degcday", "°cdays", "°cday", "celsiusdays"), "K days"),
    **dict.fromkeys(("degfdays", "degfday", "°fdays", "°fday", "fahrenheitdays"), "degF days"),
}
_IN_K_DAYS = {"K days": Fraction(1), "degF days": Fraction(5, 9)}

_WATER_KG_M3 = 1000
_DAY_S = 86400
_NUMBER = re.compile(r"(?P<number>[+-]?(?:\d+(?:[.,]\d+)?|[.,]\d+)(?:e[+-]?\d{1,3})?)(?P<unit>.*)", re.ASCII | re.I)


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
    if units in _IN_K_DAYS or quantity.units in _IN_K_DAYS:
        if not (units in _IN_K_DAYS and quantity.units in _IN_K_DAYS):
            _refuse_kind(quantity, units, about)
        return float(number * _IN_K_DAYS[quantity.units] / _IN_K_DAYS[units])
    if units in TO_CELSIUS or quantity.units in TO_CELSIUS:
        if not (units in TO_CELSIUS and quantity.units in TO_CELSIUS):
            _refuse_kind(quantity, units, about)
        scale, offset = TO_CELSIUS[quantity.units]
        celsius = number * scale + offset
        if celsius < ABSOLUTE_ZERO:
            raise QuantityError(
                f"A temperature of {quantity} was asked, which is below absolute zero (−273.15 °C), so no day can "
                f"reach it. Check the number and its unit.",
                about=about,
            )
        scale, offset = TO_CELSIUS[units]
        return float((celsius - offset) / scale)
    powers, size = dimensions(quantity.units)
    wanted_powers, wanted_size = dimensions(units)
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
        BCP 47 tag; decides the decimal mark and the words of units.

    Raises
    ------
    QuantityError
        If a text is no quantity.
    """
    if isinstance(quantity, str):
        quantity = parse_quantity(quantity)
    digits = localised(f"{quantity.magnitude + 0.0:.6g}".replace("-", "−"), language)
    unit = "day" if quantity.units == "days" and digits == "1" else quantity.units
    unit = "kelvin" if unit == "K" else unit  # a temperature in kelvin; elsewhere K is a difference
    return str(speech(language).group("units").get(unit, f"{{value}} {unit}")).format(value=digits)


def _digits(number: float) -> str:
    """Return every digit that tells the number from its neighbours: 28 °F is -2.2222222222222223 °C."""
    return repr(float(number + 0.0)).removesuffix(".0")  # + 0.0: no "-0"


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
    if word in TEMPERATURES:
        return TEMPERATURES[word]
    if word in _DEGREE_DAYS:
        return _DEGREE_DAYS[word]
    name = tidy_unit(unit)
    try:
        dimensions(name)
    except KeyError:
        raise QuantityError(
            f"The quantity {text!r} has the unit {unit!r}, which is not known, so its size is unknown. Write for "
            f"example degC, degF, K, mm/day, mm, inch, l/m2, kg m-2 s-1 or days.",
            about=about,
        ) from None
    for known in (*_KINDS, "mm", "kg m-2 s-1"):
        if known not in {*TO_CELSIUS, *_IN_K_DAYS} and dimensions(known) == dimensions(name):
            return known
    return name


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
