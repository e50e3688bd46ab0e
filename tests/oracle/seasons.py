"""Seasons as lists of days, and what a loop is given: walked day by day, without the engine.

Temperatures in degC, water in mm/day, a day a number, a missing day NaN.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

Day = tuple[int, int, int]
MonthDay = tuple[int, int]


def month_length(calendar: str, year: int, month: int) -> int:
    """Days of a month, from the calendars' definitions."""
    if calendar == "360_day":
        return 30
    if month == 2:
        leap = {
            "noleap": False,
            "all_leap": True,
            "julian": year % 4 == 0,
            "standard": year % 4 == 0 and (year % 100 != 0 or year % 400 == 0),
            "proleptic_gregorian": year % 4 == 0 and (year % 100 != 0 or year % 400 == 0),
        }[calendar]
        return 29 if leap else 28
    return 30 if month in (4, 6, 9, 11) else 31


def next_day(calendar: str, day: Day) -> Day:
    """The day after a day."""
    year, month, number = day
    if number < month_length(calendar, year, month):
        return year, month, number + 1
    return (year, month + 1, 1) if month < 12 else (year + 1, 1, 1)


def day_before(calendar: str, day: Day) -> Day:
    """The day before a day."""
    year, month, number = day
    if number > 1:
        return year, month, number - 1
    year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    return year, month, month_length(calendar, year, month)


@lru_cache(maxsize=512)
def season_days(calendar: str, end_year: int, start: MonthDay, end: MonthDay) -> list[Day]:
    """The days of the season that ends in a year, walked one by one.

    An end day that the calendar lacks is the month's last day; a start day that it lacks is the next day.
    """
    first_year = end_year - 1 if end < start else end_year
    year, (month, number) = first_year, start
    if number > month_length(calendar, year, month):
        month, number = month + 1, 1
    day, days = (year, month, number), []
    while day[0] <= end_year and not (day[0] == end_year and day[1:] > end):
        days.append(day)
        day = next_day(calendar, day)
    return days


#: Rules under which seasons may count although days are missing: some of the made-up seasons do, others do not.
RULES = ("wmo", "at_least_n:87", "pct:5")


def is_known(value: float) -> bool:
    """Whether a value is there."""
    return not math.isnan(value)


def known(values: list[float]) -> list[float]:
    """The values that are there."""
    return [v for v in values if is_known(v)]


def counts(rule: str, days: list[Day], are_held: list[bool]) -> bool:
    """Whether days count under a rule for missing ones, by its text."""
    if not any(are_held):
        return False
    name, _, number = rule.partition(":")
    if name == "any":
        return all(are_held)
    if name == "at_least_n":
        return are_held.count(True) >= int(number)
    if name == "pct":
        return 100 * are_held.count(False) / len(are_held) < float(number)
    for month in sorted({d[:2] for d in days}):
        missing = [not is_held for d, is_held in zip(days, are_held, strict=True) if d[:2] == month]
        if sum(missing) >= 11 or any(b - a >= 5 for a, b in runs(missing)):
            return False
    return True


@dataclass(frozen=True)
class Asked:
    """One season of one cell.

    Attributes
    ----------
    days : list of (year, month, day)
    held : dict
        Every day of the archive → the values of its variables; days outside the season too.
    latitude : float
        Of the cell's centre.
    reference : tuple of int
        First and last year of the reference.
    seasons : list of list of days
        Every season that the archive holds whole at its edges, in order.
    months : dict
        What a loop worked out of a month or a date, kept for the next season of the cell.
    rule : str
        For missing days. Unless it is ``any``, days that are missing are held as NaN in every variable.
    """

    calendar: str
    days: list[Day]
    held: dict[Day, dict[str, float]]
    latitude: float = 0.0
    reference: tuple[int, int] = (0, 0)
    seasons: list[list[Day]] = field(default_factory=list)
    months: dict[tuple, float] = field(default_factory=dict)
    rule: str = "any"

    def values(self, variable: str) -> list[float]:
        """The season's values."""
        return [self.held[d][variable] for d in self.days]

    def position(self, date: MonthDay) -> int | None:
        """Where a day of the year lies among the days; 29 February is 1 March in years without it."""
        for i, (year, month, number) in enumerate(self.days):
            if (month, number) == date:
                return i
            if date == (2, 29) and (month, number) == (3, 1) and month_length(self.calendar, year, 2) < 29:
                return i
        return None

    def day_of_year(self, i: int) -> int:
        """The i-th day, counted from 1 January of the year in which the season starts."""
        first = self.days[0][0]
        year, month, number = self.days[i]
        count = number
        for y in range(first, year + 1):
            for m in range(1, 13 if y < year else month):
                count += month_length(self.calendar, y, m)
        return count

    def turn(self, i: int) -> tuple[int, int]:
        """The day's number in its own year, and the number of days of that year."""
        year, month, number = self.days[i]
        lengths = [month_length(self.calendar, year, m) for m in range(1, 13)]
        return sum(lengths[: month - 1]) + number, sum(lengths)


def number(text: str) -> object:
    """A parameter as the loops take it: "22 degC" → 22.0, "05-01" → (5, 1), a word as it is."""
    if found := re.fullmatch(r"(\d\d)-(\d\d)", text):
        return int(found[1]), int(found[2])
    first = text.split()[0]
    try:
        return float(first)
    except ValueError:
        return text


@dataclass(frozen=True)
class Loop:
    """How an index is judged.

    Attributes
    ----------
    work : callable
        ``work(*values, **parameters)``, the season's values of each variable; with `takes_season`,
        ``work(asked, **parameters)``.
    variables : tuple of str
    written : dict of str to str
        The parameters as the recipe writes them.
    exact : bool
        Whether the numbers are counts, which must agree exactly.
    ties : dict of str to float
        Variable → the value that many of its days have exactly where the threshold is met.
    levels : dict of str to float
        Variable → the mean of its made-up values, where the ordinary one would leave the index without work.
    index : str
        The index, where the loop's key is not its id.
    fixed : tuple
        The only seasons asked, as a need writes them; empty where every season may be.
    judges_missing : bool
        Whether the loop itself says when a season is missing: the days that it needs are not those of the season.
    years : tuple of int
        Of the archive; the reference ends a year earlier.
    rules : tuple of str
        Under which the index is judged where days are missing, beside ``any``; empty where it takes no other.
    asks_rule : bool
        Whether the loop itself asks these rules, of other days than those of the season.
    tolerance : float
        Relative; wider than that of arithmetic only where a distribution is fitted by iteration.
    """

    work: Callable[..., float]
    variables: tuple[str, ...]
    written: dict[str, str] = field(default_factory=dict)
    exact: bool = False
    ties: dict[str, float] = field(default_factory=dict)
    levels: dict[str, float] = field(default_factory=dict)
    takes_season: bool = False
    index: str = ""
    fixed: tuple = ()
    judges_missing: bool = False
    years: tuple[int, int] = (1998, 2001)
    tolerance: float = 1e-9
    rules: tuple[str, ...] = RULES
    asks_rule: bool = False

    @property
    def parameters(self) -> dict[str, object]:
        """The parameters as the loop takes them."""
        return {name: number(text) for name, text in self.written.items()}

    @property
    def dates(self) -> tuple[str, ...]:
        """The parameters that are days of the year."""
        return tuple(name for name, value in self.parameters.items() if isinstance(value, tuple))

    def at(self, date: str, until: str = "") -> Loop:
        """The same with every date this one, and with another for the last day of a search."""
        from dataclasses import replace

        dates = {name: (until or date) if name.endswith("_to") else date for name in self.dates}
        return replace(self, written=self.written | dates)

    def shortened(self) -> Loop:
        """The same with a window of one day, so that the shortest season has a number."""
        from dataclasses import replace

        return replace(self, written=self.written | {"window": "1 days"} if "window" in self.written else self.written)

    def answer(self, asked: Asked) -> float:
        """The value of a season all of whose days are there."""
        if self.takes_season:
            return float(self.work(asked, **self.parameters))
        return float(self.work(*[asked.values(v) for v in self.variables], **self.parameters))


def runs(flags: list[bool]) -> list[tuple[int, int]]:
    """First and one past the last of every stretch of true."""
    found, start = [], None
    for i, flag in enumerate([*flags, False]):
        if flag and start is None:
            start = i
        if not flag and start is not None:
            found.append((start, i))
            start = None
    return found


def first_window(flags: list[bool], window: float, start: int = 0) -> int | None:
    """Where the first so many in a row begin, all of them from a place on."""
    n = int(window)
    for i in range(start, len(flags) - n + 1):
        if all(flags[i : i + n]):
            return i
    return None


NONE = math.nan
NO_END, NO_START = math.inf, -math.inf
