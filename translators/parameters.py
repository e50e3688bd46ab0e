"""Parameters that are no quantities: dates, years, choices, plain numbers, expressions; each written in one way."""

from __future__ import annotations

import math
import re

from translators.errors import InvalidNeed, InvalidPeriod, QuantityError
from translators.indices import Parameter
from translators.indices.index import BASELINE
from translators.periods import Years

_DATE = re.compile(r"(?:--)?(\d{1,2})-(\d{1,2})")
_YEARS = re.compile(r"(\d{4})\s*(?:-|–|to)\s*(\d{4})")
_MONTH_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def parameter_text(text: str, name: str, parameter: Parameter, index: str) -> str:
    """Return a parameter as a recipe writes it.

    Raises
    ------
    InvalidNeed, InvalidPeriod, QuantityError
        If it is not of its kind.
    """
    words = " ".join(str(text).split())
    if parameter.kind == "choice":
        return _choice(words, name, parameter, index)
    if parameter.kind == "date":
        return _date(words, name, parameter)
    if parameter.kind == "years":
        return _years(words, name, parameter)
    if parameter.kind == "number":
        return _number(words, name, parameter)
    if parameter.kind == "expression":
        from translators.expressions import parse_metric

        return parse_metric(words).text
    return words


def _choice(words: str, name: str, parameter: Parameter, index: str) -> str:
    for known in parameter.choices:
        if known.casefold() == words.casefold():
            return known
    raise InvalidNeed(
        f"The {parameter.meaning} was given as {words[:60]!r}, which {index} does not have. Choose one of: "
        f"{', '.join(parameter.choices)}.",
        about=name,
        options=parameter.choices,
    )


def _date(words: str, name: str, parameter: Parameter) -> str:
    found = _DATE.fullmatch(words)
    month, day = (int(found[1]), int(found[2])) if found else (0, 0)
    if not (1 <= month <= 12 and 1 <= day <= _MONTH_DAYS[month - 1]):
        raise InvalidPeriod(
            f"The {parameter.meaning} was given as {words[:60]!r}, which is no day of the year. Write month and day, "
            f"such as 11-01 for 1 November.",
            about=name,
        )
    return f"{month:02d}-{day:02d}"


def _years(words: str, name: str, parameter: Parameter) -> str:
    if words.casefold() == parameter.default == BASELINE:
        return BASELINE
    found = _YEARS.fullmatch(words)
    if found is None:
        raise InvalidPeriod(
            f"The {parameter.meaning} were given as {words[:60]!r}, but a first and a last year are needed. Write for "
            f"example 1981-2010.",
            about=name,
        )
    years = Years(int(found[1]), int(found[2]))
    return f"{years.first}-{years.last}"


def _number(words: str, name: str, parameter: Parameter) -> str:
    try:
        number = float(words)
    except ValueError:
        number = math.nan
    if not (math.isfinite(number) and parameter.least <= number <= parameter.most):
        raise QuantityError(
            f"The {parameter.meaning} was given as {words[:60]!r}, but a number from {parameter.least:g} to "
            f"{parameter.most:g} is needed. Check it.",
            about=name,
        )
    return repr(number).removesuffix(".0")
