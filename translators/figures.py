"""Numbers for reading: two significant digits, true minus signs, one value where both ends of a range read the same.

A day of the year is read as a date, a share of the years as years in ten.
"""

from __future__ import annotations

import datetime as dt
import math

from translators.locales import Speech
from translators.locales.calendars import day_and_month, localised

#: Unit of a date: days from 1 January of the year in which a season starts, which is 1.
DATES = "day of year"
#: A year without a leap day, in which days of the year are read as dates.
_YEAR = 2001


def figure(value: float, units: str, language: str = "en") -> str:
    """Return a value without its unit.

    Two significant digits, because no more are known: ``2.13`` is ``2.1``, ``12.4`` is ``12``, ``1234`` is ``1,200``.
    Temperatures have one decimal, because their zero is no beginning; days are not finer than a tenth. A day of the
    year is a date with a short month: ``102`` is ``12 Apr``, ``385`` (after a start in November) ``20 Jan``.
    """
    if not math.isfinite(value):
        return "–"
    if units == DATES:
        day = date_of(value)
        return day_and_month(day.month, day.day, language, short=True)
    if units in {"degC", "K", "degF"}:
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
    return localised(f"{rounded:,.{places}f}".replace("-", "−"), language)


def date_of(day: float) -> dt.date:
    """Return the date of a day of the year, in a year without a leap day; days past its end go on into the next."""
    return dt.date(_YEAR, 1, 1) + dt.timedelta(days=round(day) - 1)


def change_units(units: str) -> str:
    """Return the unit of a change of values: that of a temperature is K, of a date days, of a share points."""
    return {"degC": "K", DATES: "days", "%": "points"}.get(units, units)


def in_ten(share: float, language: str = "en") -> str:
    """Return a share of years, in %, as years in ten, to a half: ``26`` is ``2.5``."""
    return localised(f"{round(share / 5) / 2:g}", language) if math.isfinite(share) else "–"


def with_unit(value: float, units: str, words: Speech) -> str:
    """Return a value with its unit in words: "12 days", "1 day", "9.9 °C", "12 April"."""
    if units == DATES:
        return _dated(value, words)
    return _with_words(figure(value, units, words.language), units, words)


def ranged(low: float, high: float, units: str, words: Speech) -> str:
    """Return a range with its unit, "4.2 to 9.6 days"; one value where both ends read the same."""
    first, last = (_dated(v, words) if units == DATES else figure(v, units, words.language) for v in (low, high))
    text = first if first == last else words.tell("range", low=first, high=last)
    return text if units == DATES else _with_words(text, units, words)


def unit_words(units: str, words: Speech) -> str:
    """Return a unit as people read it: "°C", "mm a day"; nothing for a date and for a plain number."""
    return str(words.group("units").get(units, f"{{value}} {units}")).format(value="").strip()


def _dated(day: float, words: Speech) -> str:
    if not math.isfinite(day):
        return "–"
    date = date_of(day)
    return day_and_month(date.month, date.day, words.language)


def _with_words(text: str, units: str, words: Speech) -> str:
    name = "day" if units == "days" and text == "1" else units
    return str(words.group("units").get(name, f"{{value}} {units}")).format(value=text)


def _two_digits(value: float) -> float:
    if value == 0:
        return 0.0
    return round(value, 1 - math.floor(math.log10(abs(value))))
