"""Seasons and years, as people name them and as every calendar can hold them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from translators.errors import InvalidPeriod

MONTH_NAMES = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_INITIALS = "JFMAMJJASOND"
_SHORT = tuple(name[:3].upper() for name in MONTH_NAMES)
#: A year from any month, as pandas and xclim write it.
_YEAR_START = re.compile(f"YS(?:-({'|'.join(_SHORT)}))?")
#: The longest month of any CF calendar: a `to` day of 31 means "the month's last day".
LAST_DAY = 31
#: The most days a month has in any CF calendar (a 360-day February has 30).
_MOST_DAYS = (31, 30, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)

#: Future periods of the IPCC's sixth assessment (near, middle, far), offered where no horizon was named.
AR6_HORIZONS = ((2021, 2040), (2041, 2060), (2081, 2100))
#: The reference period of the IPCC's sixth assessment.
AR6_BASELINE = (1995, 2014)
#: Where both stand.
AR6_SOURCE = "IPCC (2021), AR6 WGI, doi:10.1017/9781009157896"
#: The most periods that one moving window may give.
MOST_WINDOWS = 20


@dataclass(frozen=True, order=True)
class Years:
    """Whole years, both ends included."""

    first: int
    last: int

    def __post_init__(self) -> None:
        for year in (self.first, self.last):
            if not isinstance(year, int) or isinstance(year, bool) or not 1 <= year <= 9999:
                raise InvalidPeriod(
                    f"A period was asked with the year {year!r}, which is no whole year between 1 and 9999. Write "
                    f"years as [2041, 2060].",
                    about="horizon",
                )
        if self.last < self.first:
            raise InvalidPeriod(
                f"Years {self.first} to {self.last} were asked, but they end before they start, so no season lies in "
                f"them. Write the earlier year first: [{self.last}, {self.first}].",
                about="horizon",
            )

    def __len__(self) -> int:
        return self.last - self.first + 1

    def __contains__(self, year: int) -> bool:
        return self.first <= year <= self.last

    def __str__(self) -> str:
        return str(self.first) if self.first == self.last else f"{self.first}–{self.last}"

    @classmethod
    def of(cls, value: Any, about: str = "horizon") -> Years:
        """Return the years written as ``[first, last]`` (a mapping or a single year is refused)."""
        if isinstance(value, Years):
            return value
        if not isinstance(value, (list, tuple)) or len(value) != 2:
            raise InvalidPeriod(
                f"A period was given as {value!r}, but a first and a last year are needed to know which seasons count. "
                f"Write it as [2041, 2060].",
                about=about,
            )
        try:
            return cls(value[0], value[1])
        except InvalidPeriod as err:
            raise InvalidPeriod(str(err), about=about) from None

    def to_list(self) -> list[int]:
        """Return ``[first, last]``, as written in a need file."""
        return [self.first, self.last]


#: Stands for the years of a level of warming, which differ from model to model.
ANY_YEARS = Years(1, 1)


@dataclass(frozen=True)
class Season:
    """A stretch of the year, from one day to another, both included, that may cross the year's end.

    A ``last_day`` that a calendar lacks is the month's last day; a ``first_day`` that it lacks is the next day.
    ``Season(12, 1, 2, 31)`` is winter (December to February) in every calendar.
    """

    first_month: int
    first_day: int
    last_month: int
    last_day: int

    def __post_init__(self) -> None:
        for month, day in ((self.first_month, self.first_day), (self.last_month, self.last_day)):
            whole = all(isinstance(n, int) and not isinstance(n, bool) for n in (month, day))
            if not (whole and 1 <= month <= 12 and 1 <= day <= LAST_DAY):
                raise InvalidPeriod(
                    f"A season was asked with month {month} and day {day}, which no calendar has. Months go from 1 to "
                    f"12 and days from 1 to 31.",
                    about="season",
                )
        if self.last_day >= _MOST_DAYS[self.last_month - 1]:  # "to 30 September" is "to the end of September"
            object.__setattr__(self, "last_day", LAST_DAY)

    @property
    def crosses_year_end(self) -> bool:
        """Whether the season ends in the year after the one in which it starts."""
        return (self.last_month, self.last_day) < (self.first_month, self.first_day)

    @property
    def is_year(self) -> bool:
        """Whether the season is the calendar year."""
        return self.is_whole_months and self.first_month == 1 and self.last_month == 12

    @property
    def is_whole_months(self) -> bool:
        """Whether the season starts on a month's first day and ends on a month's last day in every calendar."""
        return self.first_day == 1 and self.last_day == LAST_DAY

    def is_whole_months_in(self, calendar: str) -> bool:
        """Whether the season starts on a first and ends on a last day of a month in this CF calendar, every year."""
        longest = 30 if calendar == "360_day" else _MOST_DAYS[self.last_month - 1]
        if self.last_month == 2 and calendar != "360_day":
            longest = 28 if calendar in {"noleap", "365_day"} else 29
        return self.first_day == 1 and self.last_day >= longest

    @property
    def months(self) -> tuple[int, ...]:
        """Months that the season touches, in order: ``(12, 1, 2)`` for winter."""
        count = (self.last_month - self.first_month) % 12 + 1
        if self.crosses_year_end and self.first_month == self.last_month:
            count = 12
        return tuple((self.first_month - 1 + i) % 12 + 1 for i in range(count))

    @property
    def name(self) -> str:
        """The season in plain English: "the year", "June to August", "1 November to 31 March"."""
        if self.is_year:
            return "the year"
        first, last = MONTH_NAMES[self.first_month - 1], MONTH_NAMES[self.last_month - 1]
        if self.is_whole_months:
            return first if len(self.months) == 1 else f"{first} to {last}"
        last_day = min(self.last_day, _MOST_DAYS[self.last_month - 1])
        return f"{self.first_day} {first} to {last_day} {last}"

    @classmethod
    def of_months(cls, months: list[int] | tuple[int, ...]) -> Season:
        """Return the season of whole months that follow each other, such as ``[12, 1, 2]``."""
        months = tuple(months)
        if not months or any(not isinstance(m, int) or isinstance(m, bool) or not 1 <= m <= 12 for m in months):
            raise InvalidPeriod(
                f"A season was asked for the months {list(months)!r}; months are whole numbers from 1 to 12. Write "
                f"{{months: [12, 1, 2]}} for December to February.",
                about="season",
            )
        if len(months) > 12 or any((b - a) % 12 != 1 for a, b in itertools.pairwise(months)):
            raise InvalidPeriod(
                f"A season was asked for the months {list(months)}, which do not follow each other, so runs and "
                f"windows would jump over the gap. Ask for months in a row, such as [11, 12, 1], or one need a part.",
                about="season",
            )
        return cls(months[0], 1, months[-1], LAST_DAY)

    @classmethod
    def of(cls, value: Any) -> Season:
        """Return the season written in a need file.

        Parameters
        ----------
        value : str or mapping
            ``"year"``, month initials in a row (``"DJF"``, ``"JJAS"``), a year that starts in another month
            (``"YS-OCT"``, as pandas names it), ``{"months": [12, 1, 2]}`` or ``{"from": "11-01", "to": "03-31"}``
            (month-day).

        Raises
        ------
        InvalidPeriod
            If it is none of these, or if the months do not follow each other.
        """
        if isinstance(value, Season):
            return value
        if isinstance(value, str):
            return cls._of_initials(value)
        if isinstance(value, Mapping) and set(value) == {"months"} and isinstance(value["months"], (list, tuple)):
            return cls.of_months(value["months"])
        if isinstance(value, Mapping) and set(value) == {"from", "to"}:
            return cls(*_month_day(value["from"]), *_month_day(value["to"]))
        raise InvalidPeriod(
            f"A season was given as {value!r}, which is not understood, so the days to count are unknown. Write year, "
            f"DJF, YS-OCT, {{months: [12, 1, 2]}} or {{from: 11-01, to: 03-31}}.",
            about="season",
        )

    @classmethod
    def _of_initials(cls, text: str) -> Season:
        word = text.strip()
        if word.casefold() in {"year", "annual", "ann"}:
            return YEAR
        word = word.upper()
        if found := _YEAR_START.fullmatch(word):
            first = _SHORT.index(found[1]) if found[1] else 0
            return cls.of_months([(first + i) % 12 + 1 for i in range(12)])
        starts = [i for i in range(12) if 2 <= len(word) <= 12 and (_INITIALS * 2)[i : i + len(word)] == word]
        if len(starts) != 1:
            raise InvalidPeriod(
                f"The season {text!r} is not understood, so the days to count are unknown. Write year, the initials of "
                f"months in a row such as DJF or JJAS, a year from another month such as YS-OCT, {{months: [12, 1, "
                f"2]}} or {{from: 11-01, to: 03-31}}.",
                about="season",
            )
        return cls.of_months([(starts[0] + i) % 12 + 1 for i in range(len(word))])

    def to_value(self) -> Any:
        """Return the season as a need file writes it; ``Season.of`` reads it back unchanged."""
        if self.is_year:
            return "year"
        if self.is_whole_months:
            return {"months": list(self.months)}
        return {
            "from": f"{self.first_month:02d}-{self.first_day:02d}",
            "to": f"{self.last_month:02d}-{min(self.last_day, _MOST_DAYS[self.last_month - 1]):02d}",
        }


def windows_of(value: Any) -> tuple[Years, ...]:
    """Return the periods of a moving window, ``{years: 20, every: 10, from: 2021, to: 2100}``, the earliest first.

    Each lies whole within the years; what is left at the end is no window.

    Raises
    ------
    InvalidPeriod
        If a number is missing or no year, no window lies in the years, or there are more than `MOST_WINDOWS`.
    """
    keys = ("years", "every", "from", "to")
    example = "window: {years: 20, every: 10, from: 2021, to: 2100}"
    numbers = [value.get(key) for key in keys] if isinstance(value, Mapping) else []
    if set(value if isinstance(value, Mapping) else ()) != set(keys) or not all(
        isinstance(n, int) and not isinstance(n, bool) and 1 <= n <= 9999 for n in numbers
    ):
        raise InvalidPeriod(
            f"A moving window was given as {value!r}, but its length, its step and the years in which it moves are "
            f"needed. Write {example}.",
            about="horizon",
        )
    length, every, first, last = numbers
    starts = range(first, last - length + 2, every)
    if not 1 <= len(starts) <= MOST_WINDOWS:
        raise InvalidPeriod(
            f"A moving window of {length} years every {every} years from {first} to {last} was asked, which gives "
            f"{len(starts)} periods, but 1 to {MOST_WINDOWS} can be shown. Write for example {example}.",
            about="horizon",
        )
    return tuple(Years(start, start + length - 1) for start in starts)


def _month_day(value: Any) -> tuple[int, int]:
    match = re.fullmatch(r"(\d{1,2})-(\d{1,2})", str(value).strip())
    if match is None:
        raise InvalidPeriod(
            f"A day of the year was given as {value!r}; write month and day with two digits each, such as 11-01 for "
            f"1 November.",
            about="season",
        )
    return int(match[1]), int(match[2])


#: The calendar year.
YEAR = Season(1, 1, 12, LAST_DAY)
