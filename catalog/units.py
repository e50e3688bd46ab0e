"""Units by meaning: what a producer's unit text says, and how its numbers become another unit.

`UNITS` is the vocabulary; the grammar is that of UDUNITS as files use it: ``kg m-2 s-1``, ``mm/day``, ``W m^-2``,
``kg/(m2 s)``, ``0.1 mm``. All factors are exact fractions: 1 kg m-2 s-1 of water is 86400 mm/day and nothing near it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

#: Base dimensions: temperature, mass, length, time, angle.
Dimension = tuple[int, int, int, int, int]

NONE: Dimension = (0, 0, 0, 0, 0)
TEMPERATURE: Dimension = (1, 0, 0, 0, 0)
MASS: Dimension = (0, 1, 0, 0, 0)
LENGTH: Dimension = (0, 0, 1, 0, 0)
TIME: Dimension = (0, 0, 0, 1, 0)
ANGLE: Dimension = (0, 0, 0, 0, 1)
FORCE: Dimension = (0, 1, 1, -2, 0)
PRESSURE: Dimension = (0, 1, -1, -2, 0)
ENERGY: Dimension = (0, 1, 2, -2, 0)
POWER: Dimension = (0, 1, 2, -3, 0)

_KELVIN_AT_0_C = Fraction(27315, 100)
#: Mass of water that lies one metre deep on a square metre: 1 kg m-2 is 1 mm.
_WATER_KG_PER_M3 = Fraction(1000)


class UnknownUnit(ValueError):
    """A unit text that is not understood, or a unit of another kind than asked."""


@dataclass(frozen=True)
class Unit:
    """A unit: ``base = value * scale + offset`` in SI base units."""

    dimension: Dimension
    scale: Fraction
    offset: Fraction = Fraction(0)


def _unit(dimension: Dimension, scale: int | str | Fraction = 1, offset: int | str | Fraction = 0) -> Unit:
    return Unit(dimension, Fraction(scale), Fraction(offset))


_CELSIUS = _unit(TEMPERATURE, 1, _KELVIN_AT_0_C)
_FAHRENHEIT = _unit(TEMPERATURE, Fraction(5, 9), _KELVIN_AT_0_C - Fraction(160, 9))

_TABLE: tuple[tuple[str, Unit], ...] = (
    ("K degK deg_K degree_K degrees_K kelvin degree_kelvin degrees_kelvin", _unit(TEMPERATURE)),
    ("C degC deg_C degree_C degrees_C celsius deg_celsius degree_celsius degrees_celsius °C ºC ℃ oC", _CELSIUS),
    ("F degF deg_F degree_F degrees_F fahrenheit degree_fahrenheit degrees_fahrenheit °F", _FAHRENHEIT),
    ("kg Kg kilogram", _unit(MASS)),
    ("g gram", _unit(MASS, "1/1000")),
    ("m metre meter", _unit(LENGTH)),
    ("km kilometre kilometer", _unit(LENGTH, 1000)),
    ("cm centimetre centimeter", _unit(LENGTH, "1/100")),
    ("mm millimetre millimeter", _unit(LENGTH, "1/1000")),
    ("inch inches in", _unit(LENGTH, "254/10000")),
    ("ft foot feet", _unit(LENGTH, "3048/10000")),
    ("mi mile", _unit(LENGTH, "1609344/1000")),
    ("l L litre liter", _unit((0, 0, 3, 0, 0), "1/1000")),
    ("s sec second", _unit(TIME)),
    ("min minute", _unit(TIME, 60)),
    ("h hr hour", _unit(TIME, 3600)),
    ("d day", _unit(TIME, 86400)),
    ("kt kts knot", _unit((0, 0, 1, -1, 0), "1852/3600")),
    ("N newton", _unit(FORCE)),
    ("Pa pascal", _unit(PRESSURE)),
    ("hPa mbar mb millibar", _unit(PRESSURE, 100)),
    ("kPa", _unit(PRESSURE, 1000)),
    ("bar", _unit(PRESSURE, 100000)),
    ("J joule", _unit(ENERGY)),
    ("MJ", _unit(ENERGY, 1000000)),
    ("W watt", _unit(POWER)),
    ("kW", _unit(POWER, 1000)),
    ("% percent", _unit(NONE, "1/100")),
    ("fraction dimensionless ratio", _unit(NONE)),
    ("degree deg ° degrees_north degree_north degrees_N degree_N", _unit(ANGLE)),
    ("degrees_east degree_east degrees_E degree_E", _unit(ANGLE)),
    ("rad radian", _unit(ANGLE, "57295779513082320877/1000000000000000000")),
)

#: Written form → unit. Words are also found in other cases and in the plural.
UNITS: dict[str, Unit] = {name: unit for names, unit in _TABLE for name in names.split()}

_WORDS = {name.casefold(): unit for name, unit in UNITS.items() if len(name) > 2 and name not in {"MJ"}}
_PERIOD = re.compile(
    r"^(?P<amount>.+?)\s*(?:/\s*|\bper\s+|[\s.*])(?P<period>months?|mon|mo|years?|yr|annum|a)(?:\s*(?:\^|\*\*)?-1)?$",
    re.IGNORECASE,
)
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)|(?P<name>[^\W\d_](?:[^\W\d]*[^\W\d_])?|[%°℃º][CF]?)"
    r"(?P<power>(?:\^|\*\*)?[-+]?\d+)?|(?P<sign>[/*.·()]))"
)


@lru_cache(maxsize=1024)
def parse_unit(text: str) -> Unit:
    """Return the unit that a text means.

    Raises
    ------
    UnknownUnit
        If a part of it is no known unit.
    """
    words = text.strip().translate(_SUPERSCRIPTS)
    whole = _named(words)
    if whole is not None:
        return whole
    if words in {"", "1"}:
        if words == "1":
            return _unit(NONE)
        raise UnknownUnit("the unit is empty")
    words = re.sub(r"\bper\b", "/", words, flags=re.IGNORECASE)
    return _Parser(words).unit()


def conversion(stored: str, wanted: str, *, water: bool = False) -> tuple[float, float]:
    """Return ``(scale, offset)`` such that ``wanted = stored * scale + offset``.

    Parameters
    ----------
    stored, wanted : str
        Unit texts.
    water : bool
        Whether it is about water: then a depth and a mass on an area are the same (1 mm is 1 kg m-2).

    Raises
    ------
    UnknownUnit
        If a text is not understood, or if the two are of different kinds.
    """
    source, target = parse_unit(stored), parse_unit(wanted)
    if source.dimension != target.dimension and water:
        source, target = _as_depth(source), _as_depth(target)
    if source.dimension != target.dimension:
        raise UnknownUnit(f"{stored!r} cannot be converted to {wanted!r}: they measure different things")
    return float(source.scale / target.scale), float((source.offset - target.offset) / target.scale)


def over_period(text: str) -> tuple[str, str] | None:
    """Return an amount and its period where a unit is one for each month or year; None where it is not.

    ``mm/month`` is ``("mm", "month")``. Months and years differ in length, so such a unit alone is no rate.
    """
    found = _PERIOD.match(text.strip())
    if found is None or not (same_kind(found["amount"], "mm") or same_kind(found["amount"], "kg m-2")):
        return None
    return found["amount"].strip(), "month" if found["period"].casefold().startswith("m") else "year"


def same_kind(a: str, b: str) -> bool:
    """Whether both texts are units of the same kind."""
    try:
        return parse_unit(a).dimension == parse_unit(b).dimension
    except UnknownUnit:
        return False


def _as_depth(unit: Unit) -> Unit:
    kelvin, mass, length, time, angle = unit.dimension
    if mass == 1:
        return Unit((kelvin, 0, length + 3, time, angle), unit.scale / _WATER_KG_PER_M3)
    return unit


def _named(name: str) -> Unit | None:
    found = UNITS.get(name)
    if found is None:
        word = re.sub(r"\s+", "_", name.casefold())
        found = _WORDS.get(word) or (_WORDS.get(word[:-1]) if word.endswith("s") else None)
    return found


class _Parser:
    """A product of powers, with ``/`` dividing by the next factor and brackets."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0

    def unit(self) -> Unit:
        unit = self._product()
        if self.at < len(self.text.rstrip()):
            raise UnknownUnit(f"{self.text[self.at :]!r} is not understood")
        return unit

    def _product(self) -> Unit:
        total, divide, factors = _unit(NONE), False, 0
        while True:
            before = self.at
            match = _TOKEN.match(self.text, self.at)
            if match is None:
                if self.text[self.at :].strip():
                    raise UnknownUnit(f"{self.text[self.at :].strip()!r} is not understood")
                break
            self.at = match.end()
            sign = match["sign"]
            if sign == ")":
                self.at = before
                break
            if sign in {"*", ".", "·"}:
                continue
            if sign == "/":
                divide = True
                continue
            factor = self._bracket() if sign == "(" else self._factor(match)
            total, divide, factors = _times(total, factor, -1 if divide else 1), False, factors + 1
        if divide or not factors:
            raise UnknownUnit(f"{self.text!r} is not understood")
        return total

    def _factor(self, match: re.Match[str]) -> Unit:
        factor = _factor(match)
        following = _TOKEN.match(self.text, self.at)
        if match["number"] and self.text[self.at : self.at + 1].isalpha() and following:  # "mm/24h"
            self.at = following.end()
            factor = _times(factor, _factor(following), 1)
        return factor

    def _bracket(self) -> Unit:
        inner = self._product()
        if not self.text[self.at :].lstrip().startswith(")"):
            raise UnknownUnit(f"a bracket is not closed in {self.text!r}")
        self.at = self.text.index(")", self.at) + 1
        return inner


def _factor(match: re.Match[str]) -> Unit:
    if match["number"]:
        value = Fraction(match["number"])
        if not value or len(match["number"]) > 24:
            raise UnknownUnit(f"{match['number']!r} is no factor of a unit")
        return Unit(NONE, value)
    unit = _named(match["name"])
    if unit is None:
        raise UnknownUnit(f"{match['name']!r} is not a known unit")
    power = int((match["power"] or "1").lstrip("^*"))
    if abs(power) > 9:
        raise UnknownUnit(f"{match['name']}{match['power']} is no unit")
    # Inside a product a degree is a difference, so its offset falls away.
    return Unit(tuple(d * power for d in unit.dimension), unit.scale**power)  # type: ignore[arg-type]


def _times(a: Unit, b: Unit, power: int) -> Unit:
    dimension = tuple(x + power * y for x, y in zip(a.dimension, b.dimension, strict=True))
    return Unit(dimension, a.scale * b.scale**power)  # type: ignore[arg-type]
