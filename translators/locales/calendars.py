"""Names of months, dates and numbers as a language writes them: English by hand, others by Babel (CLDR)."""

from __future__ import annotations

import datetime as dt
from functools import cache

from translators.locales import ENGLISH, language_of
from translators.periods import MONTH_NAMES

#: Any leap year, so that 29 February has a date.
_YEAR = 2000


def month_name(month: int, language: str = ENGLISH) -> str:
    """Return a month, 1 to 12, in full: "June", "juin"."""
    language = language_of(language)
    if language == ENGLISH:
        return MONTH_NAMES[month - 1]
    return str(_locale(language).months["stand-alone"]["wide"][month])


def short_month(month: int, language: str = ENGLISH) -> str:
    """Return a month, 1 to 12, in short: "Jun", "juin", "jun."."""
    language = language_of(language)
    if language == ENGLISH:
        return MONTH_NAMES[month - 1][:3]
    return str(_locale(language).months["stand-alone"]["abbreviated"][month])


@cache
def day_and_month(month: int, day: int, language: str = ENGLISH, *, short: bool = False) -> str:
    """Return a day of the year: "1 May", "1. Mai", "1 de mayo"."""
    language = language_of(language)
    if language == ENGLISH:
        return f"{day} {short_month(month) if short else month_name(month)}"
    from babel.dates import format_skeleton

    return format_skeleton("MMMd" if short else "MMMMd", dt.date(_YEAR, month, day), locale=language)


def date_in_full(date: dt.date, language: str = ENGLISH) -> str:
    """Return a date: "30 September 2027", "30 de septiembre de 2027"."""
    language = language_of(language)
    if language == ENGLISH:
        return f"{date.day} {MONTH_NAMES[date.month - 1]} {date.year}"
    from babel.dates import format_date

    return format_date(date, "long", locale=language)


def localised(number: str, language: str = ENGLISH) -> str:
    """Return a number as a language writes it, from how English does: "1,234.5" is "1 234,5" in French."""
    language = language_of(language)
    if language == ENGLISH or not any(sign in number for sign in ",."):
        return number
    symbols = _locale(language).number_symbols["latn"]
    return number.translate({ord(","): symbols["group"], ord("."): symbols["decimal"]})


def direction(language: str) -> str:
    """Return the direction of a language's script: ``ltr`` or ``rtl``."""
    language = language_of(language)
    return "ltr" if language == ENGLISH else str(_locale(language).text_direction)


@cache
def _locale(language: str):  # noqa: ANN202 - babel is imported where it is used
    from babel import Locale

    return Locale(language)
