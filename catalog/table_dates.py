"""The dates of a table, in whichever columns and order they are written. An order that cannot be known is asked for."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from catalog.calendars import day_number, month_start
from catalog.record import Facets
from catalog.table_text import Table, word_of

ORIGIN = "days since 1850-01-01"

_DATE = {
    "date", "time", "day", "dates", "datetime", "date_time", "date/time", "timestamp", "valid_time", "yyyymmdd", "ymd",
    "datum", "mess_datum", "messdatum", "fecha", "data", "month", "yearmonth", "obs_date", "local_date",
}  # fmt: skip
_YEAR = {"year", "years", "yyyy", "yr", "y", "jahr", "annee", "année", "an", "ano", "año", "anno"}
_MONTH = {"month", "mm", "mo", "mon", "m", "monat", "mois", "mes", "mês", "mese"}
_DAY = {"day", "dd", "dy", "da", "d", "tag", "jour", "dia", "día", "giorno", "day_in_month"}
_DAY_OF_YEAR = {"doy", "day_of_year", "dayofyear", "jday", "yday", "julian_day"}
_HOUR = {"hour", "hh", "hr", "time", "utc", "obs_time", "stunde", "uhrzeit", "heure", "hora", "ora"}

_TIME = r"(?:[T ]\s*(?P<hour>\d{1,2}(?::?\d{2})?(?::?\d{2}(?:\.\d+)?)?)\s*(?:Z|[AP]M|[+-]\d{2}:?\d{2}|UTC)?)?"
_YEAR_FIRST = re.compile(rf"^(?P<y>\d{{4}})([-/.])(?P<m>\d{{1,2}})\2(?P<d>\d{{1,2}}){_TIME}$", re.IGNORECASE)
_CLOSE = re.compile(r"^(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})(?:[T ]?(?P<hour>\d{2}(?::?\d{2}){0,2}Z?))?(?:\.0+)?$")
_YEAR_LAST = re.compile(rf"^(?P<a>\d{{1,2}})([-/. ])(?P<b>\d{{1,2}})\2(?P<y>\d{{4}}){_TIME}$", re.IGNORECASE)
_NAMED = re.compile(r"^(?P<d>\d{1,2})[-/. ]*(?P<word>[A-Za-z]{3,9})[-/., ]*(?P<y>\d{4})$")
_NAMED_FIRST = re.compile(r"^(?P<word>[A-Za-z]{3,9})\.?[- ](?P<d>\d{1,2}),?[- ]+(?P<y>\d{4})$")
_MONTHS_ONLY = (
    re.compile(r"^(?P<y>\d{4})[-/.](?P<m>\d{1,2})$"),
    re.compile(r"^(?P<y>\d{4})(?P<m>\d{2})$"),
    re.compile(r"^(?P<word>[A-Za-z]{3,9})[-/., ]+(?P<y>\d{4})$"),
)
_SHORT_YEAR = re.compile(r"^\d{1,2}[-/. ](?:\d{1,2}|[A-Za-z]{3,9})[-/. ]\d{2}$")
_MONTH_WORDS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


@dataclass(frozen=True)
class Dates:
    """When the rows of a table are.

    Attributes
    ----------
    days : ndarray of int64 (rows,)
        Days since 1850-01-01 in the calendar; of a month its first.
    calendar : str
        That which the dates need.
    assumed : bool
        Whether the dates would fit another one as well.
    hours : list of str
        The time of day as written; empty where the table has none.
    """

    days: np.ndarray
    calendar: str
    assumed: bool
    hours: list[str]


def has_dates(words: list[str]) -> bool:
    """Whether the words of a line (`table_text.word_of`) are a heading that has a date."""
    known = set(words)
    return bool(known & (_DATE - {"month", "day", "data"})) or bool(known & _YEAR)


def dates_of(table: Table, facets: Facets) -> Dates:
    """Return the dates of a table: in the columns of `facets.date_column`, else in those whose heading says so.

    ``Date=dd/mm/yyyy`` says the column and the order in which its dates are written.

    Raises
    ------
    TableRefused
        If a date is not understood, does not exist, or may be read in two ways.
    """
    asked, _, order = facets.date_column.partition("=")
    order = "".join(dict.fromkeys(re.sub(r"[^dmy]", "", order.casefold())))
    columns = _columns(table, asked.strip())
    if len(columns) == 1:
        (at,) = columns.values()
        parts, hours = _parsed(table, at, order)
    else:
        parts, hours = _put_together(table, columns), []
    if not hours:
        words = [word_of(h) for h in table.heading]
        at = next((i for i, w in enumerate(words) if w in _HOUR and i not in columns.values()), -1)
        hours = table.column(at) if at >= 0 else []
    return _numbered(table, np.array(parts, dtype=np.int64), hours, "doy" in columns)


def _columns(table: Table, asked: str) -> dict[str, int]:
    """Return the columns of the date: one called ``date``, or those of the year, month and day."""
    exact = {name.casefold(): at for at, name in reversed(list(enumerate(table.heading)))}
    words = {word_of(name): at for at, name in reversed(list(enumerate(table.heading)))}
    if asked:
        names = [asked] if asked.casefold() in exact or word_of(asked) in words else re.split(r"[ ,+]+", asked)
        found = {n: exact.get(n.casefold(), words.get(word_of(n), -1)) for n in names}
        absent = next((n for n, at in found.items() if at < 0), None)
        if absent is not None:
            raise table.refused("table-not-understood", _no_date(table, absent))
        if len(found) == 1:
            return {"date": next(iter(found.values()))}
        words = {word_of(n): at for n, at in found.items()}
    parts = {
        what: next((at for word, at in words.items() if word in names or (asked and word.startswith(what))), -1)
        for what, names in (("year", _YEAR), ("month", _MONTH), ("day", _DAY), ("doy", _DAY_OF_YEAR))
    }
    parts = {what: at for what, at in parts.items() if at >= 0}
    if asked:
        if not {"year"} < set(parts):
            message = f"The date columns {asked} of {table.name} are not a year, a month and a day."
            raise table.refused("table-not-understood", message)
    else:
        whole = [w for w in words if w in _DATE and (w not in {"month", "day", "time", "data"} or "year" not in parts)]
        if whole:
            return {"date": words[min(whole, key=lambda w: w in {"time", "month", "day", "data"})]}
    if {"year", "month"} <= set(parts):
        return {w: parts[w] for w in ("year", "month", "day") if w in parts}
    if {"year", "doy"} <= set(parts):
        return {w: parts[w] for w in ("year", "doy")}
    raise table.refused("table-not-understood", _no_date(table, "year" if "year" not in parts else "month"))


def _no_date(table: Table, absent: str) -> str:
    held = ", ".join(filter(None, table.heading[:20]))
    return f"{table.name} has no column {absent!r} for the date; it has {held}."


def _parsed(table: Table, at: int, order: str) -> tuple[list[tuple[int, int, int]], list[str]]:
    """Return (year, month, day) of each row, the day 0 where it is a month, and the times of day where there are."""
    matches, turned = [], False
    for row, text in enumerate(table.column(at)):
        match = _match(text)
        if match is None:
            raise table.refused("table-not-understood", _bad_date(table, row, text), row)
        turned |= match.re is _YEAR_LAST
        matches.append(match)
    if turned and order not in {"dmy", "mdy"}:
        order = _order(table, at, [m for m in matches if m.re is _YEAR_LAST])
    parts = [_of(table, row, match, order) for row, match in enumerate(matches)]
    hours = [m.groupdict().get("hour") or "" for m in matches]
    return parts, hours if any(hours) else []


def _match(text: str) -> re.Match[str] | None:
    for pattern in (_YEAR_FIRST, _CLOSE, _YEAR_LAST, _NAMED, _NAMED_FIRST, *_MONTHS_ONLY):
        match = pattern.match(text)
        if match is not None:
            return match
    return None


def _bad_date(table: Table, row: int, text: str) -> str:
    message = f"Row {table.lines[row]} of {table.name} has the date {text!r}; "
    if _SHORT_YEAR.match(text):
        return f"{message}a year of two digits may be of any century. Write it with four, as 2031-07-24."
    return f"{message}dates are understood as 2031-07-24."


def _order(table: Table, at: int, matches: list[re.Match[str]]) -> str:
    """Return whether the day or the month comes first, where some date allows only one."""
    first, second = (max(int(m[part]) for m in matches) for part in ("a", "b"))
    if first > 12 >= second:
        return "dmy"
    if second > 12 >= first:
        return "mdy"
    unclear = next((m for m in matches if m["a"] != m["b"]), matches[0])
    name, shown = table.heading[at], unclear[0]
    if first > 12:
        message = f"The dates of {table.name} have the day first in some rows and the month first in others."
        raise table.refused("date-order-unclear", message)
    a, b, y = int(unclear["a"]), int(unclear["b"]), unclear["y"]
    message = f"Is {shown!r} in {table.name} {y}-{b:02d}-{a:02d} or {y}-{a:02d}-{b:02d}? No date of it tells."
    fix = f'Say --date "{name}=dd/mm/yyyy" where the day comes first, or --date "{name}=mm/dd/yyyy".'
    raise table.refused("date-order-unclear", message, fix=fix)


def _of(table: Table, row: int, match: re.Match[str], order: str) -> tuple[int, int, int]:
    found = match.groupdict()
    if "a" in found:
        day, month = (found["a"], found["b"]) if order == "dmy" else (found["b"], found["a"])
        return int(found["y"]), int(month), int(day)
    if "word" in found:
        word = found["word"][:3].casefold()
        if word not in _MONTH_WORDS:
            raise table.refused("table-not-understood", _bad_date(table, row, match[0]), row)
        return int(found["y"]), _MONTH_WORDS.index(word) + 1, int(found.get("d") or 0)
    return int(found["y"]), int(found["m"]), int(found.get("d") or 0)


def _put_together(table: Table, columns: dict[str, int]) -> list[tuple[int, int, int]]:
    parts = []
    for row, fields in enumerate(table.rows):
        try:
            numbers = [_number(fields[at]) for at in columns.values()]
        except ValueError:
            message = f"Row {table.lines[row]} of {table.name} has the date "
            message += f"{' '.join(fields[at] for at in columns.values())!r}."
            raise table.refused("table-not-understood", message, row) from None
        year, *rest = numbers
        if "doy" in columns:
            parts.append((year, 1, rest[0]))
        else:
            parts.append((year, rest[0], rest[1] if len(rest) > 1 else 0))
    return parts


def _number(text: str) -> int:
    if text[:3].casefold() in _MONTH_WORDS:
        return _MONTH_WORDS.index(text[:3].casefold()) + 1
    value = float(text)
    if value != int(value):
        raise ValueError(text)
    return int(value)


def _numbered(table: Table, dates: np.ndarray, hours: list[str], by_day_of_year: bool) -> Dates:
    year, month, day = dates.T
    if by_day_of_year:
        return _by_day_of_year(table, year, day, hours)
    whole_months = not day.any()
    day = np.ones_like(day) if whole_months else day
    february = month == 2
    calendar = "360_day" if (february & (day == 30)).any() else "standard"
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    through = np.intersect1d(year[leap & (month == 2) & (day == 28)], year[leap & (month == 3) & (day == 1)])
    if calendar == "standard" and through.size >= 3 and not (february & (day == 29)).any():
        calendar = "noleap"
    valid = (year > 0) & (year < 10000) & (month >= 1) & (month <= 12) & (day >= 1)
    lengths = np.zeros_like(day)
    lengths[valid] = month_start(year[valid], month[valid] + 1, calendar) - month_start(
        year[valid], month[valid], calendar
    )
    wrong = ~valid | (day > lengths)
    if wrong.any():
        at = int(wrong.argmax())
        date = f"{year[at]:04d}-{month[at]:02d}-{day[at]:02d}"
        message = f"Row {table.lines[at]} of {table.name} has the date {date}, which the {calendar} calendar lacks."
        raise table.refused("dates-invented", message, at)
    assumed = calendar == "standard" and not whole_months and not (february & (day == 29)).any()
    return Dates(day_number(year, month, day, calendar), calendar, assumed, hours)


def _by_day_of_year(table: Table, year: np.ndarray, day: np.ndarray, hours: list[str]) -> Dates:
    """Return the dates of years and days of the year; without a day 366 in three leap years they have none."""
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    through = np.intersect1d(year[leap & (day == 365)], year[day == 1] - 1)
    calendar = "noleap" if through.size >= 3 and not (day == 366).any() else "standard"
    lengths = np.where(leap & (calendar == "standard"), 366, 365)
    wrong = (year < 1) | (year > 9999) | (day < 1) | (day > lengths)
    if wrong.any():
        at = int(wrong.argmax())
        message = f"Row {table.lines[at]} of {table.name} has the day {day[at]} of {year[at]}, which does not exist."
        raise table.refused("dates-invented", message, at)
    ones = np.ones_like(year)
    days = day_number(year, ones, ones, calendar) + day - 1
    return Dates(days, calendar, calendar == "standard" and not (day == 366).any(), hours)
